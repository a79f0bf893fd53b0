"""Every mistake in a study file is reported with its place, what was found and what to do; nothing else escapes.

The files of tests/broken carry what is expected in themselves: behind a mistake stands `#> column: words`, where `…`
stands for any words, and another file is named as `#> prices.csv:3:2: words`.
"""

from __future__ import annotations

import re
from pathlib import Path

import numpy as np
import pytest

import mcba
from mcba.errors import Complaint
from mcba.study.reading import read
from mcba.study.reading.starter import STARTER
from tests.places import STUDIES
from tests.study.written import BROKEN, WITH_TABLE, model, of_text

EXPECTED = re.compile(r"#> (?:(?P<file>[\w.]+):(?P<line>\d+):)?(?P<column>\d+): (?P<words>.*?)(?=  #> |$)")


def expected_complaints(file: Path) -> list[tuple[Path, int, int, str]]:
    return [
        (file.with_name(match["file"] or file.name), int(match["line"] or line), int(match["column"]), match["words"])
        for line, text in enumerate(file.read_text(encoding="utf-8").split("\n"), start=1)
        for match in EXPECTED.finditer(text)
    ]


def matches(message: str, words: str) -> bool:
    """Whether the words begin the message, with anything for each `…`."""
    return re.match(".*".join(map(re.escape, words.split("…"))), message) is not None


def complaints(study: Path) -> tuple[Complaint, ...]:
    with pytest.raises(mcba.StudyError) as caught:
        mcba.load(study)
    return caught.value.complaints


# --- one mistake a file


@pytest.mark.parametrize("study", sorted(BROKEN.iterdir()), ids=lambda path: path.stem)
def test_each_mistake_is_named_with_its_place(study: Path) -> None:
    file = study / "study.toml" if study.is_dir() else study
    expected = expected_complaints(file)
    found = complaints(study)
    places = [(str(path), line, column) for path, line, column, _ in expected]
    assert sorted((each.path, each.line, each.column) for each in found) == sorted(places)
    for path, line, column, words in expected:
        messages = [each.message for each in found if (each.path, each.line, each.column) == (str(path), line, column)]
        assert any(matches(message, words) for message in messages), messages


def test_there_are_thirty_broken_files_and_one_with_ten_mistakes() -> None:
    mistakes = [len(expected_complaints(path / "study.toml" if path.is_dir() else path)) for path in BROKEN.iterdir()]
    assert mistakes.count(1) >= 30
    assert len(expected_complaints(BROKEN / "ten_mistakes.toml")) == 10


# --- files that are no studies


def test_no_such_file(tmp_path: Path) -> None:
    (only,) = complaints(tmp_path / "absent.toml")
    assert (
        str(only)
        == f"{tmp_path / 'absent.toml'}:1:1: there is no such file; `mcba new NAME` makes a study to start from"
    )


def test_a_folder_without_a_study(tmp_path: Path) -> None:
    (only,) = complaints(tmp_path)
    assert only.path == str(tmp_path / "study.toml")
    assert only.message.startswith("there is no such file")


def test_a_folder_instead_of_a_file(tmp_path: Path) -> None:
    (tmp_path / "study.toml").mkdir()
    (only,) = complaints(tmp_path)
    assert str(only).endswith("study.toml:1:1: this is a folder or a device, not a file; name a file")


@pytest.mark.parametrize("content", [b"", b"\n \n", b"\xef\xbb\xbf"])
def test_an_empty_file(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "study.toml").write_bytes(content)
    (only,) = complaints(tmp_path)
    assert (only.line, only.column) == (1, 1)
    assert only.message.startswith("the file is empty; a study starts with [study] and a title")


def test_a_file_of_50_mb(tmp_path: Path) -> None:
    with (tmp_path / "study.toml").open("wb") as file:
        file.truncate(50_000_000)
    (only,) = complaints(tmp_path)
    assert only.message == "the file has 50 MB; at most 10 MB are read: is it the right one?"


