import csv
import json
import os
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from click.testing import CliRunner

import mcba
from mcba.cli import main
from mcba.engine.saved import files, saving
from mcba.engine.saved.opening import open_run
from mcba.engine.saved.saving import save_run
from mcba.engine.saved.verification import verify
from mcba.errors import Note

COLUMNS = (
    *("outcome", "unit", "base", "mean", "mean_error", "sd", "sd_error", "median", "median_error"),
    *("low", "low_error", "high", "high_error", "mass", "above", "probability", "probability_error", "worlds"),
)


def test_a_saved_run_comes_back_the_same(small_run: mcba.Run, tmp_path: Path) -> None:
    folder = save_run(small_run, tmp_path / "out")
    again = open_run(folder)
    assert again.hashes() == small_run.hashes()
    assert again.settings == small_run.settings
    assert again.base == small_run.base
    assert again.range("bcr") == small_run.range("bcr")
    assert again.labels == small_run.labels
    assert again.study is not None
    assert small_run.study is not None
    assert again.study.document == small_run.study.document


def test_a_run_with_dropped_worlds_comes_back_the_same(tmp_path: Path) -> None:
    found = mcba.simulate(
        lambda x: np.where(x < 0.1, np.nan, x), {"x": mcba.Uniform(0, 1)}, worlds=1000, sampler="sobol", failed="drop"
    )
    again = open_run(save_run(found, tmp_path))
    assert again.failed_worlds == found.failed_worlds > 0
    assert again.summary("result") == found.summary("result")


def test_the_summary_holds_every_outcome_flow_and_bearer_with_all_digits(small_run: mcba.Run, tmp_path: Path) -> None:
    save_run(small_run, tmp_path)
    with (tmp_path / "summary.csv").open(encoding="utf-8") as file:
        rows = {row["outcome"]: row for row in csv.DictReader(file)}
    assert tuple(rows["npv"]) == COLUMNS
    assert float(rows["npv"]["low"]) == small_run.range("npv").low
    assert float(rows["npv"]["sd_error"]) == small_run.summary("npv").sd_error
    assert float(rows["npv"]["probability"]) == small_run.probability("npv").value
    assert rows["payback_year"]["probability"] == ""
    assert {"bearer_npv[client]", "present_value[care]"} <= rows.keys()


def test_saving_twice_gives_the_same_bytes(small_run: mcba.Run, tmp_path: Path) -> None:
    first, second = save_run(small_run, tmp_path / "1"), save_run(small_run, tmp_path / "2")
    for name in ("results.nc", "summary.csv", "manifest.json"):
        assert (first / name).read_bytes() == (second / name).read_bytes(), name


def test_the_manifest_is_enough_to_run_again_without_the_study_folder(small_study: Path, tmp_path: Path) -> None:
    folder = save_run(mcba.run(mcba.load(small_study), seed=0, worlds=500, sampler="lhs"), tmp_path / "out")
    (small_study / "study.toml").unlink()
    found = verify(folder)
    assert found.same
    assert found.arrays == 11


def test_verify_sees_a_changed_seed_a_changed_study_and_a_changed_file(small_run: mcba.Run, tmp_path: Path) -> None:
    folder = save_run(small_run, tmp_path)
    original = (folder / "manifest.json").read_text(encoding="utf-8")
    manifest = json.loads(original)
    manifest["settings"]["seed"] += 1
    (folder / "manifest.json").write_text(json.dumps(manifest), encoding="utf-8")
    assert Note("differs", {"name": "npv"}) in verify(folder).differences

    (folder / "manifest.json").write_text(original.replace("mean = 900", "mean = 901"), encoding="utf-8")
    assert not verify(folder).same

    (folder / "manifest.json").write_text(original, encoding="utf-8")
    assert verify(folder).same
    (folder / "summary.csv").write_text("changed", encoding="utf-8")
    (difference,) = verify(folder).differences
    assert difference == Note("file_changed", {"file": str(folder / "summary.csv")})


def test_verify_names_the_versions_when_numbers_differ(small_run: mcba.Run, tmp_path: Path) -> None:
    folder = save_run(small_run, tmp_path)
    manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    manifest["settings"]["seed"] += 1
    manifest["versions"]["numpy"] = "1.0"
    (folder / "manifest.json").write_text(json.dumps(manifest), encoding="utf-8")
    *_, versions = verify(folder).differences
    assert versions.code == "other_versions"
    assert any(name.startswith("numpy 1.0 →") for name in versions.data["names"])


def test_a_kept_subset_of_outcomes_is_verified_too(small_study: Path, tmp_path: Path) -> None:
    folder = save_run(mcba.run(mcba.load(small_study), keep=["bcr"], scenario="cheap"), tmp_path / "out")
    assert verify(folder).same
    assert open_run(folder).outcomes == ("bcr",)


