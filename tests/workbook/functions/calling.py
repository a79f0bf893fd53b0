"""Functions called as an evaluation calls them, with lists for cells."""

from __future__ import annotations

from typing import Any

from mcba.workbook.book import Book, Cell, Sheet
from mcba.workbook.evaluation.one_world import ONE_WORLD
from mcba.workbook.functions.registry import known_functions
from mcba.workbook.places import Area, Place
from mcba.workbook.values import ERRORS, Table, Value


class Surroundings:
    """The book in which a function is called."""

    def __init__(self, book: Book | None = None) -> None:
        self.book = book or Book("model.xlsx", "", {"Sheet": Sheet("Sheet", {})})
        self.place = Place("Sheet", 1, 1)

    def read(self, area: Area) -> Table:
        cells = self.book.sheets[area.sheet].cells
        return Table(
            tuple(
                tuple(cells.get((row, column), Cell(None)).value for column in range(area.left, area.right + 1))
                for row in range(area.top, area.bottom + 1)
            ),
            area,
        )


def cells(*elements: Any) -> Table:
    """A column of cells; of lists, their rows."""
    rows = tuple(tuple(map(element, row)) if isinstance(row, list) else (element(row),) for row in elements)
    return Table(rows, Area("Sheet", 1, 1, len(rows), len(rows[0])))


def array(*elements: Any) -> Table:
    """An array that stands in no cells."""
    return Table(cells(*elements).rows)


def element(value: Any) -> Value:
    """A value as formulas have it: numbers are floats, and the text of an error is that error."""
    if isinstance(value, int) and not isinstance(value, bool):
        return float(value)
    return ERRORS.get(value, value) if isinstance(value, str) else value


def result(name: str, *arguments: Any, book: Book | None = None) -> Any:
    """What a function gives: errors as their text, tables as lists of their rows."""
    given = [a if isinstance(a, Table | tuple | Area) else element(a) for a in arguments]
    function = known_functions()[name]
    assert function.least <= len(given) <= function.most
    return plain(ONE_WORLD.call(function, given, Surroundings(book)))


def plain(value: Any) -> Any:
    if isinstance(value, Table):
        return [[plain(cell) for cell in row] for row in value.rows]
    assert isinstance(value, float | str | bool | None) or str(value) in ERRORS, value
    return str(value) if value in ERRORS.values() else value
