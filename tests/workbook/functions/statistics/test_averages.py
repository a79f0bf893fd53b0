"""Averages, counts and extremes: what counts as a number, and Microsoft's examples."""

from typing import Any

import pytest

from tests.workbook.functions.calling import array, call, cells

MIXED = cells(1, "2", True, None, "", 4)
NUMBERS = cells(4, 5, 8, 7, 11, 4, 3)

EXAMPLES: list[tuple[str, tuple[Any, ...], Any]] = [
    ("AVERAGE", (cells(10, 7, 9, 27, 2), 5), 10),
    ("AVERAGE", (MIXED,), 2.5),
    ("AVERAGE", (cells("a", None),), "#DIV/0!"),
    ("AVERAGE", (1, None), 0.5),
    ("AVERAGE", (cells(1, "#N/A"),), "#N/A"),
    ("AVERAGEA", (cells(10, 7, 9, 2, "Not available"),), 5.6),
    ("AVERAGEA", (cells(True, None),), 1),
    ("COUNT", (MIXED,), 2),
    ("COUNT", (MIXED, 2, "3", True, "a", None), 6),
    ("COUNT", (cells("#N/A", 1), "#N/A"), 1),
    ("COUNTA", (MIXED,), 5),
    ("COUNTA", (cells("#N/A", None), None), 2),
    ("COUNTBLANK", (MIXED,), 2),
    ("MIN", (cells(10, 7, 9, 27, 2), 0), 0),
    ("MIN", (cells("a"),), 0),
    ("MAX", (cells(-5, None, True),), -5),
    ("MAX", (-5, None), 0),
    ("MAX", (array(True, "9"),), 0),
    ("MAXA", (cells(0, 0.2, 0.5, 0.4, True),), 1),
    ("MINA", (cells(5, "a"),), 0),
    ("MEDIAN", (cells(1, 2, 3, 4, 5, 6),), 3.5),
    ("MEDIAN", (cells(3, 1, 2),), 2),
    ("MEDIAN", (cells("a"),), "#NUM!"),
    ("MODE", (cells(5.6, 4, 4, 3, 2, 4),), 4),
    ("MODE.SNGL", (cells(2, 1, 1, 2),), 2),
    ("MODE", (cells(1, 2),), "#N/A"),
    ("GEOMEAN", (NUMBERS,), 5.476986969656962),
    ("GEOMEAN", (cells(1, 0),), "#NUM!"),
    ("HARMEAN", (NUMBERS,), 5.028375962061728),
    ("TRIMMEAN", (cells(4, 5, 6, 7, 2, 3, 4, 5, 1, 2, 3), 0.2), 3.7777777777777777),
    ("TRIMMEAN", (NUMBERS, 1), "#NUM!"),
]


@pytest.mark.parametrize(("name", "arguments", "expected"), EXAMPLES)
def test_known_answers(name: str, arguments: tuple[Any, ...], expected: Any) -> None:
    given = call(name, *arguments)
    assert given == (expected if isinstance(expected, str) else pytest.approx(expected, rel=1e-12, abs=0))
