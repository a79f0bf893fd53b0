"""Summaries of worlds: what they say of any distribution, against the worlds themselves and against exact answers."""

import math
from collections.abc import Sequence
from functools import cache

import numpy as np
import pytest
from hypothesis import given, settings, strategies as st
from scipy.special import ndtri

import mcba
from mcba.engine.estimates.estimate import Estimate
from mcba.engine.estimates.kept import probability, ratio_of_means, summarise
from mcba.engine.estimates.ordered import quantiles
from mcba.engine.estimates.summaries.accumulator import Accumulator, ExactSum
from mcba.engine.estimates.summaries.cells import Cells
from mcba.errors import RunError
from mcba.families import Beta, EventRisk, Family, Lognormal, Loguniform, Mixture, Normal, Pareto, Uniform
from tests.families.test_families import FAMILIES_SEEN, MIXED
from tests.honesty import assert_honest

RNG = np.random.default_rng(20261122)
LAWS = {
    "normal": RNG.normal(3, 2, 160_000),
    "lognormal": RNG.lognormal(1, 1, 160_000),
    "far from zero": RNG.normal(1e9, 1e-3, 160_000),
    "whole numbers": RNG.poisson(2.5, 160_000).astype(float),
    "constant": np.full(160_000, 7.5),
    "never": np.where(RNG.random(160_000) < 0.03, math.inf, RNG.poisson(9, 160_000)),
}
FIRST = 8_192  # worlds that fix the cells
AT_ONCE = 8_192


def accumulated(
    values: np.ndarray,
    randomisations: int,
    parts: int = 5,
    thresholds: tuple[float, ...] = (),
    first: int = 20_000,
    *,
    compiled: bool = False,
) -> Accumulator:
    cells = Cells.of(values[:first])
    ranks = np.arange(values.size) % max(randomisations, 1)
    whole = Accumulator(cells, randomisations, thresholds)
    for piece in np.array_split(np.arange(values.size), parts):
        part = Accumulator(cells, randomisations, thresholds)
        part.add(values[piece], ranks[piece], compiled=compiled)
        whole.merge(part)
    return whole


def same(one: Accumulator, other: Accumulator) -> bool:
    return {key: array.tobytes() for key, array in one.state().items()} == {
        key: array.tobytes() for key, array in other.state().items()
    }


@pytest.mark.parametrize("law", LAWS)
@pytest.mark.parametrize("randomisations", [0, 16])
class TestAccumulator:
    def test_agrees_with_the_worlds_themselves(self, law: str, randomisations: int) -> None:
        values = LAWS[law]
        found, kept = (
            accumulated(values, randomisations).summary(0.9),
            summarise(values, mass=0.9, randomisations=randomisations),
        )
        assert found.worlds == kept.worlds
        assert found.mean.value == pytest.approx(kept.mean.value, rel=1e-14)
        if law != "never":  # NumPy's standard deviation rounds: ours is taken about a centre near the mean
            assert found.sd == pytest.approx(kept.sd, rel=1e-6, abs=1e-12 * abs(kept.mean.value))

    @pytest.mark.slow
    def test_machine_code_counts_the_same_to_the_bit(self, law: str, randomisations: int) -> None:
        values = LAWS[law]
        ranks = np.arange(values.size) % max(randomisations, 1)
        by_numpy, compiled = (Accumulator(Cells.of(values[:9_000]), randomisations, (0.0, 2.5)) for _ in range(2))
        by_numpy.add(values, ranks)
        compiled.add(values, ranks, compiled=True)
        for name, array in by_numpy.state().items():
            assert array.tobytes() == compiled.state()[name].tobytes(), name

    def test_its_errors_are_those_of_the_worlds(self, law: str, randomisations: int) -> None:
        values = LAWS[law]
        found, kept = (
            accumulated(values, randomisations).summary(0.9),
            summarise(values, mass=0.9, randomisations=randomisations),
        )
        digit = 8 * np.spacing(np.abs(values[np.isfinite(values)]).max())
        assert found.mean.error == pytest.approx(kept.mean.error, rel=0.01, abs=digit)
        for ours, theirs in (
            (found.range.low_error, kept.range.low_error),
            (found.median.error, kept.median.error),
            (found.range.high_error, kept.range.high_error),
        ):
            # Independent worlds have one error of a share; of randomisations it is read beside the quantile.
            assert ours == pytest.approx(theirs, rel=0.2 if randomisations else 0.03, abs=digit)

    def test_comes_back_from_its_state(self, law: str, randomisations: int) -> None:
        found = accumulated(LAWS[law], randomisations, thresholds=(1.0,))
        again = Accumulator.from_state(found.state())
        assert again.summary(0.8) == found.summary(0.8)
        assert again.probability(1.0) == found.probability(1.0)

    def test_counts_what_lies_above_a_threshold_exactly(self, law: str, randomisations: int) -> None:
        values = LAWS[law]
        found = accumulated(values, randomisations, thresholds=(3.0,)).probability(3.0)
        kept = probability(values > 3.0, randomisations=randomisations)
        assert found.value == kept.value
        assert found.error == pytest.approx(kept.error, rel=1e-9)


