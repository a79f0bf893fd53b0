"""What kept worlds say of one outcome: means, shares, ratios, quantiles and skewness, each with its Monte Carlo error.

`ranks` are the labels of the randomisations, for worlds that were not dealt to them in turn.
"""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np

from mcba.arrays import Array, Booleans, Integers
from mcba.engine.estimates.estimate import Estimate, Range, Summary
from mcba.engine.estimates.moments import IN_CACHE, Moments, counts_of, ratio_from, share_from, sizes_of, sums_of
from mcba.engine.estimates.ordered import quantiles
from mcba.engine.estimates.rounding.differences import ROUNDING
from mcba.errors import RunError

_NO_SPREAD = 1e-12  # of the mean: a smaller spread is rounding
_MOST_DOUBT, _MOST_DOUBT_ENDLESS = 0.35, 0.1  # relative standard error of E|z|³ up to which a skewness is believed


def summarise(values: Array, *, mass: float, randomisations: int = 0, ranks: Integers | None = None) -> Summary:
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
        The randomisation of each world, where they were not dealt in turn or worlds were dropped.

    Returns
    -------
    Summary
        In the unit of the outcome.

    Raises
    ------
    RunError
        For fewer than two worlds.
    """
    if values.size < 2:
        raise RunError(f"a range needs at least 2 worlds, found {values.size}")
    tail = (1.0 - mass) / 2.0
    low, median, high = quantiles(values, (tail, 0.5, 1.0 - tail), randomisations=randomisations, ranks=ranks)
    moments = moments_of(values, randomisations=randomisations, ranks=ranks)
    error_of_sd = _error_of_sd(values, moments, randomisations, ranks)
    return Summary(
        moments.estimate, median, Range.between(low, high, mass), moments.sd, values.size, sd_error=error_of_sd
    )


def spread(values: Array, *, randomisations: int = 0, ranks: Integers | None = None) -> Estimate:
    """The standard deviation and its standard error, that of the summary.

    Parameters
    ----------
    values : (world,)
    randomisations, ranks
        As in `summarise`.

    Returns
    -------
    Estimate
        In the unit of the values.
    """
    moments = moments_of(values, randomisations=randomisations, ranks=ranks)
    return replace(moments.estimate, value=moments.sd, error=_error_of_sd(values, moments, randomisations, ranks))


def _error_of_sd(values: Array, moments: Moments, randomisations: int, ranks: Integers | None) -> float:
    """That of the mean square, by the same randomisations, over twice the sd (linearisation; Cochran 1977, 6)."""
    if not 0 < moments.sd < math.inf:
        return 0.0 if moments.sd == 0 else math.inf
    of_squares = moments_of(np.square(values - moments.mean), randomisations=randomisations, ranks=ranks)
    return of_squares.error / (2.0 * moments.sd)


def ratio_by_world(gains: Array, costs: Array) -> Array:
    """The ratio in each world; +∞ or −∞, as benefit exceeds cost or not, where the cost is zero or less.

    Parameters
    ----------
    gains, costs : (world,)

    Returns
    -------
    (world,)

    Examples
    --------
    >>> ratio_by_world(np.array([3.0, 1.0, -2.0]), np.array([2.0, -1.0, -1.0])).tolist()
    [1.5, inf, -inf]
    """
    ends = np.where(gains > costs, np.inf, -np.inf)
    return np.divide(gains, costs, out=ends, where=costs > 0)


def mean(values: Array, *, randomisations: int = 0, ranks: Integers | None = None) -> Estimate:
    """The mean and its standard error (see `moments.residual_error`).

    Parameters
    ----------
    values : (world,)
    randomisations, ranks
        As in `summarise`.

    Returns
    -------
    Estimate
        In the unit of the values.
    """
    return moments_of(values, randomisations=randomisations, ranks=ranks).estimate


def moments_of(values: Array, *, randomisations: int = 0, ranks: Integers | None = None) -> Moments:
    """Mean, squares and sums by randomisation, in pieces that stay in the cache; arguments as in `summarise`."""
    sizes = sizes_of(values.size, randomisations, ranks)
    with np.errstate(invalid="ignore"):
        centre = float(np.mean(values))
    if not math.isfinite(centre):
        return Moments(centre, math.inf, np.full(sizes.size, math.nan), sizes)
    squares, sums = 0.0, np.zeros(sizes.size)
    piece = max(IN_CACHE // sizes.size, 1) * sizes.size
    for start in range(0, values.size, piece):
        deviations = values[start : start + piece] - centre
        sums += sums_of(deviations, sizes.size, None if ranks is None else ranks[start : start + piece])
        squares += float(np.add.reduce(np.square(deviations, out=deviations)))
    missed = float(sums.sum()) / values.size  # by which the mean was rounded (doi:10.1080/00031305.1983.10483115)
    centre += missed
    squares = max(0.0, squares - values.size * missed * missed)
    if math.sqrt(squares / values.size) <= ROUNDING * abs(centre):  # the same in every world, but for rounding
        return Moments(centre, 0.0, np.zeros(sizes.size), sizes)
    return Moments(centre, squares, sums - missed * sizes, sizes)


def probability(holds: Booleans, *, randomisations: int = 0, ranks: Integers | None = None) -> Estimate:
    """The share of worlds in which something holds, and its standard error (see `share_from`).

    Parameters
    ----------
    holds : (world,)
        Whether it holds in each world.
    randomisations, ranks
        As in `summarise`.

    Returns
    -------
    Estimate
        From 0 to 1.
    """
    sizes = sizes_of(holds.size, randomisations, ranks)
    return share_from(counts_of(holds, sizes.size, ranks), sizes)


def ratio_of_means(above: Array, below: Array, *, randomisations: int = 0, ranks: Integers | None = None) -> Estimate:
    """The mean of one outcome over the mean of another, and its standard error (see `ratio_from`).

    Parameters
    ----------
    above, below : (world,)
        The outcomes above and below the line, of the same worlds.
    randomisations, ranks
        As in `summarise`.

    Returns
    -------
    Estimate
        In the unit of the one over that of the other.

    Raises
    ------
    RunError
        Where the mean below the line is 0.
    """

    def mean_of_rest(ratio: float) -> Estimate:
        return mean(above - ratio * below, randomisations=randomisations, ranks=ranks)

    return ratio_from(float(np.mean(above)), float(np.mean(below)), mean_of_rest)


def skewness(
    values: Array, *, randomisations: int = 0, ranks: Integers | None = None, doubted: bool = False
) -> Estimate:
    """The third central moment over the cube of the standard deviation, and its standard error.

    The error is that of the mean of what each world adds to the skewness (the infinitesimal jackknife), so it is that
    of a mean, by the same randomisations. Both rest on few worlds where a tail is long. What E|z|³ is known by is its
    own relative standard error; where the third moment does not exist it does not fall as worlds are drawn (Pitman &
    Yor 1997), and above `_MOST_DOUBT` there is no answer.

    Parameters
    ----------
    values : (world,)
    randomisations, ranks
        As in `summarise`.
    doubted : bool
        Whether what drives the values has no third moment by its distribution: then a tenth is the most doubt.

    Raises
    ------
    RunError
        For values that are infinite or all the same, and where few worlds carry the skewness.

    References
    ----------
    Efron (1982), The Jackknife, the Bootstrap and Other Resampling Plans, chapter 6, doi:10.1137/1.9781611970319;
    Pitman & Yor (1997), doi:10.1214/aop/1024404422.

    Examples
    --------
    >>> values = -np.log(np.random.default_rng(1).uniform(size=100_000))  # exponential: 2
    >>> estimate = skewness(values)
    >>> abs(estimate.value - 2) < 3 * estimate.error < 0.15
    True
    """
    moments = moments_of(values, randomisations=randomisations, ranks=ranks)
    if not math.isfinite(moments.mean):
        raise RunError("there are worlds without a finite number, so there is no skewness")
    spread = math.sqrt(moments.squares / values.size)
    if not spread > _NO_SPREAD * abs(moments.mean):
        raise RunError("the number is the same in every world, so there is no skewness")
    z = (values - moments.mean) / spread
    squares, cubes = np.square(z), z**3
    doubt = math.sqrt(max(float(np.mean(np.square(cubes)) / np.mean(np.abs(cubes)) ** 2) - 1.0, 0.0) / values.size)
    if doubt > (_MOST_DOUBT_ENDLESS if doubted else _MOST_DOUBT):
        raise RunError(
            f"few of {values.size:,} worlds carry the skewness, which is known to {doubt:.0%} only; look at quantiles, "
            "or draw more worlds"
        )
    value = float(np.mean(cubes))
    added = cubes - 3.0 * z - 1.5 * value * (squares - 1.0)
    return replace(moments_of(added, randomisations=randomisations, ranks=ranks).estimate, value=value)
