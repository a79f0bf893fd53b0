"""The table of benefits and costs as it is printed, of studies whose every number is known."""

from __future__ import annotations

import pytest

import mcba
from mcba.reporting.blocks import PageTable, Paragraph, plain_text
from mcba.reporting.facts.facts import Facts
from mcba.reporting.sections.results import accounts
from mcba.reporting.sections.writing import Writing
from tests.analysis.deciding import study_of

CERTAIN = """\
[study]
title = "Certain"
horizon = 2
null_alternative = "no guidance"
project = { en = "Guidance", nl = "Begeleiding" }
[run]
worlds = 64
[choices.discount_rate]
value = 1.0
[choices.places]
value = 50
unit = "person"
[choices.price]
value = 4000
unit = "EUR/person"
[quantities.in_work]
label = { en = "People in work", nl = "Mensen aan het werk" }
formula = "places"
unit = "person"
[quantities.wage_sum]
formula = "in_work * price"
unit = "EUR"
[benefits.work]
label = { en = "Work", nl = "Werk" }
formula = "in_work * price"
years = [0, 1]
gains = { client = 1.0 }
[benefits.care]
formula = "price * places / 2"
years = 0
gains = { municipality = 1.0 }
[costs.guidance]
formula = "price * places"
years = 0
losses = { municipality = 1.0 }
[transfers.tax]
formula = "price * places / 10"
years = 0
gains = { municipality = 1.0 }
losses = { client = 1.0 }
[pm.joy]
label = "Joy"
sign = "+"
[pm.noise]
label = "Noise"
sign = "-"
[pm.mood]
label = "Mood"
sign = "?"
"""
TWO = """
[options.twice]
label = "Twice as large"
override = { places = 100 }
[options.same]
label = "The same again"
override = { places = 50 }
"""


def written(text: str, language: str = "en", worlds: int = 64) -> Writing[Facts]:
    return Writing(Facts(mcba.run(study_of(text), worlds=worlds)), language)


def tables(writing: Writing[Facts]) -> dict[str, PageTable]:
    blocks = [*accounts.benefits_and_costs(writing), *accounts.account_by_bearer(writing)]
    return {block.anchor: block for block in blocks if isinstance(block, PageTable)}


def rows(table: PageTable) -> dict[str, list[str]]:
    return {plain_text(name): [plain_text(cell) for cell in cells] for name, *cells in table.rows}


@pytest.fixture(scope="module")
def alone() -> dict[str, PageTable]:
    return tables(written(CERTAIN))


def test_one_option_has_its_mean_where_nothing_is_uncertain(alone: dict[str, PageTable]) -> None:
    table = alone["accounts"]
    assert table.header == ("", "Mean")
    assert table.caption == "Benefits and costs, present value in EUR: Guidance"
    shown = rows(table)
    # Work: 50 persons at 4,000 euro, now and half as much worth a year later. Nothing is uncertain: no ends.
    assert shown["Work"] == ["300,000"]
    assert shown["All benefits"] == ["400,000"]
    assert shown["All costs"] == ["200,000"]
    assert shown["Balance: benefits less costs"] == ["200,000"]
    assert shown["Benefits per euro of cost"] == ["2"]
    assert shown["Chance of a balance above zero"] == ["all"]
    assert shown["Tax"] == ["20,000"]
    assert next(iter(shown)) == "Benefits"


def test_what_has_no_price_stands_in_the_table_with_its_sign(alone: dict[str, PageTable]) -> None:
    shown = rows(alone["accounts"])
    assert [shown[name][0] for name in ("Joy", "Noise", "Mood")] == ["+ PM", "− PM", "PM"]


def test_bearers_come_to_the_balance(alone: dict[str, PageTable]) -> None:
    shown = {name: cells[0] for name, cells in rows(alone["bearer_table"]).items()}
    assert shown == {"Clients": "280,000", "Municipality": "−80,000", "All together": "200,000"}


def test_years_stand_before_and_after_discounting(alone: dict[str, PageTable]) -> None:
    table = alone["account_years"]
    assert table.header[:4] == ("Year", "Benefits", "Costs", "Balance")
    assert rows(table) == {
        "0": ["300,000", "200,000", "100,000", "300,000", "200,000", "100,000"],
        "1": ["200,000", "0", "200,000", "100,000", "0", "100,000"],
        "2": ["0", "0", "0", "0", "0", "0"],
        "Together": ["500,000", "200,000", "300,000", "400,000", "200,000", "200,000"],
    }


