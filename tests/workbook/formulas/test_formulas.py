"""The formulas of a workbook by their places."""

from __future__ import annotations

import pickle

import pytest

from mcba.errors import WorkbookError
from mcba.workbook.book import Book, Cell, Sheet
from mcba.workbook.formulas.formulas import Formulas
from mcba.workbook.formulas.writing import formula_text
from mcba.workbook.places import Place, cell_of

SPILLED = 'IFERROR(__xludf.DUMMYFUNCTION("""COMPUTED_VALUE"""),3)'


def hidden(text: str) -> str:
    return f'IFERROR(__xludf.DUMMYFUNCTION("{text}"),3)'


def formulas(**written: str | None) -> Formulas:
    cells = {cell_of(name) or (0, 0): Cell(3.0, text) for name, text in written.items()}
    return Formulas(Book("a.xlsx", "", {"Costs": Sheet("Costs", cells)}, is_from_google=True))


def text_at(found: Formulas, cell: str) -> str | None:
    tree = found.tree(Place("Costs", *(cell_of(cell) or (0, 0))))
    return None if tree is None else formula_text(tree)


def test_cells_without_a_formula_have_no_tree() -> None:
    found = formulas(A1=None, A2="A1*2")
    assert [text_at(found, cell) for cell in ("A1", "A2", "B9")] == [None, "A1*2", None]
    assert found.tree(Place("Nowhere", 1, 1)) is None


def test_each_text_is_read_once() -> None:
    found = formulas(A1="$C$1*2", B1="$C$1*2")
    assert found.tree(Place("Costs", 1, 1)) is found.tree(Place("Costs", 1, 2))


def test_the_hidden_formula_stands_in_the_place_of_the_frozen_value() -> None:
    assert text_at(formulas(A1=hidden("AVERAGE.WEIGHTED(B1:B3,C1:C3)")), "A1") == "AVERAGE.WEIGHTED(B1:B3,C1:C3)"


def test_what_cannot_be_read_is_told_with_its_place() -> None:
    found = formulas(B3="1+", B4=hidden("SUM(1"), B5=SPILLED)
    with pytest.raises(
        WorkbookError, match=r"^Costs!B3: the formula =1\+ cannot be read: a value is missing"
    ) as caught:
        text_at(found, "B3")
    assert caught.value.place == "Costs!B3"
    with pytest.raises(WorkbookError, match=r"^Costs!B4: the formula =SUM\(1 cannot be read"):
        text_at(found, "B4")
    with pytest.raises(WorkbookError, match=r"^Costs!B5: another cell's formula of Google Sheets"):
        text_at(found, "B5")


def test_they_can_be_sent_to_another_process() -> None:
    found = formulas(A1="+".join(["1"] * 4000))
    found.tree(Place("Costs", 1, 1))
    assert text_at(pickle.loads(pickle.dumps(found)), "A1") == text_at(found, "A1")
