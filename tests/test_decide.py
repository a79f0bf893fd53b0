"""The decision page: options, information, switching values, scenarios and the rest, on studies with known answers."""

import json
import math
import re
from pathlib import Path

import numpy as np
import pytest
from click.testing import CliRunner
from scipy.special import ndtri

import mcba
from mcba.analysis.agenda import agenda, group_by_unit, switching_plane
from mcba.analysis.bearers import weighted
from mcba.analysis.cases import break_even, cases
from mcba.analysis.freeze import by_kind, by_unit, freeze
from mcba.analysis.options import alternatives, choice_over, payback
from mcba.analysis.portrait import portrait
from mcba.analysis.readings import of_result
from mcba.analysis.rerun import smaller, with_override
from mcba.analysis.returns import internal_rates, yearly_balance
from mcba.analysis.scenarios import Outside, discounting, presets, scenarios, sweep
from mcba.analysis.switching import switching_values
from mcba.analysis.voi import unit_normal_loss
from mcba.cli import main
from mcba.reporting.decision import as_json, decision
from mcba.reporting.decision_figures import write
from mcba.reporting.decision_page import page
from mcba.study.read import read

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
    gain = mcba.engine.run.draws_of(linear)["gain"]
    np.testing.assert_allclose(found.net_benefit[:, 2] - found.net_benefit[:, 1], gain, rtol=0, atol=1e-10)
    assert np.all(found.net_benefit[:, 0] == 0)
    assert found.compared.best == "double"  # mean 15 against 5


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
        assert both is not None
        assert one_way is not None
        for found in (both.mean, both.chance):
            assert found.value is not None
            assert abs(found.value - switch) < 4 * found.error
            assert found.good_side == side
        assert one_way.found.value == pytest.approx(switch, rel=1e-9)
    assert by_name["gain"].one_way.chance == pytest.approx(0.4013, abs=1e-4)  # Φ(−0.25)
    idle = by_name["idle"].switching
    assert idle is not None
    assert idle.mean.sentence.startswith("does not switch between")


def test_a_group_is_worth_what_its_sum_is(single: mcba.Run) -> None:
    found = mcba.evppi(single, ["gain", "price"])
    assert abs(found.value - SPREAD * float(unit_normal_loss(5 / SPREAD))) < 4 * found.error
    with pytest.raises(mcba.RunError, match=r"'gian' is no uncertain assumption.*gain"):
        mcba.evppi(single, "gian")


def test_the_choice_between_options_switches_where_they_are_equal(linear: mcba.Run) -> None:
    subject = next(one for one in agenda(linear).subjects if one.name == "gain")
    assert subject.choice is not None
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
    assert found.hardly_ever_best() == ("project", "never")  # a gain is worth doubling, a loss nothing
    text = " ".join(page(decision(run)).split())
    assert "Again is left out: in every world it has the net benefit of the project" in text
    assert "Best in fewer than one world in a hundred: the project and 'never'" in text


def test_options_that_fail_in_different_worlds_keep_what_they_share() -> None:
    text = LINEAR.replace('sampler = "sobol"', 'sampler = "sobol"\nfailed = "drop"')
    text = text.replace("value = 1\nalternatives = [2]", "value = 60").replace("size = 2", "size = 30")
    text = text.replace("size * gain + 0 * idle", "gain + 0 * sqrt(size - gain / one) * one")
    text = text.replace("[choices.size]", '[assumptions.one]\nvalue = 1\nunit = "EUR"\n[choices.size]')
    text = text.replace("0 * sqrt", "1e-9 * sqrt")
    run = mcba.run(study_of(text))
    found = alternatives(run)
    draws = mcba.engine.run.draws_of(run)["gain"]
    assert draws.size > found.net_benefit.shape[0] == np.count_nonzero(draws <= 30)
    subjects = {subject.name: subject for subject in agenda(run, found).subjects}
    switch = subjects["gain"].switching
    assert switch is not None
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
    found = alternatives(moeders)
    ratio = found.ratio("project")
    assert ratio.ratio_of_means.value == pytest.approx(moeders.ratio_of_means().value, rel=1e-12)
    assert ratio.low_of_means < ratio.ratio_of_means.value < ratio.high_of_means
    paid = payback(found, "project", 3)
    assert paid.by_year[-1].value + paid.never.value == pytest.approx(1.0)
    assert paid.never.value == moeders.probability("payback_year", above=3).value


def test_choice_over_a_price(linear: mcba.Run) -> None:
    curve = choice_over(linear, "price", [0.0, 10.0, 20.0])
    means = np.column_stack([np.zeros(3), 10 - curve.values, 20 - curve.values])
    np.testing.assert_allclose(curve.mean, means, atol=4 * curve.mean_error.max())
    with pytest.raises(mcba.StudyError, match="no assumption or choice 'prise'"):
        choice_over(linear, "prise", [1.0])


def test_acceptability_begins_with_nothing(linear: mcba.Run) -> None:
    curve = alternatives(linear).acceptability([0.0, 1.0])
    positive = float(np.mean(linear.values("present_value_costs") > 0))
    assert curve.probability_best[0, 0] == pytest.approx(positive)
    np.testing.assert_allclose(curve.probability_best.sum(axis=1), 1.0)


