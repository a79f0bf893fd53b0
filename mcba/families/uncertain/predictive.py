"""The next value after few data: a distribution whose parameters are as uncertain as the sample leaves them."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from typing import Any, Self

import numpy as np

from mcba.arrays import Array
from mcba.families.base.domains import POSITIVE, SPREAD
from mcba.families.base.family import Family
from mcba.families.base.registry import family_named
from mcba.families.composite.adjustment import Adjustment
from mcba.families.named.normal import Normal
from mcba.families.named.positive import Gamma
from mcba.families.tables.fast import quantile_function
from mcba.families.uncertain.conditional import Conditional
from mcba.families.uncertain.linked import as_parameter, hashable


class Predictive(Conditional):
    """The next value after few data: a distribution whose parameters are as uncertain as the sample leaves them.

    Normal and lognormal samples leave the variance as (n-1) s²/chi² and the mean as m + sigma/√n z, so that the next
    value follows Student's t with n-1 degrees of freedom about m with scale s √(1+1/n) (JCGM 101:2008, 6.4.9.2;
    Gelman et al. (2013), Bayesian Data Analysis, 3rd edition, section 3.2). Exponential ones leave the mean as n m
    over a gamma of shape n. For all others the parameters, positive ones as logarithms, are normal about the most
    likely ones with the inverse of the observed information as covariance (same, section 4.1), which is right when the
    sample is large and rough when it is small.

    Parameters
    ----------
    distribution : str
    estimate : (parameter,)
        The most likely parameters, in the order of the family.
    root : (parameter, parameter)
        Lower triangle whose product with its transpose is their covariance, positive ones as logarithms; empty for the
        distributions of `EXACT_PREDICTIONS`.
    count : int
        Size of the sample.
    """

    distribution: str
    estimate: tuple[float, ...]
    root: tuple[tuple[float, ...], ...]
    count: int
    then: Adjustment

    def __init__(
        self,
        distribution: str,
        estimate: object,
        root: object,
        count: int,
        then: Adjustment = Adjustment(),  # noqa: B008
    ):
        self._set(
            {
                "distribution": distribution,
                "estimate": hashable(estimate),
                "root": hashable(root),
                "count": int(count),
                "then": then,
            }
        )

    def _set(self, values: Mapping[str, Any]) -> None:
        names = tuple(family_named(values["distribution"]).parameters)[: len(values["estimate"])]
        self.__dict__.update(values, parents={}, own=names, arguments=values, batch_shape=())
        self.__dict__["_key"] = tuple(values.values())

    def given(self, values: Mapping[str, Any]) -> Family:
        """Return the distribution when the parameters are drawn with these uniforms."""
        u = [np.asarray(values[name], dtype=np.float64) for name in self.own]
        draw: Callable[[Predictive, list[Array]], Any] = EXACT_PREDICTIONS.get(self.distribution, _asymptotic)
        make: Callable[..., Family] = family_named(self.distribution)
        return self.then.of(make(*map(as_parameter, draw(self, u))))

    def adjusted(self, adjustment: Adjustment) -> Self:
        """Return the same, altered in every world."""
        return type(self)(self.distribution, self.estimate, self.root, self.count, adjustment)

    @property
    def _index_of_parameters(self) -> float:
        """The uncertain parameters make a t of a normal, and a number whose logarithm is a t of a lognormal."""
        return {"normal": self.count - 1.0, "lognormal": 0.0, "exponential": float(self.count)}.get(
            self.distribution, math.inf
        )


def _from_normal_data(fit: Predictive, u: list[Array]) -> tuple[Array, Array]:
    centre, spread = fit.estimate  # of maximum likelihood, so that spread² is the sum of squares over n
    half_squares = fit.count * spread**2 / 2
    sigma = np.sqrt(half_squares / _quantiles(Gamma((fit.count - 1) / 2, 1), 1 - u[1]))
    return centre + sigma / math.sqrt(fit.count) * _quantiles(Normal(0, 1), u[0]), sigma


def _from_exponential_data(fit: Predictive, u: list[Array]) -> tuple[Array]:
    return (fit.count * fit.estimate[0] / _quantiles(Gamma(fit.count, 1), 1 - u[0]),)


def _asymptotic(fit: Predictive, u: list[Array]) -> list[Any]:
    scores = [_quantiles(Normal(0, 1), each) for each in u]
    drawn = []
    for place, (name, best) in enumerate(zip(fit.own, fit.estimate, strict=True)):
        step = sum(fit.root[place][other] * scores[other] for other in range(place + 1))
        drawn.append(best * np.exp(step) if is_positive(fit.distribution, name) else best + step)
    return drawn


EXACT_PREDICTIONS: dict[str, Callable[[Predictive, list[Array]], Any]] = {
    "normal": _from_normal_data,
    "lognormal": _from_normal_data,
    "exponential": _from_exponential_data,
}
"""What is known exactly of the parameters after a sample, by distribution."""


def is_positive(distribution: str, parameter: str) -> bool:
    """Whether a parameter is estimated as a logarithm.

    >>> is_positive("gamma", "shape"), is_positive("gumbel", "location")
    (True, False)
    """
    return family_named(distribution).parameters[parameter].domain in (POSITIVE, SPREAD)


def _quantiles(family: Family, u: Array) -> Array:
    return quantile_function(family)(np.atleast_1d(u)).reshape(u.shape)
