"""Sums and products of many numbers, from left to right as Excel takes them."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable

from mcba.workbook.functions.answers import as_table, extent_of
from mcba.workbook.functions.arguments import GivenCells, aggregates, implements, number_pairs, refuse_errors
from mcba.workbook.values import DIVISION, VALUE, Table, Value


def plain_sum(numbers: Iterable[float]) -> float:
    """The sum in plain additions from left to right, so that its last digits are those that Excel saved."""
    result = 0.0
    for number in numbers:
        result += number
    return result


@aggregates("SUM")
def _sum(numbers: list[float]) -> float:
    return plain_sum(numbers)


@aggregates("PRODUCT")
def _product(numbers: list[float]) -> float:
    return math.prod(numbers) if numbers else 0.0


@aggregates("SUMSQ")
def _sum_of_squares(numbers: list[float]) -> float:
    return plain_sum(number * number for number in numbers)


@implements("SUMPRODUCT", "a", repeats=1)
def _sum_of_products(*arguments: GivenCells) -> Value:
    tables = [as_table(argument) for argument in arguments]
    if len({extent_of(table) for table in tables}) > 1:
        return VALUE
    refuse_errors(*tables)
    places = zip(*(_places(table.rows, _width(tables)) for table in tables), strict=False)
    return plain_sum(math.prod(element if isinstance(element, float) else 0.0 for element in place) for place in places)


def _width(tables: list[Table]) -> int:
    """How many columns all tables have: cells past the used part of a sheet are blank, and their product is 0."""
    return min(table.shape[1] for table in tables)


def _places(rows: tuple[tuple[Value, ...], ...], width: int) -> Iterable[Value]:
    return (element for row in rows for element in row[:width])


@implements("SUMX2MY2", "aa")
def _sum_of_differences_of_squares(xs: GivenCells, ys: GivenCells) -> Value:
    return _sum_of_pairs(xs, ys, lambda x, y: x * x - y * y)


@implements("SUMX2PY2", "aa")
def _sum_of_sums_of_squares(xs: GivenCells, ys: GivenCells) -> Value:
    return _sum_of_pairs(xs, ys, lambda x, y: x * x + y * y)


@implements("SUMXMY2", "aa")
def _sum_of_squared_differences(xs: GivenCells, ys: GivenCells) -> Value:
    return _sum_of_pairs(xs, ys, lambda x, y: (x - y) ** 2)


def _sum_of_pairs(xs: GivenCells, ys: GivenCells, term: Callable[[float, float], float]) -> Value:
    pairs = number_pairs(xs, ys)
    return plain_sum(map(term, *pairs)) if pairs[0] else DIVISION


@implements("SERIESSUM", "nnnN")
def _power_series(number: float, first: float, step: float, coefficients: list[float]) -> float:
    return plain_sum(c * number ** (first + index * step) for index, c in enumerate(coefficients))
