"""What arithmetic leaves of a difference that is none is never told as a finding.

The studies know the answer by algebra: 0.1 x + 0.2 x = 0.3 x, which in floating point is off by some 1e-16 of x.
"""

import json
import re
from pathlib import Path

import numpy as np
import pytest
from click.testing import CliRunner

import mcba
from mcba.analysis.comparison import compare
from mcba.analysis.decision.options import alternatives
from mcba.analysis.decision.variants import compare_scenarios
from mcba.analysis.decision.variation.deterministic import cases
from mcba.cli import main
from mcba.engine.estimates.kept import mean
from mcba.engine.estimates.rounding.differences import ROUNDING, freed

UNCERTAIN = 'distribution = "uniform"\nlow = 1.1e6\nhigh = 3e6'
CERTAIN = "value = 1.1e6"
STUDY = """\
[study]
title = "Nothing is left"
question = "Is it worth it?"
null_alternative = "nothing"
horizon = 3

[run]
worlds = 1_600
seed = 5

[assumptions.much]
{much}
unit = "EUR/year"

[assumptions.little]
value = {little}
unit = "EUR/year"

[choices.discount_rate]
value = 0.03
alternatives = [0.01]

[choices.part]
value = 0.3

[benefits.first]
formula = "0.1 * much"
gains = {{ town = 1.0 }}

[benefits.second]
formula = "0.2 * much"
gains = {{ town = 1.0 }}

[benefits.rest]
formula = "little"
gains = {{ insurer = 1.0 }}

[costs.project]
formula = "part * much"
losses = {{ town = 1.0 }}

[scenarios.same]
override = {{ part = 0.30000000000000004 }}

[options.twin]
label = "Twin"
override = {{ part = 0.30000000000000004 }}
"""
TINY = re.compile(r"\de[-\u2212]1\d")


def study(folder: Path, *, much: str = UNCERTAIN, little: float = 0.0) -> mcba.Study:
    (folder / "study.toml").write_text(STUDY.format(much=much, little=little), encoding="utf-8")
    return mcba.load(folder)


def test_what_is_left_of_a_sum_is_zero_and_a_real_difference_stays() -> None:
    assert freed(0.1 + 0.2 - 0.3, 0.6) == 0.0
    assert freed(2 * ROUNDING, 1.0) == 2 * ROUNDING
    assert freed([np.inf, np.nan], [np.inf, 1.0]).tolist()[0] == 0.0  # what infinite terms leave is not known
    assert np.isnan(freed(np.nan, 1.0))


@pytest.mark.parametrize("much", [UNCERTAIN, CERTAIN])
@pytest.mark.parametrize("scenario", [None, "same"])
def test_flows_that_cancel_leave_no_balance(tmp_path: Path, much: str, scenario: str | None) -> None:
    run = mcba.run(study(tmp_path, much=much), scenario=scenario)
    for name in ("npv", "roi"):
        assert not run.values(name).any(), name
    assert not run.values("bearer_npv", "town").any()
    assert run.probability("npv").value == 0.0


def test_machine_code_leaves_no_balance_either(tmp_path: Path) -> None:
    run = mcba.run(study(tmp_path), worlds=2**18)
    assert not run.values("npv").any()
    assert not run.values("bearer_npv", "town").any()


@pytest.mark.parametrize("worlds", [1_600, 2**18])
def test_costs_that_come_back_to_the_cent_are_paid_back(tmp_path: Path, worlds: int) -> None:
    """Ten euros a year for three years pay back thirty at the end of the third, for every number of euros."""
    text = STUDY.format(much=UNCERTAIN, little=0.0).replace("value = 0.03\nalternatives = [0.01]", "value = 0.0")
    text = text.replace('formula = "0.2 * much"', 'formula = "0 * much"')
    text = text.replace('formula = "0.1 * much"', 'formula = "0.1 * much"\nyears = [1, 3]')
    text = text.replace('formula = "part * much"', 'formula = "part * much"\nyears = [0, 0]')
    (tmp_path / "study.toml").write_text(text, encoding="utf-8")
    assert np.unique(mcba.run(mcba.load(tmp_path), worlds=worlds).values("payback_year")).tolist() == [3.0]


def test_a_scenario_equal_to_the_base_makes_no_difference(tmp_path: Path) -> None:
    found = compare_scenarios(mcba.run(study(tmp_path, little=0.7)), ("npv",))
    assert [variant.kind for variant in found.variants] == ["scenario", "choice"]  # the option says what the first says
    same, rate = (variant.outcomes["npv"].difference for variant in found.variants)
    assert (same.value, same.error) == (0.0, 0.0)
    # Of a rest of 0.7 a year: 0.7 * (1.01^-1 + 1.01^-2 + 1.01^-3 - 1.03^-1 - 1.03^-2 - 1.03^-3), in every world.
    exact = 0.7 * sum(1.01**-year - 1.03**-year for year in range(4))
    assert rate.value == pytest.approx(exact, abs=1e-8)
    assert rate.error == 0.0


def test_an_option_that_differs_by_rounding_is_a_twin(tmp_path: Path) -> None:
    found = alternatives(mcba.run(study(tmp_path, little=0.7)))
    assert found.same_as == {"twin": "project"}
    assert found.compared.best == "project"


def test_a_mean_that_differs_from_the_base_by_rounding_does_not(tmp_path: Path) -> None:
    found = cases(mcba.run(study(tmp_path, little=0.7)))
    assert (found.above_base, found.from_bases, found.from_form) == (0.0, 0.0, 0.0)
    assert found.below_base.value == 0.0


def test_a_change_that_moves_nothing_has_no_share(tmp_path: Path) -> None:
    read = study(tmp_path, little=0.7)
    found = compare(mcba.run(read), mcba.run(read, scenario="same"), worlds=1_600)
    (change,) = found.changes
    assert [(one.value, one.error) for one in (change.mean, change.low, change.high)] == [(0.0, 0.0)] * 3
    assert found.same_worlds


@pytest.mark.parametrize("value", [0.1, -32.3, 1e100])
def test_a_mean_of_equal_numbers_is_that_number(value: float) -> None:
    """The sum of 99,999 tenths is not 9,999.9 in floating point, yet their mean is a tenth."""
    found = mean(np.full(99_999, value))
    assert (found.value, found.error) == (value, 0.0)


@pytest.mark.slow
@pytest.mark.parametrize("much", [UNCERTAIN, CERTAIN])
@pytest.mark.parametrize("little", [0.0, 1000.0])
def test_no_page_tells_of_rounding(tmp_path: Path, much: str, little: float) -> None:
    study(tmp_path, much=much, little=little)
    saved = {name: tmp_path / name for name in ("base", "other")}
    commands = [
        ["run", tmp_path, "--out", saved["base"]],
        ["run", tmp_path, "--scenario", "same", "--out", saved["other"]],
        ["decide", tmp_path],
        ["compare", saved["base"], saved["other"]],
        ["rank", tmp_path, "--worlds", 2_000],
        ["rank", tmp_path, "--method", "tornado"],
        ["rank", tmp_path, "--method", "sobol", "--worlds", 2_000],
    ]
    for command in commands:
        found = CliRunner().invoke(main, [str(word) for word in command])
        assert not TINY.search(found.output), found.output
        assert isinstance(found.exception, SystemExit | None)
    printed = CliRunner().invoke(main, ["run", str(tmp_path), "--json"])
    assert json.loads(printed.stdout)["outcomes"]["npv"]["mean_error"] < 1e-9
