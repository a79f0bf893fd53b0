"""The normal distribution, and what stands on it."""

from __future__ import annotations

import math

from mcba.workbook.functions.arguments import implements
from mcba.workbook.values import NUMBER, Value


def _density(z: float) -> float:
    return math.exp(-z * z / 2) / math.sqrt(2 * math.pi)


def _share_below(z: float) -> float:
    from scipy.special import ndtr

    return float(ndtr(z))


def _deviate(share: float) -> Value:
    from scipy.special import ndtri

    return float(ndtri(share)) if 0 < share < 1 else NUMBER


@implements("NORMDIST NORM.DIST", "nnnl")
def _normal(x: float, middle: float, deviation: float, is_cumulative: bool) -> Value:
    if deviation <= 0:
        return NUMBER
    z = (x - middle) / deviation
    return _share_below(z) if is_cumulative else _density(z) / deviation


@implements("NORMINV NORM.INV", "nnn")
def _normal_quantile(share: float, middle: float, deviation: float) -> Value:
    z = _deviate(share)
    return middle + deviation * z if deviation > 0 and isinstance(z, float) else NUMBER


@implements("NORMSDIST", "n")
def _standard_normal_share(z: float) -> float:
    return _share_below(z)


@implements("NORM.S.DIST", "nl")
def _standard_normal(z: float, is_cumulative: bool) -> float:
    return _share_below(z) if is_cumulative else _density(z)


@implements("NORMSINV NORM.S.INV", "n")
def _standard_normal_quantile(share: float) -> Value:
    return _deviate(share)


@implements("GAUSS", "n")
def _share_from_middle(z: float) -> float:
    return math.erf(z / math.sqrt(2)) / 2


@implements("PHI", "n")
def _standard_normal_density(z: float) -> float:
    return _density(z)


@implements("ERF", "nn", least=1)
def _error_function(low: float, high: float | None = None) -> float:
    return math.erf(low) if high is None else math.erf(high) - math.erf(low)


@implements("ERF.PRECISE", "n")
def _error_function_from_0(limit: float) -> float:
    return math.erf(limit)


@implements("ERFC ERFC.PRECISE", "n")
def _rest_of_error_function(limit: float) -> float:
    return math.erfc(limit)


@implements("LOGNORMDIST", "nnn")
def _lognormal_share(x: float, middle: float, deviation: float) -> Value:
    return _lognormal(x, middle, deviation, True)


@implements("LOGNORM.DIST", "nnnl")
def _lognormal(x: float, middle: float, deviation: float, is_cumulative: bool) -> Value:
    if x <= 0 or deviation <= 0:
        return NUMBER
    z = (math.log(x) - middle) / deviation
    return _share_below(z) if is_cumulative else _density(z) / (x * deviation)


@implements("LOGINV LOGNORM.INV", "nnn")
def _lognormal_quantile(share: float, middle: float, deviation: float) -> Value:
    z = _deviate(share)
    return math.exp(middle + deviation * z) if deviation > 0 and isinstance(z, float) else NUMBER


@implements("CONFIDENCE CONFIDENCE.NORM", "nnw")
def _half_width(outside: float, deviation: float, size: int) -> Value:
    z = _deviate(outside / 2)
    if not 0 < outside < 1 or deviation <= 0 or size < 1 or not isinstance(z, float):
        return NUMBER
    return -z * deviation / math.sqrt(size)


@implements("FISHER", "n")
def _fisher(correlation: float) -> float:
    return math.atanh(correlation)


@implements("FISHERINV", "n")
def _inverse_fisher(number: float) -> float:
    return math.tanh(number)
