"""The functions that indices are tried on have the mean and variance that are published with their indices."""

import pytest

from mcba.analysis.ranking.indices.designed.points import scrambled_sobol
from tests.analysis.ranking.indices.known_functions import G_FUNCTION, ISHIGAMI, g_function, ishigami


@pytest.mark.parametrize(("function", "dimension", "known"), [(ishigami, 3, ISHIGAMI), (g_function, 8, G_FUNCTION)])
def test_mean_and_variance_are_the_published_ones(function, dimension, known):
    y = function(scrambled_sobol(dimension, 8192, seed=1))
    assert abs(y.mean() - known["mean"]) < 0.03
    assert abs(y.var() / known["variance"] - 1) < 0.02
