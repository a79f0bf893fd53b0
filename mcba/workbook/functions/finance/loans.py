"""Loans and savings with even payments."""

from __future__ import annotations

import math

from mcba.workbook.functions.answers import numeric, require
from mcba.workbook.functions.finance.roots import root_near
from mcba.workbook.functions.registry import sheet_function


@sheet_function("PV", "VVVVV", least=3)
@numeric
def _pv(rate: float, periods: float, payment: float, future: float = 0.0, due: float = 0.0) -> float:
    return -(future + payment * _annuity(rate, periods, due)) / _grown(rate, periods)


@sheet_function("FV", "VVVVV", least=3)
@numeric
def _fv(rate: float, periods: float, payment: float, present: float = 0.0, due: float = 0.0) -> float:
    return _future(rate, periods, payment, present, due)


@sheet_function("PMT", "VVVVV", least=3)
@numeric
def _pmt(rate: float, periods: float, present: float, future: float = 0.0, due: float = 0.0) -> float:
    require(periods != 0)
    return _payment(rate, periods, present, future, due)


@sheet_function("NPER", "VVVVV", least=3)
@numeric
def _nper(rate: float, payment: float, present: float, future: float = 0.0, due: float = 0.0) -> float:
    if rate == 0:
        return -(present + future) / payment
    require(rate > -1)
    paid = payment * (1 + rate) if due else payment
    return math.log((paid - future * rate) / (paid + present * rate)) / math.log1p(rate)


@sheet_function("RATE", "VVVVVV", least=3)
@numeric
def _rate(
    periods: float, payment: float, present: float, future: float = 0.0, due: float = 0.0, guess: float = 0.1
) -> float:
    require(periods > 0)

    def owed(rate: float) -> float:
        return future - _future(rate, periods, payment, present, due)

    def slope(rate: float) -> float:
        step = 1e-6 * max(abs(rate), 1e-2)
        return (owed(rate + step) - owed(rate - step)) / (2 * step)

    return root_near(owed, slope, guess)


@sheet_function("IPMT", "VVVVVV", least=4)
@numeric
def _ipmt(rate: float, period: float, periods: float, present: float, future: float = 0.0, due: float = 0.0) -> float:
    require(1 <= period < periods + 1)
    return _interest(rate, period, _payment(rate, periods, present, future, due), present, due)


@sheet_function("PPMT", "VVVVVV", least=4)
@numeric
def _ppmt(rate: float, period: float, periods: float, present: float, future: float = 0.0, due: float = 0.0) -> float:
    require(1 <= period < periods + 1)
    payment = _payment(rate, periods, present, future, due)
    return payment - _interest(rate, period, payment, present, due)


@sheet_function("CUMIPMT", "VVVVVV")
@numeric
def _cumipmt(rate: float, periods: float, present: float, start: float, end: float, due: float) -> float:
    return math.fsum(_interests(rate, periods, present, start, end, due))


@sheet_function("CUMPRINC", "VVVVVV")
@numeric
def _cumprinc(rate: float, periods: float, present: float, start: float, end: float, due: float) -> float:
    interests = _interests(rate, periods, present, start, end, due)
    payment = _payment(rate, periods, present, 0.0, due)
    return math.fsum(payment - interest for interest in interests)


@sheet_function("ISPMT", "VVVV")
@numeric
def _ispmt(rate: float, period: float, periods: float, present: float) -> float:
    return present * rate * (period / periods - 1)


def _grown(rate: float, periods: float) -> float:
    """What 1 has grown to at the end."""
    return math.pow(1 + rate, periods)


def _annuity(rate: float, periods: float, due: float) -> float:
    """What a payment of 1 each period has grown to at the end."""
    if rate == 0:
        return periods
    grown = math.expm1(periods * math.log1p(rate)) if rate > -1 else _grown(rate, periods) - 1
    return grown / rate * (1 + rate if due else 1)


def _future(rate: float, periods: float, payment: float, present: float, due: float) -> float:
    return -(present * _grown(rate, periods) + payment * _annuity(rate, periods, due))


def _payment(rate: float, periods: float, present: float, future: float, due: float) -> float:
    return -(future + present * _grown(rate, periods)) / _annuity(rate, periods, due)


def _interest(rate: float, period: float, payment: float, present: float, due: float) -> float:
    """The part of a payment that is interest; one at the beginning of a period pays that of the period before."""
    if due and period == 1:
        return 0.0
    return _future(rate, period - 1, payment, present, due) * rate / (1 + rate if due else 1)


def _interests(rate: float, periods: float, present: float, start: float, end: float, due: float) -> list[float]:
    """The interest of every period from start to end."""
    first, last = math.ceil(start), math.floor(end)
    require(min(rate, periods, present) > 0 and 1 <= first <= last <= periods and due in (0, 1))
    payment = _payment(rate, periods, present, 0.0, due)
    return [_interest(rate, period, payment, present, due) for period in range(first, last + 1)]