def test_a_table_of_50_mb(tmp_path: Path) -> None:
    with (tmp_path / "prices.csv").open("wb") as file:
        file.truncate(50_000_000)
    (tmp_path / "study.toml").write_text(WITH_TABLE, encoding="utf-8")
    (only,) = complaints(tmp_path)
    assert str(only).startswith(f"{tmp_path / 'prices.csv'}:1:1: the file has 50 MB")


def test_bytes_that_are_not_utf_8(tmp_path: Path) -> None:
    (tmp_path / "study.toml").write_bytes('[study]\ntitle = "é '.encode() + b'\xe9"\n')
    (only,) = complaints(tmp_path)
    assert (only.line, only.column) == (2, 12)
    assert only.message == "byte 0xe9 is not UTF-8; save the file as UTF-8"


def test_a_name_that_no_file_can_have() -> None:
    (only,) = complaints(Path("a\0b.toml"))
    assert only.message.startswith("the file cannot be read")


def test_a_file_that_may_not_be_read(small_study: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def forbidden(_: Path) -> bytes:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "read_bytes", forbidden)
    (only,) = complaints(small_study)
    assert only.message == "the file cannot be read: Permission denied"


def test_windows_line_ends_and_a_byte_order_mark(tmp_path: Path) -> None:
    (tmp_path / "study.toml").write_bytes(b"\xef\xbb\xbf" + STARTER.replace("\n", "\r\n").encode())
    assert mcba.load(tmp_path).text == STARTER


# --- tables that lie elsewhere


def test_a_link_out_of_the_folder(tmp_path: Path) -> None:
    folder = tmp_path / "study"
    folder.mkdir()
    (tmp_path / "prices.csv").write_text("pillar,price\ncare,1\nwork,2\n", encoding="utf-8")
    (folder / "prices.csv").symlink_to(tmp_path / "prices.csv")
    (folder / "study.toml").write_text(WITH_TABLE, encoding="utf-8")
    (only,) = complaints(folder)
    assert (only.line, only.column) == (11, 1)
    assert only.message == "the table 'prices.csv' lies outside the study's folder; copy it into the folder"


def test_links_in_a_circle(tmp_path: Path) -> None:
    (tmp_path / "prices.csv").symlink_to(tmp_path / "other.csv")
    (tmp_path / "other.csv").symlink_to(tmp_path / "prices.csv")
    (tmp_path / "study.toml").write_text(WITH_TABLE, encoding="utf-8")
    (only,) = complaints(tmp_path)
    assert (only.line, only.column) == (11, 1)


def test_a_table_name_of_thousands_of_letters(tmp_path: Path) -> None:
    (tmp_path / "study.toml").write_text(WITH_TABLE.replace("prices", 5_000 * "p"), encoding="utf-8")
    (only,) = complaints(tmp_path)
    assert "cannot be the name of a table" in only.message
    assert len(only.message) < 200


def test_a_text_without_a_folder_needs_its_tables_given() -> None:
    assert of_text(WITH_TABLE) == ["11:1: the table 'prices.csv' was not given with the study's text"]
    tables = {"prices.csv": "pillar;price\nwork;2,5\ncare;1\n"}
    study = read(Path("study.toml"), WITH_TABLE, tables=tables)
    assert np.asarray(study.families["price"].mean).tolist() == [[1.0], [2.5]]  # in the order of the set


# --- several mistakes at once


