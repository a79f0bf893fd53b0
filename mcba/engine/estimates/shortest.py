"""The narrowest range that holds a share of the worlds, and how far its ends err.

References
----------
JCGM 101:2008, 7.7; McCarthy (1969), doi:10.2307/1402116 (balanced half samples);
Kim & Pollard (1990), doi:10.1214/aos/1176347498 (ends of a shortest range err with the cube root of the worlds).
"""

from __future__ import annotations

import math

import numpy as np
from scipy.linalg import hadamard

from mcba.arrays import Array, Integers
from mcba.engine.estimates.estimate import Range

_PARTS = 16  # into which independent worlds are dealt to see how far the ends wander
_HALVES = np.vstack([hadamard(_PARTS)[1:] > 0, hadamard(_PARTS)[1:] < 0])  # every two parts as often together as apart
_WANDER = 1.2  # times the error of all worlds: how far the ends of half of them lie from theirs (Kim & Pollard's law)
_WORLDS_A_PART = 20  # fewer say nothing about the ends of a range


def shortest_range(values: Array, *, mass: float, randomisations: int = 0, ranks: Integers | None = None) -> Range:
    """The narrowest range that holds a share of the worlds (JCGM 101:2008, 7.7).

    Its ends are known less well than quantiles are: they err with the cube root of the number of worlds, not with
    the square root. Their errors are how far the ends of half the worlds lie from those of all: in 30 balanced halves
    of the 16 randomisations (of 16 parts, where the worlds are independent; so 15 degrees of freedom for every
    sampler). Where the range begins or ends at the edge of what is possible, that is as far as those of all worlds lie
    from the truth (the edge itself is known better, with an error of one sign); elsewhere it is 1.2 times as far.
    Below 320 worlds the errors are unknown.

    Parameters
    ----------
    values : (world,)
    mass : float
        The share of worlds inside.
    randomisations, ranks
        As in `summarise`.
    """
    order = np.argsort(values)
    ordered = values[order]
    part = order % (randomisations or _PARTS) if ranks is None else ranks[order]
    low, high, _ = _shortest(ordered, mass)
    low_error, high_error = _errors_of_shortest(ordered, part, mass, low, high)
    return Range(low, high, mass, low_error, high_error, _PARTS - 1.0)


def _errors_of_shortest(ordered: Array, part: Integers, mass: float, low: float, high: float) -> tuple[float, float]:
    if np.bincount(part, minlength=_PARTS).min() < _WORLDS_A_PART:
        return math.inf, math.inf
    halves = np.array([_shortest(ordered[half[part]], mass) for half in _HALVES])
    if not np.isfinite([*halves.flat, low, high]).all():
        return math.inf, math.inf
    scale = 1.0 if halves[:, 2].mean() >= 0.5 else _WANDER
    low_error, high_error = np.sqrt(np.mean((halves[:, :2] - [low, high]) ** 2, axis=0)) / scale
    return float(low_error), float(high_error)


def _shortest(ordered: Array, mass: float) -> tuple[float, float, bool]:
    """The ends of the narrowest window over sorted worlds, and whether it stands at the first or the last of them."""
    steps = min(int(mass * ordered.size + 0.5), ordered.size - 1)
    with np.errstate(invalid="ignore"):
        widths = ordered[steps:] - ordered[: ordered.size - steps]
    first = int(np.argmin(np.where(np.isnan(widths), np.inf, widths)))
    return float(ordered[first]), float(ordered[first + steps]), first in (0, widths.size - 1)
