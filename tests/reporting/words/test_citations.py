"""Citations and the list of sources, in two languages."""

from __future__ import annotations

from pathlib import Path

import pytest

from mcba.reporting.words.labels import Labels
from mcba.study import Study
from mcba.study.document import Source, Text
from mcba.study.reading import read
from tests.study.reading.test_prose import STUDY

BIBTEX = """
@article{michon, author = {Michon, Harry and Stant, Dennis}, title = {Individual placement and support},
  journal = {Psychiatric Rehabilitation Journal}, year = 2014, volume = 37, number = 2, pages = {129--136},
  doi = {10.1037/prj0000061}}
@report{kis, author = {{Kennisplatform A \\& B}}, title = {Bereikt_en}, year = 2017, institution = {KIS}}
"""


@pytest.fixture(scope="module")
def study() -> Study:
    return read(Path("study.toml"), STUDY, tables={"references.bib": BIBTEX})


def test_texts_cite_by_author_and_year(study: Study) -> None:
    english, dutch = Labels(study, "en"), Labels(study, "nl")
    assert english.text(Text(en="It helps [see @michon, p. 12; @kis].")) == (
        "It helps (see Michon and Stant, 2014, p. 12; Kennisplatform A & B, 2017)."
    )
    assert dutch.text(Text(nl="Het helpt [@michon, p. 12].")) == "Het helpt (Michon en Stant, 2014, p. 12)."
    assert dutch.text(Text(nl="[@kis, hoofdstuk 3]")) == "(Kennisplatform A & B, 2017, hoofdstuk 3)"
    assert dutch.text(Text(nl="aan [a@b.nl] en [iets]")) == "aan [a@b.nl] en [iets]"


def test_a_source_may_be_a_reference(study: Study) -> None:
    assert Labels(study, "nl").source(Source(citation="@Michon", page=12)) == "Michon en Stant, 2014, p. 12"
    assert Labels(study, "nl").source(Source(citation="[@michon; @kis, p. 3]", page=12)) == (
        "Michon en Stant, 2014; Kennisplatform A & B, 2017, p. 3, p. 12"
    )
    assert Labels(study, "nl").source(Source(citation="A book (2020)")) == "A book (2020)"


def test_the_list_has_each_reference_once_in_full(study: Study) -> None:
    citations = Labels(study, "nl").citations
    assert citations is not None
    assert citations.list(["michon", "kis", "Michon"]) == [
        "Kennisplatform A & B (2017) *Bereikt\\_en*. KIS.",
        "Michon, H. en Stant, D. (2014) “Individual placement and support”, *Psychiatric Rehabilitation Journal*, "
        "37(2), pp. 129-136. Beschikbaar op: <https://doi.org/10.1037/prj0000061>.",
    ]
    assert citations.list([]) == []


def test_a_study_without_bibliography_cites_nothing() -> None:
    text = '[study]\ntitle = "T [@x]"\n[outcomes.one]\nformula = "1"'.replace(" [@x]", "")
    voice = Labels(read(Path("study.toml"), text), "en")
    assert voice.citations is None
    assert voice.text(Text(en="as it is [@x]")) == "as it is [@x]"
