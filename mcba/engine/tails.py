"""Whether an outcome has a mean and a variance: how heavy its tails are.

Worlds alone cannot tell. A lognormal of great spread, or a rare event, looks over any number of worlds like a tail that
falls with a power, and still has all moments. So the worlds only say where to look: an outcome whose furthest world
lies no further out than that of a light tail is left alone. From that world the model itself is asked, one uniform
after another, all others as they are there: towards the end of its distribution, and where the outcome rises without
end inside it, as a quotient does where what it is divided by is zero. An outcome that grows as the chance beyond it to
the power -1/a has a tail of index a, the sum of independent numbers has that of the heaviest (Embrechts, Klüppelberg
and Mikosch 1997, Modelling Extremal Events, section 1.3 and appendix A3.3, doi:10.1007/978-3-642-33483-2). It is no
power where the outcome grows ever slower on the way out: that of every lognormal does.

What only several numbers together can do, such as a quotient by the sum of two squares, is not found.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property

import numpy as np

from mcba.arrays import Array, Integers
from mcba.displayed import Displayed
from mcba.engine.drawing.draws import Drawing
from mcba.engine.estimates.estimate import Estimate, Summary
from mcba.engine.models.functions import FunctionError
from mcba.engine.program.loops import RANDOMISATIONS
from mcba.engine.program.plan import Plan
from mcba.engine.program.steps import evaluate
from mcba.errors import FamilyError, Note, RunError

_Key = tuple[str, str]
"""An outcome, and a label where it has one number for each; else the label is empty."""
_Model = Callable[[Array], Mapping[_Key, Array]]
"""The outcomes, each (point,), at dependent uniforms of shape (address, point)."""

_LOOKED_AT = 4096  # worlds in which the furthest is looked for, however many a run has
# Interquartile ranges from the median at which a world is far out: of 10^6 normal ones the furthest is at 3.6.
_FAR = 5.0
_FROM_END = np.array([1e-6, 1e-7, 1e-12, 1e-13])  # chances beyond which growth is measured, two by two
_FROM_POLE = np.array([1e-6, 1e-7, 1e-9, 1e-10])  # the same; nearer to a place inside, digits are lost
_FELT = 2.0**-17  # the chance beyond a pole under which no run of a usual size meets it
_LEAST = 0.45  # the power with which an outcome grows at the nearer distances, for a tail that worlds can feel
_STEADY = 0.8  # of that power is left at the farther distances; of a lognormal tail 0.7, whatever its spread
_STEP = 20.0 / _LOOKED_AT  # within which the furthest world has its pole, if it has one
_FALLS = 0.5  # to this share a pole falls over a step
_ROUNDS, _GRID = 17, 16  # of closing in on a pole: by a factor of 8 each


@dataclass(frozen=True, repr=False)
class Tail(Displayed):
    """A tail so heavy that an outcome has no variance.

    Attributes
    ----------
    index : float
        The power up to which it has moments: no mean where it is 1 or less, no variance where it is 2 or less.
    assumption : str
        Along which assumption it runs out.
    """

    index: float
    assumption: str

    @property
    def has_mean(self) -> bool:
        """Whether there is a mean at least."""
        return self.index > 1

    def note(self, outcome: str) -> Note:
        """What must be said with the outcome."""
        code = "variance_does_not_exist" if self.has_mean else "mean_does_not_exist"
        return Note(code, {"outcomes": (outcome,), "index": self.index, "name": self.assumption})

    def refused(self, outcome: str, message: str) -> RunError:
        """The error of a number that does not exist, with the note as its data."""
        note = self.note(outcome)
        return RunError(message, code=note.code, **note.data)

    def applied(self, summary: Summary, outcome: str) -> Summary:
        """The summary without what does not exist: the mean is not a number, or its error unknown."""
        sd = self.spread
        return replace(
            summary, mean=self.of_mean(summary.mean), sd=sd.value, sd_error=sd.error, note=self.note(outcome)
        )

    def of_mean(self, mean: Estimate) -> Estimate:
        """The mean, not a number where there is none; else its error is unknown."""
        return Estimate(mean.value, math.inf) if self.has_mean else Estimate(math.nan, math.nan)

    @property
    def spread(self) -> Estimate:
        """The standard deviation: infinite, or without a mean not a number."""
        return Estimate(math.inf, math.inf) if self.has_mean else Estimate(math.nan, math.nan)


def tails_of_plan(
    plan: Plan, arrays: Mapping[str, Array] | None = None, worlds: Integers | None = None
) -> dict[_Key, Tail]:
    """The outcomes of a study that have no variance.

    Parameters
    ----------
    plan : Plan
    arrays : mapping of str to arrays of shape (world,) or (label, world), optional
        The worlds that are at hand; the first worlds of the plan are drawn where there are none.
    worlds : (world,), optional
        The numbers of these worlds, where some were dropped.

    Returns
    -------
    dict of (outcome, label) to Tail
        The label is empty for an outcome with one number a world.
    """
    function = plan.study.function
    if not plan.drawing.addresses or (function is not None and not function.is_runnable):
        return {}
    rows = _rows(arrays or plan.rows(0, _LOOKED_AT), plan.compiled.dimensions, plan.compiled.labels)
    outcomes = {key: values for key, values in rows.items() if not key[1]}
    search = _Search(plan.drawing, lambda points: _outcomes_at(plan, points), worlds)
    tails = search.tails(outcomes)
    # Where no outcome has a heavy tail, no part of one is looked at.
    return tails | search.tails({key: rows[key] for key in rows if key[1]}) if tails else tails


def tails_of_function(
    results: Mapping[str, Array],
    drawing: Drawing,
    function: Callable[[dict[str, Array]], Mapping[str, Array]],
    worlds: Integers | None = None,
) -> dict[_Key, Tail]:
    """The results of a Python function that have no variance; none where the function fails far out.

    Parameters
    ----------
    results : mapping of str to (world,)
    drawing : Drawing
        Of the inputs of the function.
    function : callable
        From inputs by name, (world,) each, to results by name.
    worlds : (world,), optional
        The numbers of the worlds of `results`, where some were dropped.

    Returns
    -------
    dict of (result, "") to Tail
    """

    def model(points: Array) -> dict[_Key, Array]:
        draws = {name: np.array(values) for name, values in drawing.values_at(points.copy()).items()}
        try:
            return {(name, ""): array for name, array in function(draws).items()}
        except Exception:  # whatever a function does where no world was drawn
            return {(name, ""): np.full(points.shape[1], math.nan) for name in results}

    return _Search(drawing, model, worlds).tails(_rows(results, {}, {}))


def _rows(
    arrays: Mapping[str, Array], dimensions: Mapping[str, str], labels: Mapping[str, tuple[str, ...]]
) -> dict[_Key, Array]:
    """The first worlds of every outcome, and of every label of those that have labels."""
    rows: dict[_Key, Array] = {}
    for name, array in arrays.items():
        first = array[..., :_LOOKED_AT]
        if name in dimensions:
            rows |= {(name, label): row for label, row in zip(labels[dimensions[name]], first, strict=True)}
        else:
            rows[name, ""] = first
    return rows


def _outcomes_at(plan: Plan, points: Array) -> dict[_Key, Array]:
    compiled = plan.compiled
    outcomes: dict[_Key, Array] = {}
    for start in range(0, points.shape[1], plan.block_rows):
        inside = slice(start, start + plan.block_rows)
        block = points[:, inside].copy()
        try:
            values = evaluate(compiled.program, plan.drawing.values_at(block), block.shape[1])
        except FunctionError:  # whatever a function does where no world was drawn
            values = {}
        for name in compiled.parts:
            labels = compiled.labels[compiled.dimensions[name]] if name in compiled.dimensions else ("",)
            rows = compiled.rows(name, values) if values else [np.array([math.nan])] * len(labels)
            for label, row in zip(labels, rows, strict=True):
                outcomes.setdefault((name, label), np.empty(points.shape[1]))[inside] = row
    return outcomes


@dataclass(frozen=True, eq=False)
class _Search:
    """Where outcomes grow with a power, from their furthest worlds; `worlds` are the numbers of those at hand."""

    drawing: Drawing
    model: _Model
    worlds: Integers | None
    _lines_through: dict[int, _Lines] = field(default_factory=dict, init=False, repr=False)

    def tails(self, outcomes: Mapping[_Key, Array]) -> dict[_Key, Tail]:
        """The outcomes that have no variance, each with its heaviest tail."""
        tails: dict[_Key, Tail] = {}
        for key, values in outcomes.items():
            for furthest, out in _far_out(key, values):
                for address, power in self._powers(furthest, out):
                    index = round(1.0 / power, 2)
                    if index <= 2 and (key not in tails or index < tails[key].index):
                        tails[key] = Tail(index, self.drawing.addresses[address].partition("[")[0])
        return tails

    def _powers(self, furthest: int, out: _Out) -> Iterator[tuple[int, float]]:
        """The addresses along which an outcome grows with a power of the chance beyond, and the power."""
        lines = self._lines(furthest)
        low, high, beside = np.split(out.heights(lines.first_look), [2, 4], axis=1)
        for at_low, near in ((True, low), (False, high)):
            growing = np.flatnonzero(_power(near) >= _LEAST)
            far = np.tile(_FROM_END[2:] if at_low else 1.0 - _FROM_END[2:], (growing.size, 1))
            yield from _steady(growing, near[growing], out.heights(lines.at(growing, far)))
        falling = np.flatnonzero(beside.min(axis=1) < _FALLS * out.furthest)
        pole = _closed_in(lines, out, falling)
        inside = np.minimum(pole, 1.0 - pole) > _FELT
        falling, pole = falling[inside], pole[inside, np.newaxis]
        sides = [out.heights(lines.at(falling, pole + side)) for side in (-_FROM_POLE, _FROM_POLE)]
        heights = np.maximum(*sides)
        yield from _steady(falling, heights[:, :2], heights[:, 2:])

    def _lines(self, furthest: int) -> _Lines:
        """The lines through a world, made once: several outcomes have the same furthest world."""
        if furthest not in self._lines_through:
            row = furthest if self.worlds is None else int(self.worlds[furthest])
            first = row // RANDOMISATIONS * RANDOMISATIONS
            block = self.drawing.uniforms(first, first + RANDOMISATIONS)
            uniforms = np.concatenate([block[unknown.name] for unknown in self.drawing.drawn])
            self._lines_through[furthest] = _Lines(self.model, uniforms[:, row - first])
        return self._lines_through[furthest]


@dataclass(frozen=True, eq=False)
class _Lines:
    """The lines through one world along which one of its uniforms (address,) moves and the others stay."""

    model: _Model
    world: Array

    @cached_property
    def first_look(self) -> Mapping[_Key, Array]:
        """The outcomes (address, place) next to both ends and beside the world."""
        ends = np.concatenate([_FROM_END[:2], 1.0 - _FROM_END[:2]])
        beside = self.world[:, np.newaxis] + _STEP * np.array([-1.0, 1.0])
        places = np.column_stack([np.tile(ends, (self.world.size, 1)), beside])
        return self.at(np.arange(self.world.size), places)

    def at(self, addresses: Integers, places: Array) -> Mapping[_Key, Array]:
        """The outcomes (line, place) where the address of each line moves to its places; none without lines."""
        if not addresses.size:
            return {}
        points = np.repeat(self.world[:, np.newaxis], places.size, axis=1)
        inside = np.clip(places.ravel(), 1e-300, 1 - 2.0**-53)
        points[np.repeat(addresses, places.shape[1]), np.arange(places.size)] = inside
        with np.errstate(all="ignore"):
            return {key: values.reshape(places.shape) for key, values in _defined(self.model, points).items()}


@dataclass(frozen=True)
class _Out:
    """How far out an outcome lies, to one side of its median; `furthest` is the most of the worlds at hand."""

    key: _Key
    side: float
    median: float
    furthest: float

    def heights(self, outcomes: Mapping[_Key, Array]) -> Array:
        """The distances from the median; minus infinity where the outcome is undefined."""
        heights = self.side * (outcomes.get(self.key, np.empty((0, _FROM_POLE.size))) - self.median)
        return np.where(np.isfinite(heights), heights, -math.inf)


def _far_out(key: _Key, values: Array) -> Iterator[tuple[int, _Out]]:
    """The furthest world to each side, where it lies further out than that of a light tail."""
    finite = np.isfinite(values)
    if not finite.any():
        return
    ordered = np.sort(values[finite])  # of so few sooner than a partition
    low, median, high = np.interp(np.array([0.25, 0.5, 0.75]) * (ordered.size - 1), np.arange(ordered.size), ordered)
    values = np.where(finite, values, median)
    for side in (1.0, -1.0):
        furthest = int(np.argmax(side * values))
        distance = float(side * (values[furthest] - median))
        if distance > _FAR * (high - low):
            yield furthest, _Out(key, side, float(median), distance)


def _defined(model: _Model, points: Array) -> Mapping[_Key, Array]:
    """The outcomes at points; nan where an assumption cannot be drawn, as its parameters contradict each other."""
    try:
        return model(points)
    except (RunError, FamilyError):
        if points.shape[1] == 1:
            return defaultdict(lambda: np.array([math.nan]))
        middle = points.shape[1] // 2
        first, last = _defined(model, points[:, :middle]), _defined(model, points[:, middle:])
        return {key: np.concatenate([first[key], last[key]]) for key in {**first, **last}}


def _closed_in(lines: _Lines, out: _Out, addresses: Integers) -> Array:
    """The place of the greatest height near the world along each address, to the last digits."""
    best = lines.world[addresses]
    low, high = np.clip(best - _STEP, 0.0, 1.0), np.clip(best + _STEP, 0.0, 1.0)
    rows = np.arange(addresses.size)
    for _ in range(_ROUNDS if addresses.size else 0):
        grid = low[:, np.newaxis] + (high - low)[:, np.newaxis] * (np.arange(_GRID) + 0.5) / _GRID
        places = np.sort(np.column_stack([grid, best]), axis=1)
        top = out.heights(lines.at(addresses, places)).argmax(axis=1)
        low = np.where(top > 0, places[rows, np.maximum(top - 1, 0)], low)
        high = np.where(top < _GRID, places[rows, np.minimum(top + 1, _GRID)], high)
        best = places[rows, top]
    return best


def _power(heights: Array) -> Array:
    """The power of the chance with which heights (line, 2) grow from the first distance to one ten times nearer."""
    with np.errstate(all="ignore"):
        power = np.log10(heights[:, 1] / heights[:, 0])
    return np.where(np.isfinite(power) & (heights > 0).all(axis=1), power, -math.inf)


def _steady(addresses: Integers, near: Array, far: Array) -> Iterator[tuple[int, float]]:
    """The lines along which the outcome grows with a power that stays."""
    at_near, at_far = _power(near), _power(far)
    for line in np.flatnonzero((at_near >= _LEAST) & (at_far >= _STEADY * at_near)):
        yield int(addresses[line]), float(at_far[line])
