"""What each option brings and costs: totals of the run, parts that add up, and natural units, by closed forms."""

import math
from dataclasses import replace

import numpy as np
import pytest

import mcba
from mcba.analysis.decision.options import alternatives
from mcba.analysis.economics.accounts.account import Account, accounts_of
from mcba.errors import Note
from tests.analysis.deciding import study_of

PERSONS = """\
[study]
title = "Persons in work"
horizon = 3
[run]
worlds = 4_096
seed = 5
[sets]
district = ["north", "south"]
[choices.discount_rate]
value = 0.25
[assumptions.persons]
distribution = "normal"
mean = 100
sd = 10
unit = "person"
over = "district"
drawn = "each_unit"
[assumptions.wage]
distribution = "normal"
mean = 2
sd = 0.4
unit = "EUR/person"
[choices.salaries]
value = 60
unit = "EUR"
[choices.taxed]
value = 10
unit = "person"
[choices.floor]
value = 1
unit = "EUR/person"
[quantities.in_work]
formula = "persons * 0.5"
unit = "person"
[quantities.price]
formula = "3 * wage * persons / persons"
unit = "EUR/person"
[benefits.work]
formula = "sum(in_work, over='district') * wage"
unit = "EUR"
years = [1, 2]
fades = 0.5
gains = { client = 0.75, city = 0.25 }
[costs.staff]
formula = "salaries"
years = 0
losses = { city = 1.0 }
[transfers.tax]
formula = "wage * taxed"
unit = "EUR"
years = 0
gains = { city = 1.0 }
losses = { client = 1.0 }
"""
_OPTIONS = """
[options.twice]
label = "Twice"
override = { persons = 400 }
[options.alike]
override = { wage = { distribution = "normal", mean = 2, sd = 0.4 } }
"""
# 100 persons in both districts together at 2 euro: 200 in year 1 and half of it in year 2, at a rate of a quarter.
WORK = 200 / 1.25 + 100 / 1.25**2


@pytest.fixture(scope="module")
def run() -> mcba.Run:
    return mcba.run(study_of(PERSONS))


@pytest.fixture(scope="module")
def account(run: mcba.Run) -> Account:
    return accounts_of(run).of_run


def near(estimate: mcba.Estimate, value: float) -> bool:
    return abs(estimate.value - value) <= 5 * estimate.error + 1e-9 * abs(value)


def test_present_values_are_those_of_closed_forms(account: Account) -> None:
    assert near(account.flows["work"].summary.mean, WORK)
    assert account.flows["work"].base == pytest.approx(WORK)
    assert account.flows["staff"].summary.mean.value == pytest.approx(60)
    assert account.balance is not None
    assert account.balance.base == pytest.approx(WORK - 60)
    # A product of independent numbers: variance of the wage times mean squared, and so on (Goodman 1960, JASA 55).
    spread = math.sqrt(100**2 * 0.4**2 + 2**2 * 50 + 50 * 0.4**2) / 200 * WORK
    assert account.flows["work"].summary.sd == pytest.approx(spread, rel=0.05)


def test_bearers_share_flows_and_transfers(account: Account) -> None:
    assert near(account.bearers["client"].summary.mean, 0.75 * WORK - 20)
    assert near(account.bearers["city"].summary.mean, 0.25 * WORK - 60 + 20)
    assert sum(line.base for line in account.bearers.values()) == pytest.approx(WORK - 60)


def test_natural_units_add_up_persons_and_not_prices(account: Account) -> None:
    in_work, price = account.quantities["in_work"], account.quantities["price"]
    assert (in_work.base, in_work.unit, in_work.over) == (100.0, "person", {"district": "sum"})
    assert near(in_work.summary.mean, 100)
    assert in_work.summary.sd == pytest.approx(math.sqrt(50), rel=0.05)
    assert (price.base, price.unit, price.over) == (6.0, "EUR/person", {"district": "mean"})
    assert account.amounts["work"].base == pytest.approx(200)  # before any of it fades


def test_totals_are_those_of_the_run_to_the_bit(run: mcba.Run, account: Account) -> None:
    assert account.balance is not None
    assert account.balance.summary == run.summary("npv")
    assert account.kinds["benefits"].summary == run.summary("present_value_benefits")
    assert account.kinds["costs"].summary == run.summary("present_value_costs")
    assert account.flows["work"].summary == run.summary("present_value", label="work")
    assert account.bearers["city"].summary == run.summary("bearer_npv", label="city")
    assert account.chance == run.probability("npv")
    assert account.worlds == 4_096


