"""Spans between days: Microsoft's examples, and cases that D. Wheeler measured in Excel."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given, strategies as st

from tests.workbook.functions.calling import call

ORIGIN = dt.date(1899, 12, 30)


def day(text: str) -> int:
    return (dt.date.fromisoformat(text) - ORIGIN).days


@pytest.mark.parametrize(
    ("start", "end", "basis", "part"),
    [
        ("2012-01-01", "2012-07-30", 0, 209 / 360),
        ("2012-01-01", "2012-07-30", 1, 211 / 366),
        ("2012-01-01", "2012-07-30", 3, 211 / 365),
        ("2012-01-01", "2012-07-30", 2, 211 / 360),
        ("2012-01-01", "2012-07-30", 4, 209 / 360),
        ("2007-12-31", "2008-01-31", 0, 30 / 360),
        ("2008-01-30", "2008-03-31", 0, 60 / 360),
        ("2008-01-29", "2008-03-31", 0, 62 / 360),
        ("2008-02-29", "2009-02-28", 0, 1.0),
        ("2008-02-29", "2008-03-31", 0, 31 / 360),
        ("2008-01-31", "2008-03-31", 4, 60 / 360),
        ("2000-02-28", "2001-02-28", 1, 366 / 366),
        ("1999-03-01", "2000-02-28", 1, 364 / 365),
        ("1999-03-01", "2000-02-29", 1, 365 / 366),
        ("2000-01-01", "2004-01-01", 1, 1461 / (1827 / 5)),
        ("2004-01-01", "2004-02-01", 1, 31 / 366),
        ("2006-01-01", "2006-02-01", 1, 31 / 365),
    ],
)
def test_parts_of_years(start: str, end: str, basis: int, part: float) -> None:
    assert call("YEARFRAC", day(start), day(end), basis) == pytest.approx(part, rel=1e-14)
    assert call("YEARFRAC", day(end), day(start), basis) == pytest.approx(part, rel=1e-14)


def test_parts_of_years_as_documented() -> None:
    assert call("YEARFRAC", "1/1/2012", "7/30/2012") == pytest.approx(0.58055556, abs=5e-9)
    assert call("YEARFRAC", "1/1/2012", "7/30/2012", 1) == pytest.approx(0.57650273, abs=5e-9)
    assert call("YEARFRAC", "1/1/2012", "7/30/2012", 3) == pytest.approx(0.57808219, abs=5e-9)
    assert call("YEARFRAC", 1, 2, 5) == "#NUM!"
    assert call("YEARFRAC", "soon", 2) == "#VALUE!"


@given(st.integers(1000, 90_000), st.integers(0, 20_000))
def test_bases_agree_within_days(start: int, days: int) -> None:
    parts = [call("YEARFRAC", start, start + days, basis) for basis in range(5)]
    assert parts[3] == days / 365
    assert parts == pytest.approx([days / 365.25] * 5, abs=0.02 + 0.02 * days / 365)


def test_days() -> None:
    assert call("DAYS", "3/15/2021", "2/1/2021") == 42
    assert call("DAYS", 44196.9, 43831.2) == 365
    assert call("DAYS360", day("2011-01-30"), day("2011-02-01")) == 1
    assert call("DAYS360", day("2011-01-01"), day("2011-12-31")) == 360
    assert call("DAYS360", day("2011-01-01"), day("2011-02-01")) == 30
    assert call("DAYS360", day("2011-01-01"), day("2011-12-31"), True) == 359


def test_datedif_as_documented() -> None:
    assert call("DATEDIF", day("2001-01-01"), day("2003-01-01"), "Y") == 2
    assert call("DATEDIF", day("2001-06-01"), day("2002-08-15"), "D") == 440
    assert call("DATEDIF", day("2001-06-01"), day("2002-08-15"), "yd") == 75
    assert call("DATEDIF", day("2001-06-01"), day("2002-08-15"), "m") == 14
    assert call("DATEDIF", day("2001-06-01"), day("2002-08-15"), "YM") == 2
    assert call("DATEDIF", day("2001-06-20"), day("2002-08-15"), "MD") == 26
    assert call("DATEDIF", 2, 1, "D") == call("DATEDIF", 1, 2, "W") == "#NUM!"


def test_discount() -> None:
    assert call("DISC", day("2018-07-01"), day("2048-01-01"), 97.975, 100, 1) == pytest.approx(0.000686384, abs=5e-8)
    assert call("DISC", 100, 100, 97, 100) == "#NUM!"
