"""The studies that come with mcba: they reproduce what was published, to the letter where the source allows it.

Figures without a comment stand in the source document of the study; those marked "computed" follow from them.
"""

from __future__ import annotations

import csv
import runpy
from collections.abc import Callable
from decimal import ROUND_HALF_UP, Decimal
from functools import cache
from pathlib import Path

import numpy as np
import pytest

import mcba
from mcba.analysis.published.reproduction import reproductions
from mcba.engine import draws_of
from mcba.engine.program.compiled import base_case
from mcba.families import from_parameters
from mcba.families.fitting import LARGEST_MISFIT
from mcba.study import is_certain, variant
from mcba.study.distributions import library, made
from mcba.study.document import Distribution
from mcba.study.document.texts import Text, parts_in
from mcba.study.reading import cited_by, references_of, sources_of
from mcba.study.reading.effects import effect_tree
from tests.places import STUDIES

pytestmark = pytest.mark.slow

NAMES = sorted(folder.parent.name for folder in STUDIES.glob("*/study.toml"))


@cache
def study(name: str) -> mcba.Study:
    return mcba.load(STUDIES / name)


@cache
def worlds_of(name: str, scenario: str | None = None, option: str | None = None) -> mcba.Run:
    return mcba.run(study(name), scenario=scenario, option=option)


def rows_of(name: str, table: str) -> list[dict[str, str]]:
    with (STUDIES / name / table).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def whole(value: Decimal) -> int:
    """Round half up, as the publications do."""
    return int(value.quantize(Decimal(1), rounding=ROUND_HALF_UP))


# --- every study


@pytest.mark.parametrize("name", NAMES)
def test_published_figures_are_reproduced(name: str) -> None:
    found = reproductions(worlds_of(name))
    assert found
    assert [one.published.outcome for one in found if not one.passed] == []
    assert len(found) == len(study(name).document.published)


@pytest.mark.parametrize("name", NAMES)
def test_every_figure_names_its_document_and_place(name: str) -> None:
    for published in study(name).document.published:
        assert published.source is not None
        assert published.source.place
        assert published.source.document or published.source.citation


@pytest.mark.parametrize("name", NAMES)
def test_every_assumption_can_be_defended(name: str) -> None:
    for key, assumption in study(name).document.assumptions.items():
        assert assumption.label is not None, key
        assert assumption.label.en, key
        assert assumption.label.nl, key
        assert assumption.unit, key
        assert assumption.source or assumption.reason, key
        if assumption.status == "assumed":
            assert assumption.reason, key
        else:
            assert assumption.source.place or assumption.source.table or assumption.source.page, key


@pytest.mark.parametrize("name", NAMES)
def test_a_reader_knows_every_source_by_its_name(name: str) -> None:
    """Not by the name of a file in which it happens to be kept, which the bibliography notes."""
    parts = [source.parts("en") for source in sources_of(study(name))]
    assert len(parts) > 5
    assert [one for one in parts if not one.get("citation") and one["document"].endswith(".txt")] == []
    assert references_of(study(name)).keys() >= set(cited_by(study(name)))


@pytest.mark.parametrize("name", NAMES)
def test_everything_a_reader_sees_is_written_in_both_languages(name: str) -> None:
    found = study(name)
    document = found.document
    named = (document.assumptions, document.choices, document.quantities, document.benefits, document.costs)
    named += (document.transfers, document.pm, document.scenarios, document.options, document.outcomes)
    assert [key for part in named for key, item in part.items() if item.label is None] == []
    texts = [*parts_in((document, found.entries), Text)]
    assert len(texts) > 50
    assert [text for text in texts if not (text.en and text.nl)] == []


@pytest.mark.parametrize("name", NAMES)
def test_the_folder_explains_itself_on_a_page(name: str) -> None:
    text = (STUDIES / name / "README.md").read_text(encoding="utf-8")
    for heading in ("The decision", "What is sourced", "What is assumed", "What it cannot say"):
        assert heading in text
    assert "proves" not in text
    assert len(text.splitlines()) < 120


@pytest.mark.parametrize("name", NAMES)
def test_bearers_add_up_to_the_welfare_total(name: str) -> None:
    run = worlds_of(name)
    if "bearer_npv" in run.arrays:
        np.testing.assert_allclose(run.arrays["bearer_npv"].sum(axis=0), run.values("npv"), rtol=1e-9, atol=1e-6)


