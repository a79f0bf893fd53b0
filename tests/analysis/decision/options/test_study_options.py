"""Options of a study, and the page of `mcba decide`."""

import json
import math
import re
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from click.testing import CliRunner
from scipy.special import ndtri

import mcba
from mcba.analysis.decision.information.gains import unit_normal_loss
from mcba.analysis.decision.options import Payback, alternatives, option_table
from mcba.analysis.decision.variation.switching import unpriced_worth
from mcba.analysis.economics.ratios import Ratio
from mcba.analysis.published.readings import of_result
from mcba.analysis.reruns import smaller
from mcba.cli import main
from mcba.reporting import decision_object, run_object
from mcba.reporting.blocks import PageTable
from mcba.reporting.delivery import write_decision_figures
from mcba.reporting.facts.decisions import DecisionFacts
from mcba.reporting.facts.facts import Facts
from mcba.reporting.pages.appendix import APPENDIX
from mcba.reporting.pages.decision import DECISION
from tests.analysis.deciding import DISCOUNTED, LINEAR, PAYING, SPREAD, page, study_of


def test_options_meet_the_same_worlds(linear: mcba.Run) -> None:
    found = alternatives(linear)
    assert found.names == ("nothing", "project", "double")
    gain = mcba.engine.draws_of(linear)["gain"]
    np.testing.assert_allclose(found.net_benefit[:, 2] - found.net_benefit[:, 1], gain, rtol=0, atol=1e-10)
    assert np.all(found.net_benefit[:, 0] == 0)
    assert found.compared.best == "double"  # mean 15 against 5


@pytest.mark.slow
def test_a_group_is_worth_what_its_sum_is(single: mcba.Run) -> None:
    found = mcba.evppi(single, ["gain", "price"])
    assert abs(found.value - SPREAD * float(unit_normal_loss(5 / SPREAD))) < 4 * found.error
    with pytest.raises(mcba.RunError, match=r"'gian' is no uncertain assumption.*gain"):
        mcba.evppi(single, "gian")


@pytest.mark.slow
def test_an_option_that_is_another_is_left_out_and_named() -> None:
    same = LINEAR + "\n[options.again]\noverride = { size = 1 }\n[options.never]\noverride = { price = 1000 }\n"
    run = mcba.run(study_of(same))
    found = alternatives(run)
    assert found.same_as == {"again": "project"}
    assert option_table(run, found).hardly_ever_best == ("project", "never")  # a gain is worth doubling, a loss nothing
    text = " ".join(page(DecisionFacts(run)).split())
    assert "Again is left out: in every world it has the net present value of the project" in text
    assert "Best in fewer than one world in a hundred: the project and 'Never'" in text


def test_nothing_to_choose_is_an_error() -> None:
    text = LINEAR.partition("[options")[0].replace("size * gain + 0 * idle", "price")
    with pytest.raises(mcba.RunError, match="nothing to choose"):
        alternatives(mcba.run(study_of(text), worlds=512))


def test_a_measurement_model_has_nothing_to_decide() -> None:
    text = '[study]\ntitle = "t"\n[assumptions.x]\ndistribution = "normal"\nmean = 1\nsd = 1\n'
    text += '[outcomes.y]\nformula = "x"\n'
    with pytest.raises(mcba.RunError, match="no balance to decide on"):
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


@pytest.mark.slow
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


@pytest.mark.slow
def test_decide_gives_the_outcomes_of_run(moeders: mcba.Run) -> None:
    facts = DecisionFacts(moeders)
    decided, told = decision_object(facts), run_object(facts)
    assert decided["options"]["each"]["project"]["outcomes"] == told["outcomes"]
    option = mcba.run(moeders.study, worlds=8_192, option="formalised_partnership")
    assert decided["options"]["each"]["formalised_partnership"]["outcomes"] == run_object(Facts(option))["outcomes"]


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


@pytest.mark.slow
def test_the_page_of_a_british_study_shows_the_rates_that_it_asks_for() -> None:
    text = DISCOUNTED.replace("TITLE", '"Green Book"').replace("CUR", "EUR")
    run = mcba.run(study_of(text.replace("0.03\n", "0.03\nalternatives = [0.035, 0.0257]\n")), worlds=1_024)
    said = page(DecisionFacts(run))
    assert "3.5 %" in said
    assert "2.57 %" in said
    assert "nl-" not in said


