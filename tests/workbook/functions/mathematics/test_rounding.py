"""Rounding against the examples of Microsoft's pages on each function, and cases of binary fractions."""

from typing import Any

import pytest
from hypothesis import given, strategies as st

from mcba.workbook.functions.mathematics.rounding import rounded
from tests.workbook.functions.calling import call

EXAMPLES: list[tuple[str, tuple[Any, ...], Any]] = [
    # support.microsoft.com, "ROUND function"
    ("ROUND", (2.15, 1), 2.2),
    ("ROUND", (2.149, 1), 2.1),
    ("ROUND", (-1.475, 2), -1.48),
    ("ROUND", (21.5, -1), 20),
    ("ROUND", (626.3, -3), 1000),
    ("ROUND", (1.98, -1), 0),
    ("ROUND", (-50.55, -2), -100),
    # halves that are no halves in binary: 1.005 is 1.00499999999999989…
    ("ROUND", (1.005, 2), 1.01),
    ("ROUND", (2.675, 2), 2.68),
    ("ROUND", (0.285, 2), 0.29),
    ("ROUND", (2.5, 0), 3),
    ("ROUND", (-2.5, 0), -3),
    ("ROUND", (1.1 * 1.15, 3), 1.265),
    ("ROUND", (0, 2), 0),
    ("ROUND", ("2.5", None), 3),
    ("ROUND", ("#N/A", "#NUM!"), "#N/A"),
    ("ROUND", ("x", 1), "#VALUE!"),
    ("ROUND", (1 / 3, 20), 1 / 3),
    ("ROUND", (123456789012345680, 0), 123456789012345680),
    ("ROUND", (1e300, -400), 0),
    # "ROUNDUP function", "ROUNDDOWN function", "TRUNC function", "INT function"
    ("ROUNDUP", (3.2, 0), 4),
    ("ROUNDUP", (3.14159, 3), 3.142),
    ("ROUNDUP", (-3.14159, 1), -3.2),
    ("ROUNDUP", (31415.92654, -2), 31500),
    ("ROUNDUP", (0.1 * 3 * 10, 0), 3),
    ("ROUNDDOWN", (76.9, 0), 76),
    ("ROUNDDOWN", (-3.14159, 1), -3.1),
    ("ROUNDDOWN", (31415.92654, -2), 31400),
    ("TRUNC", (8.9,), 8),
    ("TRUNC", (-8.9,), -8),
    ("TRUNC", (0.45,), 0),
    ("INT", (8.9,), 8),
    ("INT", (-8.9,), -9),
    # joeu2004 in microsoft.public.excel.worksheet.functions, "INT defect": INT looks at 15 digits only
    ("INT", (123456789 - 0.0000004,), 123456789),
    ("INT", (123456789 - 0.0000005,), 123456788),
    ("INT", (1e14 + 0.5,), 100000000000001),
    ("INT", (1e14 - 1 + 0.5,), 99999999999999),
    ("INT", (1e20,), 1e20),
    # "MROUND function", "CEILING function", "FLOOR function"
    ("MROUND", (10, 3), 9),
    ("MROUND", (-10, -3), -9),
    ("MROUND", (1.3, 0.2), 1.4),
    ("MROUND", (5, -2), "#NUM!"),
    ("MROUND", (5, 0), 0),
    ("CEILING", (2.5, 1), 3),
    ("CEILING", (-2.5, -2), -4),
    ("CEILING", (-2.5, 2), -2),
    ("CEILING", (1.5, 0.1), 1.5),
    ("CEILING", (0.234, 0.01), 0.24),
    ("CEILING", (2.5, -1), "#NUM!"),
    ("CEILING", (2.5, 0), 0),
    ("FLOOR", (3.7, 2), 2),
    ("FLOOR", (-2.5, -2), -2),
    ("FLOOR", (2.5, -2), "#NUM!"),
    ("FLOOR", (1.58, 0.1), 1.5),
    ("FLOOR", (0.234, 0.01), 0.23),
    ("FLOOR", (2.5, 0), "#DIV/0!"),
    # "CEILING.MATH function", "FLOOR.MATH function"
    ("CEILING.MATH", (24.3, 5), 25),
    ("CEILING.MATH", (6.7,), 7),
    ("CEILING.MATH", (-8.1, 2), -8),
    ("CEILING.MATH", (-5.5, 2, -1), -6),
    ("FLOOR.MATH", (24.3, 5), 20),
    ("FLOOR.MATH", (6.7,), 6),
    ("FLOOR.MATH", (-8.1, 2), -10),
    ("FLOOR.MATH", (-5.5, 2, -1), -4),
    # "EVEN function", "ODD function"
    ("EVEN", (1.5,), 2),
    ("EVEN", (3,), 4),
    ("EVEN", (2,), 2),
    ("EVEN", (-1,), -2),
    ("ODD", (1.5,), 3),
    ("ODD", (3,), 3),
    ("ODD", (2,), 3),
    ("ODD", (-1,), -1),
    ("ODD", (-2,), -3),
    ("ODD", (0,), 1),
]


@pytest.mark.parametrize(("name", "arguments", "expected"), EXAMPLES)
def test_known_answers(name: str, arguments: tuple[Any, ...], expected: Any) -> None:
    given = call(name, *arguments)
    assert given == (expected if isinstance(expected, str) else pytest.approx(expected, rel=1e-15, abs=0))


@given(st.integers(-(10**9), 10**9), st.integers(0, 4))
def test_what_has_few_decimals_stays(whole: int, digits: int) -> None:
    assert rounded(whole / 10**digits, digits) == whole / 10**digits


@given(st.integers(-(10**8), 10**8), st.integers(0, 4))
def test_a_half_goes_away_from_zero(whole: int, digits: int) -> None:
    half = (10 * whole + (5 if whole >= 0 else -5)) / 10 ** (digits + 1)
    assert rounded(half, digits) == (whole + (1 if whole >= 0 else -1)) / 10**digits
