"""Families between two ends that are known."""

from __future__ import annotations

import math
from functools import cached_property
from typing import Any, ClassVar, Self

import numpy as np
import scipy  # its parts load when first named

from mcba.arrays import Array, Floats
from mcba.errors import FitError
from mcba.families.base.documentation import FamilyReference
from mcba.families.base.domains import (
    POSITIVE,
    REAL,
    SPREAD,
    NumberLike,
    Value,
    checked_value,
    frozen,
    require_below,
    short_number,
    tail,
)
from mcba.families.base.ends import Bounded, checked_range, positive_mean_sd
from mcba.families.base.family import Family
from mcba.families.base.fittable import Search, Start
from mcba.families.base.parameters import LOCATION, UNITLESS, Number, parameter, parameterisation
from mcba.families.base.solving import each, root

__all__ = ["Beta", "Loguniform", "Uniform"]


class Uniform(Bounded):
    """Every value from `low` to `high` equally likely.

    Examples
    --------
    >>> Uniform.between(10, 19, mass=0.9)
    Uniform(low=9.5, high=19.5)
    """

    title = "uniform"
    low: Number = parameter(REAL, "lowest value", LOCATION, typical=(-5, 5))
    high: Number = parameter(REAL, "highest value", LOCATION, typical=(6, 20))
    symmetric = True
    reference: ClassVar = FamilyReference(
        density="1 / (high - low)",
        mean="(low + high) / 2",
        source="Johnson, Kotz and Balakrishnan (1995), Continuous Univariate Distributions, volume 2, 2nd edition, "
        "Wiley, chapter 26; JCGM 101:2008, 6.4.2",
    )

    def _ppf(self, u: Array) -> Floats:
        return self.low + u * (self.high - self.low)

    def _cdf(self, x: Array) -> Floats:
        return (x - self.low) / (self.high - self.low)

    @cached_property
    def mean(self) -> Value:
        """Mean."""
        return frozen(self.low / 2 + self.high / 2)

    @cached_property
    def sd(self) -> Value:
        """Standard deviation."""
        return frozen((self.high - self.low) / math.sqrt(12))

    @classmethod
    @parameterisation("mass")
    def between(cls, low: NumberLike, high: NumberLike, mass: float = 0.9) -> Self:
        """Make the member whose central `mass` runs from `low` to `high`."""
        below, above = checked_range(low, high)
        outside = (above - below) * tail(mass) / (1 - 2 * tail(mass))
        return cls(below - outside, above + outside)

    @classmethod
    @parameterisation()
    def from_mean_sd(cls, mean: NumberLike, sd: NumberLike) -> Self:
        """Make the member with this mean and standard deviation."""
        centre, spread = checked_value("mean", mean, REAL), checked_value("sd", sd, SPREAD)
        return cls(centre - math.sqrt(3) * spread, centre + math.sqrt(3) * spread)

    def closed_form(self, u: Any, do: Any) -> Any:
        """Quantiles in operations."""
        return do.minimum(do.multiply_add(u, self.high - self.low, self.low), self.high)

    @staticmethod
    def start(mean: float, sd: float) -> Start:
        """Free numbers at which a fit begins."""
        return mean, math.log(1.7 * sd)

    @classmethod
    def from_free(cls, *numbers: float) -> Self:
        """Make a member from its middle and the logarithm of half its width."""
        middle, log_half = numbers
        return cls(middle - math.exp(log_half), middle + math.exp(log_half))

    @classmethod
    def search(cls, low: float, high: float) -> Search:
        """Return where a fit looks: both ends are what is looked for."""
        if math.isfinite(low) or math.isfinite(high):
            raise FitError("a uniform takes both ends, or none, from outside its quantiles", "low")
        return Search(cls.from_free, cls.start)


