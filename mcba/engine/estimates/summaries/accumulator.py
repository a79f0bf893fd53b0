"""Summaries of more worlds than anybody keeps: exactly mergeable, whatever the order of merging.

Counts are whole numbers and sums are kept without rounding (Shewchuk 1997, doi:10.1007/PL00009321), so two halves
merged in either order are the whole, to the bit. Worlds are counted in the cells of `cells`: the values of the first
worlds, and what lies between them. So few worlds as fixed the cells are told exactly. Of more worlds, a quantile that
falls on an atom is exact; elsewhere it lies somewhere in an open cell, of which the share of worlds and both ends are
known, and half the distance between these joins its error. A quantile beyond all the first worlds has an unknown error.

Sketches that are known better lack one of the three things that are wanted here:

- t-digest (Dunning & Ertl 2019, arXiv:1902.04023) has no bound on its error of rank, and depends on the order in which
  worlds come and digests are merged;
- KLL (Karnin, Lang & Liberty 2016, doi:10.1109/FOCS.2016.17) has the best bound on rank that so little memory allows,
  but only with a probability, and the choices by chance in it make other bits of other orders;
- DDSketch (Masson, Rim & Lee 2019, doi:10.14778/3352063.3352135) and HDR histograms (Tene 2012) merge exactly, but
  bound the relative error of the value: of N(10⁹, 1) or of an outcome about zero that says nothing, and they know no
  atoms.

None tells an atom from values about it. Cells that are fixed by the first worlds can, since these were drawn by the
same law as all that come: whatever weighs more than a few hundred-thousandths is among them.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from mcba.arrays import Array, Integers
from mcba.displayed import Displayed
from mcba.engine.estimates.estimate import Estimate, Range, Summary
from mcba.engine.estimates.moments import Moments, ratio_from, share_from
from mcba.engine.estimates.ordered import quantile_from
from mcba.engine.estimates.summaries.cells import Cells
from mcba.engine.estimates.summaries.counting import Totals, tally, tally_by_numpy
from mcba.errors import RunError
from mcba.families import machine_code


class ExactSum:
    """A sum of floats without any rounding: partial sums that do not overlap, and what is infinite apart."""

    def __init__(self, numbers: Iterable[float] = ()):
        self.partials: list[float] = []
        self.infinite = 0.0
        for number in numbers:
            self.add(number)

    def add(self, value: float) -> None:
        """Add one number; an infinite one makes the sum infinite, two of opposite signs make it undefined."""
        if not math.isfinite(value):
            self.infinite += value
            return
        kept = 0
        for partial in self.partials:
            large, small = (value, partial) if abs(value) >= abs(partial) else (partial, value)
            value = large + small
            rest = small - (value - large)
            if rest:
                self.partials[kept] = rest
                kept += 1
        self.partials[kept:] = [value]

    def merge(self, other: ExactSum) -> None:
        """Add another sum."""
        for partial in (*other.partials, other.infinite):
            self.add(partial)

    @property
    def value(self) -> float:
        """The sum, rounded once."""
        return self.infinite or math.fsum(self.partials)

    def canonical(self) -> list[float]:
        """The sum as its rounding, the rounding of what that leaves, and so on: one form for equal sums."""
        if self.infinite:
            return [self.infinite]
        roundings: list[float] = []
        while rest := math.fsum([*self.partials, *(-rounding for rounding in roundings)]):
            roundings.append(rest)
        return roundings


@dataclass(repr=False)
class Accumulator(Displayed):
    """What the worlds added so far say of one outcome.

    Parameters
    ----------
    cells : Cells
    randomisations : int
        0 for independent worlds.
    thresholds : tuple of float
        Values for which the share of worlds above is counted exactly.
    """

    cells: Cells
    randomisations: int
    thresholds: tuple[float, ...] = ()
    counts: Integers = field(init=False)  # worlds in each cell
    by_randomisation: Integers = field(init=False)  # worlds in each coarse cell, for each randomisation
    above: Integers = field(init=False)  # worlds above each threshold, for each randomisation
    sizes: Integers = field(init=False)  # worlds of each randomisation
    sums: list[ExactSum] = field(init=False)  # of deviations from the centre, for each randomisation
    squares: ExactSum = field(init=False)
    smallest: float = math.inf
    largest: float = -math.inf

    def __post_init__(self) -> None:
        parts = max(self.randomisations, 1)
        self.counts = np.zeros(self.cells.count, np.int64)
        self.by_randomisation = np.zeros((2 * self.cells.coarse.size + 1, parts), np.int64)
        self.above = np.zeros((len(self.thresholds), parts), np.int64)
        self.sizes = np.zeros(parts, np.int64)
        self.sums = [ExactSum() for _ in range(parts)]
        self.squares = ExactSum()

    # --- adding and merging

    def add(self, values: Array, ranks: Integers, *, compiled: bool = False) -> None:
        """Add worlds; `ranks` says to which randomisation each belongs (all 0 when worlds are independent).

        Sums within one call are rounded as they come, so the same bits need the same calls; `compiled` makes no
        difference to them.
        """
        self.smallest = min(self.smallest, float(values.min(initial=math.inf)) + 0.0)  # minus zero is zero
        self.largest = max(self.largest, float(values.max(initial=-math.inf)) + 0.0)
        sums, squares = np.zeros(self.sizes.size), np.zeros(self.sizes.size)
        count = machine_code(tally) if compiled else tally_by_numpy
        count(
            values,
            ranks,
            self.cells.find(values, compiled=compiled),
            self.cells.coarse_of,
            np.array(self.thresholds),
            self.cells.centre,
            Totals(*self._counted(), sums, squares),
        )
        for total, value in zip(self.sums, sums, strict=True):
            total.add(float(value))
        for value in squares:
            self.squares.add(float(value))

    def merge(self, other: Accumulator) -> None:
        """Add what another accumulator of the same cells has seen."""
        for mine, theirs in zip(self._counted(), other._counted(), strict=True):
            np.add(mine, theirs, out=mine)
        for total, added in zip((*self.sums, self.squares), (*other.sums, other.squares), strict=True):
            total.merge(added)
        self.smallest, self.largest = min(self.smallest, other.smallest), max(self.largest, other.largest)

    def _counted(self) -> tuple[Integers, Integers, Integers, Integers]:
        return self.counts, self.by_randomisation, self.above, self.sizes

    # --- what the worlds say

    @property
    def worlds(self) -> int:
        """How many worlds were added."""
        return int(self.sizes.sum())

    def summary(self, mass: float) -> Summary:
        """Mean, median and central range, each with its Monte Carlo error."""
        tail = (1.0 - mass) / 2.0
        low, median, high = self.quantiles(tail, 0.5, 1.0 - tail)
        moments = self.moments()
        return Summary(moments.estimate, median, Range.between(low, high, mass), moments.sd, self.worlds)

    def mean(self) -> Estimate:
        """The mean and its standard error."""
        return self.moments().estimate

    def spread(self) -> Estimate:
        """The standard deviation, whose error is unknown."""
        moments = self.moments()
        return replace(moments.estimate, value=moments.sd, error=math.inf)

    def moments(self) -> Moments:
        """The mean and what its error is made of."""
        sums = np.array([total.value for total in self.sums])
        if not np.isfinite(sums).all():
            with np.errstate(invalid="ignore"):
                infinite = float(sums.sum())
            return Moments(infinite, math.inf, np.full(self.sizes.size, math.nan), self.sizes)
        total = math.fsum(sums)
        from_centre = total / self.worlds
        squares = max(0.0, self.squares.value - total * from_centre)
        return Moments(self.cells.centre + from_centre, squares, sums - from_centre * self.sizes, self.sizes)

    def quantiles(self, *levels: float) -> list[Estimate]:
        """The values below which these shares of the worlds lie, each with its standard error."""
        counted = _CountedOrder.of(self)
        return [quantile_from(counted, level) for level in levels]

    def rank_error(self, mass: float) -> float:
        """The largest share of worlds in an open cell at the three quantiles: what the summary cannot tell apart."""
        tail, counted = (1.0 - mass) / 2.0, _CountedOrder.of(self)
        return max(counted.share_at(level, edges=False) for level in (tail, 0.5, 1.0 - tail))

    def probability(self, threshold: float) -> Estimate:
        """The share of worlds above one of the thresholds, and its standard error."""
        if threshold not in self.thresholds:
            counted = ", ".join(f"{one:g}" for one in self.thresholds) or "none"
            raise RunError(
                f"worlds above {threshold:g} were not counted as they came (counted: {counted}); keep the worlds"
            )
        return share_from(self.above[self.thresholds.index(threshold)], self.sizes)

    def ratio_of_means(self, below: Accumulator, difference: Accumulator | None = None) -> Estimate:
        """The mean over another one, with its standard error.

        How independent worlds of the two go together is known from the spread of their `difference`; without it the
        error is unknown. Randomisations need none.
        """
        mine, theirs = self.moments(), below.moments()
        between = math.inf if difference is None else difference.moments().squares

        def mean_of_rest(ratio: float) -> Estimate:
            squares = (1.0 - ratio) * mine.squares + ratio * (ratio - 1.0) * theirs.squares + ratio * between
            return Moments(0.0, max(squares, 0.0), mine.sums - ratio * theirs.sums, self.sizes).estimate

        return ratio_from(mine.mean, theirs.mean, mean_of_rest)

    # --- to and from arrays, for a file

    def state(self) -> dict[str, NDArray[Any]]:
        """Everything in arrays."""
        numbers = [self.cells.centre, self.smallest, self.largest, float(self.randomisations)]
        partials = [np.array(total.canonical()) for total in (*self.sums, self.squares)]
        return {
            "numbers": np.array(numbers),
            "edges": self.cells.edges,
            "coarse": self.cells.coarse,
            "thresholds": np.array(self.thresholds),
            "counts": self.counts,
            "by_randomisation": self.by_randomisation,
            "above": self.above,
            "sizes": self.sizes,
            "partials": np.concatenate(partials),
            "lengths": np.array([part.size for part in partials]),
        }

    @classmethod
    def from_state(cls, state: Mapping[str, NDArray[Any]]) -> Accumulator:
        """The accumulator that gave this state; a state of before cells were the first worlds cannot be read."""
        if "edges" not in state:
            raise RunError("this summary was made by an earlier version of mcba, with other cells: run the study again")
        centre, smallest, largest, randomisations = map(float, state["numbers"])
        cells = Cells(state["edges"], state["coarse"], centre)
        accumulator = cls(cells, int(randomisations), tuple(map(float, state["thresholds"])))
        accumulator.smallest, accumulator.largest = smallest, largest
        for mine, name in zip(accumulator._counted(), ("counts", "by_randomisation", "above", "sizes"), strict=True):
            mine[...] = state[name]
        partials = np.split(state["partials"], np.cumsum(state["lengths"])[:-1])
        *sums, squares = (ExactSum(map(float, part)) for part in partials)
        accumulator.sums, accumulator.squares = sums, squares
        return accumulator


@dataclass(frozen=True, eq=False)
class _CountedOrder:
    """Worlds counted in cells: how many lie in the cells up to each, of all, and in the coarse ones of each part."""

    summary: Accumulator
    reached: Integers
    coarse: Integers  # (coarse cell, randomisation)

    @classmethod
    def of(cls, summary: Accumulator) -> _CountedOrder:
        return cls(summary, np.cumsum(summary.counts), np.cumsum(summary.by_randomisation, axis=0))

    @property
    def worlds(self) -> int:
        return self.summary.worlds

    @property
    def sizes(self) -> Integers:
        return self.summary.sizes

    def neighbours(self, level: float) -> tuple[float, float, float]:
        below, above = self._ranks_about(level)
        return self._world(below), self._world(above), min(max(level, 0.0), 1.0) * (self.worlds - 1) - below

    def tied_at(self, level: float) -> float:
        return self.share_at(level, edges=True)

    def unsure_at(self, level: float, /) -> float:
        bounds = [self.summary.cells.bounds(self._place_of(rank)) for rank in self._ranks_about(level)]
        return max(0.0 if low == high else high - low for low, high in bounds)

    def share_at(self, level: float, *, edges: bool) -> float:
        """The largest share of worlds in a cell beside this level that is an edge, or that is open."""
        places = [self._place_of(rank) for rank in self._ranks_about(level)]
        return max(
            (int(self.summary.counts[place]) / self.worlds for place in places if place % 2 == edges), default=0.0
        )

    def error_of_share(self, level: float) -> float:
        """That at the nearest coarse edge, where randomisations are counted; it goes with the root of p (1 - p)."""
        sizes = self.summary.sizes
        independent = share_from(np.array([level * self.worlds]), np.array([self.worlds])).error
        if sizes.size == 1:
            return independent
        together = self.coarse.sum(axis=1)
        place = int(np.searchsorted(together, self._ranks_about(level)[0], side="right"))
        ends = [share_from(self.coarse[end], sizes) for end in (max(place - 1, 0), place)]
        if place % 2:  # an atom: the share below it errs as well as the share up to it
            return max(end.error for end in ends)
        nearest = min(ends, key=lambda end: abs(end.value - level))
        variance = nearest.value * (1.0 - nearest.value)
        return nearest.error * math.sqrt(level * (1.0 - level) / variance) if variance else independent

    def _ranks_about(self, level: float) -> tuple[int, int]:
        below = math.floor(min(max(level, 0.0), 1.0) * (self.worlds - 1))
        return below, min(below + 1, self.worlds - 1)

    def _place_of(self, rank: int) -> int:
        """The place of the world of a rank, counted from 0."""
        return int(np.searchsorted(self.reached, rank, side="right"))

    def _world(self, rank: int) -> float:
        """The world of a rank, as if those of an open cell were strewn evenly."""
        summary, place = self.summary, self._place_of(rank)
        low, high = summary.cells.bounds(place)
        if place % 2:
            return low
        low, high = max(low, summary.smallest), min(high, summary.largest)
        if math.isinf(low) or math.isinf(high):  # nothing lies between a number and "never": take the number
            return high if math.isinf(low) else low
        inside = (rank - int(self.reached[place]) + int(summary.counts[place]) + 0.5) / int(summary.counts[place])
        return min(low + inside * (high - low), high)
