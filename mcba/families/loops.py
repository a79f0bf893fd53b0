"""Innermost loops in machine code, where numba is installed (`pip install 'mcba[fast]'`): the same bits, sooner.

Each loop is an ordinary Python function. Compiled, it does the same operations in the same order as the NumPy code
beside it, neither fused nor reordered, so that no answer depends on whether numba is there. Loading numba takes about
a second, so it is left alone until a process has work enough to gain by it (see `engine.plan`).
"""

from __future__ import annotations

import importlib.util
from collections.abc import Callable
from functools import cache, partial
from typing import Any, TypeVar

import numpy as np

from mcba.arrays import Array

Loop = TypeVar("Loop", bound=Callable[..., object])


@cache
def installed() -> bool:
    """Whether loops can be compiled here."""
    return importlib.util.find_spec("numba") is not None


@cache
def machine_code(loop: Loop) -> Loop:
    """The loop as machine code that runs beside other threads; kept on disk where a folder can be written."""
    import numba

    compile_: Any = partial(numba.njit, nogil=True, error_model="numpy")
    compiled: Loop
    try:
        compiled = compile_(cache=True)(loop)
    except RuntimeError:  # there is no such folder: every process compiles anew
        compiled = compile_()(loop)
    return compiled


def look_up(u: Array, t: Array, out: Array, cubics: Array, shift: int, first: int, low: float, high: float) -> bool:
    """Write to `out` the cubic of each u's bin (see `tables`), to `t` its signed distance; say whether any was missing.

    Parameters
    ----------
    u, t, out : (draw,)
        `out` may be `u`.
    cubics : (bin, power)
        Missing (nan) where a cubic would miss.
    shift, first : int
        Which digits of t choose a bin, and the number of the first one.
    low, high : float
        The support of the family.
    """
    last = cubics.shape[0] - 1
    digit = np.uint64(shift)
    bits = t.view(np.int64)
    places = np.empty(u.size, np.uint64)  # an unsigned place is never counted from the end
    missing = False
    for i in range(u.size):
        t[i] = u[i] - np.rint(u[i])
    for i in range(u.size):
        place = np.int64(np.uint64(bits[i] ^ (bits[i] >> 63)) >> digit) - first
        places[i] = np.uint64(min(max(place, 0), last))
    for i in range(u.size):
        place, distance = places[i], t[i]
        x = ((cubics[place, 3] * distance + cubics[place, 2]) * distance + cubics[place, 1]) * distance
        out[i] = x + cubics[place, 0]
    for i in range(u.size):
        x = out[i]
        missing |= np.isnan(x)
        x = low if x < low else x
        out[i] = high if x > high else x
    return missing
