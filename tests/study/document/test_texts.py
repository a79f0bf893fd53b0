"""Texts of the study file: plain strings are in the language of the file."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

import mcba
from mcba.study.document import Source, Text
from mcba.study.reading import read, texts_of

STUDY = """
[study]
title = "Proef"
{header}
preconditions = ["één", {{ en = "two", nl = "twee" }}]

[assumptions.hours]
value = 2
status = "assumed"
reason = "geschat"
source = {{ document = "verslag", quote = "twee uur", place = "alinea 3" }}

[outcomes.half]
formula = "hours / 2"
label = "Half"
"""


@pytest.mark.parametrize(("header", "language"), [('language = "nl"', "nl"), ('language = "en"', "en"), ("", "en")])
def test_plain_strings_are_in_the_language_of_the_file(header: str, language: str) -> None:
    study = read(Path("study.toml"), STUDY.format(header=header))
    given = [text.model_dump(exclude_none=True) for text in texts_of(study)]
    assert given.count({"en": "two", "nl": "twee"}) == 1
    given.remove({"en": "two", "nl": "twee"})
    assert len(given) == 4  # title, the first precondition, a reason, a label
    assert all(list(text) == [language] for text in given)


def test_library_entries_keep_their_own_language() -> None:
    entry = """
label = "An hour of work"
unit = "EUR/hour"
value = 20
reason = "a wage"
source = "a table"
status = "verified"
"""
    text = (
        '[study]\ntitle = "Proef"\nlanguage = "nl"\n[assumptions.wage]\nfrom = "wage"\n[outcomes.pay]\nformula = "wage"'
    )
    study = read(Path("study.toml"), text, tables={"library/wage.toml": entry})
    assert study.document.assumptions["wage"].label == Text(en="An hour of work")
    assert study.document.study.title == Text(nl="Proef")


def test_the_header_says_who_when_and_why() -> None:
    said = (
        'client = "Gemeente"\nauthors = ["A", "B"]\ncontact = "a@b.nl"\ndate = 2026-11-30\nversion = 2\nproblem = "x"'
    )
    header = read(Path("study.toml"), STUDY.format(header=said)).document.study
    assert (header.client, header.authors, header.contact) == ("Gemeente", ("A", "B"), "a@b.nl")
    assert (header.date, header.version, header.problem) == (dt.date(2026, 11, 30), 2, Text(en="x"))
    assert read(Path("study.toml"), STUDY.format(header='date = "autumn"')).document.study.date == "autumn"


def test_a_quote_is_no_part_of_where_a_value_stands() -> None:
    source = read(Path("study.toml"), STUDY.format(header="")).document.assumptions["hours"].source
    assert source is not None
    assert source.quote == "twee uur"
    assert source.parts("nl") == {"document": "verslag", "place": "alinea 3"}
    assert "twee uur" not in str(source)


def test_the_preconditions_of_the_first_study_are_the_four_of_its_source() -> None:
    preconditions = mcba.load("studies/schilderswijk-moeders").document.study.preconditions
    assert len(preconditions) == 4  # "the following preconditions are met", the closing list of the source
    assert not [text for text in preconditions if not (text.en and text.nl)]


def test_a_source_is_its_citation_where_it_is_a_string() -> None:
    assert Source(citation="Author (2020)").parts("nl") == {"citation": "Author (2020)"}
