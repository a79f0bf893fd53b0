"""The table of cells beside a study: what each cell held that results follow from, so that changes can be named."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable
from dataclasses import dataclass

from mcba.errors import FormulaError
from mcba.study.workbooks.references import cell_in
from mcba.workbook import Book, CellError, Place

_HEAD = ("cell", "content", "value")
_NAMED = 10  # changes that a message names
_LONGEST = 60  # characters of a cell that a message shows


@dataclass(frozen=True)
class ChangedCell:
    """A cell that holds something else than it did; a formula begins with the sign of equality.

    Attributes
    ----------
    cell : str
        As `Sheet!B3`.
    before, now : str
    """

    cell: str
    before: str
    now: str

    def __str__(self) -> str:
        return f"{self.cell} was {_short(self.before)}, is {_short(self.now)}"


def cells_table(book: Book, places: Iterable[Place]) -> str:
    r"""The text of a table of cells.

    Parameters
    ----------
    book : Book
    places : iterable of Place

    Returns
    -------
    str
        A CSV with the columns cell, content and value: the formula or the constant, and the value that was saved.

    Examples
    --------
    >>> from mcba.workbook import Cell, Sheet
    >>> sheet = Sheet("Flows", {(1, 1): Cell(2.0), (1, 2): Cell(4.0, "A1*2")})
    >>> cells_table(Book("model.xlsx", "", {"Flows": sheet}), [Place("Flows", 1, 1), Place("Flows", 1, 2)])
    'cell,content,value\nFlows!A1,2,2\nFlows!B1,=A1*2,4\n'
    """
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(_HEAD)
    writer.writerows((str(place), *_held(book, place)) for place in sorted(set(places)))
    return text.getvalue()


def changed_cells(book: Book, table: str) -> tuple[ChangedCell, ...] | None:
    r"""The cells of a table that hold something else now.

    Parameters
    ----------
    book : Book
        As it is now.
    table : str
        As `cells_table` wrote it.

    Returns
    -------
    tuple of ChangedCell, or None
        Those with another formula or constant; where there are none, those with another value. None where the table
        cannot be read.

    Examples
    --------
    >>> from mcba.workbook import Cell, Sheet
    >>> now = Book("model.xlsx", "", {"Flows": Sheet("Flows", {(1, 1): Cell(3.0)})})
    >>> print(*changed_cells(now, "cell,content,value\nFlows!A1,2,2\n"))
    Flows!A1 was 2, is 3
    """
    rows = list(csv.reader(io.StringIO(table)))
    if not rows or tuple(rows[0]) != _HEAD or any(len(row) != len(_HEAD) for row in rows):
        return None
    contents, values = [], []
    for cell, content, value in rows[1:]:
        try:
            now = _held(book, cell_in(book, cell))
        except FormulaError:
            now = ("not there", "not there")
        if now[0] != content:
            contents.append(ChangedCell(cell, content, now[0]))
        elif now[1] != value:
            values.append(ChangedCell(cell, value, now[1]))
    return tuple(contents or values)


def told_changes(changes: tuple[ChangedCell, ...] | None) -> str:
    """What a message says of the changes of a workbook.

    Parameters
    ----------
    changes : tuple of ChangedCell, or None
        As of `changed_cells`; None where nothing is known of the cells before.

    Returns
    -------
    str

    Examples
    --------
    >>> told_changes((ChangedCell("Flows!B3", "0.05", "0.06"),))
    'Flows!B3 was 0.05, is 0.06'
    >>> told_changes(())
    'none of the cells that results follow from is another'
    """
    if changes is None:
        return "which cells are others is not known, for no table of cells is beside it"
    if not changes:
        return "none of the cells that results follow from is another"
    more = len(changes) - _NAMED
    return "; ".join(map(str, changes[:_NAMED])) + (f"; and {more} more" if more > 0 else "")


def _held(book: Book, place: Place) -> tuple[str, str]:
    """The content and the value of a cell."""
    cell = book.cell(place)
    value = shown_value(None if cell is None else cell.value)
    if cell is not None and cell.formula is not None:
        return f"={cell.formula}", value
    is_filled = cell is not None and (cell.origin is not None or cell.is_data_table)
    return (f"={{{place}}}" if is_filled else value), value


def shown_value(value: object) -> str:
    """The value of a cell as the table has it: text in quotes, nothing for a blank.

    Parameters
    ----------
    value : Value

    Returns
    -------
    str

    Examples
    --------
    >>> shown_value(0.05), shown_value(3.0), shown_value("net"), shown_value(True), shown_value(None)
    ('0.05', '3', '"net"', 'TRUE', '')
    """
    match value:
        case None:
            return ""
        case bool():
            return str(value).upper()
        case float():
            return str(int(value)) if value.is_integer() and abs(value) < 1e15 else repr(value)
        case CellError():
            return value.code
        case _:
            return f'"{value}"'


def _short(text: str) -> str:
    return (text if len(text) <= _LONGEST else text[: _LONGEST - 1] + "…") or "empty"
