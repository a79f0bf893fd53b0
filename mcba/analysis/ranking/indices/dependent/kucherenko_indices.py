"""Kucherenko's indices: shares of variance of assumptions that depend on each other.

A model is any function of (row, assumption) values to (row,) outcomes. The dependence tells how its values are drawn:
from independent uniforms, and again with some of the assumptions known (`gaussian`).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from mcba.analysis.ranking.indices.dependent.gaussian import DependentDraws
from mcba.analysis.ranking.indices.designed.points import check_power_of_two, scrambled_sobol
from mcba.analysis.ranking.indices.designed.sobol_indices import SETS_OF_DESIGN
from mcba.analysis.ranking.indices.influence import RESAMPLES, USUAL_MASS
from mcba.analysis.ranking.indices.refusals import checked_outcomes, refuse_heavy_tail
from mcba.analysis.ranking.indices.resampling import Index, Resampler, index
from mcba.analysis.ranking.indices.worlds import OutcomeFunction
from mcba.arrays import Array, Booleans


@dataclass(frozen=True, eq=False)
class KucherenkoIndices:
    """Shares of variance for dependent assumptions.

    `full` is Var(E[y | x_i]) / Var(y), with what comes along through dependence; `independent` is
    E[Var(y | all others)] / Var(y), what the assumption adds when all others are known. An independent index below
    the full one is correct here.
    """

    full: Index
    independent: Index


def kucherenko(
    model: OutcomeFunction,
    dependence: DependentDraws,
    *,
    base: int,
    seed: int,
    resamples: int = RESAMPLES,
    mass: float = USUAL_MASS,
) -> KucherenkoIndices:
    """Kucherenko's full first-order and independent total indices.

    Parameters
    ----------
    model
        Outcomes (row,) of dependent values (row, assumption); called with `base` rows 2 D + 1 times.
    dependence
        Of the values.
    base
        Number of rows, a power of two.
    seed, resamples, mass
        Of the points, and of the bootstrap over rows.

    Returns
    -------
    KucherenkoIndices
        Shares of the variance.

    References
    ----------
    Kucherenko, Tarantola and Annoni (2012), doi:10.1016/j.cpc.2011.12.020.

    Examples
    --------
    >>> from mcba.analysis.ranking.indices.dependent.gaussian import GaussianDependence
    >>> from scipy import special
    >>> dependence = GaussianDependence(np.array([[1.0, 0.5], [0.5, 1.0]]))
    >>> found = kucherenko(lambda u: special.ndtri(u).sum(axis=1), dependence, base=4096, seed=1)
    >>> found.full.value.round(2), found.independent.value.round(2)
    (array([0.75, 0.75]), array([0.25, 0.25]))
    """
    pairs = SharedRows(model, dependence, base=base, seed=seed)
    one = np.eye(dependence.dimension, dtype=np.bool_)
    resampler = Resampler(base, resamples=resamples, seed=seed, sets=SETS_OF_DESIGN)
    full = [pairs.explained(known, resampler) for known in one]
    others = [pairs.explained(~known, resampler) for known in one]
    return KucherenkoIndices(
        full=_index(full, lambda share: share, mass=mass),
        independent=_index(others, lambda share: 1 - share, mass=mass),
    )


class SharedRows:
    """Outcomes of rows, and of the same rows with some assumptions drawn afresh.

    Parameters
    ----------
    model, dependence
        See `kucherenko`.
    base, seed
        Number of rows, a power of two, and the seed of their points.
    """

    def __init__(self, model: OutcomeFunction, dependence: DependentDraws, *, base: int, seed: int):
        check_power_of_two("base", base)
        # Half a step of the sequence keeps the points away from 0, where normal scores are infinite.
        points = scrambled_sobol(2 * dependence.dimension, base, seed=seed) + 2.0**-31
        self._model, self._dependence = model, dependence
        self._fresh = points[:, dependence.dimension :]
        self._values = dependence.sample(points[:, : dependence.dimension])
        outcomes = checked_outcomes(evaluated(model, self._values), base)
        self._centre = float(outcomes.mean())
        self._scale = float(outcomes.std())
        self._outcomes = (outcomes - self._centre) / self._scale
        refuse_heavy_tail(self._outcomes, "a share of variance")

    def explained(self, known: Booleans, resampler: Resampler) -> tuple[float, Array]:
        """Var(E[y | known]) / Var(y), and its resamples: the correlation of rows that share the known assumptions."""
        drawn = evaluated(self._model, self._dependence.conditional(self._values, known, self._fresh))
        other = (checked_outcomes(drawn, len(drawn)) - self._centre) / self._scale
        terms = np.stack(
            [(self._outcomes - other) ** 2 / 2, (self._outcomes**2 + other**2) / 2, (self._outcomes + other) / 2],
            axis=1,
        )
        # Janon et al. (2014), doi:10.1051/ps/2013040: both samples estimate the mean and the variance.
        value, moved = (
            1 - means[..., 0] / (means[..., 1] - means[..., 2] ** 2)
            for means in (terms.mean(axis=0), resampler.means(terms))
        )
        return float(value), moved


def evaluated(model: OutcomeFunction, values: Array) -> Array:
    """Outcomes of a model, one for each row, finite and not constant."""
    return checked_outcomes(model(values), len(values))


def _index(found: list[tuple[float, Array]], transform: Callable[[Array], Array], *, mass: float) -> Index:
    value = np.array([share for share, _ in found])
    return index(transform(value), transform(np.stack([moved for _, moved in found], axis=1)), mass=mass)
