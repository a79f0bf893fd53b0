"""Where a result can jump: cells that round their number, or choose between values by one that varies."""

from __future__ import annotations

from collections.abc import Iterator

from mcba.workbook.formulas.trees import Binary, Call, Node
from mcba.workbook.formulas.walks import walked
from mcba.workbook.places import Area, Place
from mcba.workbook.slices.model import WorkbookModel
from mcba.workbook.slices.precedents import Reading

_ROUNDING = frozenset({"ROUND", "ROUNDUP", "ROUNDDOWN", "INT", "TRUNC", "MROUND", "CEILING", "FLOOR", "EVEN", "ODD"})
_CHOOSING = frozenset({"IF", "CHOOSE", "SWITCH", "MATCH", "LOOKUP", "VLOOKUP", "HLOOKUP", "XLOOKUP"})
"""Functions that choose by their first argument."""
_COMPARING = frozenset({"=", "<>", "<", ">", "<=", ">="})


def rounding_cells(model: WorkbookModel) -> tuple[Place, ...]:
    """The cells of the slice that round.

    Parameters
    ----------
    model : WorkbookModel

    Returns
    -------
    tuple of Place
        In the order of computing.
    """
    return tuple(place for place in model.slice if model.dependencies.precedents(place).functions & _ROUNDING)


def choosing_cells(model: WorkbookModel) -> tuple[Place, ...]:
    """The cells of the slice that choose between values, or compare, by a number that varies.

    Parameters
    ----------
    model : WorkbookModel

    Returns
    -------
    tuple of Place
        In the order of computing.
    """
    moved = {place for places in model.inputs.values() for place in places} | set(model.slice_cells)
    reading = Reading(model.book)

    def varies(node: Node, place: Place) -> bool:
        return any(_holds(area, moved) for area in reading.precedents(node, place, is_array=False).areas)

    return tuple(
        place for place in model.slice if any(varies(node, place) for node in _deciding(model.formulas.tree(place)))
    )


def _deciding(tree: Node | None) -> Iterator[Node]:
    """What a formula chooses by."""
    for node in walked(tree) if tree is not None else ():
        if isinstance(node, Binary) and node.operator in _COMPARING:
            yield node
        elif isinstance(node, Call):
            chooses = (
                node.arguments[:1] if node.name in _CHOOSING else node.arguments[::2] if node.name == "IFS" else ()
            )
            yield from (part for part in chooses if part is not None)


def _holds(area: Area, places: set[Place]) -> bool:
    """Whether some of these cells lie in an area."""
    rows, columns = area.shape
    if rows * columns > len(places):
        return any(
            place.sheet == area.sheet
            and area.top <= place.row <= area.bottom
            and area.left <= place.column <= area.right
            for place in places
        )
    return any(
        Place(area.sheet, row, column) in places
        for row in range(area.top, area.bottom + 1)
        for column in range(area.left, area.right + 1)
    )