# --- any distribution: a summary says what the worlds say, within the error that it states

HARD = {  # by the quantile function
    "seldom": EventRisk(0.2, Uniform(50, 100)).ppf,
    "very seldom": EventRisk(0.07, Lognormal(10, 1)).ppf,
    "most at one scale": Mixture([Normal(100, 1), Normal(1e6, 1e4)], [0.9, 0.1]).ppf,
    "two scales": Mixture([Normal(100, 1), Normal(1e6, 1)], [0.5, 0.5]).ppf,
    "nine decades": Loguniform(1e-3, 1e6).ppf,
    "a long tail": Lognormal(0, 3.5).ppf,
    "a long tail downwards": lambda u: -Lognormal(0, 3.5).ppf(1 - np.asarray(u)),
    "no mean": Pareto(1, 0.4).ppf,
    "near zero": Beta(0.3, 5).ppf,
    "uniform": Uniform(0, 1).ppf,
}
SAMPLERS = {"sobol": 16, "lhs": 16, "random": 0}
MASSES = (0.5, 0.8, 0.9, 0.95, 0.98, 0.998, 0.999)


@cache
def uniforms(sampler: str, worlds: int) -> np.ndarray:
    return mcba.simulate(lambda x: x, {"x": Uniform(0, 1)}, worlds=worlds, seed=7, sampler=sampler).values("x")


def assert_says_what_worlds_say(values: np.ndarray, randomisations: int, levels: Sequence[float]) -> None:
    """Each quantile is the worlds' own, within its stated error and within the share of worlds it cannot tell apart."""
    found = accumulated(values, randomisations, parts=7, first=FIRST)
    for level, ours, theirs in zip(
        levels, found.quantiles(*levels), quantiles(values, levels, randomisations=randomisations), strict=True
    ):
        unsure = found.rank_error(abs(1.0 - 2.0 * level))
        between = np.count_nonzero((values > min(ours.value, theirs.value)) & (values < max(ours.value, theirs.value)))
        assert between <= unsure * values.size
        # Two errors: the worlds' own quantile lies in the same cell, and half of that is in the error.
        assert ours.value == pytest.approx(theirs.value, rel=1e-14, abs=2 * ours.error)
        if ours.error == 0:
            assert ours.value == theirs.value
            assert np.count_nonzero(values == ours.value) > 1  # an atom
        # Unknown only where nothing is known: beside the ends of the first worlds, or with too few worlds.
        if math.isinf(ours.error) and not math.isinf(theirs.error):
            beyond = np.mean(values < values[:FIRST].min()), np.mean(values > values[:FIRST].max())
            reach = 2 * math.sqrt(level * (1 - level) / values.size)
            assert level - reach <= beyond[0] or 1 - level - reach <= beyond[1]


@pytest.mark.slow
@pytest.mark.parametrize("sampler", SAMPLERS)
@pytest.mark.parametrize("family", [*FAMILIES_SEEN, *MIXED], ids=repr)
def test_a_summary_of_any_family_says_what_its_worlds_say(family: Family, sampler: str) -> None:
    values = family.ppf(uniforms(sampler, 50_000))
    assert_says_what_worlds_say(values, SAMPLERS[sampler], [0.025, 0.05, 0.25, 0.5, 0.75, 0.95, 0.99])


@pytest.mark.slow
@pytest.mark.parametrize("sampler", SAMPLERS)
@pytest.mark.parametrize("law", HARD)
def test_a_summary_of_atoms_scales_and_long_tails_says_what_the_worlds_say(law: str, sampler: str) -> None:
    values = HARD[law](uniforms(sampler, 200_000))
    levels = [level for mass in MASSES for level in ((1 - mass) / 2, (1 + mass) / 2)]
    assert_says_what_worlds_say(values, SAMPLERS[sampler], [0.5, *levels])


