"""Which assumptions put us in the bad region: regional sensitivity and a box of trouble.

Both compare the worlds in a region of the outcome (a negative net benefit, say) with the others; with correlated
assumptions they measure association.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy import special

from mcba.analysis.ranking.indices.influence import RESAMPLES, USUAL_MASS, indices
from mcba.analysis.ranking.indices.resampling import Index
from mcba.analysis.ranking.indices.worlds import Worlds
from mcba.arrays import Array, Booleans
from mcba.errors import RunError

_FEWEST_INSIDE = 10


@dataclass(frozen=True, eq=False)
class Regional:
    """How differently each assumption is distributed in the bad region and outside it.

    `distance` is the largest gap between the two distribution functions, `limit` the assumption's value at that gap;
    `low_is_bad` says that bad worlds crowd below it (or else above). `p_value` is the probability of such a gap if the
    assumption had nothing to do with the region (Kolmogorov and Smirnov).
    """

    distance: Index
    limit: Array
    low_is_bad: Booleans
    p_value: Array


@dataclass(frozen=True, eq=False)
class Box:
    """Limits on few assumptions within which bad worlds are common, judged on worlds that did not choose it.

    Attributes
    ----------
    low, high
        (assumption,) limits in the assumption's unit, infinite where the box does not restrict.
    coverage, coverage_error
        The share of all bad worlds that lie in the box.
    density, density_error
        The share of worlds in the box that are bad.
    mass
        The share of all worlds that lie in the box.
    base
        The share of all worlds that are bad.
    p_value
        (assumption,) probability that lifting the limits of this assumption would leave the density as low by chance
        as it does; NaN where the box does not restrict. Limits with a large p-value say nothing.
    path
        (step, 3): coverage, density and mass of each box on the way, on the worlds that chose it.
    """

    low: Array
    high: Array
    coverage: float
    coverage_error: float
    density: float
    density_error: float
    mass: float
    base: float
    p_value: Array
    path: Array


def regional(
    worlds: Worlds, bad: Booleans, *, resamples: int = RESAMPLES, mass: float = USUAL_MASS, seed: int = 0
) -> Regional:
    """Regional sensitivity (Monte Carlo filtering): compare each assumption in the bad region and outside it.

    Parameters
    ----------
    worlds
        The worlds at hand.
    bad
        (world,), whether the world lies in the region, for instance `worlds.y < 0`.
    resamples, mass, seed
        Of the intervals and rank probabilities.

    Returns
    -------
    Regional
        Distances from 0 to 1; limits in the unit of the assumption.

    References
    ----------
    Hornberger and Spear (1981), Journal of Environmental Management 12, 7-18.

    Examples
    --------
    >>> x = np.random.default_rng(1).uniform(size=(5000, 2))
    >>> worlds = Worlds(x, x[:, 0] - 0.3)
    >>> found = regional(worlds, worlds.y < 0)
    >>> found.distance.value.round(1), found.limit.round(1)[0]
    (array([1., 0.]), np.float64(0.3))
    """
    bad, size = _checked_region(worlds, bad)
    part = size / worlds.count
    limit, low_is_bad = np.empty(worlds.dimension), np.empty(worlds.dimension, dtype=np.bool_)
    weight = np.where(bad, 1 / part, -1 / (1 - part))

    def distance(column: int) -> tuple[float, Array]:
        order = worlds.order[column]
        values = worlds.x[order, column]
        gap = np.cumsum(weight[order]) / worlds.count
        # Distribution functions are compared between values, not within ties.
        gap[:-1][values[1:] == values[:-1]] = 0
        place = int(np.argmax(np.abs(gap)))
        limit[column], low_is_bad[column] = values[place], gap[place] > 0
        low = worlds.x[:, column] <= limit[column]
        centre = np.where(bad, low[bad].mean(), low[~bad].mean())
        return float(abs(gap[place])), np.sign(gap[place]) * weight * (low - centre)

    found = indices(worlds, distance, resamples=resamples, mass=mass, seed=seed)
    effective = np.sqrt(worlds.count * part * (1 - part))
    return Regional(found, limit, low_is_bad, special.kolmogorov(effective * found.value))


def box(
    worlds: Worlds,
    bad: Booleans,
    *,
    peel: float = 0.05,
    least_mass: float = 0.05,
    seed: int = 0,
) -> Box:
    """Find a box of trouble by the patient rule induction method.

    Half of the worlds choose the box: starting from everything, the slice (a `peel` share from the low or the high end
    of one assumption) whose loss gains most density per world is cut off, until `least_mass` is left; of all boxes on
    the way the one with the best balance (harmonic mean) of coverage and density is kept. The other half judges it, so
    its coverage and density are not flattered by the search.

    References
    ----------
    Friedman and Fisher (1999), doi:10.1023/A:1008894516817; Bryant and Lempert (2010),
    doi:10.1016/j.techfore.2009.08.002, for coverage, density and p-values.

    Examples
    --------
    >>> x = np.random.default_rng(1).uniform(size=(10_000, 3))
    >>> worlds = Worlds(x, np.maximum(x[:, 0] - 0.3, 0.6 - x[:, 1]))
    >>> found = box(worlds, worlds.y < 0)
    >>> found.high.round(1)[0], found.low.round(1)[1], bool(found.density > 0.9)
    (np.float64(0.3), np.float64(0.6), True)
    """
    bad, _ = _checked_region(worlds, bad)
    for name, share in (("peel", peel), ("least_mass", least_mass)):
        if not 0 < share < 0.5:
            raise RunError(f"{name} = {share:g} is no share to cut off; give one between 0 and 0.5 (0.05 is usual)")
    chosen = np.random.default_rng(seed).permutation(worlds.count) < worlds.count // 2
    if min(bad[chosen].sum(), bad[~chosen].sum()) == 0:
        raise RunError(f"{bad.sum()} of {worlds.count} worlds are in the region: too few to choose and to judge a box")
    low, high, path = _peeled(worlds.x[chosen], bad[chosen], peel, least_mass)
    best = int(np.argmax(2 * path[:, 0] * path[:, 1] / np.maximum(path[:, 0] + path[:, 1], 1e-300)))
    return _judged(worlds.x[~chosen], bad[~chosen], low[best], high[best], path)


def _checked_region(worlds: Worlds, bad: Booleans) -> tuple[Booleans, int]:
    region = np.asarray(bad)
    if region.dtype != np.bool_ or region.shape != (worlds.count,):
        raise RunError(
            f"the region has shape {region.shape} of {region.dtype}; give one True or False for each of "
            f"{worlds.count} worlds, such as y < 0"
        )
    size = int(np.count_nonzero(region))
    if not _FEWEST_INSIDE <= size <= worlds.count - _FEWEST_INSIDE:
        raise RunError(
            f"{size} of {worlds.count} worlds are in the region; at least {_FEWEST_INSIDE} must be in it and "
            f"{_FEWEST_INSIDE} outside it to compare them: draw more worlds or move its limit"
        )
    return region, size


def _peeled(x: Array, bad: Booleans, peel: float, least_mass: float) -> tuple[Array, Array, Array]:
    """Limits of each box on the way, (step, assumption), and its coverage, density and mass, (step, 3)."""
    low, high = np.full(x.shape[1], -np.inf), np.full(x.shape[1], np.inf)
    lows, highs, path = [low], [high], [(1.0, float(bad.mean()), 1.0)]
    inside, hit, total, all_bad = x, bad, len(x), bad.sum()
    while True:
        slices = [
            (column, side, limit)
            for column in range(x.shape[1])
            for side, limit in zip((0, 1), _slice_limits(inside[:, column], peel), strict=True)
        ]
        gains = [_gain(inside[:, column], hit, side, limit, least_mass * total) for column, side, limit in slices]
        column, side, limit = slices[int(np.argmax(gains))]
        if max(gains) == -np.inf:
            return np.array(lows), np.array(highs), np.array(path)
        keep = inside[:, column] >= limit if side == 0 else inside[:, column] <= limit
        inside, hit = inside[keep], hit[keep]
        low, high = low.copy(), high.copy()
        (low, high)[side][column] = limit
        lows.append(low)
        highs.append(high)
        path.append((float(hit.sum() / all_bad), float(hit.mean()), len(hit) / total))


def _slice_limits(values: Array, peel: float) -> tuple[float, float]:
    """Lowest and highest value that stay when a share is cut from the low or the high end (at least one value)."""
    cut = max(1, round(peel * len(values)))
    ordered = np.partition(values, (cut - 1, len(values) - cut))
    low, high = ordered[cut - 1], ordered[-cut]
    above, below = values[values > low], values[values < high]
    return float(above.min()) if above.size else np.inf, float(below.max()) if below.size else -np.inf


def _gain(values: Array, hit: Booleans, side: int, limit: float, least: float) -> float:
    """Density gained for each world lost by a cut; a cut that leaves too few worlds is none."""
    keep = values >= limit if side == 0 else values <= limit
    kept = int(np.count_nonzero(keep))
    if kept < max(least, 1) or kept == len(values):
        return -np.inf
    return float((hit[keep].mean() - hit.mean()) / (len(values) - kept))


def _judged(x: Array, bad: Booleans, low: Array, high: Array, path: Array) -> Box:
    within = (x >= low) & (x <= high)
    inside = within.all(axis=1)
    hits, size, all_bad = int(bad[inside].sum()), int(inside.sum()), int(bad.sum())
    if size == 0:
        raise RunError("no world that judges the box lies in it; draw more worlds")
    coverage, density = hits / all_bad, hits / size
    p_value = np.full(x.shape[1], np.nan)
    for column in np.flatnonzero(np.isfinite(low) | np.isfinite(high)):
        others = np.delete(within, column, axis=1).all(axis=1)
        p_value[column] = special.bdtrc(hits - 1, size, bad[others].mean()) if hits else 1.0
    return Box(
        low,
        high,
        coverage=coverage,
        coverage_error=float(np.sqrt(coverage * (1 - coverage) / all_bad)),
        density=density,
        density_error=float(np.sqrt(density * (1 - density) / size)),
        mass=size / len(x),
        base=all_bad / len(x),
        p_value=p_value,
        path=path,
    )
