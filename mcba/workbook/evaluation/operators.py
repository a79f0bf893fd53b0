"""Excel's operators on the values of one world."""

from __future__ import annotations

import math

from mcba.workbook.evaluation.coercion import as_number, as_text, compare_values, same_number
from mcba.workbook.values import DIVISION, NUMBER, VALUE, CellError, Value

_HOLDS = {
    "=": (False, True, False),
    "<>": (True, False, True),
    "<": (True, False, False),
    ">": (False, False, True),
    "<=": (True, True, False),
    ">=": (False, True, True),
}
"""By operator: whether it holds where the left value is smaller, equal, larger."""


def unary(operator: str, operand: Value) -> Value:
    """A sign before a value or a percent sign behind it; `+` leaves whatever it is.

    Parameters
    ----------
    operator : {"+", "-", "%"}
    operand : Value

    Returns
    -------
    Value

    Examples
    --------
    >>> unary("-", "2"), unary("%", 5.0), unary("+", "as it is")
    (-2.0, 0.05, 'as it is')
    """
    if operator == "+":
        return operand
    number = as_number(operand)
    if isinstance(number, CellError):
        return number
    return number / 100 if operator == "%" else -number if number else 0.0


def binary(operator: str, left: Value, right: Value, *, last: bool = False) -> Value:
    """An operator between two values; an error of the left one comes first.

    Parameters
    ----------
    operator : str
        `+ - * / ^ & = <> < > <= >=`.
    left, right : Value
    last : bool
        Whether it is the last step of its formula: a sum or difference is then 0 where the operands cancel in all of
        the 15 digits that Excel shows (`=0.5-0.4-0.1` is 0, `=1*(0.5-0.4-0.1)` is -2.8e-17).

    Returns
    -------
    Value

    Examples
    --------
    >>> binary("+", "5", True), binary("&", 1 / 4, None), binary("<", 1e9, "a"), str(binary("/", 1.0, None))
    (6.0, '0.25', True, '#DIV/0!')
    """
    if operator in _HOLDS:
        order = compare_values(left, right)
        return order if isinstance(order, CellError) else _HOLDS[operator][order + 1]
    if operator == "&":
        first, second = as_text(left), as_text(right)
        if isinstance(first, CellError):
            return first
        return second if isinstance(second, CellError) else first + second
    one = left if type(left) is float else as_number(left)
    if isinstance(one, CellError):
        return one
    other = right if type(right) is float else as_number(right)
    if isinstance(other, CellError):
        return other
    return _computed(operator, one, other, last)


def _computed(operator: str, left: float, right: float, last: bool) -> Value:
    """The number that an operator gives; what cannot be held is #NUM!."""
    if operator == "*":
        number = left * right
    elif operator in "+-":
        right = right if operator == "+" else -right
        number = left + right
        if last and number and same_number(left, -right):
            return 0.0
    elif operator == "/":
        if right == 0:
            return DIVISION
        number = left / right
    elif operator == "^":
        return power(left, right)
    else:
        return VALUE
    return number if math.isfinite(number) else NUMBER


def power(base: float, exponent: float) -> Value:
    """A power; the odd root of a negative number is real, other broken exponents of one are #NUM!.

    Parameters
    ----------
    base, exponent : float

    Returns
    -------
    Value

    Examples
    --------
    >>> power(-2.0, 3.0), power(-8.0, 1 / 3), str(power(-8.0, 0.5)), str(power(0.0, 0.0)), str(power(0.0, -1.0))
    (-8.0, -2.0, '#NUM!', '#NUM!', '#DIV/0!')
    """
    if base == 0 and exponent <= 0:
        return NUMBER if exponent == 0 else DIVISION
    if base < 0 and not exponent.is_integer():
        root = round(1 / exponent)
        if root % 2 == 0 or not same_number(1 / root, exponent):
            return NUMBER
        base, sign = -base, -1.0
    else:
        sign = 1.0
    try:
        return sign * math.pow(base, exponent)
    except OverflowError:
        return NUMBER
