"""MATCH and its kin: the examples of Microsoft's documentation, and searches by halves followed by hand."""

from __future__ import annotations

import pytest
from hypothesis import given, strategies as st

from tests.workbook.functions.calling import Sheets, array, call

FRUIT = array("Bananas", "Oranges", "Apples", "Pears")
COUNTS = array(25, 38, 40, 41)
AIR = array(
    [0.457, 3.55, 500],
    [0.525, 3.25, 400],
    [0.606, 2.93, 300],
    [0.675, 2.75, 250],
    [0.746, 2.57, 200],
    [0.835, 2.38, 150],
)
PARTS = array(["Axles", "Bearings", "Bolts"], [4, 4, 9], [5, 7, 10], [6, 8, 11])


def test_match_as_documented() -> None:
    assert call("MATCH", 39, COUNTS, 1) == 2
    assert call("MATCH", 41, COUNTS, 0) == 4
    assert call("MATCH", 40, COUNTS, -1) == "#N/A"  # they do not fall


def test_match_of_what_falls() -> None:
    falling = array(9, 7, 5, 5, 3)
    assert call("MATCH", 6, falling, -1) == 2
    assert call("MATCH", 5, falling, -1) == 3
    assert call("MATCH", 1, falling, -1) == 5
    assert call("MATCH", 10, falling, -1) == "#N/A"


def test_match_keeps_kinds_apart() -> None:
    mixed = array("1", True, None, 1, "TRUE")
    assert call("MATCH", 1, mixed, 0) == 4
    assert call("MATCH", "1", mixed, 0) == 1
    assert call("MATCH", True, mixed, 0) == 2
    assert call("MATCH", "true", mixed, 0) == 5
    assert call("MATCH", 0, mixed, 0) == "#N/A"
    assert call("MATCH", None, array(1, 0), 0) == 2


def test_match_with_wildcards() -> None:
    texts = array("cost?", "Costs", "benefit", 7)
    assert call("MATCH", "cost?", texts, 0) == 1
    assert call("MATCH", "c*S", texts, 0) == 2
    assert call("MATCH", "cost~?", texts, 0) == 1
    assert call("MATCH", "b?n*", texts, 0) == 3
    assert call("MATCH", "7*", texts, 0) == "#N/A"


def test_match_compares_numbers_as_they_are() -> None:
    assert call("MATCH", 0.1 + 0.2, array(0.3, 0.1 + 0.2), 0) == 2


def test_match_among_cells_in_any_order_halves() -> None:
    # 6 of 9: the middle (5th) is 2, then of 6 to 9 the 7th is 3, then the 8th is 9, too large: the 7th
    assert call("MATCH", 6, array(8, 1, 7, 6, 2, 5, 3, 9, 4), 1) == 7
    # the last number of all, the trick of many workbooks
    assert call("MATCH", 9.9e307, array(3, "x", 1, None, "y"), 1) == 3
    assert call("MATCH", 2, array("#DIV/0!", 1, "#DIV/0!", 1, "#DIV/0!"), 1) == 4


def test_match_of_equals_gives_the_last() -> None:
    assert call("MATCH", 2, array(1, 2, 2, 2, 3), 1) == 4
    assert call("MATCH", 2, array(1, 2, 2, 2, 3), 0) == 2


@given(st.lists(st.integers(-50, 50), min_size=1, max_size=60), st.integers(-60, 60))
def test_match_among_sorted_is_the_last_not_above(values: list[int], sought: int) -> None:
    values.sort()
    not_above = sum(one <= sought for one in values)
    assert call("MATCH", sought, array(*values), 1) == (float(not_above) or "#N/A")
    falling = sum(one > sought for one in values)
    place = falling + 1 if sought in values else falling
    assert call("MATCH", sought, array(*reversed(values)), -1) == (float(place) or "#N/A")


def test_match_needs_one_line() -> None:
    assert call("MATCH", 1, array([1, 2], [3, 4]), 0) == "#N/A"
    assert call("MATCH", 3, array([1, 2, 3]), 0) == 3
    assert call("MATCH", "x" * 256, FRUIT, 0) == "#VALUE!"
    assert call("MATCH", "#REF!", FRUIT, 0) == "#REF!"


def test_match_over_a_whole_column() -> None:
    sheets = Sheets({"A1": 1, "A2": 5, "A3": 9, "B9": 1})
    assert call("MATCH", 6, sheets.at("A1:A1048576"), 1) == 2
    assert call("MATCH", 9, sheets.at("A1:A1048576"), 0) == 3


def test_vlookup_as_documented() -> None:
    assert call("VLOOKUP", 0.7, AIR, 3, False) == "#N/A"
    assert call("VLOOKUP", 0.7, AIR, 3) == 250
    assert call("VLOOKUP", 0.1, AIR, 2, True) == "#N/A"
    assert call("VLOOKUP", 2, AIR, 2, 1) == 2.38
    assert call("VLOOKUP", 0.525, AIR, 4, False) == "#REF!"
    assert call("VLOOKUP", 0.525, AIR, 0, False) == "#VALUE!"
    assert call("VLOOKUP", "b*", array(["aa", 1], ["Bb", 2]), 2, 0) == 2


