"""Formulas: what may be written, what is refused, and where the mistake is said to stand."""

from __future__ import annotations

import math
import warnings
from pathlib import Path

import pytest

from mcba.errors import FormulaError, suggestion
from mcba.reporting.equations.layouts import layout
from mcba.reporting.equations.marks import one_line
from mcba.reporting.words.voice import Voice
from mcba.study.formula import FUNCTIONS, Node, names_in, order
from mcba.study.formula.functions import Function
from mcba.study.formula.inference import dimensions_of, unit_of
from mcba.study.formula.operators import OPERATORS
from mcba.study.formula.parsing import DEEPEST, LONGEST, parse
from mcba.study.formula.trees import CircleError, literal, text_of, walk


def refusal(text: str) -> tuple[int, str]:
    with pytest.raises(FormulaError) as caught:
        parse(text)
    return caught.value.offset, str(caught.value)


# --- what may be written


def test_the_tree_of_a_formula() -> None:
    name, number = Node("name", name="x"), Node("number", value=2.0)
    assert parse("x ** 2 - -x") == Node("-", (Node("**", (name, number)), Node("negative", (name,))))
    assert parse('sum(x, over="pillar")') == Node("sum", (name,), name="pillar")
    assert parse("+x") == parse(" ( x ) ") == parse("\n\tx # the effect\n") == name


@pytest.mark.parametrize(
    "text",
    [
        "a + b - c * d / e",
        "a - (b - c)",
        "a / (b * c)",
        "(a ** b) ** c",
        "a ** b ** c",
        "-a ** 2",
        "(-a) ** 2",
        "2 ** -1",
        "-(a + b) * -c",
        "(a < b) < c",
        "a < (b < c)",
        "where(a >= b, 1, 0) + (a == b)",
        "min(a, b, c) + max(1, 2) + clip(a, 0, 1)",
        "exp(log(sqrt(a)))",
        'present_value(a * sum(b + c, over="year"))',
        "1e22 + 1e-7 + 0.1 + 123456789.123456789 + 0x10 + 1_000",
    ],
)
def test_a_formula_written_again_is_the_same_tree(text: str) -> None:
    tree = parse(text)
    assert parse(text_of(tree)) == tree


@pytest.mark.parametrize(
    ("text", "again"), [("0.90", "0.9"), ("1_000.0", "1000"), ("1e300/3", "1e+300 / 3"), ("((a))*b", "a * b")]
)
def test_numbers_are_written_without_noise(text: str, again: str) -> None:
    assert text_of(parse(text)) == again


def test_a_formula_over_several_lines_with_remarks() -> None:
    text = "clients    # how many\n  * price  # at most (\n"
    assert text_of(parse(text)) == "clients * price"
    offsets = {node.name: node.offset for node in walk(parse(text)) if node.kind == "name"}
    assert {name: text[offset:].startswith(name) for name, offset in offsets.items()} == {
        "clients": True,
        "price": True,
    }


def test_offsets_count_characters_not_bytes() -> None:
    text = "  é + ë * x"
    assert {node.name: node.offset for node in walk(parse(text)) if node.kind == "name"} == {"é": 2, "ë": 6, "x": 10}
    assert refusal("é + ë * (x.y)") == (9, refusal("x.y")[1])


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("3", 3.0),
        ("-3", -3.0),
        ("1 / 3", 1 / 3),
        ("-1 / -2", 0.5),
        ("1 / 0", None),
        ("x", None),
        ("1 + 2 * 3 - 4", 3.0),
        ("1e300 ** 2", math.inf),
        ("(-8) ** 0.5", None),
        ("exp(0)", None),
        ("-x", None),
        ("x / 2", None),
    ],
)
def test_the_value_of_a_written_number(text: str, value: float | None) -> None:
    assert literal(parse(text)) == value


# --- what is refused

