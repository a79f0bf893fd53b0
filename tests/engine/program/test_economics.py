"""Cost-benefit arithmetic against closed forms."""

from __future__ import annotations

import math
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

import mcba
from mcba.engine import draws_of
from mcba.engine.program.compiled import base_case
from mcba.errors import RunError
from mcba.study.reading import read

Array = NDArray[np.float64]
EXACT = 1e-12


def study(text: str, header: str = "horizon = 5", rate: str = "value = 0.03", **tables: str) -> mcba.Study:
    """A study from the part that matters; `rate` is the body of the choice of a discount rate."""
    head = f'[study]\ntitle = "test"\n{header}\n[run]\nworlds = 500\n'
    choice = f"[choices.discount_rate]\n{rate}\n" if rate else ""
    return read(Path("test/study.toml"), head + choice + text, tables=tables)


FIXED = """
[choices]
hundred = { value = 100, unit = "EUR/year" }
t = { value = [0, 1, 2, 3, 4, 5] }
"""
AT_ONCE = """
[choices]
hundred = { value = 100, unit = "EUR/year" }
"""


def certain(text: str, outcome: str = "npv", **options: str) -> float:
    """An outcome of a study without any uncertainty: its worlds are all the base case."""
    found = study(text, **options)
    run = mcba.run(found, worlds=32)
    assert run.values(outcome) == pytest.approx(run.base[outcome], rel=EXACT)
    return run.base[outcome]


# --- discounting


@pytest.mark.parametrize("rate", [0.0, 0.0225, 0.1, -0.01])
def test_a_constant_flow_is_an_annuity(rate: float) -> None:
    found = certain(FIXED + '[benefits.b]\nformula = "hundred"', rate=f"value = {rate}")
    assert found == pytest.approx(sum(100 / (1 + rate) ** year for year in range(6)), rel=EXACT)


def test_year_zero_is_not_discounted() -> None:
    assert certain(FIXED + '[benefits.b]\nformula = "hundred"\nyears = 0') == 100
    assert certain(FIXED + '[benefits.b]\nformula = "hundred"\nyears = 3') == pytest.approx(100 / 1.03**3, rel=EXACT)


def test_a_study_of_one_moment_needs_no_rate() -> None:
    assert certain(AT_ONCE + '[benefits.b]\nformula = "hundred"', header="", rate="") == 100


def test_a_rate_for_each_year() -> None:
    rates = [0.01, 0.02, 0.03, 0.04, 0.05]
    factors = np.concatenate([[1.0], 1 / np.cumprod(1 + np.array(rates))])
    found = certain(FIXED + '[benefits.b]\nformula = "hundred"\nyears = [2, 5]', rate=f"value = {rates}")
    assert found == pytest.approx(100 * factors[2:].sum(), rel=EXACT)


def test_a_rate_by_formula_over_the_years() -> None:
    """A step down after year 2, as in declining schedules: the formula of year t is the rate of the step into it."""
    text = '[quantities.discount_rate]\nformula = "where(t <= 2, 0.04, 0.02)"\n[benefits.b]\nformula = "hundred"'
    factors = 1 / np.cumprod([1, 1.04, 1.04, 1.02, 1.02, 1.02])
    assert certain(FIXED + text, rate="") == pytest.approx(100 * factors.sum(), rel=EXACT)


def test_an_uncertain_rate() -> None:
    text = FIXED + '[assumptions.discount_rate]\ndistribution = "uniform"\nlow = 0.01\nhigh = 0.05\n'
    found = study(text + '[benefits.b]\nformula = "hundred"\n[outcomes.rate]\nformula = "discount_rate"', rate="")
    run = mcba.run(found)
    rates = run.values("rate")
    expected = sum(100 / (1 + rates) ** year for year in range(6))
    np.testing.assert_allclose(run.values("npv"), expected, rtol=EXACT)


