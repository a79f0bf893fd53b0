import numpy as np
import pytest
from scipy import special

from mcba.analysis.ranking.indices.dependent import GaussianDependence, blocks, kucherenko, refuse_dependence
from mcba.analysis.ranking.indices.dependent.shapley_effects import shapley_exact, shapley_permutations, shapley_values
from mcba.analysis.ranking.indices.designed import SobolDesign, sobol
from mcba.errors import RunError


def with_correlation(count, pairs):
    matrix = np.eye(count)
    for (one, other), value in pairs.items():
        matrix[one, other] = matrix[other, one] = value
    return matrix


def linear(weights):
    """A linear model of jointly normal assumptions, from the probabilities of a Gaussian copula."""
    return lambda u: special.ndtri(u) @ np.asarray(weights, dtype=float)


# kucherenko2012-case1-linear: Kucherenko, Tarantola and Annoni (2012), Table 1, via CorSens inst/doc/tests.html; x1, x2
# ~ N(0, 1), x3 ~ N(0, 2), corr(x2, x3) = rho.
KUCHERENKO = {
    0.0: ([0.17, 0.17, 0.67], [0.17, 0.17, 0.67]),
    0.5: ([0.12, 0.5, 0.78], [0.12, 0.09, 0.38]),
    -0.5: ([0.25, 0, 0.56], [0.25, 0.19, 0.75]),
    0.8: ([0.11, 0.73, 0.85], [0.11, 0.04, 0.16]),
    -0.8: ([0.36, 0.13, 0.51], [0.36, 0.13, 0.51]),
}


@pytest.mark.parametrize("correlation", KUCHERENKO)
def test_kucherenko_reference_case(correlation):
    dependence = GaussianDependence(with_correlation(3, {(1, 2): correlation}))
    found = kucherenko(linear([1, 1, 2]), dependence, base=2**13, seed=1, resamples=100)
    full, independent = KUCHERENKO[correlation]
    assert np.allclose(found.full.value, full, atol=0.0055)
    assert np.allclose(found.independent.value, independent, atol=0.0055)


def test_kucherenko_of_independent_assumptions_is_sobol():
    def model(u):
        return u[:, 0] + u[:, 1] + 3 * u[:, 0] * u[:, 2]

    found = kucherenko(model, GaussianDependence(np.eye(3)), base=4096, seed=2)
    design = SobolDesign(3, 4096, 2)
    known = sobol(design, model(design.points()))
    assert np.allclose(found.full.value, known.first.value, atol=0.01)
    assert np.allclose(found.independent.value, known.total.value, atol=0.01)


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


def test_shapley_reference_case_by_sampling():
    dependence = GaussianDependence(with_correlation(2, {(0, 1): 0.5}))
    exact = shapley_exact(linear([1, 2]), dependence, base=4096, seed=1)
    assert np.allclose(exact.value, SHAPLEY, atol=1e-3)
    permuted = shapley_permutations(linear([1, 2]), dependence, permutations=1024, seed=1)
    assert np.all(np.abs(permuted.value - SHAPLEY) < 4 * permuted.error)
    assert exact.value.sum() == pytest.approx(1)
    assert permuted.value.sum() == pytest.approx(1)


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


def test_dependent_blocks_have_exact_closed_indices():
    correlation = with_correlation(4, {(1, 2): 0.8, (2, 3): -0.3})
    assert blocks(correlation) == ("0", "1", "1", "1")
    dependence = GaussianDependence(correlation)
    design = SobolDesign(4, 4096, 5, groups=blocks(correlation))
    u = np.clip(design.points(), 2.0**-31, None)
    found = sobol(design, linear([1, 1, 2, 1])(dependence.sample(u)))
    # Var of the block: 1 + 4 + 1 + 2 (2 x 0.8 - 2 x 0.3) = 8.
    assert found.first.value == pytest.approx([1 / 9, 8 / 9], abs=0.01)


def test_conditional_draws_keep_what_is_known_and_the_dependence():
    correlation = with_correlation(3, {(0, 1): 0.7, (1, 2): -0.4})
    dependence = GaussianDependence(correlation)
    generator = np.random.default_rng(6)
    values = dependence.sample(generator.random((40_000, 3)))
    drawn = dependence.conditional(values, np.array([True, False, False]), generator.random((40_000, 3)))
    assert np.array_equal(drawn[:, 0], values[:, 0])
    # Standard error of a correlation of 40,000 rows is at most 0.005.
    assert np.allclose(np.corrcoef(special.ndtri(drawn), rowvar=False), correlation, atol=0.02)
    same = dependence.conditional(values, np.array([True, True, True]), generator.random((40_000, 3)))
    assert np.array_equal(same, values)
    fresh = dependence.conditional(values, np.zeros(3, dtype=bool), generator.random((40_000, 3)))
    assert abs(np.corrcoef(fresh[:, 0], values[:, 0])[0, 1]) < 0.02


def test_ends_of_the_cube_stay_finite():
    dependence = GaussianDependence(with_correlation(2, {(0, 1): 0.9}))
    assert np.isfinite(special.ndtri(dependence.sample(np.array([[0.0, 1.0], [1.0, 0.0], [0.5, 0.5]]))[:, 0])).all()


def test_methods_for_independent_assumptions_refuse_by_name():
    refuse_dependence("Sobol'", np.eye(3), ["a", "b", "c"])
    correlation = with_correlation(3, {(0, 2): -0.4, (0, 1): 0.1})
    with pytest.raises(RunError, match="Sobol' assumes independent assumptions, but price and reach are correlated"):
        refuse_dependence("Sobol'", correlation, ["price", "cost", "reach"])
    assert correlation[0, 0] == 1


@pytest.mark.parametrize(
    ("correlation", "message"),
    [
        (np.ones((2, 3)), "shape"),
        (np.array([[1, 0.5], [0.4, 1]]), "not symmetric"),
        (np.array([[2, 0.5], [0.5, 1]]), "ones on its diagonal"),
        (np.array([[1.0, 1.0], [1.0, 1.0]]), "not positive definite"),
    ],
)
def test_impossible_correlations_are_refused(correlation, message):
    with pytest.raises(RunError, match=message):
        GaussianDependence(correlation)


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