@pytest.mark.slow
@pytest.mark.parametrize("law", HARD)
@pytest.mark.parametrize("sampler", SAMPLERS)
def test_a_summary_finds_the_exact_quantiles(law: str, sampler: str) -> None:
    quantile = HARD[law]
    found = accumulated(quantile(uniforms(sampler, 200_000)), SAMPLERS[sampler], parts=7, first=FIRST)
    for level in (0.05, 0.3, 0.7, 0.95, 0.98):
        estimate = found.quantiles(level)[0]
        assert abs(estimate.value - quantile(level)) <= 4.5 * estimate.error + 1e-9 * abs(estimate.value)


@pytest.mark.slow
def test_stated_errors_are_the_real_ones() -> None:
    ends: dict[float, list[Estimate]] = {0.05: [], 0.5: [], 0.97: []}
    for seed in range(400):
        values = np.exp(2 * np.random.default_rng(seed).normal(size=8_000))
        found = accumulated(values, 0, parts=1, first=2_000)
        for level, estimates in ends.items():
            estimates.append(found.quantiles(level)[0])
    for level, estimates in ends.items():
        assert_honest(estimates, math.exp(2 * ndtri(level)))


def test_the_place_among_worlds_of_an_open_cell_enters_the_error() -> None:
    # Of these worlds 60 % lie in one open cell, from 0 to 1: anywhere in it is the median.
    values = np.concatenate([np.tile([0.0, 1.0], 500), np.linspace(0.1, 0.9, 1_500)])
    found = accumulated(values, 0, first=1_000)
    assert found.rank_error(0.01) == 0.6
    estimate = found.quantiles(0.5)[0]
    assert estimate.value == pytest.approx(0.5, abs=1e-3)
    assert estimate.error == pytest.approx(math.hypot(0.01 / 0.6, 0.5), rel=0.01)


def test_an_atom_is_exact_and_sure_where_it_is_wider_than_its_share_errs() -> None:
    values = HARD["seldom"](uniforms("random", 200_000))
    found = accumulated(values, 0, first=FIRST)
    assert found.quantiles(0.5)[0] == Estimate(0.0, 0.0)
    at_the_edge = found.quantiles(0.8)[0]  # the event begins here: 0 or about 50
    assert at_the_edge.error > 10
    assert found.quantiles(0.9)[0].error > 0


@pytest.mark.parametrize("beyond", [1.0, -1.0])
def test_beyond_the_first_worlds_nothing_is_claimed(beyond: float) -> None:
    values = beyond * np.concatenate([np.linspace(0, 1, 1_000), np.linspace(10, 20, 1_000)])
    found = accumulated(values, 0, first=1_000)
    inside, outside = found.quantiles(*((0.25, 0.75) if beyond > 0 else (0.75, 0.25)))
    assert math.isfinite(inside.error)
    assert outside.error == math.inf
    assert found.rank_error(0.5) == 0.5
    assert found.quantiles(0.5)[0].error == math.inf  # what its error is read from lies beyond too


@pytest.mark.parametrize("randomisations", [0, 16])
@pytest.mark.parametrize("law", LAWS)
def test_as_many_worlds_as_fix_the_cells_are_told_exactly(law: str, randomisations: int) -> None:
    values = LAWS[law][:20_000]
    found, levels = accumulated(values, randomisations), (0.001, 0.05, 0.31, 0.5, 0.95, 0.9991)
    assert found.rank_error(0.9) == 0
    for ours, theirs in zip(
        found.quantiles(*levels), quantiles(values, levels, randomisations=randomisations), strict=True
    ):
        assert ours.value == theirs.value
        if not randomisations:
            assert ours.error == theirs.error


# --- cells


