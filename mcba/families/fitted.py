"""From judgements and data to a family: through quantiles by least squares, through a sample by maximum likelihood.

A fit never hides how well it fits: `QuantileFit.misfit` is the error at each quantile that was asked, in probability;
`SampleFit` has the error of each parameter and tests of the whole.

References
----------
Oakley and O'Hagan, SHELF: the Sheffield Elicitation Framework (least squares on the cumulative probabilities).
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import scipy  # its parts load when first named

from mcba.errors import FamilyError, FitError
from mcba.families.base import Array, Family, number_text
from mcba.families.composite import Shifted
from mcba.families.flexible import Metalog, Piecewise
from mcba.families.hierarchical import EXACT, Predictive, is_positive
from mcba.families.parametric import (
    Beta,
    Exponential,
    Gamma,
    Lognormal,
    Loguniform,
    Normal,
    Pert,
    StudentT,
    Triangular,
    TruncatedNormal,
    Uniform,
    Weibull,
)
from mcba.families.tailed import Gumbel, Logistic, Loglogistic, Pareto, SkewNormal

TOLERANCE = 0.02
"""Largest error in probability of a fit through quantiles, unless another is stated."""


@dataclass(frozen=True)
class QuantileFit:
    """A family and how near it passes to the quantiles that were asked.

    Attributes
    ----------
    family : Family
    probabilities, values : the quantiles that were asked, (quantile,).
    """

    family: Family
    probabilities: tuple[float, ...]
    values: tuple[float, ...]

    @property
    def misfit(self) -> tuple[float, ...]:
        """Probability of at most each value, minus the probability asked."""
        found = self.family.cdf(np.array(self.values)) - np.array(self.probabilities)
        return tuple(float(error) for error in found)

    @property
    def largest_misfit(self) -> float:
        """The largest error in probability, without its sign."""
        return max(map(abs, self.misfit))

    def __str__(self) -> str:
        rows = zip(self.probabilities, self.values, self.misfit, strict=True)
        return "; ".join(f"{p:g}: {number_text(x)} (misfit {error:+.2g})" for p, x, error in rows)


def checked_quantiles(quantiles: Mapping[float, float]) -> tuple[Array, Array]:
    """Return probabilities and values in rising order, or refuse those that no distribution can have.

    Examples
    --------
    >>> checked_quantiles({0.5: 3, 0.9: 2})
    Traceback (most recent call last):
    mcba.errors.FitError: the quantiles contradict each other: 3 at probability 0.5, but 2 at 0.9, is not above it
    """
    pairs = sorted((float(p), float(x)) for p, x in quantiles.items())
    for p, x in pairs:
        if not 0 <= p <= 1:
            raise FitError(
                f"{number_text(p)} is no probability; quantiles are given as probability = value", "quantiles"
            )
        if not math.isfinite(x):
            raise FitError(f"the quantile at {number_text(p)} is not a finite number", "quantiles")
    for (p, x), (q, y) in itertools.pairwise(pairs):
        if y <= x:
            raise FitError(
                f"the quantiles contradict each other: {number_text(x)} at probability {number_text(p)}, but "
                f"{number_text(y)} at {number_text(q)}, is not above it",
                "quantiles",
            )
    if len(pairs) < 2:
        raise FitError("give two or more quantiles", "quantiles")
    return np.array([p for p, _ in pairs]), np.array([x for _, x in pairs])


def fit_quantiles(
    distribution: str,
    quantiles: Mapping[float, float],
    *,
    low: float = -math.inf,
    high: float = math.inf,
    tolerance: float = TOLERANCE,
) -> QuantileFit:
    """Make the member of a family that passes nearest to these quantiles, by least squares on its cdf.

    Parameters
    ----------
    distribution : str
        A key of `FITTED`, "metalog" (through every quantile) or "piecewise" (straight lines between them).
    quantiles : mapping of probability to value
        Two or more; at 0 and 1 they are the ends of the support.
    low, high : float
        Ends of the support, where they are known: a positive family starts at `low`, a beta needs both (0 and 1 when
        nothing is said), a normal is cut off.
    tolerance : float
        Largest error in probability that is let through.

    Raises
    ------
    FitError
        For quantiles that contradict each other, and for a fit that misses one of them by more than the tolerance.

    Examples
    --------
    >>> round(fit_quantiles("normal", {0.025: -54.638775, 0.5: 12, 0.975: 78.638775}).family.sd, 3)
    34.0
    """
    probabilities, values = checked_quantiles(quantiles)
    low, high = _ends(probabilities, values, low, high)
    inner = (probabilities > 0) & (probabilities < 1)
    if np.any((values[inner] <= low) | (values[inner] >= high)):
        raise FitError(
            "a quantile lies on or beyond an end of the support; give ends outside all quantiles", "quantiles"
        )
    if distribution == "piecewise":
        family: Family = _through(probabilities[inner], values[inner], low, high)
    elif distribution == "metalog":
        family = Metalog.from_quantiles(probabilities[inner], values[inner], low=low, high=high)
    else:
        family = _least_squares(distribution, probabilities[inner], values[inner], low, high)
    fit = QuantileFit(family, tuple(map(float, probabilities)), tuple(map(float, values)))
    if fit.largest_misfit > tolerance:
        raise FitError(
            f"no {distribution} passes through these quantiles: the nearest gives {fit}; allowed is a "
            f"misfit of {number_text(tolerance)}. Take another distribution (metalog passes through all), or state a "
            "larger tolerance",
            "quantiles",
        )
    return fit


def _ends(probabilities: Array, values: Array, low: float, high: float) -> tuple[float, float]:
    """Return the ends of the support: those stated, or the quantiles at 0 and 1."""
    if probabilities[0] == 0:
        low = float(values[0])
    if probabilities[-1] == 1:
        high = float(values[-1])
    return low, high


def _through(probabilities: Array, values: Array, low: float, high: float) -> Piecewise:
    if not (math.isfinite(low) and math.isfinite(high)):
        raise FitError("a piecewise distribution needs its lowest and highest value: give low and high", "quantiles")
    return Piecewise([low, *values, high], [0, *probabilities, 1])


Maker = Callable[..., Family]


@dataclass(frozen=True)
class _Shape:
    """How a family is searched through: from free numbers to a member, starting at a centre and a spread."""

    make: Maker
    start: Callable[[float, float], Sequence[float]]


def _plain(family: type[Family]) -> _Shape:
    return _Shape(lambda centre, log_spread: family(centre, math.exp(log_spread)), lambda m, s: (m, math.log(s)))


def _positive(family: type[Family], start: Callable[[float, float], Sequence[float]]) -> _Shape:
    return _Shape(lambda first, second: family(math.exp(first), math.exp(second)), start)


def _log_start(mean: float, sd: float) -> tuple[float, float]:
    variance = math.log1p((sd / mean) ** 2)
    return math.log(mean) - variance / 2, math.log(variance) / 2


def _beta_start(mean: float, sd: float) -> tuple[float, float]:
    share = min(max(mean, 0.02), 0.98)
    total = max(share * (1 - share) / sd**2 - 1, 0.5)
    return math.log(share * total), math.log((1 - share) * total)


def _three_points(family: type[Family]) -> _Shape:
    def make(mode: float, log_below: float, log_above: float) -> Family:
        return family(mode - math.exp(log_below), mode, mode + math.exp(log_above))

    return _Shape(make, lambda m, s: (m, math.log(2.4 * s), math.log(2.4 * s)))


FITTED: dict[str, _Shape] = {
    "normal": _plain(Normal),
    "logistic": _plain(Logistic),
    "gumbel": _plain(Gumbel),
    "uniform": _Shape(lambda m, w: Uniform(m - math.exp(w), m + math.exp(w)), lambda m, s: (m, math.log(1.7 * s))),
    "triangular": _three_points(Triangular),
    "pert": _three_points(Pert),
    "skew_normal": _Shape(
        lambda location, log_scale, shape: SkewNormal(location, math.exp(log_scale), shape),
        lambda m, s: (m, math.log(s), 0.5),
    ),
    "student_t": _Shape(
        lambda location, log_scale, log_df: StudentT(math.exp(min(log_df, 12.0)), location, math.exp(log_scale)),
        lambda m, s: (m, math.log(s), math.log(8.0)),
    ),
    "lognormal": _Shape(lambda mu, log_sigma: Lognormal(mu, math.exp(log_sigma)), _log_start),
    "gamma": _positive(Gamma, lambda m, s: (2 * math.log(m / s), math.log(s**2 / m))),
    "weibull": _positive(Weibull, lambda m, s: (1.086 * math.log(m / s), math.log(m))),
    "loglogistic": _positive(Loglogistic, lambda m, s: (math.log(m), math.log(1.8 * m / s))),
    "exponential": _Shape(lambda log_mean: Exponential(math.exp(log_mean)), lambda m, s: (math.log(m),)),  # noqa: ARG005
    "pareto": _positive(Pareto, lambda m, s: (math.log(max(m - s, m / 10)), math.log(2.0))),
    "loguniform": _Shape(
        lambda middle, log_half: Loguniform(
            math.exp(middle - math.exp(log_half)), math.exp(middle + math.exp(log_half))
        ),
        lambda m, s: (math.log(m), math.log(1.7 * s / m)),
    ),
    "beta": _positive(Beta, _beta_start),
}
"""The families that can be fitted, by their names in the study file."""

_STARTING_AT_ZERO = frozenset({"lognormal", "gamma", "weibull", "loglogistic", "exponential", "pareto", "loguniform"})


def _shape(distribution: str) -> _Shape:
    if distribution in FITTED:
        return FITTED[distribution]
    raise FitError(
        f"a {distribution} is not fitted; fitted are {', '.join(FITTED)}, metalog and piecewise", "distribution"
    )


def _least_squares(distribution: str, u: Array, x: Array, low: float, high: float) -> Family:
    from scipy.optimize import least_squares

    shape, place = _placed(distribution, low, high)
    free = len(shape.start(1.0, 0.5))
    if u.size < free:
        raise FitError(
            f"a {distribution} has {free} parameters and {u.size} quantile{'s' if u.size != 1 else ''} between its "
            "ends say too little; give more quantiles or a simpler distribution",
            "quantiles",
        )
    z = scipy.special.ndtri(u)
    inside = place(x)
    slope = float(np.polyfit(z, inside, 1)[0]) if u.size > 1 else float(abs(inside[0])) / 2
    centre = float(np.interp(0.0, z, inside))
    start = np.array(shape.start(centre, max(slope, 1e-9 * abs(centre))))

    def miss(free: Array) -> Array:
        try:
            with np.errstate(all="ignore"):
                found = shape.make(*map(float, free)).cdf(inside)
        except (FamilyError, OverflowError):
            return np.full(u.shape, 10.0)
        return np.where(np.isfinite(found), found - u, 10.0)

    found = least_squares(miss, start, method="trf", x_scale="jac", xtol=1e-15, ftol=1e-15, gtol=1e-15, max_nfev=2000)
    return _moved(shape.make(*map(float, found.x)), distribution, low, high)


def _placed(distribution: str, low: float, high: float) -> tuple[_Shape, Callable[[Array], Array]]:
    """Return how to search a family on its own scale, and the values on that scale."""
    bounded = math.isfinite(low) or math.isfinite(high)
    if distribution == "normal" and bounded:
        cut = _Shape(lambda mu, log_sigma: TruncatedNormal(mu, math.exp(log_sigma), low, high), FITTED["normal"].start)
        return cut, lambda x: x
    shape = _shape(distribution)
    if distribution == "beta":
        bottom, width = _beta_ends(low, high)
        return shape, lambda x: (x - bottom) / width
    if distribution in _STARTING_AT_ZERO:
        if math.isfinite(high):
            raise FitError(f"a {distribution} has no upper end; leave high out, or truncate it", "high")
        return shape, lambda x: x - (low if math.isfinite(low) else 0.0)
    if distribution in {"triangular", "pert", "uniform"} and bounded:
        return _with_ends(distribution, low, high), lambda x: x
    if bounded:
        raise FitError(f"a {distribution} has no ends; leave low and high out, or truncate it", "low")
    return shape, lambda x: x


def _with_ends(distribution: str, low: float, high: float) -> _Shape:
    if distribution == "uniform" or not (math.isfinite(low) and math.isfinite(high)):
        raise FitError(f"a {distribution} takes both ends, or none, from outside its quantiles", "low")
    family = {"triangular": Triangular, "pert": Pert}[distribution]
    return _Shape(
        lambda peak: family(low, low + (high - low) * float(scipy.special.expit(peak)), high),
        lambda m, s: (0.0,),  # noqa: ARG005
    )


def _beta_ends(low: float, high: float) -> tuple[float, float]:
    bottom, top = low if math.isfinite(low) else 0.0, high if math.isfinite(high) else 1.0
    if bottom >= top:
        raise FitError("a beta needs both its ends; give low and high", "low")
    return bottom, top - bottom


def _moved(family: Family, distribution: str, low: float, high: float) -> Family:
    if distribution == "beta":
        bottom, width = _beta_ends(low, high)
        return Beta(family.arguments["alpha"], family.arguments["beta"], bottom, bottom + width)
    if distribution in _STARTING_AT_ZERO and math.isfinite(low) and low != 0:
        return Shifted(family, by=low)
    return family


# From a sample.


@dataclass(frozen=True)
class SampleFit:
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
        >>> round(fit.family.ppf(0.95), 1), round(fit.predictive().ppf(0.95), 1)
        (7.2, 8.7)
        """
        estimate = _free_arguments(self.distribution, self.family)
        return Predictive(self.distribution, list(estimate.values()), self._root(), self.count)

    def _root(self) -> Array:
        if self.distribution in EXACT:
            return np.zeros((0, 0))
        return _covariance_root(self.distribution, np.array(self.sample), self.family)