# --- the evidence library the studies draw on


@pytest.mark.parametrize("entry_id", library())
def test_library_entry_is_a_distribution_with_a_source(entry_id: str) -> None:
    entry = library(entry_id)
    family = from_parameters(entry.distribution or "constant", entry.parameters())
    assert np.isfinite(family.mean)
    assert entry.label.en
    assert entry.label.nl
    assert entry.definition
    assert entry.source.citation
    assert [text for text in parts_in(entry, Text) if not (text.en and text.nl)] == []
    assert entry.price_year or entry.unit == "1/year"
    if entry.status != "verified":
        assert entry.doubts


@pytest.mark.parametrize("entry_id", library())
def test_library_entry_reproduces_what_it_states(entry_id: str) -> None:
    """Mean and spread, ends at their mass, quantiles within the tolerance, or the one value."""
    entry = library(entry_id)
    found, stated = made(Distribution.model_validate(entry.stated())), entry.parameters()
    family = found.family
    checked = {key: getattr(family, key) for key in ("mean", "sd") if key in stated}
    if "value" in stated:
        checked |= {"value": family.mean}
    if "low" in stated:
        ends = family.central(stated["mass"]) if "mass" in stated else (family.low, family.high)
        checked |= dict(zip(("low", "high"), ends, strict=True))
    if "mode" in stated:
        checked |= {"mode": family.mode}  # type: ignore[attr-defined]
    assert checked.keys() == stated.keys() - {"mass"}
    for key, value in checked.items():
        np.testing.assert_allclose(value, stated[key], rtol=1e-9)
    if entry.quantiles is not None:
        assert found.quantile_fit is not None
        assert found.quantile_fit.largest_misfit <= (LARGEST_MISFIT if entry.tolerance is None else entry.tolerance)
    assert stated or entry.quantiles is not None


def test_library_holds_every_status_and_leaves_open_items_out() -> None:
    entries = library()
    assert {entry.status for entry in entries.values()} == {"verified", "second hand", "to be verified"}
    for word in ("police-call", "foster", "wsnp", "eviction-direct", "school-leaving"):
        assert not [entry_id for entry_id in entries if word in entry_id]


# The Dutch rates and when they held, and the British one.
@pytest.mark.parametrize(
    ("entry_id", "rate"),
    [
        ("nl/discount-rate/nl-1995", 0.04),
        ("nl/discount-rate/nl-2016", 0.03),
        ("nl/discount-rate/nl-2021", 0.0225),
        ("nl/discount-rate/zin-2024-costs", 0.03),
        ("nl/discount-rate/zin-2024-effects", 0.015),
        ("uk/discount-rate/green-book", 0.035),
    ],
)
def test_library_discount_rate_presets(entry_id: str, rate: float) -> None:
    assert library(entry_id).parameters() == {"value": rate}


@pytest.mark.parametrize("name", NAMES)
def test_studies_bring_library_prices_to_their_own_year(name: str) -> None:
    header = study(name).document.study
    if header.price_index is None:
        return
    index = {int(row["year"]): float(row["index"]) for row in rows_of(name, header.price_index)}
    assert study(name).entries
    for key, entry in study(name).entries.items():
        expected = 1.0 if entry.price_year is None else index[header.price_year] / index[entry.price_year]
        assert study(name).price_factors[key] == pytest.approx(expected)


# --- Schilderswijk Moeders

MOMS = "schilderswijk-moeders"


def test_moms_published_range_is_the_central_90_percent() -> None:
    run = worlds_of(MOMS)
    found = run.range("bcr", mass=0.90)
    assert (run.settings.worlds, run.settings.seed, run.settings.sampler) == (131_072, 2017, "sobol")
    assert found.low == pytest.approx(1.3, abs=0.02)
    assert found.high == pytest.approx(2.5, abs=0.02)
    assert run.probability_within("bcr", 1.3, 2.5).value == pytest.approx(0.90, abs=0.02)
    assert study(MOMS).document.study.status == "calibration"


@pytest.mark.parametrize(("scenario", "published"), [("low", 1.3), ("high", 2.5)])
def test_moms_declared_scenarios_give_the_published_ends(scenario: str, published: float) -> None:
    assert abs(worlds_of(MOMS, scenario).base["bcr"] - published) < 0.05


