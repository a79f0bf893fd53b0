"""The slice of a workbook: the cells that uncertain inputs move, and that outcomes follow from."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from mcba.workbook.places import Area, Place
from mcba.workbook.slices.dependencies import Dependencies
from mcba.workbook.slices.remaining import Remaining


@dataclass(frozen=True)
class Slice:
    """What must be computed anew in every world.

    Attributes
    ----------
    cells : tuple of Place
        Cells with formulas, each behind those that it reads; of an array formula its first cell.
    moved : frozenset of Place
        All cells that may vary, the inputs and those that array formulas fill among them. Where a reference of the
        slice is known only when it is computed, those of the whole workbook.
    upstream : tuple of Place
        All cells with formulas that the outcomes follow from, also those that no input moves.
    circles : tuple of tuple of Place
        Cells of the slice that may follow from themselves.
    last_read : mapping of int to tuple of Place
        Which cells nobody reads any more once the cell of this number is computed.
    """

    cells: tuple[Place, ...]
    moved: frozenset[Place]
    upstream: tuple[Place, ...]
    circles: tuple[tuple[Place, ...], ...]
    last_read: dict[int, tuple[Place, ...]]


def cells_within(area: Place | Area) -> tuple[Place, ...]:
    """The cells of an area, row after row; a cell itself.

    Examples
    --------
    >>> [str(place) for place in cells_within(Area("A", 1, 2, 1, 3))]
    ['A!B1', 'A!C1']
    """
    if isinstance(area, Place):
        return (area,)
    sheet, top, left, bottom, right = area
    return tuple(Place(sheet, row, column) for row in range(top, bottom + 1) for column in range(left, right + 1))


def slice_of(dependencies: Dependencies, inputs: Iterable[Place], outputs: Iterable[Place]) -> Slice:
    """The slice between inputs and outputs.

    Parameters
    ----------
    dependencies : Dependencies
    inputs, outputs : iterable of Place

    Returns
    -------
    Slice
    """
    inputs, outputs = list(inputs), list(outputs)
    order = dependencies.upstream(outputs)
    moved = dependencies.moved(inputs, order)
    leads_anywhere = any(place in moved and dependencies.precedents(place).dynamic for place in order.cells)
    if leads_anywhere:
        moved = dependencies.moved(inputs, dependencies.everything())
    cells = tuple(place for place in order.cells if place in moved)
    circles = tuple(circle for circle in order.circles if any(place in moved for place in circle))
    last_read = {} if leads_anywhere else _last_read(dependencies, cells, moved, set(outputs))
    return Slice(cells, moved, order.cells, circles, last_read)


def _last_read(
    dependencies: Dependencies, cells: tuple[Place, ...], moved: frozenset[Place], kept: set[Place]
) -> dict[int, tuple[Place, ...]]:
    unread = Remaining(moved)
    last: dict[int, tuple[Place, ...]] = {}
    for index in range(len(cells) - 1, -1, -1):
        precedents = dependencies.precedents(cells[index])
        areas = (*precedents.areas, *(area for _, areas in precedents.positions for area in areas))
        gone = tuple(place for area in areas for place in unread.taken(area) if place not in kept)
        if gone:
            last[index] = gone
    return last