def test_the_number_of_a_later_table_stays_right_when_an_earlier_one_is_broken() -> None:
    found = of_text("""\
[study]
title = "Two broken tables"
[assumptions]
a = { distribution = "normal", mean = 0, sd = 1 }
b = { distribution = "normal", mean = 0, sd = 1 }
[outcomes]
result = { formula = "a + b" }
[[dependence]]
between = ["a", 3]
[[dependence]]
rank_correlation = 0.2
[[dependence]]
between = ["a", "c"]
rank_correlation = 0.5
[[dependence]]
between = ["b", "d"]
rank_correlation = "much"
reason = 3
""")
    assert found == [
        "9:17: found 3; allowed is text in quotes",
        "10:1: 'between' is missing here; add it",
        "13:17: there is no assumption 'c'; known are a, b",
        "17:1: found 'much'; allowed is a number",
        '18:1: found 3; allowed is text in quotes, or { en = "…", nl = "…" }',
    ]


def test_a_broken_flow_is_still_known_by_name() -> None:
    found = of_text("""\
[study]
title = "A broken flow"
[benefits]
care = 3
work = { formula = 4, gains = { x = 2, y = 0.5 } }
[transfers]
other = { formula = "1 +" }
[outcomes]
result = { formula = "npv / present_value(care)" }
[[published]]
outcome = "npv"
low = 1
high = 2
""")
    assert found == [
        "4:1: found 3; allowed is a table",
        "5:10: found 4; allowed is text in quotes",
        "5:33: found 2; a share lies between 0 and 1",
        "7:1: a transfer needs gains: who gains it, with shares that sum to 1",
        "7:1: a transfer needs losses: who loses it, with shares that sum to 1",
        "7:25: '1 +' is not a formula (something is missing at the end); write an expression such as 'clients * price'",
    ]


def test_a_mistake_is_reported_once_and_not_its_consequences() -> None:
    found = of_text("""\
[study]
title = "Consequences"
[sets]
pillar = []
[assumptions.price]
value = { column = "price" }
over = "pillar"
table = "prices.csv"
[assumptions.effect]
distribution = "normal"
mean = true
sd = 1
[choices]
reward = { value = "high" }
[quantities]
both = { formula = "price * effect * reward" }
[outcomes]
result = { formula = 'sum(both, over="pillar")' }
[[dependence]]
between = ["effect", "price"]
correlation = 0.1
[scenarios.low]
override = { effect = 1, reward = 2 }
""")
    assert found == [
        "4:1: found []; a set is a list of different, non-empty names",
        '11:1: found true; allowed is a finite number, or { column = "…" } of a table, or the name of another '
        "assumption",
        "14:12: found 'high'; allowed is a finite number, or a list of one number a year",
    ]


def test_two_circles_and_a_mistake_beside_them() -> None:
    found = of_text("""\
[study]
title = "Two circles"
[quantities]
a = { formula = "b" }
b = { formula = "a" }
c = { formula = "c" }
d = { formula = "a + c" }
e = { formula = "1", unit = "EUR" }
[outcomes]
result = { formula = "d" }
""")
    assert found == [
        "4:7: formulas use each other in a circle: a → b → a; break it at one of them",
        "6:7: formulas use each other in a circle: c → c; break it at one of them",
        "8:22: the formula is a plain number, but unit says EUR; mend one of them",
    ]


@pytest.mark.slow
def test_a_chain_of_thousands_of_quantities_is_read() -> None:
    steps = "\n".join(f'q{step} = {{ formula = "q{step + 1} + 1" }}' for step in range(3_000))
    assert of_text(model(f'[quantities]\n{steps}\nq3000 = {{ formula = "1" }}', "q0")) == []


def test_sections_of_the_wrong_type() -> None:
    found = of_text(
        'study = 3\nrun = "fast"\nbenefits = [1]\ndependence = {}\noutcomes = 2024-05-01\npublished = [1]\n'
    )
    assert found == [
        "1:1: found 3; allowed is a table",
        "2:1: found 'fast'; allowed is a table",
        "3:1: found [1]; allowed is a table",
        "4:1: found a table; write [[dependence]], with two pairs of brackets, for each of them",
        "5:1: found 2024-05-01; allowed is a table",
        "6:14: found 1; allowed is a table",
    ]


