"""The error of an index: resampled rows, intervals, and how sure the ranking itself is.

References
----------
Efron (1979), Bootstrap methods: another look at the jackknife, doi:10.1214/aos/1176344552.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import ceil

import numpy as np
import numpy.typing as npt

from mcba.arrays import Array
from mcba.engine.estimates import errors_in
from mcba.errors import RunError

# Rows are resampled in sets: the error of a mean over 500 sets is itself known to 1 / sqrt(1000), three percent.
_SETS = 500


@dataclass(frozen=True, eq=False)
class IndexEstimate:
    """Numbers with their standard errors and central intervals, all of one shape."""

    value: Array
    error: Array
    low: Array
    high: Array


@dataclass(frozen=True, eq=False)
class Index(IndexEstimate):
    """One estimate for each assumption, and how sure its rank is (by the size of the index, whatever its sign).

    Attributes
    ----------
    rank_probability : (assumption, rank)
        The share of resamples in which the assumption was first, second, and so on.
    ahead : (assumption, assumption)
        The share of resamples in which the first of a pair was larger than the second; a tie counts half.
    gap_error : (assumption, assumption)
        The standard error of the difference between the sizes of a pair.
    """

    rank_probability: Array
    ahead: Array
    gap_error: Array

    @property
    def order(self) -> npt.NDArray[np.intp]:
        """The assumptions from the largest index to the smallest, by size."""
        return np.argsort(-np.abs(self.value), kind="stable")

    @property
    def lead(self) -> Array:
        """The share of resamples in which each stayed ahead of the one that follows it in `order`, (assumption,).

        NaN for the last.
        """
        order = self.order
        lead = np.full(len(order), np.nan)
        lead[order[:-1]] = self.ahead[order[:-1], order[1:]]
        return lead

    def alike(self, mass: float = 0.90) -> npt.NDArray[np.bool_]:
        """The pairs whose difference has an interval over zero, (assumption, assumption): no order of them holds."""
        return np.asarray(np.minimum(self.ahead, self.ahead.T) > _tails(mass)[0])

    def rank_range(self, mass: float = 0.90) -> npt.NDArray[np.intp]:
        """Lowest and highest rank (0 is first) in the central `mass` of the resamples, (assumption, 2)."""
        reached = np.cumsum(self.rank_probability, axis=1)
        tail = (1 - mass) / 2
        # Sums of shares miss their ends by rounding.
        low = np.argmax(reached > tail + 1e-12, axis=1)
        high = np.argmax(reached >= 1 - tail - 1e-12, axis=1)
        return np.stack([low, high], axis=1)


class Resampler:
    """Resamples of rows with replacement, as one matrix product for any number of columns.

    Each resample counts how often each row is taken (multinomial), so resampled means are counts times values: nothing
    is drawn, sorted or copied again. More rows than `sets` are put together at random in sets of equal size, which are
    then resampled: the rows are exchangeable, so the error is the same and the counts stay small.

    Parameters
    ----------
    rows
        Number of rows.
    resamples
        Number of resamples.
    seed
        Any integer from 0; the same seed resamples the same rows.
    sets
        The largest number of units to resample.

    Examples
    --------
    >>> resampler = Resampler(1000, resamples=500, seed=0)
    >>> means = resampler.means(np.arange(1000.0))
    >>> bool(abs(means.std() / (288.7 / 1000**0.5) - 1) < 0.1)
    True
    """

    def __init__(self, rows: int, *, resamples: int, seed: int, sets: int = _SETS):
        if resamples < 2:
            raise RunError(f"resamples = {resamples} gives no error; ask for 2 or more (1000 is usual)")
        generator = np.random.default_rng([seed, rows])
        units = min(rows, sets)
        self.rows = rows
        self._order = None if units == rows else generator.permutation(rows)
        self._starts = np.linspace(0, rows, units, endpoint=False).astype(np.intp)
        sizes = np.diff(np.append(self._starts, rows)).astype(np.float64)
        counts = np.empty((resamples, units))
        for start in range(0, resamples, 64):
            block = counts[start : start + 64]
            drawn = generator.integers(units, size=block.shape) + units * np.arange(len(block))[:, np.newaxis]
            block[:] = np.bincount(drawn.ravel(), minlength=block.size).reshape(block.shape)
        counts /= (counts @ sizes)[:, np.newaxis]
        self._shares = counts

    @property
    def units(self) -> int:
        """How many sets of rows are resampled."""
        return len(self._starts)

    def sums(self, values: Array) -> Array:
        """Sum (row, ...) values in each resampled unit, (unit, ...)."""
        if self._order is None:
            return values
        sums: Array = np.add.reduceat(values[self._order], self._starts, axis=0)
        return sums

    def means_of_sums(self, sums: Array) -> Array:
        """Resampled means of values already summed by `sums`, (resample, ...)."""
        return self._shares @ sums

    def counts(self, cells: npt.NDArray[np.intp], size: int) -> Array:
        """Resampled shares of rows in each of `size` cells, given the cell of each row, (resample, cell)."""
        units = len(self._starts)
        unit = np.arange(self.rows)
        if self._order is not None:
            unit = np.empty(self.rows, dtype=np.intp)
            unit[self._order] = np.repeat(np.arange(units), np.diff(np.append(self._starts, self.rows)))
        table = np.bincount(unit * size + cells, minlength=units * size).reshape(units, size)
        return self._shares @ table

    def means(self, values: Array) -> Array:
        """Resampled means of (row, ...) values, (resample, ...)."""
        return self.means_of_sums(self.sums(values))


def estimate(value: Array, resampled: Array, *, mass: float) -> IndexEstimate:
    """Give `value` the standard error and percentile interval of its resamples, (resample, ...)."""
    low, high = np.quantile(resampled, _tails(mass), axis=0)
    return IndexEstimate(value, resampled.std(axis=0, ddof=1), low, high)


def index(value: Array, resampled: Array, *, mass: float) -> Index:
    """Like `estimate`, for one value an assumption, with rank probabilities."""
    return ranked(estimate(value, resampled, mass=mass), resampled)


def ranked(found: IndexEstimate, resampled: Array) -> Index:
    """Add the ranks of the resamples, (resample, assumption), to one estimate for each assumption."""
    size = np.abs(resampled)
    ahead = np.stack([(1 + np.sign(own[:, np.newaxis] - size).mean(axis=0)) / 2 for own in size.T])
    covariance = np.atleast_2d(np.cov(size, rowvar=False))
    spread = np.diag(covariance)
    gap_error = np.sqrt(np.maximum(spread + spread[:, np.newaxis] - 2 * covariance, 0))
    probability = rank_probability(resampled)
    return Index(found.value, found.error, found.low, found.high, probability, ahead, gap_error)


def replicated(values: Array, *, mass: float, resamples: int = 1000, seed: int = 0) -> Index:
    """Mean and Student interval of independent replicates, (replicate, assumption)."""
    count = len(values)
    if count < 2:
        raise RunError("one replicate has no error; give 2 or more (8 is usual)")
    mean, error = values.mean(axis=0), values.std(axis=0, ddof=1) / np.sqrt(count)
    reach = errors_in(_checked_mass(mass), count - 1) * error
    resampled = Resampler(count, resamples=resamples, seed=seed).means(values)
    return ranked(IndexEstimate(mean, error, mean - reach, mean + reach), resampled)


def rank_probability(resampled: Array) -> Array:
    """Share of resamples in which each assumption has each rank by size, (assumption, rank).

    Parameters
    ----------
    resampled
        (resample, assumption).

    Examples
    --------
    >>> rank_probability(np.array([[3.0, -1.0], [2.0, 1.0], [1.0, -2.0], [4.0, 0.0]]))
    array([[0.75, 0.25],
           [0.25, 0.75]])
    """
    resamples, assumptions = resampled.shape
    order = np.argsort(-np.abs(resampled), axis=1, kind="stable")
    cells = order * assumptions + np.arange(assumptions)
    counts = np.bincount(cells.ravel(), minlength=assumptions**2).reshape(assumptions, assumptions)
    return np.asarray(counts / resamples)


def rows_needed(rows: int, error: float, target: float) -> int:
    """Rows that would bring a standard error down to `target`, since errors fall with the root of the rows.

    Parameters
    ----------
    rows : int
        That gave the error.
    error, target : float

    Returns
    -------
    int

    Raises
    ------
    RunError
        For a target of 0 or less.

    Examples
    --------
    >>> rows_needed(1000, error=0.02, target=0.01)
    4000
    """
    if target <= 0:
        raise RunError(f"target = {target:g} cannot be reached; ask for a standard error above 0")
    return ceil(rows * (error / target) ** 2)


def _tails(mass: float) -> list[float]:
    tail = (1 - _checked_mass(mass)) / 2
    return [tail, 1 - tail]


def _checked_mass(mass: float) -> float:
    if not 0 < mass < 1:
        raise RunError(f"mass = {mass:g} is not the mass of an interval; give one between 0 and 1, such as 0.9")
    return mass