# P(BCR > 1) of a lognormal with 1.3 to 2.5 as its central mass: computed, ln 1.3 and ln 2.5 at the normal quantiles.
@pytest.mark.parametrize(
    ("scenario", "mass", "above_one"), [(None, 0.90, 0.9985), ("reading_80", 0.80, 0.990), ("reading_50", 0.50, 0.888)]
)
def test_moms_readings_of_the_range(scenario: str | None, mass: float, above_one: float) -> None:
    run = worlds_of(MOMS, scenario)
    found = run.range("bcr", mass=mass)
    assert (found.low, found.high) == pytest.approx((1.3, 2.5), abs=0.02)
    assert run.probability("bcr", above=1.0).value == pytest.approx(above_one, abs=0.01)


def test_moms_has_three_benefits_and_the_three_effects_that_are_not_monetised() -> None:
    document = study(MOMS).document
    assert list(document.benefits) == ["stabilisation", "efficiency", "work"]
    assert [name for name, cost in document.costs.items() if worlds_of(MOMS).values("present_value", name).any()] == [
        "professionals_cost",
        "volunteer_compensation",
        "training",
    ]
    assert [item.sign for item in document.pm.values()] == ["+", "+", "+"]


def test_moms_effect_tree_ends_in_lines_of_the_study() -> None:
    document = study(MOMS).document
    tree = effect_tree(document)
    figures = {(figure.section, figure.name) for effect in tree for figure in effect.figures}
    # Every benefit, every unpriced effect and the option stand in the tree.
    for section in ("benefits", "transfers", "pm", "options"):
        assert {name for found, name in figures if found == section} == {*getattr(document, section)}, section
    # As published: two main direct effects of what the Moms do, and two effects of their work on themselves.
    direct = [(effect.name, effect.effect.from_) for effect in tree if effect.kind == "direct"]
    assert [name for name, before in direct if before == ("reaching",)] == ["support", "bridge"]
    assert [name for name, before in direct if before == ("working",)] == ["development", "wellbeing_volunteers"]
    assert all(effect.effect.source for effect in tree)


def test_moms_stakeholders_are_the_bearers_and_the_thirteen_partners() -> None:
    document = study(MOMS).document
    partners = [one for one in document.stakeholders.values() if one.role and "partner in" in (one.role.en or "")]
    assert len(partners) == document.assumptions["partners"].value == 13
    assert {*study(MOMS).bearers} <= {*document.stakeholders}
    assert all(one.source and one.role for one in document.stakeholders.values())


def test_moms_monitoring_plan_is_in_the_order_of_what_information_is_worth() -> None:
    """The README's plan: hours the partnership saves first, then how far judged effects hold, then clients."""
    run = mcba.run(study(MOMS), worlds=8_192, sampler="random")
    balances = {
        option: mcba.run(study(MOMS), worlds=8_192, sampler="random", option=option).values("npv")
        for option in (None, "formalised_partnership")
    }
    benefit = np.column_stack([np.zeros(8_192), *balances.values()])
    draws = draws_of(run)
    worth = {
        name: mcba.evppi(net_benefit=benefit, inputs=draws[name])
        for name in ("intake_gain", "optimism", "clients", "to_work")
    }
    assert abs(worth["intake_gain"].value - 2_950) < 4 * worth["intake_gain"].error
    assert worth["intake_gain"].value > 20 * max(worth[name].value for name in ("optimism", "clients", "to_work"))


def test_moms_city_balance_is_the_sum_of_the_municipal_bearers() -> None:
    for option in (None, "formalised_partnership"):
        run = worlds_of(MOMS, option=option)
        municipal = [name for name in run.labels["bearer"] if name.startswith("municipality")]
        total = sum(run.values("bearer_npv", name) for name in municipal)
        np.testing.assert_allclose(run.values("city_balance"), total, rtol=1e-9, atol=1e-6)


@pytest.mark.parametrize(
    ("name", "outcome"), [("clients", "break_even_clients"), ("care_avoided", "break_even_care_avoided")]
)
def test_moms_switching_values_switch(name: str, outcome: str) -> None:
    at_switch = variant(study(MOMS), {name: worlds_of(MOMS).base[outcome]})
    assert base_case(at_switch)["npv"] == pytest.approx(0.0, abs=1e-6)


