"""Code as users write it, which type checkers take as it stands."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

import mcba

FLOAT = np.float64


class Kumaraswamy(mcba.Family):
    """A share with quantiles by a formula."""

    a: float = mcba.parameter(mcba.POSITIVE, "first shape")
    b: float = mcba.parameter(mcba.POSITIVE, "second shape", default=1.0)

    def _ppf(self, u: NDArray[FLOAT]) -> NDArray[FLOAT]:
        return np.asarray((1 - (1 - u) ** (1 / self.b)) ** (1 / self.a))


def profit(price: NDArray[FLOAT], sold: NDArray[FLOAT], share: NDArray[FLOAT]) -> NDArray[FLOAT]:
    return price * sold * share


def families() -> list[mcba.Family]:
    return [
        mcba.Normal(10, sd=2),
        mcba.Normal(mean=np.array([1, 2]), sd=[0.5, 0.5]),
        mcba.Normal.between(1, 2, mass=0.8),
        mcba.Beta(2, 3, high=10),
        mcba.Pert(1, 2, 3),
        mcba.Discrete([1, 2], [0.5, 0.5]),
        mcba.Empirical(range(3), weights=[1, 2, 3]),
        mcba.Mixture([mcba.Normal(0, 1), mcba.Uniform(0, 1)], [1, 2]),
        mcba.EventRisk(0.1, mcba.Exponential(3)),
        mcba.Truncated(mcba.Normal(0, 1), low=0),
        mcba.Dirichlet([8, 1, 1]),
        mcba.Metalog.from_quantiles([0.1, 0.5, 0.9], [1, 2, 4], terms=3),
        mcba.FromQuantileFunction(np.sqrt),
        Kumaraswamy(2),
        Kumaraswamy(a=2, b=3),
    ]


def spread(family: mcba.Family) -> float:
    low, high = family.central(0.9)
    return float(high) - float(low) + float(family.mean) + float(family.sd)


def simulated() -> mcba.Run:
    inputs: dict[str, mcba.Input] = {
        "price": mcba.Normal(3, 1),
        "sold": np.array([90, 100, 110]),
        "share": Kumaraswamy(2),
    }
    dependence = [mcba.Dependence(between=("price", "sold"), rank_correlation=-0.5)]
    run = mcba.simulate(profit, inputs, worlds=1_024, seed=3, sampler="lhs", failed="drop", dependence=dependence)
    again = mcba.simulate(profit, {"price": mcba.Normal(3, 1), "sold": 100.0, "share": 0.5}, worlds=1_024)
    return run if run.range("result").low < again.summary("result").mean.value else again


def decided(run: mcba.Run, net_benefit: NDArray[FLOAT], inputs: NDArray[FLOAT]) -> list[float]:
    found = [
        mcba.evpi(run, options=["result"]),
        mcba.evppi(run, ["price", "sold"], options=["result"]),
        mcba.evpi(net_benefit=net_benefit),
        mcba.evppi(net_benefit=net_benefit, inputs=inputs, method="spline"),
        mcba.evsi(net_benefit=net_benefit, inputs=inputs, sample_size=20, observation_sd=2),
    ]
    return [one.value for one in found]


def study_to_report(folder: str) -> list[str]:
    study = mcba.load("studies/tegaderm-dressing")
    run = mcba.run(study, worlds=512, sampler="random", store="worlds")
    return [path.name for path in mcba.report(run, folder, formats=["md"], language=["nl", "en"])]


def asked(run: mcba.Run, swept_over: str) -> list[float]:
    swept = mcba.sweep(run, {swept_over: [1, 2.5]}, statistics=["mean", "sd"])
    ranked = mcba.rank(run, "result", method="spearman")
    fitted = mcba.fit_quantiles("gamma", {0.1: 1, 0.9: 3}).family
    saved = run.quantile("result", [0.1, 0.9])
    return [
        float(swept["mean"].mean()),
        float(ranked["spearman"].max()),
        float(fitted.mean),
        *(one.value for one in saved),
    ]
