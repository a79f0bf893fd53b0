"""Updates: what weights of the worlds do to numbers, and how well that is known.

Errors are those of the jackknife over the 16 randomisations (of as many parts, where worlds are independent): the
weights are found anew without each of them, so that how well these are known is part of every error. Quantiles are no
smooth function of the worlds, so their ranks are jackknifed and carried over to values.

References
----------
Shao & Wu (1989), A general theory for jackknife variance estimation, doi:10.1214/aos/1176347263;
Efron & Stein (1981), The jackknife estimate of variance, doi:10.1214/aos/1176345462.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache
from itertools import combinations

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtri

from mcba.analysis.published.claims import Claim, weights_of_part
from mcba.arrays import Array, Integers
from mcba.displayed import Displayed
from mcba.engine.drawing import RANDOMISATIONS
from mcba.engine.estimates import Estimate

_BINS = 20  # equally likely as stated, in which the information about an assumption is counted
_SURE = 3.0  # errors, from which on a change is believed
_SURE_OF_PAIR = 4.0  # the same for pairs, of which there are many
_NARROWER, _MOVED, _TIED = (
    0.02,
    0.05,
    0.05,
)  # smaller changes are none: of the spread, in standard deviations, correlation
_FIXED = 1e-9  # a smaller error of a rank is rounding
_REACH = 2.0  # standard errors of a rank, over which it is carried to values


@dataclass(frozen=True)
class NumberSummary:
    """Low, median and high of one number, and its standard deviation."""

    low: Estimate
    median: Estimate
    high: Estimate
    sd: float


@dataclass(frozen=True, repr=False)
class Update(Displayed):
    """What the figures make of one assumption, or of one outcome.

    Attributes
    ----------
    name : str
        Of an assumption that is repeated over a set or over years, its mean over these is meant.
    before, after : NumberSummary
        As stated, and in the worlds that agree; in the unit of the number.
    spread : Estimate
        Standard deviation after over before: 1 where nothing is narrowed.
    width : Estimate
        Width of the range after over before.
    shift : Estimate
        How far the median moves, in standard deviations as stated.
    information : Estimate
        Kullback-Leibler divergence of after from before, in bits, counted in 20 bins.
    """

    name: str
    before: NumberSummary
    after: NumberSummary
    spread: Estimate
    width: Estimate
    shift: Estimate
    information: Estimate

    @property
    def verdict(self) -> str:
        """`narrower`, `wider`, `moved`, or `left` as it was: as far as the Monte Carlo error can tell."""
        change, moved = self.spread.value - 1.0, abs(self.shift.value)
        if abs(change) > max(_NARROWER, _SURE * self.spread.error):
            return "narrower" if change < 0 else "wider"
        return "moved" if moved > max(_MOVED, _SURE * self.shift.error) else "left"


@dataclass(frozen=True, repr=False)
class Tie(Displayed):
    """Two assumptions that the figures tie together: their rank correlation as stated and after."""

    first: str
    second: str
    before: float
    after: Estimate


@dataclass(frozen=True, eq=False)
class Sample:
    """Worlds, and their weights: all of them, or all but those of one randomisation, whose weights are 0."""

    kept: NDArray[np.bool_]
    weight: Array


def samples_of(claims: Sequence[Claim], weight: Array) -> list[Sample]:
    """All worlds, and those without each randomisation in turn, weighted anew so that the figures hold."""
    of_world, samples = np.arange(weight.size) % RANDOMISATIONS, [Sample(np.ones(weight.size, dtype=bool), weight)]
    for left_out in range(RANDOMISATIONS):
        kept = of_world != left_out
        samples.append(Sample(kept, weights_of_part(claims, weight, kept)))
    return samples


def _error(replicates: NDArray[np.float64]) -> NDArray[np.float64]:
    """The standard error of statistics, from how they move when one randomisation is left out (the jackknife)."""
    return np.asarray(np.std(replicates, axis=0) * math.sqrt(RANDOMISATIONS - 1))


def _excess(whole: float, replicates: NDArray[np.float64]) -> float:
    """By how much a divergence is counted too high, which falls as worlds come in."""
    return max(0.0, (RANDOMISATIONS - 1) * (float(np.mean(replicates)) - whole))


def _estimates(values: Sequence[float], errors: NDArray[np.float64]) -> list[Estimate]:
    """One of each value and its error between randomisations."""
    return [Estimate(*numbers, RANDOMISATIONS - 1.0) for numbers in zip(values, errors.tolist(), strict=True)]


def information_of(samples: Sequence[Sample]) -> Estimate:
    """What the weights say of all numbers together, in bits."""
    whole, *replicates = (_bits(sample.weight[sample.kept]) for sample in samples)
    return _estimates([max(0.0, whole)], _error(np.array([replicates]).T))[0]


def _bits(weight: Array) -> float:
    """Divergence of weighted worlds (weights with mean 1) from equal ones, in bits."""
    positive = weight[weight > 0]
    return float(np.sum(positive * np.log2(positive)) / weight.size)


@dataclass(frozen=True, eq=False)
class WeightedValues:
    """Rising values, each with its share of the whole."""

    values: Array
    share: Array
    up_to: Array  # from nothing on, the share up to each value

    @cached_property
    def below(self) -> Array:
        """The share below the middle of each value's own."""
        return np.asarray(self.up_to[1:] - self.share / 2)

    def quantiles(self, levels: Array) -> Array:
        """Values with these shares below."""
        return np.interp(levels, self.below, self.values)

    def shares(self, points: Array) -> Array:
        """The share below each point, half of that on it included."""
        first, last = (np.searchsorted(self.values, points, side=side) for side in ("left", "right"))
        return np.asarray((self.up_to[first] + self.up_to[last]) / 2)

    @cached_property
    def sd(self) -> float:
        """Standard deviation; by sums, since a product of vectors starts threads that cost more than it."""
        away = self.values - np.sum(self.values * self.share)
        return math.sqrt(float(np.sum(away * away * self.share)))

    def ends(self, levels: Array, errors: Array) -> NumberSummary:
        """Quantiles, the error of their ranks carried over to values by the quantiles around.

        A quantile that the figures fix has no error.
        """
        errors = np.where(errors > _FIXED, errors, 0.0)
        quantiles, around = self.quantiles(levels), [self.quantiles(levels + way * errors) for way in (-_REACH, _REACH)]
        low, median, high = _estimates(quantiles.tolist(), (around[1] - around[0]) / (2 * _REACH))
        return NumberSummary(low, median, high, self.sd)


