"""Sums, products, averages, counts, the smallest and the largest, and numbers in their order."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from mcba.arrays import Array
from mcba.workbook.evaluation.coercion import as_logical, as_number
from mcba.workbook.slices.kernels.gathering import Gathered, added_up, element_answer, elements_of, gathered, product
from mcba.workbook.slices.kernels.numbers import only_errors
from mcba.workbook.slices.kernels.registry import ElementFunction, kernel
from mcba.workbook.slices.worlds.merging import numeric_element, plain_numbers
from mcba.workbook.slices.worlds.varying import Varying
from mcba.workbook.values import DIVISION, NUMBER, VALUE, CellError, Element, Table


def aggregate(names: str) -> Callable[[Callable[[Gathered], Any]], ElementFunction]:
    """Enter a function of all numbers of its arguments together: it gives numbers and faults."""

    def entered(compute: Callable[[Gathered], Any]) -> ElementFunction:
        @kernel(names)
        def call(*arguments: Any) -> Element:
            gathering = gathered(*arguments)
            with np.errstate(all="ignore"):
                numbers, faults = compute(gathering)
            return element_answer(numbers, gathering.errors, faults)

        return call

    return entered


@aggregate("SUM")
def _sum(gathering: Gathered) -> Any:
    return added_up([number for number, _ in gathering.numbers]), ()


@aggregate("SUMSQ")
def _sum_of_squares(gathering: Gathered) -> Any:
    return added_up([number * number for number, _ in gathering.numbers]), ()


@aggregate("PRODUCT")
def _product(gathering: Gathered) -> Any:
    return np.where(gathering.count == 0, 0.0, product(gathering.filled(1.0))), ()


@aggregate("AVERAGE")
def _average(gathering: Gathered) -> Any:
    count = gathering.count
    return added_up([number for number, _ in gathering.numbers]) / np.maximum(count, 1), [(count == 0, DIVISION)]


@aggregate("MIN")
def _smallest(gathering: Gathered) -> Any:
    return _extreme(gathering, np.minimum, np.inf)


@aggregate("MAX")
def _largest(gathering: Gathered) -> Any:
    return _extreme(gathering, np.maximum, -np.inf)


def _extreme(gathering: Gathered, better: Callable[[Any, Any], Any], worst: float) -> Any:
    result: Any = worst
    for number in gathering.filled(worst):
        result = better(result, number)
    return np.where(gathering.count == 0, 0.0, result), ()


@kernel("COUNT")
def _count(*arguments: Any) -> Element:
    count: Any = 0.0
    for argument in arguments:
        is_direct = not isinstance(argument, Table | tuple)
        for element in elements_of(argument):
            if not isinstance(element, Varying):
                number = as_number(element) if is_direct else element
                count = count + isinstance(number, float)
            elif is_direct or not element.is_truth:
                others = [isinstance(as_number(o) if is_direct else o, float) for o in element.others]
                count = count + _by_kind(element, True, others)
            elif element.kinds is not None:
                count = count + 0.0 * element.kinds
    return Varying(count) if isinstance(count, np.ndarray) else float(count)


@kernel("COUNTA")
def _count_of_all(*arguments: Any) -> Element:
    count: Any = 0.0
    for argument in arguments:
        is_direct = not isinstance(argument, Table | tuple)
        for element in elements_of(argument):
            if isinstance(element, Varying):
                count = count + _by_kind(element, True, [is_direct or other is not None for other in element.others])
            else:
                count = count + (is_direct or element is not None)
    return Varying(count) if isinstance(count, np.ndarray) else float(count)


def _by_kind(element: Varying, of_numbers: Any, of_others: list[Any]) -> Any:
    """A number by the kind of an element: one for its numbers, one for each other value."""
    return (
        float(of_numbers) if element.kinds is None else np.array([of_numbers, *of_others], dtype=float)[element.kinds]
    )


@kernel("SUMPRODUCT")
def _sum_of_products(*arguments: Any) -> Element:
    tables = [argument if isinstance(argument, Table) else Table(((argument,),)) for argument in arguments]
    if any(isinstance(argument, tuple) for argument in arguments):
        return NotImplemented
    if len({table.shape if table.area is None else table.area.shape for table in tables}) > 1:
        return VALUE
    elements: list[Element] = []
    for table in tables:
        elements += [
            e for e in table.elements() if isinstance(e, CellError) or (isinstance(e, Varying) and e.kinds is not None)
        ]
    rows, columns = (min(table.shape[axis] for table in tables) for axis in (0, 1))
    terms = []
    with np.errstate(all="ignore"):
        for row in range(rows):
            for column in range(columns):
                factors = [_as_factor(table.rows[row][column]) for table in tables]
                if not any(isinstance(factor, float) and factor == 0 for factor in factors):
                    terms.append(product(factors))
        result = added_up(terms)
    if np.ndim(result) == 0:
        result = np.full(next(len(e.numbers) for t in tables for e in t.elements() if isinstance(e, Varying)), result)
    return element_answer(result, [only_errors(element) for element in elements])


def _as_factor(element: Element) -> Any:
    if isinstance(element, Varying):
        if element.is_truth:
            return 0.0
        return element.numbers if element.kinds is None else np.where(element.kinds == 0, element.numbers, 0.0)
    return element if isinstance(element, float) else 0.0


@kernel("AND")
def _all_hold(*arguments: Any) -> Element:
    return _judged(arguments, np.logical_and, True)


@kernel("OR")
def _one_holds(*arguments: Any) -> Element:
    return _judged(arguments, np.logical_or, False)


def _judged(arguments: tuple[Any, ...], join: Callable[[Any, Any], Any], start: bool) -> Element:
    judged: Any = start
    count: Any = 0.0
    errors: list[Element] = []
    for argument in arguments:
        is_direct = not isinstance(argument, Table | tuple)
        for element in elements_of(argument):
            truth = numeric_element(element, lambda value, direct=is_direct: _truth(value, direct))  # type: ignore[misc]
            if isinstance(truth, CellError):
                errors.append(truth)
                continue
            holds, counts = plain_numbers(truth) != 0, 1.0
            if isinstance(truth, Varying) and truth.kinds is not None:
                errors.append(truth)
            if not is_direct:
                counts = _counted(element)
                holds = np.where(np.asarray(counts) > 0, holds, start)
            judged, count = join(judged, holds), count + counts
    return element_answer(judged + 0.0, errors, [(count == 0, VALUE)], is_truth=True)


def _truth(value: Any, is_direct: bool) -> Any:
    if is_direct or isinstance(value, CellError):
        truth = as_logical(value)
        return truth if isinstance(truth, CellError) else float(truth)
    return float(value) if isinstance(value, bool | float) else 0.0


def _counted(element: Element) -> Any:
    """Whether an element of a table is a number or a truth value."""
    if isinstance(element, Varying):
        return _by_kind(element, True, [isinstance(other, bool) for other in element.others])
    return float(isinstance(element, bool | float))


@kernel("NOT")
def _negated(condition: Varying) -> Element:
    truth = numeric_element(condition, lambda value: _truth(value, True))
    return element_answer((truth.numbers == 0) + 0.0, [truth], is_truth=True)


def _ordered(numbers: Any) -> Array | None:
    """The numbers in their order (number, world); None where the function must go world by world."""
    gathering = gathered(numbers)
    if not gathering.is_plain or not gathering.numbers:
        return None
    return np.sort(np.array(np.broadcast_arrays(*(number for number, _ in gathering.numbers))), axis=0)


def _of_order(names: str) -> Callable[[Callable[[Array, Any], Any]], ElementFunction]:
    """Enter a function of numbers in their order and of one number more."""

    def entered(compute: Callable[[Array, Any], Any]) -> ElementFunction:
        @kernel(names)
        def call(numbers: Any, other: Element = 0.0) -> Element:
            ordered, number = _ordered(numbers), numeric_element(other)
            is_clean = number.kinds is None if isinstance(number, Varying) else isinstance(number, float)
            if ordered is None or not is_clean or ordered.ndim == 1:
                return NotImplemented
            result, outside = compute(ordered, plain_numbers(number))
            return element_answer(result, [], [(outside, NUMBER)])

        return call

    return entered


@_of_order("LARGE")
def _large(ordered: Array, rank: Any) -> Any:
    return _of_rank(ordered[::-1], rank)


@_of_order("SMALL")
def _small(ordered: Array, rank: Any) -> Any:
    return _of_rank(ordered, rank)


def _of_rank(ordered: Array, rank: Any) -> Any:
    outside = (np.ceil(rank) < 1) | (np.ceil(rank) > len(ordered))
    index = np.where(outside, 1, np.ceil(rank)).astype(int) - 1
    return ordered[index, np.arange(ordered.shape[1])], outside


@_of_order("PERCENTILE PERCENTILE.INC")
def _percentile(ordered: Array, share: Any) -> Any:
    return _at_share(ordered, share)


@_of_order("QUARTILE QUARTILE.INC")
def _quartile(ordered: Array, quarter: Any) -> Any:
    return _at_share(ordered, np.trunc(quarter) / 4)


def _at_share(ordered: Array, share: Any) -> Any:
    outside = (share < 0) | (share > 1)
    return _quantile(ordered, np.where(outside, 0.0, share) * (len(ordered) - 1)), outside


@kernel("MEDIAN")
def _median(*arguments: Any) -> Element:
    ordered = _ordered(Table((tuple(e for a in arguments for e in elements_of(a)),)))
    if ordered is None or not all(isinstance(argument, Table) for argument in arguments):
        return NotImplemented
    return Varying(_quantile(ordered, np.full(1, (len(ordered) - 1) / 2)))


def _quantile(ordered: Array, position: Any) -> Array:
    index = np.minimum(np.trunc(position).astype(int), len(ordered) - 1)
    worlds = np.arange(ordered.shape[1])
    below, above = ordered[index, worlds], ordered[np.minimum(index + 1, len(ordered) - 1), worlds]
    result: Array = below + (position - index) * (above - below)
    return result
