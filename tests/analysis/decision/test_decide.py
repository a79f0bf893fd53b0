"""The decision page: options, information, switching values, scenarios and the rest, on studies with known answers."""

import json
import math
import re
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from click.testing import CliRunner
from scipy.special import ndtr, ndtri

import mcba
from mcba.analysis.decision.agendas import agenda, switching_plane
from mcba.analysis.decision.discount_rates import presets
from mcba.analysis.decision.information.gains import unit_normal_loss
from mcba.analysis.decision.options import Payback, alternatives, option_table
from mcba.analysis.decision.percentile_worlds import typical_worlds
from mcba.analysis.decision.variants import (
    OutcomeChange,
    Outside,
    ScenarioTable,
    VariantOutcomes,
    compare_scenarios,
    sweep,
)
from mcba.analysis.decision.variation.breakeven import OneWay, assumption_break_even
from mcba.analysis.decision.variation.deterministic import cases
from mcba.analysis.decision.variation.fixing import freeze, if_sure, is_price
from mcba.analysis.decision.variation.switching import Switch, SwitchingValues, switching_values, unpriced_worth
from mcba.analysis.economics import returns
from mcba.analysis.economics.bearers import weighted
from mcba.analysis.economics.ratios import Ratio, ratio_or_reason
from mcba.analysis.economics.returns import internal_rates, yearly_balance
from mcba.analysis.published.readings import of_result
from mcba.analysis.reruns import smaller, with_override
from mcba.cli import main
from mcba.engine.estimates.estimate import Estimate
from mcba.errors import Note
from mcba.reporting.blocks import PageTable
from mcba.reporting.facts.decisions import DecisionFacts
from mcba.reporting.facts.facts import Facts
from mcba.reporting.figures.gallery import write_decision_figures
from mcba.reporting.objects import decision_object, run_object
from mcba.reporting.pages.appendix import APPENDIX
from mcba.reporting.pages.decision import DECISION
from mcba.study.reading import read

LINEAR = """\
[study]
title = "A linear study"
status = "indicative"

[run]
worlds = 16_384
seed = 3
sampler = "sobol"

[assumptions.gain]
label = "Gain"
distribution = "normal"
mean = 10
sd = 20
unit = "EUR"

[assumptions.price]
distribution = "normal"
mean = 5
sd = 5
unit = "EUR"
kind = "future"

[assumptions.idle]
distribution = "uniform"
low = 0
high = 1

[choices.size]
value = 1
alternatives = [2]

[benefits.gains]
formula = "size * gain + 0 * idle"
unit = "EUR"
gains = { client = 1.0 }

[costs.project]
formula = "price"
unit = "EUR"
losses = { city = 1.0 }

[pm.peace]
label = "Peace of mind"
sign = "+"

[scenarios.dear]
override = { price = 7 }

[options.double]
label = "Twice the size"
override = { size = 2 }
"""
SPREAD = math.hypot(20, 5)


def study_of(text: str) -> mcba.Study:
    return read(Path("linear") / "study.toml", text, tables={})


def page(facts: Facts, language: str = "en") -> str:
    return DECISION.printed(facts, language)


def compared(found: ScenarioTable, name: str, outcome: str = "npv") -> OutcomeChange:
    one = next(variant for variant in found.variants if variant.name == name).outcomes[outcome]
    assert isinstance(one, OutcomeChange)
    return one


@pytest.fixture(scope="module")
def linear() -> mcba.Run:
    """Net benefit gain − price: normal with mean 5 and standard deviation √425."""
    return mcba.run(study_of(LINEAR))


@pytest.fixture(scope="module")
def single() -> mcba.Run:
    """The same, with no other option than the project."""
    return mcba.run(study_of(LINEAR.partition("[options")[0]))


@pytest.fixture(scope="module")
def moeders() -> mcba.Run:
    return mcba.run(mcba.load("studies/schilderswijk-moeders"), worlds=8_192)


# --- options


def test_options_meet_the_same_worlds(linear: mcba.Run) -> None:
    found = alternatives(linear)
    assert found.names == ("nothing", "project", "double")
    gain = mcba.engine.draws_of(linear)["gain"]
    np.testing.assert_allclose(found.net_benefit[:, 2] - found.net_benefit[:, 1], gain, rtol=0, atol=1e-10)
    assert np.all(found.net_benefit[:, 0] == 0)
    assert found.compared.best == "double"  # mean 15 against 5


@pytest.mark.slow
def test_expected_value_of_perfect_information_is_the_unit_normal_loss(single: mcba.Run) -> None:
    found = agenda(single)
    expected = SPREAD * float(unit_normal_loss(5 / SPREAD))
    assert abs(found.perfect.value - expected) < 4 * found.perfect.error
    by_name = {subject.name: subject for subject in found.subjects}
    for name, sd in (("gain", 20), ("price", 5)):
        one = by_name[name].information
        assert abs(one.value - sd * float(unit_normal_loss(5 / sd))) < 4 * one.error + 0.02 * sd
    assert by_name["idle"].information.value < 4 * by_name["idle"].information.error + 0.01
    assert found.subjects[0].name == "gain"
    assert by_name["price"].kind == "future"


