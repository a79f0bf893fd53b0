"""Parts of texts, against Microsoft's page on each function."""

from typing import Any

import pytest

from tests.workbook.functions.calling import array, call, cells

EXAMPLES: list[tuple[str, tuple[Any, ...], Any]] = [
    ("LEN", ("Phoenix, AZ",), 11),
    ("LEN", (None,), 0),
    ("LEN", (0.1 + 0.2,), 3),
    ("LEFT", ("Sale Price", 4), "Sale"),
    ("LEFT", ("Sweden",), "S"),
    ("LEFT", ("Sweden", -1), "#VALUE!"),
    ("LEFT", ("Sweden", 1.9), "S"),
    ("RIGHT", ("Sale Price", 5), "Price"),
    ("RIGHT", ("Stock", 0), ""),
    ("RIGHT", ("Stock", 9), "Stock"),
    ("RIGHT", (2024, 2), "24"),
    ("MID", ("Fluid Flow", 1, 5), "Fluid"),
    ("MID", ("Fluid Flow", 7, 20), "Flow"),
    ("MID", ("Fluid Flow", 20, 5), ""),
    ("MID", ("Fluid Flow", 0, 5), "#VALUE!"),
    ("FIND", ("M", "Miriam McGovern"), 1),
    ("FIND", ("m", "Miriam McGovern"), 6),
    ("FIND", ("M", "Miriam McGovern", 3), 8),
    ("FIND", ("", "abc", 2), 2),
    ("FIND", ("z", "abc"), "#VALUE!"),
    ("FIND", ("a", "abc", 0), "#VALUE!"),
    ("SEARCH", ("e", "Statements", 6), 7),
    ("SEARCH", ("MARGIN", "Profit Margin"), 8),
    ("SEARCH", ("p*t m", "Profit Margin"), 1),
    ("SEARCH", ("?~?", "why?"), 3),
    ("SEARCH", ("~*", "a*b"), 2),
    ("SEARCH", ("x", "abc"), "#VALUE!"),
    ("SUBSTITUTE", ("Sales Data", "Sales", "Cost"), "Cost Data"),
    ("SUBSTITUTE", ("Quarter 1, 2008", "1", "2", 1), "Quarter 2, 2008"),
    ("SUBSTITUTE", ("Quarter 1, 2011", "1", "2", 3), "Quarter 1, 2012"),
    ("SUBSTITUTE", ("abc", "A", "x"), "abc"),
    ("SUBSTITUTE", ("abc", "", "x"), "abc"),
    ("SUBSTITUTE", ("abc", "a", "x", 0), "#VALUE!"),
    ("REPLACE", ("abcdefghijk", 6, 5, "*"), "abcde*k"),
    ("REPLACE", ("2009", 3, 2, "10"), "2010"),
    ("TRIM", ("  First  Quarter Earnings ",), "First Quarter Earnings"),
    ("TRIM", ("\u00a0a",), "\u00a0a"),
    ("CLEAN", ("\tMonthly report\n",), "Monthly report"),
    ("UPPER", ("total",), "TOTAL"),
    ("LOWER", ("Apt. 2B",), "apt. 2b"),
    ("PROPER", ("this is a TITLE",), "This Is A Title"),
    ("PROPER", ("2-way street",), "2-Way Street"),
    ("PROPER", ("76BudGet",), "76Budget"),
    ("CONCATENATE", ("a", 1, True, None), "a1TRUE"),
    ("CONCAT", (cells(["a", 1], [None, "b"]), "c"), "a1bc"),
    ("CONCAT", (cells("a", "#N/A"),), "#N/A"),
    ("TEXTJOIN", (", ", True, cells("a", None, "b"), "c"), "a, b, c"),
    ("TEXTJOIN", ("-", False, cells("a", None, "b")), "a--b"),
    ("TEXTJOIN", (array([",", ";"]), True, cells("a", "b", "c", "d")), "a,b;c,d"),
    ("REPT", ("*-", 3), "*-*-*-"),
    ("REPT", ("-", 40000), "#VALUE!"),
    ("EXACT", ("Word", "word"), False),
    ("EXACT", ("word", "word"), True),
    ("CHAR", (65,), "A"),
    ("CHAR", (128,), "€"),
    ("CHAR", (10,), "\n"),
    ("CHAR", (256,), "#VALUE!"),
    ("CODE", ("A",), 65),
    ("CODE", ("€",), 128),
    ("CODE", ("",), "#VALUE!"),
    ("UNICHAR", (66,), "B"),
    ("UNICHAR", (0,), "#VALUE!"),
    ("UNICODE", ("€",), 8364),
    ("HYPERLINK", ("https://example.org", "here"), "here"),
    ("HYPERLINK", ("https://example.org",), "https://example.org"),
]


@pytest.mark.parametrize(("name", "arguments", "expected"), EXAMPLES)
def test_known_answers(name: str, arguments: tuple[Any, ...], expected: Any) -> None:
    given = call(name, *arguments)
    assert given == expected
    assert isinstance(given, bool) == isinstance(expected, bool)
