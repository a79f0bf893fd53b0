"""Numbers as text: examples of Microsoft's pages on TEXT, FIXED, DOLLAR, VALUE, NUMBERVALUE and on number formats."""

from typing import Any

import pytest

from tests.workbook.functions.calling import Sheets, call

FORMATS: list[tuple[Any, str, str]] = [
    # support.microsoft.com, "TEXT function"
    (1234.567, "$#,##0.00", "$1,234.57"),
    (0.285, "0.0%", "28.5%"),
    (4.34, "# ?/?", "#VALUE!"),
    (12200000, "0.00E+00", "1.22E+07"),
    (1234567898, "[<=9999999]###-####;(###) ###-####", "(123) 456-7898"),
    (1234, "0000000", "0001234"),
    (123456, "##0° 00' 00''", "12° 34' 56''"),
    (12200000, "$#,##0.00,,", "$12.20"),
    # "Number format codes"
    (1234.59, "####.#", "1234.6"),
    (8.9, "#.000", "8.900"),
    (0.631, "0.#", "0.6"),
    (12, "#.0#", "12.0"),
    (1234.568, "#.0#", "1234.57"),
    (44.398, "???.???", " 44.398"),
    (102.65, "???.???", "102.65 "),
    (12000, "#,###", "12,000"),
    (12000, "#,", "12"),
    (12200000, "0.0,,", "12.2"),
    (-12, "0.00;[Red](0.00)", "(12.00)"),
    (0, '0;-0;"none"', "none"),
    ("west", '0;0;0;"to "@', "to west"),
    ("west", "0.00", "west"),
    # own readings of the same rules
    (1.005, "0.00", "1.01"),
    (-2.5, "0", "-3"),
    (0, "#", ""),
    (0, ".00", ".00"),
    (12.3, ".00", "12.30"),
    (1234567, "#,##0", "1,234,567"),
    (123, "000,000", "000,123"),
    (0.00012, "0.0E+0", "1.2E-4"),
    (123456, "##0.0E+0", "123.5E+3"),
    (999999, "0.0E+0", "1.0E+6"),
    (5, '0" years"', "5 years"),
    (5, "0\\x", "5x"),
    (5, "", ""),
    (1 / 3, "General", "0.333333333333333"),
    (-3, "@", "-3"),
    (True, "0", "TRUE"),
    (None, "0.0", "0.0"),
    ("5", "0.00", "5.00"),
    ("#N/A", "0", "#N/A"),
    (1, "0 g", "#VALUE!"),
    (5, "[$€-413] 0.00", "€ 5.00"),
    # dates: 45322.5 is 31 January 2024, noon, a Wednesday
    (45322.5, "yyyy-mm-dd", "2024-01-31"),
    (45322.5, "d-mmm-yy", "31-Jan-24"),
    (45322.5, "dddd, mmmm d", "Wednesday, January 31"),
    (45322.5, "ddd mmmmm", "Wed J"),
    (45322.55, "m/d/yyyy h:mm AM/PM", "1/31/2024 1:12 PM"),
    (45322.55, "hh:mm:ss", "13:12:00"),
    (0.5 / 86400, "ss.00", "00.50"),
    (1.5, "[h]:mm", "36:00"),
    (0.25, "[mm]", "360"),
    (60, "d mmm yyyy", "29 Feb 1900"),
    (59, "d mmm yyyy", "28 Feb 1900"),
    (0, "d mmm yyyy", "0 Jan 1900"),
    (61, "ddd", "Thu"),
    (-1, "yyyy", "#VALUE!"),
    (1, "yyyy 0", "#VALUE!"),
]


@pytest.mark.parametrize(("value", "code", "expected"), FORMATS)
def test_a_number_by_its_format(value: Any, code: str, expected: str) -> None:
    assert call("TEXT", value, code) == expected


def test_a_date_from_1904() -> None:
    assert call("TEXT", 45322 - 1462, "yyyy-mm-dd", sheets=Sheets(dates_from_1904=True)) == "2024-01-31"


EXAMPLES: list[tuple[str, tuple[Any, ...], Any]] = [
    ("FIXED", (1234.567, 1), "1,234.6"),
    ("FIXED", (1234.567, -1), "1,230"),
    ("FIXED", (-1234.567, -1, True), "-1230"),
    ("FIXED", (44.332,), "44.33"),
    ("FIXED", (-0.027, 1), "0.0"),  # rounded before it is written
    ("DOLLAR", (1234.567, 2), "$1,234.57"),
    ("DOLLAR", (1234.567, -2), "$1,200"),
    ("DOLLAR", (-1234.567, -2), "($1,200)"),
    ("DOLLAR", (-0.123, 4), "($0.1230)"),
    ("DOLLAR", (99.888,), "$99.89"),
    ("VALUE", ("$1,000",), 1000),
    ("VALUE", (None,), 0),
    ("VALUE", ("",), "#VALUE!"),
    ("VALUE", (True,), "#VALUE!"),
    ("NUMBERVALUE", ("2.500,27", ",", "."), 2500.27),
    ("NUMBERVALUE", ("3.5%",), 0.035),
    ("NUMBERVALUE", ("9%%",), 0.0009),
    ("NUMBERVALUE", ("",), 0),
    ("NUMBERVALUE", ("1.2.3",), "#VALUE!"),
]


@pytest.mark.parametrize(("name", "arguments", "expected"), EXAMPLES)
def test_known_answers(name: str, arguments: tuple[Any, ...], expected: Any) -> None:
    assert call(name, *arguments) == expected
