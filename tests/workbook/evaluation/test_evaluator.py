"""Formulas at their places: which cell of a range is meant, and where a range is an array; the rules are Excel's."""

from __future__ import annotations

import pytest

from mcba.errors import WorkbookError
from mcba.workbook.book import Book, NamedTable
from mcba.workbook.evaluation.evaluator import Evaluation
from mcba.workbook.evaluation.refusals import NotYet, Unsupported
from mcba.workbook.formulas.formulas import Formulas
from mcba.workbook.formulas.parser import parse_formula
from mcba.workbook.places import Area, Place
from mcba.workbook.values import (
    DIVISION,
    NAME,
    NOT_AVAILABLE,
    NULL,
    REFERENCE,
    VALUE,
    Element,
    Table,
    Value,
)
from tests.workbook.books import area, make_book, place

COLUMN = {"A1": 1, "A2": 2, "A3": 3, "B1": 10, "B2": 20, "B3": 30, "C1": "a", "C2": True, "D1": 5, "E1": 6, "F1": 7}


def evaluation(book: Book) -> Evaluation:
    def stored(where: Place) -> Element:
        cell = book.cell(where)
        assert cell is not None
        return cell.value

    return Evaluation(book, Formulas(book), cells=stored)


def computed(formula: str, at: str = "H2", book: Book | None = None, *, array: bool = False) -> Element | Table:
    book = book or make_book(COLUMN)
    tree = parse_formula(formula, is_google=book.is_from_google)
    return evaluation(book).value(tree, place(at), array)


def rows(result: Element | Table) -> list[list[Value]]:
    assert isinstance(result, Table)
    return [list(row) for row in result.rows]


@pytest.mark.parametrize(
    ("formula", "at", "result"),
    [
        ("A1:A3", "H2", 2.0),  # the cell in the row of the formula
        ("A1:A3*10", "H3", 30.0),
        ("A1:A3", "H4", VALUE),  # outside
        ("D1:F1+1", "E9", 7.0),  # the cell in its column
        ("A1:B3", "H2", VALUE),  # a range of two dimensions has no such cell
        ("A:A", "H3", 3.0),
        ("1:1", "E7", 6.0),
        ("ROUND(A1:A3,0)", "H3", 3.0),
        ("SUM(A1:A3*2)", "H2", 4.0),  # SUM is of class R: the operator in it takes one cell
        ("MIN(-A1:A3)", "H2", -2.0),
        ("AND(A1:A3>2)", "H2", False),
        ("AND(A1:A3>2)", "H3", True),
        ("SUMPRODUCT(A1:A3*B1:B3)", "H2", 140.0),  # SUMPRODUCT is of class A
        ("SUMPRODUCT((A1:A3>1)*1,B1:B3)", "H9", 50.0),
        ("SUMPRODUCT(SUM(A1:A3*2))", "H2", 12.0),  # what stands in a parameter of class A does so throughout
        ("SUMPRODUCT(-(A1:A3>1))", "H9", -2.0),
        ("MMULT(D1:F1*1,A1:A3)", "H9", 38.0),
        ("SUM({1,2,3}*2)", "H9", 12.0),  # an array that is written down is one everywhere
        ("SUM(ROUND({1.4;2.6},0))", "H9", 4.0),
        ("{7,8}", "H9", 7.0),  # of an array a plain cell shows the first element
        ("SUM(IF(A1:A3>2,1,0))", "H2", 0.0),
        ("SUMPRODUCT(IF(A1:A3>1,1,0))", "H2", 1.0),  # as Excel: IF takes one cell unless entered as an array
        ("SUM(@A1:A3)", "H2", 2.0),
        ("Z1", "H9", 0.0),  # a reference to a blank cell shows 0
        ("Z1=0", "H9", True),
        ('Z1=""', "H9", True),
        ('Z1&"x"', "H9", "x"),
        ("-2^2", "H9", 4.0),
        ("2^3^2", "H9", 64.0),
        ("0.5-0.4-0.1", "H9", 0.0),  # Excel: the last difference cancels
        ("(0.5-0.4-0.1)*1", "H9", 0.5 - 0.4 - 0.1),
        ("SUM(INDEX(A1:A3*2,0))", "H2", 12.0),
        ("SUM(SUMIF(A1:A3,{1;3},B1:B3))", "H9", 40.0),
        ("SUMPRODUCT(SUMIF(A1:A3,A1:A2,B1:B3))", "H9", 30.0),
        ("SUM(A1:INDEX(A:A,2))", "H9", 3.0),
        ("SUM(INDEX(A:A,2):B3)", "H9", 55.0),
        ("SUM(OFFSET(A1,1,0,2,2))", "H9", 55.0),
        ("SUM((A1:A2,B1:B2))", "H9", 33.0),
        ("SUM(A1:B2 B2:C3)", "H9", 20.0),
        ("SUM(A1:A2 B2:C3)", "H9", NULL),
        ("(A1,B1)", "H9", VALUE),
        ("SUM(IF(TRUE,A1:A3,B1:B3))", "H9", 6.0),
        ("SUM(CHOOSE(2,A1:A3,B1:B3))", "H9", 60.0),
        ('SUM(INDIRECT("A1:A"&3))', "H9", 6.0),
        ('INDIRECT("1+1")', "H9", REFERENCE),
        ('INDIRECT("Sheet9!A1")', "H9", REFERENCE),
        ("Sheet9!A1", "H9", REFERENCE),
        ("nothing", "H9", NAME),
        ("#N/A", "H9", NOT_AVAILABLE),
    ],
)
def test_plain_formulas(formula: str, at: str, result: Value) -> None:
    found = computed(formula, at)
    assert found == result
    assert type(found) is type(result)