def test_moms_partnership_pays_back_at_the_hours_it_needs() -> None:
    base = worlds_of(MOMS).base
    enough = variant(study(MOMS), {"partnership": 1.0, "intake_gain": base["partnership_pays_back_hours"]})
    assert base_case(enough)["npv"] == pytest.approx(base["npv"], abs=1e-6)
    referrals = 0.85 + base["partnership_pays_back_referrals"]
    more = variant(study(MOMS), {"partnership": 1.0, "intake_gain": 0.0, "referral_share": referrals})
    assert base_case(more)["npv"] == pytest.approx(base["npv"], abs=1e-6)


def test_moms_ended_assistance_moves_money_between_bearers_and_adds_no_welfare() -> None:
    run = worlds_of(MOMS)
    without = variant(study(MOMS), {"assistance_payment": 0.0})
    assert base_case(without)["npv"] == run.base["npv"]
    assert base_case(without)["city_balance"] < run.base["city_balance"]


def test_moms_no_assumption_carries_the_range_alone() -> None:
    """Fixing any one assumption at its base leaves at least half of the variance of the ratio."""
    whole_run = np.var(worlds_of(MOMS).values("bcr"))
    for name in ("clients", "care_avoided", "attribution", "hours_saved", "to_work", "optimism"):
        fixed = variant(study(MOMS), {name: float(np.asarray(study(MOMS).families[name].mean))})
        assert np.var(mcba.run(fixed, worlds=20_000).values("bcr")) > 0.5 * whole_run


# --- MeerWaarde Preventiecalculator

MEERWAARDE = "meerwaarde-preventiecalculator"
ONE_OFF, RECURRING, BUDGET, FACTOR = Decimal(9_627_226), Decimal(3_692_690), Decimal(5_884_091), Decimal("0.9")


def test_meerwaarde_in_decimal_arithmetic() -> None:
    lines = [ONE_OFF * FACTOR, RECURRING * FACTOR, RECURRING * FACTOR, RECURRING * FACTOR]
    assert [whole(line) for line in lines] == [8_664_503, 3_323_421, 3_323_421, 3_323_421]
    # Both orders of rounding agree (computed).
    assert sum(whole(line) for line in lines) == whole(sum(lines, Decimal(0))) == 18_634_766
    assert sum(lines) == Decimal("18634766.4")
    assert whole(100 * sum(lines, Decimal(0)) / BUDGET) == 317
    assert whole((ONE_OFF + RECURRING) * FACTOR) == 11_987_924
    assert whole(2 * RECURRING * FACTOR) == 6_646_842


def test_meerwaarde_model_gives_the_same_integers_without_uncertainty() -> None:
    base = worlds_of(MEERWAARDE).base
    expected = {
        "corrected_one_off": 8_664_503,
        "corrected_recurring": 3_323_421,
        "corrected_year_plus_1": 3_323_421,
        "corrected_year_plus_2": 3_323_421,
        "avoided_costs": 18_634_766,
        "rendement": 317,
        "year_one_published": 13_319_916,
        "year_one_cases": 13_319_916,
        "corrected_year_one": 11_987_924,
        "recurrence": 6_646_842,
        "bearer_total": 13_319_919,
        "sample_total": 331,
        "cases_a_year": 2_467,
    }
    assert {name: whole(Decimal(repr(base[name]))) for name in expected} == expected


def test_meerwaarde_worlds_with_every_spread_off_give_the_same_integers() -> None:
    certain = variant(
        study(MEERWAARDE), {name: float(np.asarray(family.mean)) for name, family in _uncertain(MEERWAARDE)}
    )
    run = mcba.run(certain, worlds=64)
    assert {whole(Decimal(repr(float(value)))) for value in run.values("avoided_costs")} == {18_634_766}
    assert {whole(Decimal(repr(float(value)))) for value in run.values("rendement")} == {317}


def _uncertain(name: str) -> list[tuple[str, mcba.Family]]:
    return [(key, family) for key, family in study(name).families.items() if not is_certain(family)]


