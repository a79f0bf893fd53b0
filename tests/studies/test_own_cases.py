"""A municipality's own case file: the template that `mcba new` gives, CSV and Excel, and what is wrong with a cell."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

import mcba
from mcba.cli import main
from tests.places import STUDIES

pytestmark = pytest.mark.slow

MEERWAARDE = STUDIES / "meerwaarde-preventiecalculator"
COLUMNS = ["case", "goal", "chance", "contribution", "cost", "multiplier", "recurring", "bearer"]
LABELS = {"1": "Zeker", "0.7": "waarschijnlijk", "0.35": "misschien"}


def call(*arguments: object) -> Result:
    return CliRunner().invoke(main, [str(argument) for argument in arguments])


def forty_cases() -> list[list[str]]:
    """As somebody at a municipality types them: words, decimal commas, capitals here and there."""
    words, bearers = list(LABELS.values()), ["gemeente zorg", "Gemeente Jeugd", "zorgverzekeraar", "onderwijs"]
    return [
        [
            f"2024-{number:03}",
            "schulden; wonen" if number == 7 else "schulden",
            words[number % 3],
            words[number % 2],
            f"{1_000 + number},50",
            str(1 + number % 4),
            "ja" if number % 4 == 0 else "Nee",
            bearers[number % 4],
        ]
        for number in range(1, 41)
    ]


def write_csv(folder: Path, rows: Sequence[Sequence[str]], columns: Sequence[str] = COLUMNS) -> None:
    with (folder / "cases.csv").open("w", encoding="utf-8-sig", newline="") as file:
        csv.writer(file, delimiter=";", lineterminator="\r\n").writerows([columns, *rows])


def write_excel(folder: Path, rows: Sequence[Sequence[str | float | bool]]) -> None:
    from xlsxwriter import Workbook

    (folder / "cases.csv").unlink(missing_ok=True)
    with Workbook(str(folder / "cases.xlsx")) as book:
        sheet = book.add_worksheet()
        for place, row in enumerate([COLUMNS, *rows]):
            sheet.write_row(place, 0, row)


@pytest.fixture
def own(tmp_path: Path) -> Path:
    folder = tmp_path / "own"
    assert call("new", folder, "--from", "meerwaarde-preventiecalculator").exit_code == 0
    return folder


def test_the_template_is_a_study_that_runs_and_explains_itself(own: Path) -> None:
    assert {file.name for file in own.iterdir()} == {"README.md", "cases.csv", "study.toml"}
    assert call("check", own).exit_code == 0
    found = call("run", own, "--worlds", 1_000)
    assert found.exit_code == 0
    assert "Published figures" not in found.output
    text = (own / "README.md").read_text(encoding="utf-8")
    assert all(f"`{column}`" in text for column in COLUMNS)


def test_a_readers_table_of_words_is_that_of_the_study(own: Path) -> None:
    text = (own / "README.md").read_text(encoding="utf-8")
    bearer = mcba.load(own).document.assumptions["case_bearer"].value
    assert all(f"`{word}`" in text for word in bearer.words)  # type: ignore[union-attr]


def test_the_cases_of_haarlemmermeer_give_the_published_total_in_the_template(own: Path) -> None:
    """18,634,766 and 317 %, as in the study itself: both are one method."""
    with (MEERWAARDE / "cases.csv").open(encoding="utf-8", newline="") as file:
        rows = [
            [
                *(row["case"], row["goal"], LABELS[row["chance"]], LABELS[row["contribution"]]),
                *(row["cost"].replace(".", ","), row["multiplier"].replace(".", ",")),
                *("ja" if row["recurring"] == "1" else "nee", "gemeente zorg"),
            ]
            for row in csv.DictReader(file)
        ]
    write_csv(own, rows)
    file_of_study = own / "study.toml"
    file_of_study.write_text(file_of_study.read_text(encoding="utf-8").replace("value = 100_000", "value = 5_884_091"))
    base = mcba.run(mcba.load(own), worlds=16).base
    whole = {
        name: int(Decimal(base[name]).quantize(Decimal(1), ROUND_HALF_UP)) for name in ("avoided_costs", "rendement")
    }
    assert whole == {"avoided_costs": 18_634_766, "rendement": 317}
    assert base["municipality_ratio"] == pytest.approx(base["rendement"] / 100)


def test_who_would_have_paid_is_read_from_the_cases(own: Path) -> None:
    """One case for the insurer, one for Work & Income: the first a gain, the second a transfer from residents."""
    write_csv(
        own,
        [
            ["a", "", "zeker", "zeker", "1000", "2", "nee", "zorgverzekeraar"],
            ["b", "", "zeker", "zeker", "500", "1", "ja", "gemeente werk en inkomen"],
        ],
    )
    run = mcba.run(mcba.load(own), worlds=4_096)
    assert run.base["present_value_benefits"] == pytest.approx(0.9 * 2_000)
    assert run.base["avoided_costs"] == pytest.approx(0.9 * (2_000 + 3 * 500))
    transfer = run.values("bearer_npv", "municipality_work_income") + run.values("bearer_npv", "client")
    assert abs(transfer).max() < 1e-9


def test_forty_cases_in_csv_and_in_excel_are_the_same(own: Path, tmp_path: Path) -> None:
    write_csv(own, forty_cases())
    by_csv = mcba.run(mcba.load(own), worlds=256)
    rows = [
        [
            float(cell.replace(",", ".")) if column in {"cost", "multiplier"} else cell
            for column, cell in zip(COLUMNS, row, strict=True)
        ]
        for row in forty_cases()
    ]
    write_excel(own, [*rows[:5], [""] * 8, *rows[5:]])  # a row left empty
    by_excel = mcba.run(mcba.load(own), worlds=256)
    assert by_csv.hashes() == by_excel.hashes()
    assert call("run", own, "--worlds", 256, "--out", tmp_path / "out").exit_code == 0
    assert "the same, to the bit" in call("verify", tmp_path / "out").output


MISTAKES = [
    (
        3,
        "chance",
        "soms",
        "4:3",
        "found 'soms' in column 'chance'; allowed is zeker, waarschijnlijk, misschien, certain",
    ),
    (
        5,
        "cost",
        "1.250,50",
        "6:5",
        "found '1.250,50' in column 'cost'; with semicolons between cells the decimal sign is a comma",
    ),
    (6, "cost", "€ 900", "7:5", "found '€ 900' in column 'cost'"),
    (8, "multiplier", "-2", "9:6", "found '-2' in column 'multiplier'; allowed is a number from 0"),
    (
        9,
        "recurring",
        "af en toe",
        "10:7",
        "found 'af en toe' in column 'recurring'; allowed is ja, nee, yes, no, or a n",
    ),
    (
        12,
        "bearer",
        "gemeente zorgg",
        "13:8",
        "found 'gemeente zorgg' in column 'bearer'; allowed is one of gemeente zorg",
    ),
    (13, "bearer", "3", "14:8", "found '3' in column 'bearer'; allowed is one of gemeente zorg"),
    (15, "case", "2024-014", "16:1", "'2024-014' stands twice in column 'case' (first on line 15)"),
    (18, "case", "", "19:1", "column 'case' has an empty cell"),
    (20, "cost", "", "21:5", "found '' in column 'cost'"),
    (25, "chance", "70%", "26:3", "found '70%' in column 'chance'"),
    (30, "contribution", "1,2", "31:4", "found '1,2' in column 'contribution'"),
]


def test_every_wrong_cell_is_named_at_once_as_file_row_and_column(own: Path) -> None:
    rows = forty_cases()
    for number, column, cell, _, _ in MISTAKES:
        rows[number - 1][COLUMNS.index(column)] = cell
    write_csv(own, rows)
    found = call("check", own)
    assert found.exit_code == 2
    lines = found.stderr.splitlines()
    for (_, _, _, place, words), line in zip(MISTAKES, lines, strict=False):
        assert line.startswith(f"{own / 'cases.csv'}:{place}: {words}")
    assert lines[-1] == f"{len(MISTAKES)} mistakes found"


def test_a_wrong_cell_of_an_excel_file_is_named_by_its_row_and_column(own: Path) -> None:
    rows: list[list[str | float | bool]] = [list(row) for row in forty_cases()]
    for row in rows:
        row[4], row[5] = 900.0, 2.0
    rows[1][6] = True  # a cell of Excel that is true or false is a yes or a no
    rows[2][2] = "soms"
    write_excel(own, rows)
    with pytest.raises(mcba.StudyError) as caught:
        mcba.load(own)
    (only,) = caught.value.complaints
    assert str(only).startswith(f"{own / 'cases.xlsx'}:4:3: found 'soms' in column 'chance'")


def test_two_case_files_or_none_are_refused(own: Path) -> None:
    text = (own / "cases.csv").read_text(encoding="utf-8")
    write_excel(own, forty_cases())
    (own / "cases.csv").write_text(text, encoding="utf-8")
    assert "both cases.csv and cases.xlsx are there for the table 'cases'" in call("check", own).stderr
    (own / "cases.csv").unlink()
    (own / "cases.xlsx").unlink()
    assert "there is no table 'cases.csv' in the study's folder" in call("check", own).stderr


def test_a_column_that_is_missing_is_named(own: Path) -> None:
    columns = ["bijdrage" if column == "contribution" else column for column in COLUMNS]
    write_csv(own, forty_cases(), columns)
    assert "the table has no column 'contribution'" in call("check", own).stderr


@pytest.mark.parametrize(
    ("value", "words"),
    [
        ('{ column = "x", words = { ja = "yes" } }', "words stand for numbers"),
        ('{ column = "x", low = "0" }', "the ends of a column are numbers"),
        ('{ column = "x", only_words = true }', "only_words is true or false, and needs words"),
    ],
)
def test_what_a_column_may_hold_is_checked_too(tmp_path: Path, value: str, words: str) -> None:
    (tmp_path / "t.csv").write_text("a,x\nb,1\n")
    (tmp_path / "study.toml").write_text(
        f'[study]\ntitle = "t"\n[sets]\na = {{ table = "t.csv", column = "a" }}\n[assumptions.y]\nover = "a"\n'
        f'table = "t.csv"\nvalue = {value}\n[outcomes]\nz = {{ formula = \'sum(y, over="a")\' }}\n'
    )
    with pytest.raises(mcba.StudyError, match=words):
        mcba.load(tmp_path)
