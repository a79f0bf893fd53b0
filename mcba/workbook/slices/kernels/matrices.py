"""Matrices."""

from __future__ import annotations

from typing import Any

import numpy as np

from mcba.workbook.slices.kernels.gathering import added_up
from mcba.workbook.slices.kernels.registry import kernel
from mcba.workbook.slices.worlds.varying import Varying
from mcba.workbook.values import VALUE, Element, Table


@kernel("MMULT")
def _matrix_product(left: Any, right: Any) -> Element | Table:
    rows, columns = _matrix(left), _matrix(right)
    if rows is None or columns is None:
        return NotImplemented
    if len(rows[0]) != len(columns):
        return VALUE
    turned = list(zip(*columns, strict=True))
    return Table(tuple(tuple(_product(row, column) for column in turned) for row in rows))


def _matrix(table: Any) -> list[list[Any]] | None:
    """Numbers and arrays of numbers; None where there is anything else."""
    if not isinstance(table, Table):
        return None
    plain = [
        [e.numbers if isinstance(e, Varying) and e.kinds is None and not e.is_truth else e for e in row]
        for row in table.rows
    ]
    return plain if all(isinstance(n, float | np.ndarray) for row in plain for n in row) else None


def _product(row: Any, column: Any) -> Element:
    result = added_up([a * b for a, b in zip(row, column, strict=True)])
    return Varying(result) if isinstance(result, np.ndarray) else float(result)