def test_meerwaarde_goals_themes_and_totals() -> None:
    rows = rows_of(MEERWAARDE, "goals.csv")
    assert len(rows) == 18
    by_theme = {
        theme: tuple(
            sum(int(row[column]) for row in rows if row["theme"] == theme) for column in ("sample", "per_year")
        )
        for theme in "12345"
    }
    assert by_theme == {"1": (72, 736), "2": (73, 357), "3": (103, 768), "4": (60, 424), "5": (23, 182)}
    assert tuple(map(sum, zip(*by_theme.values(), strict=True))) == (331, 2_467)


def test_meerwaarde_bearers_and_their_rounded_percentages() -> None:
    rows = rows_of(MEERWAARDE, "bearers.csv")
    amounts = [Decimal(row["amount"]) for row in rows]
    assert len(rows) == 12
    assert sum(amounts) == 13_319_919
    assert [whole(100 * amount / sum(amounts)) for amount in amounts] == [int(row["percent"]) for row in rows]
    municipal = sum(amount for amount, row in zip(amounts, rows, strict=True) if row["municipal"] == "1")
    assert whole(100 * municipal / sum(amounts)) == 75


def test_meerwaarde_known_discrepancies_stand_as_published() -> None:
    rows = rows_of(MEERWAARDE, "bearers.csv")
    # The two tables of year 1 are 3 euro apart.
    assert sum(int(row["amount"]) for row in rows) - (ONE_OFF + RECURRING) == 3
    # The rounded percentages of the bearers, printed with a total of 100 %, add up to 101.
    assert sum(int(row["percent"]) for row in rows) == 101
    # "27 %" recurring is cut off, not rounded: 27.72.
    recurring = 100 * RECURRING / (ONE_OFF + RECURRING)
    assert (round(recurring, 2), int(recurring), whole(recurring)) == (Decimal("27.72"), 27, 28)
    # "ruim 317 %", more than 317 %, is 316.70.
    assert worlds_of(MEERWAARDE).base["rendement"] == pytest.approx(316.70, abs=0.005)
    # 6.6 mln is two corrected years, not 27 % of 12 mln twice.
    assert whole(2 * Decimal("0.27") * Decimal(12_000_000)) != 6_646_842


def test_meerwaarde_shares_of_the_flows_are_the_published_amounts() -> None:
    amounts = {row["cost_bearer"]: int(row["amount"]) for row in rows_of(MEERWAARDE, "bearers.csv")}
    without_transfer = 13_319_919 - amounts.pop("municipality_work_income")
    for benefit in study(MEERWAARDE).document.benefits.values():
        assert benefit.gains == pytest.approx(
            {name: amount / without_transfer for name, amount in amounts.items()}, abs=1e-9
        )
        assert sum(benefit.gains.values()) == pytest.approx(1.0, abs=1e-6)


def test_meerwaarde_mean_is_preserved() -> None:
    """Every distribution has the published value as its mean and all are independent, so the mean total is too."""
    run = worlds_of(MEERWAARDE)
    for outcome, published in (
        ("avoided_costs", 18_634_766.4),
        ("year_one_cases", 13_319_916.0),
        ("recurrence", 6_646_842.0),
    ):
        found = run.summary(outcome).mean
        assert abs(found.value - published) < 3 * found.error


def test_meerwaarde_families_have_the_published_value_as_their_mean() -> None:
    means = {name: float(np.asarray(family.mean)) for name, family in _uncertain(MEERWAARDE)}
    assert means.pop("correction") == pytest.approx(0.9)
    assert means.pop("recurring_shift") == pytest.approx(0.0)
    for name, label in (("probable", 0.70), ("maybe", 0.35)):
        assert means.pop(f"chance_{name}") == pytest.approx(label)
        assert means.pop(f"contribution_{name}") == pytest.approx(label)
    assert means == pytest.approx(dict.fromkeys(means, 1.0))
    assert study(MEERWAARDE).document.dependence == []


def test_meerwaarde_independent_cases_alone_hide_the_uncertainty() -> None:
    """331 independent errors of 50 % nearly cancel; the shared ones do not."""
    shared = (
        "optimism",
        "price_level",
        "multiplier_bias",
        "multiplier_goal",
        "persistence",
        "correction",
        "recurring_shift",
    )
    labels = ("chance_probable", "chance_maybe", "contribution_probable", "contribution_maybe")
    means = {name: float(np.asarray(study(MEERWAARDE).families[name].mean)) for name in (*shared, *labels)}
    cases_only = mcba.run(variant(study(MEERWAARDE), means), worlds=4_096).values("avoided_costs")
    whole_run = worlds_of(MEERWAARDE).values("avoided_costs")
    assert np.std(cases_only) / np.mean(cases_only) < 0.06
    assert np.std(whole_run) / np.mean(whole_run) > 0.25


