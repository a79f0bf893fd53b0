"""Workbooks computed anew after a change."""

from __future__ import annotations

import pytest

from mcba.errors import WorkbookError
from mcba.workbook.book import Book, Cell
from mcba.workbook.evaluation.recomputation import recomputed
from mcba.workbook.evaluation.refusals import CellCircleError
from mcba.workbook.values import NOT_AVAILABLE, Value
from tests.workbook.books import make_book, place


def changed(book: Book, inputs: dict[str, Value], *wanted: str) -> list[Value]:
    found = recomputed(book, {place(text): value for text, value in inputs.items()}, [place(text) for text in wanted])
    return [found[place(text)] for text in wanted]


def test_what_follows_from_a_change() -> None:
    book = make_book({"A1": 2, "A2": "=A1*3", "A3": "=A2+A1", "B1": "=Other!A1", "Other!A1": "=Sheet1!A3^2"})
    assert changed(book, {}, "A3", "B1") == [8.0, 64.0]
    assert changed(book, {"A1": 1.0}, "A3", "B1", "A1", "Z9") == [4.0, 16.0, 1.0, None]


def test_an_input_holds_whatever_its_cell_does() -> None:
    book = make_book({"A1": 2, "A2": "=A1*3", "A3": "=A2+A1"})
    assert changed(book, {"A2": 100.0}, "A3", "A2") == [102.0, 100.0]


def test_nothing_that_was_saved_is_taken() -> None:
    """The saved values are wrong throughout; none of them is used for a cell that has a formula."""
    cells = {"A1": 2, "A2": "=A1*3", "A3": "=SUM(A1:A2)", "A4": "=IF(A3>5,A2,A1)"}
    assert changed(make_book(cells, stored={"A2": -1, "A3": -1, "A4": -1}), {}, "A4") == [6.0]


def test_a_branch_that_was_not_taken_when_saved() -> None:
    book = make_book({"A1": 1, "A2": "=A1*7", "A3": "=A1*9", "A4": "=IF(A1>1,A3,A2)", "A5": '=INDIRECT("A"&A1+1)'})
    assert changed(book, {"A1": 2.0}, "A4", "A5") == [18.0, 18.0]


def test_a_chain_of_thousands_of_cells() -> None:
    cells: dict[str, Value | int | Cell] = {"A1": 1, "B1": "=A1"}
    cells |= {f"A{row}": row for row in range(2, 3_001)}
    cells |= {f"B{row}": f"=B{row - 1}+A{row}" for row in range(2, 3_001)}
    assert changed(make_book(cells), {"A1": 2.0}, "B3000") == [3_000 * 3_001 / 2 + 1]


def test_sums_of_all_that_came_before() -> None:
    cells: dict[str, Value | int | Cell] = {"A1": 1}
    cells |= {f"A{row}": f"=SUM(A$1:A{row - 1})" for row in range(2, 40)}
    assert changed(make_book(cells), {"A1": 3.0}, "A39") == [3.0 * 2**37]


def test_cells_that_an_array_formula_fills() -> None:
    book = make_book(
        {"A1": 1, "A2": 2, "C1": "=SUM(B1:B3)", "C2": "=B2"}, arrays={"B1:B3": "=A1:A2*10"}, stored={"B2": 20}
    )
    assert changed(book, {"A2": 5.0}, "B1", "B2", "B3", "C1", "C2") == [10.0, 50.0, NOT_AVAILABLE, NOT_AVAILABLE, 50.0]


def test_what_is_not_computed_keeps_what_was_saved_and_is_told() -> None:
    book = make_book(
        {"A1": 2, "A2": "=RAND()", "A3": "=A1*A2", "A4": "=SECRET(A1)", "A5": "=A1+1"}, stored={"A2": 0.25, "A4": 9}
    )
    found = recomputed(book, {place("A1"): 4.0}, [place("A3"), place("A5")])
    assert found == {place("A3"): 1.0, place("A5"): 5.0}
    assert list(found.kept) == [place("A2")]
    assert "RAND throws dice" in str(found.kept[place("A2")])


def test_an_array_formula_that_is_not_computed_keeps_all_its_cells() -> None:
    book = make_book({"A1": "=SUM(B1:B2)"}, arrays={"B1:B2": "=RANDARRAY(2)"}, stored={"B1": 1, "B2": 2})
    found = recomputed(book, {}, [place("A1")])
    assert found[place("A1")] == 3.0
    assert list(found.kept) == [place("B1")]


def test_a_data_table_keeps_what_was_saved_and_is_told() -> None:
    book = make_book({"A1": Cell(7.0, is_data_table=True), "A2": "=A1+1"})
    found = recomputed(book, {}, [place("A2")])
    assert found[place("A2")] == 8.0
    assert "data table" in str(found.kept[place("A1")])


def test_circles_are_named() -> None:
    book = make_book({"A1": "=B1+1", "B1": "=SUM(C1:C2)", "C1": 1, "C2": "=A1*2", "D1": "=A1", "E1": "=E1"})
    with pytest.raises(
        CellCircleError, match="the cell is computed from itself: Sheet1!A1 → Sheet1!B1 → Sheet1!C2 → Shee"
    ):
        changed(book, {}, "D1")
    with pytest.raises(WorkbookError, match="Sheet1!E1: the cell is computed from itself: Sheet1!E1 → Sheet1!E1;"):
        changed(book, {}, "E1")
    assert changed(book, {"C2": 1.0}, "D1") == [3.0]


def test_what_looks_like_a_circle_is_none_where_the_branch_is_not_taken() -> None:
    book = make_book({"A1": 1, "A2": "=IF(A1=1,5,A3)", "A3": "=IF(A1=1,A2,6)"})
    assert changed(book, {}, "A3") == [5.0]
    assert changed(book, {"A1": 2.0}, "A2") == [6.0]


def test_the_order_of_one_world_is_a_hint_for_the_next() -> None:
    book = make_book({"A1": 1, "A2": "=IF(A1=1,A4,A3)", "A3": "=A1*7+A4", "A4": "=A1+1", "A5": "=A2"})
    first = recomputed(book, {}, [place("A5")])
    assert first.order == (place("A4"), place("A2"), place("A5"))
    for order in (first.order, first.order[::-1], (place("A3"), place("A5"))):
        again = recomputed(book, {place("A1"): 2.0}, [place("A5")], order=order)
        assert again[place("A5")] == 17.0