@pytest.mark.parametrize(
    ("formula", "result"),
    [
        ("A1:A3*2", [[2.0], [4.0], [6.0]]),
        ("A1:A3*D1:F1", [[5.0, 6.0, 7.0], [10.0, 12.0, 14.0], [15.0, 18.0, 21.0]]),
        ("A1:A3+B1:B2", [[11.0], [22.0], [NOT_AVAILABLE]]),
        ("ROUND(A1:A2/3,1)", [[0.3], [0.7]]),
        ("IF(A1:A3>1,B1:B3)", [[False], [20.0], [30.0]]),
        ("IF(A1:A3>1,A1:A3,D1:E1)", [[5.0, 6.0], [2.0, 2.0], [3.0, 3.0]]),
        ("IF(TRUE,A1:A2,0)", [[1.0], [2.0]]),
        ("IFERROR(1/(A1:A3-2),0)", [[-1.0], [0.0], [1.0]]),
        ("IFERROR(A1:A3/0,B1:B3)", [[10.0], [20.0], [30.0]]),
        ("CHOOSE(A1:A3,100,B2,300)", [[100.0], [20.0], [300.0]]),
        ('IFS(A1:A3>2,"big",A1:A3>1,"middle",TRUE,"small")', [["small"], ["middle"], ["big"]]),
        ('SWITCH(A1:A3,1,"one",3,"three","?")', [["one"], ["?"], ["three"]]),
        ("-A1:A2%", [[-0.01], [-0.02]]),
        ("TRANSPOSE(A1:A3)", [[1.0, 2.0, 3.0]]),
        ("A4:A5", [[0.0], [0.0]]),
    ],
)
def test_array_formulas(formula: str, result: list[list[Value]]) -> None:
    assert rows(computed(formula, array=True)) == result


def test_an_array_formula_may_give_one_value() -> None:
    assert computed("SUM(A1:A3*B1:B3)", array=True) == 140.0
    assert computed("SUM(IF(A1:A3>2,1,0))", array=True) == 1.0


def test_an_array_formula_fills_its_cells() -> None:
    """A row or a single value repeats; what lies beyond the array is #N/A."""
    book = make_book(COLUMN, arrays={"J1:K4": "=A1:A3*2", "M1:M2": "=5", "N1:O2": "=D1:E1"})
    found = evaluation(book).filled(place("J1"))
    assert [found[place(f"J{row}")] for row in (1, 2, 3, 4)] == [2.0, 4.0, 6.0, NOT_AVAILABLE]
    assert found[place("K3")] == 6.0
    assert set(evaluation(book).filled(place("M1")).values()) == {5.0}
    assert evaluation(book).filled(place("N1"))[place("O2")] == 6.0


def test_what_another_formula_spills_over_is_one_reference() -> None:
    book = make_book(COLUMN, arrays={"J1:J3": "=A1:A3*2"}, stored={"J1": 2, "J2": 4, "J3": 6})
    assert computed("SUM(J1#)", book=book) == 12.0
    assert computed("SUM(A1#)", book=book) == REFERENCE


def test_only_the_branch_that_is_asked_for_is_computed() -> None:
    assert computed("IF(A1=1,2,RAND())") == 2.0
    assert computed("IFERROR(A1,RAND())") == 1.0
    assert computed("CHOOSE(2,RAND(),3)") == 3.0
    assert computed('SWITCH(A2,2,"two",3,RAND())') == "two"
    assert computed("IFS(A1=1,1,RAND()=1,2)") == 1.0
    with pytest.raises(Unsupported, match=r"Sheet1!H2: RAND throws dice of its own; put a fixed number"):
        computed("IF(A1=2,2,RAND())")


