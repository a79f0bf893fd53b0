"""Kept worlds, summaries and labelled arrays say the same of the same worlds, and state the errors they make."""

from __future__ import annotations

import math
from collections.abc import Callable
from functools import cache
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray
from scipy.special import ndtri
from scipy.stats import lognorm

import mcba
from mcba.analysis.decision.options import alternatives, option_table
from mcba.analysis.economics.ratios import Ratio, ratio
from mcba.analysis.world_arrays import checked_labels
from mcba.engine.drawing.samplers.registry import points
from mcba.engine.estimates.estimate import Estimate
from mcba.engine.estimates.kept import mean, probability, ratio_of_means, summarise
from mcba.engine.estimates.moments import residual_error
from mcba.engine.estimates.ordered import quantiles
from mcba.engine.estimates.summaries.accumulator import Accumulator
from mcba.engine.estimates.summaries.cells import Cells
from tests.honesty import assert_honest

Array = NDArray[np.float64]
Estimates = dict[str, Estimate]
SAMPLERS = {"random": 0, "lhs": 16, "sobol": 16}  # and how many randomisations their errors come from
RUNS, WORLDS = 400, 1_000  # which do not come out even over 16 randomisations

# Benefits are a lognormal that is the product of three, costs share one of these: everything has a closed form.
MU, SIGMA = np.array([0.0, 0.5, -0.2, 0.1]), np.array([0.3, 0.4, 0.2, 0.35])
LAW = lognorm(math.sqrt(np.sum(SIGMA[:3] ** 2)), scale=math.exp(np.sum(MU[:3])))
MEANS = np.exp(MU + SIGMA**2 / 2)
TRUTH = {
    "mean": float(LAW.mean()),
    "mean of a sum": float(MEANS.sum()),
    "share": float(LAW.sf(2.0)),
    "low": float(LAW.ppf(0.05)),
    "median": float(LAW.ppf(0.5)),
    "high": float(LAW.ppf(0.95)),
    "ratio": float(MEANS[0] * MEANS[2] / MEANS[3]),
}


def drawn(sampler: str, seed: int, worlds: int = WORLDS) -> tuple[Array, Array, Array]:
    """Benefits, costs, and a sum without interaction, of which a Latin hypercube knows the mean far better."""
    names = [*"abcd"]
    uniforms = points(sampler, seed=seed, names=names, dimensions=range(4), worlds=worlds).draw(0, worlds)
    a, b, c, d = np.exp(MU[:, None] + SIGMA[:, None] * ndtri(uniforms))
    return a * b * c, b * d, a + b + c + d


def of_kept_worlds(benefits: Array, costs: Array, total: Array, randomisations: int) -> Estimates:
    low, median, high = quantiles(benefits, (0.05, 0.5, 0.95), randomisations=randomisations)
    return {
        "mean": mean(benefits, randomisations=randomisations),
        "mean of a sum": mean(total, randomisations=randomisations),
        "share": probability(benefits > 2.0, randomisations=randomisations),
        "low": low,
        "median": median,
        "high": high,
        "ratio": ratio_of_means(benefits, costs, randomisations=randomisations),
    }


def of_a_summary(benefits: Array, costs: Array, total: Array, randomisations: int) -> Estimates:
    def summed(values: Array) -> Accumulator:
        found = Accumulator(Cells.of(values), randomisations, (2.0,))
        found.add(values, np.arange(values.size) % max(randomisations, 1))
        return found

    found, below = summed(benefits), summed(costs)
    low, median, high = found.quantiles(0.05, 0.5, 0.95)
    return {
        "mean": found.mean(),
        "mean of a sum": summed(total).mean(),
        "share": found.probability(2.0),
        "low": low,
        "median": median,
        "high": high,
        "ratio": found.ratio_of_means(below, summed(benefits - costs)),
    }


def of_labelled_arrays(benefits: Array, costs: Array, total: Array, randomisations: int) -> Estimates:
    """In another order, with labels of their own."""
    order = np.random.default_rng(1).permutation(benefits.size)
    names = None if not randomisations else 100 - 3 * (np.arange(benefits.size) % randomisations)[order]
    benefits, costs, total = benefits[order], costs[order], total[order]
    told, labels = ratio(benefits, costs, randomisation=names), checked_labels(names, benefits.size)
    assert told.of_means is not None
    low, median, high = (quantiles(benefits, [level], ranks=labels)[0] for level in (0.05, 0.5, 0.95))
    return {
        "mean": mean(benefits, ranks=labels),
        "mean of a sum": mean(total, ranks=labels),
        "share": probability(benefits > 2.0, ranks=labels),
        "low": low,
        "median": median,
        "high": high,
        "ratio": told.of_means,
    }


WAYS: dict[str, Callable[[Array, Array, Array, int], Estimates]] = {
    "kept": of_kept_worlds,
    "summary": of_a_summary,
    "labelled": of_labelled_arrays,
}


