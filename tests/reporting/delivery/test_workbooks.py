"""The workbook and the table of a run: what they hold is what the run says, in the language of the reader."""

from __future__ import annotations

import csv
import io
from pathlib import Path
from typing import Any

import pytest

import mcba
from mcba.reporting.delivery.workbooks import results_workbook, save_accounts
from mcba.reporting.facts.facts import Facts
from mcba.reporting.objects.accounts import accounts_object
from tests.analysis.deciding import study_of
from tests.reporting.sections.results.test_accounts import CERTAIN, TWO, UNSURE

calamine = pytest.importorskip("python_calamine")
pytest.importorskip("xlsxwriter")


def sheets(facts: Facts, language: str = "en") -> dict[str, list[list[Any]]]:
    book = calamine.CalamineWorkbook.from_filelike(io.BytesIO(results_workbook(facts, language)))
    return {name: book.get_sheet_by_name(name).to_python() for name in book.sheet_names}


def test_a_workbook_has_one_table_a_sheet_and_says_what_it_is_of() -> None:
    run = mcba.run(study_of(UNSURE), worlds=4_096)
    found = sheets(Facts(run))
    assert list(found) == [
        *("1 About this workbook", "2 Outcomes", "3 Benefits and costs", "4 Who gains and who pays", "5 Quantities"),
        "6 By year",
    ]
    about = {row[0]: row[1] for row in found["1 About this workbook"]}
    assert (about["Study"], about["Option"], about["Worlds"], about["Seed"]) == ("Certain", "Guidance", 4_096.0, "1")
    table = {row[1]: row[3:] for row in found["3 Benefits and costs"]}
    whole = run.summary("npv")
    balance = [whole.low.value, whole.mean.value, whole.high.value, whole.mean.error]
    assert table["Balance: benefits less costs"] == pytest.approx(balance, rel=1e-14)
    assert table["Joy"][1] == "+ PM"
    effect = next(row for row in found["5 Quantities"] if row[0] == "People in work")
    assert (effect[1], effect[4]) == ("person", 50.0)


def test_years_of_every_flow_stand_before_and_after_discounting() -> None:
    found = sheets(Facts(mcba.run(study_of(CERTAIN))), "nl")
    rows = {(row[0], row[1]): row[3:6] for row in found["6 Per jaar"]}
    assert rows["Werk", "niet verdisconteerd"] == [200_000.0, 200_000.0, 0.0]
    assert rows["Werk", "contante waarde"] == [200_000.0, 100_000.0, 0.0]
    assert rows["Waarde van één euro in jaar 0", ""] == [1.0, 0.5, 0.25]


def test_every_option_has_its_columns() -> None:
    header, *rows = sheets(Facts(mcba.run(study_of(CERTAIN + TWO))))["3 Benefits and costs"]
    means = [place for place, name in enumerate(header) if name.endswith(": Mean")]
    assert [header[place] for place in means] == ["Guidance: Mean", "Twice as large: Mean"]
    costs = next(row for row in rows if row[1] == "All costs")
    assert [costs[place] for place in means] == [200_000.0, 400_000.0]


def test_a_measurement_without_flows_has_its_outcomes_and_quantities() -> None:
    text = CERTAIN.partition("[benefits")[0] + '[outcomes.people]\nformula = "in_work"\n'
    assert list(sheets(Facts(mcba.run(study_of(text))))) == ["1 About this workbook", "2 Outcomes", "3 Quantities"]


def test_the_files_are_the_same_bytes_for_the_same_run(tmp_path: Path) -> None:
    run = mcba.run(study_of(CERTAIN + TWO))
    files = save_accounts(Facts(run), tmp_path / "one")
    assert [file.name for file in files] == ["accounts.csv", "results.xlsx"]
    again = save_accounts(Facts(mcba.run(study_of(CERTAIN + TWO))), tmp_path / "two")
    assert [file.read_bytes() for file in files] == [file.read_bytes() for file in again]
    records = list(csv.DictReader(files[0].open(encoding="utf-8")))
    totals = {record["option"]: float(record["mean"]) for record in records if record["name"] == "npv"}
    assert totals == {"project": 200_000.0, "twice": 400_000.0}


def test_the_object_has_every_line_with_its_error_and_base_case() -> None:
    found = accounts_object(Facts(mcba.run(study_of(UNSURE + TWO), worlds=4_096)))
    assert (found["own"], found["same_as"], list(found["options"])) == (
        "project",
        {"same": "project"},
        ["project", "twice"],
    )
    project = found["options"]["project"]
    assert project["flows"]["work"]["base"] == 300_000.0
    assert project["quantities"]["in_work"]["unit"] == "person"
    assert abs(project["flows"]["work"]["mean"] - 300_000) < 5 * project["flows"]["work"]["mean_error"] + 1
    assert project["ratio_of_means"]["value"] == pytest.approx(2.0)
