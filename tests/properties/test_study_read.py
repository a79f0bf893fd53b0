"""Whatever is done to a study's text, it is read or every complaint lies inside it; nothing else escapes."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings, strategies as st

import mcba
from mcba.errors import Complaint
from mcba.study.reading import read
from mcba.study.reading.starter import STARTER

EVERYTHING = """\
[study]
title = { en = "Everything", nl = "Alles" }
horizon = 2
price_year = 2020
price_index = "index.csv"
participants = "people"

[run]
worlds = 1_000
seed = 7
keep = ["npv", "own"]

[sets]
pillar = { table = "pillars.csv", column = "pillar" }
theme = ["a", "b"]

[assumptions]
people = { distribution = "uniform", low = 10, high = 20, unit = "client", status = "data", source = "register" }
growth = { distribution = "normal", mean = 0.02, sd = 0.01, drawn = "each_year", persistence = 0.5 }
weight = { value = { column = "low" }, over = "pillar", table = "pillars.csv" }
fixed = { value = 3 }
chance = { distribution = "discrete", values = [0, 1], probabilities = [0.25, 0.75] }

[assumptions.price]
distribution = "uniform"
low = { column = "low" }
high = { column = "high" }
over = "pillar"
table = "pillars.csv"
drawn = "each_unit"
unit = "EUR/client"
price_year = 2010
source = { document = "prices", page = 3, table = "4" }

[choices]
discount_rate = { value = [0.01, 0.02], alternatives = [0.03, [0.01, 0.01]] }
subsidy = { value = [1, 2, 3] }

[[dependence]]
between = ["people", "chance"]
rank_correlation = 0.5

[[dependence]]
between = ["people", "chance"]
matrix = [[1, 0.5], [0.5, 1]]

[quantities]
amount = { formula = "people * price * (1 + growth) * weight * subsidy", unit = "EUR" }

[benefits]
care = { formula = "where(amount > 0, amount, -amount)", years = 1, fades = 0.5, gains.a = 0.4, gains.b = 0.6 }

[costs]
project = { formula = 'sum(amount, over="pillar") / 2', losses = { city = 1 } }

[transfers]
gift = { formula = "0 * people * price", gains = { a = 1 }, losses = { b = 1 } }

[pm]
joy = { label = "Joy", sign = "+" }

[outcomes]
own = { formula = "npv / present_value(care) + min(fixed, chance) * bcr ** 2", unit = "1" }

[scenarios.short.override]
horizon = 1
people = { distribution = "normal", mean = 15, sd = 1 }
discount_rate = 0.05

[[published]]
outcome = "bcr"
reading = "median"
value = 2

