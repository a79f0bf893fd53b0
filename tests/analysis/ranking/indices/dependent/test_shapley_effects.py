"""Shapley effects against exact ones."""

import numpy as np
import pytest

from mcba.analysis.ranking.indices.dependent.gaussian import GaussianDependence
from mcba.analysis.ranking.indices.dependent.kucherenko_indices import kucherenko
from mcba.analysis.ranking.indices.dependent.shapley_effects import shapley_exact, shapley_permutations, shapley_values
from mcba.errors import RunError
from tests.analysis.ranking.indices.dependent.correlated import linear, with_correlation

# shapley-linear-gaussian-2: Iooss and Prieur (2019), Owen and Prieur (2017); sds 1 and 2, correlation 0.5.
SHAPLEY = [0.339285714285714, 0.660714285714286]


def linear_explained(coefficients, covariance):
    """Explained share of variance of every subset, for a linear model of jointly normal assumptions: exact."""
    count, together = len(coefficients), covariance @ coefficients
    explained = np.zeros(2**count)
    for subset in range(1, 2**count):
        known = np.flatnonzero(subset >> np.arange(count) & 1)
        explained[subset] = together[known] @ np.linalg.solve(covariance[np.ix_(known, known)], together[known])
    return explained / explained[-1]


def test_shapley_reference_case_in_closed_form():
    explained = linear_explained(np.ones(2), np.array([[1, 1], [1, 4.0]]))
    assert np.allclose(shapley_values(explained), SHAPLEY, rtol=0, atol=1e-6)


@pytest.mark.slow
def test_shapley_reference_case_by_sampling():
    dependence = GaussianDependence(with_correlation(2, {(0, 1): 0.5}))
    exact = shapley_exact(linear([1, 2]), dependence, base=4096, seed=1)
    assert np.allclose(exact.value, SHAPLEY, atol=1e-3)
    permuted = shapley_permutations(linear([1, 2]), dependence, permutations=1024, seed=1)
    assert np.all(np.abs(permuted.value - SHAPLEY) < 4 * permuted.error)
    assert exact.value.sum() == pytest.approx(1)
    assert permuted.value.sum() == pytest.approx(1)


@pytest.mark.slow
def test_shapley_of_many_correlated_assumptions():
    correlation = 0.3 + 0.7 * np.eye(8)
    weights = np.arange(8.0)
    known = shapley_values(linear_explained(weights, correlation))
    dependence = GaussianDependence(correlation)
    exact = shapley_exact(linear(weights), dependence, base=1024, seed=2, resamples=200)
    permuted = shapley_permutations(linear(weights), dependence, seed=2)
    for found in (exact, permuted):
        assert np.all(np.abs(found.value - known) < 4 * found.error)
    # An assumption that the model ignores still carries what it tells about the others.
    assert exact.value[0] > 4 * exact.error[0]


@pytest.mark.slow
def test_shapley_permutation_errors_are_their_spread():
    dependence = GaussianDependence(with_correlation(2, {(0, 1): 0.5}))
    found = [shapley_permutations(linear([1, 2]), dependence, permutations=64, rows=8, seed=seed) for seed in range(80)]
    ratio = np.mean([one.error for one in found], axis=0) / np.std([one.value for one in found], axis=0)
    # 80 repetitions know a standard deviation to 8 percent.
    assert np.allclose(ratio, 1, atol=0.32)


def test_shapley_halves_an_interaction():
    # y = u0 u1 of independent uniforms: both alike, whatever the interaction.
    found = shapley_exact(lambda u: u[:, 0] * u[:, 1], GaussianDependence(np.eye(2)), base=2048, seed=3)
    assert found.value == pytest.approx([0.5, 0.5], abs=0.01)


def test_shapley_values_share_out_any_game():
    worth = np.random.default_rng(4).random(16)
    values = shapley_values(worth)
    assert values.sum() == pytest.approx(worth[-1] - worth[0])
    # Swapping assumptions 0 and 1 swaps their values.
    swapped = worth[[subset & ~3 | (subset & 1) << 1 | (subset >> 1 & 1) for subset in range(16)]]
    assert shapley_values(swapped) == pytest.approx(values[[1, 0, 2, 3]])


def test_impossible_questions_are_refused():
    dependence = GaussianDependence(np.eye(2))
    wide = GaussianDependence(np.eye(11))
    for call, message in (
        (lambda: shapley_exact(linear([1] * 11), wide, base=64, seed=1), "11 assumptions have 2048 subsets"),
        (lambda: shapley_exact(linear([1, 1]), dependence, base=100, seed=1), "take 128"),
        (lambda: shapley_permutations(linear([1, 1]), dependence, permutations=21, seed=1), "even number"),
        (lambda: kucherenko(lambda u: u[:, 0] * np.nan, dependence, base=64, seed=1), "not finite in 64 of 64"),
        (lambda: kucherenko(lambda u: u[:, 0] * 0 + 1, dependence, base=64, seed=1), "the outcome is 1 in every world"),
        (lambda: kucherenko(lambda u: u, dependence, base=64, seed=1), r"shape \(64, 2\)"),
        (lambda: shapley_permutations(lambda u: u[:, 0] * 0, dependence, seed=1), "the outcome is 0 in every world"),
    ):
        with pytest.raises(RunError, match=message):
            call()
