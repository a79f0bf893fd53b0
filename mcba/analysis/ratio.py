"""The benefit-cost ratio told honestly: ratio of means, median and range side by side.

Works on plain arrays with the worlds along the first axis; every figure comes with its Monte Carlo error.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import ndtri, stdtrit

from mcba.analysis.estimates import (
    Floats,
    Integers,
    check_share,
    checked_labels,
    checked_values,
    group_sums,
    standard_error,
)
from mcba.engine.estimate import Estimate, mean, probability, quantiles, ratio_of_means
from mcba.errors import RunError

BLOCKS = 200
"""Parts of the worlds that the bootstrap draws again: enough to know their spread to 5 %."""
RESAMPLES = 2000
NEAR_ZERO = 0.05
"""A cost below this share of the mean cost is near zero: the ratios of such worlds swamp a mean of ratios."""


@dataclass(frozen=True)
class Ratio:
    """The benefit-cost ratio, told honestly.

    `ratio_of_means` is PV benefits over PV costs on average, with its standard error and the interval `low_of_means`
    to `high_of_means`, by the method that `interval_method` names at `confidence`: how well these worlds pin the ratio
    of means down. `low` to `high` holds the ratio of `mass` of the worlds: how uncertain the project is. `net_roi` is
    the ratio of means − 1. `mean_of_ratios` is None, and `warning` says why, when costs can come near or below zero.
    A world whose cost is zero or less counts as +∞ when its benefit exceeds its cost and as −∞ otherwise, so that a
    ratio above 1 means the same as a net present value above 0; `cost_not_positive` is the share of such worlds.
    """

    ratio_of_means: Estimate
    low_of_means: float
    high_of_means: float
    interval_method: str
    confidence: float
    median: Estimate
    low: Estimate
    high: Estimate
    mass: float
    net_roi: Estimate
    probability_above_one: Estimate
    mean_of_ratios: Estimate | None
    cost_not_positive: float
    warning: str | None


def ratio(
    benefit: ArrayLike,
    cost: ArrayLike,
    *,
    mass: float = 0.90,
    interval: str = "fieller",
    confidence: float = 0.95,
    seed: int = 0,
    randomisation: ArrayLike | None = None,
) -> Ratio:
    """Benefit-cost ratio: ratio of means, median and range side by side, with an interval for the ratio of means.

    Parameters
    ----------
    benefit, cost
        (world,) present values in the same currency; avoided costs belong in the benefit.
    mass
        Mass of the central range of the ratio over worlds.
    interval
        "fieller" (exact for means that are normal) or "bootstrap" (percentiles over parts of the worlds drawn again).
    confidence
        Confidence level of that interval.
    seed
        Seed of the bootstrap.
    randomisation
        (world,) label of the randomisation of each world, when worlds are not independent.

    Raises
    ------
    RunError
        On unequal shapes, values that are not finite, and a mean cost of zero.

    References
    ----------
    Fieller, E. C. (1954). Some problems in interval estimation. Journal of the Royal Statistical Society B 16(2),
    175-185. https://doi.org/10.1111/j.2517-6161.1954.tb00159.x

    Examples
    --------
    >>> import numpy as np
    >>> result = ratio(np.array([3.0, 1.0]), np.array([2.0, 2.0]))
    >>> result.ratio_of_means.value, result.net_roi.value
    (1.0, 0.0)
    """
    check_share(mass, "mass")
    check_share(confidence, "confidence")
    gains, costs = checked_values(benefit, "benefit"), checked_values(cost, "cost")
    if gains.shape != costs.shape:
        raise RunError(f"benefit has {gains.size} worlds and cost {costs.size}; give both on the same worlds")
    if costs.mean() == 0:
        raise RunError("the mean cost is 0, so there is no ratio; report the net present value instead")
    if interval not in INTERVALS:
        raise RunError(f"interval {interval!r} is not known; choose {' or '.join(INTERVALS)}")
    labels = checked_labels(randomisation, gains.size)

    of_means = ratio_of_means(gains, costs, ranks=labels)
    low_of_means, high_of_means = INTERVALS[interval](gains, costs, labels, confidence=confidence, seed=seed)
    ratios = _ratio_per_world(gains, costs)
    low, median, high = quantiles(ratios, ((1 - mass) / 2, 0.5, (1 + mass) / 2), ranks=labels)
    not_positive = float(np.mean(costs <= 0))
    warning = _cost_warning(costs, not_positive)
    return Ratio(
        ratio_of_means=of_means,
        low_of_means=low_of_means,
        high_of_means=high_of_means,
        interval_method=interval,
        confidence=confidence,
        median=median,
        low=low,
        high=high,
        mass=mass,
        net_roi=Estimate(of_means.value - 1, of_means.error),
        probability_above_one=probability(gains > costs, ranks=labels),
        mean_of_ratios=mean(ratios, ranks=labels) if warning is None else None,
        cost_not_positive=not_positive,
        warning=warning,
    )


def _ratio_per_world(gains: Floats, costs: Floats) -> Floats:
    positive = costs > 0
    ends = np.where(gains > costs, np.inf, -np.inf)
    return np.divide(gains, costs, out=ends, where=positive)


def _cost_warning(costs: Floats, not_positive: float) -> str | None:
    if not_positive > 0:
        return (
            f"the cost is zero or negative in {not_positive:.2g} of the worlds: a mean of ratios has no meaning and is "
            "not given; use the ratio of means and the net present value"
        )
    smallest = float(costs.min() / costs.mean())
    if smallest < NEAR_ZERO:
        return (
            f"the cost falls to {smallest:.2g} of its mean: a mean of ratios would hang on a few worlds and is not "
            "given; use the ratio of means, the median and the net present value"
        )
    return None


def _fieller(
    gains: Floats,
    costs: Floats,
    labels: Integers | None,
    *,
    confidence: float,
    seed: int,  # noqa: ARG001  (the methods in the table below are called alike)
) -> tuple[float, float]:
    """Ratios r for which the mean of gains − r costs is within t standard errors of 0 (Fieller 1954)."""
    t = _critical_value(confidence, labels)
    mean_gain, mean_cost = float(gains.mean()), float(costs.mean())
    var_gain, var_cost = float(standard_error(gains, labels)) ** 2, float(standard_error(costs, labels)) ** 2
    var_both = float(standard_error(gains + costs, labels)) ** 2
    covariance = (var_both - var_gain - var_cost) / 2
    # a r² − 2 b r + c ≤ 0
    a = mean_cost**2 - t**2 * var_cost
    b = mean_gain * mean_cost - t**2 * covariance
    c = mean_gain**2 - t**2 * var_gain
    if a <= 0:
        return -np.inf, np.inf  # the mean cost itself cannot be told from zero: every ratio is possible
    half = np.sqrt(max(b**2 - a * c, 0.0))
    return float((b - half) / a), float((b + half) / a)


def _bootstrap(
    gains: Floats, costs: Floats, labels: Integers | None, *, confidence: float, seed: int
) -> tuple[float, float]:
    """Percentiles of the ratio of sums over blocks of worlds (or randomisations) drawn again with replacement."""
    blocks = min(BLOCKS, gains.size) if labels is None else int(labels.max()) + 1
    block = np.arange(gains.size) % blocks if labels is None else labels
    sums = group_sums(np.column_stack([gains, costs]), block, blocks)
    counts = np.random.default_rng(seed).multinomial(blocks, np.full(blocks, 1 / blocks), size=RESAMPLES)
    gain, cost = (counts @ sums).T
    low, high = np.quantile(gain / cost, [(1 - confidence) / 2, (1 + confidence) / 2])
    return float(low), float(high)


def _critical_value(confidence: float, labels: Integers | None) -> float:
    probability = (1 + confidence) / 2
    return float(ndtri(probability) if labels is None else stdtrit(int(labels.max()), probability))


INTERVALS = {"fieller": _fieller, "bootstrap": _bootstrap}
