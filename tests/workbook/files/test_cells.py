"""Cells as other programs than our own write them."""

from __future__ import annotations

import pytest

from mcba.errors import WorkbookError
from mcba.workbook.book import Cell
from mcba.workbook.files import read_book
from mcba.workbook.files.limits import Limits
from mcba.workbook.places import Area, Place
from mcba.workbook.values import CellError
from tests.workbook.files.making import SPREADSHEET, made, parts_of, pointers, zipped


def _cells(rows: str, **others: str) -> dict[tuple[int, int], Cell]:
    return dict(read_book(made(rows, **others)).sheets["Data"].cells)


def _row(*cells: str) -> str:
    return f'<row r="1">{"".join(cells)}</row>'


def test_cells_of_every_kind() -> None:
    texts = (
        '<si><t>plain</t></si><si><r><t xml:space="preserve">two </t></r><r><t>runs</t></r>'
        "<rPh><t>reading</t></rPh></si><si><t>line_x000D_end _x005F_x000D_</t></si><si><t> ends </t></si><si/>"
    )
    cells = _cells(
        _row(
            '<c r="A1" t="s"><v>0</v></c><c r="B1" t="s"><v>1</v></c><c r="C1" t="s"><v>2</v></c>',
            '<c r="D1" t="s"><v>3</v></c><c r="E1" t="s"><v>4</v></c><c r="F1" t="str"><v>a &amp; b </v></c>',
            '<c r="G1" t="inlineStr"><is><r><t>in</t></r><r><t>line</t></r><rPh><t>no</t></rPh></is></c>',
            '<c r="H1" t="b"><v>0</v></c><c r="I1" t="e"><v>#GETTING_DATA</v></c><c r="J1" t="n"><v> 1e-3 </v></c>',
            '<c r="K1" t="d"><v>2024-03-01T12:00:00</v></c><c r="L1" t="d"><v>1900-02-28</v></c>',
        ),
        texts=texts,
    )
    # The serials of dates are those that Excel shows for these days as numbers.
    assert [cell.value for cell in cells.values()] == [
        *("plain", "two runs", "line\rend _x000D_", "ends", "", "a & b ", "inline"),
        *(False, CellError("#GETTING_DATA"), 0.001, 45352.5, 59.0),
    ]


def test_cells_that_hold_nothing_are_no_cells() -> None:
    cells = _cells(_row('<c r="A1" s="0"/>', '<c r="B1"><v></v></c>', '<c r="C1" t="str"><f>""</f><v></v></c>'))
    assert cells == {(1, 3): Cell("", '""')}


def test_cells_that_do_not_say_where_they_stand() -> None:
    cells = _cells("<row><c><v>1</v></c><c/><c><v>3</v></c></row><row><c><v>4</v></c></row>")
    assert {position: cell.value for position, cell in cells.items()} == {(1, 1): 1.0, (1, 3): 3.0, (2, 1): 4.0}


@pytest.mark.parametrize("namespace", [SPREADSHEET, "http://purl.oclc.org/ooxml/spreadsheetml/main"])
def test_cells_under_prefixes_and_in_the_strict_format(namespace: str) -> None:
    parts = parts_of("")
    parts["xl/worksheets/sheet1.xml"] = (
        f'<x:worksheet xmlns:x="{namespace}"><x:sheetData><x:row r="2"><x:c r="B2"><x:f>1+1</x:f><x:v>2</x:v></x:c>'
        "</x:row></x:sheetData></x:worksheet>"
    )
    assert read_book(zipped(parts)).sheets["Data"].cells == {(2, 2): Cell(2.0, "1+1")}


def test_cells_that_share_a_formula() -> None:
    cells = _cells(
        '<row r="1"><c r="A1"><v>1</v></c><c r="C1"><f t="shared" si="0"/><v>9</v></c></row>'
        '<row r="2"><c r="B2"><f t="shared" ref="B2:C4" si="0">A1*$A$1+SUM(A:A)&amp;"A1"</f><v>2</v></c>'
        '<c r="C2"><f t="shared" si="0">B1</f><v>3</v></c><c r="D2"><f t="shared" si="0"/><v>4</v></c></row>'
        '<row r="4"><c r="B4"><f t="shared" si="1" ref="B4">A1</f><v>3</v></c></row>'
    )
    # What a formula copied to these cells says in Excel; C2 gives the group a text of its own.
    assert [cells[position].formula for position in ((2, 2), (2, 3), (2, 4), (4, 2))] == [
        *('A1*$A$1+SUM(A:A)&"A1"', "B1", "C1", "A1")
    ]
    assert cells[1, 3].formula == "B1048576"  # the group as it stands at the end; beyond the first row is the last one


def test_cells_that_share_a_formula_that_is_absent() -> None:
    with pytest.raises(WorkbookError, match=r"^Data!B1: shares formula 7, which the sheet does not hold"):
        _cells(_row('<c r="B1"><f t="shared" si="7"/><v>1</v></c>'))


