"""Worlds of independent normal numbers."""

import numpy as np

from mcba.analysis.ranking.indices.worlds import Worlds


def normal_worlds(seed, count=2000, dimension=3):
    """Worlds of y = 2 x0 + x1 + x1 x2 / 2, standard normal."""
    x = np.random.default_rng(seed).normal(size=(count, dimension))
    return Worlds(x, 2 * x[:, 0] + x[:, 1] + x[:, 1] * x[:, 2] / 2)


X = np.random.default_rng(10).normal(size=(500, 2))
