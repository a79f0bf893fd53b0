"""Sidess of a quantile by rank: published sizes and ranks, the binomial distribution, and worlds that are drawn."""

from __future__ import annotations

import math

import numpy as np
import pytest
from scipy.stats import beta, binom, norm

import mcba
from mcba import quantile_ranks, smallest_sample
from mcba.engine.estimates.ranks.bounds import Sides
from mcba.errors import RunError

# openturns/openturns, python/test/t_QuantileConfidence_std.py: worlds and the rank, there counted from 0, of the
# smallest that lies above the 95 % quantile with confidence 95 %
OPENTURNS = {59: 58, 93: 91, 124: 121, 153: 149, 181: 176, 208: 202, 311: 301, 410: 396, 717: 690, 1036: 995}


@pytest.mark.parametrize(
    ("level", "confidence", "order", "worlds"),
    [(0.95, 0.95, 1, 59), (0.99, 0.95, 1, 299), (0.5, 0.95, 1, 5), (0.9, 0.99, 1, 44), (0.999999, 0.95, 1, 2_995_731)],
)
def test_sample_sizes(level: float, confidence: float, order: int, worlds: int) -> None:
    assert smallest_sample(level, confidence, order) == worlds
    assert worlds == math.ceil(math.log(1 - confidence) / math.log(level))


@pytest.mark.parametrize("order", [2, 7, 50])
def test_sample_sizes_are_the_smallest(order: int) -> None:
    worlds = smallest_sample(0.9, 0.95, order)
    assert binom.sf(order - 1, worlds, 0.1) >= 0.95 > binom.sf(order - 1, worlds - 1, 0.1)


@pytest.mark.parametrize(("level", "confidence"), [(0.95, 0.95), (0.9, 0.99), (0.5, 0.8)])
@pytest.mark.parametrize("order", [1, 2, 5])
def test_sample_sizes_of_tolerance_intervals(level: float, confidence: float, order: int) -> None:
    """The share between two order statistics has a beta distribution (Wilks 1941): 93 worlds for 95/95."""
    worlds = smallest_sample(level, confidence, order, sides=2)
    held = [beta.sf(level, count + 1 - 2 * order, 2 * order) for count in (worlds, worlds - 1)]
    assert held[0] >= confidence > held[1]


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"level": 0.0}, "level = 0; give a number between 0 and 1"),
        ({"level": 1.0}, "level = 1; give a number between 0 and 1"),
        ({"level": 0.9, "confidence": 1.0}, "confidence = 1; give a number between 0 and 1"),
        ({"level": 0.9, "order": 0}, "order = 0; give a whole number from 1 on"),
        ({"level": 0.9, "sides": 3}, "sides = 3; give 1 for a bound of a quantile"),
    ],
)
def test_impossible_samples_are_refused(arguments: dict[str, float], message: str) -> None:
    with pytest.raises(RunError, match=message):
        smallest_sample(**arguments)  # type: ignore[arg-type]


@pytest.mark.parametrize(("worlds", "rank"), OPENTURNS.items())
def test_published_ranks(worlds: int, rank: int) -> None:
    assert quantile_ranks(0.95, worlds, bound="upper").high == rank + 1
    assert quantile_ranks(0.05, worlds, bound="lower").low == worlds - rank  # seen from the other end


def test_a_published_lower_bound() -> None:
    """Meeker, Hahn & Escobar (2017), table J.11: the ninth of 300 worlds lies below the 5 % quantile."""
    assert quantile_ranks(0.05, 300, bound="lower").low == 9


