"""How two series of numbers go together."""

from __future__ import annotations

import math

from mcba.workbook.functions.arguments import GivenCells, compares, implements, number_pairs
from mcba.workbook.functions.mathematics.sums import plain_sum
from mcba.workbook.functions.statistics.averages import average_of
from mcba.workbook.functions.statistics.spread import squared_deviations
from mcba.workbook.values import Value


@compares("CORREL PEARSON")
def _correlation(xs: list[float], ys: list[float]) -> float:
    return codeviations(xs, ys) / math.sqrt(squared_deviations(xs) * squared_deviations(ys))


@compares("RSQ")
def _squared_correlation(ys: list[float], xs: list[float]) -> float:
    return _correlation(xs, ys) ** 2


@compares("COVAR COVARIANCE.P")
def _covariance(xs: list[float], ys: list[float]) -> float:
    return codeviations(xs, ys) / len(xs)


@compares("COVARIANCE.S")
def _sample_covariance(xs: list[float], ys: list[float]) -> float:
    return codeviations(xs, ys) / (len(xs) - 1)


@compares("SLOPE")
def slope(ys: list[float], xs: list[float]) -> float:
    """The slope of the line through points that leaves the smallest squares.

    Raises
    ------
    ZeroDivisionError
        If there are no points, or all have the same x.
    """
    return codeviations(xs, ys) / squared_deviations(xs)


@compares("INTERCEPT")
def _intercept(ys: list[float], xs: list[float]) -> float:
    return average_of(ys) - slope(ys, xs) * average_of(xs)


@compares("STEYX")
def _standard_error(ys: list[float], xs: list[float]) -> float:
    left = squared_deviations(ys) - codeviations(xs, ys) ** 2 / squared_deviations(xs)
    return math.sqrt(max(left, 0.0) / (len(xs) - 2))


@implements("FORECAST FORECAST.LINEAR", "naa")
def _forecast(x: float, known_ys: GivenCells, known_xs: GivenCells) -> Value:
    ys, xs = number_pairs(known_ys, known_xs)
    return average_of(ys) + slope(ys, xs) * (x - average_of(xs))


def codeviations(xs: list[float], ys: list[float]) -> float:
    """The sum of the products of the deviations from the averages."""
    middle, level = average_of(xs), average_of(ys)
    return plain_sum((x - middle) * (y - level) for x, y in zip(xs, ys, strict=True))
