"""What published figures leave open, against conditional distributions that are known in closed form."""

from __future__ import annotations

import json
import math
from pathlib import Path

import numpy as np
import pytest
from click.testing import CliRunner
from scipy import stats

import mcba
from mcba.analysis.published.calibration import calibrations
from mcba.analysis.published.claims import claim, weights
from mcba.analysis.published.updates import Update, samples_of, update
from mcba.cli import main
from mcba.errors import Note, RunError
from mcba.reporting import calibration_object
from mcba.reporting.delivery.reports import write_page
from mcba.reporting.facts.facts import Facts
from mcba.reporting.facts.published import Calibrated
from mcba.reporting.pages.calibration import CALIBRATION
from mcba.reporting.pages.page import Page
from mcba.reporting.sections.results import trust
from mcba.reporting.words.voice import Voice
from mcba.reporting.writers.formats import FORMATS
from mcba.study.document import Published
from tests.honesty import assert_honest
from tests.pages import printed
from tests.places import STUDIES

pytestmark = pytest.mark.slow

HEAD = """\
[study]
title = "Known answers"

[run]
worlds = {worlds}
seed = 3

"""


def study_of(folder: Path, assumptions: str, formula: str, published: str, *, worlds: int = 65_536) -> mcba.Study:
    folder.mkdir(exist_ok=True)
    outcome = f'\n[outcomes.y]\nformula = "{formula}"\nunit = "1"\n'
    text = HEAD.format(worlds=worlds) + assumptions + outcome + f'\n[[published]]\noutcome = "y"\n{published}\n'
    (folder / "study.toml").write_text(text, encoding="utf-8")
    return mcba.load(folder)


def law(name: str, text: str) -> str:
    return f'[assumptions.{name}]\n{text}\nunit = "1"\nstatus = "assumed"\nreason = "a known law"\n\n'


def normal(name: str, mean: float, sd: float) -> str:
    return law(name, f'distribution = "normal"\nmean = {mean}\nsd = {sd}')


def said(*found: mcba.Calibration, language: str = "en") -> str:
    """What `mcba calibrate` prints, with single spaces."""
    return " ".join(printed(CALIBRATION, Calibrated(found), language).split())


def change_of(found: mcba.Calibration, name: str) -> Update:
    return next(one for one in found.assumptions if one.name == name)


# --- one value observed: normal-normal, in closed form


def test_an_observed_sum_of_normals_has_the_conjugate_posterior(tmp_path: Path) -> None:
    """a ~ N(0, 1), b ~ N(0, 2), a + b seen at 1: a | sum ~ N(1/5, 4/5), and a and b are correlated -1.

    Seen give or take 0.1, which adds 0.1^2 / 3 (a uniform's variance) times (1/5)^2 to the variance: nothing here.
    """
    two = normal("a", 0, 1) + normal("b", 0, 2)
    study = study_of(tmp_path / "sum", two, "a + b", 'value = 1\nreading = "base"\ntolerance = 0.1', worlds=2**18)
    found = mcba.calibrate(study, reading="observed")
    a, b = change_of(found, "a"), change_of(found, "b")
    assert abs(a.spread.value - math.sqrt(4 / 5)) < 4 * a.spread.error
    assert abs(b.spread.value - math.sqrt(1 / 5)) < 4 * b.spread.error
    assert abs(a.shift.value - 0.2) < 4 * a.shift.error
    assert abs(b.shift.value - 0.4) < 4 * b.shift.error
    # Share of worlds within 0.1 of 1, exactly; each counts the same, so that many are in effect.
    share = float(np.diff(stats.norm(0, math.sqrt(5)).cdf([0.9, 1.1]))[0])
    assert found.agreeing == pytest.approx(share * 2**18, rel=0.02)
    assert found.effective == pytest.approx(found.agreeing)
    assert found.information.value == pytest.approx(-math.log2(share), abs=0.05)
    # KL of N(m, s) from N(0, 1): (s^2 + m^2 - 1) / 2 - ln s; counted in 20 bins it is a little less.
    exact = ((4 / 5 + 0.2**2 - 1) / 2 - math.log(math.sqrt(4 / 5))) / math.log(2)
    assert 0.8 * exact - 4 * a.information.error < a.information.value < exact + 4 * a.information.error
    (tie,) = found.ties
    assert abs(tie.before) < 0.01
    assert tie.after.value < -0.98


