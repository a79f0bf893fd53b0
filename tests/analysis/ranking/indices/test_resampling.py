import numpy as np
import pytest

from mcba.analysis.ranking.indices.resampling import Resampler, index, rank_probability, replicated, rows_needed
from mcba.errors import RunError


@pytest.mark.parametrize("rows", [37, 500, 501, 20_000])
def test_resampled_means_have_the_error_of_a_mean(rows):
    values = np.random.default_rng(1).exponential(size=(rows, 2))
    means = Resampler(rows, resamples=2000, seed=0).means(values)
    known = values.std(axis=0) / np.sqrt(rows)
    assert np.all(np.abs(means.mean(axis=0) - values.mean(axis=0)) < 4 * known / np.sqrt(2000))
    # 500 sets and 2,000 resamples know a standard deviation to 4 percent.
    assert np.allclose(means.std(axis=0) / known, 1, atol=0.16)


def test_sorted_rows_have_the_same_error_as_shuffled_ones():
    values = np.sort(np.random.default_rng(2).normal(size=20_000))
    means = Resampler(20_000, resamples=1000, seed=0).means(values)
    assert means.std() * np.sqrt(20_000) == pytest.approx(values.std(), rel=0.16)


def test_counts_are_the_resampled_shares_of_cells():
    cells = np.random.default_rng(3).integers(0, 5, 3000)
    resampler = Resampler(3000, resamples=50, seed=0)
    direct = resampler.means((cells[:, np.newaxis] == np.arange(5)).astype(float))
    assert np.allclose(resampler.counts(cells, 5), direct)


def test_seed_zero_is_a_seed():
    one, other, third = (Resampler(100, resamples=10, seed=seed).means(np.arange(100.0)) for seed in (0, 0, 1))
    assert np.array_equal(one, other)
    assert not np.array_equal(one, third)


def test_rank_probabilities_count_sizes_and_sum_to_one():
    resampled = np.random.default_rng(4).normal([3, -2.8, 0], 0.1, size=(1000, 3))
    found = rank_probability(resampled)
    assert np.allclose(found.sum(axis=0), 1)
    assert np.allclose(found.sum(axis=1), 1)
    # 3 stays ahead of 2.8 when a normal number of sd 0.1414 is above -0.2: 0.921.
    assert found[0, 0] == pytest.approx(0.921, abs=4 * np.sqrt(0.921 * 0.079 / 1000))
    assert found[2, 2] == 1


def test_index_tells_its_order_and_lead():
    resampled = np.random.default_rng(5).normal([1, -5, 1.05], 0.1, size=(1000, 3))
    found = index(np.array([1, -5, 1.05]), resampled, mass=0.9)
    assert found.order.tolist() == [1, 2, 0]
    assert found.lead[1] == 1
    assert 0.5 < found.lead[2] < 0.75
    assert np.isnan(found.lead[0])
    assert found.rank_range().tolist() == [[1, 2], [0, 0], [1, 2]]
    assert found.high - found.low == pytest.approx(2 * 1.645 * 0.1, rel=0.15)


def test_replicates_have_student_intervals():
    inside = []
    for seed in range(400):
        found = replicated(np.random.default_rng(seed).normal(size=(4, 1)), mass=0.9, resamples=2)
        inside.append((found.low[0] < 0) & (found.high[0] > 0))
    assert abs(np.mean(inside) - 0.9) < 4 * np.sqrt(0.09 / 400)


def test_rows_needed_fall_with_the_root():
    assert rows_needed(1000, error=0.02, target=0.01) == 4000
    with pytest.raises(RunError, match="target = 0"):
        rows_needed(1000, error=0.02, target=0)
