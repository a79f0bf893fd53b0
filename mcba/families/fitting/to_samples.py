"""To data, by maximum likelihood."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, TypeAlias

import numpy as np

from mcba.arrays import Array
from mcba.displayed import Displayed
from mcba.errors import FitError
from mcba.families.base.family import Family
from mcba.families.base.registry import FAMILIES
from mcba.families.fitting.likelihood import (
    covariance_root,
    errors_of_estimates,
    free_arguments,
    log_likelihood,
    most_likely,
)
from mcba.families.uncertain.predictive import EXACT_PREDICTIONS, Predictive

FittedToDataName: TypeAlias = Literal[
    "normal",
    "lognormal",
    "student_t",
    "beta",
    "gamma",
    "exponential",
    "weibull",
    "skew_normal",
    "logistic",
    "loglogistic",
    "gumbel",
]
"""What is fitted to data, as type checkers and editors read it."""
FITTED_TO_DATA: Mapping[str, type[Family]] = {
    name: family for name, family in FAMILIES.items() if family.log_density is not None
}
"""The families with a density to be made most likely, by their names in the study file."""


@dataclass(frozen=True, repr=False)
class SampleFit(Displayed):
    """A family fitted to a sample by maximum likelihood.

    Attributes
    ----------
    family : Family
    count : int
        Size of the sample.
    standard_errors : mapping of parameter to its standard error, from the curvature of the likelihood.
    log_likelihood, aic : of the sample; the lower `aic`, the better among families.
    kolmogorov : float
        Largest distance between the cumulative curves of sample and family.
    anderson : float
        Anderson-Darling distance, which weighs the tails.
    distribution : str
        The name of the family in the study file.
    sample : the data, (observation,).
    """

    family: Family
    count: int
    standard_errors: Mapping[str, float]
    log_likelihood: float
    aic: float
    kolmogorov: float
    anderson: float
    distribution: str
    sample: tuple[float, ...]

    def predictive(self) -> Predictive:
        """Return what the sample says of the next value: its parameters are as uncertain as the sample leaves them.

        Examples
        --------
        With few data the range is wider than that of the most likely distribution:

        >>> fit = fit_sample("normal", [4.0, 5.0, 5.5, 7.0])
        >>> [round(float(family.ppf(0.95)), 1) for family in (fit.family, fit.predictive())]
        [7.2, 8.7]
        """
        estimate = free_arguments(self.family)
        return Predictive(self.distribution, list(estimate.values()), self._root(), self.count)

    def _root(self) -> Array:
        if self.distribution in EXACT_PREDICTIONS:
            return np.zeros((0, 0))
        return covariance_root(np.array(self.sample), self.family)


def fit_sample(distribution: FittedToDataName | str, sample: object) -> SampleFit:
    """Fit a family to data by maximum likelihood.

    Parameters
    ----------
    distribution : str
        A key of `FITTED_TO_DATA`: a family that says its density.
    sample : (observation,)
        At least as many different values as the family has parameters, and two.

    Returns
    -------
    SampleFit

    Raises
    ------
    FitError
        When the sample is too small or has no spread, or lies outside the family's support.

    Examples
    --------
    >>> fit = fit_sample("normal", [1, 2, 3, 4])
    >>> fit.family.mean, round(fit.family.sd**2, 9), round(fit.standard_errors["mean"], 3)
    (2.5, 1.25, 0.559)
    """
    x = checked_sample(sample)
    if distribution not in FITTED_TO_DATA:
        raise FitError(
            f"a {distribution} is not fitted to data; fitted are {', '.join(FITTED_TO_DATA)}, or take "
            'distribution = "empirical" to draw the data themselves',
            "distribution",
        )
    kind = FITTED_TO_DATA[distribution]
    if np.unique(x).size < max(2, len(kind.free_parameters())):
        raise FitError(f"{np.unique(x).size} different values are too few to fit a {distribution}", "data")
    low, high = kind.support_of_fits()
    if np.min(x) <= low or np.max(x) >= high:
        inside = f"above {low:g}" if math.isinf(high) else f"strictly between {low:g} and {high:g}"
        raise FitError(f"a {distribution} lies {inside}; the data run from {np.min(x):g} to {np.max(x):g}", "data")
    family = most_likely(kind, x)
    likelihood = log_likelihood(kind, x, free_arguments(family))
    sorted_u = np.clip(family.cdf(np.sort(x)), 1e-300, 1 - 2.0**-53)
    return SampleFit(
        family,
        x.size,
        errors_of_estimates(x, family),
        likelihood,
        2 * len(kind.free_parameters()) - 2 * likelihood,
        _kolmogorov(sorted_u),
        _anderson(sorted_u),
        distribution,
        tuple(map(float, x)),
    )


def checked_sample(sample: object) -> Array:
    """Return a sample of two or more finite numbers as an array."""
    x = np.asarray(sample, dtype=np.float64).ravel()
    if x.size < 2 or not np.all(np.isfinite(x)):
        raise FitError(f"a sample needs two or more finite numbers; found {x.size}", "data")
    return x


def compare_fits(
    sample: object, distributions: Sequence[FittedToDataName | str] = tuple(FITTED_TO_DATA)
) -> dict[str, SampleFit]:
    """Fit several families to one sample; those that can be fitted, the best `aic` first.

    Parameters
    ----------
    sample : (observation,)
        Two or more finite numbers.
    distributions : sequence of str
        Keys of `FITTED_TO_DATA`; all of them when nothing is said.

    Returns
    -------
    dict of distribution to SampleFit

    Examples
    --------
    >>> list(compare_fits([1.2, 0.4, 2.2, 0.7, 5.1, 0.9, 1.4], ["normal", "lognormal", "beta"]))
    ['lognormal', 'normal']
    """
    fits = {}
    for distribution in distributions:
        try:
            fits[distribution] = fit_sample(distribution, sample)
        except FitError:
            continue
    return dict(sorted(fits.items(), key=lambda item: item[1].aic))


def _kolmogorov(u: Array) -> float:
    steps = np.arange(u.size + 1) / u.size
    return float(max(np.max(steps[1:] - u), np.max(u - steps[:-1])))


def _anderson(u: Array) -> float:
    weights = 2 * np.arange(1, u.size + 1) - 1
    return float(-u.size - np.sum(weights * (np.log(u) + np.log1p(-u[::-1]))) / u.size)