FORBIDDEN = [
    *(
        "x.y",
        "x.__class__",
        "x[0]",
        "x[1:2]",
        "lambda: 1",
        "[1, 2]",
        "(1, 2)",
        "{1}",
        "{1: 2}",
        "[x for x in y]",
        "(x for x in y)",
    ),
    *(
        "{x for x in y}",
        "{x: x for x in y}",
        "x if y else z",
        "x and y",
        "x or y",
        "not x",
        "~x",
        "x % y",
        "x // y",
        "x @ y",
    ),
    *(
        "x & y",
        "x | y",
        "x ^ y",
        "x << 2",
        "x >> 2",
        "x is y",
        "x in y",
        "x not in y",
        "x is not y",
        "'text'",
        "b'text'",
    ),
    *(
        "f'{x}'",
        "f'{x.y}'",
        "...",
        "None",
        "True",
        "False",
        "1j",
        "(x := 1)",
        "*x",
        "x, y",
        "`x`",
        "x; y",
        "x = 1",
        "import os",
    ),
    *(
        "__import__('os')",
        "eval('1')",
        "open('f')",
        "exec(1)",
        "getattr(x, 'y')",
        "x()",
        "(x)(y)",
        "x.y()",
        "min(*x)",
        "min(**x)",
    ),
    *(
        "sqrt(x, out=y)",
        "sum(x, over=y)",
        "sum(x, 'a')",
        "sum(x, over=1)",
        "sum(x, over='a', over='b')",
        "sum(x, axis=0)",
    ),
    *(
        "where(x, y)",
        "clip(x)",
        "exp()",
        "exp(1, 2)",
        "min(x)",
        "await x",
        "yield x",
        "x) + (y",
        "exp)(x",
        "(x",
        "x)",
        "1 2",
        "x y",
    ),
    *(
        "1 +",
        "$",
        "a\0b",
        "\\",
        "0123",
        "1_",
        "x!",
        "'a",
        "max(" + ", ".join("x" * 17) + ")",
        "",
        " \n ",
        "# only a remark",
    ),
    *(
        "1 < 2 < 3",
        "x == y == z",
        "x ** 65",
        "x ** -65",
        "x ** (200 / 2)",
        "2 ** 10 ** 9",
        "x ** (1e300 * 1e300 - 1e300 * 1e300)",
        "1e301",
        "-1e301",
        "9" * 400,
    ),
]


@pytest.mark.parametrize("text", FORBIDDEN)
def test_nothing_else_can_be_written(text: str) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        offset, message = refusal(text)
    assert 0 <= offset <= len(text)
    assert ";" in message or "sum(x, over=" in message or "may be called" in message, "it says what to do"
    assert len(message) < 300


@pytest.mark.parametrize("text", ["1or 2", "0x1for x in y", "1if x else 2", "'\\d'"])
def test_python_s_own_warnings_are_not_passed_on(text: str) -> None:
    with warnings.catch_warnings(record=True) as seen:
        warnings.simplefilter("always")
        refusal(text)
    assert not seen


@pytest.mark.parametrize(
    "text",
    [
        "(" * 150 + "x" + ")" * 150 + "+ 1" * 70,
        "(" * 900 + "x" + ")" * 900,
        "-" * (DEEPEST + 1) + "x",
        "-" * (LONGEST - 1) + "x",
        "+ 1" * 1_000,
        "x" + " ** x" * (DEEPEST + 1),
        "sqrt(" * (DEEPEST + 1) + "x" + ")" * (DEEPEST + 1),
        "x" + "[0]" * 1_000,
        "[" * 100,
        "not " * 900 + "x",
    ],
)
def test_deep_nesting_is_refused_and_never_exhausts_the_reader(text: str) -> None:
    refusal(text)


def test_what_is_just_not_too_deep_or_too_long() -> None:
    parse("-" * (DEEPEST - 1) + "x")
    parse("sqrt(" * (DEEPEST - 1) + "x" + ")" * (DEEPEST - 1))
    parse("x" + " " * (LONGEST - 1))
    assert refusal("x" + " " * LONGEST)[1].startswith("the formula has 4,001 characters; at most 4,000")


def test_brackets_beside_each_other_are_not_deep() -> None:
    parse("max(" + ", ".join(["(x)" * 1] * 16) + ")" + " * (x)" * 40)


def test_the_kinds_of_nodes_are_these_and_no_others() -> None:
    texts = ["a + b - c * d / e ** -f", "(a < b) + (a <= b) + (a > b) + (a >= b) + (a == b) + (a != b)", "1"]
    kinds = {node.kind for text in texts for node in walk(parse(text))}
    assert kinds == {"number", "name", "negative", *OPERATORS}
    assert set(FUNCTIONS) == {"where", "min", "max", "clip", "exp", "log", "sqrt", "sum", "present_value"}


