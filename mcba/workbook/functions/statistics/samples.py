"""The distributions of Student, Fisher and chi squared."""

from __future__ import annotations

import math

from mcba.workbook.functions.arguments import implements
from mcba.workbook.values import DIVISION, NUMBER, Value


@implements("CHIDIST CHISQ.DIST.RT", "nw")
def _chi_squared_above(x: float, freedom: int) -> Value:
    from scipy.special import gammaincc

    return NUMBER if x < 0 or freedom < 1 else float(gammaincc(freedom / 2, x / 2))


@implements("CHISQ.DIST", "nwl")
def _chi_squared(x: float, freedom: int, is_cumulative: bool) -> Value:
    from scipy.special import gammainc

    if x < 0 or freedom < 1:
        return NUMBER
    if is_cumulative:
        return float(gammainc(freedom / 2, x / 2))
    if not x:
        return 0.5 if freedom == 2 else 0.0 if freedom > 2 else NUMBER
    return math.exp((freedom / 2 - 1) * math.log(x / 2) - x / 2 - math.lgamma(freedom / 2)) / 2


@implements("CHIINV CHISQ.INV.RT", "nw")
def _chi_squared_from_above(share: float, freedom: int) -> Value:
    from scipy.special import gammainccinv

    return NUMBER if not 0 < share <= 1 or freedom < 1 else 2 * float(gammainccinv(freedom / 2, share))


@implements("CHISQ.INV", "nw")
def _chi_squared_quantile(share: float, freedom: int) -> Value:
    from scipy.special import gammaincinv

    return NUMBER if not 0 <= share < 1 or freedom < 1 else 2 * float(gammaincinv(freedom / 2, share))


def _student_below(x: float, freedom: int) -> float:
    from scipy.special import stdtr

    return float(stdtr(freedom, x))


@implements("TDIST", "nww")
def _student_outside(x: float, freedom: int, tails: int) -> Value:
    return NUMBER if x < 0 or freedom < 1 or tails not in (1, 2) else tails * _student_below(-x, freedom)


@implements("T.DIST", "nwl")
def _student(x: float, freedom: int, is_cumulative: bool) -> Value:
    if freedom < 1:
        return NUMBER if is_cumulative else DIVISION
    if is_cumulative:
        return _student_below(x, freedom)
    logarithm = math.lgamma((freedom + 1) / 2) - math.lgamma(freedom / 2) - math.log(freedom * math.pi) / 2
    return math.exp(logarithm - (freedom + 1) / 2 * math.log1p(x * x / freedom))


@implements("T.DIST.RT", "nw")
def _student_above(x: float, freedom: int) -> Value:
    return NUMBER if freedom < 1 else _student_below(-x, freedom)


@implements("T.DIST.2T", "nw")
def _student_on_both_sides(x: float, freedom: int) -> Value:
    return NUMBER if x < 0 or freedom < 1 else 2 * _student_below(-x, freedom)


@implements("TINV T.INV.2T", "nw")
def _student_from_both_sides(share: float, freedom: int) -> Value:
    from scipy.special import stdtrit

    return NUMBER if not 0 < share <= 1 or freedom < 1 else -float(stdtrit(freedom, share / 2))


@implements("T.INV", "nw")
def _student_quantile(share: float, freedom: int) -> Value:
    from scipy.special import stdtrit

    return NUMBER if not 0 < share < 1 or freedom < 1 else float(stdtrit(freedom, share))


@implements("CONFIDENCE.T", "nnw")
def _student_half_width(outside: float, deviation: float, size: int) -> Value:
    if not 0 < outside < 1 or deviation <= 0 or size < 1:
        return NUMBER
    width = _student_from_both_sides(outside, size - 1) if size > 1 else DIVISION
    return width * deviation / math.sqrt(size) if isinstance(width, float) else width


@implements("FDIST F.DIST.RT", "nww")
def _fisher_above(x: float, first: int, second: int) -> Value:
    from scipy.special import fdtrc

    return NUMBER if x < 0 or min(first, second) < 1 else float(fdtrc(first, second, x))


@implements("F.DIST", "nwwl")
def _fisher(x: float, first: int, second: int, is_cumulative: bool) -> Value:
    from scipy.special import betaln, fdtr

    if x < 0 or min(first, second) < 1:
        return NUMBER
    if is_cumulative:
        return float(fdtr(first, second, x))
    if not x:
        return 1.0 if first == 2 else 0.0 if first > 2 else NUMBER
    shape = first / 2 * math.log(first * x) + second / 2 * math.log(second)
    return math.exp(shape - (first + second) / 2 * math.log(first * x + second) - betaln(first / 2, second / 2)) / x


@implements("FINV F.INV.RT", "nww")
def _fisher_from_above(share: float, first: int, second: int) -> Value:
    from scipy.special import betaincinv

    if not 0 < share <= 1 or min(first, second) < 1:
        return NUMBER
    ratio = float(betaincinv(second / 2, first / 2, share))
    return second * (1 - ratio) / (first * ratio)


@implements("F.INV", "nww")
def _fisher_quantile(share: float, first: int, second: int) -> Value:
    from scipy.special import betaincinv

    if not 0 <= share < 1 or min(first, second) < 1:
        return NUMBER
    ratio = float(betaincinv(first / 2, second / 2, share))
    return second * ratio / (first * (1 - ratio))
