"""Families of positive numbers: amounts, times and lifetimes."""

from __future__ import annotations

import math
from functools import cached_property
from typing import Any, ClassVar, Self

import numpy as np
import scipy  # its parts load when first named

from mcba.arrays import Array, Floats
from mcba.errors import FitError
from mcba.families.base.documentation import FamilyReference
from mcba.families.base.domains import POSITIVE, NumberLike, Value, frozen, short_number, tail
from mcba.families.base.ends import checked_range, positive_mean_sd
from mcba.families.base.family import Family
from mcba.families.base.fittable import Start
from mcba.families.base.parameters import SCALE, UNITLESS, Number, parameter, parameterisation
from mcba.families.base.solving import each, root

__all__ = ["Exponential", "Gamma", "Weibull"]


class Gamma(Family):
    """A positive, right-skewed number, such as a cost: `shape` without a unit, `scale` in its own unit.

    Examples
    --------
    >>> Gamma.from_mean_sd(1_000, 500)
    Gamma(shape=4.0, scale=250.0)
    """

    title = "gamma"
    shape: Number = parameter(POSITIVE, "shape: the larger, the less skewed", UNITLESS, typical=(0.5, 20))
    scale: Number = parameter(POSITIVE, "scale: the mean over the shape", SCALE, typical=(0.5, 4))
    support = (0.0, math.inf)
    reference: ClassVar = FamilyReference(
        density="x^(shape - 1) exp(-x / scale) / (Γ(shape) scale^shape)",
        mean="shape scale",
        source="Johnson, Kotz and Balakrishnan (1994), Continuous Univariate Distributions, volume 1, 2nd edition, "
        "Wiley, chapter 17",
    )

    def _ppf(self, u: Array) -> Floats:
        return self.scale * scipy.special.gammaincinv(self.shape, u)

    def _cdf(self, x: Array) -> Floats:
        return scipy.special.gammainc(self.shape, x / self.scale)

    @cached_property
    def mean(self) -> Value:
        """Mean."""
        return self.shape * self.scale

    @cached_property
    def sd(self) -> Value:
        """Standard deviation."""
        return frozen(np.sqrt(self.shape) * self.scale)

    @cached_property
    def skewness(self) -> Value:
        """Skewness."""
        return frozen(2 / np.sqrt(self.shape))

    @classmethod
    @parameterisation()
    def from_mean_sd(cls, mean: NumberLike, sd: NumberLike) -> Self:
        """Make the member with this mean and standard deviation."""
        centre, spread = positive_mean_sd(mean, sd)
        return cls(np.square(centre / spread), np.square(spread) / centre)

    @classmethod
    @parameterisation()
    def between(cls, low: NumberLike, high: NumberLike, mass: float = 0.9) -> Self:
        """Make the member whose central `mass` runs from `low` to `high`, both above 0."""
        below, above = checked_range(low, high, POSITIVE)
        first, last = tail(mass), 1 - tail(mass)

        def solve(low: float, high: float) -> tuple[float, float]:
            def excess(log_shape: float) -> float:
                ends = scipy.special.gammaincinv(math.exp(log_shape), [first, last])
                return math.log(high / low) - float(np.diff(np.log(ends))[0])

            with np.errstate(divide="ignore"):
                log_shape = root(excess, -6.0, 30.0)
            if log_shape is None:
                raise FitError(f"no gamma has a central range from {short_number(low)} to {short_number(high)}")
            shape = math.exp(log_shape)
            return shape, high / float(scipy.special.gammaincinv(shape, last))

        return cls(*each(solve, below, above))._hits(below, above, last - first)

    @staticmethod
    def start(mean: float, sd: float) -> Start:
        """Free numbers at which a fit begins."""
        return 2 * math.log(mean / sd), math.log(sd**2 / mean)

    @staticmethod
    def log_density(x: Array, shape: float, scale: float) -> Array:
        """Logarithm of the density."""
        return (shape - 1) * np.log(x) - x / scale - shape * math.log(scale) - math.lgamma(shape)