@pytest.mark.parametrize(
    ("text", "offset", "message"),
    [
        ("x + y.z", 4, "'y.z' is not allowed in a formula; allowed are numbers, names, + - * / **"),
        ("1 + sqr(x)", 4, "unknown function 'sqr'; did you mean 'sqrt'?"),
        ("1 + foo(x)", 4, "unknown function 'foo'; functions are clip, exp, log, max, min,"),
        ("exp(1, 2)", 0, "exp() takes 1 argument; found 2"),
        ("1 - clip(x)", 4, "clip() takes 3 arguments; found 1"),
        ("min(x)", 0, "min() takes 2 to 16 arguments; found 1"),
        ("sum(x)", 0, 'sum() must say over which set: sum(x, over="a set")'),
        ("2 * sum(x, axis=0)", 4, 'sum() takes no such keyword; only sum(x, over="a set") has one'),
        (
            "1 +",
            3,
            "'1 +' is not a formula (something is missing at the end); write an expression such as 'clients * price'",
        ),
        ("  (x y)", 3, "'(x y)' is not a formula (invalid syntax); write"),
        ("x = 3", 2, "'x = 3' is not a formula (invalid syntax); write"),
        ("x ** 65", 5, "the power 65 is too large; at most 64, either way"),
        ("1 + 1e301", 4, "a number in the formula is too large; at most 1e+300 is read"),
        ("lambda: " + 80 * "x", 0, f"'lambda: {49 * 'x'}...' is not allowed"),
    ],
)
def test_messages_and_their_places(text: str, offset: int, message: str) -> None:
    found_offset, found = refusal(text)
    assert found.startswith(message)
    assert found_offset == offset


# --- names, order, dimensions


def test_names_in_the_order_in_which_they_first_stand() -> None:
    names = names_in(parse('b + a * b + sum(c, over="d") + exp(pi)'))
    assert [(name, node.offset) for name, node in names.items()] == [("b", 0), ("a", 4), ("c", 16), ("pi", 35)]


def test_order_puts_what_is_used_first() -> None:
    formulas = {name: parse(text) for name, text in {"c": "a + b", "b": "2 * a + outside", "a": "1", "d": "c"}.items()}
    assert order(formulas) == ["a", "b", "c", "d"]


def test_order_shows_the_circle_and_not_the_way_to_it() -> None:
    formulas = {name: parse(text) for name, text in {"way": "a", "a": "b + 1", "b": "1 + c", "c": "a"}.items()}
    with pytest.raises(CircleError, match="a → b → c → a; break it at one of them") as caught:
        order(formulas)
    assert caught.value.names == ["a", "b", "c"]


def test_order_of_a_long_chain() -> None:
    formulas = {f"q{step}": parse(f"q{step + 1}") for step in range(5_000)}
    assert order(formulas)[0] == "q4999"


def test_dimensions_join_by_name_and_are_summed_away() -> None:
    known: dict[str, tuple[str, ...]] = {"a": ("pillar",), "b": ("year",), "c": ()}
    assert dimensions_of(parse("a * b + c"), known) == ("pillar", "year")
    assert dimensions_of(parse('sum(a * b, over="pillar")'), known) == ("year",)
    assert dimensions_of(parse("present_value(a * b)"), known) == ("pillar",)
    with pytest.raises(
        FormulaError, match="'c' is not repeated over 'pillar', so there is nothing to add up"
    ) as caught:
        dimensions_of(parse('a + sum(c, over="pillar")'), known)
    assert caught.value.offset == 4


def test_suggestions() -> None:
    assert suggestion("cleints", ["clients", "price"]) == "did you mean 'clients'?"
    assert suggestion("zzz", ["price", "clients"]) == "known are clients, price"
    assert suggestion("zzz", []) == "there are none yet"
    assert suggestion("zzz", map(str, range(100))).endswith(" and 80 more")


# --- the table of functions


def test_the_page_of_formulas_has_a_row_for_each_function() -> None:
    page = Path("docs/reference/formulas.md").read_text(encoding="utf-8")
    rows = [line for line in page.splitlines() if line.startswith("| `")]
    assert rows == [function.row for function in FUNCTIONS.values()]
    assert "".join(f"{operator} " for operator in OPERATORS).strip() in page


@pytest.mark.parametrize("function", FUNCTIONS.values(), ids=list(FUNCTIONS))
def test_every_function_can_be_read_and_written_as_an_equation(function: Function) -> None:
    fewest, most = function.counts
    for count in {fewest, most}:
        arguments = [f"x{place}" for place in range(count)] + ['over="year"'] * function.over
        tree = parse(f"{function.name}({', '.join(arguments)})")
        assert one_line(layout(tree, Voice("en")))
        assert unit_of(tree, dict.fromkeys(names_in(tree), ())) == ()
