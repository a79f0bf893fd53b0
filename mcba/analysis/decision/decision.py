"""What to choose: options on the same worlds, dominance between them, and the choice as a price changes.

Everything here works on plain arrays with the worlds along the first axis, and every figure comes with its Monte
Carlo error; for worlds that are not independent pass the label of each world's randomisation as `randomisation`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from mcba.analysis.estimates import (
    Floats,
    Integers,
    batch_error,
    check_share,
    checked_labels,
    checked_values,
    standard_error,
)
from mcba.engine.estimates import Estimate, mean, quantiles, share_error
from mcba.errors import RunError

# --- options ------------------------------------------------------------------------------------------------------


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

    @property
    def tied(self) -> bool:
        """Whether these worlds cannot tell the best option from the next one on average."""
        return self.lead.interval()[0] <= 0

    @property
    def favourite(self) -> str:
        """The option that is best in most worlds; not always the best on average."""
        return self.names[int(np.argmax(self.probability_best))]


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
    check_share(mass, "mass")
    benefit = checked_options(net_benefit)
    labels = checked_labels(randomisation, benefit.shape[0])
    labelled = _option_names(names, np.ndim(net_benefit), benefit.shape[1])
    _refuse_twins(benefit, labelled)

    losses = regret(benefit)
    probability_best, probability_best_error = _probability_best(losses, labels)
    highs = [quantiles(column, [(1 + mass) / 2], ranks=labels)[0] for column in losses.T]
    means = benefit.mean(axis=0)
    order = np.argsort(-means, kind="stable")
    best, runner_up = int(order[0]), int(order[1])
    return Options(
        names=labelled,
        mean=means,
        mean_error=standard_error(benefit, labels),
        probability_best=probability_best,
        probability_best_error=probability_best_error,
        expected_loss=losses.mean(axis=0),
        expected_loss_error=standard_error(losses, labels),
        regret_high=np.array([high.value for high in highs]),
        regret_high_error=np.array([high.error for high in highs]),
        mass=mass,
        best=labelled[best],
        runner_up=labelled[runner_up],
        lead=mean(benefit[:, best] - benefit[:, runner_up], ranks=labels),
    )


def regret(net_benefit: ArrayLike) -> Floats:
    """Regret (world, option): how far each option stays below the best option of the same world."""
    benefit = checked_options(net_benefit)
    return np.asarray(benefit.max(axis=1, keepdims=True) - benefit)


def _probability_best(losses: Floats, labels: Integers | None) -> tuple[Floats, Floats]:
    """Share of worlds in which each option has no regret, and its error; options that tie share the world."""
    wins = (losses == 0).astype(np.float64)
    wins /= wins.sum(axis=1, keepdims=True)
    shares = wins.mean(axis=0)
    return shares, share_error(shares, standard_error(wins, labels), wins.shape[0])


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
    first_error, second_error = batch_error(_violations, benefit, labels)
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
    losses = regret(benefit)
    best = np.argmax(benefit.mean(axis=0))
    loss = losses[:, best]
    return *_probability_best(losses, labels), loss.mean(), standard_error(loss, labels), best  # type: ignore[return-value]