_log = np.log


def _log_gamma(x: float) -> float:
    return math.lgamma(x)


_LOG_DENSITIES: dict[str, Callable[..., Array]] = {
    "normal": lambda x, mean, sd: -(((x - mean) / sd) ** 2) / 2 - math.log(sd * math.sqrt(2 * math.pi)),
    "lognormal": lambda x, mu, sigma: (
        -(((_log(x) - mu) / sigma) ** 2) / 2 - _log(x) - math.log(sigma * math.sqrt(2 * math.pi))
    ),
    "logistic": lambda x, location, scale: (
        -(x - location) / scale - 2 * np.logaddexp(0, -(x - location) / scale) - math.log(scale)
    ),
    "gumbel": lambda x, location, scale: -(x - location) / scale - np.exp(-(x - location) / scale) - math.log(scale),
    "gamma": lambda x, shape, scale: (shape - 1) * _log(x) - x / scale - shape * math.log(scale) - _log_gamma(shape),
    "weibull": lambda x, shape, scale: math.log(shape / scale) + (shape - 1) * _log(x / scale) - (x / scale) ** shape,
    "loglogistic": lambda x, scale, shape: (
        math.log(shape / scale) + (shape - 1) * _log(x / scale) - 2 * np.logaddexp(0, shape * _log(x / scale))
    ),
    "exponential": lambda x, mean: -x / mean - math.log(mean),
    "beta": lambda x, alpha, beta: (
        (alpha - 1) * _log(x)
        + (beta - 1) * np.log1p(-x)
        + _log_gamma(alpha + beta)
        - _log_gamma(alpha)
        - _log_gamma(beta)
    ),
    "skew_normal": lambda x, location, scale, shape: (
        math.log(2 / scale / math.sqrt(2 * math.pi))
        - ((x - location) / scale) ** 2 / 2
        + scipy.special.log_ndtr(shape * (x - location) / scale)
    ),
    "student_t": lambda x, df, location, scale: (
        _log_gamma((df + 1) / 2)
        - _log_gamma(df / 2)
        - math.log(scale * math.sqrt(df * math.pi))
        - (df + 1) / 2 * np.log1p(((x - location) / scale) ** 2 / df)
    ),
}
"""Logarithms of densities in the order of each family's parameters: what maximum likelihood needs."""


