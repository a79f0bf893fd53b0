"""Uniforms addressed by (seed, name, row): the same address gives the same number, to the bit, on every machine.

Nothing here depends on how the rows are cut into blocks or who draws them. `sobol` and `lhs` points are not
independent of each other, so their rows are dealt in turn to 16 independent randomisations: row r belongs to
randomisation r mod 16, and the spread between randomisations is the Monte Carlo error of the whole.

Uniforms of two names may be paired row by row, whichever runs they come from: they are uncorrelated. Sobol' points are
where the runs have another seed or another sequence; two names in the same place of one sequence are not. That takes
an order of the points of its own for each sequence, for their first digits follow from the number of the point alone,
however the digits are scrambled.

References
----------
Joe & Kuo (2008), doi:10.1137/070709359 (direction numbers; data under their BSD licence);
Matoušek (1998), doi:10.1006/jcom.1998.0489 (linear scrambling); McKay, Beckman & Conover (1979), doi:10.2307/1268522;
Faure & Tezuka (2002), doi:10.1007/978-3-642-56046-0_16 (scrambling the number of a point as well).
"""

from __future__ import annotations

import hashlib
import importlib.resources
import math
from collections.abc import Iterator, Sequence
from functools import cache
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from mcba.engine.program import loops
from mcba.errors import RunError
from mcba.families.loops import machine_code

RANDOMISATIONS = loops.RANDOMISATIONS
BITS = 32
SOBOL_DIMENSIONS = 4096
_PATTERN_BYTES = 2**24  # what the fixed pattern of Sobol' points may take
_ONE = np.uint64(0x3FF0_0000_0000_0000)  # the bits of 1.0: a mantissa put below them is a number in [1, 2)
SOBOL_SHIFT = 1.0 - 2.0**-33  # takes [1, 2) to the middles of the 2**32 cells of (0, 1)
_RANDOM_SHIFT = 1.0 - 2.0**-53

Uniforms = NDArray[np.float64]


class Points(Protocol):
    """A source of uniforms: `draw` fills rows [start, stop) of every name."""

    randomisations: int

    def draw(self, start: int, stop: int) -> Uniforms:
        """Uniforms strictly between 0 and 1, shape (name, stop - start)."""
        ...


