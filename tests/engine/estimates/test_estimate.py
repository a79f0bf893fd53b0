"""Estimates are honest: errors cover the truth as often as they say, and digits that do not hold are not printed."""

from __future__ import annotations

import math
from functools import cache

import numpy as np
import pytest
from numpy.typing import NDArray
from scipy.optimize import minimize_scalar
from scipy.stats import binom, lognorm, skew

import mcba
from mcba.engine.estimates import ordered
from mcba.engine.estimates.estimate import Estimate, Range
from mcba.engine.estimates.kept import mean, probability, ratio_of_means, skewness, summarise
from mcba.engine.estimates.ordered import quantiles
from mcba.engine.estimates.ranks.sample_size import smallest_sample
from mcba.engine.estimates.shortest import shortest_range
from mcba.errors import RunError
from tests.honesty import assert_honest

Array = NDArray[np.float64]
SAMPLERS = ("random", "lhs", "sobol")

# --- errors cover the truth

SEEDS, WORLDS = 300, 1_024
MU, SIGMA = (0.0, 0.5, -0.2), (0.3, 0.4, 0.2)
PRODUCT = lognorm(math.sqrt(sum(sigma**2 for sigma in SIGMA)), scale=math.exp(sum(MU)))


def narrowest(mass: float) -> tuple[float, float]:
    def width(below: float) -> float:
        return float(PRODUCT.ppf(below + mass) - PRODUCT.ppf(below))

    below = minimize_scalar(width, bounds=(1e-9, 1 - mass - 1e-9), method="bounded", options={"xatol": 1e-12}).x
    return float(PRODUCT.ppf(below)), float(PRODUCT.ppf(below + mass))


TRUTH = {
    "mean": float(PRODUCT.mean()),
    "low": float(PRODUCT.ppf(0.05)),
    "median": float(PRODUCT.ppf(0.5)),
    "high": float(PRODUCT.ppf(0.95)),
    "probability": float(PRODUCT.sf(2.0)),
    "ratio": math.exp(MU[0] + SIGMA[0] ** 2 / 2 - MU[1] - SIGMA[1] ** 2 / 2),
    "shortest_low": narrowest(0.9)[0],
    "shortest_high": narrowest(0.9)[1],
}


@cache
def estimates(sampler: str) -> dict[str, list[Estimate]]:
    """Every estimate of a product of three lognormals, which is a lognormal, from runs of different seeds."""
    inputs = {name: mcba.Lognormal(mu, sigma) for name, mu, sigma in zip("abc", MU, SIGMA, strict=True)}
    found: dict[str, list[Estimate]] = {name: [] for name in TRUTH}
    for seed in range(SEEDS):
        run = mcba.simulate(lambda a, b, c: a * b * c, inputs, worlds=WORLDS, seed=seed, sampler=sampler)
        summary, shortest = run.summary("result"), run.shortest_range("result")
        found["mean"].append(summary.mean)
        found["median"].append(summary.median)
        found["low"].append(summary.low)
        found["high"].append(summary.high)
        found["probability"].append(run.probability("result", above=2.0))
        found["ratio"].append(run.ratio_of_means("a", "b"))
        found["shortest_low"].append(shortest.ends[0])
        found["shortest_high"].append(shortest.ends[1])
    return found


@pytest.mark.slow
@pytest.mark.parametrize("sampler", SAMPLERS)
@pytest.mark.parametrize("name", list(TRUTH))
def test_errors_are_honest(name: str, sampler: str) -> None:
    assert_honest(estimates(sampler)[name], TRUTH[name])


@pytest.mark.parametrize("sampler", SAMPLERS)
@pytest.mark.parametrize("name", list(TRUTH))
def test_an_error_knows_its_degrees_of_freedom(name: str, sampler: str) -> None:
    """One fewer than the randomisations; the ends of a shortest range are seen from 16 parts whatever the sampler."""
    independent = sampler == "random" and not name.startswith("shortest")
    assert {one.degrees for one in estimates(sampler)[name]} == {math.inf if independent else 15}


@pytest.mark.parametrize(("degrees", "reach"), [(15, 2.1314), (math.inf, 1.95996)])
def test_an_interval_is_students(degrees: float, reach: float) -> None:
    """Quantiles of Student's t at 0.975, from any table."""
    low, high = Estimate(10.0, 2.0, degrees).interval()
    assert (low, high) == pytest.approx((10 - 2 * reach, 10 + 2 * reach), abs=1e-4)


