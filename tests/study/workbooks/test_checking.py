"""What is wrong with the cells of a study is told with its place in the file, before anything is computed."""

from __future__ import annotations

from pathlib import Path

import pytest

import mcba
from tests.study.workbooks.books import folder_with

TEXT = """[study]
title = "A programme"
horizon = 4
[model]
workbook = "model.xlsx"
gives.value = { cell = "Results!B1", unit = "EUR" }
[assumptions.price]
cell = "Inputs!B3"
distribution = "normal"
mean = 20
sd = 1
"""
RESULT, PRICE = 'gives.value = { cell = "Results!B1", unit = "EUR" }', 'cell = "Inputs!B3"'

WRONG: dict[str, tuple[str, str, int, str]] = {
    "no workbook": ('"model.xlsx"', '"modle.xlsx"', 5, "did you mean 'model.xlsx'?"),
    "no sheet": ("Results!B1", "Result!B1", 6, "did you mean 'Results'?"),
    "an empty cell": ("Inputs!B3", "Inputs!Z3", 8, "Inputs!Z3 is empty"),
    "a formula": ("Inputs!B3", "Flows!C5", 8, "Flows!C5 holds the formula =IF("),
    "text": ("Inputs!B3", "Inputs!A3", 8, 'Inputs!A3 holds "price"'),
    "a result that is text": ("Results!B1", "Results!B6", 6, 'Results!B6 holds "worth it"; a result is a number'),
    "a result without formula": ("Results!B1", "Inputs!B2", 6, "holds 100 and no formula"),
    "no cell of a result": (RESULT, "gives.value = {}", 6, "say where it stands"),
    "cells over nothing": (RESULT, 'gives.value = { cells = "Flows!C7:G7" }', 6, 'add over = "year"'),
    "too few years": (RESULT, 'gives.value = { cells = "Flows!C7:F7", over = "year" }', 6, "the years 0 to 4 are 5"),
    "too many years": (
        RESULT,
        'gives.value = { cells = "Flows!C7:G7", over = "year", from = 1 }',
        6,
        "reaches to year 5, and the horizon is 4",
    ),
    "several rows": (RESULT, 'gives.value = { cells = "Flows!C5:G6", over = "year" }', 6, "2 rows and 5 columns"),
    "cells that differ": (PRICE, 'cells = ["Inputs!B3", "Inputs!B2"]', 8, "they differ: Inputs!B3 holds 20"),
    "nothing follows": (
        "[assumptions.price]",
        "[assumptions.idle]\nvalue = 1\n[assumptions.price]",
        7,
        "it stands in no cell and no formula uses it",
    ),
    "a cell twice": (
        "[assumptions.price]",
        '[assumptions.other]\nvalue = 1\ncell = "Inputs!B3"\n[assumptions.price]',
        11,
        "'other' stands in Inputs!B3 too",
    ),
    "no workbook for cells": (
        f'[model]\nworkbook = "model.xlsx"\n{RESULT}',
        '[outcomes]\nhalf = { formula = "price / 2" }',
        7,
        "cells are of a workbook",
    ),
    "two models": (RESULT, f'function = "f"\n{RESULT}', 4, "say which model it is"),
    "no inputs": (PRICE, 'unit = "EUR"', 5, "no assumption and no choice stands in a cell of it"),
}


def test_the_text_itself_is_sound(tmp_path: Path) -> None:
    assert mcba.load(folder_with(tmp_path, TEXT)).outcomes == ("value",)


@pytest.mark.parametrize("mistake", WRONG)
def test_each_mistake_is_told_with_its_place(tmp_path: Path, mistake: str) -> None:
    before, after, line, message = WRONG[mistake]
    assert before in TEXT
    with pytest.raises(mcba.StudyError) as refused:
        mcba.load(folder_with(tmp_path, TEXT.replace(before, after)))
    told = {complaint.line: complaint.message for complaint in refused.value.complaints}
    assert message in told[line], told


def test_what_is_no_workbook_is_told(tmp_path: Path) -> None:
    folder_with(tmp_path, TEXT)
    (tmp_path / "model.xlsx").write_bytes(b"no workbook")
    with pytest.raises(mcba.StudyError, match=r"study.toml:5:1: .*model.xlsx"):
        mcba.load(tmp_path)


FLOW = """[benefits.work]
years = "Flows!C5:G5"
[costs.start]
formula = "10"
years = 0
"""
WRONG_FLOWS = {
    'years = "Flows!C5:G5"': ('years = "Flows!C5:G5"\nformula = "3"', "keep one of both"),
    'years = "Flows!C5': ('years = "Flow!C5', "did you mean 'Flows'?"),
    'formula = "10"\n': ("", "'formula' is missing here"),
}


@pytest.mark.parametrize("before", WRONG_FLOWS)
def test_a_flow_has_a_formula_or_cells(tmp_path: Path, before: str) -> None:
    after, message = WRONG_FLOWS[before]
    with pytest.raises(mcba.StudyError) as refused:
        mcba.load(folder_with(tmp_path, TEXT + FLOW.replace(before, after)))
    assert [complaint.message for complaint in refused.value.complaints if message in complaint.message]
