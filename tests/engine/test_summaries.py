"""Quantiles of outcomes and assumptions, with their errors."""

from __future__ import annotations

import math

import numpy as np
import pytest

import mcba
from mcba.errors import RequestError


@pytest.mark.parametrize("sampler", ["random", "lhs", "sobol"])
def test_quantiles_of_a_known_distribution(sampler: str) -> None:
    run = mcba.simulate(lambda x: x, {"x": mcba.Exponential(1)}, worlds=4_096, sampler=sampler)
    levels = (0.05, 0.5, 0.95)
    found = run.quantile("result", levels)
    for level, estimate in zip(levels, found, strict=True):
        assert estimate == run.quantile("result", level)
        assert estimate.value == np.quantile(run.values("result"), level)
        assert abs(estimate.value + math.log1p(-level)) < 4 * estimate.error
    summary = run.summary("result")
    for one, other in zip(found, (summary.low, summary.median, summary.high), strict=True):
        assert (one.value, one.error) == pytest.approx((other.value, other.error), rel=1e-9)


def test_a_summary_knows_its_quantiles(small_study: object) -> None:
    study = mcba.load(str(small_study))
    kept, summarised = mcba.run(study), mcba.run(study, store="summary")
    assert summarised.quantile("npv", 0.1).value == pytest.approx(kept.quantile("npv", 0.1).value, rel=1e-3)
    assert summarised.quantile("npv", 0.05).error == pytest.approx(summarised.summary("npv").low.error)


def test_rows_of_labelled_arrays_have_quantiles(small_run: mcba.Run) -> None:
    found = small_run.quantile("bearer_npv", 0.5, label="insurer")
    assert found == small_run.summary("bearer_npv", label="insurer").median


def test_infinite_worlds_lie_at_the_end() -> None:
    run = mcba.from_worlds({"year": [1.0, 2, 3, 4, 5, 6, 7, 8, 9, 10]})
    never = mcba.engine.Run(run.settings, {"year": np.where(run.values("year") > 7, np.inf, run.values("year"))})
    assert never.quantile("year", 0.5).value == 5.5
    assert never.quantile("year", 0.95) == mcba.Estimate(math.inf, math.inf)


@pytest.mark.parametrize("level", [0, 1, 5, -0.1, float("nan")])
def test_a_level_is_a_share(small_run: mcba.Run, level: float) -> None:
    with pytest.raises(RequestError, match="is no share of worlds; give a number between 0 and 1"):
        small_run.quantile("npv", level)
