"""Ratios against closed forms and published figures."""

from __future__ import annotations

import math
import re

import numpy as np
import pytest
from scipy import stats
from scipy.special import ndtr, ndtri

import mcba
from mcba.analysis.economics.ratios import Ratio, ratio, ratio_or_reason
from mcba.engine.estimates.kept import probability, ratio_by_world
from mcba.errors import Note, RunError
from mcba.reporting.facts.decisions import DecisionFacts
from mcba.reporting.pages.appendix import APPENDIX
from tests.analysis.deciding import PAYING, page, study_of
from tests.honesty import assert_covers, assert_honest


def test_the_dam_of_the_published_report() -> None:
    # case dam1-bcr: triangular benefits and costs; sharper targets from 2 million draws
    generator = np.random.default_rng(12)
    gains = [(2, 4, 5), (3, 4, 6), (0, 1, 2), (1, 3, 6), (2, 4, 6), (6, 7, 10)]
    losses = [(2, 3, 4), (3, 4, 5), (1, 2, 5)]
    benefit = np.sum([generator.triangular(*law, size=1_000_000) for law in gains], axis=0)
    cost = np.sum([generator.triangular(*law, size=1_000_000) for law in losses], axis=0)
    found = ratio(benefit, cost)
    assert found.note is None
    assert found.of_means is not None
    assert found.net_roi is not None
    assert abs(found.summary.mean.value - 2.5138) < 0.012
    assert abs(found.summary.mean.value - 2.51138) < 0.002
    assert abs(found.of_means.value - 24 / (29 / 3)) < 4 * found.of_means.error
    assert found.net_roi.value == found.of_means.value - 1
    ratios = benefit / cost
    for level, published in zip([3, 2.75, 2.5, 2, 1.5], [0.079, 0.235, 0.4979, 0.9468, 0.9999], strict=True):
        assert abs(probability(ratios > level).value - published) < 0.016


@pytest.mark.slow
@pytest.mark.parametrize("interval", ["fieller", "bootstrap"])
def test_intervals_of_the_ratio_of_means_cover(interval: str) -> None:
    exact, held, found_ratios = 3 / 2, [], []
    for seed in range(100):
        generator = np.random.default_rng([14, seed])
        cost = generator.lognormal(np.log(2) - 0.125, 0.5, 400)
        benefit = 1.2 * cost + generator.lognormal(np.log(0.6) - 0.5, 1, 400)
        found = ratio(benefit, cost, interval=interval, seed=seed)
        assert found.interval is not None
        assert found.of_means is not None
        held.append(found.interval.low < exact < found.interval.high)
        assert found.interval.method == interval
        found_ratios.append(found.of_means)
        # Benefits follow costs: without their covariance the interval would be a third wider.
        width = found.interval.high - found.interval.low
        assert width == pytest.approx(2 * stats.norm.ppf(0.975) * found.of_means.error, rel=0.15)
    assert_covers(held)
    assert_honest(found_ratios, exact)


def test_fieller_between_randomisations_uses_few_degrees_of_freedom() -> None:
    values = np.random.default_rng(15).normal(10, 1, (2, 400))
    labels = np.arange(400) // 100
    wide = ratio(*values, randomisation=labels)
    t = stats.t.ppf(0.975, 3)
    assert wide.interval is not None
    assert wide.of_means is not None
    assert wide.interval.high - wide.interval.low == pytest.approx(2 * t * wide.of_means.error, rel=0.05)


def test_fieller_says_everything_when_the_mean_cost_may_be_zero() -> None:
    generator = np.random.default_rng(16)
    cost = generator.normal(0.01, 1, 100)
    found = ratio(generator.normal(5, 1, 100), cost)
    assert found.interval is not None
    assert (found.interval.low, found.interval.high) == (-np.inf, np.inf)


def test_no_mean_of_ratios_when_costs_come_near_zero() -> None:
    generator = np.random.default_rng(17)
    near = ratio(np.full(10_000, 10.0), generator.uniform(0.01, 2, 10_000))
    assert near.note is not None
    assert near.note.code == "mean_of_ratios_hangs"
    assert near.note.data["smallest"] < 0.02
    # the median of 10 / U(0.01, 2)
    assert abs(near.summary.median.value - 10 / 1.005) < 4 * near.summary.median.error