@pytest.mark.slow
def test_an_open_cell_of_a_smooth_distribution_holds_one_world_in_as_many_as_fixed_the_cells() -> None:
    # Between neighbours among n lies a share of 1 / (n + 1) on average, and more than 2 ln(n) / n once in n times.
    uniforms = (np.arange(2_000_000) + 0.5) / 2_000_000
    some = np.random.default_rng(1).permutation(uniforms)[:20_000]
    for carry in (ndtri, lambda u: np.exp(3 * ndtri(u)), lambda u: -np.exp(2 * ndtri(u)), np.asarray):
        found = Accumulator(Cells.of(carry(some)), 0)
        found.add(carry(uniforms), np.zeros(uniforms.size, np.int64))
        open_cells = found.counts[2:-1:2] / uniforms.size
        assert open_cells.mean() == pytest.approx(1 / 20_001, rel=0.01)
        assert open_cells.max() < 2 * math.log(20_000) / 20_000


anything = st.floats(allow_nan=False, allow_infinity=True)
about = st.one_of(anything, st.sampled_from([0.0, -0.0, 1.0, 1e9, math.inf, -math.inf]), st.floats(1e9, 1e9 + 1e-5))


@pytest.mark.slow
@settings(deadline=None)  # the first example loads machine code
@given(st.lists(about, min_size=1, max_size=60), st.lists(about, max_size=60))
def test_every_value_is_found_by_numpy_and_by_machine_code(first: list[float], others: list[float]) -> None:
    cells, values = Cells.of(np.array(first)), np.array([*others, *first])
    edges = sorted({one + 0.0 for one in first})
    assert cells.edges.tolist() == edges
    expected = [sum(edge < one for edge in edges) + sum(edge <= one for edge in edges) for one in values.tolist()]
    assert cells.find(values).tolist() == expected
    assert cells.find(values, compiled=True).tolist() == expected
    for value, place in zip(values.tolist(), expected, strict=True):
        low, high = cells.bounds(place)
        assert low == value == high if place % 2 else low <= value <= high


@pytest.mark.slow
@pytest.mark.parametrize("law", HARD)
def test_machine_code_finds_what_a_search_finds(law: str) -> None:
    values = HARD[law](uniforms("random", 200_000))
    cells = Cells.of(values[:65_536])
    left, right = (np.searchsorted(cells.edges, values, side) for side in ("left", "right"))
    np.testing.assert_array_equal(cells.find(values, compiled=True), left + right)
    np.testing.assert_array_equal(cells.find(values), left + right)


def test_coarse_cells_are_made_of_cells() -> None:
    values = HARD["seldom"](uniforms("random", 50_000))
    cells = Cells.of(values)
    assert 0.0 in cells.coarse
    rising = np.sort(values)
    coarse = np.searchsorted(cells.coarse, rising) + np.searchsorted(cells.coarse, rising, "right")
    np.testing.assert_array_equal(cells.coarse_of[cells.find(rising)], coarse)


# --- merging


@pytest.mark.slow
@given(
    st.lists(about, min_size=1, max_size=40),
    st.integers(1, 40),
    st.integers(0, 3),
    st.lists(st.integers(0, 39), max_size=8),
    st.randoms(use_true_random=False),
)
def test_merging_in_any_order_and_grouping_gives_the_same_bits(numbers, first, randomisations, cuts, random) -> None:
    values, cells = np.array(numbers), Cells.of(np.array(numbers[:first]))
    ranks = np.arange(values.size) % max(randomisations, 1)
    calls = [piece for piece in np.split(np.arange(values.size), sorted(cuts)) if piece.size]

    def merged(groups: list[list[np.ndarray]]) -> Accumulator:
        whole = Accumulator(cells, randomisations, (0.0, 1.0))
        for group in groups:
            part = Accumulator(cells, randomisations, (0.0, 1.0))
            for call in group:
                part.add(values[call], ranks[call])
            whole.merge(part)
        return whole

    one = merged([calls])
    random.shuffle(calls)
    assert same(one, merged([[call] for call in calls]))
    assert same(one, merged([calls[:2], calls[2:]]))
    assert same(one, Accumulator.from_state(one.state()))


@pytest.mark.slow
@given(st.lists(st.floats(-1e6, 1e6), min_size=2, max_size=60), st.lists(st.integers(0, 59), max_size=8))
def test_any_split_gives_the_same_counts(numbers: list[float], cuts: list[int]) -> None:
    values = np.array(numbers)
    whole = accumulated(values, 3, parts=1, first=20)
    split = Accumulator(whole.cells, 3)
    for piece in np.split(np.arange(values.size), sorted(cuts)):
        split.add(values[piece], piece % 3)
    assert split.quantiles(0.1, 0.5, 0.9) == whole.quantiles(0.1, 0.5, 0.9)
    np.testing.assert_array_equal(split.by_randomisation, whole.by_randomisation)


