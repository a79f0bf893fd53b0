"""Elements as numbers for arrays, and arrays as elements again; errors go their own way beside them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any, TypeAlias

import numpy as np

from mcba.arrays import Array, Booleans
from mcba.workbook.evaluation.coercion import as_number
from mcba.workbook.slices.worlds.varying import Kinds, Varying
from mcba.workbook.values import NUMBER, CellError, Element, Value

Faults: TypeAlias = Iterable[tuple[Any, CellError]]
"""In which worlds an error arises, the first of them first."""


def numeric_element(element: Element, convert: Callable[[Value], Value] = as_number) -> Element:
    """An element as numbers: a float, an error, or a `Varying` whose other values are errors only."""
    if type(element) is float:
        return element
    if not isinstance(element, Varying):
        return convert(element)
    if element.kinds is None:
        return element
    numbers, codes, errors = element.numbers.copy(), np.zeros(len(element.others) + 1, dtype=np.intp), []
    for code, other in enumerate(element.others, start=1):
        value = convert(other)
        if isinstance(value, CellError):
            if value not in errors:
                errors.append(value)
            codes[code] = errors.index(value) + 1
        else:
            numbers[element.kinds == code] = value
    kinds = codes[element.kinds]
    return Varying(numbers, kinds, tuple(errors)) if errors else Varying(numbers)


def plain_numbers(element: Element) -> Any:
    """The numbers of what `numeric_element` gave: an array, or one number; 0 for an error."""
    if isinstance(element, Varying):
        return element.numbers
    return 0.0 if isinstance(element, CellError) else element


def merged(numbers: Array, operands: Sequence[Element], faults: Faults = (), *, is_truth: bool = False) -> Varying:
    """Numbers where no operand is an error, and else the error of the first operand that is one.

    Parameters
    ----------
    numbers : array (world,)
        May be without meaning where an error is.
    operands : sequence of Element
        As `numeric_element` gives them.
    faults : iterable of (array (world,) of bool, CellError)
        Errors of the computation itself, where the operands have none; what is not finite is #NUM! at last.
    is_truth : bool
        Whether the numbers are truth values.

    Returns
    -------
    Varying
    """
    kinds: Kinds = np.zeros(len(numbers), dtype=np.intp)
    errors: list[Value] = []

    def code(error: Value) -> int:
        if error not in errors:
            errors.append(error)
        return errors.index(error) + 1

    for operand in operands:
        if isinstance(operand, CellError):
            kinds = np.where(kinds > 0, kinds, code(operand))
        elif isinstance(operand, Varying) and operand.kinds is not None:
            codes = np.array([0, *map(code, operand.others)])
            kinds = np.where(kinds > 0, kinds, codes[operand.kinds])
    for worlds, error in (*faults, (~np.isfinite(numbers), NUMBER)):
        if np.any(worlds):
            kinds = np.where((kinds == 0) & worlds, code(error), kinds)
    bad = kinds > 0
    if not bad.any():
        return Varying(numbers, is_truth=is_truth)
    return Varying(np.where(bad, 0.0, numbers), kinds, tuple(errors), is_truth)


def part_of(element: Element, worlds: Any) -> Element:
    """An element in some of the worlds only."""
    if not isinstance(element, Varying):
        return element
    kinds = None if element.kinds is None else element.kinds[worlds]
    return Varying(element.numbers[worlds], kinds, element.others, element.is_truth)


def replaced(element: Varying, worlds: Booleans, values: Sequence[Value]) -> Varying:
    """An element with other values in some worlds, in their order."""
    numbers = element.numbers.copy()
    kinds = np.zeros(len(numbers), dtype=np.intp) if element.kinds is None else element.kinds.copy()
    others = list(element.others)
    for world, value in zip(np.flatnonzero(worlds), values, strict=True):
        if (isinstance(value, float) and not element.is_truth) or (isinstance(value, bool) and element.is_truth):
            numbers[world], kinds[world] = value, 0
        else:
            where = next((i for i, o in enumerate(others) if type(o) is type(value) and o == value), None)
            if where is None:
                others.append(value)
                where = len(others) - 1
            numbers[world], kinds[world] = 0.0, where + 1
    return Varying(numbers, kinds if kinds.any() else None, tuple(others), element.is_truth)
