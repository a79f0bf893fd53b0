"""Arrays filtered and sorted: Microsoft's and Google's descriptions, and Python's own order."""

from __future__ import annotations

from hypothesis import given, strategies as st

from tests.workbook.functions.calling import Sheets, array, call

GOOGLE = Sheets(from_google=True)
TABLE = array(["East", 3], ["West", 1], ["east", 2])


def test_filter() -> None:
    assert call("FILTER", TABLE, array(True, False, 1)) == [["East", 3], ["east", 2]]
    assert call("FILTER", TABLE, array([False, True])) == [[3], [1], [2]]
    assert call("FILTER", array([1, 2, 3]), array([0, 1, 1])) == [[2, 3]]
    assert call("FILTER", TABLE, array(0, 0, 0)) == "#CALC!"
    assert call("FILTER", TABLE, array(0, 0, 0), "none") == "none"
    assert call("FILTER", TABLE, array(1, 0)) == "#VALUE!"
    assert call("FILTER", TABLE, array(1, "#N/A", 0)) == "#N/A"


def test_filter_of_google_takes_more_conditions_and_misses_otherwise() -> None:
    assert call("FILTER", TABLE, array(1, 0, 1), array(0, 1, 1), sheets=GOOGLE) == [["east", 2]]
    assert call("FILTER", TABLE, array(1, 0, 0), array(0, 1, 1), array(1, 1, 1), sheets=GOOGLE) == "#N/A"


def test_filter_of_a_whole_column() -> None:
    sheets = Sheets({"A1": 1, "A3": 3, "B5": 1})
    assert call("FILTER", sheets.at("A1:A1048576"), array(True, False, True)) == [[1], [3]]


def test_sort() -> None:
    assert call("SORT", array("b", 2, None, True, "A", 1)) == [[1], [2], ["A"], ["b"], [True], [None]]
    assert call("SORT", TABLE, 2) == [["West", 1], ["east", 2], ["East", 3]]
    assert call("SORT", TABLE, 1, -1) == [["West", 1], ["East", 3], ["east", 2]]
    assert call("SORT", array([3, 1, 2]), 1, 1, True) == [[1, 2, 3]]
    assert call("SORT", TABLE, 3) == "#VALUE!"
    assert call("SORT", TABLE, 1, True, 2, True, sheets=GOOGLE) == [["east", 2], ["East", 3], ["West", 1]]
    assert call("SORT", TABLE, 1, False, sheets=GOOGLE) == [["West", 1], ["East", 3], ["east", 2]]


@given(st.lists(st.integers(-50, 50), min_size=1, max_size=30))
def test_sort_and_sortby_are_python_s(values: list[int]) -> None:
    assert call("SORT", array(*values)) == [[one] for one in sorted(values)]
    assert call("SORTBY", array(*values), array(*values), -1) == [[one] for one in sorted(values, reverse=True)]
    assert call("UNIQUE", array(*values)) == [[one] for one in dict.fromkeys(values)]


def test_sortby_more_than_one() -> None:
    assert call("SORTBY", array("a", "b", "c"), array(2, 1, 1), 1, array(1, 2, 3), -1) == [["c"], ["b"], ["a"]]
    assert call("SORTBY", array("a", "b"), array(1, 2, 3)) == "#VALUE!"
    assert call("SORTBY", array([1, 2], [3, 4]), array([2, 1])) == [[2, 1], [4, 3]]


def test_unique() -> None:
    assert call("UNIQUE", array("a", "A", 1, "1", None, 1)) == [["a"], [1], ["1"], [None]]
    assert call("UNIQUE", array(1, 2, 1), False, True) == [[2]]
    assert call("UNIQUE", array(1, 1), False, True) == "#CALC!"
    assert call("UNIQUE", array([1, 1, 2]), True) == [[1, 2]]
    assert call("UNIQUE", array([1, 2], [1, 2], [1, 3])) == [[1, 2], [1, 3]]
