"""Acceptability: how the choice follows from a price or a willingness to pay."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from mcba.analysis.decision.options.comparison import _probability_best, checked_options, regret
from mcba.analysis.world_arrays import checked_labels, error_of_mean
from mcba.arrays import Array, Integers
from mcba.errors import RunError


@dataclass(frozen=True)
class Acceptability:
    """The choice as a function of a price: arrays (price,) or (price, option).

    `frontier` is the option with the highest mean at each price; its P(best) is the acceptability frontier. `evpi`
    is the expected value of perfect information at each price.
    """

    prices: Array
    probability_best: Array
    probability_best_error: Array
    frontier: Integers
    evpi: Array
    evpi_error: Array


def acceptability_curve(
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


def _at_price(benefit: Array, labels: Integers | None) -> tuple[Array, Array, Array, Array, Integers]:
    losses = regret(benefit)
    best = np.argmax(benefit.mean(axis=0))
    loss = losses[:, best]
    return *_probability_best(losses, labels), loss.mean(), error_of_mean(loss, labels), best  # type: ignore[return-value]
