"""Uniforms at addresses: one contract for every sampler, and what each promises besides."""

from __future__ import annotations

import hashlib
import threading
from collections.abc import Sequence

import numpy as np
import pytest
from numpy.typing import NDArray
from scipy.stats import kstest, qmc

from mcba.engine.drawing.samplers.directions import direction_numbers
from mcba.engine.drawing.samplers.registry import _samplers, points
from mcba.engine.drawing.samplers.sampler import Points
from mcba.engine.drawing.samplers.sobol import SOBOL_DIMENSIONS, tile_points
from mcba.engine.program.loops import RANDOMISATIONS
from mcba.errors import RunError
from mcba.study import SAMPLERS

Array = NDArray[np.float64]
NAMES = ("effect", "price", "clients", "share", "hours")


def source(
    sampler: str,
    *,
    seed: int = 1,
    names: Sequence[str] = NAMES,
    dimensions: Sequence[int] | None = None,
    worlds: int = 10_000,
) -> Points:
    places = range(len(names)) if dimensions is None else dimensions
    return points(sampler, seed=seed, names=names, dimensions=places, worlds=worlds)


def in_blocks(found: Points, stop: int, block: int) -> Array:
    return np.hstack([found.draw(start, min(start + block, stop)) for start in range(0, stop, block)])


