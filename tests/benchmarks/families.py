"""Nanoseconds a draw and largest error in u of each family: the fast quantile function, the exact ppf, scipy.stats.

python tests/benchmarks/families.py [draws in a block]
"""

from __future__ import annotations

import math
import sys
import time
from collections.abc import Callable

import numpy as np
from scipy import stats

from mcba.families import (
    Arcsine,
    Bernoulli,
    Beta,
    Binomial,
    Constant,
    CurvilinearTrapezoid,
    Dirichlet,
    Discrete,
    Empirical,
    EventRisk,
    Exponential,
    Family,
    Gamma,
    Gumbel,
    Logistic,
    Loglogistic,
    Lognormal,
    Loguniform,
    Metalog,
    Mixture,
    Multinomial,
    NegativeBinomial,
    Normal,
    Pareto,
    Pert,
    Piecewise,
    Poisson,
    QuantileAverage,
    Shifted,
    SkewNormal,
    StudentT,
    Trapezoidal,
    Triangular,
    Truncated,
    TruncatedNormal,
    Uniform,
    Weibull,
    tables,
)

EXAMPLES: list[tuple[Family, object]] = [
    (Normal(70, 8), stats.norm(70, 8)),
    (Lognormal(8, 0.6), stats.lognorm(0.6, scale=math.exp(8))),
    (Uniform(1.5, 2.5), stats.uniform(1.5, 1)),
    (Loguniform(1, 50), stats.loguniform(1, 50)),
    (Triangular(80, 120, 180), stats.triang(0.4, 80, 100)),
    (Pert(1, 2, 5), stats.beta(2, 4, 1, 4)),
    (Beta(3, 2, 0.4, 0.95), stats.beta(3, 2, 0.4, 0.55)),
    (Beta(1.5, 10), stats.beta(1.5, 10)),
    (Beta(0.5, 0.5), stats.beta(0.5, 0.5)),
    (Beta(1_000, 1_000_000), stats.beta(1_000, 1_000_000)),
    (Beta(0.05, 0.05), stats.beta(0.05, 0.05)),
    (Beta(0.01, 3), stats.beta(0.01, 3)),
    (Gamma(2, 500), stats.gamma(2, scale=500)),
    (Gamma(0.05, 1), stats.gamma(0.05)),
    (Gamma(100_000, 1), stats.gamma(100_000)),
    (Exponential(7), stats.expon(scale=7)),
    (Weibull(1.5, 3), stats.weibull_min(1.5, scale=3)),
    (TruncatedNormal(1, 0.2, low=0), stats.truncnorm(-5, math.inf, 1, 0.2)),
    (StudentT(5, 1, 2), stats.t(5, 1, 2)),
    (StudentT(0.5), stats.t(0.5)),
    (Constant(4), None),
    (Bernoulli(0.3), stats.bernoulli(0.3)),
    (Binomial(20, 0.3), stats.binom(20, 0.3)),
    (Poisson(3.5), stats.poisson(3.5)),
    (Poisson(10_000), stats.poisson(10_000)),
    (Discrete([1, 3, 9], [0.2, 0.3, 0.5]), None),
    (SkewNormal(1, 2, 3), stats.skewnorm(3, 1, 2)),
    (SkewNormal(0, 1, -8), stats.skewnorm(-8)),
    (SkewNormal(0, 1, 100), stats.skewnorm(100)),
    (Logistic(3, 2), stats.logistic(3, 2)),
    (Loglogistic(3, 5), stats.fisk(5, scale=3)),
    (Gumbel(1013, 558), stats.gumbel_r(1013, 558)),
    (Pareto(2, 6), stats.pareto(6, scale=2)),
    (Trapezoidal(1, 2, 4, 8), stats.trapezoid(1 / 7, 3 / 7, 1, 7)),
    (CurvilinearTrapezoid(10, 14, 0.5), None),
    (Arcsine(-2, 4), stats.arcsine(-2, 6)),
    (Metalog([9, 3, 1.7]), None),
    (Metalog([0, 0.4, -0.1], 0, 1), None),
    (Piecewise([0, 5, 10, 20, 40], [0, 0.05, 0.5, 0.95, 1]), None),
    (Empirical(np.sqrt(np.arange(300.0))), None),
    (NegativeBinomial(2.5, 0.2), stats.nbinom(2.5, 0.2)),
    (Truncated(Gamma(2, 3), 1, 20), None),
    (Shifted(Gamma(50, 0.5), by=10), stats.gamma(50, 10, 0.5)),
    (Mixture([Normal(0, 1), Normal(8, 2)], [1, 3]), None),
    (Mixture([Normal(0, 1), Normal(80, 2)], [1, 3]), None),
    (Mixture([Uniform(0, 1), Uniform(3, 4)]), None),
    (Mixture([Constant(0), Lognormal(1, 0.5)], [1, 3]), None),
    (QuantileAverage([Gamma(2, 1), Normal(10, 3)]), None),
    (EventRisk(0.1, Uniform(50, 100)), None),
    (EventRisk(0.4, Normal(1, 3)), None),
]


