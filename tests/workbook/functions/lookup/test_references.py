"""Cells found by position: the examples of Microsoft's documentation."""

from __future__ import annotations

from tests.workbook.books import area
from tests.workbook.functions.calling import Sheets, array, call

SQUARE = array([1, 2, 3], [4, 5, 6])


def test_index_of_an_array() -> None:
    assert call("INDEX", SQUARE, 2, 3) == 6
    assert call("INDEX", SQUARE, 0, 3) == [[3], [6]]
    assert call("INDEX", SQUARE, 2, None) == [[4, 5, 6]]
    assert call("INDEX", SQUARE, 0, 0) == [[1, 2, 3], [4, 5, 6]]
    assert call("INDEX", array(7, 8), 2) == 8
    assert call("INDEX", array([7, 8]), 2) == 8
    assert call("INDEX", array([7, 8]), 1, 2) == 8
    assert call("INDEX", 5, 1, 1) == 5
    assert call("INDEX", SQUARE, 1.9, 1) == 1


def test_index_beside_an_array() -> None:
    assert call("INDEX", SQUARE, 3, 1) == "#REF!"
    assert call("INDEX", SQUARE, 2) == "#REF!"
    assert call("INDEX", SQUARE, -1, 1) == "#VALUE!"
    assert call("INDEX", SQUARE, "two", 1) == "#VALUE!"
    assert call("INDEX", "#NAME?", 1) == "#NAME?"


def test_index_of_cells_is_a_reference() -> None:
    assert call("INDEX", area("B2:D9"), 3, 2) == "Sheet1!C4"
    assert call("INDEX", area("B2:D9"), 0, 2) == "Sheet1!C2:C9"
    assert call("INDEX", area("B2:D9"), 3, 0) == "Sheet1!B4:D4"
    assert call("INDEX", area("B2:B1048576"), 1000) == "Sheet1!B1001"
    assert call("INDEX", (area("A1:B2"), area("D5:E6")), 2, 1, 2) == "Sheet1!D6"
    assert call("INDEX", (area("A1:B2"), area("D5:E6")), 2, 1, 3) == "#REF!"


def test_offset_as_documented() -> None:
    assert call("OFFSET", area("D3"), 3, -2, 1, 1) == "Sheet1!B6"
    assert call("OFFSET", area("D3:F5"), 3, -2, 3, 3) == "Sheet1!B6:D8"
    assert call("OFFSET", area("D3:F5"), -3, -3) == "#REF!"
    assert call("OFFSET", area("D3:F5"), 1, 1) == "Sheet1!E4:G6"
    assert call("OFFSET", area("D3"), 0, 0, 1, 4) == "Sheet1!D3:G3"
    assert call("OFFSET", area("D3"), 0, 0, -2, -2) == "Sheet1!C2:D3"
    assert call("OFFSET", area("D3"), 0, 0, 0) == "#REF!"
    assert call("OFFSET", 5, 0, 0) == "#VALUE!"


def test_rows_and_columns() -> None:
    here = Sheets(at="C7")
    assert call("ROW", sheets=here) == 7
    assert call("COLUMN", sheets=here) == 3
    assert call("ROW", area("B4:D6"), sheets=here) == [[4], [5], [6]]
    assert call("COLUMN", area("B4:D6"), sheets=here) == [[2, 3, 4]]
    assert call("ROW", area("B4"), sheets=here) == 4
    assert call("ROWS", area("A1:A1048576")) == 1_048_576
    assert call("COLUMNS", area("B4:D6")) == 3
    assert call("COLUMNS", SQUARE) == 3
    assert call("ROWS", "#REF!") == "#REF!"
    assert call("AREAS", (area("A1"), area("B1:C2"))) == 2
    assert call("AREAS", area("A1")) == 1


def test_address_as_documented() -> None:
    assert call("ADDRESS", 2, 3) == "$C$2"
    assert call("ADDRESS", 2, 3, 2) == "C$2"
    assert call("ADDRESS", 2, 3, 2, False) == "R2C[3]"
    assert call("ADDRESS", 2, 3, 4) == "C2"
    assert call("ADDRESS", 2, 3, 1, True, "EXCEL SHEET") == "'EXCEL SHEET'!$C$2"
    assert call("ADDRESS", 0, 3) == "#VALUE!"