def test_an_assumption_the_figure_says_nothing_of_is_left_within_its_error(tmp_path: Path) -> None:
    """c enters with a weight of one thousandth: what is seen of the sum is nothing about c."""
    three = normal("a", 0, 1) + normal("b", 0, 2) + normal("c", 0, 1) + normal("unused", 0, 1)
    study = study_of(tmp_path / "idle", three, "a + b + 0.001 * c", 'value = 1\ntolerance = 0.2\nreading = "base"')
    found = mcba.calibrate(study, reading="observed")
    c = change_of(found, "c")
    assert c.verdict == "left"
    assert abs(c.spread.value - 1) < 4 * c.spread.error
    assert abs(c.shift.value) < 4 * c.shift.error
    assert abs(c.information.value) < 4 * c.information.error
    assert {one.verdict for one in found.assumptions if one.name in "ab"} == {"narrower"}
    assert found.apart == ("unused",)
    assert "Not narrowed and not moved, as far as these worlds can tell: C." in said(found)
    assert "No figure depends on: Unused." in said(found)
    assert "Geen enkel cijfer hangt af van: Unused." in said(found, language="nl")


# --- chances of intervals: Jeffrey's conditioning, in closed form


def test_a_central_range_of_a_uniform_is_jeffreys_conditioning(tmp_path: Path) -> None:
    """Of U(0, 1), 90 % shall lie in 0.4 to 0.6: densities 0.05/0.4, 0.90/0.2, 0.05/0.4."""
    uniform = law("x", 'distribution = "uniform"\nlow = 0\nhigh = 1')
    study = study_of(tmp_path / "jeffrey", uniform, "x", 'low = 0.4\nhigh = 0.6\nmass = 0.9\nreading = "central"')
    found = mcba.calibrate(study)
    shares, widths = np.array([0.05, 0.9, 0.05]), np.array([0.4, 0.2, 0.4])
    assert found.information.value == pytest.approx(float(shares @ np.log2(shares / widths)), abs=1e-3)
    assert found.effective == pytest.approx(65_536 / float(np.sum(shares**2 / widths)), rel=1e-3)
    # Second moment about 1/2: of the middle 0.2^2/12, of each side 0.4^2/12 + 0.3^2.
    variance = 0.9 * 0.2**2 / 12 + 0.1 * (0.4**2 / 12 + 0.3**2)
    x = change_of(found, "x")
    assert x.spread.value == pytest.approx(math.sqrt(variance * 12), abs=max(1e-3, 4 * x.spread.error))
    for end, exact in ((x.after.low, 0.4), (x.after.median, 0.5), (x.after.high, 0.6)):
        assert end.value == pytest.approx(exact, abs=2e-4)  # low and high as the figure fixes them, to the next world
    assert (x.after.low.error, x.after.high.error) == (0, 0)
    assert 0 < x.after.median.error < 1e-3
    assert x.information.value == pytest.approx(found.information.value, abs=0.01)


def test_worst_to_base_has_a_twentieth_below_and_half_above(tmp_path: Path) -> None:
    uniform = law("x", 'distribution = "uniform"\nlow = 0\nhigh = 1')
    study = study_of(tmp_path / "worst", uniform, "x", 'low = 0.3\nhigh = 0.6\nreading = "central"')
    found = mcba.calibrate(study, reading="worst-to-base")
    shares, widths = np.array([0.05, 0.45, 0.5]), np.array([0.3, 0.3, 0.4])
    assert found.information.value == pytest.approx(float(shares @ np.log2(shares / widths)), abs=1e-3)
    assert change_of(found, "x").after.median.value == pytest.approx(0.6, abs=0.002)


def test_a_truth_within_the_range_leaves_out_the_worlds_outside(tmp_path: Path) -> None:
    uniform = law("x", 'distribution = "uniform"\nlow = 0\nhigh = 1')
    study = study_of(tmp_path / "within", uniform, "x", 'low = 0.25\nhigh = 0.75\nreading = "central"')
    found = mcba.calibrate(study, reading="within")
    assert found.agreeing == pytest.approx(32_768, abs=20)
    assert found.information.value == pytest.approx(1.0, abs=1e-3)  # half of the worlds: one bit
    assert found.ruled_out.value == pytest.approx(0.5, abs=1e-3)
    assert "32,768 of 65,536 worlds agree with the figures" in said(found)
    assert change_of(found, "x").spread.value == pytest.approx(0.5, abs=1e-3)


# --- a mean: exponential tilting, in closed form


