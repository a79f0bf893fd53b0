"""Families made of one other family: cut off, moved, or happening only now and then."""

from __future__ import annotations

import math
from collections.abc import Mapping
from functools import cached_property
from typing import Any, ClassVar

import numpy as np

from mcba.arrays import Array, Floats
from mcba.errors import FamilyError
from mcba.families.base.documentation import FamilyReference
from mcba.families.base.domains import (
    EXTENDED,
    POSITIVE,
    PROBABILITY,
    REAL,
    Value,
    checked_value,
    frozen,
    require_below,
    short_number,
)
from mcba.families.base.family import Family
from mcba.families.base.moments import moments_with_tails, open_tails, quantile_moments
from mcba.families.base.parameters import LOCATION, UNITLESS, Number, parameter
from mcba.families.composite.parts import FAMILY, checked_family, just_below, separate_values, third_moment

__all__ = ["EventRisk", "Shifted", "Truncated"]


class _Made(Family):
    """What is made of one other family and some numbers; arrays go through."""

    @property
    def family(self) -> Family:
        """The distribution it is made of: a parameter of each."""
        raise NotImplementedError

    def _check(self, given: Mapping[str, object]) -> Mapping[str, Any]:
        family = checked_family("family", given["family"])
        numbers = {
            name: checked_value(name, given[name], each.domain)
            for name, each in self.parameters.items()
            if name != "family"
        }
        shape = np.broadcast_shapes(family.batch_shape, *(np.shape(value) for value in numbers.values()))
        if shape:
            numbers = {name: frozen(np.broadcast_to(value, shape)) for name, value in numbers.items()}
        return {name: family if name == "family" else numbers[name] for name in self.parameters}

    def _batch_shape(self) -> tuple[int, ...]:
        return np.broadcast_shapes(self.family.batch_shape, *map(np.shape, list(self._numbers().values())))

    def of_label(self, label: int) -> Family:
        """Return the distribution of one label by itself."""
        if not self.batch_shape:
            return self
        shape = self.batch_shape
        parts = [
            value.of_label(label) if isinstance(value, Family) else float(np.broadcast_to(value, shape)[label, 0])
            for value in self.arguments.values()
        ]
        return type(self)(*parts)

    def _numbers(self) -> dict[str, Value]:
        return {name: value for name, value in self.arguments.items() if name != "family"}

    def _set(self, values: Mapping[str, Any]) -> None:
        super()._set(values)
        self.__dict__["discrete"] = self.family.discrete

    def _quantiles(self, u: Array) -> Floats:
        """Quantiles by a formula from those of the family."""
        raise NotImplementedError

    @cached_property
    def _values(self) -> Array:
        """All values of a discrete member."""
        raise NotImplementedError

    @cached_property
    def _steps(self) -> Array:
        return self.cdf(self._values)

    def _ppf(self, u: Array) -> Floats:
        if self.discrete and not self.batch_shape:  # found in the list: a formula may land next to a step
            return self._values[np.minimum(np.searchsorted(self._steps, u), self._values.size - 1)]
        return self._quantiles(u)

    def values_between(self, low: float, high: float) -> Array:
        """Return the values of a discrete member from `low` to `high`."""
        return self._values[(self._values >= low) & (self._values <= high)]