class Loguniform(Bounded):
    """A positive number whose logarithm is uniform: every doubling between `low` and `high` equally likely.

    Examples
    --------
    >>> round(Loguniform(1, 100).median, 9)
    10.0
    """

    title = "log-uniform"
    low: Number = parameter(POSITIVE, "lowest value", LOCATION, typical=(0.5, 2))
    high: Number = parameter(POSITIVE, "highest value", LOCATION, typical=(3, 50))
    reference: ClassVar = FamilyReference(
        density="1 / (x ln(high / low))",
        mean="(high - low) / ln(high / low)",
        source="Hamming (1970), On the distribution of numbers, Bell System Technical Journal 49(8), "
        "doi:10.1002/j.1538-7305.1970.tb04281.x",
    )

    @cached_property
    def _log_ratio(self) -> Value:
        return frozen(np.log(self.high) - np.log(self.low))

    def _ppf(self, u: Array) -> Floats:
        return self.low * np.exp(u * self._log_ratio)

    def _cdf(self, x: Array) -> Floats:
        return np.log(x / self.low) / self._log_ratio

    @cached_property
    def mean(self) -> Value:
        """Mean."""
        return frozen((self.high - self.low) / self._log_ratio)

    @cached_property
    def sd(self) -> Value:
        """Standard deviation."""
        # With h half the log ratio, E[x^2] / mean^2 = h coth(h).
        half = self._log_ratio / 2
        return frozen(self.mean * np.sqrt(_h_coth_h_minus_1(half)))

    @classmethod
    @parameterisation("mass")
    def between(cls, low: NumberLike, high: NumberLike, mass: float = 0.9) -> Self:
        """Make the member whose central `mass` runs from `low` to `high`, both above 0."""
        below, above = map(np.log, checked_range(low, high, POSITIVE))
        outside = (above - below) * tail(mass) / (1 - 2 * tail(mass))
        return cls(np.exp(below - outside), np.exp(above + outside))

    @classmethod
    @parameterisation()
    def from_mean_sd(cls, mean: NumberLike, sd: NumberLike) -> Self:
        """Make the member with this mean and standard deviation."""

        def solve(centre: float, spread: float) -> tuple[float, float]:
            half = root(lambda h: float(_h_coth_h_minus_1(h)) - (spread / centre) ** 2, 1e-8, 300.0)
            if half is None:
                raise FitError(
                    f"no loguniform has mean = {short_number(centre)} and sd = {short_number(spread)}", parameter="sd"
                )
            middle = centre * half / math.sinh(half)
            return middle * math.exp(-half), middle * math.exp(half)

        return cls(*each(solve, *positive_mean_sd(mean, sd)))

    def closed_form(self, u: Any, do: Any) -> Any:
        """Quantiles in operations."""
        return do.minimum(do.multiply(do.exp(do.multiply(u, self._log_ratio)), self.low), self.high)

    @staticmethod
    def start(mean: float, sd: float) -> Start:
        """Free numbers at which a fit begins."""
        return math.log(mean), math.log(1.7 * sd / mean)

    @classmethod
    def from_free(cls, *numbers: float) -> Self:
        """Make a member from the middle of its logarithm and the logarithm of half the width of that."""
        middle, log_half = numbers
        return cls(math.exp(middle - math.exp(log_half)), math.exp(middle + math.exp(log_half)))


def _h_coth_h_minus_1(h: Value) -> Array:
    """Return h coth(h) - 1 without cancellation at small h, where it is h^2/3 - h^4/45 + 2h^6/945 - h^8/4725."""
    h = np.asarray(h, dtype=np.float64)
    square = np.square(h)
    series = square * (1 / 3 - square * (1 / 45 - square * (2 / 945 - square / 4725)))
    return np.where(h < 0.03, series, h / np.tanh(h) - 1)


