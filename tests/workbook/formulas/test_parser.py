"""Formulas as workbooks store them; operators hold as in Microsoft's "Calculation operators and precedence"."""

from __future__ import annotations

import pytest

from mcba.errors import WorkbookError
from mcba.workbook.formulas.parser import DEEPEST, parse_formula
from mcba.workbook.formulas.trees import (
    ArrayLiteral,
    Binary,
    Call,
    CellsReference,
    Literal,
    NameReference,
    Node,
    TableReference,
    Unary,
)
from mcba.workbook.places import LAST_COLUMN, LAST_ROW
from mcba.workbook.values import NOT_AVAILABLE, REFERENCE

ONE, TWO, THREE = Literal(1.0), Literal(2.0), Literal(3.0)
A1, B2 = CellsReference(1, 1, 1, 1), CellsReference(2, 2, 2, 2)

OPERATORS = {
    "-2^2": Binary("^", Unary("-", TWO), TWO),
    "2^-2": Binary("^", TWO, Unary("-", TWO)),
    "1^2^3": Binary("^", Binary("^", ONE, TWO), THREE),
    "1-2-3": Binary("-", Binary("-", ONE, TWO), THREE),
    "1+2*3": Binary("+", ONE, Binary("*", TWO, THREE)),
    "(1+2)*3": Binary("*", Binary("+", ONE, TWO), THREE),
    "1&2+3": Binary("&", ONE, Binary("+", TWO, THREE)),
    "1=2&3": Binary("=", ONE, Binary("&", TWO, THREE)),
    "1<2=3": Binary("=", Binary("<", ONE, TWO), THREE),
    "2%^3": Binary("^", Unary("%", TWO), THREE),
    "2%%": Unary("%", Unary("%", TWO)),
    "-+-1": Unary("-", Unary("+", Unary("-", ONE))),
    "1 <>\r\n 2": Binary("<>", ONE, TWO),
    "1<=2": Binary("<=", ONE, TWO),
    "@A1%": Unary("%", Unary("@", A1)),
    "-A1 B2": Unary("-", Binary(" ", A1, B2)),
    "A1 (B2)": Binary(" ", A1, B2),
    "A1 -B2": Binary("-", A1, B2),
    "(A1,B2)": Binary(",", A1, B2),
    "A1#": Unary("#", A1),
    "_xlfn.ANCHORARRAY(A1)": Unary("#", A1),
    "_xlfn.SINGLE(A1)": Unary("@", A1),
}


@pytest.mark.parametrize("text", OPERATORS)
def test_operators_hold_as_tightly_as_in_excel(text: str) -> None:
    assert parse_formula(text) == OPERATORS[text]


VALUES = {
    "1E+5": Literal(1e5),
    ".5": Literal(0.5),
    "1.": ONE,
    '"a ""b"" +1"': Literal('a "b" +1'),
    '""': Literal(""),
    "true": Literal(True),
    "FALSE": Literal(False),
    "#N/A": Literal(NOT_AVAILABLE),
    "#REF!": Literal(REFERENCE),
    "Costs!#REF!": Literal(REFERENCE),
    "'My costs'!#REF!": Literal(REFERENCE),
    "#REF!$A$1": Literal(REFERENCE),
    "A1:#REF!": Binary(":", A1, Literal(REFERENCE)),
    '{1,-2;"a",TRUE}': ArrayLiteral(((1.0, -2.0), ("a", True))),
    "{ 1 ; #N/A }": ArrayLiteral(((1.0,), (NOT_AVAILABLE,))),
    "=1": ONE,
    " 1 ": ONE,
}


@pytest.mark.parametrize("text", VALUES)
def test_values(text: str) -> None:
    assert parse_formula(text) == VALUES[text]


def area(top: int, left: int, bottom: int, right: int, sheet: str | None = None, **more: object) -> CellsReference:
    return CellsReference(top, left, bottom, right, sheet, **more)  # type: ignore[arg-type]


