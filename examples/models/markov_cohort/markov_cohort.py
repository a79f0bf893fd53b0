"""A Markov cohort: what a new treatment adds in quality-adjusted life years and costs, with transitions of a Dirichlet.

The model is the tutorial "Incorporating Probabilistic Sensitivity Analysis" of the course of Incerti and Jansen, rcea:
https://github.com/hesim-dev/rcea at commit 3bf5e17, licence GPL-3, with the inputs of
`inst/vignettes-R/02-markov-cohort-psa.R`. Where the tutorial's text differs from these, as in the costs of the sicker
and the high end of the relative risk, these gave the published figures. Facts and figures are taken from it, and no
code. People are healthy, sick, sicker or dead; a cycle is a year; the start of the first cycle does not count.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

import mcba

Array = NDArray[np.float64]

PUBLISHED = {  # docs/articles/06-cea.html, cea_pw_out2$summary: the mean and the 95 % interval of the draws
    "incremental_qalys": (2.092274, 1.038125, 3.141643),
    "incremental_costs": (261_594.3, 212_237.7, 291_653.5),
    "icer": 125_028.7,
    "draws": 1_000,
}

CYCLES = 85
RATE = 0.03
TREATMENT = {"usual": 2_000.0, "new": 12_000.0}  # a year, of who lives

INPUTS = {
    "healthy": mcba.Dirichlet([848, 150, 2]),  # to healthy, sick, dead: transitions that were seen
    "sick": mcba.Dirichlet([500, 389, 105, 6]),  # to healthy, sick, sicker, dead
    "sicker": mcba.Dirichlet([784, 16]),  # to sicker, dead
    "relative_risk": mcba.Lognormal(np.log(0.8), (np.log(0.9) - np.log(0.71)) / (2 * 1.959963984540054)),
    "cost_healthy": mcba.Gamma.from_mean_sd(2_000, 2_000),
    "cost_sick": mcba.Gamma.from_mean_sd(4_000, 4_000),
    "cost_sicker": mcba.Gamma.from_mean_sd(15_000, 15_000),
    "utility_sick": mcba.Beta.from_mean_sd(0.75, 0.03),
    "utility_sicker": mcba.Beta.from_mean_sd(0.5, 0.05),
}


def lived(healthy: Array, sick: Array, sicker: Array, risk: Array) -> Array:
    """Discounted years in health, sickness and worse, (state, world); `risk` multiplies each step for the worse."""
    in_health, in_sickness, worse = np.ones(healthy.shape[-1]), 0.0, 0.0
    years = np.zeros((3, healthy.shape[-1]))
    for cycle in range(1, CYCLES + 1):
        in_health, in_sickness, worse = (
            in_health * (1 - risk * (healthy[1] + healthy[2])) + in_sickness * sick[0],
            in_health * risk * healthy[1] + in_sickness * (1 - sick[0] - risk * (sick[2] + sick[3])),
            in_sickness * risk * sick[2] + worse * (1 - risk * sicker[1]),
        )
        years += np.stack([in_health, in_sickness, worse]) / (1 + RATE) ** cycle
    return years


def treatments(
    *,
    healthy: Array,
    sick: Array,
    sicker: Array,
    relative_risk: Array,
    cost_healthy: Array,
    cost_sick: Array,
    cost_sicker: Array,
    utility_sick: Array,
    utility_sicker: Array,
) -> dict[str, Array]:
    """QALYs and costs of the new treatment, less those of the usual one."""
    risks = {"usual": np.ones_like(relative_risk), "new": relative_risk}
    qalys, costs = {}, {}
    for treatment, risk in risks.items():
        years = lived(healthy, sick, sicker, risk)
        qalys[treatment] = years[0] + utility_sick * years[1] + utility_sicker * years[2]
        medical = cost_healthy * years[0] + cost_sick * years[1] + cost_sicker * years[2]
        costs[treatment] = medical + TREATMENT[treatment] * years.sum(axis=0)
    return {
        "incremental_qalys": qalys["new"] - qalys["usual"],
        "incremental_costs": costs["new"] - costs["usual"],
    }


def simulated(worlds: int = 131_072, seed: int = 1) -> mcba.Run:
    """The model in so many worlds; its range holds 95 % of them, as the published one does."""
    return mcba.simulate(treatments, INPUTS, worlds=worlds, seed=seed, mass=0.95)


if __name__ == "__main__":
    run = simulated()
    qalys, costs = (run.summary(name).mean.value for name in run.outcomes[-2:])
    print(f"QALYs {run.range('incremental_qalys')}, costs {run.range('incremental_costs')}")
    print(f"A QALY costs {costs / qalys:,.0f}, published {PUBLISHED['icer']:,.0f}")
