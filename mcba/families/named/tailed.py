"""Families chosen for their tails: skewed, heavy, or those of extremes."""

from __future__ import annotations

import math
from functools import cached_property
from typing import ClassVar, Self

import numpy as np
import scipy  # its parts load when first named
from numpy.typing import NDArray

from mcba.arrays import Array, Floats
from mcba.families.base.documentation import FamilyReference
from mcba.families.base.domains import POSITIVE, REAL, SPREAD, NumberLike, Value, checked_value, frozen, tail
from mcba.families.base.ends import checked_range
from mcba.families.base.family import Family
from mcba.families.base.fittable import Start
from mcba.families.base.parameters import LOCATION, SCALE, UNITLESS, Number, parameter, parameterisation
from mcba.families.base.solving import inverse

__all__ = ["Gumbel", "Logistic", "Loglogistic", "Pareto", "SkewNormal"]

EULER = 0.5772156649015329


class SkewNormal(Family):
    """A normal pulled to one side: to the right for `shape` above 0, to the left below, normal at 0.

    Examples
    --------
    >>> round(SkewNormal(0, 1, 3).mean, 3)
    0.757
    """

    title = "skew normal"
    location: Number = parameter(REAL, "mean of the normal that is pulled", LOCATION, typical=(-5, 10))
    scale: Number = parameter(SPREAD, "standard deviation of the normal that is pulled", SCALE, typical=(0.5, 4))
    shape: Number = parameter(REAL, "how far it is pulled, to the right above 0", UNITLESS, typical=(-5, 5))
    reference: ClassVar = FamilyReference(
        density="2 φ(z) Φ(shape z) / scale, z = (x - location) / scale",
        mean="location + scale √(2 / π) shape / √(1 + shape²)",
        source="Azzalini (1985), A class of distributions which includes the normal ones, Scandinavian Journal of "
        "Statistics 12(2), pages 171-178",
    )

    def _ppf(self, u: Array) -> Floats:
        normal = scipy.special.ndtri(u)
        # A skew normal lies between a normal and the half normal on its side.
        half = np.where(np.greater(self.shape, 0), -scipy.special.ndtri((1 - u) / 2), scipy.special.ndtri(u / 2))
        z = inverse(_skew_normal_cdf, u, np.minimum(normal, half), np.maximum(normal, half), self.shape)
        return self.location + self.scale * z

    def _cdf(self, x: Array) -> Floats:
        z, shape = np.broadcast_arrays((x - self.location) / self.scale, self.shape)
        return _skew_normal_cdf(z, shape)

    @cached_property
    def _delta(self) -> Value:
        return frozen(self.shape / np.sqrt(1 + np.square(self.shape)))

    @cached_property
    def mean(self) -> Value:
        """Mean."""
        return self.location + self.scale * self._delta * math.sqrt(2 / math.pi)

    @cached_property
    def sd(self) -> Value:
        """Standard deviation."""
        return frozen(self.scale * np.sqrt(1 - 2 / math.pi * np.square(self._delta)))

    @cached_property
    def skewness(self) -> Value:
        """Skewness, between -0.9953 and 0.9953."""
        centre = self._delta * math.sqrt(2 / math.pi)
        return frozen((4 - math.pi) / 2 * centre**3 / (1 - np.square(centre)) ** 1.5)

    @staticmethod
    def start(mean: float, sd: float) -> Start:
        """Free numbers at which a fit begins."""
        return mean, math.log(sd), 0.5

    @staticmethod
    def log_density(x: Array, location: float, scale: float, shape: float) -> Array:
        """Logarithm of the density."""
        return np.asarray(
            math.log(2 / scale / math.sqrt(2 * math.pi))
            - ((x - location) / scale) ** 2 / 2
            + scipy.special.log_ndtr(shape * (x - location) / scale)
        )


_LAGUERRE: tuple[NDArray[np.float64], NDArray[np.float64]] = np.polynomial.laguerre.laggauss(12)