[[published]]
outcome = "own"
low = 1
high = 2
""".replace('\n[[dependence]]\nbetween = ["people", "chance"]\nmatrix = [[1, 0.5], [0.5, 1]]\n', "")
TABLES = {"pillars.csv": "pillar,low,high\ncare,1,2\nwork,3,5\n", "index.csv": "year,index\n2010,80\n2020,100\n"}
TEXTS = st.sampled_from([EVERYTHING, STARTER])
FILE = Path("folder/study.toml")

VALUES = st.sampled_from(
    [
        "-1", "0", "1", "2.5", "1e308", "-1e308", "1e-308", "5e-324", "1e999", "nan", "-inf", "0x10", "9" * 25, "true",
        "2024-05-01", "07:32:00", "[]", "{}", "[[]]", "[1]", "[1, 2]", "[3, 1]", "['people']", "['people', 'growth']",
        "{ column = 'low' }", "{ column = 3 }", "{ table = 'pillars.csv', column = 'high' }", "{ city = 0.5 }",
        "{ a.b = 1 }", "''", "'x'", "'year'", "'pillar'", "'people'", "'amount'", "'care'", "'npv'", "'uniform'",
        "'beta'", "'each_year'", "'1'", "'1/year'", "'EUR'", "'../x.csv'", '"\\u0000"', "'''a\n b'''", "'((('",
        "'1 / 0'", "'care + 1'", "'amount[0]'", "'present_value(year)'", '"sum(price, over=\'pillar\')"',
    ]
)  # fmt: skip


def problems(text: str, tables: dict[str, str] = TABLES) -> list[Complaint]:
    """The complaints about a text; what is not a StudyError fails the test."""
    try:
        read(FILE, text, tables=tables)
    except mcba.StudyError as error:
        found = list(error.complaints)
    else:
        return []
    assert found, "an error without a complaint"
    return found


def check(text: str) -> None:
    texts = {str(FILE): text, **{str(FILE.parent / name): table for name, table in TABLES.items()}}
    found = problems(text)
    for complaint in found:
        lines = texts[complaint.path].split("\n")
        assert 1 <= complaint.line <= len(lines)
        if complaint.path == str(FILE):
            assert 1 <= complaint.column <= len(lines[complaint.line - 1]) + 2
        assert complaint.message.isprintable(), complaint.message
        assert len(complaint.message) < 800
    assert found == sorted(set(found))


def test_the_texts_themselves_are_sound() -> None:
    assert problems(EVERYTHING) == problems(STARTER) == []


@pytest.mark.slow
@given(data=st.data(), text=TEXTS)
@settings(max_examples=150, deadline=None, derandomize=True)
def test_values_replaced_by_others(data: st.DataObject, text: str) -> None:
    places = [match.span(1) for match in re.finditer(r"= (\"[^\"\n]*\"|'[^'\n]*'|[\w.-]+|\[[^\]\n]*\])", text)]
    chosen = data.draw(st.lists(st.sampled_from(places), min_size=1, max_size=4, unique=True))
    for start, end in sorted(chosen, reverse=True):
        text = text[:start] + data.draw(VALUES) + text[end:]
    check(text)


@pytest.mark.slow
@given(data=st.data(), text=TEXTS)
@settings(max_examples=100, deadline=None, derandomize=True)
def test_keys_replaced_by_others(data: st.DataObject, text: str) -> None:
    places = [match.span() for match in re.finditer(r"[a-z_]+(?= = |\]|\.)", text)]
    words = sorted({text[start:end] for start, end in places})
    for start, end in sorted(data.draw(st.lists(st.sampled_from(places), min_size=1, max_size=3, unique=True)))[::-1]:
        text = text[:start] + data.draw(st.sampled_from(words)) + text[end:]
    check(text)


@pytest.mark.slow
@given(data=st.data(), text=TEXTS)
@settings(max_examples=100, deadline=None, derandomize=True)
def test_lines_left_out_doubled_and_moved(data: st.DataObject, text: str) -> None:
    lines = text.split("\n")
    for _ in range(data.draw(st.integers(1, 4))):
        index = data.draw(st.integers(0, len(lines) - 1))
        line = lines.pop(index) if data.draw(st.booleans()) else lines[index]
        if data.draw(st.booleans()):
            lines.insert(data.draw(st.integers(0, len(lines))), line)
    check("\n".join(lines))


@pytest.mark.slow
@given(data=st.data(), text=TEXTS)
@settings(max_examples=150, deadline=None, derandomize=True)
def test_characters_changed(data: st.DataObject, text: str) -> None:
    characters = list(text)
    odd = st.sampled_from([*"[]{}\"'=.,#\n\\*()+-0 9eé\t\x00\r\u2028𝐱"])
    for _ in range(data.draw(st.integers(1, 3))):
        index = data.draw(st.integers(0, len(characters) - 1))
        characters[index] = data.draw(odd | st.just(""))
    check("".join(characters))


@given(data=st.data())
@settings(max_examples=60, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_bytes_of_a_file_changed(data: st.DataObject, tmp_path: Path) -> None:
    content = bytearray(STARTER.encode())
    for _ in range(data.draw(st.integers(1, 3))):
        content[data.draw(st.integers(0, len(content) - 1))] = data.draw(st.integers(0, 255))
    (tmp_path / "study.toml").write_bytes(content)
    try:
        mcba.load(tmp_path)
    except mcba.StudyError as error:
        lines = bytes(content).decode(errors="replace").split("\n")
        for complaint in error.complaints:
            assert 1 <= complaint.line <= len(lines)
            assert 1 <= complaint.column <= len(lines[complaint.line - 1]) + 2


@pytest.mark.slow
@given(st.text(max_size=200))
@settings(max_examples=100, deadline=None, derandomize=True)
def test_any_text(text: str) -> None:
    check(text)


TOKENS = [*"xy019.e+-*/<>=!(),'\" \n#\\[]{}:", "if", "sum", "over=", "where(", "min(", "present_value", "year", "**"]


@pytest.mark.slow
@given(st.lists(st.sampled_from(TOKENS)).map("".join))
@settings(max_examples=200, deadline=None, derandomize=True)
def test_any_formula(formula: str) -> None:
    quoted = formula.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
    check(
        f'[study]\ntitle = "x"\n[assumptions]\nx = {{ value = 1 }}\n[outcomes]\nresult = {{ formula = "{quoted}" }}\n'
    )


@pytest.mark.slow
@pytest.mark.parametrize("name", sorted(TABLES))
@given(data=st.data())
@settings(max_examples=60, deadline=None, derandomize=True)
def test_cells_of_tables_changed(name: str, data: st.DataObject) -> None:
    characters = list(TABLES[name])
    odd = st.sampled_from([*',;"\n\t 0-é\x00\r', "nan", "1e999", "x", ""])
    for _ in range(data.draw(st.integers(1, 3))):
        characters[data.draw(st.integers(0, len(characters) - 1))] = data.draw(odd)
    problems(EVERYTHING, {**TABLES, name: "".join(characters)})