def test_a_rate_that_is_drawn_each_year() -> None:
    text = FIXED + (
        '[assumptions.discount_rate]\ndistribution = "uniform"\nlow = 0.01\nhigh = 0.05\ndrawn = "each_year"\n'
        '[benefits.b]\nformula = "hundred"\n'
    )
    text += "".join(
        f'[outcomes.rate_{year}]\nformula = "sum(where(t == {year}, discount_rate, 0), over=\\"year\\")"\n'
        for year in range(1, 6)
    )
    run = mcba.run(study(text, rate=""))
    factor, expected = np.ones(500), np.full(500, 100.0)
    for year in range(1, 6):
        factor = factor / (1 + run.values(f"rate_{year}"))
        expected = expected + 100 * factor
    np.testing.assert_allclose(run.values("npv"), expected, rtol=EXACT)


def test_the_rate_moves_the_present_value_in_a_formula_too() -> None:
    """One input, one value in one world: E3's adjusted IRR kept the fixed rate while its NPV used the drawn one."""
    text = FIXED + '[assumptions.discount_rate]\ndistribution = "uniform"\nlow = 0.01\nhigh = 0.05\n'
    text += '[benefits.b]\nformula = "hundred"\n[outcomes.own]\nformula = "present_value(b)"\n'
    text += '[outcomes.again]\nformula = "present_value(hundred * (t >= 0))"\n'
    run = mcba.run(study(text, rate=""))
    np.testing.assert_array_equal(run.values("own"), run.values("npv"))
    np.testing.assert_allclose(run.values("again"), run.values("npv"), rtol=EXACT)


def test_worlds_without_a_sensible_rate_are_undefined() -> None:
    """At a rate of -100 % or less 1 / (1 + r) changes sign: a number that means nothing must not pass for a value."""
    text = FIXED + '[assumptions.discount_rate]\ndistribution = "uniform"\nlow = -1.5\nhigh = 0.5\n'
    with pytest.raises(RunError, match=r"npv, .* are undefined .* in 256 of 1,024 worlds.* discount_rate = -1\."):
        mcba.run(study(text + '[benefits.b]\nformula = "hundred"', rate=""), worlds=1_024)


def test_a_present_value_may_be_part_of_a_quantity() -> None:
    text = FIXED + (
        '[quantities.annuity]\nformula = "present_value(1 + 0 * t)"\n'
        '[benefits.b]\nformula = "hundred * annuity"\nyears = 0'
    )
    assert certain(text) == pytest.approx(100 * sum(1.03**-year for year in range(6)), rel=EXACT)


# --- flows over years


@pytest.mark.parametrize("years", ["[0, 5]", "[1, 4]", "[2, 2]", "5"])
@pytest.mark.parametrize("share", [0.0, 0.3, 1.0])
def test_a_fading_flow(years: str, share: float) -> None:
    first, last = ([int(part) for part in years.strip("[]").split(",")] * 2)[:2]
    found = certain(FIXED + f'[benefits.b]\nformula = "hundred"\nyears = {years}\nfades = {share}')
    expected = sum(100 * (1 - share) ** (year - first) / 1.03**year for year in range(first, last + 1))
    assert found == pytest.approx(expected, rel=EXACT)


def test_a_flow_may_fade_by_an_assumption() -> None:
    text = FIXED + (
        '[assumptions.drop]\ndistribution = "beta"\nalpha = 2\nbeta = 8\n'
        '[benefits.b]\nformula = "hundred"\nyears = [1, 5]\nfades = "drop"\n[outcomes.d]\nformula = "drop"'
    )
    run = mcba.run(study(text))
    drop = run.values("d")
    expected = sum(100 * (1 - drop) ** (year - 1) / 1.03**year for year in range(1, 6))
    np.testing.assert_allclose(run.values("npv"), expected, rtol=EXACT)


