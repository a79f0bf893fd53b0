"""Worlds counted in cells: loops for machine code (see `families.loops`), and the same by NumPy beside them."""

from __future__ import annotations

from typing import NamedTuple, TypeAlias

import numpy as np
from numpy.typing import NDArray

from mcba.arrays import Array, Integers

Coarse: TypeAlias = NDArray[np.int16]
"""The coarse cell of each cell."""

NEAR = 4  # edges among which a value is looked for without halving


def find_cells(
    values: Array,
    anchor: float,
    least: int,
    first: int,
    shift: int,
    starts: Integers,
    edges: Array,
    places: Integers,
) -> None:
    """Write the place of each value among the edges (see `cells.Cells`), from where a guide says to begin.

    Parameters
    ----------
    values : (world,)
    anchor, least, first, shift, starts, edges
        As in `cells._Guide`.
    places : (world,)
        Written to.
    """
    distances = values - anchor
    bits, last = distances.view(np.int64), starts.size - 2
    for i in range(values.size):
        digits = max(((bits[i] & np.int64(0x7FFF_FFFF_FFFF_FFFF)) >> 1) - least, 0)
        if bits[i] < 0:
            digits = -digits
        slot = np.uint64(min(max((digits - first) >> shift, 0), last))
        low, high = starts[slot], starts[slot + np.uint64(1)]
        # Edges are counted without a branch, which would be foreseen wrongly half of the time (measured).
        value = values[i]
        while high - low > NEAR:
            step = (high - low) // (NEAR + 1) + 1
            below = 0
            for ahead in range(1, NEAR + 1):
                below += edges[np.uint64(low + ahead * step - 1)] < value
            low, high = low + below * step, min(low + (below + 1) * step - 1, high)
        edge, below = np.uint64(low), 0
        for ahead in range(NEAR):
            below += edges[edge + np.uint64(ahead)] < value
        edge += np.uint64(below)
        places[i] = 2 * np.int64(edge) + (edges[edge] == value)


def find_cells_by_numpy(values: Array, edges: Array, places: Integers) -> None:
    """The same as `find_cells`, by NumPy; it needs no guide, nor undefined edges after the last."""
    # Two rising rows are merged in half the time of a search for each value (measured).
    order = np.argsort(values)
    rising = values[order]
    together = np.argsort(np.concatenate([edges, rising]), kind="stable")  # an edge before what equals it
    up_to_value = np.flatnonzero(together >= edges.size) - np.arange(values.size)
    places[order] = 2 * up_to_value - (edges[up_to_value - 1] == rising)


class Totals(NamedTuple):
    """What worlds are added to: their numbers, and the sums of their deviations.

    Attributes
    ----------
    counts : (cell,)
    by_randomisation : (coarse cell, randomisation)
    above : (threshold, randomisation)
    sizes, sums, squares : (randomisation,)
    """

    counts: Integers
    by_randomisation: Integers
    above: Integers
    sizes: Integers
    sums: Array
    squares: Array


def tally(
    values: Array, ranks: Integers, places: Integers, coarse_of: Coarse, thresholds: Array, centre: float, into: Totals
) -> None:
    """Count worlds by cell, and add their deviations by randomisation (see `accumulator.Accumulator`).

    Parameters
    ----------
    values, ranks, places : (world,)
        One outcome, the randomisation of each world, and the place of its cell.
    coarse_of : (cell,)
        The coarse place of each place.
    thresholds : (threshold,)
    centre : float
        Where deviations count from.
    into : Totals
        Added to.
    """
    counts, by_randomisation, above, sizes, sums, squares = into
    # One loop for each array that worlds are scattered over: mixed in one, their writes wait for each other (measured).
    for i in range(values.size):
        counts[np.uint64(places[i])] += 1
    for i in range(values.size):
        by_randomisation[np.uint64(coarse_of[np.uint64(places[i])]), np.uint64(ranks[i])] += 1
    for i in range(values.size):
        rank, deviation = np.uint64(ranks[i]), values[i] - centre
        sizes[rank] += 1
        sums[rank] += deviation
        squares[rank] += deviation * deviation
    for threshold in range(thresholds.size):
        for i in range(values.size):
            above[threshold, np.uint64(ranks[i])] += values[i] > thresholds[threshold]


def tally_by_numpy(
    values: Array, ranks: Integers, places: Integers, coarse_of: Coarse, thresholds: Array, centre: float, into: Totals
) -> None:
    """The same as `tally`, by NumPy."""
    counts, by_randomisation, above, sizes, sums, squares = into
    parts = sizes.size
    np.add.at(counts, places, 1)
    coarse = np.bincount(coarse_of[places].astype(np.int64) * parts + ranks, minlength=by_randomisation.size)
    by_randomisation += coarse.reshape(by_randomisation.shape)
    for row, threshold in enumerate(thresholds):
        above[row] += np.bincount(ranks[values > threshold], minlength=parts)
    sizes += np.bincount(ranks, minlength=parts)
    with np.errstate(invalid="ignore", over="ignore"):
        deviations = values - centre
        sums += np.bincount(ranks, weights=deviations, minlength=parts)
        squares += np.bincount(ranks, weights=deviations * deviations, minlength=parts)
