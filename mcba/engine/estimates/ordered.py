"""Quantiles with their errors, from the worlds of one outcome in order: kept ones, or those of a summary.

References
----------
David & Nagaraja (2003), Order Statistics, section 7.1, doi:10.1002/0471722162;
Woodruff (1952), Confidence intervals for medians and other position measures, doi:10.1080/01621459.1952.10483443.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from scipy.special import ndtri

from mcba.arrays import Array, Integers
from mcba.engine.estimates.estimate import Estimate
from mcba.engine.estimates.moments import IN_CACHE, counts_of, degrees_of_freedom, share_from, sizes_of
from mcba.engine.estimates.ranks.sample_size import smallest_sample

_BAND = 4.0  # order statistics are kept within this many binomial standard errors of each rank
_MANY = 2**14  # worlds from which on order statistics are picked by way of a sample: sooner than a partition
_SAMPLE, _OF_SAMPLE = 2**15, 8  # the largest sample, and of how many worlds each is one until then (measured)
_LEAST_RANK = 0.62  # by which the middle errs of two worlds nearest to an edge of strata, one world in each of 16
_NORMAL = ndtri((np.arange(16) + 0.5) / 16)  # a sample of a standard normal error


class Ordered(Protocol):
    """What the worlds of one outcome, laid in order, say of its quantiles."""

    @property
    def worlds(self) -> int:
        """How many there are."""
        ...

    @property
    def sizes(self) -> Integers:
        """How many each randomisation has; a single entry where they are independent."""
        ...

    def neighbours(self, level: float) -> tuple[float, float, float]:
        """The worlds below and above the place level * (worlds - 1), counted from 0, and how far it lies between."""
        ...

    def tied_at(self, level: float) -> float:
        """The share of worlds that equal one of these two."""
        ...

    def unsure_at(self, level: float, /) -> float:
        """How far the values lie apart between which one of these two is only known to be; infinite where none are."""
        ...

    def error_of_share(self, level: float) -> float:
        """The standard error of the share of worlds below the quantile."""
        ...


def quantile_value(ordered: Ordered, level: float) -> float:
    """The value below which a share of the worlds lies, interpolated as `numpy.quantile` does it."""
    below, above, rest = ordered.neighbours(level)
    with np.errstate(invalid="ignore", over="ignore"):
        step = above - below
    if not math.isfinite(step):  # between a number and "never" lies no number: take the nearer of the two
        return above if rest > 0.5 else below
    return below + rest * step


def quantile_from(ordered: Ordered, level: float) -> Estimate:
    """The value below which a share of the worlds lies, with its standard error (Woodruff 1952).

    The error of the share of worlds below the value is carried over to values by how fast these rise with rank there,
    seen over two binomial errors to each side whatever the sampler: over fewer ranks the rise is mostly noise. No
    density is estimated. Where more worlds are tied than the share errs, values rise by steps; there the error is the
    spread of the quantiles at levels that err as the share does. Where nothing rises the quantile is sure; where the
    largest of so few worlds may well lie under the quantile, its error is unknown (`smallest_sample`). Where a summary
    knows only between which values a world lies, half their distance joins the error.

    References
    ----------
    Woodruff (1952), Confidence intervals for medians and other position measures, doi:10.1080/01621459.1952.10483443.
    """
    value, degrees = quantile_value(ordered, level), degrees_of_freedom(ordered.sizes)
    enough = ordered.worlds >= smallest_sample(max(level, 1.0 - level))
    reach = 2.0 * math.sqrt(level * (1.0 - level) / ordered.worlds) if enough else 1.0
    first, last = max(level - reach, 0.0), min(level + reach, 1.0)
    rise = quantile_value(ordered, last) - quantile_value(ordered, first)
    unsure = ordered.unsure_at(level)
    if rise == unsure == 0:
        return Estimate(value, 0.0, degrees)
    bounded = all(math.isfinite(ordered.unsure_at(end)) for end in (first, level, last))
    if not (enough and bounded and math.isfinite(value) and math.isfinite(rise)):
        return Estimate(value, math.inf, degrees)
    error = math.hypot(
        max(ordered.error_of_share(level), _LEAST_RANK / ordered.worlds),
        (0.5 - level) / ordered.worlds,  # by which a convention of interpolation may lie beside the middle
    )
    if ordered.tied_at(level) > max(error, 1.0 / ordered.worlds):
        moved = float(np.std([quantile_value(ordered, level + error * z) for z in _NORMAL]))
    else:
        moved = error * rise / (last - first)
    # Nothing spreads wider between two values than half their distance (Popoviciu 1935), so twice that bounds it.
    return Estimate(value, math.hypot(moved, unsure / 2.0), degrees)


def quantiles(
    values: Array, levels: Sequence[float], *, randomisations: int = 0, ranks: Integers | None = None
) -> list[Estimate]:
    """The values below which these shares of the worlds lie, each with its standard error (see `quantile_from`).

    Between two worlds they are interpolated as `numpy.quantile` does it, so anybody finds the same numbers.

    Parameters
    ----------
    values : (world,)
    levels : sequence of float
        Shares from 0 to 1.
    randomisations, ranks
        As in `summarise`.

    Returns
    -------
    list of Estimate
        One for each level, in the unit of the values.
    """
    size, sizes = values.size, sizes_of(values.size, randomisations, ranks)
    bands = [_BAND * math.sqrt(level * (1.0 - level) * size) + 1.0 for level in levels]
    edges = [
        (max(0, math.floor(level * (size - 1) - band)), min(size - 1, math.ceil(level * (size - 1) + band)))
        for level, band in zip(levels, bands, strict=True)
    ]
    return [
        quantile_from(_KeptOrder(values, ranks, sizes, near, first), level)
        for level, (first, _), near in zip(levels, edges, _order_statistics(values, edges), strict=True)
    ]


@dataclass(frozen=True, eq=False)
class _KeptOrder:
    """Kept worlds; `near` holds the order statistics from the place `first` on."""

    values: Array
    ranks: Integers | None
    sizes: Integers
    near: Array
    first: int

    @property
    def worlds(self) -> int:
        return self.values.size

    def neighbours(self, level: float) -> tuple[float, float, float]:
        place = min(max(level * (self.worlds - 1) - self.first, 0.0), self.near.size - 1.0)
        below = math.floor(place)
        return float(self.near[below]), float(self.near[min(below + 1, self.near.size - 1)]), place - below

    def tied_at(self, level: float) -> float:
        below, above, _ = self.neighbours(level)
        return max(np.count_nonzero(self.near == neighbour) for neighbour in (below, above)) / self.worlds

    def unsure_at(self, _: float) -> float:
        return 0.0  # every place is known

    def error_of_share(self, level: float) -> float:
        if self.sizes.size == 1:
            return share_from(np.array([level * self.worlds]), self.sizes).error
        value = quantile_value(self, level)
        # Among ties the share below the value errs as well as the share up to it.
        ties = np.count_nonzero(self.near == value) > 1
        below = [self.values <= value, self.values < value] if ties else [self.values <= value]
        return max(share_from(counts_of(holds, self.sizes.size, self.ranks), self.sizes).error for holds in below)


def _order_statistics(values: Array, edges: Sequence[tuple[int, int]]) -> list[Array]:
    """The order statistics from each first to last place, in order."""
    statistics = _picked(values, edges) if values.size >= _MANY else None
    if statistics is None:
        ordered = np.partition(values, sorted({place for edge in edges for place in edge}))
        statistics = [np.sort(ordered[first : last + 1]) for first, last in edges]
    return statistics


def _picked(values: Array, edges: Sequence[tuple[int, int]]) -> list[Array] | None:
    """The same by picking the values between two of a sample, which takes far less than a partition of all.

    None where the sample misled, and some of the order statistics lie outside.
    """
    # An odd step meets every randomisation.
    sample = np.sort(values[:: max(values.size // _SAMPLE, _OF_SAMPLE) | 1])
    share = sample.size / values.size
    ends = []
    for first, last in edges:
        level = (first + last) / 2 / values.size
        margin = math.ceil(_BAND * math.sqrt(level * (1.0 - level) * sample.size))
        before, after = math.floor(first * share) - margin, math.ceil(last * share) + margin
        ends.append((sample[max(before, 0)], sample[min(after, sample.size - 1)]))
    below = [0] * len(edges)
    parts: list[list[Array]] = [[] for _ in edges]
    for start in range(0, values.size, IN_CACHE):
        piece = values[start : start + IN_CACHE]
        for place, (low, high) in enumerate(ends):
            from_low = piece >= low
            below[place] += piece.size - int(np.count_nonzero(from_low))
            parts[place].append(piece[np.flatnonzero(from_low & (piece <= high))])
    statistics = []
    for (first, last), skipped, part in zip(edges, below, parts, strict=True):
        near = np.sort(np.concatenate(part))
        if first < skipped or last >= skipped + near.size:
            return None
        statistics.append(near[first - skipped : last - skipped + 1])
    return statistics
