"""Functions called as an evaluation calls them, with arguments as people write them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from mcba.workbook.book import Book
from mcba.workbook.evaluation.one_world import ONE_WORLD
from mcba.workbook.functions.registry import known_functions
from mcba.workbook.places import Area, Place
from mcba.workbook.values import ERRORS, Table
from tests.workbook.books import Content, area, make_book, place

FUNCTIONS = known_functions()


class Sheets:
    """A book's cells and the place of a formula: a `Context`."""

    def __init__(self, cells: Mapping[str, Content] | Book | None = None, at: str = "Z99", **options: Any):
        self.book: Book = cells if isinstance(cells, Book) else make_book(cells or {"Z100": 1}, **options)
        self.place: Place = place(at)

    def read(self, area: Area) -> Table:
        held = self.book.sheets[area.sheet].cells
        bottom = max(area.top, min(area.bottom, max(row for row, _ in held)))
        right = max(area.left, min(area.right, max(column for _, column in held)))
        rows = tuple(
            tuple(held[row, column].value if (row, column) in held else None for column in range(area.left, right + 1))
            for row in range(area.top, bottom + 1)
        )
        return Table(rows, area)

    def at(self, text: str) -> Table:
        """An area as a function is given it for a parameter of class R."""
        return self.read(area(text))


def array(*rows: Any) -> Table:
    """An array that stands in no cells: of values a column, of lists its rows."""
    return Table(tuple(tuple(map(value, row)) if isinstance(row, list | tuple) else (value(row),) for row in rows))


def cells(*rows: Any) -> Table:
    """The same as cells of a sheet."""
    table = array(*rows)
    return Table(table.rows, Area("Sheet", 1, 1, *table.shape))


def value(given: Any) -> Any:
    """A number as a float, the text of an error as the error, anything else as it is."""
    if isinstance(given, int) and not isinstance(given, bool):
        return float(given)
    return ERRORS.get(given, given) if isinstance(given, str) else given


def call(name: str, *arguments: Any, sheets: Sheets | None = None) -> Any:
    """What a function gives; an error and a reference as their text, a table as a list of its rows."""
    function = FUNCTIONS[name]
    assert function.least <= len(arguments) <= function.most, f"{name} of {len(arguments)} arguments"
    return shown(ONE_WORLD.call(function, [value(one) for one in arguments], sheets or Sheets()))


def shown(result: Any) -> Any:
    if isinstance(result, Table):
        return [[shown(element) for element in row] for row in result.rows]
    assert not (isinstance(result, int) and not isinstance(result, bool)), f"{result!r} is no float"
    return str(result) if isinstance(result, Area) or result in ERRORS.values() else result
