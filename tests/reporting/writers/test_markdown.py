"""Markdown: the colophon in its place, and all that Quarto needs."""

import json
import re
from dataclasses import replace

import pytest

from mcba.reporting.blocks import AtHand, Colophon, Heading, Manuscript, Paragraph, Picture, Reference, page_table
from mcba.reporting.writers.markdown import as_markdown

TITLE = 'Coaches: "more" \\ than 100 % #1'
WORDS = {"table": "Table", "figure": "Figure", "client": "Client", "authors": "Authors", "date": "Date"}
MANUSCRIPT = Manuscript(
    TITLE,
    "final",
    "en",
    (
        Heading(1, "The answer", "the_answer"),
        Paragraph((Reference("the_answer"), Reference("all_results"), Reference("cloud"), Reference("cloud", "there"))),
        page_table("all_results", "Results", ["", "mean"], [["Balance", "1"]], "lr"),
        Picture("cloud", "Worlds", "A cloud", AtHand(b"png", b"svg")),
    ),
    WORDS,
    colophon=Colophon("The town", ("A. Author", "B. Author"), "2026-05-01"),
)


def front(*, quarto: bool) -> dict[str, object]:
    written = as_markdown(MANUSCRIPT, "figures", quarto=quarto)[0].decode()
    yaml = written.split("---\n")[1]
    pairs = re.findall(r"(?m)^([\w-]+): (.+)$", yaml)
    return {key: json.loads(value) if value[0] in '"[' else value for key, value in pairs}


def test_title_authors_and_date_stand_above_the_text() -> None:
    found = front(quarto=False)
    assert found == {
        "title": TITLE,
        "subtitle": "final",
        "author": ["A. Author", "B. Author"],
        "date": "2026-05-01",
        "lang": "en",
    }
    assert "\n\nClient: The town\n\n# The answer" in as_markdown(MANUSCRIPT, "figures")[0].decode()


def test_quarto_is_told_to_run_nothing_and_to_number_all() -> None:
    found = front(quarto=True)
    assert found["engine"] == "markdown"
    assert found["toc"] == found["number-sections"] == "true"


def test_quarto_numbers_references_itself() -> None:
    plain, quarto = (as_markdown(MANUSCRIPT, "figures", quarto=quarto)[0].decode() for quarto in (False, True))
    assert "[The answer](#sec-the-answer)[Table 1](#tbl-all-results)[Figure 1](#fig-cloud)[there](#fig-cloud)" in plain
    assert "[The answer](#sec-the-answer)@tbl-all-results@fig-cloud[there](#fig-cloud)" in quarto
    for label in ("{#sec-the-answer}", "{#tbl-all-results}", "{#fig-cloud "):
        assert label in quarto


def test_a_reference_to_nothing_is_no_link() -> None:
    lost = replace(MANUSCRIPT, blocks=(Paragraph((Reference("nowhere", "words"),)),))
    assert as_markdown(lost, "figures")[0].decode().endswith("\n\nwords\n")


def test_pandoc_reads_what_stands_above_the_text() -> None:
    pypandoc = pytest.importorskip("pypandoc", reason="pandoc is not installed")
    written = as_markdown(MANUSCRIPT, "figures", quarto=True)[0].decode()
    read = json.loads(pypandoc.convert_text(written, "json", format="markdown"))
    assert [author["t"] for author in read["meta"]["author"]["c"]] == ["MetaInlines"] * 2
    assert read["meta"]["number-sections"] == {"t": "MetaBool", "c": True}
    assert [block["t"] for block in read["blocks"]][-2:] == ["Table", "Figure"]
