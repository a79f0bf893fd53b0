"""Latin hypercubes: every stratum of every name holds one row (McKay, Beckman & Conover 1979, doi:10.2307/1268522)."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from mcba.arrays import Array
from mcba.engine.drawing.samplers.sampler import Points, Sampler
from mcba.engine.drawing.samplers.streams import Stream, bit_generators
from mcba.engine.program import loops
from mcba.engine.program.loops import RANDOMISATIONS
from mcba.families import machine_code

ROUNDS = 6  # of the Feistel network


class LatinHypercubeSampler(Sampler):
    """A Latin hypercube in each randomisation."""

    name = "lhs"
    title = "a Latin hypercube"
    why_fixed = "its strata depend on the number of worlds"
    in_strata = True

    @classmethod
    def uniforms(
        cls,
        *,
        seed: int,
        names: Sequence[str],
        dimensions: Sequence[int],  # noqa: ARG003
        worlds: int,
        sequence: str,  # noqa: ARG003
        compiled: bool,
    ) -> Points:
        """Strata for so many worlds."""
        return LatinHypercube(seed, names, worlds, compiled=compiled)


class LatinHypercube:
    """Each randomisation of n rows puts one row into each of n equal strata, in an order of the name's own.

    The order is a keyed permutation that is computed, not stored: a Feistel network walked until it lands inside n
    (Black & Rogaway 2002, doi:10.1007/3-540-45760-7_9).

    Attributes
    ----------
    jitter : Stream
        Where each row lies in its stratum.
    keys : (name, round, randomisation)
        Of the permutations.
    sizes : (randomisation,)
        How many strata there are.
    """

    randomisations = RANDOMISATIONS

    def __init__(self, seed: int, names: Sequence[str], worlds: int, *, compiled: bool):
        self._deal = machine_code(loops.deal) if compiled else _deal
        self.jitter = Stream(seed, names, "jitter")
        keys = [one.random_raw(RANDOMISATIONS * ROUNDS) for one in bit_generators(seed, "order", names)]
        self.keys = np.array(keys, np.uint64).reshape(len(names), ROUNDS, RANDOMISATIONS)
        self.sizes = np.array(
            [max(1, -(-(worlds - rank) // RANDOMISATIONS)) for rank in range(RANDOMISATIONS)], np.uint64
        )

    def draw(self, start: int, stop: int) -> Array:
        """Uniforms of rows [start, stop), shape (name, stop - start)."""
        uniforms = self.jitter.draw(start, stop)
        rows = np.arange(start, stop)
        ranks = rows % RANDOMISATIONS
        size = self.sizes[ranks]
        index = (rows // RANDOMISATIONS).astype(np.uint64) % size  # rows beyond the last world repeat strata
        bits = max(2, (int(self.sizes.max()) - 1).bit_length())
        cut = np.uint64(bits // 2), np.uint64((1 << bits // 2) - 1), np.uint64((1 << (bits - bits // 2)) - 1)
        places = np.empty_like(index)
        for row, keys in enumerate(self.keys):
            self._deal(index, ranks, self.sizes, keys, *cut, places)
            uniforms[row] += places
        uniforms /= size
        return np.clip(uniforms, 2.0**-53, 1.0 - 2.0**-53, out=uniforms)


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
        for turn in range(ROUNDS):
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