@pytest.mark.parametrize(
    ("formula", "result"),
    [
        ("IF(1/0,1,2)", DIVISION),
        ('IF("x",1,2)', VALUE),
        ("IF(FALSE,1)", False),
        ("IF(TRUE,)", 0.0),
        ("IF(FALSE,1,)", 0.0),
        ("IFERROR(1/0,)", 0.0),
        ("IFERROR(#N/A,9)", 9.0),
        ("IFNA(#N/A,9)", 9.0),
        ("IFNA(1/0,9)", DIVISION),
        ("CHOOSE(3,1,2)", VALUE),
        ("CHOOSE(0.9,1,2)", VALUE),
        ("CHOOSE(2.9,1,2)", 2.0),
        ("IFS(FALSE,1)", NOT_AVAILABLE),
        ("SWITCH(9,1,2)", NOT_AVAILABLE),
        ("SWITCH(9,1,2,7)", 7.0),
        ('SWITCH("B","b",2,7)', 2.0),
        ("SWITCH(1/0,1,2,7)", DIVISION),
        ("LET(x,A2,y,x*10,x+y)", 22.0),
        ("LET(x,A1:A3,SUM(x))", 6.0),
        ("LET(x,1,LET(x,2,x)+x)", 3.0),
        ("SUM(IF(A1:A3=2,A1:A3))", 6.0),
    ],
)
def test_branches(formula: str, result: Value) -> None:
    found = computed(formula)
    assert found == result
    assert type(found) is type(result)


def test_names() -> None:
    names = {
        "rate": "0.05",
        "column": "Sheet1!$A$1:$A$3",
        "doubled": "Sheet1!$A$1:$A$3*2",
        "left_of_it": "Sheet1!A1",  # relative, as from A1: the same cell of this sheet
        "chain": "rate*2",
        ("Other", "rate"): "0.07",
        "self": "self+1",
        "broken": "#REF!",
    }
    book = make_book({**COLUMN, "Other!A1": 1}, names=names)  # type: ignore[arg-type]
    assert computed("RATE*100", book=book) == 5.0
    assert computed("rate*100", "Other!A9", book=book) == pytest.approx(7.0)
    assert computed("Other!rate*100", book=book) == pytest.approx(7.0)
    assert computed("column", "H3", book=book) == 3.0
    assert computed("AND(column>2)", "H3", book=book) is True
    assert computed("SUM(column)", book=book) == 6.0
    assert computed("SUM(doubled)", book=book) == 12.0  # a name is computed with arrays throughout
    assert computed("left_of_it", "B2", book=book) == 20.0
    assert computed("chain", book=book) == 0.1
    assert computed("broken", book=book) == REFERENCE
    with pytest.raises(WorkbookError, match="the name self is defined by itself"):
        computed("self", book=book)


def test_references_through_sheets() -> None:
    book = make_book({"One!A1": 1, "Two!A1": 2, "Three!A1": 4, "Four!A1": 8})
    assert computed("SUM(Two:Three!A1)", "One!B1", book=book) == 6.0
    assert computed("SUM(three:TWO!A1)", "One!B1", book=book) == 6.0
    assert computed("SUM(One:Four!A1:B9)", "One!B1", book=book) == 15.0
    assert computed("Two:Three!A1", "One!B1", book=book) == VALUE
    assert computed("SUM(Two:Nine!A1)", "One!B1", book=book) == REFERENCE


def test_tables() -> None:
    cells = {"B2": "Item", "C2": "Cost", "B3": "x", "C3": 3, "B4": "y", "C4": 4, "B5": "Total", "C5": 7}
    table = NamedTable("Costs", Area("Sheet1", 2, 2, 5, 3), ("Item", "Cost"), total_rows=1)
    book = make_book(cells, tables=(table,))
    assert computed("SUM(costs[cost])", book=book) == 7.0
    assert computed("SUM(Costs)", book=book) == 7.0
    assert computed("SUM(Costs[#All])", book=book) == 14.0
    assert computed("Costs[[#Headers],[Cost]]", book=book) == "Cost"
    assert computed("Costs[[#Totals],[Cost]]", book=book) == 7.0
    assert computed("Costs[@Cost]*2", "H4", book=book) == 8.0
    assert computed("[@Cost]*2", "B3", book=book) == 6.0
    assert computed("Costs[@Cost]", "H9", book=book) == VALUE
    assert computed("SUM(Costs[Price])", book=book) == REFERENCE
    assert computed("SUM(Prices[Price])", book=book) == REFERENCE


