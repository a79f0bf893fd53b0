"""Why two runs differ: changes with known shares."""

import json
import math
import re
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from click.testing import CliRunner
from numpy.typing import NDArray

import mcba
from mcba.analysis.comparison import DEPENDENCE, HORIZON, MODEL, Spread, StudyPart, compare
from mcba.cli import main
from mcba.reporting.delivery.reports import write_page
from mcba.reporting.facts.comparisons import ComparedRuns
from mcba.reporting.facts.facts import Facts
from mcba.reporting.pages.comparison import COMPARISON
from mcba.reporting.pages.run import RUN
from mcba.reporting.writers.formats import FORMATS
from mcba.study.reading import read
from tests.honesty import assert_honest
from tests.pages import printed

pytestmark = pytest.mark.slow

PRODUCT = """\
[study]
title = "A product"

[run]
worlds = 4_096

[assumptions.number]
label = "Number"
value = 1
unit = "1"

[assumptions.worth]
value = 3
unit = "EUR"

[assumptions.noise]
distribution = "normal"
mean = 0
sd = 1
unit = "EUR"

[choices.size]
value = 1

[choices.discount_rate]
value = 0.03

[benefits.b]
formula = "size * number * worth + noise"
unit = "EUR"
"""


def run_of(text: str, **options: object) -> mcba.Run:
    return mcba.run(read(Path("product") / "study.toml", text, tables={}), **options)  # type: ignore[arg-type]


@pytest.fixture(scope="module")
def before() -> mcba.Run:
    return run_of(PRODUCT)


def test_an_interaction_is_shared_out_evenly(before: mcba.Run) -> None:
    """From 1 x 3 to 2 x 5: number adds (1 x 3 + 1 x 5) / 2 = 4, worth adds (2 x 1 + 2 x 2) / 2 = 3."""
    after = run_of(PRODUCT.replace("value = 1\nunit", "value = 2\nunit").replace("value = 3", "value = 5"))
    found = compare(before, after)
    shares = {change.subject.name: change for change in found.changes}
    assert shares["number"].mean.value == pytest.approx(4.0)
    assert shares["worth"].mean.value == pytest.approx(3.0)
    assert shares["worth"].low.value == pytest.approx(3.0)  # a shift moves both ends alike
    assert shares["worth"].high.value == pytest.approx(3.0)
    assert (shares["number"].before, shares["number"].after) == (Spread(1, 1, 1), Spread(2, 2, 2))
    assert found.total[0].value == pytest.approx(7.0)
    assert found.drawing[0].value == pytest.approx(0.0, abs=1e-9)


def test_a_wider_distribution_moves_the_ends_and_not_the_mean() -> None:
    changes = []
    for seed in range(100):
        (change,) = compare(run_of(PRODUCT, seed=seed), run_of(PRODUCT.replace("sd = 1", "sd = 2"), seed=seed)).changes
        assert change.subject == StudyPart("assumption", "noise")
        changes.append(change)
    assert_honest([one.mean for one in changes], 0.0, randomisations=16)
    assert_honest([one.low for one in changes], -1.6449, randomisations=16)
    assert_honest([one.high for one in changes], 1.6449, randomisations=16)


def test_choices_horizon_and_formulas_are_changes(before: mcba.Run) -> None:
    after = run_of(
        PRODUCT.replace("[choices.size]\nvalue = 1", "[choices.size]\nvalue = 4")
        .replace('title = "A product"', 'title = "A product"\nhorizon = 1')
        .replace("worth + noise", "worth + 2 * noise")
    )
    found = compare(before, after)
    assert {change.subject for change in found.changes} == {StudyPart("choice", "size"), HORIZON, MODEL}
    assert sum(change.mean.value for change in found.changes) == pytest.approx(found.total[0].value)
    assert found.before.mean.value + found.total[0].value + found.drawing[0].value == pytest.approx(
        found.after.mean.value
    )


def test_an_assumption_may_have_the_name_of_another_change() -> None:
    """`dependence` goes from 1 to 2, which is worth 3; that two others now move together leaves the mean as it was."""
    text = PRODUCT.replace("number", "dependence").replace("+ noise", "+ noise + other")
    text += '[assumptions.other]\ndistribution = "normal"\nmean = 0\nsd = 1\nunit = "EUR"\n'
    together = '[[dependence]]\nbetween = ["noise", "other"]\nrank_correlation = 0.9\n'
    found = compare(run_of(text), run_of(text.replace("value = 1\nunit", "value = 2\nunit") + together))
    changes = {change.subject: change for change in found.changes}
    assert changes.keys() == {StudyPart("assumption", "dependence"), DEPENDENCE}
    assert changes[StudyPart("assumption", "dependence")].mean.value == pytest.approx(3.0)
    assert abs(changes[DEPENDENCE].mean.value) < 4 * changes[DEPENDENCE].mean.error


def test_other_data_between_the_same_ends_are_a_change() -> None:
    """What is long when printed is compared by its numbers, and not by what is printed of it."""
    data = [[0.0, *(100 + place + moved * (place >= 150) for place in range(300)), 1_000.0] for moved in (0.0, 0.5)]
    runs = [
        run_of(
            PRODUCT.replace(
                'distribution = "normal"\nmean = 0\nsd = 1', f'distribution = "empirical"\nvalues = {values}'
            )
        )
        for values in data
    ]
    (change,) = compare(*runs).changes
    assert change.subject.name == "noise"
    assert change.mean.value == pytest.approx(75 / 302, abs=1e-2)  # 150 of 302 values are 0.5 higher


