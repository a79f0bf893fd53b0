"""What follows from what, in small books where it can be seen."""

from __future__ import annotations

import time

from mcba.workbook.evaluation.evaluator import Evaluation
from mcba.workbook.formulas.formulas import Formulas
from mcba.workbook.places import Area, Place
from mcba.workbook.slices.dependencies import Dependencies
from mcba.workbook.values import Value
from tests.workbook.books import area, make_book, place


def dependencies(cells: dict[str, object], **options: object) -> Dependencies:
    book = make_book(cells, **options)  # type: ignore[arg-type]
    formulas = Formulas(book)

    def stored(where: Place) -> Value:
        cell = book.cell(where)
        return None if cell is None else cell.value

    return Dependencies(book, formulas, Evaluation(book, formulas, cells=stored).reference)


def reads(formula: str, cells: dict[str, object] | None = None, at: str = "D4", **options: object) -> set[str]:
    filled = {f"{column}{row}": 1.0 for column in "ABCFG" for row in range(1, 9)}
    found = dependencies({**filled, **(cells or {}), at: f"={formula}"}, **options).precedents(place(at))
    return {str(one).removeprefix("Sheet1!") for one in found.areas}


def names_of(places: object) -> list[str]:
    return [str(one).removeprefix("Sheet1!") for one in places]  # type: ignore[attr-defined]


def test_plain_references() -> None:
    assert reads("A1+SUM(B2:C3)") == {"A1", "B2:C3"}
    assert reads("Other!A1*2", {"Other!A1": 1.0}) == {"Other!A1"}
    assert reads("A1:B2 B2:C3") == {"B2"}


def test_whole_columns_end_where_the_sheet_is_used() -> None:
    assert reads("SUM(A:A)") == {"A1:A8"}
    assert reads("SUM(Z:Z)") == set()


def test_of_a_range_a_plain_formula_takes_the_cell_of_its_own_row() -> None:
    assert reads("A1:A8*2") == {"A4"}
    assert reads("Cost+1", names={"cost": "Sheet1!$B$1:$B$8"}) == {"B4"}
    assert reads("SUM(A1:A8*2)") == {"A4"}
    assert reads("SUMPRODUCT(A1:A8*B1:B8)") == {"A1:A8", "B1:B8"}
    assert reads("SUM(Cost)", names={"cost": "Sheet1!$B$1:$B$8"}) == {"B1:B8"}
    assert reads("IF(A1:A8>0,SUM(B1:B8),C1:C8)") == {"A4", "B1:B8", "C4"}


def test_an_array_formula_takes_ranges_whole() -> None:
    found = dependencies({"A1": 1.0, "A2": 2.0}, arrays={"C1:C2": "=A1:A2*2"})
    assert found.precedents(place("C1")).areas == (area("A1:A2"),)
    assert found.owner(place("C2")) == place("C1")
    assert found.moved([place("A1")], found.upstream([place("C2")])) >= {place("C1"), place("C2")}


def test_the_last_range_of_sumif_is_as_large_as_the_first() -> None:
    assert reads('SUMIF(A1:A8,"x",B1)') >= {"A1:A8", "B1:B8"}


def test_where_a_cell_stands_is_not_what_it_holds() -> None:
    assert reads("ROW(A1)+COLUMNS(A1:C1)") == set()
    assert reads("SUM(OFFSET(A1,1,0,2,1))") == {"A2:A3"}
    assert reads("SUM(A1:INDEX(A1:A8,B1))", {"B1": 3.0}) >= {"A1:A3", "B1"}
    assert reads('INDIRECT("C"&B1)', {"B1": 2.0}) == {"B1", "C2"}


