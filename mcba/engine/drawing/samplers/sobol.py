"""Sobol' points, scrambled: the evenest worlds.

References
----------
Joe & Kuo (2008), doi:10.1137/070709359 (direction numbers; data under their BSD licence);
Matoušek (1998), doi:10.1006/jcom.1998.0489 (linear scrambling);
Faure & Tezuka (2002), doi:10.1007/978-3-642-56046-0_16 (scrambling the number of a point as well).
"""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from mcba.arrays import Array
from mcba.engine.drawing.samplers.directions import BITS, direction_numbers
from mcba.engine.drawing.samplers.sampler import Points, Sampler
from mcba.engine.drawing.samplers.streams import ONE, Stream, bit_generators
from mcba.engine.program.loops import RANDOMISATIONS

SOBOL_DIMENSIONS = 4096
SOBOL_SHIFT = 1.0 - 2.0**-33  # takes [1, 2) to the middles of the 2**32 cells of (0, 1)
_PATTERN_BYTES = 2**24  # what the fixed pattern of Sobol' points may take


class SobolSampler(Sampler):
    """Sobol' points, each randomisation scrambled and ordered anew."""

    name = "sobol"
    title = "Sobol' points"
    limit = 2**BITS
    on_tape = True

    @classmethod
    def balanced(cls, worlds: int) -> int:
        """The nearest number of worlds, in doublings, at which the points are even: 16 times a power of two.

        Points past a power of two in each randomisation lie as unevenly as they can, and cost the mean what it had
        gained.

        Examples
        --------
        >>> SobolSampler.balanced(100_000)
        131072
        """
        return RANDOMISATIONS << max(0, round(math.log2(worlds / RANDOMISATIONS)))

    @classmethod
    def uniforms(
        cls,
        *,
        seed: int,
        names: Sequence[str],
        dimensions: Sequence[int],
        worlds: int,
        sequence: str,
        compiled: bool,  # noqa: ARG003
    ) -> Points:
        """Sobol' points at these dimensions."""
        enough = -(-worlds // RANDOMISATIONS)  # a short run needs no long pattern
        tile = min(tile_points(len(names)), 1 << (enough - 1).bit_length())
        return Sobol(seed, names, dimensions, sequence=sequence, tile=tile)


class Sobol:
    """Sobol' points, scrambled and put in another order for each randomisation.

    Point i is the exclusive or of the direction numbers at the set bits of i, so the points of a tile are one fixed
    pattern, and the tile's place in the sequence adds one constant to each coordinate. The order keeps the first
    2^m points the first for every m, so it changes neither what they integrate nor how a run is enlarged.

    Attributes
    ----------
    pattern : (name, row)
        The first tile, for names whose dimension is below 4,096; row = index * randomisations + randomisation.
    directions : (name, randomisation, bit)
        Direction numbers. Both are mantissas: the pattern's numbers lie in [1, 2), and `SOBOL_SHIFT` takes them to
        (0, 1).
    """

    randomisations = RANDOMISATIONS

    def __init__(
        self,
        seed: int,
        names: Sequence[str],
        dimensions: Sequence[int],
        *,
        sequence: str = "",
        tile: int | None = None,
    ):
        self._inside = np.array([dimension < SOBOL_DIMENSIONS for dimension in dimensions], bool)
        inside = [name for name, is_inside in zip(names, self._inside, strict=True) if is_inside]
        outside = [name for name, is_inside in zip(names, self._inside, strict=True) if not is_inside]
        self._padding = Stream(seed, outside) if outside else None
        directions = direction_numbers()[[dimension for dimension in dimensions if dimension < SOBOL_DIMENSIONS]]
        words = [one.random_raw(RANDOMISATIONS * (BITS + 1)) for one in bit_generators(seed, "sobol", inside)]
        words32 = (np.array(words, np.uint64).reshape(len(inside), RANDOMISATIONS, BITS + 1) >> np.uint64(32)).astype(
            np.uint32
        )
        shift = (words32[:, :, BITS].astype(np.uint64) << np.uint64(20)) | ONE
        # Held as mantissas of numbers in [1, 2), so that drawing is one exclusive or and one subtraction.
        scrambled = _reordered(_scrambled(directions, words32[:, :, :BITS]), _order(seed, sequence))
        self.directions = scrambled.astype(np.uint64) << np.uint64(20)
        self.pattern = _pattern(shift, self.directions, tile or tile_points(len(inside)))

    def draw(self, start: int, stop: int) -> Array:
        """Uniforms of rows [start, stop), shape (name, stop - start)."""
        names, tile_rows = self.pattern.shape
        bits = np.empty((names, stop - start), np.uint64)
        for tile in range(start // tile_rows, -(-stop // tile_rows)):
            first, last = max(start, tile * tile_rows), min(stop, (tile + 1) * tile_rows)
            out = bits[:, first - start : last - start]
            if last - first == tile_rows:
                self._tile(tile, out)
            else:
                whole = self._tile(tile, np.empty((names, tile_rows), np.uint64))
                out[:] = whole[:, first - tile * tile_rows : last - tile * tile_rows]
        uniforms = bits.view(np.float64)
        uniforms -= SOBOL_SHIFT
        return uniforms if self._padding is None else self._padded(uniforms, start, stop)

    def _tile(self, tile: int, out: NDArray[np.uint64]) -> NDArray[np.uint64]:
        names, tile_rows = out.shape
        lowest = (tile_rows // RANDOMISATIONS).bit_length() - 1
        place = np.zeros((names, RANDOMISATIONS), np.uint64)
        for bit in range(BITS - lowest):
            if tile >> bit & 1:
                place ^= self.directions[:, :, lowest + bit]
        # Repeats make the innermost loop long enough to run at the speed of memory.
        repeated = np.tile(place, (1, min(32, tile_rows // RANDOMISATIONS)))
        shape = (-1, repeated.shape[1])
        for row, pattern, constant in zip(out, self.pattern, repeated, strict=True):
            np.bitwise_xor(pattern.reshape(shape), constant, out=row.reshape(shape))
        return out

    def _padded(self, uniforms: Array, start: int, stop: int) -> Array:
        everything = np.empty((self._inside.size, stop - start))
        everything[self._inside] = uniforms
        if self._padding is not None:
            everything[~self._inside] = self._padding.draw(start, stop)
        return everything


def _scrambled(directions: NDArray[np.uint32], words: NDArray[np.uint32]) -> NDArray[np.uint32]:
    """Multiply each coordinate's digits by a random lower triangular matrix, shape (name, randomisation, bit)."""
    units = np.uint32(1) << np.arange(BITS - 1, -1, -1, dtype=np.uint32)  # the highest digit comes first
    columns = np.ascontiguousarray(((words & (units - np.uint32(1))) | units).transpose(2, 0, 1))
    scrambled = np.empty(columns.shape, np.uint32)
    for bit in range(BITS):  # a direction number has no digits below its own
        has_digit = (directions[:, bit] & units[: bit + 1, np.newaxis] != 0).astype(np.uint32)
        np.bitwise_xor.reduce(columns[: bit + 1] * has_digit[:, :, np.newaxis], axis=0, out=scrambled[bit])
    return scrambled.transpose(1, 2, 0)


def _order(seed: int, sequence: str) -> NDArray[np.bool_]:
    """Which bits of a point's number enter which: a random upper triangle, shape (randomisation, bit, of bit)."""
    (words,) = (one.random_raw(RANDOMISATIONS * BITS) for one in bit_generators(seed, "sobol order", [sequence]))
    digits = (words.reshape(RANDOMISATIONS, 1, BITS) >> np.arange(BITS, 2 * BITS, dtype=np.uint64)[:, np.newaxis]) & 1
    return np.triu(digits.astype(bool), 1)


def _reordered(directions: NDArray[np.uint32], order: NDArray[np.bool_]) -> NDArray[np.uint32]:
    """The direction numbers of points in another order, shape (name, randomisation, bit)."""
    reordered = directions.copy()
    for bit in range(1, BITS):
        entering = np.where(order[:, :bit, bit], directions[:, :, :bit], np.uint32(0))
        reordered[:, :, bit] ^= np.bitwise_xor.reduce(entering, axis=2)
    return reordered


def tile_points(names: int) -> int:
    """How many points of one randomisation are laid out at once: a power of two that keeps the pattern small.

    Parameters
    ----------
    names : int
        How many coordinates are drawn.

    Returns
    -------
    int

    Examples
    --------
    >>> tile_points(10), tile_points(4_000)
    (512, 32)
    """
    affordable = _PATTERN_BYTES // (8 * RANDOMISATIONS * max(names, 1))
    return int(min(512, max(8, 2 ** (affordable.bit_length() - 1))))


def _pattern(shift: NDArray[np.uint64], directions: NDArray[np.uint64], tile: int) -> NDArray[np.uint64]:
    """The first tile's points, shape (name, row); row = index * randomisations + randomisation."""
    pattern = np.empty((shift.shape[0], tile, RANDOMISATIONS), np.uint64)
    pattern[:, 0] = shift
    for bit in range(tile.bit_length() - 1):
        half = 1 << bit
        pattern[:, half : 2 * half] = pattern[:, :half] ^ directions[:, np.newaxis, :, bit]
    return pattern.reshape(shift.shape[0], tile * RANDOMISATIONS)
