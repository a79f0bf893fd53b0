"""Saved runs of a study whose model is a workbook: the folder has all that is needed to run again elsewhere."""

from __future__ import annotations

import hashlib
import json
import shutil
from pathlib import Path

import numpy as np
import pytest
from click.testing import CliRunner

import mcba
from mcba.cli import main
from tests.study.workbooks.books import book, study_of_workbook

WORLDS = 256


@pytest.fixture(scope="module")
def run() -> mcba.Run:
    return mcba.run(mcba.Study(**study_of_workbook()), worlds=WORLDS)


@pytest.fixture
def folder(run: mcba.Run, tmp_path: Path) -> Path:
    """The saved run, carried elsewhere."""
    saved = mcba.save_run(run, tmp_path / "here")
    return Path(shutil.move(str(saved), str(tmp_path / "elsewhere")))


def test_the_workbook_lies_in_the_folder_under_its_hash(folder: Path) -> None:
    assert (folder / "workbook" / "model.xlsx").read_bytes() == book()
    files = json.loads((folder / "manifest.json").read_text())["files"]
    assert files["workbook/model.xlsx"] == hashlib.sha256(book()).hexdigest()


def test_it_is_opened_verified_and_extended(run: mcba.Run, folder: Path) -> None:
    opened = mcba.open_run(folder)
    assert opened.hashes() == run.hashes()
    assert opened.base == run.base
    assert mcba.verify(folder).same
    np.testing.assert_array_equal(mcba.extend(opened, 2 * WORLDS).values("npv")[:WORLDS], run.values("npv"))
    assert mcba.rank(opened).sizes["assumption"] == 4


def test_another_workbook_in_the_folder_is_told(folder: Path) -> None:
    (folder / "workbook" / "model.xlsx").write_bytes(book(rate=0.06))
    with pytest.raises(mcba.RunError, match=r"model.xlsx is not the file that was saved"):
        mcba.open_run(folder)
    (folder / "workbook" / "model.xlsx").unlink()
    with pytest.raises(mcba.RunError, match=r"model.xlsx is missing"):
        mcba.open_run(folder)


def test_commands_read_the_folder(folder: Path) -> None:
    for command in (["verify", str(folder)], ["rank", str(folder)], ["report", str(folder), "--format", "md"]):
        result = CliRunner().invoke(main, command)
        assert result.exit_code == 0, result.output
    appendix = (folder / "appendix.en.md").read_text()
    assert hashlib.sha256(book()).hexdigest() in appendix
    assert "# The workbook of the model" in appendix
    assert "in 3 other worlds the same as the whole workbook computed anew" in appendix
    assert "--allow-python" not in appendix
    crate = json.loads((folder / "ro-crate-metadata.json").read_text())
    assert "workbook/model.xlsx" in {part["@id"] for part in crate["@graph"]}