def test_index_reads_what_it_took_and_more_only_where_its_arguments_vary() -> None:
    cells: dict[str, object] = {"A1": "=C1", "A2": "=C2", "B1": 2.0, "C1": 1.0, "C2": 2.0, "D1": "=INDEX(A1:A2,B1)"}
    found = dependencies(cells)
    assert names_of(found.precedents(place("D1")).areas) == ["B1", "A2"]
    order = found.upstream([place("D1")])
    assert names_of(order.cells) == ["A2", "D1", "A1"]
    assert place("D1") not in found.moved([place("C1")], order)
    assert {place("D1"), place("A2")} <= found.moved([place("C2")], order)
    assert place("D1") in found.moved([place("B1")], order)
    above = dependencies({"A1": 1.0, "A2": "=INDEX(A:A,ROW()-1)+1", "A3": "=INDEX(A:A,ROW()-1)+1"})
    assert not above.upstream([place("A3")]).circles


def test_an_array_of_positions_takes_its_whole_range() -> None:
    found = dependencies({"A1": 1.0, "A2": 2.0}, arrays={"C1:C2": "=INDEX(A1:A2,{2;1})"})
    assert found.precedents(place("C1")).areas == (area("A1:A2"),)


def test_an_array_formula_may_choose_one_cell_of_the_column_it_stands_in() -> None:
    # Google Sheets exports =index(A:A,…) as an array formula of one cell; it is no circle, for it reads A1 alone.
    found = dependencies({"A1": 1.0, "B1": 1.0}, arrays={"A2": "=INDEX(A:A,MATCH(1,B:B,0))+1"})
    assert found.everything().circles == ()
    assert place("A2") in found.moved([place("A1")], found.everything())


def test_sheets_between_two_others_count() -> None:
    cells = {"First!A1": 1.0, "Second!A1": 1.0, "Third!A1": 1.0, "Fourth!A1": 1.0}
    assert reads("SUM(First:Third!A1)", cells) == {"First!A1", "Second!A1", "Third!A1"}


def test_cells_stand_behind_what_they_read() -> None:
    found = dependencies({"A1": 1.0, "A2": "=A3*2", "A3": "=A1+1", "A4": "=A2+A3", "A5": "=A4", "B1": "=A1"})
    order = found.upstream([place("A4")])
    assert names_of(order.cells) == ["A3", "A2", "A4"]
    assert not order.circles
    assert names_of(sorted(found.moved([place("A1")], order))) == ["A1", "A2", "A3", "A4"]


def test_circles_are_named() -> None:
    found = dependencies({"A1": "=A3+1", "A2": "=A1", "A3": "=A2", "B1": "=B1+1", "C1": "=A1+B1"})
    circles = found.upstream([place("C1")]).circles
    assert sorted(names_of(circle) for circle in circles) == [["A1", "A3", "A2"], ["B1"]]


def test_long_chains_need_no_deep_recursion_and_large_ranges_no_time() -> None:
    rows = 20_000
    cells: dict[str, object] = {"A1": 1.0} | {f"A{row}": f"=A{row - 1}+1" for row in range(2, rows)}
    cells |= {f"B{row}": f"=SUM(A$1:A{row})" for row in range(1, rows, 20)} | {"C1": "=SUM(B:B)"}
    found = dependencies(cells)
    start = time.perf_counter()
    order = found.upstream([place("C1")])
    moved = found.moved([place("A1")], order)
    assert len(order.cells) == rows - 20 + rows // 20 + 1  # A2 to A19981, the sums, and C1
    assert len(moved) == len(order.cells) + 1
    assert time.perf_counter() - start < 10  # 10 million cells stand in the ranges


def test_what_cannot_be_read_is_told() -> None:
    found = dependencies({"A1": "=1+", "A2": "=A1"})
    found.upstream([place("A2")])
    assert list(found.unreadable) == [place("A1")]


def test_a_table_reference_leaves_out_the_row_of_totals() -> None:
    from mcba.workbook.book import NamedTable

    table = NamedTable("Costs", Area("Sheet1", 1, 1, 8, 2), ("Item", "Amount"), 1, 1)
    assert reads("SUM(Costs[Amount])", tables=(table,)) == {"B2:B7"}
