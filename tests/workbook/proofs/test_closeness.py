"""When two values are the same."""

from __future__ import annotations

import pytest

from mcba.workbook.evaluation.evaluator import Evaluation
from mcba.workbook.formulas.formulas import Formulas
from mcba.workbook.proofs.closeness import TOLERANCE, operand_scale
from tests.workbook.books import make_book, place


@pytest.mark.parametrize(("apart", "is_close"), [(1.4e-9, True), (5.7e-9, True), (1e-6, False)])
def test_xirr_is_close_to_where_excel_stops(apart: float, is_close: bool) -> None:
    cells = {"A1": -100, "A2": 110, "B1": 40000, "B2": 40365, "C1": "=IFERROR(XIRR(A1:A2,B1:B2),0)"}
    book = make_book(cells)
    evaluation = Evaluation(book, Formulas(book), cells=lambda at: cell.value if (cell := book.cell(at)) else None)
    tree = Formulas(book).tree(place("C1"))
    assert tree is not None
    assert evaluation.value(tree, place("C1")) == pytest.approx(0.1, rel=1e-14)
    assert (apart / operand_scale(evaluation, tree, place("C1")) <= TOLERANCE) == is_close
