"""Prose beside the study file: read with it, saved with its runs, and no part of its numbers."""

from __future__ import annotations

from pathlib import Path

import pytest

import mcba
from mcba.engine.saved import open_run, save_run
from mcba.study.document import Text
from mcba.study.reading import cited_by, load, prose_of, sources_of, texts_of

STUDY = """
[study]
title = "Proef"
language = "nl"
bibliography = "references.bib"
problem = "Het probleem [@kis, p. 3]."

[assumptions.hours]
distribution = "uniform"
low = 1
high = 2
status = "sourced"
source = { citation = "@Michon", page = 12 }

[outcomes.half]
formula = "hours / 2"
"""
BIBTEX = "@misc{kis, title = {Bereikt}}\n@article{michon, title = {Work}}\n@book{unread, title = {Not cited}}\n"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = tmp_path / "proef"
    (folder / "prose").mkdir(parents=True)
    files = {"study.toml": STUDY, "references.bib": BIBTEX, "prose/question.md": "Eigen woorden.\n"}
    files |= {"prose/question.en.md": "Own words.\n", "prose/limits.nl.md": "Grenzen [@kis].\n", "prose/empty.md": ""}
    for name, text in files.items():
        (folder / name).write_text(text, encoding="utf-8")
    return folder


def test_prose_is_by_chapter_and_language(folder: Path) -> None:
    study = load(folder)
    assert prose_of(study) == {
        "question": Text(nl="Eigen woorden.\n", en="Own words.\n"),
        "limits": Text(nl="Grenzen [@kis].\n"),
    }
    assert prose_of(study)["question"] in texts_of(study)
    assert [source.citation for source in sources_of(study)] == ["@Michon"]
    assert cited_by(study) == ["michon", "kis"]


def test_a_saved_run_carries_the_prose_and_no_number_depends_on_it(folder: Path, tmp_path: Path) -> None:
    first = mcba.run(load(folder), worlds=64)
    save_run(first, tmp_path / "saved")
    (folder / "prose" / "question.md").write_text("Andere woorden.\n", encoding="utf-8")
    again = load(folder)
    saved = open_run(tmp_path / "saved").study
    assert saved is not None
    assert saved.tables["prose/question.md"] == "Eigen woorden.\n"
    assert again.tables["prose/question.md"] == "Andere woorden.\n"
    assert first.study is not None
    assert again.sha256 == first.study.sha256 == saved.sha256
    assert mcba.run(again, worlds=64).hashes() == first.hashes()
