"""Which constants move an outcome: each raised by a tenth in a world of its own, all of them at once."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from mcba.arrays import Array
from mcba.workbook.finding.constants import constants_of, set_numbers
from mcba.workbook.finding.labels import Labels
from mcba.workbook.places import Place
from mcba.workbook.slices.dependencies import Dependencies
from mcba.workbook.slices.model import WorkbookModel

_RAISED = 0.1
_OF_ZERO = 0.01  # by which a constant that is 0 is raised
_OUTCOME = "outcome"
_NOTHING = 1e-12  # of the outcome: a change that rounding explains
_AT_ONCE = 2_000_000  # constants times worlds of one call


@dataclass(frozen=True)
class Mover:
    """A constant that moves an outcome.

    Attributes
    ----------
    place : Place
    value : float
        What it holds.
    raised : float
        What the outcome is when it holds a tenth more; one that holds 0 is raised to 0.01.
    change : float
        That, less what the outcome is as the workbook stands.
    """

    place: Place
    value: float
    raised: float
    change: float


@dataclass(frozen=True)
class Movers:
    """What moves an outcome, and what reaches it and does not.

    Attributes
    ----------
    outcome : Place
    base : float
        The outcome as the workbook stands.
    moving : tuple of Mover
        Those that move it most come first; those that hold 0 come last.
    fixed : tuple of Mover
        Constants that move it and that somebody sets rather than is uncertain of: years, counts, switches.
    breaking : tuple of Place
        Constants of which a tenth more makes the outcome an error.
    still : int
        How many constants reach the outcome and do not move it.
    model : WorkbookModel
        With all of them as inputs, each by its place as text.
    """

    outcome: Place
    base: float
    moving: tuple[Mover, ...]
    fixed: tuple[Mover, ...]
    breaking: tuple[Place, ...]
    still: int
    model: WorkbookModel

    @property
    def reaching(self) -> int:
        """How many constants reach the outcome."""
        return len(self.moving) + len(self.fixed) + len(self.breaking) + self.still


def movers(dependencies: Dependencies, outcome: Place, labels: Labels) -> Movers | None:
    """What moves an outcome.

    Parameters
    ----------
    dependencies : Dependencies
        Of a workbook.
    outcome : Place
        A cell with a formula.
    labels : Labels
        Of the same workbook: years and counts are known by what they are called.

    Returns
    -------
    Movers or None
        None where the outcome follows from no constant number.

    Raises
    ------
    WorkbookError
        When something between the constants and the outcome cannot be followed.
    """
    cells = dependencies.upstream([outcome]).cells
    constants = constants_of(dependencies, cells)
    if not constants:
        return None
    inputs = {str(place): (place,) for place in constants}
    model = WorkbookModel(dependencies.book, inputs, {_OUTCOME: outcome}, dependencies=dependencies)
    base, raised = _raised(model, constants)
    change = raised - base
    nothing = _NOTHING * max(abs(base), 1e-300)
    moves = np.abs(change) > nothing
    moved = [place for place, is_moved in zip(constants, moves, strict=True) if is_moved]
    fixed = set_numbers(dependencies, cells, [(place, labels.of(place)) for place in moved])
    ranked = [
        Mover(place, _value(model, place), float(raised[index]), float(change[index]))
        for index, place in enumerate(constants)
        if moves[index]
    ]
    ranked.sort(key=lambda mover: (mover.value == 0, -abs(float(f"{mover.change:.9g}")), mover.place))
    breaking = tuple(place for place, value in zip(constants, raised, strict=True) if np.isnan(value))
    return Movers(
        outcome,
        base,
        tuple(mover for mover in ranked if mover.place not in fixed),
        tuple(mover for mover in ranked if mover.place in fixed),
        breaking,
        len(constants) - len(ranked) - len(breaking),
        model,
    )


def _raised(model: WorkbookModel, constants: tuple[Place, ...]) -> tuple[float, Array]:
    """The outcome as the workbook stands, and with each constant raised."""
    stored = np.array([_value(model, place) for place in constants])
    count = len(constants)
    size = max(_AT_ONCE // count, 64)
    results = [_one_by_one(model, stored, range(start, min(start + size, count))) for start in range(0, count, size)]
    return float(results[0][0]), np.concatenate([result[1:] for result in results])


def _one_by_one(model: WorkbookModel, stored: Array, indices: range) -> Array:
    """The outcome as it stands, and in a world for each of some constants, in which it alone is raised."""
    worlds = len(indices) + 1
    arrays = {name: np.broadcast_to(value, (worlds,)) for name, value in zip(model.inputs, stored, strict=True)}
    names = list(model.inputs)
    for world, index in enumerate(indices, start=1):
        changed = np.full(worlds, stored[index])
        changed[world] = stored[index] * (1 + _RAISED) if stored[index] else _OF_ZERO
        arrays[names[index]] = changed
    return model(**arrays)[_OUTCOME]


def _value(model: WorkbookModel, place: Place) -> float:
    value = model.stored(place)
    return float(value) if isinstance(value, float) else 0.0