def test_what_names_a_formula_may_use_is_said_briefly() -> None:
    assumptions = "\n".join(f"z{number} = {{ value = 1 }}" for number in range(500))
    (only,) = of_text(model(assumptions, "completely"))
    assert only.startswith("505:23: unknown name 'completely'; known are horizon, pi,")
    assert only.endswith("and 484 more")


# --- values that a TOML reader lets pass


@pytest.mark.parametrize(
    ("value", "found"),
    [
        ("1e400", "inf"),
        ("-nan", "nan"),
        ("0x" + 300 * "f", "a whole number of more than 64 bits"),
        ("true", "true"),
        ("2024-05-01T12:00:00", "2024-05-01T12:00:00"),
        ("07:32:00", "07:32:00"),
        ("[1, [2, 3], 'a']", "[1, a list, 'a']"),
        ("[1, 2, 3, 4, 5, 6, 'b']", "[1, 2, 3, 4, 5, 6, …]"),
        ("{ a = 1 }", "a table"),
        (f"'{100 * 'x'}'", f"'{57 * 'x'}...'"),
    ],
)
def test_values_are_shown_as_the_file_writes_them(value: str, found: str) -> None:
    (only,) = of_text(model(f"x = {{ value = {value} }}"))
    assert only.startswith(f"4:7: found {found}; allowed is a finite number")


def test_a_whole_number_that_a_float_can_hold() -> None:
    assert of_text(model("x = { value = 99999999999999999999 }")) == []


def test_a_whole_number_where_no_float_can_hold_it() -> None:
    (only,) = of_text(model(f"x = {{ value = 1, base = 0x{300 * 'f'} }}"))
    assert only.startswith("4:18: found a whole number of more than 64 bits; allowed is ")


@pytest.mark.parametrize(
    "text", [f"a = {5_000 * '9'}", f"a = {500 * '['}", f"a = {390 * '['}{390 * ']'}", 2_000 * "x." + "x = 1"]
)
def test_texts_that_exhaust_a_reader(text: str) -> None:
    found = of_text(text)
    assert len(found) >= 1
    assert all(re.match(r"1:\d+: ", complaint) for complaint in found)


def test_a_text_that_no_reader_can_hold_says_why() -> None:
    assert of_text(f"a = {5_000 * '9'}") == ["1:1: this cannot be a study: a number is too long"]
    assert of_text(f"a = {500 * '['}") == ["1:1: this cannot be a study: lists or tables nest too deeply"]


# --- messages about a value of one table


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("[study]\ntitle = 'x'\nhorizon = 501", "3:1: found 501; allowed is 500 or less"),
        ("[study]\ntitle = 'x'\nhorizon = 2.5", "3:1: found 2.5; allowed is a whole number"),
        (
            "[study]\ntitle = 'x'\ncurrency = 'E R'",
            "3:1: found 'E R'; allowed is letters, digits and _, with a letter first",
        ),
        ("[study]\ntitle = 'x'\n[run]\nmass = 0", "4:1: found 0; allowed is a number above 0"),
        ("[study]\ntitle = 'x'\n[run]\nkeep = 'npv'", "4:1: found 'npv'; allowed is a list in [ ]"),
        ("[study]\ntitle = 'x'\n[run]\nworlds = 'many'", "4:1: found 'many'; allowed is a whole number"),
        ("[study]\ntitle = 3", '2:1: found 3; allowed is text in quotes, or { en = "…", nl = "…" }'),
        ("[study]\ntitle = 'x'\n[pm]\ny = { sign = '+' }", "4:1: 'label' is missing here; add it"),
        (
            "[study]\ntitle = 'x'\n[pm.y]\nlabel = 'y'\nsource = 3",
            '5:1: found 3; allowed is text in quotes, or { document = "…", place = "…" }',
        ),
        (
            "[study]\ntitle = 'x'\n[sets]\ny = { table = 'a.csv' }",
            '4:1: found a table; write a list of names, or { table = "….csv", column = "…" }',
        ),
        (
            "[study]\ntitle = 'x'\n[assumptions.y]\nvalue = 1\nfrom_ = 'z'",
            "5:1: unknown key 'from_'; did you mean 'from'?",
        ),
    ],
)
def test_one_value(line: str, expected: str) -> None:
    assert of_text(line)[0] == expected


