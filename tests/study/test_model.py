"""A study that was read: its variants, its base case, its hash, and the names that follow from it."""

from __future__ import annotations

from pathlib import Path

import pytest

import mcba
from mcba.study import base_value, variant
from mcba.study.document import Distribution
from mcba.study.reading import read
from mcba.study.reading.starter import STARTER
from tests.study.written import WITH_TABLE, model, of_text


def small() -> mcba.Study:
    return read(Path("small/study.toml"), STARTER)


def test_a_variant_is_the_same_study_with_other_values() -> None:
    law = Distribution(distribution="uniform", low=1.0, high=2.0)
    other = variant(small(), {"clients": 100.0, "success": law, "discount_rate": 0.05, "horizon": 3.0})
    assert other.families["clients"] == mcba.Constant(100)
    assert other.families["success"] == mcba.Uniform(1, 2)
    assert other.document.choices["discount_rate"].value == 0.05
    assert (other.horizon, other.sets["year"]) == (3, ("0", "1", "2", "3"))
    assert small().families["clients"] != other.families["clients"]
    with pytest.raises(
        mcba.StudyError, match="there is no assumption or choice 'sucess' to override; did you mean 'success'"
    ):
        variant(small(), {"sucess": 1.0})


def test_the_base_case_is_the_stated_base_or_else_the_mode_or_the_mean() -> None:
    text = STARTER.replace("sd = 5_000", "sd = 5_000\nbase = 90_000")
    study = read(Path("study.toml"), text)
    expected = {"clients": 100.0, "success": 0.35, "drop_off": 0.15, "salaries": 90_000.0}
    assert {name: base_value(study, name) for name in expected} == pytest.approx(expected)


@pytest.mark.parametrize(
    ("distribution", "expected"),
    [
        ('distribution = "student_t", df = 1, location = 2', 2.0),  # has no mean
        ('distribution = "triangular", low = 1, mode = 2, high = 9', 2.0),
        ('distribution = "uniform", low = 1, high = 9', 5.0),
        ("value = 3, base = 4", 3.0),  # what is certain has one value
    ],
)
def test_the_base_value_of_one_assumption(distribution: str, expected: float) -> None:
    study = read(Path("study.toml"), model(f"x = {{ {distribution} }}"))
    assert base_value(study, "x") == pytest.approx(expected)


def test_a_student_t_by_mean_and_standard_deviation() -> None:
    given = "mean = 10, sd = 3, df = 5"
    study = read(Path("study.toml"), model(f'x = {{ distribution = "student_t", {given} }}'))
    assert (study.families["x"].mean, study.families["x"].sd) == pytest.approx((10, 3))
    with pytest.raises(mcba.StudyError, match=r"df = 2 is not above 2.* give more than 2 degrees of freedom"):
        read(Path("study.toml"), model('x = { distribution = "student_t", mean = 10, sd = 3, df = 2 }'))


def test_the_hash_is_of_the_text_and_of_every_table() -> None:
    tables = {"prices.csv": "pillar,price\ncare,1\nwork,2\n"}
    hashes = {
        read(Path("study.toml"), WITH_TABLE, tables=tables).sha256,
        read(Path("study.toml"), WITH_TABLE + "\n", tables=tables).sha256,
        read(Path("study.toml"), WITH_TABLE, tables={"prices.csv": "pillar,price\ncare,1\nwork,3\n"}).sha256,
    }
    assert len(hashes) == 3
    assert read(Path("elsewhere.toml"), WITH_TABLE, tables=tables).sha256 in hashes


def test_names_that_follow_from_the_study() -> None:
    study = small()
    assert study.name == "small"
    assert study.bearers == ("municipality", "health_insurer")
    assert list(study.flows) == ["care", "project"]
    assert study.flows["care"][0] == "benefits"
    assert study.outcomes[:3] == ("npv", "bcr", "roi")
    assert "npv_per_participant" in study.outcomes
    measurement = read(Path("study.toml"), WITH_TABLE, tables={"prices.csv": "pillar,price\ncare,1\nwork,2\n"})
    assert measurement.outcomes == ("total",)


@pytest.mark.parametrize(("unit", "each"), [("person", "EUR/person"), ("1", "EUR"), ("", "EUR")])
@pytest.mark.parametrize("participants", ["clients", "reached"])
def test_the_unit_of_outcomes_per_participant_is_the_one_that_formulas_know(
    participants: str, unit: str, each: str
) -> None:
    stated = f', unit = "{unit}"' if unit else ""
    outcome = f'mean = {{ formula = "npv_per_participant", unit = "{each}" }}' if unit else ""
    study = read(
        Path("study.toml"),
        f"""
[study]
title = "People"
participants = "{participants}"
[assumptions]
clients = {{ value = 10{stated} }}
budget = {{ value = 100, unit = "EUR" }}
[quantities]
reached = {{ formula = "clients / 2" }}
[costs]
project = {{ formula = "budget" }}
[outcomes]
{outcome}
""",
    )
    assert [study.unit(f"{total}_per_participant") for total in ("npv", "benefits", "costs")] == [each] * 3


def test_outcomes_per_participant_have_the_unit_of_a_quantity_of_participants() -> None:
    text = """
[study]
title = "People"
participants = "reached"
[assumptions]
clients = { value = 10, unit = "person" }
costs_each = { value = 5, unit = "EUR/person" }
[quantities]
reached = { formula = "clients / 2" }
[costs]
project = { formula = "clients * costs_each" }
[outcomes]
wrong = { formula = "costs_per_participant + npv" }
"""
    (complaint,) = of_text(text)
    assert "'costs_per_participant' is in EUR/person, 'npv' is in EUR;" in complaint
