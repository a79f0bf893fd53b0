"""Equations without a closed form: where an increasing function takes a value."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator

import numpy as np
from numpy.typing import ArrayLike

from mcba.arrays import Array, Floats
from mcba.families.base.domains import Value, frozen


def root(rises: Callable[[float], float], low: float, high: float) -> float | None:
    """Return where an increasing function is zero, to the last digits; None when it has one sign from low to high.

    By false position with the Illinois rule, and halving at every third step so that it cannot stall.

    Parameters
    ----------
    rises : function of a number that never falls from `low` to `high`.
    low, high : float

    Returns
    -------
    float or None

    >>> round(root(lambda x: x**3 - 2, 0, 2), 12)
    1.259921049895
    """
    at_low, at_high = rises(low), rises(high)
    if not at_low <= 0 <= at_high:
        return None
    last = 0
    for step in range(300):
        middle = low + (high - low) / 2
        if step % 3 and math.isfinite(at_high - at_low) and at_high > at_low:
            middle = low - at_low * ((high - low) / (at_high - at_low))
        if not low < middle < high:
            middle = low + (high - low) / 2
            if not low < middle < high:
                break
        value = rises(middle)
        if value == 0:
            return middle
        side = 1 if value > 0 else -1
        if side > 0:
            high, at_high, at_low = middle, value, at_low / 2 if last == side else at_low
        else:
            low, at_low, at_high = middle, value, at_high / 2 if last == side else at_high
        last = side
    return low + (high - low) / 2


def inverse(
    rises: Callable[..., Floats], target: ArrayLike, low: ArrayLike, high: ArrayLike, *rest: ArrayLike
) -> Array:
    """Solve rises(x, *rest) = target for x between low and high, entry by entry, to the last digits.

    `rises` never falls from low to high, and works entry by entry. Where the target lies outside, the nearer end is
    the answer.

    Parameters
    ----------
    rises : function of x and the rest.
    target : array
        In the unit of what the function gives.
    low, high : array
        Between which x is looked for.
    *rest : arrays
        What else the function takes; all arrays broadcast against each other.

    Returns
    -------
    array of x

    References
    ----------
    Chandrupatla (1997), A new hybrid quadratic/bisection algorithm for finding the zero of a nonlinear function
    without using derivatives, Advances in Engineering Software 28(3), doi:10.1016/S0965-9978(96)00051-8.

    Examples
    --------
    >>> inverse(lambda x, power: x**power, 2.0, 0.0, 2.0, [1.0, 2.0, 3.0]).round(6)
    array([2.      , 1.414214, 1.259921])
    """
    with np.errstate(all="ignore"):
        whole = np.broadcast_arrays(target, low, high, *rest)
        shape = whole[0].shape
        wanted, x1, x2, *given = (np.array(a, dtype=np.float64).ravel() for a in whole)
        f1, f2 = rises(x1, *given) - wanted, rises(x2, *given) - wanted
        result = np.where(f1 >= 0, x1, x2)
        open_ = np.flatnonzero((f1 < 0) & (f2 > 0))
        state = [a[open_] for a in (wanted, x1, x2, x1, f1, f2, f1)]
        given = [a[open_] for a in given]
        t = np.full(open_.size, 0.5)
        for _ in range(1200):
            if not open_.size:
                break
            wanted, x1, x2, x3, f1, f2, f3 = state
            x = x1 + t * (x2 - x1)
            f = rises(x, *given) - wanted
            same = (f > 0) == (f1 > 0)
            x3, f3 = np.where(same, x1, x2), np.where(same, f1, f2)
            x2, f2 = np.where(same, x2, x1), np.where(same, f2, f1)
            x1, f1 = x, f
            best = np.where(np.abs(f1) < np.abs(f2), x1, x2)
            least = 2 * np.spacing(np.abs(best)) / np.abs(x2 - x1)
            result[open_] = best
            xi, phi = (x1 - x2) / (x3 - x2), (f1 - f2) / (f3 - f2)
            inside = (phi**2 < xi) & ((1 - phi) ** 2 < 1 - xi)
            quadratic = f1 / (f2 - f1) * f3 / (f2 - f3) + (x3 - x1) / (x2 - x1) * f1 / (f3 - f1) * f2 / (f3 - f2)
            t = np.clip(np.where(inside, quadratic, 0.5), least, 1 - least)
            left = (least < 0.5) & (f1 != 0)
            open_, t = open_[left], t[left]
            state = [a[left] for a in (wanted, x1, x2, x3, f1, f2, f3)]
            given = [a[left] for a in given]
        return result.reshape(shape)


def each(solve: Callable[..., tuple[float, ...]], *arrays: Value) -> Iterator[Value]:
    """Call a solver for one set of numbers on every entry of arrays; return its answers as arrays of their shape."""
    whole = np.broadcast_arrays(*arrays)
    answers = np.array([solve(*map(float, entry)) for entry in zip(*(a.ravel() for a in whole), strict=True)])
    return (frozen(column.reshape(whole[0].shape)) for column in answers.T)
