"""What many worlds say of one number: mean, median and range, each with its Monte Carlo error.

Independent worlds (`random`) have the textbook errors. Sobol' points and Latin hypercubes are not independent, so
there the error is the spread between the 16 independent randomisations. The error of a quantile is the error of its
rank, carried over to the values by the order statistics around it; no density is estimated.

References
----------
JCGM 101:2008, 7.5 to 7.9; David & Nagaraja (2003), Order Statistics, section 7.1, doi:10.1002/0471722162;
Owen (2013), Monte Carlo theory, methods and examples, chapter 17 (replicated randomised quasi-Monte Carlo);
Wilks (1941), doi:10.1214/aoms/1177731788 (how many worlds a limit needs);
Kim & Pollard (1990), doi:10.1214/aos/1176347498 (ends of a shortest range err with the cube root of the worlds).
"""

from __future__ import annotations

import bisect
import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.special import betainc

from mcba.engine.display import decimals_of_ends, number_text, short_decimals
from mcba.errors import RunError

Array = NDArray[np.float64]
Ranks = NDArray[np.int64]
_BAND = 4.0  # order statistics are kept within this many binomial standard errors of each rank
_MANY = 2**18  # worlds from which on order statistics are picked by way of a sample
_SAMPLE = 2**15
_PIECE = 2**15  # worlds looked at together: they stay in the processor's cache
_PARTS_OF_ROW = 64
_PARTS = 16  # into which independent worlds are dealt to see how far the ends of a shortest range wander
_WORLDS_A_PART = 20  # fewer say nothing about the ends of a range


@dataclass(frozen=True)
class Estimate:
    """One number from many worlds, and its Monte Carlo standard error in the same unit."""

    value: float
    error: float

    def __str__(self) -> str:
        return number_text(self.value, short_decimals(self.value, self.error))


@dataclass(frozen=True)
class Range:
    """From low to high, with the share of worlds in between (`mass`) and the Monte Carlo error of both ends.

    Printed, it is a headline, each end within 5 %: `1.31 to 2.49`.
    """

    low: float
    high: float
    mass: float
    low_error: float
    high_error: float

    def __str__(self) -> str:
        low, high = decimals_of_ends(self.low, self.high, self.low_error, self.high_error)
        return f"{number_text(self.low, low)} to {number_text(self.high, high)}"


@dataclass(frozen=True)
class Summary:
    """Mean, median and range of one outcome over `worlds` worlds; `sd` is the spread between worlds."""

    mean: Estimate
    median: Estimate
    range: Range
    sd: float
    worlds: int

    @property
    def low(self) -> Estimate:
        """The lower end of the range."""
        return Estimate(self.range.low, self.range.low_error)

    @property
    def high(self) -> Estimate:
        """The upper end of the range."""
        return Estimate(self.range.high, self.range.high_error)


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
        sd=_spread(values),
        worlds=values.size,
    )


def mean(values: Array, *, randomisations: int, ranks: Ranks | None = None) -> Estimate:
    """The mean and its standard error."""
    with np.errstate(invalid="ignore"):
        value = float(np.mean(values))
    if not math.isfinite(value):
        return Estimate(value, math.inf)
    if not can_compare(values.size, randomisations):
        return Estimate(value, _spread(values) / math.sqrt(values.size))
    return Estimate(value, _error_between(values, randomisations, ranks))


def _spread(values: Array) -> float:
    """The standard deviation between worlds, in pieces that stay in the cache; infinite where a value is."""
    centre = float(np.mean(values))
    if not math.isfinite(centre):
        return math.inf
    squares = 0.0
    for start in range(0, values.size, _PIECE):
        deviations = values[start : start + _PIECE] - centre
        squares += float(np.add.reduce(np.square(deviations, out=deviations)))
    return math.sqrt(squares / (values.size - 1))


def probability(holds: NDArray[np.bool_], *, randomisations: int, ranks: Ranks | None = None) -> Estimate:
    """The share of worlds in which something holds, and its standard error.

    Where it holds in no world or in every world, the error is that of the rule of three, 3 / worlds at 95 %.
    """
    value = float(np.mean(holds))
    if value in (0.0, 1.0):
        return Estimate(value, 1.5 / holds.size)
    if not can_compare(holds.size, randomisations):
        return Estimate(value, math.sqrt(value * (1.0 - value) / holds.size))
    return Estimate(value, _error_of_share(holds, randomisations, ranks))


