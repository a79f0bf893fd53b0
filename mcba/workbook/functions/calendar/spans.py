"""From one day to another: YEARFRAC, DAYS360, DATEDIF and their kin."""

from __future__ import annotations

import math
from calendar import isleap

from mcba.workbook.functions.answers import answered, float_of, require
from mcba.workbook.functions.calendar.serials import Day, day_from, days_of_month, serial_from, serial_of
from mcba.workbook.functions.registry import Context, sheet_function
from mcba.workbook.values import Value


@sheet_function("DAYS", "VV", context=True)
@answered
def _days(context: Context, end: Value, start: Value) -> float:
    return float(math.floor(serial_from(context, end)) - math.floor(serial_from(context, start)))


@sheet_function("DAYS360", "VVV", least=2, context=True)
@answered
def _days360(context: Context, start: Value, end: Value, is_european: Value = False) -> float:
    first, last = day_from(context, start), day_from(context, end)
    if float_of(is_european):
        return float(_days_of_30(first, last, min(first.day, 30), min(last.day, 30)))
    begun = 30 if _is_last_of_month(first) else first.day
    return float(_days_of_30(first, last, begun, 30 if last.day == 31 and begun == 30 else last.day))


@sheet_function("YEARFRAC", "VVV", least=2, context=True)
@answered
def _yearfrac(context: Context, start: Value, end: Value, basis: Value = 0.0) -> float:
    return year_fraction(context, start, end, basis)


@sheet_function("DISC", "VVVVV", least=4, context=True)
@answered
def _disc(
    context: Context, settlement: Value, maturity: Value, price: Value, redemption: Value, basis: Value = 0.0
) -> float:
    require(serial_from(context, settlement) < serial_from(context, maturity))
    paid, back = float_of(price), float_of(redemption)
    require(min(paid, back) > 0)
    return (back - paid) / back / year_fraction(context, settlement, maturity, basis)


@sheet_function("DATEDIF", "VVV", context=True)
@answered
def _datedif(context: Context, start: Value, end: Value, unit: Value) -> float:
    serials = [math.floor(serial_from(context, value)) for value in (start, end)]
    first, last = day_from(context, start), day_from(context, end)
    require(serials[0] <= serials[1])
    months = (last.year - first.year) * 12 + last.month - first.month - (last.day < first.day)
    before = last.year * 12 + last.month - 2
    year = last.year - ((last.month, last.day) < (first.month, first.day))
    spans = {
        "Y": months // 12,
        "M": months,
        "D": serials[1] - serials[0],
        "YM": months % 12,
        "MD": last.day - first.day + (last.day < first.day) * days_of_month(before // 12, before % 12 + 1),
        "YD": serials[1] - serial_of(year, first.month, first.day, from_1904=context.book.dates_from_1904),
    }
    require(str(unit).upper() in spans)
    return float(spans[str(unit).upper()])


def year_fraction(context: Context, start: Value, end: Value, basis: Value) -> float:
    """The part of a year between two days, by one of the five bases.

    0 counts months of 30 days as in the United States, 1 the days there are, 2 and 3 the days there are in years of
    360 and 365, 4 months of 30 days as in Europe. The rules are those that D. Wheeler found Excel to follow
    (YEARFRAC incompatibilities between Excel and OOXML, 2008).

    Parameters
    ----------
    context : Context
    start, end : Value
        In any order.
    basis : Value

    Returns
    -------
    float

    Raises
    ------
    AnswerError
        For an error, text that says no date, or a basis that there is not.
    """
    which = math.floor(float_of(basis))
    require(0 <= which <= 4)
    serials = sorted(math.floor(serial_from(context, value)) for value in (start, end))
    first, last = (day_from(context, float(serial)) for serial in serials)
    days = serials[1] - serials[0]
    match which:
        case 0:
            return _days_of_30(first, last, *_ends_of_30(first, last)) / 360
        case 1:
            return days / _days_of_a_year(context, first, last)
        case 4:
            return _days_of_30(first, last, min(first.day, 30), min(last.day, 30)) / 360
    return days / (360 if which == 2 else 365)


def _days_of_30(first: Day, last: Day, begun: int, ended: int) -> int:
    return (last.year - first.year) * 360 + (last.month - first.month) * 30 + ended - begun


def _ends_of_30(first: Day, last: Day) -> tuple[int, int]:
    """The days between which months of 30 days are counted, as in the United States."""
    if first.day >= 30:
        return 30, min(last.day, 30)
    if first.month == 2 and _is_last_of_month(first):
        return 30, 30 if last.month == 2 and _is_last_of_month(last) else last.day
    return first.day, last.day


def _days_of_a_year(context: Context, first: Day, last: Day) -> float:
    """Days of a year: of one of 366 days where such a day lies within a year's span, else the mean of the years."""
    is_within_a_year = first.year == last.year or (
        first.year + 1 == last.year and (first.month, first.day) >= (last.month, last.day)
    )
    if not is_within_a_year:
        from_1904 = context.book.dates_from_1904
        start, end = (serial_of(year, 1, 1, from_1904=from_1904) for year in (first.year, last.year + 1))
        return (end - start) / (last.year - first.year + 1)
    if first.year == last.year:
        return 366 if isleap(first.year) else 365
    has_leap_day = (isleap(first.year) and (first.month, first.day) <= (2, 29)) or (
        isleap(last.year) and (last.month, last.day) >= (2, 29)
    )
    return 366 if has_leap_day else 365


def _is_last_of_month(day: Day) -> bool:
    return day.day == days_of_month(day.year, day.month)