def test_switching_values_of_a_linear_study(single: mcba.Run) -> None:
    by_name = {subject.name: subject for subject in agenda(single).subjects}
    for name, switch, side in (("gain", 5.0, "above"), ("price", 10.0, "below")):
        both, one_way = by_name[name].switching, by_name[name].one_way
        assert isinstance(both, SwitchingValues)
        assert isinstance(one_way, OneWay)
        for found in (both.mean, both.chance):
            assert found.value is not None
            assert abs(found.value - switch) < 4 * found.error
            assert found.good_side == side
        assert one_way.found.value == pytest.approx(switch, rel=1e-9)
    gain = by_name["gain"].one_way
    assert isinstance(gain, OneWay)
    assert gain.chance == pytest.approx(0.4013, abs=1e-4)  # Φ(−0.25)
    idle = by_name["idle"].switching
    assert isinstance(idle, SwitchingValues)
    assert (idle.mean.value, idle.mean.stays) == (None, 1)


def test_a_group_is_worth_what_its_sum_is(single: mcba.Run) -> None:
    found = mcba.evppi(single, ["gain", "price"])
    assert abs(found.value - SPREAD * float(unit_normal_loss(5 / SPREAD))) < 4 * found.error
    with pytest.raises(mcba.RunError, match=r"'gian' is no uncertain assumption.*gain"):
        mcba.evppi(single, "gian")


def test_the_choice_between_options_switches_where_they_are_equal(linear: mcba.Run) -> None:
    subject = next(one for one in agenda(linear).subjects if one.name == "gain")
    assert isinstance(subject.choice, Switch)
    assert subject.choice.value is not None
    assert abs(subject.choice.value) < 1e-3  # double − project = gain, exactly


def test_switching_lines_of_a_linear_study(single: mcba.Run) -> None:
    line = switching_plane(single, "price", "gain")
    assert line.switches.sum() > 10
    np.testing.assert_allclose(line.second[line.switches], line.first[line.switches], atol=0.5)
    with pytest.raises(mcba.RunError, match="'prise' is no uncertain assumption"):
        switching_plane(single, "prise", "gain")


def test_an_option_that_is_another_is_left_out_and_named() -> None:
    same = LINEAR + "\n[options.again]\noverride = { size = 1 }\n[options.never]\noverride = { price = 1000 }\n"
    run = mcba.run(study_of(same))
    found = alternatives(run)
    assert found.same_as == {"again": "project"}
    assert option_table(run, found).hardly_ever_best == ("project", "never")  # a gain is worth doubling, a loss nothing
    text = " ".join(page(DecisionFacts(run)).split())
    assert "Again is left out: in every world it has the net present value of the project" in text
    assert "Best in fewer than one world in a hundred: the project and 'Never'" in text


def test_options_that_fail_in_different_worlds_keep_what_they_share() -> None:
    text = LINEAR.replace('sampler = "sobol"', 'sampler = "sobol"\nfailed = "drop"')
    text = text.replace("value = 1\nalternatives = [2]", "value = 60").replace("size = 2", "size = 30")
    text = text.replace("size * gain + 0 * idle", "gain + 0 * sqrt(size - gain / one) * one")
    text = text.replace("[choices.size]", '[assumptions.one]\nvalue = 1\nunit = "EUR"\n[choices.size]')
    text = text.replace("0 * sqrt", "1e-9 * sqrt")
    run = mcba.run(study_of(text))
    found = alternatives(run)
    draws = mcba.engine.draws_of(run)["gain"]
    assert draws.size > found.net_benefit.shape[0] == np.count_nonzero(draws <= 30)
    subjects = {subject.name: subject for subject in agenda(run, found).subjects}
    switch = subjects["gain"].switching
    assert isinstance(switch, SwitchingValues)
    assert switch.mean.value == pytest.approx(5, abs=4 * switch.mean.error + 0.02)


def test_nothing_to_choose_is_an_error() -> None:
    text = LINEAR.partition("[options")[0].replace("size * gain + 0 * idle", "price")
    with pytest.raises(mcba.RunError, match="nothing to choose"):
        alternatives(mcba.run(study_of(text), worlds=512))


def test_a_measurement_model_has_nothing_to_decide() -> None:
    text = '[study]\ntitle = "t"\n[assumptions.x]\ndistribution = "normal"\nmean = 1\nsd = 1\n'
    text += '[outcomes.y]\nformula = "x"\n'
    with pytest.raises(mcba.RunError, match="no net present value"):
        alternatives(mcba.run(study_of(text), worlds=512))


