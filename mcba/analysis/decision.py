"""What to choose: options on the same worlds, the ratio told honestly, payback, risk and internal rates of return.

Everything here works on plain arrays with the worlds along the first axis, and every figure comes with its Monte
Carlo error. Worlds that were drawn independently need nothing more. Worlds of a randomised design (Sobol' points
scrambled a number of times) are not independent of each other, only the randomisations are: pass the label of each
world's randomisation as `randomisation`, and errors are taken between randomisations instead of between worlds.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.special import ndtri, stdtrit

from mcba.errors import RunError

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]

BATCHES = 20
"""Parts of the worlds from which the error of a statistic that is not a mean is taken."""
BLOCKS = 200
"""Parts of the worlds that the bootstrap draws again: enough to know their spread to 5 %."""
RESAMPLES = 2000
NEAR_ZERO = 0.05
"""A cost below this share of the mean cost is near zero: the ratios of such worlds swamp a mean of ratios."""
FEWEST_EFFECTIVE_WORLDS = 30


@dataclass(frozen=True)
class Estimate:
    """A figure and its Monte Carlo standard error, in the same unit."""

    value: float
    error: float


# --- worlds and errors --------------------------------------------------------------------------------------------


def checked_values(values: ArrayLike, name: str, *, dimensions: tuple[int, ...] = (1,)) -> Floats:
    """Return `values` as finite float64 with worlds along the first axis, or say what is wrong with `name`."""
    array = np.asarray(values, dtype=np.float64)
    if array.ndim not in dimensions:
        allowed = " or ".join(f"{d}-dimensional" for d in dimensions)
        raise RunError(f"{name} has shape {array.shape}; give a {allowed} array with worlds along the first axis")
    if array.shape[0] < 2 or array.size == 0:
        raise RunError(f"{name} has shape {array.shape}; an estimate with its error needs at least two worlds")
    finite = np.isfinite(array)
    if not finite.all():
        first = tuple(int(i) for i in np.argwhere(~finite)[0])
        count = int(array.size - finite.sum())
        raise RunError(
            f"{name} has {count} values that are not finite, the first at index {first} ({array[first]}); "
            "repair the model or drop those worlds from every array"
        )
    return array


def checked_options(net_benefit: ArrayLike) -> Floats:
    """Return net benefit as (world, option); one array (world,) is one project against doing nothing, at 0."""
    array = checked_values(net_benefit, "net_benefit", dimensions=(1, 2))
    if array.ndim == 1:
        return np.column_stack([np.zeros(array.size), array])
    if array.shape[1] < 2:
        raise RunError(
            "net_benefit has one option; a choice needs two: give (world, option), "
            "or a plain (world,) array to compare one project with doing nothing"
        )
    return array


def checked_labels(randomisation: ArrayLike | None, worlds: int) -> Integers | None:
    """Return the randomisation of each world as 0, 1, 2, …, or None when worlds are independent."""
    if randomisation is None:
        return None
    labels = np.asarray(randomisation)
    if labels.shape != (worlds,):
        raise RunError(f"randomisation has shape {labels.shape}; give one label for each of the {worlds} worlds")
    distinct, index = np.unique(labels, return_inverse=True)
    if distinct.size < 2:
        raise RunError(
            "randomisation has a single label, so there is nothing to take an error between; "
            "draw the design in two or more randomisations (8 or more for a steady error)"
        )
    return np.asarray(index, dtype=np.int64)


def group_sums(values: Floats, labels: Integers, groups: int) -> Floats:
    """Sum `values` (world, …) over the worlds of each label: (group, …)."""
    columns = values.reshape(values.shape[0], -1)
    sums = [np.bincount(labels, weights=column, minlength=groups) for column in columns.T]
    return np.stack(sums, axis=-1, dtype=np.float64).reshape(groups, *values.shape[1:])


def standard_error(values: Floats, labels: Integers | None = None) -> Floats:
    """Return the standard error of the mean of `values` (world, …) over worlds.

    With labels the error is taken between randomisations, as that of a ratio of sums, so that unequal sizes are
    right too (Cochran 1977, Sampling Techniques, chapter 6).
    """
    worlds = values.shape[0]
    if labels is None:
        return np.asarray(np.std(values, axis=0, ddof=1) / np.sqrt(worlds))
    groups = int(labels.max()) + 1
    deviations = group_sums(values - values.mean(axis=0), labels, groups) / worlds
    return np.asarray(np.sqrt(groups / (groups - 1) * np.sum(deviations**2, axis=0)))


def mean_of(values: Floats, labels: Integers | None = None) -> Estimate:
    """Mean over worlds with its standard error."""
    return Estimate(float(values.mean()), float(standard_error(values, labels)))


def share_of(condition: NDArray[np.bool_], labels: Integers | None = None) -> Estimate:
    """Share of worlds in which `condition` holds, with its standard error."""
    hits = condition.astype(np.float64)
    # None or all of n worlds does not prove 0 or 1: the error never falls below one world in n.
    error = np.hypot(standard_error(hits, labels), 1 / hits.size)
    return Estimate(float(hits.mean()), float(error))


def quantile_of(values: Floats, probability: float, labels: Integers | None = None) -> Estimate:
    """Quantile with a standard error from the error of the share below it (Woodruff 1952)."""
    value = float(_order_statistic(values, probability))
    error_of_share = share_of(values <= value, labels).error
    # Two errors to each side and not one: the order statistics further apart give a steadier width.
    low, high = np.clip([probability - 2 * error_of_share, probability + 2 * error_of_share], 0, 1)
    ends = _order_statistic(values, [low, high])
    if not np.isfinite(ends).all():
        return Estimate(value, float("inf"))
    return Estimate(value, float(ends[1] - ends[0]) / 4)


def _order_statistic(values: Floats, probability: ArrayLike) -> Floats:
    """Quantile by linear interpolation, unless an infinite value is in play: then the nearest one below."""
    method = "linear" if np.isfinite(values).all() else "lower"
    return np.asarray(np.quantile(values, probability, method=method), dtype=np.float64)  # type: ignore[call-overload]


def _batch_error(statistic: Callable[[Floats], Floats], values: Floats, labels: Integers | None) -> Floats:
    """Return the error of any statistic of (world, …) from its spread over batches, or over randomisations."""
    worlds = values.shape[0]
    batches = min(BATCHES, worlds // 2) if labels is None else int(labels.max()) + 1
    if batches < 2:
        return np.full_like(statistic(values), np.nan)
    batch = np.arange(worlds) % batches if labels is None else labels
    parts = np.stack([statistic(values[batch == b]) for b in range(batches)])
    return np.asarray(parts.std(axis=0, ddof=1) / np.sqrt(batches))


# --- options ------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Options:
    """How the options compare; arrays have one entry for each option, in the order of `names`.

    `expected_loss` is what choosing that option costs on average against the best option of each world (its mean
    regret); that of the best option is the expected value of perfect information. `regret_high` is the regret that
    is exceeded in (1 − mass) / 2 of the worlds. `lead` is the distance in mean of the best option to the next.
    """

    names: tuple[str, ...]
    mean: Floats
    mean_error: Floats
    probability_best: Floats
    probability_best_error: Floats
    expected_loss: Floats
    expected_loss_error: Floats
    regret_high: Floats
    regret_high_error: Floats
    mass: float
    best: str
    runner_up: str
    lead: Estimate
    sentence: str


def compare_options(
    net_benefit: ArrayLike,
    names: Sequence[str] | None = None,
    *,
    mass: float = 0.90,
    randomisation: ArrayLike | None = None,
) -> Options:
    """Compare options on the same worlds: mean, P(best), expected loss and regret, each with its error.

    Parameters
    ----------
    net_benefit
        (world, option), or (world,) for one project against doing nothing; any currency.
    names
        One name for each option; by default "nothing" and "project", or "option 1", "option 2", ….
    mass
        Mass of the central range to which `regret_high` is the upper end.
    randomisation
        (world,) label of the randomisation of each world, when worlds are not independent.

    Raises
    ------
    RunError
        On values that are not finite, on a single option, and on two options that are equal in every world.

    Examples
    --------
    >>> import numpy as np
    >>> options = compare_options(np.array([40.0, 40.0, 40.0, -5.0, -5.0]))
    >>> options.best, options.expected_loss.tolist()
    ('project', [24.0, 2.0])
    """
    _check_share(mass, "mass")
    benefit = checked_options(net_benefit)
    labels = checked_labels(randomisation, benefit.shape[0])
    labelled = _option_names(names, np.ndim(net_benefit), benefit.shape[1])
    _refuse_twins(benefit, labelled)

    losses = regret(benefit)
    wins = (losses == 0).astype(np.float64)
    wins /= wins.sum(axis=1, keepdims=True)  # options that tie share the world
    highs = [quantile_of(column, (1 + mass) / 2, labels) for column in losses.T]
    mean = benefit.mean(axis=0)
    order = np.argsort(-mean, kind="stable")
    best, runner_up = int(order[0]), int(order[1])
    lead = mean_of(benefit[:, best] - benefit[:, runner_up], labels)
    probability_best = wins.mean(axis=0)
    return Options(
        names=labelled,
        mean=mean,
        mean_error=standard_error(benefit, labels),
        probability_best=probability_best,
        probability_best_error=np.hypot(standard_error(wins, labels), 1 / benefit.shape[0]),
        expected_loss=losses.mean(axis=0),
        expected_loss_error=standard_error(losses, labels),
        regret_high=np.array([high.value for high in highs]),
        regret_high_error=np.array([high.error for high in highs]),
        mass=mass,
        best=labelled[best],
        runner_up=labelled[runner_up],
        lead=lead,
        sentence=_choice_in_words(labelled, probability_best, best, runner_up, lead),
    )


def regret(net_benefit: ArrayLike) -> Floats:
    """Regret (world, option): how far each option stays below the best option of the same world."""
    benefit = checked_options(net_benefit)
    return np.asarray(benefit.max(axis=1, keepdims=True) - benefit)


def _choice_in_words(names: tuple[str, ...], shares: Floats, best: int, runner_up: int, lead: Estimate) -> str:
    if lead.value <= 2 * lead.error:
        return f"{names[best]} and {names[runner_up]} cannot be told apart on average with these worlds; draw more"
    text = f"{names[best]} is best on average and in {shares[best]:.0%} of the worlds"
    favourite = int(np.argmax(shares))
    if favourite != best:
        return f"{text}; {names[favourite]} is best in more worlds ({shares[favourite]:.0%}), by smaller amounts"
    if shares[best] < 0.5:
        return f"{text}; no option is best in half of them"
    return text


def _option_names(names: Sequence[str] | None, dimensions: int, count: int) -> tuple[str, ...]:
    if names is None:
        return ("nothing", "project") if dimensions == 1 else tuple(f"option {i + 1}" for i in range(count))
    labelled = tuple(names)
    if len(labelled) != count or len(set(labelled)) != count:
        raise RunError(f"names {labelled} do not name {count} options; give {count} different names")
    return labelled


def _refuse_twins(benefit: Floats, names: tuple[str, ...]) -> None:
    for i in range(len(names)):
        for j in range(i + 1, len(names)):
            if np.array_equal(benefit[:, i], benefit[:, j]):
                raise RunError(
                    f"options {names[i]!r} and {names[j]!r} have the same net benefit in every world; "
                    "leave one out, or check that its formula is not that of the other"
                )


def _check_share(share: float, name: str) -> None:
    if not 0 < share < 1:
        raise RunError(f"{name} is {share}; give a share between 0 and 1")


# --- stochastic dominance -----------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Dominance:
    """Whether the row option dominates the column option; all arrays are (option, option).

    `every_world` is true where the row option is never worse and sometimes better in the same world. `first_violation`
    is the share of the area between the two distributions that speaks against first-order dominance, 0 when every
    quantile is at least as high; `second_violation` is that share for second-order dominance (every risk averter
    agrees), taken between the integrated quantile functions. The diagonals are NaN.
    """

    every_world: NDArray[np.bool_]
    first_violation: Floats
    first_violation_error: Floats
    second_violation: Floats
    second_violation_error: Floats

    @property
    def first(self) -> NDArray[np.bool_]:
        """Where first-order dominance holds in these worlds."""
        return np.asarray(self.first_violation == 0)

    @property
    def second(self) -> NDArray[np.bool_]:
        """Where second-order dominance holds in these worlds."""
        return np.asarray(self.second_violation == 0)


def stochastic_dominance(net_benefit: ArrayLike, *, randomisation: ArrayLike | None = None) -> Dominance:
    """Judge first- and second-order stochastic dominance between all pairs of options, with the share that violates.

    The shares let a reader see "almost": 0.001 against dominance is a few worlds in a tail. Their errors come from
    the spread over parts of the worlds.

    References
    ----------
    Leshno, M., & Levy, H. (2002). Preferred by "all" and preferred by "most" decision makers: almost stochastic
    dominance. Management Science 48(8), 1074-1085. https://doi.org/10.1287/mnsc.48.8.1074.169

    Examples
    --------
    >>> import numpy as np
    >>> worlds = np.linspace(0, 1, 101)
    >>> stochastic_dominance(np.column_stack([worlds + 0.1, worlds[::-1]])).first[0, 1]
    np.True_
    """
    benefit = checked_options(net_benefit)
    labels = checked_labels(randomisation, benefit.shape[0])
    first, second = _violations(benefit)
    first_error, second_error = _batch_error(_violations, benefit, labels)
    count = benefit.shape[1]
    every = np.zeros((count, count), dtype=bool)
    for i in range(count):
        difference = benefit[:, [i]] - benefit
        every[i] = (difference >= 0).all(axis=0) & (difference > 0).any(axis=0)
    return Dominance(every, first, first_error, second, second_error)


def _violations(benefit: Floats) -> Floats:
    """Shares against first- and second-order dominance, (2, option, option)."""
    quantiles = np.sort(benefit, axis=0)
    count = benefit.shape[1]
    shares = np.full((2, count, count), np.nan)
    for i in range(count):
        for j in range(count):
            if i != j:
                gap = quantiles[:, i] - quantiles[:, j]
                shares[:, i, j] = _share_below_zero(gap), _share_below_zero(np.cumsum(gap))
    return shares


def _share_below_zero(gap: Floats) -> float:
    area = float(np.abs(gap).sum())
    rounding = 1e-12 * float(np.abs(gap).max())
    return float(-gap[gap < -rounding].sum()) / area if area > 0 else 1.0  # equal distributions: nobody dominates


# --- acceptability ------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Acceptability:
    """The choice as a function of a price: arrays (price,) or (price, option).

    `frontier` is the option with the highest mean at each price; its P(best) is the acceptability frontier. `evpi`
    is the expected value of perfect information at each price.
    """

    prices: Floats
    probability_best: Floats
    probability_best_error: Floats
    frontier: Integers
    evpi: Floats
    evpi_error: Floats


def acceptability(
    effects: ArrayLike, costs: ArrayLike, prices: ArrayLike, *, randomisation: ArrayLike | None = None
) -> Acceptability:
    """Follow the choice over any price or willingness to pay: net benefit = price × effects − costs.

    Parameters
    ----------
    effects
        (world, option) quantity that the price values, such as hours, QALYs or clients; (world,) is one project
        against doing nothing.
    costs
        Same shape: everything else, counted as a cost.
    prices
        (price,) the prices to look at.
    randomisation
        (world,) label of the randomisation of each world, when worlds are not independent.

    References
    ----------
    Fenwick, E., Claxton, K., & Sculpher, M. (2001). Representing uncertainty: the role of cost-effectiveness
    acceptability curves. Health Economics 10(8), 779-787. https://doi.org/10.1002/hec.635
    """
    quantity, cost = checked_options(effects), checked_options(costs)
    if np.shape(effects) != np.shape(costs):
        raise RunError(f"effects {np.shape(effects)} and costs {np.shape(costs)} differ in shape; give the same worlds")
    at = np.atleast_1d(np.asarray(prices, dtype=np.float64))
    if at.ndim != 1 or at.size == 0 or not np.isfinite(at).all():
        raise RunError("prices must be one or more finite numbers")
    labels = checked_labels(randomisation, quantity.shape[0])
    tables = [_at_price(price * quantity - cost, labels) for price in at]
    shares, share_errors, losses, loss_errors, best = (np.stack(column) for column in zip(*tables, strict=True))
    return Acceptability(at, shares, share_errors, best, losses, loss_errors)


def _at_price(benefit: Floats, labels: Integers | None) -> tuple[Floats, Floats, Floats, Floats, Integers]:
    losses = benefit.max(axis=1, keepdims=True) - benefit
    wins = (losses == 0).astype(np.float64)
    wins /= wins.sum(axis=1, keepdims=True)
    best = np.argmax(benefit.mean(axis=0))
    loss = losses[:, best]
    share_error = np.hypot(standard_error(wins, labels), 1 / benefit.shape[0])
    return wins.mean(axis=0), share_error, loss.mean(), standard_error(loss, labels), best  # type: ignore[return-value]


# --- the ratio ----------------------------------------------------------------------------------------------------


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
    _check_share(mass, "mass")
    _check_share(confidence, "confidence")
    gains, costs = checked_values(benefit, "benefit"), checked_values(cost, "cost")
    if gains.shape != costs.shape:
        raise RunError(f"benefit has {gains.size} worlds and cost {costs.size}; give both on the same worlds")
    if costs.mean() == 0:
        raise RunError("the mean cost is 0, so there is no ratio; report the net present value instead")
    if interval not in INTERVALS:
        raise RunError(f"interval {interval!r} is not known; choose {' or '.join(INTERVALS)}")
    labels = checked_labels(randomisation, gains.size)

    of_means = _ratio_of_means(gains, costs, labels)
    low_of_means, high_of_means = INTERVALS[interval](gains, costs, labels, confidence=confidence, seed=seed)
    ratios = _ratio_per_world(gains, costs)
    not_positive = float(np.mean(costs <= 0))
    warning = _cost_warning(costs, not_positive)
    return Ratio(
        ratio_of_means=of_means,
        low_of_means=low_of_means,
        high_of_means=high_of_means,
        interval_method=interval,
        confidence=confidence,
        median=quantile_of(ratios, 0.5, labels),
        low=quantile_of(ratios, (1 - mass) / 2, labels),
        high=quantile_of(ratios, (1 + mass) / 2, labels),
        mass=mass,
        net_roi=Estimate(of_means.value - 1, of_means.error),
        probability_above_one=share_of(gains > costs, labels),
        mean_of_ratios=mean_of(ratios, labels) if warning is None else None,
        cost_not_positive=not_positive,
        warning=warning,
    )


def _ratio_of_means(gains: Floats, costs: Floats, labels: Integers | None) -> Estimate:
    value = gains.mean() / costs.mean()
    error = standard_error(gains - value * costs, labels) / abs(costs.mean())
    return Estimate(float(value), float(error))


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


# --- payback and internal rate of return --------------------------------------------------------------------------


@dataclass(frozen=True)
class Payback:
    """When the project has paid itself back, as a distribution that includes never.

    `probability` (year,) is the share of worlds in which the running total is first zero or more in that year,
    `by_year` its running sum. `never` closes the distribution: probability.sum() + never.value is 1. `lost_again` is
    the share of worlds that pay back and end below zero all the same. `median_year` is None when half or more of the
    worlds never pay back.
    """

    years: Integers
    probability: Floats
    probability_error: Floats
    by_year: Floats
    by_year_error: Floats
    never: Estimate
    lost_again: Estimate
    median_year: int | None


def payback(flows: ArrayLike, *, first_year: int = 0, randomisation: ArrayLike | None = None) -> Payback:
    """Distribution of the payback year: the first in which the running total of net flows reaches zero.

    Parameters
    ----------
    flows
        (world, year) net benefit of each year; discount it first for the discounted payback year.
    first_year
        The year of the first column.
    randomisation
        (world,) label of the randomisation of each world, when worlds are not independent.

    Examples
    --------
    >>> import numpy as np
    >>> result = payback(np.array([[-2.0, 1.0, 1.0], [-2.0, 1.0, 0.5]]))
    >>> result.probability.tolist(), result.never.value
    ([0.0, 0.0, 0.5], 0.5)
    """
    yearly = checked_values(flows, "flows", dimensions=(2,))
    labels = checked_labels(randomisation, yearly.shape[0])
    total = np.cumsum(yearly, axis=1)
    reached = np.logical_or.accumulate(total >= 0, axis=1).astype(np.float64)
    arrives = np.diff(reached, axis=1, prepend=0)
    floor = 1 / yearly.shape[0]
    by_year = reached.mean(axis=0)
    years = first_year + np.arange(yearly.shape[1])
    return Payback(
        years=years,
        probability=arrives.mean(axis=0),
        probability_error=np.hypot(standard_error(arrives, labels), floor),
        by_year=by_year,
        by_year_error=np.hypot(standard_error(reached, labels), floor),
        never=share_of(reached[:, -1] == 0, labels),
        lost_again=share_of((reached[:, -1] == 1) & (total[:, -1] < 0), labels),
        median_year=int(years[np.argmax(by_year > 0.5)]) if by_year[-1] > 0.5 else None,
    )


@dataclass(frozen=True)
class InternalRates:
    """The internal rate of return, world by world.

    `rates` holds only the worlds, given by `worlds`, in which the present value crosses zero exactly once between the
    rates searched. Worlds with no such rate and worlds with several are counted, and get no number.
    """

    rates: Floats
    worlds: Integers
    none: Estimate
    several: Estimate
    median: Estimate | None
    searched: tuple[float, float]


def internal_rates(
    flows: ArrayLike, *, low: float = -0.99, high: float = 10.0, randomisation: ArrayLike | None = None
) -> InternalRates:
    """Find the internal rate of return of each world; "none" and "several" are counted, never coded as a number.

    Parameters
    ----------
    flows
        (world, year) undiscounted net benefit, the first column at year 0.
    low, high
        Rates per year between which to look, above −1.
    randomisation
        (world,) label of the randomisation of each world, when worlds are not independent.

    Examples
    --------
    >>> import numpy as np
    >>> result = internal_rates(np.array([[-1.0, 1.1], [-1.0, 0.0], [-1.0, 1.2]]))
    >>> result.rates.round(6).tolist(), round(result.none.value, 3)
    ([0.1, 0.2], 0.333)
    """
    if not -1 < low < high < np.inf:
        raise RunError(f"the rates searched run from {low} to {high}; give −1 < low < high")
    yearly = checked_values(flows, "flows", dimensions=(2,))
    labels = checked_labels(randomisation, yearly.shape[0])
    parts = np.array_split(yearly, max(1, yearly.shape[0] // 8192))
    crossings, rates = (np.concatenate(column) for column in zip(*(_roots(p, low, high) for p in parts), strict=True))
    once = crossings == 1
    return InternalRates(
        rates=rates[once],
        worlds=np.flatnonzero(once),
        none=share_of(crossings == 0, labels),
        several=share_of(crossings > 1, labels),
        median=_median_of_some(rates[once], labels, once),
        searched=(low, high),
    )


def _roots(flows: Floats, low: float, high: float) -> tuple[Integers, Floats]:
    """Count the sign changes of the present value over a grid of rates; find the root where there is exactly one."""
    factors = 1 / np.geomspace(1 + low, 1 + high, 256)
    powers = factors ** np.arange(flows.shape[1])[:, None]
    positive = flows @ powers > 0
    changes = positive[:, 1:] != positive[:, :-1]
    bracket = np.argmax(changes, axis=1)
    lower, upper = factors[bracket], factors[bracket + 1]
    starts_positive = positive[np.arange(len(flows)), bracket]
    for _ in range(60):
        middle = (lower + upper) / 2
        same_side = (_present_value(flows, middle) > 0) == starts_positive
        lower, upper = np.where(same_side, middle, lower), np.where(same_side, upper, middle)
    return changes.sum(axis=1), 2 / (lower + upper) - 1


def _present_value(flows: Floats, factor: Floats) -> Floats:
    total = np.zeros(flows.shape[0])
    for year in flows.T[::-1]:
        total = total * factor + year
    return total


def _median_of_some(values: Floats, labels: Integers | None, kept: NDArray[np.bool_]) -> Estimate | None:
    if values.size < 2:
        return None
    if labels is None:
        return quantile_of(values, 0.5)
    left = np.unique(labels[kept], return_inverse=True)[1]
    return quantile_of(values, 0.5, left) if left.max() > 0 else None


# --- attitudes to risk --------------------------------------------------------------------------------------------


def tail_mean(outcome: ArrayLike, *, share: float = 0.05, randomisation: ArrayLike | None = None) -> Estimate:
    """Mean outcome of the worst `share` of the worlds (expected shortfall, conditional value at risk).

    Examples
    --------
    >>> import numpy as np
    >>> tail_mean(np.arange(100.0), share=0.10).value
    4.5
    """
    _check_share(share, "share")
    values = checked_values(outcome, "outcome")
    labels = checked_labels(randomisation, values.size)
    worst = values.size * share
    if worst < 1:
        raise RunError(f"the worst {share:g} of {values.size} worlds is less than one world; draw more worlds")
    edge = np.partition(values, int(np.ceil(worst)) - 1)[int(np.ceil(worst)) - 1]
    # The form of Rockafellar & Uryasev (2000): exact whatever the edge inside its step, and a plain mean over worlds.
    return mean_of(edge - np.maximum(edge - values, 0) / share, labels)


def certainty_equivalent(
    outcome: ArrayLike, *, risk_tolerance: float, randomisation: ArrayLike | None = None
) -> Estimate:
    """Return the sure amount that is as good as the uncertain outcome, under constant absolute risk aversion.

    CE = −R log E[exp(−outcome / R)] with risk tolerance R in the unit of the outcome. A large R gives the mean, a
    small one the worst case; for a normal outcome CE = mean − variance / 2R. Refused when so few worlds carry the
    weight that the answer would be about them.

    References
    ----------
    Pratt, J. W. (1964). Risk aversion in the small and in the large. Econometrica 32(1/2), 122-136.
    https://doi.org/10.2307/1913738

    Examples
    --------
    >>> import numpy as np
    >>> round(certainty_equivalent(np.linspace(-1, 1, 1001), risk_tolerance=1e6).value, 3)
    -0.0
    """
    if not 0 < risk_tolerance < np.inf:
        raise RunError(f"risk_tolerance is {risk_tolerance}; give a positive amount in the unit of the outcome")
    values = checked_values(outcome, "outcome")
    labels = checked_labels(randomisation, values.size)
    least = float(values.min())
    weights = np.exp((least - values) / risk_tolerance)
    effective = float(weights.sum() ** 2 / np.sum(weights**2))
    if effective < min(FEWEST_EFFECTIVE_WORLDS, values.size / 2):
        raise RunError(
            f"with risk_tolerance {risk_tolerance:g} the answer hangs on about {effective:.0f} worlds; "
            "draw more worlds or state a larger tolerance"
        )
    mean = mean_of(weights, labels)
    return Estimate(least - risk_tolerance * float(np.log(mean.value)), risk_tolerance * mean.error / mean.value)
