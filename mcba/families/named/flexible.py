"""Families that take the shape of the quantiles they are given: the metalog, and straight lines between quantiles."""

from __future__ import annotations

import math
from collections.abc import Mapping
from functools import cached_property
from typing import Any, ClassVar, Self

import numpy as np
import scipy  # its parts load when first named

from mcba.arrays import Array, Floats
from mcba.errors import FamilyError, FitError
from mcba.families.base.documentation import FamilyReference
from mcba.families.base.domains import (
    EXTENDED,
    PROBABILITY,
    REAL,
    NumberLike,
    Value,
    checked_value,
    frozen,
    require_below,
    short_number,
    tail,
)
from mcba.families.base.family import Family
from mcba.families.base.moments import moments_with_tails, quantile_moments
from mcba.families.base.parameters import LOCATION, SAME, UNITLESS, Listed, Number, parameter, parameterisation
from mcba.families.base.solving import inverse

__all__ = ["Metalog", "Piecewise"]


class Metalog(Family):
    """A quantile function that is a sum of terms, on the scale of the value itself or of its distance to bounds.

    With one bound, or two, the logarithm of the distance to it, or of the ratio of the distances, has the quantile
    function with these coefficients. Coefficients whose curve falls anywhere are refused: they are no distribution.

    Examples
    --------
    >>> Metalog.between(4, 9, 17, mass=0.8).ppf([0.1, 0.5, 0.9]).round(9)
    array([ 4.,  9., 17.])
    """

    title = "metalog"
    coefficients: Listed = parameter(REAL, "what each term counts for", SAME, many=True)
    low: Number = parameter(EXTENDED, "lower bound", LOCATION, typical=(-2, 0), default=-math.inf)
    high: Number = parameter(EXTENDED, "upper bound", LOCATION, typical=(8, 10), default=math.inf)
    numbers_only = True
    cdf_is_solved: ClassVar = True
    reference: ClassVar = FamilyReference(
        density="the inverse of the slope of the quantile function, which is the sum of the coefficients times 1, "
        "ln(u / (1 - u)), (u - 1/2) ln(u / (1 - u)), u - 1/2, (u - 1/2)², …",
        mean="integrated over the quantiles",
        source="Keelin (2016), The metalog distributions, Decision Analysis 13(4), doi:10.1287/deca.2016.0338",
    )

    def _check(self, given: Mapping[str, object]) -> Mapping[str, Any]:
        coefficients = np.atleast_1d(checked_value("coefficients", given["coefficients"], REAL))
        low, high = checked_value("low", given["low"], EXTENDED), checked_value("high", given["high"], EXTENDED)
        if coefficients.ndim != 1 or coefficients.size < 2:
            raise FamilyError("give a list of two or more coefficients", parameter="coefficients")
        if np.ndim(low) or np.ndim(high):
            raise FamilyError("low and high are single numbers", parameter="low" if np.ndim(low) else "high")
        require_below(("low", "high"), low, high)
        if (found := _falls_at(coefficients)) is not None:
            raise FitError(
                f"these {coefficients.size} terms are no distribution: their quantiles fall at probability "
                f"{found:.3g}; give fewer terms, quantiles that lie less unevenly, or bounds",
                parameter="coefficients",
            )
        return {"coefficients": np.asarray(frozen(coefficients)), "low": low, "high": high}

    def _batch_shape(self) -> tuple[int, ...]:
        return ()

    @classmethod
    def from_quantiles(
        cls,
        probabilities: NumberLike,
        values: NumberLike,
        *,
        terms: int | None = None,
        low: NumberLike = -math.inf,
        high: NumberLike = math.inf,
    ) -> Self:
        """Make the member that passes nearest to these quantiles: through them all when there are as many terms.

        Parameters
        ----------
        probabilities, values : (quantile,)
            Two or more, both rising; the values in the unit of the variable.
        terms : int, optional
            At most as many as quantiles; when absent as many as these, up to nine.
        low, high : float
            Bounds of the support outside all values, in the unit of the variable; infinite for none.

        Returns
        -------
        Metalog

        Raises
        ------
        FitError
            For terms that are too few or too many, a value on or beyond a bound, and terms that are no distribution.
        """
        u, x = np.asarray(probabilities, dtype=np.float64), np.asarray(values, dtype=np.float64)
        bottom, top = float(checked_value("low", low, EXTENDED)), float(checked_value("high", high, EXTENDED))
        count = min(u.size, 9) if terms is None else terms
        if not 2 <= count <= u.size:
            raise FitError(f"{count} terms need as many quantiles, and at least two; found {u.size}")
        if np.any((x <= bottom) | (x >= top)):
            raise FitError(
                "a quantile lies on or beyond a bound; give bounds outside all quantiles", parameter="values"
            )
        scores = scipy.special.logit(u)
        solution = np.linalg.lstsq(_basis(scores, count), _unbounded(x, bottom, top), rcond=None)[0]
        return cls(solution, bottom, top)

    @classmethod
    @parameterisation()
    def between(
        cls,
        low: NumberLike,
        median: NumberLike,
        high: NumberLike,
        mass: float = 0.9,
        *,
        lowest: NumberLike = -math.inf,
        highest: NumberLike = math.inf,
    ) -> Self:
        """Make the three-term member with this median whose central `mass` runs from `low` to `high`."""
        first = tail(mass)
        values = [
            checked_value("low", low, REAL),
            checked_value("median", median, REAL),
            checked_value("high", high, REAL),
        ]
        require_below(("low", "median"), values[0], values[1])
        require_below(("median", "high"), values[1], values[2])
        return cls.from_quantiles([first, 0.5, 1 - first], np.asarray(values), low=lowest, high=highest)

    def _ppf(self, u: Array) -> Floats:
        return self._bounded(_sum(self.coefficients, scipy.special.logit(u)))

    def _bounded(self, y: Array) -> Floats:
        if math.isfinite(self.low) and math.isfinite(self.high):
            return self.low + (self.high - self.low) * scipy.special.expit(y)
        if math.isfinite(self.low):
            return self.low + np.exp(y)
        return self.high - np.exp(-y) if math.isfinite(self.high) else y

    def _cdf(self, x: Array) -> Floats:
        y = _unbounded(x, float(self.low), float(self.high))
        scores = inverse(lambda score: _sum(self.coefficients, score), y, np.full(np.shape(y), -745.0), 745.0)
        return scipy.special.expit(scores)

    def _standard_form(self) -> tuple[Family, Value, Value]:
        if math.isfinite(self.low) or math.isfinite(self.high):
            return self, 0.0, 1.0
        # The second coefficient is the spread of the plainest member; a curved one may have none.
        location, scale = float(self.coefficients[0]), float(np.max(np.abs(self.coefficients[1:])))
        return Metalog(np.concatenate([[0.0], self.coefficients[1:] / scale])), location, scale

    @cached_property
    def _moments(self) -> tuple[Value, Value]:
        return moments_with_tails(*quantile_moments(self.ppf), *self.tail_index)

    @cached_property
    def tail_index(self) -> tuple[Value, Value]:
        """With a bound on one side only, the other tail falls like a power: exp(slope * logit)."""
        if math.isfinite(self.low) == math.isfinite(self.high):
            return math.inf, math.inf
        lower, upper = (float(slope) for slope in _slopes(self.coefficients, np.array([-745.0, 745.0])))
        return (math.inf, 1 / upper) if math.isfinite(self.low) else (1 / lower, math.inf)

    @cached_property
    def mean(self) -> Value:
        """Mean; infinite when the open tail is that heavy."""
        return self._moments[0]

    @cached_property
    def sd(self) -> Value:
        """Standard deviation; infinite when the open tail is that heavy."""
        return self._moments[1]


