"""Monte Carlo uncertainty for social cost-benefit analysis.

    import mcba

    study = mcba.load("studies/schilderswijk-moeders")
    run = mcba.run(study, worlds=131_072, seed=2017)
    run.range("bcr")

Heavy libraries load at first use, so importing mcba is quick.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from mcba.analysis.calibrate import Calibration, calibrate
    from mcba.analysis.compare import compare
    from mcba.analysis.moving_together import achieved_correlations
    from mcba.analysis.population import scale_to_population
    from mcba.analysis.ranking import rank
    from mcba.analysis.returns import internal_rates, modified_rates
    from mcba.analysis.reweight import reweight
    from mcba.analysis.risk import certainty_equivalent, tail_mean
    from mcba.analysis.voi import evpi, evppi, evsi
    from mcba.engine.estimate import Estimate, Range, Summary
    from mcba.engine.given import from_worlds
    from mcba.engine.ranks import QuantileBounds, QuantileRanks, quantile_ranks, smallest_sample
    from mcba.engine.result import Run
    from mcba.engine.run import extend, run
    from mcba.engine.simulate import simulate
    from mcba.errors import FamilyError, FitError, FormulaError, LibraryError, McbaError, RunError, StudyError
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
        Hierarchical,
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
    )
    from mcba.families.elicited import classical_model, linear_pool, quantile_average
    from mcba.families.fitted import compare_fits, fit_quantiles, fit_sample
    from mcba.families.pooled import pool
    from mcba.reporting.report import report
    from mcba.reporting.results import open_run, save_run, verify
    from mcba.study.document import Dependence
    from mcba.study.model import Study
    from mcba.study.read import load

__all__ = [
    # studies
    "Dependence",
    "Study",
    "load",
    # runs
    "Estimate",
    "QuantileBounds",
    "QuantileRanks",
    "Range",
    "Run",
    "Summary",
    "extend",
    "from_worlds",
    "open_run",
    "quantile_ranks",
    "report",
    "run",
    "save_run",
    "simulate",
    "smallest_sample",
    "verify",
    # what drives the result
    "rank",
    # decisions
    "Calibration",
    "achieved_correlations",
    "calibrate",
    "certainty_equivalent",
    "compare",
    "evpi",
    "evppi",
    "evsi",
    "internal_rates",
    "modified_rates",
    "reweight",
    "scale_to_population",
    "tail_mean",
    # distributions
    "Arcsine",
    "Bernoulli",
    "Beta",
    "Binomial",
    "Constant",
    "CurvilinearTrapezoid",
    "Dirichlet",
    "Discrete",
    "Empirical",
    "EventRisk",
    "Exponential",
    "Family",
    "Gamma",
    "Gumbel",
    "Hierarchical",
    "Logistic",
    "Loglogistic",
    "Lognormal",
    "Loguniform",
    "Metalog",
    "Mixture",
    "Multinomial",
    "NegativeBinomial",
    "Normal",
    "Pareto",
    "Pert",
    "Piecewise",
    "Poisson",
    "QuantileAverage",
    "Shifted",
    "SkewNormal",
    "StudentT",
    "Trapezoidal",
    "Triangular",
    "Truncated",
    "TruncatedNormal",
    "Uniform",
    "Weibull",
    # distributions from judgements, data and studies
    "classical_model",
    "compare_fits",
    "fit_quantiles",
    "fit_sample",
    "linear_pool",
    "pool",
    "quantile_average",
    # errors
    "FamilyError",
    "FitError",
    "FormulaError",
    "LibraryError",
    "McbaError",
    "RunError",
    "StudyError",
]
__version__ = "0.1.0"

_HOMES = {
    "mcba.analysis.moving_together": ("achieved_correlations",),
    "mcba.analysis.ranking": ("rank",),
    "mcba.families.elicited": ("classical_model", "linear_pool", "quantile_average"),
    "mcba.families.fitted": ("compare_fits", "fit_quantiles", "fit_sample"),
    "mcba.families.pooled": ("pool",),
    "mcba.analysis.calibrate": ("Calibration", "calibrate"),
    "mcba.analysis.compare": ("compare",),
    "mcba.analysis.returns": ("internal_rates", "modified_rates"),
    "mcba.analysis.reweight": ("reweight",),
    "mcba.analysis.population": ("scale_to_population",),
    "mcba.analysis.risk": ("certainty_equivalent", "tail_mean"),
    "mcba.analysis.voi": ("evpi", "evppi", "evsi"),
    "mcba.engine.estimate": ("Estimate", "Range", "Summary"),
    "mcba.engine.given": ("from_worlds",),
    "mcba.engine.ranks": ("QuantileBounds", "QuantileRanks", "quantile_ranks", "smallest_sample"),
    "mcba.engine.result": ("Run",),
    "mcba.engine.run": ("extend", "run"),
    "mcba.engine.simulate": ("simulate",),
    "mcba.reporting.report": ("report",),
    "mcba.reporting.results": ("open_run", "save_run", "verify"),
    "mcba.study.document": ("Dependence",),
    "mcba.study.model": ("Study",),
    "mcba.study.read": ("load",),
    "mcba.errors": tuple(name for name in __all__ if name.endswith("Error")),
}
_HOME_OF = {name: home for home, names in _HOMES.items() for name in names}


def __getattr__(name: str) -> Any:
    if name not in __all__:
        raise AttributeError(f"module 'mcba' has no attribute {name!r}")
    return getattr(importlib.import_module(_HOME_OF.get(name, "mcba.families")), name)


def __dir__() -> list[str]:
    return sorted(__all__)
