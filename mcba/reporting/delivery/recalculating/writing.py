"""Writing: grids as sheets of an Excel file."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

from mcba.reporting.delivery.recalculating.grid import CellLook, Formula, Grid, GridCell

if TYPE_CHECKING:
    from xlsxwriter import Workbook
    from xlsxwriter.format import Format
    from xlsxwriter.worksheet import Worksheet

_HEAD = {"bold": True, "text_wrap": True, "valign": "bottom", "bg_color": "#E8EDF3", "bottom": 1}
_LOOKS: dict[CellLook, dict[str, Any]] = {
    "text": {"valign": "top"},
    "left": {"valign": "top", "align": "left"},
    "found": {"bold": True, "align": "left"},
    "title": {"bold": True, "font_size": 14},
    "head": _HEAD,
    "numbers_head": {**_HEAD, "align": "right"},
    "section": {"bold": True, "font_size": 12, "font_color": "#1F3864", "bottom": 1},
    "note": {"italic": True, "font_color": "#555555", "valign": "top"},
    "code": {"font_name": "Consolas", "font_size": 9, "font_color": "#555555", "valign": "top"},
    "strong": {"bold": True},
    "input": {"font_color": "#0000FF", "bg_color": "#FFF9DB", "valign": "top"},
    "total": {"bold": True, "top": 1},
    "constant": {"bg_color": "#F8D7DA"},
}
_WIDTH = 12
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
        _write(page, row - 1, column - 1, cell, formats[key])
    for column in range(1, max((place[1] for place in grid.cells), default=1) + 1):
        page.set_column(column - 1, column - 1, grid.widths.get(column, _WIDTH))
    for (row, column), entries in grid.lists.items():
        page.data_validation(row - 1, column - 1, row - 1, column - 1, {"validate": "list", "source": f"={entries}"})
    if any(grid.frozen):
        page.freeze_panes(*grid.frozen)
        page.repeat_rows(0, max(grid.frozen[0] - 1, 0))
    page.hide_gridlines(2)
    page.set_landscape()
    page.set_paper(9)  # A4
    page.fit_to_pages(1, 0)


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