def fit_sample(distribution: str, sample: object) -> SampleFit:
    """Fit a family to data by maximum likelihood.

    Parameters
    ----------
    distribution : str
        normal, lognormal, logistic, gumbel, gamma, weibull, loglogistic, exponential, beta, skew_normal or student_t.
    sample : (observation,)
        At least as many different values as the family has parameters, and two.

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
    if distribution not in _LOG_DENSITIES:
        raise FitError(
            f"a {distribution} is not fitted to data; fitted are {', '.join(_LOG_DENSITIES)}, or take "
            'distribution = "empirical" to draw the data themselves',
            "distribution",
        )
    shape = FITTED[distribution]
    if np.unique(x).size < max(2, len(shape.start(1.0, 0.5))):
        raise FitError(f"{np.unique(x).size} different values are too few to fit a {distribution}", "data")
    if distribution in {*_STARTING_AT_ZERO, "beta"} and (np.min(x) <= 0 or (distribution == "beta" and np.max(x) >= 1)):
        inside = "strictly between 0 and 1" if distribution == "beta" else "above 0"
        raise FitError(f"a {distribution} lies {inside}; the data run from {np.min(x):g} to {np.max(x):g}", "data")
    family = _most_likely(distribution, shape, x)
    log_likelihood = _log_likelihood(distribution, x, _free_arguments(distribution, family))
    sorted_u = np.clip(family.cdf(np.sort(x)), 1e-300, 1 - 2.0**-53)
    return SampleFit(
        family,
        x.size,
        _standard_errors(distribution, x, family),
        log_likelihood,
        2 * len(_free_arguments(distribution, family)) - 2 * log_likelihood,
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


def compare_fits(sample: object, distributions: Sequence[str] = tuple(_LOG_DENSITIES)) -> dict[str, SampleFit]:
    """Fit several families to one sample; those that can be fitted, the best `aic` first.

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