@cache
def found(way: str, sampler: str) -> list[Estimates]:
    return [WAYS[way](*drawn(sampler, seed), SAMPLERS[sampler]) for seed in range(RUNS)]


@pytest.mark.slow
@pytest.mark.parametrize("statistic", TRUTH)
@pytest.mark.parametrize("sampler", SAMPLERS)
@pytest.mark.parametrize("way", WAYS)
def test_stated_errors_are_the_real_ones(way: str, sampler: str, statistic: str) -> None:
    estimates = [one[statistic] for one in found(way, sampler)]
    assert_honest(estimates, TRUTH[statistic], randomisations=SAMPLERS[sampler])


@pytest.mark.slow
@pytest.mark.parametrize("sampler", SAMPLERS)
def test_stated_errors_of_a_spread_are_the_real_ones(sampler: str) -> None:
    totals = (drawn(sampler, seed)[2] for seed in range(RUNS))
    estimates = [summarise(total, mass=0.9, randomisations=SAMPLERS[sampler]).spread for total in totals]
    truth = math.sqrt(np.sum(MEANS**2 * np.expm1(SIGMA**2)))
    assert_honest(estimates, truth, randomisations=SAMPLERS[sampler])


def test_a_spread_of_a_normal_errs_as_the_textbook_says() -> None:
    found = summarise(ndtri(np.random.default_rng(1).uniform(size=40_000)), mass=0.9)
    # sd / sqrt(2 n) (Kendall & Stuart, The Advanced Theory of Statistics 1, 10.8); its own error is some 1 %.
    assert found.sd_error == pytest.approx(found.sd / math.sqrt(2 * 40_000), rel=0.03)


@pytest.mark.parametrize(("value", "error"), [(3.0, 0.0), (math.inf, math.inf)])
def test_a_spread_of_nothing_is_sure_and_of_the_infinite_unknown(value: float, error: float) -> None:
    assert summarise(np.array([value] * 20), mass=0.9).sd_error == error


@pytest.mark.parametrize("statistic", TRUTH)
@pytest.mark.parametrize("sampler", SAMPLERS)
def test_the_same_worlds_have_the_same_number_and_error(sampler: str, statistic: str) -> None:
    of_quantile = statistic in {"low", "median", "high"}
    for kept, summary, labelled in zip(*(found(way, sampler)[:50] for way in WAYS), strict=True):
        one, two, three = (each[statistic] for each in (kept, summary, labelled))
        assert three.value == pytest.approx(one.value, rel=1e-13)
        assert three.error == pytest.approx(one.error, rel=1e-9)
        # So few worlds are the cells of a summary; randomisations are counted in coarser ones, if there are any.
        assert two.value == one.value if of_quantile else two.value == pytest.approx(one.value, rel=1e-13)
        assert two.error == pytest.approx(one.error, rel=0.4 if of_quantile and SAMPLERS[sampler] else 1e-9)


@pytest.mark.parametrize("sampler", SAMPLERS)
def test_run_and_decide_say_the_same_of_a_study(small_study: Path, sampler: str) -> None:
    study = mcba.load(small_study)
    run = mcba.run(study, worlds=20_000, sampler=sampler)
    summary = mcba.run(study, worlds=20_000, sampler=sampler, store="summary")
    ours, theirs = run.summary("bcr"), option_table(run, alternatives(run))["project"].ratio
    assert isinstance(theirs, Ratio)
    for one, other in (
        (ours.low, theirs.summary.low),
        (ours.median, theirs.summary.median),
        (ours.high, theirs.summary.high),
        (run.ratio_of_means(), theirs.of_means),
        (run.ratio_of_means(), summary.ratio_of_means()),
        (run.summary("npv").mean, summary.summary("npv").mean),
        (run.probability("npv"), theirs.probability_above_one),
        (run.probability("npv"), summary.probability("npv")),
    ):
        assert other.value == pytest.approx(one.value, rel=1e-12)
        assert other.error == pytest.approx(one.error, rel=1e-7)
    for one, other in zip((ours.low, ours.median, ours.high), _ends(summary.summary("bcr")), strict=True):
        assert other.value == one.value
        assert other.error == pytest.approx(one.error, rel=0.25 if SAMPLERS[sampler] else 1e-9)


def _ends(summary: mcba.Summary) -> tuple[Estimate, Estimate, Estimate]:
    return summary.low, summary.median, summary.high


def test_how_independent_worlds_go_together_is_not_guessed() -> None:
    """Without the balance a summary cannot know how benefits and costs of independent worlds go together."""
    benefits, costs, _ = drawn("random", 1)
    above, below = (Accumulator(Cells.of(values), 0) for values in (benefits, costs))
    for found, values in ((above, benefits), (below, costs)):
        found.add(values, np.zeros(values.size, np.int64))
    assert above.ratio_of_means(below).error == math.inf


# --- worlds that do not come out even


