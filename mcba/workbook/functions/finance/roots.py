"""The rate at which something comes to nothing."""

from __future__ import annotations

import math
from collections.abc import Callable

from mcba.workbook.functions.answers import AnswerError
from mcba.workbook.values import NUMBER

_STEPS = 60
_SPREAD = (1e-3, 3e-3, 0.01, 0.02, 0.05, 0.1, 0.2, 0.3, 0.5, 0.7, 1, 1.5, 2, 3, 5, 8, 15, 30, 100, 1e3, 1e4, 1e6, 1e9)


def root_near(value: Callable[[float], float], slope: Callable[[float], float], guess: float) -> float:
    """Where a function of a rate above -1 is 0: the root that Newton's method finds from a guess.

    Where its steps lead nowhere, the root nearest to the guess that a change of sign shows.

    Parameters
    ----------
    value, slope : callable
        The function and its derivative.
    guess : float

    Returns
    -------
    float

    Raises
    ------
    AnswerError
        #NUM! where no root is found.

    Examples
    --------
    >>> round(root_near(lambda rate: 110 / (1 + rate) - 100, lambda rate: -110 / (1 + rate) ** 2, 0.5), 12)
    0.1
    """
    rate = _by_newton(value, slope, guess) if guess > -1 else None
    if rate is None and guess > -1:
        rate = _by_halves(value, guess)
    if rate is None:
        raise AnswerError(NUMBER)
    return rate


def _by_newton(value: Callable[[float], float], slope: Callable[[float], float], guess: float) -> float | None:
    rate = guess
    for _ in range(_STEPS):
        try:
            step = value(rate) / slope(rate)
        except (ArithmeticError, ValueError):
            return None
        if not math.isfinite(step) or rate - step <= -1:
            return None
        rate -= step
        if abs(step) <= 1e-14 * max(1.0, abs(rate)):
            return rate
    return rate if abs(step) <= 1e-11 * max(1.0, abs(rate)) else None


def _by_halves(value: Callable[[float], float], guess: float) -> float | None:
    """The root in the nearest stretch at whose ends the function has different signs, going out from the guess."""
    ends = [guess, guess]
    for width in _SPREAD:
        outer = [guess - (guess + 1) * width / (1 + width), guess + width]
        for side, end in enumerate(outer):
            stretch = sorted((ends[side], end))
            try:
                signs = [value(one) for one in stretch]
            except (ArithmeticError, ValueError):
                continue
            if signs[0] * signs[1] <= 0:
                return _halved(value, *stretch)
        ends = outer
    return None


def _halved(value: Callable[[float], float], low: float, high: float) -> float:
    rising = value(high) > 0
    for _ in range(200):
        middle = (low + high) / 2
        if middle in (low, high):
            break
        if (value(middle) > 0) == rising:
            high = middle
        else:
            low = middle
    return (low + high) / 2
