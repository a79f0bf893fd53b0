"""A sweep: the numbers of runs at each value, and answers known in closed form."""

import math
import re
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest
import xarray as xr
from scipy.stats import norm

import mcba
from mcba.analysis.sweeping import STATISTICS, StatisticName, sweep
from mcba.errors import RequestError, RunError, StudyError
from mcba.study import Study, variant
from mcba.study.reading import read

LINE = """
[study]
title = "A line"
[run]
worlds = 4_096
[assumptions]
gain = { distribution = "normal", mean = 1, sd = 0.5 }
slope = { distribution = "uniform", low = 1, high = 3, unit = "EUR" }
[choices.start]
value = 0
[outcomes]
y = { formula = "start + slope * gain", unit = "EUR" }
"""

MANY = """
[study]
title = "Everything that draws otherwise"
horizon = 3
[run]
worlds = 2_000
failed = "drop"
[assumptions]
centre = { distribution = "normal", mean = 2, sd = 1 }
around = { distribution = "normal", mean = "centre", sd = 1 }
first = { distribution = "gamma", mean = 3, sd = 1 }
second = { distribution = "lognormal", mean = 3, sd = 2 }
yearly = { distribution = "normal", mean = 1, sd = 0.3, drawn = "each_year", persistence = 0.5 }
blow = { distribution = "pareto", low = 1, shape = 1.5 }
[choices]
discount_rate = { value = 0.03 }
exponent = { value = 2 }
[[dependence]]
between = ["first", "second"]
rank_correlation = 0.7
[benefits.gain]
formula = "around * first ** exponent * yearly"
[costs.loss]
formula = "second + blow"
years = [0, 1]
[outcomes]
doubtful = { formula = "log(around + 1)" }
"""


@pytest.fixture(scope="module")
def line() -> Study:
    return read(Path("line/study.toml"), LINE)


@pytest.fixture(scope="module")
def many() -> Study:
    return read(Path("many/study.toml"), MANY)


def same_as_runs(study: Study, found: xr.Dataset, names: Sequence[str]) -> None:
    for index in np.ndindex(*(found.sizes[name] for name in names)):
        at = found.isel(dict(zip(names, index, strict=True)))
        run = mcba.run(variant(study, {name: float(at[name]) for name in names}))
        for outcome in found["outcome"].values:
            summary, cell = run.summary(outcome), at.sel(outcome=outcome)
            told = (summary.mean, summary.spread, summary.median, summary.low, summary.high, run.probability(outcome))
            for name, estimate in zip(STATISTICS, told, strict=True):
                np.testing.assert_array_equal(cell[name].item(), estimate.value)
                np.testing.assert_array_equal(cell[f"{name}_error"].item(), estimate.error)


@pytest.mark.slow
@pytest.mark.parametrize("name", ["discount_rate", "exponent", "centre", "first", "second", "yearly", "horizon"])
def test_each_value_has_the_numbers_of_a_run_to_the_bit(many: Study, name: str) -> None:
    """Of a choice, a parameter of another assumption, one that moves with another, a yearly one, and the horizon."""
    same_as_runs(many, sweep(many, {name: [1, 2, 3]}), [name])


@pytest.mark.parametrize("sampler", ["lhs", "random"])
def test_and_so_it_is_with_every_sampler(many: Study, sampler: str) -> None:
    found = sweep(many, {"first": [1.0, 2.0]}, ["npv"], sampler=sampler, worlds=500, seed=0)
    run = mcba.run(variant(many, {"first": 2.0}), sampler=sampler, worlds=500, seed=0, keep=["npv"])
    assert found["mean"].sel(outcome="npv", first=2.0).item() == run.summary("npv").mean.value


def test_several_names_are_swept_in_every_combination(line: Study) -> None:
    found = sweep(line, {"slope": [1, 2], "start": [0, 0.5, 1]})
    assert found["mean"].dims == ("outcome", "slope", "start")
    same_as_runs(line, found, ["slope", "start"])


def test_the_answers_of_a_normal_are_those_of_the_closed_form(line: Study) -> None:
    """slope · N(1, 0.5): mean, spread, quantiles, and the chance Φ(2) that it is above 0."""
    slopes = np.array([1.0, 2.0, 5.0])
    cell = sweep(line, {"slope": slopes}).sel(outcome="y")
    known = {
        "mean": slopes,
        "median": slopes,
        "low": slopes * norm(1, 0.5).ppf(0.05),
        "high": slopes * norm(1, 0.5).ppf(0.95),
        "probability": np.full(3, norm.cdf(2)),
        "sd": 0.5 * slopes,
    }
    assert known.keys() == set(STATISTICS)
    for name, exact in known.items():
        assert (np.abs(cell[name] - exact) <= 4 * cell[f"{name}_error"]).all(), name


@pytest.mark.parametrize("asked", [["mean"], "median", ["high", "sd", "sd"], ["probability", "low"]])
def test_what_is_asked_is_told_and_nothing_else(line: Study, asked: StatisticName | list[StatisticName]) -> None:
    every, found = sweep(line, {"slope": [1, 2]}), sweep(line, {"slope": [1, 2]}, statistics=asked)
    names = [asked] if isinstance(asked, str) else asked
    assert list(found) == [column for name in STATISTICS if name in names for column in (name, f"{name}_error")]
    assert found.equals(every[list(found)])
    assert found.attrs == every.attrs


