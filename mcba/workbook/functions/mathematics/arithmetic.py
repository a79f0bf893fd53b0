"""Arithmetic of one or two numbers: powers, logarithms, remainders, whole numbers."""

from __future__ import annotations

import math

from mcba.workbook.evaluation.operators import power
from mcba.workbook.functions.answers import numbers, require
from mcba.workbook.functions.arguments import GivenCells, implements
from mcba.workbook.values import DIVISION, NUMBER, Value

_LARGEST_FACTORIAL = 170
_LARGEST_QUOTIENT = 1_125_899_906_842_624.0  # 2**50, past which Excel's MOD gives up


@implements("ABS", "n")
def _absolute(number: float) -> float:
    return abs(number)


@implements("SIGN", "n")
def _sign(number: float) -> float:
    return float((number > 0) - (number < 0))


@implements("SQRT", "n")
def _root(number: float) -> float:
    return math.sqrt(number)


@implements("SQRTPI", "n")
def _root_of_pi(number: float) -> float:
    return math.sqrt(number * math.pi)


@implements("EXP", "n")
def _exponential(number: float) -> float:
    return math.exp(number)


@implements("LN", "n")
def _natural_logarithm(number: float) -> float:
    return math.log(number)


@implements("LOG10", "n")
def _common_logarithm(number: float) -> float:
    return math.log10(number)


@implements("LOG", "nn", least=1)
def _logarithm(number: float, base: float = 10.0) -> float:
    return math.log10(number) if base == 10 else math.log(number) / math.log(base)


implements("POWER", "nn")(power)


@implements("MOD", "nn")
def _remainder(number: float, divisor: float) -> Value:
    if not divisor:
        return DIVISION
    return NUMBER if abs(number / divisor) >= _LARGEST_QUOTIENT else number % divisor


@implements("QUOTIENT", "nn")
def _quotient(number: float, divisor: float) -> float:
    return float(math.trunc(number / divisor))


@implements("PI")
def _pi() -> float:
    return math.pi


@implements("FACT", "w")
def _factorial(number: int) -> Value:
    return NUMBER if not 0 <= number <= _LARGEST_FACTORIAL else float(math.factorial(number))


@implements("FACTDOUBLE", "w")
def _double_factorial(number: int) -> Value:
    return NUMBER if not -1 <= number <= 300 else float(math.prod(range(number, 0, -2)))


@implements("COMBIN", "ww")
def _combinations(count: int, chosen: int) -> Value:
    return NUMBER if not 0 <= chosen <= count else math.comb(count, chosen)


@implements("COMBINA", "ww")
def _combinations_with_repeats(count: int, chosen: int) -> Value:
    return NUMBER if min(count, chosen) < 0 or count < 1 <= chosen else math.comb(max(count + chosen - 1, 0), chosen)


@implements("PERMUT", "ww")
def _permutations(count: int, chosen: int) -> Value:
    return NUMBER if not 0 <= chosen <= count else math.perm(count, chosen)


@implements("GCD", "r", repeats=1)
def _greatest_common_divisor(*arguments: GivenCells) -> Value:
    return math.gcd(*_whole_numbers(arguments))


@implements("LCM", "r", repeats=1)
def _least_common_multiple(*arguments: GivenCells) -> Value:
    return math.lcm(*_whole_numbers(arguments))


def _whole_numbers(arguments: tuple[GivenCells, ...]) -> list[int]:
    taken = numbers(arguments)
    require(min(taken, default=0.0) >= 0)
    return [int(number) for number in taken]