class Truncated(_Made):
    """Any family of which only the values from `low` to `high` are kept, both included.

    A normal cut far out in a tail keeps more digits as a `TruncatedNormal`.

    Examples
    --------
    >>> from mcba.families import Exponential
    >>> round(Truncated(Exponential(1), low=2).median - Exponential(1).median, 12)
    2.0
    """

    family: Family = parameter(FAMILY, "the distribution it is made of")
    low: Number = parameter(EXTENDED, "nothing below it is kept", LOCATION, default=-math.inf)
    high: Number = parameter(EXTENDED, "nothing above it is kept", LOCATION, default=math.inf)
    reference: ClassVar = FamilyReference(
        density="that of the family over its probability between low and high",
        mean="integrated over the quantiles",
        source="Nadarajah and Kotz (2006), R programs for computing truncated distributions, Journal of Statistical "
        "Software 16, code snippet 2, doi:10.18637/jss.v016.c02",
    )

    def _check(self, given: Mapping[str, object]) -> Mapping[str, Any]:
        values = super()._check(given)
        family, low, high = values["family"], values["low"], values["high"]
        first, last = just_below(family, low), family.cdf(high)
        keeps_enough = bool(np.all(last - first >= 1e-6))  # a single value too may be likely enough
        require_below(("low", "high"), low, high, or_equal=family.discrete or keeps_enough)
        if not keeps_enough:
            raise FamilyError(
                f"only {short_number(float(np.min(np.maximum(last - first, 0))))} of the probability lies between "
                f"low = {low} and high = {high}; give bounds that keep at least a millionth",
                parameter="low",
            )
        # The ends that can occur, so that two ways to cut off the same values make one member.
        if family.discrete:
            low, high = family.ppf(np.nextafter(first, 1)), family.ppf(last)
        return {
            "family": family,
            "low": frozen(np.maximum(low, family.low)),
            "high": frozen(np.minimum(high, family.high)),
        }

    @cached_property
    def _first(self) -> Array:
        return just_below(self.family, self.low)

    @cached_property
    def _kept(self) -> Array:
        return self.family.cdf(self.high) - self._first

    def _quantiles(self, u: Array) -> Floats:
        # The last number below 1: a sum that rounds to 1 is no end of the support, which may be infinite.
        return self.family.ppf(np.minimum(self._first + u * self._kept, 1 - 2.0**-53))

    def _cdf(self, x: Array) -> Floats:
        return (self.family.cdf(x) - self._first) / self._kept

    @cached_property
    def _values(self) -> Array:
        values = separate_values(self.family)
        return values[(values >= np.min(self.low)) & (values <= np.max(self.high))]

    @cached_property
    def atoms(self) -> Array:
        """Those of the family that are kept."""
        return self.family.atoms[(self.family.atoms >= self.low) & (self.family.atoms <= self.high)]

    @cached_property
    def _moments(self) -> tuple[Value, Value]:
        if self.discrete:
            return _moments_of(self._values, np.diff(self.cdf(self._values), prepend=0.0, axis=-1))
        return moments_with_tails(*quantile_moments(self.ppf), *self.tail_index)

    @cached_property
    def tail_index(self) -> tuple[Value, Value]:
        """That of the family, of a tail that is not cut off."""
        return open_tails(self.family.tail_index, self.low, self.high)

    @cached_property
    def mean(self) -> Value:
        """Mean after cutting."""
        return self._moments[0]

    @cached_property
    def sd(self) -> Value:
        """Standard deviation after cutting."""
        return self._moments[1]


def _moments_of(values: Array, chances: Array) -> tuple[Value, Value]:
    """Mean and standard deviation of values with these chances, (value) or (label, value)."""
    batch = chances.ndim > 1
    mean = np.sum(values * chances, axis=-1, keepdims=batch)
    return frozen(mean), frozen(np.sqrt(np.sum(chances * np.square(values - mean), axis=-1, keepdims=batch)))


class Shifted(_Made):
    """Any family multiplied by `times` and moved `by` a distance: by + times * x.

    Examples
    --------
    >>> from mcba.families import Gamma
    >>> Shifted(Gamma(2, 3), by=10).mean
    16.0
    """

    family: Family = parameter(FAMILY, "the distribution it is made of")
    by: Number = parameter(REAL, "what is added to every value", LOCATION, default=0.0)
    times: Number = parameter(POSITIVE, "what every value is multiplied by first", UNITLESS, default=1.0)
    reference: ClassVar = FamilyReference(
        support="by + times the ends of the family",
        density="that of the family at (x - by) / times, over times",
        mean="by + times the mean of the family",
        source="Casella and Berger (2002), Statistical Inference, 2nd edition, Duxbury, section 3.5",
    )

    def _quantiles(self, u: Array) -> Floats:
        return self.by + self.times * self.family.ppf(u)

    def _cdf(self, x: Array) -> Floats:
        inside = (x - self.by) / self.times
        if not self.discrete:
            return self.family.cdf(inside)
        # Rounding may put x on the wrong side of its own value: ask the values a few digits around.
        digits = 4 * np.spacing(np.maximum(np.abs(inside), np.abs(self.by / self.times)))
        below, above = self.family.cdf(inside - digits), self.family.cdf(inside + digits)
        return np.where(self.by + self.times * self.family.ppf(above) <= x, above, below)

    def _standard_form(self) -> tuple[Family, Value, Value]:
        standard, location, scale = self.family._standard_form()
        return standard, self.by + self.times * location, self.times * scale

    @cached_property
    def _values(self) -> Array:
        return np.asarray(self.by + self.times * separate_values(self.family))

    @cached_property
    def atoms(self) -> Array:
        """Those of the family, moved."""
        return np.asarray(self.by + self.times * self.family.atoms)

    @cached_property
    def mean(self) -> Value:
        """Mean."""
        return self.by + self.times * self.family.mean

    @cached_property
    def sd(self) -> Value:
        """Standard deviation."""
        return self.times * self.family.sd

    @cached_property
    def skewness(self) -> Value:
        """Skewness, that of the family."""
        return frozen(self._everywhere(1.0) * self.family.skewness)

    @cached_property
    def tail_index(self) -> tuple[Value, Value]:
        """That of the family."""
        below, above = self.family.tail_index
        return self._everywhere(1.0) * below, self._everywhere(1.0) * above

    @cached_property
    def low(self) -> Value:
        """Lower end of the support."""
        return frozen(self.by + self.times * np.asarray(self.family.low))

    @cached_property
    def high(self) -> Value:
        """Upper end of the support."""
        return frozen(self.by + self.times * np.asarray(self.family.high))


