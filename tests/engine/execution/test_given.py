"""What is handed over where a study or a run is wanted."""

from pathlib import Path

import pytest

import mcba
from mcba.engine.execution.given import given_run, given_run_or_study, study_given
from mcba.engine.execution.running import run_given
from mcba.errors import RequestError, RunError, StudyError


def test_a_path_is_read_as_text_or_as_a_path(small_study: Path) -> None:
    for given in (small_study, str(small_study), small_study / "study.toml", mcba.load(small_study)):
        assert study_given(given).name == "small"
        assert getattr(given_run_or_study(given), "name", "") == "small"


def test_the_folder_of_a_saved_run_gives_the_run(small_run: mcba.Run, tmp_path: Path) -> None:
    mcba.save_run(small_run, tmp_path / "saved")
    found = given_run_or_study(str(tmp_path / "saved"))
    assert isinstance(found, mcba.Run)
    assert found.hashes() == small_run.hashes()
    assert run_given(tmp_path / "saved").hashes() == small_run.hashes()


def test_a_study_is_drawn_where_a_run_is_wanted(small_study: Path, small_run: mcba.Run) -> None:
    assert run_given(small_study).hashes() == small_run.hashes()


def test_anything_else_is_refused_with_what_is_wanted(small_run: mcba.Run, tmp_path: Path) -> None:
    mcba.save_run(small_run, tmp_path / "saved")
    for given, words in (
        (3, "the path of one, and this is an int"),
        (["study"], "this is a list"),
        (small_run, "this is a run; take run.study"),
        (tmp_path / "saved", "is a saved run; mcba.open_run"),
    ):
        with pytest.raises(RequestError, match=words):
            study_given(given)  # type: ignore[arg-type]
    with pytest.raises(RequestError, match="a run or a study is wanted, or the path of one, and this is a dict"):
        given_run_or_study({})  # type: ignore[arg-type]
    with pytest.raises(StudyError, match="no such file"):
        study_given("nowhere")
    with pytest.raises(RequestError, match="a run is wanted, and this is a study"):
        given_run(small_run.study)  # type: ignore[arg-type]
    with pytest.raises(RequestError, match="or the path of a saved one, and this is a tuple"):
        given_run(())  # type: ignore[arg-type]
    with pytest.raises(RunError, match="nowhere"):
        given_run("nowhere")


def test_a_saved_run_is_extended_from_its_path(small_run: mcba.Run, tmp_path: Path) -> None:
    mcba.save_run(small_run, tmp_path / "saved")
    larger = 2 * small_run.settings.worlds
    assert mcba.extend(str(tmp_path / "saved"), larger).hashes() == mcba.extend(small_run, larger).hashes()


def test_what_knowing_is_worth_is_asked_of_a_path(small_study: Path, small_run: mcba.Run) -> None:
    name = next(iter(mcba.load(small_study).families))
    assert mcba.evpi(small_study) == mcba.evpi(small_run)
    assert mcba.evppi(str(small_study), name) == mcba.evppi(small_run, name)
    planned = {"sample_size": 20, "study": "poisson"}
    assert mcba.evsi(small_study, name, **planned) == mcba.evsi(small_run, name, **planned)  # type: ignore[arg-type]
