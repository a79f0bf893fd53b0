import copy
import warnings

import numpy as np
import pytest
from SALib.analyze import sobol as salib_analyze
from SALib.sample import sobol as salib_sample
from scipy import stats

from mcba.analysis.ranking.indices.designed.sobol_indices import SobolDesign, replicate, sobol, sobol_by_base
from mcba.errors import RunError
from tests.analysis.ranking.indices.known_functions import (
    G_FUNCTION,
    G_STAR,
    ISHIGAMI,
    MOON,
    g_function,
    g_star,
    ishigami,
    moon,
)


def evaluated(function, dimension, base=8192, seed=1, **options):
    design = SobolDesign(dimension, base, seed, **options)
    return design, function(design.points())


@pytest.mark.parametrize(
    ("function", "dimension", "known", "tolerance"),
    [
        (ishigami, 3, ISHIGAMI, 0.02),
        (g_function, 8, G_FUNCTION, 0.015),
        (g_star, 10, G_STAR, 0.02),
        (moon, 3, MOON, 0.015),
    ],
)
def test_reference_cases(function, dimension, known, tolerance):
    found = sobol(*evaluated(function, dimension, second_order=True))
    assert np.allclose(found.first.value, known["first"], atol=tolerance)
    assert np.allclose(found.total.value, known["total"], atol=tolerance)
    assert np.all(np.abs(found.first.value - known["first"]) < 4 * found.first.error + 1e-4)
    if "pair_13" in known:
        assert abs(found.second.value[0, 2] - known["pair_13"]) < tolerance


@pytest.mark.parametrize("groups", [None, ["price", "reach", "price"]])
@pytest.mark.parametrize("second_order", [False, True])
def test_points_and_indices_equal_salib(groups, second_order):
    problem = {"num_vars": 3, "names": ["a", "b", "c"], "bounds": [[0, 1]] * 3}
    if groups:
        problem["groups"] = groups
    design, y = evaluated(ishigami, 3, base=512, seed=7, second_order=second_order, groups=groups)
    points = salib_sample.sample(
        copy.deepcopy(problem), 512, calc_second_order=second_order, seed=np.random.default_rng(7)
    )
    assert np.array_equal(design.points(), points)
    known = salib_analyze.analyze(problem, y, calc_second_order=second_order, num_resamples=300, seed=1)
    found = sobol(design, y)
    assert np.allclose(found.first.value, known["S1"], rtol=0, atol=1e-10)
    assert np.allclose(found.total.value, known["ST"], rtol=0, atol=1e-10)
    # Both are bootstraps of the same rows: 300 and 1,000 resamples know a spread to 4 and 2 percent.
    assert np.allclose(known["S1_conf"] / 1.959964 / found.first.error, 1, atol=0.2)
    assert np.allclose(known["ST_conf"] / 1.959964 / found.total.error, 1, atol=0.2)
    if second_order:
        upper = np.triu_indices(len(design.factors), 1)
        assert np.allclose(found.second.value[upper], known["S2"][upper], rtol=0, atol=1e-10)
        assert np.allclose(known["S2_conf"][upper] / 1.959964 / found.second.error[upper], 1, atol=0.2)
        assert np.array_equal(found.second.value, found.second.value.T, equal_nan=True)
    else:
        assert found.second is None


@pytest.mark.parametrize(("function", "dimension", "known"), [(ishigami, 3, ISHIGAMI), (g_function, 8, G_FUNCTION)])
def test_scipy_agrees(function, dimension, known):
    second_opinion = stats.sobol_indices(
        func=lambda x: function(x.T)[np.newaxis],
        n=8192,
        dists=[stats.uniform()] * dimension,
        rng=np.random.default_rng(2),
    )
    found = sobol(*evaluated(function, dimension))
    assert np.allclose(found.first.value, np.ravel(second_opinion.first_order), atol=0.02)
    assert np.allclose(found.total.value, np.ravel(second_opinion.total_order), atol=0.02)
    assert np.allclose(np.ravel(second_opinion.total_order), known["total"], atol=0.02)


def test_blocks_are_the_points():
    design = SobolDesign(5, 128, 0, second_order=True, groups=["a", "b", "a", "c", "c"])
    assert design.rows == 128 * 8
    assert np.array_equal(np.concatenate(list(design.blocks(100))), design.points())


def test_a_group_gets_its_closed_index():
    # x0 + x1 + 3 x0 x2: with x0 and x2 as one group nothing is left but x1, of variance 1/12 of 41/48.
    found = sobol(*evaluated(moon, 3, groups=["pair", "alone", "pair"]))
    assert found.first.value == pytest.approx([1 - MOON["first"][1], MOON["first"][1]], abs=0.01)
    assert found.total.value == pytest.approx(found.first.value, abs=0.01)


def test_the_mean_and_unit_of_the_outcome_do_not_matter():
    design, y = evaluated(ishigami, 3, base=256, second_order=True)
    one, other = sobol(design, y), sobol(design, 1e3 * y + 1e7)
    assert np.allclose(one.first.value, other.first.value, atol=1e-8)
    assert np.allclose(one.second.low, other.second.low, atol=1e-8, equal_nan=True)


def test_bootstrap_in_sets_has_the_error_of_rows(monkeypatch):
    design, y = evaluated(ishigami, 3, base=2048)
    whole = sobol(design, y)
    monkeypatch.setattr("mcba.analysis.ranking.indices.designed.sobol_indices.SETS_OF_DESIGN", 512)
    assert np.allclose(sobol(design, y).total.error / whole.total.error, 1, atol=0.2)