def test_a_summary_with_other_cells_is_refused() -> None:
    state = accumulated(LAWS["normal"], 16).state()
    del state["edges"]
    with pytest.raises(RunError, match="earlier version of mcba"):
        Accumulator.from_state({**state, "digits": np.zeros(144)})


def test_certified_mean_and_standard_deviation_survive_merging() -> None:
    # NIST StRD NumAcc3 and NumAcc4: 1,001 numbers with certified mean and standard deviation 0.1
    for centre in (1_000_000.2, 10_000_000.2):
        values = np.array([centre, *([centre - 0.1, centre + 0.1] * 500)])
        found = accumulated(values, 0, parts=9)
        assert found.mean().value == pytest.approx(centre, rel=1e-15)
        assert found.moments().sd == pytest.approx(0.1, rel=1e-7)


def test_never_is_counted_and_makes_the_mean_infinite() -> None:
    values = np.tile([1.0, 2.0, 3.0, math.inf], 1000)
    found = accumulated(values, 0, thresholds=(3.0,))
    assert found.mean().value == math.inf
    low, high = found.quantiles(0.30, 0.95)
    assert high.value == math.inf
    assert low == Estimate(2.0, 0.0)
    assert found.probability(3.0).value == 0.25


def test_infinities_of_both_signs_have_no_mean_and_quantiles_all_the_same() -> None:
    values = np.tile([-math.inf, 1.0, 2.0, 3.0, math.inf], 1000)
    found = accumulated(values, 16)
    assert math.isnan(found.mean().value)
    assert found.quantiles(0.5)[0] == Estimate(2.0, 0.0)
    assert [found.quantiles(level)[0].value for level in (0.1, 0.3, 0.95)] == [-math.inf, 1.0, math.inf]
    assert same(found, Accumulator.from_state(found.state()))


@pytest.mark.parametrize("worlds", [2, 5, 31])
def test_fewer_worlds_than_randomisations_can_compare_say_what_kept_worlds_say(worlds: int) -> None:
    values = np.random.default_rng(3).normal(4.0, 1.0, worlds)
    kept = summarise(values, mass=0.9, randomisations=16)
    found = accumulated(values, 16, thresholds=(4.0,)).summary(0.9)
    assert found.mean.error == pytest.approx(kept.mean.error, rel=1e-12)
    assert found.range.low_error == kept.range.low_error == math.inf
    assert found.range.high_error == kept.range.high_error == math.inf
    share = accumulated(values, 16, thresholds=(4.0,)).probability(4.0)
    assert share.error == pytest.approx(probability(values > 4.0, randomisations=16).error, rel=1e-12)


@given(st.lists(st.floats(-1e200, 1e200), max_size=40), st.randoms(use_true_random=False))
def test_an_exact_sum_is_the_correctly_rounded_sum_in_any_order(numbers: list[float], random) -> None:
    expected = math.fsum(numbers)
    random.shuffle(numbers)
    first, second = ExactSum(), ExactSum()
    for index, number in enumerate(numbers):
        (first if index % 2 else second).add(number)
    first.merge(second)
    assert first.value == expected
    backwards = ExactSum()
    for number in reversed(numbers):
        backwards.add(number)
    assert backwards.canonical() == first.canonical()


@pytest.mark.parametrize("sampler", ["random", "sobol"])
def test_a_ratio_of_means_has_the_error_that_kept_worlds_have(sampler: str) -> None:
    """Independent worlds take it from the spread of the difference: far from a ratio of one, that is easily wrong."""
    rng = np.random.default_rng(5)
    below = rng.lognormal(size=4_000)
    above = 3.0 * below + rng.normal(10.0, 2.0, 4_000)
    parts = 16 if sampler == "sobol" else 0
    ranks = np.arange(4_000) % max(parts, 1)
    over, under, difference = (Accumulator(Cells.of(one), parts) for one in (above, below, above - below))
    for found, values in ((over, above), (under, below), (difference, above - below)):
        found.add(values, ranks)
    summarised = over.ratio_of_means(under, difference)
    kept = ratio_of_means(above, below, randomisations=parts)
    assert summarised.value == pytest.approx(kept.value, rel=1e-12)
    assert summarised.error == pytest.approx(kept.error, rel=1e-9)