def test_many_changes_add_up() -> None:
    extra = "".join(f'[assumptions.x{k}]\nvalue = {{}}\nunit = "EUR"\n' for k in range(9))
    formula = "size * number * worth + noise" + "".join(f" + x{k}" for k in range(9))
    text = PRODUCT.replace("size * number * worth + noise", formula) + extra
    found = compare(run_of(text.format(*range(9))), run_of(text.format(*range(1, 10))))
    assert found.orders > 0
    assert [change.mean.value for change in found.changes] == pytest.approx([1.0] * 9)


def test_only_other_worlds(before: mcba.Run) -> None:
    after = run_of(PRODUCT, seed=9)
    found = compare(before, after)
    assert found.changes == ()
    assert "differ only in the worlds that were drawn" in said(before, after)
    assert "verschillen alleen in hun trekkingen" in said(before, after, "nl")
    assert "Nothing differs" in said(before, before)
    assert "Er is geen verschil" in said(before, before, "nl")


def test_what_other_worlds_do_has_the_error_of_what_it_is_made_of(before: mcba.Run) -> None:
    """Two independent runs of 4,096 worlds and none common to take apart: the root of twice their variance."""
    first, second = (run_of(PRODUCT, seed=seed, sampler="random") for seed in (1, 2))
    (left, *_) = compare(first, second).drawing
    assert left.error == pytest.approx(math.sqrt(2) / 64, rel=0.05)
    assert 0 < abs(left.value) < 4 * left.error
    assert compare(before, before).drawing[0].value == 0


@pytest.mark.parametrize("language", ["en", "nl"])
def test_a_run_prints_the_same_numbers_as_where_it_is_compared(language: str) -> None:
    """Low was −140,000 in one and −100,000 in the other: both took the digits of a neighbour."""
    study = mcba.load("studies/schilderswijk-moeders")
    runs = [mcba.run(study, worlds=4_096, scenario=scenario) for scenario in (None, "low")]
    text = printed(COMPARISON, ComparedRuns(compare(*runs), *runs), language)
    for run, letter in zip(runs, "AB", strict=True):
        own = printed(RUN, Facts(run), language)
        numbers = numbers_after(own, "Net present value, EUR" if language == "en" else "Netto contante waarde, euro")
        assert numbers == numbers_after(text[text.index(f"\n{letter}: ") :], "2017")
        assert len(numbers) == 4


def numbers_after(text: str, label: str) -> list[str]:
    """The numbers of the row of a table that ends its label so."""
    return re.split(r"  +", text[text.index(label) :].splitlines()[0].removeprefix(label).strip())


def test_a_comparison_can_be_written_in_every_format(before: mcba.Run, tmp_path: Path) -> None:
    after = run_of(
        PRODUCT.replace("value = 3", "value = 5").replace("[choices.size]\nvalue = 1", "[choices.size]\nvalue = 4")
    )
    facts = ComparedRuns(compare(before, after), before, after)
    files = write_page(COMPARISON, facts, tmp_path, formats=FORMATS, language="nl")
    assert [file.name for file in files] == [f"comparison.nl.{kind}" for kind in FORMATS]
    text = (tmp_path / "comparison.nl.md").read_text(encoding="utf-8")
    assert "3 → 5" in text
    assert "1 → 4" in text


def said(before: mcba.Run, after: mcba.Run, language: str = "en") -> str:
    """What `mcba compare` prints, with single spaces."""
    return " ".join(printed(COMPARISON, ComparedRuns(compare(before, after), before, after), language).split())


def test_an_outcome_that_one_run_lacks(before: mcba.Run) -> None:
    with pytest.raises(mcba.RunError, match="run A has no outcome 'bcr'"):
        mcba.compare(before, before, outcome="bcr")


def test_scenarios_of_a_study_and_the_command_line(tmp_path: Path) -> None:
    study = mcba.load("studies/schilderswijk-moeders")
    for name, scenario in (("a", None), ("b", "low")):
        mcba.save_run(mcba.run(study, worlds=4_096, scenario=scenario), tmp_path / name)
    told = CliRunner().invoke(main, ["compare", str(tmp_path / "a"), str(tmp_path / "b")])
    assert told.exit_code == 0, told.output
    assert max(map(len, told.output.splitlines())) <= 78
    assert "Clients reached in the programme year" in told.output
    assert "Other worlds, and noise" in told.output
    found = json.loads(CliRunner().invoke(main, ["compare", str(tmp_path / "a"), str(tmp_path / "b"), "--json"]).stdout)
    assert {change["name"] for change in found["changes"]} == {
        "clients",
        "care_avoided",
        "hours_saved",
        "to_work",
        "optimism",
    }
    assert CliRunner().invoke(main, ["compare", str(tmp_path / "a"), str(tmp_path / "c")]).exit_code == 2


def test_another_function_is_another_model() -> None:
    """Twice the function doubles the mean of N(5, 1); without an npv its own outcome is the one compared."""

    def times(factor: float) -> Callable[[NDArray[np.float64]], NDArray[np.float64]]:
        return lambda x: factor * x

    once, twice = (mcba.simulate(times(factor), {"x": mcba.Normal(5, 1)}, worlds=1_024) for factor in (1, 2))
    found = mcba.compare(once, twice)
    assert found.outcome == "result"
    assert [change.subject.kind for change in found.changes] == ["model"]
    assert abs(found.total[0].value - 5) <= 4 * found.total[0].error
    assert not mcba.compare(once, once).changes
