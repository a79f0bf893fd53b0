"""Cells found by area: each once, however often areas hold it."""

from __future__ import annotations

from bisect import bisect_left, insort
from collections.abc import Iterable, Iterator

from mcba.workbook.places import Area, Place


class Remaining:
    """Cells that are still to be met: areas take them out, each once.

    A column keeps its rows sorted, and for each the next that is still there; so many large areas that overlap cost no
    more than their cells do once.

    Examples
    --------
    >>> remaining = Remaining([Place("A", 1, 1), Place("A", 2, 1), Place("A", 3, 1)])
    >>> [place.row for place in remaining.taken(Area("A", 2, 1, 9, 4))]
    [2, 3]
    >>> [place.row for place in remaining.taken(Area("A", 1, 1, 2, 1))]
    [1]
    """

    def __init__(self, places: Iterable[Place]):
        self._rows: dict[str, dict[int, list[int]]] = {}
        for sheet, row, column in places:
            self._rows.setdefault(sheet, {}).setdefault(column, []).append(row)
        for columns in self._rows.values():
            for rows in columns.values():
                rows.sort()
        self._next = {
            sheet: {column: list(range(len(rows) + 1)) for column, rows in columns.items()}
            for sheet, columns in self._rows.items()
        }

    def taken(self, area: Area) -> Iterator[Place]:
        """Take the cells out that an area holds, one after another; others may be taken in between."""
        sheet, top, left, bottom, right = area
        columns = self._rows.get(sheet)
        if columns is None:
            return
        narrow = right - left < len(columns)
        for column in range(left, right + 1) if narrow else [c for c in columns if left <= c <= right]:
            rows = columns.get(column)
            if rows is None:
                continue
            following = self._next[sheet][column]
            index = _find(following, bisect_left(rows, top))
            while index < len(rows) and rows[index] <= bottom:
                following[index] = index + 1
                yield Place(sheet, rows[index], column)
                index = _find(following, index)


class Marked:
    """Cells with a mark, asked for by area.

    Examples
    --------
    >>> marked = Marked([Place("A", 5, 2)])
    >>> marked.first(Area("A", 1, 1, 9, 3)), marked.first(Area("A", 6, 1, 9, 3))
    (Place(sheet='A', row=5, column=2), None)
    """

    def __init__(self, places: Iterable[Place] = ()):
        self.places: set[Place] = set()
        self._rows: dict[str, dict[int, list[int]]] = {}
        for place in places:
            self.add(place)

    def add(self, place: Place) -> None:
        """Mark a cell."""
        if place not in self.places:
            self.places.add(place)
            insort(self._rows.setdefault(place.sheet, {}).setdefault(place.column, []), place.row)

    def remove(self, place: Place) -> None:
        """Take the mark from a cell that has one."""
        self.places.remove(place)
        rows = self._rows[place.sheet][place.column]
        del rows[bisect_left(rows, place.row)]

    def first(self, area: Area) -> Place | None:
        """The first marked cell of an area, column after column; None where there is none."""
        sheet, top, left, bottom, right = area
        if top == bottom and left == right:
            place = Place(sheet, top, left)
            return place if place in self.places else None
        columns = self._rows.get(sheet, {})
        narrow = right - left < len(columns)
        for column in range(left, right + 1) if narrow else sorted(c for c in columns if left <= c <= right):
            rows = columns.get(column)
            if rows:
                index = bisect_left(rows, top)
                if index < len(rows) and rows[index] <= bottom:
                    return Place(sheet, rows[index], column)
        return None


def _find(following: list[int], index: int) -> int:
    """The first index from this one on that is still there; the way to it is made shorter."""
    remaining = index
    while following[remaining] != remaining:
        remaining = following[remaining]
    while following[index] != remaining and index != remaining:
        following[index], index = remaining, following[index]
    return remaining