# --- what is read


@pytest.mark.parametrize(
    "study", sorted(path.parent for path in STUDIES.glob("*/study.toml")), ids=lambda path: path.name
)
def test_the_studies_that_travel_with_mcba_can_be_read(study: Path) -> None:
    assert mcba.load(study).name == study.name


def test_the_starter_can_be_read() -> None:
    assert of_text(STARTER) == []


def test_a_study_of_everything() -> None:
    text = """\
[study]
title = { en = "Everything", nl = "Alles" }
horizon = 2
price_year = 2020
price_index = "index.csv"
participants = "people"
[sets]
pillar = { table = "pillars.csv", column = "pillar" }
[assumptions]
people = { distribution = "uniform", low = 10, high = 20, unit = "client" }
growth = { distribution = "normal", mean = 0.02, sd = 0.01, drawn = "each_year", persistence = 0.5 }
weight = { value = { column = "low" }, over = "pillar", table = "pillars.csv" }
fixed = { value = 3 }
[assumptions.price]
distribution = "uniform"
low = { column = "low" }
high = { column = "high" }
over = "pillar"
table = "pillars.csv"
drawn = "each_unit"
unit = "EUR/client"
price_year = 2010
[choices]
discount_rate = { value = [0.01, 0.02], alternatives = [0.03, [0.01, 0.01]] }
subsidy = { value = [1, 2, 3] }
[quantities]
amount = { formula = "people * price * (1 + growth) * weight * subsidy", unit = "EUR" }
[benefits]
care = { formula = "amount", years = 1, fades = 0.5 }
[costs]
project = { formula = 'sum(amount, over="pillar") / 2', losses = { city = 1 } }
[transfers]
gift = { formula = "0 * people * price", gains = { a = 1 }, losses = { b = 1 } }
[outcomes]
own = { formula = "npv / present_value(care) + fixed * bcr", unit = "1" }
later = { formula = 'own + sum(care, over="year") / present_value_costs', unit = "1" }
[scenarios.short.override]
horizon = 1
people = { distribution = "normal", mean = 15, sd = 1 }
discount_rate = 0.05
[[published]]
outcome = "bcr"
reading = "median"
value = 2
"""
    tables = {"pillars.csv": "pillar,low,high\ncare,1,2\nwork,3,5\n", "index.csv": "year,index\n2010,80\n2020,100\n"}
    study = read(Path("everything/study.toml"), text, tables=tables)
    assert study.sets == {"pillar": ("care", "work"), "year": ("0", "1", "2")}
    assert study.dimensions["amount"] == ("pillar", "year")
    assert study.price_factors == {"people": 1.0, "growth": 1.0, "weight": 1.0, "fixed": 1.0, "price": 1.25}
    assert study.draw_order == ("people", "growth", "price", "weight", "fixed")
    assert np.asarray(study.families["price"].low).tolist() == [[1.0], [3.0]]
    assert study.document.benefits["care"].years == (1, 1)
    assert study.bearers == ("city", "a", "b")
    assert study.outcomes[-2:] == ("own", "later")
    assert study.document.study.title.in_language("nl") == "Alles"


@pytest.mark.parametrize("given", ["studies/schilderswijk-moeders", "study.toml", b"[study]", None])
def test_a_path_is_no_text_of_a_study(given: object) -> None:
    with pytest.raises(mcba.RequestError, match=r"mcba\.load\('st|is wanted, and this is a (bytes|NoneType)"):
        mcba.loads(given)  # type: ignore[arg-type]
