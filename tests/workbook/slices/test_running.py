"""Cells are computed behind those that they read, also where that is known only in some worlds."""

import numpy as np

from mcba.workbook.slices.model import WorkbookModel
from tests.workbook.books import make_book, place


def test_cells_that_are_asked_for_together_and_follow_from_each_other_are_no_circle() -> None:
    """INDEX takes the sum of E1:E2 in other worlds only, so that E1 and E2, which reads it, are asked for at once."""
    book = make_book(
        {
            "A1": 1,
            "B1": 1,
            "C1": "=INDEX(D1:D2,B1)",
            "D1": "=A1",
            "D2": "=SUM(E1:E2)",
            "E1": "=A1+1",
            "E2": "=E1+1",
        },
        stored={"C1": 1, "D1": 1, "D2": 5, "E1": 2, "E2": 3},
    )
    model = WorkbookModel(book, {"a": (place("A1"),), "which": (place("B1"),)}, {"c": place("C1")})
    answers = model(a=np.array([1.0, 2.0, 3.0]), which=np.array([1.0, 2.0, 2.0]))
    assert answers["c"].tolist() == [1.0, 7.0, 9.0]
