"""The benefit-cost ratio told honestly: ratio of means, median and range side by side, or the reason why there is none.

One rule for every page. A ratio is given when costs are above zero, for certain on average and in all but one world in
a hundred; otherwise `costs_near_zero` says why not, and a study without costs has `no_costs`. One world in a hundred is
a fifth of the worlds beyond each end of a central 90 %: so few leave the range where it is. Such a world counts as +∞
when its benefit exceeds its cost and as −∞ otherwise, so that a ratio above 1 means the same as a net present value
above 0 (its quotient would have the sign of the answer turned), and the ratio then carries a note of how many there
are.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import ArrayLike

from mcba.analysis.outcome_names import BENEFITS, COSTS, NET_ROI, RATIO
from mcba.analysis.reruns import labels_of
from mcba.analysis.world_arrays import (
    UNDEFINED_ESTIMATE,
    check_share,
    checked_labels,
    checked_values,
    degrees_between,
    error_of_mean,
    group_sums,
)
from mcba.arrays import Array, Integers
from mcba.displayed import Displayed
from mcba.engine import Run
from mcba.engine.estimates import (
    Estimate,
    Summary,
    errors_in,
    probability,
    ratio_by_world,
    ratio_of_means,
    summarise,
)
from mcba.engine.estimates.rounding import freed
from mcba.errors import Note, RunError

_BLOCKS = 200
"""Parts of the worlds that the bootstrap draws again: enough to know their spread to 5 %."""
_RESAMPLES = 2000
_MATTERS = 0.01
"""The share of worlds with a cost of zero or less beyond which no ratio is given."""
_NEAR_ZERO = 0.05
"""A cost below this share of the mean cost is near zero: the ratios of such worlds swamp a mean of ratios."""
_ALL_POSITIVE = Estimate(1.0, 0.0)
"""Stands for a mean cost without a variance or without a value: whether costs are above zero, their share says."""


@dataclass(frozen=True)
class Interval:
    """How well the worlds pin a ratio of means down, at a level of confidence, by Fieller's method or the bootstrap."""

    low: float
    high: float
    confidence: float
    method: str


@dataclass(frozen=True, repr=False)
class Ratio(Displayed):
    """The benefit-cost ratio, told honestly.

    Attributes
    ----------
    summary : Summary
        Of the ratio in each world: how uncertain the project is. Its mean is not a number where a world has no ratio.
    of_means : Estimate or None
        PV benefits over PV costs on average; None for a run that kept neither.
    interval : Interval or None
        Of the ratio of means; None for a run that kept no worlds.
    probability_above_one : Estimate
    not_positive : float
        The share of worlds with a cost of zero or less.
    note : Note or None
        `costs_not_positive` where there are such worlds, and `mean_of_ratios_hangs` where costs fall so near to zero
        that a mean of ratios would hang on a few worlds: in both cases no mean of ratios is to be printed.
    """

    summary: Summary
    of_means: Estimate | None
    interval: Interval | None
    probability_above_one: Estimate
    not_positive: float
    note: Note | None

    @property
    def net_roi(self) -> Estimate | None:
        """The ratio of means minus one."""
        return None if self.of_means is None else _above_one(self.of_means)


# --- of a run


def ratio_or_reason(run: Run, mass: float | None = None) -> Ratio | Note:
    """The benefit-cost ratio of a run, or why it has none: the one place where that is decided.

    Parameters
    ----------
    run : Run
        Of a study.
    mass : float, optional
        Of the range over worlds; the run's own when absent.

    Returns
    -------
    Ratio or Note
        `no_costs`; `not_kept` for a run that kept no ratio; `costs_near_zero` with `share` of the worlds in which the
        cost is zero or less.
    """
    if run.study is None or RATIO not in run.study.outcomes:
        return Note("no_costs")
    kept = set(run.outcomes)
    if not {BENEFITS, COSTS} <= kept:
        return _of_quotients(run, mass, None) if RATIO in kept else Note("not_kept", {"outcome": RATIO})
    costs, positive = run.summary(COSTS), run.probability(COSTS)
    share = 1.0 - positive.value
    if not is_safe(share, costs.mean if costs.note is None else _ALL_POSITIVE):
        return Note("costs_near_zero", {"share": share})
    if run.accumulators:
        return _of_summaries(run, mass, share) if RATIO in kept else Note("not_kept", {"outcome": RATIO})
    asked = run.settings.mass if mass is None else mass
    found = ratio(run.values(BENEFITS), run.values(COSTS), mass=asked, randomisation=labels_of(run))
    if not share and RATIO in kept:
        own = run.summary(RATIO, mass=mass)
        found = replace(found, summary=own, probability_above_one=run.probability(RATIO, above=1.0))
    of_means = _of_means(run)
    known_well = of_means is not None and math.isfinite(of_means.error)
    return replace(found, of_means=of_means, interval=found.interval if known_well else None)


def _of_means(run: Run) -> Estimate | None:
    """Mean benefits over mean costs, where both have a mean."""
    tails = filter(None, map(run.tail, (BENEFITS, COSTS)))
    return run.ratio_of_means() if all(tail.has_mean for tail in tails) else None


def is_safe(not_positive: float, mean_cost: Estimate) -> bool:
    """Whether costs are so surely above zero that a ratio means something."""
    return not_positive <= _MATTERS and mean_cost.interval()[0] > 0


def _of_quotients(run: Run, mass: float | None, of_means: Estimate | None) -> Ratio:
    return Ratio(run.summary(RATIO, mass=mass), of_means, None, run.probability(RATIO, above=1.0), 0.0, None)