def test_ratio_and_payback(moeders: mcba.Run) -> None:
    project = option_table(moeders)["project"]
    ratio, paid = project.ratio, project.payback
    assert isinstance(ratio, Ratio)
    assert isinstance(paid, Payback)
    assert ratio.of_means == moeders.ratio_of_means()
    assert ratio.interval is not None
    assert ratio.interval.low < moeders.ratio_of_means().value < ratio.interval.high
    assert paid.by_year[-1].value + paid.never.value == pytest.approx(1.0)
    assert paid.never.value == moeders.probability("payback_year", above=3).value


# --- one ratio, or one reason why there is none


PAYING = """\
[study]
title = "Paying"
horizon = 0
[run]
worlds = 100_000
seed = 7
[assumptions.care]
distribution = "normal"
mean = 12
sd = 1
unit = "EUR"
[assumptions.price]
distribution = "normal"
mean = 10
sd = SPREAD
unit = "EUR"
[benefits.b]
formula = "care"
[costs.c]
formula = "price"
"""


@pytest.fixture(scope="module")
def seldom() -> mcba.Run:
    """Costs are zero or below in Φ(−3) = 0.135 % of the worlds."""
    return mcba.run(study_of(PAYING.replace("SPREAD", "3.3333333333")))


def test_costs_below_zero_in_few_worlds_leave_the_ratio(seldom: mcba.Run) -> None:
    """The median and ends of b / c where c > 0, and +∞ where c ≤ 0, from the law of both: an integral over the cost."""
    found = ratio_or_reason(seldom)
    assert isinstance(found, Ratio)
    assert found.note is not None
    assert found.note.code == "costs_not_positive"
    assert abs(found.not_positive - float(ndtr(-3.0))) < 1e-4
    z = ndtri((np.arange(400_000) + 0.5) / 400_000)
    cost = 10 + 10 / 3 * z
    for shown, level in ((found.summary.low, 0.05), (found.summary.median, 0.5), (found.summary.high, 0.95)):
        below = np.mean(np.where(cost > 0, ndtr(shown.value * cost - 12), 0.0))  # with a cost of zero or less: +∞
        assert abs(below - level) < 0.002
    assert math.isnan(found.summary.mean.value)
    assert found.probability_above_one.value == seldom.probability("npv").value
    said = " ".join(page(DecisionFacts(seldom)).split())
    printed = re.search(r"The project: in (0\.13\d?) % of the worlds the cost is zero or below", said)
    assert printed is not None
    assert abs(float(printed[1]) / 100 - found.not_positive) <= 0.5e-5


def test_costs_below_zero_in_many_worlds_take_it_from_every_page() -> None:
    run = mcba.run(study_of(PAYING.replace("SPREAD", "5")))  # Φ(−2) = 2.3 % of the worlds
    facts = DecisionFacts(run)
    told, decided = run_object(facts), decision_object(facts)
    project = decided["options"]["each"]["project"]
    for said in (told["outcomes"]["bcr"], told["outcomes"]["roi"], project["outcomes"]["bcr"], project["ratio"]):
        assert said["reason"]["code"] == "costs_near_zero"
        assert said["reason"]["data"]["share"] == pytest.approx(0.0228, abs=0.002)
    assert "bcr>1" not in told["probability"]
    assert "costs fall to zero or below in 2.2" in page(facts)


def test_a_study_without_costs_is_not_told_that_they_come_near_zero() -> None:
    text = PAYING.partition("[assumptions.price]")[0] + '[benefits.b]\nformula = "care"\n'
    run = mcba.run(study_of(text), worlds=2_000)
    assert ratio_or_reason(run) == Note("no_costs")
    facts = DecisionFacts(run)
    said = page(facts) + APPENDIX.printed(facts, "en")
    assert "near zero" not in said
    assert "zero or below" not in said
    assert "paid back" not in said
    assert "the study has no costs, so there is no ratio" in page(facts)


def test_decide_gives_the_outcomes_of_run(moeders: mcba.Run) -> None:
    facts = DecisionFacts(moeders)
    decided, told = decision_object(facts), run_object(facts)
    assert decided["options"]["each"]["project"]["outcomes"] == told["outcomes"]
    option = mcba.run(moeders.study, worlds=8_192, option="formalised_partnership")
    assert decided["options"]["each"]["formalised_partnership"]["outcomes"] == run_object(Facts(option))["outcomes"]