@pytest.mark.parametrize("level", [0.05, 0.3, 0.5, 0.9, 0.975])
@pytest.mark.parametrize("worlds", [150, 1_000, 54_321])
@pytest.mark.parametrize("confidence", [0.8, 0.95, 0.99])
def test_ranks_are_those_of_the_binomial_distribution(level: float, worlds: int, confidence: float) -> None:
    if worlds < smallest_sample(max(level, 1 - level), (1 + confidence) / 2):
        with pytest.raises(RunError, match="worlds cannot bound"):
            quantile_ranks(level, worlds, confidence)
        return
    found = quantile_ranks(level, worlds, confidence)
    assert found.low is not None
    assert found.high is not None
    count, tail = binom(worlds, level), (1 - confidence) / 2
    assert count.cdf(found.low - 1) <= tail < count.cdf(found.low)
    assert count.sf(found.high - 1) <= tail < count.sf(found.high - 2)
    assert found.confidence == pytest.approx(count.cdf(found.high - 1) - count.cdf(found.low - 1), abs=1e-12)
    assert found.confidence >= confidence


@pytest.mark.parametrize(("bound", "level"), [("both", 0.1), ("lower", 0.1), ("upper", 0.6)])
def test_bounds_hold_as_often_as_they_say(bound: Sides, level: float) -> None:
    """Two-sided: the exact confidence is neither more nor less than what 4,000 runs show."""
    worlds, runs, truth = 120, 4_000, norm.ppf(level)
    ranks = quantile_ranks(level, worlds, 0.9, bound=bound)
    ordered = np.sort(np.random.default_rng(7).standard_normal((runs, worlds)), axis=1)
    holds = np.ones(runs, dtype=bool)
    if ranks.low is not None:
        holds &= ordered[:, ranks.low - 1] <= truth
    if ranks.high is not None:
        holds &= ordered[:, ranks.high - 1] >= truth
    error = math.sqrt(ranks.confidence * (1 - ranks.confidence) / runs)
    assert abs(holds.mean() - ranks.confidence) < 4 * error


def test_too_few_worlds_are_told_how_many_it_takes() -> None:
    for level, bound in ((0.95, "upper"), (0.05, "lower"), (0.95, "both"), (0.02, "both")):
        with pytest.raises(RunError) as refusal:
            quantile_ranks(level, 10, bound=bound)  # type: ignore[arg-type]
        needed = int(str(refusal.value).split("draw ")[1].split(" ")[0].replace(",", ""))
        quantile_ranks(level, needed, bound=bound)  # type: ignore[arg-type]
        with pytest.raises(RunError):
            quantile_ranks(level, needed - 1, bound=bound)  # type: ignore[arg-type]
    with pytest.raises(RunError, match=r"58 worlds cannot bound the quantile at 0.95 .* draw 59 or more"):
        quantile_ranks(0.95, 58, bound="upper")
    with pytest.raises(RunError, match="bound = 'left'; allowed are 'both', 'lower', 'upper'"):
        quantile_ranks(0.95, 58, bound="left")  # type: ignore[arg-type]


INPUTS: dict[str, mcba.Family | float] = {"x": mcba.Lognormal(0, 1)}


def test_bounds_of_a_run_are_two_of_its_worlds() -> None:
    run = mcba.simulate(lambda x: x, INPUTS, worlds=500, sampler="random")
    found = run.quantile_bounds("result", 0.9)
    ordered = np.sort(run.values("result"))
    assert found.ranks == quantile_ranks(0.9, 500)
    below, above = binom.ppf([0.025, 0.975], 500, 0.9)
    assert (found.low, found.high) == (ordered[int(below) - 1], ordered[int(above)])
    assert run.quantile_bounds("result", 0.9, bound="upper").low == -math.inf
    assert run.quantile_bounds("result", 0.9, bound="lower").high == math.inf


def test_dropped_worlds_are_not_counted() -> None:
    run = mcba.simulate(lambda x: np.where(x > 0.5, x, np.nan), INPUTS, worlds=500, sampler="random", failed="drop")
    assert run.quantile_bounds("result", 0.5).worlds == 500 - run.failed_worlds < 500


@pytest.mark.parametrize("sampler", ["sobol", "lhs"])
def test_worlds_that_are_not_independent_are_refused(sampler: str) -> None:
    run = mcba.simulate(lambda x: x, INPUTS, worlds=512, sampler=sampler)
    with pytest.raises(RunError, match=f'not independent \\(sampler = "{sampler}"\\).*or take the ends of run.range'):
        run.quantile_bounds("result", 0.9)
