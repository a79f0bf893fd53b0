"""Shapley effects: shares of variance that sum to one whatever the dependence between assumptions.

What assumptions explain together, by interaction or by dependence, is shared equally between them. Models and
dependence are those of `dependent`.
"""

from __future__ import annotations

from math import comb

import numpy as np

from mcba.analysis.ranking.indices.dependent.gaussian import DependentDraws
from mcba.analysis.ranking.indices.dependent.kucherenko_indices import SharedRows, evaluated
from mcba.analysis.ranking.indices.designed.sobol_indices import SETS_OF_DESIGN
from mcba.analysis.ranking.indices.influence import RESAMPLES, USUAL_MASS
from mcba.analysis.ranking.indices.refusals import checked_outcomes, refuse_heavy_tail
from mcba.analysis.ranking.indices.resampling import Index, Resampler, index
from mcba.analysis.ranking.indices.worlds import OutcomeFunction, standardised
from mcba.arrays import Array, Integers
from mcba.errors import RunError

MOST_EXACT = 10
_ROWS_AT_ONCE = 65_536


def shapley_exact(
    model: OutcomeFunction,
    dependence: DependentDraws,
    *,
    base: int,
    seed: int,
    resamples: int = RESAMPLES,
    mass: float = USUAL_MASS,
) -> Index:
    """Shapley effects from the explained variance of every subset of assumptions; they sum to 1.

    Parameters
    ----------
    model
        Outcomes (row,) of dependent values (row, assumption); called with `base` rows 2^D - 1 times.
    dependence
        Of at most 10 assumptions.
    base
        Number of rows, a power of two.
    seed, resamples, mass
        Of the points, and of the bootstrap over rows.

    Returns
    -------
    Index
        Shares of the variance that sum to 1.

    Raises
    ------
    RunError
        For more than 10 assumptions.

    References
    ----------
    Owen (2014), doi:10.1137/130936233; Owen and Prieur (2017), doi:10.1137/16M1097717, for dependent inputs.

    Examples
    --------
    >>> from mcba.analysis.ranking.indices.dependent.gaussian import GaussianDependence
    >>> from scipy import special
    >>> dependence = GaussianDependence(np.array([[1.0, 0.5], [0.5, 1.0]]))
    >>> model = lambda u: special.ndtri(u) @ [1.0, 2.0]
    >>> shapley_exact(model, dependence, base=4096, seed=1).value.round(2)
    array([0.34, 0.66])
    """
    count = dependence.dimension
    if count > MOST_EXACT:
        raise RunError(
            f"{count} assumptions have {2**count} subsets; give at most {MOST_EXACT}, group them, "
            "or use shapley_permutations"
        )
    pairs = SharedRows(model, dependence, base=base, seed=seed)
    resampler = Resampler(base, resamples=resamples, seed=seed, sets=SETS_OF_DESIGN)
    values, moved = np.zeros(2**count), np.zeros((resamples, 2**count))
    values[-1] = moved[:, -1] = 1
    for subset in range(1, 2**count - 1):
        known = (subset >> np.arange(count) & 1).astype(np.bool_)
        values[subset], moved[:, subset] = pairs.explained(known, resampler)
    return index(shapley_values(values), shapley_values(moved), mass=mass)


