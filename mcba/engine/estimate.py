"""What many worlds say of one number: mean, median and range, each with its Monte Carlo error.

Independent worlds (`random`) have the textbook errors. Sobol' points and Latin hypercubes are not independent, so
there the error is the spread between the 16 independent randomisations. The error of a quantile is the error of its
rank, carried over to the values by the order statistics around it; no density is estimated.

References
----------
JCGM 101:2008, 7.5 to 7.9; David & Nagaraja (2003), Order Statistics, section 7.1, doi:10.1002/0471722162;
Owen (2013), Monte Carlo theory, methods and examples, chapter 17 (replicated randomised quasi-Monte Carlo).
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from mcba.errors import RunError

Array = NDArray[np.float64]
Ranks = NDArray[np.int64]
_BAND = 4.0  # order statistics are kept within this many binomial standard errors of each rank
DIGITS = 3  # a range is never printed with more digits than this, however many hold


@dataclass(frozen=True)
class Estimate:
    """One number from many worlds, and its Monte Carlo standard error in the same unit."""

    value: float
    error: float

    def __str__(self) -> str:
        return f"{number_text(self.value, decimals_that_hold(self.error, self.value))}"


@dataclass(frozen=True)
class Range:
    """From low to high, with the share of worlds in between (`mass`) and the Monte Carlo error of both ends.

    Printed, it shows the digits that hold: `1.3 to 2.5`.
    """

    low: float
    high: float
    mass: float
    low_error: float
    high_error: float

    def __str__(self) -> str:
        decimals = self.decimals
        return f"{number_text(self.low, decimals)} to {number_text(self.high, decimals)}"

    @property
    def decimals(self) -> int:
        """How many decimals hold in both ends."""
        error = max(self.low_error, self.high_error)
        return decimals_that_hold(error, max(abs(self.low), abs(self.high)))


@dataclass(frozen=True)
class Summary:
    """Mean, median and range of one outcome over `worlds` worlds; `sd` is the spread between worlds."""

    mean: Estimate
    median: Estimate
    range: Range
    sd: float
    worlds: int


def decimals_that_hold(error: float, value: float, digits: int = DIGITS) -> int:
    """How many decimals of a value its error carries; negative for whole tens, hundreds and so on.

    A digit holds when twice the standard error is at most half a unit of it (JCGM 101:2008, 7.9.2).

    >>> decimals_that_hold(0.002, 1.3), decimals_that_hold(40.0, 123_456.0)
    (2, -3)
    """
    most = digits - 1 - math.floor(math.log10(abs(value))) if value and math.isfinite(value) else digits
    if not math.isfinite(error):
        return most
    return min(most, -math.ceil(math.log10(4.0 * error))) if error > 0 else most


def number_text(value: float, decimals: int) -> str:
    """Write a number with thousands separators, rounded to these decimals.

    >>> number_text(1234567.0, -3), number_text(2.5, 1)
    ('1,235,000', '2.5')
    """
    if not math.isfinite(value):
        return "never" if value > 0 else str(value)
    rounded = round(value, decimals) + 0.0
    return f"{rounded:,.{max(decimals, 0)}f}"


def summarise(values: Array, *, mass: float, randomisations: int, ranks: Ranks | None = None) -> Summary:
    """Mean, median and central range of one outcome.

    Parameters
    ----------
    values : (world,)
        One outcome; finite, or infinite where a world has no such number.
    mass : float
        The share of worlds between low and high.
    randomisations : int
        How many independent randomisations the worlds are dealt to in turn; 0 for independent worlds.
    ranks : (world,), optional
        The randomisation of each world, where worlds were dropped; else world number mod `randomisations`.
    """
    if values.size < 2:
        raise RunError(f"a range needs at least 2 worlds, found {values.size}")
    tail = (1.0 - mass) / 2.0
    low, median, high = _quantiles(values, (tail, 0.5, 1.0 - tail), randomisations, ranks)
    return Summary(
        mean=mean(values, randomisations=randomisations, ranks=ranks),
        median=median,
        range=Range(low.value, high.value, mass, low.error, high.error),
        sd=float(np.std(values, ddof=1)) if np.isfinite(values).all() else math.inf,
        worlds=values.size,
    )


def mean(values: Array, *, randomisations: int, ranks: Ranks | None = None) -> Estimate:
    """The mean and its standard error."""
    with np.errstate(invalid="ignore"):
        value = float(np.mean(values))
        if not math.isfinite(value):
            return Estimate(value, math.inf)
        if not _can_compare(values.size, randomisations):
            return Estimate(value, float(np.std(values, ddof=1)) / math.sqrt(values.size))
        return Estimate(value, _error_between(_means(values, randomisations, ranks)))


def probability(holds: NDArray[np.bool_], *, randomisations: int, ranks: Ranks | None = None) -> Estimate:
    """The share of worlds in which something holds, and its standard error.

    Where it holds in no world or in every world, the error is that of the rule of three, 3 / worlds at 95 %.
    """
    value = float(np.mean(holds))
    if value in (0.0, 1.0):
        return Estimate(value, 1.5 / holds.size)
    if not _can_compare(holds.size, randomisations):
        return Estimate(value, math.sqrt(value * (1.0 - value) / holds.size))
    return Estimate(value, _error_between(_means(holds.astype(np.float64), randomisations, ranks)))


def ratio_of_means(above: Array, below: Array, *, randomisations: int, ranks: Ranks | None = None) -> Estimate:
    """The mean of one outcome over the mean of another, with its standard error by linearisation."""
    ratio = float(np.mean(above) / np.mean(below))
    rest = mean(above - ratio * below, randomisations=randomisations, ranks=ranks)
    return Estimate(ratio, rest.error / abs(float(np.mean(below))))


def _can_compare(worlds: int, randomisations: int) -> bool:
    """Whether every randomisation has at least two worlds."""
    return randomisations > 1 and worlds >= 2 * randomisations


def _means(values: Array, randomisations: int, ranks: Ranks | None) -> Array:
    if ranks is not None:
        counts = np.bincount(ranks.astype(np.intp), minlength=randomisations)
        sums = np.bincount(ranks.astype(np.intp), weights=values, minlength=randomisations)
        return np.asarray(sums / np.maximum(counts, 1))
    whole = values.size // randomisations * randomisations
    means: Array = values[:whole].reshape(-1, randomisations).mean(axis=0)
    return means


def _error_between(estimates: Array) -> float:
    return float(np.std(estimates, ddof=1) / math.sqrt(estimates.size))


def _quantiles(values: Array, levels: tuple[float, ...], randomisations: int, ranks: Ranks | None) -> list[Estimate]:
    size = values.size
    bands = [_BAND * math.sqrt(level * (1.0 - level) * size) + 1.0 for level in levels]
    edges = [
        (max(0, math.floor(level * (size - 1) - band)), min(size - 1, math.ceil(level * (size - 1) + band)))
        for level, band in zip(levels, bands, strict=True)
    ]
    ordered = np.partition(values, sorted({place for edge in edges for place in edge}))
    estimates = []
    for level, (first, last) in zip(levels, edges, strict=True):
        near = np.sort(ordered[first : last + 1])
        estimates.append(_quantile(values, near, first, level, randomisations, ranks))
    return estimates


def _quantile(
    values: Array, near: Array, first: int, level: float, randomisations: int, ranks: Ranks | None
) -> Estimate:
    """The quantile at `level` (linear interpolation), where `near` holds the order statistics from `first` on."""
    size = values.size

    def at(place: float) -> float:
        inside = min(max(place - first, 0.0), near.size - 1.0)
        below = math.floor(inside)
        above = min(below + 1, near.size - 1)
        if near[below] == near[above]:
            return float(near[below])
        return float(near[below] + (inside - below) * (near[above] - near[below]))

    place = level * (size - 1)
    value = at(place)
    if _can_compare(size, randomisations) and math.isfinite(value):
        rank_error = _error_between(_means((values <= value).astype(np.float64), randomisations, ranks)) * size
    else:
        rank_error = math.sqrt(level * (1.0 - level) * size)
    rank_error = max(rank_error, 0.5)
    upper, lower = at(place + rank_error), at(place - rank_error)
    return Estimate(value, (upper - lower) / 2.0 if math.isfinite(upper) and math.isfinite(lower) else math.inf)
