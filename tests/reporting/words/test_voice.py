import ast
import re
import string
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest

from mcba.engine.estimates.estimate import Estimate, Range
from mcba.errors import RunError
from mcba.reporting.words.lexicon import lexicon_of
from mcba.reporting.words.voice import Voice, capital, languages, uncapital
from mcba.study.document import Source, Text
from mcba.study.formula import parse_unit
from mcba.study.formula.units import SYMBOLS

REPORTING = Path(str(files("mcba.reporting")))
WORDS: dict[str, dict[str, dict[str, Any]]] = {language: dict(lexicon_of(language)) for language in languages()}
ENTRIES = [(f"{section}.{name}", words) for section, names in WORDS["en"].items() for name, words in names.items()]


def said(language: str, key: str) -> list[str]:
    """What a language has for a key: one text, or one for a single thing and one for others."""
    section, _, name = key.partition(".")
    words = WORDS[language][section][name]
    return list(words.values()) if isinstance(words, dict) else [words]


def placeholders(texts: list[str]) -> set[str]:
    return {field for text in texts for _, field, _, _ in string.Formatter().parse(text) if field}


@pytest.mark.parametrize("language", languages())
def test_everything_is_said_in_every_language_with_the_same_placeholders(language: str) -> None:
    def keys(words: dict[str, dict[str, Any]]) -> set[str]:
        return {f"{section}.{name}" for section, names in words.items() for name in names}

    assert keys(WORDS[language]) == keys(WORDS["en"])
    for key, _ in ENTRIES:
        assert all(text.strip() for text in said(language, key)), key
        assert placeholders(said(language, key)) == placeholders(said("en", key)), key


def test_words_for_one_and_for_more_are_both_there() -> None:
    for language in languages():
        for key, _ in ENTRIES:
            section, _, name = key.partition(".")
            words = WORDS[language][section][name]
            assert isinstance(words, str) or set(words) == {"one", "other"}, key


def test_no_result_is_typed_into_a_sentence() -> None:
    # "year 0" and the "(1 − share)" of a formula are conventions of the method and no results; SHA-256 is a name;
    # titles of checklists are citations.
    for key, _ in ENTRIES:
        texts = (
            [] if key.startswith("checklist.") else [text for language in languages() for text in said(language, key)]
        )
        for text in texts:
            bare = re.sub(r"\{[\w:]+\}|\b(year|jaar) 0\b|\bSHA-256\b|\(1 − (?=[a-z])", "", text)
            assert not re.search(r"\d", bare), key


def test_nothing_is_said_to_prove_anything() -> None:
    for key, _ in ENTRIES:
        assert not re.search(
            r"\bprov(e|es|en|ing)\b|\bbewij(st|zen|zend)\b|\baange[t]oond\b",
            " ".join(said("en", key) + said("nl", key)),
        ), key


def keys_in_code() -> set[str]:
    """Every key that stands in full in the code of the reports: what say(…) and sentence(…) are called with."""
    found = set()
    for file in REPORTING.rglob("*.py"):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and node.args:
                called = getattr(node.func, "attr", getattr(node.func, "id", ""))
                first = node.args[0]
                options = [first.body, first.orelse] if isinstance(first, ast.IfExp) else [first]
                if called in {"voice", "sentence"}:
                    found |= {each.value for each in options if isinstance(each, ast.Constant)}
    return {key for key in found if isinstance(key, str) and "." in key}


def test_every_key_that_the_code_names_is_there() -> None:
    assert len(keys_in_code()) > 100
    assert keys_in_code() <= {key for key, _ in ENTRIES}


@pytest.mark.parametrize(
    ("language", "value", "decimals", "text"),
    [
        ("nl", 1234567.0, 0, "1.234.567"),
        ("en", 1234567.0, 0, "1,234,567"),
        ("nl", -2.5, 1, "−2,5"),
        ("en", -2.5, 1, "−2.5"),
        ("en", 1234567.0, -3, "1,235,000"),
        ("nl", float("inf"), 0, "nooit"),
        ("en", 0.0, 0, "0"),
    ],
)
def test_numbers_are_written_as_the_language_does(language: str, value: float, decimals: int, text: str) -> None:
    assert Voice(language).number(value, decimals) == text


@pytest.mark.parametrize(
    ("value", "text"),
    [(2.0, "2"), (0.0225, "0,0225"), (65_000.0, "65.000"), (1e-5, "1e−05"), (-0.5, "−0,5"), (0.0, "0")],
)
def test_a_given_number_keeps_its_digits_and_gets_no_others(value: float, text: str) -> None:
    assert Voice("nl").plain(value) == text