def test_what_a_run_did_not_keep_is_the_same_when_it_is_asked_again(account: Account) -> None:
    kept = mcba.run(study_of(PERSONS), keep=["npv"])
    found = accounts_of(kept).of_run
    assert {name: line.summary for name, line in found.flows.items()} == {
        name: line.summary for name, line in account.flows.items()
    }
    assert found.bearers == account.bearers
    assert found.kinds == account.kinds
    assert isinstance(found.ratio, Note)


def test_options_stand_on_the_same_worlds_and_identical_ones_once() -> None:
    run = mcba.run(study_of(PERSONS + _OPTIONS))
    found = accounts_of(run, alternatives(run))
    assert (list(found.options), found.own, found.same_as) == (["project", "twice"], "project", {"alike": "project"})
    twice = found.options["twice"]
    assert twice.quantities["in_work"].base == 400.0
    assert twice.kinds["costs"].summary == found.of_run.kinds["costs"].summary
    alone = mcba.run(study_of(PERSONS + _OPTIONS), option="twice")
    assert accounts_of(alone, alternatives(alone)).of_run == twice


def test_a_summary_tells_totals_of_all_worlds_and_parts_of_the_first() -> None:
    run = mcba.run(study_of(PERSONS), store="summary")
    found = accounts_of(run).of_run
    assert found.balance is not None
    assert found.balance.summary == run.summary("npv")
    assert near(found.flows["work"].summary.mean, WORK)


def test_dropped_worlds_are_in_no_line() -> None:
    text = PERSONS.replace("[run]", '[run]\nfailed = "drop"').replace('* wage"', '* wage / where(wage > floor, 1, 0)"')
    run = mcba.run(study_of(text))
    assert run.failed_worlds
    found = accounts_of(run).of_run
    assert found.worlds == 4_096 - run.failed_worlds
    assert found.amounts["work"].summary.worlds == found.worlds
    assert found.kinds["benefits"].summary == run.summary("present_value_benefits")
    # The amount of a year is the present value without its discount: in each world, so at each quantile.
    factor = WORK / 200
    assert found.amounts["work"].summary.median.value * factor == pytest.approx(
        found.flows["work"].summary.median.value
    )


def test_a_quantity_that_some_world_lacks_is_named() -> None:
    text = PERSONS + '[quantities.rate]\nformula = "1 / where(wage > floor, 1, 0)"\nunit = "1"\n'
    found = accounts_of(mcba.run(study_of(text))).of_run
    assert found.undefined == ("rate",)
    assert "rate" not in found.quantities


def test_a_line_without_a_mean_says_so() -> None:
    text = PERSONS + (
        '[assumptions.damage]\ndistribution = "pareto"\nlow = 1\nshape = 0.8\nunit = "EUR"\n'
        '[quantities.harm]\nformula = "damage * 2"\nunit = "EUR"\n'
        '[benefits.avoided]\nformula = "damage"\nyears = 0\n'
    )
    run = mcba.run(study_of(text))
    found = accounts_of(run).of_run
    for summary in (found.flows["avoided"].summary, found.quantities["harm"].summary):
        assert math.isnan(summary.mean.value)
        assert summary.note is not None
        assert summary.note.code == "mean_does_not_exist"
    assert not math.isnan(found.flows["work"].summary.mean.value)


def test_a_study_without_flows_has_quantities_only() -> None:
    text = PERSONS.partition("[benefits")[0] + "[outcomes.half]\nformula = \"sum(in_work, over='district')\"\n"
    found = accounts_of(mcba.run(study_of(text))).of_run
    assert found.balance is None
    assert found.chance is None
    assert not found.flows
    assert near(found.quantities["in_work"].summary.mean, 100)


def test_large_parts_are_computed_in_turn(run: mcba.Run, account: Account, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("mcba.analysis.economics.accounts.worlds_again._TOGETHER", 1)
    monkeypatch.setattr("mcba.engine.execution.yearly._BLOCK", 1)
    found = accounts_of(replace(run, arrays={"npv": run.values("npv")}, dimensions={}, labels={})).of_run
    assert found.flows == account.flows
    assert np.isclose(found.quantities["in_work"].summary.mean.value, account.quantities["in_work"].summary.mean.value)