def test_a_published_mean_tilts_a_normal_and_keeps_its_spread(tmp_path: Path) -> None:
    """Closest to N(0, 1) with mean 1/2 is N(1/2, 1): divergence 1/8 nat, effective share exp(-1/4)."""
    study = study_of(tmp_path / "tilt", normal("x", 0, 1), "x", 'value = 0.5\nreading = "mean"')
    found = mcba.calibrate(study)
    x = change_of(found, "x")
    assert found.information.value == pytest.approx(0.125 / math.log(2), abs=max(2e-3, 4 * found.information.error))
    assert found.effective == pytest.approx(65_536 * math.exp(-0.25), rel=0.01)
    assert abs(x.spread.value - 1) < max(4 * x.spread.error, 2e-3)
    assert abs(x.shift.value - 0.5) < max(4 * x.shift.error, 2e-3)
    assert x.verdict == "moved"
    # 1/8 nat: as much as leaving out 1 - exp(-1/8) of the worlds; its error is that of the nats times exp(-1/8).
    assert found.ruled_out.value == pytest.approx(1 - math.exp(-1 / 8), abs=2e-3)
    error = math.exp(-1 / 8) * math.log(2) * found.information.error
    assert found.ruled_out.error == pytest.approx(error, rel=0.01)
    assert "says as much as leaving out 11." in said(found)
    assert "zegt evenveel als het weglaten van 11," in said(found, language="nl")
    assert "bit" not in said(found)  # a unit of information theory, which few evaluators know


@pytest.mark.parametrize("sampler", ["sobol", "random"])
def test_the_errors_of_what_is_left_open_are_honest(tmp_path: Path, sampler: str) -> None:
    """Of a, b ~ N(0, 1) with mean a + b = 1 the closest is a ~ N(1/2, 1), at a divergence of 1/4 nat."""
    two = normal("a", 0, 1) + normal("b", 0, 1)
    study = study_of(tmp_path / "honest", two, "a + b", 'value = 1\nreading = "mean"', worlds=2_048)
    run = mcba.run(study, sampler=sampler)
    found = [mcba.calibrate(run, seed=seed) for seed in range(200)]
    a = [change_of(one, "a") for one in found]
    ninety_five = stats.norm.ppf(0.95)
    for estimates, truth in (
        ([one.after.low for one in a], 0.5 - ninety_five),
        ([one.after.median for one in a], 0.5),
        ([one.after.high for one in a], 0.5 + ninety_five),
        ([one.shift for one in a], 0.5),
        ([one.spread for one in a], 1.0),
        ([one.width for one in a], 1.0),
        ([one.ruled_out for one in found], 1 - math.exp(-0.25)),
    ):
        assert_honest(estimates, truth, randomisations=16)


def test_what_is_said_of_an_assumption_is_counted_without_the_noise_of_its_bins() -> None:
    """Of a uniform number a twentieth lies in each bin; kept with a chance that rises, their divergence is exact.

    Counts of 800 worlds diverge by chance as much again as their law does (19 of them over twice the worlds kept).
    """
    worlds, middles = 1_600, (np.arange(20) + 0.5) / 20
    shares = (1 + 0.6 * (middles - 0.5)) / 20
    found = []
    for seed in range(200):
        x, kept = np.random.default_rng([3, seed]).random((2, worlds))
        weight = (kept < 0.5 + 0.3 * (x - 0.5)).astype(np.float64)
        found.append(update("x", x, samples_of([], weight / weight.mean()), 0.9).information)
    truth = float(shares @ np.log2(shares * 20))
    assert_honest(found, truth, randomisations=16)
    values = np.array([one.value for one in found])
    assert abs(values.mean() - truth) < 4 * values.std() / math.sqrt(len(found))


def test_a_figure_that_holds_within_its_tolerance_says_nothing(tmp_path: Path) -> None:
    study = study_of(tmp_path / "holds", normal("x", 0, 1), "x", 'value = 0.05\ntolerance = 0.1\nreading = "mean"')
    found = mcba.calibrate(study)
    assert found.says_nothing
    assert found.information.value == 0
    assert "So they narrow no assumption" in said(found)
    assert "Ze vernauwen dus geen enkele aanname" in said(found, language="nl")


def test_a_tolerance_is_used_up_and_no_more(tmp_path: Path) -> None:
    """Mean 0.5 give or take 0.1: the closest that holds is 0.4."""
    study = study_of(tmp_path / "slack", normal("x", 0, 1), "x", 'value = 0.5\ntolerance = 0.1\nreading = "mean"')
    assert mcba.calibrate(study).outcomes[0].after.median.value == pytest.approx(0.4, abs=0.01)