def _of_summaries(run: Run, mass: float | None, share: float) -> Ratio:
    """The ratio of worlds that were summarised as they came, in which those of a cost of zero or less are endless."""
    found = _of_quotients(run, mass, _of_means(run))
    if not share:
        return found
    every = run.settings.worlds - run.failed_worlds
    worlds = round(share * every)
    return replace(
        found,
        summary=replace(found.summary, mean=UNDEFINED_ESTIMATE, sd=math.nan),
        not_positive=worlds / every,
        note=Note("costs_not_positive", {"share": worlds / every, "worlds": worlds}),
    )


def summary_or_reason(run: Run, outcome: str, mass: float | None = None) -> Summary | Note:
    """What the worlds say of an outcome of a run; of a ratio or a net ROI also why there is none.

    Parameters
    ----------
    run : Run
    outcome : str
    mass : float, optional
        Of the range; the run's own when absent.

    Returns
    -------
    Summary or Note
    """
    if outcome not in (RATIO, NET_ROI) or run.study is None:
        return run.summary(outcome, mass=mass)
    found = ratio_or_reason(run, mass)
    if isinstance(found, Note):
        return found
    if not found.not_positive:
        return run.summary(outcome, mass=mass)
    return found.summary if outcome == RATIO else _less_one(found.summary)


def skewness_or_reason(run: Run, outcome: str) -> Estimate | Note:
    """How lopsided an outcome of a run is, or why that is not known.

    Parameters
    ----------
    run : Run
    outcome : str

    Returns
    -------
    Estimate or Note
        Without a unit.
    """
    try:
        return run.skewness(outcome)
    except RunError as error:
        return error.note


def _less_one(found: Summary) -> Summary:
    """The summary of a net ROI from that of a ratio."""
    mean, median, low, high = map(_above_one, (found.mean, found.median, found.low, found.high))
    return replace(found, mean=mean, median=median, range=replace(found.range, low=low.value, high=high.value))


def _above_one(ratio: Estimate) -> Estimate:
    return replace(ratio, value=float(freed(ratio.value - 1.0, ratio.value + 1.0)))


# --- from arrays


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
    >>> result.of_means.value, result.net_roi.value
    (1.0, 0.0)
    """
    check_share(mass, "mass")
    check_share(confidence, "confidence")
    gains, costs = checked_values(benefit, "benefit"), checked_values(cost, "cost")
    if gains.shape != costs.shape:
        raise RunError(f"benefit has {gains.size} worlds and cost {costs.size}; give both on the same worlds")
    if costs.mean() == 0:
        raise RunError("the mean cost is 0, so there is no ratio; report the net present value instead")
    if interval not in _INTERVALS:
        raise RunError(f"interval {interval!r} is not known; choose {' or '.join(_INTERVALS)}")
    labels = checked_labels(randomisation, gains.size)

    low, high = _INTERVALS[interval](gains, costs, labels, confidence=confidence, seed=seed)
    not_positive = float(np.mean(costs <= 0))
    return Ratio(
        summary=_summary(ratio_by_world(gains, costs), mass, labels),
        of_means=ratio_of_means(gains, costs, ranks=labels),
        interval=Interval(low, high, confidence, interval),
        probability_above_one=probability(gains > costs, ranks=labels),
        not_positive=not_positive,
        note=_cost_note(costs, not_positive),
    )


def _summary(ratios: Array, mass: float, labels: Integers | None) -> Summary:
    if np.isfinite(ratios).all():
        return summarise(ratios, mass=mass, ranks=labels)
    with np.errstate(invalid="ignore"):
        found = summarise(ratios, mass=mass, ranks=labels)
    return replace(found, mean=UNDEFINED_ESTIMATE, sd=math.nan)


def _cost_note(costs: Array, not_positive: float) -> Note | None:
    if not_positive > 0:
        return Note("costs_not_positive", {"share": not_positive, "worlds": int(np.count_nonzero(costs <= 0))})
    smallest = float(costs.min() / costs.mean())
    return Note("mean_of_ratios_hangs", {"smallest": smallest}) if smallest < _NEAR_ZERO else None


def _fieller(
    gains: Array,
    costs: Array,
    labels: Integers | None,
    *,
    confidence: float,
    seed: int,  # noqa: ARG001  (the methods in the table below are called alike)
) -> tuple[float, float]:
    """Ratios r for which the mean of gains − r costs is within t standard errors of 0 (Fieller 1954)."""
    t = errors_in(confidence, degrees_between(labels))
    mean_gain, mean_cost = float(gains.mean()), float(costs.mean())
    var_gain, var_cost = float(error_of_mean(gains, labels)) ** 2, float(error_of_mean(costs, labels)) ** 2
    var_both = float(error_of_mean(gains + costs, labels)) ** 2
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
    gains: Array, costs: Array, labels: Integers | None, *, confidence: float, seed: int
) -> tuple[float, float]:
    """Percentiles of the ratio of sums over blocks of worlds (or randomisations) drawn again with replacement."""
    blocks = min(_BLOCKS, gains.size) if labels is None else int(labels.max()) + 1
    block = np.arange(gains.size) % blocks if labels is None else labels
    sums = group_sums(np.column_stack([gains, costs]), block, blocks)
    counts = np.random.default_rng(seed).multinomial(blocks, np.full(blocks, 1 / blocks), size=_RESAMPLES)
    gain, cost = (counts @ sums).T
    low, high = np.quantile(gain / cost, [(1 - confidence) / 2, (1 + confidence) / 2])
    return float(low), float(high)


_INTERVALS = {"fieller": _fieller, "bootstrap": _bootstrap}
