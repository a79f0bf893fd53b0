"""Sums and counts under conditions: the examples of Microsoft's documentation, and whole columns."""

from __future__ import annotations

import pytest
from hypothesis import given, strategies as st

from tests.workbook.books import area
from tests.workbook.functions.calling import Sheets, array, call

HOMES = Sheets(
    {f"A{row}": worth for row, worth in enumerate((100_000, 200_000, 300_000, 400_000), 2)}
    | {f"B{row}": fee for row, fee in enumerate((7_000, 14_000, 21_000, 28_000), 2)}
    | {"C2": 250_000}
)
SALES = Sheets(
    {
        f"{letter}{row}": one
        for row, line in enumerate(
            [
                (5, "Apples", "Tom"),
                (4, "Apples", "Sarah"),
                (15, "Artichokes", "Tom"),
                (3, "Artichokes", "Sarah"),
                (22, "Bananas", "Tom"),
                (12, "Bananas", "Sarah"),
                (10, "Carrots", "Tom"),
                (33, "Carrots", "Sarah"),
            ],
            2,
        )
        for letter, one in zip("ABC", line, strict=True)
    }
)


def test_sumif_as_documented() -> None:
    assert call("SUMIF", HOMES.at("A2:A5"), ">160000", area("B2:B5"), sheets=HOMES) == 63_000
    assert call("SUMIF", HOMES.at("A2:A5"), ">160000", sheets=HOMES) == 900_000
    assert call("SUMIF", HOMES.at("A2:A5"), 300_000, area("B2:B5"), sheets=HOMES) == 21_000
    assert call("SUMIF", HOMES.at("A2:A5"), ">250000", area("B2:B5"), sheets=HOMES) == 49_000


def test_sumif_takes_the_shape_of_what_is_asked() -> None:
    assert call("SUMIF", HOMES.at("A2:A5"), ">160000", area("B2"), sheets=HOMES) == 63_000
    assert call("SUMIF", HOMES.at("A2:A3"), ">160000", area("B2:B5"), sheets=HOMES) == 14_000
    assert call("SUMIF", HOMES.at("A2:A5"), ">160000", HOMES.at("B2:B2"), sheets=HOMES) == 63_000


def test_averageif() -> None:
    assert call("AVERAGEIF", HOMES.at("B2:B5"), "<23000", sheets=HOMES) == 14_000
    assert call("AVERAGEIF", HOMES.at("A2:A5"), "<95000", sheets=HOMES) == "#DIV/0!"
    assert call("AVERAGEIF", HOMES.at("A2:A5"), ">250000", area("B2:B5"), sheets=HOMES) == 24_500


def test_sumifs_as_documented() -> None:
    amounts, products, people = SALES.at("A2:A9"), SALES.at("B2:B9"), SALES.at("C2:C9")
    assert call("SUMIFS", amounts, products, "=A*", people, "Tom", sheets=SALES) == 20
    assert call("SUMIFS", amounts, products, "<>Bananas", people, "Tom", sheets=SALES) == 30
    assert call("COUNTIFS", products, "=A*", people, "Tom", sheets=SALES) == 2
    assert call("AVERAGEIFS", amounts, people, "Sarah", sheets=SALES) == 13
    assert call("AVERAGEIFS", amounts, people, "Nobody", sheets=SALES) == "#DIV/0!"
    assert call("MAXIFS", amounts, people, "Tom", sheets=SALES) == 22
    assert call("MINIFS", amounts, people, "Tom", amounts, ">5", sheets=SALES) == 10
    assert call("MAXIFS", amounts, people, "Nobody", sheets=SALES) == 0


def test_unequal_extents_are_an_error() -> None:
    assert call("SUMIFS", SALES.at("A2:A9"), SALES.at("B2:B8"), "x", sheets=SALES) == "#VALUE!"
    assert call("COUNTIFS", SALES.at("A2:A9"), 5, SALES.at("B2:B8"), "x", sheets=SALES) == "#VALUE!"
    assert call("SUMIFS", SALES.at("A2:A9"), SALES.at("A2:B9"), "x", sheets=SALES) == "#VALUE!"


