"""Indices whose error comes from what each world contributes to them.

An estimate from many worlds moves, to first order, by the mean of each world's contribution to it (its influence
function; Hampel 1974, doi:10.1080/01621459.1974.10482962). So contributions are computed once for each assumption, and
resampling their sums resamples the index: nothing is sorted or counted again.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace

import numpy as np

from mcba.analysis.ranking.indices.resampling import Index, Resampler, index
from mcba.analysis.ranking.indices.worlds import Worlds
from mcba.arrays import Array
from mcba.engine.estimates import Estimate

RESAMPLES = 1000
USUAL_MASS = 0.90


def indices(
    worlds: Worlds,
    column: Callable[[int], tuple[float, Array]],
    *,
    resamples: int,
    mass: float,
    seed: int,
    correlation: bool = False,
    elsewhere: Mapping[int, Estimate] | None = None,
) -> Index:
    """Collect one index an assumption, with errors, intervals and rank probabilities.

    Parameters
    ----------
    worlds
        The worlds at hand.
    column
        Gives the index of one assumption and the (world,) contributions to it, in the index's unit.
    resamples, mass, seed
        Of the intervals and rank probabilities.
    correlation
        Resample on Fisher's scale, for indices that cannot leave [-1, 1].
    elsewhere
        Indices that are known from other points than these worlds, by the place of their assumption: they move with
        their own errors.
    """
    known = elsewhere or {}
    resampler = Resampler(worlds.count, resamples=resamples, seed=seed)
    value, error = np.empty(worlds.dimension), np.empty(worlds.dimension)
    sums = []
    for place in range(worlds.dimension):
        if place in known:
            value[place], error[place] = known[place].value, known[place].error
            sums.append(np.zeros(resampler.units))
            continue
        value[place], contributions = column(place)
        centred = contributions - contributions.mean()
        error[place] = np.sqrt(np.square(centred).sum() / (worlds.count - 1) / worlds.count)
        sums.append(resampler.sums(centred))
    moves = resampler.means_of_sums(np.stack(sums, axis=1))
    generator = np.random.default_rng([seed, worlds.count])
    for place in known:
        moves[:, place] = error[place] * generator.standard_normal(resamples)
    resampled = _fisher_moved(value, moves) if correlation else value + moves
    return replace(index(value, resampled, mass=mass), error=error)


def _fisher_moved(correlation: Array, moves: Array) -> Array:
    inside = np.clip(correlation, -1 + 1e-12, 1 - 1e-12)
    return np.tanh(np.arctanh(inside) + moves / (1 - inside**2))
