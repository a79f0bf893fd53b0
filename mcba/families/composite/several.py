"""Families made of several others: one of them, or their average."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from functools import cached_property
from typing import Any, ClassVar

import numpy as np
import scipy  # its parts load when first named

from mcba.arrays import Array, Floats
from mcba.errors import FamilyError
from mcba.families.base.documentation import FamilyReference
from mcba.families.base.domains import NON_NEGATIVE, Value, as_shares, checked_value, frozen
from mcba.families.base.family import Family
from mcba.families.base.moments import moments_with_tails, quantile_moments
from mcba.families.base.parameters import UNITLESS, Held, Listed, parameter
from mcba.families.base.solving import inverse
from mcba.families.composite.parts import FAMILY, checked_family, just_below, separate_values, third_moment

__all__ = ["Mixture", "QuantileAverage"]


class _Several(Family):
    """What is made of several families with weights that are brought to a sum of 1."""

    families: Held[tuple[Family, ...], Sequence[Family]] = parameter(FAMILY, "the distributions", many=True)
    weights: Listed = parameter(NON_NEGATIVE, "what each of them counts for", UNITLESS, default=1.0, many=True)

    def _check(self, given: Mapping[str, object]) -> Mapping[str, Any]:
        members = given["families"]
        if not isinstance(members, Sequence) or isinstance(members, str) or not members:
            raise FamilyError(f"families = {members!r} is not a list of distributions; give one or more", "families")
        families = tuple(checked_family(f"families[{place}]", member) for place, member in enumerate(members))
        if any(family.batch_shape for family in families):
            raise FamilyError("families holds arrays of distributions; give single ones", parameter="families")
        weights = np.asarray(checked_value("weights", given["weights"], NON_NEGATIVE))
        if weights.shape not in {(), (len(families),)}:
            raise FamilyError(
                f"weights has shape {weights.shape}; give one for each of the {len(families)} families", "weights"
            )
        weights = np.broadcast_to(weights, (len(families),))
        if not weights.sum() > 0:
            raise FamilyError("the weights add up to 0; give at least one weight above 0", parameter="weights")
        return {"families": families, "weights": np.asarray(frozen(as_shares(weights, math.fsum(weights))))}

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

    reference: ClassVar = FamilyReference(
        support="that of all families together",
        density="the weighted average of those of the families",
        mean="the weighted average of those of the families",
        source="McLachlan and Peel (2000), Finite Mixture Models, Wiley, chapter 1",
    )

    def _set(self, values: Mapping[str, Any]) -> None:
        super()._set(values)
        self.__dict__["discrete"] = all(family.discrete for family in self.families)

    @cached_property
    def _steps(self) -> tuple[Array, Array, Array]:
        """The separate values, with the probability of less than each and of at most each."""
        found = [separate_values(family) for family in self._members]
        values = np.unique(np.concatenate(found))
        return values, np.asarray(just_below(self, values)), np.asarray(self.cdf(values))

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
            third = self._weighed([third_moment(family, self.mean) for family in self.families])
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

    Also called Vincent averaging.

    Examples
    --------
    >>> from mcba.families import Normal
    >>> both = QuantileAverage([Normal(0, 1), Normal(10, 3)])
    >>> both.mean, round(both.sd, 9)
    (5.0, 2.0)
    """

    cdf_is_solved: ClassVar = True
    reference: ClassVar = FamilyReference(
        support="between the weighted averages of the ends of the families",
        density="the inverse of the weighted average of the slopes of the quantile functions",
        mean="the weighted average of those of the families",
        source="Lichtendahl, Grushka-Cockayne and Winkler (2013), Is it better to average probabilities or "
        "quantiles?, Management Science 59(7), doi:10.1287/mnsc.1120.1667",
    )

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
