"""Where a value stands among others."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TypeAlias

from mcba.workbook.functions.text.wildcards import has_wildcards, wildcard_pattern
from mcba.workbook.values import CellError, Value

Key: TypeAlias = tuple[int, float | str | bool]
"""What a value is compared by: its kind, for numbers, texts and truth values are never equal, and itself."""


def match_key(value: Value) -> Key | None:
    """The key of a value; None for a blank and an error, which nothing is compared with.

    Examples
    --------
    >>> match_key(2.0), match_key("Cost"), match_key(True), match_key(None)
    ((0, 2.0), (1, 'cost'), (2, True), None)
    """
    if value is None or isinstance(value, CellError):
        return None
    return (2, value) if isinstance(value, bool) else (1, value.lower()) if isinstance(value, str) else (0, value)


def equal_position(sought: Value, values: Sequence[Value], *, wildcards: bool = True, last: bool = False) -> int | None:
    """The first position, from 0, at which a value stands; a blank is sought as 0.

    Numbers are compared as they are, not in 15 digits as the sign of equality does.

    Parameters
    ----------
    sought : Value
    values : sequence of Value
    wildcards : bool
        Whether `*`, `?` and `~` in sought text are wildcards.
    last : bool
        Whether the last position is asked for.

    Returns
    -------
    int or None

    Examples
    --------
    >>> equal_position("c*", ["Gain", "Cost", "Care"]), equal_position(1.0, ["1", True, None])
    (1, None)
    """
    positions: Sequence[int] = range(len(values))[::-1] if last else range(len(values))
    if isinstance(sought, str) and wildcards and has_wildcards(sought):
        pattern = wildcard_pattern(sought)
        return next((at for at in positions if _is_like(pattern.fullmatch, values[at])), None)
    key = match_key(0.0 if sought is None else sought)
    return next((at for at in positions if match_key(values[at]) == key), None)


def sorted_position(sought: Value, values: Sequence[Value], size: int, *, falling: bool = False) -> int | None:
    """The position that Excel's search by halves comes to, whether or not the values are in order.

    Among values that rise that is the last one that is not above the sought one; among values that fall, the smallest
    one that is not below it. Values of another kind are stepped over.

    Parameters
    ----------
    sought : Value
    values : sequence of Value
    size : int
        How many there are with the blanks that follow.
    falling : bool

    Returns
    -------
    int or None

    Examples
    --------
    >>> sorted_position(5.0, [1.0, 4.0, "x", 6.0], 4), sorted_position(0.5, [1.0, 4.0], 2)
    (1, None)
    >>> sorted_position(5.0, [9.0, 6.0, 4.0], 3, falling=True)
    1
    """
    key = match_key(0.0 if sought is None else sought)
    keys = [match_key(value) for value in values]
    if key is None:
        return None

    def order(position: int) -> int | None:
        """Whether the sought value comes before (-1), at (0) or after (1) a position; None where kinds differ."""
        held = keys[position] if position < len(keys) else None
        if held is None or held[0] != key[0]:
            return None
        turned = -1 if falling else 1
        return 0 if held == key else turned if held < key else -turned

    low, high = -1, size
    while high - low > 1:
        middle = low + (high - low) // 2
        step = middle if middle < len(keys) else high
        while step < high and order(step) is None:
            step = step + 1 if step + 1 < len(keys) else high
        if step >= high:
            high = middle
            continue
        side = order(step)
        if side == 0:
            return _end_of_equals(order, step, low if falling else high, -1 if falling else 1)
        if side == 1:
            low = step
        else:
            high = middle if step == high - 1 else step
    return low if low >= 0 else None


def nearest_position(sought: Value, values: Sequence[Value], side: int, *, last: bool = False) -> int | None:
    """The position of a value, or else of the next smaller (side -1) or next larger one (side 1), in any order.

    Parameters
    ----------
    sought : Value
    values : sequence of Value
    side : int
    last : bool
        Whether the last of equals is asked for.

    Returns
    -------
    int or None

    Examples
    --------
    >>> nearest_position(5.0, [9.0, 1.0, 4.0], -1), nearest_position(5.0, [9.0, 1.0, 4.0], 1)
    (2, 0)
    """
    exact = equal_position(sought, values, wildcards=False, last=last)
    key = match_key(0.0 if sought is None else sought)
    if exact is not None or key is None:
        return exact
    best: tuple[Key, int] | None = None
    for position in range(len(values))[::-1] if last else range(len(values)):
        held = match_key(values[position])
        if held is None or held[0] != key[0] or (held < key) != (side < 0):
            continue
        if best is None or (held > best[0] if side < 0 else held < best[0]):
            best = held, position
    return best[1] if best else None


def _is_like(matches: Callable[[str], object], value: Value) -> bool:
    return isinstance(value, str) and matches(value) is not None


def _end_of_equals(order: Callable[[int], int | None], position: int, end: int, step: int) -> int:
    while position + step != end and order(position + step) == 0:
        position += step
    return position