def test_the_weights_are_the_closest_ones() -> None:
    """Against SciPy's general solver on few worlds: the least divergence with both bounds held."""
    from scipy.optimize import minimize

    values = np.array([0.0, 1.0, 2.0, 3.0, 5.0, 8.0])
    found = weights([claim(Published(outcome="y", value=4.0, reading="mean"), "mean", values)], values.size)
    other = minimize(
        lambda share: float(np.sum(share * np.log(share * values.size))),
        np.full(values.size, 1 / values.size),
        constraints=[
            {"type": "eq", "fun": lambda share: share.sum() - 1},
            {"type": "eq", "fun": lambda share: share @ values - 4},
        ],
        bounds=[(1e-9, 1)] * values.size,
        options={"ftol": 1e-14, "maxiter": 1_000},
    )
    np.testing.assert_allclose(found / found.sum(), other.x, atol=1e-5)


# --- wider spreads


def test_widening_doubles_the_spread_on_the_scale_without_end(tmp_path: Path) -> None:
    """A lognormal with sigma 0.1 becomes one with 0.2 and the same median; a sourced assumption stays."""
    sourced = (
        '[assumptions.s]\ndistribution = "normal"\nmean = 0\nsd = 1\nunit = "1"\nstatus = "sourced"\n'
        'source = { document = "report", place = "page 1" }\n\n'
    )
    laws = law("x", 'distribution = "lognormal"\nmu = 0\nsigma = 0.1') + sourced
    share = law("p", 'distribution = "beta"\nalpha = 8\nbeta = 2')
    study = study_of(tmp_path / "wide", laws + share, "x + s + p", 'value = 2\ntolerance = 9\nreading = "mean"')
    found = mcba.calibrate(study, widen=2)
    x, s, p = (change_of(found, name) for name in "xsp")
    ninety_five = stats.norm.ppf(0.95)
    ends = np.exp([-0.2 * ninety_five, 0.2 * ninety_five])
    assert [x.before.low.value, x.before.high.value] == pytest.approx(ends, rel=2e-3)
    assert s.before.sd == pytest.approx(1, rel=2e-3)
    quantiles = stats.beta(8, 2).ppf([0.05, 0.5, 0.95])
    odds = np.log(quantiles / (1 - quantiles))
    wide = odds[1] + 2 * (odds - odds[1])
    found_ends = [end.value for end in (p.before.low, p.before.median, p.before.high)]
    assert found_ends == pytest.approx(1 / (1 + np.exp(-wide)), rel=2e-3)


def test_stated_spreads_that_nothing_narrows_are_calibrated_once_more_twice_as_wide(tmp_path: Path) -> None:
    study = study_of(tmp_path / "held", normal("x", 0, 1), "x", 'value = 0\ntolerance = 0.1\nreading = "mean"')
    assert [one.widen for one in calibrations(study, worlds=4_096)] == [1, 2]
    assert [one.widen for one in calibrations(study, worlds=4_096, widen=3)] == [3]
    narrows = study_of(tmp_path / "cut", normal("x", 0, 1), "x", 'low = -1\nhigh = 1\nmass = 0.9\nreading = "central"')
    assert [one.widen for one in calibrations(narrows, worlds=4_096)] == [1]
    facts = tmp_path / "facts"
    sourced = normal("x", 0, 1).replace("assumed", "sourced").replace("reason", "source")
    study = study_of(facts, sourced, "x", 'value = 0\ntolerance = 0.1\nreading = "mean"')
    assert [one.widen for one in calibrations(study, worlds=4_096)] == [1]  # what has a source was not chosen


def test_command_and_report_calibrate_as_many_worlds() -> None:
    study = mcba.load(STUDIES / "van-overleven-naar-leven")
    run = mcba.run(study)
    assert [one.weights.size for one in calibrations(run)] == [one.weights.size for one in calibrations(study)]


# --- refusals


def test_too_few_worlds_are_refused_with_what_to_do(tmp_path: Path) -> None:
    study = study_of(tmp_path / "few", normal("x", 0, 1), "x", 'value = 3.5\ntolerance = 0.1\nreading = "base"')
    with pytest.raises(RunError, match=r"only \d+ of 65,536 worlds agree .* Draw about [\d,]+ worlds \(--worlds\)"):
        mcba.calibrate(study, reading="observed")