def _skew_normal_cdf(z: Array, shape: Array) -> Array:
    """Probability of at most z of the standard skew normal: ndtr(z) - 2 T(z, shape) with Owen's T.

    In the short tail both terms are nearly alike; there the density is integrated, which falls like an exponential.
    """
    u = np.asarray(scipy.special.ndtr(z) - 2 * scipy.special.owens_t(z, shape))
    rate = -z * (1 + np.square(shape))
    short = (shape > 0) & (-z * np.sqrt(1 + np.square(shape)) > 5)
    if np.any(short):
        nodes, weights = _LAGUERRE
        steps = nodes[:, None] / rate[short]
        inside = z[short] - steps
        log_density = -np.square(inside) / 2 + scipy.special.log_ndtr(shape[short] * inside) + nodes[:, None]
        u[short] = math.sqrt(2 / math.pi) * np.sum(weights[:, None] * np.exp(log_density), axis=0) / rate[short]
    return np.asarray(np.maximum(u, 0.0))


class Logistic(Family):
    """A hump a little heavier in the tails than the normal, with simple formulas.

    Examples
    --------
    >>> round(Logistic(0, 1).sd, 3)
    1.814
    """

    title = "logistic"
    location: Number = parameter(REAL, "mean", LOCATION, typical=(-5, 10))
    scale: Number = parameter(SPREAD, "measure of spread: the standard deviation times √3 / π", SCALE, typical=(0.5, 4))
    symmetric = True
    reference: ClassVar = FamilyReference(
        density="exp(-z) / (scale (1 + exp(-z))²), z = (x - location) / scale",
        mean="location",
        source="Johnson, Kotz and Balakrishnan (1995), Continuous Univariate Distributions, volume 2, 2nd edition, "
        "Wiley, chapter 23",
    )

    def _ppf(self, u: Array) -> Floats:
        return self.location + self.scale * scipy.special.logit(u)

    def _cdf(self, x: Array) -> Floats:
        return scipy.special.expit((x - self.location) / self.scale)

    @cached_property
    def mean(self) -> Value:
        """Mean."""
        return self.location

    @cached_property
    def sd(self) -> Value:
        """Standard deviation."""
        return self.scale * (math.pi / math.sqrt(3))

    @classmethod
    @parameterisation()
    def from_mean_sd(cls, mean: NumberLike, sd: NumberLike) -> Self:
        """Make the member with this mean and standard deviation."""
        return cls(mean, checked_value("sd", sd, SPREAD) * (math.sqrt(3) / math.pi))

    @classmethod
    @parameterisation()
    def between(cls, low: NumberLike, high: NumberLike, mass: float = 0.9) -> Self:
        """Make the member whose central `mass` runs from `low` to `high`."""
        below, above = checked_range(low, high)
        first = tail(mass)
        return cls(below / 2 + above / 2, (above - below) / (2 * math.log((1 - first) / first)))

    @staticmethod
    def start(mean: float, sd: float) -> Start:
        """Free numbers at which a fit begins."""
        return mean, math.log(sd)

    @staticmethod
    def log_density(x: Array, location: float, scale: float) -> Array:
        """Logarithm of the density."""
        return np.asarray(-(x - location) / scale - 2 * np.logaddexp(0, -(x - location) / scale) - math.log(scale))


_ALMOST_LOGISTIC = 30  # shape of a loglogistic from which its moments are so alike that their difference loses digits


