"""Criteria: Microsoft's description of COUNTIF, and what Excel is known to make of blanks and numbers in text."""

from __future__ import annotations

from typing import Any

import pytest

from mcba.workbook.functions.conditional.criteria import criterion
from tests.workbook.functions.calling import value

CELLS = [None, "", 0.0, 1.0, 5.0, "1", "apple", "Apple pie", "a?", True, False, value("#N/A")]


@pytest.mark.parametrize(
    ("asked", "met"),
    [
        ("", [None, ""]),
        ("=", [None]),
        ("<>", CELLS[1:]),
        (None, [0.0]),
        (1.0, [1.0, "1"]),
        ("1", [1.0, "1"]),
        ("=1", [1.0, "1"]),
        ("<>1", [one for one in CELLS if one is True or one != 1.0]),
        (">0", [1.0, 5.0]),
        (">=1", [1.0, 5.0]),
        ("<1", [0.0]),
        ("<=1", [0.0, 1.0]),
        ("APPLE", ["apple"]),
        ("apple*", ["apple", "Apple pie"]),
        ("<>apple*", [one for one in CELLS if one not in ("apple", "Apple pie")]),
        ("a~?", ["a?"]),
        ("*", ["", "1", "apple", "Apple pie", "a?"]),
        ("?*", ["1", "apple", "Apple pie", "a?"]),
        (">b", []),
        (">apple", ["Apple pie"]),
        ("TRUE", [True]),
        (False, [False]),
        ("<>true", [one for one in CELLS if one is not True]),
        ("#N/A", [value("#N/A")]),
        (value("#N/A"), [value("#N/A")]),
        (value("#REF!"), []),
        (">", []),
    ],
)
def test_what_is_met(asked: Any, met: list[Any]) -> None:
    meets = criterion(asked)
    found = [one for one in CELLS if meets(one)]
    assert [(type(one), one) for one in found] == [(type(one), one) for one in met]


def test_numbers_may_be_written_as_people_do() -> None:
    assert criterion(">5%")(0.06)
    assert not criterion(">5%")(0.05)
    assert criterion("$1,000")(1000.0)


def test_dates_are_numbers() -> None:
    assert criterion(">=1/31/2024")(45322.0)
    assert not criterion(">1/31/2024")(45322.0)
    assert criterion("2024-01-31", dates_from_1904=True)(43860.0)