def test_years_without_a_discount_rate_are_told_once() -> None:
    table = tables(written(CERTAIN.replace("value = 1.0", "value = 0.0")))["account_years"]
    assert table.header == ("Year", "Benefits", "Costs", "Balance")


def test_effects_are_counted_in_their_own_unit_and_not_in_money(alone: dict[str, PageTable]) -> None:
    assert rows(alone["natural_units"]) == {"People in work, person": ["50"]}


def test_options_stand_side_by_side_in_the_language_of_the_reader() -> None:
    writing = written(CERTAIN + TWO, "nl")
    found = tables(writing)
    assert found["accounts"].header == ("", "Begeleiding", "Twice as large")
    shown = rows(found["accounts"])
    assert shown["Werk"] == ["300.000", "600.000"]
    assert shown["Saldo: baten min kosten"] == ["200.000", "400.000"]
    assert shown["Joy"] == ["+ PM", "+ PM"]
    assert rows(found["natural_units"]) == {"Mensen aan het werk, persoon": ["50", "100"]}
    said = " ".join(plain_text(b.text) for b in accounts.same_options(writing) if isinstance(b, Paragraph))
    assert "The same again" in said


def test_more_options_than_fit_stand_in_several_tables() -> None:
    more = "".join(f"[options.size_{n}]\noverride = {{ places = {n} }}\n" for n in (60, 70, 80))
    blocks = [b for b in accounts.account_table(written(CERTAIN + more)) if isinstance(b, PageTable)]
    assert [len(table.header) for table in blocks] == [4, 2]  # three options, and the mean of the fourth
    assert rows(blocks[1])["All costs"] == ["320,000"]


UNSURE = CERTAIN.replace(
    "[choices.price]\nvalue = 4000\n", '[assumptions.price]\ndistribution = "normal"\nmean = 4000\nsd = 400\n'
)


def test_uncertain_amounts_have_their_ends_beside_or_below_them() -> None:
    cells = rows(tables(written(UNSURE, worlds=16_384))["accounts"])["Work"]
    assert len(cells) == len(("Low", "Mean", "High"))
    low, mean, high = (float(cell.replace(",", "")) for cell in cells)
    # 300,000 ± 1.645 times 30,000: the central 90 % of a normal distribution.
    assert abs(mean - 300_000) < 300
    assert abs(low - 250_655) < 1_000
    assert abs(high - 349_345) < 1_000
    table = tables(written(UNSURE + TWO, worlds=16_384))["accounts"]
    place = [plain_text(name) for name, *_ in table.rows].index("Work")
    below = [plain_text(cell) for cell in table.rows[place + 1]]
    assert below == ["low – high", f"{cells[0]} – {cells[2]}", below[2]]
    assert table.is_below[place + 1]


def test_means_of_large_amounts_are_whole_and_add_up() -> None:
    shown = rows(tables(written(UNSURE, worlds=16_384))["accounts"])
    means = {name: cells[1] for name, cells in shown.items() if name in {"Work", "Care", "All benefits"}}
    assert all("." not in mean for mean in means.values())
    work, care, both = (float(mean.replace(",", "")) for mean in means.values())
    assert abs(work + care - both) <= 1


def test_amounts_of_a_few_euros_have_cents() -> None:
    shown = rows(tables(written(UNSURE.replace("value = 50", "value = 0.0005"), worlds=4_096))["accounts"])
    assert shown["Work"][1] == "3.00"


def test_a_study_without_flows_has_no_such_chapter() -> None:
    text = CERTAIN.partition("[benefits")[0] + '[outcomes.people]\nformula = "in_work"\n'
    assert not list(accounts.benefits_and_costs(written(text)))
    assert not list(accounts.account_table(written(text)))


def test_a_total_without_a_mean_has_its_ends_only() -> None:
    text = UNSURE + '[assumptions.damage]\ndistribution = "pareto"\nlow = 1\nshape = 0.8\nunit = "EUR"\n'
    text += '[benefits.avoided]\nformula = "damage"\nyears = 0\n'
    low, mean, high = rows(tables(written(text, worlds=4_096))["accounts"])["Avoided"]
    assert mean == "–"
    assert low == "1"  # 0.95^(-1/0.8) = 1.07, in whole euros
    assert high != ""
