"""Summaries of more worlds than anybody keeps: exactly mergeable, whatever the order of merging.

Counts are whole numbers and sums are kept without rounding (Shewchuk 1997, doi:10.1007/PL00009321), so two halves
merged in either order are the whole, to the bit. Quantiles come from a histogram whose edges are fixed by the first
worlds; the error of rank that its bins leave is known exactly and reported.

A bin is the exponent and the first binary digits of a value's distance from the low end of the first worlds (the high
end, where the long tail points down). Finding it takes no search: the floating-point number already holds it. Each
doubling of the distance has as many bins as its share of the first worlds asks for, so that all hold about as many.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from mcba.engine.estimate import Estimate, Moments, Range, Ranks, Summary, quantile_from, ratio_from, share_from
from mcba.engine.loops import INSIDE, find_bins, tally
from mcba.errors import RunError
from mcba.families.loops import machine_code

Array = NDArray[np.float64]
Counts = NDArray[np.int64]

_BELOW, _ABOVE = 8, 10  # halvings and doublings of the middle distance that the histogram spans
_SECTIONS = 8 * (_BELOW + _ABOVE)  # eight in each doubling: within one, worlds lie about as dense everywhere
_FEWEST_DIGITS, _MOST_DIGITS = 3, 17  # of a distance that tell the bins of one section apart
_COARSE_DIGITS = 10  # binary digits of a place within a coarse bin; those are counted for each randomisation apart
_FEW = 2**14  # worlds that say where most of them lie
RANK_ERROR = 1e-5
"""The largest share of worlds that the bins at the three usual quantiles are meant to hold."""


class ExactSum:
    """A sum of floats without any rounding: partial sums that do not overlap."""

    def __init__(self, partials: Iterable[float] = ()):
        self.partials = list(partials)

    def add(self, value: float) -> None:
        """Add one number."""
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
        for partial in other.partials:
            self.add(partial)

    @property
    def value(self) -> float:
        """The sum, rounded once."""
        return math.fsum(self.partials)

    def canonical(self) -> list[float]:
        """The sum as its rounding, the rounding of what that leaves, and so on: one form for equal sums."""
        found: list[float] = []
        while rest := math.fsum([*self.partials, *(-part for part in found)]):
            found.append(rest)
        return found


@dataclass(frozen=True)
class Bins:
    """Where the histogram of one outcome lies, and the centre of its moments; fixed by the first worlds.

    Parameters
    ----------
    anchor : float
        The value from which distances count.
    middle : float
        The distance of the median.
    centre : float
        About which moments are taken.
    mirrored : bool
        Whether distances count downwards.
    digits : tuple of int
        How many binary digits tell the bins of each section apart.
    """

    anchor: float
    middle: float
    centre: float
    mirrored: bool
    digits: tuple[int, ...] = (_FEWEST_DIGITS,) * _SECTIONS

    @classmethod
    def of(cls, values: Array) -> Bins:
        """Bins for worlds of which these are the first."""
        defined = np.isfinite(values)
        finite = values if defined.all() else values[defined]
        if not finite.size:
            return cls(0.0, 1.0, 0.0, mirrored=False)
        few = finite[:: -(-finite.size // _FEW)].copy()
        centre = float(few.mean())
        few.sort()
        below, median, above = (float(few[int(level * (few.size - 1))]) for level in (0.05, 0.5, 0.95))
        mirrored = above - median < median - below
        anchor = float(finite.max() if mirrored else finite.min())
        middle = abs(median - anchor) or max(abs(median), 1.0) * 1e-6
        bins = cls(anchor, middle, centre, mirrored)
        few -= anchor
        sections = (np.abs(few, out=few).view(np.int64) >> INSIDE) - bins.first_section
        shares = (np.bincount(np.clip(sections, 0, _SECTIONS - 1), minlength=_SECTIONS) + 1) / few.size
        digits = np.clip(np.ceil(np.log2(2 * shares / RANK_ERROR)), _FEWEST_DIGITS, _MOST_DIGITS).astype(int)
        return replace(bins, digits=tuple(digits.tolist()))

    @cached_property
    def first_section(self) -> int:
        """That of the shortest distance that has a bin, as a floating-point number holds it."""
        return int(np.float64(self.middle * 2.0**-_BELOW).view(np.int64)) >> INSIDE

    @cached_property
    def layout(self) -> tuple[Counts, Counts]:
        """The first place of each section and how far its digits are shifted; what is below comes first, above last."""
        firsts = np.cumsum([0, 1, *(1 << digits for digits in self.digits)])
        shifts = [INSIDE, *(INSIDE - digits for digits in self.digits), INSIDE]
        return firsts, np.array(shifts)

    @property
    def count(self) -> int:
        """How many there are, without what lies below and above."""
        return int(self.layout[0][-1]) - 1

    def find(self, values: Array, *, compiled: bool = False) -> Counts:
        """The place of each value, rising with it: 0 below the bins, `count` + 1 above them."""
        distance = self.anchor - values if self.mirrored else values - self.anchor
        places = distance.view(np.int64)
        find = machine_code(find_bins) if compiled else _find_bins
        find(places, self.first_section, *self.layout)
        return np.subtract(self.count + 1, places, out=places) if self.mirrored else places

    def lower_edge(self, place: int) -> float:
        """Where the bin at a place begins."""
        place = self.count + 2 - place if self.mirrored else place
        firsts, shifts = self.layout
        section = int(np.searchsorted(firsts[1:], place, side="right"))
        inside = (place - int(firsts[section])) << int(shifts[section])
        distance = float(np.int64(((self.first_section + section - 1) << INSIDE) + inside).view(np.float64))
        return self.anchor - distance if self.mirrored else self.anchor + distance


def _find_bins(bits: Counts, first_section: int, firsts: Counts, shifts: Counts) -> None:
    """What `loops.find_bins` does, by NumPy."""
    sections = np.clip((bits >> INSIDE) - (first_section - 1), 0, firsts.size - 1)
    bits &= (1 << INSIDE) - 1
    bits >>= shifts[sections]
    bits += firsts[sections]


def _tally(
    values: Array,
    ranks: Ranks,
    places: Counts,
    coarse_digits: int,
    thresholds: Array,
    centre: float,
    counts: Counts,
    by_randomisation: Counts,
    above: Counts,
    sizes: Counts,
    sums: Array,
    squares: Array,
) -> None:
    """What `loops.tally` does, by NumPy."""
    parts = sizes.size
    np.add.at(counts, places, 1)
    coarse = np.bincount((places >> coarse_digits) * parts + ranks, minlength=by_randomisation.size)
    by_randomisation += coarse.reshape(by_randomisation.shape)
    for row, threshold in enumerate(thresholds):
        above[row] += np.bincount(ranks[values > threshold], minlength=parts)
    sizes += np.bincount(ranks, minlength=parts)
    with np.errstate(invalid="ignore", over="ignore"):
        deviations = values - centre
        sums += np.bincount(ranks, weights=deviations, minlength=parts)
        squares += np.bincount(ranks, weights=deviations * deviations, minlength=parts)


@dataclass
class Accumulator:
    """What the worlds added so far say of one outcome.

    Parameters
    ----------
    bins : Bins
    randomisations : int
        0 for independent worlds.
    thresholds : tuple of float
        Values for which the share of worlds above is counted exactly.
    """

    bins: Bins
    randomisations: int
    thresholds: tuple[float, ...] = ()
    counts: Counts = field(init=False)  # below the first edge, the bins, above the last edge
    by_randomisation: Counts = field(init=False)  # coarse bins, for each randomisation
    above: Counts = field(init=False)  # worlds above each threshold, for each randomisation
    sizes: Counts = field(init=False)  # worlds of each randomisation
    sums: list[ExactSum] = field(init=False)  # of deviations from the centre, for each randomisation
    squares: ExactSum = field(init=False)
    smallest: float = math.inf
    largest: float = -math.inf

    def __post_init__(self) -> None:
        parts = max(self.randomisations, 1)
        self.counts = np.zeros(self.bins.count + 2, np.int64)
        self.by_randomisation = np.zeros(((self.bins.count + 1 >> _COARSE_DIGITS) + 1, parts), np.int64)
        self.above = np.zeros((len(self.thresholds), parts), np.int64)
        self.sizes = np.zeros(parts, np.int64)
        self.sums = [ExactSum() for _ in range(parts)]
        self.squares = ExactSum()

    # --- adding and merging

    def add(self, values: Array, ranks: Ranks, *, compiled: bool = False) -> None:
        """Add worlds; `ranks` says to which randomisation each belongs (all 0 when worlds are independent).

        Sums within one call are rounded as they come, so the same bits need the same calls; `compiled` makes no
        difference to them.
        """
        self.smallest = min(self.smallest, float(values.min(initial=math.inf)))
        self.largest = max(self.largest, float(values.max(initial=-math.inf)))
        sums, squares = np.zeros(self.sizes.size), np.zeros(self.sizes.size)
        count = machine_code(tally) if compiled else _tally
        count(
            values,
            ranks,
            self.bins.find(values, compiled=compiled),
            _COARSE_DIGITS,
            np.array(self.thresholds),
            self.bins.centre,
            self.counts,
            self.by_randomisation,
            self.above,
            self.sizes,
            sums,
            squares,
        )
        if math.isfinite(self.largest):  # a mean with an infinite value in it needs no sums
            for total, value in zip(self.sums, sums, strict=True):
                total.add(float(value))
            for value in squares:
                self.squares.add(float(value))

    def merge(self, other: Accumulator) -> None:
        """Add what another accumulator of the same bins has seen."""
        for mine, theirs in zip(self._counted(), other._counted(), strict=True):
            np.add(mine, theirs, out=mine)
        for total, added in zip((*self.sums, self.squares), (*other.sums, other.squares), strict=True):
            total.merge(added)
        self.smallest, self.largest = min(self.smallest, other.smallest), max(self.largest, other.largest)

    def _counted(self) -> tuple[Counts, ...]:
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
        found = self.moments()
        return Summary(found.estimate, median, Range.between(low, high, mass), found.sd, self.worlds)

    def mean(self) -> Estimate:
        """The mean and its standard error."""
        return self.moments().estimate

    def moments(self) -> Moments:
        """The mean and what its error is made of."""
        if not math.isfinite(self.largest):
            return Moments(self.largest, math.inf, np.full(self.sizes.size, math.nan), self.sizes)
        sums = np.array([total.value for total in self.sums])
        total = math.fsum(sums)
        from_centre = total / self.worlds
        squares = max(0.0, self.squares.value - total * from_centre)
        return Moments(self.bins.centre + from_centre, squares, sums - from_centre * self.sizes, self.sizes)

    def quantiles(self, *levels: float) -> list[Estimate]:
        """The values below which these shares of the worlds lie, each with its standard error."""
        binned = _Binned.of(self)
        return [quantile_from(binned, level) for level in levels]

    def rank_error(self, mass: float) -> float:
        """The largest share of worlds in one bin at the three quantiles: what the bins cannot tell apart."""
        tail, binned = (1.0 - mass) / 2.0, _Binned.of(self)
        return max(binned.tied_at(level) for level in (tail, 0.5, 1.0 - tail))

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
        bins = [self.bins.anchor, self.bins.middle, self.bins.centre, float(self.bins.mirrored)]
        numbers = [*bins, self.smallest, self.largest, float(self.randomisations)]
        partials = [np.array(total.canonical()) for total in (*self.sums, self.squares)]
        return {
            "numbers": np.array(numbers),
            "digits": np.array(self.bins.digits),
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
        """The accumulator that gave this state; a state of before sections had digits of their own cannot be read."""
        if "digits" not in state or state["digits"].size != _SECTIONS:
            raise RunError("this summary was made by an earlier version of mcba, with other bins: run the study again")
        anchor, middle, centre, mirrored, smallest, largest, randomisations = map(float, state["numbers"])
        bins = Bins(anchor, middle, centre, bool(mirrored), tuple(state["digits"].tolist()))
        found = cls(bins, int(randomisations), tuple(map(float, state["thresholds"])))
        found.smallest, found.largest = smallest, largest
        for mine, name in zip(found._counted(), ("counts", "by_randomisation", "above", "sizes"), strict=True):
            mine[...] = state[name]
        partials = np.split(state["partials"], np.cumsum(state["lengths"])[:-1])
        *sums, squares = (ExactSum(map(float, part)) for part in partials)
        found.sums, found.squares = sums, squares
        return found


@dataclass(frozen=True, eq=False)
class _Binned:
    """Worlds counted in bins: how many of each randomisation, and of all, lie in the coarse bins up to each."""

    found: Accumulator
    reached: Counts
    together: Counts

    @classmethod
    def of(cls, found: Accumulator) -> _Binned:
        reached = np.cumsum(found.by_randomisation, axis=0)
        return cls(found, reached, reached.sum(axis=1))

    @property
    def worlds(self) -> int:
        return self.found.worlds

    @property
    def sizes(self) -> Ranks:
        return self.found.sizes

    def neighbours(self, level: float) -> tuple[float, float, float]:
        place = min(max(level, 0.0), 1.0) * (self.worlds - 1)
        below = math.floor(place)
        return self._world(below), self._world(min(below + 1, self.worlds - 1)), place - below

    def tied_at(self, level: float) -> float:
        below = math.floor(level * (self.worlds - 1))
        bins = [self._bin_of(rank)[0] for rank in (below, min(below + 1, self.worlds - 1))]
        return float(self.found.counts[bins].max() / self.worlds)

    def error_of_share(self, level: float) -> float:
        """That below the nearest coarse edge, whose randomisations are counted; it goes with the root of p (1 - p)."""
        place = int(np.argmin(np.abs(self.together - level * self.worlds)))
        nearest = share_from(self.reached[place], self.found.sizes)
        variance = nearest.value * (1.0 - nearest.value)
        if variance == 0:
            return share_from(np.array([level * self.worlds]), np.array([self.worlds])).error
        return nearest.error * math.sqrt(level * (1.0 - level) / variance)

    def _world(self, rank: int) -> float:
        """The world of a rank, counted from 0, as if the worlds of a bin were strewn evenly."""
        found, (place, before) = self.found, self._bin_of(rank)
        if place == 0:
            return found.smallest
        if place > found.bins.count:
            return found.largest
        inside = (rank - before + 0.5) / float(found.counts[place])
        low, high = found.bins.lower_edge(place), found.bins.lower_edge(place + 1)
        return min(max(low + inside * (high - low), found.smallest), found.largest)

    def _bin_of(self, rank: int) -> tuple[int, int]:
        """The place of the bin of a world, and how many worlds lie before it."""
        coarse = int(np.searchsorted(self.together, rank, side="right"))
        first = coarse << _COARSE_DIGITS
        before = int(self.together[coarse - 1]) if coarse else 0
        inside = np.cumsum(self.found.counts[first : first + (1 << _COARSE_DIGITS)])
        place = int(np.searchsorted(inside, rank - before, side="right"))
        return first + place, before + (int(inside[place - 1]) if place else 0)