def _most_likely(distribution: str, shape: _Shape, x: Array) -> Family:
    if distribution == "normal":
        return Normal(float(np.mean(x)), float(np.std(x)))
    if distribution == "lognormal":
        return Lognormal(float(np.mean(np.log(x))), float(np.std(np.log(x))))
    if distribution == "exponential":
        return Exponential(float(np.mean(x)))
    from scipy.optimize import minimize

    def cost(free: Array) -> float:
        try:
            family = shape.make(*map(float, free))
        except (FamilyError, OverflowError):
            return 1e300
        value = -_log_likelihood(distribution, x, _free_arguments(distribution, family)) / x.size
        return value if math.isfinite(value) else 1e300

    start = np.array(shape.start(float(np.mean(x)), float(np.std(x))))
    options: Any = {"xatol": 1e-10, "fatol": 1e-14, "maxiter": 4000, "maxfev": 8000, "adaptive": True}
    found = minimize(cost, start, method="Nelder-Mead", options=options)
    found = minimize(cost, found.x, method="Nelder-Mead", options=options)
    return shape.make(*map(float, found.x))


def _free_arguments(distribution: str, family: Family) -> dict[str, float]:
    names = [name for name in family.parameters if distribution != "beta" or name in {"alpha", "beta"}]
    return {name: float(family.arguments[name]) for name in names}


