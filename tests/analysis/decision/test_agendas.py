"""Where to measure next, on studies with known answers."""

import math
from pathlib import Path

import numpy as np
import pytest

import mcba
from mcba.analysis.decision.agendas import agenda, switching_plane
from mcba.analysis.decision.information.gains import unit_normal_loss
from mcba.analysis.decision.options import alternatives
from mcba.analysis.decision.variation.breakeven import OneWay
from mcba.analysis.decision.variation.switching import Switch, SwitchingValues
from mcba.errors import Note
from mcba.reporting.facts.decisions import DecisionFacts
from mcba.study.reading import read
from tests.analysis.deciding import LINEAR, SPREAD, page, study_of


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


@pytest.mark.slow
def test_the_choice_between_options_switches_where_they_are_equal(linear: mcba.Run) -> None:
    subject = next(one for one in agenda(linear).subjects if one.name == "gain")
    assert isinstance(subject.choice, Switch)
    assert subject.choice.value is not None
    assert abs(subject.choice.value) < 1e-3  # double − project = gain, exactly


@pytest.mark.slow
def test_switching_lines_of_a_linear_study(single: mcba.Run) -> None:
    line = switching_plane(single, "price", "gain")
    assert line.switches.sum() > 10
    np.testing.assert_allclose(line.second[line.switches], line.first[line.switches], atol=0.5)
    with pytest.raises(mcba.RunError, match="'prise' is no uncertain assumption"):
        switching_plane(single, "prise", "gain")


@pytest.mark.slow
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


@pytest.mark.slow
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


@pytest.mark.slow
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
