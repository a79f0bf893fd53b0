"""What workbooks say of themselves."""

from __future__ import annotations

import pytest

from mcba.errors import WorkbookError
from mcba.workbook.book import Cell
from mcba.workbook.files import read_book
from mcba.workbook.files.formats import format_of
from mcba.workbook.files.google import find_origins
from mcba.workbook.places import Area, Place
from tests.workbook.files.making import PACKAGE, made, parts_of, pointers, zipped

_ROWS = '<row r="1"><c r="A1"><v>1</v></c></row>'


def test_contents_of_calculation_and_macros() -> None:
    book = '<workbookPr date1904="true"/><calcPr iterate="1" fullPrecision="0"/>'
    content = zipped(parts_of(_ROWS, book=book) | {"xl/vbaProject.bin": "x"})
    read = read_book(content)
    assert (read.dates_from_1904, read.iterates, read.precision_as_shown, read.has_macros) == (True,) * 4


def test_contents_of_names() -> None:
    book = (
        '<definedNames><definedName name="Wage">Data!$A$1</definedName><definedName name="Lost">#REF!</definedName>'
        '<definedName name="_xlnm._FilterDatabase" localSheetId="0">Data!$A$1</definedName>'
        '<definedName name="Macro" vbProcedure="1">#NAME?</definedName>'
        '<definedName name="Wage" localSheetId="0">Data!$B$1</definedName>'
        '<definedName name="Stray" localSheetId="9">Data!$B$1</definedName></definedNames>'
    )
    assert read_book(made(_ROWS, book=book)).names == {
        (None, "wage"): "Data!$A$1",
        (None, "lost"): "#REF!",
        ("Data", "wage"): "Data!$B$1",
    }


def test_contents_of_links() -> None:
    parts = parts_of(
        _ROWS,
        book='<externalReferences><externalReference r:id="externalLink_1"/><externalReference r:id="externalLink_2"/>'
        "</externalReferences>",
    )
    parts["xl/_rels/workbook.xml.rels"] = pointers(
        worksheet="worksheets/sheet1.xml", externalLink_1="links/link1.xml", externalLink_2="links/link2.xml"
    )
    parts["xl/links/_rels/link1.xml.rels"] = (
        f'<Relationships xmlns="{PACKAGE}"><Relationship Id="r" Type="x/externalLinkPath" TargetMode="External" '
        'Target="file:///C:\\Users\\me\\Unit%20costs.xlsx"/></Relationships>'
    )
    assert read_book(zipped(parts)).links == ("Unit costs.xlsx", "another workbook")


def test_contents_that_name_a_sheet_twice_or_nowhere() -> None:
    parts = parts_of(_ROWS)
    main = str(parts["xl/workbook.xml"])
    twice = main.replace("</sheets>", '<sheet name="DATA" sheetId="2" r:id="worksheet"/></sheets>')
    with pytest.raises(WorkbookError, match="two sheets of the name 'DATA'"):
        read_book(zipped(parts | {"xl/workbook.xml": twice}))
    with pytest.raises(WorkbookError, match="does not say where sheet 'Data' stands"):
        read_book(zipped(parts | {"xl/workbook.xml": main.replace('r:id="worksheet"', "")}))
    with pytest.raises(WorkbookError, match="has no sheet of cells"):
        read_book(zipped(parts | {"xl/workbook.xml": main[: main.index("<sheet ")] + "</sheets></workbook>"}))


def test_contents_of_a_table_without_a_place() -> None:
    parts = parts_of(_ROWS)
    parts["xl/worksheets/_rels/sheet1.xml.rels"] = pointers(table="../tables/table1.xml")
    parts["xl/tables/table1.xml"] = '<table displayName="Costs" ref="B2:A1"/>'
    with pytest.raises(WorkbookError, match="table 'Costs' has no place"):
        read_book(zipped(parts))


@pytest.mark.parametrize(
    ("code", "is_percent", "is_date"),
    [
        ("General", False, False), ("0.00", False, False), ("0.0%", True, False), ('0"%"', False, False),
        ("d-mmm-yy", False, True), ("[h]:mm", False, True), ("[Red]0;[Blue]-0", False, False),
        ("[$-409]mmmm yyyy", False, True), ('0.0 "days"', False, False), ("0\\d", False, False),
        ("_(* #,##0_)", False, False), ("0.00E+00", False, False), ("[$EUR] #,##0", False, False),
    ],
)  # fmt: skip
def test_formats_of_numbers(code: str, is_percent: bool, is_date: bool) -> None:
    shown = format_of(code)
    assert (shown.is_percent, shown.is_date) == (is_percent, is_date)


def test_google_cells_that_a_hidden_formula_fills() -> None:
    hidden = 'IFERROR(__xludf.DUMMYFUNCTION("FILTER(A1:B9,A1:A9>1)"),2.0)'
    filled = 'IFERROR(__xludf.DUMMYFUNCTION("""COMPUTED_VALUE"""),3.0)'
    cells = {
        (1, 4): Cell("Head"),
        (2, 3): Cell(2.0, hidden),
        (2, 4): Cell(3.0, filled),
        (3, 3): Cell(3.0, filled),
        (3, 4): Cell(3.0, filled),
        (9, 9): Cell(3.0, filled),
    }
    find_origins("Data", cells)
    origin = Place("Data", 2, 3)
    assert cells[2, 3] == Cell(2.0, hidden, spread=Area("Data", 2, 3, 3, 4), is_array=True)
    assert [cells[place] for place in ((2, 4), (3, 3), (3, 4))] == [Cell(3.0, origin=origin)] * 3
    assert cells[9, 9] == Cell(3.0, filled)  # nothing that could fill it stands beside it


def test_google_rows_below_each_other_are_filled_each_by_its_own_formula() -> None:
    hidden = 'IFERROR(__xludf.DUMMYFUNCTION("SPLIT(A1,""-"")"),2.0)'
    filled = 'IFERROR(__xludf.DUMMYFUNCTION("""COMPUTED_VALUE"""),3.0)'
    cells = {(row, column): Cell(2.0, hidden if column == 1 else filled) for row in (1, 2) for column in (1, 2, 3)}
    find_origins("Data", cells)
    assert {place: cell.origin for place, cell in cells.items() if place[1] > 1} == {
        (row, column): Place("Data", row, 1) for row in (1, 2) for column in (2, 3)
    }
    assert [cells[row, 1].spread for row in (1, 2)] == [Area("Data", row, 1, row, 3) for row in (1, 2)]
