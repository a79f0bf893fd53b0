"""A workbook: sheets of numbers that stay numbers, one table each, as an Excel file."""

from __future__ import annotations

import datetime as dt
import io
import math
import textwrap
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal, TypeAlias

from mcba.errors import RunError

if TYPE_CHECKING:
    from xlsxwriter import Workbook
    from xlsxwriter.worksheet import Worksheet

Cell: TypeAlias = str | float | int | None
Numbers = Literal["amount", "cents", "plain", "share", "whole"]
"""How the numbers of a row are shown; all their digits are in the cell."""

_FORMATS: dict[Numbers, str] = {
    "amount": "#,##0;[Red]\u2212#,##0",
    "cents": "#,##0.00;[Red]\u2212#,##0.00",
    "plain": "#,##0.#####;\u2212#,##0.#####",
    "share": "0.00%",
    "whole": "0",
}
_LONGEST_NAME = 31  # characters of the name of a sheet, by Excel's own rule
_FORBIDDEN = str.maketrans(dict.fromkeys("[]:*?/\\", " "))
_WIDEST, _NARROWEST = 70, 9  # characters of a column
_LINE = 15  # points of a line of text
_MADE = dt.datetime(2000, 1, 1)  # the same facts give the same bytes


@dataclass(frozen=True)
class SheetRow:
    """One row: cells, how its numbers are shown, and whether it is a total."""

    cells: tuple[Cell, ...]
    numbers: Numbers = "amount"
    strong: bool = False


@dataclass(frozen=True)
class Sheet:
    """One table on a sheet of its own.

    Attributes
    ----------
    name : str
        On its tab.
    header : tuple of str
        One a column; it stays in sight.
    rows : tuple of SheetRow
    notes : tuple of str
        Below the table.
    labels : int
        How many of the first columns name a row, and stay in sight.
    """

    name: str
    header: tuple[str, ...]
    rows: tuple[SheetRow, ...]
    notes: tuple[str, ...] = ()
    labels: int = 1


def as_workbook(sheets: Sequence[Sheet], title: str) -> bytes:
    """Sheets as an Excel file.

    Parameters
    ----------
    sheets : sequence of Sheet
    title : str
        Of the file, in its properties.

    Returns
    -------
    bytes
        The same for the same sheets.

    Raises
    ------
    RunError
        Without the package that writes Excel files.

    Examples
    --------
    >>> as_workbook([Sheet("Totals", ("", "EUR"), (SheetRow(("Benefits", 12.5)),))], "Totals")[:2]
    b'PK'
    """
    content = io.BytesIO()
    with new_workbook(content, title) as book:
        for number, sheet in enumerate(sheets):
            write_sheet(book, sheet, f"{number + 1} {sheet.name}")
    return content.getvalue()


def new_workbook(content: io.BytesIO, title: str) -> Workbook:
    """A workbook without sheets, which is written into `content` when it is closed.

    Parameters
    ----------
    content : BytesIO
    title : str
        Of the file, in its properties.

    Returns
    -------
    xlsxwriter.Workbook

    Raises
    ------
    RunError
        Without the package that writes Excel files.
    """
    try:
        from xlsxwriter import Workbook
    except ImportError as error:
        raise RunError("Excel files need: pip install 'mcba[excel]'") from error
    book = Workbook(content, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    book.set_properties({"title": title, "created": _MADE})
    return book


def write_sheet(book: Workbook, sheet: Sheet, name: str, *, color: str | None = None) -> None:
    """Write one table on a sheet of its own.

    Parameters
    ----------
    book : Workbook
    sheet : Sheet
    name : str
        On its tab; shortened, and without the signs that Excel forbids.
    color : str, optional
        Of its tab.
    """
    page = book.add_worksheet(name.translate(_FORBIDDEN)[:_LONGEST_NAME])
    if color is not None:
        page.set_tab_color(color)
    look: dict[str, Any] = {"bold": True, "text_wrap": True, "valign": "bottom", "bg_color": "#E8EDF3", "bottom": 1}
    left, right = book.add_format(look), book.add_format({**look, "align": "right"})
    widths = _widths(sheet)
    for column, words in enumerate(sheet.header):
        page.write_string(0, column, words, left if column < sheet.labels else right)
    lines = max(len(textwrap.wrap(words, width - 1)) for words, width in zip(sheet.header, widths, strict=True))
    page.set_row(0, _LINE * lines + 3)
    for line, row in enumerate(sheet.rows, start=1):
        _write_row(book, page, line, row, sheet.labels)
    remark = book.add_format({"italic": True, "font_color": "#555555"})
    for line, note in enumerate(sheet.notes, start=len(sheet.rows) + 2):
        page.write_string(line, 0, note, remark)
    for column, width in enumerate(widths):
        page.set_column(column, column, width)
    page.freeze_panes(1, sheet.labels)
    page.set_landscape()
    page.set_paper(9)  # A4
    page.fit_to_pages(1, 0)
    page.repeat_rows(0)


def _write_row(book: Workbook, page: Worksheet, line: int, row: SheetRow, labels: int) -> None:
    look: dict[str, Any] = {"bold": True, "top": 1} if row.strong else {}
    words, named = book.add_format({**look, "align": "right"}), book.add_format({**look, "text_wrap": True})
    align = {"align": "left"} if row.numbers == "whole" else {}
    numbers = book.add_format({**look, **align, "num_format": _FORMATS[row.numbers]})
    for column, value in enumerate(row.cells):
        if isinstance(value, str):
            page.write_string(line, column, value, named if column < labels else words)
        elif value is None or not math.isfinite(value):
            page.write_blank(line, column, None, words)
        else:
            page.write_number(line, column, value, numbers)


def _widths(sheet: Sheet) -> list[int]:
    """As wide as the longest words of a column; a header may fold."""
    widths = []
    for column, words in enumerate(sheet.header):
        cells = [row.cells[column] for row in sheet.rows if column < len(row.cells)]
        longest = max((len(cell) for cell in cells if isinstance(cell, str)), default=0)
        folded = max(map(len, words.split()), default=0)
        has_numbers = any(isinstance(cell, int | float) for cell in cells)
        widths.append(min(_WIDEST, max(_NARROWEST, longest, folded, 13 if has_numbers else 0) + 1))
    return widths
