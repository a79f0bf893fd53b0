"""Families of counts: whether, and how often, something happens."""

from __future__ import annotations

import math
from collections.abc import Callable
from functools import cached_property
from typing import Any, ClassVar, Self

import numpy as np
import scipy  # its parts load when first named

from mcba.arrays import Array, Floats
from mcba.errors import FamilyError
from mcba.families.base.documentation import FamilyReference
from mcba.families.base.domains import COUNT, POSITIVE, PROBABILITY, SHARE, NumberLike, Value, frozen
from mcba.families.base.ends import positive_mean_sd
from mcba.families.base.family import Family
from mcba.families.base.parameters import SAME, UNITLESS, Number, parameter, parameterisation

__all__ = ["Bernoulli", "Binomial", "NegativeBinomial", "Poisson"]


class Bernoulli(Family):
    """1 with this probability and otherwise 0: something happens or does not.

    Examples
    --------
    >>> Bernoulli(0.25).mean
    0.25
    """

    title = "yes or no (Bernoulli)"
    probability: Number = parameter(PROBABILITY, "probability of 1", UNITLESS, typical=(0.1, 0.9))
    discrete = True
    reference: ClassVar = FamilyReference(
        support="0 and 1",
        density="probability of 1, and 1 - probability of 0",
        mean="probability",
        source="Johnson, Kemp and Kotz (2005), Univariate Discrete Distributions, 3rd edition, Wiley, chapter 3",
    )

    def _ppf(self, u: Array) -> Floats:
        return (u > 1 - self.probability) * 1.0

    def _cdf(self, x: Array) -> Floats:
        return np.where(x < 0, 0.0, np.where(x < 1, 1 - self.probability, 1.0))

    @cached_property
    def mean(self) -> Value:
        """Mean."""
        return self.probability

    @cached_property
    def sd(self) -> Value:
        """Standard deviation."""
        return frozen(np.sqrt(self.probability * (1 - self.probability)))

    @cached_property
    def skewness(self) -> Value:
        """Skewness."""
        with np.errstate(divide="ignore", invalid="ignore"):
            return frozen((1 - 2 * self.probability) / np.asarray(self.sd))

    @cached_property
    def low(self) -> Value:
        """Smallest value that can occur."""
        return frozen(np.where(np.equal(self.probability, 1), 1.0, 0.0))

    @cached_property
    def high(self) -> Value:
        """Largest value that can occur."""
        return frozen(np.where(np.equal(self.probability, 0), 0.0, 1.0))

    def closed_form(self, u: Any, do: Any) -> Any:
        """Quantiles in operations."""
        return do.greater(u, 1 - self.probability)


def smallest_count(
    cdf: Callable[[Array], Floats], u: Array, *, mean: Value, sd: Value, skew: Value, most: Value
) -> Array:
    """Return the smallest count up to `most` with cdf(count) >= u; `skew` is the skewness times sd.

    By bisection, from the Cornish-Fisher expansion with room for its error.
    """
    z: Array = np.clip(scipy.special.ndtri(u), -40.0, 40.0)
    guess = np.floor(mean + sd * z + skew * (np.square(z) - 1) / 6 + 0.5)
    room = 2 + np.ceil(np.square(z) / 8)
    below, above = np.clip(guess - room, -1.0, most), np.clip(guess + room, 0.0, most)
    below = np.where(cdf(below) < u, below, -1.0)
    above = np.where(cdf(above) >= u, above, most)
    while np.any(above - below > 1):
        middle = np.floor((below + above) / 2)
        enough = cdf(middle) >= u
        below, above = np.where(enough, below, middle), np.where(enough, middle, above)
    return above