def test_a_summary_has_the_ratio_of_its_worlds(seldom: mcba.Run) -> None:
    wide = mcba.run(study_of(PAYING.replace("SPREAD", "1")), worlds=20_000, store="summary")
    found = ratio_or_reason(wide)
    assert isinstance(found, Ratio)
    assert found.summary == wide.summary("bcr")
    assert ratio_or_reason(mcba.run(seldom.study, worlds=20_000, store="summary")) == Note(
        "costs_near_zero",
        {"share": 1.0 - mcba.run(seldom.study, worlds=20_000).probability("present_value_costs").value},
    )


def test_what_the_unpriced_items_would_have_to_be_worth(linear: mcba.Run) -> None:
    found = unpriced_worth(linear)  # mean and median of the balance are 5
    for needed in (found.for_mean, found.for_even_chance):
        assert abs(needed.value + 5) < 4 * needed.error
        assert 0 < needed.error < 0.2  # 0.16 and 0.20 for as many independent worlds


def test_acceptability_begins_with_nothing(linear: mcba.Run) -> None:
    curve = alternatives(linear).acceptability([0.0, 1.0])
    positive = float(np.mean(linear.values("present_value_costs") > 0))
    assert curve.probability_best[0, 0] == pytest.approx(positive)
    np.testing.assert_allclose(curve.probability_best.sum(axis=1), 1.0)


# --- switching values through the studies: closed forms of the sources


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
    found = switching_values(draws, run.values("balance_of_gain"), randomisation=np.arange(8_192) % 16).mean
    assert found.value == pytest.approx(1800.0, abs=4 * found.error + 1e-3)


def test_break_even_says_when_nothing_switches(moeders: mcba.Run) -> None:
    found = assumption_break_even(moeders.study, "training_cost", low=4_000, high=12_000)
    assert found.found.value is None
    assert (found.found.stays, found.found.low, found.found.high) == (1, 4_000, 12_000)
    with pytest.raises(mcba.RunError, match="no assumption 'training'"):
        assumption_break_even(moeders.study, "training")


# --- points, compare_scenarios, rates


def test_worst_base_and_best_of_a_linear_study(single: mcba.Run) -> None:
    found = cases(single)
    reach = float(ndtri(0.95)) * 25
    assert (found.worst, found.base, found.best) == pytest.approx((5 - reach, 5.0, 5 + reach))
    assert found.from_bases == pytest.approx(0.0, abs=1e-9)
    assert abs(found.from_form) < 4 * found.mean.error
    assert abs(found.below_base.value - 0.5) < 4 * found.below_base.error


def test_scenarios_are_paired(linear: mcba.Run) -> None:
    found = compare_scenarios(linear)
    assert [(variant.kind, variant.name) for variant in found.variants] == [
        ("scenario", "dear"),
        ("option", "double"),
        ("choice", "size"),
    ]
    difference = compared(found, "dear").difference
    assert abs(difference.value + 2.0) < 4 * difference.error
    assert difference.error < 0.2 * linear.summary("npv").mean.error + 1e-3
    assert compared(found, "dear").summary == mcba.run(linear.study, scenario="dear").summary("npv")
    own = found.own.outcomes["npv"]
    assert isinstance(own, OutcomeChange)
    assert own.summary == linear.summary("npv")
    assert compared(found, "double").difference == compared(found, "size").difference  # both double the size


def test_differences_have_an_error_where_worlds_were_dropped() -> None:
    """Paired in the worlds that both kept: gain ≤ 30 in the project, gain ≤ 15 where the size is 15."""
    text = LINEAR.partition("[options")[0].replace('sampler = "sobol"', 'sampler = "random"\nfailed = "drop"')
    text = text.replace("value = 1\nalternatives = [2]", "value = 30\nalternatives = [15]")
    text = text.replace("size * gain + 0 * idle", "gain + 1e-9 * sqrt(size - gain / one) * one")
    text = text.replace("[choices.size]", '[assumptions.one]\nvalue = 1\nunit = "EUR"\n[choices.size]')
    text = text.replace("override = { price = 7 }", "override = { size = 15, price = 7 }")
    run = mcba.run(study_of(text))
    found = compared(compare_scenarios(run), "dear")
    both = mcba.engine.running.draws_of(run)
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


def test_levers_are_crossed(linear: mcba.Run) -> None:
    found = sweep(linear)
    assert [one.settings for one in found] == [{"size": 1.0}, {"size": 2.0}]
    assert _balance(found[0]).difference == Estimate(0.0, 0.0)
    both = sweep(linear, {"size": [1, 2], "price": [4, 5, 6]})
    assert len(both) == 6
    mean = _balance(both[-1]).summary.mean
    assert abs(mean.value - 14) < 4 * mean.error
    with pytest.raises(mcba.RunError, match="more than 500"):
        sweep(linear, {"size": list(range(501))})


def _balance(found: VariantOutcomes) -> OutcomeChange:
    one = found.outcomes["npv"]
    assert isinstance(one, OutcomeChange)
    return one