ALL_FIXED = (True, True, True, True)
REFERENCES: dict[str, Node] = {
    "$B$3": area(3, 2, 3, 2, fixed=ALL_FIXED),
    "b3": area(3, 2, 3, 2),
    "XFD1048576": area(LAST_ROW, LAST_COLUMN, LAST_ROW, LAST_COLUMN),
    "XFE1": NameReference("XFE1"),
    "A1048577": NameReference("A1048577"),
    "B9:A1": area(1, 1, 9, 2),
    "B$9:B9": area(9, 2, 9, 2, fixed=(True, False, False, False)),
    "A5:A$1": area(1, 1, 5, 1, fixed=(True, False, False, False)),
    "$A:C": area(1, 1, LAST_ROW, 3, fixed=(False, True, False, False)),
    "2:$3": area(2, 1, 3, LAST_COLUMN, fixed=(False, False, True, False)),
    "A$1:A1048576": area(1, 1, LAST_ROW, 1),
    "Costs!A1": area(1, 1, 1, 1, "Costs"),
    "'Sheet'!$A$1:$B$9": area(1, 1, 9, 2, "Sheet", fixed=ALL_FIXED),
    "'Bob''s data'!A1": area(1, 1, 1, 1, "Bob's data"),
    "'A1'!B2": area(2, 2, 2, 2, "A1"),
    "First:Last!A1": area(1, 1, 1, 1, "First", last_sheet="Last"),
    "'a b:c d'!A1": area(1, 1, 1, 1, "a b", last_sheet="c d"),
    "[1]Costs!A1": area(1, 1, 1, 1, "Costs", link=1),
    "'[12]My costs'!A:A": area(1, 1, LAST_ROW, 1, "My costs", link=12),
    "Costs!A1:Costs!B9": area(1, 1, 9, 2, "Costs"),
    "A1:B2:C3": area(1, 1, 3, 3),
    "A1:Costs!B9": Binary(":", A1, area(9, 2, 9, 2, "Costs")),
    "A1:INDEX(B2,1)": Binary(":", A1, Call("INDEX", (B2, ONE))),
    "OFFSET(A1,1,1):B2": Binary(":", Call("OFFSET", (A1, ONE, ONE)), B2),
    "LOG10": area(10, 8509, 10, 8509),
    "rate": NameReference("rate"),
    "_r.1": NameReference("_r.1"),
    "\\r": NameReference("\\r"),
    "Größe_2": NameReference("Größe_2"),
    "Costs!rate": NameReference("rate", "Costs"),
    "[1]!rate": NameReference("rate", None, 1),
    "[0]!rate": NameReference("rate", None, 0),
    "'[1]My costs'!rate": NameReference("rate", "My costs", 1),
    "[1]!T[a]": NameReference("T[a]", None, 1),
}


@pytest.mark.parametrize("text", REFERENCES)
def test_references(text: str) -> None:
    assert parse_formula(text) == REFERENCES[text]


THIS_ROW = frozenset({"this row"})
TABLES = {
    "Costs[]": TableReference("Costs"),
    "Costs[Amount]": TableReference("Costs", "Amount", "Amount"),
    "Global.Costs[a b]": TableReference("Global.Costs", "a b", "a b"),
    "Costs[#All]": TableReference("Costs", parts=frozenset({"all"})),
    "Costs[#This Row]": TableReference("Costs", parts=THIS_ROW),
    "Costs[[#This Row],[Amount]]": TableReference("Costs", "Amount", "Amount", THIS_ROW),
    "Costs[[#Headers], [A]:[B]]": TableReference("Costs", "A", "B", frozenset({"headers"})),
    "Costs[[#Headers],[#Data],[A]]": TableReference("Costs", "A", "A", frozenset({"headers", "data"})),
    "Costs[[A]:[B]]": TableReference("Costs", "A", "B"),
    "Costs[@]": TableReference("Costs", parts=THIS_ROW),
    "Costs[@Amount]": TableReference("Costs", "Amount", "Amount", THIS_ROW),
    "Costs[@[a b]:[c]]": TableReference("Costs", "a b", "c", THIS_ROW),
    "[@Amount]": TableReference(None, "Amount", "Amount", THIS_ROW),
    "[Amount]": TableReference(None, "Amount", "Amount"),
    "Costs['#x '[y'] ''z]": TableReference("Costs", "#x [y] 'z", "#x [y] 'z"),
    "Costs[[#This Row],[x '[y']]]": TableReference("Costs", "x [y]", "x [y]", THIS_ROW),
}


@pytest.mark.parametrize("text", TABLES)
def test_columns_of_tables(text: str) -> None:
    assert parse_formula(text) == TABLES[text]