class Loglogistic(Family):
    """A positive number whose logarithm is logistic: `scale` is its median; the smaller `shape`, the heavier its tail.

    The mean is finite for shape above 1 and the standard deviation for shape above 2.

    Examples
    --------
    >>> round(Loglogistic(10, 3).mean, 3)
    12.092
    """

    title = "log-logistic"
    scale: Number = parameter(POSITIVE, "median", SCALE, typical=(0.5, 10))
    shape: Number = parameter(POSITIVE, "shape: the smaller, the heavier the tail", UNITLESS, typical=(2.5, 10))
    support = (0.0, math.inf)
    reference: ClassVar = FamilyReference(
        density="shape / scale (x / scale)^(shape - 1) / (1 + (x / scale)^shape)²",
        mean="scale (π / shape) / sin(π / shape), for shape above 1",
        source="Johnson, Kotz and Balakrishnan (1995), Continuous Univariate Distributions, volume 2, 2nd edition, "
        "Wiley, chapter 23",
    )

    def _ppf(self, u: Array) -> Floats:
        return self.scale * np.exp(scipy.special.logit(u) / self.shape)

    def _cdf(self, x: Array) -> Floats:
        return scipy.special.expit(self.shape * np.log(x / self.scale))

    @cached_property
    def mean(self) -> Value:
        """Mean; infinite when `shape` is 1 or less."""
        angle = math.pi / np.asarray(self.shape)
        return frozen(self.scale * np.where(angle < math.pi, angle / np.sin(angle), math.inf))

    @cached_property
    def sd(self) -> Value:
        """Standard deviation; infinite when `shape` is 2 or less."""
        angle = math.pi / np.asarray(self.shape)
        # 2a / sin 2a - (a / sin a)^2 with 2a / sin 2a = (a / sin a) / cos a; near a = 0 it is a^2/3 + 7a^4/15 ...
        ratio = angle / np.sin(angle)
        with np.errstate(all="ignore"):
            square = np.where(angle < 1e-2, angle**2 / 3 + 7 * angle**4 / 15, ratio * (1 / np.cos(angle) - ratio))
            return frozen(self.scale * np.where(angle < math.pi / 2, np.sqrt(square), math.inf))

    @cached_property
    def skewness(self) -> Value:
        """Skewness; nan when `shape` is 3 or less."""
        if self.batch_shape or self.shape > _ALMOST_LOGISTIC:
            return super().skewness
        if self.shape <= 3:
            return math.nan
        first, second, third = (power / math.sin(power) for power in (math.pi * np.arange(1, 4) / self.shape).tolist())
        return float((third - 3 * first * second + 2 * first**3) / (second - first**2) ** 1.5)

    @cached_property
    def tail_index(self) -> tuple[Value, Value]:
        """The shape, of the upper tail; the lower one ends."""
        return self._everywhere(math.inf), self.shape

    @classmethod
    @parameterisation()
    def between(cls, low: NumberLike, high: NumberLike, mass: float = 0.9) -> Self:
        """Make the member whose central `mass` runs from `low` to `high`, both above 0."""
        below, above = (np.log(end) for end in checked_range(low, high, POSITIVE))
        first = tail(mass)
        return cls(np.exp((below + above) / 2), 2 * math.log((1 - first) / first) / (above - below))

    @staticmethod
    def start(mean: float, sd: float) -> Start:
        """Free numbers at which a fit begins."""
        return math.log(mean), math.log(1.8 * mean / sd)

    @staticmethod
    def log_density(x: Array, scale: float, shape: float) -> Array:
        """Logarithm of the density."""
        return np.asarray(
            math.log(shape / scale) + (shape - 1) * np.log(x / scale) - 2 * np.logaddexp(0, shape * np.log(x / scale))
        )


