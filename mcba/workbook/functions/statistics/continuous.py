"""The beta, gamma, exponential and Weibull distributions."""

from __future__ import annotations

import math

from mcba.workbook.functions.arguments import implements
from mcba.workbook.values import NUMBER, Value


@implements("BETADIST", "nnnnn", least=3)
def _beta_share(x: float, alpha: float, beta: float, low: float = 0.0, high: float = 1.0) -> Value:
    return _beta(x, alpha, beta, True, low, high)


@implements("BETA.DIST", "nnnlnn", least=4)
def _beta(x: float, alpha: float, beta: float, is_cumulative: bool, low: float = 0.0, high: float = 1.0) -> Value:
    from scipy.special import betainc, betaln

    if min(alpha, beta) <= 0 or not low <= x <= high or low == high:
        return NUMBER
    z = (x - low) / (high - low)
    if is_cumulative:
        return float(betainc(alpha, beta, z))
    if not 0 < z < 1:
        powers = _power_at_0(alpha - 1, z) * _power_at_0(beta - 1, 1 - z)
        return powers / math.exp(betaln(alpha, beta)) / (high - low)
    logarithm = (alpha - 1) * math.log(z) + (beta - 1) * math.log1p(-z) - betaln(alpha, beta)
    return math.exp(logarithm) / (high - low)


@implements("BETAINV BETA.INV", "nnnnn", least=3)
def _beta_quantile(share: float, alpha: float, beta: float, low: float = 0.0, high: float = 1.0) -> Value:
    from scipy.special import betaincinv

    if min(alpha, beta) <= 0 or not 0 < share <= 1 or low >= high:
        return NUMBER
    return low + (high - low) * float(betaincinv(alpha, beta, share))


@implements("GAMMADIST GAMMA.DIST", "nnnl")
def _gamma(x: float, alpha: float, beta: float, is_cumulative: bool) -> Value:
    from scipy.special import gammainc

    if x < 0 or min(alpha, beta) <= 0:
        return NUMBER
    z = x / beta
    if is_cumulative:
        return float(gammainc(alpha, z))
    if not z:
        return _power_at_0(alpha - 1, z) / beta
    return math.exp((alpha - 1) * math.log(z) - z - math.lgamma(alpha)) / beta


@implements("GAMMAINV GAMMA.INV", "nnn")
def _gamma_quantile(share: float, alpha: float, beta: float) -> Value:
    from scipy.special import gammaincinv

    if not 0 <= share < 1 or min(alpha, beta) <= 0:
        return NUMBER
    return beta * float(gammaincinv(alpha, share))


@implements("GAMMALN GAMMALN.PRECISE", "n")
def _logarithm_of_gamma(number: float) -> Value:
    return math.lgamma(number) if number > 0 else NUMBER


@implements("GAMMA", "n")
def _gamma_function(number: float) -> float:
    return math.gamma(number)


@implements("EXPONDIST EXPON.DIST", "nnl")
def _exponential(x: float, rate: float, is_cumulative: bool) -> Value:
    if x < 0 or rate <= 0:
        return NUMBER
    return -math.expm1(-rate * x) if is_cumulative else rate * math.exp(-rate * x)


@implements("WEIBULL WEIBULL.DIST", "nnnl")
def _weibull(x: float, alpha: float, beta: float, is_cumulative: bool) -> Value:
    if x < 0 or min(alpha, beta) <= 0:
        return NUMBER
    z = x / beta
    if is_cumulative:
        return -math.expm1(-(z**alpha))
    return alpha / beta * _power_at_0(alpha - 1, z) * math.exp(-(z**alpha))


def _power_at_0(exponent: float, number: float) -> float:
    """A power in which 0 to the power 0 is 1.

    Raises
    ------
    ValueError
        If it has no limit.
    """
    if not number and exponent < 0:
        raise ValueError("a density without limit")
    return math.pow(number, exponent)
