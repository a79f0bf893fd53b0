"""Excel's operators on elements of many worlds: what `mcba.workbook.evaluation.operators` gives in each of them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from mcba.arrays import Array, Booleans
from mcba.workbook.evaluation import operators
from mcba.workbook.evaluation.coercion import compare_values, same_number
from mcba.workbook.slices.worlds.merging import merged, numeric_element, part_of, plain_numbers, replaced
from mcba.workbook.slices.worlds.varying import Varying, by_unlike_worlds, varying
from mcba.workbook.values import DIVISION, CellError, Element, Value

_COMPUTED: dict[str, Callable[[Any, Any], Any]] = {"+": np.add, "-": np.subtract, "*": np.multiply, "/": np.divide}
_HOLDS: dict[str, Callable[[Any, Any], Any]] = {
    "=": np.equal,
    "<>": np.not_equal,
    "<": np.less,
    ">": np.greater,
    "<=": np.less_equal,
    ">=": np.greater_equal,
}


def varying_unary(operator: str, operand: Varying) -> Element:
    """A sign before an element or a percent sign behind it."""
    if operator == "+":
        return operand
    element = numeric_element(operand)
    if not isinstance(element, Varying):
        return operators.unary(operator, element)
    numbers = element.numbers / 100 if operator == "%" else 0.0 - element.numbers
    return Varying(numbers, element.kinds, element.others)


def varying_binary(operator: str, left: Element, right: Element, last: bool) -> Element:
    """An operator between two elements of which one varies at least.

    Numbers that cannot be held, and divisions by 0, are looked for only where the processor has met one: NumPy must
    be set to raise (`RAISING`).
    """
    compute = _COMPUTED.get(operator)
    if compute is not None:
        one, other = numeric_element(left), numeric_element(right)
        if not _is_clean(one) or not _is_clean(other):
            return _careful(operator, one, other, last)
        try:
            numbers = compute(plain_numbers(one), plain_numbers(other))
        except FloatingPointError:
            return _careful(operator, one, other, last)
        return Varying(_cancelled(operator, plain_numbers(one), plain_numbers(other), numbers) if last else numbers)
    if operator == "^":
        return _power(numeric_element(left), numeric_element(right))
    if operator in _HOLDS:
        return _compared(operator, left, right)
    return varying(by_unlike_worlds(lambda a, b: operators.binary(operator, a, b, last=last), [left, right]))


def _is_clean(element: Element) -> bool:
    return element.kinds is None if isinstance(element, Varying) else isinstance(element, float)


def _careful(operator: str, left: Element, right: Element, last: bool) -> Element:
    """An operator where errors come in or arise."""
    if isinstance(left, CellError):
        return left
    one, other = plain_numbers(left), plain_numbers(right)
    with np.errstate(all="ignore"):
        numbers = _COMPUTED[operator](one, other)
    if np.ndim(numbers) == 0:
        return operators.binary(operator, left, right, last=last)
    if last:
        numbers = _cancelled(operator, one, other, numbers)
    faults = [(other == 0, DIVISION)] if operator == "/" else []
    return merged(numbers, (left, right), faults)


def _cancelled(operator: str, left: Any, right: Any, numbers: Array) -> Array:
    """Sums and differences that are 0 in all the digits that Excel shows are 0."""
    if operator not in "+-":
        return numbers
    near = np.abs(numbers) <= 1e-14 * np.abs(left)
    if not near.any():
        return numbers
    worlds = np.flatnonzero(near & (numbers != 0))
    lefts, rights = (np.broadcast_to(one, numbers.shape)[worlds] for one in (left, right))
    same = [same_number(a, b) for a, b in zip(lefts, -rights if operator == "+" else rights, strict=True)]
    numbers = numbers.copy()
    numbers[worlds[np.array(same, dtype=bool)]] = 0.0
    return numbers


def _power(left: Element, right: Element) -> Element:
    if isinstance(left, CellError):
        return left
    base, exponent = plain_numbers(left), plain_numbers(right)
    try:
        numbers = np.power(base, exponent)
        doubtful = (base == 0) & (exponent == 0)
    except FloatingPointError:
        with np.errstate(all="ignore"):
            numbers = np.power(base, exponent)
        doubtful = ~np.isfinite(numbers) | ((base == 0) & (exponent <= 0))
    is_doubtful = bool(np.any(doubtful))
    if not is_doubtful and _is_clean(left) and _is_clean(right):
        return Varying(numbers)
    result = merged(np.where(doubtful, 0.0, numbers), (left, right))
    worlds = np.asarray(doubtful if result.kinds is None else doubtful & (result.kinds == 0))
    if not worlds.any():
        return result
    parts = [part_of(left, worlds), part_of(right, worlds)]
    return replaced(result, worlds, by_unlike_worlds(lambda a, b: operators.binary("^", a, b), parts))


def _compared(operator: str, left: Element, right: Element) -> Element:
    """A comparison: of numbers world by world, of all else by pairs of what occurs."""
    if _are_plain(left) and _are_plain(right):
        one, other = plain_numbers(left), plain_numbers(right)
        return Varying(_held(operator, one, other), is_truth=True)
    one, other = _without_truth(left), _without_truth(right)
    worlds = len((one if isinstance(one, Varying) else other).numbers)
    values = np.zeros(worlds)
    errors: list[Element] = []
    for mine, ours in _kinds(one):
        for its, theirs in _kinds(other):
            where = np.broadcast_to(mine & its, (worlds,))
            if not where.any():
                continue
            if ours is _NUMBERS or theirs is _NUMBERS:
                numeric = [_numeric(element, value, where) for element, value in ((one, ours), (other, theirs))]
                if all(number is not None for number in numeric):
                    values[where] = _held(operator, *numeric)
                    continue
            pair = [0.0 if value is _NUMBERS else value for value in (ours, theirs)]
            truth = operators.binary(operator, *pair)
            if isinstance(truth, CellError):
                errors.append(merged(np.zeros(worlds), [Varying(np.zeros(worlds), where.astype(np.intp), (truth,))]))
            else:
                values[where] = truth
    return merged(values, errors, is_truth=True)


_NUMBERS = object()


def _are_plain(element: Element) -> bool:
    if isinstance(element, Varying):
        return element.kinds is None and not element.is_truth
    return isinstance(element, float)


def _without_truth(element: Element) -> Element:
    """An element whose truth values stand among its other values."""
    if not isinstance(element, Varying) or not element.is_truth:
        return element
    kinds = element.numbers.astype(np.intp) + 1
    if element.kinds is not None:
        kinds = np.where(element.kinds > 0, element.kinds + 2, kinds)
    return Varying(element.numbers, kinds, (False, True, *element.others))


def _kinds(element: Element) -> list[tuple[Any, Any]]:
    """In which worlds an element is what; `_NUMBERS` stands for its numbers."""
    if not isinstance(element, Varying):
        return [(np.True_, element)]
    if element.kinds is None:
        return [(np.True_, _NUMBERS)]
    parts = [(element.kinds == code, other) for code, other in enumerate(element.others, start=1)]
    return [(element.kinds == 0, _NUMBERS), *parts]


def _numeric(element: Element, value: Any, where: Booleans) -> Any:
    """The numbers of an element in some worlds, a blank as 0; None where it is no number."""
    if value is _NUMBERS:
        return element.numbers[where]
    return 0.0 if value is None else value if isinstance(value, float) else None


def _held(operator: str, left: Any, right: Any) -> Array:
    """Whether a comparison of numbers holds, 1 or 0; numbers are equal that agree in 15 digits."""
    with np.errstate(over="ignore"):
        difference = np.abs(left - right)
    near = (difference <= 1e-14 * np.abs(left)) & (difference > 0)
    held: Array = _HOLDS[operator](left, right).astype(np.float64)
    if near.any():
        lefts, rights = (np.broadcast_to(one, held.shape) for one in (left, right))
        for world in np.flatnonzero(near):
            order: Value = compare_values(float(lefts[world]), float(rights[world]))
            held[world] = _HOLDS[operator](order, 0)
    return held