def _unbounded(x: Array, low: float, high: float) -> Array:
    with np.errstate(divide="ignore"):
        if math.isfinite(low) and math.isfinite(high):
            return np.log((x - low) / (high - x))
        if math.isfinite(low):
            return np.log(x - low)
        return -np.log(high - x) if math.isfinite(high) else np.asarray(x)


def _powers(count: int) -> list[tuple[int, bool]]:
    """Power of (u - 1/2) of each term, and whether logit(u) multiplies it: Keelin (2016), equation (6)."""
    first = [(0, False), (0, True), (1, True), (1, False)]
    rest = [(term // 2, term % 2 == 1) for term in range(4, count)]
    return (first + rest)[:count]


def _basis(scores: Array, count: int) -> Array:
    centred = scipy.special.expit(scores) - 0.5
    return np.stack([centred**power * (scores if with_logit else 1.0) for power, with_logit in _powers(count)], axis=-1)


def _sum(coefficients: Array, scores: Array) -> Array:
    """Return the sum of the terms at logit(u) = scores, by Horner's rule."""
    centred = scipy.special.expit(scores) - 0.5
    plain, steep = _polynomials(coefficients)
    at_ends = np.where(np.isinf(scores), 0.0, _horner(plain, centred))
    return at_ends + _horner(steep, centred) * scores


def _polynomials(coefficients: Array) -> tuple[Array, Array]:
    """Return the coefficients in powers of (u - 1/2): of the plain terms, and of those that logit(u) multiplies."""
    polynomials = np.zeros((2, coefficients.size))
    for value, (power, with_logit) in zip(coefficients, _powers(coefficients.size), strict=True):
        polynomials[int(with_logit), power] = value
    return np.trim_zeros(polynomials[0], "b"), np.trim_zeros(polynomials[1], "b")


def _horner(polynomial: Array, x: Array) -> Array:
    total = np.zeros_like(x)
    for value in polynomial[::-1]:
        total = total * x + value
    return total


def _slopes(coefficients: Array, scores: Array) -> Array:
    """Return the slope of the sum of terms in logit(u): above 0 where the quantiles rise."""
    centred = scipy.special.expit(scores) - 0.5
    plain, steep = _polynomials(coefficients)
    spread = 0.25 - centred**2  # du / dlogit(u)
    with np.errstate(invalid="ignore"):
        slope = _horner(_derivative(plain), centred) + _horner(_derivative(steep), centred) * scores
        return _horner(steep, centred) + slope * spread


def _derivative(polynomial: Array) -> Array:
    return polynomial[1:] * np.arange(1, polynomial.size)


def _falls_at(coefficients: Array) -> float | None:
    """Return a probability at which the quantiles do not rise, or None: looked for on a grid, tails included."""
    scores = np.concatenate([np.linspace(-40, 40, 8001), [-745.0, 745.0]])
    slopes = _slopes(coefficients, scores)
    if np.all(slopes > 0):
        return None
    return float(scipy.special.expit(scores[np.argmin(slopes)]))


class Piecewise(Family):
    """Straight lines between given points of the cumulative curve: the least said beyond the quantiles themselves.

    The first probability is 0 and the last 1; the values and the probabilities both rise.

    Examples
    --------
    >>> Piecewise([0, 10, 40], [0, 0.5, 1]).mean
    15.0
    """

    title = "piecewise"
    values: Listed = parameter(REAL, "the values, rising", LOCATION, many=True)
    probabilities: Listed = parameter(
        PROBABILITY, "probability of at most each value, from 0 to 1", UNITLESS, many=True
    )
    numbers_only = True
    reference: ClassVar = FamilyReference(
        support="the first value to the last",
        density="between two values, the step in probability over the step in value",
        mean="Σ steps in probability times the middle of both values",
        source="Law (2015), Simulation Modeling and Analysis, 5th edition, McGraw-Hill, chapter 6",
    )

    def _check(self, given: Mapping[str, object]) -> Mapping[str, Value]:
        values, probabilities = (
            np.atleast_1d(checked_value(name, given[name], each.domain)) for name, each in self.parameters.items()
        )
        if values.ndim != 1 or values.shape != probabilities.shape or values.size < 2:
            raise FamilyError("give two or more values and one probability for each", parameter="probabilities")
        for name, array in (("values", values), ("probabilities", probabilities)):
            if np.any(fall := np.diff(array) <= 0):
                place = int(np.flatnonzero(fall)[0])
                raise FamilyError(
                    f"{name} do not rise: {short_number(array[place])} is followed by {short_number(array[place + 1])}",
                    parameter=name,
                )
        if probabilities[0] != 0 or probabilities[-1] != 1:
            raise FamilyError(
                f"probabilities run from {short_number(probabilities[0])} to {short_number(probabilities[-1])}; begin "
                "with the lowest value at 0 and end with the highest at 1, or give mcba.fit_quantiles or "
                "Metalog.from_quantiles what lies between",
                "probabilities",
            )
        return {"values": np.asarray(frozen(values)), "probabilities": np.asarray(frozen(probabilities))}

    def _batch_shape(self) -> tuple[int, ...]:
        return ()

    def _ppf(self, u: Array) -> Floats:
        return np.interp(u, self.probabilities, self.values)

    def _cdf(self, x: Array) -> Floats:
        return np.interp(x, self.values, self.probabilities)

    @cached_property
    def mean(self) -> Value:
        """Mean."""
        middles = (self.values[1:] + self.values[:-1]) / 2
        return float(np.sum(np.diff(self.probabilities) * middles))

    @cached_property
    def sd(self) -> Value:
        """Standard deviation."""
        middles, widths = (self.values[1:] + self.values[:-1]) / 2, np.diff(self.values)
        squares = np.square(middles - self.mean) + np.square(widths) / 12
        return float(np.sqrt(np.sum(np.diff(self.probabilities) * squares)))

    @cached_property
    def low(self) -> Value:
        """Lower end of the support."""
        return float(self.values[0])

    @cached_property
    def high(self) -> Value:
        """Upper end of the support."""
        return float(self.values[-1])
