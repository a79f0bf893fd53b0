"""The sheet `mcba` of a workbook, in which its owner states ranges."""

import pytest

from mcba.errors import WorkbookError
from mcba.workbook.finding.own_sheet import own_assumptions
from tests.workbook.books import Content, make_book, place

HEADS: dict[str, Content] = {
    "mcba!A1": "Cell",
    "mcba!B1": "Distribution",
    "mcba!C1": "Low",
    "mcba!D1": "Mode",
    "mcba!E1": "High",
    "mcba!F1": "Means",
    "mcba!G1": "Source",
}


def test_a_row_is_a_range_with_its_meaning_and_source() -> None:
    row: dict[str, Content] = {
        "mcba!A2": "Sheet1!B3",
        "mcba!B2": "Pert",
        "mcba!C2": 4,
        "mcba!D2": 6,
        "mcba!E2": 9,
        "mcba!F2": "Price of a visit",
        "mcba!G2": "budget",
    }
    (found,) = own_assumptions(make_book({"B3": 5, **HEADS, **row})).values()
    assert (found.stated.place, found.stated.low, found.mode, found.stated.high) == (place("B3"), 4.0, 6.0, 9.0)
    assert (found.stated.family, found.means, found.stated.source) == ("pert", "Price of a visit", "budget")
    assert found.stated.low_share is None


def test_unbounded_families_have_their_five_and_ninety_five_percent_points() -> None:
    row: dict[str, Content] = {"mcba!A2": "rate", "mcba!B2": "normal", "mcba!C2": 0.03, "mcba!E2": 0.05}
    book = make_book({"B3": 0.04, **HEADS, **row}, names={"rate": "Sheet1!$B$3"})
    (found,) = own_assumptions(book).values()
    assert (found.stated.low_share, found.stated.high_share, found.mode) == (0.05, 0.95, 0.04)


def test_every_row_that_is_wrong_is_named() -> None:
    rows: dict[str, Content] = {
        "mcba!A2": "Sheet1!B4",
        "mcba!C2": 1,
        "mcba!E2": 2,
        "mcba!A3": "Sheet1!B3",
        "mcba!C3": 3,
        "mcba!E3": 2,
        "mcba!A4": "B3",
    }
    with pytest.raises(WorkbookError) as caught:
        own_assumptions(make_book({"B3": 5, "B4": "=B3", **HEADS, **rows}, stored={"B4": 5}))
    assert "mcba!A2: Sheet1!B4 holds no constant number" in str(caught.value)
    assert "mcba!A3: found no low below a high" in str(caught.value)
    assert "mcba!A4: found 'B3'" in str(caught.value)


def test_a_workbook_without_such_a_sheet_states_nothing() -> None:
    assert own_assumptions(make_book({"A1": 1})) == {}
