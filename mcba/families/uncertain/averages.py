"""Averages over uncertain parameters: places of the unit cube, and work on many numbers a part at a time."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import scipy  # its parts load when first named

from mcba.arrays import Array
from mcba.families.base.solving import inverse

_AT_A_TIME = 1 << 21  # numbers in one step of an average
_REACH = 8.25  # normal scores averaged over: beyond them lies less than a floating-point number can tell from 1


def places(dimensions: int) -> tuple[Array, Array]:
    """Return places of the unit cube, (dimension, place), and their weights.

    Up to two dimensions they are evenly spread in normal scores, where a smooth average is exact to many digits: a
    grid, or a Fibonacci lattice. From three on they are an additive recurrence (Roberts 2018, "The unreasonable
    effectiveness of quasirandom sequences"), exact to three or four digits.
    """
    if dimensions == 0:
        return np.empty((0, 1)), np.ones(1)
    if dimensions > 2:
        golden = inverse(lambda x: x ** (dimensions + 1) - x, 1.0, 1.0, 2.0)
        steps = float(golden) ** -np.arange(1.0, dimensions + 1)
        u = (0.5 + np.outer(steps, np.arange(1, 16_385))) % 1.0
        return np.clip(u, 2.0**-53, 1 - 2.0**-53), np.full(16_384, 1 / 16_384)
    if dimensions == 1:
        scores = np.linspace(-_REACH, _REACH, 1_001)[np.newaxis]
    else:
        place = np.arange(6_765)  # two Fibonacci numbers
        lattice = np.stack([(place + 0.5) / 6_765, (place * 4_181 / 6_765 + 0.5) % 1.0])
        scores = _REACH * (2 * lattice - 1)
    weights = np.exp(-np.sum(np.square(scores), axis=0) / 2)
    u = np.asarray(scipy.special.ndtr(scores))
    return np.clip(u, 5e-324, 1 - 2.0**-53), weights / weights.sum()


def in_parts(at: Callable[[Array], Array], x: Array, width: int) -> Array:
    """Return `at` of all entries of x, some at a time, so that entries times width stays small."""
    flat = x.ravel()
    size = max(1, _AT_A_TIME // width)
    parts = [at(flat[start : start + size]) for start in range(0, max(flat.size, 1), size)]
    found = np.concatenate(parts)
    return found.reshape((*x.shape, *found.shape[1:]))