def test_an_amount_may_differ_by_year() -> None:
    text = '[choices]\ngrowing = { value = [0, 10, 20, 30, 40, 50], unit = "EUR/year" }\n'
    found = certain(text + '[benefits.b]\nformula = "growing"\nyears = [2, 4]')
    assert found == pytest.approx(sum(10 * year / 1.03**year for year in (2, 3, 4)), rel=EXACT)
    found = certain(FIXED + '[benefits.b]\nformula = "hundred * 1.02**t"')
    assert found == pytest.approx(sum(100 * 1.02**year / 1.03**year for year in range(6)), rel=EXACT)


@pytest.mark.parametrize("horizon", [1, 5, 60])
def test_the_sum_of_the_years_is_the_year_by_year_sum(horizon: int) -> None:
    """A flow that only fades takes a geometric sum; the same flow with an amount a year goes year by year."""
    text = """
[assumptions.discount_rate]
distribution = "uniform"
low = 0
high = 0.08
[assumptions.drop]
distribution = "beta"
alpha = 2
beta = 5
[assumptions.amount]
distribution = "lognormal"
mean = 1000
sd = 400
unit = "EUR/year"
[benefits.at_once]
formula = "amount"
years = [1, HORIZON]
fades = "drop"
[benefits.year_by_year]
formula = "amount * (year >= 0)"
years = [1, HORIZON]
fades = "drop"
""".replace("HORIZON", str(horizon))
    run = mcba.run(study(text, header=f"horizon = {horizon}", rate=""))
    at_once, year_by_year = (run.values("present_value", name) for name in ("at_once", "year_by_year"))
    np.testing.assert_allclose(at_once, year_by_year, rtol=EXACT)


# --- payback


def paid_back(outlay: float, rate: float) -> float:
    """The year in which five yearly sums of 100 have paid back an outlay in year 0."""
    text = f"""
[choices]
outlay = {{ value = {outlay}, unit = "EUR" }}
sum_a_year = {{ value = 100, unit = "EUR/year" }}
[benefits.b]
formula = "sum_a_year"
years = [1, 5]
[costs.c]
formula = "outlay"
years = 0
"""
    run = mcba.run(study(text, rate=f"value = {rate}"), worlds=32, keep=["payback_year"])
    assert (run.values("payback_year") == run.base["payback_year"]).all()
    return run.base["payback_year"]


@pytest.mark.parametrize(("outlay", "year"), [(0, 0), (1, 1), (100, 1), (101, 2), (250, 3), (500, 5), (501, np.inf)])
def test_payback_without_discounting(outlay: float, year: float) -> None:
    assert paid_back(outlay, rate=0) == year


def test_payback_is_discounted() -> None:
    """At 10 % five returns of 100 are worth 379.08."""
    assert paid_back(379, rate=0.1) == 5
    assert paid_back(380, rate=0.1) == np.inf


def test_payback_in_some_worlds_and_never_in_others() -> None:
    text = """
[assumptions.outlay]
distribution = "uniform"
low = 0
high = 1_000
unit = "EUR"
[choices]
sum_a_year = { value = 100, unit = "EUR/year" }
[benefits.b]
formula = "sum_a_year"
years = [1, 5]
[costs.c]
formula = "outlay"
years = 0
"""
    run = mcba.run(study(text, rate="value = 0"), worlds=4_096)
    never = run.probability("payback_year", above=5)
    assert abs(never.value - 0.5) <= 4 * never.error + 1e-3
    found = run.summary("payback_year")
    assert found.range.low == 1
    assert found.range.high == math.inf
    assert str(found.range) == "1 to never"
    assert str(found.mean) == "never"
    assert run.failed_worlds == 0


# --- who gains and who loses


BEARERS = """
[assumptions.effect]
distribution = "normal"
mean = 1000
sd = 300
unit = "EUR/year"
[assumptions.fee]
distribution = "normal"
mean = 500
sd = 50
unit = "EUR/year"
[benefits.care]
formula = "effect"
gains = { city = 0.25, insurer = 0.75 }
[benefits.work]
formula = "0.5 * effect"
gains = { citizen = 1 }
[costs.project]
formula = "0.8 * effect"
losses = { city = 0.6, fund = 0.4 }
[transfers.allowance]
formula = "fee"
gains = { citizen = 1 }
losses = { city = 0.9, state = 0.1 }
"""


