"""Streams of random bits, one for each name: what every sampler scrambles, jitters or shuffles with."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

from mcba.arrays import Array

ONE = np.uint64(0x3FF0_0000_0000_0000)  # the bits of 1.0: a mantissa put below them is a number in [1, 2)
SHIFT = 1.0 - 2.0**-53  # takes [1, 2) to (0, 1)
_POOL = 4  # words of a seed that a `SeedSequence` holds at least, before the key


def bit_generators(seed: int, purpose: str, names: Sequence[str]) -> Iterator[np.random.PCG64DXSM]:
    """For each name what `SeedSequence(seed, spawn_key=key)` gives, which takes long over a key of 32 numbers."""
    words = max(_POOL, -(-seed.bit_length() // 32))
    entropy = np.array([seed >> 32 * word & 0xFFFF_FFFF for word in range(words)] + 32 * [0], np.uint32)
    for name in names:
        entropy[words:] = bytearray(hashlib.sha256(f"{purpose}\0{name}".encode()).digest())
        yield np.random.PCG64DXSM(np.random.SeedSequence(entropy))


class Stream:
    """Independent uniforms of 52 bits: the row-th word of the name's own stream.

    Parameters
    ----------
    seed : int
    names : sequence of str
    purpose : str
        Streams of two purposes are independent of each other.

    Attributes
    ----------
    states : list of dict
        Of the generator of each name, before its first row.
    """

    randomisations = 0

    def __init__(self, seed: int, names: Sequence[str], purpose: str = "random"):
        self.states = [generator.state for generator in bit_generators(seed, purpose, names)]

    def draw(self, start: int, stop: int) -> Array:
        """Uniforms of rows [start, stop), shape (name, stop - start)."""
        generator = np.random.PCG64DXSM(0)
        bits = np.empty((len(self.states), stop - start), np.uint64)
        for row, state in zip(bits, self.states, strict=True):
            generator.state = state
            generator.advance(start)
            np.right_shift(generator.random_raw(stop - start), np.uint64(12), out=row)
        return from_mantissa(bits, SHIFT)


def from_mantissa(bits: NDArray[np.uint64], shift: float) -> Array:
    """Numbers in (0, 1) from mantissas of numbers in [1, 2), in place."""
    bits |= ONE
    uniforms = bits.view(np.float64)
    uniforms -= shift
    return uniforms