CALLS = {
    "RAND()": Call("RAND", ()),
    "if(A1,,1)": Call("IF", (A1, None, ONE)),
    "IF(A1,)": Call("IF", (A1, None)),
    "F(,)": Call("F", (None, None)),
    "SUM( A1 ,\n B2 )": Call("SUM", (A1, B2)),
    "SUM((A1,B2),1)": Call("SUM", (Binary(",", A1, B2), ONE)),
    "LOG10(A1)": Call("LOG10", (A1,)),
    "TRUE()": Call("TRUE", ()),
    "_xlfn.STDEV.S(A1)": Call("STDEV.S", (A1,)),
    "_xlfn._xlws.FILTER(A1,B2)": Call("FILTER", (A1, B2)),
    "_xll.OWN(A1)": Call("OWN", (A1,)),
    "[1]!own(A1)": Call("[1]!OWN", (A1,)),
    "_xlfn.LET(_xlpm.x,1,_xlpm.x)": Call("LET", (NameReference("_xlpm.x"), ONE, NameReference("_xlpm.x"))),
}


@pytest.mark.parametrize("text", CALLS)
def test_calls(text: str) -> None:
    assert parse_formula(text) == CALLS[text]


def test_a_long_sum_is_no_deep_formula() -> None:
    node, terms = parse_formula("+".join(["1"] * 4000)), 1
    while isinstance(node, Binary):
        node, terms = node.left, terms + 1
    assert terms == 4000


def test_brackets_are_read_to_a_stated_depth() -> None:
    assert parse_formula("(" * (DEEPEST - 1) + "1" + ")" * (DEEPEST - 1)) == ONE
    for text in ("(" * DEEPEST + "1" + ")" * DEEPEST, "F(" * 4000 + ")" * 4000, "-" * 8000 + "1", "1" + "%" * 8000):
        with pytest.raises(WorkbookError, match=f"more than {DEEPEST}"):
            parse_formula(text)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "a value is missing before '' (the end, character 1)"),
        ("1+", "a value is missing before '' (the end, character 3)"),
        ("(1", ") is missing before '' (the end, character 3)"),
        ("A1)", "an operator is missing before ')' (character 3)"),
        ("1 2", "an operator is missing before '2' (character 3)"),
        ("SUM(1;2)", "a comma or ) is missing before ';2)' (character 6)"),
        ("1+~2", "no formula has '~2' (character 3)"),
        ('"open', "no formula has '\"open' (character 1)"),
        ("{A1}", "an array holds what is no plain value before"),
        ("{1,2;3}", "the rows of an array are not equally long before"),
        ("T[[a],[b],[c]]", "no columns of a table are '[[a],[b],[c]]' (character 2)"),
        ("Costs!1", "a cell or name is missing before '1' (character 7)"),
        ("'C:\\x\\[b.xlsx]S'!A1", "names another workbook by its file"),
        ("LAMBDA(x,x)(3)", "called on the spot is not understood: '(3)' (character 12)"),
    ],
)
def test_what_cannot_be_read_is_named_with_where_it_stands(text: str, said: str) -> None:
    with pytest.raises(WorkbookError) as caught:
        parse_formula(text)
    assert said in str(caught.value)


def test_google_knows_open_ends_and_arrays_of_ranges() -> None:
    open_ended = parse_formula("SUM(A2:A)", is_google=True)
    assert open_ended == Call("SUM", (area(2, 1, LAST_ROW, 1, fixed=(False, False, True, False)),))
    assert parse_formula("B2:2", is_google=True) == area(2, 2, 2, LAST_COLUMN, fixed=(False, False, False, True))
    closed = area(4, 8, 2400, 8, fixed=ALL_FIXED)
    assert parse_formula("$H$4:$H$2400", is_google=True) == closed
    assert parse_formula("{1\\2;3\\4}", is_google=True) == ArrayLiteral(((1.0, 2.0), (3.0, 4.0)))
    assert parse_formula("{A1,B2;1,2}", is_google=True) == Call(
        "VSTACK", (Call("HSTACK", (A1, B2)), Call("HSTACK", (ONE, TWO)))
    )
    assert parse_formula("A2:A") == Binary(":", CellsReference(2, 1, 2, 1), NameReference("A"))
