"""What hides in a workbook: one number that stands in several cells, and steps at which an outcome jumps."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from mcba.workbook.finding.labels import Labels
from mcba.workbook.formulas.trees import Call, CellsReference, NameReference, Node, TableReference
from mcba.workbook.formulas.walks import walked
from mcba.workbook.places import Place
from mcba.workbook.slices.model import WorkbookModel
from mcba.workbook.slices.remaining import Marked

_WORDS = re.compile(r"[^\W\d_]{4,}")
_COMMON = frozenset({-1.0, 0.0, 0.5, 1.0, 2.0, 10.0, 12.0, 100.0, 365.0, 1000.0})
"""Numbers that are equal by chance."""
_STEPS: dict[str, dict[str, tuple[int, ...] | None]] = {
    "rounding": dict.fromkeys(
        ("ROUND", "ROUNDUP", "ROUNDDOWN", "INT", "TRUNC", "MROUND", "CEILING", "FLOOR", "EVEN", "ODD")
    ),
    "conditions": {"IF": (0,), "IFS": (0, 2, 4, 6, 8), "SWITCH": (0,), "CHOOSE": (0,)},
    "extremes": dict.fromkeys(("MIN", "MAX", "LARGE", "SMALL")),
    "lookups": {"MATCH": (0,), "LOOKUP": (0,), "VLOOKUP": (0,), "HLOOKUP": (0,), "XLOOKUP": (0,), "INDEX": (1, 2)},
}
"""Functions at which a result may jump or bend, and which of their arguments must vary for that; None for any."""


@dataclass(frozen=True)
class Repeated:
    """Constants that are equal and are called alike: perhaps one number, which one assumption should hold.

    Attributes
    ----------
    value : float
    places : tuple of Place
    is_one : bool
        Whether their labels are equal too, and not only alike.
    """

    value: float
    places: tuple[Place, ...]
    is_one: bool


def repeated_constants(constants: Iterable[tuple[Place, float]], labels: Labels) -> tuple[Repeated, ...]:
    """Constants that may be one number that stands in several cells.

    Parameters
    ----------
    constants : iterable of (Place, float)
    labels : Labels

    Returns
    -------
    tuple of Repeated
        In the order of their first cells; first those with equal labels, then those that are alike.
    """
    by_value: dict[float, list[Place]] = {}
    for place, value in constants:
        by_value.setdefault(value, []).append(place)
    equal, alike = [], []
    for value, places in by_value.items():
        by_label: dict[str, list[Place]] = {}
        for place in places:
            by_label.setdefault(labels.of(place).told().casefold(), []).append(place)
        equal += [Repeated(value, tuple(same), True) for label, same in by_label.items() if label and len(same) > 1]
        if value not in _COMMON and len(by_label) > 1:
            alike += [Repeated(value, group, False) for group in _alike(places, labels)]
    return (*equal, *alike)


def _alike(places: list[Place], labels: Labels) -> Iterator[tuple[Place, ...]]:
    """Groups of cells whose labels share a word."""
    left = list(places)
    while left:
        words = _words(labels, left[0])
        group = [place for place in left if place == left[0] or words & _words(labels, place)]
        left = [place for place in left if place not in group]
        if len({labels.of(place).told().casefold() for place in group}) > 1:
            yield tuple(group)


def _words(labels: Labels, place: Place) -> set[str]:
    label = labels.of(place)
    return set(_WORDS.findall(f"{label.text} {label.column}".casefold()))


def steps(model: WorkbookModel) -> dict[str, tuple[Place, ...]]:
    """The cells of a model's slice at which its outcomes may jump or bend as its inputs vary.

    Parameters
    ----------
    model : WorkbookModel

    Returns
    -------
    dict of str to tuple of Place
        By `rounding`, `conditions`, `extremes` (MIN, MAX) and `lookups`; only those that there are.
    """
    moved = Marked(model.slice_cells)
    for places in model.inputs.values():
        for place in places:
            moved.add(place)
    found: dict[str, list[Place]] = {}
    for place in model.slice:
        tree = model.formulas.tree(place)
        names = model.dependencies.precedents(place).functions
        for step, functions in _STEPS.items():
            if tree is not None and names & functions.keys() and _varies_in(tree, functions, model, place, moved):
                found.setdefault(step, []).append(place)
    return {step: tuple(places) for step, places in found.items()}


def _varies_in(
    tree: Node, functions: dict[str, tuple[int, ...] | None], model: WorkbookModel, place: Place, moved: Marked
) -> bool:
    for node in walked(tree):
        if isinstance(node, Call) and node.name in functions:
            which = functions[node.name]
            arguments = (
                node.arguments if which is None else [node.arguments[i] for i in which if i < len(node.arguments)]
            )
            if any(part is not None and _varies(part, model, place, moved) for part in arguments):
                return True
    return False


def _varies(node: Node, model: WorkbookModel, place: Place, moved: Marked) -> bool:
    """Whether a part of a formula reads something that varies."""
    return any(
        moved.first(area) is not None
        for part in walked(node)
        if isinstance(part, CellsReference | NameReference | TableReference)
        for area in model.dependencies.where(part, place)
    )
