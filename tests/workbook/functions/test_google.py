"""Google's own functions, as its documentation describes them."""

from __future__ import annotations

import pytest

from tests.workbook.functions.calling import array, call


def test_weighted_means() -> None:
    assert call("AVERAGE.WEIGHTED", array(1, 2, 3), array(1, 1, 2)) == 2.25
    assert call("AVERAGE.WEIGHTED", 10, 0.25, 20, 0.75) == 17.5
    assert call("AVERAGE.WEIGHTED", array(1, None), array(1, 5)) == 1
    assert call("AVERAGE.WEIGHTED", array(1, 2), array(0, 0)) == "#DIV/0!"
    assert call("AVERAGE.WEIGHTED", 1, -1) == "#NUM!"
    assert call("AVERAGE.WEIGHTED", array(1, 2), array(1)) == "#VALUE!"
    assert call("AVERAGE.WEIGHTED", array(1, "#REF!"), array(1, 1)) == "#REF!"
    assert call("AVERAGE.WEIGHTED", 1, 1, 2) == "#VALUE!"


def test_texts() -> None:
    assert call("SPLIT", "1,two;3", ",;") == [[1, "two", 3]]
    assert call("SPLIT", "a--b", "-", True, False) == [["a", "", "b"]]
    assert call("SPLIT", "a, b,c", ", ", False) == [["a", "b,c"]]
    assert call("SPLIT", "", ",") == "#VALUE!"
    assert call("JOIN", "-", array(1, "b"), "c") == "1-b-c"


def test_arrays() -> None:
    assert call("FLATTEN", array([1, 2], [3, 4]), 5) == [[1], [2], [3], [4], [5]]
    assert call("COUNTUNIQUE", array(1, 1, "a", "A", None, 2)) == 3


def test_numbers() -> None:
    assert call("ISBETWEEN", 5, 5, 9) is True
    assert call("ISBETWEEN", 5, 5, 9, False) is False
    assert call("ISBETWEEN", 9, 5, 9, True, False) is False
    assert call("TO_PERCENT", 0.5) == pytest.approx(0.5)
