"""Scenarios, options and choices on the same worlds."""

import math

import numpy as np
import pytest

import mcba
from mcba.analysis.decision.discount_rates import presets
from mcba.analysis.decision.variants import (
    OutcomeChange,
    Outside,
    ScenarioTable,
    VariantOutcomes,
    compare_scenarios,
)
from mcba.analysis.reruns import with_override
from tests.analysis.deciding import DISCOUNTED, LINEAR, compared, study_of


def test_scenarios_are_paired(linear: mcba.Run) -> None:
    found = compare_scenarios(linear)
    assert [(variant.kind, variant.name) for variant in found.variants] == [
        ("scenario", "dear"),
        ("option", "double"),
    ]
    difference = compared(found, "dear").difference
    assert abs(difference.value + 2.0) < 4 * difference.error
    assert difference.error < 0.2 * linear.summary("npv").mean.error + 1e-3
    assert compared(found, "dear").summary == mcba.run(linear.study, scenario="dear").summary("npv")
    own = found.own.outcomes["npv"]
    assert isinstance(own, OutcomeChange)
    assert own.summary == linear.summary("npv")
    assert all(variant.name != "size" for variant in found.variants)  # its other value says the same as the option


def test_differences_have_an_error_where_worlds_were_dropped() -> None:
    """Paired in the worlds that both kept: gain ≤ 30 in the project, gain ≤ 15 where the size is 15."""
    text = LINEAR.partition("[options")[0].replace('sampler = "sobol"', 'sampler = "random"\nfailed = "drop"')
    text = text.replace("value = 1\nalternatives = [2]", "value = 30\nalternatives = [15]")
    text = text.replace("size * gain + 0 * idle", "gain + 1e-9 * sqrt(size - gain / one) * one")
    text = text.replace("[choices.size]", '[assumptions.one]\nvalue = 1\nunit = "EUR"\n[choices.size]')
    text = text.replace("override = { price = 7 }", "override = { size = 15, price = 7 }")
    run = mcba.run(study_of(text))
    found = compared(compare_scenarios(run), "dear")
    both = mcba.engine.draws_of(run)
    price = both["price"][both["gain"] <= 15]
    assert found.difference.value == pytest.approx(
        7 - price.mean(), abs=1e-4
    ) or found.difference.value == pytest.approx(float(np.mean(price - 7)), abs=1e-4)
    assert 0.3 < found.difference.error / (5 / math.sqrt(price.size)) < 1.7


def test_a_variant_that_cannot_be_drawn_says_why() -> None:
    text = LINEAR.partition("[options")[0].replace("size * gain", "sqrt(size) * gain")
    text += "\n[scenarios.none]\noverride = { size = -1 }\n"
    found = next(one for one in compare_scenarios(mcba.run(study_of(text), worlds=512)).variants if one.name == "none")
    assert found.outcomes == {}
    assert found.reason is not None
    assert "undefined" in found.reason.data["message"]


def test_an_override_outside_what_is_thought_possible_is_named() -> None:
    run = mcba.run(study_of(LINEAR + "\n[scenarios.odd]\noverride = { idle = 2 }\n"), worlds=512)
    odd = next(variant for variant in compare_scenarios(run).variants if variant.name == "odd")
    assert odd.outside == (Outside("idle", 2.0, 0.0, 1.0),)
    with pytest.raises(mcba.RunError, match="finite number"):
        with_override(run, {"gain": math.nan})
    with pytest.raises(mcba.StudyError, match=r"'gian' to override.*gain"):
        with_override(run, {"gian": 1.0})


def _balance(found: VariantOutcomes) -> OutcomeChange:
    one = found.outcomes["npv"]
    assert isinstance(one, OutcomeChange)
    return one


def rates_of(title: str, currency: str, alternatives: str = "") -> ScenarioTable:
    text = DISCOUNTED.replace("TITLE", title).replace("CUR", currency)
    text = text.replace("value = 0.03\n", f"value = 0.03\n{alternatives}\n")
    return compare_scenarios(mcba.run(study_of(text), worlds=4_096))


@pytest.mark.slow
def test_discount_rates_are_those_of_the_study_or_of_its_country() -> None:
    """British studies were shown Dutch rates, and not the two that they ask for."""
    assert {one.name: one.steps[0][1] for one in presets()} == {
        "nl-1995": 0.04,
        "nl-2016": 0.03,
        "nl-2021": 0.0225,
        "uk-3.5": 0.035,
    }
    british, dutch = rates_of('"A study"', "GBP"), rates_of('{ nl = "Een studie" }', "EUR")
    assert [one.name for one in british.variants] == ["uk-3.5"]
    assert [one.name for one in dutch.variants] == ["nl-1995", "nl-2021"]  # that of 2016 is the study's own
    assert rates_of('"A study"', "EUR").variants == ()
    own = rates_of('{ nl = "Een studie" }', "EUR", "alternatives = [0.035, 0.01]")
    assert [(one.kind, one.settings["discount_rate"]) for one in own.variants] == [("choice", 0.035), ("choice", 0.01)]
    # The Green Book: 3.5 % for years 1 to 30, 3 % for 31 to 75, 2.5 % for 76 to 80.
    declining = 1.035**30 * 1.03**45 * 1.025**5
    for found, name, factor in ((british, "uk-3.5", declining), (dutch, "nl-2021", 1.0225**80)):
        mean = compared(found, name).summary.mean
        assert abs(mean.value - (100 / factor - 1)) < 4 * mean.error + 1e-9
