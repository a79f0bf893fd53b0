"""Where LibreOffice goes ways of its own, so that a difference says nothing about Excel."""

from __future__ import annotations

import re

from mcba.workbook.values import CellError, Value

_TRUTH = re.compile(r"TRUE|FALSE|[<>=]|\bD\d|[A-C]\d+:[E-H]\d|\bIS[A-Z]+\(|AND\(|OR\(|NOT\(|EXACT\(")
_OWN = {
    "XLOOKUP": "a function that it does not have",
    "XNPV": "days before the first one are taken",
    "FIND(": "no text is not found in a text",
    "SEARCH(": "no text is not found in a text",
    "#.##": "a point without digits behind it is not shown",
    "DAYS(": "parts of days are counted",
    "WEEKNUM": "the last week of a year is the first of the next",
    "YEAR(": "the days before March 1900 are one day earlier",
    "COUNTIF": "text that says a number equals no number",
    "RANK": "a number that is not in the list has a rank",
    "MOD(": "a quotient is taken for a whole number where it nearly is one",
    "IRR(": "a rate is not found from afar",
    "C8": "the text TRUE is a number",
    "E+": "exponents have three digits",
}
"""By what stands in a formula: what LibreOffice does, and Excel does not."""


def reason(formula: str, ours: Value, theirs: Value) -> str:
    """The rule by which LibreOffice differs from Excel in a formula; empty where none is known."""
    if isinstance(ours, CellError) and isinstance(theirs, CellError):
        return "another error"
    own = next((rule for words, rule in _OWN.items() if words in formula), "")
    return own or ("truth values are numbers" if _TRUTH.search(formula) else "")
