"""Families chosen for their tails: skewed, heavy, or those of extremes."""

from __future__ import annotations

import math
from functools import cached_property
from typing import ClassVar, Self

import numpy as np
import scipy  # its parts load when first named
from numpy.typing import NDArray

from mcba.errors import FamilyError
from mcba.families.base import (
    POSITIVE,
    REAL,
    SHARE,
    SPREAD,
    Array,
    Family,
    Floats,
    Value,
    checked,
    frozen,
    inverse,
    tail,
)
from mcba.families.parametric import checked_range, positive_mean_sd, smallest_count

EULER = 0.5772156649015329


class Logistic(Family):
    """A hump a little heavier in the tails than the normal, with simple formulas."""

    parameters: ClassVar = {"location": REAL, "scale": SPREAD}
    location: Value
    scale: Value

    def _ppf(self, u: Array) -> Floats:
        return self.location + self.scale * scipy.special.logit(u)

    def _cdf(self, x: Array) -> Floats:
        return scipy.special.expit((x - self.location) / self.scale)

    def _standard_form(self) -> tuple[Family, Value, Value]:
        return Logistic(0, 1), self.location, self.scale

    @cached_property
    def mean(self) -> Value:
        """Mean."""
        return self.location

    @cached_property
    def sd(self) -> Value:
        """Standard deviation."""
        return self.scale * (math.pi / math.sqrt(3))

    @cached_property
    def skewness(self) -> Value:
        """Skewness: 0, for both sides are alike."""
        return self._everywhere(0.0)

    @classmethod
    def from_mean_sd(cls, mean: object, sd: object) -> Self:
        """Make the member with this mean and standard deviation."""
        return cls(mean, checked("sd", sd, SPREAD) * (math.sqrt(3) / math.pi))

    @classmethod
    def between(cls, low: object, high: object, mass: object = 0.9) -> Self:
        """Make the member whose central `mass` runs from `low` to `high`."""
        below, above = checked_range(low, high)
        first = tail(mass)
        return cls(below / 2 + above / 2, (above - below) / (2 * math.log((1 - first) / first)))


_ALMOST_LOGISTIC = 30  # shape of a loglogistic from which its moments are so alike that their difference loses digits


class Loglogistic(Family):
    """A positive number whose logarithm is logistic: `scale` is its median; the smaller `shape`, the heavier its tail.

    The mean is finite for shape above 1 and the standard deviation for shape above 2.
    """

    parameters: ClassVar = {"scale": POSITIVE, "shape": POSITIVE}
    scale: Value
    shape: Value

    def _ppf(self, u: Array) -> Floats:
        return self.scale * np.exp(scipy.special.logit(u) / self.shape)

    def _cdf(self, x: Array) -> Floats:
        return scipy.special.expit(self.shape * np.log(x / self.scale))

    def _standard_form(self) -> tuple[Family, Value, Value]:
        return Loglogistic(1, self.shape), 0.0, self.scale

    @cached_property
    def low(self) -> Value:
        """Lower end of the support."""
        return self._everywhere(0.0)

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
    def between(cls, low: object, high: object, mass: object = 0.9) -> Self:
        """Make the member whose central `mass` runs from `low` to `high`, both above 0."""
        below, above = (np.log(end) for end in checked_range(low, high, POSITIVE))
        first = tail(mass)
        return cls(np.exp((below + above) / 2), 2 * math.log((1 - first) / first) / (above - below))


class Gumbel(Family):
    """The largest of many numbers, such as the yearly highest water level; `location` is its mode.

    Examples
    --------
    >>> float(Gumbel(1013, 558).ppf(0.99).round(1))
    3579.9
    """

    parameters: ClassVar = {"location": REAL, "scale": SPREAD}
    location: Value
    scale: Value

    def _ppf(self, u: Array) -> Floats:
        return self.location - self.scale * np.log(-np.log(u))

    def _cdf(self, x: Array) -> Floats:
        return np.exp(-np.exp(-(x - self.location) / self.scale))

    def _standard_form(self) -> tuple[Family, Value, Value]:
        return Gumbel(0, 1), self.location, self.scale

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
    def from_mean_sd(cls, mean: object, sd: object) -> Self:
        """Make the member with this mean and standard deviation."""
        scale = checked("sd", sd, SPREAD) * (math.sqrt(6) / math.pi)
        return cls(checked("mean", mean, REAL) - EULER * scale, scale)

    @classmethod
    def between(cls, low: object, high: object, mass: object = 0.9) -> Self:
        """Make the member whose central `mass` runs from `low` to `high`."""
        below, above = checked_range(low, high)
        first, last = -math.log(-math.log(tail(mass))), -math.log(-math.log1p(-tail(mass)))
        scale = (above - below) / (last - first)
        return cls(below - first * scale, scale)


