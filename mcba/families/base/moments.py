"""Moments without a closed form: integrals over the quantiles, as far as the tails have them."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Protocol

import numpy as np
from numpy.typing import ArrayLike

from mcba.arrays import Array
from mcba.errors import FamilyError
from mcba.families.base.domains import Value, frozen

_MOST_VALUES = 1e7  # of a discrete distribution, over which a sum is taken
_SCORES = np.linspace(-8.5, 8.5, 3401)
_DEPTHS = 2.0 ** -np.array([30, 36, 44, 50])  # chances in a tail; 1 less each is a number too
_STEADY = 0.9  # of its slope, that a power keeps from one depth to the next
_WEIGHTS = np.exp(-np.square(_SCORES) / 2) / math.sqrt(2 * math.pi) * (_SCORES[1] - _SCORES[0])


def quantile_moments(ppf: Callable[[Array], Array]) -> tuple[Value, Value]:
    """Return mean and standard deviation from a quantile function, by the trapezoid rule in normal scores.

    The weights die away so fast at both ends that the rule is exact to many digits for a smooth function.
    """
    u = np.array([math.erfc(-score / math.sqrt(2)) / 2 for score in _SCORES])
    x = ppf(np.minimum(u, 1 - 2.0**-53))
    batch = x.ndim > 1
    with np.errstate(over="ignore", invalid="ignore"):
        mean = np.sum(_WEIGHTS * x, axis=-1, keepdims=batch) / np.sum(_WEIGHTS)
        square = np.sum(_WEIGHTS * np.square(x - mean), axis=-1, keepdims=batch) / np.sum(_WEIGHTS)
    return frozen(mean), frozen(np.sqrt(square))


def tail_index_of(ppf: Callable[[Array], Array]) -> tuple[Value, Value]:
    """Return the indices of two tails as the quantiles show them; infinite for one that falls faster than a power.

    Of a power the logarithm of the distance rises evenly with that of how rare it is; of all else ever slower.
    """
    middle = ppf(np.array([0.5]))
    with np.errstate(all="ignore"):
        lower, upper = (np.diff(np.log(np.abs(ppf(u) - middle)))[..., [0, 2]] for u in (_DEPTHS, 1 - _DEPTHS))
        return _index(lower / math.log(2**6)), _index(upper / math.log(2**6))


def _index(slopes: Array) -> Value:
    near, far = slopes[..., :1], slopes[..., 1:]
    index = np.where((far > 0.01) & (far > _STEADY * near), 1 / far, math.inf)
    return frozen(index if index.ndim > 1 else index[0])


class _Distribution(Protocol):
    """What the moments of a distribution are integrated from."""

    @property
    def tail_index(self) -> tuple[Value, Value]:
        """The powers up to which each tail has moments."""

    @property
    def discrete(self) -> bool:
        """Whether the support is a set of separate values."""

    @property
    def atoms(self) -> Array:
        """Separate values amid a density."""

    def ppf(self, u: ArrayLike) -> Array:
        """Quantiles at `u`."""

    def cdf(self, x: ArrayLike) -> Array:
        """Probability of at most `x`."""

    def values_between(self, low: float, high: float) -> Array:
        """Separate values from `low` to `high`, rising."""


def integrated_skewness(family: _Distribution) -> float:
    """The skewness of one distribution from its quantiles, as `quantile_moments`; of a discrete one from its values."""
    if min(float(np.min(index)) for index in family.tail_index) < 6 or (family.atoms.size and not family.discrete):
        return math.nan
    with np.errstate(all="ignore"):
        if family.discrete:
            if (listed := _listed(family)) is None:
                return math.nan
            x, weights = listed
        else:
            u = np.array([math.erfc(-score / math.sqrt(2)) / 2 for score in _SCORES])
            x, weights = family.ppf(np.minimum(u, 1 - 2.0**-53)), _WEIGHTS
        weights = weights / np.sum(weights)
        away = x - np.sum(weights * x)
        return float(np.sum(weights * away**3) / np.sum(weights * np.square(away)) ** 1.5)


def integrated_moments(family: _Distribution) -> tuple[Value, Value]:
    """Return mean and standard deviation from the quantiles of a distribution, or the values of a discrete one.

    Raises
    ------
    FamilyError
        For a discrete one of more values than can be listed.
    """
    if not family.discrete:
        return moments_with_tails(*quantile_moments(family.ppf), *family.tail_index)
    if (listed := _listed(family)) is None:
        raise FamilyError(f"{type(family).__name__} has too many values to sum over; say its mean and sd in the class")
    x, weights = listed
    mean = float(np.sum(weights * x))
    return mean, float(np.sqrt(np.sum(weights * np.square(x - mean))))


def _listed(family: _Distribution) -> tuple[Array, Array] | None:
    """The values of a discrete distribution and the probability of each; None where they are too many."""
    ends = family.ppf(np.array([2.0**-53, 1 - 2.0**-53]))
    if not ends[1] - ends[0] <= _MOST_VALUES:
        return None
    x = family.values_between(*map(float, ends))
    return x, np.diff(family.cdf(x), prepend=0.0)


def moments_with_tails(mean: Value, sd: Value, below: Value, above: Value) -> tuple[Value, Value]:
    """Return a mean and standard deviation as far as tails of these indices have them.

    A tail without a mean makes it infinite, two of them make it nan; without a variance the deviation is infinite, or
    nan where there is no mean to deviate from.

    >>> moments_with_tails(3.0, 5.0, math.inf, 1.5), moments_with_tails(3.0, 5.0, 0.9, 0.9)
    ((3.0, inf), (nan, nan))
    """
    endless = np.where(np.less_equal(above, 1), np.where(np.less_equal(below, 1), math.nan, math.inf), -math.inf)
    has_mean = np.greater(np.minimum(below, above), 1)
    centre = np.where(has_mean, mean, endless)
    spread = np.where(np.greater(np.minimum(below, above), 2), sd, np.where(np.isnan(centre), math.nan, math.inf))
    return frozen(centre), frozen(spread)


def open_tails(index: tuple[Value, Value], low: Value, high: Value) -> tuple[Value, Value]:
    """The index of both tails; infinite, for all moments, of one that ends."""
    below, above = index
    return frozen(np.where(np.isneginf(low), below, math.inf)), frozen(np.where(np.isposinf(high), above, math.inf))
