"""Places in a workbook: a cell, and an area of cells, as people write them."""

from __future__ import annotations

import re
from typing import NamedTuple

LAST_ROW, LAST_COLUMN = 1_048_576, 16_384
_CELL = re.compile(r"\$?([A-Za-z]{1,3})\$?([0-9]{1,7})")


class Place(NamedTuple):
    """One cell: the name of its sheet as the workbook writes it, its row and its column, both from 1.

    Examples
    --------
    >>> str(Place("Results", 1, 2)), str(Place("Cost Data", 27, 28))
    ('Results!B1', "'Cost Data'!AB27")
    """

    sheet: str
    row: int
    column: int

    def __str__(self) -> str:
        return f"{quoted(self.sheet)}!{column_letters(self.column)}{self.row}"


class Area(NamedTuple):
    """A rectangle of cells, its ends counted in; whole columns and rows reach to the ends of the sheet."""

    sheet: str
    top: int
    left: int
    bottom: int
    right: int

    def __str__(self) -> str:
        first, last = (f"{column_letters(c)}{r}" for r, c in ((self.top, self.left), (self.bottom, self.right)))
        return f"{quoted(self.sheet)}!{first}" + ("" if first == last else f":{last}")

    @property
    def shape(self) -> tuple[int, int]:
        """Rows and columns."""
        return self.bottom - self.top + 1, self.right - self.left + 1

    @property
    def first(self) -> Place:
        """The cell at the top left."""
        return Place(self.sheet, self.top, self.left)


def column_letters(column: int) -> str:
    """The letters of a column that counts from 1.

    Examples
    --------
    >>> column_letters(1), column_letters(28), column_letters(16_384)
    ('A', 'AB', 'XFD')
    """
    letters = ""
    while column:
        column, letter = divmod(column - 1, 26)
        letters = chr(65 + letter) + letters
    return letters


def column_number(letters: str) -> int:
    """The number of a column, from 1.

    Examples
    --------
    >>> column_number("A"), column_number("xfd")
    (1, 16384)
    """
    number = 0
    for letter in letters.upper():
        number = number * 26 + ord(letter) - 64
    return number


def cell_of(text: str) -> tuple[int, int] | None:
    """Row and column of a text such as `$B$12`; None where it is no cell.

    Examples
    --------
    >>> cell_of("$B$12"), cell_of("XFE1"), cell_of("total")
    ((12, 2), None, None)
    """
    match = _CELL.fullmatch(text)
    if match is None:
        return None
    row, column = int(match[2]), column_number(match[1])
    return (row, column) if 1 <= row <= LAST_ROW and column <= LAST_COLUMN else None


def quoted(sheet: str) -> str:
    """The name of a sheet as formulas write it.

    Examples
    --------
    >>> quoted("Results"), quoted("Bob's data"), quoted("2024")
    ('Results', "'Bob''s data'", "'2024'")
    """
    plain = re.fullmatch(r"[^\W\d][\w.]*", sheet) is not None and cell_of(sheet) is None
    return sheet if plain else "'" + sheet.replace("'", "''") + "'"
