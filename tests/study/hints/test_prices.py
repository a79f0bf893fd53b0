"""Amounts that leave open of which year their prices are."""

from __future__ import annotations

from pathlib import Path

from mcba.study.hints import hints
from mcba.study.reading import read

STUDY = """
[study]
title = "Prices"
price_year = 2024
price_index = "index.csv"
[assumptions.first]
value = 3
unit = "EUR/client"
{first}
[assumptions.second]
value = 4
unit = "EUR/client"
{second}
[assumptions.people]
value = 4
unit = "client"
status = "sourced"
source = "Count of 2011"
[benefits.all]
formula = "people * (first + second)"
"""
SOURCED = 'status = "sourced"\nsource = "{}"\n'


def noted(first: str, second: str) -> list[tuple[str, ...]]:
    text = STUDY.format(first=first, second=second)
    found = hints(read(Path("s.toml"), text, tables={"index.csv": "year,index\n2018,100\n2024,120\n"}))
    return [hint.note.data["names"] for hint in found if hint.note.code == "price_years"]


def test_sources_of_two_years() -> None:
    old, new = SOURCED.format("UWV 2018"), SOURCED.format("Statistics Netherlands (2024), table 3")
    assert noted(old, new) == [("first", "second")]
    assert noted(old, old) == []
    assert noted(old + "price_year = 2018", new + "price_year = 2024") == []
    assert noted(old + "price_year = 2018", new) == [("second",)]
    assert noted(old + "price_year = 2024", new) == []


def test_what_has_no_source_has_no_year() -> None:
    assert noted(SOURCED.format("UWV 2018") + "price_year = 2018", 'status = "assumed"') == []
    assert noted(SOURCED.format("doi:10.1016/2018.2019.03"), SOURCED.format("a price list")) == []