def test_cells_of_arrays() -> None:
    cells = _cells(
        '<row r="1"><c r="A1"><f t="array" ref="A1:B2">C1:D2*2</f><v>1</v></c><c r="B1"><v>2</v></c></row>'
        '<row r="2"><c r="A2"><v>3</v></c><c r="B2"><v>4</v></c><c r="C2"><v>5</v></c></row>'
    )
    origin = Place("Data", 1, 1)
    assert cells[1, 1] == Cell(1.0, "C1:D2*2", spread=Area("Data", 1, 1, 2, 2), is_array=True)
    assert [cells[position].origin for position in ((1, 2), (2, 1), (2, 2), (2, 3))] == [origin, origin, origin, None]


def test_cells_of_an_array_over_whole_columns_are_no_grid() -> None:
    cells = _cells(_row('<c r="A1"><f t="array" ref="A1:XFD1048576">1</f><v>1</v></c><c r="C1"><v>1</v></c>'))
    assert cells[1, 3].origin == Place("Data", 1, 1)


def test_cells_of_dynamic_arrays() -> None:
    parts = parts_of(_row('<c r="A1" cm="1"><f>B1:B2</f><v>1</v></c>', '<c r="B1" cm="2"><f>C1</f><v>1</v></c>'))
    parts["xl/_rels/workbook.xml.rels"] = pointers(worksheet="worksheets/sheet1.xml", sheetMetadata="metadata.xml")
    parts["xl/metadata.xml"] = (
        '<metadata><metadataTypes count="2"><metadataType name="XLDAPR"/><metadataType name="XLRICHVALUE"/>'
        '</metadataTypes><cellMetadata><bk><rc t="1" v="0"/></bk><bk><rc t="2" v="0"/></bk></cellMetadata></metadata>'
    )
    cells = read_book(zipped(parts)).sheets["Data"].cells
    assert [cells[1, column].is_array for column in (1, 2)] == [True, False]


def test_cells_of_data_tables() -> None:
    cells = _cells(
        '<row r="1"><c r="A1"><f t="dataTable" ref="A1:A2" dt2D="0" dtr="0" r1="C1"/><v>1</v></c></row>'
        '<row r="2"><c r="A2"><v>2</v></c><c r="B2"><v>2</v></c></row>'
    )
    assert [(cell.formula, cell.is_data_table) for cell in cells.values()] == [
        *(("TABLE(,C1)", True), ("TABLE(,C1)", True), (None, False))
    ]


@pytest.mark.parametrize(
    ("cell", "message"),
    [
        ('<c r="A1"><v>nan</v></c>', "^Data!A1: holds 'nan', which is no number"),
        ('<c r="A1"><v>1e999</v></c>', "^Data!A1: holds '1e999', which is no number"),
        ('<c r="A1"><v>1_0</v></c>', "^Data!A1: holds '1_0', which is no number"),
        ('<c r="A1" t="s"><v>1</v></c>', "^Data!A1: points to text '1', of the 1 that the file holds"),
        ('<c r="A1" t="s"><v>-1</v></c>', "^Data!A1: points to text '-1'"),
        ('<c r="A1" t="b"><v>2</v></c>', "^Data!A1: holds '2', which is no truth value"),
        ('<c r="A1" t="e"><v>1</v></c>', "^Data!A1: holds '1', which is no error of Excel"),
        ('<c r="A1" t="d"><v>soon</v></c>', "^Data!A1: holds 'soon', which is no date"),
        ('<c r="A1" t="x"><v>1</v></c>', "^Data!A1: holds a value of the unknown kind 'x'"),
        ('<c r="A1" s="5"><v>1</v></c>', "^Data!A1: has a style '5' that the file does not hold"),
        ('<c r="A1" t="str"><v>12345678901</v></c>', "^Data!A1: holds 11 characters, of at most 10"),
        ('<c r="A1"><f>1+1+1+1+1+1</f></c>', "^Data!A1: has a formula of 11 characters, of at most 10"),
        ('<c r="XFE1"><v>1</v></c>', "sheet 'Data' has a cell 'XFE1' outside of its 1,048,576 rows"),
        ('<c r="A1048577"><v>1</v></c>', "has a cell 'A1048577' outside"),
        ('<c r="A0"><v>1</v></c>', "has a cell 'A0' outside"),
        ('<c r="B"><v>1</v></c>', "has a cell 'B' outside"),
        ('<c r="A1"><v>1</v></c><c r="A1"><v>1</v></c>', "^Data!A1: stands in the file twice"),
        ('<c r="A1"><f t="array" ref="B1:C2">1</f><v>1</v></c>', "^Data!A1: fills the cells 'B1:C2', which is no area"),
    ],
)
def test_cells_that_cannot_be_are_named(cell: str, message: str) -> None:
    with pytest.raises(WorkbookError, match=message):
        read_book(
            made(_row(cell), texts="<si><t>one</t></si>", styles="<cellXfs><xf/></cellXfs>"), limits=Limits(text=10)
        )
