"""Morris screening against exact effects, and designs of every kind against SALib."""

import copy

import numpy as np
import pytest
from SALib.analyze import morris as salib_morris

from mcba.analysis.ranking.indices.designed.elementary_effects import MorrisDesign, morris
from tests.analysis.ranking.indices.designed.problems import PROBLEM, evaluated


# ishigami-morris-p4: SALib tests/test_regression.py (test_regression_morris_vanilla); exact by enumeration of the grid
# 7.704054, 7.875, 6.248796, and sigma 6.248796, 7.875, 8.837132.
def test_morris_reference_case():
    found = morris(*evaluated(MorrisDesign(3, 10_000, seed=1)))
    assert np.allclose(found.mu_star.value, [7.682808, 7.875, 6.256295], rtol=0.02)
    assert np.all(np.abs(found.mu_star.value - [7.704054, 7.875, 6.248796]) <= 4 * found.mu_star.error + 1e-6)
    assert np.allclose(found.sigma.value, [6.248796, 7.875, 8.837132], rtol=0.02)
    assert np.all(np.abs(found.mu.value - [7.704054, 0, 0]) < 4 * found.mu.error)


@pytest.mark.parametrize("groups", [None, ["pair", "alone", "pair"]])
def test_morris_equals_salib(groups):
    problem = {**copy.deepcopy(PROBLEM), **({"groups": groups} if groups else {})}
    design, y = evaluated(MorrisDesign(3, 100, seed=2, groups=groups))
    known = salib_morris.analyze(problem, design.points(), y, num_levels=4, num_resamples=10)
    found = morris(design, y)
    assert np.allclose(found.mu_star.value, np.array(known["mu_star"], dtype=float), atol=1e-10)
    assert np.array_equal(np.isnan(found.sigma.value), [bool(groups), False, False][: len(design.factors)])
    if groups is None:
        assert np.allclose(found.sigma.value, np.array(known["sigma"], dtype=float), atol=1e-10)
        assert np.allclose(found.mu.value, np.array(known["mu"], dtype=float), atol=1e-10)


def test_morris_trajectories_move_every_factor_once_within_the_cube():
    design = MorrisDesign(5, 20, seed=0, levels=6, groups=["a", "b", "a", "c", "c"])
    points = design.points().reshape(20, 4, 5)
    assert points.min() >= 0
    assert points.max() <= 1
    steps = np.diff(points, axis=1)
    assert np.allclose(np.abs(steps[steps != 0]), design.step)
    assert np.all((steps != 0).sum(axis=1) == 1)


def test_morris_ranks_and_idle_assumptions():
    found = morris(*evaluated(MorrisDesign(3, 50, seed=3), lambda u: 5 * u[:, 0] + u[:, 1]))
    assert found.mu_star.value == pytest.approx([5, 1, 0])
    assert found.mu_star.rank_probability[0, 0] == 1
    assert found.sigma.value == pytest.approx([0, 0, 0], abs=1e-9)