DISCOUNTED = (
    '[study]\ntitle = TITLE\nhorizon = 80\ncurrency = "CUR"\n[choices.discount_rate]\nvalue = 0.03\n'
    '[assumptions.x]\ndistribution = "uniform"\nlow = 99\nhigh = 101\nunit = "CUR"\n'
    '[benefits.b]\nformula = "x"\nyears = 80\n[costs.c]\nformula = "x / 100"\nyears = 0\n'
)


def rates_of(title: str, currency: str, alternatives: str = "") -> ScenarioTable:
    text = DISCOUNTED.replace("TITLE", title).replace("CUR", currency)
    text = text.replace("value = 0.03\n", f"value = 0.03\n{alternatives}\n")
    return compare_scenarios(mcba.run(study_of(text), worlds=4_096))


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
    assert [one.name for one in dutch.variants] == ["nl-1995", "nl-2016", "nl-2021"]
    assert rates_of('"A study"', "EUR").variants == ()
    own = rates_of('{ nl = "Een studie" }', "EUR", "alternatives = [0.035, 0.01]")
    assert [(one.kind, one.settings["discount_rate"]) for one in own.variants] == [("choice", 0.035), ("choice", 0.01)]
    # The Green Book: 3.5 % for years 1 to 30, 3 % for 31 to 75, 2.5 % for 76 to 80.
    declining = 1.035**30 * 1.03**45 * 1.025**5
    for found, name, factor in ((british, "uk-3.5", declining), (dutch, "nl-2021", 1.0225**80)):
        mean = compared(found, name).summary.mean
        assert abs(mean.value - (100 / factor - 1)) < 4 * mean.error + 1e-9


def test_the_page_of_a_british_study_shows_the_rates_that_it_asks_for() -> None:
    text = DISCOUNTED.replace("TITLE", '"Green Book"').replace("CUR", "EUR")
    run = mcba.run(study_of(text.replace("0.03\n", "0.03\nalternatives = [0.035, 0.0257]\n")), worlds=1_024)
    said = page(DecisionFacts(run))
    assert "3.5 %" in said
    assert "2.57 %" in said
    assert "nl-" not in said


# --- an assumption of several numbers is one subject


def test_a_yearly_assumption_is_one_subject() -> None:
    """Three years of N(1, 2), independent, in a balance that is their sum: E[balance | mean of years] = 3 × mean."""
    text = (
        '[study]\ntitle = "t"\nhorizon = 2\n[run]\nworlds = 16_384\nseed = 4\n'
        '[assumptions.growth]\ndistribution = "normal"\nmean = 0.2\nsd = 2\nunit = "EUR"\ndrawn = "each_year"\n'
        "persistence = 0\n[choices.discount_rate]\nvalue = 0\n"
        '[assumptions.noise]\ndistribution = "normal"\nmean = 0\nsd = 3\nunit = "EUR"\n'
        '[benefits.b]\nformula = "growth"\nyears = [0, 2]\n[benefits.n]\nformula = "noise"\nyears = 0\n'
    )
    run = mcba.run(study_of(text))
    found = {one.name: one for one in agenda(run).subjects}
    assert set(found) == {"growth", "noise"}
    growth = found["growth"]
    assert growth.numbers == 3
    assert abs(growth.share.value - 12 / 21) < 4 * growth.share.error + 0.005  # 3 × 4 of 3 × 4 + 9
    exact = math.sqrt(12) * float(unit_normal_loss(0.6 / math.sqrt(12)))
    assert abs(growth.information.value - exact) < 4 * growth.information.error + 0.01 * exact
    assert isinstance(growth.switching, SwitchingValues)
    assert growth.switching.mean.value is not None
    assert abs(growth.switching.mean.value) < 4 * growth.switching.mean.error
    assert isinstance(growth.one_way, OneWay)
    assert growth.one_way.found.value == pytest.approx(0.0, abs=1e-9)
    said = page(DecisionFacts(run))
    assert "growth[" not in said.lower()
    assert "Growth" in said


def test_numbers_of_their_own_have_no_common_switching_value() -> None:
    text = (
        '[study]\ntitle = "t"\n[sets]\nkind = { table = "kinds.csv", column = "kind" }\n'
        '[assumptions.gain]\ndistribution = "normal"\nover = "kind"\ntable = "kinds.csv"\nmean = { column = "mean" }\n'
        'sd = { column = "sd" }\nunit = "EUR"\ndrawn = "each_unit"\n'
        "[benefits.b]\nformula = \"sum(gain, over='kind')\"\nyears = 0\n"
    )
    study = read(Path("linear") / "study.toml", text, tables={"kinds.csv": "kind,mean,sd\na,21,2\nb,-20,9\n"})
    (found,) = agenda(mcba.run(study, worlds=4_096)).subjects
    assert (found.name, found.numbers) == ("gain", 2)
    assert found.switching == Note("differs_by_label", {"name": "gain"})
    assert isinstance(found.one_way, Note)


