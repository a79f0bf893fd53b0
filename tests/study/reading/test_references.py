"""References: a bibliography, and where texts cite from it."""

from __future__ import annotations

import json

import pytest

from mcba.errors import StudyError
from mcba.study.reading.references import Cited, keys_in, read_references, with_citations

BIBTEX = """
@report{Kis2017, author = {{Kennisplatform Integratie \\& Samenleving}}, title = {Bereikt en geholpen},
  date = {2017-03}, institution = {KIS}, location = {Utrecht}, url = {https://www.kis.nl}}
@misc{old, author = {Vries, Jan de}, title = {An old note}, year = 1999}
@unheard{odd, title = {Of an unknown kind}}
"""


def test_a_citation_is_told_from_other_brackets() -> None:
    assert [key for key, _ in keys_in("[@a], [see @b:1, p. 2; @c], [me@x.org], [note], [@d](url), [@]")] == [
        *("a", "b:1", "c")
    ]
    parts: list[Cited] = []

    def kept(found: tuple[Cited, ...]) -> str:
        parts.extend(found)
        return "(…)" if found else ""

    assert with_citations("x [see @b, ch. 2; @c] y [me@x.org]", kept) == "x (…) y [me@x.org]"
    assert parts == [Cited("see", "b", "ch. 2"), Cited("", "c", "")]


def test_bibtex_and_biblatex_and_kinds_nobody_knows() -> None:
    references = read_references("r.bib", BIBTEX)
    assert list(references) == ["kis2017", "old", "odd"]
    report = references["kis2017"]
    assert str(report.publisher) == "KIS"
    assert str(report.URL) == "https://www.kis.nl"
    assert int(report.issued.year) == 2017


def test_csl_json() -> None:
    item = {"id": "Guide", "type": "book", "title": "A guide", "issued": {"date-parts": [[2020]]}}
    assert list(read_references("r.json", json.dumps([item]))) == ["guide"]


@pytest.mark.parametrize(
    ("file", "text", "message"),
    [
        ("r.bib", "@misc{a, title = {open", "r.bib:1:1: this is not BibTeX that can be read"),
        ("r.json", '[\n{"id": "a", }]', "r.json:2:1: this is not CSL-JSON that can be read"),
        ("r.json", '{"id": "a"}', "r.json:1:1: this is not CSL-JSON that can be read"),
    ],
)
def test_what_cannot_be_read_is_told_with_its_file(file: str, text: str, message: str) -> None:
    with pytest.raises(StudyError, match=message):
        read_references(file, text)