def test_meerwaarde_assistance_is_a_transfer() -> None:
    run = worlds_of(MEERWAARDE)
    transfers = sum(run.values("present_value", name) for name in study(MEERWAARDE).document.transfers)
    np.testing.assert_allclose(
        run.values("present_value_benefits") + transfers, run.values("avoided_costs"), rtol=1e-12
    )
    assert run.base["bcr"] == pytest.approx(3.16697 * (1 - 1_547_460 / 13_319_919), abs=1e-4)  # computed


# Computed from the published figures with the source's own method.
@pytest.mark.parametrize(
    ("override", "outcome", "expected"),
    [
        ({}, "municipality_ratio", 2.39),
        ({}, "break_even_correction", 0.2842),
        ({"persistence": 0.0}, "rendement", 203.7),
        ({"correction": 1.0}, "rendement", 351.9),
        ({"discount_rate": 0.0225}, "avoided_costs", 18_416_981),
        ({"discount_rate": 0.0225}, "rendement", 313.0),
        ({"discount_rate": 0.03}, "avoided_costs", 18_347_190),
        ({"discount_rate": 0.03}, "rendement", 311.8),
        ({"correction": 0.28418318}, "rendement", 100.0),
    ],
)
def test_meerwaarde_derived_figures(override: dict[str, float | Distribution], outcome: str, expected: float) -> None:
    found = base_case(variant(study(MEERWAARDE), override))[outcome]
    digits = 0 if expected > 1e6 else 4 if expected < 1 else 2 if expected < 10 else 1
    assert found == pytest.approx(expected, abs=0.51 * 10**-digits)


def test_meerwaarde_every_bias_scenario_lowers_the_return() -> None:
    scenarios = study(MEERWAARDE).document.scenarios
    means = {
        name: mcba.run(study(MEERWAARDE), scenario=name, worlds=4_096).summary("rendement").mean.value
        for name in scenarios
    }
    means_without = means.pop("no_correction")
    assert means_without > 317 > max(means.values())
    assert min(means, key=lambda name: means[name]) == "all_biases"


def test_meerwaarde_synthetic_cases_are_what_their_script_makes() -> None:
    rows = rows_of(MEERWAARDE, "cases.csv")
    script = runpy.run_path(str(STUDIES / MEERWAARDE / "synthetic_cases.py"))
    assert script["synthetic_cases"]() == rows
    assert len(rows) == 331


def test_meerwaarde_reads_a_municipality_s_own_case_file(tmp_path: Path) -> None:
    """Semicolons, decimal commas, labels and plain numbers: A x B x C x multiplier by hand."""
    for file in (STUDIES / MEERWAARDE).glob("*.*"):
        (tmp_path / file.name).write_bytes(file.read_bytes())
    rows = [
        "case;goal;chance;contribution;cost;multiplier;recurring",
        "a;1-1;1;0,7;1000,50;2;0",
        "b;1-1;0,35;0,5;400;10;1",
    ]
    (tmp_path / "cases.csv").write_text("\n".join(rows), encoding="utf-8")
    base = base_case(mcba.load(tmp_path))
    assert base["year_one_cases"] == pytest.approx(1 * 0.7 * 1000.50 * 2 + 0.35 * 0.5 * 400 * 10)
    assert base["corrected_recurring"] == pytest.approx(0.9 * 700)


def test_meerwaarde_names_the_cell_of_a_case_file_that_is_wrong(tmp_path: Path) -> None:
    for file in (STUDIES / MEERWAARDE).glob("*.*"):
        (tmp_path / file.name).write_bytes(file.read_bytes())
    text = (tmp_path / "cases.csv").read_text(encoding="utf-8").splitlines()
    text[4] = text[4].replace(",1-2,", ",1-2,about ", 1)
    (tmp_path / "cases.csv").write_text("\n".join(text), encoding="utf-8")
    with pytest.raises(mcba.StudyError, match=r"cases\.csv:5:3: .*about"):
        mcba.load(tmp_path)


