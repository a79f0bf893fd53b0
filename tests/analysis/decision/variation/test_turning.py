"""What turns a conclusion, on balances of which it is known."""

from __future__ import annotations

import pytest
from scipy.special import ndtr

import mcba
from mcba.analysis.decision.agendas import agenda
from mcba.analysis.decision.variants import compare_scenarios
from mcba.analysis.decision.variation.turning import judged_scenarios, turning_point
from tests.analysis.deciding import study_of

TWO = """
[study]
title = "Two"
[run]
worlds = 16384
[assumptions.near]
distribution = "normal"
mean = 20
sd = 10
[assumptions.far]
distribution = "normal"
mean = 10
sd = 7
[benefits.b]
formula = "near + far + 0 * price"
[costs.c]
formula = "price"
[assumptions.price]
value = 15
[scenarios.dear]
override = { price = 60 }
[scenarios.equal]
override = { price = 30 }
[scenarios.cheap]
override = { price = 1 }
"""


def test_the_nearest_assumption_is_the_one_most_likely_to_turn_it() -> None:
    """E[balance | near] = near + 10 − 15 turns at 5, Φ(−1.5) away; E[balance | far] at −5, Φ(−15/7) away."""
    run = mcba.run(study_of(TWO))
    assert run.study is not None
    found = turning_point(run.study, agenda(run))
    assert found is not None
    assert (found.name, found.side, found.option) == ("near", "below", "nothing")
    assert found.switch.value == pytest.approx(5, abs=0.6)
    assert found.chance == pytest.approx(float(ndtr(-1.5)), abs=0.01)


def test_a_loss_turns_on_the_other_side() -> None:
    """With a price of 45 the mean balance is −15, and above zero where near is above 35: Φ(−1.5)."""
    run = mcba.run(study_of(TWO.replace("value = 15", "value = 45")))
    assert run.study is not None
    found = turning_point(run.study, agenda(run))
    assert found is not None
    assert (found.name, found.side, found.option) == ("near", "above", "project")
    assert found.chance == pytest.approx(float(ndtr(-1.5)), abs=0.01)


def test_nothing_turns_a_balance_of_one_sign() -> None:
    run = mcba.run(study_of(TWO.replace('"normal"\nmean = 20\nsd = 10', '"uniform"\nlow = 100\nhigh = 120')))
    assert run.study is not None
    assert turning_point(run.study, agenda(run)) is None


def test_scenarios_are_judged_by_their_own_balance() -> None:
    """Mean benefits are 30: a loss at 60, about equal at 30, a gain at 1."""
    judged = judged_scenarios(compare_scenarios(mcba.run(study_of(TWO))), costs=15.0)
    assert [(one.variant.name, one.verdict) for one in judged] == [
        ("dear", "loss"),
        ("equal", "equal"),
        ("cheap", "gain"),
    ]
