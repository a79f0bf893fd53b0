"""Workbooks of our own making, written as a mapping from cells to what they hold."""

from __future__ import annotations

from collections.abc import Mapping

from mcba.workbook.book import Book, Cell, NamedTable, Sheet
from mcba.workbook.places import Area, Place, cell_of
from mcba.workbook.values import ERRORS, Value

Content = Value | int | Cell


def place(text: str, sheet: str = "Sheet1") -> Place:
    """`A1` or `Costs!A1` (no quotes) as a place."""
    named, _, cell = text.rpartition("!")
    found = cell_of(cell)
    assert found is not None, text
    return Place(named or sheet, *found)


def area(text: str, sheet: str = "Sheet1") -> Area:
    """`A1:B2` or `Costs!A1:B2` (no quotes) as an area."""
    first, _, last = text.partition(":")
    top = place(first, sheet)
    bottom = place(last or first.rpartition("!")[2], top.sheet)
    return Area(top.sheet, top.row, top.column, bottom.row, bottom.column)


def make_book(
    cells: Mapping[str, Content],
    *,
    stored: Mapping[str, Content] | None = None,
    arrays: Mapping[str, str] | None = None,
    names: Mapping[str | tuple[str | None, str], str] | None = None,
    tables: tuple[NamedTable, ...] = (),
    file: str = "book.xlsx",
    from_google: bool = False,
    dates_from_1904: bool = False,
) -> Book:
    """A book from `{"A1": 2, "B1": "=A1*3", "Costs!A1": "text"}`; cells without a sheet stand in `Sheet1`.

    `stored` holds the values that were saved beside formulas (None when absent); `arrays` maps the area that an array
    formula fills to its formula, `{"A1:A3": "=B1:B3*2"}`; `names` those of the workbook, or `(sheet, name)`. `"#N/A"`
    and the like are errors; a `Cell` stands as it is.
    """
    kept = {place(text): value for text, value in (stored or {}).items()}
    sheets: dict[str, dict[tuple[int, int], Cell]] = {}
    for text, content in cells.items():
        where = place(text)
        sheets.setdefault(where.sheet, {})[where.row, where.column] = _cell(content, kept.get(where))
    for text, formula in (arrays or {}).items():
        spread = area(text)
        for row in range(spread.top, spread.bottom + 1):
            for column in range(spread.left, spread.right + 1):
                where = Place(spread.sheet, row, column)
                value = _value(kept.get(where))
                sheets.setdefault(spread.sheet, {})[row, column] = (
                    Cell(value, formula.removeprefix("="), spread=spread, is_array=True)
                    if where == spread.first
                    else Cell(value, origin=spread.first)
                )
    return Book(
        file,
        "0" * 64,
        {name: Sheet(name, held) for name, held in sheets.items()},
        {
            (key if isinstance(key, tuple) else (None, key.lower())): text.removeprefix("=")
            for key, text in (names or {}).items()
        },
        {table.name.lower(): table for table in tables},
        dates_from_1904=dates_from_1904,
        is_from_google=from_google,
    )


def _cell(content: Content, stored: Content) -> Cell:
    if isinstance(content, Cell):
        return content
    if isinstance(content, str) and content.startswith("="):
        return Cell(_value(stored), content[1:])
    return Cell(_value(content))


def _value(content: Content) -> Value:
    if isinstance(content, Cell):
        return content.value
    if isinstance(content, int) and not isinstance(content, bool):
        return float(content)
    return ERRORS.get(content, content) if isinstance(content, str) else content
