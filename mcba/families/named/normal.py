"""The normal, and the two families next to it: its exponential, and its wider-tailed relative."""

from __future__ import annotations

import math
from functools import cached_property
from statistics import NormalDist
from typing import ClassVar, Self

import numpy as np
import scipy  # its parts load when first named, so that checking parameters stays instant

from mcba.arrays import Array, Floats
from mcba.families.base.documentation import FamilyReference
from mcba.families.base.domains import POSITIVE, REAL, SPREAD, Domain, NumberLike, Value, checked_value, frozen, tail
from mcba.families.base.ends import checked_range, positive_mean_sd
from mcba.families.base.family import Family
from mcba.families.base.fittable import Search, Start
from mcba.families.base.parameters import LOCATION, SCALE, UNITLESS, Number, parameter, parameterisation

__all__ = ["Lognormal", "Normal", "StudentT"]


class Normal(Family):
    """Normal distribution.

    Examples
    --------
    >>> Normal.between(-2, 4, mass=0.9).mean
    1.0
    """

    title = "normal"
    mean: Number = parameter(REAL, "mean", LOCATION, typical=(-5, 20))
    sd: Number = parameter(SPREAD, "standard deviation", SCALE, typical=(0.5, 4))
    symmetric = True
    reference: ClassVar = FamilyReference(
        density="exp(-((x - mean) / sd)² / 2) / (sd √(2π))",
        mean="mean",
        source="Johnson, Kotz and Balakrishnan (1994), Continuous Univariate Distributions, volume 1, 2nd edition, "
        "Wiley, chapter 13",
    )

    def _ppf(self, u: Array) -> Floats:
        return self.mean + self.sd * scipy.special.ndtri(u)

    def _cdf(self, x: Array) -> Floats:
        return scipy.special.ndtr((x - self.mean) / self.sd)

    @classmethod
    @parameterisation()
    def between(cls, low: NumberLike, high: NumberLike, mass: float = 0.9) -> Self:
        """Make the member whose central `mass` runs from `low` to `high`."""
        below, above = checked_range(low, high)
        return cls(below / 2 + above / 2, (above - below) / (2 * NormalDist().inv_cdf(1 - tail(mass))))

    @classmethod
    @parameterisation()
    def from_estimate(cls, mean: NumberLike, standard_error: NumberLike) -> Self:
        """Make the member that says how far an estimate may lie from the truth: its sd is the standard error."""
        return cls(mean, checked_value("standard_error", standard_error, SPREAD))

    @staticmethod
    def start(mean: float, sd: float) -> Start:
        """Free numbers at which a fit begins."""
        return mean, math.log(sd)

    @staticmethod
    def log_density(x: Array, mean: float, sd: float) -> Array:
        """Logarithm of the density."""
        return -(((x - mean) / sd) ** 2) / 2 - math.log(sd * math.sqrt(2 * math.pi))

    @classmethod
    def most_likely(cls, x: Array) -> Self:
        """Make the most likely member for a sample."""
        return cls(float(np.mean(x)), float(np.std(x)))

    @classmethod
    def search(cls, low: float, high: float) -> Search:
        """Return where a fit looks; between ends, among the normals cut off there."""
        if not (math.isfinite(low) or math.isfinite(high)):
            return super().search(low, high)
        from mcba.families.named.cut import TruncatedNormal  # which stands behind the common families

        return Search(lambda mu, log_sigma: TruncatedNormal(mu, math.exp(log_sigma), low, high), cls.start)