class Beta(Bounded):
    """A share between `low` and `high`; alpha - 1 and beta - 1 count as successes and failures seen.

    Examples
    --------
    >>> Beta(12, 3).mean
    0.8
    """

    title = "beta"
    alpha: Number = parameter(POSITIVE, "first shape: one more than the successes seen", UNITLESS, typical=(0.5, 20))
    beta: Number = parameter(POSITIVE, "second shape: one more than the failures seen", UNITLESS, typical=(0.5, 20))
    low: Number = parameter(REAL, "lowest value", LOCATION, typical=(-1, 0), default=0.0)
    high: Number = parameter(REAL, "highest value", LOCATION, typical=(1, 2), default=1.0)
    free: ClassVar = ("alpha", "beta")
    reference: ClassVar = FamilyReference(
        density="y^(alpha - 1) (1 - y)^(beta - 1) / (B(alpha, beta) (high - low)), y = (x - low) / (high - low)",
        mean="low + (high - low) alpha / (alpha + beta)",
        source="Johnson, Kotz and Balakrishnan (1995), Continuous Univariate Distributions, volume 2, 2nd edition, "
        "Wiley, chapter 25",
    )

    def _ppf(self, u: Array) -> Floats:
        share = scipy.special.betaincinv(self.alpha, self.beta, u)
        if np.any(np.isnan(share)):  # below u = 1e-200, where only the first term of the series is left
            log_beta = scipy.special.betaln(self.alpha, self.beta)
            share = np.where(np.isnan(share), np.exp((np.log(u * self.alpha) + log_beta) / self.alpha), share)
        return self.low + (self.high - self.low) * self._polished(share, u)

    def _polished(self, share: Floats, u: Array) -> Floats:
        """Return the shares after Newton steps where they miss.

        `betaincinv` can be 1e-8 off in u at u = 0.5 (alpha = beta = 0.71875), and 1e-5 near alpha = 1000.
        """
        for _ in range(3):
            miss = scipy.special.betainc(self.alpha, self.beta, share) - u
            log_density = (
                scipy.special.xlogy(self.alpha - 1, share)
                + scipy.special.xlog1py(self.beta - 1, -share)
                - scipy.special.betaln(self.alpha, self.beta)
            )
            step = miss * np.exp(-log_density)
            needed = (np.abs(miss) > 1e-12) & (np.abs(step) < np.minimum(share, 1 - share))
            if not np.any(needed):
                break
            share = np.where(needed, share - step, share)
        return share

    def _cdf(self, x: Array) -> Floats:
        return scipy.special.betainc(self.alpha, self.beta, (x - self.low) / (self.high - self.low))

    def _standard_form(self) -> tuple[Family, Value, Value]:
        return Beta(self.alpha, self.beta), self.low, self.high - self.low

    @cached_property
    def mean(self) -> Value:
        """Mean."""
        return self.low + (self.high - self.low) * (self.alpha / (self.alpha + self.beta))

    @cached_property
    def sd(self) -> Value:
        """Standard deviation."""
        total = self.alpha + self.beta
        share = (self.alpha / total) * (self.beta / total)
        return frozen((self.high - self.low) * np.sqrt(share / (total + 1)))

    @cached_property
    def skewness(self) -> Value:
        """Skewness."""
        total = self.alpha + self.beta
        return frozen(2 * (self.beta - self.alpha) / (total + 2) * np.sqrt((total + 1) / (self.alpha * self.beta)))

    @classmethod
    @parameterisation()
    def from_mean_sd(cls, mean: NumberLike, sd: NumberLike, low: NumberLike = 0.0, high: NumberLike = 1.0) -> Self:
        """Make the member between `low` and `high` with this mean and standard deviation."""
        centre, spread = checked_value("mean", mean, REAL), checked_value("sd", sd, SPREAD)
        below, above = checked_range(low, high)
        require_below(("low", "mean"), below, centre)
        require_below(("mean", "high"), centre, above)
        share, variance = (centre - below) / (above - below), np.square(spread / (above - below))
        total = share * (1 - share) / variance - 1
        if np.any(total <= 0):
            largest = short_number(float(np.min(np.sqrt((centre - below) * (above - centre)))))
            raise FitError(
                f"sd = {spread} is too large for a beta with mean = {centre} between {below} and {above}: "
                f"give an sd below {largest}",
                parameter="sd",
            )
        return cls(share * total, (1 - share) * total, below, above)

    @staticmethod
    def start(mean: float, sd: float) -> Start:
        """Free numbers at which a fit begins."""
        share = min(max(mean, 0.02), 0.98)
        total = max(share * (1 - share) / sd**2 - 1, 0.5)
        return math.log(share * total), math.log((1 - share) * total)

    @staticmethod
    def log_density(x: Array, alpha: float, beta: float) -> Array:
        """Logarithm of the density between 0 and 1."""
        return (
            (alpha - 1) * np.log(x)
            + (beta - 1) * np.log1p(-x)
            + math.lgamma(alpha + beta)
            - math.lgamma(alpha)
            - math.lgamma(beta)
        )

    @classmethod
    def search(cls, low: float, high: float) -> Search:
        """Return where a fit looks: among the shares between both ends, 0 and 1 where none are said."""
        bottom, top = low if math.isfinite(low) else 0.0, high if math.isfinite(high) else 1.0
        if bottom >= top:
            raise FitError("a beta needs both its ends; give low and high", "low")
        width = top - bottom

        def finished(member: Family) -> Family:
            return cls(member.arguments["alpha"], member.arguments["beta"], bottom, bottom + width)

        return Search(cls.from_free, cls.start, bottom, width, finished)