@pytest.mark.slow
def test_dropped_worlds_leave_errors_honest() -> None:
    """A quarter of the worlds is lost, and with them every balance between randomisations."""
    estimates: dict[str, list[Estimate]] = {name: [] for name in ("mean", "share", "median", "ratio")}
    for seed in range(RUNS):
        benefits, costs, _ = drawn("sobol", seed)
        kept = np.flatnonzero(np.random.default_rng(seed).random(WORLDS) < 0.25)
        ranks, above, below = kept % 16, benefits[kept], costs[kept]
        estimates["mean"].append(mean(above, ranks=ranks))
        estimates["share"].append(probability(above > 2.0, ranks=ranks))
        estimates["median"].append(quantiles(above, [0.5], ranks=ranks)[0])
        estimates["ratio"].append(ratio_of_means(above, below, ranks=ranks))
    for name, found in estimates.items():
        assert_honest(found, TRUTH[name], randomisations=16)


@pytest.mark.parametrize("worlds", [17, 24, 31])
def test_fewer_than_two_worlds_a_randomisation_have_honest_means(worlds: int) -> None:
    """Randomisations of one world and of two; only the randomisations are independent."""
    rng = np.random.default_rng(worlds)
    values = rng.normal(size=(3_000, 16))[:, np.arange(worlds) % 16] + 0.3 * rng.normal(size=(3_000, worlds))
    assert_honest([mean(one, randomisations=16) for one in values], 0.0, randomisations=16)


def test_parts_of_unequal_size_are_free_of_bias() -> None:
    """Whatever parts independent worlds are dealt to, the squared error is s² / n on average."""
    sizes = np.array([1, 5, 40, 54, 0])
    ranks = np.repeat(np.arange(5), sizes)
    values = np.random.default_rng(1).normal(size=(20_000, 100))
    sums = np.stack([values[:, ranks == rank].sum(axis=1) for rank in range(5)])
    residuals = sums - sizes[:, None] * values.mean(axis=1)
    squared = residual_error(np.sum(residuals**2, axis=0), sizes) ** 2
    assert squared.mean() == pytest.approx(0.01, abs=4 * squared.std() / math.sqrt(20_000))


def test_one_randomisation_says_nothing_of_its_error() -> None:
    values = np.random.default_rng(1).normal(size=100)
    found = mean(values, ranks=np.zeros(100, np.int64))
    assert found.value == pytest.approx(values.mean(), rel=0, abs=1e-15)
    assert found.error == math.inf


# --- certainty and steps


@pytest.mark.parametrize("holds", [False, True])
def test_what_holds_never_or_always_has_one_error(holds: bool) -> None:
    values = np.full(1_000, 3.0 if holds else 1.0)
    for randomisations in (0, 16):
        ways = [way(values, values, values, randomisations)["share"] for way in (of_kept_worlds, of_a_summary)]
        ways.append(probability(values > 2.0, ranks=np.arange(1_000) % 16 if randomisations else None))
        assert ways == [Estimate(float(holds), 0.0015)] * 3


@pytest.mark.slow
@pytest.mark.parametrize("sampler", SAMPLERS)
@pytest.mark.parametrize("way", ["kept", "summary"])
def test_a_quantile_at_a_step_errs_by_the_step(way: str, sampler: str) -> None:
    """P(X = 1) is exactly a half, so the median is a coin of 0 and 1 with a spread of a half; and sure at 30 %."""
    at_step, clear = [], []
    for seed in range(RUNS):
        uniforms = points(sampler, seed=seed, names=["x"], dimensions=[0], worlds=1_001).draw(0, 1_001)[0]
        for share, estimates in ((0.5, at_step), (0.3, clear)):
            values = (uniforms < share).astype(float)
            estimates.append(WAYS[way](values, values + 1, values, SAMPLERS[sampler])["median"])
    stated = math.sqrt(np.mean([one.error**2 for one in at_step]))
    assert np.mean([round(one.value) for one in at_step]) == pytest.approx(0.5, abs=4 * 0.5 / math.sqrt(RUNS))
    # From one set of worlds the chance of either side is known no better than evenly between 0 and 1: √(1 / 6).
    assert stated == pytest.approx(math.sqrt(1 / 6), rel=0.25)
    assert all(one.value == pytest.approx(0.0, abs=1e-3) and one.error < 0.02 for one in clear)


@pytest.mark.slow
def test_quantiles_below_never_keep_their_error() -> None:
    """A third of the worlds never pay back; quantiles that reach them are never, and unknown."""
    early, late = [], []
    for seed in range(RUNS):
        benefits, _, total = drawn("sobol", seed)
        values = np.where(total > np.quantile(total, 2 / 3), math.inf, benefits)
        early.append(quantiles(values, [0.2], randomisations=16)[0])
        late.append(quantiles(values, [0.9], randomisations=16)[0])
    truth = np.mean([one.value for one in early])
    assert_honest(early, float(truth), randomisations=16)
    assert set(late) == {Estimate(math.inf, math.inf)}
