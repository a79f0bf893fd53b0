"""From a rank correlation to the parameter of a copula, and back.

References
----------
Kruskal (1958), Ordinal measures of association, doi:10.1080/01621459.1958.10501481: the Gaussian copula.
Nelsen (2006), An introduction to copulas, doi:10.1007/0-387-28678-0: theorem 5.1.6 and section 5.1.
Lu (2024), Kendall and Spearman rank correlations for skew-elliptical copulas, arXiv:2412.20013: mixtures of normals, of
which the t copula is one.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache

import numpy as np

from mcba.arrays import Array
from mcba.families import root

LARGEST_PARAMETER = {"clayton": 200.0, "gumbel": 100.0, "frank": 400.0}
"""Beyond these a rank correlation is 1 to three decimals or more."""


def normal_correlation(spearman: float) -> float:
    """The correlation of normal scores that gives this rank correlation: 2 sin(pi rho / 6)."""
    return float(2.0 * np.sin(np.pi * spearman / 6.0))


def normal_rank_correlation(correlation: float) -> float:
    """Spearman's rho of a Gaussian copula: 6 / pi asin(r / 2)."""
    return float(6.0 / np.pi * np.arcsin(correlation / 2.0))


def correlation_of_kendall(kendall: float) -> float:
    """The correlation of a Gaussian or t copula with this Kendall's tau: sin(pi tau / 2)."""
    return float(np.sin(np.pi / 2.0 * kendall))


def kendall_of_correlation(correlation: float) -> float:
    """Kendall's tau of a Gaussian or t copula: 2 / pi asin(r)."""
    return float(2.0 / np.pi * np.arcsin(correlation))


# --- the t copula


@lru_cache(maxsize=32)
def _t_mixing(df: float) -> tuple[Array, Array]:
    """Values and weights of s, for which Spearman's rho of a t copula is 6 / pi E asin(r s).

    A bivariate t is a normal pair divided by sqrt(G), with G gamma distributed. Spearman's rho is three times the
    chance that (X1 - X2)(Y1 - Y3) is positive minus that it is negative, for (X1, Y1) the pair and X2, Y3 of two other
    worlds. Given the three G, the differences are normal with the correlation r s, where
    s = sqrt(G2 / (G1 + G2) G3 / (G1 + G3)); and for normals that difference of chances is 2 / pi asin.
    """
    from scipy.special import gammaincinv

    nodes, weights = np.polynomial.legendre.leggauss(40)
    # Nodes crowd at both ends, where the quantiles of a gamma run away.
    u = (1 + nodes) / 2
    w = weights / 2 * 30 * u**2 * (1 - u) ** 2
    gamma = gammaincinv(df / 2, u**3 * (10 - 15 * u + 6 * u**2))
    share = np.sqrt(gamma[None, :] / (gamma[:, None] + gamma[None, :]))
    s = share[:, :, None] * share[:, None, :]
    return s.ravel(), (w[:, None, None] * w[:, None] * w).ravel()


def t_rank_correlation(correlation: float, df: float) -> float:
    """Spearman's rho of a t copula.

    Examples
    --------
    With many degrees of freedom it is that of a Gaussian copula, 6 / pi asin(r / 2) = 0.4826:

    >>> round(t_rank_correlation(0.5, 1e6), 4), round(t_rank_correlation(0.5, 3), 4)
    (0.4826, 0.4643)
    """
    s, weights = _t_mixing(df)
    return float(6.0 / np.pi * np.sum(weights * np.arcsin(np.clip(correlation * s, -1.0, 1.0))))


def t_correlation(spearman: float, df: float) -> float:
    """The correlation of a t copula with this rank correlation.

    Examples
    --------
    >>> round(t_rank_correlation(t_correlation(-0.3, 4), 4), 9)
    -0.3
    """
    if abs(spearman) == 1:
        return spearman
    solution = root(lambda correlation: t_rank_correlation(correlation, df) - abs(spearman), 0.0, 1.0)
    return float(np.copysign(1.0 if solution is None else solution, spearman))


# --- Archimedean copulas


def archimedean_parameter(copula: str, kendall: float) -> float:
    """The parameter theta with this Kendall's tau.

    Examples
    --------
    >>> archimedean_parameter("clayton", 0.5), archimedean_parameter("gumbel", 0.5)
    (2.0, 2.0)
    >>> round(archimedean_parameter("frank", 0.5), 4)
    5.7363
    """
    if copula == "clayton":
        return 2 * kendall / (1 - kendall)
    if copula == "gumbel":
        return 1 / (1 - kendall)
    solution = root(lambda theta: _frank_kendall(theta) - abs(kendall), 1e-6, 1e5)
    return float(np.copysign(solution or 0.0, kendall))


def archimedean_parameter_of_rank(copula: str, spearman: float) -> float | None:
    """The parameter theta with this Spearman's rho; None where that is too close to 1.

    Examples
    --------
    >>> theta = archimedean_parameter_of_rank("clayton", 0.5)
    >>> round(archimedean_rank_correlation("clayton", theta), 6)
    0.5
    """
    least = 1.0 + 1e-9 if copula == "gumbel" else 1e-6
    solution = root(
        lambda theta: archimedean_rank_correlation(copula, theta) - abs(spearman), least, LARGEST_PARAMETER[copula]
    )
    return None if solution is None else float(np.copysign(solution, spearman))


def _frank_kendall(theta: float) -> float:
    """1 - 4/theta (1 - D(theta)), with Debye's function D, the mean of t / (exp(t) - 1) from 0 to theta."""
    nodes, weights = np.polynomial.legendre.leggauss(64)
    end = min(theta, 60.0)
    t = end * (nodes + 1) / 2
    return 1 - 4 / theta * (1 - float(np.sum(weights / 2 * t / np.expm1(t))) * end / theta)


def archimedean_rank_correlation(copula: str, theta: float) -> float:
    """Spearman's rho: 12 times the volume under the copula, minus 3."""
    nodes, weights = np.polynomial.legendre.leggauss(200)
    u, w = (nodes + 1) / 2, weights / 2
    x, y = np.meshgrid(u, u)
    rho = float(12 * np.sum(w[:, None] * w * _COPULAS[copula](x, y, abs(theta))) - 3)
    return float(np.copysign(rho, theta))


def _clayton(x: Array, y: Array, theta: float) -> Array:
    """(x^-theta + y^-theta - 1)^(-1/theta), the larger power taken out so that none overflows."""
    least, most = np.minimum(x, y), np.maximum(x, y)
    return np.asarray(least * (1 + (least / most) ** theta - least**theta) ** (-1 / theta))


def _gumbel(x: Array, y: Array, theta: float) -> Array:
    return np.asarray(np.exp(-(((-np.log(x)) ** theta + (-np.log(y)) ** theta) ** (1 / theta))))


def _frank(x: Array, y: Array, theta: float) -> Array:
    if theta < 1:
        return np.asarray(-np.log1p(np.expm1(-theta * x) * np.expm1(-theta * y) / np.expm1(-theta)) / theta)
    least, most = np.minimum(x, y), np.maximum(x, y)  # the same, without 1 minus nearly 1
    rest = 1 + np.exp(-theta * (most - least)) - np.exp(-theta * (1 - least)) - np.exp(-theta * most)
    return np.asarray(least - np.log(-rest / np.expm1(-theta)) / theta)


_COPULAS: dict[str, Callable[[Array, Array, float], Array]] = {"clayton": _clayton, "gumbel": _gumbel, "frank": _frank}
