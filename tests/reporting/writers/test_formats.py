"""Formats: a manuscript by hand, written as each kind of file."""

import io

import docx
import pytest
from docx.oxml.ns import qn

from mcba.reporting.blocks import Bullets, Heading, Manuscript, Paragraph, Reference, page_table, text
from mcba.reporting.writers.formats import FORMATS, WRITERS
from mcba.reporting.writers.terminal import as_terminal

HOSTILE = '<script>alert(1)</script> & "quotes"'
MANUSCRIPT = Manuscript(
    title="Coaches",
    subtitle="Appendix",
    language="en",
    blocks=(
        Heading(1, "The answer", "answer"),
        Paragraph(text("Benefits exceed costs."), "lead"),
        Bullets((text("a limit"), text("another limit"))),
        Paragraph((Reference("answer"), *text(" and "), Reference("results"), Reference("nowhere", " and no more"))),
        page_table("results", "Outcomes", ["", "mean"], [["Balance", "1,200"], [HOSTILE, "3"]], "lr"),
    ),
    words={"table": "Table", "figure": "Figure", "contents": "Contents", "at_page": "p.", "locale": "en-GB"},
)


def written(kind: str) -> bytes:
    return WRITERS[kind](MANUSCRIPT, "appendix.figures", None).content


def test_formats_are_those_that_a_report_is_asked_for() -> None:
    assert FORMATS == ("docx", "html", "md", "pdf", "qmd")


@pytest.mark.parametrize("kind", ["docx", "html", "md"])
def test_a_manuscript_is_the_same_bytes_each_time(kind: str) -> None:
    assert written(kind) == written(kind)


def test_word_has_headings_bullets_and_a_table_with_its_words() -> None:
    opened = docx.Document(io.BytesIO(written("docx")))
    assert [p.text for p in opened.paragraphs if p.style and p.style.name == "Heading 1"] == ["The answer"]
    (table,) = opened.tables
    assert [[cell.text.replace("\u200b", "") for cell in row.cells] for row in table.rows] == [
        ["", "mean"],
        ["Balance", "1,200"],
        [HOSTILE, "3"],
    ]


def test_a_page_has_no_element_that_its_text_brings() -> None:
    page = written("html").decode()
    assert "<script>" not in page
    assert "&lt;script&gt;alert(1)&lt;/script&gt; &amp;" in page
    assert page.index("The answer") < page.index("Benefits exceed costs.") < page.index("another limit")


def test_markdown_has_a_table_and_its_caption() -> None:
    page = written("md").decode()
    assert page.startswith('---\ntitle: "Coaches"\n')
    assert "{#tbl-results" in page
    assert "1,200" in page


def test_a_reference_reads_as_what_it_leads_to() -> None:
    page = written("html").decode()
    assert '<a href="#answer">The answer</a> and <a href="#table-results">Table 1</a><span> and no more</span>' in page
    assert "[The answer](#sec-answer) and [Table 1](#tbl-results) and no more" in written("md").decode()
    assert "The answer and Outcomes and no more" in as_terminal(MANUSCRIPT)


def test_a_reference_in_word_has_the_page_of_its_bookmark() -> None:
    body = docx.Document(io.BytesIO(written("docx"))).element.body
    bookmarks = {mark.get(qn("w:name")) for mark in body.iter(qn("w:bookmarkStart"))}
    pages = [
        field.get(qn("w:instr")).split()[1] for field in body.iter(qn("w:fldSimple")) if "PAGEREF" in str(field.attrib)
    ]
    links = [link.get(qn("w:anchor")) for link in body.iter(qn("w:hyperlink"))]
    assert pages == links == ["heading_1", "table_1"]
    assert set(pages) <= bookmarks


def test_the_terminal_has_what_a_page_has() -> None:
    shown = as_terminal(MANUSCRIPT)
    for words in ("THE ANSWER", "Benefits exceed costs.", "another limit", "Outcomes", "1,200", HOSTILE):
        assert words in shown
