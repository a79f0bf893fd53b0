"""Days of work: NETWORKDAYS and WORKDAY."""

from __future__ import annotations

import math
from typing import Any

from mcba.workbook.functions.answers import answered, as_table, float_of, require
from mcba.workbook.functions.calendar.serials import day_of, serial_from
from mcba.workbook.functions.registry import Context, sheet_function
from mcba.workbook.values import VALUE, Value

_WEEKENDS = {
    1: (5, 6),
    2: (6, 0),
    3: (0, 1),
    4: (1, 2),
    5: (2, 3),
    6: (3, 4),
    7: (4, 5),
    **{11 + day: ((day + 6) % 7,) for day in range(7)},
}
"""Days off by their code, 0 is Monday."""


@sheet_function("NETWORKDAYS", "VVR", least=2, context=True)
@answered
def _networkdays(context: Context, start: Value, end: Value, holidays: Any = None) -> float:
    return _days_between(context, start, end, 1.0, holidays)


@sheet_function("NETWORKDAYS.INTL", "VVVR", least=2, context=True)
@answered
def _networkdays_intl(context: Context, start: Value, end: Value, weekend: Value = 1.0, holidays: Any = None) -> float:
    return _days_between(context, start, end, weekend, holidays)


@sheet_function("WORKDAY", "VVR", least=2, context=True)
@answered
def _workday(context: Context, start: Value, days: Value, holidays: Any = None) -> float:
    return _day_after(context, start, days, 1.0, holidays)


@sheet_function("WORKDAY.INTL", "VVVR", least=2, context=True)
@answered
def _workday_intl(context: Context, start: Value, days: Value, weekend: Value = 1.0, holidays: Any = None) -> float:
    return _day_after(context, start, days, weekend, holidays)


def _days_between(context: Context, start: Value, end: Value, weekend: Value, holidays: Any) -> float:
    first, last = (_whole(context, value) for value in (start, end))
    off, free = _days_off(weekend), _holidays(context, holidays)
    days = range(min(first, last), max(first, last) + 1)
    worked = sum(1 for day in days if _weekday(context, day) not in off and day not in free)
    return float(worked if first <= last else -worked)


def _day_after(context: Context, start: Value, days: Value, weekend: Value, holidays: Any) -> float:
    day, wanted = _whole(context, start), int(float_of(days))
    off, free = _days_off(weekend), _holidays(context, holidays)
    require(len(off) < 7, VALUE)
    step = 1 if wanted > 0 else -1
    while wanted:
        day += step
        day_of(day, from_1904=context.book.dates_from_1904)
        if _weekday(context, day) not in off and day not in free:
            wanted -= step
    return float(day)


def _days_off(weekend: Value) -> tuple[int, ...]:
    if isinstance(weekend, str):
        require(len(weekend) == 7 and set(weekend) <= {"0", "1"}, VALUE)
        return tuple(day for day, sign in enumerate(weekend) if sign == "1")
    code = int(float_of(1.0 if weekend is None else weekend))
    require(code in _WEEKENDS)
    return _WEEKENDS[code]


def _holidays(context: Context, holidays: Any) -> set[int]:
    values = [] if holidays is None else as_table(holidays).elements()
    return {math.floor(serial_from(context, value)) for value in values if value is not None}


def _whole(context: Context, value: Value) -> int:
    whole = math.floor(serial_from(context, value))
    day_of(whole, from_1904=context.book.dates_from_1904)
    return whole


def _weekday(context: Context, day: int) -> int:
    return (day + (4 if context.book.dates_from_1904 else -2)) % 7
