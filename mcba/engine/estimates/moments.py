"""Means, shares and ratios with their errors, from what every randomisation says: the one place where each is computed.

Kept worlds and arrays from outside (`kept`) bring that here, and summaries (`summaries`) do. Independent worlds
(`random`) have the textbook errors. Sobol' points and Latin hypercubes are not independent, so there the error is the
spread between the 16 independent randomisations. Such an error scatters by 18 % itself, so intervals are Student's with
15 degrees of freedom. That the root mean square of stated errors over many seeds is the real error, for every sampler
and estimate, is measured in `tests/benchmarks/errors.py`.

References
----------
JCGM 101:2008, 7.5 to 7.9; Cochran (1977), Sampling Techniques, chapters 6 and 9A;
Owen (2013), Monte Carlo theory, methods and examples, chapter 17 (replicated randomised quasi-Monte Carlo).
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from mcba.arrays import Array, Booleans, Integers
from mcba.engine.estimates.estimate import Estimate
from mcba.errors import RunError

IN_CACHE = 2**16  # worlds looked at together: they stay in the processor's cache
_PARTS_OF_ROW = 64  # times as many worlds as randomisations are added as one row


@dataclass(frozen=True, eq=False)
class Moments:
    """The mean of one outcome, and what its error is made of.

    Attributes
    ----------
    mean : float
    squares : float
        Sum over the worlds of the squared deviations from the mean.
    sums : (randomisation,)
        Sum of the deviations from the mean over the worlds of each randomisation.
    sizes : (randomisation,)
        How many worlds each randomisation has; a single entry where the worlds are independent.
    """

    mean: float
    squares: float
    sums: Array
    sizes: Integers

    @property
    def sd(self) -> float:
        """The spread between worlds."""
        return math.sqrt(self.squares / (int(self.sizes.sum()) - 1))

    @property
    def error(self) -> float:
        """The standard error of the mean; infinite, for unknown, where the mean is infinite."""
        if not math.isfinite(self.mean):
            return math.inf
        squares = self.squares if self.sizes.size == 1 else np.sum(np.square(self.sums))
        return float(residual_error(squares, self.sizes))

    @property
    def estimate(self) -> Estimate:
        """The mean and its standard error."""
        return Estimate(self.mean, self.error, degrees_of_freedom(self.sizes))


def degrees_of_freedom(sizes: Integers) -> float:
    """The degrees of freedom of an error: one fewer than there are randomisations; infinite for independent worlds."""
    return math.inf if sizes.size == 1 else float(max(int(np.count_nonzero(sizes)) - 1, 1))


def residual_error(squares: ArrayLike, sizes: Integers) -> Array:
    """The standard error of means over worlds, from the residuals of parts that are independent of each other.

    The parts are the randomisations, or single worlds where these are independent. A mean over worlds is the ratio of
    the sums of the parts to their sizes, so its error follows from their residuals: the sum of each part less its size
    times the mean (Cochran 1977, Sampling Techniques, chapters 6 and 9A; Owen 2013, chapter 17, for replicated
    quasi-Monte Carlo). Their squares are divided by the number of ordered pairs of worlds from different parts. For
    parts of one size this is the textbook's variance between means over the number of parts, and s² / n for single
    worlds. Where sizes differ, because worlds do not come out even or were dropped, it is still free of bias for
    independent worlds, takes no empty randomisation for a zero, and leaves no world out: a Latin hypercube without its
    last points is no Latin hypercube, and says nothing of the error of the whole.

    Parameters
    ----------
    squares : (...)
        Sums of the squared residuals over the parts.
    sizes : (randomisation,)
        How many worlds each randomisation has; a single entry where the worlds are independent.

    Returns
    -------
    (...)
        Infinite, for unknown, where one randomisation holds all the worlds.
    """
    worlds = float(sizes.sum())
    pairs = worlds * worlds - (worlds if sizes.size == 1 else float(np.sum(np.square(sizes, dtype=np.float64))))
    return np.sqrt(np.divide(squares, pairs)) if pairs > 0 else np.full(np.shape(squares), np.inf)


def share_from(hits: Integers | Array, sizes: Integers) -> Estimate:
    """The share of worlds in which something holds, from their number in each randomisation.

    The error is that of a mean of zeros and ones (for independent worlds the binomial one), with a floor: see
    `share_error`.
    """
    worlds = int(sizes.sum())
    value = float(hits.sum()) / worlds
    moments = Moments(value, worlds * value * (1.0 - value), hits - value * sizes, sizes)
    return replace(moments.estimate, error=float(share_error(value, moments.error, worlds)))


def share_error(values: ArrayLike, errors: ArrayLike, worlds: int) -> Array:
    """The errors of shares, none smaller than so many worlds can tell.

    Where something holds in no world or in every world, the error is that of the rule of three, 3 / worlds at 95 %
    (Hanley & Lippman-Hand 1983, doi:10.1001/jama.1983.03330370053031). Elsewhere it is at least half a world.

    Parameters
    ----------
    values, errors
        Shares from 0 to 1 and their standard errors, of one shape.
    worlds : int
        How many the shares are of.

    Returns
    -------
    array
        The errors, of the same shape.
    """
    certain = (np.asarray(values) == 0.0) | (np.asarray(values) == 1.0)
    return np.where(certain, 1.5 / worlds, np.maximum(errors, 0.5 / worlds))


def ratio_from(above: float, below: float, mean_of_rest: Callable[[float], Estimate]) -> Estimate:
    """The ratio of two means, with its standard error by linearisation (Cochran 1977, chapter 6).

    The error is that of the mean of the rest, above less ratio times below, over the mean below.
    """
    if below == 0:
        raise RunError("the mean below the line is 0, so there is no ratio of means; compare the difference instead")
    rest = mean_of_rest(above / below)
    return replace(rest, value=above / below, error=rest.error / abs(below))


# --- sums by randomisation


def sizes_of(worlds: int, randomisations: int, ranks: Integers | None) -> Integers:
    """How many worlds each randomisation has; at least two entries where the worlds are not independent."""
    if ranks is not None:
        return np.bincount(ranks, minlength=max(randomisations, 2))
    parts = max(randomisations, 1)
    return (worlds + parts - 1 - np.arange(parts)) // parts


def sums_of(values: Array, parts: int, ranks: Integers | None) -> Array:
    """The sum over the worlds of each randomisation."""
    return np.asarray(_dealt(values, parts, np.float64) if ranks is None else np.bincount(ranks, values, parts))


def counts_of(holds: Booleans, parts: int, ranks: Integers | None) -> Integers:
    """In how many worlds of each randomisation something holds."""
    if ranks is None:
        return _dealt(holds, parts, np.uint32).astype(np.int64)  # of 32 bits: twice as fast
    return np.bincount(ranks[holds], minlength=parts)


def _dealt(values: NDArray[Any], parts: int, dtype: type) -> NDArray[Any]:
    """The sums of worlds dealt in turn, of rows so wide that adding them runs at the speed of memory."""
    wide = parts * _PARTS_OF_ROW
    whole = values.size // wide * wide
    rows = np.add.reduce(values[:whole].reshape(-1, wide), axis=0, dtype=dtype)
    sums = np.add.reduce(rows.reshape(-1, parts), axis=0)
    for first in range(whole, values.size, parts):
        rest = values[first : first + parts]
        sums[: rest.size] += rest
    return np.asarray(sums)
