"""What Google Sheets writes in its own way."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from mcba.workbook.book import Cell
from mcba.workbook.places import Area, Place

_FILLED = '"""COMPUTED_VALUE"""'  # stands in the formula of a cell that the formula of another one fills
_HIDDEN = "__xludf.DUMMYFUNCTION("


def find_origins(sheet: str, cells: dict[tuple[int, int], Cell]) -> None:
    """Say of cells that a hidden formula of Google fills where they come from, as it stands in a file of Excel.

    Where no such formula stands above or to the left, a cell stays as it is.

    Parameters
    ----------
    sheet : str
    cells : dict of (row, column) to Cell
        Of the sheet; changed in place.
    """
    filled = {position for position, cell in cells.items() if cell.formula is not None and _FILLED in cell.formula}
    origins: dict[tuple[int, int], tuple[int, int]] = {}
    for row, column in sorted(filled):
        # Rows come in their order, so that the origin of a neighbour is known already.
        for neighbour in ((row - 1, column), (row, column - 1)):
            origin = origins.get(neighbour, neighbour)
            if neighbour in filled and neighbour not in origins:
                continue
            first = cells.get(origin)
            if (
                first is not None
                and first.formula is not None
                and _HIDDEN in first.formula
                and all(place in filled or place == origin for place in _back_to(origin, row, column))
            ):
                origins[row, column] = origin
                break
    ends: dict[tuple[int, int], tuple[int, int]] = {}
    for (row, column), origin in origins.items():
        bottom, right = ends.get(origin, origin)
        ends[origin] = max(bottom, row), max(right, column)
        cells[row, column] = replace(cells[row, column], formula=None, origin=Place(sheet, *origin))
    for origin, end in ends.items():
        cells[origin] = replace(cells[origin], spread=Area(sheet, *origin, *end), is_array=True)


def _back_to(origin: tuple[int, int], row: int, column: int) -> Iterator[tuple[int, int]]:
    """The cells beside a cell in its row and its column, as far as an array reaches that begins at the origin."""
    yield from ((row, left) for left in range(origin[1], column))
    yield from ((upper, column) for upper in range(origin[0], row))
