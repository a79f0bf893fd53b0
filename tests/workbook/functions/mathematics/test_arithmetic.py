"""Arithmetic and angles against the examples of Microsoft's pages on each function."""

from typing import Any

import pytest

from tests.workbook.functions.calling import call, cells

EXAMPLES: list[tuple[str, tuple[Any, ...], Any]] = [
    ("ABS", (-4,), 4),
    ("ABS", (None,), 0),
    ("SIGN", (-0.00001,), -1),
    ("SIGN", (0,), 0),
    ("SQRT", (16,), 4),
    ("SQRT", (-16,), "#NUM!"),
    ("EXP", (1,), 2.718281828459045),
    ("EXP", (710,), "#NUM!"),
    ("LN", (86,), 4.454347296253507),
    ("LN", (0,), "#NUM!"),
    ("LOG10", (1e5,), 5),
    ("LOG", (10,), 1),
    ("LOG", (1000,), 3),
    ("LOG", (1000, 10), 3),
    ("LOG", (8, 2), 3),
    ("LOG", (86, 2.7182818), 4.4543473428883),
    ("LOG", (8, None), "#NUM!"),
    ("LOG", (8, 1), "#DIV/0!"),
    ("POWER", (5, 2), 25),
    ("POWER", (98.6, 3.2), 2401077.2220695773),
    ("POWER", (4, 1.25), 5.656854249492381),
    ("POWER", (0, 0), "#NUM!"),
    ("POWER", (0, -1), "#DIV/0!"),
    ("POWER", (10, 400), "#NUM!"),
    ("MOD", (3, 2), 1),
    ("MOD", (-3, 2), 1),
    ("MOD", (3, -2), -1),
    ("MOD", (-3, -2), -1),
    ("MOD", (3, 0), "#DIV/0!"),
    ("QUOTIENT", (5, 2), 2),
    ("QUOTIENT", (4.5, 3.1), 1),
    ("QUOTIENT", (-10, 3), -3),
    ("QUOTIENT", (1, 0), "#DIV/0!"),
    ("PI", (), 3.141592653589793),
    ("FACT", (5,), 120),
    ("FACT", (1.9,), 1),
    ("FACT", (-1,), "#NUM!"),
    ("FACT", (171,), "#NUM!"),
    ("FACTDOUBLE", (7,), 105),
    ("COMBIN", (8, 2), 28),
    ("COMBIN", (2, 8), "#NUM!"),
    ("COMBINA", (4, 3), 20),
    ("PERMUT", (100, 3), 970200),
    ("GCD", (24, 36), 12),
    ("GCD", (cells(5, 0),), 5),
    ("GCD", (-1,), "#NUM!"),
    ("LCM", (24, 36), 72),
    ("RADIANS", (270,), 4.71238898038469),
    ("DEGREES", (3.141592653589793,), 180),
    ("SIN", (0.5235987755982988,), 0.5),
    ("COS", (1.047197551,), 0.5000000001702586),
    ("TAN", (0.785,), 0.9992039901050427),
    ("ASIN", (-0.5,), -0.5235987755982989),
    ("ASIN", (2,), "#NUM!"),
    ("ACOS", (-0.5,), 2.0943951023931957),
    ("ATAN", (1,), 0.7853981633974483),
    ("ATAN2", (1, 1), 0.7853981633974483),
    ("ATAN2", (-1, -1), -2.356194490192345),
    ("ATAN2", (0, 0), "#DIV/0!"),
    ("SINH", (1,), 1.1752011936438014),
    ("COSH", (4,), 27.308232836016487),
    ("TANH", (0.5,), 0.46211715726000973),
]


@pytest.mark.parametrize(("name", "arguments", "expected"), EXAMPLES)
def test_known_answers(name: str, arguments: tuple[Any, ...], expected: Any) -> None:
    given = call(name, *arguments)
    assert given == (expected if isinstance(expected, str) else pytest.approx(expected, rel=1e-12, abs=1e-15))