class Lognormal(Family):
    """A number whose natural logarithm is normal with mean `mu` and standard deviation `sigma`.

    Examples
    --------
    >>> round(Lognormal.from_mean_sd(100, 20).median, 3)
    98.058
    """

    title = "lognormal"
    mu: Number = parameter(REAL, "mean of the logarithm", UNITLESS, typical=(-1, 2))
    sigma: Number = parameter(SPREAD, "standard deviation of the logarithm", UNITLESS, typical=(0.1, 1))
    support = (0.0, math.inf)
    reference: ClassVar = FamilyReference(
        density="exp(-((ln x - mu) / sigma)² / 2) / (x sigma √(2π))",
        mean="exp(mu + sigma² / 2)",
        source="Johnson, Kotz and Balakrishnan (1994), Continuous Univariate Distributions, volume 1, 2nd edition, "
        "Wiley, chapter 14",
    )

    def _ppf(self, u: Array) -> Floats:
        return np.exp(self.mu + self.sigma * scipy.special.ndtri(u))

    def _cdf(self, x: Array) -> Floats:
        return scipy.special.ndtr((np.log(x) - self.mu) / self.sigma)

    def _standard_form(self) -> tuple[Family, Value, Value]:
        scale = np.exp(self.mu)
        if not np.all((scale > 0) & (scale < np.inf)):
            return super()._standard_form()
        return Lognormal(0, self.sigma), 0.0, frozen(scale)

    @cached_property
    def mean(self) -> Value:
        """Mean."""
        with np.errstate(over="ignore"):
            return frozen(np.exp(self.mu + np.square(self.sigma) / 2))

    @cached_property
    def sd(self) -> Value:
        """Standard deviation."""
        with np.errstate(over="ignore"):
            return frozen(self.mean * np.sqrt(np.expm1(np.square(self.sigma))))

    @cached_property
    def skewness(self) -> Value:
        """Skewness."""
        with np.errstate(over="ignore"):
            variation = np.expm1(np.square(self.sigma))
            return frozen((variation + 3) * np.sqrt(variation))

    @classmethod
    @parameterisation()
    def from_mean_sd(cls, mean: NumberLike, sd: NumberLike) -> Self:
        """Make the member with this mean and standard deviation (of the number itself, not of its logarithm)."""
        centre, spread = positive_mean_sd(mean, sd)
        variance = np.log1p(np.square(spread / centre))
        return cls(np.log(centre) - variance / 2, np.sqrt(variance))

    @classmethod
    @parameterisation()
    def between(cls, low: NumberLike, high: NumberLike, mass: float = 0.9) -> Self:
        """Make the member whose central `mass` runs from `low` to `high`, both above 0."""
        below, above = map(np.log, checked_range(low, high, POSITIVE))
        return cls((below + above) / 2, (above - below) / (2 * NormalDist().inv_cdf(1 - tail(mass))))

    @staticmethod
    def start(mean: float, sd: float) -> Start:
        """Free numbers at which a fit begins."""
        variance = math.log1p((sd / mean) ** 2)
        return math.log(mean) - variance / 2, math.log(variance) / 2

    @staticmethod
    def log_density(x: Array, mu: float, sigma: float) -> Array:
        """Logarithm of the density."""
        return -(((np.log(x) - mu) / sigma) ** 2) / 2 - np.log(x) - math.log(sigma * math.sqrt(2 * math.pi))

    @classmethod
    def most_likely(cls, x: Array) -> Self:
        """Make the most likely member for a sample."""
        return cls(float(np.mean(np.log(x))), float(np.std(np.log(x))))


MORE_THAN_TWO = Domain(
    "above 2, where the standard deviation is finite",
    lambda x: x > 2,
    "more than 2 degrees of freedom, or location and scale, or a range in place of mean and sd",
)


