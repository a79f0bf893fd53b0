"""Days of work: the examples of Microsoft's documentation."""

from __future__ import annotations

from hypothesis import given, strategies as st

from tests.workbook.functions.calling import array, call

START, END = 41183, 41334  # 1 October 2012 and 1 March 2013
HOLIDAYS = array(41235, 41247, 41295)


def test_networkdays_as_documented() -> None:
    assert call("NETWORKDAYS", START, END) == 110
    assert call("NETWORKDAYS", START, END, array(41235)) == 109
    assert call("NETWORKDAYS", START, END, HOLIDAYS) == 107
    assert call("NETWORKDAYS", END, START) == -110


def test_workday_as_documented() -> None:
    start = 39722  # 1 October 2008
    assert call("WORKDAY", start, 151) == 39933
    assert call("WORKDAY", start, 151, array(39778, 39786, 39834)) == 39938
    assert call("WORKDAY", start, 0) == start
    assert call("WORKDAY", 10, -40) == "#NUM!"


def test_other_weekends() -> None:
    assert call("NETWORKDAYS.INTL", 38718, 38748) == 22  # January 2006
    assert call("NETWORKDAYS.INTL", 38748, 38718) == -22
    assert call("NETWORKDAYS.INTL", 38718, 38749, 7, array(38719, 38733)) == 22
    assert call("NETWORKDAYS.INTL", 38718, 38749, "0010001", array(38719, 38733)) == 20
    assert call("WORKDAY.INTL", 40909, 30, 0) == "#NUM!"
    assert call("WORKDAY.INTL", 40909, 90, 11) == 41013
    assert call("WORKDAY.INTL", 40909, 30, 17) == 40944
    assert call("WORKDAY.INTL", 40909, 30, "1111111") == "#VALUE!"


@given(st.integers(100, 100_000), st.integers(1, 500))
def test_they_undo_one_another(start: int, days: int) -> None:
    last = call("WORKDAY", start, days)
    assert call("NETWORKDAYS", start + 1, last) == days
