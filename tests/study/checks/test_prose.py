"""What is wrong with prose and citations is told with its place."""

from __future__ import annotations

from pathlib import Path

import pytest

import mcba
from tests.study.reading.test_prose import BIBTEX, STUDY


def told(folder: Path, study: str, **files: str) -> list[str]:
    folder.mkdir(exist_ok=True)
    for name, text in {"study.toml": study, "references.bib": BIBTEX, **files}.items():
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_text(text, encoding="utf-8")
    try:
        mcba.load(folder)
    except mcba.StudyError as error:
        return [str(complaint).removeprefix(f"{folder}/") for complaint in error.complaints]
    return []


def test_a_sound_study_has_nothing_told(tmp_path: Path) -> None:
    assert told(tmp_path / "a", STUDY, **{"prose/question.md": "Words [@michon; see @kis, p. 3] and [a@b.nl]."}) == []


def test_an_unknown_reference_is_told_with_the_nearest(tmp_path: Path) -> None:
    study = STUDY.replace("[@kis, p. 3]", "[@kiss]").replace("@Michon", "@Michom")
    assert told(tmp_path / "a", study, **{"prose/question.md": "One.\n\nTwo [@unreed]."}) == [
        "prose/question.md:3:5: references.bib has no reference 'unreed'; did you mean 'unread'?",
        "study.toml:6:1: references.bib has no reference 'kiss'; did you mean 'kis'?",
        "study.toml:13:12: references.bib has no reference 'Michom'; did you mean 'michon'?",
    ]


def test_a_citation_needs_a_bibliography_that_is_there(tmp_path: Path) -> None:
    without = STUDY.replace('bibliography = "references.bib"', "").replace("[@kis, p. 3]", "here")
    assert told(tmp_path / "a", without) == [
        'study.toml:13:12: there is no bibliography to find @Michon in; add bibliography = "references.bib" to [study]'
    ]
    (missing,) = told(tmp_path / "b", STUDY.replace("references.bib", "refs.bib"))
    assert missing.startswith("study.toml:5:1: there is no table 'refs.bib' in the study's folder")


@pytest.mark.parametrize("language", ["fr", "NL"])
def test_prose_is_in_a_language_of_texts(tmp_path: Path, language: str) -> None:
    (complaint,) = told(tmp_path / "a", STUDY, **{f"prose/question.{language}.md": "Des mots."})
    assert complaint.startswith(
        f"prose/question.{language}.md:1:1: '{language}' in the name of this file is no language"
    )