def test_meerwaarde_synthetic_cases_weigh_as_much_as_the_published_amounts() -> None:
    rows = rows_of(MEERWAARDE, "cases.csv")

    def total(keep: Callable[[dict[str, str]], bool]) -> Decimal:
        columns = ("chance", "contribution", "cost", "multiplier")
        return sum((np.prod([Decimal(row[column]) for column in columns]) for row in rows if keep(row)), Decimal(0))

    assert abs(total(lambda row: row["recurring"] == "0") - ONE_OFF) < Decimal("1e-6")
    assert abs(total(lambda row: row["recurring"] == "1") - RECURRING) < Decimal("1e-6")
    assert sum(Decimal(row["multiplier"]) for row in rows).quantize(Decimal("1e-6")) == 2_467


# --- Mobility Mentoring

MENTORING = "mobility-mentoring"


def test_mentoring_costs_run_from_9500_to_89500() -> None:
    run = worlds_of(MENTORING)
    assert run.base["most_cost"] == 89_500
    assert run.base["least_cost"] == 9_500
    assert run.base["annual_cost"] == 89_500
    assert abs(run.base["annual_cost"] - 90_000) <= 1_000  # "circa"
    assert run.values("annual_cost").min() >= 9_500
    assert run.values("annual_cost").max() <= 89_500


def test_mentoring_break_even_gain_per_participant() -> None:
    base = worlds_of(MENTORING).base
    assert base["required_at_published_cost"] == 1_800  # 90,000 / 50
    assert base["required_with_reward"] == 2_050  # and 250 for the reward
    assert worlds_of(MENTORING, "no_extra_staff").base["required_benefit"] == 190
    assert worlds_of(MENTORING, "most_staff").base["required_benefit"] == 1_790
    rewarded = worlds_of(MENTORING, option="with_reward").base
    assert rewarded["required_benefit"] == 1_790 + 250


def test_mentoring_is_positive_after_a_year_and_income_is_the_largest_pillar() -> None:
    run = worlds_of(MENTORING)
    assert run.base["npv"] > 0
    means = {name: run.values("present_value", name).mean() for name in study(MENTORING).document.benefits}
    assert list(means) == ["income", "debts", "housing", "education"]
    assert max(means, key=lambda name: means[name]) == "income"
    assert study(MENTORING).horizon == 0


def test_mentoring_shows_no_euro_benefit_as_published() -> None:
    in_euros = {
        item.outcome for item in study(MENTORING).document.published if worlds_of(MENTORING).unit(item.outcome) == "EUR"
    }
    assert in_euros == {"annual_cost", "most_cost", "least_cost"}  # costs, all of them
    assert not any("required" in item.outcome for item in study(MENTORING).document.published)
    assert all(
        item.status == "assumed"
        for name, item in study(MENTORING).document.assumptions.items()
        if name.startswith("share_")
    )


def test_mentoring_pillars_move_together() -> None:
    run = worlds_of(MENTORING)
    pillars = ["income", "debts", "housing", "education"]
    correlation = np.corrcoef([run.values("present_value", name) for name in pillars])
    assert (correlation > 0.2).all()


def test_mentoring_three_pillars_and_implementation_stay_unpriced() -> None:
    assert {name: item.sign for name, item in study(MENTORING).document.pm.items()} == {
        "family": "+",
        "health": "+",
        "social_contacts": "+",
        "implementation": "-",
    }


# --- Van overleven naar leven

SURVIVING = "van-overleven-naar-leven"


def test_surviving_reads_the_range_as_pessimistic_to_base() -> None:
    assert worlds_of(SURVIVING, "pessimistic").base["bcr"] == pytest.approx(1.20, abs=0.005)
    assert worlds_of(SURVIVING).base["bcr"] == pytest.approx(1.92, abs=0.005)
    assert round(worlds_of(SURVIVING).base["rendement"], -1) == 190


def test_surviving_other_reading_needs_smaller_and_surer_effects() -> None:
    """The range read as a central 90 %: quantiles within 0.01."""
    found = worlds_of(SURVIVING, "reading_90").range("bcr", mass=0.90)
    assert (found.low, found.high) == pytest.approx((1.20, 1.92), abs=0.01)


