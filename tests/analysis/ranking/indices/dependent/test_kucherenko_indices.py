"""Kucherenko's indices against exact ones."""

import numpy as np
import pytest
from scipy import special

from mcba.analysis.ranking.indices.dependent.gaussian import GaussianDependence
from mcba.analysis.ranking.indices.dependent.kucherenko_indices import kucherenko
from mcba.analysis.ranking.indices.designed.sobol_indices import SobolDesign, sobol
from mcba.errors import RunError
from tests.analysis.ranking.indices.dependent.correlated import linear, with_correlation

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
