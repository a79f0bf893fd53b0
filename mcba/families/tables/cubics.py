"""The cubics of a continuous family: found from few exact quantiles, and divided where they miss."""

from __future__ import annotations

from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from mcba.arrays import Array
from mcba.families.base.family import Family
from mcba.families.tables.bins import OCTAVES, Bins, Narrow, uniform_of

TOLERANCE = 1e-9
"""Largest |cdf(x) - u| of a tabulated quantile."""

_DIGITS = (6, 7, 8)  # binary digits after the first that choose a bin: 64, 128 or 256 bins in each octave
_TOLERATED_MISSES = (0.01, 0.05, 0.05)  # with so many digits, share of draws that may look among narrower bins
_TOLERATED_GAPS = 0.002  # share of draws that may go to the exact ppf
_WANTED_GAPS = 1e-7  # the exact ppf of a few draws costs as much as that of a block
_PARTS, _DIVISIONS = 8, 6  # a bin in which a cubic misses is divided into so many, so many times
NODES_OF_OCTAVE = 16  # exact quantiles in an octave that say the others
NODES = np.array([-1.0, -0.5, 0.5, 1.0])  # ends included, so that neighbours meet; all are exact in u as well
FROM_NODES = np.linalg.inv(np.vander(NODES, increasing=True))
_CHECKS = np.array([-0.8, 0.0, 0.8])  # about where a cubic through the nodes errs most


@lru_cache(maxsize=256)
def cubics_of(standard: Family) -> tuple[Bins, Array, Narrow | None] | None:
    """Return the bins of a standard member and the cubic of each, (bin, power of t); nan where a cubic would miss."""
    for digits, allowed in zip(_DIGITS, _TOLERATED_MISSES, strict=True):
        bins = Bins(digits)
        lower = _half(standard, bins.lower, digits, allowed, upper=False)
        upper = None if lower is None else _half(standard, bins.upper, digits, allowed, upper=True)
        if lower is None or upper is None:
            continue
        if _gaps(bins.lower, lower) + _gaps(bins.upper, upper) <= allowed:
            narrow, left = _narrowed(standard, bins, lower, upper)
            if left <= _TOLERATED_GAPS:
                cubics = np.full((bins.count, 4), np.nan)
                cubics[1 : 1 + len(lower)] = lower
                cubics[-1 - len(upper) : -1] = upper
                return bins, cubics, narrow
    return None


def _half(standard: Family, edges: Array, digits: int, allowed: float, *, upper: bool) -> Array | None:
    """Return the cubics of the bins of one half, or None where too many miss for the rest to be worth the work.

    A quantile function is mostly so smooth that a few exact quantiles in each octave of u say the others to twelve
    digits. Where the cubics that follow miss, at a kink say, those of the whole octave are found again from exact ones.
    """
    first, last = edges[:-1], edges[1:]
    cubics = np.full((first.size, 4), np.nan)
    count = OCTAVES << digits
    tabulated = slice(0, count)  # the lower half has one more bin, which begins at one half itself
    cubics[tabulated] = _cubics(standard, first[tabulated], last[tabulated], _from_few(standard, digits, upper=upper))
    missed = np.isnan(cubics).any(axis=1)
    octave = np.arange(first.size) >> digits
    again = np.isin(octave, octave[missed])
    nearest = octave <= 1 if upper else octave >= OCTAVES - 2  # u from 1/8 to 7/8
    for some in (again & nearest, again & ~nearest):
        cubics[some] = _cubics(standard, first[some], last[some])
        if np.sum((last - first)[nearest & np.isnan(cubics).any(axis=1)]) > allowed:
            return None
    return cubics


def _from_few(standard: Family, digits: int, *, upper: bool) -> Array:
    """Return the quantiles at the nodes of the bins of one half, (bin, node), from few exact ones in each octave.

    In the logarithm of the distance to the nearer end, by Chebyshev interpolation; the weights of the few are the same
    for all octaves.
    """
    exact, weights = few_quantiles(standard, upper=upper), weights_of_few(digits)
    x = np.zeros((OCTAVES, len(weights)))
    for weight, few in zip(weights.T, exact.T, strict=True):  # written out: a matrix product may depend on threads
        x += weight * few[:, None]
    nodes = np.stack([x[:, 0:-1:3], x[:, 1::3], x[:, 2::3], x[:, 3::3]], axis=-1).reshape(-1, 4)
    nodes[:-1, 3] = nodes[1:, 0]
    return nodes[::-1, ::-1] if upper else nodes


def few_quantiles(standard: Family, *, upper: bool) -> Array:
    """Return exact quantiles at Chebyshev nodes of each octave of one half, (octave, 16), the outermost octave first.

    The nodes lie in the logarithm of the distance to the nearer end.
    """
    ends = 2.0 ** np.arange(-OCTAVES - 1, -1)  # where each octave of the distance begins
    distances = ends[:, None] * 2 ** ((_scores() + 1) / 2)
    return standard.ppf(1 - distances if upper else distances)


def weights_of_few(digits: int) -> Array:
    """Return the weights of the few quantiles in those at the nodes of the bins of an octave, (3 * bins + 1, 16)."""
    inside = (1 + (np.arange(1 << digits)[:, None] + (1 + NODES[:3]) / 2) / (1 << digits)).ravel()  # 1 to 2
    return _barycentric(_scores(), 2 * np.log2(np.append(inside, 2.0)) - 1)


def _scores() -> Array:
    return np.cos(np.pi * (np.arange(NODES_OF_OCTAVE) + 0.5) / NODES_OF_OCTAVE)