def test_ranges_of_one_shape_are_cut_to_one_shape() -> None:
    book = make_book({"A1": 1, "A2": 2, "A3": 3, "Long!B2": 10, "Long!B3": 20, "Long!B9": 5})
    assert computed("SUMPRODUCT(A:A,Long!B:B)", book=book) == 2 * 10 + 3 * 20
    assert computed("SUMPRODUCT(A1:A99,Long!B2:B100)", book=book) == 10 + 2 * 20
    assert computed("SUMPRODUCT(A1:A1000,Long!B9:B1008)", book=book) == 5.0
    assert evaluation(book).read(area("A50:A1000")).shape == (9, 1)


def test_a_far_cell_makes_no_grid() -> None:
    book = make_book({"A1": 1, "XFD1048576": 2, "A3": "=SUM(A1:XFD1048576)"})
    assert computed("SUM(A:A)", "B1", book=book) == 1.0
    with pytest.raises(Unsupported, match=r"the range Sheet1!A1:XFD1048576 has 17,179,869,184 cells, more than"):
        computed("SUM(A1:XFD1048576)", book=book)


def test_references_of_formulas() -> None:
    found = evaluation(make_book(COLUMN))
    assert found.reference(parse_formula("OFFSET(A1,1,1)"), place("H9")) == (area("B2"),)
    assert found.reference(parse_formula("(A1:A2,B1)"), place("H9")) == (area("A1:A2"), area("B1"))
    assert found.reference(parse_formula("A1+1"), place("H9")) == ()


def test_what_is_not_computed_is_refused_by_name() -> None:
    book = make_book(COLUMN)
    for formula, message in {
        "SECRET(A1)": "SECRET is no function that is known here",
        "CUBEVALUE(A1)": "CUBEVALUE asks a server of figures",
        "[1]Sheet1!A1": r"\[1\] is another workbook",
        "[1]!rate": "rate is a name of another workbook",
        "TODAY()": "TODAY asks the clock",
        "LAMBDA(x,x)": "LAMBDA defines a function",
        "IF(1,2,3,4)": "IF has 4 arguments here, and takes 1 to 3",
        "ROUND(1)": "ROUND has 1 arguments here, and takes 2",
        'INDIRECT("R1C1",FALSE)': "INDIRECT with a reference such as R1C1",
    }.items():
        with pytest.raises(Unsupported, match=f"Sheet1!H2: {message}"):
            computed(formula, book=book)


def test_google_sheets_keeps_a_blank_blank() -> None:
    book = make_book(COLUMN, from_google=True)
    assert computed("Z1", book=book) is None
    assert computed("SUMPRODUCT(IF(A1:A3>1,1,0))", "H2", book=book) == 2.0
    assert rows(computed("ARRAYFORMULA(A1:A3*2)", book=book, array=True)) == [[2.0], [4.0], [6.0]]
    assert computed("SUM(ARRAYFORMULA(IF(A1:A3>1,1,0)))", "H2", book=book) == 2.0
    assert rows(computed("ARRAY_CONSTRAIN(A1:B3,2,1)", book=book, array=True)) == [[1.0], [2.0]]


def test_all_that_a_range_lacks_is_asked_for_at_once() -> None:
    book = make_book(COLUMN)

    def none(where: Place) -> Element:
        raise NotYet(where)

    lacking = Evaluation(book, Formulas(book), cells=none)
    with pytest.raises(NotYet) as found:
        lacking.value(parse_formula("SUM(A1:B2)"), place("H9"))
    assert found.value.places == (place("A1"), place("B1"), place("A2"), place("B2"))


def test_long_sums_are_no_deep_ones() -> None:
    assert computed("+".join(["A1"] * 5000)) == 5000.0


def test_an_empty_text_is_nothing_to_the_operators_of_google_sheets() -> None:
    """As the saved values of public workbooks from Google Sheets have it; to Excel it is #VALUE!."""
    cells = {**COLUMN, "G1": ""}
    assert computed("G1*2+1", book=make_book(cells)) == VALUE
    assert computed("G1*2+1", book=make_book(cells, from_google=True)) == 1.0
    assert computed('G1=""', book=make_book(cells, from_google=True)) is True


def test_of_a_link_only_what_it_shows_is_computed() -> None:
    assert computed('HYPERLINK(SECRET(A1),"here")') == "here"
    assert computed('HYPERLINK("https://example.org")') == "https://example.org"


def test_arrays_of_cells_that_google_sheets_writes() -> None:
    """`SUMPRODUCT({I46,I78},{I81,I82})` stands in a public book, and is no formula of Excel's."""
    book = make_book({**COLUMN, "J1": "=SUMPRODUCT({A1,A3},{B1,B3})"}, from_google=True)
    assert evaluation(book).filled(place("J1")) == {place("J1"): 100.0}