def ratio_of_means(above: Array, below: Array, *, randomisations: int, ranks: Ranks | None = None) -> Estimate:
    """The mean of one outcome over the mean of another, with its standard error by linearisation."""
    divisor = float(np.mean(below))
    if divisor == 0:
        raise RunError("the mean below the line is 0, so there is no ratio of means; compare the difference instead")
    ratio = float(np.mean(above)) / divisor
    rest = mean(above - ratio * below, randomisations=randomisations, ranks=ranks)
    return Estimate(ratio, rest.error / abs(divisor))


def shortest_range(values: Array, *, mass: float, randomisations: int = 0, ranks: Ranks | None = None) -> Range:
    """The narrowest range that holds a share of the worlds (JCGM 101:2008, 7.7).

    Its ends are known less well than quantiles are: they err with the cube root of the number of worlds, not with
    the square root. The errors are how far the ends of the randomisations lie from those of the whole (of 16 parts,
    where the worlds are independent), scaled by that root; for an end at the edge of what is possible they are too
    large. Below 320 worlds they are unknown.

    Parameters
    ----------
    values : (world,)
    mass : float
        The share of worlds inside.
    randomisations, ranks
        As in `summarise`.
    """
    low, high = _shortest(values, mass)
    parts = randomisations or _PARTS
    of_world = np.arange(values.size) % parts if ranks is None else ranks
    dealt = [values[of_world == part] for part in range(parts)]
    if min(part.size for part in dealt) < _WORLDS_A_PART:
        return Range(low, high, mass, math.inf, math.inf)
    ends = np.array([_shortest(part, mass) for part in dealt])
    if not np.isfinite([*ends.flat, low, high]).all():
        return Range(low, high, mass, math.inf, math.inf)
    low_error, high_error = np.sqrt(np.mean((ends - [low, high]) ** 2, axis=0)) / np.cbrt(parts)
    return Range(low, high, mass, float(low_error), float(high_error))


def _shortest(values: Array, mass: float) -> tuple[float, float]:
    ordered = np.sort(values)
    steps = min(int(mass * values.size + 0.5), values.size - 1)
    with np.errstate(invalid="ignore"):
        widths = ordered[steps:] - ordered[: values.size - steps]
    first = int(np.argmin(np.where(np.isnan(widths), np.inf, widths)))
    return float(ordered[first]), float(ordered[first + steps])


def smallest_sample(level: float, confidence: float = 0.95, order: int = 1) -> int:
    """How many worlds it takes until the `order`-th largest lies above a quantile, with this confidence (Wilks 1941).

    The worlds are independent, and nothing is supposed of the outcome but that it has no ties.

    >>> [smallest_sample(0.95, order=order) for order in (1, 2, 3)]
    [59, 93, 124]
    """
    if not (0 < level < 1 and 0 < confidence < 1 and order >= 1):
        raise RunError(
            f"level = {level:g} and confidence = {confidence:g} lie between 0 and 1, order = {order} from 1 on"
        )

    def confident(worlds: int) -> bool:
        # At least `order` of the worlds lie above the quantile: the upper tail of a binomial distribution.
        return bool(betainc(order, worlds - order + 1, 1.0 - level) >= confidence)

    most = order
    while not confident(most):
        most *= 2
    return bisect.bisect_left(range(most), True, lo=order, key=confident)


def can_compare(worlds: int, randomisations: int) -> bool:
    """Whether every randomisation has at least two worlds."""
    return randomisations > 1 and worlds >= 2 * randomisations


def _error_between(values: Array, randomisations: int, ranks: Ranks | None) -> float:
    """The standard error of a mean, from the spread between independent randomisations."""
    if ranks is None:
        whole = values.size // randomisations * randomisations
        means = _sums_by_randomisation(values[:whole], randomisations, np.float64) * (randomisations / whole)
    else:
        # Randomisations lost different numbers of worlds, so the mean is a ratio: of sums to counts.
        sums = np.bincount(ranks, weights=values - values.mean(), minlength=randomisations)
        means = sums / (values.size / randomisations)
    return float(np.std(means, ddof=1) / math.sqrt(randomisations))


def _error_of_share(holds: NDArray[np.bool_], randomisations: int, ranks: Ranks | None) -> float:
    """The standard error of a share of worlds, from the spread between independent randomisations."""
    if ranks is not None:
        return _error_between(holds.astype(np.float64), randomisations, ranks)
    whole = holds.size // randomisations * randomisations
    counts = _sums_by_randomisation(holds[:whole], randomisations, np.uint32)
    return float(np.std(counts * (randomisations / whole), ddof=1) / math.sqrt(randomisations))


