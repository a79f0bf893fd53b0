"""Dates: the examples of Microsoft's documentation, Python's calendar, and the days that Excel alone has."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given, strategies as st

from tests.workbook.functions.calling import Sheets, call

IN_1904 = Sheets(dates_from_1904=True)
DAYS = st.dates(dt.date(1900, 3, 1), dt.date(9999, 12, 31))
ORIGIN = dt.date(1899, 12, 30)


@given(DAYS)
def test_parts_are_those_of_the_calendar(day: dt.date) -> None:
    serial = (day - ORIGIN).days
    assert [call(name, serial) for name in ("YEAR", "MONTH", "DAY")] == [day.year, day.month, day.day]
    assert call("DATE", day.year, day.month, day.day) == serial
    assert call("WEEKDAY", serial, 2) == day.isoweekday()
    assert call("WEEKDAY", serial, 3) == day.weekday()
    assert call("WEEKDAY", serial) == day.isoweekday() % 7 + 1
    assert call("ISOWEEKNUM", serial) == call("WEEKNUM", serial, 21) == day.isocalendar().week
    assert call("WEEKNUM", serial, 2) == int(day.strftime("%W")) + (dt.date(day.year, 1, 1).weekday() != 0)


@given(st.dates(dt.date(1904, 1, 1), dt.date(9999, 12, 31)))
def test_the_other_calendar_is_1462_days_behind(day: dt.date) -> None:
    serial = (day - ORIGIN).days - 1462
    assert call("DATE", day.year, day.month, day.day, sheets=IN_1904) == serial
    assert call("YEAR", serial, sheets=IN_1904) == day.year
    assert call("DAY", serial, sheets=IN_1904) == day.day
    assert call("WEEKDAY", serial, 2, sheets=IN_1904) == day.isoweekday()


def test_the_days_that_excel_alone_has() -> None:
    assert [call(name, 60) for name in ("YEAR", "MONTH", "DAY")] == [1900, 2, 29]
    assert call("DATE", 1900, 2, 29) == 60
    assert call("DATE", 1900, 3, 1) == 61
    assert call("DATE", 1900, 1, 1) == 1
    assert [call(name, 0) for name in ("YEAR", "MONTH", "DAY")] == [1900, 1, 0]
    assert call("EOMONTH", 32, 0) == 60
    assert call("WEEKDAY", 1) == 1  # a Sunday, which it was not


def test_date_as_documented() -> None:
    assert call("DATE", 108, 1, 2) == call("DATE", 2008, 1, 2) == 39449
    assert call("DATE", 2008, 14, 2) == call("DATE", 2009, 2, 2)
    assert call("DATE", 2008, -3, 2) == call("DATE", 2007, 9, 2)
    assert call("DATE", 2008, 1, 35) == call("DATE", 2008, 2, 4)
    assert call("DATE", 2008, 1, -15) == call("DATE", 2007, 12, 16)
    assert call("DATE", 2024, 3, 0) == call("DATE", 2024, 2, 29)
    assert call("DATE", -1, 1, 1) == call("DATE", 10_000, 1, 1) == "#NUM!"
    assert call("DATE", 1900, 1, -1) == "#NUM!"
    assert call("DATE", 1903, 12, 31, sheets=IN_1904) == "#NUM!"


def test_parts_of_text_and_of_nothing() -> None:
    assert call("YEAR", "1/31/2024") == 2024
    assert call("MONTH", "2024-01-31", sheets=IN_1904) == 1
    assert call("YEAR", "soon") == "#VALUE!"
    assert call("YEAR", -1) == call("DAY", 2_958_466) == "#NUM!"
    assert call("YEAR", None) == 1900
    assert call("YEAR", 45322.999) == 2024


def test_times() -> None:
    assert call("TIME", 12, 0, 0) == 0.5
    assert call("TIME", 16, 48, 10) == pytest.approx(0.7001157407, abs=1e-10)
    assert call("TIME", 27, 0, 0) == 0.125
    assert call("TIME", 0, 750, 0) == call("TIME", 12, 30, 0)
    assert call("TIME", -1, 0, 0) == "#NUM!"
    assert [call(name, 0.78125) for name in ("HOUR", "MINUTE", "SECOND")] == [18, 45, 0]
    assert [call(name, 1 / 3) for name in ("HOUR", "MINUTE", "SECOND")] == [8, 0, 0]
    assert call("HOUR", -0.5) == "#NUM!"


def test_texts_of_dates_and_times() -> None:
    assert call("DATEVALUE", "8/22/2011") == 40777
    assert call("DATEVALUE", "22-MAY-2011") == 40685
    assert call("DATEVALUE", "2011/02/23") == 40597
    assert call("TIMEVALUE", "2:24 AM") == pytest.approx(0.1)
    assert call("TIMEVALUE", "22-Aug-2011 6:35 AM") == pytest.approx(0.2743055556, abs=1e-9)
    assert call("DATEVALUE", "40777") == call("DATEVALUE", 40777) == call("DATEVALUE", "soon") == "#VALUE!"


def test_weekday_and_week_as_documented() -> None:
    assert [call("WEEKDAY", 39492, kind) for kind in (1, 2, 3)] == [5, 4, 3]
    assert call("WEEKDAY", 39492, 16) == 6
    assert call("WEEKDAY", 39492, 4) == "#NUM!"
    assert call("WEEKNUM", 40977) == 10
    assert call("WEEKNUM", 40977, 2) == 11
    assert call("ISOWEEKNUM", 40977) == 10


def test_months_later_as_documented() -> None:
    start = 40558  # 15 January 2011
    assert call("EDATE", start, 1) == 40589
    assert call("EDATE", start, -1) == 40527
    assert call("EDATE", start, 2.9) == 40617
    assert call("EDATE", 45322, 1) == call("DATE", 2024, 2, 29)
    assert call("EOMONTH", 40544, 1) == 40602
    assert call("EOMONTH", 40544, -3) == 40482
    assert call("EDATE", 1, -1) == "#NUM!"
    assert call("EDATE", "soon", 1) == "#VALUE!"
