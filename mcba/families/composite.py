"""Families made of other families: cut off, moved, mixed, averaged, or happening only now and then."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, ClassVar

import numpy as np
import scipy  # its parts load when first named

from mcba.errors import FamilyError
from mcba.families.base import (
    EXTENDED,
    NON_NEGATIVE,
    POSITIVE,
    PROBABILITY,
    REAL,
    Array,
    Domain,
    Family,
    Floats,
    Value,
    checked,
    frozen,
    inverse,
    moments_with_tails,
    number_text,
    quantile_moments,
    require_below,
)

FAMILY = Domain("a distribution", lambda x: np.ones(x.shape, dtype=np.bool_), "a distribution such as Normal(0, 1)")

_SMALLEST = 5e-324  # the uniforms furthest out
_LARGEST = 1 - 2.0**-53


def _checked_family(name: str, value: object) -> Family:
    if isinstance(value, Family):
        return value
    raise FamilyError(f"{name} = {value!r} is not {FAMILY.text}; give {FAMILY.advice}", parameter=name)


def _just_below(family: Family, x: Value) -> Array:
    """Probability of less than x."""
    return family.cdf(np.nextafter(x, -math.inf))


def _separate_values(family: Family) -> Array:
    """Return all values that have a probability of their own."""
    if not family.discrete:
        return family.atoms
    return family.values_between(float(np.min(family.ppf(_SMALLEST))), float(np.max(family.ppf(_LARGEST))))


def _third_moment(family: Family, centre: Value) -> Array:
    """The third moment about a centre; that about the mean of a family without a spread is 0."""
    away = np.subtract(family.mean, centre)
    own = np.where(np.equal(family.sd, 0), 0.0, family.skewness * np.asarray(family.sd) ** 3)
    return np.asarray(own + 3 * np.square(family.sd) * away + away**3)


class _Made(Family):
    """What is made of one other family and some numbers; arrays go through."""

    family: Family

    def _check(self, given: Mapping[str, object]) -> Mapping[str, Any]:
        family = _checked_family("family", given["family"])
        numbers = {
            name: checked(name, given[name], domain) for name, domain in self.parameters.items() if name != "family"
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

    parameters: ClassVar = {"family": FAMILY, "low": EXTENDED, "high": EXTENDED}
    defaults: ClassVar = {"low": -math.inf, "high": math.inf}
    low: Value
    high: Value

    def _check(self, given: Mapping[str, object]) -> Mapping[str, Any]:
        values = super()._check(given)
        family, low, high = values["family"], values["low"], values["high"]
        require_below(("low", "high"), low, high, or_equal=family.discrete)
        first, last = _just_below(family, low), family.cdf(high)
        if not np.all(last - first >= 1e-6):
            raise FamilyError(
                f"only {number_text(float(np.min(np.maximum(last - first, 0))))} of the probability lies between "
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
        return _just_below(self.family, self.low)

    @cached_property
    def _kept(self) -> Array:
        return self.family.cdf(self.high) - self._first

    def _quantiles(self, u: Array) -> Floats:
        return self.family.ppf(np.minimum(self._first + u * self._kept, 1.0))

    def _cdf(self, x: Array) -> Floats:
        return (self.family.cdf(x) - self._first) / self._kept

    @cached_property
    def _values(self) -> Array:
        values = _separate_values(self.family)
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


def open_tails(index: tuple[Value, Value], low: Value, high: Value) -> tuple[Value, Value]:
    """The index of both tails; infinite, for all moments, of one that ends."""
    below, above = index
    return frozen(np.where(np.isneginf(low), below, math.inf)), frozen(np.where(np.isposinf(high), above, math.inf))


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

    parameters: ClassVar = {"family": FAMILY, "by": REAL, "times": POSITIVE}
    defaults: ClassVar = {"by": 0.0, "times": 1.0}
    by: Value
    times: Value

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
        return np.asarray(self.by + self.times * _separate_values(self.family))

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

    parameters: ClassVar = {"probability": PROBABILITY, "family": FAMILY}
    probability: Value

    def _check(self, given: Mapping[str, object]) -> Mapping[str, Any]:
        values = super()._check(given)
        if np.any(np.equal(values["probability"], 0)):
            raise FamilyError("probability = 0 leaves nothing that could happen; use a constant 0", "probability")
        return values

    @cached_property
    def _start(self) -> Array:
        """Probability of less than 0: a size below 0."""
        return self.probability * _just_below(self.family, self._everywhere(0.0))

    def _quantiles(self, u: Array) -> Floats:
        nothing = 1 - self.probability
        happens = np.where(u <= self._start, u, u - nothing) / self.probability
        size = self.family.ppf(np.clip(happens, 0.0, 1.0))
        return np.where((u > self._start) & (u <= self._start + nothing), 0.0, size)

    def _cdf(self, x: Array) -> Floats:
        return self.probability * self.family.cdf(x) + np.where(x >= 0, 1 - self.probability, 0.0)

    @cached_property
    def _values(self) -> Array:
        return np.union1d([0.0] if np.any(np.less(self.probability, 1)) else [], _separate_values(self.family))

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
        third = self.probability * _third_moment(self.family, self.mean) - (1 - self.probability) * self.mean**3
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


@dataclass(frozen=True)
class Adjustment:
    """How a distribution is altered after it was made, in this order: moved, graded, cut off, only now and then.

    Attributes
    ----------
    by : what is added to every value.
    bias : what every value is multiplied by.
    widen : how many times wider the range is made, about the median.
    low, high : where it is cut off.
    happens : the probability that it happens at all; or the name of the assumption that is this probability.

    Examples
    --------
    >>> from mcba.families import Normal
    >>> worse = Adjustment(bias=0.9, widen=2.0).of(Normal(100, 5))
    >>> worse.mean, worse.sd
    (90.0, 9.0)
    """

    bias: float = 1.0
    widen: float = 1.0
    low: float = -math.inf
    high: float = math.inf
    happens: float | str = 1.0
    by: float = 0.0

    def of(self, family: Family, happens: Value | None = None) -> Family:
        """Return the distribution, altered; `happens` is the number where a name stands for it."""
        if self.by:
            family = Shifted(family, by=self.by)
        if self.bias != 1 or self.widen != 1:
            family = Shifted(family, by=self.bias * family.median * (1 - self.widen), times=self.bias * self.widen)
        if self.low != -math.inf or self.high != math.inf:
            family = Truncated(family, self.low, self.high)
        chance = self.happens if happens is None else happens
        return family if np.all(np.equal(chance, 1)) else EventRisk(chance, family)


class _Several(Family):
    """What is made of several families with weights that are brought to a sum of 1."""

    parameters: ClassVar = {"families": FAMILY, "weights": NON_NEGATIVE}
    defaults: ClassVar = {"weights": 1.0}
    families: tuple[Family, ...]
    weights: Array

    def _check(self, given: Mapping[str, object]) -> Mapping[str, Any]:
        members = given["families"]
        if not isinstance(members, Sequence) or isinstance(members, str) or not members:
            raise FamilyError(f"families = {members!r} is not a list of distributions; give one or more", "families")
        families = tuple(_checked_family(f"families[{place}]", member) for place, member in enumerate(members))
        if any(family.batch_shape for family in families):
            raise FamilyError("families holds arrays of distributions; give single ones", parameter="families")
        weights = np.asarray(checked("weights", given["weights"], NON_NEGATIVE))
        if weights.shape not in {(), (len(families),)}:
            raise FamilyError(
                f"weights has shape {weights.shape}; give one for each of the {len(families)} families", "weights"
            )
        weights = np.broadcast_to(weights, (len(families),))
        if not weights.sum() > 0:
            raise FamilyError("the weights add up to 0; give at least one weight above 0", parameter="weights")
        return {"families": families, "weights": np.asarray(frozen(weights / math.fsum(weights)))}

    def _batch_shape(self) -> tuple[int, ...]:
        return ()

    def _weighed(self, values: Sequence[Any]) -> Any:
        """Return the weighted sum over the members that count."""
        return sum(weight * value for weight, value in zip(self.weights, values, strict=True) if weight > 0)

    @cached_property
    def _members(self) -> tuple[Family, ...]:
        return tuple(family for family, weight in zip(self.families, self.weights, strict=True) if weight > 0)

    @cached_property
    def tail_index(self) -> tuple[Value, Value]:
        """That of the heaviest member, on each side."""
        below, above = zip(*(family.tail_index for family in self._members), strict=True)
        return float(min(below)), float(min(above))


class Mixture(_Several):
    """One of several families, each as likely as its weight: a draw is a draw of one of them.

    The pool of several experts is one ("linear pool"): who is right is as uncertain as their weights say.

    Examples
    --------
    >>> from mcba.families import Normal
    >>> Mixture([Normal(0, 1), Normal(10, 1)], [3, 1]).mean
    2.5
    """

    def _set(self, values: Mapping[str, Any]) -> None:
        super()._set(values)
        self.__dict__["discrete"] = all(family.discrete for family in self.families)

    @cached_property
    def _steps(self) -> tuple[Array, Array, Array]:
        """The separate values, with the probability of less than each and of at most each."""
        found = [_separate_values(family) for family in self._members]
        values = np.unique(np.concatenate(found))
        return values, np.asarray(_just_below(self, values)), np.asarray(self.cdf(values))

    def _ppf(self, u: Array) -> Floats:
        values, below, upto = self._steps
        place = np.minimum(np.searchsorted(upto, u), max(values.size - 1, 0))
        if self.discrete:
            return values[place]
        x = inverse(self._cdf, u, *self._around(u))
        if not values.size:
            return x
        # Between two separate values the density decides; on one of them, the value itself.
        return np.where((below[place] < u) & (u <= upto[place]), values[place], x)

    def _around(self, u: Array) -> tuple[Array, Array]:
        """Values between which the quantiles lie: those of the members, drawn in by what each alone leaves possible."""
        members = [(family, weight) for family, weight in zip(self.families, self.weights, strict=True) if weight > 0]
        own = np.stack([family.ppf(u) for family, _ in members])
        low, high = own.min(axis=0), own.max(axis=0)
        for family, weight in members:
            most, least = u / weight, 1 - (1 - u) / weight  # of its own probability below the quantile
            high = np.where(most < 1, np.minimum(high, family.ppf(np.minimum(most, 1.0))), high)
            # A least probability next to 0 has too few digits.
            low = np.where(least > 0.001, np.maximum(low, family.ppf(np.maximum(least, 0.0))), low)
        return np.minimum(low, high), high

    def _cdf(self, x: Array) -> Floats:
        total: Floats = self._weighed([family.cdf(x) for family in self.families])
        return total

    def values_between(self, low: float, high: float) -> Array:
        """Return the values of all members from `low` to `high`."""
        values = self._steps[0]
        return values[(values >= low) & (values <= high)]

    @cached_property
    def atoms(self) -> Array:
        """Those of all members."""
        return self._steps[0]

    @cached_property
    def mean(self) -> Value:
        """Mean."""
        return float(self._weighed([family.mean for family in self.families]))

    @cached_property
    def sd(self) -> Value:
        """Standard deviation: that of the members and that between their means."""
        squares = [np.square(family.sd) + np.square(family.mean - self.mean) for family in self.families]
        return float(np.sqrt(self._weighed(squares)))

    @cached_property
    def skewness(self) -> Value:
        """Skewness: that of the members and that between their means."""
        with np.errstate(invalid="ignore", divide="ignore"):
            third = self._weighed([_third_moment(family, self.mean) for family in self.families])
            return float(third / np.asarray(self.sd) ** 3)

    @cached_property
    def low(self) -> Value:
        """Lower end of the support."""
        return float(min(family.low for family in self._members))

    @cached_property
    def high(self) -> Value:
        """Upper end of the support."""
        return float(max(family.high for family in self._members))


class QuantileAverage(_Several):
    """The average of the quantiles of several families: their common shape, narrower than their `Mixture`.

    Also called Vincent averaging. Lichtendahl, Grushka-Cockayne and Winkler (2013), Is it better to average
    probabilities or quantiles?, Management Science 59(7), doi:10.1287/mnsc.1120.1667.

    Examples
    --------
    >>> from mcba.families import Normal
    >>> both = QuantileAverage([Normal(0, 1), Normal(10, 3)])
    >>> both.mean, round(both.sd, 9)
    (5.0, 2.0)
    """

    cdf_is_solved: ClassVar = True

    def _check(self, given: Mapping[str, object]) -> Mapping[str, Any]:
        values = super()._check(given)
        if any(family.discrete or family.atoms.size for family in values["families"]):
            raise FamilyError("quantiles of counts are not averaged; use a mixture", parameter="families")
        return values

    def _ppf(self, u: Array) -> Floats:
        total: Floats = self._weighed([family.ppf(u) for family in self.families])
        return total

    def _cdf(self, x: Array) -> Floats:
        # Solved in normal scores, so that both tails keep their digits.
        score = inverse(
            lambda score: self._ppf(np.asarray(scipy.special.ndtr(score))), x, np.full(np.shape(x), -38.0), 8.2
        )
        return np.where(np.isneginf(x), 0.0, scipy.special.ndtr(score))

    @cached_property
    def mean(self) -> Value:
        """Mean."""
        return float(self._weighed([family.mean for family in self.families]))

    @cached_property
    def sd(self) -> Value:
        """Standard deviation."""
        return moments_with_tails(self.mean, quantile_moments(self.ppf)[1], *self.tail_index)[1]

    @cached_property
    def low(self) -> Value:
        """Lower end of the support."""
        return float(self._weighed([family.low for family in self.families]))

    @cached_property
    def high(self) -> Value:
        """Upper end of the support."""
        return float(self._weighed([family.high for family in self.families]))