def test_an_unknown_error_has_an_interval_without_ends() -> None:
    assert Estimate(math.inf, math.inf).interval() == Estimate(1.0, math.inf).interval() == (-math.inf, math.inf)
    for mass in (95, 1, 0):
        with pytest.raises(RunError, match=f"mass = {mass} is no share of runs"):
            Estimate(1.0, 1.0).interval(mass)


@pytest.mark.slow
@pytest.mark.parametrize("sampler", ["lhs", "sobol"])
def test_the_shortest_range_of_one_stratified_input_is_honest(sampler: str) -> None:
    """Its ends err with about the square root of the worlds; those of independent worlds with the cube root."""
    found = [
        mcba.simulate(lambda x: x, {"x": mcba.Normal(0, 1)}, worlds=1_003, seed=seed, sampler=sampler)
        .shortest_range("result")
        .ends
        for seed in range(SEEDS)
    ]
    for ends, truth in zip(zip(*found, strict=True), (-1.6449, 1.6449), strict=True):
        assert_honest(ends, truth)


@pytest.mark.parametrize("name", ["mean", "median", "low", "high", "ratio"])
def test_better_points_have_smaller_errors(name: str) -> None:
    random, sobol = (np.median([one.error for one in estimates(sampler)[name]]) for sampler in ("random", "sobol"))
    assert sobol < random / 1.5


def logarithm(x: Array) -> Array:
    with np.errstate(invalid="ignore"):
        return np.asarray(np.log(x))


@pytest.mark.slow
def test_errors_of_dropped_worlds_are_honest() -> None:
    """Dropping leaves the randomisations with different numbers of worlds, some with none at all."""
    found = []
    for seed in range(SEEDS):
        run = mcba.simulate(
            logarithm, {"x": mcba.Uniform(-3, 1)}, worlds=256, seed=seed, failed="drop", sampler="random"
        )
        assert run.kept is not None
        found.append(mean(run.values("result"), randomisations=16, ranks=run.kept % 16))
    assert_honest(found, -1.0, randomisations=16)  # the mean of log of a uniform number


def test_randomisations_without_worlds_are_not_taken_for_zeros() -> None:
    """All worlds kept are near 5; the empty randomisations say nothing, least of all 0."""
    values, ranks = np.random.default_rng(1).normal(5, 0.1, 64), np.arange(64) % 8
    found = mean(values, randomisations=16, ranks=ranks)
    assert found.error < 0.1
    assert found.error == pytest.approx(0.1 / 8, rel=0.5)


# --- few worlds, equal worlds, infinite worlds


def summary_of(values: Array | list[float], randomisations: int = 0, mass: float = 0.9) -> mcba.Summary:
    return summarise(np.asarray(values, float), mass=mass, randomisations=randomisations)


def test_one_world_has_no_range() -> None:
    with pytest.raises(RunError, match="a range needs at least 2 worlds, found 1"):
        summary_of([1.0])


def test_two_worlds_know_a_mean_and_no_quantile() -> None:
    found = summary_of([1.0, 3.0])
    assert found.mean == Estimate(2.0, 1.0)
    assert found.median == Estimate(2.0, math.inf)
    assert (found.range.low, found.range.high) == pytest.approx((1.1, 2.9))
    assert found.range.low_error == found.range.high_error == math.inf
    assert str(found.range) == "1.1 to 2.9"


@pytest.mark.parametrize("worlds", [2, 16, 17, 31, 32, 58])
@pytest.mark.parametrize("sampler", SAMPLERS)
def test_few_worlds_say_that_they_do_not_know(worlds: int, sampler: str) -> None:
    run = mcba.simulate(lambda x: x, {"x": mcba.Normal(0, 1)}, worlds=worlds, sampler=sampler)
    found = run.summary("result")
    assert math.isfinite(found.mean.error)
    assert math.isfinite(found.median.error) == (worlds >= smallest_sample(0.5))
    assert found.range.low_error == found.range.high_error == math.inf
    assert run.shortest_range("result").low_error == math.inf


def test_the_ends_of_a_range_are_known_from_59_worlds_on() -> None:
    """Wilks (1941): below that the largest of all worlds may well lie under the 95 % quantile."""
    values = np.random.default_rng(1).normal(size=60)
    assert summary_of(values[:58]).range.high_error == math.inf
    assert summary_of(values[:59]).range.high_error < 1
    assert summary_of(values[:59], mass=0.98).range.high_error == math.inf
    assert summary_of(values[:14], mass=0.6).range.high_error < 1


