"""Spread and shape of numbers."""

from __future__ import annotations

import math

from mcba.workbook.functions.arguments import aggregates, implements, numbers_and_truth
from mcba.workbook.functions.mathematics.sums import plain_sum
from mcba.workbook.functions.statistics.averages import average_of
from mcba.workbook.values import DIVISION, NUMBER, Value


def squared_deviations(numbers: list[float]) -> float:
    """The sum of the squared deviations from the average."""
    middle = average_of(numbers)
    return plain_sum((number - middle) ** 2 for number in numbers)


@aggregates("DEVSQ")
def _squared_deviations(numbers: list[float]) -> Value:
    return squared_deviations(numbers) if numbers else NUMBER


@aggregates("AVEDEV")
def _mean_deviation(numbers: list[float]) -> Value:
    if not numbers:
        return NUMBER
    middle = average_of(numbers)
    return average_of([abs(number - middle) for number in numbers])


@aggregates("VARA", numbers_and_truth)
@aggregates("VAR VAR.S")
def _sample_variance(numbers: list[float]) -> Value:
    return squared_deviations(numbers) / (len(numbers) - 1) if len(numbers) > 1 else DIVISION


@aggregates("VARPA", numbers_and_truth)
@aggregates("VARP VAR.P")
def _variance(numbers: list[float]) -> Value:
    return squared_deviations(numbers) / len(numbers)


@aggregates("STDEVA", numbers_and_truth)
@aggregates("STDEV STDEV.S")
def _sample_deviation(numbers: list[float]) -> Value:
    return math.sqrt(squared_deviations(numbers) / (len(numbers) - 1)) if len(numbers) > 1 else DIVISION


@aggregates("STDEVPA", numbers_and_truth)
@aggregates("STDEVP STDEV.P")
def _deviation(numbers: list[float]) -> Value:
    return math.sqrt(squared_deviations(numbers) / len(numbers))


@aggregates("SKEW")
def _skewness(numbers: list[float]) -> Value:
    count = len(numbers)
    if count < 3:
        return DIVISION
    return count / ((count - 1) * (count - 2)) * _standard_moment(numbers, 3)


@aggregates("SKEW.P")
def _population_skewness(numbers: list[float]) -> Value:
    count = len(numbers)
    if count < 3:
        return DIVISION
    return _standard_moment(numbers, 3) * math.pow(count / (count - 1), 1.5) / count


@aggregates("KURT")
def _kurtosis(numbers: list[float]) -> Value:
    n = len(numbers)
    if n < 4:
        return DIVISION
    share = n * (n + 1) / ((n - 1) * (n - 2) * (n - 3))
    return share * _standard_moment(numbers, 4) - 3 * (n - 1) ** 2 / ((n - 2) * (n - 3))


def _standard_moment(numbers: list[float], power: int) -> float:
    """The sum of powers of the deviations in standard deviations."""
    middle, deviation = average_of(numbers), math.sqrt(squared_deviations(numbers) / (len(numbers) - 1))
    return plain_sum(((number - middle) / deviation) ** power for number in numbers)


@implements("STANDARDIZE", "nnn")
def _standardised(number: float, middle: float, deviation: float) -> Value:
    return (number - middle) / deviation if deviation > 0 else NUMBER
