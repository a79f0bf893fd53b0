"""Every formula of a workbook against what was saved; what is not computed is told by its reason."""

from mcba.workbook.proofs.whole import compare_cells
from mcba.workbook.slices.dependencies import dependencies_of
from tests.workbook.books import make_book, place


def test_equal_different_and_not_computed() -> None:
    book = make_book(
        {"A1": 2, "B1": "=A1*3", "B2": "=A1*4", "B3": "=RAND()", "B4": "=MYTAX(A1)"},
        stored={"B1": 6, "B2": 9, "B3": 0.5, "B4": 1},
    )
    found = compare_cells(book, dependencies_of(book))
    assert (found.formulas, found.equal, found.largest) == (4, 1, 0.0)
    assert found.different == (place("B2"),)
    assert found.not_understood == {"RAND": (place("B3"),), "MYTAX": (place("B4"),)}


def test_every_cell_of_an_array_formula_is_held_against_its_own() -> None:
    book = make_book({"B1": 1, "B2": 2}, arrays={"A1:A2": "=B1:B2*2"}, stored={"A1": 2, "A2": 5})
    assert compare_cells(book, dependencies_of(book)).different == (place("A1"),)