class Exponential(Family):
    """The waiting time for an event that is equally likely at every moment.

    Examples
    --------
    >>> round(Exponential(10).median, 3)
    6.931
    """

    title = "exponential"
    mean: Number = parameter(POSITIVE, "average waiting time", SCALE, typical=(0.5, 10))
    support = (0.0, math.inf)
    reference: ClassVar = FamilyReference(
        density="exp(-x / mean) / mean",
        mean="mean",
        source="Johnson, Kotz and Balakrishnan (1994), Continuous Univariate Distributions, volume 1, 2nd edition, "
        "Wiley, chapter 19; JCGM 101:2008, 6.4.10",
    )

    def _ppf(self, u: Array) -> Floats:
        return -self.mean * np.log1p(-u)

    def _cdf(self, x: Array) -> Floats:
        return -np.expm1(-x / self.mean)

    @cached_property
    def sd(self) -> Value:
        """Standard deviation."""
        return self.mean

    @cached_property
    def skewness(self) -> Value:
        """Skewness."""
        return self._everywhere(2.0)

    def closed_form(self, u: Any, do: Any) -> Any:
        """Quantiles in operations."""
        return do.multiply(do.log1p(do.negative(u)), -self.mean)

    @staticmethod
    def start(mean: float, sd: float) -> Start:  # noqa: ARG004
        """Free numbers at which a fit begins."""
        return (math.log(mean),)

    @staticmethod
    def log_density(x: Array, mean: float) -> Array:
        """Logarithm of the density."""
        return -x / mean - math.log(mean)

    @classmethod
    def most_likely(cls, x: Array) -> Self:
        """Make the most likely member for a sample."""
        return cls(float(np.mean(x)))


class Weibull(Family):
    """A lifetime: failures grow rarer with age for `shape` below 1, more frequent above.

    Examples
    --------
    >>> round(Weibull(2, 10).mean, 3)
    8.862
    """

    title = "Weibull"
    shape: Number = parameter(POSITIVE, "shape: below 1 failures grow rarer with age", UNITLESS, typical=(0.7, 8))
    scale: Number = parameter(POSITIVE, "scale: the age at which 63 % have failed", SCALE, typical=(0.5, 10))
    support = (0.0, math.inf)
    reference: ClassVar = FamilyReference(
        density="shape / scale (x / scale)^(shape - 1) exp(-(x / scale)^shape)",
        mean="scale Γ(1 + 1 / shape)",
        source="Johnson, Kotz and Balakrishnan (1994), Continuous Univariate Distributions, volume 1, 2nd edition, "
        "Wiley, chapter 21",
    )

    def _ppf(self, u: Array) -> Floats:
        return self.scale * (-np.log1p(-u)) ** (1 / self.shape)

    def _cdf(self, x: Array) -> Floats:
        return -np.expm1(-((x / self.scale) ** self.shape))

    @cached_property
    def mean(self) -> Value:
        """Mean."""
        return frozen(self.scale * scipy.special.gamma(1 + 1 / self.shape))

    @cached_property
    def sd(self) -> Value:
        """Standard deviation."""
        return frozen(self.mean * np.sqrt(_weibull_square_variation(self.shape)))

    @classmethod
    @parameterisation()
    def from_mean_sd(cls, mean: NumberLike, sd: NumberLike) -> Self:
        """Make the member with this mean and standard deviation."""

        def solve(centre: float, spread: float) -> tuple[float, float]:
            target = math.log(spread / centre) * 2
            log_shape = root(
                lambda log_shape: target - math.log(_weibull_square_variation(math.exp(log_shape))), -4.0, 7.0
            )
            if log_shape is None:
                raise FitError(
                    f"no Weibull has mean = {short_number(centre)} and sd = {short_number(spread)}; "
                    "give an sd between 0.12 % and 1e30 times the mean",
                    parameter="sd",
                )
            shape = math.exp(log_shape)
            return shape, centre / math.gamma(1 + 1 / shape)

        return cls(*each(solve, *positive_mean_sd(mean, sd)))

    @classmethod
    @parameterisation()
    def between(cls, low: NumberLike, high: NumberLike, mass: float = 0.9) -> Self:
        """Make the member whose central `mass` runs from `low` to `high`, both above 0."""
        below, above = checked_range(low, high, POSITIVE)
        first, last = -math.log1p(-tail(mass)), -math.log(tail(mass))
        shape = math.log(last / first) / np.log(above / below)
        return cls(shape, above / last ** (1 / shape))

    @staticmethod
    def start(mean: float, sd: float) -> Start:
        """Free numbers at which a fit begins."""
        return 1.086 * math.log(mean / sd), math.log(mean)

    @staticmethod
    def log_density(x: Array, shape: float, scale: float) -> Array:
        """Logarithm of the density."""
        return math.log(shape / scale) + (shape - 1) * np.log(x / scale) - (x / scale) ** shape


def _weibull_square_variation(shape: Value) -> Array:
    """Square of sd / mean of a Weibull."""
    return np.expm1(scipy.special.gammaln(1 + 2 / shape) - 2 * scipy.special.gammaln(1 + 1 / shape))
