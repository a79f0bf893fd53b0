"""What a sample says of the mean of the population it was taken from."""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np

from mcba.arrays import Array
from mcba.errors import FitError
from mcba.families.base.family import Family
from mcba.families.fitting.to_samples import checked_sample, fit_sample
from mcba.families.named.bounded import Beta
from mcba.families.named.normal import Lognormal, StudentT


def mean_of_sample(sample: object, distribution: str = "normal") -> Family:
    """Return what a sample says of the mean of its population, which is far less uncertain than the next value.

    Parameters
    ----------
    sample : (observation,)
        Two or more finite numbers, each of another person or thing.
    distribution : {"normal", "lognormal", "gamma", "exponential"}
        How the observations themselves are spread. "normal" holds for every distribution of observations once there
        are many of them, by the central limit theorem; the others keep the mean of amounts above 0 that are skewed
        above 0 as well.

    Returns
    -------
    Family
        Of a normal, Student's t with n - 1 degrees of freedom about the mean m, with scale s / √n
        (JCGM 101:2008, 6.4.9). Of observations that are all 0 or 1, a beta with half a success and half a failure
        added (the interval of Jeffreys: Brown, Cai and DasGupta (2001), Interval estimation for a binomial proportion,
        Statistical Science 16(2), doi:10.1214/ss/1009213286). Of a lognormal, a lognormal about m + s²/2 of the
        logarithms with variance s²/n + s⁴/(2(n - 1)) (Cox; Olsson (2005), Confidence intervals for the mean of a
        log-normal distribution, Journal of Statistics Education 13(1), doi:10.1080/10691898.2005.11910638). Of a gamma
        of shape k, a lognormal of mean m whose coefficient of variation is 1 / √(n k), that of the mean of n such
        observations; an exponential is a gamma of shape 1.

    Raises
    ------
    FitError
        For a sample that is too small or has no spread, or a distribution of which it is not said here.

    Examples
    --------
    Twenty-five values between 10 and 34: the next one lies between 12 and 32, their mean between 20 and 24.

    >>> hours = np.arange(10, 35)
    >>> mean_of_sample(hours)
    StudentT(df=24.0, location=22.0, scale=1.4719601443879744)
    >>> mean_of_sample([1, 0, 0, 1, 0, 0, 0, 0]).central(0.9)[1] < 1
    True
    """
    x = checked_sample(sample)
    if distribution not in _MEANS:
        raise FitError(
            f'the mean of a {distribution} is not estimated; of = "mean" goes with {", ".join(_MEANS)}, '
            "or with no distribution at all",
            "distribution",
        )
    if not np.ptp(x):
        raise FitError(
            f"all {x.size} values are {x[0]:g}: how uncertain their mean is cannot be seen from them", "data"
        )
    return _MEANS[distribution](x)


def _of_any(x: Array) -> Family:
    if np.all((x == 0) | (x == 1)):
        ones = float(x.sum())
        return Beta(ones + 0.5, x.size - ones + 0.5)
    return StudentT(x.size - 1, float(x.mean()), float(x.std(ddof=1)) / math.sqrt(x.size))


def _of_lognormal(x: Array) -> Family:
    fit_sample("lognormal", x)  # refuses what no lognormal gives
    logarithms = np.log(x)
    variance = float(logarithms.var(ddof=1))
    spread = math.sqrt(variance / x.size + variance**2 / (2 * (x.size - 1)))
    return Lognormal(float(logarithms.mean()) + variance / 2, spread)


def _of_gamma(x: Array) -> Family:
    shape = float(fit_sample("gamma", x).family.arguments["shape"])
    unbiased = shape - (3 * shape - 2 * shape / (3 * (1 + shape)) - 4 * shape / (5 * (1 + shape) ** 2)) / x.size
    return _positive(x, unbiased)


def _of_exponential(x: Array) -> Family:
    fit_sample("exponential", x)
    return _positive(x, 1.0)


def _positive(x: Array, shape: float) -> Family:
    """A lognormal about the mean of gammas of this shape."""
    variance = math.log1p(1 / (x.size * shape))
    return Lognormal(math.log(float(x.mean())) - variance / 2, math.sqrt(variance))


_MEANS: dict[str, Callable[[Array], Family]] = {
    "normal": _of_any,
    "lognormal": _of_lognormal,
    "gamma": _of_gamma,
    "exponential": _of_exponential,
}
