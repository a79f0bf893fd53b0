"""Formulas of Google Sheets under `__xludf.DUMMYFUNCTION`, in the forms that its exports have."""

from __future__ import annotations

import pytest

from mcba.workbook.formulas.hidden import hidden_formula, revealed
from mcba.workbook.formulas.parser import parse_formula
from mcba.workbook.formulas.writing import formula_text

FILTER = """FILTER(Data!B2:B,Data!A2:A=C$1,"all ages")"""


def wrapper(text: str, frozen: str = "7") -> str:
    return f'IFERROR(__xludf.DUMMYFUNCTION("{text.replace(chr(34), chr(34) * 2)}"),{frozen})'


HIDDEN = {
    wrapper(FILTER): FILTER,
    wrapper(" " + FILTER + "\n", '"all"'): FILTER,
    wrapper('IF(A1 = "",\n  0,\n  SPLIT(A1,"-"))'): 'IF(A1 = "",\n  0,\n  SPLIT(A1,"-"))',
    'IFERROR(__xludf.DUMMYFUNCTION("JOIN(A1:A3,"&"B1:B3)&""x""&"&"1"),7)': 'JOIN(A1:A3,B1:B3)&"x"&1',
    wrapper('"COMPUTED_VALUE"'): '"COMPUTED_VALUE"',
    '__xludf.DUMMYFUNCTION("UNIQUE(A1:A3)")': "UNIQUE(A1:A3)",
    '_xludf.DUMMYFUNCTION("UNIQUE(A1:A3)")': "UNIQUE(A1:A3)",
    f"ARRAYFORMULA(SUM(1,{wrapper('UNIQUE(A1:A3)')}))": "UNIQUE(A1:A3)",
    "IFERROR(A1,7)": None,
    '"DUMMYFUNCTION"': None,
    "DUMMYFUNCTION(A1)": None,
}


@pytest.mark.parametrize("text", HIDDEN)
def test_the_formula_in_the_text(text: str) -> None:
    assert hidden_formula(text) == HIDDEN[text]


REVEALED = {
    wrapper("FILTER(A2:A,B2:B=1)"): "FILTER(A2:A$1048576,B2:B$1048576=1)",
    f"1+SUM({wrapper('UNIQUE(A1:A3)')},2)": "1+SUM(UNIQUE(A1:A3),2)",
    wrapper(f"SUM({wrapper('UNIQUE(A1:A3)')})"): "SUM(UNIQUE(A1:A3))",
    wrapper("ArrayFormula({A1:A3,B1:B3})"): "ARRAYFORMULA(HSTACK(A1:A3,B1:B3))",
    wrapper("iferror(GOOGLEFINANCE(A1),{1\\2})"): "IFERROR(GOOGLEFINANCE(A1),{1,2})",
    "IFERROR(A1,7)": "IFERROR(A1,7)",
}


@pytest.mark.parametrize("text", REVEALED)
def test_hidden_formulas_take_the_places_of_their_wrappers(text: str) -> None:
    assert formula_text(revealed(parse_formula(text))) == REVEALED[text]