@pytest.mark.parametrize("value", [0.0, 2.0, -3.5, 1e300])
@pytest.mark.parametrize("randomisations", [0, 16])
def test_a_constant_is_known_exactly(value: float, randomisations: int) -> None:
    found = summary_of(np.full(100, value), randomisations)
    assert found.median == Estimate(value, 0.0)
    assert found.range == Range(value, value, 0.9, 0.0, 0.0)
    assert found.mean.value == pytest.approx(value, rel=1e-14)
    assert found.mean.error <= 1e-14 * abs(value)
    assert found.sd <= 1e-14 * abs(value)


@pytest.mark.parametrize(
    ("value", "text"), [(0.0, "0 to 0"), (2.0, "2 to 2"), (-3.5, "-3.5 to -3.5"), (1234.5, "1,230 to 1,230")]
)
def test_a_constant_prints_plainly(value: float, text: str) -> None:
    assert str(summary_of(np.full(100, value)).range) == text


def test_a_study_without_uncertainty_prints_plainly() -> None:
    run = mcba.simulate(lambda benefits, costs: {"bcr": benefits / costs, "npv": benefits - costs - 100}, CERTAIN)
    assert (str(run.range("bcr")), str(run.range("npv"))) == ("1.5 to 1.5", "0 to 0")
    assert run.probability("npv") == Estimate(0.0, 1.5 / 131_072)


CERTAIN: dict[str, mcba.Family | float] = {"benefits": 300, "costs": 200}


def test_ties_have_no_error_inside_and_one_at_their_edge() -> None:
    """A fair coin in 1,000 tosses: the 5 % and 95 % ends are sure, and whether half are heads is not."""
    tosses = np.array([0.0, 1.0] * 500)
    found = summary_of(tosses)
    assert (found.range.low_error, found.range.high_error) == (0, 0)
    assert found.median.error > 0.1
    clearly = summary_of(np.repeat([0.0, 1.0], [400, 600]))
    assert clearly.median == Estimate(1.0, 0.0)


@pytest.mark.parametrize("sampler", SAMPLERS)
def test_a_quantile_at_the_edge_of_an_atom_is_uncertain(sampler: str) -> None:
    """P(X = 1) is 5 %: whether the 95 % end is 0 or 1 is chance, whichever this run shows."""
    run = mcba.simulate(lambda x: x, {"x": mcba.Bernoulli(0.05)}, worlds=3_000, sampler=sampler)
    assert run.range("result").high in (0.0, 1.0)
    assert run.range("result").high_error > 0.05


def test_never_has_a_place_in_quantiles() -> None:
    """Payback in year 3 in 60 % of the worlds, never in the others."""
    values = np.random.default_rng(1).permutation(np.repeat([3.0, math.inf], [600, 400]))
    for randomisations in (0, 16):
        found = summary_of(values, randomisations)
        assert found.median == Estimate(3.0, 0.0)
        assert found.mean == Estimate(math.inf, math.inf)
        assert found.sd == math.inf
        assert found.range.high == math.inf
        assert found.range.high_error == math.inf
        assert str(found.range) == "3 to never"
    assert str(found.mean) == "never"


def test_between_a_number_and_never_lies_no_number() -> None:
    """Neither nan nor a number is made of the two; the nearer one is taken."""
    for size in range(2, 40):
        for finite in range(1, size):
            values = np.r_[np.arange(1.0, finite + 1), np.full(size - finite, math.inf)]
            found = summary_of(values)
            ends = [found.range.low, found.median.value, found.range.high]
            assert not np.isnan(ends).any()
            assert all(end == math.inf or end <= finite for end in ends)
    assert str(summary_of([-math.inf] * 50 + [1.0] * 51).range) == "-inf to 1"


# --- known answers


def test_independent_worlds_have_the_textbook_error() -> None:
    values = np.random.default_rng(1).normal(size=10_000)
    assert mean(values, randomisations=0).error == pytest.approx(np.std(values, ddof=1) / 100)
    holds = values > 1
    share = holds.mean()
    assert probability(holds, randomisations=0).error == pytest.approx(math.sqrt(share * (1 - share) / 9_999))
    median = summary_of(values).median
    assert median.error == pytest.approx(math.sqrt(math.pi / 2) / 100, rel=0.1)  # sqrt(π/2) σ / sqrt(n) for a normal