def _log_likelihood(distribution: str, x: Array, parameters: Mapping[str, float]) -> float:
    with np.errstate(all="ignore"):
        return float(np.sum(_LOG_DENSITIES[distribution](x, *parameters.values())))


def _standard_errors(distribution: str, x: Array, family: Family) -> dict[str, float]:
    """Return the roots of the diagonal of the inverse observed information."""
    parameters = _free_arguments(distribution, family)
    best = np.array(list(parameters.values()))
    steps = 1e-4 * np.maximum(np.abs(best), 1e-3 * float(np.std(x)))
    information = _information(distribution, x, list(parameters), best, steps, lambda point: point)
    try:
        variances = np.diag(np.linalg.inv(information))
    except np.linalg.LinAlgError:
        variances = np.full(best.size, math.nan)
    with np.errstate(invalid="ignore"):
        return dict(zip(parameters, map(float, np.sqrt(variances)), strict=True))


def _information(
    distribution: str, x: Array, names: Sequence[str], best: Array, steps: Array, natural: Callable[[Array], Array]
) -> Array:
    """Return minus the second derivatives of the log likelihood, by central differences, on a scale of one's own."""

    def value(point: Array) -> float:
        return _log_likelihood(distribution, x, dict(zip(names, map(float, natural(point)), strict=True)))

    information = np.empty((best.size, best.size))
    for i, j in np.ndindex(information.shape):
        along, across = np.eye(best.size)[i] * steps[i], np.eye(best.size)[j] * steps[j]
        corners = value(best + along + across) - value(best + along - across)
        corners += value(best - along - across) - value(best - along + across)
        information[i, j] = -corners / (4 * steps[i] * steps[j])
    return information


def _covariance_root(distribution: str, x: Array, family: Family) -> Array:
    """Return the lower root of the covariance of the estimates, positive ones as logarithms."""
    parameters = _free_arguments(distribution, family)
    names, best = list(parameters), np.array(list(parameters.values()))
    positive = np.array([is_positive(distribution, name) for name in names])

    def natural(point: Array) -> Array:
        return np.where(positive, np.exp(np.where(positive, point, 0.0)), point)

    free = np.where(positive, np.log(np.where(positive, best, 1.0)), best)
    steps = np.where(positive, 1e-3, 1e-3 * float(np.std(x)))
    information = _information(distribution, x, names, free, steps, natural)
    try:
        return np.linalg.cholesky(np.linalg.inv(information))
    except np.linalg.LinAlgError:
        raise FitError(
            f"{x.size} data do not pin down the parameters of a {distribution}, so their uncertainty has no normal "
            'shape; take a distribution with fewer parameters, or leave parameters = "uncertain" out',
            "data",
        ) from None


def _kolmogorov(u: Array) -> float:
    steps = np.arange(u.size + 1) / u.size
    return float(max(np.max(steps[1:] - u), np.max(u - steps[:-1])))


def _anderson(u: Array) -> float:
    weights = 2 * np.arange(1, u.size + 1) - 1
    return float(-u.size - np.sum(weights * (np.log(u) + np.log1p(-u[::-1]))) / u.size)