def nanoseconds(function: Callable[[], object], draws: int, seconds: float = 0.1) -> float:
    """Return the best of as many calls as fit into the time given."""
    best, stop = math.inf, time.perf_counter() + seconds
    while time.perf_counter() < stop:
        start = time.perf_counter()
        function()
        best = min(best, time.perf_counter() - start)
    return best / draws * 1e9


def same(x: np.ndarray, y: np.ndarray) -> np.ndarray:
    """Whether two draws are the same, to 1e-6 of their size."""
    return np.abs(x - y) <= 1e-6 * np.maximum(1, np.abs(y))


def error_in_u(family: Family, x: np.ndarray, u: np.ndarray) -> float:
    """Return the largest error in probability beyond what the last three binary digits of x decide.

    At its end an arcsine has 1e-8 of probability between one floating-point number and the next, so that not even the
    nearest number is within 1e-9; values below 2e-308 are as good as 0.
    """
    low, high = family.central(0.5)
    digits = 8 * np.spacing(np.maximum(np.abs(x), np.maximum(high - low, 2.3e-308)))
    digits = np.maximum(digits, 2.3e-308)
    below, above = family.cdf(x - digits), family.cdf(x + digits)
    return float(np.max(np.maximum(np.maximum(below - u, u - above), 0)))


def main(draws: int) -> None:
    rng = np.random.default_rng(1)
    u, out = rng.random(draws), np.empty(draws)
    tail = 10 ** rng.uniform(-9, -1, 20_000)
    wide = np.concatenate([rng.random(60_000), tail, 1 - tail])
    print(
        f"blocks of {draws} draws; nanoseconds a draw, best of many; set-up in processor time; error in u beyond the "
        "last digits of x, from 1e-9 to 1 - 1e-9"
    )
    print(f"{'':44s}{'set-up ms':>10s}{'table':>8s}{'ppf':>9s}{'scipy':>9s}   largest error in u")
    for family, other in EXAMPLES:
        family.ppf(0.5)  # whatever loads at first use
        tables._table.cache_clear()
        tables.table.cache_clear()
        tables.quantile_function.cache_clear()
        start = time.process_time()
        quantiles = tables.quantile_function(family)
        setup = (time.process_time() - start) * 1e3
        fast = nanoseconds(lambda: quantiles(u, out), draws)  # noqa: B023
        exact = nanoseconds(lambda: family.ppf(u), draws)  # noqa: B023
        scipy = nanoseconds(lambda: other.ppf(u), draws) if other else math.nan  # noqa: B023
        if family.discrete or family.atoms.size:
            error = f"{np.count_nonzero(~same(quantiles(wide), family.ppf(wide)))} draws differ"
        else:
            error = f"{error_in_u(family, quantiles(wide), wide):.1e}"
        name = repr(family).replace(".0,", ",").replace(".0)", ")")
        print(f"{name[:43]:44s}{setup:10.1f}{fast:8.2f}{exact:9.1f}{scipy:9.1f}   {error}")
    print("one for each of three labels:")
    sets = (
        Beta([[2], [3], [4]], 5),
        Normal([[2], [3], [4]], 1),
        Dirichlet([8, 3, 1]),
        Dirichlet([0.5] * 10),
        Multinomial(20, [0.5, 0.3, 0.2]),
    )
    for family in sets:
        rows = rng.random((family.batch_shape[0], draws // family.batch_shape[0]))
        quantiles = tables.quantile_function(family)
        fast = nanoseconds(lambda: quantiles(rows), rows.size)  # noqa: B023
        exact = nanoseconds(lambda: family.ppf(rows), rows.size)  # noqa: B023
        print(f"{type(family).__name__} {family.batch_shape[0]:<33d}{'':11s}{fast:8.2f}{exact:9.1f}")
    print("parameters that differ in every world:")
    for family in (Normal(rng.random(draws), 1), Lognormal(rng.random(draws), 1), Poisson(1 + rng.random(draws))):
        fast = nanoseconds(lambda: tables.quantiles(family, u), draws)  # noqa: B023
        exact = nanoseconds(lambda: family.ppf(u), draws)  # noqa: B023
        print(f"{type(family).__name__:44s}{'':10s}{fast:8.2f}{exact:9.1f}")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 16_384)
