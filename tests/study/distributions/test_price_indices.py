"""The price indices that come with mcba."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

import mcba
from mcba.reporting.words.labels import Labels
from mcba.study.distributions.entries import data_folder, entry_ids
from mcba.study.distributions.price_indices import (
    price_index_ids,
    price_index_of,
    price_index_text,
    read_price_index,
)
from mcba.study.reading import read

STUDY = """
[study]
title = "Prices"
price_year = {year}
price_index = "{index}"
[assumptions.subsidy]
value = 8000
unit = "EUR"
price_year = 2018
[outcomes.amount]
formula = "subsidy"
"""


@pytest.mark.parametrize("name", price_index_ids())
def test_each_says_where_it_comes_from(name: str) -> None:
    index = read_price_index(price_index_text(name))
    years = list(index.levels)
    assert years == list(range(years[0], years[-1] + 1))
    assert index.levels[2015] == 100
    assert index.source.table is not None
    assert index.source.read is not None
    assert index.status == "verified" or index.source.via is not None  # second hand says so
    assert "as quoted in" in Labels(None, "en").source(index.source)
    assert all(text.en and text.nl for text in (index.label, index.doubts) if text is not None)


def test_the_dutch_index_has_the_yearly_changes_that_statistics_netherlands_prints() -> None:
    """As printed on cbs.nl: table 83131NED, all items, from 2016; table 71905NED before."""
    levels = read_price_index(price_index_text("nl")).levels
    printed = {2001: 4.6, 2005: 1.7, 2010: 1.3, 2016: 0.3, 2017: 1.4, 2018: 1.7, 2019: 2.6}
    for year, change in printed.items():
        assert 100 * (levels[year] / levels[year - 1] - 1) == pytest.approx(change, abs=0.051)
    assert levels[2022] == 121.43  # cbs.nl, table 83136NED


def test_the_index_of_the_euro_area_has_what_statistics_netherlands_prints_of_it() -> None:
    """As printed on cbs.nl: tables 83135ENG (2015 = 100) and 71099NED (2005 = 100; 2012 is 115.64)."""
    levels = read_price_index(price_index_text("eu")).levels
    assert (levels[2024], levels[2025]) == (126.07, 128.75)
    for year, level in {2013: 117.20, 2014: 117.71}.items():
        assert levels[year] / levels[2012] == pytest.approx(level / 115.64, abs=1.5e-4)


def test_it_agrees_with_the_series_that_studies_carry() -> None:
    file = data_folder("studies") / "schilderswijk-moeders" / "consumer-prices.csv"
    with file.open(encoding="utf-8", newline="") as opened:
        carried = {int(row["year"]): float(row["index"]) for row in csv.DictReader(opened)}
    levels = read_price_index(price_index_text("nl")).levels
    for year, level in carried.items():
        assert level / carried[2015] == pytest.approx(levels[year] / 100, rel=6e-4)


def test_a_study_names_it() -> None:
    study = read(Path("s.toml"), STUDY.format(year=2024, index="nl"))
    assert study.price_factors["subsidy"] == pytest.approx(130.31 / 103.44)
    index = price_index_of("nl", study.tables)
    assert index is not None
    assert index.levels[2024] == 130.31
    assert price_index_of("prices.csv", study.tables) is None
    again = read(Path("s.toml"), study.text, tables=study.tables)  # a saved run reads the index that it was drawn with
    assert again.price_factors == study.price_factors


def test_a_year_that_it_has_not() -> None:
    with pytest.raises(mcba.StudyError, match="'nl' has no row for 1998; it has the years 2000 to 2025"):
        read(Path("s.toml"), STUDY.format(year=1998, index="nl"))


def test_indices_are_no_entries() -> None:
    assert not [entry for entry in entry_ids() if "price-index" in entry]