def _barycentric(nodes: Array, x: Array) -> Array:
    """Return the weights, (x, node), of values at Chebyshev nodes of the first kind in their interpolation at x.

    Berrut and Trefethen (2004), Barycentric Lagrange interpolation, SIAM Review 46(3), doi:10.1137/S0036144502417715,
    equation (4.2) with the weights (5.3).
    """
    places = np.arange(nodes.size)
    weights = (-1.0) ** places * np.sin(np.pi * (places + 0.5) / nodes.size)
    apart = x[:, None] - nodes
    with np.errstate(divide="ignore", invalid="ignore"):
        terms = weights / apart
        found = terms / np.sum(terms, axis=1, keepdims=True)
    return np.asarray(np.where(np.any(apart == 0, axis=1, keepdims=True), apart == 0, found))


def _narrowed(standard: Family, bins: Bins, lower: Array, upper: Array) -> tuple[Narrow | None, float]:
    """Divide the bins in which a cubic misses; return the new ones, and the share of draws that still misses."""
    misses = [np.asarray(np.isnan(cubics).any(axis=1)) for cubics in (lower, upper)]
    misses[0][-1] = False  # the bin that begins at one half: but for its first point, the upper half has its draws
    first, last = (
        np.concatenate([edges[part][miss] for edges, miss in zip((bins.lower, bins.upper), misses, strict=True)])
        for part in (slice(None, -1), slice(1, None))
    )
    found: list[tuple[Array, Array, Array]] = []
    for _ in range(_DIVISIONS):
        if np.sum(last - first) <= _WANTED_GAPS:
            break
        edges = first[:, None] + (last - first)[:, None] * (np.arange(_PARTS + 1) / _PARTS)
        first, last = edges[:, :-1].ravel(), edges[:, 1:].ravel()
        cubics = _cubics(standard, first, last, from_middle=True)
        good = ~np.isnan(cubics).any(axis=1)
        found.append((first[good], last[good], cubics[good]))
        first, last = first[~good], last[~good]
    parts = [np.concatenate(part) for part in zip(*found, strict=True)]
    return (Narrow(*parts) if parts and parts[0].size else None), float(np.sum(last - first))


def _gaps(edges: Array, cubics: Array) -> float:
    """Return the share of draws that find no cubic."""
    return float(np.sum(np.diff(edges)[np.isnan(cubics).any(axis=1)]))


def _exact_nodes(standard: Family, first: Array, last: Array) -> Array:
    """Return the quantiles at the nodes of each bin, (bin, node)."""
    nodes = ((last + first) / 2)[:, None] + ((last - first) / 2)[:, None] * NODES
    x = np.empty(nodes.shape)
    x[:, :3] = standard.ppf(uniform_of(nodes[:, :3]))
    alone = np.append(last[:-1] != first[1:], True)  # no neighbour begins where this bin ends
    x[:-1, 3] = x[1:, 0]
    x[alone, 3] = standard.ppf(uniform_of(nodes[alone, 3]))
    return x


def _cubics(standard: Family, first: Array, last: Array, x: Array | None = None, *, from_middle: bool = False) -> Array:
    """Return the coefficients in t, (bin, power), of the cubic in each bin; nan where it misses.

    `x` are the quantiles at the nodes, (bin, node), where they are known. Coefficients are those in t itself, or, for
    bins so narrow that this would lose digits, in its distance from the middle of the bin.
    """
    if not first.size:
        return np.empty((0, 4))
    middle, half = (last + first) / 2, (last - first) / 2
    x = _exact_nodes(standard, first, last) if x is None else x
    with np.errstate(all="ignore"):
        # Powers of (t - middle) / half first. Sums are written out: a matrix product may depend on threads.
        a0, a1, a2, a3 = (np.sum(x * weights, axis=1) for weights in FROM_NODES)
        a1, a2, a3 = a1 / half, a2 / half**2, a3 / half**3
        away = np.zeros_like(middle) if from_middle else middle
        powers = (
            a0 - away * (a1 - away * (a2 - away * a3)),
            a1 - away * (2 * a2 - 3 * away * a3),
            a2 - 3 * away * a3,
            a3,
        )
        cubics = np.stack(powers, axis=1)
        checks = middle[:, None] + half[:, None] * _CHECKS
        c0, c1, c2, c3 = (c[:, None] for c in powers)
        t = half[:, None] * _CHECKS if from_middle else checks
        cubics[~np.all(_close(standard, uniform_of(checks), c0 + t * (c1 + t * (c2 + t * c3))), axis=1)] = np.nan
    return cubics


def _close(standard: Family, u: Array, x: Array) -> NDArray[np.bool_]:
    """Whether x lies within `TOLERANCE` of the quantiles at u, as measured in u, or a few last digits from them."""
    x = np.clip(x, standard.low, standard.high)
    if standard.cdf_is_solved:
        around = standard.ppf(np.clip(np.add(u, [[[-TOLERANCE]], [[TOLERANCE]]]), 0, 1))
        digit = 4 * np.spacing(np.abs(x))
        return np.asarray((around[0] - digit <= x) & (x <= around[1] + digit))
    close = np.empty(x.shape, dtype=np.bool_)
    np.less_equal(np.abs(standard.cdf(x) - u), TOLERANCE, out=close)
    # Where the distribution is steeper than floating-point numbers can tell, the numbers around x decide.
    u_open, x_open = u[~close], x[~close]
    digit = 4 * np.spacing(np.abs(x_open))
    close[~close] = (standard.cdf(x_open - digit) <= u_open + TOLERANCE) & (
        standard.cdf(x_open + digit) >= u_open - TOLERANCE
    )
    return close & np.isfinite(x)