class StudentT(Family):
    """A hump with heavier tails than the normal: the fewer degrees of freedom `df`, the heavier.

    The mean exists for df above 1 and the standard deviation is finite for df above 2. `scale` is not the standard
    deviation: that is scale · √(df / (df − 2)), 73 % more for df = 3 (JCGM 101:2008, 6.4.9).

    Examples
    --------
    >>> StudentT(3, location=10, scale=1).sd
    1.7320508075688772
    >>> round(StudentT.from_mean_sd(10, 1, df=3).scale, 4)
    0.5774
    """

    title = "Student's t"
    df: Number = parameter(POSITIVE, "degrees of freedom", UNITLESS, typical=(3, 30))
    location: Number = parameter(REAL, "centre", LOCATION, typical=(-5, 10), default=0.0)
    scale: Number = parameter(SPREAD, "measure of spread, not the standard deviation", SCALE, default=1.0)
    reference: ClassVar = FamilyReference(
        density="Γ((df + 1) / 2) / (Γ(df / 2) scale √(df π)) · (1 + ((x - location) / scale)² / df)^(-(df + 1) / 2)",
        mean="location, for df above 1",
        source="Johnson, Kotz and Balakrishnan (1995), Continuous Univariate Distributions, volume 2, 2nd edition, "
        "Wiley, chapter 28; JCGM 101:2008, 6.4.9",
    )

    def _ppf(self, u: Array) -> Floats:
        # From the lower half: `stdtrit` is less exact in the upper tail, and turns its sign at u = 1e-300.
        distance = np.abs(scipy.special.stdtrit(self.df, np.minimum(u, 1 - u)))
        return self.location + self.scale * np.copysign(distance, u - 0.5)

    def _cdf(self, x: Array) -> Floats:
        return scipy.special.stdtr(self.df, (x - self.location) / self.scale)

    @cached_property
    def mean(self) -> Value:
        """Mean; nan when `df` is 1 or less."""
        return frozen(np.where(np.greater(self.df, 1), self.location, math.nan))

    @cached_property
    def sd(self) -> Value:
        """Standard deviation; infinite when `df` is 2 or less, nan when it is 1 or less."""
        with np.errstate(divide="ignore", invalid="ignore"):
            finite = self.scale * np.sqrt(self.df / np.subtract(self.df, 2))
        return frozen(np.where(np.greater(self.df, 2), finite, np.where(np.greater(self.df, 1), math.inf, math.nan)))

    @cached_property
    def skewness(self) -> Value:
        """Skewness: 0, for both sides are alike; nan when `df` is 3 or less."""
        return frozen(np.where(np.greater(self.df, 3), 0.0, math.nan))

    @cached_property
    def tail_index(self) -> tuple[Value, Value]:
        """The degrees of freedom, on both sides."""
        return self.df, self.df

    @classmethod
    @parameterisation()
    def from_mean_sd(cls, mean: NumberLike, sd: NumberLike, df: NumberLike) -> Self:
        """Make the member with this mean, standard deviation and degrees of freedom, of which there are more than 2.

        The standard uncertainty that a certificate states with its degrees of freedom is mostly the scale and not the
        standard deviation: then give `location` and `scale`.
        """
        centre, spread = checked_value("mean", mean, REAL), checked_value("sd", sd, SPREAD)
        freedom = checked_value("df", df, MORE_THAN_TWO)
        return cls(freedom, centre, spread * np.sqrt(1 - 2 / freedom))

    @classmethod
    @parameterisation()
    def between(cls, low: NumberLike, high: NumberLike, mass: float = 0.9, *, df: NumberLike) -> Self:
        """Make the member with these degrees of freedom whose central `mass` runs from `low` to `high`."""
        below, above = checked_range(low, high)
        freedom = checked_value("df", df, POSITIVE)
        width = 2 * scipy.special.stdtrit(freedom, 1 - tail(mass))
        return cls(freedom, below / 2 + above / 2, (above - below) / width)._hits(below, above, 1 - 2 * tail(mass))

    @staticmethod
    def start(mean: float, sd: float) -> Start:
        """Free numbers at which a fit begins."""
        return mean, math.log(sd), math.log(8.0)

    @classmethod
    def from_free(cls, *numbers: float) -> Self:
        """Make a member from its centre and the logarithms of its scale and degrees of freedom."""
        location, log_scale, log_df = numbers
        return cls(math.exp(min(log_df, 12.0)), location, math.exp(log_scale))

    @staticmethod
    def log_density(x: Array, df: float, location: float, scale: float) -> Array:
        """Logarithm of the density."""
        return (
            math.lgamma((df + 1) / 2)
            - math.lgamma(df / 2)
            - math.log(scale * math.sqrt(df * math.pi))
            - (df + 1) / 2 * np.log1p(((x - location) / scale) ** 2 / df)
        )
