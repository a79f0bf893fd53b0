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

from mcba.engine.result import Array
from mcba.errors import RunError
from mcba.study.document import Published

Mask = NDArray[np.bool_]

CENTRAL = {"central-50": 0.50, "central-80": 0.80, "central-90": 0.90}
OF_RANGES = (*CENTRAL, "central", "worst-to-base", "within")
OF_POINTS = ("observed", "mean", "median", "holds")
READINGS = (*CENTRAL, "worst-to-base", "within", "observed", "mean", "median")
"""The readings that a user may choose; `central` with the mass of the study file, and `holds`, follow from the file."""

WORST = 0.05  # of the worlds lie below the worst case
TOLERABLE = 1e-6  # how far a bound may be missed
EVENT = (0.0, 1.0)


@dataclass(frozen=True, eq=False)
class Bound:
    """The mean of something over worlds lies from low to high.

    Attributes
    ----------
    what : str
        In words: the share below 1.3.
    values : (world,)
    low, high : float
    """

    what: str
    values: Array
    low: float
    high: float


@dataclass(frozen=True, eq=False)
class Claim:
    """What one published figure says of the worlds.

    Attributes
    ----------
    published : Published
    reading : str
    says : str
        In words.
    bounds : tuple of Bound
    allowed : (world,) bool
        The worlds that can be, where some cannot.
    """

    published: Published
    reading: str
    says: str
    bounds: tuple[Bound, ...] = ()
    allowed: Mask | None = None


def tolerance(published: Published) -> float:
    """How far a figure may be off: what the study file allows, and at least what was rounded away in print."""
    rounded = 0.5 * 10.0**-published.decimals if published.decimals is not None else 0.0
    return max(published.tolerance, rounded)


def is_event(values: Array) -> bool:
    """Whether an outcome says only that something holds (1) or not (0)."""
    return bool(np.isin(values, EVENT).all())


def claim(published: Published, reading: str, values: Array, text: str, mass: float = 0.90) -> Claim:
    """What a figure says of an outcome's worlds.

    Parameters
    ----------
    published : Published
    reading : str
        One of `OF_RANGES` for a range, of `OF_POINTS` for a single figure.
    values : (world,)
        The outcome in every world, in its unit.
    text : str
        The figure in words, such as `1.3 to 2.5`.
    mass : float
        What lies in a central range for which the study file states none.
    """
    slack = tolerance(published)
    if published.low is not None and published.high is not None:
        mass = CENTRAL.get(reading, published.mass or mass)
        return _of_range(published, reading, values, (published.low, published.high), slack, text, mass)
    value = float(published.value)  # type: ignore[arg-type]
    match reading:
        case "observed":
            allowed = np.abs(values - value) <= slack
            return Claim(published, reading, f"the outcome is {text}, give or take {slack:g}", allowed=allowed)
        case "holds":
            return Claim(
                published, reading, "it holds, so worlds in which it does not are left out", (), values == value
            )
        case "mean":
            what = "the share of worlds in which it holds" if is_event(values) else "the mean"
            allowing = f", give or take {slack:g}" if slack else ""
            bound = Bound(what, values, value - slack, value + slack)
            return Claim(published, reading, f"{what} is {text}{allowing}", (bound,))
        case _:
            return Claim(published, reading, f"half lie below {text}", tuple(_quantile(values, value, 0.5, slack)))


def _of_range(
    published: Published,
    reading: str,
    values: Array,
    ends: tuple[float, float],
    slack: float,
    text: str,
    mass: float,
) -> Claim:
    low, high = ends
    if reading == "within":
        allowed = (values >= low - slack) & (values <= high + slack)
        return Claim(published, reading, f"the truth lies in {text}, so worlds outside are left out", allowed=allowed)
    if reading == "worst-to-base":
        says = f"the low end is the worst case ({100 * WORST:g} % lie below it), the high end the middle (half do)"
        levels = (WORST, 0.5)
    else:
        tail = (1.0 - mass) / 2
        says = f"{100 * (1 - 2 * tail):g} % lie within {text}, and {100 * tail:g} % on either side"
        levels = (tail, 1.0 - tail)
    bounds = (*_quantile(values, low, levels[0], slack), *_quantile(values, high, levels[1], slack))
    return Claim(published, reading, says, bounds)


def _quantile(values: Array, at: float, level: float, slack: float) -> list[Bound]:
    """A share `level` of the worlds lies below `at`, or below a value within its tolerance."""
    below, above = at - slack, at + slack
    if slack == 0:
        return [Bound(f"the share below {at:g}", (values < at).astype(np.float64), level, level)]
    return [
        Bound(f"the share below {below:g}", (values < below).astype(np.float64), 0.0, level),
        Bound(f"the share up to {above:g}", (values <= above).astype(np.float64), level, 1.0),
    ]


def weights(claims: Sequence[Claim], worlds: int) -> Array:
    """Weights of the worlds, with mean 1, under which every claim holds and which stay closest to equal.

    Raises
    ------
    RunError
        Where no weights do, saying which claim cannot hold.
    """
    allowed = np.ones(worlds, dtype=bool)
    for one in claims:
        if one.allowed is not None:
            allowed &= one.allowed
    if not allowed.any():
        raise RunError(
            f"no world of {worlds:,} agrees: {_listed(claims)}; draw more worlds, widen the assumptions (--widen 2), "
            "or take another reading"
        )
    bounds = [bound for one in claims for bound in one.bounds]
    for bound in bounds:
        _refuse_impossible(bound, bound.values[allowed])
    found = allowed.astype(np.float64)
    if bounds:
        found[allowed] = _closest([one.values[allowed] for one in bounds], [(one.low, one.high) for one in bounds])
    for bound in bounds:
        reached = float(found @ bound.values) / float(found.sum())
        scale = max(1.0, float(np.abs(bound.values).max()))
        if not bound.low - TOLERABLE * scale <= reached <= bound.high + TOLERABLE * scale:
            raise RunError(
                f"the figures cannot hold together: {_listed(claims)}; take one of them with --outcome, or another "
                "reading"
            )
    return np.asarray(found / found.mean())


def _refuse_impossible(bound: Bound, values: Array) -> None:
    if values.min() > bound.high or values.max() < bound.low:
        wanted = f"{bound.low:g}" if bound.low == bound.high else f"{bound.low:g} to {bound.high:g}"
        raise RunError(
            f"{bound.what} should be {wanted}, but in the worlds of the stated assumptions it is "
            f"{values.min():g} to {values.max():g} whatever weight they get; draw more worlds, widen the "
            "assumptions (--widen 2), or take another reading"
        )


def _closest(values: Sequence[Array], bounds: Sequence[tuple[float, float]]) -> Array:
    """Weights exponential in the bounded values, by the dual of the minimum of the divergence.

    The dual is convex in one multiplier for each end of each bound; a multiplier is zero where its end is not reached.
    """
    if all(low <= float(one.mean()) <= high for one, (low, high) in zip(values, bounds, strict=True)):
        return np.ones(values[0].size)
    from scipy.optimize import minimize

    middle = np.array([one.mean() for one in values])
    scale = np.array([one.std() or 1.0 for one in values])
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

    found = minimize(
        dual,
        np.zeros(2 * len(low)),
        jac=True,
        method="L-BFGS-B",
        bounds=[(0.0, None)] * (2 * len(low)),
        options={"ftol": 1e-16, "gtol": 1e-10, "maxiter": 1_000},
    )
    _, chosen = tilted(found.x)
    return chosen


def _listed(claims: Sequence[Claim]) -> str:
    return "; ".join(f"{one.published.outcome}: {one.says}" for one in claims)