def points(
    sampler: str,
    *,
    seed: int,
    names: Sequence[str],
    dimensions: Sequence[int],
    worlds: int,
    sequence: str = "",
    compiled: bool = False,
) -> Points:
    """The source of uniforms for these names.

    Parameters
    ----------
    sampler : {"sobol", "lhs", "random"}
        How the rows of one name fill the interval.
    seed : int
        Any whole number from 0; 0 is a seed like the others.
    names : sequence of str
        What is drawn. A name's uniforms depend on the name, and for `sobol` on its dimension and the sequence too.
    dimensions : sequence of int
        The coordinate of each name in the Sobol' sequence. Appending names leaves earlier coordinates as they were.
    worlds : int
        How many rows there will be; only the numbers of `lhs` depend on it.
    sequence : str
        Names of one sequence fill the cube together; those of two sequences are independent of each other.
    compiled : bool
        Deal strata in machine code: the same bits, sooner.

    Notes
    -----
    `random` and `sobol` runs begin with the rows of every shorter run of the same seed. Coordinates of the Sobol'
    sequence from 4,096 on are drawn at random.
    """
    require_sampler(sampler, worlds)
    if sampler == "random":
        return _Random(seed, names)
    if sampler == "lhs":
        return _LatinHypercube(seed, names, worlds, compiled=compiled)
    enough = -(-worlds // RANDOMISATIONS)  # a short run needs no long pattern
    tile = min(tile_points(len(names)), 1 << (enough - 1).bit_length())
    return Sobol(seed, names, dimensions, sequence=sequence, tile=tile)


def require_sampler(sampler: str, worlds: int) -> None:
    """Refuse a sampler that does not exist, or that has not so many worlds."""
    if sampler not in {"sobol", "lhs", "random"}:
        raise RunError(f"unknown sampler {sampler!r}; allowed are sobol, lhs and random")
    if sampler == "sobol" and worlds > 2**BITS:
        raise RunError(f'Sobol\' points end at {2**BITS:,} worlds; draw {worlds:,} worlds with sampler = "random"')


def balanced_worlds(worlds: int) -> int:
    """The nearest number of worlds, in doublings, at which Sobol' points are even: 16 times a power of two.

    Points past a power of two in each randomisation lie as unevenly as they can, and cost the mean what it had gained.

    >>> balanced_worlds(100_000)
    131072
    """
    return RANDOMISATIONS << max(0, round(math.log2(worlds / RANDOMISATIONS)))


_POOL = 4  # words of a seed that a `SeedSequence` holds at least, before the key


def _bit_generators(seed: int, purpose: str, names: Sequence[str]) -> Iterator[np.random.PCG64DXSM]:
    """For each name what `SeedSequence(seed, spawn_key=key)` gives, which takes long over a key of 32 numbers."""
    words = max(_POOL, -(-seed.bit_length() // 32))
    entropy = np.array([seed >> 32 * word & 0xFFFF_FFFF for word in range(words)] + 32 * [0], np.uint32)
    for name in names:
        entropy[words:] = bytearray(hashlib.sha256(f"{purpose}\0{name}".encode()).digest())
        yield np.random.PCG64DXSM(np.random.SeedSequence(entropy))


class _Random:
    """Independent uniforms of 52 bits: the row-th word of the name's own stream."""

    randomisations = 0

    def __init__(self, seed: int, names: Sequence[str], purpose: str = "random"):
        self._states = [generator.state for generator in _bit_generators(seed, purpose, names)]

    def draw(self, start: int, stop: int) -> Uniforms:
        generator = np.random.PCG64DXSM(0)
        bits = np.empty((len(self._states), stop - start), np.uint64)
        for row, state in zip(bits, self._states, strict=True):
            generator.state = state
            generator.advance(start)
            np.right_shift(generator.random_raw(stop - start), np.uint64(12), out=row)
        return _from_mantissa(bits, _RANDOM_SHIFT)


def _from_mantissa(bits: NDArray[np.uint64], shift: float) -> Uniforms:
    bits |= _ONE
    uniforms = bits.view(np.float64)
    uniforms -= shift
    return uniforms


class _LatinHypercube:
    """Each randomisation of n rows puts one row into each of n equal strata, in an order of the name's own.

    The order is a keyed permutation that is computed, not stored: a Feistel network walked until it lands inside n
    (Black & Rogaway 2002, doi:10.1007/3-540-45760-7_9).
    """

    randomisations = RANDOMISATIONS

    def __init__(self, seed: int, names: Sequence[str], worlds: int, *, compiled: bool):
        self._deal = machine_code(loops.deal) if compiled else _deal
        self._jitter = _Random(seed, names, "jitter")
        keys = [one.random_raw(RANDOMISATIONS * _ROUNDS) for one in _bit_generators(seed, "order", names)]
        self._keys = np.array(keys, np.uint64).reshape(len(names), _ROUNDS, RANDOMISATIONS)
        self._sizes = np.array(
            [max(1, -(-(worlds - rank) // RANDOMISATIONS)) for rank in range(RANDOMISATIONS)], np.uint64
        )

    def draw(self, start: int, stop: int) -> Uniforms:
        uniforms = self._jitter.draw(start, stop)
        rows = np.arange(start, stop)
        ranks = rows % RANDOMISATIONS
        size = self._sizes[ranks]
        index = (rows // RANDOMISATIONS).astype(np.uint64) % size  # rows beyond the last world repeat strata
        bits = max(2, (int(self._sizes.max()) - 1).bit_length())
        cut = np.uint64(bits // 2), np.uint64((1 << bits // 2) - 1), np.uint64((1 << (bits - bits // 2)) - 1)
        places = np.empty_like(index)
        for row, keys in enumerate(self._keys):
            self._deal(index, ranks, self._sizes, keys, *cut, places)
            uniforms[row] += places
        uniforms /= size
        return np.clip(uniforms, 2.0**-53, 1.0 - 2.0**-53, out=uniforms)


_ROUNDS = 6


def _deal(
    index: NDArray[np.uint64],
    ranks: NDArray[np.int64],
    sizes: NDArray[np.uint64],
    keys: NDArray[np.uint64],
    low_bits: np.uint64,
    low_mask: np.uint64,
    high_mask: np.uint64,
    out: NDArray[np.uint64],
) -> None:
    """What `loops.deal` does, by NumPy."""
    out[:] = index
    keys, size = keys[:, ranks], sizes[ranks]
    outside = np.arange(index.size)
    while outside.size:
        value = out[outside]
        high, low = value >> low_bits, value & low_mask
        for turn in range(_ROUNDS):
            key = keys[turn, outside]
            if turn % 2:
                high ^= _mixed(low, key) & high_mask
            else:
                low ^= _mixed(high, key) & low_mask
        out[outside] = (high << low_bits) | low
        outside = outside[out[outside] >= size[outside]]


def _mixed(value: NDArray[np.uint64], key: NDArray[np.uint64]) -> NDArray[np.uint64]:
    """A hash of 64 bits: Steele, Lea & Flood (2014), doi:10.1145/2660193.2660195."""
    mixed = (value ^ key) * np.uint64(0x9E37_79B9_7F4A_7C15)
    mixed ^= mixed >> np.uint64(30)
    mixed *= np.uint64(0xBF58_476D_1CE4_E5B9)
    return mixed ^ (mixed >> np.uint64(27))


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
        self._padding = _Random(seed, outside) if outside else None
        directions = direction_numbers()[[dimension for dimension in dimensions if dimension < SOBOL_DIMENSIONS]]
        words = [one.random_raw(RANDOMISATIONS * (BITS + 1)) for one in _bit_generators(seed, "sobol", inside)]
        words32 = (np.array(words, np.uint64).reshape(len(inside), RANDOMISATIONS, BITS + 1) >> np.uint64(32)).astype(
            np.uint32
        )
        shift = (words32[:, :, BITS].astype(np.uint64) << np.uint64(20)) | _ONE
        # Held as mantissas of numbers in [1, 2), so that drawing is one exclusive or and one subtraction.
        scrambled = _reordered(_scrambled(directions, words32[:, :, :BITS]), _order(seed, sequence))
        self.directions = scrambled.astype(np.uint64) << np.uint64(20)
        self.pattern = _pattern(shift, self.directions, tile or tile_points(len(inside)))

    def draw(self, start: int, stop: int) -> Uniforms:
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

    def _padded(self, uniforms: Uniforms, start: int, stop: int) -> Uniforms:
        everything = np.empty((self._inside.size, stop - start))
        everything[self._inside] = uniforms
        if self._padding is not None:
            everything[~self._inside] = self._padding.draw(start, stop)
        return everything


@cache
def direction_numbers() -> NDArray[np.uint32]:
    """The direction numbers of the Sobol' sequence, shape (dimension, bit)."""
    with (
        importlib.resources.files("mcba.engine.drawing").joinpath("sobol_directions.npz").open("rb") as file,
        np.load(file) as data,
    ):
        polynomials, initial = data["polynomials"], data["initial"]
    numbers = np.zeros((polynomials.size, BITS), np.uint32)
    numbers[0] = 1
    degrees = np.array([int(polynomial).bit_length() - 1 for polynomial in polynomials])
    for degree in range(1, int(degrees.max()) + 1):
        chosen = degrees == degree
        if chosen.any():
            numbers[chosen] = _recurrence(polynomials[chosen], initial[chosen], degree)
    return numbers << np.arange(BITS - 1, -1, -1, dtype=np.uint32)


def _recurrence(polynomials: NDArray[np.uint32], initial: NDArray[np.uint32], degree: int) -> NDArray[np.uint32]:
    """Joe & Kuo (2008), equation (2), for all polynomials of one degree."""
    numbers = np.zeros((polynomials.size, BITS), np.uint32)
    numbers[:, :degree] = initial[:, :degree]
    for bit in range(degree, BITS):
        value = numbers[:, bit - degree] ^ (numbers[:, bit - degree] << np.uint32(degree))
        for step in range(1, degree):
            has_term = (polynomials >> np.uint32(degree - step)) & np.uint32(1)
            value ^= has_term * (numbers[:, bit - step] << np.uint32(step))
        numbers[:, bit] = value
    return numbers


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
    (words,) = (one.random_raw(RANDOMISATIONS * BITS) for one in _bit_generators(seed, "sobol order", [sequence]))
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
    """How many points of one randomisation are laid out at once: a power of two that keeps the pattern small."""
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
