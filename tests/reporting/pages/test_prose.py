"""Prose that no heading takes is told of."""

from __future__ import annotations

from pathlib import Path

from click.testing import CliRunner

from mcba.cli import main
from mcba.errors import Note
from mcba.reporting.pages.prose import misplaced
from mcba.study.reading import read

STUDY = '[study]\ntitle = "T"\n[outcomes.one]\nformula = "1"\n'


def test_the_nearest_heading_is_named() -> None:
    tables = {"prose/limit.en.md": "Words.", "prose/question.md": "Words."}
    (hint,) = misplaced(read(Path("study/study.toml"), STUDY, tables=tables))
    assert (hint.path, hint.line, hint.column) == ("study/prose/limit.en.md", 1, 1)
    assert hint.note == Note("no_chapter", {"name": "limit", "near": "limits"})


def test_check_prints_it(tmp_path: Path) -> None:
    (tmp_path / "prose").mkdir()
    (tmp_path / "study.toml").write_text(STUDY, encoding="utf-8")
    (tmp_path / "prose" / "limit.md").write_text("Words.", encoding="utf-8")
    printed = CliRunner().invoke(main, ["check", str(tmp_path)]).output
    assert f"{tmp_path}/prose/limit.md:1:1: hint: the report has no heading limit" in printed
