"""FAST against exact shares."""

import copy
import warnings

import numpy as np
from SALib.analyze import fast as salib_fast
from SALib.sample import fast_sampler

from mcba.analysis.ranking.indices.designed.fourier import FastDesign, fast
from tests.analysis.ranking.indices.designed.problems import PROBLEM, evaluated
from tests.analysis.ranking.indices.known_functions import ISHIGAMI, MOON, moon


def test_fast_equals_salib_on_its_points():
    design, y = evaluated(FastDesign(3, 1025, seed=4))
    points = fast_sampler.sample(copy.deepcopy(PROBLEM), 1025, seed=4)
    assert np.allclose(design.points()[: len(points)], points, atol=1e-14)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # SALib warns of its own intervals
        known = [salib_fast.analyze(PROBLEM, part, num_resamples=2, seed=1) for part in y.reshape(8, -1)]
    found = fast(design, y)
    assert np.allclose(found.first.value, np.mean([one["S1"] for one in known], axis=0), atol=1e-10)
    assert np.allclose(found.total.value, np.mean([one["ST"] for one in known], axis=0), atol=1e-10)


def test_fast_reference_values():
    found = fast(*evaluated(FastDesign(3, 8193, seed=5)))
    assert np.allclose(found.first.value, ISHIGAMI["first"], atol=0.03)
    assert np.allclose(found.total.value, ISHIGAMI["total"], atol=0.06)
    found = fast(*evaluated(FastDesign(3, 4097, seed=5), moon))
    assert np.allclose(found.first.value, MOON["first"], atol=0.02)
    assert found.first.rank_probability[0, 0] == 1


def test_fast_with_more_assumptions_than_frequencies():
    design, y = evaluated(FastDesign(40, 257, seed=6), lambda u: 4 * u[:, 39] + u.sum(axis=1))
    assert fast(design, y).first.order[0] == 39
