"""Dependence: independent uniforms become uniforms that move together, by a Gaussian copula.

Matrix products are written out row by row, because a library's product may round differently for another number of
rows, and then a run cut into other blocks would not be the same run to the bit.

References
----------
Iman & Conover (1982), doi:10.1080/03610918208812265; Kruskal (1958), doi:10.1080/01621459.1958.10501481.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtr, ndtri

Array = NDArray[np.float64]


def factor(correlation: Array) -> Array:
    """A lower triangular L with L L' equal to the correlation matrix, which may be singular.

    Perfectly correlated names leave a zero on the diagonal: they follow the names before them.
    """
    size = correlation.shape[0]
    lower = np.zeros((size, size))
    for column in range(size):
        rest = correlation[column:, column] - lower[column:, :column] @ lower[column, :column]
        if rest[0] > 1e-12:
            lower[column:, column] = rest / np.sqrt(rest[0])
    return lower


def correlate(uniforms: Array, lower: Array) -> Array:
    """Uniforms with the correlation of normal scores that `lower` stands for.

    Parameters
    ----------
    uniforms : (name, world)
        Independent, strictly between 0 and 1.
    lower : (name, name)
        From `factor`.

    Returns
    -------
    (name, world)
        The first name keeps its uniforms.
    """
    scores = ndtri(uniforms)
    mixed = np.empty_like(scores)
    for row in range(lower.shape[0]):
        mixed[row] = lower[row, 0] * scores[0]
        for column in range(1, row + 1):
            if lower[row, column]:
                mixed[row] += lower[row, column] * scores[column]
    result = np.clip(ndtr(mixed), 2.0**-54, 1.0 - 2.0**-53)
    result[0] = uniforms[0]
    return result


def persist(uniforms: Array, persistence: float) -> Array:
    """Uniforms of successive years, each correlated with the year before: AR(1) on the normal scale.

    Parameters
    ----------
    uniforms : (year, world)
        Independent from year to year.
    persistence : float
        The correlation of one year's normal score with the next year's, from -1 to 1.
    """
    scores = ndtri(uniforms)
    fresh = np.sqrt(1.0 - persistence**2)
    for year in range(1, scores.shape[0]):
        scores[year] = persistence * scores[year - 1] + fresh * scores[year]
    return np.clip(ndtr(scores), 2.0**-54, 1.0 - 2.0**-53)