def test_bearers_sum_to_the_total() -> None:
    run = mcba.run(study(BEARERS))
    assert run.labels["bearer"] == ("city", "insurer", "citizen", "fund", "state")
    np.testing.assert_allclose(run.arrays["bearer_npv"].sum(axis=0), run.values("npv"), rtol=1e-10, atol=1e-9)


def test_a_transfer_counts_for_each_bearer_and_not_in_the_total() -> None:
    with_transfer, without = mcba.run(study(BEARERS)), mcba.run(study(BEARERS.partition("[transfers")[0]))
    np.testing.assert_array_equal(with_transfer.values("npv"), without.values("npv"))
    transfer = with_transfer.values("present_value", "allowance")
    for bearer, share in {"citizen": 1.0, "city": -0.9, "insurer": 0.0, "fund": 0.0}.items():
        difference = with_transfer.values("bearer_npv", bearer) - without.values("bearer_npv", bearer)
        np.testing.assert_allclose(difference, share * transfer, rtol=1e-9, atol=1e-9)
    np.testing.assert_allclose(with_transfer.values("bearer_npv", "state"), -0.1 * transfer, rtol=1e-9)


def test_what_nobody_is_named_for_is_said_to_be_so() -> None:
    text = BEARERS.replace("gains = { citizen = 1 }\n[costs", "[costs")
    run = mcba.run(study(text))
    assert "not stated" in run.labels["bearer"]
    np.testing.assert_allclose(run.values("bearer_npv", "not stated"), run.values("present_value", "work"), rtol=EXACT)
    np.testing.assert_allclose(run.arrays["bearer_npv"].sum(axis=0), run.values("npv"), rtol=1e-10, atol=1e-9)


# --- outcomes


def test_standard_outcomes_follow_from_benefits_and_costs() -> None:
    run = mcba.run(study(BEARERS))
    benefits, costs = run.values("present_value_benefits"), run.values("present_value_costs")
    np.testing.assert_array_equal(run.values("npv"), benefits - costs)
    np.testing.assert_array_equal(run.values("bcr"), benefits / costs)
    np.testing.assert_array_equal(run.values("roi"), run.values("bcr") - 1)


def test_without_costs_there_is_no_ratio() -> None:
    run = mcba.run(study(FIXED + '[benefits.b]\nformula = "hundred"'))
    assert run.outcomes == ("npv", "payback_year", "present_value_benefits", "present_value_costs")
    with pytest.raises(RunError, match="no ratio of means"):
        run.ratio_of_means()


def test_outcomes_per_participant() -> None:
    text = BEARERS + '[assumptions.people]\ndistribution = "uniform"\nlow = 80\nhigh = 120\nunit = "person/year"\n'
    run = mcba.run(study(text + '[outcomes.n]\nformula = "people"', header='horizon = 5\nparticipants = "people"'))
    people = run.values("n")
    for each, whole in (("npv", "npv"), ("benefits", "present_value_benefits"), ("costs", "present_value_costs")):
        np.testing.assert_array_equal(run.values(f"{each}_per_participant"), run.values(whole) / people)


def test_outcomes_of_ones_own_use_all_that_is_known() -> None:
    text = BEARERS + (
        '[outcomes.share]\nformula = "present_value(care) / present_value_benefits"\n'
        '[outcomes.double]\nformula = "2 * share"\n'
        '[outcomes.undiscounted]\nformula = "sum(care, over=\\"year\\")"\n'
    )
    run = mcba.run(study(text))
    np.testing.assert_allclose(run.values("share"), 2 / 3, rtol=EXACT)
    np.testing.assert_array_equal(run.values("double"), 2 * run.values("share"))
    assert run.base["undiscounted"] == pytest.approx(6 * 1000)


