"""Shares of variance when assumptions depend on each other: dependent blocks and Kucherenko's indices.

A model is any function of (row, assumption) values to (row,) outcomes. The dependence tells how its values are drawn:
from independent uniforms, and again with some of the assumptions known. `GaussianDependence` does so for a Gaussian
copula, in probabilities; the model (or the caller) applies quantile functions.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Protocol

import numpy as np
import numpy.typing as npt
from scipy import special

from mcba.analysis.ranking.indices.designed import SETS, check_power_of_two, scrambled_sobol
from mcba.analysis.ranking.indices.influence import MASS, RESAMPLES
from mcba.analysis.ranking.indices.resampling import Index, Resampler, index
from mcba.analysis.ranking.indices.worlds import Floats, checked_outcomes, refuse_heavy_tail
from mcba.errors import RunError

Booleans = npt.NDArray[np.bool_]
Model = Callable[[Floats], Floats]

# Correlations smaller than this do not tie assumptions together.
NO_CORRELATION = 1e-12


class Dependence(Protocol):
    """How dependent values are drawn; each row is one world."""

    @property
    def dimension(self) -> int:
        """Number of assumptions."""

    def sample(self, uniforms: Floats) -> Floats:
        """Turn independent uniforms (row, assumption) into dependent values of the same shape."""

    def conditional(self, values: Floats, known: Booleans, uniforms: Floats) -> Floats:
        """Draw the unknown assumptions of each row afresh, given the known ones.

        Parameters
        ----------
        values
            (row, assumption), of which the known columns are kept.
        known
            (assumption,), the same for all rows.
        uniforms
            (row, assumption), fresh and independent; the known columns are ignored.
        """


@dataclass(frozen=True, eq=False)
class GaussianDependence:
    """A Gaussian copula with the correlation matrix of its normal scores; values are probabilities in (0, 1).

    Examples
    --------
    >>> dependence = GaussianDependence(np.array([[1.0, 0.9], [0.9, 1.0]]))
    >>> values = dependence.sample(np.random.default_rng(1).random((10_000, 2)))
    >>> np.corrcoef(special.ndtri(values), rowvar=False)[0, 1].round(2)
    np.float64(0.9)
    """

    correlation: Floats

    def __post_init__(self) -> None:
        matrix = np.asarray(self.correlation, dtype=np.float64)
        if matrix.ndim != 2 or matrix.shape[0] != matrix.shape[1] or len(matrix) == 0:
            raise RunError(f"the correlation has shape {matrix.shape}; give (assumption, assumption)")
        if not (np.allclose(matrix, matrix.T) and np.allclose(np.diag(matrix), 1)):
            raise RunError("the correlation matrix is not symmetric with ones on its diagonal")
        if np.linalg.eigvalsh(matrix)[0] < 1e-10:
            raise RunError(
                "the correlation matrix is not positive definite, so some assumptions are fixed by the others; "
                "repair it, or make those that determine each other one assumption"
            )
        object.__setattr__(self, "correlation", matrix)

    @property
    def dimension(self) -> int:
        """Number of assumptions."""
        return len(self.correlation)

    @cached_property
    def _root(self) -> Floats:
        return np.asarray(np.linalg.cholesky(self.correlation), dtype=np.float64)

    def sample(self, uniforms: Floats) -> Floats:
        """Turn independent uniforms (row, assumption) into dependent probabilities."""
        return np.asarray(special.ndtr(_scores(uniforms) @ self._root.T))

    def conditional(self, values: Floats, known: Booleans, uniforms: Floats) -> Floats:
        """Draw the unknown assumptions of each row afresh, given the known ones."""
        drawn = values.copy()
        free = np.flatnonzero(~known)
        given = np.flatnonzero(known)
        if free.size == 0:
            return drawn
        slopes = np.linalg.solve(self.correlation[np.ix_(given, given)], self.correlation[np.ix_(given, free)])
        left = self.correlation[np.ix_(free, free)] - self.correlation[np.ix_(free, given)] @ slopes
        scores = _scores(values[:, given]) @ slopes + _scores(uniforms[:, free]) @ np.linalg.cholesky(left).T
        drawn[:, free] = special.ndtr(scores)
        return drawn


@dataclass(frozen=True, eq=False)
class KucherenkoIndices:
    """Shares of variance for dependent assumptions.

    `full` is Var(E[y | x_i]) / Var(y), with what comes along through dependence; `independent` is
    E[Var(y | all others)] / Var(y), what the assumption adds when all others are known. An independent index below
    the full one is correct here.
    """

    full: Index
    independent: Index


def blocks(correlation: Floats) -> tuple[str, ...]:
    """Labels of the dependent blocks, (assumption,): assumptions that hang together through correlations.

    As `groups` of a Sobol' design the blocks give closed indices that dependence does not spoil.

    Examples
    --------
    >>> blocks(np.array([[1, 0.5, 0], [0.5, 1, 0], [0, 0, 1]]))
    ('0', '0', '2')
    """
    matrix = np.asarray(correlation)
    joined = np.abs(matrix) > NO_CORRELATION
    labels = np.arange(len(matrix))
    for _ in labels:
        # Every assumption takes the lowest label among those it is joined with, until labels stop moving.
        labels = np.where(joined, labels[np.newaxis], len(matrix)).min(axis=1)
    return tuple(map(str, labels))


def refuse_dependence(method: str, correlation: Floats, names: Sequence[str]) -> None:
    """Refuse a method that holds only for independent assumptions, naming a pair that is not."""
    matrix = np.abs(np.asarray(correlation, dtype=np.float64))
    np.fill_diagonal(matrix := matrix.copy(), 0)
    if matrix.max(initial=0) > NO_CORRELATION:
        first, second = np.unravel_index(int(np.argmax(matrix)), matrix.shape)
        raise RunError(
            f"{method} assumes independent assumptions, but {names[int(first)]} and {names[int(second)]} are "
            "correlated; use shapley or kucherenko, or sobol with the dependent ones as one group "
            "(groups='dependent')",
            code="correlated",
            method=method,
            first=names[int(first)],
            second=names[int(second)],
        )


def kucherenko(
    model: Model,
    dependence: Dependence,
    *,
    base: int,
    seed: int,
    resamples: int = RESAMPLES,
    mass: float = MASS,
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

    References
    ----------
    Kucherenko, Tarantola and Annoni (2012), doi:10.1016/j.cpc.2011.12.020.

    Examples
    --------
    >>> dependence = GaussianDependence(np.array([[1.0, 0.5], [0.5, 1.0]]))
    >>> found = kucherenko(lambda u: special.ndtri(u).sum(axis=1), dependence, base=4096, seed=1)
    >>> found.full.value.round(2), found.independent.value.round(2)
    (array([0.75, 0.75]), array([0.25, 0.25]))
    """
    pairs = Pairs(model, dependence, base=base, seed=seed)
    one = np.eye(dependence.dimension, dtype=np.bool_)
    resampler = Resampler(base, resamples=resamples, seed=seed, sets=SETS)
    full = [pairs.explained(known, resampler) for known in one]
    others = [pairs.explained(~known, resampler) for known in one]
    return KucherenkoIndices(
        full=_index(full, lambda share: share, mass=mass),
        independent=_index(others, lambda share: 1 - share, mass=mass),
    )


class Pairs:
    """Outcomes of rows, and of the same rows with some assumptions drawn afresh.

    Parameters
    ----------
    model, dependence
        See `kucherenko`.
    base, seed
        Number of rows, a power of two, and the seed of their points.
    """

    def __init__(self, model: Model, dependence: Dependence, *, base: int, seed: int):
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

    def explained(self, known: Booleans, resampler: Resampler) -> tuple[float, Floats]:
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


def evaluated(model: Model, values: Floats) -> Floats:
    """Outcomes of a model, one for each row, finite and not constant."""
    return checked_outcomes(model(values), len(values))


def _index(found: list[tuple[float, Floats]], transform: Callable[[Floats], Floats], *, mass: float) -> Index:
    value = np.array([share for share, _ in found])
    return index(transform(value), transform(np.stack([moved for _, moved in found], axis=1)), mass=mass)


def _scores(uniforms: Floats) -> Floats:
    return np.asarray(special.ndtri(np.clip(uniforms, 2.0**-60, 1 - 2.0**-53)))
