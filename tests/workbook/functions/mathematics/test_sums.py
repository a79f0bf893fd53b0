"""Sums and products: what counts as a number, and Microsoft's examples."""

from typing import Any

import pytest

from tests.workbook.functions.calling import array, call, cells

MIXED = cells(1, "2", True, None, "text", 4)

EXAMPLES: list[tuple[str, tuple[Any, ...], Any]] = [
    ("SUM", (MIXED,), 5),
    ("SUM", (array(1, "2", True),), 1),
    ("SUM", ("2", True, None), 3),
    ("SUM", ("text",), "#VALUE!"),
    ("SUM", (cells(1, "#N/A"), "text"), "#N/A"),
    ("SUM", ("text", cells(1, "#N/A")), "#VALUE!"),
    ("SUM", (cells(1, "#N/A", "#NUM!"),), "#N/A"),
    ("SUM", ((cells(1, 2), cells(3)),), 6),
    ("SUM", (cells(None),), 0),
    ("SUM", (cells(1e308, 1e308),), "#NUM!"),
    ("PRODUCT", (cells(5, 15, 30), 2), 4500),  # "PRODUCT function"
    ("PRODUCT", (cells("a", None),), 0),
    ("SUMSQ", (3, 4), 25),  # "SUMSQ function"
    ("SUMX2MY2", (cells(2, 3, 9, 1, 8, 7, 5), cells(6, 5, 11, 7, 5, 4, 4)), -55),  # "SUMX2MY2 function"
    ("SUMX2PY2", (cells(2, 3, 9, 1, 8, 7, 5), cells(6, 5, 11, 7, 5, 4, 4)), 521),  # "SUMX2PY2 function"
    ("SUMXMY2", (cells(2, 3, 9, 1, 8, 7, 5), cells(6, 5, 11, 7, 5, 4, 4)), 79),  # "SUMXMY2 function"
    ("SUMXMY2", (cells(2, 3), cells(6)), "#N/A"),
    ("SERIESSUM", (0.7853981633974483, 0, 2, cells(1, -0.5, 0.041666667, -0.001388889)), 0.707103),
    ("SUMPRODUCT", (cells([3, 4], [8, 6], [1, 9]), cells([2, 7], [6, 7], [5, 3])), 156),  # "SUMPRODUCT function"
    ("SUMPRODUCT", (cells(1, True, "3", None), cells(10, 10, 10, 10)), 10),
    ("SUMPRODUCT", (cells(1, 2), cells([1, 2])), "#VALUE!"),
    ("SUMPRODUCT", (cells(1, 2), cells(1, "#DIV/0!")), "#DIV/0!"),
    ("SUMPRODUCT", (3, 4), 12),
]


@pytest.mark.parametrize(("name", "arguments", "expected"), EXAMPLES)
def test_known_answers(name: str, arguments: tuple[Any, ...], expected: Any) -> None:
    given = call(name, *arguments)
    assert given == (expected if isinstance(expected, str) else pytest.approx(expected, rel=1e-6))


def test_a_sum_goes_from_left_to_right() -> None:
    """A sum without rounding errors would give 2."""
    assert call("SUM", cells(1, 1e100, 1, -1e100)) == 0
    assert call("SUM", cells(*[0.1] * 10)) == 0.9999999999999999
