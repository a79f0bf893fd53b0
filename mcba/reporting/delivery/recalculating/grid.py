"""Grids: what stands in each cell of a sheet that recalculates, before any file is written."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Literal, TypeAlias

from mcba.workbook import Place

CellLook = Literal[
    "text",
    "left",
    "after",
    "found",
    "title",
    "head",
    "numbers_head",
    "section",
    "note",
    "remark",
    "prose",
    "code",
    "strong",
    "input",
    "total",
    "constant",
]
"""How a cell looks: an input may be changed, a constant could not be written as a formula."""


@dataclass(frozen=True)
class Formula:
    """A formula of a cell, without its sign of equality, and the value that is stored with it."""

    text: str
    value: float | str


Content: TypeAlias = "Formula | str | float | int | None"


@dataclass(frozen=True)
class GridCell:
    """What stands in a cell, how it looks, and the number format it has."""

    content: Content
    look: CellLook = "text"
    shown: str = "General"


@dataclass
class Grid:
    """One sheet: its cells by row and column, both from 1.

    Parameters
    ----------
    name : str
        On its tab.
    widths : dict of int to float
        Of columns, in characters.
    frozen : tuple of int
        How many rows and columns stay in sight.
    printed : int
        How many columns are printed; all where 0.
    lists : dict of (int, int) to str
        The cells that may hold an entry of a list only, and the range of its entries.
    """

    name: str
    widths: dict[int, float] = field(default_factory=dict)
    frozen: tuple[int, int] = (0, 0)
    printed: int = 0
    lists: dict[tuple[int, int], str] = field(default_factory=dict)
    cells: dict[tuple[int, int], GridCell] = field(default_factory=dict)
    last: int = 0

    def put(self, row: int, column: int, content: Content, look: CellLook = "text", shown: str = "General") -> Place:
        """Set a cell, and say where it is."""
        self.cells[row, column] = GridCell(content, look, shown)
        self.last = max(self.last, row)
        return Place(self.name, row, column)

    def line(self, contents: Sequence[Content], look: CellLook = "text", *, skip: int = 0) -> int:
        """Put contents side by side on a new row below all others, and say which row that is."""
        row = self.last + 1 + skip
        for column, content in enumerate(contents, start=1):
            if content is not None:
                self.put(row, column, content, look)
        self.last = max(self.last, row)
        return row
