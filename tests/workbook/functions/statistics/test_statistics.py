"""Spread, shape, association and lines against Microsoft's examples."""

from typing import Any

import pytest

from tests.workbook.functions.calling import call, cells

STRENGTHS = cells(1345, 1301, 1368, 1322, 1310, 1370, 1318, 1350, 1303, 1299)  # "STDEV function"
FEW = cells(3, 4, 5, 2, 3, 4, 5, 6, 4, 7)  # "SKEW function", "KURT function"

EXAMPLES: list[tuple[str, tuple[Any, ...], Any]] = [
    ("STDEV", (STRENGTHS,), 27.46391571984349),
    ("STDEV.S", (STRENGTHS,), 27.46391571984349),
    ("STDEVP", (STRENGTHS,), 26.054558142482477),
    ("STDEV.P", (STRENGTHS,), 26.054558142482477),
    ("VAR", (STRENGTHS,), 754.2666666666667),
    ("VAR.S", (STRENGTHS,), 754.2666666666667),
    ("VARP", (STRENGTHS,), 678.84),
    ("VAR.P", (STRENGTHS,), 678.84),
    ("STDEV", (1,), "#DIV/0!"),
    ("STDEVP", (1,), 0),
    ("VARP", (cells("a"),), "#DIV/0!"),
    ("STDEVA", (cells(1, True, "a"),), 0.5773502691896258),
    ("DEVSQ", (cells(4, 5, 8, 7, 11, 4, 3),), 48),
    ("AVEDEV", (cells(4, 5, 6, 7, 5, 4, 3),), 1.0204081632653061),
    ("SKEW", (FEW,), 0.3595430714067974),
    ("SKEW", (cells(1, 2),), "#DIV/0!"),
    ("SKEW", (cells(1, 1, 1),), "#DIV/0!"),
    ("SKEW.P", (FEW,), 0.303193339354144),
    ("KURT", (FEW,), -0.15179963720841627),
    ("KURT", (cells(1, 2, 3),), "#DIV/0!"),
    ("STANDARDIZE", (42, 40, 1.5), 1.3333333333333333),
    ("STANDARDIZE", (42, 40, 0), "#NUM!"),
    ("CORREL", (cells(3, 2, 4, 5, 6), cells(9, 7, 12, 15, 17)), 0.9970544855015815),
    ("CORREL", (cells(3, 2, "a", 4, 5, 6), cells(9, 7, 1, 12, 15, 17)), 0.9970544855015815),
    ("CORREL", (cells(3, 2), cells(9)), "#N/A"),
    ("CORREL", (cells(3, 3), cells(9, 8)), "#DIV/0!"),
    ("PEARSON", (cells(9, 7, 5, 3, 1), cells(10, 6, 1, 5, 3)), 0.6993786061802354),
    ("RSQ", (cells(2, 3, 9, 1, 8, 7, 5), cells(6, 5, 11, 7, 5, 4, 4)), 0.05795019157088122),
    ("COVAR", (cells(3, 2, 4, 5, 6), cells(9, 7, 12, 15, 17)), 5.2),
    ("COVARIANCE.S", (cells(2, 4, 8), cells(5, 11, 12)), 9.666666666666668),
    ("SLOPE", (cells(2, 3, 9, 1, 8, 7, 5), cells(6, 5, 11, 7, 5, 4, 4)), 0.3055555555555556),
    ("INTERCEPT", (cells(2, 3, 9, 1, 8), cells(6, 5, 11, 7, 5)), 0.04838709677419217),
    ("STEYX", (cells(2, 3, 9, 1, 8, 7, 5), cells(6, 5, 11, 7, 5, 4, 4)), 3.305718950210041),
    ("FORECAST", (30, cells(6, 7, 9, 15, 21), cells(20, 28, 31, 38, 40)), 10.607253086419753),
    ("FORECAST.LINEAR", (30, cells(6, 7), cells(20, "#N/A")), "#N/A"),
]


@pytest.mark.parametrize(("name", "arguments", "expected"), EXAMPLES)
def test_known_answers(name: str, arguments: tuple[Any, ...], expected: Any) -> None:
    given = call(name, *arguments)
    assert given == (expected if isinstance(expected, str) else pytest.approx(expected, rel=1e-12, abs=1e-15))
