"""Counts, averages, the smallest and the largest."""

from __future__ import annotations

import math
from collections import Counter

from mcba.workbook.evaluation.coercion import as_number
from mcba.workbook.functions.answers import extent_of
from mcba.workbook.functions.arguments import (
    GivenCells,
    aggregates,
    areas_in,
    elements_in,
    implements,
    numbers_and_truth,
)
from mcba.workbook.functions.mathematics.sums import plain_sum
from mcba.workbook.values import NOT_AVAILABLE, NUMBER, Table, Value


def average_of(numbers: list[float]) -> float:
    """The average; none of no numbers.

    Raises
    ------
    ZeroDivisionError
        If there are no numbers.
    """
    return plain_sum(numbers) / len(numbers)


@aggregates("AVERAGE")
def _average(numbers: list[float]) -> float:
    return average_of(numbers)


@aggregates("AVERAGEA", numbers_and_truth)
def _average_of_all(numbers: list[float]) -> float:
    return average_of(numbers)


@aggregates("MIN")
def _smallest(numbers: list[float]) -> float:
    return min(numbers, default=0.0)


@aggregates("MAX")
def _largest(numbers: list[float]) -> float:
    return max(numbers, default=0.0)


@aggregates("MINA", numbers_and_truth)
def _smallest_of_all(numbers: list[float]) -> float:
    return min(numbers, default=0.0)


@aggregates("MAXA", numbers_and_truth)
def _largest_of_all(numbers: list[float]) -> float:
    return max(numbers, default=0.0)


@implements("COUNT", "r", repeats=1)
def _count(*arguments: GivenCells) -> float:
    return sum(
        isinstance(element, float) if isinstance(argument, Table | tuple) else isinstance(as_number(element), float)
        for argument in arguments
        for element in elements_in(argument)
    )


@implements("COUNTA", "r", repeats=1)
def _count_of_all(*arguments: GivenCells) -> float:
    return sum(
        element is not None or not isinstance(argument, Table | tuple)
        for argument in arguments
        for element in elements_in(argument)
    )


@implements("COUNTBLANK", "r")
def _count_of_blanks(argument: GivenCells) -> float:
    filled = sum(element not in (None, "") for element in elements_in(argument))
    return sum(math.prod(extent_of(table)) for table in areas_in(argument)) - filled


@aggregates("MEDIAN")
def _median(numbers: list[float]) -> Value:
    return quantile(sorted(numbers), (len(numbers) - 1) / 2) if numbers else NUMBER


def quantile(ordered: list[float], position: float) -> float:
    """The number at a position from 0 in numbers that are in order, between two of them in proportion."""
    index = min(int(position), len(ordered) - 1)
    above = ordered[min(index + 1, len(ordered) - 1)]
    return ordered[index] + (position - index) * (above - ordered[index])


@aggregates("MODE MODE.SNGL", parameter_class="A")
def _most_common(numbers: list[float]) -> Value:
    counts = Counter(numbers).most_common(1)
    return counts[0][0] if counts and counts[0][1] > 1 else NOT_AVAILABLE


@aggregates("GEOMEAN")
def _geometric_mean(numbers: list[float]) -> Value:
    if not numbers or min(numbers) <= 0:
        return NUMBER
    return math.exp(plain_sum(map(math.log, numbers)) / len(numbers))


@aggregates("HARMEAN")
def _harmonic_mean(numbers: list[float]) -> Value:
    if not numbers or min(numbers) <= 0:
        return NUMBER
    return len(numbers) / plain_sum(1 / number for number in numbers)


@implements("TRIMMEAN", "Nn")
def _trimmed_mean(numbers: list[float], share: float) -> Value:
    if not numbers or not 0 <= share < 1:
        return NUMBER
    cut = int(len(numbers) * share / 2)
    return average_of(sorted(numbers)[cut : len(numbers) - cut])
