"""Rows of a table that are drawn together: what takes one number of a row takes its others too.

One uniform passes the rows along Hilbert's curve through the ranks of all columns, so that rows near each other in the
order are near each other in every column, and an even sampler stays even in each of them.

References
----------
Gerber & Chopin (2015), Sequential quasi Monte Carlo, doi:10.1111/rssb.12104, section 3.1, for the order; Skilling
(2004), Programming the Hilbert curve, doi:10.1063/1.1751381, for the curve.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import ArrayLike, NDArray

_BITS = 62  # of a place along the curve


@dataclass(frozen=True, eq=False)
class JointRows:
    """The rows of a table, in the order in which one uniform passes them.

    Attributes
    ----------
    table : str
    names : tuple of str
        Of what is drawn from its columns.
    sizes : (row,)
        The probability of each row; none is 0.
    starts : (name, row)
        The probability in its own column of what is ranked below the row's number; a number that stands in several rows
        has a part of its probability in each.
    middles : (name, row)
        The probability below the row's number, and half of that of the number itself.
    """

    table: str
    names: tuple[str, ...]
    sizes: NDArray[np.float64]
    starts: NDArray[np.float64]
    middles: NDArray[np.float64]

    @classmethod
    def of(cls, table: str, columns: Mapping[str, ArrayLike], weights: ArrayLike | None = None) -> JointRows:
        """The rows of some columns.

        Parameters
        ----------
        table : str
            What the table is called.
        columns : mapping of str to (row,)
        weights : (row,), optional
            What each row counts for; alike when absent.

        Returns
        -------
        JointRows

        Examples
        --------
        >>> rows = JointRows.of("posterior.csv", {"a": [3, 1, 2], "b": [10, 30, 20]})
        >>> float(rows.rank_correlation[0, 1].round(6))
        -1.0
        """
        matrix = np.stack([np.asarray(column, dtype=np.float64) for column in columns.values()])
        share = np.ones(matrix.shape[1]) if weights is None else np.asarray(weights, dtype=np.float64)
        order = _along_the_curve(matrix)
        order = order[share[order] > 0]
        matrix, sizes = matrix[:, order], share[order] / share.sum()
        starts, middles = np.empty_like(matrix), np.empty_like(matrix)
        for column, values in enumerate(matrix):
            rising = np.argsort(values, kind="stable")
            starts[column, rising] = np.cumsum(sizes[rising]) - sizes[rising]
            _, place = np.unique(values, return_inverse=True)
            together = np.bincount(place, weights=sizes)
            middles[column] = (np.cumsum(together) - together / 2)[place]
        for array in (sizes, starts, middles):
            array.flags.writeable = False
        return cls(table, tuple(columns), sizes, starts, middles)

    @cached_property
    def rank_correlation(self) -> NDArray[np.float64]:
        """Spearman's between the columns, (name, name); a number in several rows has the mean of their ranks."""
        apart = self.middles - 0.5  # the mean of such probabilities is one half, whatever the ties
        covariance = (apart * self.sizes) @ apart.T
        spread = np.sqrt(np.diag(covariance))
        correlation = covariance / np.where(spread > 0, np.outer(spread, spread), 1.0)
        np.fill_diagonal(correlation, 1.0)
        return np.clip(correlation, -1.0, 1.0)


def _along_the_curve(matrix: NDArray[np.float64]) -> NDArray[np.intp]:
    """The rows of columns (column, row) in the order of Hilbert's curve through the cube of their ranks."""
    matrix = matrix[:_BITS]
    rows = matrix.shape[1]
    bits = max(1, min((rows - 1).bit_length(), _BITS // len(matrix)))
    ranks = np.stack([np.searchsorted(np.sort(values), values) for values in matrix])
    return np.argsort(place_on_curve(ranks * (1 << bits) // rows, bits), kind="stable")


def place_on_curve(cells: NDArray[np.int64], bits: int) -> NDArray[np.int64]:
    """The place of cells of a cube along Hilbert's curve.

    Parameters
    ----------
    cells : (axis, cell)
        Whole numbers from 0 and below 2 to the power `bits`.
    bits : int
        Times the number of axes at most 62.

    Returns
    -------
    (cell,)

    Examples
    --------
    >>> place_on_curve(np.array([[0, 1, 1, 0], [0, 0, 1, 1]]), 1)
    array([0, 3, 2, 1])
    """
    axes = np.array(cells, dtype=np.int64)
    for level in reversed(range(1, bits)):
        rest = (1 << level) - 1
        for axis in range(len(axes)):
            turned = axes[axis] >> level & 1 == 1
            exchanged = np.where(turned, 0, (axes[0] ^ axes[axis]) & rest)
            axes[0] ^= np.where(turned, rest, exchanged)
            axes[axis] ^= exchanged
    axes = np.bitwise_xor.accumulate(axes, axis=0)
    turns = np.zeros_like(axes[0])
    for level in range(1, bits):
        turns ^= (axes[-1] >> level & 1) * ((1 << level) - 1)
    axes ^= turns
    place: NDArray[np.int64] = np.zeros_like(axes[0])
    for level in reversed(range(bits)):
        for digits in axes:
            place = place << 1 | digits >> level & 1
    return place