def _summed(share: Array) -> Array:
    return np.concatenate([[0.0], np.cumsum(share)])


@lru_cache(maxsize=2)
def _equal_shares(count: int) -> tuple[Array, Array]:
    """The shares of so many equal worlds, and what they add up to: the same for every number and almost every part."""
    share = np.full(count, 1 / count)
    return share, _summed(share)


def update(name: str, values: Array, samples: Sequence[Sample], mass: float) -> Update:
    """What the weights make of one number."""
    order = np.argsort(values)
    x, levels = values[order], np.array([(1 - mass) / 2, 0.5, (1 + mass) / 2])
    edges = np.unique(np.quantile(x, np.arange(1, _BINS) / _BINS))
    bins = np.searchsorted(edges, x, side="right")

    def ordered(sample: Sample) -> tuple[WeightedValues, WeightedValues, Integers]:
        kept = sample.kept[order]
        weight = sample.weight[order][kept]
        its_values, share = x[kept], weight / weight.sum()
        before = WeightedValues(its_values, *_equal_shares(weight.size))
        return before, WeightedValues(its_values, share, _summed(share)), bins[kept]

    def measured(before: WeightedValues, after: WeightedValues, its_bins: Integers) -> list[float]:
        old, new = (np.ptp(side.quantiles(levels)) for side in (before, after))
        width = float(new / old) if old > 0 else 1.0
        # The bins rise with the values, and a sum of equal shares is the share up to so many of them.
        sizes = np.diff(np.searchsorted(its_bins, np.arange(edges.size + 2)))
        stated, agreeing = before.up_to[sizes], np.bincount(its_bins, after.share, edges.size + 1)
        seen = agreeing > 0
        bits = float(np.sum(agreeing[seen] * np.log2(agreeing[seen] / stated[seen])))
        return [after.sd / before.sd, width, bits]

    before, after, its_bins = ordered(samples[0])
    whole = measured(before, after, its_bins)
    points = [side.quantiles(levels) for side in (before, after)]
    replicates, shares = [], []
    for sample in samples[1:]:
        parts = ordered(sample)
        replicates.append(measured(*parts))
        shares.append([side.shares(at) for side, at in zip(parts[:2], points, strict=True)])
    ranks = np.array(shares)  # (replicate, before and after, end)
    old, new = (side.ends(levels, errors) for side, errors in zip((before, after), _error(ranks), strict=True))
    statistics = np.array(replicates)
    whole[-1] = max(0.0, whole[-1] - _excess(whole[-1], statistics[:, -1]))
    spread, width, bits = _estimates(whole, _error(statistics))
    return Update(name, old, new, spread, width, _shift(old, new, ranks[:, :, 1]), bits)


def _shift(before: NumberSummary, after: NumberSummary, ranks: Array) -> Estimate:
    """How far the median moves, in standard deviations; both medians err as their ranks do, and together."""
    old, new = before.median, after.median
    errors = np.array([old.error, new.error])
    slopes = np.divide(errors, _error(ranks), out=np.zeros(2), where=errors > 0)  # of values by ranks
    error = float(_error(ranks @ (slopes * [-1, 1])))
    return replace(new, value=(new.value - old.value) / before.sd, error=error / before.sd)


def ties(drawn: Mapping[str, Array], samples: Sequence[Sample]) -> tuple[Tie, ...]:
    """Pairs whose rank correlation the weights change, beyond doubt and by enough to matter."""
    if (samples[0].weight == 1).all():
        return ()
    names = list(drawn)
    scores = np.stack([_normal_scores(array) for array in drawn.values()])
    before, after = (
        np.stack([_correlation(scores, weight) for weight in weighted])
        for weighted in ([sample.kept.astype(np.float64) for sample in samples], [sample.weight for sample in samples])
    )
    change, error = after - before, _error(after[1:])
    unsure = _SURE_OF_PAIR * _error(change[1:])
    pairs = [
        Tie(
            names[i],
            names[j],
            float(before[0, i, j]),
            Estimate(float(after[0, i, j]), float(error[i, j]), RANDOMISATIONS - 1.0),
        )
        for i, j in combinations(range(len(names)), 2)
        if abs(change[0, i, j]) > max(_TIED, unsure[i, j])
    ]
    return tuple(sorted(pairs, key=lambda tie: -abs(tie.after.value - tie.before)))


def _normal_scores(values: Array) -> Array:
    ranks = np.empty(values.size)
    ranks[np.argsort(values, kind="stable")] = np.arange(values.size) + 0.5
    return np.asarray(ndtri(ranks / values.size))


def _correlation(scores: Array, weight: Array) -> Array:
    """Correlations of scores (score, world) under weights."""
    share = weight / weight.sum()
    away = scores - (scores @ share)[:, np.newaxis]
    covariance = (away * share) @ away.T
    spread = np.sqrt(np.diag(covariance))
    with np.errstate(invalid="ignore", divide="ignore"):
        return np.asarray(covariance / np.outer(spread, spread))