# --- the rest


def test_being_sure_of_a_group(single: mcba.Run) -> None:
    assert freeze(single, ["gain"]).spread_left == pytest.approx(5 / SPREAD, rel=0.02)
    assert freeze(single, ["price"], at="mean").spread_left == pytest.approx(20 / SPREAD, rel=0.02)
    assert [name for name in ("gain", "price", "idle") if is_price(single.study, name)] == ["gain", "price"]
    left = {one.name: one.spread_left for one in if_sure(single).groups}
    assert left == pytest.approx({"prices": 0.0, "knowledge": 5 / SPREAD, "future": 20 / SPREAD}, rel=0.02)
    with pytest.raises(mcba.RunError, match="no assumption 'gian'"):
        freeze(single, ["gian"])


def test_readings_of_a_published_ratio() -> None:
    """0.888, 0.990 and 0.9985 for a lognormal through 1.3 and 2.5 read as a central 50, 80 and 90 %."""
    chances = {one.reading: one.probability for one in of_result(1.3, 2.5)}
    assert chances["central-50"] == pytest.approx(0.888, abs=5e-4)
    assert chances["central-80"] == pytest.approx(0.990, abs=5e-4)
    assert chances["central-90"] == pytest.approx(0.9985, abs=5e-5)
    assert chances["within"] == 1.0
    with pytest.raises(mcba.RunError, match="from a lower to a higher"):
        of_result(2.5, 1.3)


def test_a_typical_world(single: mcba.Run) -> None:
    found = typical_worlds(single)
    low, middle, high = found.lines["gain"]
    # E[gain | npv = q] = 10 + 400/425 (q − 5): regression of one normal on the sum.
    expected = 10 + 400 / SPREAD * float(ndtri(0.9))
    assert abs(high.value - expected) < 4 * high.error + 0.1
    assert abs(middle.value - 10) < 4 * middle.error + 0.1
    assert low.value < middle.value < high.value
    assert abs(found.overall["gain"].value - 10) < 4 * found.overall["gain"].error
    with pytest.raises(mcba.RunError, match="too near an end"):
        typical_worlds(single, levels=[0.001])


def test_weights_stand_beside_the_unweighted_answer(single: mcba.Run) -> None:
    found = weighted(single, {"client": 2.0})
    assert found.unweighted == single.summary("npv")
    assert abs(found.difference.value - 10) < 4 * found.difference.error
    assert abs(found.weighted.mean.value - 15) < 4 * found.weighted.mean.error
    with pytest.raises(mcba.RunError, match=r"nobody is called 'clint'.*client"):
        weighted(single, {"clint": 2.0})
    with pytest.raises(mcba.RunError, match="0 or more"):
        weighted(single, {"client": -1.0})


def test_reweighting_is_running_again(single: mcba.Run) -> None:
    found = mcba.reweight(single, "gain", mcba.Normal(14, 18))
    assert abs(found.mean("npv").value - 9) < 4 * found.mean("npv").error
    summary = found.summary("npv")
    spread = math.hypot(18, 5)
    for estimate, level in ((summary.median, 0.0), (mcba.Estimate(summary.range.high, summary.range.high_error), 1.0)):
        expected = 9 + level * float(ndtri(0.95)) * spread
        assert abs(estimate.value - expected) < 4 * estimate.error + 0.05
    assert summary.sd == pytest.approx(spread, rel=0.05)
    assert 0.5 < found.effective / single.settings.worlds < 1
    same = mcba.reweight(single, "gain", mcba.Normal(10, 20))
    assert same.effective == pytest.approx(single.settings.worlds)


def test_reweighting_refuses_what_the_worlds_cannot_say(single: mcba.Run, moeders: mcba.Run) -> None:
    with pytest.raises(mcba.RunError, match="would be left in effect"):
        mcba.reweight(single, "gain", mcba.Normal(90, 1))
    with pytest.raises(mcba.RunError, match="lies outside 0 to 1"):
        mcba.reweight(single, "idle", mcba.Uniform(0, 2))
    with pytest.raises(mcba.RunError, match="moves with others"):
        mcba.reweight(moeders, "care_avoided", mcba.Lognormal.from_mean_sd(500, 50))
    with pytest.raises(mcba.RunError, match="is certain"):
        mcba.reweight(moeders, "partners", mcba.Normal(13, 1))
    with pytest.raises(mcba.RunError, match="no assumption 'gian'"):
        mcba.reweight(single, "gian", mcba.Normal(0, 1))


