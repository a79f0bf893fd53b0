"""Deworming: the net present value of treating one child, as a Python function of ten uncertain inputs.

The model is approach 3.3, the main policy estimate, of the open policy analysis of mass deworming by BITSS and Evidence
Action: https://github.com/BITSS-OPA/opa-deworming at commit ee289c0, `code/01_final_opa.Rmd`. The repository states no
licence; facts and figures are taken from it, and no code. Amounts are dollars of 2017, purchasing power parity.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

import mcba

Array = NDArray[np.float64]
Number = float | Array  # one, or one in each world

PUBLISHED = {
    "deterministic": 289.751849813911,  # the unit test of ea3_pe
    "sd": 317.238631941147,  # of 10,000 draws: all_res_10000_sims, the ninth
    "draws": 10_000,
}

INPUTS = {  # chunk_sources; the call of sim_data1_f gives the spread: mostly a tenth of the mean
    "gain": mcba.Normal(79.51, 76),  # of earnings in a year: lambda1_new, Hamory et al. (2021)
    "years_in_trial": mcba.Normal(2.41, 0.241),
    "years_now": mcba.Normal(2.41, 0.241),
    "prevalence_in_trial": mcba.Normal(0.92, 0.1),
    "prevalence_now": mcba.Normal(0.50, 0.1),  # of four countries, weighted with their people
    "bonds": mcba.Normal(0.09, 0.009),
    "inflation": mcba.Normal(0.04, 0.004),
    "unit_cost": mcba.Normal(0.08, 0.008),  # of a year of treatment
    "staff_time": mcba.Normal(0.3, 0.03),  # of the government, as a share of that
    "take_up": mcba.Normal(0.75, 0.075),
}

BASE = {  # the point estimate has the numbers before they are rounded; its unit cost is with staff time, 0.08480686
    "gain": 79.51465,
    "years_in_trial": 2.41,
    "years_now": 2.41,
    "prevalence_in_trial": 0.92,
    "prevalence_now": 0.5013121,
    "bonds": 0.09,
    "inflation": 0.04,
    "unit_cost": 0.08480686 / 1.3,
    "staff_time": 0.3,
    "take_up": 0.75,
}

WORK = range(10, 25)  # the years after treatment in which people earn more
MOST_YEARS = 6  # of treatment have an effect


def net_present_value(
    *,
    gain: Number,
    years_in_trial: Number,
    years_now: Number,
    prevalence_in_trial: Number,
    prevalence_now: Number,
    bonds: Number,
    inflation: Number,
    unit_cost: Number,
    staff_time: Number,
    take_up: Number,
) -> Array:
    """More earnings over fifty years, less the costs of treatment, both discounted."""
    rate = np.subtract(bonds, inflation)
    treated = np.minimum(years_now, MOST_YEARS) / np.asarray(years_in_trial)
    infected = np.clip(prevalence_now, 0, 1) / np.clip(prevalence_in_trial, 0, 1)
    discounted = sum((1 + rate) ** -year for year in WORK)
    cost = np.multiply(unit_cost, 1 + np.asarray(staff_time))
    return np.asarray(gain * treated * infected * discounted - take_up * cost * _years_of_costs(rate, years_now))


def _years_of_costs(rate: Array, years: Number) -> Array:
    """The present value of one unit in each year of treatment; the last one counts for its tenths."""
    whole = np.floor(years)
    tenths = np.round(years - whole, 1)
    passed = np.arange(int(np.max(whole)) + 1).reshape(-1, *[1] * np.ndim(whole))
    share = np.where(passed < whole, 1.0, np.where(passed == whole, tenths, 0.0))
    return np.where(whole < 1, 0.0, np.sum(share * (1 + rate) ** -passed, axis=0))


def simulated(worlds: int = 131_072, seed: int = 1) -> mcba.Run:
    """The model in so many worlds."""
    return mcba.simulate(net_present_value, INPUTS, worlds=worlds, seed=seed)


if __name__ == "__main__":
    run = simulated()
    print(f"Net present value of one child, dollars of 2017: {run.range('result')}")
    print(f"Standard deviation {run.summary('result').sd:.2f}, published {PUBLISHED['sd']:.2f}")
