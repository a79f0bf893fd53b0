"""Workbooks written by a library are read as they were written."""

from __future__ import annotations

import datetime as dt
import hashlib
import io
from pathlib import Path

import pytest
import xlsxwriter

from mcba.errors import WorkbookError
from mcba.workbook.book import Cell
from mcba.workbook.files import read_book
from mcba.workbook.files.limits import Limits
from mcba.workbook.places import Area, Place
from mcba.workbook.values import DIVISION, NOT_AVAILABLE
from tests.workbook.files.making import made, parts_of, pointers, zipped


def _written(*, dates_from_1904: bool = False) -> bytes:
    """A workbook of a little project: two sheets, a name of each scope, a table, and formulas of each kind."""
    content = io.BytesIO()
    book = xlsxwriter.Workbook(content, {"date_1904": dates_from_1904})
    data, results = book.add_worksheet("Cost data"), book.add_worksheet("Results")
    percent, day = book.add_format({"num_format": "0.0%"}), book.add_format({"num_format": "d mmm yyyy"})
    data.write_string("A1", "Wage")
    data.write_number("B1", 12.5)
    data.write_number("B2", 0.035, percent)
    data.write_datetime("B3", dt.datetime(2024, 3, 1), day)
    data.write_boolean("B4", True)
    data.write_blank("B5", None, percent)
    data.write_rich_string("A6", "two ", percent, "runs")
    data.add_table("D1:E4", {"name": "Costs", "columns": [{"header": "Year"}, {"header": "Amount"}], "total_row": True})
    data.set_row(8, None, None, {"hidden": True})
    results.write_formula("A1", "='Cost data'!B1*2", None, 25)
    results.write_formula("A2", '=IF(A1>0,"yes","no")', None, "yes")
    results.write_formula("A3", "=1/0", None, "#DIV/0!")
    results.write_formula("A4", "=A1>3", None, True)
    results.write_array_formula("C1:C3", "{=ROW(A1:A3)}", None, 1)
    results.write_number("C2", 2)
    results.write_number("C3", 3)
    results.hide()
    book.define_name("Rate", "='Cost data'!$B$2")
    book.define_name("Results!Local", "=Results!$A$1")
    book.close()
    return content.getvalue()


def test_reading_values_and_formulas() -> None:
    book = read_book(_written(), file="project.xlsx")
    data, results = book.sheets["Cost data"], book.sheets["Results"]
    assert list(book.sheets) == ["Cost data", "Results"]
    assert (data.is_hidden, results.is_hidden) == (False, True)
    assert data.cells[1, 1] == Cell("Wage")
    assert data.cells[2, 2] == Cell(0.035, is_percent=True, number_format="0.0%")
    assert data.cells[3, 2] == Cell(45352.0, is_date=True, number_format="d mmm yyyy")  # Excel: =DATE(2024,3,1)
    assert data.cells[4, 2].value is True
    assert (5, 2) not in data.cells
    assert data.cells[6, 1].value == "two runs"
    assert data.hidden_rows == {9}
    assert results.cells[1, 1] == Cell(25.0, "'Cost data'!B1*2")
    assert [results.cells[row, 1].value for row in (2, 3, 4)] == ["yes", DIVISION, True]


def test_reading_arrays_names_and_tables() -> None:
    book = read_book(_written())
    first, *others = (book.sheets["Results"].cells[row, 3] for row in (1, 2, 3))
    assert first == Cell(1.0, "ROW(A1:A3)", spread=Area("Results", 1, 3, 3, 3), is_array=True)
    assert [cell.origin for cell in others] == [Place("Results", 1, 3)] * 2
    assert book.names == {(None, "rate"): "'Cost data'!$B$2", ("Results", "local"): "Results!$A$1"}
    costs = book.tables["costs"]
    assert (costs.area, costs.columns) == (Area("Cost data", 1, 4, 4, 5), ("Year", "Amount"))
    assert (costs.head_rows, costs.total_rows) == (1, 1)


