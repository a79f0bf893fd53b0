"""A study in its folder."""

from __future__ import annotations

from pathlib import Path

import pytest

import mcba
from tests.places import ROOT
from tests.study.making.test_studies import small


def test_a_study_is_saved_with_the_files_that_it_names(tmp_path: Path) -> None:
    study = mcba.load(ROOT / "studies" / "schilderswijk-moeders")
    file = study.save(tmp_path / "copy")
    again = mcba.load(file)
    assert again == study
    assert mcba.load(tmp_path / "copy").tables == study.tables
    assert not [path.name for path in file.parent.rglob(".*")]


def test_another_study_is_left_alone(tmp_path: Path) -> None:
    file = small().save(tmp_path)
    assert small().save(tmp_path) == file
    with pytest.raises(mcba.StudyError, match="is another study; choose another folder"):
        small(title="Another").save(tmp_path)
    assert mcba.load(tmp_path) == small()
    after = mcba.load(tmp_path).with_(b=4)
    assert mcba.load(after.save(tmp_path)) == after  # the study itself, with a change


def test_a_folder_that_cannot_be_written_to(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(mcba.StudyError, match="cannot be written to"):
        small().save(tmp_path / "file")
    altered = small().altered(families=small().families)
    with pytest.raises(mcba.RunError, match="no saved study of it"):
        altered.save(tmp_path)