def test_internal_rates_of_return() -> None:
    """Pay 100 now and receive b after a year: the rate is b / 100 − 1."""
    text = (
        '[study]\ntitle = "t"\nhorizon = 1\n[choices.discount_rate]\nvalue = 0.03\n'
        '[assumptions.b]\ndistribution = "uniform"\nlow = 100\nhigh = 120\nunit = "EUR"\n'
        '[benefits.b1]\nformula = "b"\nyears = 1\n[costs.c]\nformula = "price"\nyears = 0\n'
        '[assumptions.price]\nvalue = 100\nunit = "EUR"\n'
    )
    run = mcba.run(study_of(text), worlds=512)
    found = internal_rates(run)
    np.testing.assert_allclose(found.rates, mcba.engine.draws_of(run)["b"] / 100 - 1, atol=1e-9)
    assert found.told.none.value == 0
    assert found.every.shape == (512, 1)
    assert mcba.internal_rates(run, high=0.1).told.none.value == pytest.approx(0.5, abs=0.01)
    # one payment and one receipt: what is financed and reinvested at any rate grows as they do
    np.testing.assert_allclose(mcba.modified_rates(run, finance=0.03, reinvest=0.05).rates, found.rates, atol=1e-9)
    discounted = yearly_balance(run) @ np.array([1, 1 / 1.03])
    np.testing.assert_allclose(discounted, run.values("npv"), atol=1e-10)
    with pytest.raises(mcba.RunError, match="no internal rate of return"):
        internal_rates(mcba.run(study_of(LINEAR), worlds=512))


CLEARED_UP = (
    '[study]\ntitle = "t"\nhorizon = 2\n[choices.discount_rate]\nvalue = 0.03\n'
    '[assumptions.gain]\ndistribution = "uniform"\nlow = 1_950\nhigh = 2_150\nunit = "EUR"\n'
    '[benefits.b]\nformula = "gain"\nyears = 1\n[costs.c]\nformula = "price"\nyears = 0\n'
    '[costs.clearing]\nformula = "price"\nyears = 2\n[assumptions.price]\nvalue = 1_000\nunit = "EUR"\n'
)


def test_costs_at_the_end_give_several_rates_and_the_page_says_what_decides(monkeypatch: pytest.MonkeyPatch) -> None:
    """−1,000, gain, −1,000 has two rates above a gain of 2,000, which three quarters of the worlds have; else none."""
    run = mcba.run(study_of(CLEARED_UP), worlds=8_192)
    found = mcba.internal_rates(run)
    assert found.told.several.value == pytest.approx(0.75, abs=0.005)
    assert found.told.none.value == pytest.approx(0.25, abs=0.005)
    assert found.told.median is None
    gain = mcba.engine.draws_of(run)["gain"]
    root = np.sqrt(np.where(gain > 2_000, gain**2 - 4e6, np.nan))
    two = np.column_stack([(gain - root) / 2_000 - 1, (gain + root) / 2_000 - 1])
    np.testing.assert_allclose(found.every, two, atol=1e-6)
    said = " ".join(page(DecisionFacts(run)).split())
    assert "there is more than one, and none of them is what the project returns" in said
    monkeypatch.setattr(returns, "ROOTS", 4_096 * 9)  # as many roots as half of the worlds have
    assert mcba.internal_rates(run).told.worlds == 4_096


def test_units_that_no_longer_differ() -> None:
    text = (
        '[study]\ntitle = "t"\n[sets]\nhousehold = ["a", "b", "c", "d"]\n'
        '[assumptions.own]\ndistribution = "normal"\nmean = 0\nsd = 2\nunit = "EUR"\nover = "household"\n'
        'drawn = "each_unit"\n[assumptions.shared]\ndistribution = "normal"\nmean = 0\nsd = 3\nunit = "EUR"\n'
        "[benefits.b]\nformula = \"sum(own, over='household') + shared\"\nyears = 0\n"
    )
    found = {group.name: group for group in if_sure(mcba.run(study_of(text), worlds=8_192)).groups}
    assert found["units"].spread_left == pytest.approx(3 / 5, rel=0.02)  # √(4 × 4 + 9) = 5


def test_the_array_doors() -> None:
    worlds = np.array([40.0, 40.0, 40.0, -5.0, -5.0])
    assert mcba.evpi(worlds).value == 2.0
    with pytest.raises(mcba.RunError, match="inputs has 100 worlds and the outcome 200"):
        mcba.evppi(np.arange(100.0), np.arange(200.0))


def test_smaller_runs_are_the_first_worlds(single: mcba.Run) -> None:
    np.testing.assert_array_equal(smaller(single, 512).values("npv"), single.values("npv")[:512])


# --- the page


def test_the_page_of_a_study(moeders: mcba.Run) -> None:
    text = page(DecisionFacts(moeders))
    assert max(map(len, text.splitlines())) <= 78
    for heading in ("WHAT TO CHOOSE", "WHERE TO MEASURE NEXT", "ONE-WAY BREAK-EVEN", "SCENARIOS AND OTHER CHOICES"):
        assert heading in text
    assert "This is a calibration" in text
    found = json.loads(json.dumps(decision_object(DecisionFacts(moeders)), allow_nan=False))
    assert found["options"]["best"] == "project"


