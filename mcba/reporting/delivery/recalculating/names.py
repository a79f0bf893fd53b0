"""CellNames of cells: what a study calls its numbers, as a workbook may call cells."""

from __future__ import annotations

import re

from mcba.reporting.delivery.recalculating.lines import absolute
from mcba.workbook import Place

_LIKE_A_CELL = re.compile(r"[a-z]{1,3}\d{1,7}|r\d*(c\d*)?|c\d*|true|false", re.IGNORECASE)


class CellNames:
    """The names that a workbook gives to single cells, each once: capitals make no difference to a sheet.

    Examples
    --------
    >>> names = CellNames()
    >>> names.give("price", Place("Inputs", 1, 2)), names.give("Price", Place("Inputs", 2, 2))
    ('price', 'Price_')
    >>> names.give("tax2020", Place("Inputs", 3, 2))
    'tax2020_'
    """

    def __init__(self) -> None:
        self.places: dict[str, str] = {}
        self._taken: set[str] = set()

    def give(self, wanted: str, place: Place) -> str:
        """Call a cell by a name, or by the nearest one that no sheet takes for something else."""
        name = f"{wanted}_" if _LIKE_A_CELL.fullmatch(wanted) else wanted
        while name.casefold() in self._taken:
            name += "_"
        self._taken.add(name.casefold())
        self.places[name] = absolute(place)
        return name
