"""Discrete families: the answer, or the choice between two, in each of many equal bins of u."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from mcba.arrays import Array
from mcba.families.base.family import Family
from mcba.families.named.counts import Binomial, NegativeBinomial, Poisson
from mcba.families.named.values import ListedValues
from mcba.families.tables.scratch import Kernel, scratch

_MOST_VALUES = 1 << 16  # of a discrete family that are listed
_NOWHERE = np.empty(0, dtype=np.int64)


def counted(family: Family) -> Kernel | None:
    """Return the kernel of a discrete family, or None when its values cannot be listed."""
    found = listed_values(family)
    if found is None:
        return None
    values, cumulative = found
    bins = min(1024 << values.size.bit_length(), _MOST_VALUES)
    starts = np.searchsorted(cumulative, np.arange(bins + 1) / bins)
    first, second = np.minimum(starts[:-1], values.size - 1), np.minimum(starts[:-1] + 1, values.size - 1)
    choices = np.stack([values[first], cumulative[first], values[second], np.zeros(bins)], axis=1)
    choices[np.diff(starts) > 1] = np.nan  # more than two values to choose from

    def kernel(u: Array, out: Array) -> None:
        n = u.size
        t, place, choice, truth = scratch.t[:n], scratch.place[:n], scratch.cubic[:n], scratch.truth[:n]
        np.multiply(u, bins, out=t)
        np.copyto(place, t, casting="unsafe")
        choices.take(place, axis=0, out=choice, mode="clip")
        x = choice[:, 0]
        missed = _nans(x)
        x[missed] = values[np.minimum(np.searchsorted(cumulative, u[missed]), values.size - 1)]
        np.greater(u, choice[:, 1], out=truth)
        np.copyto(x, choice[:, 2], where=truth)
        np.copyto(out, x)

    return kernel


def listed_values(family: Family) -> tuple[Array, Array] | None:
    """Return the values that can be drawn, rising, and the probability of at most each."""
    if isinstance(family, ListedValues):
        return family.values, family._cumulative
    first, last = family.ppf([5e-324, 1 - 2**-53])  # the uniforms furthest out
    if last - first < _MOST_VALUES or not isinstance(family, (Binomial, NegativeBinomial, Poisson)):
        values = family.values_between(float(first), float(last))
        cumulative = family.cdf(values)
        if values.size < _MOST_VALUES and np.all(np.diff(cumulative) >= 0):
            return values, cumulative
    return None


def _nans(x: Array) -> NDArray[np.int64]:
    """Return the places of the missing values."""
    truth = scratch.truth[: x.size]
    np.isnan(x, out=truth)
    return np.flatnonzero(truth) if truth.any() else _NOWHERE
