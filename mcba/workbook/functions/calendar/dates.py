"""Dates and their parts: DATE, YEAR, WEEKDAY, EDATE and their kin."""

from __future__ import annotations

import math

from mcba.workbook.evaluation.coercion import number_from_text
from mcba.workbook.functions.answers import AnswerError, answered, float_of, numeric, require
from mcba.workbook.functions.calendar.serials import (
    Day,
    day_from,
    day_of,
    days_of_month,
    real_date,
    serial_from,
    serial_of,
)
from mcba.workbook.functions.registry import Context, sheet_function
from mcba.workbook.values import VALUE, Value

_SECONDS = 86_400
_FIRST_DAYS = {1: 6, 2: 0, 11: 0, 12: 1, 13: 2, 14: 3, 15: 4, 16: 5, 17: 6}  # of a week: 0 is Monday


@sheet_function("DATE", "VVV", context=True)
@answered
def _date(context: Context, year: Value, month: Value, day: Value) -> float:
    parts = [math.floor(float_of(part)) for part in (year, month, day)]
    require(0 <= parts[0] <= 9999)
    parts[0] += 1900 if parts[0] < 1900 else 0
    return serial_of(*parts, from_1904=context.book.dates_from_1904)


@sheet_function("YEAR", "V", context=True)
@answered
def _year(context: Context, serial: Value) -> float:
    return float(day_from(context, serial).year)


@sheet_function("MONTH", "V", context=True)
@answered
def _month(context: Context, serial: Value) -> float:
    return float(day_from(context, serial).month)


@sheet_function("DAY", "V", context=True)
@answered
def _day(context: Context, serial: Value) -> float:
    return float(day_from(context, serial).day)


@sheet_function("HOUR", "V", context=True)
@answered
def _hour(context: Context, serial: Value) -> float:
    return float(_seconds(context, serial) // 3600)


@sheet_function("MINUTE", "V", context=True)
@answered
def _minute(context: Context, serial: Value) -> float:
    return float(_seconds(context, serial) // 60 % 60)


@sheet_function("SECOND", "V", context=True)
@answered
def _second(context: Context, serial: Value) -> float:
    return float(_seconds(context, serial) % 60)


@sheet_function("TIME", "VVV")
@numeric
def _time(hours: float, minutes: float, seconds: float) -> float:
    total = math.floor(hours) * 3600 + math.floor(minutes) * 60 + math.floor(seconds)
    require(total >= 0 and max(hours, minutes, seconds) <= 32_767)
    return total % _SECONDS / _SECONDS


@sheet_function("DATEVALUE", "V", context=True)
@answered
def _datevalue(context: Context, text: Value) -> float:
    return float(math.floor(_moment(context, text)))


@sheet_function("TIMEVALUE", "V", context=True)
@answered
def _timevalue(context: Context, text: Value) -> float:
    return _moment(context, text) % 1


@sheet_function("WEEKDAY", "VV", least=1, context=True)
@answered
def _weekday(context: Context, serial: Value, kind: Value = 1.0) -> float:
    first = math.floor(float_of(kind))
    since_monday = _since_monday(context, serial)
    if first == 3:
        return float(since_monday)
    require(first in _FIRST_DAYS)
    return float((since_monday - _FIRST_DAYS[first]) % 7 + 1)


@sheet_function("WEEKNUM", "VV", least=1, context=True)
@answered
def _weeknum(context: Context, serial: Value, kind: Value = 1.0) -> float:
    first = math.floor(float_of(kind))
    if first == 21:
        return float(real_date(day_from(context, serial)).isocalendar().week)
    require(first in _FIRST_DAYS)
    whole = math.floor(serial_from(context, serial))
    start = serial_of(day_from(context, serial).year, 1, 1, from_1904=context.book.dates_from_1904)
    begun = (_since_monday(context, start) - _FIRST_DAYS[first]) % 7
    return float((whole - start + begun) // 7 + 1)


@sheet_function("ISOWEEKNUM", "V", context=True)
@answered
def _isoweeknum(context: Context, serial: Value) -> float:
    return float(real_date(day_from(context, serial)).isocalendar().week)


@sheet_function("EDATE", "VV", context=True)
@answered
def _edate(context: Context, serial: Value, months: Value) -> float:
    start = day_from(context, serial)
    year, month = _month_after(start, float_of(months))
    day = min(start.day, days_of_month(year, month))
    return serial_of(year, month, day, from_1904=context.book.dates_from_1904)


@sheet_function("EOMONTH", "VV", context=True)
@answered
def _eomonth(context: Context, serial: Value, months: Value) -> float:
    year, month = _month_after(day_from(context, serial), float_of(months))
    return serial_of(year, month, days_of_month(year, month), from_1904=context.book.dates_from_1904)


def _month_after(day: Day, months: float) -> tuple[int, int]:
    years, month = divmod(day.month - 1 + int(months), 12)
    require(1900 <= day.year + years <= 9999)
    return day.year + years, month + 1


def _since_monday(context: Context, serial: Value) -> int:
    """How many days of the week are over; before March 1900 as if that February had had 29 days."""
    whole = math.floor(serial_from(context, serial))
    day_of(whole, from_1904=context.book.dates_from_1904)
    return (whole + (4 if context.book.dates_from_1904 else -2)) % 7


def _seconds(context: Context, serial: Value) -> int:
    moment = serial_from(context, serial)
    require(moment >= 0)
    return math.floor(moment % 1 * _SECONDS + 0.5) % _SECONDS


def _moment(context: Context, text: Value) -> float:
    """What a text says of date and time."""
    if not isinstance(text, str):
        raise AnswerError(VALUE)
    moment = number_from_text(text, dates_from_1904=context.book.dates_from_1904)
    is_number = moment is None or text.strip().replace(".", "", 1).replace(",", "").isdecimal()
    if moment is None or is_number:
        raise AnswerError(VALUE)
    return moment
