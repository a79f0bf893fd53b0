"""Arrays cut and joined, as Microsoft describes it."""

from __future__ import annotations

from tests.workbook.functions.calling import array, call

SQUARE = array([1, 2, 3], [4, 5, 6], [7, 8, 9])


def test_cut() -> None:
    assert call("TAKE", SQUARE, 2) == [[1, 2, 3], [4, 5, 6]]
    assert call("TAKE", SQUARE, None, -1) == [[3], [6], [9]]
    assert call("TAKE", SQUARE, -5, 1) == [[1], [4], [7]]
    assert call("TAKE", SQUARE, 0) == "#CALC!"
    assert call("DROP", SQUARE, 2) == [[7, 8, 9]]
    assert call("DROP", SQUARE, -1, 2) == [[3], [6]]
    assert call("DROP", SQUARE, 3) == "#CALC!"


def test_chosen() -> None:
    assert call("CHOOSEROWS", SQUARE, 3, -3) == [[7, 8, 9], [1, 2, 3]]
    assert call("CHOOSECOLS", SQUARE, array(2, 1)) == [[2, 1], [5, 4], [8, 7]]
    assert call("CHOOSECOLS", SQUARE, 4) == call("CHOOSEROWS", SQUARE, 0) == "#VALUE!"


def test_joined() -> None:
    assert call("VSTACK", array([1, 2]), 3) == [[1, 2], [3, "#N/A"]]
    assert call("HSTACK", array(1, 2), 3, "a") == [[1, 3, "a"], [2, "#N/A", "#N/A"]]
    assert call("VSTACK", "#REF!", 1) == "#REF!"


def test_laid_out() -> None:
    mixed = array([1, None], ["#N/A", 4])
    assert call("TOCOL", mixed) == [[1], [None], ["#N/A"], [4]]
    assert call("TOROW", mixed, 3) == [[1, 4]]
    assert call("TOROW", mixed, 1, True) == [[1, "#N/A", 4]]
    assert call("WRAPROWS", array([1, 2, 3]), 2) == [[1, 2], [3, "#N/A"]]
    assert call("WRAPCOLS", array([1, 2, 3]), 2, 0) == [[1, 3], [2, 0]]
    assert call("EXPAND", array([1, 2]), 2, 3, "-") == [[1, 2, "-"], ["-", "-", "-"]]
    assert call("EXPAND", array([1, 2]), 1, 1) == "#VALUE!"
