"""Formulas written from trees: read again they are the same trees."""

from __future__ import annotations

import pytest
from hypothesis import given, strategies as st

from mcba.workbook.formulas.parser import BINDING, parse_formula
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
from mcba.workbook.formulas.writing import formula_text
from mcba.workbook.places import LAST_COLUMN, LAST_ROW
from mcba.workbook.values import ERRORS, REFERENCE

NUMBERS = st.floats(min_value=0, allow_infinity=False, allow_nan=False)
WORDS = st.text(st.characters(min_codepoint=32, max_codepoint=0x2FF), max_size=6)
PLAIN = st.one_of(NUMBERS, WORDS, st.booleans(), st.sampled_from(list(ERRORS.values())))
SHEETS = st.text(st.characters(min_codepoint=32, max_codepoint=0x2FF, exclude_characters="[]:*?/\\"), min_size=1).map(
    lambda name: name.strip("'") or "a"
)
LINKS = st.one_of(st.none(), st.integers(0, 12))
NAMES = st.sampled_from(["rate", "_x.1", "\\r", "Größe", "_xlpm.x"])


@st.composite
def cells(draw: st.DrawFn) -> CellsReference:
    whole = draw(st.sampled_from(["", "", "rows", "columns"]))
    rows = [1, LAST_ROW] if whole == "columns" else sorted(draw(st.tuples(*[st.integers(1, LAST_ROW)] * 2)))
    columns = [1, LAST_COLUMN] if whole == "rows" else sorted(draw(st.tuples(*[st.integers(1, LAST_COLUMN)] * 2)))
    fixed = list(draw(st.tuples(*[st.booleans()] * 4)))
    for axis, (ends, edge) in enumerate(((rows, LAST_ROW), (columns, LAST_COLUMN))):
        if ends == [1, edge]:
            fixed[axis] = fixed[axis + 2] = False
        elif ends[0] == ends[1] and draw(st.booleans()):
            fixed[axis + 2] = fixed[axis]
    sheet = draw(st.one_of(st.none(), SHEETS))
    last = None if sheet is None else draw(st.one_of(st.none(), SHEETS))
    link = None if sheet is None else draw(LINKS)
    return CellsReference(rows[0], columns[0], rows[1], columns[1], sheet, last, link, tuple(fixed))  # type: ignore[arg-type]


PARTS = st.frozensets(st.sampled_from(["all", "data", "headers", "totals", "this row"]))
COLUMNS = st.sampled_from(["A", "a b", "x [y]", "#1", "it's", "@c"])
TABLES = st.builds(
    lambda table, ends, parts: TableReference(table, *(ends or (None, None)), parts),
    st.sampled_from([None, "Costs", "Global.Costs"]),
    st.one_of(st.none(), COLUMNS.map(lambda column: (column, column)), st.tuples(COLUMNS, COLUMNS)),
    PARTS,
)
ARRAYS = st.integers(1, 3).flatmap(
    lambda width: st.lists(st.lists(PLAIN, min_size=width, max_size=width).map(tuple), min_size=1, max_size=3)
)
LEAVES = st.one_of(
    PLAIN.filter(lambda value: value != REFERENCE).map(Literal),
    ARRAYS.map(lambda rows: ArrayLiteral(tuple(rows))),
    cells(),
    st.builds(NameReference, NAMES, st.one_of(st.none(), SHEETS), LINKS),
    TABLES,
)


def larger(parts: st.SearchStrategy[Node]) -> st.SearchStrategy[Node]:
    named = st.one_of(st.builds(NameReference, NAMES), st.builds(Call, st.just("INDEX"), st.tuples(parts, parts)))
    given_arguments = st.lists(st.one_of(parts, st.none()), max_size=3).filter(lambda found: found != [None])
    return st.one_of(
        st.builds(Unary, st.sampled_from("+-%"), parts),
        st.builds(Unary, st.sampled_from("@#"), named),
        st.builds(Binary, st.sampled_from(list(BINDING)), parts, parts),
        st.builds(Binary, st.sampled_from(": "), named, named),
        st.builds(Binary, st.just(","), named, parts),
        st.builds(Call, st.sampled_from(["SUM", "IF", "[1]!OWN", "T.TEST"]), given_arguments.map(tuple)),
    )


@given(st.recursive(LEAVES, larger, max_leaves=12))
def test_text_and_back_is_the_same_tree(node: Node) -> None:
    text = formula_text(node)
    assert parse_formula(text) == node
    if "\\r" not in text:  # no name in Google Sheets
        assert parse_formula(text, is_google=True) == node


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("- 1 ^ ( 2 + 3 ) %", "-1^(2+3)%"),
        ("(1-2)-(3-4)", "1-2-(3-4)"),
        ("(2^3)^-4", "2^3^-4"),
        ("2^(3^4)", "2^(3^4)"),
        ("-(1)%", "-1%"),
        ("(-1)%", "(-1)%"),
        ("'Costs'!$a$1:b2", "Costs!$A$1:B2"),
        ("'2024'!A:A", "'2024'!A:A"),
        ("'a b:c'!1:$2", "'a b:c'!1:$2"),
        ("'[1]My costs'!A1", "'[1]My costs'!A1"),
        ('SUM((A1,B2),{1,-2;#N/A,"a"})', 'SUM((A1,B2),{1,-2;#N/A,"a"})'),
        ("_xlfn.SINGLE(A1:A2)", "@A1:A2"),
        ("SUM(_xlfn.ANCHORARRAY(B2))", "SUM(B2#)"),
        ("Costs[[#This Row],[a b]]", "Costs[[#This Row],[a b]]"),
        ("Costs[@]", "Costs[#This Row]"),
        ("1E+20+0.000001+123456789012", "1E+20+1E-06+123456789012"),
    ],
)
def test_formulas_are_written_as_people_write_them(text: str, written: str) -> None:
    assert formula_text(parse_formula(text)) == written


def test_a_long_sum_is_written() -> None:
    text = "+".join(["1"] * 4000)
    assert formula_text(parse_formula(text)) == text
