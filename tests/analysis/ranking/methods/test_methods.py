"""Each method of the table ranks a sum whose order is plain, by an estimate or number that its columns show."""

from __future__ import annotations

import dataclasses
from pathlib import Path

import numpy as np
import pytest

import mcba
from mcba.analysis.ranking.factors.run_factors import RunFactors
from mcba.analysis.ranking.factors.study_function import StudyFunction
from mcba.analysis.ranking.methods.method import Errors, MethodResult, base_within, size_within
from mcba.analysis.ranking.methods.several_numbers import result_of
from mcba.analysis.ranking.methods.table import METHODS
from mcba.engine.program.plan import Plan
from mcba.errors import RequestError

ERRORS = Errors(resamples=20)
SPREADS = {"small": 1, "large": 4, "middle": 2}
SIZED = [name for name, method in METHODS.items() if method.sized is not None]


@pytest.fixture
def study(tmp_path: Path) -> mcba.Study:
    """The sum of three uniforms that start at 1, less 6: it is negative in a third of the worlds."""
    assumptions = "".join(
        f'[assumptions.{name}]\ndistribution = "uniform"\nlow = 1\nhigh = {1 + spread}\n\n'
        for name, spread in SPREADS.items()
    )
    text = f'[study]\ntitle = "A sum"\n\n{assumptions}[outcomes.total]\nformula = "{" + ".join(SPREADS)} - 6"\n'
    (tmp_path / "study.toml").write_text(text, encoding="utf-8")
    return mcba.load(tmp_path)


def function_of(study: mcba.Study) -> StudyFunction:
    settings = mcba.run(study, worlds=64).settings
    return StudyFunction.of(Plan(study, settings, ("total",)))


def result_by(name: str, study: mcba.Study) -> MethodResult:
    method = METHODS[name]
    if method.source == "worlds":
        return result_of(method, RunFactors.of(mcba.run(study, worlds=4_096), "total"), ERRORS, {})
    options = {} if method.sized is None else method.within(function_of(study), 4_096)
    return method.compute(function_of(study), ERRORS, **options)


@pytest.mark.parametrize("name", METHODS)
def test_the_widest_term_of_a_sum_is_first(name: str, study: mcba.Study) -> None:
    result = result_by(name, study)
    sizes = result.estimates[result.main].value if result.main in result.estimates else result.numbers[result.main]
    assert result.names[int(np.argmax(np.abs(sizes)))] == "large"


@pytest.mark.parametrize("name", METHODS)
def test_the_columns_of_a_method_are_what_it_computes(name: str, study: mcba.Study) -> None:
    method, result = METHODS[name], result_by(name, study)
    computed = {**result.estimates, **result.numbers}
    shown = {column.name: column for column in method.columns_of(computed)}
    assert result.main in computed
    assert [column.name for column in method.columns] == [*shown]
    assert all(column.kind == "plain" or column.name in result.estimates for column in shown.values())
    assert all(np.min(computed[name].value) > -0.2 for name, column in shown.items() if column.kind == "share")


@pytest.mark.parametrize("name", SIZED)
@pytest.mark.parametrize("worlds", [2_000, 4_096])
def test_a_design_evaluates_no_more_worlds_than_it_may(name: str, worlds: int, study: mcba.Study) -> None:
    function = function_of(study)
    options = METHODS[name].within(function, worlds)
    assert 0 < METHODS[name].compute(function, ERRORS, **options).evaluated <= worlds
    assert {*options} <= {*METHODS[name].options}


@pytest.mark.parametrize("name", sorted({*METHODS} - {*SIZED}))
def test_a_method_without_a_design_takes_no_number_of_worlds(name: str, study: mcba.Study) -> None:
    with pytest.raises(RequestError, match=f"{name} looks at points of its own"):
        METHODS[name].within(function_of(study), 1_000)


def test_the_size_of_a_design_is_the_largest_that_fits() -> None:
    assert size_within("morris", 999, 10) == 99
    assert base_within("sobol", 5 * 1_023, 5) == {"base": 512}
    assert base_within("sobol", 5 * 1_024, 5) == {"base": 1_024}
    with pytest.raises(RequestError, match=r"worlds = 19 is too few for morris, .*give 20 or more"):
        size_within("morris", 19, 10)


def test_ranks_are_shown_where_there_is_no_variance() -> None:
    overview = METHODS["overview"]
    assert [column.name for column in overview.columns_of({"spearman", "partial_rank"})] == ["spearman", "partial_rank"]
    assert overview.columns_of({"swing", "first"}) == overview.columns
    assert dataclasses.replace(overview, rank_columns=()).columns_of({"spearman"}) == ()
