"""Break-even values of assumptions."""

import numpy as np
import pytest

import mcba
from mcba.analysis.decision.variation.breakeven import assumption_break_even
from mcba.analysis.decision.variation.switching import switching_values_of
from mcba.study.reading import read


def test_the_overall_factor_of_meerwaarde() -> None:
    """0.9 x budget / avoided costs = 0.2842 by the source's own figures (316.7 % return at 0.9)."""
    study = mcba.load("studies/meerwaarde-preventiecalculator")
    found = assumption_break_even(study, "correction", outcome="rendement", level=100.0)
    assert found.found.value == pytest.approx(0.2842, abs=5e-5)
    assert found.base == pytest.approx(0.9)
    assert found.chance == pytest.approx(0.0, abs=1e-9)


def test_the_gain_a_participant_of_mobility_mentoring() -> None:
    """90,000 euro over 50 participants: 1,800 euro each, at a point and from the worlds."""
    source = mcba.load("studies/mobility-mentoring")
    text = source.text + (
        '\n[assumptions.gain_each]\ndistribution = "uniform"\nlow = 0\nhigh = 5_000\nunit = "EUR/participant"\n'
        '[outcomes.balance_of_gain]\nunit = "EUR"\nformula = "gain_each * participants - published_cost"\n'
    )
    study = read(source.path, text, tables=dict(source.tables))
    at_a_point = assumption_break_even(study, "gain_each", outcome="balance_of_gain")
    assert at_a_point.found.value == pytest.approx(1800.0, rel=1e-9)
    run = mcba.run(study, worlds=8_192, keep=["balance_of_gain"])
    draws = mcba.engine.draws_of(run)["gain_each"]
    found = switching_values_of(draws, run.values("balance_of_gain"), randomisation=np.arange(8_192) % 16).mean
    assert found.value == pytest.approx(1800.0, abs=4 * found.error + 1e-3)


def test_break_even_says_when_nothing_switches(moeders: mcba.Run) -> None:
    found = assumption_break_even(moeders.study, "training_cost", low=4_000, high=12_000)
    assert found.found.value is None
    assert (found.found.stays, found.found.low, found.found.high) == (1, 4_000, 12_000)
    with pytest.raises(mcba.RunError, match="no assumption 'training'"):
        assumption_break_even(moeders.study, "training")
