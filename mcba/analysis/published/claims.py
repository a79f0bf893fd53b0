"""What a published figure says of the worlds, under the reading of it, and the weights that make the worlds agree.

A published range is information about the distribution of an outcome, not an observation of it. Each reading becomes
bounds on means over worlds: on the chance of an interval, or on the outcome itself. Of all weights that keep to these
bounds those are taken that stay closest to the stated assumptions, in Kullback-Leibler divergence.

References
----------
Csiszar (1975), I-divergence geometry of probability distributions and minimization problems,
doi:10.1214/aop/1176996454 (closest weights are exponential in what is bounded);
Diaconis & Zabell (1982), Updating subjective probability, doi:10.1080/01621459.1982.10477893 (where chances of
intervals are given, this is Jeffrey's conditioning: within each interval worlds keep their proportions);
Jeffrey (1965), The Logic of Decision, chapter 11.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from mcba.arrays import Array
from mcba.displayed import Displayed
from mcba.errors import RunError
from mcba.study.document import READINGS, Published

Mask = NDArray[np.bool_]

WORST = 0.05  # of the worlds lie below the worst case
_TOLERABLE = 1e-6  # how far a bound may be missed
_STEPS, _CLOSE = 20, 1e-9  # of Newton's method, and how near it comes, in standard deviations
_EVENT = (0.0, 1.0)
_SUBJECTS = {
    "below": "the share below {at:g}",
    "up_to": "the share up to {at:g}",
    "mean": "the mean",
    "share": "the share of worlds in which it holds",
}


@dataclass(frozen=True, eq=False)
class MeanBound:
    """The mean of an array over worlds lies from low to high.

    Attributes
    ----------
    of : {"below", "up_to", "mean", "share"}
        The share of worlds below or up to `at`, the mean of the outcome, or the share of worlds in which it holds.
    values : (world,)
    low, high : float
    at : float
    """

    of: str
    values: Array
    low: float
    high: float
    at: float = 0.0


@dataclass(frozen=True, eq=False, repr=False)
class Claim(Displayed):
    """What one published figure says of the worlds.

    Attributes
    ----------
    published : Published
    reading : str
        A code of `mcba.study.document.READINGS`.
    mass : float
        The share of worlds within the range, where the reading is a central one.
    is_event : bool
        Whether the outcome says only that something holds (1) or not (0).
    bounds : tuple of MeanBound
    allowed : (world,) bool
        The worlds that can be, where some cannot.
    """

    published: Published
    reading: str
    mass: float
    is_event: bool
    bounds: tuple[MeanBound, ...] = ()
    allowed: Mask | None = None

    def __str__(self) -> str:
        figures = " to ".join(f"{figure:,.10g}" for figure in self.published.figures)
        return f"{self.published.outcome} = {figures} read as {self.reading}"


def tolerance(published: Published) -> float:
    """How far a figure may be off: what the study file allows, and at least what was rounded away in print.

    Parameters
    ----------
    published : Published

    Returns
    -------
    float
        In the unit of the figure.
    """
    rounded = 0.5 * 10.0**-published.decimals if published.decimals is not None else 0.0
    return max(published.tolerance, rounded)


def is_event(values: Array) -> bool:
    """Whether an outcome says only that something holds (1) or not (0)."""
    return bool(np.isin(values, _EVENT).all())


def claim(published: Published, reading: str, values: Array, mass: float = 0.90) -> Claim:
    """What a figure says of an outcome's worlds.

    Parameters
    ----------
    published : Published
    reading : str
        A code of `mcba.study.document.READINGS` for such a figure.
    values : (world,)
        The outcome in every world, in its unit.
    mass : float
        What lies in a central range for which the study file states none.
    """
    slack, event = tolerance(published), is_event(values)
    mass = READINGS[reading].mass or published.mass or mass
    low, high = published.figures[0], published.figures[-1]
    bounds: tuple[MeanBound, ...] = ()
    allowed: Mask | None = None
    match reading:
        case "within" | "observed":
            allowed = (values >= low - slack) & (values <= high + slack)
        case "holds":
            allowed = values == low
        case "mean":
            bounds = (MeanBound("share" if event else "mean", values, low - slack, low + slack),)
        case "median":
            bounds = _quantile(values, low, 0.5, slack)
        case "worst-to-base":
            bounds = _quantile(values, low, WORST, slack) + _quantile(values, high, 0.5, slack)
        case _:
            tail = (1.0 - mass) / 2
            bounds = _quantile(values, low, tail, slack) + _quantile(values, high, 1.0 - tail, slack)
    return Claim(published, reading, mass, event, bounds, allowed)


def _quantile(values: Array, at: float, level: float, slack: float) -> tuple[MeanBound, ...]:
    """A share `level` of the worlds lies below `at`, or below a value within its tolerance."""
    below, above = at - slack, at + slack
    if slack == 0:
        return (MeanBound("below", (values < at).astype(np.float64), level, level, at),)
    return (
        MeanBound("below", (values < below).astype(np.float64), 0.0, level, below),
        MeanBound("up_to", (values <= above).astype(np.float64), level, 1.0, above),
    )


def weights(claims: Sequence[Claim], worlds: int) -> Array:
    """Weights of the worlds, with mean 1, under which every claim holds and which stay closest to equal.

    Raises
    ------
    RunError
        Where no weights do, saying which claim cannot hold.
    """
    allowed = np.ones(worlds, dtype=bool)
    for claim_made in claims:
        if claim_made.allowed is not None:
            allowed &= claim_made.allowed
    if not allowed.any():
        raise RunError(
            f"no world of {worlds:,} agrees: {_listed(claims)}; draw more worlds, widen the assumptions (--widen 2), "
            "or take another reading",
            code="no_world_agrees",
            worlds=worlds,
            outcomes=_outcomes(claims),
        )
    bounds = [bound for claim_made in claims for bound in claim_made.bounds]
    for bound in bounds:
        _refuse_impossible(bound, bound.values[allowed])
    weight = allowed.astype(np.float64)
    if bounds:
        weight[allowed] = _closest(
            [bound.values[allowed] for bound in bounds], [(bound.low, bound.high) for bound in bounds]
        )
    for bound in bounds:
        reached = float(weight @ bound.values) / float(weight.sum())
        scale = max(1.0, float(np.abs(bound.values).max()))
        if not bound.low - _TOLERABLE * scale <= reached <= bound.high + _TOLERABLE * scale:
            raise RunError(
                f"the figures cannot hold together: {_listed(claims)}; take one of them with --outcome, or another "
                "reading",
                code="figures_contradict",
                outcomes=_outcomes(claims),
            )
    return np.asarray(weight / weight.mean())


def weights_of_part(claims: Sequence[Claim], weight: Array, kept: Mask) -> Array:
    """Weights of some of the worlds, with mean 1 over these, under which the figures hold as they do in all worlds.

    Parameters
    ----------
    claims : sequence of Claim
    weight : (world,)
        Those of all worlds, as `weights` gives them.
    kept : (world,) bool

    Returns
    -------
    (world,)
        0 where a world is not kept. Bounds that all worlds reach are reached exactly; the others are left alone.
    """
    part = weight[kept]
    reached = [float(np.mean(weight * bound.values)) for claim in claims for bound in claim.bounds]
    bounds = [bound for claim in claims for bound in claim.bounds]
    held = [
        (bound.values[kept], mean)
        for bound, mean in zip(bounds, reached, strict=True)
        if min(abs(mean - bound.low), abs(mean - bound.high)) <= _TOLERABLE * max(1.0, abs(mean))
    ]
    if held and not (weight == 1).all():
        part = part * _tilt(part, np.stack([values for values, _ in held]), np.array([mean for _, mean in held]))
    weights_kept = np.zeros(weight.size)
    weights_kept[kept] = part / part.mean()
    return weights_kept


def _tilt(weight: Array, values: Array, wanted: Array) -> Array:
    """The exponential factors that give weighted worlds these means, by Newton's method from no tilt at all."""
    multipliers = np.zeros(wanted.size)
    scale = values.std(axis=1) + _TOLERABLE
    factors = np.ones(weight.size)
    for _ in range(_STEPS):
        share = weight * factors / float(np.sum(weight * factors))
        mean = np.sum(values * share, axis=1)
        away = values - mean[:, np.newaxis]
        if (np.abs(wanted - mean) <= _CLOSE * scale).all():
            break
        multipliers += np.linalg.lstsq((away * share) @ away.T, wanted - mean, rcond=None)[0]
        factors = np.exp(multipliers @ (values - wanted[:, np.newaxis]))
    return factors