def shapley_permutations(
    model: OutcomeFunction,
    dependence: DependentDraws,
    *,
    permutations: int = 512,
    rows: int = 16,
    seed: int,
    resamples: int = RESAMPLES,
    mass: float = USUAL_MASS,
) -> Index:
    """Shapley effects from random orders of learning the assumptions, each order with its reverse.

    Parameters
    ----------
    model
        Outcomes (row,) of dependent values (row, assumption); sees permutations x rows x (D + 1) rows in all.
    dependence
        Of any number of assumptions.
    permutations
        Number of orders, half of them reverses; the error falls with its root.
    rows
        Worlds for each order.
    seed, resamples, mass
        Of the draws, and of the bootstrap over pairs of orders.

    Returns
    -------
    Index
        Shares of the variance that sum to 1.

    Raises
    ------
    RunError
        For fewer than 20 orders, or an odd number of them.

    References
    ----------
    Song, Nelson and Staum (2016), doi:10.1137/15M1048070.

    Examples
    --------
    >>> from mcba.analysis.ranking.indices.dependent.gaussian import GaussianDependence
    >>> from scipy import special
    >>> dependence = GaussianDependence(np.array([[1.0, 0.5], [0.5, 1.0]]))
    >>> model = lambda u: special.ndtri(u) @ [1.0, 2.0]
    >>> found = shapley_permutations(model, dependence, seed=1)
    >>> bool(np.all(np.abs(found.value - [0.339, 0.661]) < 4 * found.error))
    True
    """
    if permutations < 20 or permutations % 2 or rows < 1:
        raise RunError(
            f"permutations = {permutations}, rows = {rows}; give an even number of orders from 20, and 1 row or more"
        )
    count = dependence.dimension
    generator = np.random.default_rng(seed)
    forward = np.argsort(generator.random((permutations // 2, count)), axis=1)
    orders = np.stack([forward, forward[:, ::-1]], axis=1).reshape(permutations, count)
    spans = np.empty((permutations, count, rows))
    outcomes = np.empty((permutations, rows))
    at_once = max(1, _ROWS_AT_ONCE // (rows * (count + 1)))
    for start in range(0, permutations, at_once):
        chunk = orders[start : start + at_once]
        values = np.stack([_learned(dependence, order, rows, generator) for order in chunk])
        found = evaluated(model, values.reshape(-1, count)).reshape(len(chunk), count + 1, rows)
        outcomes[start : start + at_once] = found[:, -1]
        spans[start : start + at_once] = np.square(found[:, -1:] - found[:, :-1]) / 2
    refuse_heavy_tail(standardised(checked_outcomes(outcomes.ravel(), outcomes.size)), "a share of variance")
    # What stays unknown falls from all of the variance to none; each fall belongs to the assumption just learned.
    unknown = np.append(spans.mean(axis=2), np.zeros((permutations, 1)), axis=1)
    effects = np.empty((permutations, count))
    np.put_along_axis(effects, orders, -np.diff(unknown, axis=1), axis=1)
    pairs = effects.reshape(-1, 2, count).mean(axis=1)
    moved = Resampler(len(pairs), resamples=resamples, seed=seed).means(pairs)
    value = pairs.mean(axis=0)
    return index(value / value.sum(), moved / moved.sum(axis=1, keepdims=True), mass=mass)


def shapley_values(explained: Array) -> Array:
    """Shapley values of a game given by the worth of every subset.

    Parameters
    ----------
    explained
        (..., 2^D): bit i of the place says whether assumption i is in the subset.

    Returns
    -------
    numpy.ndarray
        (..., D), whose sum is the worth of all less that of none.

    Examples
    --------
    >>> shapley_values(np.array([0.0, 0.2, 0.6, 1.0]))
    array([0.3, 0.7])
    """
    subsets = np.arange(explained.shape[-1])
    count = int(explained.shape[-1]).bit_length() - 1
    size = np.bitwise_count(subsets)
    values = []
    for place in range(count):
        without = subsets[(subsets >> place & 1) == 0]
        weight = np.array([1 / (count * comb(count - 1, int(members))) for members in size[without]])
        values.append((explained[..., without | 1 << place] - explained[..., without]) @ weight)
    return np.stack(values, axis=-1)


def _learned(dependence: DependentDraws, order: Integers, rows: int, generator: np.random.Generator) -> Array:
    """Rows with the first 0, 1, ... D assumptions of an order known, (step, row, assumption); the last are the rows."""
    count = dependence.dimension
    values = dependence.sample(generator.random((rows, count)))
    fresh = generator.random((rows, count))
    known = np.zeros(count, dtype=np.bool_)
    steps = []
    for place in order:
        steps.append(dependence.conditional(values, known, fresh))
        known = known.copy()
        known[place] = True
    return np.stack([*steps, values])