class Gumbel(Family):
    """The largest of many numbers, such as the yearly highest water level; `location` is its mode.

    Examples
    --------
    >>> float(Gumbel(1013, 558).ppf(0.99).round(1))
    3579.9
    """

    title = "Gumbel"
    location: Number = parameter(REAL, "most likely value", LOCATION, typical=(-5, 10))
    scale: Number = parameter(SPREAD, "measure of spread: the standard deviation times √6 / π", SCALE, typical=(0.5, 4))
    reference: ClassVar = FamilyReference(
        density="exp(-z - exp(-z)) / scale, z = (x - location) / scale",
        mean="location + 0.5772 scale",
        source="Johnson, Kotz and Balakrishnan (1995), Continuous Univariate Distributions, volume 2, 2nd edition, "
        "Wiley, chapter 22",
    )

    def _ppf(self, u: Array) -> Floats:
        return self.location - self.scale * np.log(-np.log(u))

    def _cdf(self, x: Array) -> Floats:
        return np.exp(-np.exp(-(x - self.location) / self.scale))

    @cached_property
    def mean(self) -> Value:
        """Mean."""
        return self.location + EULER * self.scale

    @cached_property
    def sd(self) -> Value:
        """Standard deviation."""
        return self.scale * (math.pi / math.sqrt(6))

    @cached_property
    def skewness(self) -> Value:
        """Skewness."""
        return self._everywhere(12 * math.sqrt(6) * 1.2020569031595942 / math.pi**3)  # with zeta(3)

    @classmethod
    @parameterisation()
    def from_mean_sd(cls, mean: NumberLike, sd: NumberLike) -> Self:
        """Make the member with this mean and standard deviation."""
        scale = checked_value("sd", sd, SPREAD) * (math.sqrt(6) / math.pi)
        return cls(checked_value("mean", mean, REAL) - EULER * scale, scale)

    @classmethod
    @parameterisation()
    def between(cls, low: NumberLike, high: NumberLike, mass: float = 0.9) -> Self:
        """Make the member whose central `mass` runs from `low` to `high`."""
        below, above = checked_range(low, high)
        first, last = -math.log(-math.log(tail(mass))), -math.log(-math.log1p(-tail(mass)))
        scale = (above - below) / (last - first)
        return cls(below - first * scale, scale)

    @staticmethod
    def start(mean: float, sd: float) -> Start:
        """Free numbers at which a fit begins."""
        return mean, math.log(sd)

    @staticmethod
    def log_density(x: Array, location: float, scale: float) -> Array:
        """Logarithm of the density."""
        return -(x - location) / scale - np.exp(-(x - location) / scale) - math.log(scale)


class Pareto(Family):
    """A number of at least `low`, of which few are very large: each doubling is rarer by the factor 2**-shape.

    The mean is finite for shape above 1 and the standard deviation for shape above 2.

    Examples
    --------
    >>> Pareto(1_000, 3).mean
    1500.0
    """

    title = "Pareto"
    low: Number = parameter(POSITIVE, "lowest value", SCALE, typical=(0.5, 10))
    shape: Number = parameter(POSITIVE, "shape: the smaller, the heavier the tail", UNITLESS, typical=(2.5, 10))
    reference: ClassVar = FamilyReference(
        density="shape low^shape / x^(shape + 1)",
        mean="low shape / (shape - 1), for shape above 1",
        source="Johnson, Kotz and Balakrishnan (1994), Continuous Univariate Distributions, volume 1, 2nd edition, "
        "Wiley, chapter 20",
    )

    def _ppf(self, u: Array) -> Floats:
        return self.low * np.exp(-np.log1p(-u) / self.shape)

    def _cdf(self, x: Array) -> Floats:
        return -np.expm1(self.shape * np.log(self.low / x))

    @cached_property
    def mean(self) -> Value:
        """Mean; infinite when `shape` is 1 or less."""
        shape = np.asarray(self.shape)
        with np.errstate(all="ignore"):
            return frozen(self.low * np.where(shape > 1, shape / (shape - 1), math.inf))

    @cached_property
    def sd(self) -> Value:
        """Standard deviation; infinite when `shape` is 2 or less."""
        shape = np.asarray(self.shape)
        with np.errstate(all="ignore"):
            finite = np.sqrt(shape / (shape - 2)) / (shape - 1)
            return frozen(self.low * np.where(shape > 2, finite, math.inf))

    @cached_property
    def skewness(self) -> Value:
        """Skewness; nan when `shape` is 3 or less."""
        with np.errstate(divide="ignore", invalid="ignore"):
            found = 2 * (1 + self.shape) / np.subtract(self.shape, 3) * np.sqrt(1 - 2 / np.asarray(self.shape))
        return frozen(np.where(np.greater(self.shape, 3), found, math.nan))

    @cached_property
    def tail_index(self) -> tuple[Value, Value]:
        """The shape, of the upper tail; the lower one ends."""
        return self._everywhere(math.inf), self.shape

    @staticmethod
    def start(mean: float, sd: float) -> Start:
        """Free numbers at which a fit begins."""
        return math.log(max(mean - sd, mean / 10)), math.log(2.0)
