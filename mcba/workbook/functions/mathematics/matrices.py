"""Matrices."""

from __future__ import annotations

from mcba.workbook.functions.answers import as_table
from mcba.workbook.functions.arguments import GivenCells, implements
from mcba.workbook.functions.mathematics.sums import plain_sum
from mcba.workbook.values import CALC, NUMBER, VALUE, Table, Value

_MOST = 1_048_576  # elements of an array that a formula may make

Matrix = list[list[float]]


@implements("MMULT", "MM")
def _matrix_product(left: Matrix, right: Matrix) -> Value | Table:
    if len(left[0]) != len(right):
        return VALUE
    columns = list(zip(*right, strict=True))
    return Table(tuple(tuple(plain_sum(map(float.__mul__, row, column)) for column in columns) for row in left))


@implements("MINVERSE", "M")
def _inverse(matrix: Matrix) -> Value | Table:
    import numpy as np

    if len(matrix) != len(matrix[0]):
        return VALUE
    try:
        return _table(np.linalg.inv(matrix).tolist())
    except np.linalg.LinAlgError:
        return NUMBER


@implements("MDETERM", "M")
def _determinant(matrix: Matrix) -> Value:
    import numpy as np

    return float(np.linalg.det(matrix)) if len(matrix) == len(matrix[0]) else VALUE


@implements("TRANSPOSE", "a")
def _transposed(argument: GivenCells) -> Table:
    return Table(tuple(zip(*as_table(argument).rows, strict=True)))


@implements("MUNIT", "w")
def _unit(size: int) -> Value | Table:
    if not 1 <= size * size <= _MOST or size < 1:
        return VALUE
    return Table(tuple(tuple(float(row == column) for column in range(size)) for row in range(size)))


@implements("SEQUENCE", "wwnn", least=1)
def _sequence(rows: int, columns: int = 1, start: float = 1.0, step: float = 1.0) -> Value | Table:
    if rows < 1 or columns < 1:
        return CALC if 0 in (rows, columns) else VALUE
    if rows * columns > _MOST:
        return VALUE
    return Table(tuple(tuple(start + step * (row * columns + c) for c in range(columns)) for row in range(rows)))


def _table(matrix: Matrix) -> Table:
    return Table(tuple(map(tuple, matrix)))