def test_errors_of_random_rows_are_their_spread():
    # On random base rows (not a sequence) the bootstrap must be right: compare with repetitions.
    design = SobolDesign(3, 256, 0)
    found = []
    for seed in range(100):
        rows = np.random.default_rng(seed).random((256, 6))
        points = np.stack([rows[:, :3], *(np.where(np.arange(3) == j, rows[:, 3:], rows[:, :3]) for j in range(3))], 1)
        points = np.concatenate([points, rows[:, np.newaxis, 3:]], axis=1).reshape(-1, 3)
        found.append(sobol(design, ishigami(points), resamples=200))
    for name in ("first", "total"):
        parts = [getattr(one, name) for one in found]
        ratio = np.mean([part.error for part in parts], axis=0) / np.std([part.value for part in parts], axis=0)
        assert np.allclose(ratio, 1, atol=0.3)


def test_convergence_ends_with_the_whole_design():
    design, y = evaluated(ishigami, 3, base=512, second_order=True)
    found = sobol_by_base(design, y)
    assert list(found) == [64, 128, 256, 512]
    assert np.allclose(found[512].total.value, sobol(design, y).total.value, atol=1e-12)
    assert found[512].total.error.max() < found[64].total.error.max()
    smaller, part = evaluated(ishigami, 3, base=128)
    assert np.allclose(found[128].total.value, sobol(smaller, part).total.value, atol=1e-12)


@pytest.mark.slow
def test_replicates_know_how_evenly_the_sequence_lies():
    found = replicate([sobol(*evaluated(ishigami, 3, 1024, seed, second_order=True)) for seed in range(8)])
    # Smooth in the sequence: the spread between scrambles is below the bootstrap error of all rows together.
    single = sobol(*evaluated(ishigami, 3, 8192))
    assert np.all(found.total.error < single.total.error)
    # Student with 7 degrees of freedom: 5.4 errors for four of the normal.
    assert np.all(np.abs(found.total.value - ISHIGAMI["total"]) < 5.4 * found.total.error + 1e-4)
    assert abs(found.second.value[0, 2] - ISHIGAMI["pair_13"]) < 5.4 * found.second.error[0, 2]


def test_seeds_and_global_state():
    state, formatter = np.random.get_state()[1].copy(), warnings.formatwarning  # noqa: NPY002 (the point of the test)
    one, other = (sobol(*evaluated(ishigami, 3, 128, seed=0), seed=0) for _ in range(2))
    assert np.array_equal(one.total.low, other.total.low)
    assert not np.array_equal(one.total.value, sobol(*evaluated(ishigami, 3, 128, seed=1)).total.value)
    assert np.array_equal(state, np.random.get_state()[1])  # noqa: NPY002
    assert warnings.formatwarning is formatter


def test_one_assumption_carries_everything():
    found = sobol(*evaluated(lambda u: np.exp(u[:, 0]), 1, 256, second_order=True))
    assert found.first.value == pytest.approx([1], abs=0.02)
    assert found.total.value == pytest.approx([1], abs=0.02)


@pytest.mark.slow
def test_two_hundred_assumptions():
    weights = np.arange(200.0)
    design = SobolDesign(200, 1024, 3)
    found = sobol(design, design.points() @ weights, resamples=100)
    known = weights**2 / (weights**2).sum()
    assert np.all(np.abs(found.total.value - known) < 4 * found.total.error + 1e-12)
    assert found.total.order[0] > 180


DESIGN, OUTCOMES = evaluated(ishigami, 3, 256)
RARE = np.zeros(DESIGN.rows)
RARE[::5][:2] = 1


@pytest.mark.parametrize(
    ("y", "message"),
    [
        (np.where(np.arange(DESIGN.rows) == 9, np.nan, OUTCOMES), r"not finite in 1 of 1280 worlds \(first in world 9"),
        (np.where(np.arange(DESIGN.rows) == 9, np.inf, OUTCOMES), "not finite in 1"),
        (np.full(DESIGN.rows, 0.1), "the outcome is 0.1 in every world"),
        (OUTCOMES[:-1], r"1280 points and the outcome shape \(1279,\)"),
        (OUTCOMES.reshape(-1, 1), r"shape \(1280, 1\)"),
        (np.random.default_rng(0).permutation(OUTCOMES), "keep the order"),
        (np.random.default_rng(0).normal(size=DESIGN.rows), "random numbers of its own"),
        (RARE, "carries 50% of the variance"),
        (np.where(np.arange(DESIGN.rows) % 5 == 2, 1.0, 0.0), "same at all base rows"),
    ],
)
def test_unusable_outcomes_are_refused(y, message):
    with pytest.raises(RunError, match=message):
        sobol(DESIGN, y)


def test_a_rare_outcome_is_refused_when_resamples_miss_it():
    design = SobolDesign(2, 256, 0)
    rare = (design.points().min(axis=1) > 0.9).astype(float)
    assert rare[::4].sum() + rare[3::4].sum() == 5
    # Five rows of 512 carry the variance: its relative error is sqrt((512 / 5 - 1) / 512) = 0.44.
    with pytest.raises(
        RunError, match="few of 512 worlds carry the variance of the outcome, which is known to 44% only"
    ):
        sobol(design, rare)


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda: SobolDesign(3, 1000, 1), "base = 1000 is not a power of two, .* take 1024"),
        (lambda: SobolDesign(3, 0, 1), "base = 0 is not a power of two, .* take 2"),
        (lambda: SobolDesign(0, 64, 1), "at least one assumption"),
        (lambda: SobolDesign(3, 64, 1, groups=["a", "b"]), "2 group labels for 3 assumptions"),
        (lambda: replicate([sobol(DESIGN, OUTCOMES)]), "one replicate has no error"),
    ],
)
def test_impossible_designs_are_refused(make, message):
    with pytest.raises(RunError, match=message):
        make()
