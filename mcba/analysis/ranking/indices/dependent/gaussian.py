"""Dependence between assumptions: how their values are drawn, and again where some of them are known.

`GaussianDependence` does so for a Gaussian copula, in probabilities; the model (or the caller) applies quantile
functions.

References
----------
Kucherenko, Tarantola and Annoni (2012), doi:10.1016/j.cpc.2011.12.020, for conditional draws of a Gaussian copula.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Protocol

import numpy as np
from scipy import special

from mcba.arrays import Array, Booleans
from mcba.errors import RunError

# Correlations smaller than this do not tie assumptions together.
NO_CORRELATION = 1e-12


class DependentDraws(Protocol):
    """How dependent values are drawn; each row is one world."""

    @property
    def dimension(self) -> int:
        """Number of assumptions."""

    def sample(self, uniforms: Array) -> Array:
        """Turn independent uniforms (row, assumption) into dependent values of the same shape."""

    def conditional(self, values: Array, known: Booleans, uniforms: Array) -> Array:
        """Draw the unknown assumptions of each row afresh, given the known ones.

        Parameters
        ----------
        values
            (row, assumption), of which the known columns are kept.
        known
            (assumption,), the same for all rows.
        uniforms
            (row, assumption), fresh and independent; the known columns are ignored.

        Returns
        -------
        (row, assumption)
            The known values as they were, and the others as they are drawn beside them.
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

    correlation: Array

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
    def _root(self) -> Array:
        return np.asarray(np.linalg.cholesky(self.correlation), dtype=np.float64)

    def sample(self, uniforms: Array) -> Array:
        """Turn independent uniforms (row, assumption) into dependent probabilities."""
        return np.asarray(special.ndtr(_scores(uniforms) @ self._root.T))

    def conditional(self, values: Array, known: Booleans, uniforms: Array) -> Array:
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


def blocks(correlation: Array) -> tuple[str, ...]:
    """Labels of the dependent blocks, (assumption,): assumptions that hang together through correlations.

    As `groups` of a Sobol' design the blocks give closed indices that dependence does not spoil.

    Parameters
    ----------
    correlation
        (assumption, assumption), of the normal scores.

    Returns
    -------
    tuple of str
        A label for each assumption.

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


def refuse_dependence(method: str, correlation: Array, names: Sequence[str]) -> None:
    """Refuse a method that holds only for independent assumptions, naming a pair that is not.

    Parameters
    ----------
    method : str
        For the message.
    correlation
        (assumption, assumption).
    names : sequence of str
        Of the assumptions.

    Raises
    ------
    RunError
        With the code `correlated`, the `method`, and the pair as `first` and `second`.

    Examples
    --------
    >>> refuse_dependence("sobol", np.eye(2), ["a", "b"])
    """
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


def _scores(uniforms: Array) -> Array:
    return np.asarray(special.ndtri(np.clip(uniforms, 2.0**-60, 1 - 2.0**-53)))
