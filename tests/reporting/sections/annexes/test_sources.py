"""A page with the words of a study's own: prose under its headings, and the sources in the end."""

from __future__ import annotations

from pathlib import Path

import pytest

import mcba
from mcba.reporting.blocks import Block, Bullets, Heading, Paragraph, plain_text
from mcba.reporting.facts.facts import Facts
from mcba.reporting.pages.page import Page
from mcba.reporting.sections.annexes.sources import sources
from mcba.reporting.sections.study.purpose import question
from mcba.study.reading import read
from tests.reporting.words.test_citations import BIBTEX

STUDY = """
[study]
title = "Proef"
language = "nl"
bibliography = "references.bib"
preconditions = ["mensen", "geld"]

[assumptions.hours]
value = 2
status = "sourced"
source = { citation = "@michon", page = 12, quote = "two hours" }

[assumptions.price]
value = 3
status = "sourced"
source = { document = "verslag.pdf", page = 3 }

[assumptions.more]
value = 3
status = "sourced"
source = { document = "nota.pdf; verslag.pdf", page = 4, table = 2 }

[outcomes.half]
formula = "hours / 2 * price * more"
"""
PROSE = {"prose/question.md": "Eigen woorden [@kis].\n\n# Kop\n", "prose/policy_theory.md": "Waarom het werkt."}


@pytest.fixture(scope="module")
def facts() -> Facts:
    study = read(Path("study.toml"), STUDY, tables={"references.bib": BIBTEX, **PROSE})
    return Facts(mcba.run(study, worlds=64))


def written(facts: Facts, language: str = "nl", *, takes_prose: bool = True) -> tuple[Block, ...]:
    page = Page("page", (question, sources), lambda _: ("", ""), takes_prose=takes_prose)
    return page.manuscript(facts, language).blocks


def test_prose_stands_under_its_heading(facts: Facts) -> None:
    head, own, below, *rest = written(facts)
    assert isinstance(head, Heading)
    assert head.anchor == "question"
    assert isinstance(own, Paragraph)
    assert plain_text(own.text) == "Eigen woorden (Kennisplatform A & B, 2017)."
    assert isinstance(below, Heading)
    assert (below.level, below.text) == (2, "Kop")
    theory = next(n for n, block in enumerate(rest) if isinstance(block, Heading) and block.anchor == "policy_theory")
    why = rest[theory + 1]
    assert isinstance(why, Paragraph)
    assert plain_text(why.text) == "Waarom het werkt."


def test_prose_in_another_language_is_marked(facts: Facts) -> None:
    _, own, *_ = written(facts, "en")
    assert isinstance(own, Paragraph)
    assert {span.language for span in own.text} == {"nl"}  # type: ignore[union-attr]


def test_a_page_that_takes_no_prose_has_none(facts: Facts) -> None:
    shown = [plain_text(block.text) for block in written(facts, takes_prose=False) if isinstance(block, Paragraph)]
    assert not [words for words in shown if "Eigen" in words or "Waarom" in words]


def test_preconditions_are_a_list(facts: Facts) -> None:
    lists = [block for block in written(facts) if isinstance(block, Bullets)]
    assert [plain_text(item) for item in lists[0].items] == ["mensen", "geld"]


def test_every_source_is_listed_once_and_in_order(facts: Facts) -> None:
    *_, listed = written(facts)
    assert isinstance(listed, Bullets)
    assert [plain_text(item).partition(" (")[0] for item in listed.items] == [
        *("Kennisplatform A & B", "Michon, H. en Stant, D.", "nota.pdf", "verslag.pdf")
    ]


def test_references_that_a_source_names_together_are_listed_each_once() -> None:
    """The number of volunteers rests on the report and on the action plan."""
    moms = Facts(mcba.run(mcba.load("studies/schilderswijk-moeders"), worlds=64))
    *_, listed = written(moms, "en")
    assert isinstance(listed, Bullets)
    items = [plain_text(item) for item in listed.items]
    assert [sum(author in item for item in items) for author in ("Hamdi", "De Mussen")] == [1, 1]
    assert not any("@" in item for item in items)