def test_vlookup_with_its_last_argument_left_out_is_exact() -> None:
    assert call("VLOOKUP", 0.7, AIR, 3, None) == "#N/A"


def test_hlookup_as_documented() -> None:
    assert call("HLOOKUP", "Axles", PARTS, 2, True) == 4
    assert call("HLOOKUP", "Bearings", PARTS, 3, False) == 7
    assert call("HLOOKUP", "B", PARTS, 3, True) == 5
    assert call("HLOOKUP", "Bolts", PARTS, 4) == 11
    assert call("HLOOKUP", 3, array([1, 2, 3], ["a", "b", "c"], ["d", "e", "f"]), 2, True) == "c"


def test_lookup_as_documented() -> None:
    frequencies, colours = array(4.14, 4.19, 5.17, 5.77, 6.39), array("red", "orange", "yellow", "green", "blue")
    assert call("LOOKUP", 4.19, frequencies, colours) == "orange"
    assert call("LOOKUP", 5.75, frequencies, colours) == "yellow"
    assert call("LOOKUP", 7.66, frequencies, colours) == "blue"
    assert call("LOOKUP", 0, frequencies, colours) == "#N/A"
    assert call("LOOKUP", "C", array(["a", "b", "c", "d"], [1, 2, 3, 4])) == 3
    assert call("LOOKUP", "bump", array(["a", 1], ["b", 2], ["c", 3])) == 2


def test_lookup_of_the_last_that_holds() -> None:
    held = array("#DIV/0!", 1, "#DIV/0!", 1, "#DIV/0!")
    assert call("LOOKUP", 2, held, array("a", "b", "c", "d", "e")) == "d"
    assert call("LOOKUP", 2, held, array(["a", "b", "c", "d", "e"])) == "d"


def test_xlookup_finds_exactly_unless_asked() -> None:
    assert call("XLOOKUP", "apples", FRUIT, COUNTS) == 40
    assert call("XLOOKUP", "Kiwis", FRUIT, COUNTS) == "#N/A"
    assert call("XLOOKUP", "Kiwis", FRUIT, COUNTS, "none") == "none"
    assert call("XLOOKUP", "a*", FRUIT, COUNTS) == "#N/A"
    assert call("XLOOKUP", "a*", FRUIT, COUNTS, None, 2) == 40
    assert call("XLOOKUP", 39, COUNTS, FRUIT, None, -1) == "Oranges"
    assert call("XLOOKUP", 39, COUNTS, FRUIT, None, 1) == "Apples"
    assert call("XLOOKUP", 39, array(41, 38, 40, 25), FRUIT, None, -1) == "Oranges"
    assert call("XLOOKUP", 1, array(1, 2, 1), array("first", "x", "last"), None, 0, -1) == "last"


def test_xlookup_does_not_mind_an_error_it_does_not_give() -> None:
    assert call("XLOOKUP", "apples", FRUIT, COUNTS, "#REF!") == 40
    assert call("XLOOKUP", "Kiwis", FRUIT, COUNTS, "#REF!") == "#REF!"
    assert call("XLOOKUP", "#REF!", FRUIT, COUNTS, 0) == "#REF!"


def test_xlookup_gives_rows_and_references() -> None:
    assert call("XLOOKUP", "Oranges", FRUIT, array([1, 2], [3, 4], [5, 6], [7, 8])) == [[3, 4]]
    sheets = Sheets({"A1": "a", "A2": "b", "B1": 1, "B2": 2})
    assert call("XLOOKUP", "b", sheets.at("A1:A2"), sheets.at("B1:C2")) == "Sheet1!B2:C2"
    assert call("XLOOKUP", 1, array([3, 1]), sheets.at("A1:B2")) == "Sheet1!B1:B2"
    assert call("XLOOKUP", "b", sheets.at("A1:A2"), sheets.at("B1:B3")) == "#VALUE!"


@pytest.mark.parametrize(("mode", "position"), [(0, "#N/A"), (-1, 2), (1, 3)])
def test_xmatch_by_halves(mode: int, position: object) -> None:
    assert call("XMATCH", 39, COUNTS, mode, 2) == position
    assert call("XMATCH", 39, COUNTS, mode, 1) == position


def test_xmatch_by_halves_of_what_falls() -> None:
    falling = array(9, 7, 5, 3)
    assert call("XMATCH", 6, falling, 1, -2) == 2
    assert call("XMATCH", 6, falling, -1, -2) == 3
    assert call("XMATCH", 5, falling, 0, -2) == 3
    assert call("XMATCH", 2, falling, -1, -2) == "#N/A"
    assert call("XMATCH", 2, falling, 2, 2) == "#VALUE!"


def test_a_blank_is_found_by_the_new_functions() -> None:
    assert call("XMATCH", None, array(0, None, 1)) == 2
    assert call("MATCH", None, array(None, 0, 1), 0) == 2
