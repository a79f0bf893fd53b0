"""What texts and blanks are where a number is needed: by Excel's documented rules, each with its reason."""

import pytest
from hypothesis import given, strategies as st

from mcba.workbook.evaluation.coercion import (
    as_logical,
    as_number,
    as_text,
    compare_values,
    general,
    number_from_text,
    same_number,
)
from mcba.workbook.values import NUMBER, VALUE, Value


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("5", 5.0),
        (" 5 ", 5.0),
        ("-5", -5.0),
        ("+.5", 0.5),
        ("5.", 5.0),
        ("1e3", 1000.0),
        ("5%", 0.05),
        ("-12.5 %", -0.125),
        ("$1,234.50", 1234.5),
        ("-$3", -3.0),
        ("$-3", -3.0),
        ("(3)", -3.0),
        ("($3)", -3.0),
        ("0 3/4", 0.75),
        ("-1 1/2", -1.5),
        ("1900-01-01", 1.0),
        ("1900-02-28", 59.0),
        ("1900-03-01", 61.0),  # Excel's 1900 has a 29th of February
        ("2024-01-31", 45322.0),
        ("1/31/2024", 45322.0),
        ("31-Jan-2024", 45322.0),
        ("January 31, 2024", 45322.0),
        ("Jan 2024", 45292.0),
        ("1/31/29", 47149.0),
        ("1/31/30", 10989.0),  # the years of two digits turn between 29 and 30
        ("12:00", 0.5),
        ("6:00 PM", 0.75),
        ("12:00 am", 0.0),
        ("36:00", 1.5),
        ("2024-01-31 06:00", 45322.25),
    ],
)
def test_text_that_says_a_number(text: str, number: float) -> None:
    assert number_from_text(text) == number


@pytest.mark.parametrize(
    "text",
    ["", " ", "five", "5 5", "1,23", "--5", "5%%", "TRUE", "#N/A", "2024-13-01", "1/31", "1e999", "(-3)", "13:61"],
)
def test_text_that_says_none(text: str) -> None:
    assert number_from_text(text) is None
    assert as_number(text) == VALUE


def test_dates_in_text_count_from_1904_where_the_workbook_does() -> None:
    assert number_from_text("1904-01-02", dates_from_1904=True) == 1.0
    assert as_number("2024-01-31", dates_from_1904=True) == 45322.0 - 1462


@pytest.mark.parametrize(
    ("number", "text"),
    [
        (0.0, "0"),
        (-0.0, "0"),
        (3.0, "3"),
        (0.1 + 0.2, "0.3"),
        (2 / 3, "0.666666666666667"),
        (123456789012345678.0, "123456789012346000"),
        (1e19, "10000000000000000000"),
        (1e20, "1E+20"),
        (1.5e-5, "0.000015"),
        (1.23456789012345e-10, "1.23456789012345E-10"),
        (-1e-19, "-1E-19"),
        (1e100, "1E+100"),
    ],
)
def test_numbers_as_text(number: float, text: str) -> None:
    assert general(number) == text


def test_other_kinds_as_text() -> None:
    assert [as_text(value) for value in (None, True, False, "a", VALUE)] == ["", "TRUE", "FALSE", "a", VALUE]


def test_truth_of_values() -> None:
    assert [as_logical(value) for value in (None, 0.0, -1.0, " True ", "1", NUMBER)] == [
        False,
        False,
        True,
        True,
        VALUE,
        NUMBER,
    ]


@pytest.mark.parametrize(
    ("left", "right", "order"),
    [
        (1.0, 2.0, -1),
        (9.9e99, "", -1),  # every number before every text
        ("zzz", False, -1),  # every text before every truth value
        (False, True, -1),
        ("Straße", "STRASSE", 1),  # capitals do not count, letters do
        ("abc", "ABC", 0),
        (None, 0.0, 0),
        (None, "", 0),
        (None, False, 0),
        (None, None, 0),
        (None, -1.0, 1),
        (None, "a", -1),
        (0.1 + 0.2, 0.3, 0),
        (1.0, 1.0 + 1e-15, 0),
        (1.0, 1.0 + 1e-14, -1),
        (0.0, 1e-300, -1),
        (VALUE, NUMBER, VALUE),
        (1.0, NUMBER, NUMBER),
    ],
)
def test_order_of_values(left: Value, right: Value, order: object) -> None:
    assert compare_values(left, right) == order
    if isinstance(order, int):
        assert compare_values(right, left) == -order


@given(st.floats(-9.99e307, 9.99e307))
def test_the_general_format_is_read_as_the_same_number(number: float) -> None:
    said = number_from_text(general(number))
    assert said is not None
    assert same_number(said, number)
