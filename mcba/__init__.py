"""Monte Carlo uncertainty for social cost-benefit analysis.

    import mcba

    study = mcba.load("studies/schilderswijk-moeders")
    run = mcba.run(study, worlds=100_000, seed=2017)
    run.range("bcr")

Heavy libraries load at first use, so importing mcba is quick.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from mcba.engine.estimate import Estimate, Range, Summary
    from mcba.engine.result import Run
    from mcba.engine.run import extend, run
    from mcba.engine.simulate import simulate
    from mcba.errors import FamilyError, FitError, FormulaError, LibraryError, McbaError, RunError, StudyError
    from mcba.families import (
        Bernoulli,
        Beta,
        Binomial,
        Constant,
        Discrete,
        Exponential,
        Family,
        Gamma,
        Lognormal,
        Loguniform,
        Normal,
        Pert,
        Poisson,
        StudentT,
        Triangular,
        TruncatedNormal,
        Uniform,
        Weibull,
    )
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
    "Range",
    "Run",
    "Summary",
    "extend",
    "open_run",
    "run",
    "save_run",
    "simulate",
    "verify",
    # distributions
    "Bernoulli",
    "Beta",
    "Binomial",
    "Constant",
    "Discrete",
    "Exponential",
    "Family",
    "Gamma",
    "Lognormal",
    "Loguniform",
    "Normal",
    "Pert",
    "Poisson",
    "StudentT",
    "Triangular",
    "TruncatedNormal",
    "Uniform",
    "Weibull",
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
    "mcba.engine.estimate": ("Estimate", "Range", "Summary"),
    "mcba.engine.result": ("Run",),
    "mcba.engine.run": ("extend", "run"),
    "mcba.engine.simulate": ("simulate",),
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
