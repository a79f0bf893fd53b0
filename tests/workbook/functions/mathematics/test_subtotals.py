"""SUBTOTAL and AGGREGATE: what they pass over."""

import pytest

from mcba.workbook.book import Book, Cell, Sheet
from mcba.workbook.places import Area
from tests.workbook.functions.calling import Sheets, array, call, cells

CELLS = {
    (1, 1): Cell(10.0),
    (2, 1): Cell(20.0),
    (3, 1): Cell(30.0, formula="SUBTOTAL(9,A1:A2)"),
    (4, 1): Cell(5.0, formula="1+4"),
    (5, 1): Cell(7.0, formula="2*aggregate( 9,4,A4)"),
}
BOOK = Book("model.xlsx", "", {"Sheet": Sheet("Sheet", CELLS, hidden_rows=frozenset({2}))})
COLUMN = Sheets(BOOK).read(Area("Sheet", 1, 1, 5, 1))


def test_inner_subtotals_are_passed_over() -> None:
    assert call("SUBTOTAL", 9, COLUMN, sheets=Sheets(BOOK)) == 35
    assert call("AGGREGATE", 9, 0, COLUMN, sheets=Sheets(BOOK)) == 35
    assert call("AGGREGATE", 9, 4, COLUMN, sheets=Sheets(BOOK)) == 72


def test_hidden_rows_are_passed_over_where_asked() -> None:
    assert call("SUBTOTAL", 109, COLUMN, sheets=Sheets(BOOK)) == 15
    assert call("AGGREGATE", 9, 5, COLUMN, sheets=Sheets(BOOK)) == 52


@pytest.mark.parametrize(
    ("number", "expected"),
    [(1, 35 / 3), (2, 3), (3, 3), (4, 20), (5, 5), (6, 1000), (7, 58.333333333333336**0.5), (9, 35), (10, 175 / 3)],
)
def test_its_functions(number: int, expected: float) -> None:
    assert call("SUBTOTAL", number, COLUMN, sheets=Sheets(BOOK)) == pytest.approx(expected)


def test_what_subtotal_refuses() -> None:
    assert call("SUBTOTAL", 12, COLUMN, sheets=Sheets(BOOK)) == "#VALUE!"
    assert call("SUBTOTAL", 9, array(1, 2)) == "#VALUE!"
    assert call("SUBTOTAL", 9, cells(1, "#N/A")) == "#N/A"


def test_aggregate_passes_over_errors() -> None:
    """support.microsoft.com, "AGGREGATE function"."""
    first = cells("#DIV/0!", 72, 30, "#NUM!", 31, 96, 32, 81, 33, 53, 34)
    assert call("AGGREGATE", 4, 6, first) == 96
    assert call("AGGREGATE", 14, 6, first, 3) == 72
    assert call("AGGREGATE", 15, 6, first) == "#VALUE!"
    assert call("AGGREGATE", 14, 4, first, 3) == "#DIV/0!"