class EventRisk(_Made):
    """Something that happens with this probability, and then has a size of this family; otherwise it is 0.

    Examples
    --------
    >>> from mcba.families import Uniform
    >>> flood = EventRisk(0.1, Uniform(50, 100))
    >>> flood.mean, flood.median, round(float(flood.ppf(0.95)), 9)
    (7.5, 0.0, 75.0)
    """

    probability: Number = parameter(PROBABILITY, "probability that it happens", UNITLESS, typical=(0.1, 0.9))
    family: Family = parameter(FAMILY, "its size when it happens")
    reference: ClassVar = FamilyReference(
        support="0, and the support of the family",
        density="probability times that of the family, and 1 - probability at 0",
        mean="probability times the mean of the family",
        source="Aitchison (1955), On the distribution of a positive random variable having a discrete probability "
        "mass at the origin, Journal of the American Statistical Association 50(271), pages 901-908",
    )

    def _check(self, given: Mapping[str, object]) -> Mapping[str, Any]:
        values = super()._check(given)
        if np.any(np.equal(values["probability"], 0)):
            raise FamilyError("probability = 0 leaves nothing that could happen; use a constant 0", "probability")
        return values

    @cached_property
    def _start(self) -> Array:
        """Probability of less than 0: a size below 0."""
        return self.probability * just_below(self.family, self._everywhere(0.0))

    def _quantiles(self, u: Array) -> Floats:
        nothing = 1 - self.probability
        happens = np.where(u <= self._start, u, u - nothing) / self.probability
        size = self.family.ppf(np.clip(happens, 0.0, 1.0))
        return np.where((u > self._start) & (u <= self._start + nothing), 0.0, size)

    def _cdf(self, x: Array) -> Floats:
        return self.probability * self.family.cdf(x) + np.where(x >= 0, 1 - self.probability, 0.0)

    @cached_property
    def _values(self) -> Array:
        return np.union1d([0.0] if np.any(np.less(self.probability, 1)) else [], separate_values(self.family))

    @cached_property
    def atoms(self) -> Array:
        """Zero, unless it happens for certain, and those of the family."""
        return np.union1d([0.0] if np.any(np.less(self.probability, 1)) else [], self.family.atoms)

    @cached_property
    def mean(self) -> Value:
        """Mean, over the worlds in which it happens and those in which it does not."""
        return self.probability * self.family.mean

    @cached_property
    def sd(self) -> Value:
        """Standard deviation."""
        spread, centre = np.square(self.family.sd), np.square(self.family.mean)
        return frozen(np.sqrt(self.probability * (spread + (1 - self.probability) * centre)))

    @cached_property
    def skewness(self) -> Value:
        """Skewness."""
        third = self.probability * third_moment(self.family, self.mean) - (1 - self.probability) * self.mean**3
        return frozen(third / np.asarray(self.sd) ** 3)

    @cached_property
    def tail_index(self) -> tuple[Value, Value]:
        """That of the family: a tail that is met less often is as heavy."""
        below, above = self.family.tail_index
        return self._everywhere(1.0) * below, self._everywhere(1.0) * above

    @cached_property
    def low(self) -> Value:
        """Lower end of the support."""
        return frozen(np.where(np.less(self.probability, 1), np.minimum(self.family.low, 0.0), self.family.low))

    @cached_property
    def high(self) -> Value:
        """Upper end of the support."""
        return frozen(np.where(np.less(self.probability, 1), np.maximum(self.family.high, 0.0), self.family.high))
