"""Bins of u, and the cubic of each: where a table is looked up."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from mcba.arrays import Array
from mcba.families.tables.scratch import scratch

OCTAVES = 30  # halvings of u = 1/2 that are tabulated: down to 5e-10


class Bins:
    """Bins of u by the leading binary digits of its signed distance t to the nearer of 0 and 1.

    t = u up to a half and u - 1 above. The bits of a positive float, read as a whole number, rise with it; those of a
    negative one rise with its size, and turning them over puts both halves in one rising row of bins, with an unused
    stretch between them for the sizes above a half. The first and the last bin take what lies beyond the table.
    """

    def __init__(self, digits: int) -> None:
        half = 1022 << digits  # the bin that begins at 0.5
        self.shift = 52 - digits
        self.first = half - (OCTAVES << digits) - 1
        self.count = (1 << (63 - self.shift)) - 2 * self.first
        edges = (np.arange(self.first + 1, half + 2, dtype=np.int64) << self.shift).view(np.float64)
        self.lower, self.upper = edges, -edges[-2::-1]  # of t for u up to a half, and above


@dataclass(frozen=True)
class QuantileTable:
    """The cubics of one family, as `loops.look_up` takes them.

    Parameters
    ----------
    cubics : (bin, power)
        Missing (nan) where a cubic would miss.
    shift, first : int
        Which binary digits choose a bin, and the number of the first.
    low, high : float
        The support.
    narrow : Narrow or None
        Narrower bins of the standard member, for places where the regular ones miss.
    """

    cubics: Array
    shift: int
    first: int
    low: float
    high: float
    narrow: Narrow | None


def look_up_by_numpy(
    u: Array, t: Array, out: Array, cubics: Array, shift: int, first: int, low: float, high: float
) -> bool:
    """What `loops.look_up` does, by NumPy."""
    n = u.size
    x, place, sign, cubic = scratch.x[:n], scratch.place[:n], scratch.sign[:n], scratch.cubic[:n]
    np.rint(u, out=t)
    np.subtract(u, t, out=t)
    bits = t.view(np.int64)
    np.right_shift(bits, shift, out=place)
    np.right_shift(bits, 63, out=sign)
    np.bitwise_xor(place, sign, out=place)
    np.subtract(place, first, out=place)
    cubics.take(place, axis=0, out=cubic, mode="clip")
    np.multiply(cubic[:, 3], t, out=x)
    np.add(x, cubic[:, 2], out=x)
    np.multiply(x, t, out=x)
    np.add(x, cubic[:, 1], out=x)
    np.multiply(x, t, out=x)
    np.add(x, cubic[:, 0], out=out)
    if low > -math.inf:
        np.maximum(out, low, out=out)
    if high < math.inf:
        np.minimum(out, high, out=out)
    return math.isnan(np.add.reduce(out))  # one missing value makes the sum missing, and one pass finds it


class Narrow:
    """Narrower bins, wherever they lie, found by a search: for the places where the regular ones miss."""

    def __init__(self, first: Array, last: Array, cubics: Array) -> None:
        order = np.argsort(uniform_of(first))
        self.first, self.last, self.cubics = uniform_of(first[order]), uniform_of(last[order]), cubics[order]
        self.middle = (last[order] + first[order]) / 2

    def quantiles(self, u: Array, t: Array) -> Array:
        """Return the quantiles at u, with t its signed distance; nan where there is no bin."""
        place = np.maximum(np.searchsorted(self.first, u, side="right") - 1, 0)
        c0, c1, c2, c3 = self.cubics[place].T
        t = np.where(t == 0.5, -0.5, t) - self.middle[place]  # one half is the beginning of the upper half here
        return np.where((self.first[place] <= u) & (u <= self.last[place]), c0 + t * (c1 + t * (c2 + t * c3)), np.nan)


def uniform_of(t: Array) -> Array:
    """Return u of its signed distance to the nearer end."""
    return np.where(t < 0, 1 + t, t)