class Binomial(Family):
    """How many of so many trials succeed.

    Examples
    --------
    >>> Binomial(20, 0.25).mean
    5.0
    """

    title = "binomial"
    trials: Number = parameter(COUNT, "number of trials", SAME, typical=(5, 50))
    probability: Number = parameter(PROBABILITY, "probability that one succeeds", UNITLESS, typical=(0.1, 0.9))
    discrete = True
    reference: ClassVar = FamilyReference(
        support="whole numbers from 0 to trials",
        density="C(trials, x) probability^x (1 - probability)^(trials - x)",
        mean="trials probability",
        source="Johnson, Kemp and Kotz (2005), Univariate Discrete Distributions, 3rd edition, Wiley, chapter 3",
    )

    def _ppf(self, u: Array) -> Floats:
        return smallest_count(self._cdf, u, mean=self.mean, sd=self.sd, skew=1 - 2 * self.probability, most=self.trials)

    def _cdf(self, x: Array) -> Floats:
        count = np.floor(x)
        successes, failures = np.maximum(count, 0) + 1, self.trials - count
        if np.min(self.probability) >= 1e-3:
            inside = scipy.special.betainc(failures, successes, 1 - self.probability)
        else:  # the same, ten times slower, without the digits that 1 - probability loses
            inside = scipy.special.betaincc(successes, failures, self.probability)
        return np.where(count < 0, 0.0, np.where(count >= self.trials, 1.0, inside))

    @cached_property
    def mean(self) -> Value:
        """Mean."""
        return self.trials * self.probability

    @cached_property
    def sd(self) -> Value:
        """Standard deviation."""
        return frozen(np.sqrt(self.trials * self.probability * (1 - self.probability)))

    @cached_property
    def skewness(self) -> Value:
        """Skewness."""
        with np.errstate(divide="ignore", invalid="ignore"):
            return frozen((1 - 2 * self.probability) / np.asarray(self.sd))

    @cached_property
    def low(self) -> Value:
        """Smallest count that can occur."""
        return frozen(np.where(np.equal(self.probability, 1), self.trials, 0.0))

    @cached_property
    def high(self) -> Value:
        """Largest count that can occur."""
        return frozen(np.where(np.equal(self.probability, 0), 0.0, self.trials))


class Poisson(Family):
    """How often something happens that happens `mean` times on average, each time independent of the other.

    Examples
    --------
    >>> Poisson(4).sd
    2.0
    """

    title = "Poisson"
    mean: Number = parameter(POSITIVE, "how often it happens on average", SAME, typical=(0.5, 20))
    support = (0.0, math.inf)
    discrete = True
    reference: ClassVar = FamilyReference(
        support="whole numbers from 0 on",
        density="mean^x exp(-mean) / x!",
        mean="mean",
        source="Johnson, Kemp and Kotz (2005), Univariate Discrete Distributions, 3rd edition, Wiley, chapter 4",
    )

    def _ppf(self, u: Array) -> Floats:
        most = np.ceil(self.mean + 40 * np.sqrt(self.mean) + 100)  # beyond it less than 1e-16 is left
        return smallest_count(self._cdf, u, mean=self.mean, sd=self.sd, skew=1.0, most=most)

    def _cdf(self, x: Array) -> Floats:
        count = np.floor(x)
        return np.where(count < 0, 0.0, scipy.special.gammaincc(np.maximum(count, 0) + 1, self.mean))

    @cached_property
    def sd(self) -> Value:
        """Standard deviation."""
        return frozen(np.sqrt(self.mean))

    @cached_property
    def skewness(self) -> Value:
        """Skewness."""
        return frozen(1 / np.asarray(self.sd))


class NegativeBinomial(Family):
    """How many failures come before so many successes; or a count that varies more than a Poisson.

    `successes` need not be a whole number.

    Examples
    --------
    >>> NegativeBinomial.from_mean_sd(4, 4).mean
    4.0
    """

    title = "negative binomial"
    successes: Number = parameter(POSITIVE, "successes waited for", UNITLESS, typical=(0.5, 10))
    probability: Number = parameter(SHARE, "probability of a success", UNITLESS, typical=(0.2, 0.8))
    support = (0.0, math.inf)
    discrete = True
    reference: ClassVar = FamilyReference(
        support="whole numbers from 0 on",
        density="Γ(x + successes) / (Γ(successes) x!) probability^successes (1 - probability)^x",
        mean="successes (1 - probability) / probability",
        source="Johnson, Kemp and Kotz (2005), Univariate Discrete Distributions, 3rd edition, Wiley, chapter 5",
    )

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

    @classmethod
    @parameterisation()
    def from_mean_sd(cls, mean: NumberLike, sd: NumberLike) -> Self:
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
