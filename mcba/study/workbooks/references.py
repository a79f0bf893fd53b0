"""References to cells, as a study file writes them: `Sheet!B3`, `'Cost data'!C5:L5`, or a name of the workbook."""

from __future__ import annotations

import re
from collections.abc import Iterator

from mcba.errors import FormulaError, suggestion
from mcba.workbook import Area, Book, Place, cell_of

_SHEET = re.compile(r"(?:'((?:[^']|'')+)'|([^'!]+))!(.+)", re.DOTALL)


def area_in(book: Book, text: str) -> Area:
    """The cells that a text names.

    Parameters
    ----------
    book : Book
    text : str
        A cell or a range with its sheet, or a name that the workbook gives to one.

    Returns
    -------
    Area

    Raises
    ------
    FormulaError
        When it names no cells of the workbook.

    Examples
    --------
    >>> from mcba.workbook import Sheet
    >>> book = Book("model.xlsx", "", {"Flows": Sheet("Flows", {})}, names={(None, "rate"): "Flows!$B$1"})
    >>> str(area_in(book, "flows!$C$5:L5")), str(area_in(book, "Rate"))
    ('Flows!C5:L5', 'Flows!B1')
    """
    written = text.strip().removeprefix("=")
    match = _SHEET.fullmatch(written)
    if match is None:
        named = book.names.get((None, written.casefold()))
        if named is None:
            known = sorted(name for sheet, name in book.names if sheet is None)
            raise FormulaError(
                f"found {text!r}; name the cell with its sheet, such as {_example(book, written)}"
                + (f", or by a name of the workbook; {suggestion(written.casefold(), known)}" if known else "")
            )
        match = _SHEET.fullmatch(named.strip())
        if match is None:
            raise FormulaError(f"the name {text!r} stands for {named!r} in {book.file}, which is no cell or range")
    stated = (match[1] or match[2]).replace("''", "'")
    sheet = book.sheet_name(stated)
    if sheet is None:
        raise FormulaError(f"{book.file} has no sheet {stated!r}; {suggestion(stated, book.sheets, are='its sheets')}")
    ends = [cell_of(end) for end in match[3].split(":")]
    if len(ends) > 2 or None in ends:
        raise FormulaError(f"found {match[3]!r} in {text!r}; a cell is written B3, a range C5:L5")
    (top, left), (bottom, right) = (end or (1, 1) for end in (ends[0], ends[-1]))
    return Area(sheet, min(top, bottom), min(left, right), max(top, bottom), max(left, right))


def _example(book: Book, written: str) -> str:
    sheet = next(iter(book.sheets), "Inputs")
    first = written if all(map(cell_of, written.split(":"))) else "B3"
    return str(Place(sheet, 1, 1)).removesuffix("A1") + first


def cell_in(book: Book, text: str) -> Place:
    """The one cell that a text names.

    Parameters
    ----------
    book : Book
    text : str

    Returns
    -------
    Place

    Raises
    ------
    FormulaError
        When it names no cell, or several.

    Examples
    --------
    >>> from mcba.workbook import Sheet
    >>> str(cell_in(Book("model.xlsx", "", {"Bob's": Sheet("Bob's", {})}), "'bob''s'!B3"))
    "'Bob''s'!B3"
    """
    area = area_in(book, text)
    if area.shape != (1, 1):
        rows, columns = area.shape
        raise FormulaError(f"{text!r} has {rows * columns} cells; name one, or write cells = …")
    return area.first


def cells_within(area: Area) -> Iterator[Place]:
    """The cells of an area, row after row.

    Parameters
    ----------
    area : Area

    Returns
    -------
    iterator of Place

    Examples
    --------
    >>> [str(place) for place in cells_within(Area("Flows", 5, 3, 5, 4))]
    ['Flows!C5', 'Flows!D5']
    """
    for row in range(area.top, area.bottom + 1):
        for column in range(area.left, area.right + 1):
            yield Place(area.sheet, row, column)
