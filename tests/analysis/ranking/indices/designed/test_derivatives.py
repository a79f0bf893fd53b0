"""Derivative-based bounds against exact ones."""

import copy

import numpy as np
import pytest
from SALib.analyze import dgsm as salib_dgsm
from scipy import special

from mcba.analysis.ranking.indices.designed.derivatives import DerivativeDesign, dgsm
from mcba.analysis.ranking.indices.designed.elementary_effects import MorrisDesign, morris
from mcba.analysis.ranking.indices.designed.fourier import FastDesign, fast
from mcba.analysis.ranking.indices.designed.sobol_indices import SobolDesign, sobol
from mcba.errors import RunError
from tests.analysis.ranking.indices.designed.problems import PROBLEM, evaluated
from tests.analysis.ranking.indices.known_functions import ISHIGAMI, g_function


def test_dgsm_equals_salib_on_its_points():
    design, y = evaluated(DerivativeDesign(3, 1024, seed=7))
    known = salib_dgsm.analyze(copy.deepcopy(PROBLEM), design.points(), y, num_resamples=2)
    found = dgsm(design, y)
    assert np.allclose(found.mean_square.value, known["vi"], rtol=1e-10)
    assert np.allclose(found.bound.value, known["dgsm"], rtol=1e-10)


def test_dgsm_bounds_the_total_index():
    found = dgsm(*evaluated(DerivativeDesign(3, 4096, seed=8)))
    assert np.all(found.bound.value > ISHIGAMI["total"])
    # Exactly: E[(7 sin 2 x2)^2] (2 pi)^2 = 24.5 (2 pi)^2.
    assert abs(found.mean_square.value[1] - 24.5 * 4 * np.pi**2) < 4 * found.mean_square.error[1]


def normal_design(dimension, base, seed):
    return DerivativeDesign(dimension, base, seed, by_score=[True] * dimension)


def test_dgsm_of_normals_is_on_their_own_scale():
    # y = 2 z0 + z1: E[y'^2] sd^2 / Var = 4/5, 1/5, which are the total indices: the bound is sharp on lines.
    design, y = evaluated(normal_design(2, 256, 1), lambda u: special.ndtri(u) @ [2.0, 1.0])
    assert np.allclose(dgsm(design, y).bound.value, [0.8, 0.2], atol=0.01)
    assert np.allclose(dgsm(design, y).mean_square.value, [4, 1], rtol=1e-6)
    # x ~ N(3, 1): E[(2 x)^2] = 40, Var(x^2) = 38, so the bound is 40/39 and the total index 38/39.
    found = dgsm(
        *evaluated(normal_design(2, 8192, 2), lambda u: special.ndtri(u[:, 0]) + (3 + special.ndtri(u[:, 1])) ** 2)
    )
    assert found.bound.value == pytest.approx([1 / 39, 40 / 39], rel=0.02)
    assert found.bound.low[1] < 40 / 39 < found.bound.high[1]


@pytest.mark.parametrize("sigma", [0.3, 1.0])
def test_dgsm_of_a_lognormal_has_its_exact_bound(sigma):
    # y = exp(sigma z): E[y'^2] / Var = sigma^2 exp(sigma^2) / (exp(sigma^2) - 1).
    found = dgsm(*evaluated(normal_design(1, 2**14, 3), lambda u: np.exp(sigma * special.ndtri(u[:, 0]))))
    exact = sigma**2 / -np.expm1(-(sigma**2))
    assert found.bound.value[0] == pytest.approx(exact, rel=0.02)
    assert found.bound.value[0] >= 1


def test_designs_without_their_undefined_rows_are_of_the_others():
    # x^1.5 for x uniform on (-1, 9), where it is defined uniform on (0, 9): Var x^1.5 = 27^2 (1/4 - 1/6.25).
    def undefined_below(u):
        with np.errstate(invalid="ignore"):
            return (10 * u[:, 0] - 1) ** 1.5 + 9 * u[:, 1]

    design, y = evaluated(SobolDesign(2, 8192, 1), undefined_below)
    found = sobol(design, y, drop=True)
    variances = np.array([27**2 * (1 / 4 - 1 / 6.25), 81 / 12])
    assert np.all(np.abs(found.first.value - variances / variances.sum()) < 3 * found.first.error)
    with pytest.raises(RunError, match=r'is not finite in .* or say failed = "drop" in \[run\] and use sobol'):
        sobol(design, y)
    design, y = evaluated(MorrisDesign(2, 500, 1), undefined_below)
    assert morris(design, y, drop=True).mu_star.value[1] == pytest.approx(9)
    design, y = evaluated(DerivativeDesign(2, 512, 1), undefined_below)
    assert dgsm(design, y, drop=True).mean_square.value[1] == pytest.approx(81)
    with pytest.raises(RunError, match=r"undefined at some point of .* too many to leave out"):
        dgsm(design, np.where(np.arange(len(y)) % 3 == 1, np.nan, y), drop=True)


def test_seeds_and_global_state():
    state = np.random.get_state()[1].copy()  # noqa: NPY002 (the point of the test)
    for make, method in (
        (lambda seed: MorrisDesign(3, 50, seed), morris),
        (lambda seed: FastDesign(3, 129, seed), fast),
        (lambda seed: DerivativeDesign(3, 64, seed), dgsm),
    ):
        assert np.array_equal(make(0).points(), make(0).points())
        assert not np.array_equal(make(0).points(), make(1).points())
        found = [vars(method(*evaluated(make(0)), seed=0)) for _ in range(2)]
        for name in found[0]:
            assert np.array_equal(found[0][name].low, found[1][name].low)
    assert np.array_equal(state, np.random.get_state()[1])  # noqa: NPY002


def test_a_derivative_of_a_long_tail_is_refused():
    def steep(u):
        return np.exp(3 * special.ndtri(u[:, 0])) ** 0.2 + np.exp(2.5 * special.ndtri(u[:, 1]))

    with pytest.raises(RunError, match="carries"):
        dgsm(*evaluated(DerivativeDesign(2, 256, seed=1), steep))


@pytest.mark.parametrize(
    ("make", "method"),
    [
        (MorrisDesign(3, 50, 1), morris),
        (FastDesign(3, 129, 1), fast),
        (DerivativeDesign(3, 64, 1), dgsm),
    ],
)
def test_unusable_outcomes_are_refused(make, method):
    y = g_function(np.column_stack([make.points(), np.full((make.rows, 5), 0.3)]))
    with pytest.raises(RunError, match="not finite in 1 of"):
        method(make, np.where(np.arange(make.rows) == 4, np.nan, y))
    with pytest.raises(RunError, match="in every world"):
        method(make, np.ones(make.rows))
    with pytest.raises(RunError, match="in the order of the points"):
        method(make, y[1:])


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda: MorrisDesign(3, 1, 1), "two trajectories"),
        (lambda: MorrisDesign(3, 10, 1, levels=5), "levels = 5"),
        (lambda: MorrisDesign(3, 10, 1, groups=["a"]), "1 group labels for 3 assumptions"),
        (lambda: FastDesign(1, 100, 1), "two or more"),
        (lambda: FastDesign(3, 64, 1), "give more than 64"),
        (lambda: FastDesign(3, 129, 1, curves=1), "curves = 1 gives no error"),
        (lambda: DerivativeDesign(3, 100, 1), "take 128"),
        (lambda: DerivativeDesign(0, 64, 1), "at least one assumption"),
        (lambda: DerivativeDesign(3, 64, 1, step=1), "step = 1"),
    ],
)
def test_impossible_designs_are_refused(make, message):
    with pytest.raises(RunError, match=message):
        make()