@pytest.mark.parametrize("formula", ["care", "care * effect"])
def test_an_outcome_is_one_number_a_world(formula: str) -> None:
    """Said by the reader, or at the latest by the engine; never by a crash."""
    with pytest.raises(mcba.McbaError, match="year"):
        mcba.run(study(BEARERS + f'[outcomes.each_year]\nformula = "{formula}"\n'))


# --- sets


SETS = """
[sets]
pillar = ["income", "health", "housing"]
[assumptions.persons]
distribution = "normal"
mean = 100
sd = 10
unit = "person"
[assumptions.effect]
over = "pillar"
drawn = "each_unit"
table = "pillars.csv"
distribution = "normal"
mean = { column = "mean" }
sd = { column = "sd" }
unit = "EUR/person/year"
[benefits.b]
formula = "persons * effect"
years = 0
"""
TABLE = "pillar,mean,sd\nhousing,300,30\nincome,100,10\nhealth,200,20\n"


def test_a_flow_adds_up_its_sets() -> None:
    text = SETS + (
        '[quantities.total]\nformula = "sum(effect, over=\\"pillar\\")"\n'
        '[outcomes.product]\nformula = "persons * total"\n[outcomes.t]\nformula = "total"'
    )
    run = mcba.run(study(text, **{"pillars.csv": TABLE}))
    np.testing.assert_allclose(run.values("npv"), run.values("product"), rtol=EXACT)
    assert run.base["npv"] == 100 * 600
    # Three independent normals: their sum has mean 600 and sd sqrt(10² + 20² + 30²).
    total = run.summary("t")
    assert abs(total.mean.value - 600) < 4 * np.sqrt(1400 / 500)
    assert abs(total.sd - np.sqrt(1400)) < 4 * np.sqrt(1400 / 1000)


def test_a_value_for_each_label_needs_no_draw() -> None:
    text = SETS.replace('distribution = "normal"\nmean = { column', "value = { column").replace(
        'sd = { column = "sd" }', ""
    )
    run = mcba.run(study(text, **{"pillars.csv": TABLE}))
    np.testing.assert_allclose(run.values("npv"), 600 * draws_of(run)["persons"], rtol=EXACT)
    assert run.base["npv"] == 100 * 600


def test_drawn_once_moves_all_labels_together() -> None:
    once = mcba.run(study(SETS.replace("each_unit", "once"), **{"pillars.csv": TABLE}), worlds=4_000)
    apart = mcba.run(study(SETS, **{"pillars.csv": TABLE}), worlds=4_000)
    # sd of the sum: 10 + 20 + 30 where they move together, sqrt(1400) where each goes its own way.
    for run, sd in ((once, 60.0), (apart, np.sqrt(1400))):
        assert run.summary("npv").sd == pytest.approx(
            np.sqrt((100 * sd) ** 2 + (600 * 10) ** 2 + (10 * sd) ** 2), rel=0.06
        )


# --- price years


def test_amounts_are_brought_to_the_price_year_of_the_study() -> None:
    text = """
[assumptions.old]
value = 100
unit = "EUR/year"
price_year = 2010
[assumptions.drawn]
distribution = "uniform"
low = 50
high = 150
unit = "EUR/year"
price_year = 2015
[assumptions.now]
value = 100
unit = "EUR/year"
[benefits.old_prices]
formula = "old"
years = 0
[benefits.drawn_prices]
formula = "drawn"
years = 0
[costs.now_prices]
formula = "now"
years = 0
"""
    header = 'horizon = 1\nprice_year = 2020\nprice_index = "cpi.csv"'
    index = "year,index\n2010,80\n2015,100\n2020,110\n"
    run = mcba.run(study(text, header=header, **{"cpi.csv": index}), worlds=2_000)
    assert run.values("present_value", "old_prices") == pytest.approx(100 * 110 / 80, rel=EXACT)
    assert run.values("present_value_costs") == pytest.approx(100, rel=EXACT)
    drawn = run.values("present_value", "drawn_prices")
    assert drawn.min() > 55
    assert drawn.max() < 165
    assert abs(drawn.mean() - 110) < 4 * 110 / np.sqrt(12 * 2_000)


