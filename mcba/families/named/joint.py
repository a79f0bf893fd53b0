"""Several numbers that belong together, one for each label of a set: shares of one whole, or counts of one total.

Parameters have the shape (label, 1). `ppf` takes one uniform for each label, shape (label, world), and its rows are
drawn together; `cdf`, mean, sd and the ends of the support are those of each label by itself.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from functools import cached_property
from typing import ClassVar, Self

import numpy as np
from numpy.typing import ArrayLike

from mcba.arrays import Array
from mcba.errors import FamilyError
from mcba.families.base.documentation import FamilyReference
from mcba.families.base.domains import (
    COUNT,
    POSITIVE,
    PROBABILITY,
    NumberLike,
    Value,
    checked_value,
    frozen,
    short_number,
)
from mcba.families.base.family import Family
from mcba.families.base.parameters import SAME, UNITLESS, Listed, Parameter, parameter, parameterisation
from mcba.families.named.bounded import Beta
from mcba.families.named.counts import Binomial
from mcba.families.named.positive import Gamma

__all__ = ["Dirichlet", "Multinomial"]


def _one_a_label(values: Mapping[str, Value], name: str) -> Mapping[str, Value]:
    """Bring a list with one number for each label to the shape (label, 1)."""
    found = np.asarray(values[name])
    if found.ndim == 1:
        found = found[:, np.newaxis]
    if found.ndim != 2 or found.shape[0] < 2 or found.shape[1] != 1:
        raise FamilyError(f"{name} has shape {np.shape(values[name])}; give two or more numbers, one a label", name)
    return {key: frozen(np.broadcast_to(found if key == name else value, found.shape)) for key, value in values.items()}


def _rows(u: ArrayLike, labels: int) -> Array:
    array = np.asarray(u, dtype=np.float64)
    if array.ndim != 2 or array.shape[0] != labels:
        raise ValueError(
            f"u has shape {array.shape}; labels that belong together are drawn together: ({labels}, world)"
        )
    return array


class Dirichlet(Family):
    """Shares that sum to 1: `alpha` counts, for each label, how often it was seen (and 1 before anything was seen).

    Examples
    --------
    >>> shares = Dirichlet([8, 1, 1])
    >>> shares.mean.ravel()
    array([0.8, 0.1, 0.1])
    >>> float(shares.ppf(np.array([[0.3], [0.9], [0.1]])).sum().round(12))
    1.0
    """

    title = "Dirichlet"
    alpha: Listed = parameter(POSITIVE, "for each label, how often it was seen", UNITLESS, many=True)
    numbers_only = True
    reference: ClassVar = FamilyReference(
        support="0 to 1, with the sum 1 over the labels",
        density="Γ(Σ alpha) Π x^(alpha - 1) / Γ(alpha)",
        mean="alpha / Σ alpha",
        source="Kotz, Balakrishnan and Johnson (2000), Continuous Multivariate Distributions, volume 1, 2nd edition, "
        "Wiley, chapter 49",
    )

    def _check(self, given: Mapping[str, object]) -> Mapping[str, Value]:
        return _one_a_label({"alpha": checked_value("alpha", given["alpha"], POSITIVE)}, "alpha")

    @classmethod
    @parameterisation(total=Parameter(POSITIVE, "number of cases behind the mean shares", UNITLESS, (5, 50)))
    def from_shares(cls, mean: NumberLike, total: NumberLike) -> Self:
        """Make the member with these mean shares, known as well as from `total` cases."""
        shares = np.asarray(checked_value("mean", mean, POSITIVE))
        if abs(math.fsum(shares.ravel()) - 1) > 1e-6:
            raise FamilyError(f"the mean shares add up to {short_number(math.fsum(shares.ravel()))}, not to 1", "mean")
        return cls(shares * checked_value("total", total, POSITIVE))

    @cached_property
    def _share(self) -> Beta:
        return Beta(self.alpha, np.sum(self.alpha) - self.alpha)

    def ppf(self, u: ArrayLike) -> Array:
        """Return shares (label, world) that sum to 1, from one uniform for each label."""
        return self.shares(Gamma(self.alpha, 1).ppf(np.clip(_rows(u, len(self.alpha)), 1e-300, 1 - 2.0**-53)))

    def shares(self, amounts: Array) -> Array:
        """Return shares (label, world) from gamma amounts of shapes alpha.

        Parameters
        ----------
        amounts : (label, world)
            NumberLike above 0, of any unit.

        Returns
        -------
        (label, world)
            Each amount over the sum of its world.
        """
        amounts = np.maximum(amounts, 1e-300)  # a label of next to nothing has a share all the same
        total = amounts[0].copy()
        for row in amounts[1:]:
            total += row  # in the order of the labels, whatever the number of worlds
        return np.asarray(amounts / total)

    def of_label(self, label: int) -> Family:
        """Return the distribution of one share, whatever the others are."""
        return self._share.of_label(label)

    def _cdf(self, x: Array) -> Array:
        return self._share.cdf(x)

    @cached_property
    def mean(self) -> Value:
        """Mean share of each label."""
        return self._share.mean

    @cached_property
    def sd(self) -> Value:
        """Standard deviation of the share of each label."""
        return self._share.sd

    @cached_property
    def skewness(self) -> Value:
        """Skewness of the share of each label."""
        return self._share.skewness

    @cached_property
    def low(self) -> Value:
        """Smallest share."""
        return self._everywhere(0.0)

    @cached_property
    def high(self) -> Value:
        """Largest share."""
        return self._everywhere(1.0)


class Multinomial(Family):
    """How a fixed number of cases falls over the labels: counts that sum to `trials`.

    Drawn label after label, each a binomial of what the labels before it have left.

    Examples
    --------
    >>> Multinomial(10, [0.5, 0.3, 0.2]).mean.ravel()
    array([5., 3., 2.])
    """

    title = "multinomial"
    trials: Listed = parameter(COUNT, "number of cases", SAME, typical=(5, 50))
    probability: Listed = parameter(PROBABILITY, "for each label, the probability of a case", UNITLESS, many=True)
    numbers_only = True
    discrete = True
    reference: ClassVar = FamilyReference(
        support="whole numbers from 0 to trials, with the sum trials over the labels",
        density="trials! Π probability^x / x!",
        mean="trials probability",
        source="Johnson, Kotz and Balakrishnan (1997), Discrete Multivariate Distributions, Wiley, chapter 35",
    )

    def _check(self, given: Mapping[str, object]) -> Mapping[str, Value]:
        values = {name: checked_value(name, given[name], each.domain) for name, each in self.parameters.items()}
        if np.size(values["trials"]) != 1 and np.unique(values["trials"]).size != 1:
            raise FamilyError("trials differs between labels; give one total", parameter="trials")
        total = math.fsum(np.ravel(values["probability"]))
        if abs(total - 1) > 1e-6:
            raise FamilyError(f"the probabilities add up to {short_number(total)}, not to 1", parameter="probability")
        return _one_a_label({**values, "trials": float(np.max(values["trials"]))}, "probability")

    @cached_property
    def _count(self) -> Binomial:
        return Binomial(self.trials, self.probability)

    def ppf(self, u: ArrayLike) -> Array:
        """Return counts (label, world) that sum to `trials`, from one uniform for each label."""
        uniforms = _rows(u, len(self.probability))
        counts = np.zeros(uniforms.shape)
        left = np.full(uniforms.shape[1], float(self.trials[0, 0]))
        rest = np.cumsum(self.probability[::-1, 0])[::-1]
        chances = self.probability[:, 0] / np.where(rest > 0, rest, 1.0)
        for label, chance in enumerate(chances[:-1]):
            some = left > 0
            if some.any():
                share = float(np.clip(chance, 0.0, 1.0))
                counts[label, some] = Binomial(left[some], share).ppf(uniforms[label, some])
            left -= counts[label]
        counts[-1] = left
        return counts

    def of_label(self, label: int) -> Family:
        """Return the distribution of one count, whatever the others are."""
        return self._count.of_label(label)

    def _cdf(self, x: Array) -> Array:
        return self._count.cdf(x)

    @cached_property
    def mean(self) -> Value:
        """Mean count of each label."""
        return self._count.mean

    @cached_property
    def sd(self) -> Value:
        """Standard deviation of the count of each label."""
        return self._count.sd

    @cached_property
    def skewness(self) -> Value:
        """Skewness of the count of each label."""
        return self._count.skewness

    @cached_property
    def low(self) -> Value:
        """Smallest count of each label."""
        return self._count.low

    @cached_property
    def high(self) -> Value:
        """Largest count of each label."""
        return self._count.high