def test_estimates_end_where_their_error_ends() -> None:
    say = Voice("nl")
    assert say.estimate(Estimate(65_712.3, 2.04)) == "65.712,3"
    assert say.with_error(Estimate(1.3127, 0.031)) == "1,31 ± 0,03"
    assert say.short(Estimate(65_712.3, 2.0)) == "65.700"
    assert say.range(Range(1.308, 2.491, 0.9, 0.0009, 0.002)) == "1,31 tot 2,49"
    assert say.error(0.00093) == "0,0009"
    assert say.error(0.0) == "0"
    assert say.error(float("inf")) == "onbekend"
    assert say.signed(Estimate(51.3, 17.4)) == "+51"
    assert say.band(5.73, 5.55, 5.88) == "5,73 (5,55 tot 5,88)"
    assert (say.exact(2020.006413), say.exact(0.43662), say.certain(1_234_567.0)) == ("2.020", "0,437", "1.234.570")


def test_a_chance_is_a_share_of_worlds_or_all_or_none() -> None:
    say = Voice("en")
    assert say.percent(Estimate(0.9988, 0.00008)) == "99.9\u00a0% of the worlds"
    assert say.percent(Estimate(1.0, 0.00001)) == "all worlds"
    assert say.percent(Estimate(0.0, 0.00001)) == "none of the worlds"
    assert say.exact_percent(0.0225) == "2.25\u00a0%"


@pytest.mark.parametrize("count", [1, 2])
def test_one_and_more_have_their_own_words(count: int) -> None:
    text = {1: "1 gepubliceerd cijfer is niet gereproduceerd", 2: "2 gepubliceerde cijfers zijn niet gereproduceerd"}
    assert Voice("nl")("printed.missed", count=count) == text[count]


@pytest.mark.parametrize(
    ("unit", "text"),
    [
        ("EUR/client/year", "euro per cliënt per jaar"),
        ("1", ""),
        (None, ""),
        ("m^2", "m²"),
        ("gizmo/week", "gizmo per week"),
        ("1/year", "1 per jaar"),
    ],
)
def test_units_become_words_and_unknown_symbols_stay(unit: str | None, text: str) -> None:
    assert Voice("nl").unit(unit) == text


def test_lists_sources_and_labels() -> None:
    say = Voice("nl")
    assert say.listed([]) == ""
    assert say.listed(["a"]) == "a"
    assert say.listed(["a", "b", "c"]) == "a, b en c"
    source = Source(document="report.pdf", page=3, table="4", row="b", doi="10.1/x", read="2026-01-02")
    assert say.source(source) == "report.pdf, p. 3, tabel 4, rij b, doi:10.1/x, gelezen op 2026-01-02"
    assert say.source(None) == ""
    assert (capital("saldo"), uncapital("Saldo"), uncapital("QALY per client")) == ("Saldo", "saldo", "QALY per client")


def test_words_of_the_study_file_fall_back_to_the_other_language_and_say_so() -> None:
    say = Voice("nl")
    only_english = Text(en="Clients")
    assert (say.text(only_english), say.is_foreign(only_english)) == ("Clients", True)
    assert not say.is_foreign(Text(nl="Cliënten"))
    assert not say.is_foreign(None)
    assert say.text(None) == ""


def test_an_unknown_language_is_refused() -> None:
    *others, last = map(repr, languages())
    with pytest.raises(RunError, match=f"language = 'no'; allowed are {', '.join(others)} and {last}"):
        Voice("no")


def test_names_of_the_study_file_become_words() -> None:
    say: Any = Voice("nl")
    assert say.known("bearer", "health_insurer") == "zorgverzekeraar"
    assert say.known("bearer", "friends_of_the_park") == "friends of the park"


def test_dutch_words_of_units_are_those_that_study_files_may_use() -> None:
    # A word that a Dutch page prints for a unit must be read as that unit, and no other.
    read_as = {symbol: dutch for symbol, dutch in WORDS["nl"]["unit"].items() if re.fullmatch(r"\w+", dutch)}
    assert len(read_as) > 30
    for symbol, dutch in read_as.items():
        assert parse_unit(dutch) == parse_unit(symbol), dutch
    assert set(SYMBOLS) - {"FTE"} <= set(read_as.values())
    assert Voice("en").unit("uur/deelnemer/week") == "hour per participant per week"
    assert Voice("nl").unit("hour/participant/week") == "uur per deelnemer per week"
