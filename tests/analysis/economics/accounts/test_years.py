"""The account of a run year by year, by closed forms."""

import pytest

import mcba
from mcba.analysis.economics.accounts.years import account_by_year
from mcba.analysis.economics.years import yearly
from tests.analysis.deciding import study_of
from tests.analysis.economics.accounts.test_account import PERSONS, WORK


@pytest.fixture(scope="module")
def run() -> mcba.Run:
    return mcba.run(study_of(PERSONS))


def test_each_year_brings_what_its_flows_do_and_is_discounted_by_its_rate(run: mcba.Run) -> None:
    found = account_by_year(run)
    assert [round(factor.mean.value, 6) for factor in found.factors] == [1.0, 0.8, 0.64, 0.512]
    benefits = [year.mean.value for year in found.undiscounted["benefits"]]
    assert benefits == pytest.approx([0, 200, 100, 0], rel=0.01)
    assert benefits[2] == pytest.approx(benefits[1] / 2, rel=1e-9)  # half of it fades
    discounted = [year.mean.value for year in found.discounted_flows["work"]]
    assert discounted == pytest.approx([0, benefits[1] * 0.8, benefits[2] * 0.64, 0])
    assert [year.mean.value for year in found.flows["staff"]] == pytest.approx([60, 0, 0, 0])


def test_the_years_together_are_the_present_values_of_the_run(run: mcba.Run) -> None:
    found = account_by_year(run)
    assert found.whole
    assert found.worlds == 4_096
    for name, outcome in (("benefits", "present_value_benefits"), ("costs", "present_value_costs"), ("npv", "npv")):
        whole = run.summary(outcome)
        assert found.together_discounted[name].mean.value == pytest.approx(whole.mean.value, rel=1e-12)
        assert found.together_discounted[name].low.value == pytest.approx(whole.low.value, rel=1e-12)
        assert sum(year.mean.value for year in found.discounted[name]) == pytest.approx(whole.mean.value, rel=1e-12)
    assert sum(year.mean.value for year in found.discounted["npv"]) == pytest.approx(WORK - 60, rel=0.02)


def test_a_world_that_takes_long_is_looked_at_in_fewer(run: mcba.Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("mcba.analysis.economics.accounts.worlds_again._IN_ALL_YEARS", 100_000)
    monkeypatch.setattr("mcba.analysis.economics.accounts.worlds_again._FEWEST", 512)
    found = account_by_year(run)
    assert not found.whole
    assert 512 <= found.worlds < 4_096
    assert found.undiscounted["benefits"][1].mean.value == pytest.approx(200, rel=0.05)


def test_a_figure_of_the_years_has_the_numbers_of_the_account(run: mcba.Run) -> None:
    found, account = yearly(run), account_by_year(run)
    assert list(found["kind"].values) == ["benefits", "costs", "transfers"]
    for end in ("mean", "low", "high"):
        shown = found[end].sel(kind="benefits").values.tolist()
        assert shown == [getattr(year, end).value for year in account.undiscounted["benefits"]]
    assert found.attrs["whole"]