class Pareto(Family):
    """A number of at least `low`, of which few are very large: each doubling is rarer by the factor 2**-shape.

    The mean is finite for shape above 1 and the standard deviation for shape above 2.
    """

    parameters: ClassVar = {"low": POSITIVE, "shape": POSITIVE}
    low: Value
    shape: Value

    def _ppf(self, u: Array) -> Floats:
        return self.low * np.exp(-np.log1p(-u) / self.shape)

    def _cdf(self, x: Array) -> Floats:
        return -np.expm1(self.shape * np.log(self.low / x))

    def _standard_form(self) -> tuple[Family, Value, Value]:
        return Pareto(1, self.shape), 0.0, self.low

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


class SkewNormal(Family):
    """A normal pulled to one side: to the right for `shape` above 0, to the left below, normal at 0.

    References
    ----------
    Azzalini (1985), A class of distributions which includes the normal ones, Scandinavian Journal of Statistics 12(2).
    """

    parameters: ClassVar = {"location": REAL, "scale": SPREAD, "shape": REAL}
    location: Value
    scale: Value
    shape: Value

    def _ppf(self, u: Array) -> Floats:
        normal = scipy.special.ndtri(u)
        # A skew normal lies between a normal and the half normal on its side.
        half = np.where(np.greater(self.shape, 0), -scipy.special.ndtri((1 - u) / 2), scipy.special.ndtri(u / 2))
        z = inverse(_skew_normal_cdf, u, np.minimum(normal, half), np.maximum(normal, half), self.shape)
        return self.location + self.scale * z

    def _cdf(self, x: Array) -> Floats:
        z, shape = np.broadcast_arrays((x - self.location) / self.scale, self.shape)
        return _skew_normal_cdf(z, shape)

    def _standard_form(self) -> tuple[Family, Value, Value]:
        return SkewNormal(0, 1, self.shape), self.location, self.scale

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


class NegativeBinomial(Family):
    """How many failures come before so many successes; or a count that varies more than a Poisson.

    `successes` need not be a whole number.
    """

    parameters: ClassVar = {"successes": POSITIVE, "probability": SHARE}
    discrete = True
    successes: Value
    probability: Value

    def _ppf(self, u: Array) -> Floats:
        longest = np.ceil(2 * (self.mean + 40 * self.sd) - 40 / np.log1p(-np.asarray(self.probability)) + 100)
        skew = (2 - self.probability) / self.probability
        return smallest_count(self._cdf, u, mean=self.mean, sd=self.sd, skew=skew, most=longest)

    def _cdf(self, x: Array) -> Floats:
        count = np.floor(x)
        inside = scipy.special.betainc(self.successes, np.maximum(count, 0) + 1, self.probability)
        return np.where(count < 0, 0.0, inside)

    @cached_property
    def mean(self) -> Value:
        """Mean."""
        return self.successes * (1 - self.probability) / self.probability

    @cached_property
    def sd(self) -> Value:
        """Standard deviation."""
        return frozen(np.sqrt(self.successes * (1 - self.probability)) / self.probability)

    @cached_property
    def skewness(self) -> Value:
        """Skewness."""
        with np.errstate(divide="ignore", invalid="ignore"):
            return frozen((2 - self.probability) / np.sqrt(self.successes * np.subtract(1, self.probability)))

    @cached_property
    def low(self) -> Value:
        """Smallest count that can occur."""
        return self._everywhere(0.0)

    @classmethod
    def from_mean_sd(cls, mean: object, sd: object) -> Self:
        """Make the member with this mean and standard deviation; the sd lies above the root of the mean."""
        centre, spread = positive_mean_sd(mean, sd)
        excess = np.asarray(np.square(spread) - centre)
        if not np.all(excess > 0):
            raise FamilyError(
                f"sd = {spread} is too small for a negative binomial with mean = {centre}: counts that vary less than "
                "the root of their mean are binomial; at the root itself they are Poisson",
                parameter="sd",
            )
        return cls(np.square(centre) / excess, centre / np.square(spread))
