"""Which constants move an outcome, against changes that are worked out by hand."""

import pytest

from mcba.errors import WorkbookError
from mcba.workbook.finding.labels import Labels
from mcba.workbook.finding.movers import Movers, movers
from mcba.workbook.slices.dependencies import dependencies_of
from tests.workbook.books import Content, make_book, place


def moved(cells: dict[str, Content], stored: dict[str, Content], outcome: str) -> Movers:
    book = make_book(cells, stored=stored)
    answer = movers(dependencies_of(book), place(outcome), Labels(book))
    assert answer is not None
    return answer


def test_each_constant_is_raised_by_a_tenth_alone() -> None:
    answer = moved({"A1": 100, "A2": 8, "A3": 500, "B1": "=A1*A2-A3"}, {"B1": 300}, "B1")
    assert answer.base == 300.0
    assert [str(mover.place) for mover in answer.moving] == ["Sheet1!A1", "Sheet1!A2", "Sheet1!A3"]
    assert [mover.raised for mover in answer.moving] == pytest.approx([380.0, 380.0, 250.0])
    assert [mover.change for mover in answer.moving] == pytest.approx([80.0, 80.0, -50.0])


def test_what_reaches_and_does_not_move_is_counted() -> None:
    answer = moved({"A1": 3, "A2": 8, "A3": 1, "B1": "=IF(A3>0,A1,A2)"}, {"B1": 3}, "B1")
    assert [str(mover.place) for mover in answer.moving] == ["Sheet1!A1"]
    assert (answer.reaching, answer.still) == (3, 2)


def test_a_constant_of_zero_is_raised_a_little_and_comes_last() -> None:
    answer = moved({"A1": 2, "A2": 0, "B1": "=A1+1000*A2"}, {"B1": 2}, "B1")
    assert [(str(mover.place), mover.change) for mover in answer.moving] == [
        ("Sheet1!A1", pytest.approx(0.2)),
        ("Sheet1!A2", pytest.approx(10.0)),
    ]


def test_years_and_switches_are_set_and_not_uncertain() -> None:
    cells: dict[str, Content] = {"A1": "Year", "B1": 2025, "A2": "Option", "B2": 2, "A3": "Price", "B3": 7, "C3": 9}
    cells["B4"] = "=CHOOSE(B2,B3,B3*2)+B1+INDEX(B3:C3,1)"
    answer = moved(cells, {"B4": 2046}, "B4")
    assert [str(mover.place) for mover in answer.moving] == ["Sheet1!B3"]
    assert [str(mover.place) for mover in answer.fixed] == ["Sheet1!B1"]  # a tenth more of a switch changes nothing


def test_numbers_that_count_on_head_a_row_and_are_set() -> None:
    cells: dict[str, Content] = {"B1": 1, "C1": 2, "D1": 3, "E1": 4, "A2": 5, "F2": "=A2/1.1^E1"}
    answer = moved(cells, {"F2": 5 / 1.1**4}, "F2")
    assert [str(mover.place) for mover in answer.fixed] == ["Sheet1!E1"]


def test_a_tenth_more_that_gives_an_error_is_told_apart() -> None:
    cells: dict[str, Content] = {"A1": 1, "A2": 5, "B1": "=A2*SQRT(1-A1)+A2"}
    answer = moved(cells, {"B1": 5}, "B1")
    assert (answer.breaking, [str(mover.place) for mover in answer.moving]) == ((place("A1"),), ["Sheet1!A2"])


def test_thousands_of_constants_are_raised_in_one_go() -> None:
    cells: dict[str, Content] = {f"A{row}": row for row in range(1, 3001)}
    answer = moved({**cells, "B1": "=SUM(A1:A3000)"}, {"B1": 4_501_500}, "B1")
    assert answer.reaching == 3000
    known = {str(mover.place): mover.change for mover in (*answer.moving, *answer.fixed)}
    assert known["Sheet1!A3000"] == pytest.approx(300.0)


def test_no_constants_and_what_cannot_be_followed() -> None:
    book = make_book({"A1": "=PI()*2"}, stored={"A1": 6.283185307179586})
    assert movers(dependencies_of(book), place("A1"), Labels(book)) is None
    with pytest.raises(WorkbookError, match=r"Sheet1!B1: RAND throws dice"):
        moved({"A1": 2, "B1": "=A1*RAND()"}, {"B1": 1}, "B1")
