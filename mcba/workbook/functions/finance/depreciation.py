"""Assets written off."""

from __future__ import annotations

import math

from mcba.workbook.functions.answers import numeric, require
from mcba.workbook.functions.registry import sheet_function


@sheet_function("SLN", "VVV")
@numeric
def _sln(cost: float, salvage: float, life: float) -> float:
    return (cost - salvage) / life


@sheet_function("SYD", "VVVV")
@numeric
def _syd(cost: float, salvage: float, life: float, period: float) -> float:
    require(salvage >= 0 and life > 0 and 0 < period <= life)
    return (cost - salvage) * (life - period + 1) * 2 / (life * (life + 1))


@sheet_function("DB", "VVVVV", least=4)
@numeric
def _db(cost: float, salvage: float, life: float, period: float, months: float = 12.0) -> float:
    months = math.floor(months)
    last = life if months == 12 else life + 1
    require(min(cost, salvage) >= 0 and life > 0 and 0 < period <= last and 1 <= months <= 12)
    if cost == 0:
        return 0.0
    rate = math.floor((1 - math.pow(salvage / cost, 1 / life)) * 1000 + 0.5) / 1000
    written = cost * rate * months / 12
    if period < 2:
        return written
    total = written
    for _ in range(2, math.floor(period) + 1):
        written = (cost - total) * rate
        total += written
    return written * (12 - months) / 12 if math.floor(period) == math.floor(life) + 1 else written


@sheet_function("DDB", "VVVVV", least=4)
@numeric
def _ddb(cost: float, salvage: float, life: float, period: float, factor: float = 2.0) -> float:
    require(min(cost, salvage) >= 0 and min(life, factor) > 0 and 0 < period <= life)
    return _declining(cost, salvage, life, max(period, 1.0), factor)


@sheet_function("VDB", "VVVVVVV", least=5)
@numeric
def _vdb(
    cost: float, salvage: float, life: float, start: float, end: float, factor: float = 2.0, stays: float = 0.0
) -> float:
    require(min(cost, salvage, factor, start) >= 0 and life > 0 and start <= end <= life)
    return _written_until(cost, salvage, life, end, factor, bool(stays)) - _written_until(
        cost, salvage, life, start, factor, bool(stays)
    )


def _declining(cost: float, salvage: float, life: float, period: float, factor: float) -> float:
    """What a period writes off of what is left, never below the salvage."""
    rate = min(factor / life, 1.0)
    before = cost * math.pow(1 - rate, period - 1) if rate < 1 else cost * (period <= 1)
    after = cost * math.pow(1 - rate, period)
    return max(before - max(after, salvage), 0.0)


def _written_until(cost: float, salvage: float, life: float, end: float, factor: float, stays: bool) -> float:
    """What is written off from the beginning; straight over the rest of the life once that is more, unless it stays."""
    left, total = cost, 0.0
    for period in range(1, math.ceil(end) + 1):
        part = min(1.0, end - period + 1)
        written = min(left * min(factor / life, 1.0), max(left - salvage, 0.0))
        if not stays and life > period - 1:
            written = max(written, max(left - salvage, 0.0) / (life - period + 1))
        written = min(written, max(left - salvage, 0.0))
        total += written * part
        left -= written
    return total