def test_surviving_no_pessimistic_run_one_at_a_time_falls_below_one() -> None:
    pessimistic = study(SURVIVING).document.scenarios["pessimistic"].override
    for name, value in pessimistic.items():
        assert 1.0 < base_case(variant(study(SURVIVING), {name: value}))["bcr"] < worlds_of(SURVIVING).base["bcr"]
    for name, family in _uncertain(SURVIVING):
        ends = [
            base_case(variant(study(SURVIVING), {name: float(np.ravel(family.ppf(np.array([u])))[0])}))["bcr"]
            for u in (0.05, 0.95)
        ]
        if not study(SURVIVING).dimensions[name]:
            assert min(ends) > 1.0, name


def test_surviving_over_a_quarter_of_85_households_lose_more_than_10000_of_debt() -> None:
    run = worlds_of(SURVIVING)
    assert run.base["npv_per_participant"] * 85 == pytest.approx(run.base["npv"])
    found = run.summary("over_10000").mean
    assert 0.25 <= found.value < 0.28


def test_surviving_debts_are_a_transfer() -> None:
    run = worlds_of(SURVIVING)
    without = variant(study(SURVIVING), {"debt_reduction": 0.0})
    assert base_case(without)["bcr"] == run.base["bcr"]
    creditors = run.values("bearer_npv", "creditors")
    assert creditors.mean() < 0 < run.values("bearer_npv", "client").mean()


def test_surviving_households_differ_and_share_their_parameters() -> None:
    """Differences between 85 households leave a few percent; what is unknown about all of them leaves more."""
    document = study(SURVIVING).document
    each = [name for name, item in document.assumptions.items() if item.drawn == "each_unit"]
    assert each == ["hours_worker", "hours_expert", "debt_reduction", "response"]
    shared = {name: float(np.asarray(family.mean)) for name, family in _uncertain(SURVIVING) if name not in each}
    households_only = mcba.run(variant(study(SURVIVING), shared), worlds=8_000).values("bcr")
    whole_run = worlds_of(SURVIVING).values("bcr")
    assert 0.02 < np.std(households_only) / np.mean(households_only) < 0.12
    assert np.std(whole_run) > 1.5 * np.std(households_only)


# --- Tegaderm: a published decision between two options

TEGADERM = "tegaderm-dressing"


def test_tegaderm_options_are_the_two_dressings_on_the_same_worlds() -> None:
    tegaderm, standard = worlds_of(TEGADERM), mcba.run(variant(study(TEGADERM), {"tegaderm": 0.0}))
    np.testing.assert_allclose(tegaderm.values("npv"), tegaderm.values("saving"), rtol=1e-9, atol=1e-9)
    assert not standard.values("npv").any()
    np.testing.assert_array_equal(tegaderm.values("cost_standard"), standard.values("cost_standard"))


def test_tegaderm_both_dressings_cost_the_same_at_the_break_even_rate() -> None:
    rate = worlds_of(TEGADERM).base["break_even_rate"]
    assert base_case(variant(study(TEGADERM), {"rate_crbsi": rate}))["saving"] == pytest.approx(0.0, abs=1e-9)


# rdecision (R package), article "Decision tree with PSA (Jenks 2016)", tornado table: saving with one input at its own
# 2.5 % and 97.5 % point and the others at their means.
@pytest.mark.parametrize(
    ("name", "low", "high"),
    [
        ("catheter_days", 9.74, 178.07),
        ("cost_crbsi", 29.48, 132.74),
        ("hazard_ratio_crbsi", 108.45, 10.67),
        ("dressings", 85.66, 49.95),
        ("rate_crbsi", 60.17, 88.00),
        ("rate_lsi", 73.46, 74.34),
        ("cost_lsi", 73.50, 73.60),
        ("hazard_ratio_lsi", 73.58, 73.48),
        ("risk_ratio_dermatitis", 73.55, 73.53),
    ],
)
def test_tegaderm_published_one_way_runs(name: str, low: float, high: float) -> None:
    family = study(TEGADERM).families[name]
    found = [base_case(variant(study(TEGADERM), {name: float(family.ppf(u))}))["saving"] for u in (0.025, 0.975)]
    assert found == pytest.approx([low, high], abs=0.0051)