def test_a_killed_run_leaves_the_earlier_results_as_they_were(
    small_run: mcba.Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = save_run(small_run, tmp_path / "out")
    before = {file.name: file.read_bytes() for file in folder.iterdir()}
    other = mcba.run(small_run.study, seed=6)  # type: ignore[arg-type]

    def killed(*_: object) -> str:
        raise KeyboardInterrupt

    monkeypatch.setattr(saving, "manifest_of", killed)
    with pytest.raises(KeyboardInterrupt):
        save_run(other, folder)
    assert {file.name: file.read_bytes() for file in folder.iterdir()} == before


def test_a_full_disk_is_one_clear_error(small_run: mcba.Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(_: int) -> None:
        raise OSError(28, os.strerror(28))

    monkeypatch.setattr(files.os, "fsync", full)
    with pytest.raises(mcba.RunError, match=r"cannot be written.*No space left.*unchanged"):
        save_run(small_run, tmp_path / "out")
    assert list((tmp_path / "out").iterdir()) == []


def test_a_file_where_the_folder_should_be_is_one_clear_error(small_run: mcba.Run, tmp_path: Path) -> None:
    (tmp_path / "out").write_text("")
    with pytest.raises(mcba.RunError, match="cannot be written"):
        save_run(small_run, tmp_path / "out")


@pytest.mark.parametrize(
    ("damage", "message"),
    [
        (lambda folder: (folder / "manifest.json").unlink(), r"there is no manifest\.json"),
        (lambda folder: (folder / "manifest.json").write_text("{"), "cannot be read"),
        (lambda folder: (folder / "manifest.json").write_text("[]"), "has format None"),
        (lambda folder: (folder / "results.nc").unlink(), r"results\.nc is missing"),
        (lambda folder: (folder / "results.nc").write_bytes(b"half"), "changed since"),
    ],
)
def test_damaged_results_are_not_opened(small_run: mcba.Run, tmp_path: Path, damage, message: str) -> None:
    folder = save_run(small_run, tmp_path)
    damage(folder)
    with pytest.raises(mcba.RunError, match=message):
        open_run(folder)


def twice(x: Any) -> Any:
    return 2 * x


def test_a_function_is_saved_as_its_text_and_given_again(tmp_path: Path) -> None:
    run = mcba.simulate(twice, {"x": mcba.Normal(1, 1)}, worlds=128)
    opened = open_run(save_run(run, tmp_path))
    assert (opened.outcomes, opened.inputs, opened.base) == (("result",), ("x",), {"result": 2.0})
    assert opened.hashes() == run.hashes()
    assert str(opened.range("result")) == str(run.range("result"))
    with pytest.raises(mcba.RunError, match="'twice' of this study was held in memory, and is not here"):
        verify(tmp_path)
    assert verify(tmp_path, function=twice).same
    other = verify(tmp_path, function=lambda x: 2 * x)
    assert [note.code for note in other.differences] == ["function_changed"]
    assert open_run(tmp_path, function=twice).plan.rows(0, 128)["result"].tolist() == run.values("result").tolist()


def test_a_distribution_of_ones_own_is_saved_without_its_study(tmp_path: Path) -> None:
    class Steps(mcba.Family):
        def _ppf(self, u: Any) -> Any:
            return np.floor(6 * np.asarray(u)) + 1

    run = mcba.simulate(twice, {"x": Steps()}, worlds=128)
    opened = open_run(save_run(run, tmp_path))
    assert opened.study is None
    assert opened.hashes() == run.hashes()
    with pytest.raises(mcba.RunError, match="made by a Python function or of a table"):
        verify(tmp_path)


def test_a_model_that_changed_since_is_told_and_what_was_saved_is_verified(tmp_path: Path) -> None:
    """The text that was saved runs again, so the numbers are the same; the file beside the study is another by now."""
    study = tmp_path / "study"
    study.mkdir()
    text = '[study]\ntitle = "T"\n[assumptions.x]\ndistribution = "normal"\nmean = 0\nsd = 1\nstatus = "assumed"\n'
    (study / "study.toml").write_text(text + '[model]\npython = "model.py:f"\ngives = ["y"]\n')
    (study / "model.py").write_text("def f(x):\n    return 2 * x\n")
    saved = mcba.save_run(mcba.run(mcba.load(study, allow_python=True), worlds=256), study / "results")
    assert mcba.verify(saved, allow_python=True).notes == ()
    (study / "model.py").write_text("def f(x):\n    return 3 * x\n")
    found = mcba.verify(saved, allow_python=True)
    assert found.same
    assert [(note.code, note.data["files"]) for note in found.notes] == [("files_changed", "model.py")]
    shown = CliRunner().invoke(main, ["verify", str(saved), "--allow-python"])
    assert shown.exit_code == 0
    assert f"in {study} this changed since: model.py" in shown.output
    (study / "study.toml").unlink()
    assert mcba.verify(saved, allow_python=True).notes == ()
