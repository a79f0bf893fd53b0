"""Flows of money discounted, and even payments."""

from __future__ import annotations

from typing import Any

import numpy as np

from mcba.workbook.slices.kernels.gathering import added_up, gathered
from mcba.workbook.slices.kernels.numbers import ArrayAnswer, elementwise
from mcba.workbook.slices.kernels.registry import kernel
from mcba.workbook.slices.worlds.merging import merged, numeric_element, plain_numbers
from mcba.workbook.slices.worlds.varying import Varying
from mcba.workbook.values import DIVISION, NUMBER, CellError, Element

_STEPS = 60


@kernel("NPV")
def _npv(rate: Element, *flows: Any) -> Element:
    gathering, discount = gathered(*flows), numeric_element(rate)
    if not gathering.is_plain or not gathering.numbers or isinstance(discount, CellError):
        return NotImplemented
    if isinstance(discount, Varying) and discount.kinds is not None:
        return NotImplemented
    base = np.asarray(1 + plain_numbers(discount))
    with np.errstate(all="ignore"):
        factors = [base**period for period in range(1, len(gathering.numbers) + 1)]
        value = added_up([flow / factor for (flow, _), factor in zip(gathering.numbers, factors, strict=True)])
    return merged(value, [], [(base == 0, DIVISION), (np.isinf(factors[-1]), NUMBER)])


@kernel("IRR")
def _irr(flows: Any, guess: Element = 0.1) -> Element:
    """Newton's steps from the guess in all worlds; where they do not settle, the function goes world by world."""
    gathering = gathered(flows)
    start = 0.1 if guess is None else guess
    if not gathering.is_plain or not gathering.numbers or type(start) is not float or start <= -1:
        return NotImplemented
    money = np.array(np.broadcast_arrays(*(number for number, _ in gathering.numbers)))
    if money.ndim == 1 or not np.all((money.min(axis=0) < 0) & (money.max(axis=0) > 0)):
        return NotImplemented
    periods = np.arange(len(money))[:, None]
    rate = np.full(money.shape[1], start)
    with np.errstate(all="ignore"):
        for _ in range(_STEPS):
            factors = (1 + rate) ** -periods
            step = (money * factors).sum(axis=0) / (-periods * money * factors / (1 + rate)).sum(axis=0)
            if not np.all(np.isfinite(step)) or np.any(rate - step <= -1):
                return NotImplemented
            rate = rate - step
            if np.all(np.abs(step) <= 1e-13 * np.maximum(1.0, np.abs(rate))):
                return Varying(rate)
    return NotImplemented


def _annuity(rate: Any, periods: Any, due: Any) -> Any:
    """What a payment of 1 each period has grown to at the end."""
    grown = np.where(rate > -1, np.expm1(periods * np.log1p(rate)), np.power(1 + rate, periods) - 1)
    return np.where(rate == 0, periods, grown / rate * np.where(np.asarray(due) != 0, 1 + rate, 1.0))


@elementwise("PV")
def _present(rate: Any, periods: Any, payment: Any, future: Any = 0.0, due: Any = 0.0) -> ArrayAnswer:
    grown = np.power(1 + rate, periods)
    return -(future + payment * _annuity(rate, periods, due)) / grown, [(grown == 0, DIVISION)]


@elementwise("FV")
def _future(rate: Any, periods: Any, payment: Any, present: Any = 0.0, due: Any = 0.0) -> ArrayAnswer:
    return -(present * np.power(1 + rate, periods) + payment * _annuity(rate, periods, due)), ()


@elementwise("PMT")
def _payment(rate: Any, periods: Any, present: Any, future: Any = 0.0, due: Any = 0.0) -> ArrayAnswer:
    paid = -(future + present * np.power(1 + rate, periods)) / _annuity(rate, periods, due)
    return np.where(periods == 0, np.nan, paid), [((periods != 0) & (_annuity(rate, periods, due) == 0), DIVISION)]
