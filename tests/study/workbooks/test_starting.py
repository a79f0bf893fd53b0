"""A study started from a workbook runs as it is, and says of every number what the workbook says."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest
import xlsxwriter

import mcba
from mcba.study.workbooks.naming import names_of

COLUMNS = ("", "Expected", "UseCarlo", "p05", "p95", "Units", "Source")
ROWS: tuple[tuple[object, ...], ...] = (
    ("Clients", 100.0, "Normal", 80.0, 120.0, "client", "registration of 2025"),
    ("Share that is helped", 0.4, "Beta", 0.3, 0.5, "1", ""),
    ("Price (EUR)", 20.0, "", "", "", "", ""),
    ("Price (EUR)", 20.0, "", "", "", "", ""),
    ("Costs", 300.0, "", "", "", "", ""),
)


def workbook(path: Path, *, own_sheet: bool = False) -> Path:
    """Benefits of clients times share times two prices, less costs: 100 * 0.4 * (20 + 20) - 300 = 1,300."""
    with xlsxwriter.Workbook(path) as made:
        sheet = made.add_worksheet("Model")
        for row, cells in enumerate((COLUMNS, *ROWS)):
            for column, cell in enumerate(cells):
                if cell != "":
                    sheet.write(row, column, cell)
        sheet.write("A8", "Net present value")
        sheet.write_formula("B8", "=B2*B3*(B4+B5)-B6", value=1300.0)
        if own_sheet:
            own = made.add_worksheet("mcba")
            for row, cells in enumerate(
                (
                    ("cell", "distribution", "low", "mode", "high", "means", "source"),
                    ("Model!B6", "pert", 200, 300, 500, "What it costs", "budget"),
                )
            ):
                for column, cell in enumerate(cells):
                    own.write(row, column, cell)
    return path


def test_the_study_runs_as_it_is_and_has_the_ranges_of_the_sheet(tmp_path: Path) -> None:
    file = workbook(tmp_path / "model.xlsx")
    before = hashlib.sha256(file.read_bytes()).hexdigest()
    started = mcba.start_from_workbook(file, to=tmp_path / "study")
    assert (started.is_asked, started.assumptions, started.with_range, started.stated) == (False, 4, 2, 2)
    assert hashlib.sha256(file.read_bytes()).hexdigest() == before
    study = mcba.load(started.file)
    stated = study.document.assumptions
    assert set(stated) == {"clients", "share_that_is_helped", "price_eur", "costs"}
    assert stated["clients"].distribution == "normal"
    assert stated["share_that_is_helped"].distribution == "beta"
    assert (stated["clients"].status, stated["share_that_is_helped"].status) == ("sourced", "assumed")
    assert stated["price_eur"].cells == ("Model!B4", "Model!B5")
    run = mcba.run(study, worlds=4096)
    assert study.document.model is not None
    (outcome,) = study.document.model.gives
    assert run.range(outcome).low < 1300 < run.range(outcome).high
    assert "Model!B8,=B2*B3*(B4+B5)-B6,1300" in (tmp_path / "study" / "model.cells.csv").read_text(encoding="utf-8")


def test_a_spread_gives_every_number_a_range_that_says_so(tmp_path: Path) -> None:
    started = mcba.start_from_workbook(workbook(tmp_path / "m.xlsx"), ["Model!B8"], to=tmp_path / "study", spread=0.2)
    assert (started.is_asked, started.with_range) == (True, 4)
    costs = mcba.load(started.file).document.assumptions["costs"]
    assert (costs.distribution, costs.parameters()) == ("triangular", {"low": 240, "mode": 300, "high": 360})
    assert "20 %" in str(costs.reason)


def test_a_sheet_named_mcba_says_ranges_and_what_numbers_mean(tmp_path: Path) -> None:
    started = mcba.start_from_workbook(workbook(tmp_path / "m.xlsx", own_sheet=True), to=tmp_path / "study")
    found = mcba.load(started.file).document.assumptions["what_it_costs"]
    assert (found.cell, found.distribution, found.parameters()) == (
        "Model!B6",
        "pert",
        {"low": 200, "mode": 300, "high": 500},
    )


def test_only_those_that_move_it_most_and_a_dutch_study(tmp_path: Path) -> None:
    started = mcba.start_from_workbook(workbook(tmp_path / "m.xlsx"), to=tmp_path / "study", most=3, language="nl")
    assert (started.assumptions, started.left_out) == (3, 1)
    assert "Een studie van een werkmap" in started.file.read_text(encoding="utf-8")


def test_nothing_is_overwritten_and_nothing_half_done_is_left(tmp_path: Path) -> None:
    file = workbook(tmp_path / "m.xlsx")
    (tmp_path / "study").mkdir()
    with pytest.raises(mcba.StudyError, match="is already there"):
        mcba.start_from_workbook(file, to=tmp_path / "study")
    with pytest.raises(mcba.WorkbookError, match="no formula"):
        mcba.start_from_workbook(file, ["Model!B2"], to=tmp_path / "other")
    with pytest.raises(mcba.RequestError, match=r"spread = 1\.5"):
        mcba.start_from_workbook(file, to=tmp_path / "other", spread=1.5)
    assert not (tmp_path / "other").exists()


def test_names_are_short_plain_and_their_own() -> None:
    long = "the share of all clients of the municipality that found work within a year"
    names = names_of([long, long, "npv", "2030", ""], "number", ["number"])
    assert names == [
        "the_share_of_all_clients_of_the",
        "the_share_of_all_clients_of_the_2",
        "npv_cell",
        "number_2030",
        "number_2",
    ]
    assert names_of(["NPV"], "outcome", are_results=True) == ["npv"]
