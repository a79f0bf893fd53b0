"""The cells in which the worlds of a summary are counted: the first worlds themselves, and what lies between them.

Each distinct value of the first worlds is a cell of its own, so an atom is counted exactly, whatever it weighs; between
two of them lies an open cell. Of any distribution without atoms an open cell holds about one world in as many as fixed
the cells, and how many it does hold is counted. That bounds the error of every rank, for every distribution, by a
number that is rising.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from mcba.arrays import Array, Integers
from mcba.engine.estimates.summaries.counting import NEAR, Coarse, find_cells, find_cells_by_numpy
from mcba.families import machine_code

_COARSE = 2**10  # edges at which the worlds of each randomisation are counted
_SLOTS = 2**17  # of the guide: about two for each edge
_SOME = 2**12  # edges that say where a guide is to be fine
_OUTSIDE = 1e-3  # the share of edges on either side that share the guide's first and last slot


@dataclass(frozen=True, eq=False)
class Cells:
    """Where the worlds of one outcome are counted, and the centre of its moments; fixed by the first worlds.

    Places rise with the value: place 2 i + 1 is edge i itself, place 2 i what lies below it and above the edge before.

    Parameters
    ----------
    edges : (edge,)
        The distinct values of the first worlds, rising; at least one.
    coarse : (coarse edge,)
        Those between which the worlds of each randomisation are counted.
    centre : float
        About which moments are taken.
    """

    edges: Array
    coarse: Array
    centre: float

    @classmethod
    def of(cls, values: Array) -> Cells:
        """Cells for worlds of which these are the first; undefined values are left out."""
        rising = np.sort(values[~np.isnan(values)]) + 0.0  # minus zero is zero
        finite = rising[np.isfinite(rising)]
        if not rising.size:
            rising = np.zeros(1)
        # Every so many worlds: an atom that is heavier than that is met in any case.
        coarse = rising[:: -(-rising.size // _COARSE)]
        centre = float(finite[finite.size // 2]) if finite.size else 0.0
        return cls(np.unique(rising), np.unique(coarse), centre)

    @property
    def count(self) -> int:
        """How many there are."""
        return 2 * self.edges.size + 1

    def find(self, values: Array, *, compiled: bool = False) -> Integers:
        """The place of each value (world,), the same by NumPy and by machine code."""
        places = np.empty(values.size, np.int64)
        if compiled:
            guide, find = self._guide, machine_code(find_cells)
            find(values, guide.anchor, guide.least, guide.first, guide.shift, guide.starts, guide.edges, places)
        else:
            find_cells_by_numpy(values, self.edges, places)
        return places

    @cached_property
    def coarse_of(self) -> Coarse:
        """The coarse place of each place."""
        edges = np.searchsorted(self.coarse, self.edges)
        places = np.full(self.count, 2 * self.coarse.size, np.int16)
        places[:-1:2] = 2 * edges
        places[1::2] = 2 * edges + (self.coarse.take(edges, mode="clip") == self.edges)
        return places

    def bounds(self, place: int) -> tuple[float, float]:
        """Between which values a place lies, the same one twice for an edge; infinite where no edge bounds it."""
        edge, is_edge = divmod(place, 2)
        high = float(self.edges[edge]) if edge < self.edges.size else math.inf
        if is_edge:
            return high, high
        return float(self.edges[edge - 1]) if edge else -math.inf, high

    @cached_property
    def _guide(self) -> _Guide:
        return _Guide.to(self.edges)


@dataclass(frozen=True, eq=False)
class _Guide:
    """Where to begin the search for a value: only how long it takes depends on it, not what is found.

    The slot of a value is made of the first digits of the floating-point number that holds its distance from an anchor,
    with the sign of the distance. They are logarithms of a kind: fine near the anchor, coarse far from it, and even for
    values that all lie to one side of a far anchor.

    Parameters
    ----------
    anchor : float
    least : int
        The digits of the distance below which slots are not told apart.
    first, shift : int
        The signed digits at which the slots begin, and by how much they are shifted.
    starts : (slot + 1,)
        How many edges lie in the slots before each.
    edges : (edge + NEAR,)
        With undefined ones after the last, so that a search need not look for the end.
    """

    anchor: float
    least: int
    first: int
    shift: int
    starts: NDArray[np.int32]
    edges: Array

    @classmethod
    def to(cls, edges: Array) -> _Guide:
        some = edges[np.isfinite(edges)]
        some = some[:: -(-some.size // _SOME)] if some.size else np.zeros(1)
        outside = int(_OUTSIDE * some.size)
        low, high = float(some[outside]), float(some[-1 - outside])
        far = low - (high - low)  # from there, digits tell apart all values alike
        anchors = [0.0, *(float(some[place]) for place in (0, some.size // 2, -1)), far if math.isfinite(far) else 0.0]
        tried = [(anchor, *_slots(some, anchor, outside)) for anchor in anchors]
        anchor, least, first, shift = min(tried, key=lambda slots: _crowding(some, *slots))
        slots = _slot_of(edges, anchor, least, first, shift)
        starts = np.append(0, np.cumsum(np.bincount(slots, minlength=_SLOTS))).astype(np.int32)
        return cls(anchor, least, first, shift, starts, np.append(edges, np.full(NEAR, math.nan)))


def _digits(values: Array, anchor: float, least: int) -> Integers:
    """The digits of each value's distance from the anchor, negative below it; 0 where it is nearer than the least."""
    with np.errstate(over="ignore"):
        bits = (values - anchor).view(np.int64)
    digits = np.maximum(((bits & np.int64(2**63 - 1)) >> 1) - least, 0)  # half, so that no difference is too large
    return np.asarray(np.where(bits < 0, -digits, digits))


def _slots(some: Array, anchor: float, outside: int) -> tuple[int, int, int]:
    """The least digits, the first ones and the shift with which the slots hold these values."""
    least = int(np.sort(np.abs(_digits(some, anchor, 0)))[outside])
    digits = _digits(some, anchor, least)
    first, last = int(digits[outside]), int(digits[-1 - outside])
    return least, first, max(0, ((last - first) // _SLOTS).bit_length())


def _slot_of(values: Array, anchor: float, least: int, first: int, shift: int) -> Integers:
    return np.asarray(np.clip((_digits(values, anchor, least) - first) >> shift, 0, _SLOTS - 1))


def _crowding(some: Array, anchor: float, least: int, first: int, shift: int) -> float:
    """How long a search in a slot takes, about."""
    slots = _slot_of(some, anchor, least, first, shift)
    return float(np.log2(1 + np.bincount(slots)[slots]).mean())
