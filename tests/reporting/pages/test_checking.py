"""A check as data: complaints, hints, and the lines that the command prints."""

from pathlib import Path

import pytest
from click.testing import CliRunner

import mcba
from mcba.cli import main
from mcba.errors import RequestError


def test_a_sound_study_is_true_and_prints_what_the_command_prints(small_study: Path) -> None:
    checked = mcba.check(small_study)
    assert checked
    assert checked.complaints == ()
    assert checked.study is not None
    printed = CliRunner().invoke(main, ["check", str(small_study), "--language", "en"]).output
    assert "\n".join(checked.lines("en")) == printed.rstrip("\n")
    assert str(mcba.check(checked.study)) == str(checked)


def test_hints_have_their_place_and_their_note(small_study: Path) -> None:
    (small_study / "prose").mkdir()
    (small_study / "prose" / "resalts.md").write_text("Words.")
    *_, hint = mcba.check(small_study).hints
    assert (hint.note.code, hint.line) == ("no_chapter", 1)
    assert "resalts" in str(mcba.check(small_study)).splitlines()[-1]


def test_a_wrong_study_raises_nothing_and_is_false(small_study: Path) -> None:
    file = small_study / "study.toml"
    file.write_text(file.read_text().replace("seed = 5", "sead = 5"))
    checked = mcba.check(small_study)
    assert not checked
    (complaint,) = checked.complaints
    assert complaint.message.startswith("unknown key 'sead'")
    assert str(checked) == str(complaint)
    assert not mcba.check("nowhere")


def test_what_is_no_study_is_refused(small_run: mcba.Run) -> None:
    with pytest.raises(RequestError, match="this is a run"):
        mcba.check(small_run)  # type: ignore[arg-type]