def test_no_world_at_all_is_refused(tmp_path: Path) -> None:
    study = study_of(tmp_path / "none", normal("x", 0, 1), "x", 'value = 50\ntolerance = 0.1\nreading = "base"')
    with pytest.raises(RunError, match="no world of 65,536 agrees"):
        mcba.calibrate(study, reading="observed")
    study = study_of(tmp_path / "never", normal("x", 0, 1), "x", 'low = 50\nhigh = 60\nreading = "central"')
    with pytest.raises(RunError, match=r"the share below 50 should be 0\.05, but"):
        mcba.calibrate(study)


def test_a_page_can_say_why_there_is_no_answer(tmp_path: Path) -> None:
    study = study_of(tmp_path / "never", normal("x", 0, 1), "x", 'low = 50\nhigh = 60\nreading = "central"')
    with pytest.raises(RunError) as found:
        mcba.calibrate(study)
    note = found.value.note
    assert (note.code, note.data["at"]) == ("impossible_below", 50)
    assert (note.data["low"], note.data["high"]) == pytest.approx((0.05, 0.05))
    assert note.data["least"] == note.data["most"] == 1.0  # every world lies below 50


def test_figures_that_contradict_each_other_are_named(tmp_path: Path) -> None:
    both = 'value = 0.3\nreading = "mean"\n\n[[published]]\noutcome = "y"\nlow = -1.9\nhigh = -1\nreading = "central"'
    study = study_of(tmp_path / "contradict", law("x", 'distribution = "uniform"\nlow = -2\nhigh = 0.5'), "x", both)
    with pytest.raises(RunError, match=r"cannot hold together: y = 0\.3 read as mean; y = -1\.9 to -1 read as central"):
        mcba.calibrate(study)


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"reading": "maybe"}, "reading = 'maybe'; allowed are central-50"),
        ({"outcome": "z"}, "no figure of 'z' was published"),
        ({"widen": 0.5}, "from 1 on"),
        ({"worlds": 10}, "worlds = 10"),
    ],
)
def test_options_that_make_no_sense_are_refused(tmp_path: Path, options: dict[str, object], message: str) -> None:
    study = study_of(tmp_path / "options", normal("x", 0, 1), "x", 'value = 0\ntolerance = 1\nreading = "mean"')
    with pytest.raises(RunError, match=message):
        mcba.calibrate(study, **options)  # type: ignore[arg-type]


# --- the studies that come with mcba

CALIBRATIONS = {
    "en": ("This is a calibration", "THE SAME WITH WIDER SPREADS   Suppose the assumed spreads were 2 times as wide"),
    "nl": ("Dit is een kalibratie", "HETZELFDE MET BREDERE SPREIDINGEN   Stel dat de aangenomen spreidingen 2 maal"),
}


@pytest.mark.parametrize("name", sorted(folder.parent.name for folder in STUDIES.glob("*/study.toml")))
@pytest.mark.parametrize("language", ["en", "nl"])
def test_calibrate_runs_on_every_study_and_keeps_to_the_page(name: str, language: str) -> None:
    found = CliRunner().invoke(main, ["calibrate", str(STUDIES / name), "--worlds", "8192", "--language", language])
    assert found.exit_code == 0, found.output
    lines = found.output.splitlines()
    assert max(len(line) for line in lines if not line.startswith("  mcba calibrate")) <= 78
    if mcba.load(STUDIES / name).document.study.status == "calibration":
        calibration, wider = CALIBRATIONS[language]
        assert calibration in found.output
        assert wider in " ".join(lines)


def test_moms_range_adds_nothing_to_assumptions_that_were_chosen_to_give_it() -> None:
    study = mcba.load(STUDIES / "schilderswijk-moeders")
    found = mcba.calibrate(study, worlds=16_384)
    assert found.says_nothing
    assert not found.narrows
    wider = mcba.calibrate(study, worlds=16_384, widen=2)
    assert wider.narrows
    (ratio,) = (one for one in wider.outcomes if one.name == "bcr")
    assert (ratio.after.low.value, ratio.after.high.value) == pytest.approx((1.3, 2.5), abs=0.025)
    # A ratio constrains a combination: what is judged too high goes with too few clients.
    tied = {frozenset((one.first, one.second)): one.after.value for one in wider.ties}
    assert tied[frozenset(("clients", "optimism"))] < -0.05


