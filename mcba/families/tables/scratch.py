"""Room to work in while the quantiles of a block of draws are found."""

from __future__ import annotations

import threading
from collections.abc import Callable

import numpy as np

from mcba.arrays import Array

BLOCK = 8192  # draws worked on at a time: what they need stays in the processor's second cache

Kernel = Callable[[Array, Array], None]
"""Work on one-dimensional `u` of at most `BLOCK` values and write to `out`, which may be `u`."""


class Scratch(threading.local):
    """Room to work in, for each thread its own, so that no call has to ask for memory."""

    def __init__(self) -> None:
        self.t = np.empty(BLOCK)
        self.x = np.empty(BLOCK)
        self.place = np.empty(BLOCK, dtype=np.int64)
        self.sign = np.empty(BLOCK, dtype=np.int64)
        self.cubic = np.empty((BLOCK, 4))
        self.truth = np.empty(BLOCK, dtype=np.bool_)


scratch = Scratch()
