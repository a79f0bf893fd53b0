"""What is known of values, against Microsoft's pages on the IS functions, N, T, TYPE and ERROR.TYPE."""

from typing import Any

import pytest

from mcba.workbook.book import Book, Cell, Sheet
from mcba.workbook.places import Area
from tests.workbook.functions.calling import Sheets, array, call, cells

VALUES = [1, "1", True, None, "#N/A", "#NUM!", ""]
HOLDS = {
    "ISNUMBER": [True, False, False, False, False, False, False],
    "ISTEXT": [False, True, False, False, False, False, True],
    "ISNONTEXT": [True, False, True, True, True, True, False],
    "ISLOGICAL": [False, False, True, False, False, False, False],
    "ISBLANK": [False, False, False, True, False, False, False],
    "ISERROR": [False, False, False, False, True, True, False],
    "ISERR": [False, False, False, False, False, True, False],
    "ISNA": [False, False, False, False, True, False, False],
}


@pytest.mark.parametrize("name", HOLDS)
def test_the_kinds_of_values(name: str) -> None:
    assert [call(name, value) for value in VALUES] == HOLDS[name]


EXAMPLES: list[tuple[str, tuple[Any, ...], Any]] = [
    ("ISEVEN", (-1,), False),
    ("ISEVEN", (2.5,), True),
    ("ISEVEN", (None,), True),
    ("ISEVEN", ("a",), "#VALUE!"),
    ("ISEVEN", (True,), "#VALUE!"),
    ("ISODD", (5,), True),
    ("ISODD", ("#N/A",), "#N/A"),
    ("NA", (), "#N/A"),
    ("N", (cells(7),), 7),
    ("N", (cells("Even", 3),), 0),
    ("N", (True,), 1),
    ("N", ("#N/A",), "#N/A"),
    ("T", (cells("Rainfall"),), "Rainfall"),
    ("T", (cells(19),), ""),
    ("T", (cells("#N/A"),), "#N/A"),
    ("TYPE", ("Smith",), 2),
    ("TYPE", (True,), 4),
    ("TYPE", ("#VALUE!",), 16),
    ("TYPE", (None,), 1),
    ("ERROR.TYPE", ("#NULL!",), 1),
    ("ERROR.TYPE", ("#DIV/0!",), 2),
    ("ERROR.TYPE", ("#N/A",), 7),
    ("ERROR.TYPE", (3,), "#N/A"),
    ("ISREF", (Area("Sheet", 1, 1, 2, 2),), True),
    ("ISREF", (cells(1),), True),
    ("ISREF", (array(1),), False),
    ("ISREF", (3,), False),
]


@pytest.mark.parametrize(("name", "arguments", "expected"), EXAMPLES)
def test_known_answers(name: str, arguments: tuple[Any, ...], expected: Any) -> None:
    assert call(name, *arguments) == expected


def test_whether_a_cell_has_a_formula() -> None:
    book = Book("model.xlsx", "", {"Sheet": Sheet("Sheet", {(1, 1): Cell(2.0, formula="1+1"), (1, 2): Cell(2.0)})})
    assert [call("ISFORMULA", Area("Sheet", 1, column, 1, column), sheets=Sheets(book)) for column in (1, 2, 3)] == [
        True,
        False,
        False,
    ]