def test_randomisations_have_the_error_of_their_spread() -> None:
    means = np.arange(16.0)
    values = np.tile(means, 10)
    assert mean(values, randomisations=16) == Estimate(7.5, float(np.std(means, ddof=1)) / 4)


def test_what_was_never_seen_is_not_impossible() -> None:
    """The rule of three: 0 of n leaves up to 3 / n at 95 %."""
    assert probability(np.zeros(1_000, bool), randomisations=0) == Estimate(0.0, 0.0015)
    assert probability(np.ones(1_000, bool), randomisations=16) == Estimate(1.0, 0.0015)
    assert str(probability(np.zeros(1_000, bool), randomisations=0)) == "0"


def test_a_ratio_of_means_needs_something_below_the_line() -> None:
    above, below = np.array([1.0, 2.0, 3.0, 4.0]), np.array([-1.0, 1.0, -1.0, 1.0])
    with pytest.raises(RunError, match="the mean below the line is 0"):
        ratio_of_means(above, below, randomisations=0)
    assert ratio_of_means(above, 2 * above, randomisations=0) == Estimate(0.5, 0.0)
    assert ratio_of_means(above, -2 * above, randomisations=0) == Estimate(-0.5, 0.0)


def test_the_shortest_range_is_the_narrowest_window() -> None:
    """JCGM 101:2008, 7.7: q = p M steps, from the place where they span the least."""
    values = np.array([0.0, 1, 2, 3, 4, 4.1, 4.2, 4.3, 4.4, 9])
    found = shortest_range(np.random.default_rng(1).permutation(values), mass=0.4)
    assert (found.low, found.high, found.mass) == (4, 4.4, 0.4)
    assert found.low_error == found.high_error == math.inf


@pytest.mark.slow
def test_the_shortest_range_of_a_falling_density_begins_at_its_edge() -> None:
    """There the high end errs as a quantile does, and the low end is the smallest world or one of the next."""
    found = [
        mcba.simulate(lambda x: x, {"x": mcba.Exponential(1)}, worlds=1_000, seed=seed, sampler="random")
        .shortest_range("result")
        .ends
        for seed in range(SEEDS)
    ]
    low, high = zip(*found, strict=True)
    assert_honest(high, math.log(10))
    assert max(one.value for one in low) < 0.02
    covered = sum(one.interval()[0] <= 0 for one in low)
    assert binom.ppf(1e-4, SEEDS, 0.92) <= covered <= binom.ppf(1 - 1e-4, SEEDS, 0.98)


@pytest.mark.parametrize("randomisations", [0, 16])
def test_the_shortest_range_passes_by_what_is_infinite(randomisations: int) -> None:
    values: Array = np.random.default_rng(1).permutation([*map(float, range(900)), *[math.inf] * 100])
    finite = shortest_range(values, mass=0.5, randomisations=randomisations)
    assert math.isfinite(finite.high)
    assert math.isfinite(finite.high_error)
    beyond = shortest_range(values, mass=0.95, randomisations=randomisations)
    assert beyond.high == math.inf
    assert beyond.high_error == math.inf


def test_the_shortest_range_of_dropped_worlds() -> None:
    run = mcba.simulate(logarithm, {"x": mcba.Normal(1, 1)}, worlds=8_000, failed="drop")
    found = run.shortest_range("result")
    assert 0 < found.low_error < 0.1
    assert 0 < found.high_error < 0.1


# --- digits


