"""Days as numbers: from 1900, with the 29 February that year never had, or from 1904."""

from __future__ import annotations

import math
from calendar import monthrange
from datetime import date, timedelta
from typing import NamedTuple

from mcba.workbook.evaluation.coercion import as_number
from mcba.workbook.functions.answers import AnswerError, require
from mcba.workbook.functions.registry import Context
from mcba.workbook.values import CellError, Value

_ORIGIN = date(1899, 12, 30).toordinal()
_FROM_1904 = 1462
_LAST = 2_958_465
_NEVER = 60


class Day(NamedTuple):
    """A day of the calendar that a workbook counts by.

    Of the system from 1900, day 0 is 0 January 1900 and day 60 its 29 February.
    """

    year: int
    month: int
    day: int


def day_of(serial: float, *, from_1904: bool = False) -> Day:
    """The day that a number stands for; what stands behind the point is the time.

    Parameters
    ----------
    serial : float
    from_1904 : bool

    Returns
    -------
    Day

    Raises
    ------
    AnswerError
        #NUM! where the calendar has no such day.

    Examples
    --------
    >>> day_of(45322.5), day_of(60), day_of(0, from_1904=True)
    (Day(year=2024, month=1, day=31), Day(year=1900, month=2, day=29), Day(year=1904, month=1, day=1))
    """
    whole = math.floor(serial)
    require(0 <= whole <= _LAST - _FROM_1904 * from_1904)
    whole += _FROM_1904 * from_1904
    if whole == _NEVER:
        return Day(1900, 2, 29)
    if whole == 0:
        return Day(1900, 1, 0)
    day = date.fromordinal(_ORIGIN + whole + (whole < _NEVER))
    return Day(day.year, day.month, day.day)


def serial_of(year: int, month: int, day: int, *, from_1904: bool = False) -> float:
    """The number of a day; months and days beyond the last are those of the years and months that follow.

    Parameters
    ----------
    year, month, day : int
    from_1904 : bool

    Returns
    -------
    float

    Raises
    ------
    AnswerError
        #NUM! where the calendar has no such day.

    Examples
    --------
    >>> serial_of(2024, 1, 31), serial_of(2023, 13, 31), serial_of(1900, 3, 1)
    (45322.0, 45322.0, 61.0)
    """
    years, months = divmod(month - 1, 12)
    require(1900 <= year + years <= 9999)
    first = date(year + years, months + 1, 1).toordinal() - _ORIGIN
    whole = first - (first <= _NEVER) + day - 1 - _FROM_1904 * from_1904
    require(0 <= whole <= _LAST - _FROM_1904 * from_1904)
    return float(whole)


def days_of_month(year: int, month: int) -> int:
    """How many days a month has; February 1900 has 29.

    Examples
    --------
    >>> days_of_month(1900, 2), days_of_month(2023, 2)
    (29, 28)
    """
    return 29 if (year, month) == (1900, 2) else monthrange(year, month)[1]


def real_date(day: Day) -> date:
    """A day as Python has it; the days that never were become the ones that follow.

    Examples
    --------
    >>> real_date(Day(1900, 2, 29))
    datetime.date(1900, 3, 1)
    """
    return date(day.year, day.month, 1) + timedelta(day.day - 1)


def serial_from(context: Context, value: Value) -> float:
    """A value as the number of a day or moment.

    Raises
    ------
    AnswerError
        For an error, and for text that says no date.
    """
    serial = as_number(value, dates_from_1904=context.book.dates_from_1904)
    if isinstance(serial, CellError):
        raise AnswerError(serial)
    return serial


def day_from(context: Context, value: Value) -> Day:
    """A value as a day of the workbook's calendar.

    Raises
    ------
    AnswerError
        For an error, for text that says no date, and for a day that the calendar does not have.
    """
    return day_of(serial_from(context, value), from_1904=context.book.dates_from_1904)
