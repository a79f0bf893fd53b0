"""Methods that move one factor at a time around the base: they look at no interaction and at no chance."""

from __future__ import annotations

import numpy as np

from mcba.analysis.ranking.factors.study_function import StudyFunction
from mcba.analysis.ranking.grouping import assumption_of
from mcba.analysis.ranking.indices.designed.one_at_a_time import elasticities, tornado
from mcba.analysis.ranking.methods.method import Errors, IndexColumn, MethodResult, ranking_method
from mcba.arrays import Array, Integers
from mcba.errors import RunError


@ranking_method(
    "tornado",
    "base",
    IndexColumn("low", "plain"),
    IndexColumn("high", "plain"),
    IndexColumn("swing", "plain"),
    marginal=True,
)
def _tornado(
    model: StudyFunction,
    errors: Errors,  # noqa: ARG001
    *,
    low: float = 0.05,
    high: float = 0.95,
    at: str = "median",
) -> MethodResult:
    """One factor at a time from a low to a high end."""
    if not 0 < low < high < 1:
        raise RunError(f"low = {low:g}, high = {high:g}; give two shares of worlds, such as 0.05 and 0.95")
    base, factor_of, count = model.base(at), _places(model), len(model.factors)

    def outcome(moved: Array) -> Array:
        """Outcomes where each factor is at its base (0), low (-1) or high (1)."""
        step = moved[:, factor_of]
        return model.outcome_of_dependent(np.where(step < 0, low, np.where(step > 0, high, base)))

    bars = tornado(outcome, np.zeros(count), -np.ones(count), np.ones(count))
    numbers = {"swing": bars.swing, "low": bars.low, "high": bars.high}
    attributes = {"middle": bars.base, "low_share": low, "high_share": high, "at": at}
    return MethodResult("swing", model.factors, {}, 2 * count + 1, numbers, attributes=attributes)


@ranking_method("elasticity", "base", IndexColumn("elasticity", "plain"), marginal=True)
def _elasticity(model: StudyFunction, errors: Errors, *, step: float = 1e-4) -> MethodResult:  # noqa: ARG001
    """What one per cent of a factor does, at the base."""
    values, factors = model.base_values(), model.factors
    factor = dict(zip(map(assumption_of, model.numbers), _places(model), strict=False))

    def outcome(scale: Array) -> Array:
        """Outcomes where the values of each factor are multiplied by these numbers."""
        return model.plan.outcome_of({name: value * scale[:, factor[name]] for name, value in values.items()})

    slopes = elasticities(outcome, np.ones(len(factors)), step=step)
    still = np.array(
        [
            all(not value.any() for name, value in values.items() if factors[factor[name]] == target)
            for target in factors
        ]
    )
    numbers = {"elasticity": np.where(still, np.nan, slopes.elasticity)}
    return MethodResult("elasticity", factors, {}, 2 * len(factors) + 1, numbers)


def _places(model: StudyFunction) -> Integers:
    return np.array([model.factors.index(label) for label in model.label], dtype=np.intp)
