"""Word: contents, header and footer, pages that are turned, and tables that hold together."""

import io
from dataclasses import replace
from pathlib import Path
from typing import Any

import docx
from docx.oxml.ns import qn

from mcba.reporting.blocks import Colophon, Heading, Manuscript, Paragraph, page_table, text
from mcba.reporting.writers.word import as_word

WORDS = {"table": "Table", "figure": "Figure", "contents": "Contents", "at_page": "p.", "locale": "en-GB"}
WORDS |= {key: key.capitalize() for key in ("client", "authors", "date", "version", "contact")}
CHAPTERS = tuple(Heading(1, f"Chapter {number}", f"chapter{number}") for number in range(1, 6))
MANUSCRIPT = Manuscript(
    "Coaches",
    "final",
    "en",
    CHAPTERS,
    WORDS,
    option="Two coaches",
    colophon=Colophon("The town", ("A. Author", "B. Author"), "1 May 2026", "1.2"),
)


def opened(manuscript: Manuscript, **options: Any) -> Any:
    return docx.Document(io.BytesIO(as_word(manuscript, **options)))


def test_contents_stand_behind_the_first_chapter_with_a_field_for_each_page() -> None:
    document = opened(MANUSCRIPT)
    texts = [paragraph.text for paragraph in document.paragraphs]
    assert texts.index("Chapter 1") < texts.index("Contents") < len(texts) - 1 - texts[::-1].index("Chapter 2")
    fields = [field.get(qn("w:instr")).split()[1] for field in document.element.body.iter(qn("w:fldSimple"))]
    assert fields == [f"heading_{number}" for number in range(1, 6)]
    assert [p.text for p in opened(replace(MANUSCRIPT, blocks=CHAPTERS[:3])).paragraphs].count("Contents") == 0


def test_nobody_is_asked_to_update_fields_when_the_document_is_opened() -> None:
    document = opened(MANUSCRIPT)
    assert document.settings.element.find(qn("w:updateFields")) is None
    assert not [field for field in document.element.body.iter() if field.get(qn("w:dirty"))]


def test_each_page_says_what_it_is_of_and_its_number() -> None:
    document = opened(MANUSCRIPT)
    (section,) = document.sections
    assert section.header.paragraphs[0].text == "Coaches · Two coaches · 1 May 2026"
    assert section.first_page_header.paragraphs[0].text == ""
    for footer in (section.footer, section.first_page_footer):
        fields = [field.get(qn("w:instr")).strip() for field in footer._element.iter(qn("w:fldSimple"))]
        assert fields == ["PAGE", "NUMPAGES"]
    assert document.core_properties.author == "A. Author, B. Author"


def test_the_colophon_says_what_is_known() -> None:
    (table,) = opened(MANUSCRIPT).tables
    assert [[cell.text for cell in row.cells] for row in table.rows] == [
        ["Client", "The town"],
        ["Authors", "A. Author, B. Author"],
        ["Date", "1 May 2026"],
        ["Version", "1.2"],
    ]
    assert opened(replace(MANUSCRIPT, colophon=Colophon())).tables == []


def test_a_table_that_is_too_wide_is_turned_and_what_follows_is_not() -> None:
    wide = page_table("w", "Wide", ["uncompressable"] * 9, [["a"] * 9], "l" * 9)
    document = opened(replace(MANUSCRIPT, blocks=(Paragraph(text("before")), wide, Paragraph(text("after")))))
    shapes = [section.page_width > section.page_height for section in document.sections]
    assert shapes == [False, True, False]
    assert document.sections[1].header.paragraphs[0].text.startswith("Coaches")


def test_the_rows_of_a_short_table_stay_together_and_those_of_a_long_one_do_not() -> None:
    def kept(rows: int) -> list[bool]:
        table = page_table("t", "", ["a", "b"], [["1", "2"]] * rows, "lr")
        (found,) = opened(replace(MANUSCRIPT, blocks=(table,), colophon=Colophon())).tables
        return [bool(row.cells[0].paragraphs[0].paragraph_format.keep_with_next) for row in found.rows]

    assert kept(3) == [True, True, True, False]
    assert kept(18) == [True, True, *[False] * 15, True, False]


def test_table_text_is_nine_points_or_more() -> None:
    assert opened(MANUSCRIPT).styles["Table Text"].font.size.pt >= 9


def test_a_template_keeps_its_own_header_and_footer(tmp_path: Path) -> None:
    house = docx.Document()
    house.sections[0].footer.paragraphs[0].text = "House of Examples"
    house.save(str(tmp_path / "house.docx"))
    (section,) = opened(MANUSCRIPT, template=tmp_path / "house.docx").sections
    assert section.footer.paragraphs[0].text == "House of Examples"
    assert section.header.paragraphs[0].text.startswith("Coaches")  # the template has none
