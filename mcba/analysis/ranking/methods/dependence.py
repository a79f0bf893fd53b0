"""Methods for assumptions that move together: the study is evaluated where some of them are known."""

from __future__ import annotations

from collections.abc import Mapping

from mcba.analysis.ranking.factors.study_function import BlockDependence, StudyFunction
from mcba.analysis.ranking.grouping import assumption_of
from mcba.analysis.ranking.indices.dependent.kucherenko_indices import kucherenko
from mcba.analysis.ranking.indices.dependent.shapley_effects import MOST_EXACT, shapley_exact, shapley_permutations
from mcba.analysis.ranking.methods.method import (
    Errors,
    IndexColumn,
    MethodResult,
    base_within,
    ranking_method,
    size_within,
)
from mcba.errors import RequestError

_EVALUATIONS = 2**20  # of a model, when nobody says how many
_ROWS = 16  # worlds of each order
_FEWEST_ORDERS = 20


def _shapley_within(model: StudyFunction, worlds: int) -> Mapping[str, int]:
    numbers = len(model.numbers)
    if numbers <= MOST_EXACT:
        return base_within("shapley", worlds, 2**numbers - 1)
    return {"permutations": size_within("shapley", worlds, _ROWS * (numbers + 1), least=_FEWEST_ORDERS) // 2 * 2}


@ranking_method("shapley", "dependence", IndexColumn("shapley", "share"), of_variance=True, sized=_shapley_within)
def _shapley(
    model: StudyFunction,
    errors: Errors,
    *,
    base: int = 4096,
    permutations: int | None = None,
    rows: int = _ROWS,
    exact: bool | None = None,
) -> MethodResult:
    """Shapley effects."""
    model, dependence = _dependent(model, "shapley")
    count = len(model.numbers)
    if exact or (exact is None and permutations is None and count <= MOST_EXACT):
        index = shapley_exact(model.outcome_of_dependent, dependence, base=base, **errors.options)
        evaluated, orders = base * (2**count - 1), 0
    else:
        orders = permutations or 2 * max(32, min(1024, _EVALUATIONS // (2 * rows * (count + 1))))
        index = shapley_permutations(
            model.outcome_of_dependent, dependence, permutations=orders, rows=rows, **errors.options
        )
        evaluated = orders * rows * (count + 1)
    attributes = {"how": "orders" if orders else "subsets", "orders": orders}
    return MethodResult("shapley", model.factors, {"shapley": index}, evaluated, attributes=attributes)


def _kucherenko_within(model: StudyFunction, worlds: int) -> Mapping[str, int]:
    return base_within("kucherenko", worlds, 2 * len(model.numbers) + 1)


@ranking_method(
    "kucherenko",
    "dependence",
    IndexColumn("full", "share"),
    IndexColumn("independent", "share"),
    of_variance=True,
    sized=_kucherenko_within,
)
def _kucherenko(model: StudyFunction, errors: Errors, *, base: int = 8192) -> MethodResult:
    """Kucherenko's full and independent indices."""
    model, dependence = _dependent(model, "kucherenko")
    shares = kucherenko(model.outcome_of_dependent, dependence, base=base, **errors.options)
    evaluated = base * (2 * len(model.numbers) + 1)
    estimates = {"full": shares.full, "independent": shares.independent}
    return MethodResult("full", model.factors, estimates, evaluated, attributes={"base": base})


def _dependent(model: StudyFunction, method: str) -> tuple[StudyFunction, BlockDependence]:
    if model.grouped and not set(model.factors) <= set(map(assumption_of, model.numbers)):
        raise RequestError(f"{method} cannot take several assumptions as one; use sobol with the groups")
    model = model.apart()
    return model, model.dependence(method)