def test_costs_below_zero_keep_the_sign_of_the_answer() -> None:
    benefit = np.array([1.0, 1.0, -5.0, -1.0, 3.0])
    cost = np.array([2.0, -1.0, -1.0, -3.0, 0.0])
    found = ratio(np.tile(benefit, 20), np.tile(cost, 20))
    assert np.isnan(found.summary.mean.value)
    assert found.note == Note("costs_not_positive", {"share": 0.8, "worlds": 80})
    assert found.not_positive == 0.8
    assert found.probability_above_one.value == pytest.approx(np.mean(benefit > cost))
    assert found.summary.high.value == np.inf


def test_bad_ratios_are_refused() -> None:
    with pytest.raises(RunError, match="benefit has 3 worlds and cost 2"):
        ratio(np.ones(3), np.ones(2))
    with pytest.raises(RunError, match="the mean cost is 0"):
        ratio(np.ones(2), np.array([-1.0, 1.0]))
    with pytest.raises(RunError, match="interval 'delta' is not known; choose fieller or bootstrap"):
        ratio(np.ones(3), np.ones(3), interval="delta")


@pytest.fixture(scope="module")
def seldom() -> mcba.Run:
    """Costs are zero or below in Φ(−3) = 0.135 % of the worlds."""
    return mcba.run(study_of(PAYING.replace("SPREAD", "3.3333333333")))


@pytest.mark.slow
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


@pytest.mark.slow
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


def test_a_summary_has_the_ratio_of_its_worlds(seldom: mcba.Run) -> None:
    """Of so many worlds as fixed its cells a summary gives the numbers of the worlds themselves, endless ones too."""
    wide = mcba.run(study_of(PAYING.replace("SPREAD", "1")), worlds=20_000, store="summary")
    found = ratio_or_reason(wide)
    assert isinstance(found, Ratio)
    assert found.summary == wide.summary("bcr")
    assert seldom.study is not None
    kept, told = (ratio_or_reason(mcba.run(seldom.study, worlds=20_000, store=how)) for how in ("worlds", "summary"))
    assert isinstance(kept, Ratio)
    assert isinstance(told, Ratio)
    assert told.not_positive == kept.not_positive > 0
    assert told.note == kept.note
    assert math.isnan(told.summary.mean.value)
    for of_told, of_kept in (
        *((getattr(told.summary, name), getattr(kept.summary, name)) for name in ("low", "median", "high")),
        (told.probability_above_one, kept.probability_above_one),
        (told.of_means, kept.of_means),
    ):
        assert of_told.value == pytest.approx(of_kept.value, rel=1e-12)
        assert of_told.error == pytest.approx(of_kept.error, rel=1e-6)


def test_benefits_below_zero_as_well_are_endless_downwards_in_a_summary() -> None:
    """Benefits of N(0, 1) and costs of N(10, 4.5), below zero in Φ(−2.22) = 1.3 % and, with N(10, 4), in 0.62 %."""
    text = PAYING.replace("mean = 12", "mean = 0")
    few, many = text.replace("SPREAD", "4"), text.replace("SPREAD", "4.5")
    kept, told = (ratio_or_reason(mcba.run(study_of(few), worlds=20_000, store=how)) for how in ("worlds", "summary"))
    assert isinstance(kept, Ratio)
    assert isinstance(told, Ratio)
    assert abs(told.not_positive - float(ndtr(-2.5))) < 0.003
    for name in ("low", "median", "high"):
        assert getattr(told.summary, name).value == pytest.approx(getattr(kept.summary, name).value, rel=1e-12)
    assert told.probability_above_one.value == kept.probability_above_one.value
    reason = ratio_or_reason(mcba.run(study_of(many), worlds=20_000, store="summary"))
    assert isinstance(reason, Note)
    assert reason.code == "costs_near_zero"
    assert abs(reason.data["share"] - float(ndtr(-10 / 4.5))) < 0.004


@pytest.mark.slow
def test_a_summary_of_many_worlds_has_their_ratio_within_its_error_of_rank() -> None:
    study = study_of(PAYING.replace("SPREAD", "3.3333333333"))
    runs = [mcba.run(study, worlds=300_000, store=how) for how in ("worlds", "summary")]
    kept, told = map(ratio_or_reason, runs)
    assert isinstance(kept, Ratio)
    assert isinstance(told, Ratio)
    assert told.not_positive == kept.not_positive > 0
    ratios = ratio_by_world(*(runs[0].values(f"present_value_{name}") for name in ("benefits", "costs")))
    for name, level in (("low", 0.05), ("median", 0.5), ("high", 0.95)):
        assert abs(np.mean(ratios < getattr(told.summary, name).value) - level) <= runs[1].rank_error + 1 / 300_000
