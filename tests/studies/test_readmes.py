"""What the READMEs of the studies state is what the studies give: every figure in their tables is held against a run.

The READMEs are the one place of these figures. A figure holds when it is what the run gives, within half a unit of its
last digit and three Monte Carlo errors; of a figure that is printed with its own error, three of those too.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable
from functools import cache

import numpy as np
import pytest

import mcba
from mcba.analysis.decision.agendas import agenda
from mcba.analysis.decision.options import alternatives
from mcba.engine.program.compiled import base_case
from mcba.reporting.facts.facts import Facts
from mcba.reporting.pages.run import RUN
from mcba.study import base_value, variant
from tests.places import ROOT, STUDIES

pytestmark = pytest.mark.slow

WORLDS = {"meerwaarde-preventiecalculator": 8_192, "van-overleven-naar-leven": 8_192}
MOST_WORLDS = 16_384
NOT_STATED_HERE = {"published", "how", "what", "allowed"}  # headings of columns that hold no figure of the study
NUMBER = re.compile(r"(?P<sign>±\s*)?(?<![\w.])(?P<number>[−-]?\d[\d,]*(?:\.\d+)?)")

Values = list[tuple[float, float]]  # what a run gives, each with its Monte Carlo error


# --- what is stated


def rows_of(name: str) -> dict[str, list[tuple[float, float]]]:
    """The figures of every row of the tables of a README, by the label of the row: value and tolerance."""
    found: dict[str, list[tuple[float, float]]] = {}
    lines = (STUDIES / name / "README.md").read_text(encoding="utf-8").splitlines()
    heading: list[str] = []
    for line, following in zip(lines, [*lines[1:], ""], strict=True):
        if not line.startswith("|"):
            heading = []
            continue
        cells = [cell.strip() for cell in line.strip().strip("|").split("|")]
        if following.startswith("| ---"):
            heading = cells
        elif heading and not line.startswith("| ---"):
            stated = [cell for title, cell in zip(heading[1:], cells[1:], strict=True) if title not in NOT_STATED_HERE]
            if figures := figures_in(" ; ".join(stated)):
                found[cells[0].replace("*", "").replace("`", "")] = figures
    return found


def figures_in(text: str) -> list[tuple[float, float]]:
    """Each number with half a unit of its last digit, or three times the error that is printed with it."""
    figures: list[tuple[float, float]] = []
    for match in NUMBER.finditer(text):
        digits = match["number"].replace("−", "-").replace(",", "")
        value = float(digits)
        if match["sign"]:
            figures[-1] = (figures[-1][0], figures[-1][1] + 3 * value)
        else:
            figures.append((value, 0.5 * unit_of(digits)))
    return figures


def unit_of(digits: str) -> float:
    """The unit of the last digit that is meant: zeros at the end of a whole number are not."""
    if "." in digits:
        return 10.0 ** -len(digits.partition(".")[2])
    whole = digits.lstrip("-")
    return 10.0 ** (len(whole) - len(whole.rstrip("0"))) if whole.strip("0") else 1.0


def test_figures_are_read_with_the_digits_they_are_printed_with() -> None:
    assert figures_in("−48,000 to 63,000; 99.9 %, P90 and `reading_80`: 0.10") == [
        (-48_000, 500),
        (63_000, 500),
        (99.9, pytest.approx(0.05)),
        (0.10, pytest.approx(0.005)),
    ]
    assert figures_in("2,950 ± 10") == [(2_950, 5 + 30)]


# --- what the studies give


@cache
def study(name: str) -> mcba.Study:
    return mcba.load(STUDIES / name)


@cache
def run(name: str, scenario: str | None = None, option: str | None = None) -> mcba.Run:
    return mcba.run(study(name), scenario=scenario, option=option, worlds=WORLDS.get(name, MOST_WORLDS))


def exact(*values: float) -> Values:
    return [(value, 0.0) for value in values]


def base(name: str, *outcomes: str, scenario: str | None = None) -> Values:
    return exact(*(run(name, scenario).base[outcome] for outcome in outcomes))


def ends(found: mcba.Run, outcome: str, mass: float | None = None, times: float = 1.0) -> Values:
    low_high = found.range(outcome, mass=mass)
    return [(times * low_high.low, times * low_high.low_error), (times * low_high.high, times * low_high.high_error)]


def mean(found: mcba.Run, outcome: str, label: str | None = None, times: float = 1.0) -> Values:
    one = found.summary(outcome, label=label).mean
    return [(times * one.value, times * one.error)]


def median(found: mcba.Run, outcome: str) -> Values:
    one = found.summary(outcome).median
    return [(one.value, one.error)]


def chance(found: mcba.Run, outcome: str = "npv", above: float = 0.0) -> Values:
    one = found.probability(outcome, above=above)
    return [(100 * one.value, 100 * one.error)]


def share_of_variance(name: str, outcome: str, *assumptions: str) -> Values:
    found = mcba.rank(study(name), outcome, method="first_order", worlds=WORLDS.get(name, MOST_WORLDS))
    found = found.set_index(assumption="assumption").sel(assumption=list(assumptions))
    return [
        (100 * float(one), 100 * float(error)) for one, error in zip(found["first"], found["first_error"], strict=True)
    ]


MENTORING = "mobility-mentoring"
MOMS = "schilderswijk-moeders"
MEERWAARDE = "meerwaarde-preventiecalculator"
SURVIVING = "van-overleven-naar-leven"
TEGADERM = "tegaderm-dressing"


def lowest_one_at_a_time() -> Values:
    override = study(SURVIVING).document.scenarios["pessimistic"].override
    return exact(min(base_case(variant(study(SURVIVING), {name: value}))["bcr"] for name, value in override.items()))


def reading(scenario: str | None, mass: float, spread: float) -> Values:
    found = run(MOMS, scenario)
    return [(spread, 0.0), *ends(found, "bcr", mass), *chance(found)]


def sigma(scenario: str) -> float:
    law = study(MOMS).document.scenarios[scenario].override["optimism"]
    assert not isinstance(law, float)
    return float(law.parameters()["sigma"])  # type: ignore[arg-type]


def better_with_the_partnership() -> Values:
    known = alternatives(run(MOMS))
    place = known.column("formalised_partnership")
    compared = known.compared
    return [(100 * compared.probability_best[place], 100 * compared.probability_best_error[place])]


@cache
def worth_knowing() -> dict[str, tuple[float, float]]:
    found = agenda(run(MOMS))
    known = {one.name: (one.information.value, one.information.error) for one in found.subjects}
    return {"everything": (found.perfect.value, found.perfect.error), **known}


def published_range() -> Values:
    published = study(MOMS).document.published[0]
    return exact(float(published.low or 0), float(published.high or 0))


def inside_the_published_range() -> Values:
    (low, _), (high, _) = published_range()
    found = run(MOMS).probability_within("bcr", low, high)
    return [(100 * found.value, 100 * found.error)]


def avoided_and_shorter() -> Values:
    parts = [run(MOMS).summary("present_value", label=name).mean for name in ("stabilisation", "efficiency")]
    return [(sum(part.value for part in parts), math.hypot(*(part.error for part in parts)))]


def at_base(*names: str) -> Values:
    return exact(*(float(np.asarray(base_value(study(MOMS), name))) for name in names))


def means(scenario: str) -> Values:
    return mean(run(MEERWAARDE, scenario), "rendement")


GIVEN: dict[tuple[str, str], Callable[[], Values]] = {
    # Mobility Mentoring
    (MENTORING, "gain per participant that pays back the cost"): lambda: [
        *base(MENTORING, "required_at_published_cost", "required_with_reward"),
        *base(MENTORING, "required_benefit", scenario="no_extra_staff"),
        *base(MENTORING, "required_benefit", scenario="most_staff"),
    ],
    (MENTORING, "assumed gain per participant"): lambda: [
        *ends(run(MENTORING), "benefits_per_participant"),
        *mean(run(MENTORING), "benefits_per_participant"),
    ],
    (MENTORING, "balance after a year"): lambda: [*ends(run(MENTORING), "npv"), *chance(run(MENTORING))],
    (MENTORING, "the same with the most staff"): lambda: chance(run(MENTORING, "most_staff")),
    (MENTORING, "the same with half of the attribution"): lambda: chance(run(MENTORING, "half_attribution")),
    (MENTORING, "base case with the most staff and half of the attribution"): lambda: exact(
        base_case(variant(study(MENTORING), {"staff_share": 1.0, "attribution": 0.3}))["npv"]
    ),
    (MENTORING, "largest pillar"): lambda: [
        *mean(run(MENTORING), "income_largest", times=100),
        *mean(run(MENTORING), "income_share", times=100),
    ],
    (MENTORING, "municipality alone"): lambda: [
        *ends(run(MENTORING), "municipal_balance"),
        *chance(run(MENTORING), "municipal_balance"),
    ],
    (MENTORING, "share of the variance of the balance"): lambda: share_of_variance(
        MENTORING, "npv", "staff_share", "optimism", "share_income", "attribution", "value_income"
    ),
    # Moms for Moms
    (MOMS, "ratio, central 90 % (131,072 Sobol' worlds, seed 2017)"): lambda: [
        *ends(run(MOMS), "bcr"),
        *inside_the_published_range(),
        *published_range(),
    ],
    (MOMS, "declared scenarios low and high"): lambda: [
        *base(MOMS, "bcr", scenario="low"),
        *base(MOMS, "bcr", scenario="high"),
        *published_range(),
    ],
    (MOMS, "benefits equal costs at"): lambda: [
        *base(MOMS, "break_even_clients"),
        *at_base("clients"),
        *base(MOMS, "break_even_care_avoided"),
        *at_base("care_avoided"),
    ],
    (MOMS, "municipality alone"): lambda: [*ends(run(MOMS), "city_balance"), *chance(run(MOMS), "city_balance")],
    (MOMS, "avoided care and shorter intakes, mean"): avoided_and_shorter,
    (MOMS, "unpriced effects would have to be worth, to change the conclusion"): lambda: mean(
        run(MOMS), "npv_per_participant", times=-1
    ),
    (MOMS, "share of the variance of the ratio"): lambda: share_of_variance(
        MOMS, "bcr", "optimism", "clients", "care_avoided"
    ),
    (MOMS, "central 90 %"): lambda: reading(None, 0.90, float(study(MOMS).families["optimism"].sd)),
    (MOMS, "central 80 % (reading_80)"): lambda: reading("reading_80", 0.80, sigma("reading_80")),
    (MOMS, "central 50 % (reading_50)"): lambda: reading("reading_50", 0.50, sigma("reading_50")),
    (MOMS, "pays back at so many extra hours of intake saved per referred client"): lambda: [
        *ends(run(MOMS), "partnership_pays_back_hours"),
        *median(run(MOMS), "partnership_pays_back_hours"),
    ],
    (MOMS, "or at so many points more referrals, of which only 10 to 20 are left"): lambda: ends(
        run(MOMS), "partnership_pays_back_referrals", times=100
    ),
    (MOMS, "is better than the project without it, under a gain of 0 to 8 hours"): better_with_the_partnership,
    (MOMS, "everything together (EVPI)"): lambda: [worth_knowing()["everything"]],
    (MOMS, "hours of intake the partnership saves per client"): lambda: [worth_knowing()["intake_gain"]],
    (MOMS, "how far judged effects hold"): lambda: [worth_knowing()["optimism"]],
    (MOMS, "clients a year"): lambda: [worth_knowing()["clients"]],
    # MeerWaarde
    (MEERWAARDE, "return by the source's method (100 x benefits / costs)"): lambda: [
        *ends(run(MEERWAARDE), "rendement"),
        *mean(run(MEERWAARDE), "rendement"),
    ],
    (MEERWAARDE, "municipality alone, avoided costs over subsidy"): lambda: [
        *ends(run(MEERWAARDE), "municipality_ratio"),
        *mean(run(MEERWAARDE), "municipality_ratio"),
    ],
    (MEERWAARDE, "welfare ratio, in which assistance is a transfer"): lambda: [
        *ends(run(MEERWAARDE), "bcr"),
        *mean(run(MEERWAARDE), "bcr"),
    ],
    (MEERWAARDE, "share of the variance of the return"): lambda: share_of_variance(
        MEERWAARDE, "rendement", "optimism", "multiplier_bias"
    ),
    (MEERWAARDE, '"certain" means 90 %'): lambda: means("certain_is_not_certain"),
    (MEERWAARDE, "one case in five fails"): lambda: means("failures_counted"),
    (MEERWAARDE, "later savings fade by 30 %"): lambda: means("savings_fade"),
    (MEERWAARDE, "none after year 1"): lambda: means("no_recurrence"),
    (MEERWAARDE, "10 % of costs left out"): lambda: means("all_costs"),
    (MEERWAARDE, "correction as PERT 0.6, 0.9, 1"): lambda: means("wider_correction"),
    (MEERWAARDE, "discounted at 2.25 %"): lambda: means("discounted"),
    (MEERWAARDE, "all together, with the 0.9 factor"): lambda: means("all_biases"),
    # Van overleven naar leven
    (SURVIVING, "base and most pessimistic case"): lambda: [
        *base(SURVIVING, "bcr"),
        *base(SURVIVING, "bcr", scenario="pessimistic"),
    ],
    (SURVIVING, "return by the source's method"): lambda: [
        *base(SURVIVING, "rendement"),
        *exact(100 * run(SURVIVING).base["bcr"] - 100),
    ],
    (SURVIVING, "ratio, 90 % of the worlds"): lambda: [*ends(run(SURVIVING), "bcr"), *chance(run(SURVIVING))],
    (SURVIVING, "lowest ratio with one pessimistic assumption at a time"): lowest_one_at_a_time,
    (SURVIVING, "households above 10,000"): lambda: mean(run(SURVIVING), "over_10000", times=100),
    (SURVIVING, "municipality alone"): lambda: [
        *ends(run(SURVIVING), "municipal_balance"),
        *chance(run(SURVIVING), "municipal_balance"),
    ],
    (SURVIVING, "share of the variance of the ratio"): lambda: share_of_variance(
        SURVIVING, "bcr", "optimism", "hours_error", "counterfactual"
    ),
    # Tegaderm
    (TEGADERM, "saving per patient, inputs at their means"): lambda: base(TEGADERM, "saving"),
    (TEGADERM, "cost per patient, standard"): lambda: mean(run(TEGADERM), "cost_standard"),
    (TEGADERM, "cost per patient, Tegaderm CHG"): lambda: mean(run(TEGADERM), "cost_tegaderm"),
    (TEGADERM, "95 % of the worlds, saving"): lambda: ends(run(TEGADERM), "saving"),
    (TEGADERM, "Tegaderm CHG costs less in"): lambda: mean(run(TEGADERM), "saves", times=100),
    (TEGADERM, "bloodstream infections per 1,000 days at which both cost the same"): lambda: base(
        TEGADERM, "break_even_rate"
    ),
    (TEGADERM, "share of the variance of the saving"): lambda: share_of_variance(
        TEGADERM, "saving", "catheter_days", "cost_crbsi", "hazard_ratio_crbsi"
    ),
}


@pytest.mark.parametrize("name", [MENTORING, MOMS, MEERWAARDE, SURVIVING, TEGADERM])
def test_every_row_with_figures_is_held_against_a_run(name: str) -> None:
    assert set(rows_of(name)) == {label for known, label in GIVEN if known == name}


@pytest.mark.parametrize(("name", "label"), GIVEN, ids=lambda part: part)
def test_what_a_readme_states_is_what_the_study_gives(name: str, label: str) -> None:
    stated, given = rows_of(name)[label], GIVEN[name, label]()
    assert len(stated) == len(given), f"{stated} stated, {given} given"
    for (figure, tolerance), (value, error) in zip(stated, given, strict=True):
        assert abs(figure - value) <= tolerance + 3 * error + 1e-9, f"{figure} stated, {value} ± {error} given"


def test_the_first_run_prints_what_the_readme_shows() -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    shown = readme.partition("What `make run` prints begins so:\n\n```text\n")[2].partition("```")[0]
    assert shown.count("\n") > 10
    facts = Facts(mcba.run(mcba.load(STUDIES / MOMS)))
    assert RUN.printed(facts, "en").startswith(shown.rstrip("\n"))
