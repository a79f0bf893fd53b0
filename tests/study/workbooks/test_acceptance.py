"""Another workbook than a study was made with: what changed is named, and it can be accepted."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

import mcba
from mcba.study.workbooks import accept_workbook
from tests.places import ROOT
from tests.study.workbooks.books import book, folder_with

TEXT = f"""[study]
title = "A programme"  # a remark
horizon = 4
[model]
workbook = "model.xlsx"
sha256 = "{"0" * 64}"  # of the file
cells = "model.cells.csv"
gives.value = {{ cell = "Results!B1", unit = "EUR" }}
[assumptions.price]
cell = "Inputs!B3"
value = 20
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    accept_workbook(folder_with(tmp_path, TEXT))
    return tmp_path


def test_it_is_accepted_with_all_remarks(folder: Path) -> None:
    text = (folder / "study.toml").read_text()
    assert 'title = "A programme"  # a remark' in text
    assert '"  # of the file' in text
    assert mcba.load(folder).outcomes == ("value",)
    assert accept_workbook(folder) == ()


def test_every_cell_that_follows_is_in_the_table_and_no_other(folder: Path) -> None:
    rows = (folder / "model.cells.csv").read_text().splitlines()
    assert rows[0] == "cell,content,value"
    named = [row.partition(",")[0] for row in rows[1:]]
    # five each of the years, benefits, costs and balances; five inputs; the result
    assert len(named) == 4 * 5 + 5 + 1
    assert "Results!B1,=SUM(Flows!C7:G7)," in (folder / "model.cells.csv").read_text()
    assert not {"Results!B2", "Flows!D8", "Inputs!A2"} & set(named)


def test_a_changed_cell_is_named(folder: Path) -> None:
    (folder / "model.xlsx").write_bytes(book(rate=0.06))
    with pytest.raises(mcba.StudyError, match=r"study.toml:6:1: .*: Inputs!B5 was 0.05, is 0.06; .*--accept"):
        mcba.load(folder)
    assert [str(change) for change in accept_workbook(folder) or ()] == ["Inputs!B5 was 0.05, is 0.06"]
    assert mcba.load(folder).outcomes == ("value",)


def test_a_change_elsewhere_is_told_to_change_nothing(folder: Path) -> None:
    (folder / "model.xlsx").write_bytes(book(note="other words"))
    with pytest.raises(mcba.StudyError, match="none of the cells that results follow from is another"):
        mcba.load(folder)


def test_a_study_without_workbook_has_none_to_accept(tmp_path: Path) -> None:
    (tmp_path / "study.toml").write_text('[study]\ntitle = "t"\n[outcomes]\nhalf = { formula = "1 / 2" }\n')
    with pytest.raises(mcba.RequestError, match="is no workbook"):
        accept_workbook(tmp_path)


def test_the_study_of_the_page_is_one_that_runs(tmp_path: Path) -> None:
    """The page's hash is that of another file, which is accepted."""
    page = (ROOT / "docs" / "reference" / "study-file.md").read_text(encoding="utf-8")
    _, _, section = page.partition("## A workbook as the model")
    accept_workbook(folder_with(tmp_path, section.split("```")[1].removeprefix("text\n")))
    run = mcba.run(mcba.load(tmp_path), worlds=256)
    np.testing.assert_allclose(run.values("present_value_costs"), sum(7 / 1.05**year for year in range(1, 5)))
    assert run.range("present_value_benefits").low < 8_800 < run.range("present_value_benefits").high
