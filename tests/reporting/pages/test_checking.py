"""A check as data: complaints, hints, and the lines that the command prints."""

import io
import re
import zipfile
from pathlib import Path

import pytest
from click.testing import CliRunner

import mcba
from mcba.cli import main
from mcba.errors import RequestError
from tests.study.workbooks.books import folder_with


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


STUDY = """
[study]
title = "A programme"
horizon = 0
[model]
workbook = "model.xlsx"
[model.gives.value]
cell = "Results!B1"
[assumptions.price]
cell = "Inputs!B3"
distribution = "normal"
mean = 20
sd = 1
"""


def test_a_workbook_that_would_not_be_run_is_a_mistake(tmp_path: Path) -> None:
    folder = folder_with(tmp_path, STUDY)
    assert "the workbook model.xlsx: 11 cells" in str(mcba.check(folder))  # Flows!C5:G5 and C7:G7, and B1
    file, changed = folder / "model.xlsx", io.BytesIO()
    with zipfile.ZipFile(file) as old, zipfile.ZipFile(changed, "w") as new:
        for name in old.namelist():
            new.writestr(name, re.sub(rb'(<c r="D5".*?<v>)[^<]*', rb"\g<1>2300", old.read(name)))  # 100 * 20 * 1.1
    file.write_bytes(changed.getvalue())
    result = CliRunner().invoke(main, ["check", str(folder)])
    assert result.exit_code == 2
    assert result.output.count("Flows!D5 =") == 1
    assert "the workbook stores 2300, computed 2200" in result.output
    assert f"{folder / 'study.toml'}:6:1: " in result.output


def test_a_number_from_whose_cell_nothing_follows_is_hinted_at(tmp_path: Path) -> None:
    other = '[assumptions.twin]\ncell = "Inputs!B9"\ndistribution = "normal"\nmean = 20\nsd = 1\n'
    assert not mcba.check(folder_with(tmp_path, STUDY)).hints
    (hint,) = mcba.check(folder_with(tmp_path, STUDY + other)).hints
    assert (hint.note.code, hint.note.data["names"]) == ("moves_nothing", ("twin",))
