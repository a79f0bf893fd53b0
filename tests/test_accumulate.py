import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.special import ndtri

from mcba.engine.accumulate import RANK_ERROR, Accumulator, Bins, ExactSum
from mcba.engine.estimate import probability, summarise
from mcba.errors import RunError

RNG = np.random.default_rng(20261122)
LAWS = {
    "normal": RNG.normal(3, 2, 160_000),
    "lognormal": RNG.lognormal(1, 1, 160_000),
    "far from zero": RNG.normal(1e9, 1e-3, 160_000),
    "whole numbers": RNG.poisson(2.5, 160_000).astype(float),
    "constant": np.full(160_000, 7.5),
}


def accumulated(
    values: np.ndarray, randomisations: int, parts: int = 5, thresholds: tuple[float, ...] = ()
) -> Accumulator:
    bins = Bins.of(values[:20_000])
    ranks = np.arange(values.size) % max(randomisations, 1)
    whole = Accumulator(bins, randomisations, thresholds)
    for piece in np.array_split(np.arange(values.size), parts):
        part = Accumulator(bins, randomisations, thresholds)
        part.add(values[piece], ranks[piece])
        whole.merge(part)
    return whole


@pytest.mark.parametrize("law", LAWS)
@pytest.mark.parametrize("randomisations", [0, 16])
class TestAccumulator:
    def test_agrees_with_the_worlds_themselves(self, law: str, randomisations: int) -> None:
        values = LAWS[law]
        found, kept = (
            accumulated(values, randomisations).summary(0.9),
            summarise(values, mass=0.9, randomisations=randomisations),
        )
        digit = 8 * np.spacing(np.abs(values).max())
        assert found.worlds == kept.worlds
        assert found.mean.value == pytest.approx(kept.mean.value, rel=1e-14)
        # NumPy's standard deviation rounds: ours is taken about a centre near the mean
        assert found.sd == pytest.approx(kept.sd, rel=1e-6, abs=1e-12 * abs(kept.mean.value))
        for ours, theirs in (
            (found.range.low, kept.range.low),
            (found.median.value, kept.median.value),
            (found.range.high, kept.range.high),
        ):
            # the gap between neighbouring worlds, over which conventions of interpolation differ
            assert ours == pytest.approx(theirs, abs=digit + 1e-4 * kept.sd)

    def test_machine_code_counts_the_same_to_the_bit(self, law: str, randomisations: int) -> None:
        values = LAWS[law]
        ranks = np.arange(values.size) % max(randomisations, 1)
        by_numpy, compiled = (Accumulator(Bins.of(values), randomisations, (0.0, 2.5)) for _ in range(2))
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
        digit = 8 * np.spacing(np.abs(values).max())
        assert found.mean.error == pytest.approx(kept.mean.error, rel=0.01, abs=digit)
        if law != "whole numbers":  # among ties an error of rank moves no value, or a whole step
            for ours, theirs in (
                (found.range.low_error, kept.range.low_error),
                (found.range.high_error, kept.range.high_error),
            ):
                # both read the slope of the same quantile function off neighbouring order statistics
                assert ours == pytest.approx(theirs, rel=0.25, abs=digit)

    def test_merging_in_any_order_gives_the_same_bits(self, law: str, randomisations: int) -> None:
        values = LAWS[law]
        bins, ranks = Bins.of(values[:1000]), np.arange(values.size) % max(randomisations, 1)
        parts = []
        for piece in np.array_split(np.arange(values.size), 7):
            parts.append(Accumulator(bins, randomisations))
            parts[-1].add(values[piece], ranks[piece])
        summaries = []
        for order in ((0, 1, 2, 3, 4, 5, 6), (6, 3, 0, 5, 1, 4, 2)):
            whole = Accumulator(bins, randomisations)
            for index in order:
                whole.merge(parts[index])
            summaries.append(whole.summary(0.9))
        assert summaries[0] == summaries[1]

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


def test_bins_tell_apart_one_world_in_a_hundred_thousand() -> None:
    uniforms = (np.arange(2_000_000) + 0.5) / 2_000_000
    for values in (ndtri(uniforms), np.exp(ndtri(uniforms)), -np.exp(2 * ndtri(uniforms)), uniforms):
        found = Accumulator(Bins.of(values[::100]), 0)
        found.add(values, np.zeros(values.size, np.int64))
        assert found.rank_error(0.9) <= RANK_ERROR


@pytest.mark.parametrize("long_tail", [1.0, -1.0])
def test_a_bin_begins_where_the_values_in_it_begin(long_tail: float) -> None:
    values = long_tail * np.exp(2 * ndtri((np.arange(20_000) + 0.5) / 20_000))
    bins = Bins.of(values[::20])
    places = bins.find(values)
    assert bins.mirrored == (long_tail < 0)
    assert np.all(np.diff(places) * long_tail >= 0)
    inside = np.flatnonzero((places > 0) & (places <= bins.count))
    assert inside.size > 19_000
    digit = 2 * np.spacing(abs(bins.anchor))  # the anchor is taken away and added again
    for value, place in zip(values[inside].tolist(), places[inside].tolist(), strict=True):
        digits = digit + 2 * np.spacing(abs(value))
        assert bins.lower_edge(place) - digits <= value <= bins.lower_edge(place + 1) + digits


def test_a_summary_with_other_bins_is_refused() -> None:
    state = accumulated(LAWS["normal"], 16).state()
    by_octave = {**state, "digits": state["digits"][::8]}
    del state["digits"]
    for older in (state, by_octave):
        with pytest.raises(RunError, match="earlier version of mcba"):
            Accumulator.from_state(older)


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
    assert low.value == pytest.approx(2.0, abs=1e-4)
    assert found.probability(3.0).value == 0.25


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
