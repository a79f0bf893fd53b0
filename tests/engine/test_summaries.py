"""Quantiles of outcomes and assumptions, with their errors."""

from __future__ import annotations

import math
from pathlib import Path

import numpy as np
import pytest

import mcba
from mcba.engine.settings import StoreName
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


def test_a_summary_knows_its_quantiles(small_study: Path) -> None:
    study = mcba.load(small_study)
    kept, summarised = mcba.run(study), mcba.run(study, store="summary")
    assert summarised.quantile("npv", 0.1).value == pytest.approx(kept.quantile("npv", 0.1).value, rel=1e-3)
    assert summarised.quantile("npv", 0.05).error == pytest.approx(summarised.summary("npv").low.error)


def test_rows_of_labelled_arrays_have_quantiles(small_run: mcba.Run) -> None:
    found = small_run.quantile("bearer_npv", 0.5, label="insurer")
    assert found == small_run.summary("bearer_npv", label="insurer").median


def test_mean_and_spread_are_those_of_the_summary(small_run: mcba.Run) -> None:
    for name, label in (("npv", None), ("bearer_npv", "insurer")):
        summary = small_run.summary(name, label=label)
        for found, told in ((small_run.mean, summary.mean), (small_run.sd, summary.spread)):
            estimate = found(name, label=label)
            assert (estimate.value, estimate.error, estimate.degrees) == (told.value, told.error, told.degrees)


def test_mean_and_spread_of_worlds_that_were_not_kept(small_study: Path) -> None:
    run = mcba.run(small_study, store="summary")
    assert (run.mean("npv"), run.sd("npv")) == (run.summary("npv").mean, run.summary("npv").spread)


def test_what_has_no_mean_or_no_variance_says_so() -> None:
    """A Pareto of index 0.9 has neither; of index 1.5 it has a mean."""
    heavy, heavier = (mcba.simulate(lambda x: x, {"x": mcba.Pareto(1, shape)}, worlds=4_096) for shape in (1.5, 0.9))
    assert math.isfinite(heavy.mean("result").value)
    assert (heavy.mean("result").error, heavy.sd("result").value) == (math.inf, math.inf)
    assert math.isnan(heavier.mean("result").value)
    assert math.isnan(heavier.sd("result").value)


@pytest.mark.parametrize("store", ["worlds", "summary"])
def test_a_label_of_what_has_no_rows_is_refused(small_study: Path, store: StoreName) -> None:
    run = mcba.run(small_study, store=store)
    for ask in (run.summary, run.mean, run.sd, lambda name, label: run.quantile(name, 0.5, label=label)):
        with pytest.raises(RequestError, match="'npv' has one number a world and no row 'nobody'; leave out the label"):
            ask("npv", label="nobody")
    if store == "worlds":
        with pytest.raises(RequestError, match="rows have present_value, bearer_npv"):
            run.values("npv", label="nobody")


def test_infinite_worlds_lie_at_the_end() -> None:
    run = mcba.from_worlds({"year": [1.0, 2, 3, 4, 5, 6, 7, 8, 9, 10]})
    never = mcba.engine.Run(run.settings, {"year": np.where(run.values("year") > 7, np.inf, run.values("year"))})
    assert never.quantile("year", 0.5).value == 5.5
    assert never.quantile("year", 0.95) == mcba.Estimate(math.inf, math.inf)


@pytest.mark.parametrize("level", [0, 1, 5, -0.1, float("nan")])
def test_a_level_is_a_share(small_run: mcba.Run, level: float) -> None:
    with pytest.raises(RequestError, match="is no share of worlds; give a number between 0 and 1"):
        small_run.quantile("npv", level)
