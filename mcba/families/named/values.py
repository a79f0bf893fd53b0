"""Values that are listed: one for certain, several with their probabilities, or those that were observed."""

from __future__ import annotations

import math
from collections.abc import Mapping
from functools import cached_property
from typing import Any, ClassVar

import numpy as np

from mcba.arrays import Array, Floats
from mcba.errors import FamilyError
from mcba.families.base.documentation import FamilyReference
from mcba.families.base.domains import NON_NEGATIVE, REAL, Value, as_shares, checked_value, frozen, short_number
from mcba.families.base.family import Family
from mcba.families.base.parameters import LOCATION, UNITLESS, Listed, Number, parameter

__all__ = ["Constant", "Discrete", "Empirical"]


class Constant(Family):
    """One value, known for certain.

    Examples
    --------
    >>> Constant(4).central(0.9)
    (4.0, 4.0)
    """

    title = "constant"
    value: Number = parameter(REAL, "the value", LOCATION, typical=(-5, 5))
    numbers_only = True
    discrete = True
    reference: ClassVar = FamilyReference(
        support="value",
        density="1 at value",
        mean="value",
        source="Feller (1971), An Introduction to Probability Theory and Its Applications, volume 2, 2nd edition, "
        "Wiley",
    )

    def values_between(self, low: float, high: float) -> Array:
        """Return the value, if it lies from `low` to `high`."""
        return np.array([self.value] if low <= self.value <= high else [])

    def _ppf(self, u: Array) -> Floats:
        return self.value + np.zeros_like(u)

    def _cdf(self, x: Array) -> Floats:
        return np.greater_equal(x, self.value) * 1.0

    @cached_property
    def mean(self) -> Value:
        """Mean."""
        return self.value

    @cached_property
    def sd(self) -> Value:
        """Standard deviation."""
        return self._everywhere(0.0)

    @cached_property
    def skewness(self) -> Value:
        """Skewness: nan, for there is no spread."""
        return self._everywhere(math.nan)

    @cached_property
    def low(self) -> Value:
        """The value."""
        return self.value

    @cached_property
    def high(self) -> Value:
        """The value."""
        return self.value

    def closed_form(self, u: Any, do: Any) -> Any:  # noqa: ARG002
        """Quantiles in operations."""
        return do.constant(self.value)


class ListedValues(Family):
    """One of a list of values, which is kept in rising order."""

    values: Listed = parameter(REAL, "the values", LOCATION, many=True)
    numbers_only = True
    discrete = True

    @property
    def probabilities(self) -> Array:
        """Probability of each value."""
        raise NotImplementedError

    def _batch_shape(self) -> tuple[int, ...]:
        return ()

    def values_between(self, low: float, high: float) -> Array:
        """Return the listed values from `low` to `high`."""
        return self.values[(self.values >= low) & (self.values <= high)]

    @cached_property
    def _cumulative(self) -> Array:
        cumulative = np.cumsum(self.probabilities)
        cumulative[np.flatnonzero(self.probabilities)[-1] :] = 1.0
        return cumulative

    def _ppf(self, u: Array) -> Floats:
        return self.values[np.minimum(np.searchsorted(self._cumulative, u), self.values.size - 1)]

    def _cdf(self, x: Array) -> Floats:
        place = np.searchsorted(self.values, x, side="right")
        return np.concatenate([[0.0], self._cumulative])[place]

    @cached_property
    def mean(self) -> Value:
        """Mean."""
        return float(np.sum(self.values * self.probabilities))

    @cached_property
    def sd(self) -> Value:
        """Standard deviation."""
        return float(np.sqrt(np.sum((self.values - self.mean) ** 2 * self.probabilities)))

    @cached_property
    def skewness(self) -> Value:
        """Skewness; nan for a single value."""
        with np.errstate(invalid="ignore"):
            away = (self.values - self.mean) / np.asarray(self.sd)
        return float(np.sum(away**3 * self.probabilities))

    @cached_property
    def low(self) -> Value:
        """Smallest value that can occur."""
        return float(self.values[self.probabilities > 0][0])

    @cached_property
    def high(self) -> Value:
        """Largest value that can occur."""
        return float(self.values[self.probabilities > 0][-1])


class Discrete(ListedValues):
    """One of a list of values, each with its probability. The list is kept in rising order.

    Examples
    --------
    >>> Discrete([0, 10], [0.75, 0.25]).mean
    2.5
    """

    title = "separate values"
    probabilities: Listed = parameter(
        NON_NEGATIVE, "probability of each value, in the same order, with the sum 1", UNITLESS, many=True
    )
    reference: ClassVar = FamilyReference(
        support="the values",
        density="the probability of each value",
        mean="Σ values probabilities",
        source="Johnson, Kemp and Kotz (2005), Univariate Discrete Distributions, 3rd edition, Wiley, chapter 1",
    )

    def _check(self, given: Mapping[str, object]) -> Mapping[str, Value]:
        values, probabilities = (
            np.atleast_1d(checked_value(name, given[name], each.domain)) for name, each in self.parameters.items()
        )
        if values.ndim != 1 or values.shape != probabilities.shape:
            raise FamilyError(
                f"values has shape {values.shape} and probabilities {probabilities.shape}; "
                "give two lists with one probability for each value",
                parameter="probabilities",
            )
        if abs(total := math.fsum(probabilities)) - 1 > 1e-9 or total < 1 - 1e-9:
            raise FamilyError(
                f"the probabilities add up to {short_number(total)}; they must add up to 1", parameter="probabilities"
            )
        order = np.argsort(values)
        values, probabilities = values[order], as_shares(probabilities[order], total)
        if np.any(repeated := np.diff(values) == 0):
            found = short_number(float(values[1:][repeated][0]))
            raise FamilyError(f"value {found} is given twice; give it once with its whole probability", "values")
        return {"values": np.asarray(frozen(values)), "probabilities": np.asarray(frozen(probabilities))}


class Empirical(ListedValues):
    """Values as they were observed, each as likely as its weight; all alike when no weights are given.

    Examples
    --------
    >>> Empirical([3, 1, 1, 7]).mean
    3.0
    """

    title = "empirical"
    weights: Listed = parameter(NON_NEGATIVE, "what each value counts for", UNITLESS, default=1.0, many=True)
    reference: ClassVar = FamilyReference(
        support="the values",
        density="the share of each value in the weights",
        mean="Σ values weights / Σ weights",
        source="Efron and Tibshirani (1993), An Introduction to the Bootstrap, Chapman and Hall, chapter 4",
    )

    def _check(self, given: Mapping[str, object]) -> Mapping[str, Value]:
        values, weights = (
            np.asarray(checked_value(name, given[name], each.domain)) for name, each in self.parameters.items()
        )
        values = np.atleast_1d(values)
        if values.ndim != 1 or weights.shape not in {(), values.shape}:
            raise FamilyError(
                f"values has shape {values.shape} and weights {weights.shape}; give two lists with one weight for each "
                "value, or no weights",
                parameter="weights",
            )
        values, place = np.unique(values, return_inverse=True)
        total: Array = np.bincount(place, weights=np.broadcast_to(weights, place.shape)).astype(np.float64, copy=False)
        if not total.sum() > 0:
            raise FamilyError("the weights add up to 0; give at least one weight above 0", parameter="weights")
        return {
            "values": np.asarray(frozen(values)),
            "weights": np.asarray(frozen(as_shares(total, float(total.sum())))),
        }

    @cached_property
    def probabilities(self) -> Array:
        """Probability of each value."""
        return self.weights