# --- scenarios


SCENARIOS = """
[choices]
outlay = { value = 300, unit = "EUR" }
[assumptions.effect]
distribution = "normal"
mean = 100
sd = 10
unit = "EUR/year"
[benefits.early]
formula = "effect"
years = [1, 2]
[benefits.late]
formula = "effect"
years = [4, 6]
[benefits.always]
formula = "effect"
[costs.c]
formula = "outlay"
years = 0
[scenarios.short]
override = { horizon = 3 }
[scenarios.one_year]
override = { horizon = 1 }
[scenarios.long]
override = { horizon = 8 }
[scenarios.certain]
override = { effect = 100, discount_rate = 0.05, outlay = 200 }
[scenarios.wide.override]
effect = { distribution = "uniform", low = 0, high = 400 }
[options.big]
override = { outlay = 1_000, effect = 300 }
"""


def annuity(first: int, last: int, rate: float = 0.03) -> float:
    return float(sum((1 + rate) ** -year for year in range(first, last + 1)))


@pytest.mark.parametrize(
    ("scenario", "annuities"),
    [
        (None, annuity(1, 2) + annuity(4, 6) + annuity(0, 6)),
        ("short", annuity(1, 2) + annuity(0, 3)),
        ("one_year", annuity(1, 1) + annuity(0, 1)),
        ("long", annuity(1, 2) + annuity(4, 6) + annuity(0, 8)),
    ],
)
def test_another_horizon_cuts_flows_or_lengthens_them(scenario: str | None, annuities: float) -> None:
    """A flow without years runs to the horizon, wherever it lies; one with years never beyond them."""
    found = study(SCENARIOS + '[outcomes.x]\nformula = "effect"', header="horizon = 6")
    run = mcba.run(found, scenario=scenario)
    np.testing.assert_allclose(run.values("present_value_benefits"), run.values("x") * annuities, rtol=1e-12)
    assert run.base["npv"] == pytest.approx(100 * annuities - 300, rel=EXACT)


def test_a_flow_beyond_the_horizon_counts_for_nothing() -> None:
    run = mcba.run(study(SCENARIOS, header="horizon = 6"), scenario="short")
    assert not run.values("present_value", "late").any()


def test_a_scenario_overrides_and_an_option_comes_first() -> None:
    found = study(SCENARIOS, header="horizon = 6")
    annuities = annuity(1, 2, 0.05) + annuity(4, 6, 0.05) + annuity(0, 6, 0.05)
    run = mcba.run(found, scenario="certain")
    assert run.values("npv") == pytest.approx(100 * annuities - 200, rel=EXACT)
    both = mcba.run(found, scenario="certain", option="big")
    assert both.values("npv") == pytest.approx(100 * annuities - 200, rel=EXACT)
    option = mcba.run(found, option="big")
    annuities = annuity(1, 2) + annuity(4, 6) + annuity(0, 6)
    assert option.values("npv") == pytest.approx(300 * annuities - 1_000, rel=EXACT)
    assert option.base["npv"] == pytest.approx(300 * annuities - 1_000, rel=EXACT)


def test_a_scenario_may_give_another_distribution() -> None:
    run = mcba.run(study(SCENARIOS, header="horizon = 6"), scenario="wide", worlds=4_000)
    annuities = annuity(1, 2) + annuity(4, 6) + annuity(0, 6)
    summary = run.summary("npv")
    assert abs(summary.mean.value - (200 * annuities - 300)) < 4 * summary.mean.error + 1
    assert summary.sd == pytest.approx(400 / np.sqrt(12) * annuities, rel=0.05)