@pytest.mark.parametrize("sampler", SAMPLERS)
class TestEverySampler:
    def test_uniforms_lie_strictly_inside(self, sampler: str) -> None:
        uniforms = source(sampler, worlds=200_000).draw(0, 200_000)
        assert uniforms.dtype == np.float64
        assert uniforms.min() > 0
        assert uniforms.max() < 1

    @pytest.mark.slow
    @pytest.mark.parametrize("block", [1, 16, 333, 1000, 8192])
    def test_continuing_equals_one_draw(self, sampler: str, block: int) -> None:
        whole = source(sampler).draw(0, 10_000)
        rows = 500 if block == 1 else 10_000
        assert np.array_equal(in_blocks(source(sampler), rows, block), whole[:, :rows])

    def test_a_block_can_be_drawn_by_itself(self, sampler: str) -> None:
        assert np.array_equal(source(sampler).draw(8_190, 8_210), source(sampler).draw(0, 10_000)[:, 8_190:8_210])

    def test_drawing_leaves_no_trace(self, sampler: str) -> None:
        found = source(sampler)
        first = found.draw(0, 100)
        first_copy = first.copy()
        first[:] = -1  # the caller may write to what it was given
        found.draw(5_000, 6_000)
        assert np.array_equal(found.draw(0, 100), first_copy)

    def test_threads_may_share_a_source(self, sampler: str) -> None:
        found, drawn = source(sampler), {}

        def draw(start: int) -> None:
            drawn[start] = found.draw(start, start + 1_000)

        threads = [threading.Thread(target=draw, args=(start,)) for start in range(0, 10_000, 1_000)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert np.array_equal(np.hstack([drawn[start] for start in sorted(drawn)]), found.draw(0, 10_000))

    @pytest.mark.parametrize("seed", [0, 1, 2**40, 2**64, 10**30])
    def test_every_whole_number_is_a_seed(self, sampler: str, seed: int) -> None:
        drawn = source(sampler, seed=seed).draw(0, 64)
        assert np.array_equal(drawn, source(sampler, seed=seed).draw(0, 64))
        assert not np.any(drawn == source(sampler, seed=seed + 1).draw(0, 64))

    def test_a_name_keeps_its_uniforms_whoever_is_drawn_beside_it(self, sampler: str) -> None:
        alone = source(sampler, names=["share"], dimensions=[3]).draw(0, 1_000)
        assert np.array_equal(alone[0], source(sampler).draw(0, 1_000)[3])

    def test_uniform(self, sampler: str) -> None:
        """Kolmogorov-Smirnov; the stratified samplers are more even than chance, so only unevenness counts."""
        for row in source(sampler, worlds=4_096).draw(0, 4_096):
            assert kstest(row, "uniform").pvalue > 1e-4

    def test_names_are_uncorrelated(self, sampler: str) -> None:
        correlation = np.corrcoef(source(sampler, worlds=16_384).draw(0, 16_384))
        assert np.abs(correlation - np.eye(len(NAMES))).max() < 4 / np.sqrt(16_384)

    def test_nothing_to_draw(self, sampler: str) -> None:
        assert source(sampler, names=[]).draw(0, 100).shape == (0, 100)
        assert source(sampler).draw(7, 7).shape == (len(NAMES), 0)

    @pytest.mark.slow
    def test_five_thousand_names(self, sampler: str) -> None:
        names = [f"x{index}" for index in range(5_000)]
        drawn = source(sampler, names=names, worlds=64).draw(0, 64)
        assert drawn.shape == (5_000, 64)
        assert abs(drawn.mean() - 0.5) < 4 / np.sqrt(12 * drawn.size)
        assert np.unique(drawn[:, 0]).size == 5_000

    def test_the_same_numbers_on_every_machine(self, sampler: str) -> None:
        """The first and a later row of one address, as they were when it was first written down."""
        drawn = source(sampler, seed=2017, names=["effect"], worlds=1_000).draw(0, 1_000)[0]
        assert [float(drawn[0]).hex(), float(drawn[999]).hex()] == WRITTEN_DOWN[sampler]


WRITTEN_DOWN: dict[str, list[str]] = {
    "random": ["0x1.1c53a0ee2c7e2p-2", "0x1.1c58fb10afa92p-2"],
    "lhs": ["0x1.16e39b095d175p-1", "0x1.cbf0ff5ac0940p-1"],
    "sobol": ["0x1.4aabae8c00000p-3", "0x1.1d8da5a300000p-1"],
}


def correlation_of_pairs(sampler: str, seeds: tuple[int, int], *, worlds: int = 4_096, pairs: int = 200) -> float:
    """Root mean square of the correlation of two names of two sequences, row by row, over that of independent rows."""
    found = []
    for pair in range(pairs):
        one, other = (
            points(sampler, seed=seed, names=[name], dimensions=[0], worlds=worlds, sequence=name).draw(0, worlds)[0]
            for seed, name in zip(seeds, (f"one {pair}", f"other {pair}"), strict=True)
        )
        found.append(np.corrcoef(one, other)[0, 1])
    return float(np.sqrt(np.mean(np.square(found)) * worlds))


@pytest.mark.slow
@pytest.mark.parametrize("sampler", SAMPLERS)
@pytest.mark.parametrize("seeds", [(1, 1), (1, 2)])
def test_rows_of_two_runs_may_be_paired(sampler: str, seeds: tuple[int, int]) -> None:
    """Of 200 independent pairs the root mean square is 1 ± 0.05; Sobol' points, 16 parts of which may meet in their
    first digits by chance, have 1.2. In one order for all sequences they had 12."""
    assert 0.8 < correlation_of_pairs(sampler, seeds) < 1.5


@pytest.mark.parametrize("sampler", ["random", "lhs"])
def test_seeds_are_unrelated(sampler: str) -> None:
    one, other = (source(sampler, seed=seed, worlds=16_384).draw(0, 16_384) for seed in (1, 2))
    for first, second in zip(one, other, strict=True):
        assert abs(np.corrcoef(first, second)[0, 1]) < 4 / np.sqrt(16_384)


def test_a_sequence_orders_its_points_and_changes_none() -> None:
    """The first 2^m points of each randomisation are the same, whatever the sequence is called."""
    one, other = (
        points("sobol", seed=1, names=NAMES, dimensions=range(5), worlds=16_384, sequence=name).draw(0, 16_384)
        for name in ("clients", "households")
    )
    for power in range(11):
        first, second = (rows[:, 3::RANDOMISATIONS][:, : 2**power] for rows in (one, other))
        assert np.array_equal(first[:, np.lexsort(first)], second[:, np.lexsort(second)])
    assert not np.array_equal(one, other)


@pytest.mark.parametrize("sampler", ["random", "lhs"])
def test_successive_rows_are_unrelated(sampler: str) -> None:
    drawn = source(sampler, worlds=16_384).draw(0, 16_384) - 0.5
    assert np.abs(np.mean(drawn[:, :-1] * drawn[:, 1:], axis=1) * 12).max() < 4 / np.sqrt(16_384)


@pytest.mark.parametrize("sampler", ["random", "sobol"])
def test_a_longer_run_begins_with_the_shorter_one(sampler: str) -> None:
    longer = source(sampler, worlds=10_000).draw(0, 10_000)
    assert np.array_equal(longer[:, :777], source(sampler, worlds=777).draw(0, 777))


def test_unknown_samplers_are_refused() -> None:
    with pytest.raises(RunError, match="unknown sampler 'halton'; allowed are sobol, lhs and random"):
        source("halton")


# --- random


@pytest.mark.parametrize("seed", [0, 7, 2**32, 2**40 + 1, 2**128, 2**200 + 3])
def test_random_rows_are_words_of_the_names_own_stream(seed: int) -> None:
    """Row r is word r of PCG64DXSM seeded by the seed and the name: `advance` finds it."""
    drawn = source("random", seed=seed, names=["effect"]).draw(0, 10_000)[0]
    key = tuple(hashlib.sha256(b"random\0effect").digest())
    for row in (0, 1, 4_096, 9_999):
        stream = np.random.PCG64DXSM(np.random.SeedSequence(seed, spawn_key=key))
        stream.advance(row)
        assert drawn[row] == ((stream.random_raw() >> 12) + 0.5) / 2**52


def test_random_rows_far_away_are_found_at_once() -> None:
    far = 10**15
    assert np.array_equal(source("random").draw(far, far + 10)[:, 3:], source("random").draw(far + 3, far + 10))


# --- Latin hypercube


@pytest.mark.parametrize("worlds", [2, 15, 16, 17, 100, 1_603, 4_096])
def test_every_randomisation_is_a_latin_hypercube(worlds: int) -> None:
    drawn = source("lhs", worlds=worlds).draw(0, worlds)
    for rank in range(min(RANDOMISATIONS, worlds)):
        rows = drawn[:, rank::RANDOMISATIONS]
        strata = np.floor(rows * rows.shape[1])
        assert np.array_equal(np.sort(strata, axis=1), np.tile(np.arange(rows.shape[1]), (len(NAMES), 1)))


def test_the_order_of_a_latin_hypercube_is_its_own() -> None:
    """No name's strata come in the order of the rows, of another name, or of another randomisation."""
    drawn = source("lhs", worlds=16_384).draw(0, 16_384)
    one, other = drawn[:, 0::RANDOMISATIONS], drawn[:, 1::RANDOMISATIONS]
    limit = 4 / np.sqrt(one.shape[1])
    for row in one:
        assert abs(np.corrcoef(np.arange(row.size), row)[0, 1]) < limit
    assert np.abs(np.corrcoef(one) - np.eye(len(NAMES))).max() < limit
    assert max(abs(np.corrcoef(a, b)[0, 1]) for a, b in zip(one, other, strict=True)) < limit


# --- Sobol'


def test_direction_numbers_are_those_of_joe_and_kuo() -> None:
    """SciPy as second opinion: its unscrambled points stand in Gray code order, ours in the natural one."""
    directions, points_of_scipy = direction_numbers(), qmc.Sobol(SOBOL_DIMENSIONS, scramble=False, bits=32).random(128)
    index = np.arange(128)
    gray = index ^ (index >> 1)
    digits = (gray[:, np.newaxis] >> np.arange(7)) & 1
    own = np.bitwise_xor.reduce(
        np.where(digits[:, np.newaxis, :] == 1, directions[np.newaxis, :, :7], np.uint32(0)), axis=2
    )
    assert directions.shape == (SOBOL_DIMENSIONS, 32)
    assert np.array_equal(own / 2**32, points_of_scipy)


def digits_of(uniforms: Array) -> NDArray[np.uint64]:
    return np.floor(uniforms * 2**32).astype(np.uint64)


def test_every_randomisation_is_a_net() -> None:
    """The first 2^m points of each have one point in each of 2^m equal cells of every coordinate."""
    drawn = source("sobol", names=[f"x{index}" for index in range(64)]).draw(0, 2**9 * RANDOMISATIONS)
    for rank in range(RANDOMISATIONS):
        for power in range(10):
            cells = np.floor(drawn[:, rank::RANDOMISATIONS][:, : 2**power] * 2**power)
            assert np.array_equal(np.sort(cells, axis=1), np.tile(np.arange(2**power), (64, 1)))


def test_the_first_two_coordinates_fill_every_box() -> None:
    """Sobol's first two coordinates are a (0, m, 2)-net: one point in every box of area 2^-m, however shaped."""
    first, second = source("sobol").draw(0, 2**8 * RANDOMISATIONS)[:2, ::RANDOMISATIONS]
    for power in range(9):
        boxes = np.floor(first * 2**power) * 2 ** (8 - power) + np.floor(second * 2 ** (8 - power))
        assert np.array_equal(np.sort(boxes), np.arange(2**8))


@pytest.mark.parametrize("start", [0, 2**20, 2**31])
def test_scrambling_keeps_the_points_linear(start: int) -> None:
    """x(i + j) = x(i) + x(j) - x(0) digit by digit, wherever i and j share no digit: tiles join without a seam."""
    found = source("sobol", worlds=2**32)

    def row(index: int) -> NDArray[np.uint64]:
        return digits_of(found.draw(index * RANDOMISATIONS, (index + 1) * RANDOMISATIONS))

    high = start // RANDOMISATIONS
    for low in (1, 7, 300, 511, 3_000):
        if high & low == 0:
            assert np.array_equal(row(high + low), row(high) ^ row(low) ^ row(0))


def test_randomisations_differ() -> None:
    drawn = digits_of(source("sobol").draw(0, RANDOMISATIONS))
    assert all(np.unique(row).size == RANDOMISATIONS for row in drawn)


def test_the_name_scrambles_and_the_dimension_places() -> None:
    one, other = (source("sobol", names=[name], dimensions=[2]).draw(0, 640)[0] for name in ("effect", "price"))
    moved = source("sobol", names=["effect"], dimensions=[5]).draw(0, 640)[0]
    assert not np.any(one == other)
    assert not np.array_equal(one, moved)


def test_names_beyond_the_direction_numbers_are_drawn_at_random() -> None:
    names = ["inside", "outside"]
    drawn = source("sobol", names=names, dimensions=[0, SOBOL_DIMENSIONS]).draw(100, 700)
    assert np.array_equal(drawn[0], source("sobol", names=["inside"], dimensions=[0]).draw(100, 700)[0])
    assert np.array_equal(drawn[1], source("random", names=["outside"]).draw(100, 700)[0])


def test_the_sequence_has_an_end() -> None:
    last = source("sobol", worlds=2**32).draw(2**32 - 20, 2**32)
    assert last.shape == (len(NAMES), 20)
    with pytest.raises(RunError, match='4,294,967,296 worlds; draw 4,294,967,297 worlds with sampler = "random"'):
        source("sobol", worlds=2**32 + 1)


@pytest.mark.parametrize("names", [0, 1, 20, 300, 5_000, 10**6])
def test_tiles_are_powers_of_two_of_bounded_size(names: int) -> None:
    tile = tile_points(names)
    assert 8 <= tile <= 512
    assert tile & (tile - 1) == 0


# --- the registry


def test_every_name_that_a_study_may_say_has_a_class_and_no_class_is_without_a_name() -> None:
    assert set(SAMPLERS) == set(_samplers())
    assert {name: sampler.name for name, sampler in _samplers().items()} == {name: name for name in SAMPLERS}


@pytest.mark.parametrize("sampler", SAMPLERS)
def test_what_a_sampler_says_of_itself_is_so(sampler: str) -> None:
    known = _samplers()[sampler]
    assert source(sampler).randomisations == known.randomisations
    first, longer = (source(sampler, worlds=worlds).draw(0, 1_000) for worlds in (1_000, 4_000))
    assert np.array_equal(first, longer) == known.extendable()
    if known.limit is not None:
        with pytest.raises(RunError, match=f"end at {known.limit:,} worlds"):
            source(sampler, worlds=known.limit + 1)
