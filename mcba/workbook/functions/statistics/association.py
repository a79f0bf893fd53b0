"""How two series of numbers go together."""

from __future__ import annotations

import math

from mcba.workbook.functions.arguments import Argument, compares, implements, pairs_of
from mcba.workbook.functions.mathematics.sums import total
from mcba.workbook.functions.statistics.averages import mean
from mcba.workbook.functions.statistics.spread import squared_deviations
from mcba.workbook.values import CellError, Value


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
    return mean(ys) - slope(ys, xs) * mean(xs)


@compares("STEYX")
def _standard_error(ys: list[float], xs: list[float]) -> float:
    left = squared_deviations(ys) - codeviations(xs, ys) ** 2 / squared_deviations(xs)
    return math.sqrt(max(left, 0.0) / (len(xs) - 2))


@implements("FORECAST FORECAST.LINEAR", "naa")
def _forecast(x: float, known_ys: Argument, known_xs: Argument) -> Value:
    pairs = pairs_of(known_ys, known_xs)
    if isinstance(pairs, CellError):
        return pairs
    ys, xs = pairs
    return mean(ys) + slope(ys, xs) * (x - mean(xs))


def codeviations(xs: list[float], ys: list[float]) -> float:
    """The sum of the products of the deviations from the averages."""
    middle, level = mean(xs), mean(ys)
    return total((x - middle) * (y - level) for x, y in zip(xs, ys, strict=True))
