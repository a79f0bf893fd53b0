"""Lines: the cells in which the numbers of one name of a study stand, by the labels of its sets and the years."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, cast

import numpy as np
from numpy.typing import NDArray

from mcba.workbook import Area, Place

MOST_ARGUMENTS = 250
"""Of a function of a sheet, with some room below Excel's 255."""


@dataclass(frozen=True)
class CellLine:
    """Where the numbers of one name stand.

    Attributes
    ----------
    dimensions : tuple of str
        Sets, and `year`.
    places : array of Place
        One for each combination of labels.
    values : array of float64
        What stands there in the base case.
    name : str
        By which the workbook knows a single cell; empty for none.
    """

    dimensions: tuple[str, ...]
    places: NDArray[np.object_]
    values: NDArray[np.float64]
    name: str = ""

    @classmethod
    def of_cell(cls, place: Place, value: float, name: str = "") -> CellLine:
        """A line of one number."""
        places = np.empty((), dtype=object)
        places[()] = place
        return cls((), places, np.float64(value), name)  # type: ignore[arg-type]

    def index(self, at: Mapping[str, int]) -> tuple[int | slice, ...]:
        """The index of its arrays for these labels; of other dimensions all."""
        return tuple(at[name] if name in at else slice(None) for name in self.dimensions)

    def place(self, at: Mapping[str, int]) -> Place:
        """The cell for these labels."""
        place: Any = self.places[self.index(at)]
        return cast("Place", place)

    def value(self, at: Mapping[str, int]) -> float:
        """The base case for these labels."""
        return float(self.values[self.index(at)])


def reference(place: Place | Area, home: str) -> str:
    """A cell or an area as a formula on the sheet `home` writes it.

    Examples
    --------
    >>> reference(Place("Costs", 3, 2), "Costs"), reference(Place("Costs", 3, 2), "All flows")
    ('B3', 'Costs!B3')
    """
    return str(place).rpartition("!")[2] if place.sheet == home else str(place)


def absolute(place: Place) -> str:
    """A cell as a name of the workbook holds it.

    Examples
    --------
    >>> absolute(Place("Costs", 3, 2))
    'Costs!$B$3'
    """
    sheet, _, cell = str(place).rpartition("!")
    return f"{sheet}!${cell.rstrip('0123456789')}${place.row}"


def areas(places: Iterable[Place]) -> list[Area]:
    """Cells as few areas: neighbours in one column or one row are joined.

    Examples
    --------
    >>> [str(area) for area in areas([Place("S", 2, 1), Place("S", 3, 1), Place("S", 4, 1), Place("S", 9, 5)])]
    ['S!A2:A4', 'S!E9']
    """
    found: list[Area] = []
    for sheet, row, column in places:
        cell = Area(sheet, row, column, row, column)
        if found and (joined := _joined(found[-1], cell)) is not None:
            found[-1] = joined
        else:
            found.append(cell)
    return found


def _joined(area: Area, cell: Area) -> Area | None:
    """The area with the cell that follows it in its column or row; None where it does not."""
    below = cell.top == area.bottom + 1 and cell.left == area.left == area.right
    beside = cell.left == area.right + 1 and cell.top == area.top == area.bottom
    if cell.sheet != area.sheet or not (below or beside):
        return None
    return Area(area.sheet, area.top, area.left, cell.bottom, cell.right)