def test_of_a_tail_without_a_mean_there_is_none(many: Study) -> None:
    """A Pareto of index 1.5 has a mean with an unknown error, and no finite spread."""
    cell = sweep(many, {"first": [1.0]}, "npv", statistics=["mean", "sd"])
    assert math.isfinite(cell["mean"].item())
    assert [cell[name].item() for name in ("mean_error", "sd", "sd_error")] == [math.inf] * 3


def test_labels_and_units_and_how_it_was_drawn_go_with_it(line: Study) -> None:
    found = sweep(line, {"slope": [1, 2]}, "y")
    assert found["outcome"].values.tolist() == ["y"]
    assert found["unit"].values.tolist() == ["EUR"]
    assert found["slope"].attrs == {"units": "EUR", "base": 2.0}  # in the middle of a uniform distribution
    assert sweep(line, {"start": [1.0]})["start"].attrs == {"units": "", "base": 0.0}
    assert found.attrs == {
        "study": "line", "seed": "1", "sampler": "sobol", "worlds": 4_096, "mass": 0.9, "degrees": 15.0
    }  # fmt: skip
    assert sweep(line, {"slope": [1]}, sampler="random").attrs["degrees"] == math.inf


def test_a_run_is_swept_under_its_own_scenario_with_its_own_worlds(small_study: Path) -> None:
    study = mcba.load(small_study)
    scenario = next(iter(study.document.scenarios))
    run = mcba.run(study, scenario=scenario, worlds=1_000, seed=3)
    override = study.document.scenarios[scenario].override
    name = next(name for name in study.families if name not in override)
    found = sweep(run, {name: [10.0]}, "npv")
    again = mcba.run(variant(study, {**override, name: 10.0}), worlds=1_000, seed=3)
    assert found["mean"].item() == again.summary("npv").mean.value
    assert (found.attrs["worlds"], found.attrs["seed"]) == (1_000, "3")


def test_a_study_may_be_named_by_its_path(small_study: Path) -> None:
    study = mcba.load(small_study)
    name = next(iter(study.families))
    assert sweep(str(small_study), {name: [1.0]}).equals(sweep(study, {name: [1.0]}))


def test_progress_is_told_value_by_value(line: Study) -> None:
    told: list[int] = []
    sweep(line, {"slope": [1, 2, 3]}, worlds=64, progress=told.append)
    assert told == [64, 64, 64]


@pytest.mark.parametrize(
    ("over", "outcomes", "kind", "words"),
    [
        ({}, None, RequestError, "over = {} names nothing"),
        ({"slope": []}, None, RequestError, "one finite number or more"),
        ({"slope": [1, math.nan]}, None, RequestError, "one finite number or more"),
        ({"slope": [[1, 2]]}, None, RequestError, "in one row"),
        ({"slope": "high"}, None, RequestError, "no numbers: 'high'"),
        ({"mean": [1]}, None, RequestError, "name of a column"),
        ({"slop": [1]}, None, StudyError, "did you mean 'slope'?"),
        ({"slope": [1]}, "npv", RequestError, "no outcome 'npv'; known are y"),
        ({"slope": [1]}, [], RequestError, "outcomes names none; the study has y"),
    ],
)
def test_what_cannot_be_swept_is_refused(
    line: Study, over: dict[str, object], outcomes: str | None, kind: type[Exception], words: str
) -> None:
    with pytest.raises(kind) as refused:
        sweep(line, over, outcomes)  # type: ignore[arg-type]
    assert words in str(refused.value)


@pytest.mark.parametrize(
    ("asked", "words"), [(["mean", "medain"], "did you mean 'median'?"), ([], "statistics names none; there are mean")]
)
def test_a_statistic_that_is_not_there_is_refused(line: Study, asked: list[StatisticName], words: str) -> None:
    with pytest.raises(RequestError, match=re.escape(words)):
        sweep(line, {"slope": [1]}, statistics=asked)


def test_an_undefined_outcome_names_the_value() -> None:
    study = read(Path("root/study.toml"), LINE.replace("start + slope * gain", "log(start + slope)"))
    with pytest.raises(RunError, match=r"with start = -2: y is undefined"):
        sweep(study, {"start": [0, -2]})


def test_a_run_of_a_table_cannot_be_swept() -> None:
    with pytest.raises(RunError, match="sweep a study"):
        sweep(mcba.from_worlds({"saving": [1, 2]}), {"x": [1]})


def test_a_function_is_called_at_each_value_on_draws_that_are_made_once() -> None:
    """The mean of x · exp(−r), x of mean 5, at each r; and the numbers of its run at the value it had."""
    inputs = {"x": mcba.Normal(5, 1), "rate": 0.5}
    run = mcba.simulate(lambda x, rate: x * np.exp(-rate), inputs, worlds=4_096)
    cell = sweep(run, {"rate": [0.0, 0.5, 1.0]}).sel(outcome="result")
    assert (np.abs(cell["mean"] - 5 * np.exp(-cell["rate"])) <= 4 * cell["mean_error"] + 1e-12).all()
    assert cell["median"].sel(rate=0.5).item() == run.summary("result").median.value


@pytest.mark.parametrize("years", [[2.5], [3, -1], [501]])
def test_a_horizon_is_a_whole_number_of_years(line: Study, years: list[float]) -> None:
    """2.5 would be computed as 2 and shown as 2.5."""
    with pytest.raises(StudyError, match=r"^horizon = .*; a horizon is a whole number of years from 0 to 500"):
        sweep(line, {"horizon": years})


def test_values_stand_under_the_name_of_what_has_them(line: Study) -> None:
    with pytest.raises(RequestError, match=r"^over = \('slope', \[1\]\) names nothing"):
        sweep(line, ("slope", [1]))  # type: ignore[arg-type]