def _sums_by_randomisation(values: NDArray[Any], randomisations: int, dtype: type) -> NDArray[Any]:
    """The sum over the worlds of each randomisation, of rows so wide that adding them runs at the speed of memory."""
    wide = randomisations * _PARTS_OF_ROW
    whole = values.size // wide * wide
    sums = np.add.reduce(values[:whole].reshape(-1, wide), axis=0, dtype=dtype).reshape(-1, randomisations)
    rest = np.add.reduce(values[whole:].reshape(-1, randomisations), axis=0, dtype=dtype)
    return np.asarray(np.add.reduce(sums, axis=0) + rest)


def _quantiles(values: Array, levels: tuple[float, ...], randomisations: int, ranks: Ranks | None) -> list[Estimate]:
    size = values.size
    bands = [_BAND * math.sqrt(level * (1.0 - level) * size) + 1.0 for level in levels]
    edges = [
        (max(0, math.floor(level * (size - 1) - band)), min(size - 1, math.ceil(level * (size - 1) + band)))
        for level, band in zip(levels, bands, strict=True)
    ]
    estimates = []
    for level, (first, _), near in zip(levels, edges, _order_statistics(values, edges), strict=True):
        estimates.append(_quantile(values, near, first, level, randomisations, ranks))
    return estimates


def _order_statistics(values: Array, edges: Sequence[tuple[int, int]]) -> list[Array]:
    """The order statistics from each first to last place, in order."""
    found = _picked(values, edges) if values.size >= _MANY else None
    if found is None:
        ordered = np.partition(values, sorted({place for edge in edges for place in edge}))
        found = [np.sort(ordered[first : last + 1]) for first, last in edges]
    return found


def _picked(values: Array, edges: Sequence[tuple[int, int]]) -> list[Array] | None:
    """The same by picking the values between two of a sample, which takes far less than a partition of all.

    None where the sample misled, and some of the order statistics lie outside.
    """
    sample = np.sort(values[:: values.size // _SAMPLE | 1])  # an odd step meets every randomisation
    share = sample.size / values.size
    ends = []
    for first, last in edges:
        level = (first + last) / 2 / values.size
        margin = math.ceil(_BAND * math.sqrt(level * (1.0 - level) * sample.size))
        before, after = math.floor(first * share) - margin, math.ceil(last * share) + margin
        ends.append((sample[max(before, 0)], sample[min(after, sample.size - 1)]))
    below = [0] * len(edges)
    parts: list[list[Array]] = [[] for _ in edges]
    for start in range(0, values.size, _PIECE):
        piece = values[start : start + _PIECE]
        for place, (low, high) in enumerate(ends):
            from_low = piece >= low
            below[place] += piece.size - int(np.count_nonzero(from_low))
            parts[place].append(piece[np.flatnonzero(from_low & (piece <= high))])
    found = []
    for (first, last), skipped, part in zip(edges, below, parts, strict=True):
        near = np.sort(np.concatenate(part))
        if first < skipped or last >= skipped + near.size:
            return None
        found.append(near[first - skipped : last - skipped + 1])
    return found


def _quantile(
    values: Array, near: Array, first: int, level: float, randomisations: int, ranks: Ranks | None
) -> Estimate:
    """The quantile at `level` (linear interpolation), where `near` holds the order statistics from `first` on."""
    size = values.size

    def at(place: float) -> float:
        inside = min(max(place - first, 0.0), near.size - 1.0)
        below = math.floor(inside)
        rest = inside - below
        if rest == 0:
            return float(near[below])
        with np.errstate(invalid="ignore", over="ignore"):
            step = near[below + 1] - near[below]
        if not math.isfinite(step):  # between a number and "never" lies no number: take the nearer of the two
            return float(near[below + round(rest)])
        return float(near[below] + rest * step)

    place = level * (size - 1)
    value = at(place)
    if can_compare(size, randomisations) and math.isfinite(value):
        # Among ties the share below the value errs as well as the share up to it.
        ties = np.count_nonzero(near == value) > 1
        shares = [values <= value, values < value] if ties else [values <= value]
        rank_error = size * max(_error_of_share(share, randomisations, ranks) for share in shares)
    else:
        rank_error = math.sqrt(level * (1.0 - level) * size)
    # How fast values rise with rank is seen over two binomial errors to each side: over fewer ranks it is mostly noise.
    reach = 2.0 * math.sqrt(level * (1.0 - level) * size)
    first_place, last_place = max(place - reach, 0.0), min(place + reach, size - 1.0)
    rise = at(last_place) - at(first_place)
    if rise == 0:
        return Estimate(value, 0.0)
    known = math.isfinite(rise) and size >= smallest_sample(max(level, 1.0 - level))
    return Estimate(value, max(rank_error, 0.5) * rise / (last_place - first_place) if known else math.inf)
