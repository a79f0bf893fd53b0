"""Switching values: how far an assumption must move before the answer changes.

Two questions that are often taken for one. The *break-even* of an assumption holds everything else at one value, and
needs only the model. The *switching value* lets everything else vary as it does in the worlds, so dependence and
skewness count, and is itself twofold: where the mean outcome is zero, and where a good outcome is as likely as not.
For y = x L − 1 with L lognormal(0, 1) these are 0.61 and 1.00; a break-even at the mean of L is 0.61, at its median 1.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from itertools import pairwise

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.special import ndtr, ndtri

from mcba.analysis.decision.regression.conditional_means import checked_inputs, conditional_mean
from mcba.analysis.outcome_names import BALANCE
from mcba.analysis.world_arrays import checked_labels, checked_values
from mcba.arrays import Array, Integers
from mcba.displayed import Displayed
from mcba.engine import Run
from mcba.engine.estimates import Estimate, errors_in
from mcba.errors import RunError

_POINTS = 513
"""Points at which a curve is looked at; an assumption with no more values than this is looked at in each."""
_LINE_POINTS = 129
RELAXED = 0.03
"""Smoothing relative to what predicts best: less of it, so that the band is about noise, which it can measure."""
_CLEARLY = 1.5
"""Margins from zero that a stretch of the curve must reach somewhere to count as being on one side."""
_NEIGHBOURS, _EDGE = 0.05, 0.01
"""A line looks at the second assumption only where worlds are: between these quantiles of it, among the worlds whose
first assumption lies within this distance in rank."""


@dataclass(frozen=True, repr=False)
class Switch(Displayed):
    """Where the outcome goes through zero, on average or in half of the worlds, as one assumption moves.

    `value` is None when it does not switch between the ends of `support`, the range that the worlds cover, or when
    these worlds cannot tell. `low` to `high` are the values at which zero cannot be excluded at `confidence`; `error`
    is the standard error that this band amounts to, infinite when the band runs to an end of the support. The outcome
    is good on the `good_side` ("above" or "below" the value). `others` holds further crossings of the same certainty.
    `stays` is +1 or −1 when the sign is the same throughout; 0 without a `value` says that the outcome is too near zero
    for these worlds to tell.
    """

    value: float | None
    error: float
    low: float
    high: float
    good_side: str | None
    others: tuple[float, ...]
    stays: int
    support: tuple[float, float]
    confidence: float


@dataclass(frozen=True, repr=False)
class SwitchingValues(Displayed):
    """The two switching values of one assumption: of the mean, and of the chance of a good outcome."""

    mean: Switch
    chance: Switch
    chance_level: float


def switching_values_of(
    assumption: ArrayLike,
    outcome: ArrayLike,
    *,
    chance: float = 0.5,
    confidence: float = 0.95,
    randomisation: ArrayLike | None = None,
) -> SwitchingValues:
    """Find where E[outcome | x] = 0 and where P(outcome > 0 | x) = `chance`, from the worlds at hand.

    Parameters
    ----------
    assumption
        (world,) the assumption x, in its own unit.
    outcome
        (world,) the net present value, or any outcome whose sign is the answer.
    chance
        Chance of a good outcome at which the answer is taken to change.
    confidence
        Confidence level of the bands.
    randomisation
        (world,) label of the randomisation of each world, when worlds are not independent.

    Returns
    -------
    SwitchingValues
        With dependent assumptions these are answers to "what if x turned out to be …", all that goes with x included.

    Raises
    ------
    RunError
        On unequal numbers of worlds, values that are not finite, and a constant assumption.

    Examples
    --------
    >>> import numpy as np
    >>> x, noise = np.random.default_rng(1).normal(size=(2, 10_000))
    >>> found = switching_values_of(x, 2 * x - 1 + noise).mean
    >>> abs(found.value - 0.5) < 4 * found.error, found.good_side
    (True, 'above')
    """
    _check_shares(chance, confidence)
    values = checked_values(outcome, "outcome")
    known = checked_inputs(assumption, values.size)
    if known.shape[1] != 1:
        raise RunError("a switching value is of one assumption; call it for each, or use switching_line for two")
    if known.min() == known.max():
        raise RunError(f"the assumption is {known[0, 0]:g} in every world; it has no switching value in these worlds")
    labels = checked_labels(randomisation, values.size)
    target = np.column_stack([values, (values > 0) - chance])
    curve = conditional_mean(known, target, labels, relaxed=RELAXED)
    grid, discrete = _grid(known[:, 0], _POINTS)
    middle = curve.at(grid)
    margin = errors_in(confidence, curve.folds - 1) * curve.error_at(grid)
    switches = [
        _switch(grid, middle[:, k], margin[:, k], confidence, folds=curve.folds, discrete=discrete) for k in range(2)
    ]
    return SwitchingValues(mean=switches[0], chance=switches[1], chance_level=chance)


def _check_shares(*shares: float) -> None:
    for share in shares:
        if not 0 < share < 1:
            raise RunError(f"chance and confidence must lie between 0 and 1; found {share}")


def _grid(values: Array, points: int) -> tuple[Array, bool]:
    """Return the distinct values when they are few, else quantiles even in normal score, so that tails are seen."""
    distinct = np.unique(values)
    if distinct.size <= min(points, values.size // 2):
        return distinct, True
    edge = ndtri(0.5 / values.size)
    return np.unique(np.quantile(values, ndtr(np.linspace(edge, -edge, points)))), False


@dataclass(frozen=True)
class _Crossing:
    value: float
    low: float
    high: float
    good_side: str
    closed: bool


def _switch(grid: Array, curve: Array, margin: Array, confidence: float, *, folds: int, discrete: bool) -> Switch:
    crossings = _crossings(grid, curve, margin, discrete=discrete)
    low, high = float(grid[0]), float(grid[-1])
    signs = {int(np.sign(curve[run[0]])) for run in _clear_runs(curve, margin)}
    stays = signs.pop() if not crossings and len(signs) == 1 else 0
    first = crossings[0] if crossings else None
    closed = first is not None and first.closed
    error = (first.high - first.low) / 2 / errors_in(confidence, folds - 1) if first is not None and closed else np.inf
    return Switch(
        value=None if first is None else first.value,
        error=float(error),
        low=low if first is None else first.low,
        high=high if first is None else first.high,
        good_side=None if first is None else first.good_side,
        others=tuple(c.value for c in crossings[1:]),
        stays=stays,
        support=(low, high),
        confidence=confidence,
    )


def _crossings(grid: Array, curve: Array, margin: Array, *, discrete: bool) -> list[_Crossing]:
    """Crossings of zero between points where the sign is certain; failing those, one into an uncertain end."""
    runs = _clear_runs(curve, margin)
    if not runs:
        return []
    found = [
        _between(grid, curve, margin, before[-1], after[0], discrete=discrete)
        for before, after in pairwise(runs)
        if curve[before[-1]] * curve[after[0]] < 0
    ]
    if found:
        return found
    ends = [(runs[0][0], 0), (runs[-1][-1], len(grid) - 1)]
    return [c for start, end in ends if (c := _towards_end(grid, curve, margin, start, end))]


def _clear_runs(curve: Array, margin: Array) -> list[list[int]]:
    """Neighbouring points where the curve is certainly on one side of zero, if clearly so somewhere among them."""
    side = np.sign(curve) * (np.abs(curve) > margin)
    starts = np.flatnonzero(np.diff(side, prepend=np.nan) != 0)
    runs = [run for run in np.split(np.arange(len(side)), starts[1:]) if side[run[0]] != 0]
    # A curve is looked at in many places, so somewhere it seems certain by chance: ask more of one place in each run.
    return [run.tolist() for run in runs if (np.abs(curve[run]) > _CLEARLY * margin[run]).any()]


def _between(grid: Array, curve: Array, margin: Array, start: int, end: int, *, discrete: bool) -> _Crossing:
    """Return the crossing between two points of certain and opposite sign; the middle one if the curve wavers."""
    sign = np.sign(curve[end])
    roots = _roots(grid[start : end + 1], curve[start : end + 1])
    low, high = float(grid[start]), float(grid[end])
    if not discrete:
        low = _edge(grid, curve + sign * margin, start, start + 1)
        high = _edge(grid, curve - sign * margin, end, end - 1)
    return _Crossing(float(roots[len(roots) // 2]), low, high, "above" if sign > 0 else "below", closed=True)


def _towards_end(grid: Array, curve: Array, margin: Array, start: int, end: int) -> _Crossing | None:
    """Return the crossing between the last certain point and an end of the support where the sign is uncertain."""
    first, last = sorted((start, end))
    roots = _roots(grid[first : last + 1], curve[first : last + 1])
    if len(roots) == 0:
        return None
    upward = start < end
    edge = _edge(grid, np.abs(curve) - margin, start, start + (1 if upward else -1))
    low, high = sorted((edge, float(grid[end])))
    side = "below" if (curve[start] > 0) == upward else "above"
    return _Crossing(float(roots[0 if upward else -1]), low, high, side, closed=False)


def _edge(grid: Array, excess: Array, start: int, neighbour: int) -> float:
    """Return the place between two neighbouring points at which certainty ends; the certain one if it ends at once."""
    pair = sorted((start, neighbour))
    roots = _roots(grid[pair], excess[pair])
    return float(roots[0]) if len(roots) else float(grid[start])


def _roots(grid: Array, curve: Array) -> Array:
    """Zeros of the straight lines between the points; a stretch of zeros counts once."""
    positive = curve > 0
    k = np.flatnonzero(positive[1:] != positive[:-1])
    return np.asarray(grid[k] - curve[k] * (grid[k + 1] - grid[k]) / (curve[k + 1] - curve[k]))


# --- two assumptions at once --------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Line:
    """Where the answer switches in the plane of two assumptions: arrays (point,).

    At each value of `first`, `second` is the value of the other assumption at which it switches, and `low` to `high`
    its band. All are NaN, a gap in the line, where it does not switch in the range that was looked at; `stays` is +1
    or −1 there when the sign is the same throughout.
    """

    first: Array
    second: Array
    low: Array
    high: Array
    stays: Integers

    @property
    def switches(self) -> NDArray[np.bool_]:
        """Points at which there is a switching value."""
        return np.isfinite(self.second)


def switching_line(
    first: ArrayLike,
    second: ArrayLike,
    outcome: ArrayLike,
    *,
    at: ArrayLike | None = None,
    chance: float | None = None,
    confidence: float = 0.95,
    randomisation: ArrayLike | None = None,
) -> Line:
    """Find, for values of one assumption, the value of another at which the answer switches, from the worlds at hand.

    Parameters
    ----------
    first, second
        (world,) the two assumptions.
    outcome
        (world,) the outcome whose sign is the answer.
    at
        Values of `first` to look at; by default 19 quantiles from 5 % to 95 %.
    chance
        None for the mean outcome; 0.5 for where a good outcome is as likely as not.
    confidence
        Confidence level of the band at each point.
    randomisation
        (world,) label of the randomisation of each world, when worlds are not independent.

    Returns
    -------
    Line

    Raises
    ------
    RunError
        On unequal numbers of worlds, values that are not finite, and a constant assumption.
    """
    _check_shares(confidence, 0.5 if chance is None else chance)
    values = checked_values(outcome, "outcome")
    pair = np.column_stack([checked_inputs(x, values.size)[:, 0] for x in (first, second)])
    if (pair.min(axis=0) == pair.max(axis=0)).any():
        raise RunError("one of the two assumptions is the same in every world; a line needs two that vary")
    labels = checked_labels(randomisation, values.size)
    target = values if chance is None else np.asarray((values > 0) - chance, dtype=np.float64)
    surface = conditional_mean(pair, target[:, None], labels, relaxed=RELAXED)
    stops = np.quantile(pair[:, 0], np.linspace(0.05, 0.95, 19)) if at is None else np.atleast_1d(np.asarray(at, float))
    order = np.argsort(pair[:, 0], kind="stable")
    found = []
    for stop in stops:
        grid, discrete = _grid(_near(pair, order, float(stop)), _LINE_POINTS)
        points = np.column_stack([np.full(grid.size, stop), grid])
        middle = surface.at(points)[:, 0]
        margin = errors_in(confidence, surface.folds - 1) * surface.error_at(points)[:, 0]
        found.append(_switch(grid, middle, margin, confidence, folds=surface.folds, discrete=discrete))
    return _line(np.asarray(stops, dtype=np.float64), found)


def _near(pair: Array, order: Integers, stop: float) -> Array:
    """Values of the second assumption, without their tails, in the worlds whose first is near `stop`."""
    worlds = len(order)
    place = int(np.searchsorted(pair[order, 0], stop))
    reach = max(int(_NEIGHBOURS * worlds), 50)
    start = min(max(place - reach, 0), max(worlds - 2 * reach, 0))
    second = pair[order[start : start + 2 * reach], 1]
    low, high = np.quantile(second, [_EDGE, 1 - _EDGE])
    return np.asarray(second[(second >= low) & (second <= high)])


def _line(stops: Array, found: list[Switch]) -> Line:
    def column(pick: Callable[[Switch], float]) -> Array:
        return np.array([np.nan if switch.value is None else pick(switch) for switch in found])

    return Line(
        first=stops,
        second=column(lambda switch: np.nan if switch.value is None else switch.value),
        low=column(lambda switch: switch.low),
        high=column(lambda switch: switch.high),
        stays=np.array([switch.stays for switch in found], dtype=np.int64),
    )


# --- effects without a price --------------------------------------------------------------------------------------


@dataclass(frozen=True)
class UnpricedWorth:
    """What the unpriced (PM) items together would have to be worth, as a present value, for the answer to change.

    `for_mean` brings the mean outcome to zero, `for_even_chance` the median. A positive amount is a benefit that is
    missing; a negative one is how much they may cost.
    """

    for_mean: Estimate
    for_even_chance: Estimate


def unpriced_worth(run: Run) -> UnpricedWorth:
    """What the unpriced (PM) items of a study would have to be worth for its answer to change.

    Parameters
    ----------
    run : Run
        Of a study with benefits and costs.

    Returns
    -------
    UnpricedWorth
        In the currency of the study, each with its error.
    """
    found = run.summary(BALANCE)
    return UnpricedWorth(*(replace(estimate, value=-estimate.value) for estimate in (found.mean, found.median)))