# --- switching values through the studies: closed forms of the sources


def test_the_overall_factor_of_meerwaarde() -> None:
    """0.9 x budget / avoided costs = 0.2842 by the source's own figures (316.7 % return at 0.9)."""
    study = mcba.load("studies/meerwaarde-preventiecalculator")
    found = break_even(study, "correction", outcome="rendement", level=100.0)
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
    at_a_point = break_even(study, "gain_each", outcome="balance_of_gain")
    assert at_a_point.found.value == pytest.approx(1800.0, rel=1e-9)
    run = mcba.run(study, worlds=8_192, keep=["balance_of_gain"])
    draws = mcba.engine.run.draws_of(run)["gain_each"]
    found = switching_values(draws, run.values("balance_of_gain"), randomisation=np.arange(8_192) % 16).mean
    assert found.value == pytest.approx(1800.0, abs=4 * found.error + 1e-3)


def test_break_even_says_when_nothing_switches(moeders: mcba.Run) -> None:
    found = break_even(moeders.study, "training_cost", low=4_000, high=12_000)
    assert found.found.value is None
    assert "does not switch between 4000 and 1.2e+04" in found.found.sentence
    with pytest.raises(mcba.RunError, match="no assumption 'training'"):
        break_even(moeders.study, "training")


# --- points, scenarios, rates


def test_worst_base_and_best_of_a_linear_study(single: mcba.Run) -> None:
    found = cases(single)
    reach = float(ndtri(0.95)) * 25
    assert (found.worst, found.base, found.best) == pytest.approx((5 - reach, 5.0, 5 + reach))
    assert found.from_bases == pytest.approx(0.0, abs=1e-9)
    assert abs(found.from_form) < 4 * found.mean.error
    assert abs(found.below_base.value - 0.5) < 4 * found.below_base.error


def test_scenarios_are_paired(linear: mcba.Run) -> None:
    (found,) = scenarios(linear)
    assert abs(found.difference.value + 2.0) < 4 * found.difference.error
    assert found.difference.error < 0.2 * linear.summary("npv").mean.error + 1e-3
    with pytest.raises(mcba.RunError, match="no scenario 'deer'; it has dear"):
        scenarios(linear, ["deer"])


def test_an_override_outside_what_is_thought_possible_is_named() -> None:
    run = mcba.run(study_of(LINEAR + "\n[scenarios.odd]\noverride = { idle = 2 }\n"), worlds=512)
    odd = scenarios(run, ["odd"])[0]
    assert odd.outside == (Outside("idle", 2.0, 0.0, 1.0),)
    with pytest.raises(mcba.RunError, match="finite number"):
        with_override(run, {"gain": math.nan})
    with pytest.raises(mcba.StudyError, match=r"'gian' to override.*gain"):
        with_override(run, {"gian": 1.0})


def test_levers_are_crossed(linear: mcba.Run) -> None:
    found = sweep(linear)
    assert [one.settings for one in found] == [{"size": 1.0}, {"size": 2.0}]
    assert found[0].difference.value == 0
    both = sweep(linear, {"size": [1, 2], "price": [4, 5, 6]})
    assert len(both) == 6
    assert abs(both[-1].summary.mean.value - 14) < 4 * both[-1].summary.mean.error
    with pytest.raises(mcba.RunError, match="more than 500"):
        sweep(linear, {"size": list(range(501))})


def test_discount_rates_by_name() -> None:
    rates = {preset.name: preset.steps[0][1] for preset in presets()}
    assert rates == {"nl-1995": 0.04, "nl-2016": 0.03, "nl-2021": 0.0225, "uk-3.5": 0.035}
    text = (
        '[study]\ntitle = "t"\nhorizon = 80\n[choices.discount_rate]\nvalue = 0.03\n'
        '[assumptions.x]\ndistribution = "uniform"\nlow = 99\nhigh = 101\nunit = "EUR"\n'
        '[benefits.b]\nformula = "x"\nyears = 80\n[costs.c]\nformula = "x / 100"\nyears = 0\n'
    )
    run = mcba.run(study_of(text), worlds=4_096)
    found = {one.name: one.summary.mean for one in discounting(run)}
    # The Green Book: 3.5 % for years 1 to 30, 3 % for 31 to 75, 2.5 % for 76 to 80.
    declining = 1.035**30 * 1.03**45 * 1.025**5
    assert abs(found["uk-3.5"].value - (100 / declining - 1)) < 4 * found["uk-3.5"].error + 1e-9
    assert abs(found["nl-2021"].value - (100 / 1.0225**80 - 1)) < 4 * found["nl-2021"].error + 1e-9
    with pytest.raises(mcba.RunError, match="no choice 'discount_rate'"):
        discounting(mcba.run(study_of(LINEAR), worlds=512))


# --- the rest


