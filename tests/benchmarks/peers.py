"""The speed model in other libraries, as far as they are installed: each draws by its own means, the model is ours."""

from __future__ import annotations

import importlib.util
from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]
Model = Callable[[dict[str, Array]], tuple[Array, Array]]
Spec = Mapping[str, tuple[str, tuple[float, ...]]]
Contestant = Callable[[int, int], Array]


def installed(spec: Spec, model: Model) -> dict[str, Contestant]:
    """Every library that is there, as a function of worlds and seed that gives the ratio's three quantiles."""
    libraries = {"squigglepy": _squigglepy, "openturns": _openturns, "chaospy": _chaospy, "monaco": _monaco}

    def contestant(draw: Callable[[Spec, int, int], dict[str, Array]]) -> Contestant:
        return lambda worlds, seed: np.asarray(np.quantile(model(draw(spec, worlds, seed))[1], [0.05, 0.5, 0.95]))

    return {name: contestant(draw) for name, draw in libraries.items() if importlib.util.find_spec(name)}


def _squigglepy(spec: Spec, worlds: int, seed: int) -> dict[str, Array]:
    import squigglepy as sq

    sq.set_seed(seed)

    def beta(a: float, b: float, low: float = 0.0, high: float = 1.0) -> Any:
        return sq.beta(a, b) if (low, high) == (0.0, 1.0) else low + (high - low) * sq.beta(a, b)

    make = {
        "triangular": sq.triangular,
        "normal": lambda mean, sd: sq.norm(mean=mean, sd=sd),
        "uniform": sq.uniform,
        "lognormal": lambda mu, sigma: sq.lognorm(norm_mean=mu, norm_sd=sigma),
        "beta": beta,
    }
    return {name: np.asarray(sq.sample(make[family](*given), n=worlds)) for name, (family, given) in spec.items()}


def _openturns(spec: Spec, worlds: int, seed: int) -> dict[str, Array]:
    import openturns as ot

    ot.RandomGenerator.SetSeed(seed)
    make = {
        "triangular": ot.Triangular,
        "normal": ot.Normal,
        "uniform": ot.Uniform,
        "lognormal": lambda mu, sigma: ot.LogNormal(mu, sigma, 0.0),
        "beta": lambda a, b, low=0.0, high=1.0: ot.Beta(a, b, low, high),
    }
    joint = ot.JointDistribution([make[family](*given) for family, given in spec.values()])
    sample = np.asarray(joint.getSample(worlds))
    return {name: np.ascontiguousarray(sample[:, column]) for column, name in enumerate(spec)}


def _chaospy(spec: Spec, worlds: int, seed: int) -> dict[str, Array]:
    import chaospy as cp

    make = {
        "triangular": cp.Triangle,
        "normal": cp.Normal,
        "uniform": cp.Uniform,
        "lognormal": cp.LogNormal,
        "beta": lambda a, b, low=0.0, high=1.0: cp.Beta(a, b, low, high),
    }
    joint = cp.J(*[make[family](*given) for family, given in spec.values()])
    return dict(zip(spec, joint.sample(worlds, rule="sobol", seed=seed), strict=True))


def _monaco(spec: Spec, worlds: int, seed: int) -> dict[str, Array]:
    """Monaco draws through SciPy's distributions; its loop over worlds in Python is left out, to its advantage."""
    import monaco as mc
    from scipy import stats

    scipy_of = {
        "triangular": lambda low, mode, high: stats.triang((mode - low) / (high - low), low, high - low),
        "normal": stats.norm,
        "uniform": lambda low, high: stats.uniform(low, high - low),
        "lognormal": lambda mu, sigma: stats.lognorm(sigma, 0.0, np.exp(mu)),
        "beta": lambda a, b, low=0.0, high=1.0: stats.beta(a, b, low, high - low),
    }
    sampler = mc.mc_sampling.sampling
    return {
        name: scipy_of[family](*given).ppf(
            sampler(worlds, method="sobol_random", ninvar=place + 1, ninvar_max=len(spec), seed=seed)
        )
        for place, (name, (family, given)) in enumerate(spec.items())
    }
