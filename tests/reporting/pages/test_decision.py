"""A decision as data: the numbers of the page, and the page itself."""

from pathlib import Path

import pytest
from click.testing import CliRunner

import mcba
from mcba.cli import main

pytestmark = pytest.mark.slow


def test_a_decision_says_what_is_best_and_what_knowing_is_worth() -> None:
    run = mcba.run("studies/schilderswijk-moeders", worlds=4_096)
    decision = mcba.decide(run, population=100)
    assert decision.chances[decision.best].value == max(chance.value for chance in decision.chances.values())
    assert sum(chance.value for chance in decision.chances.values()) == pytest.approx(1)
    assert decision.evpi == mcba.evpi(run)
    assert 0 < next(iter(decision.evppi.values())).value <= decision.evpi.value
    assert decision.population is not None
    assert decision.population.perfect.value == pytest.approx(100 * decision.evpi.value)
    assert repr(decision) == f"Decision({run!r})"


def test_printed_it_is_what_the_command_prints(small_study: Path) -> None:
    language = mcba.load(small_study).document.study.language
    printed = CliRunner().invoke(main, ["decide", str(small_study), "--language", language]).output
    assert str(mcba.decide(small_study)) == printed.rstrip("\n")


def test_switching_values_are_those_of_the_page() -> None:
    run = mcba.run("studies/tegaderm-dressing", worlds=4_096)
    switching = mcba.switching_values(run)
    rows = mcba.decide(run).agenda.subjects
    assert switching["assumption"].values.tolist() == [row.name for row in rows]
    first = rows[0]
    cell = switching.sel(assumption=first.name)
    assert cell["switching_value"].item() == first.turning.value
    assert cell["good_side"].item() == first.turning.good_side
    assert cell["break_even"].item() == first.one_way.found.value


def test_a_weight_of_nobody_is_refused_at_once(small_run: mcba.Run) -> None:
    with pytest.raises(mcba.RunError, match="nobody"):
        mcba.decide(small_run, weights={"nobody": 2.0})
    with pytest.raises(mcba.RunError, match="a page is of a study"):
        mcba.decide(mcba.from_worlds({"npv": [1, 2]}))
