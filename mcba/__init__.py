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

_HOMES = {
    # studies
    "load": "mcba.study.read",
    "Study": "mcba.study.model",
    "Dependence": "mcba.study.document",
    # runs
    "run": "mcba.engine.run",
    "simulate": "mcba.engine.run",
    "Run": "mcba.engine.result",
    "Range": "mcba.engine.estimate",
    "Estimate": "mcba.engine.estimate",
    "Summary": "mcba.engine.estimate",
    "open_run": "mcba.reporting.results",
    "save_run": "mcba.reporting.results",
    "verify": "mcba.reporting.results",
    # distributions
    **dict.fromkeys(
        (
            "Family", "Normal", "Lognormal", "Uniform", "Loguniform", "Triangular", "Pert", "Beta", "Gamma", "Exponential",
            "Weibull", "TruncatedNormal", "StudentT", "Constant", "Bernoulli", "Binomial", "Poisson", "Discrete",
        ),
        "mcba.families",
    ),
    # errors
    **dict.fromkeys(("McbaError", "StudyError", "FormulaError", "FamilyError", "FitError", "LibraryError", "RunError"), "mcba.errors"),
}
__all__ = list(_HOMES)
__version__ = "0.1.0"


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module 'mcba' has no attribute {name!r}")
    return getattr(importlib.import_module(_HOMES[name]), name)