def _refuse_impossible(bound: MeanBound, values: Array) -> None:
    if values.min() > bound.high or values.max() < bound.low:
        wanted = f"{bound.low:g}" if bound.low == bound.high else f"{bound.low:g} to {bound.high:g}"
        subject = _SUBJECTS[bound.of].format(at=bound.at)
        raise RunError(
            f"{subject} should be {wanted}, but in the worlds of the stated assumptions "
            f"it is {values.min():g} to {values.max():g} whatever weight they get; draw more worlds, widen the "
            "assumptions (--widen 2), or take another reading",
            code=f"impossible_{bound.of}",
            at=bound.at,
            low=bound.low,
            high=bound.high,
            least=float(values.min()),
            most=float(values.max()),
        )


def _closest(values: Sequence[Array], bounds: Sequence[tuple[float, float]]) -> Array:
    """Weights exponential in the bounded values, by the dual of the minimum of the divergence.

    The dual is convex in one multiplier for each end of each bound; a multiplier is zero where its end is not reached.
    """
    if all(low <= float(array.mean()) <= high for array, (low, high) in zip(values, bounds, strict=True)):
        return np.ones(values[0].size)
    from scipy.optimize import minimize

    middle = np.array([array.mean() for array in values])
    scale = np.array([array.std() or 1.0 for array in values])
    standard = (np.stack(values) - middle[:, np.newaxis]) / scale[:, np.newaxis]
    low, high = ((np.array([bound[end] for bound in bounds]) - middle) / scale for end in (0, 1))

    def tilted(multipliers: Array) -> tuple[float, Array]:
        exponent = (multipliers[: len(low)] - multipliers[len(low) :]) @ standard
        largest = exponent.max()
        raised: Array = np.exp(exponent - largest)
        return math.log(raised.mean()) + largest, raised

    def dual(multipliers: Array) -> tuple[float, Array]:
        log_mean, raised = tilted(multipliers)
        mean = standard @ raised / raised.sum()
        up, down = multipliers[: len(low)], multipliers[len(low) :]
        return log_mean - up @ low + down @ high, np.concatenate([mean - low, high - mean])

    minimum = minimize(
        dual,
        np.zeros(2 * len(low)),
        jac=True,
        method="L-BFGS-B",
        bounds=[(0.0, None)] * (2 * len(low)),
        options={"ftol": 1e-16, "gtol": 1e-10, "maxiter": 1_000},
    )
    _, chosen = tilted(minimum.x)
    return chosen


def _listed(claims: Sequence[Claim]) -> str:
    return "; ".join(map(str, claims))


def _outcomes(claims: Sequence[Claim]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(claim_made.published.outcome for claim_made in claims))
