"""Dependence: independent uniforms become uniforms that move together, by a copula.

Matrix products are written out row by row, because a library's product may round differently for another number of
rows, and then a run cut into other blocks would not be the same run to the bit.

References
----------
Iman & Conover (1982), doi:10.1080/03610918208812265; Kruskal (1958), doi:10.1080/01621459.1958.10501481; Nelsen (2006),
An introduction to copulas, doi:10.1007/0-387-28678-0; Demarta & McNeil (2005), The t copula and related copulas,
doi:10.1111/j.1751-5823.2005.tb00254.x.
"""

from __future__ import annotations

import numpy as np
from scipy.special import ndtr, ndtri, stdtr, stdtrit

from mcba.arrays import Array
from mcba.families import inverse

_LEAST, _MOST = 2.0**-54, 1.0 - 2.0**-53  # the ends of what a uniform may be
_EDGE = 2.0**-10  # of what is due to a row: nearer to its ends rounding could make it the next one


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
    result = np.clip(ndtr(mixed), _LEAST, _MOST)
    result[0] = uniforms[0]
    return result


def correlate_t(uniforms: Array, lower: Array, df: float) -> Array:
    """Uniforms that move together by a t copula: extremes come together more often the fewer degrees of freedom.

    Each name is drawn given those before it. With L L' the correlation matrix and w the solution of L w = x, the k-th
    w given the others is t with df + k degrees of freedom, times sqrt((df + the sum of their squares) / (df + k)).
    """
    names = lower.shape[0]
    steps, result = np.empty_like(uniforms), np.empty_like(uniforms)
    squares = np.zeros(uniforms.shape[1])
    for row in range(names):
        u = uniforms[row]
        score = np.copysign(np.abs(stdtrit(df + row, np.minimum(u, 1.0 - u))), u - 0.5)
        steps[row] = score * np.sqrt((df + squares) / (df + row))
        squares += steps[row] ** 2
        x = lower[row, 0] * steps[0]
        for column in range(1, row + 1):
            if lower[row, column]:
                x = x + lower[row, column] * steps[column]
        result[row] = stdtr(df, x)
    result[0] = uniforms[0]
    return np.clip(result, _LEAST, _MOST)


def correlate_clayton(uniforms: Array, theta: float) -> Array:
    """Uniforms of which low values come together: a Clayton copula of any number of names."""
    result = np.empty_like(uniforms)
    result[0] = uniforms[0]
    total = uniforms[0] ** -theta
    for row in range(1, uniforms.shape[0]):
        power = -theta / (1.0 + theta * row)
        grown = np.expm1(power * np.log(uniforms[row])) * (total - row + 1.0)
        result[row] = np.clip(np.exp(-np.log1p(grown) / theta), _LEAST, _MOST)
        total = total + result[row] ** -theta
    return result


def correlate_frank(uniforms: Array, theta: float) -> Array:
    """Two uniforms that move together alike everywhere: a Frank copula."""
    first, chance = uniforms
    # The inverse of the conditional distribution, Nelsen (2006), exercise 4.17; of -theta it is that of 1 - first.
    size = abs(theta)
    u = first if theta > 0 else 1.0 - first
    fall = np.exp(-size * u)
    second = -np.log1p(chance * np.expm1(-size) / (chance + (1.0 - chance) * fall)) / size
    return np.asarray(np.clip(np.stack([first, second]), _LEAST, _MOST))


def correlate_gumbel(uniforms: Array, theta: float) -> Array:
    """Two uniforms of which high values come together: a Gumbel copula."""
    first, chance = uniforms
    x = -np.log(first)

    def minus_log_chance(log_y: Array, log_x: Array, x: Array) -> Array:
        """Minus the logarithm of the conditional probability of at most exp(-y), which rises with y."""
        power = np.logaddexp(theta * log_x, theta * log_y) / theta  # log of (x^theta + y^theta)^(1/theta)
        return np.asarray(np.exp(power) - x + (theta - 1.0) * (power - log_x))

    log_y = inverse(minus_log_chance, -np.log(chance), np.full(x.shape, -745.0), 700.0, np.log(x), x)
    return np.asarray(np.clip(np.stack([first, np.exp(-np.exp(log_y))]), _LEAST, _MOST))


def take_rows(uniforms: Array, sizes: Array, starts: Array) -> Array:
    """Uniforms that give every name its number in one and the same row of a table, which the first uniform chooses.

    Inside what is due to its row each name lies where its own uniform says, and the first where the choice left it: a
    name with another distribution than that of its column, as a scenario may give it, has that one whole.

    Parameters
    ----------
    uniforms : (name, world)
    sizes : (row,)
        The probability of each row.
    starts : (name, row)
        The probability of what is ranked below the row in the column of the name.

    Returns
    -------
    (name, world)
    """
    ends = np.cumsum(sizes)
    chosen = np.searchsorted(ends[:-1], uniforms[0], side="right")
    inside = np.array(uniforms)
    inside[0] = (uniforms[0] - (ends - sizes)[chosen]) / sizes[chosen]
    return np.asarray(starts[:, chosen] + sizes[chosen] * np.clip(inside, _EDGE, 1.0 - _EDGE))


def keep_strata(moved: Array, strata: Array) -> Array:
    """The strata of a Latin hypercube in the order of dependent uniforms, name by name.

    Parameters
    ----------
    moved, strata : (name, row)
        All rows of one randomisation: dependent uniforms, and the Latin hypercube they came from.

    Returns
    -------
    (name, row)
        For each name the numbers of `strata`, ranked as `moved`: one in each stratum, and the ranks of the copula.
    """
    result = np.empty_like(moved)
    orders = np.argsort(moved, axis=1, kind="stable")
    for row, order in enumerate(orders):
        result[row, order] = np.sort(strata[row])
        for leader in range(row):  # what follows another name perfectly shares its numbers
            if np.array_equal(order, orders[leader]):
                result[row] = result[leader]
            elif np.array_equal(order, orders[leader][::-1]):
                result[row] = 1.0 - result[leader]
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
    return np.clip(ndtr(scores), _LEAST, _MOST)
