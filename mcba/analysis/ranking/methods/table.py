"""The table of all methods of ranking, those of mcba and those by SALib, in the order in which they are named."""

from __future__ import annotations

from types import ModuleType
from typing import Literal, TypeAlias

from mcba.analysis.ranking.methods import (
    association,
    conditional_means,
    dependence,
    designs,
    distributions,
    one_at_a_time,
    overview,
    regions,
)
from mcba.analysis.ranking.methods.method import RankingMethod
from mcba.analysis.ranking.salib import designs as salib_designs, given as salib_given

_ROWS = (
    overview,
    conditional_means,
    association,
    distributions,
    regions,
    designs,
    dependence,
    one_at_a_time,
)


def _methods_of(*modules: ModuleType) -> dict[str, RankingMethod]:
    """Each `RankingMethod` of these modules, by its name."""
    return {
        entry.name: entry for module in modules for entry in vars(module).values() if isinstance(entry, RankingMethod)
    }


MethodName: TypeAlias = Literal[
    "overview",
    "conditional",
    "first_order",
    "rbd_fast",
    "spearman",
    "partial_rank",
    "regression",
    "variance_shares",
    "pawn",
    "delta",
    "regional",
    "box",
    "sobol",
    "morris",
    "fast",
    "dgsm",
    "shapley",
    "kucherenko",
    "tornado",
    "elasticity",
]
"""The methods of mcba, as type checkers and editors read them."""
METHODS: dict[str, RankingMethod] = _methods_of(*_ROWS)
"""Each method by its name: every `RankingMethod` of the modules above."""

BY_SALIB: dict[str, RankingMethod] = _methods_of(salib_designs, salib_given)
"""Each analyser of SALib, as `salib:` and the name of its module."""


def method_named(name: str) -> RankingMethod | None:
    """The method of a name, of mcba itself or by SALib; None where there is none."""
    return METHODS.get(name) or BY_SALIB.get(name)
