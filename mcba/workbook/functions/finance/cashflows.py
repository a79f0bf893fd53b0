"""Flows of money discounted, and the rates that bring them to nothing."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

from mcba.workbook.functions.answers import answered, as_table, float_of, numbers, numeric, require
from mcba.workbook.functions.finance.roots import root_near
from mcba.workbook.functions.registry import sheet_function
from mcba.workbook.values import DIVISION, VALUE, Value

_DAYS_OF_A_YEAR = 365


@sheet_function("NPV", "VR", repeats=1)
@answered
def _npv(rate: Value, *flows: Any) -> float:
    return _discounted(numbers(flows), float_of(rate), first=1)


@sheet_function("IRR", "AV", least=1)
@answered
def _irr(flows: Any, guess: Value = 0.1) -> float:
    money = numbers([as_table(flows)])
    require(_has_both_signs(money))
    falling = [-period * flow for period, flow in enumerate(money)]
    return root_near(
        lambda rate: _discounted(money, rate), lambda rate: _discounted(falling, rate, first=1), float_of(guess)
    )


@sheet_function("MIRR", "AVV")
@answered
def _mirr(flows: Any, finance: Value, reinvestment: Value) -> float:
    money, paid_at, earned_at = numbers([as_table(flows)]), float_of(finance), float_of(reinvestment)
    require(_has_both_signs(money), DIVISION)
    periods = len(money) - 1
    earned = _discounted([max(flow, 0.0) for flow in money], earned_at) * math.pow(1 + earned_at, periods)
    paid = _discounted([min(flow, 0.0) for flow in money], paid_at)
    return math.pow(-earned / paid, 1 / periods) - 1


@sheet_function("XNPV", "VRR")
@answered
def _xnpv(rate: Value, flows: Any, dates: Any) -> float:
    discount = float_of(rate)
    money, years = _dated(flows, dates)
    require(discount > -1)
    return _discounted_by_day(money, years, discount)


@sheet_function("XIRR", "RRV", least=2)
@answered
def _xirr(flows: Any, dates: Any, guess: Value = 0.1) -> float:
    money, years = _dated(flows, dates)
    require(_has_both_signs(money))
    falling = [-year * flow for flow, year in zip(money, years, strict=True)]
    return root_near(
        lambda rate: _discounted_by_day(money, years, rate),
        lambda rate: _discounted_by_day(falling, years, rate) / (1 + rate),
        float_of(guess),
    )


@sheet_function("RRI", "VVV")
@numeric
def _rri(periods: float, present: float, future: float) -> float:
    require(periods > 0 and (present != 0 or future == 0))
    return 0.0 if future == present else math.pow(future / present, 1 / periods) - 1


@sheet_function("PDURATION", "VVV")
@numeric
def _pduration(rate: float, present: float, future: float) -> float:
    require(min(rate, present, future) > 0)
    return math.log(future / present) / math.log1p(rate)


@sheet_function("EFFECT", "VV")
@numeric
def _effect(nominal: float, periods: float) -> float:
    times = math.floor(periods)
    require(nominal > 0 and times >= 1)
    return math.pow(1 + nominal / times, times) - 1


@sheet_function("NOMINAL", "VV")
@numeric
def _nominal(effective: float, periods: float) -> float:
    times = math.floor(periods)
    require(effective > 0 and times >= 1)
    return (math.pow(1 + effective, 1 / times) - 1) * times


@sheet_function("FVSCHEDULE", "VR")
@answered
def _fvschedule(principal: Value, rates: Any) -> float:
    values = list(as_table(rates).elements())
    require(not any(isinstance(rate, str | bool) for rate in values), VALUE)
    return float_of(principal) * math.prod(1 + float_of(rate) for rate in values)


def _discounted(flows: Sequence[float], rate: float, *, first: int = 0) -> float:
    return math.fsum(flow / (1 + rate) ** (first + period) for period, flow in enumerate(flows))


def _discounted_by_day(flows: Sequence[float], years: Sequence[float], rate: float) -> float:
    return math.fsum(flow / (1 + rate) ** year for flow, year in zip(flows, years, strict=True))


def _dated(flows: Any, dates: Any) -> tuple[list[float], list[float]]:
    """Flows, and the years of 365 days after the first of them."""
    money, days = ([float_of(value) for value in as_table(given).elements()] for given in (flows, dates))
    whole = [math.floor(day) for day in days]
    require(len(money) == len(days) and min(whole) >= whole[0] >= 0)
    return money, [(day - whole[0]) / _DAYS_OF_A_YEAR for day in whole]


def _has_both_signs(money: Sequence[float]) -> bool:
    return min(money, default=0) < 0 < max(money, default=0)
