"""Word styles: the page on house style names those there are, and its example makes a template that is followed."""

import io
import re
from pathlib import Path

import docx
import pytest
from docx.oxml.ns import qn

from mcba.reporting.blocks import Heading, Manuscript, page_table
from mcba.reporting.writers.word import as_word
from mcba.reporting.writers.word_styles import NEEDED, OWN, TABLE_STYLE
from tests.places import ROOT

PAGE = (ROOT / "docs/reference/house-style.md").read_text(encoding="utf-8")
WORDS = {"table": "Table", "figure": "Figure", "contents": "Contents", "at_page": "p.", "locale": "en-GB"}
TABLE = page_table("t", "Results", ["", "mean"], [["Balance", "1"]], "lr")
MANUSCRIPT = Manuscript("Coaches", "final", "en", (Heading(1, "The answer", "answer"), TABLE), WORDS)


def listed(head: str) -> dict[str, str]:
    part = PAGE.split(f"## {head}\n")[1].split("\n## ")[0]
    return dict(re.findall(r"(?m)^\| ([A-Z]?[\w ]+\d?) \| (.+) \|$", part)[1:])


def test_the_page_names_every_style() -> None:
    assert tuple(listed("Styles that a template must have")) == NEEDED
    named = listed("Styles that it may have")
    assert tuple(named) == (*OWN, TABLE_STYLE)
    assert {name: named[name] for name in OWN} == OWN


def test_a_report_uses_no_other_style() -> None:
    opened = docx.Document(io.BytesIO(as_word(MANUSCRIPT)))
    used = {paragraph.style.name for paragraph in opened.paragraphs if paragraph.style is not None}
    assert used <= {*NEEDED, *OWN, "Normal"}


def test_the_example_makes_a_template_that_a_report_follows(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    (example,) = re.findall(r"```python\n(.*?)```", PAGE, re.DOTALL)
    exec(example, {})
    opened = docx.Document(io.BytesIO(as_word(MANUSCRIPT, template=tmp_path / "house.docx")))
    assert opened.styles["Heading 1"].font.name == "Georgia"
    assert opened.sections[0].header.paragraphs[0].text == "House of Examples"
    assert [field.get(qn("w:instr")) for field in opened.sections[0].footer._element.iter(qn("w:fldSimple"))] == [
        " PAGE ",
        " NUMPAGES ",
    ]
    (table,) = opened.tables
    assert table.style is not None
    assert table.style.name == TABLE_STYLE
    assert table._tbl.tblPr.find(qn("w:tblBorders")) is None