def test_figures_that_say_nothing_have_the_reason_with_them() -> None:
    study = mcba.load(STUDIES / "mobility-mentoring")
    found = mcba.calibrate(study, worlds=4_096)
    assert [why.code for _, why in found.unused] == ["at_base_values"] + 2 * ["same_in_every_world"]
    found = mcba.calibrate(
        mcba.load(STUDIES / "mobility-mentoring"), worlds=4_096, outcome="positive", reading="within"
    )
    assert [why for _, why in found.unused] == [Note("no_such_reading", {"reading": "within"})]


def test_mobility_mentoring_keeps_the_worlds_with_the_published_sign_and_order() -> None:
    study = mcba.load(STUDIES / "mobility-mentoring")
    found = mcba.calibrate(study, worlds=16_384)
    run = mcba.run(study, worlds=16_384)
    agree = (run.values("positive") == 1) & (run.values("income_largest") == 1)
    np.testing.assert_array_equal(found.weights > 0, agree)


def test_json_is_one_object_with_errors(tmp_path: Path) -> None:
    study = study_of(tmp_path / "json", normal("x", 0, 1), "x", 'value = 0.5\nreading = "mean"', worlds=4_096)
    found = CliRunner().invoke(main, ["calibrate", str(study.path.parent), "--json", "--out", str(tmp_path / "out")])
    record = json.loads(found.stdout)
    assert record["figures"][0]["reading"] == "mean"
    assert record["assumptions"][0]["verdict"] == "moved"
    for key in ("spread", "width", "shift", "bits"):
        assert record["assumptions"][0][f"{key}_error"] >= 0
    assert record == json.loads(json.dumps(calibration_object(calibrations(study))))
    assert {file.name for file in (tmp_path / "out").iterdir()} >= {"calibration.csv", "calibration.png"}


def test_a_study_that_publishes_nothing_says_so(small_study: Path) -> None:
    found = CliRunner().invoke(main, ["calibrate", str(small_study)])
    assert found.exit_code == 0
    assert "publishes no figure" in found.output
    dutch = CliRunner().invoke(main, ["calibrate", str(small_study), "--language", "nl"])
    assert "noemt geen gepubliceerde cijfers" in dutch.output


def test_every_writer_writes_the_page_with_its_figure(tmp_path: Path) -> None:
    narrow = 'low = -1\nhigh = 1\nmass = 0.9\nreading = "central"'
    study = study_of(tmp_path / "study", normal("x", 0, 1), "x", narrow, worlds=4_096)
    facts = Calibrated(calibrations(study))
    files = write_page(CALIBRATION, facts, tmp_path, formats=FORMATS, language="nl")
    assert [file.name for file in files] == [f"calibration.nl.{kind}" for kind in FORMATS]
    markdown = (tmp_path / "calibration.nl.md").read_text(encoding="utf-8")
    assert "Wat elk cijfer zegt" in markdown
    assert "90\N{NO-BREAK SPACE}% ligt binnen −1 tot 1" in markdown
    assert (tmp_path / "calibration.nl.figures" / "calibration.png").stat().st_size > 10_000


APPENDIX = Page("appendix", (trust.reproduction,), lambda _: ("", ""))


def test_the_appendix_says_what_the_command_says() -> None:
    """One paragraph for both: from the same worlds, in the same words."""
    study = mcba.load(STUDIES / "van-overleven-naar-leven")
    facts = Facts(mcba.run(study))
    for language in ("en", "nl"):
        say = Voice(language)
        command, text = (" ".join(printed(page, facts, language).split()) for page in (CALIBRATION, APPENDIX))
        for found in facts.calibrations:
            weighted = " ".join(say("calibration.weighted", share=say.short_share(found.ruled_out)).split())
            assert weighted in command
            assert weighted in text


def test_the_appendix_says_why_it_cannot_tell(tmp_path: Path) -> None:
    """Of N(0, 1) no world is 50: the reason was suppressed, and nothing said."""
    impossible = 'low = 50\nhigh = 60\nreading = "central"'
    study = study_of(tmp_path / "none", normal("x", 0, 1), "x", impossible, worlds=4_096)
    facts = Facts(mcba.run(study))
    assert "All worlds or none of them lie below 50" in " ".join(printed(APPENDIX, facts).split())
    dutch = " ".join(printed(APPENDIX, facts, "nl").split())
    assert "Alle trekkingen of geen enkele liggen onder 50, dus geen weging van de trekkingen geeft" in dutch