def test_the_page_and_the_appendix_say_the_same(moeders: mcba.Run) -> None:
    """Worth, value of perfect information, what is not shown, and scenarios: tables of both are equal, cell by cell."""
    facts = DecisionFacts(moeders)
    decided, handed_in = (replace(one, gallery=None).document(facts, "en").blocks for one in (DECISION, APPENDIX))
    for anchor in ("options_table", "information_table", "switching", "break_even", "scenario_table_npv"):
        first, second = ([b for b in blocks if getattr(b, "anchor", "") == anchor] for blocks in (decided, handed_in))
        assert [b for b in first if isinstance(b, PageTable)] == [b for b in second if isinstance(b, PageTable)]
    said = [" ".join(one.printed(facts, "en").split()) for one in (DECISION, APPENDIX)]
    for text in said:
        assert "Knowing everything before choosing is worth" in text
        assert text.count("more assumptions are worth less to know") == 1
    rests = [re.findall(r"(\d+) more assumptions are worth less", text) for text in said]
    assert rests[0] == rests[1]


ENGLISH = re.compile(r"\b(the|and|with|worlds|costs|benefits|which|from|known|balance)\b", re.IGNORECASE)


@pytest.mark.parametrize("name", ["schilderswijk-moeders", "mobility-mentoring", "van-overleven-naar-leven"])
def test_the_page_in_dutch_is_dutch(name: str) -> None:
    run = mcba.run(mcba.load(f"studies/{name}"), worlds=2_048)
    facts = DecisionFacts(run, {run.labels["bearer"][0]: 2.0})
    text = page(facts, "nl")
    assert max(map(len, text.splitlines())) <= 78
    for heading in (
        "WAT TE KIEZEN",
        "WAT ALS EERSTE TE METEN",
        "KANTELWAARDE PER AANNAME",
        "SCENARIO'S",
        "GEWICHTEN VAN PARTIJEN",
    ):
        assert heading in text
    assert [line for line in text.splitlines() if ENGLISH.search(line)] == []
    headings = [line for line in page(facts).splitlines() if line.isupper()]
    assert all(heading not in text for heading in headings)


def test_the_command_line(tmp_path: Path) -> None:
    asked = ["decide", "studies/schilderswijk-moeders", "--worlds", "2048"]
    printed = CliRunner().invoke(main, [*asked, "--out", str(tmp_path)])
    assert printed.exit_code == 0, printed.output
    drawn = {file.stem.removeprefix("decision-") for file in tmp_path.glob("*.png")}
    assert drawn == {"cloud", "acceptability", "cumulative", "information", "switching"}
    one = json.loads(CliRunner().invoke(main, [*asked, "--json"]).stdout)
    assert one["worlds"] == 2048
    assert one["agenda"]["subjects"][0]["name"] == "intake_gain"
    written = CliRunner().invoke(main, [*asked, "--out", str(tmp_path), "--format", "docx,html,md", "--language", "nl"])
    assert written.exit_code == 0, written.output
    assert {file.name for file in tmp_path.glob("decision.nl.*")} == {
        "decision.nl.docx",
        "decision.nl.html",
        "decision.nl.md",
        "decision.nl.figures",
    }
    assert "![" in (tmp_path / "decision.nl.md").read_text(encoding="utf-8")
    assert CliRunner().invoke(main, [*asked, "--format", "odt"]).exit_code == 2
    file = tmp_path / "study.toml"
    file.write_text('[study]\ntitle = "t"\n[assumptions.x]\nvalue = 1\n[outcomes.y]\nformula = "x"\n', encoding="utf-8")
    nothing = CliRunner().invoke(main, ["decide", str(file), "--worlds", "512"])
    assert nothing.exit_code == 3
    assert "the study has no benefits and costs" in nothing.output
    assert CliRunner().invoke(main, ["decide", "studies/nowhere"]).exit_code == 2
    odd = CliRunner().invoke(main, [*asked, "--weight", "client:2"])
    assert odd.exit_code == 2
    assert "write BEARER=NUMBER" in odd.output
    assert "nobody is called 'clients'" in CliRunner().invoke(main, [*asked, "--weight", "clients=2"]).output


def test_the_switching_line_at_base_where_no_world_switches(tmp_path: Path) -> None:
    study = mcba.load("studies/mobility-mentoring")
    files, left_out = write_decision_figures(Facts(mcba.run(study, worlds=2_048)), tmp_path)
    assert (tmp_path / "decision-switching.svg") in files
    assert {reason.code for reason in left_out.values()} <= {"nothing_to_learn"}
