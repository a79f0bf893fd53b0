"""Numbers in their order: ranks, quantiles, how many lie between limits."""

from __future__ import annotations

import math
from bisect import bisect_left

from mcba.workbook.functions.arguments import implements
from mcba.workbook.functions.mathematics.rounding import rounded
from mcba.workbook.functions.statistics.averages import quantile
from mcba.workbook.values import NOT_AVAILABLE, NUMBER, Table, Value


@implements("LARGE", "Nn")
def _large(numbers: list[float], rank: float) -> Value:
    return _of_rank(sorted(numbers, reverse=True), rank)


@implements("SMALL", "Nn")
def _small(numbers: list[float], rank: float) -> Value:
    return _of_rank(sorted(numbers), rank)


def _of_rank(ordered: list[float], rank: float) -> Value:
    return ordered[math.ceil(rank) - 1] if 1 <= math.ceil(rank) <= len(ordered) else NUMBER


@implements("RANK RANK.EQ", "nNn", least=2)
def _rank(number: float, numbers: list[float], ascending: float = 0.0) -> Value:
    if number not in numbers:
        return NOT_AVAILABLE
    return 1 + sum(other < number if ascending else other > number for other in numbers)


@implements("RANK.AVG", "nNn", least=2)
def _average_rank(number: float, numbers: list[float], ascending: float = 0.0) -> Value:
    if number not in numbers:
        return NOT_AVAILABLE
    before = sum(other < number if ascending else other > number for other in numbers)
    return before + (numbers.count(number) + 1) / 2


@implements("PERCENTILE PERCENTILE.INC", "Nn")
def _percentile(numbers: list[float], share: float) -> Value:
    if not numbers or not 0 <= share <= 1:
        return NUMBER
    return quantile(sorted(numbers), share * (len(numbers) - 1))


@implements("PERCENTILE.EXC", "Nn")
def _percentile_between(numbers: list[float], share: float) -> Value:
    position = share * (len(numbers) + 1) - 1
    if not 0 < share < 1 or not 0 <= position <= len(numbers) - 1:
        return NUMBER
    return quantile(sorted(numbers), position)


@implements("QUARTILE QUARTILE.INC", "Nw")
def _quartile(numbers: list[float], quarter: int) -> Value:
    return _percentile(numbers, quarter / 4)


@implements("QUARTILE.EXC", "Nw")
def _quartile_between(numbers: list[float], quarter: int) -> Value:
    return _percentile_between(numbers, quarter / 4)


@implements("PERCENTRANK PERCENTRANK.INC", "Nnw", least=2)
def _percent_rank(numbers: list[float], number: float, digits: int = 3) -> Value:
    position = _position(sorted(numbers), number)
    if digits < 1 or not numbers:
        return NUMBER
    if position is None:
        return NOT_AVAILABLE
    return _cut(1.0 if len(numbers) == 1 else position / (len(numbers) - 1), digits)


@implements("PERCENTRANK.EXC", "Nnw", least=2)
def _percent_rank_between(numbers: list[float], number: float, digits: int = 3) -> Value:
    position = _position(sorted(numbers), number)
    if digits < 1 or not numbers:
        return NUMBER
    return NOT_AVAILABLE if position is None else _cut((position + 1) / (len(numbers) + 1), digits)


def _position(ordered: list[float], number: float) -> float | None:
    """Where a number stands, from 0, between two others in proportion; None outside of all of them."""
    if not ordered or not ordered[0] <= number <= ordered[-1]:
        return None
    index = bisect_left(ordered, number)
    if ordered[index] == number:
        return float(index)
    below, above = ordered[index - 1], ordered[index]
    return index - 1 + (number - below) / (above - below)


def _cut(share: float, digits: int) -> float:
    return rounded(share, digits, "ROUND_DOWN")


@implements("FREQUENCY", "NN")
def _frequency(numbers: list[float], limits: list[float]) -> Table:
    """How many numbers lie in each class up to its limit, in the order in which the limits are given."""
    order = sorted(range(len(limits)), key=limits.__getitem__)
    counts = [0.0] * (len(limits) + 1)
    ordered = [limits[index] for index in order]
    for number in numbers:
        at = bisect_left(ordered, number)
        counts[order[at] if at < len(order) else -1] += 1
    return Table(tuple((count,) for count in counts))
