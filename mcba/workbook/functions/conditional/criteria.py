"""What a criterion asks of a cell, as COUNTIF and its kin read it."""

from __future__ import annotations

import operator
import re
from collections.abc import Callable
from typing import Any, TypeAlias

from mcba.workbook.evaluation.coercion import number_from_text
from mcba.workbook.functions.text.wildcards import has_wildcards, wildcard_pattern
from mcba.workbook.values import ERRORS, CellError, Value

Criterion: TypeAlias = Callable[[Value], bool]
"""Whether a cell that holds a value meets it."""

_PARTS = re.compile(r"(<=|>=|<>|<|>|=)?(.*)", re.DOTALL)
_ORDERS: dict[str, Callable[[Any, Any], bool]] = {
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}


def criterion(asked: Value, *, dates_from_1904: bool = False) -> Criterion:
    """What a criterion asks.

    Text may begin with a comparison; without one it asks for equality. After it a number, a date, a truth value or an
    error is meant as such, and every other text may hold wildcards where equality is asked for. `""` finds blanks and
    empty text, `"="` blanks alone, `"<>"` whatever is not blank; a blank asks for 0.

    Parameters
    ----------
    asked : Value
    dates_from_1904 : bool
        Whether dates in text count from 1904.

    Returns
    -------
    callable
        Of the value of a cell.

    Examples
    --------
    >>> meets = criterion(">=5")
    >>> meets(5.0), meets("7"), meets(None)
    (True, False, False)
    >>> [criterion("<>cost*")(value) for value in ("Costs", "gain", None, 3.0)]
    [False, True, True, True]
    """
    if not isinstance(asked, str):
        return _equals(0.0 if asked is None else asked)
    parts = _PARTS.fullmatch(asked)
    sign, text = (parts[1] or "", parts[2]) if parts else ("", asked)
    operand = _operand(text, dates_from_1904)
    if sign in _ORDERS:
        return _ordered(_ORDERS[sign], operand)
    if text == "":
        return {"": lambda value: value is None or value == "", "=": _is_blank, "<>": _is_not_blank}[sign]
    if sign == "<>":
        return _differs(operand)
    return _equals(operand)


def _operand(text: str, dates_from_1904: bool) -> Value:
    """What the text behind a comparison means."""
    upper = text.strip().upper()
    if upper in ERRORS:
        return ERRORS[upper]
    if upper in ("TRUE", "FALSE"):
        return upper == "TRUE"
    number = number_from_text(text, dates_from_1904=dates_from_1904)
    return text if number is None else number


def _equals(operand: Value) -> Criterion:
    """Equality: text that says the number counts as it, truth values and errors are only themselves."""
    if isinstance(operand, bool | CellError):
        return lambda value: type(value) is type(operand) and value == operand
    if isinstance(operand, str):
        if has_wildcards(operand):
            matches = wildcard_pattern(operand).fullmatch
            return lambda value: isinstance(value, str) and matches(value) is not None
        lower = operand.lower()
        return lambda value: isinstance(value, str) and value.lower() == lower
    return lambda value: (
        value == operand if type(value) is float else isinstance(value, str) and number_from_text(value) == operand
    )


def _differs(operand: Value) -> Criterion:
    """Whatever is not equal; text that says a number is not equal to it."""
    if type(operand) is float:
        return lambda value: type(value) is not float or value != operand
    equals = _equals(operand)
    return lambda value: not equals(value)


def _ordered(holds: Callable[[Any, Any], bool], operand: Value) -> Criterion:
    """An order among values of one kind; nothing comes before or after an empty text or an error."""
    if isinstance(operand, CellError) or operand is None or operand == "":
        return lambda value: False  # noqa: ARG005
    if isinstance(operand, str):
        lower = operand.lower()
        return lambda value: isinstance(value, str) and holds(value.lower(), lower)
    return lambda value: type(value) is type(operand) and holds(value, operand)


def _is_blank(value: Value) -> bool:
    return value is None


def _is_not_blank(value: Value) -> bool:
    return value is not None
