"""Linear models of correlated numbers."""

import numpy as np
from scipy import special


def with_correlation(count, pairs):
    matrix = np.eye(count)
    for (one, other), value in pairs.items():
        matrix[one, other] = matrix[other, one] = value
    return matrix


def linear(weights):
    """A linear model of jointly normal assumptions, from the probabilities of a Gaussian copula."""
    return lambda u: special.ndtri(u) @ np.asarray(weights, dtype=float)
