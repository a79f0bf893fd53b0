"""Formulas that are copied to another cell: what is not fixed in their references moves along."""

from __future__ import annotations

import re
from dataclasses import replace
from functools import lru_cache
from typing import NamedTuple, overload

from mcba.workbook.formulas.tokens import tokens
from mcba.workbook.formulas.trees import CellsReference, Node
from mcba.workbook.formulas.walks import rebuilt
from mcba.workbook.places import LAST_COLUMN, LAST_ROW, column_letters, column_number

_END = re.compile(r"(\$?)([A-Za-z]*)(\$?)([0-9]*)")
_letters = lru_cache(maxsize=None)(column_letters)


@overload
def shifted(formula: str, rows: int, columns: int) -> str: ...
@overload
def shifted(formula: Node, rows: int, columns: int) -> Node: ...
def shifted(formula: str | Node, rows: int, columns: int) -> str | Node:
    """A formula as it reads when it is copied so many rows down and columns to the right.

    Parameters
    ----------
    formula : str or Node
        Its text or its tree.
    rows, columns : int
        Negative upwards and to the left. What would leave the sheet comes in again at its other end, as in Excel.

    Returns
    -------
    str or Node
        What was given: a text for a text.

    Raises
    ------
    WorkbookError
        When a text is no formula.

    Examples
    --------
    >>> shifted("A1*$B$1+LOG10(C:C)&'A1'!B2", 2, 1)
    "B3*$B$1+LOG10(D:D)&'A1'!C4"
    """
    if isinstance(formula, str):
        return "".join(
            [part if isinstance(part, str) else _moved_text(part, rows, columns) for part in _parts(formula)]
        )

    def moved(node: Node) -> Node | None:
        return _moved_cells(node, rows, columns) if isinstance(node, CellsReference) else None

    return rebuilt(formula, moved)


class _End(NamedTuple):
    """One end of a reference in a text: `$A1`, `A`, `$1`; 0 for a column or row that it does not name."""

    column: int
    row: int
    column_fixed: bool
    row_fixed: bool

    def moved(self, rows: int, columns: int) -> str:
        column = self.column if self.column_fixed else (self.column - 1 + columns) % LAST_COLUMN + 1
        row = self.row if self.row_fixed else (self.row - 1 + rows) % LAST_ROW + 1
        letters = ("$" if self.column_fixed else "") + _letters(column) if self.column else ""
        return letters + (("$" if self.row_fixed else "") + str(row) if self.row else "")


@lru_cache(maxsize=1024)
def _parts(text: str) -> tuple[str | tuple[_End, ...], ...]:
    """The text of a formula between its references, and the ends of these."""
    return tuple(_ends(token.text) if token.kind == "cells" else token.text for token in tokens(text))


def _ends(reference: str) -> tuple[_End, ...]:
    found = [end for end in map(_END.fullmatch, reference.split(":")) if end is not None]
    ends = []
    for column_sign, letters, row_sign, digits in (end.groups() for end in found):
        row_fixed = (row_sign or ("" if letters else column_sign)) == "$"
        ends.append(_End(column_number(letters), int(digits or 0), bool(letters and column_sign), row_fixed))
    return tuple(ends)


def _moved_text(ends: tuple[_End, ...], rows: int, columns: int) -> str:
    first, last = ends[0], ends[-1]
    if (first.row, last.row) == (1, LAST_ROW):
        rows = 0
    if (first.column, last.column) == (1, LAST_COLUMN):
        columns = 0
    return ":".join([end.moved(rows, columns) for end in ends])


def _moved_cells(cells: CellsReference, rows: int, columns: int) -> CellsReference:
    top, bottom = _moved_ends((cells.top, cells.fixed[0]), (cells.bottom, cells.fixed[2]), rows, LAST_ROW)
    left, right = _moved_ends((cells.left, cells.fixed[1]), (cells.right, cells.fixed[3]), columns, LAST_COLUMN)
    fixed = (top[1], left[1], bottom[1], right[1])
    return replace(cells, top=top[0], left=left[0], bottom=bottom[0], right=right[0], fixed=fixed)


def _moved_ends(
    first: tuple[int, bool], last: tuple[int, bool], by: int, edge: int
) -> tuple[tuple[int, bool], tuple[int, bool]]:
    if (first[0], last[0]) == (1, edge):
        return first, last
    first, last = ((end, fixed) if fixed else ((end - 1 + by) % edge + 1, False) for end, fixed in (first, last))
    if first[0] > last[0]:
        first, last = last, first
    return ((1, False), (edge, False)) if (first[0], last[0]) == (1, edge) else (first, last)
