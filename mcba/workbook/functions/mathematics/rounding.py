"""Rounding: on decimals, as people write numbers, and not on the binary fractions that machines keep."""

from __future__ import annotations

import math
from decimal import ROUND_DOWN, ROUND_FLOOR, ROUND_HALF_UP, ROUND_UP, Context, Decimal

from mcba.workbook.evaluation.coercion import DIGITS
from mcba.workbook.functions.arguments import implements
from mcba.workbook.values import DIVISION, NUMBER, Value

_SHOWN = Context(prec=DIGITS, rounding=ROUND_HALF_UP)
_WIDE = Context(prec=400)


def decimal_of(number: float) -> Decimal:
    """A number at the digits that Excel shows; its INT and ROUND look at no more.

    Examples
    --------
    >>> decimal_of(0.1 + 0.2), decimal_of(1.005)
    (Decimal('0.300000000000000'), Decimal('1.00500000000000'))
    """
    return _SHOWN.create_decimal_from_float(number)


def rounded(number: float, digits: int, rounding: str = ROUND_HALF_UP) -> float:
    """A number at some decimals, a half away from zero; before the point where they are negative.

    Examples
    --------
    >>> rounded(1.005, 2), rounded(2.5, 0), rounded(-2.5, 0), rounded(1250.0, -2)
    (1.01, 3.0, -3.0, 1300.0)
    """
    decimal = decimal_of(number)
    if not number or decimal.adjusted() + 1 + digits >= DIGITS:
        return number
    return float(decimal.quantize(Decimal(1).scaleb(-max(digits, -320)), rounding, _WIDE))


def whole_below(number: float) -> float:
    """The whole number at or below a number at the digits that Excel shows."""
    return rounded(number, 0, ROUND_FLOOR) if abs(number) < 10.0 ** (DIGITS - 1) else _beyond(number)


def _beyond(number: float) -> float:
    return float(math.floor(decimal_of(number))) if abs(number) < 10.0**DIGITS else float(math.floor(number))


def _whole_above(number: float) -> float:
    return -whole_below(-number)


@implements("ROUND", "nw")
def _round(number: float, digits: int) -> float:
    return rounded(number, digits)


@implements("ROUNDUP", "nw")
def _round_up(number: float, digits: int) -> float:
    return rounded(number, digits, ROUND_UP)


@implements("ROUNDDOWN", "nw")
@implements("TRUNC", "nw", least=1)
def _round_down(number: float, digits: int = 0) -> float:
    return rounded(number, digits, ROUND_DOWN)


@implements("INT", "n")
def _int(number: float) -> float:
    return whole_below(number)


@implements("MROUND", "nn")
def _round_to_multiple(number: float, multiple: float) -> Value:
    if number * multiple < 0:
        return NUMBER
    return multiple * rounded(number / multiple, 0) if multiple else 0.0


@implements("CEILING", "nn")
def _ceiling(number: float, step: float) -> Value:
    if number > 0 > step:
        return NUMBER
    return step * _whole_above(number / step) if step else 0.0


@implements("FLOOR", "nn")
def _floor(number: float, step: float) -> Value:
    if number > 0 > step:
        return NUMBER
    if not step:
        return DIVISION if number else 0.0
    return step * whole_below(number / step)


@implements("CEILING.MATH", "nnn", least=1)
def _ceiling_math(number: float, step: float = 1.0, mode: float = 0.0) -> float:
    step = abs(step)
    if not step:
        return 0.0
    return step * (whole_below if mode and number < 0 else _whole_above)(number / step)


@implements("FLOOR.MATH", "nnn", least=1)
def _floor_math(number: float, step: float = 1.0, mode: float = 0.0) -> float:
    step = abs(step)
    if not step:
        return 0.0
    return step * (_whole_above if mode and number < 0 else whole_below)(number / step)


@implements("CEILING.PRECISE ISO.CEILING", "nn", least=1)
def _ceiling_precise(number: float, step: float = 1.0) -> float:
    return _ceiling_math(number, step)


@implements("FLOOR.PRECISE", "nn", least=1)
def _floor_precise(number: float, step: float = 1.0) -> float:
    return _floor_math(number, step)


@implements("EVEN", "n")
def _even(number: float) -> float:
    return math.copysign(2 * _whole_above(abs(number) / 2), number)


@implements("ODD", "n")
def _odd(number: float) -> float:
    return math.copysign(max(2 * _whole_above((abs(number) + 1) / 2) - 1, 1.0), number)
