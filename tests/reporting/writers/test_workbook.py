"""A workbook, read back by another library: numbers are numbers, and the bytes are the same each time."""

import io
import math
import sys

import pytest

import mcba
from mcba.reporting.writers.workbook import Sheet, SheetRow, as_workbook

calamine = pytest.importorskip("python_calamine")
pytest.importorskip("xlsxwriter")

ROWS = (
    SheetRow(("Benefits", 144_736.25, None)),
    SheetRow(("=1+1", math.nan, "+ PM")),
    SheetRow(("Balance", -1 / 3, 7), "plain", strong=True),
)
SHEETS = [
    Sheet("Benefits / costs", ("Effect", "Mean", "Worlds"), ROWS, notes=("In whole euros.",)),
    Sheet("A name that is far too long for the tab of a sheet", ("x",), (SheetRow((1,)),)),
]


def test_numbers_come_back_as_numbers_and_words_as_words() -> None:
    book = calamine.CalamineWorkbook.from_filelike(io.BytesIO(as_workbook(SHEETS, "Totals")))
    assert book.sheet_names[0] == "1 Benefits   costs"
    assert all(len(name) <= 31 for name in book.sheet_names)
    table = book.get_sheet_by_index(0).to_python()
    assert table[0] == ["Effect", "Mean", "Worlds"]
    assert table[1] == ["Benefits", 144_736.25, ""]
    assert table[2] == ["=1+1", "", "+ PM"]  # words are never a formula, and what is no number is empty
    assert table[3] == ["Balance", -1 / 3, 7.0]
    assert table[5][0] == "In whole euros."


def test_the_same_sheets_are_the_same_bytes() -> None:
    assert as_workbook(SHEETS, "Totals") == as_workbook(SHEETS, "Totals")


def test_without_the_package_it_is_said_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "xlsxwriter", None)
    with pytest.raises(mcba.RunError, match=r"pip install 'mcba\[excel\]'"):
        as_workbook(SHEETS, "Totals")