def test_readings_of_a_published_ratio() -> None:
    """0.888, 0.990 and 0.9985 for a lognormal through 1.3 and 2.5 read as a central 50, 80 and 90 %."""
    chances = {one.reading: one.probability for one in of_result(1.3, 2.5)}
    assert chances["central-50"] == pytest.approx(0.888, abs=5e-4)
    assert chances["central-80"] == pytest.approx(0.990, abs=5e-4)
    assert chances["central-90"] == pytest.approx(0.9985, abs=5e-5)
    assert chances["within"] == 1.0
    with pytest.raises(mcba.RunError, match="from a lower to a higher"):
        of_result(2.5, 1.3)


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


def test_the_array_doors() -> None:
    worlds = np.array([40.0, 40.0, 40.0, -5.0, -5.0])
    assert mcba.evpi(net_benefit=worlds).value == 2.0
    with pytest.raises(mcba.RunError, match="inputs has 100 worlds and the outcome 200"):
        mcba.evppi(net_benefit=np.arange(200.0), inputs=np.arange(100.0))


def test_smaller_runs_are_the_first_worlds(single: mcba.Run) -> None:
    np.testing.assert_array_equal(smaller(single, 512).values("npv"), single.values("npv")[:512])


@pytest.mark.slow
def test_the_page_of_a_study(moeders: mcba.Run) -> None:
    text = page(DecisionFacts(moeders))
    assert max(map(len, text.splitlines())) <= 78
    for heading in (
        "WHAT TO CHOOSE",
        "WHERE TO MEASURE NEXT",
        "WHAT WOULD TURN THE CONCLUSION",
        "SCENARIOS AND OTHER CHOICES",
    ):
        assert heading in text
    assert "This is a calibration" in text
    found = json.loads(json.dumps(decision_object(DecisionFacts(moeders)), allow_nan=False))
    assert found["options"]["best"] == "project"


@pytest.mark.slow
def test_the_page_and_the_appendix_say_the_same(moeders: mcba.Run) -> None:
    """Worth, value of perfect information, what is not shown, and scenarios: tables of both are equal, cell by cell."""
    facts = DecisionFacts(moeders)
    decided, handed_in = (replace(one, gallery=None).manuscript(facts, "en").blocks for one in (DECISION, APPENDIX))
    for anchor in ("options_table", "information_table", "switching", "scenario_table_npv"):
        first, second = ([b for b in blocks if getattr(b, "anchor", "") == anchor] for blocks in (decided, handed_in))
        assert [b for b in first if isinstance(b, PageTable)] == [b for b in second if isinstance(b, PageTable)]
    said = [" ".join(one.printed(facts, "en").split()) for one in (DECISION, APPENDIX)]
    for text in said:
        assert "Knowing everything before choosing is worth" in text
        assert text.count("other assumptions would hardly change the choice") == 1
    rests = [re.findall(r"one of the (\d+) other assumptions would hardly", text) for text in said]
    assert rests[0] == rests[1]


ENGLISH = re.compile(r"\b(the|and|with|worlds|costs|benefits|which|from|known|balance)\b", re.IGNORECASE)


@pytest.mark.slow
@pytest.mark.parametrize("name", ["schilderswijk-moeders", "mobility-mentoring", "van-overleven-naar-leven"])
def test_the_page_in_dutch_is_dutch(name: str) -> None:
    run = mcba.run(mcba.load(f"studies/{name}"), worlds=2_048)
    facts = DecisionFacts(run, {run.labels["bearer"][0]: 2.0})
    text = page(facts, "nl")
    assert max(map(len, text.splitlines())) <= 78
    for heading in (
        "WAT TE KIEZEN",
        "WAT ALS EERSTE TE METEN",
        "WAT DE CONCLUSIE ZOU OMKEREN",
        "SCENARIO'S",
        "GEWICHTEN VAN PARTIJEN",
    ):
        assert heading in text
    assert [line for line in text.splitlines() if ENGLISH.search(line)] == []
    headings = [line for line in page(facts).splitlines() if line.isupper() and line.strip("()") != "PM"]
    assert all(heading not in text for heading in headings)


@pytest.mark.slow
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


@pytest.mark.slow
def test_the_switching_line_at_base_where_no_world_switches(tmp_path: Path) -> None:
    study = mcba.load("studies/mobility-mentoring")
    files, left_out = write_decision_figures(Facts(mcba.run(study, worlds=2_048)), tmp_path)
    assert (tmp_path / "decision-switching.svg") in files
    assert {reason.code for reason in left_out.values()} <= {"nothing_to_learn"}