def test_being_sure_of_a_group(single: mcba.Run) -> None:
    assert freeze(single, ["gain"]).spread_left == pytest.approx(5 / SPREAD, rel=0.02)
    assert freeze(single, ["price"], at="mean").spread_left == pytest.approx(20 / SPREAD, rel=0.02)
    assert group_by_unit(single.study) == ("gain", "price")
    kinds = {one.name: one.spread_left for one in by_kind(single)}
    assert kinds == pytest.approx({"knowledge": 5 / SPREAD, "future": 20 / SPREAD}, rel=0.02)
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
    found = portrait(single)
    low, middle, high = found.lines["gain"]
    # E[gain | npv = q] = 10 + 400/425 (q − 5): regression of one normal on the sum.
    expected = 10 + 400 / SPREAD * float(ndtri(0.9))
    assert abs(high.value - expected) < 4 * high.error + 0.1
    assert abs(middle.value - 10) < 4 * middle.error + 0.1
    assert low.value < middle.value < high.value
    assert abs(found.overall["gain"].value - 10) < 4 * found.overall["gain"].error
    with pytest.raises(mcba.RunError, match="too near an end"):
        portrait(single, levels=[0.001])


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
    np.testing.assert_allclose(found.rates, mcba.engine.run.draws_of(run)["b"] / 100 - 1, atol=1e-9)
    assert found.none.value == 0
    discounted = yearly_balance(run) @ np.array([1, 1 / 1.03])
    np.testing.assert_allclose(discounted, run.values("npv"), atol=1e-10)
    with pytest.raises(mcba.RunError, match="no internal rate of return"):
        internal_rates(mcba.run(study_of(LINEAR), worlds=512))


def test_units_that_no_longer_differ() -> None:
    text = (
        '[study]\ntitle = "t"\n[sets]\nhousehold = ["a", "b", "c", "d"]\n'
        '[assumptions.own]\ndistribution = "normal"\nmean = 0\nsd = 2\nunit = "EUR"\nover = "household"\n'
        'drawn = "each_unit"\n[assumptions.shared]\ndistribution = "normal"\nmean = 0\nsd = 3\nunit = "EUR"\n'
        "[benefits.b]\nformula = \"sum(own, over='household') + shared\"\nyears = 0\n"
    )
    found = by_unit(mcba.run(study_of(text), worlds=8_192))
    assert found is not None
    assert found.spread_left == pytest.approx(3 / 5, rel=0.02)  # √(4 × 4 + 9) = 5


def test_the_array_doors() -> None:
    worlds = np.array([40.0, 40.0, 40.0, -5.0, -5.0])
    assert mcba.evpi(worlds).value == 2.0
    with pytest.raises(mcba.RunError, match="inputs has 100 worlds and the outcome 200"):
        mcba.evppi(np.arange(100.0), np.arange(200.0))


def test_smaller_runs_are_the_first_worlds(single: mcba.Run) -> None:
    np.testing.assert_array_equal(smaller(single, 512).values("npv"), single.values("npv")[:512])


# --- the page


def test_the_page_of_a_study(moeders: mcba.Run) -> None:
    found = decision(moeders)
    text = page(found)
    assert max(map(len, text.splitlines())) <= 78
    for heading in ("WHAT TO CHOOSE", "WHERE TO MEASURE NEXT", "ONE-WAY BREAK-EVEN", "SCENARIOS", "DISCOUNT RATES"):
        assert heading in text
    assert "This is a calibration" in text
    assert json.loads(json.dumps(as_json(found), allow_nan=False))["options"]["best"] == "project"


ENGLISH = re.compile(r"\b(the|and|with|worlds|costs|benefits|which|from|known|balance)\b", re.IGNORECASE)


@pytest.mark.parametrize("name", ["schilderswijk-moeders", "mobility-mentoring", "van-overleven-naar-leven"])
def test_the_page_in_dutch_is_dutch(name: str) -> None:
    run = mcba.run(mcba.load(f"studies/{name}"), worlds=2_048)
    weights = {run.labels["bearer"][0]: 2.0}
    text = page(decision(run, weights=weights), "nl")
    assert max(map(len, text.splitlines())) <= 78
    for heading in ("WAT TE KIEZEN", "WAT ALS EERSTE TE METEN", "KANTELWAARDE PER AANNAME", "SCENARIO'S", "WIENS EURO"):
        assert heading in text
    assert [line for line in text.splitlines() if ENGLISH.search(line)] == []
    headings = [line.partition(":")[0] for line in page(decision(run, weights=weights)).splitlines() if line.isupper()]
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
    assert CliRunner().invoke(main, ["decide", "studies/nowhere"]).exit_code == 2
    odd = CliRunner().invoke(main, [*asked, "--weight", "client:2"])
    assert odd.exit_code == 2
    assert "write BEARER=NUMBER" in odd.output
    assert "nobody is called 'clients'" in CliRunner().invoke(main, [*asked, "--weight", "clients=2"]).output


def test_the_switching_line_at_base_where_no_world_switches(tmp_path: Path) -> None:
    study = mcba.load("studies/mobility-mentoring")
    files, left_out = write(decision(mcba.run(study, worlds=2_048)), tmp_path)
    assert (tmp_path / "decision-switching.svg") in files
    assert all("nothing to draw" in reason for reason in left_out)
