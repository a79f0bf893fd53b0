"""Formulas as those of a sheet: whatever is written, the sheet gives what the engine gives."""

from __future__ import annotations

import math

import pytest
from hypothesis import given, settings, strategies as st

from mcba.reporting.delivery.recalculating import expressions
from mcba.reporting.delivery.recalculating.expressions import term
from mcba.reporting.delivery.recalculating.lines import CellLine
from mcba.study.formula import parse
from mcba.workbook import Place
from tests.analysis.deciding import study_of
from tests.reporting.delivery.recalculating.recomputing import Written, base_of

pytest.importorskip("xlsxwriter")

LINES = {"a": CellLine.of_cell(Place("S", 1, 1), 2.0), "b": CellLine.of_cell(Place("S", 2, 1), 3.0, "b")}


@pytest.mark.parametrize(
    ("formula", "text", "value"),
    [
        ("-a**2", "-(A1^2)", -4.0),
        ("(-a)**2", "(-A1)^2", 4.0),
        ("a**b**a", "IF(IF(A1=0,1,b^A1)=0,1,A1^IF(A1=0,1,b^A1))", 512.0),
        ("a - (b - 1)", "A1-(b-1)", 0.0),
        ("a - -b", "A1-(-b)", 5.0),
        ("a / (b * 2) * 6", "A1/(b*2)*6", 2.0),
        ("(a < b) + 1", "IF(A1<b,1,0)+1", 2.0),
        ("where(a != b, 1, 2)", "IF(A1<>b,1,2)", 1.0),
        ("where(a, 1, 2)", "IF(A1,1,2)", 1.0),
        ("max(1, a, b)", "MAX(1,A1,b)", 3.0),
        ("clip(b, 0, 1)", "MIN(MAX(b,0),1)", 1.0),
        ("log(exp(a)) + pi", "LN(EXP(A1))+PI()", 2 + math.pi),
        ("1e-7 * a", "1E-07*A1", 2e-7),
    ],
)
def test_brackets_stand_where_a_sheet_needs_them(formula: str, text: str, value: float) -> None:
    made = term(parse(formula), LINES, {}, "S")
    assert (made.text, made.is_said) == (text, True)
    assert made.value == pytest.approx(value, rel=1e-15)


def test_what_no_sheet_computes_is_a_constant_and_named(monkeypatch: pytest.MonkeyPatch) -> None:
    """As if sheets had no exponential function: only what needs it stands as a number."""
    module = "mcba.reporting.delivery.recalculating.expressions"
    monkeypatch.setattr(f"{module}._SAID", expressions._SAID - {"exp"})
    text = '[study]\ntitle = "e"\n[assumptions.a]\nvalue = 1\n[outcomes.e]\nformula = "exp(a)"\n'
    written = Written(study_of(text + '[outcomes.twice]\nformula = "2 * e"\n'))
    assert written.plan.constants == ["e"]
    assert written.stored(written.plan.lines["e"].place({})) == pytest.approx(math.e, rel=1e-15)
    assert written.plan.lines["e"].place({}) not in written.formulas()
    assert written.outcomes()["twice"] == pytest.approx(2 * math.e, rel=1e-15)


numbers = st.sampled_from(["0.5", "2", "3", "10", "year", "horizon"])
names = st.sampled_from(["a", "b", "c"])


def _grown(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    signs = st.sampled_from(["+", "-", "*", "<", "<=", ">", ">=", "==", "!="])
    return st.one_of(
        st.builds("({} {} {})".format, inner, signs, inner),
        st.builds("({} / (1 + ({})**2))".format, inner, inner),
        st.builds("-{}".format, inner),
        st.builds("-{}**2".format, names),
        st.builds("where({}, {}, {})".format, inner, inner, inner),
        st.builds("{}({}, {})".format, st.sampled_from(["min", "max"]), inner, inner),
        st.builds("clip({}, 0, 5)".format, inner),
        st.builds("exp(-({})**2)".format, inner),
    )


formulas = st.recursive(st.one_of(names, numbers), _grown, max_leaves=8)


@settings(max_examples=25, deadline=None)
@given(quantity=formulas, flow=formulas, lost=st.sampled_from([0.0, 0.3, 1.0]), other=st.floats(0.25, 4.0))
def test_any_study_gives_the_same_base_case_as_a_sheet(quantity: str, flow: str, lost: float, other: float) -> None:
    def study(value: float) -> str:
        given_numbers = "".join(
            f"[assumptions.{name}]\nvalue = {number}\n" for name, number in (("a", value), ("b", 1.5), ("c", 0.25))
        )
        return f"""\
[study]
title = "Any"
horizon = 2
[choices.discount_rate]
value = 0.04
[choices.euro]
value = 1
unit = "EUR"
{given_numbers}[quantities.q]
formula = "{quantity}"
[benefits.gain]
formula = "(({flow}) + q) * euro"
fades = {lost}
[costs.work]
formula = "(b + c) * euro"
[outcomes.whole]
formula = "npv * present_value(q + year)"
"""

    written = Written(study_of(study(2.0)))
    found = written.outcomes({written.input("a"): other})
    for name, value in base_of(study_of(study(other))).items():
        expected = "never" if math.isinf(value) else pytest.approx(value, rel=1e-9, abs=1e-9)
        assert found[name] == expected, name