def test_reading_a_path_and_what_a_book_says_of_itself(tmp_path: Path) -> None:
    content = _written(dates_from_1904=True)
    path = tmp_path / "project.xlsx"
    path.write_bytes(content)
    book = read_book(path)
    assert (book.file, book.sha256) == ("project.xlsx", hashlib.sha256(content).hexdigest())
    assert book.dates_from_1904
    assert book.sheets["Cost data"].cells[3, 2].value == 45352.0 - 1462  # days between the two first days
    assert [book.is_from_google, book.has_macros, book.iterates, book.precision_as_shown] == [False] * 4


def test_reading_refuses_formulas_without_values() -> None:
    with pytest.raises(WorkbookError, match=r"2 formulas and no value.*open it in Excel, save it"):
        read_book(made('<row r="1"><c r="A1"><f>1+1</f></c><c r="B1"><f>A1</f><v></v></c></row>'))
    content = io.BytesIO()
    with xlsxwriter.Workbook(content) as book:  # writes 0 for every formula that it is given no value of
        book.add_worksheet().write_column("A1", ["=1+1", "=A1*2"])
    with pytest.raises(WorkbookError, match="no value that was computed"):
        read_book(content.getvalue())


def test_reading_keeps_single_formulas_without_values() -> None:
    book = read_book(made('<row r="1"><c r="A1"><f>1+1</f></c><c r="B1"><f>2+2</f><v>4</v></c></row>'))
    assert book.sheets["Data"].cells == {(1, 1): Cell(None, "1+1"), (1, 2): Cell(4.0, "2+2")}


def test_reading_tells_files_of_google() -> None:
    rows = (
        '<row r="1"><c r="A1" t="str"><f>NA()</f><v>#N/A</v></c><c r="B1" t="str"><v>#N/A</v></c>'
        '<c r="C1" t="str"><f>"#DIV/0!"</f><v>#DIV/0!</v></c></row>'
    )
    parts = parts_of(rows)
    del parts["docProps/app.xml"]
    book = read_book(zipped(parts))
    assert book.is_from_google
    cells = book.sheets["Data"].cells
    assert [cells[1, column].value for column in (1, 2, 3)] == [NOT_AVAILABLE, "#N/A", DIVISION]
    assert read_book(made(rows)).sheets["Data"].cells[1, 3].value == "#DIV/0!"


def test_reading_passes_over_sheets_of_charts() -> None:
    names = (
        '<definedNames><definedName name="Here" localSheetId="1">Data!$A$1</definedName>'
        '<definedName name="_xlnm.Print_Area" localSheetId="1">Data!$A$1</definedName></definedNames>'
    )
    parts = parts_of('<row r="1"><c r="A1"><v>1</v></c></row>', book=names)
    parts["xl/workbook.xml"] = str(parts["xl/workbook.xml"]).replace(
        "<sheets>", '<sheets><sheet name="Chart" sheetId="2" r:id="chartsheet"/>'
    )
    parts["xl/_rels/workbook.xml.rels"] = pointers(worksheet="/xl/worksheets/sheet1.xml", chartsheet="chart.xml")
    book = read_book(zipped(parts))
    assert list(book.sheets) == ["Data"]
    assert book.names == {("Data", "here"): "Data!$A$1"}


def test_reading_stops_at_the_limit_of_cells() -> None:
    with pytest.raises(WorkbookError, match=r"^Data!C1: is one more than the 2 cells"):
        read_book(
            made('<row r="1"><c r="A1"><v>1</v></c><c r="B1"><v>1</v></c><c r="C1"><v>1</v></c></row>'),
            limits=Limits(cells=2),
        )


def test_reading_names_an_absent_file(tmp_path: Path) -> None:
    with pytest.raises(WorkbookError, match=r"costs\.xlsx: the workbook cannot be opened"):
        read_book(tmp_path / "costs.xlsx")
