"""The day and the time of a number, with the 29 February 1900 that Excel knows and no calendar has."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

_DAYS_TO_1904 = 1462
_LAST_DAY = 2_958_465  # 31 December 9999
_FALSE_DAY = 60
_SECONDS_OF_DAY = 86_400


@dataclass(frozen=True)
class Moment:
    """A day and a time.

    Attributes
    ----------
    year, month, day : int
    weekday : int
        0 for Sunday.
    days : int
        Whole days of the number.
    seconds : float
        Of the day.
    """

    year: int
    month: int
    day: int
    weekday: int
    days: int
    seconds: float


def moment(number: float, *, decimals: int = 0, dates_from_1904: bool = False) -> Moment | None:
    """The moment of a number, to whole seconds or some decimals of them; None where there is none.

    Examples
    --------
    >>> moment(45322.5)
    Moment(year=2024, month=1, day=31, weekday=3, days=45322, seconds=43200.0)
    """
    days = int(number // 1)
    seconds = round((number - days) * _SECONDS_OF_DAY, decimals)
    if seconds >= _SECONDS_OF_DAY:
        days, seconds = days + 1, 0.0
    day = days + _DAYS_TO_1904 * dates_from_1904
    if not 0 <= day <= _LAST_DAY or number < 0:
        return None
    if day in (0, _FALSE_DAY):
        year, month, of_month = (1900, 1, 0) if day == 0 else (1900, 2, 29)
    else:
        date = dt.date(1899, 12, 30 + (day < _FALSE_DAY)) + dt.timedelta(day)
        year, month, of_month = date.year, date.month, date.day
    return Moment(year, month, of_month, (day - 1) % 7, days, seconds)
