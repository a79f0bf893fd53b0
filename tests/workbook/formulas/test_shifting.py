"""Copied formulas: ECMA-376 part 1, 18.3.1.40 (shared formulas), and how Excel fills cells down and to the right."""

from __future__ import annotations

from time import process_time

import pytest
from hypothesis import given, strategies as st

from mcba.workbook.formulas.parser import parse_formula
from mcba.workbook.formulas.shifting import shifted

COPIED = {  # two rows down, one column to the right
    "A1+$A1+A$1+$A$1": "B3+$A3+B$1+$A$1",
    "SUM(B$9:B9)": "SUM(C$9:C11)",
    "A:C+$A:C": "B:D+$A:D",
    "2:3+$2:3": "4:5+$2:5",
    "'A1'!B2+A1!B2": "'A1'!C4+A1!C4",
    "'Bob''s A1'!A1": "'Bob''s A1'!B3",
    "First:Last!A1": "First:Last!B3",
    "[1]Costs!A1": "[1]Costs!B3",
    'LOG10(A1)&"A1"': 'LOG10(B3)&"A1"',
    "A1048576+XFD1": "B2+A3",
    "A1:A1048576": "B1:B1048576",
    "rate*_A1*A1.b*T[A1]*T[[#This Row],[B2]]": "rate*_A1*A1.b*T[A1]*T[[#This Row],[B2]]",
    "#REF!+1E5+XFE1+1.5": "#REF!+1E5+XFE1+1.5",
    "A1:INDEX(A:A,3) B2": "B3:INDEX(B:B,3) C4",
    "{1,2}": "{1,2}",
}


@pytest.mark.parametrize("text", COPIED)
def test_what_is_not_fixed_moves(text: str) -> None:
    assert shifted(text, 2, 1) == COPIED[text]
    assert shifted(text, 0, 0) == text


@pytest.mark.parametrize("text", COPIED)
@given(rows=st.integers(-1_100_000, 1_100_000), columns=st.integers(-17_000, 17_000))
def test_text_and_tree_move_alike(text: str, rows: int, columns: int) -> None:
    assert parse_formula(shifted(text, rows, columns)) == shifted(parse_formula(text), rows, columns)


def test_long_sums_move() -> None:
    assert shifted(parse_formula("+".join(["A1"] * 4000)), 1, 1) is not None
    assert shifted("+".join(["A1"] * 4000), 1, 1) == "+".join(["B2"] * 4000)


def test_a_hundred_thousand_copies_take_seconds() -> None:
    start = process_time()
    for row in range(10_000):
        shifted("SUM($A$1:B4)*IF(C5>0,D6,'My sheet'!E7)", row, 3)
    assert process_time() - start < 2
