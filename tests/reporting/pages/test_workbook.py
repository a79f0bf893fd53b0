"""What `mcba excel check` prints of a workbook, in both languages, and the codes with which it leaves."""

from __future__ import annotations

import json
import shlex
from pathlib import Path

import pytest
import xlsxwriter
from click.testing import CliRunner

import mcba
from mcba.cli import main


def workbook(path: Path, outcome: str = "=B1*B2-B3", value: float = 300.0) -> Path:
    with xlsxwriter.Workbook(path) as made:
        sheet = made.add_worksheet("Costs & gains")
        for row, (label, number) in enumerate((("Visits", 100), ("Value of a visit", 8), ("Wage", 500.5))):
            sheet.write(row, 0, label)
            sheet.write(row, 1, number)
        sheet.write("A5", "Net present value")
        sheet.write_formula("B5", outcome, value=value)
        made.add_worksheet("Notes").hide()
    return path


def test_what_was_read_the_outcome_and_what_moves_it(tmp_path: Path) -> None:
    checked = mcba.check_workbook(workbook(tmp_path / "model.xlsx", value=299.5))
    assert checked
    text = str(checked)
    joined = " ".join(text.split())
    assert "model.xlsx: 2 sheets, 1 formula" in text
    assert "It gives the value that was saved" in joined
    assert "1 sheet is hidden: Notes" in text
    assert "Net present value = 299.5" in text
    assert "3 numbers reach it, 3 move it" in joined
    assert "500.5 → 249.45" in text  # 100 * 8 - 550.55
    assert max(map(len, text.split("Next:", maxsplit=1)[0].splitlines())) <= 78


def test_the_next_command_is_as_a_shell_takes_it(tmp_path: Path) -> None:
    file = workbook(tmp_path / "my model.xlsx", value=299.5)
    command = shlex.split(mcba.check_workbook(file).next_command)
    assert command[:3] == ["mcba", "excel", "start"]
    assert command[3:] == [str(file), "--outcome", "Costs & gains!B5"]
    answer = CliRunner().invoke(main, [*command[1:], "--to", str(tmp_path / "study"), "--spread", "0.2"])
    assert answer.exit_code == 0, answer.output
    assert (tmp_path / "study" / "study.toml").is_file()


def test_dutch(tmp_path: Path) -> None:
    lines = list(mcba.check_workbook(workbook(tmp_path / "m.xlsx", value=299.5)).lines("nl"))
    assert "Waarschijnlijke uitkomsten (noem andere met --outcome)" in lines
    assert any("500,5 → 249,45" in line for line in lines)


def test_json_and_the_code_of_a_sound_workbook(tmp_path: Path) -> None:
    file = workbook(tmp_path / "m.xlsx", value=299.5)
    answer = CliRunner().invoke(main, ["excel", "check", str(file), "--json"])
    assert answer.exit_code == 0
    found = json.loads(answer.stdout)
    assert found["outcomes"][0]["cell"] == "'Costs & gains'!B5"
    assert [mover["label"] for mover in found["outcomes"][0]["moving"]] == ["Visits", "Value of a visit", "Wage"]


@pytest.mark.parametrize(
    ("formula", "value", "words"),
    [
        ("=B1*B2-B3*RAND()", 300.0, "throws dice"),
        ("=B1*B2-B3", 301.5, "301.5"),  # not what the formula gives: changed by another program
        ("=B5+B1", 300.0, "computed from itself"),
    ],
)
def test_an_outcome_that_cannot_be_run_is_refused_with_code_2(
    tmp_path: Path, formula: str, value: float, words: str
) -> None:
    file = workbook(tmp_path / "m.xlsx", formula, value)
    answer = CliRunner().invoke(main, ["excel", "check", str(file), "--outcome", "Costs & gains!B5"])
    assert answer.exit_code == 2
    assert "cannot be run" in answer.output
    assert words in " ".join(answer.output.split())


def test_a_changed_workbook_of_a_study_is_named_and_accepted(tmp_path: Path) -> None:
    mcba.start_from_workbook(workbook(tmp_path / "m.xlsx", value=299.5), to=tmp_path / "study", spread=0.2)
    workbook(tmp_path / "study" / "m.xlsx", "=B1*B2-B3*2", -201.0)
    study = str(tmp_path / "study")
    changed = CliRunner().invoke(main, ["excel", "check", study])
    assert changed.exit_code == 2
    assert "'Costs & gains'!B5 was =B1*B2-B3, is =B1*B2-B3*2" in changed.output
    accepted = CliRunner().invoke(main, ["excel", "check", study, "--accept"])
    assert accepted.exit_code == 0, accepted.output
    assert "is =B1*B2-B3*2" in accepted.output
    assert CliRunner().invoke(main, ["excel", "check", study]).exit_code == 0
