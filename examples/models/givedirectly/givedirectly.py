"""GiveDirectly: doublings of consumption that a dollar of cash transfers brings.

The model is GiveWell's analysis of GiveDirectly as Sam Nolan made it probabilistic, in the file
`givewell/givedirectly.squiggle` of https://github.com/quantified-uncertainty/squiggle-models at commit 91a5bab, licence
MIT. Facts and figures are taken from it, and no code. The repository prints no results; the figures to compare with are
those of the same model in squigglepy, with 1,000,000 draws.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

import mcba

Array = NDArray[np.float64]

SQUIGGLEPY = {"mean": 0.0034386, "5": 0.002331, "50": 0.003190, "95": 0.005371, "draws": 1_000_000}

INPUTS = {  # "a to b" of Squiggle is a lognormal with 90 % between a and b
    "transfer_efficiency": mcba.Lognormal.between(0.75, 0.9),
    "grant": mcba.Lognormal.between(925, 1125),  # of a household
    "household": mcba.Gamma(1061, 0.004431314623338257),  # people
    "invested": mcba.Beta(32, 50),  # share of the transfer
    "baseline": mcba.Lognormal(5.6416553319135305, 0.013376219674031463),  # consumption of a person in a year
    "years_of_consumption": mcba.Lognormal.between(0.5, 3),
    "yearly_return": mcba.Lognormal.between(0.05, 0.30),
    "years_of_investment": mcba.Lognormal.between(3, 15),
    "rate": mcba.Beta(10, 240),
    "returned": mcba.Lognormal.between(0.05, 0.2),  # share of the investment that comes back at its end
    "spillover": mcba.Lognormal.between(0.90, 1),
}

CHARITY = 1.03 * 1.05  # cash that does not reach people, and funds that are moved within the organisation
OTHER_EFFECTS = 0.93 * 1.05 * 1.04 * 1.04  # prices, development, sickness, deaths of children


def doublings(
    *,
    transfer_efficiency: Array,
    grant: Array,
    household: Array,
    invested: Array,
    baseline: Array,
    years_of_consumption: Array,
    yearly_return: Array,
    years_of_investment: Array,
    rate: Array,
    returned: Array,
    spillover: Array,
) -> Array:
    """Doublings of a person's consumption for a year, for each dollar given."""
    transfer = grant / household
    investment = invested * transfer
    at_once = (transfer - investment) / years_of_consumption
    soon = np.log1p(at_once / baseline) * years_of_consumption
    annuity = (1 - (1 + rate) ** (1 - years_of_investment)) / np.log1p(rate)  # in continuous time
    yearly = np.log1p(yearly_return * investment / baseline) * annuity
    last = np.log1p(investment * (yearly_return + returned) / baseline) / (1 + rate) ** years_of_investment
    utility = spillover * (soon + yearly + last) * household * transfer_efficiency / grant
    return np.asarray(utility / np.log(2) / CHARITY * OTHER_EFFECTS)


def simulated(worlds: int = 131_072, seed: int = 1) -> mcba.Run:
    """The model in so many worlds."""
    return mcba.simulate(doublings, INPUTS, worlds=worlds, seed=seed)


if __name__ == "__main__":
    run = simulated()
    print(f"Doublings for each dollar: {run.range('result')}, mean {run.summary('result').mean.value:.6f}")
