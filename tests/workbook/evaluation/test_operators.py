"""Excel's operators; the expectations are Excel's documented ones."""

import math

import pytest

from mcba.workbook.evaluation.operators import binary, power, unary
from mcba.workbook.values import DIVISION, NOT_AVAILABLE, NUMBER, VALUE, Value


@pytest.mark.parametrize(
    ("left", "operator", "right", "result"),
    [
        ("5", "+", 1.0, 6.0),
        ("5%", "*", 100.0, 5.0),
        ("", "+", 1.0, VALUE),
        (None, "+", 1.0, 1.0),
        (True, "+", True, 2.0),
        ("2024-01-31", "+", 1.0, 45323.0),
        (None, "/", None, DIVISION),
        (1.0, "/", False, DIVISION),
        (1e308, "*", 10.0, NUMBER),
        (1e308, "+", 1e308, NUMBER),
        (0.0, "^", 0.0, NUMBER),
        (0.0, "^", -1.0, DIVISION),
        (-4.0, "^", 0.5, NUMBER),
        (-2.0, "^", 2.0, 4.0),
        (10.0, "^", 400.0, NUMBER),
        (1.0, "&", 0.5, "10.5"),
        (True, "&", None, "TRUE"),
        (VALUE, "&", "a", VALUE),
        (NOT_AVAILABLE, "+", VALUE, NOT_AVAILABLE),
        ("a", "+", NOT_AVAILABLE, VALUE),
        (1.0, "=", "1", False),
        (None, "=", "", True),
        ("A", "=", "a", True),
        ("a", "<>", "b", True),
        (2.0, "<=", 2.0, True),
        ("b", ">", 1e9, True),
        (DIVISION, "=", DIVISION, DIVISION),
    ],
)
def test_operators(left: Value, operator: str, right: Value, result: Value) -> None:
    found = binary(operator, left, right)
    assert found == result
    assert type(found) is type(result)


def test_signs() -> None:
    assert unary("-", None) == 0.0
    assert math.copysign(1, unary("-", 0.0)) == 1.0  # type: ignore[arg-type]
    assert unary("-", "a") == VALUE
    assert unary("%", "50") == 0.5
    assert unary("+", "a") == "a"


def test_a_last_difference_that_cancels_is_nothing() -> None:
    """Microsoft's own example: `=.5-.4-.1` shows 0, `=1*(.5-.4-.1)` shows -2.78E-17."""
    left = binary("-", 0.5, 0.4)
    assert binary("-", left, 0.1) == pytest.approx(-2.78e-17, rel=1e-2)
    assert binary("-", left, 0.1, last=True) == 0.0
    assert binary("+", left, -0.1, last=True) == 0.0
    assert binary("-", 1.0, 1.0 - 1e-10, last=True) != 0.0


def test_roots_of_negative_numbers() -> None:
    assert power(-27.0, 1 / 3) == pytest.approx(-3.0)
    assert power(-27.0, 2 / 3) == NUMBER
    assert power(-27.0, 0.3) == NUMBER
