"""Writing: grids as sheets of an Excel file."""

from __future__ import annotations

import math
import textwrap
from typing import TYPE_CHECKING, Any

from mcba.reporting.delivery.recalculating.grid import CellLook, Formula, Grid, GridCell

if TYPE_CHECKING:
    from xlsxwriter import Workbook
    from xlsxwriter.format import Format
    from xlsxwriter.worksheet import Worksheet

_HEAD = {"bold": True, "text_wrap": True, "valign": "bottom", "bg_color": "#E8EDF3", "bottom": 1}
_QUIET = {"italic": True, "font_color": "#555555", "valign": "top"}
_LOOKS: dict[CellLook, dict[str, Any]] = {
    "text": {"valign": "top", "text_wrap": True},
    "after": {"valign": "top", "text_wrap": True, "indent": 1},
    "left": {"valign": "top", "align": "left"},
    "found": {"bold": True, "align": "left"},
    "title": {"bold": True, "font_size": 14},
    "head": _HEAD,
    "numbers_head": {**_HEAD, "align": "right"},
    "section": {"bold": True, "font_size": 12, "font_color": "#1F3864", "bottom": 1},
    "note": {**_QUIET, "text_wrap": True},
    "remark": _QUIET,
    "prose": {"valign": "top", "text_wrap": True},
    "code": {"font_name": "Consolas", "font_size": 9, "font_color": "#555555", "valign": "top"},
    "strong": {"bold": True, "valign": "top"},
    "input": {"font_color": "#0000FF", "bg_color": "#FFF9DB", "valign": "top"},
    "total": {"bold": True, "valign": "top", "text_wrap": True},
    "constant": {"bg_color": "#F8D7DA", "valign": "top"},
}
_WIDTH = 12
_LINE = 15  # points of a line of text
_MOST_LINES = 12
_ERROR = "#NUM!"


def write_grid(book: Workbook, grid: Grid, *, color: str) -> None:
    """Write one sheet.

    Parameters
    ----------
    book : Workbook
    grid : Grid
    color : str
        Of its tab.
    """
    page = book.add_worksheet(grid.name)
    page.set_tab_color(color)
    formats: dict[tuple[CellLook, str], Format] = {}
    for (row, column), cell in sorted(grid.cells.items()):
        key = cell.look, cell.shown
        if key not in formats:
            formats[key] = book.add_format({**_LOOKS[cell.look], "num_format": cell.shown})
        if cell.look == "prose":
            page.merge_range(row - 1, 0, row - 1, max(grid.widths) - 1, "", formats[key])
        _write(page, row - 1, column - 1, cell, formats[key])
    for column in range(1, max((place[1] for place in grid.cells), default=1) + 1):
        page.set_column(column - 1, column - 1, grid.widths.get(column, _WIDTH))
    for row, height in _heights(grid).items():
        page.set_row(row - 1, height)
    for (row, column), entries in grid.lists.items():
        page.data_validation(row - 1, column - 1, row - 1, column - 1, {"validate": "list", "source": f"={entries}"})
    if any(grid.frozen):
        page.freeze_panes(*grid.frozen)
        page.repeat_rows(0, max(grid.frozen[0] - 1, 0))
    page.hide_gridlines(2)
    page.set_landscape()
    page.set_paper(9)  # A4
    page.fit_to_pages(1, 0)
    if grid.printed:
        page.print_area(0, 0, grid.last - 1, grid.printed - 1)


def _heights(grid: Grid) -> dict[int, float]:
    """The heights of rows of which some words fold: viewers differ in whether they find them themselves."""
    lines: dict[int, int] = {}
    for (row, column), cell in grid.cells.items():
        if isinstance(cell.content, str) and _LOOKS[cell.look].get("text_wrap"):
            width = grid.widths.get(column, _WIDTH) if cell.look != "prose" else sum(grid.widths.values())
            share = 1.0 if _LOOKS[cell.look].get("bold") else 1.1  # of a column that bold or plain letters fill
            folded = len(textwrap.wrap(cell.content, max(int(share * width), 1)))
            lines[row] = max(lines.get(row, 1), min(folded, _MOST_LINES))
    return {row: _LINE * count + 1.0 for row, count in lines.items() if count > 1}


def _write(page: Worksheet, row: int, column: int, cell: GridCell, look: Format) -> None:
    content = cell.content
    if isinstance(content, Formula):
        value = content.value
        stored = value if isinstance(value, str) or math.isfinite(value) else _ERROR
        page.write_formula(row, column, f"={content.text}", look, stored)
    elif isinstance(content, str):
        page.write_string(row, column, content, look)
    elif content is None or not math.isfinite(content):
        page.write_blank(row, column, None, look)
    else:
        page.write_number(row, column, content, look)
