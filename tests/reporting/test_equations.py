import re
from xml.etree.ElementTree import fromstring, tostring

import pytest
from hypothesis import given, settings, strategies as st

from mcba.reporting.equations.latex_dialect import latex
from mcba.reporting.equations.layouts import LONGEST_LINE, equals, layout
from mcba.reporting.equations.marks import name, one_line, width
from mcba.reporting.equations.mathml_elements import mathml
from mcba.reporting.equations.omml_elements import omml
from mcba.reporting.equations.typst_dialect import typst
from mcba.reporting.words.voice import Voice
from mcba.study.formula import Node
from mcba.study.formula.parsing import parse
from mcba.study.formula.trees import walk

SAY = Voice("en")
M = "{http://schemas.openxmlformats.org/officeDocument/2006/math}"


def laid_out(formula: str) -> str:
    return one_line(layout(parse(formula), SAY))


@pytest.mark.parametrize(
    ("formula", "shown"),
    [
        ("clients * (1 - deadweight)", "clients × (1 − deadweight)"),
        ("a - (b - c)", "a − (b − c)"),
        ("a - b - c", "a − b − c"),
        ("a / b * c", "(a) / (b) × c"),
        ("(a + b) ** 2", "(a + b)^(2)"),
        ("-x", "− x"),
        ("sqrt(a / b)", "√((a) / (b))"),
        ("exp(-t) + log(y)", "e^( − t) + ln(y)"),
        ("clip(z, 0, 1)", "min(max(z ; 0) ; 1)"),
        ('sum(a + b, over="goal")', "∑[goal] (a + b)"),
        ("present_value(care)", "PV(care)"),
        ("where(a > 1, b, where(a > 0, c, d))", "b if a > 1; c if a > 0; d otherwise"),
        ("1234.5 * a", "1,234.5 × a"),
    ],
)
def test_a_formula_is_laid_out_as_it_is_evaluated(formula: str, shown: str) -> None:
    assert laid_out(formula) == " ".join(shown.split())


def test_numbers_and_words_are_in_the_language_of_the_report() -> None:
    dutch = one_line(layout(parse("where(a > 0.5, present_value(b), 0)"), Voice("nl")))
    assert dutch == "CW(b) als a > 0,5; 0 anders"


NAMES = st.sampled_from(["clients", "care_avoided", "drop_off", "x1"])
LEAVES = st.one_of(NAMES, st.sampled_from(["0.5", "2", "1000"]))


def _combined(parts: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    binary = st.tuples(parts, st.sampled_from(["+", "-", "*", "/"]), parts).map(" ".join).map("({})".format)
    call = st.tuples(st.sampled_from(["max", "min"]), parts, parts).map(lambda t: f"{t[0]}({t[1]}, {t[2]})")
    choice = st.tuples(parts, parts, parts).map(lambda t: f"where({t[0]} > 1, {t[1]}, {t[2]})")
    root = parts.map("sqrt({})".format)
    return st.one_of(binary, call, choice, root, parts.map("(-{})".format), parts.map("({}) ** 2".format))


FORMULAS = st.recursive(LEAVES, _combined, max_leaves=14)


def names_and_numbers(tree: Node) -> list[str]:
    return sorted(
        part.name if part.kind == "name" else SAY.plain(part.value)
        for part in walk(tree)
        if part.kind in {"name", "number"}
    )


@pytest.mark.slow
@settings(max_examples=80, deadline=None)
@given(FORMULAS)
def test_every_name_and_number_of_the_tree_stands_in_every_format(formula: str) -> None:
    tree = parse(formula)
    mark = equals(name("total"), layout(tree, SAY))
    wanted = sorted(["total", *names_and_numbers(tree)])
    # Exponents are part of the tree too, so nothing is left out and nothing is added.
    page = fromstring(tostring(mathml(mark)))
    shown = [e.text or "" for e in page.iter() if e.tag in {"mi", "mn"}]
    assert sorted(shown) == wanted
    for text in (latex(mark).replace("\\_", "_").replace("{,}", ",").replace("{.}", "."), typst(mark)):
        assert sorted(
            re.findall(r"(?:total|clients|care_avoided|drop_off|x1|1,000|0\.5|(?<![\w.,])[12](?![\w.,]))", text)
        ) == (wanted)
    word = fromstring(tostring(omml(mark)))
    texts = [e.text or "" for e in word.iter(f"{M}t")]
    assert sorted(text for text in texts if text in set(wanted)) == wanted


@settings(max_examples=60, deadline=None)
@given(FORMULAS)
def test_lines_stay_within_the_page(formula: str) -> None:
    mark = equals(name("total"), layout(parse(formula), SAY))
    if mark.kind == "lines":
        assert all(width(line) <= LONGEST_LINE for line in mark.parts[1:])


@pytest.mark.slow
@settings(max_examples=15, deadline=None)
@given(st.lists(FORMULAS, min_size=4, max_size=8))
def test_typst_takes_every_equation(formulas: list[str]) -> None:
    compiler = pytest.importorskip("typst", reason="typst (extra pdf) is not installed")
    equations = [f"$ {typst(equals(name('total'), layout(parse(formula), SAY)))} $" for formula in formulas]
    assert compiler.compile("\n\n".join(equations).encode())


def test_a_long_equation_is_folded_before_operators_and_a_wide_fraction_becomes_a_division() -> None:
    product = equals(name("total"), layout(parse(" * ".join(f"a_rather_long_name_{i}" for i in range(6))), SAY))
    assert product.kind == "lines"
    assert all(one_line(line).startswith("×") for line in product.parts[2:])
    above = "care_avoided * (present_value_costs - present_value(work) - present_value(efficiency))"
    division = equals(name("break_even"), layout(parse(f"{above} / present_value(stabilisation)"), SAY))
    assert "/" in one_line(division)
    assert "\\/" in typst(division)  # a bare / would make a fraction again
    assert len(division.parts) > 2


def test_word_gets_names_as_plain_text_so_that_underscores_stay() -> None:
    run = next(e for e in omml(layout(parse("care_avoided"), SAY)).iter(f"{M}r"))
    assert run.find(f"{M}rPr/{M}nor") is not None
    assert run.findtext(f"{M}t") == "care_avoided"


def test_the_page_gets_words_for_those_who_cannot_see_the_equation() -> None:
    assert mathml(layout(parse("a / b"), SAY)).get("alttext") == "(a) / (b)"


def test_special_characters_do_not_break_out() -> None:
    hostile = name('x"} \\end{document} #panic("x") $ </math>')
    assert '\\"' in typst(hostile)
    assert "\\$" in latex(hostile)
    assert "&lt;/math&gt;" in tostring(mathml(hostile), encoding="unicode")