def test_errors_count_only_where_they_are_summed() -> None:
    sheets = Sheets({"A1": "x", "A2": "#N/A", "A3": "y", "B1": 1, "B2": 2, "B3": "#DIV/0!"})
    assert call("SUMIF", sheets.at("A1:A3"), "x", area("B1:B3"), sheets=sheets) == 1
    assert call("SUMIF", sheets.at("A1:A3"), "y", area("B1:B3"), sheets=sheets) == "#DIV/0!"
    assert call("COUNTIF", sheets.at("A1:A3"), "#N/A", sheets=sheets) == 1
    assert call("SUMIF", "#REF!", "y", sheets=sheets) == "#REF!"
    assert call("SUMIF", sheets.at("A1:A3"), "y", "#REF!", sheets=sheets) == "#REF!"
    assert call("SUMIFS", "#REF!", sheets.at("A1:A3"), "y", sheets=sheets) == "#REF!"
    assert call("SUMIFS", sheets.at("B1:B3"), "#REF!", "y", sheets=sheets) == "#REF!"


def test_whole_columns() -> None:
    sheets = Sheets({"A1": "x", "A4": "y", "B1": 1, "B3": 10, "B9": 100})
    assert call("COUNTIF", sheets.at("A1:A1048576"), "", sheets=sheets) == 1_048_574
    assert call("COUNTIF", sheets.at("A1:A1048576"), "<>", sheets=sheets) == 2
    assert call("COUNTIF", sheets.at("A1:A1048576"), "<>x", sheets=sheets) == 1_048_575
    assert call("SUMIF", sheets.at("A1:A1048576"), "", area("B1:B1048576"), sheets=sheets) == 110
    assert call("SUMIFS", sheets.at("B1:B1048576"), sheets.at("A1:A1048576"), "x", sheets=sheets) == 1
    assert call("COUNTIFS", sheets.at("A1:A1048576"), "", sheets.at("B1:B1048576"), ">5", sheets=sheets) == 2


def test_sheets_that_end_at_different_rows() -> None:
    sheets = Sheets({"A1": "x", "Costs!A1": 1, "Costs!A50": 7})
    assert call("SUMIFS", sheets.at("Costs!A1:A60"), sheets.at("A1:A60"), "", sheets=sheets) == 7
    assert call("SUMIF", sheets.at("A1:A60"), "", area("Costs!A1"), sheets=sheets) == 7
    assert call("SUMIFS", sheets.at("Costs!A1:A60"), sheets.at("A1:A60"), "x", sheets=sheets) == 1


def test_text_and_truth_values_are_not_summed() -> None:
    sheets = Sheets({"A1": 1, "A2": 1, "A3": 1, "B1": "5", "B2": True, "B3": 2})
    assert call("SUMIF", sheets.at("A1:A3"), 1, area("B1:B3"), sheets=sheets) == 2
    assert call("COUNTIFS", sheets.at("A1:A3"), 1, sheets=sheets) == 3


@pytest.mark.parametrize("name", ["SUMIFS", "AVERAGEIFS", "MAXIFS"])
def test_criteria_come_in_pairs(name: str) -> None:
    assert call(name, array(1, 2), array(1, 2), 1, array(1, 2)) == "#VALUE!"


@given(st.lists(st.integers(-20, 20), min_size=1, max_size=40), st.integers(-20, 20))
def test_counts_are_those_of_python(values: list[int], limit: int) -> None:
    cells = array(*values)
    assert call("COUNTIF", cells, f">{limit}") == sum(one > limit for one in values)
    assert call("COUNTIF", cells, f"<={limit}") == sum(one <= limit for one in values)
    assert call("COUNTIF", cells, limit) == values.count(limit)
    assert call("COUNTIF", cells, f"<>{limit}") == len(values) - values.count(limit)
    assert call("SUMIFS", cells, cells, f">={limit}") == sum(one for one in values if one >= limit)
