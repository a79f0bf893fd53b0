"""NumberLike as a user gives them: which values a parameter may take, and the words that refuse the others."""

from __future__ import annotations

import math
import numbers
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import ArrayLike, NDArray

from mcba.arrays import Array
from mcba.errors import DomainError, FamilyError

Value: TypeAlias = float | Array
"""A parameter or a moment: one number, or an array of them for a set of labels."""

NumberLike: TypeAlias = (
    float
    | np.floating[Any]
    | np.integer[Any]
    | Sequence[float]
    | Sequence[Sequence[float]]
    | NDArray[np.floating[Any]]
    | NDArray[np.integer[Any]]
)
"""A number or several, as a user may give them: lists, ranges and arrays of whole or other numbers."""


@dataclass(frozen=True)
class Domain:
    """The values a parameter may take.

    Parameters
    ----------
    text : what every value is, to follow "is not": "above 0".
    holds : array of numbers to array of truths.
    advice : what to give instead.
    may_be_infinite : whether an end of the real line is a value.
    kind : what documentation calls a value.
    """

    text: str
    holds: Callable[[Array], NDArray[np.bool_]]
    advice: str
    may_be_infinite: bool = False
    kind: str = "number"


def _anything(x: Array) -> NDArray[np.bool_]:
    return np.ones(x.shape, dtype=np.bool_)


REAL = Domain("a finite number", _anything, "a finite number")
EXTENDED = Domain("a number", _anything, "a number, or an infinite one for no bound", may_be_infinite=True)
POSITIVE = Domain("above 0", lambda x: x > 0, "a number above 0")
SPREAD = Domain("above 0", lambda x: x > 0, "a number above 0, or use a constant when there is no spread")
NON_NEGATIVE = Domain("0 or more", lambda x: x >= 0, "a number that is 0 or more")
PROBABILITY = Domain("between 0 and 1", lambda x: (x >= 0) & (x <= 1), "a probability from 0 to 1")
MASS = Domain("between 0 and 1", lambda x: (x > 0) & (x < 1), "the share of worlds inside the range, such as 0.9")
SHARE = Domain("between 0 and 1, ends excluded", lambda x: (x > 0) & (x < 1), "a number between 0 and 1")
COUNT = Domain("a whole number of 1 or more", lambda x: (x >= 1) & (x == np.floor(x)), "a whole number from 1 upwards")


def short_number(value: float) -> str:
    """Write a number as a user would: 5 for 5.0, 0.9 for 0.9."""
    return f"{value:.15g}"


def checked_value(name: str, value: object, domain: Domain) -> Value:
    """Return `value` as a float, or as a read-only float64 array, if it lies in the domain.

    Raises
    ------
    FamilyError
        When it is not a number, and a DomainError when it lies outside; for an array the message names the first bad
        entry.

    Examples
    --------
    >>> checked_value("sd", 2, POSITIVE)
    2.0
    >>> checked_value("sd", [1, -1], POSITIVE)
    Traceback (most recent call last):
    mcba.errors.DomainError: sd[1] = -1 is not above 0; give a number above 0
    """
    array = _numbers(name, value, domain)
    known = (~np.isnan(array), "a number") if domain.may_be_infinite else (np.isfinite(array), "a finite number")
    for holds, text in (known, (domain.holds(array), domain.text)):
        if not np.all(holds):
            index, bad = first_bad(array, holds)
            message = f"{name} = {bad} is not {text}; give {domain.advice}"
            raise DomainError(message, parameter=name, index=index, rule=text)
    return frozen(array)


def _numbers(name: str, value: object, domain: Domain) -> Array:
    """Return a fresh float64 array; +0.0 so that -0.0 and 0.0 are one value."""
    if _is_numeric(value):
        try:
            array = np.asarray(np.array(value, dtype=np.float64) + 0.0)
        except OverflowError:  # a whole number beyond the largest float
            array = np.asarray(math.inf)
        except ValueError:
            raise FamilyError(f"{name} has rows of unequal length; give {domain.advice} in each", name) from None
        if array.size:
            return array
        raise FamilyError(f"{name} is an empty list; give {domain.advice}", parameter=name)
    raise FamilyError(f"{name} = {value!r} is not a number; give {domain.advice}", parameter=name)


def _is_numeric(value: object) -> bool:
    """Whether a value is a real number or holds only those: a truth is no number, nor is text that looks like one."""
    if isinstance(value, (list, tuple, range)):
        return all(map(_is_numeric, value))
    if isinstance(value, (np.ndarray, np.generic)):
        return value.dtype.kind in "iuf"
    return isinstance(value, numbers.Real) and not isinstance(value, bool)


def first_bad(array: Array, holds: NDArray[np.bool_]) -> tuple[tuple[int, ...], str]:
    """Index and text of the first entry that does not hold: ((1,), "-1")."""
    index = tuple(int(i) for i in np.argwhere(~holds)[0])
    return index, short_number(float(array[index]))


def frozen(array: ArrayLike) -> Value:
    """Return a float for one number and a read-only array for several."""
    array = np.array(array, dtype=np.float64)
    if array.ndim == 0:
        return float(array)
    array.flags.writeable = False
    return array


def as_shares(weights: Array, total: float) -> Array:
    """Weights over their total; those that are shares already stay as they are, so that taking shares twice is once.

    >>> as_shares(np.array([1.0, 3.0]), 4.0)
    array([0.25, 0.75])
    """
    return weights if abs(math.fsum(weights) - 1.0) <= 64 * np.finfo(np.float64).eps else weights / total


def tail(mass: object) -> float:
    """Probability below the central range of `mass`: 0.05 for 0.9.

    >>> tail(0.5)
    0.25
    """
    value = checked_value("mass", mass, MASS)
    if not isinstance(value, float):
        raise FamilyError("mass is a list; give one number", parameter="mass")
    return round((1 - value) / 2, 15)  # so that 0.9 means 0.05 and not 0.04999999999999999


def require_below(names: tuple[str, str], low: Value, high: Value, *, or_equal: bool = False) -> None:
    """Refuse a lower value that is not below the higher one, in the user's words.

    >>> require_below(("low", "high"), 0.9, 0.6)
    Traceback (most recent call last):
    mcba.errors.FamilyError: low = 0.9 is above high = 0.6; give them with low < high
    """
    below, above = np.broadcast_arrays(low, high)
    holds = below <= above if or_equal else below < above
    if np.all(holds):
        return
    (index, bad_low), (_, bad_high) = first_bad(below, holds), first_bad(above, holds)
    same = bad_low == bad_high
    second = f"{names[1]}[{', '.join(map(str, index))}]" if index else names[1]
    found = f"{names[0]} = {bad_low} {'equals' if same else 'is above'} {second} = {bad_high}"
    order = f"{names[0]} {'<=' if or_equal else '<'} {names[1]}"
    otherwise = ", or use a constant when there is no spread" if same else ""
    raise FamilyError(f"{found}; give them with {order}{otherwise}", parameter=names[0], index=index)