@pytest.mark.parametrize("name", ["discount_rate", "amount"])
def test_lists_of_another_horizon_are_refused(name: str) -> None:
    """Never a broadcast, nor years taken from the wrong end."""
    text = '[choices]\namount = { value = [0, 1, 2, 3, 4, 5], unit = "EUR/year" }\n[benefits.b]\nformula = "amount"\n'
    other = "amount" if name == "discount_rate" else "discount_rate"
    text += f"[scenarios.short]\noverride = {{ horizon = 3, {other} = 1 }}\n"
    found = study(text, rate="value = [0.01, 0.02, 0.03, 0.04, 0.05]")
    with pytest.raises(RunError, match=f"choice '{name}' lists a number for each year of another horizon than 3"):
        mcba.run(found, scenario="short")


def test_distributions_of_another_horizon_are_refused() -> None:
    text = """
[assumptions.amount]
over = "year"
drawn = "once"
table = "years.csv"
distribution = "normal"
mean = { column = "mean" }
sd = { column = "sd" }
unit = "EUR/year"
[benefits.b]
formula = "amount"
[scenarios.short]
override = { horizon = 1 }
[scenarios.flat.override]
horizon = 1
amount = { distribution = "normal", mean = 10, sd = 1 }
"""
    table = "year,mean,sd\n0,10,1\n1,20,2\n2,30,3\n"
    found = study(text, header="horizon = 2", **{"years.csv": table})
    assert base_case(found)["npv"] == pytest.approx(10 + 20 / 1.03 + 30 / 1.03**2, rel=EXACT)
    with pytest.raises(
        RunError, match="assumption 'amount' has a distribution for each year of another horizon than 1"
    ):
        mcba.run(found, scenario="short")
    assert mcba.run(found, scenario="flat").base["npv"] == pytest.approx(10 + 10 / 1.03, rel=EXACT)


# --- the base case


BASE = """
[assumptions.clients]
distribution = "triangular"
low = 80
mode = 90
high = 130
unit = "client"
[assumptions.effect]
distribution = "lognormal"
mean = 900
sd = SPREAD
unit = "EUR/client/year"
[assumptions.salary]
distribution = "normal"
mean = 50_000
sd = SPREAD
base = 52_000
unit = "EUR/year"
[benefits.b]
formula = "clients * effect"
[costs.c]
formula = "salary"
"""


def test_the_base_case_takes_the_stated_base_the_mode_or_the_mean() -> None:
    found = base_case(study(BASE.replace("SPREAD", "300")))
    assert found["present_value_benefits"] == pytest.approx(90 * 900 * annuity(0, 5), rel=EXACT)
    assert found["present_value_costs"] == pytest.approx(52_000 * annuity(0, 5), rel=EXACT)


def test_a_run_of_vanishing_spread_is_the_base_case() -> None:
    text = BASE.replace("SPREAD", "1e-7").replace("base = 52_000\n", "")
    text = text.replace('distribution = "triangular"\nlow = 80\nmode = 90\nhigh = 130', "value = 90")
    run = mcba.run(study(text))
    for outcome in run.outcomes:
        assert run.values(outcome) == pytest.approx(run.base[outcome], rel=1e-8)


def test_a_measurement_model_has_only_its_own_outcomes() -> None:
    run = mcba.run(study('[assumptions.x]\nvalue = 3\n[outcomes.y]\nformula = "2 * x"', header="", rate=""))
    assert run.outcomes == ("y",)
    assert run.base == {"y": 6}
    assert "flow" not in run.labels


def test_the_number_of_a_year_can_be_compared_and_stand_in_a_power(tmp_path: Path) -> None:
    text = """
    [study]
    title = "Years"
    horizon = 3
    [choices.discount_rate]
    value = 0
    [assumptions.price]
    value = 10
    unit = "EUR/year"
    [benefits.grows]
    formula = "price * 1.1 ** year * where(year <= 2, 1, 0)"
    unit = "EUR/year"
    """
    (tmp_path / "study.toml").write_text(text)
    found = base_case(mcba.load(tmp_path))
    assert found["npv"] == pytest.approx(10 * (1 + 1.1 + 1.21))