@pytest.mark.parametrize("law", ["lognormal", "ties", "never", "rising", "two values"])
@pytest.mark.parametrize("randomisations", [0, 16])
def test_many_worlds_are_summarised_as_few_are(law: str, randomisations: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """Order statistics picked by way of a sample are those of a partition of all worlds, to the bit."""
    rng = np.random.default_rng(8)
    values = {
        "lognormal": rng.lognormal(0, 1, 300_001),
        "ties": rng.poisson(3.0, 300_001).astype(float),
        "never": np.where(rng.random(300_001) < 0.3, np.inf, rng.random(300_001)),
        "rising": np.arange(300_001.0),
        "two values": (np.arange(300_001) % 2).astype(float),
    }[law]
    for mass in (0.5, 0.9, 0.9999):
        picked = summarise(values, mass=mass, randomisations=randomisations)
        with monkeypatch.context() as patched:
            patched.setattr(ordered, "_MANY", 10**9)
            assert summarise(values, mass=mass, randomisations=randomisations) == picked


def test_a_narrow_range_is_printed_as_finely_as_its_errors_carry() -> None:
    assert str(Range(14.2719, 14.2986, 0.9, 0.002, 0.002)) == "14.272 to 14.299"
    assert [one.degrees for one in Range(1.0, 2.0, 0.9, 0.1, 0.2, 15).ends] == [15, 15]


def test_two_randomisations_know_an_error_with_one_degree_of_freedom() -> None:
    values, labels = np.array([1.0, 3.0, 2.0, 6.0]), np.array([0, 0, 1, 1])
    found = mean(values, ranks=labels)
    assert (found.value, found.degrees) == (3.0, 1)
    assert found.error == pytest.approx(1.0)  # half the distance of the means 2 and 4
    halves = np.concatenate([np.arange(100.0), np.arange(50.0, 150.0)])
    between, apart = (quantiles(halves, [0.5], ranks=labels)[0] for labels in (np.repeat([0, 1], 100), None))
    assert between.error > 2 * apart.error  # the halves differ by far more than chance


def test_a_summary_knows_of_how_many_worlds_it_is() -> None:
    assert summarise(np.arange(1_000.0), mass=0.9).worlds == 1_000


# --- skewness


@pytest.mark.slow
@pytest.mark.parametrize("sampler", ["random", "sobol", "lhs"])
@pytest.mark.parametrize("family", [mcba.Gamma(4, 1), mcba.Triangular(0, 1, 4), mcba.Normal(5, 2)], ids=repr)
def test_skewness_and_its_error_are_honest(sampler: str, family: mcba.Family) -> None:
    inputs: dict[str, mcba.Family | float] = {"x": family, "y": family}
    runs = [mcba.simulate(lambda x, y: x + y, inputs, worlds=4_096, seed=seed, sampler=sampler) for seed in range(150)]
    truth = float(np.asarray(family.skewness)) / math.sqrt(2)  # of a sum of two alike
    assert_honest([run.skewness("result") for run in runs], truth, randomisations=runs[0].randomisations)


@pytest.mark.slow
def test_skewness_is_that_of_scipy() -> None:
    values = np.random.default_rng(3).gamma(2, 1, 2_000)
    found = skewness(values)
    assert found.value == pytest.approx(skew(values), rel=1e-12)
    # of independent worlds the infinitesimal jackknife is the jackknife but for the largest world's own pull
    left_out = np.array([skew(np.delete(values, one)) for one in range(values.size)])
    assert found.error == pytest.approx(math.sqrt(values.size) * np.std(left_out), rel=0.03)


def test_skewness_of_the_ratio_of_a_dam() -> None:
    """RamishFatimaa/MonteCarlo_Dam_Analysis @ff5f5d3: 0.3034 from 10,000 draws, of which it errs by some 0.03."""
    ends = [(2, 4, 5), (3, 4, 6), (0, 1, 2), (1, 3, 6), (2, 4, 6), (6, 7, 10), (2, 3, 4), (3, 4, 5), (1, 2, 5)]
    inputs = {f"x{place}": mcba.Triangular(*three) for place, three in enumerate(ends)}

    def ratio(**x: Array) -> Array:
        parts = list(x.values())
        return np.sum(parts[:6], axis=0) / np.sum(parts[6:], axis=0)

    few = mcba.simulate(ratio, inputs, worlds=10_000, sampler="random").skewness("result")
    many = mcba.simulate(ratio, inputs, worlds=2**17).skewness("result")
    assert abs(many.value - 0.3034) < 3 * few.error
    assert 0.02 < few.error < 0.05
    assert many.error < 0.01


def test_skewness_that_few_worlds_carry_is_refused() -> None:
    run = mcba.simulate(lambda x: x, {"x": mcba.StudentT(2.5)}, worlds=20_000, sampler="random")
    with pytest.raises(RunError, match="few of 20,000 worlds carry the skewness"):
        run.skewness("result")
    run = mcba.simulate(lambda x: x, {"x": mcba.StudentT(1.5)}, worlds=20_000, sampler="random")
    with pytest.raises(RunError, match="has no variance, so it has no skewness"):
        run.skewness("result")
    with pytest.raises(RunError, match="the same in every world"):
        skewness(np.full(100, 3.3))
    with pytest.raises(RunError, match="without a finite number"):
        skewness(np.array([1.0, 2.0, math.inf]))


def test_skewness_of_a_distribution_without_one_is_refused_sooner() -> None:
    values = np.random.default_rng(1).pareto(2.9, 50_000)
    with pytest.raises(RunError, match="few of 50,000 worlds carry the skewness"):
        skewness(values, doubted=True)
