"""Cells as a study file writes them: the answers are Excel's own notation."""

from __future__ import annotations

import pytest

from mcba.errors import FormulaError
from mcba.study.workbooks.references import area_in, cell_in
from mcba.workbook.files import read_book
from tests.study.workbooks.books import book

BOOK = read_book(book(), file="model.xlsx")

READ = {
    "Inputs!B3": "Inputs!B3",
    "inputs!$b$3": "Inputs!B3",
    "'Flows'!C5:G5": "Flows!C5:G5",
    "=Flows!G5:C5": "Flows!C5:G5",
    "discount": "Inputs!B5",
}


@pytest.mark.parametrize("text", READ)
def test_cells_are_read_as_excel_writes_them(text: str) -> None:
    assert str(area_in(BOOK, text)) == READ[text]


REFUSED = {
    "Input!B3": "model.xlsx has no sheet 'Input'; did you mean 'Inputs'?",
    "B3": "name the cell with its sheet, such as Inputs!B3",
    "discont": "did you mean 'discount'?",
    "Inputs!3B": "a cell is written B3, a range C5:L5",
    "Inputs!B3:B4": "has 2 cells; name one",
}


@pytest.mark.parametrize("text", REFUSED)
def test_what_names_no_cell_is_told_with_what_does(text: str) -> None:
    with pytest.raises(FormulaError) as refused:
        cell_in(BOOK, text)
    assert REFUSED[text] in str(refused.value)
