"""Arrays of worlds from anywhere: what may be said of them, and errors of many means at once and of any statistic.

Means, shares, quantiles and ratios of one array are those of `engine.estimates`, with `ranks` the labels. Everything
here works on plain arrays with the worlds along the first axis. Worlds that were drawn independently need nothing
more. Worlds of a randomised design (Sobol' points scrambled a number of times) are not independent of each other, only
the randomisations are: with the label of each world's randomisation, errors are taken between randomisations instead of
between worlds.
"""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np
from numpy.typing import ArrayLike

from mcba.arrays import Array, Integers
from mcba.engine.estimates import Estimate, residual_error
from mcba.errors import RunError

UNDEFINED_ESTIMATE = Estimate(math.nan, math.nan)
"""Stands for a number that these worlds do not have, such as a mean of an outcome without one."""
_BATCHES = 20
"""Parts of the worlds from which the error of a statistic that is not a mean is taken."""


def checked_values(values: ArrayLike, name: str, *, dimensions: tuple[int, ...] = (1,)) -> Array:
    """Return `values` as finite float64 with worlds along the first axis, or say what is wrong with `name`."""
    array = np.asarray(values, dtype=np.float64)
    if array.ndim not in dimensions:
        allowed = " or ".join(f"{d}-dimensional" for d in dimensions)
        raise RunError(f"{name} has shape {array.shape}; give a {allowed} array with worlds along the first axis")
    if array.shape[0] < 2 or array.size == 0:
        raise RunError(f"{name} has shape {array.shape}; an estimate with its error needs at least two worlds")
    finite = np.isfinite(array)
    if not finite.all():
        first = tuple(int(i) for i in np.argwhere(~finite)[0])
        count = int(array.size - finite.sum())
        raise RunError(
            f"{name} has {count} values that are not finite, the first at index {first} ({array[first]}); "
            "repair the model or drop those worlds from every array"
        )
    return array


def check_share(share: float, name: str) -> None:
    """Refuse a number that is no share of the worlds."""
    if not 0 < share < 1:
        raise RunError(f"{name} is {share}; give a share between 0 and 1")


def checked_labels(randomisation: ArrayLike | None, worlds: int) -> Integers | None:
    """Return the randomisation of each world as 0, 1, 2, …, or None when worlds are independent."""
    if randomisation is None:
        return None
    labels = np.asarray(randomisation)
    if labels.shape != (worlds,):
        raise RunError(f"randomisation has shape {labels.shape}; give one label for each of the {worlds} worlds")
    distinct, index = np.unique(labels, return_inverse=True)
    if distinct.size < 2:
        raise RunError(
            "randomisation has a single label, so there is nothing to take an error between; "
            "draw the design in two or more randomisations (8 or more for a steady error)"
        )
    return np.asarray(index, dtype=np.int64)


def degrees_between(labels: Integers | None) -> float:
    """The degrees of freedom of an error taken between these randomisations; infinite where worlds are independent."""
    return np.inf if labels is None else float(labels.max())


def group_sums(values: Array, labels: Integers, groups: int) -> Array:
    """Sum `values` (world, …) over the worlds of each label: (group, …)."""
    columns = values.reshape(values.shape[0], -1)
    sums = [np.bincount(labels, weights=column, minlength=groups) for column in columns.T]
    return np.stack(sums, axis=-1, dtype=np.float64).reshape(groups, *values.shape[1:])


def error_of_mean(values: Array, labels: Integers | None = None) -> Array:
    """Return the standard error of the mean of `values` (world, …) over worlds; see `residual_error`."""
    residuals = values - values.mean(axis=0)
    sizes = np.array([values.shape[0]])
    if labels is not None:
        sizes = np.bincount(labels, minlength=2)
        residuals = group_sums(residuals, labels, sizes.size)
    return residual_error(np.sum(np.square(residuals), axis=0), sizes)


def batch_error(statistic: Callable[[Array], Array], values: Array, labels: Integers | None) -> Array:
    """Return the error of any statistic of (world, …) from its spread over batches, or over randomisations."""
    worlds = values.shape[0]
    batches = min(_BATCHES, worlds // 2) if labels is None else int(labels.max()) + 1
    if batches < 2:
        return np.full_like(statistic(values), np.nan)
    batch = np.arange(worlds) % batches if labels is None else labels
    parts = np.stack([statistic(values[batch == b]) for b in range(batches)])
    return np.asarray(parts.std(axis=0, ddof=1) / np.sqrt(batches))
