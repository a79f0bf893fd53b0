"""Functions of single numbers: powers, logarithms, remainders, rounding."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import wraps
from typing import Any

import numpy as np

from mcba.arrays import Array
from mcba.workbook.functions.registry import known_functions
from mcba.workbook.slices.kernels.registry import ElementFunction, kernel
from mcba.workbook.slices.worlds.merging import Faults, merged, numeric_element, part_of, plain_numbers, replaced
from mcba.workbook.slices.worlds.operators import varying_binary
from mcba.workbook.slices.worlds.varying import Varying, by_unlike_worlds
from mcba.workbook.values import DIVISION, NUMBER, CellError, Element, Value

ArrayAnswer = tuple[Any, Faults]
"""Numbers, and the errors that arise: what is not finite is #NUM! without being named."""


def elementwise(names: str) -> Callable[[Callable[..., ArrayAnswer]], ElementFunction]:
    """Enter a function of numbers, computed on arrays; errors among arguments come first, then what is no number."""

    def entered(compute: Callable[..., ArrayAnswer]) -> ElementFunction:
        @kernel(names)
        @wraps(compute)
        def call(*arguments: Element) -> Element:
            operands = [numeric_element(argument) for argument in arguments]
            with np.errstate(all="ignore"):
                numbers, faults = compute(*map(plain_numbers, operands))
                worlds = next(len(o.numbers) for o in arguments if isinstance(o, Varying))
                numbers = np.broadcast_to(numbers, (worlds,))
            return merged(numbers, [*map(only_errors, arguments), *operands], faults)

        return call

    return entered


def only_errors(element: Element) -> Element:
    """An element with a number wherever it is no error."""
    return numeric_element(element, lambda value: value if isinstance(value, CellError) else 0.0)


@elementwise("ABS")
def _absolute(number: Array) -> ArrayAnswer:
    return np.abs(number), ()


@elementwise("SIGN")
def _sign(number: Array) -> ArrayAnswer:
    return np.sign(number), ()


@elementwise("SQRT")
def _root(number: Array) -> ArrayAnswer:
    return np.sqrt(number), ()


@elementwise("EXP")
def _exponential(number: Array) -> ArrayAnswer:
    return np.exp(number), ()


@elementwise("LN")
def _natural_logarithm(number: Array) -> ArrayAnswer:
    return np.log(number), ()


@elementwise("LOG10")
def _common_logarithm(number: Array) -> ArrayAnswer:
    return np.log10(number), ()


@elementwise("LOG")
def _logarithm(number: Any, base: Any = 10.0) -> ArrayAnswer:
    logarithm = np.where(base == 10, np.log10(number), np.log(number) / np.log(base))
    outside = (number <= 0) | (base <= 0)
    return np.where(outside, np.nan, logarithm), [(~outside & (base == 1), DIVISION)]


@kernel("POWER")
def _power(number: Element, exponent: Element) -> Element:
    parts = [one for one in (number, exponent) if isinstance(one, Varying) and one.kinds is not None]
    if parts or any(isinstance(one, str | CellError) for one in (number, exponent)):
        return NotImplemented
    return varying_binary("^", number, exponent, False)


@elementwise("MOD")
def _remainder(number: Any, divisor: Any) -> ArrayAnswer:
    faults = [(divisor == 0, DIVISION), (np.abs(number / divisor) >= 2.0**50, NUMBER)]
    return np.mod(number, divisor), faults


def _world_by_world_where(doubtful: Any, name: str, numbers: Array, operands: Sequence[Any]) -> Array:
    """Numbers, asked of the function of one world where they are in doubt."""
    if not np.any(doubtful):
        return numbers
    worlds = np.broadcast_to(doubtful, numbers.shape)
    parts = [part_of(Varying(o) if isinstance(o, np.ndarray) else float(o), worlds) for o in operands]
    scalar = known_functions()[name].call
    if not any(isinstance(part, Varying) for part in parts):
        return numbers
    values: list[Value] = by_unlike_worlds(scalar, parts)
    return replaced(Varying(np.array(numbers)), worlds, values).numbers


def _rounding(name: str, whole: Callable[[Array], Array], tie: float) -> None:
    """Enter a rounding: `tie` is the fraction near which the decimals of a number decide, and not its bits."""

    @elementwise(name)
    def _rounded(number: Any, digits: Any = 0.0) -> ArrayAnswer:
        places = np.trunc(digits)
        scale = np.power(10.0, np.abs(places))
        large = np.abs(number) * scale if np.ndim(places) == 0 and places >= 0 else None
        large = np.where(places >= 0, np.abs(number) * scale, np.abs(number) / scale) if large is None else large
        counted = whole(large)
        numbers = np.copysign(np.where(places >= 0, counted / scale, counted * scale), number)
        fraction = large - np.floor(large)
        distance = np.abs(fraction - tie) if tie else np.minimum(fraction, 1 - fraction)
        doubtful = (distance <= 1e-13 * large + 1e-300) | ~(large < 1e13) | (np.abs(places) > 22)
        numbers = np.where(number == 0, 0.0, numbers)
        return _world_by_world_where(doubtful & (number != 0), name, numbers, (number, digits)), ()


_rounding("ROUND", lambda number: np.floor(number + 0.5), 0.5)
_rounding("ROUNDUP", np.ceil, 0.0)
_rounding("ROUNDDOWN", np.floor, 0.0)
_rounding("TRUNC", np.floor, 0.0)


@elementwise("INT")
def _whole_below(number: Any) -> ArrayAnswer:
    numbers = np.floor(number)
    doubtful = np.abs(number - np.round(number)) <= 1e-13 * np.abs(number)
    doubtful = (doubtful & (number != numbers)) | (np.abs(number) >= 1e13)
    return _world_by_world_where(doubtful, "INT", np.asarray(numbers), (number,)), ()
