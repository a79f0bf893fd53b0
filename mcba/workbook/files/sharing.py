"""A formula that many cells share, written out for each of them."""

from __future__ import annotations

import re
from functools import cache

from mcba.workbook.places import LAST_COLUMN, LAST_ROW, column_letters, column_number

_TOKENS = re.compile(
    r"""
    "(?:[^"]|"")*" | '(?:[^']|'')*'                                   # texts, and names of sheets
    | \[(?:[^\[\]']|'.|\[(?:[^\[\]']|'.)*\])*\]                       # parts of tables, other workbooks
    | (?P<columns>\$?[A-Za-z]{1,3}:\$?[A-Za-z]{1,3})(?![\w.(!\\?:])
    | (?P<rows>\$?[0-9]{1,7}:\$?[0-9]{1,7})(?![\w.(!\\?:])
    | (?P<cell>\$?[A-Za-z]{1,3}\$?[1-9][0-9]{0,6})(?![\w.(!\\?])
    | [\w.\\?]+                                                       # numbers, names, functions
    """,
    re.VERBOSE | re.DOTALL,
)
_AXES = re.compile(r"(\$?)([A-Za-z]+)|(\$?)([0-9]+)")
_letters = cache(column_letters)


class SharedFormula:
    """A formula and the cell that it was written for.

    Parameters
    ----------
    text : str
    row, column : int
        Of the cell that it was written for.

    Examples
    --------
    >>> SharedFormula("$A1*B$1+LOG10(C2)", 5, 5).at(6, 7)
    '$A2*D$1+LOG10(E3)'
    >>> SharedFormula("A1", 2, 2).at(1, 2)
    '#REF!'
    """

    __slots__ = ("_column", "_pieces", "_row")

    def __init__(self, text: str, row: int, column: int):
        self._row, self._column = row, column
        self._pieces: list[str | _Reference] = []
        end = 0
        for found in _TOKENS.finditer(text):
            if found.lastgroup is not None:
                self._pieces += [text[end : found.start()], _Reference(found[0])]
                end = found.end()
        self._pieces.append(text[end:])

    def at(self, row: int, column: int) -> str:
        """The formula as it stands in a cell."""
        rows, columns = row - self._row, column - self._column
        return "".join([piece if isinstance(piece, str) else piece.moved(rows, columns) for piece in self._pieces])


class _Reference:
    """One reference of a formula: a cell, or whole columns or rows, as the axes that it consists of."""

    __slots__ = ("_axes", "_between")

    def __init__(self, text: str):
        self._between = ":" if ":" in text else ""
        self._axes: list[tuple[bool, bool, int]] = []
        for column_sign, letters, row_sign, digits in _AXES.findall(text):
            number = column_number(letters) if letters else int(digits)
            self._axes.append((bool(letters), bool(column_sign or row_sign), number))

    def moved(self, rows: int, columns: int) -> str:
        """The reference so many rows and columns further on."""
        words = []
        for is_column, is_fixed, number in self._axes:
            moved = number if is_fixed else number + (columns if is_column else rows)
            if not 1 <= moved <= (LAST_COLUMN if is_column else LAST_ROW):
                return "#REF!"
            words.append(("$" if is_fixed else "") + (_letters(moved) if is_column else str(moved)))
        return self._between.join(words)
