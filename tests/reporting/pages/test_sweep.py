"""The page, the object and the file of a sweep: the numbers of `mcba.sweep`, each to the digits of its error."""

import csv
import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

import mcba
from mcba.cli import main
from mcba.reporting.facts.sweeps import Swept
from mcba.reporting.pages.sweep import SWEEP


def call(*arguments: object) -> Result:
    return CliRunner().invoke(main, ["sweep", *map(str, arguments)])


def test_the_command_prints_the_page_of_the_sweep(small_study: Path) -> None:
    study = mcba.load(small_study)
    swept = mcba.sweep(study, {"discount_rate": [0.0, 0.03, 0.06]}, "npv")
    called = call(small_study, "--over", "discount_rate=0:0.06:3", "--language", "en")
    assert called.exit_code == 0
    assert called.stdout.rstrip("\n") == SWEEP.printed(Swept(swept, study), "en")
    assert [line[0] for line in called.stdout.splitlines() if line[2:3] == "%"] == ["0", "3", "6"]


def test_a_value_stands_there_to_the_digits_of_its_error(small_study: Path) -> None:
    swept = mcba.sweep(small_study, {"discount_rate": [0.0]}, "npv")
    rounded = mcba.Estimate(swept["median"].item(), swept["median_error"].item())
    printed = call(small_study, "--over", "discount_rate=0", "--language", "en").stdout
    line = next(line for line in printed.splitlines() if line.startswith("0"))
    median = float(line.split("%")[1].split()[1].replace(",", ""))
    assert abs(median - rounded.value) <= rounded.error


def test_the_object_and_the_file_hold_every_number(small_study: Path, tmp_path: Path) -> None:
    swept = mcba.sweep(small_study, {"discount_rate": [0.0, 0.05]}, ["npv", "bcr"])
    asked = (small_study, "--over", "discount_rate=0,0.05", "--outcome", "npv", "--outcome", "bcr")
    told = json.loads(call(*asked, "--json").stdout)
    assert told["over"] == {"discount_rate": [0.0, 0.05]}
    assert [row["mean"] for row in told["outcomes"]["bcr"]["at"]] == swept["mean"].sel(outcome="bcr").values.tolist()
    assert call(*asked, "--out", tmp_path / "out").exit_code == 0
    rows = list(csv.DictReader((tmp_path / "out" / "sweep.csv").open()))
    assert [float(row["high_error"]) for row in rows] == swept["high_error"].values.ravel().tolist()


def test_the_value_of_the_study_itself_is_marked(small_study: Path) -> None:
    study = mcba.load(small_study)
    own, name = study.document.choices["discount_rate"].value, next(iter(study.families))
    assert isinstance(own, float)
    printed = call(small_study, "--over", f"discount_rate=0,{own!r}", "--language", "nl").stdout
    assert [line[0] for line in printed.splitlines() if "(in de studie)" in line] == [str(round(100 * own))]
    base = mcba.sweep(study, {name: [1.0]})[name].attrs["base"]
    printed = call(small_study, "--over", f"{name}=1e-3,{base!r}", "--language", "en").stdout
    assert printed.count("(base value)") == 1


def test_figures_lie_beside_the_table(small_study: Path, tmp_path: Path) -> None:
    called = call(small_study, "--over", "discount_rate=0,0.05", "--out", tmp_path / "out")
    assert called.exit_code == 0
    assert sorted(file.name for file in (tmp_path / "out").iterdir()) == ["sweep-npv.png", "sweep-npv.svg", "sweep.csv"]


def test_two_names_are_crossed_and_three_are_refused(small_study: Path) -> None:
    name = next(iter(mcba.load(small_study).families))
    crossed = json.loads(call(small_study, "--over", f"{name}=1,2", "--over", "discount_rate=0,0.05", "--json").stdout)
    assert len(crossed["outcomes"]["npv"]["at"]) == 4
    three = [part for text in ("a=1", "b=1", "c=1") for part in ("--over", text)]
    assert "takes 2 names at most" in call(small_study, *three).stderr


@pytest.mark.parametrize("text", ["rate", "rate=", "rate=a", "rate=0:1:1", "x=0:1:b"])
def test_what_names_no_values_is_refused_with_how_to_write_them(small_study: Path, text: str) -> None:
    called = call(small_study, "--over", text)
    assert called.exit_code == 2
    assert "write NAME=1,2,5 or NAME=from:to:count" in " ".join(called.stderr.split())


def test_a_name_that_is_not_there_leaves_with_2(small_study: Path) -> None:
    called = call(small_study, "--over", "discont_rate=0")
    assert (called.exit_code, "did you mean 'discount_rate'?" in called.stderr) == (2, True)


def test_a_saved_run_is_swept_on_its_own_worlds(small_run: mcba.Run, tmp_path: Path) -> None:
    mcba.save_run(small_run, tmp_path / "saved")
    told = json.loads(call(tmp_path / "saved", "--over", "discount_rate=0.05", "--json").stdout)
    swept = mcba.sweep(small_run, {"discount_rate": 0.05}, "npv")
    assert told["outcomes"]["npv"]["at"][0]["mean"] == swept["mean"].item()
    assert call(tmp_path / "saved", "--over", "discount_rate=0", "--scenario", "low").exit_code == 2
