"""From outcome to impact, by the factors of the SROI guide."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest

import mcba
from mcba.study.formula.trees import text_of
from mcba.study.reading import read
from tests.study.written import of_text

STUDY = """[study]
title = "Impact"
horizon = 3
[choices.discount_rate]
value = 0.035
[sets]
group = ["young", "old"]
[assumptions]
people = { distribution = "pert", low = 50, mode = 100, high = 200, unit = "person" }
price = { value = 1, unit = "EUR/person/year" }
anyway = { distribution = "beta", mean = 0.2, sd = 0.05 }
ours = { value = [0.5, 0.75], over = "group" }
wide = { distribution = "normal", mean = 0.2, sd = 0.1 }
[quantities.moved]
formula = "anyway / 2"
[quantities.served]
formula = "people * (1 - moved)"
[benefits.outcome]
formula = "people * price"
years = [1, 3]
"""
GUIDE = "deadweight = 0.2\ndisplacement = 0.1\nattribution = 0.75\ndrop_off = 0.25\n"


def study(keys: str = "", **changed: str) -> mcba.Study:
    text = STUDY
    for old, new in changed.items():
        text = text.replace(f"{old} = {{ distribution", f"{old} = {{ {new} }} # {{ distribution")
    return read(Path("study.toml"), text + keys)


def values(of: mcba.Study, outcome: str) -> np.ndarray:
    return mcba.run(of, worlds=256).values(outcome)


def test_the_steps_of_the_sroi_guide() -> None:
    """SROI Network (2012), stages 4.1 to 4.4: by hand 100 × (1 − 20 %) × (1 − 10 %) × 75 % = 54 in the first year.

    A quarter of it is lost each year after: 54, 40.5 and 30.375.
    """
    certain = study(GUIDE, people='value = 100, unit = "person"')
    growth = Fraction(1035, 1000)
    by_hand = sum(Fraction(amount) / growth**year for year, amount in ((1, "54"), (2, "40.5"), (3, "30.375")))
    assert values(certain, "npv") == pytest.approx(float(by_hand), rel=1e-14)


def test_the_same_bits_as_factors_in_the_formula() -> None:
    keys = 'deadweight = "anyway"\ndisplacement = "moved"\nattribution = 0.75\ndrop_off = 0.25\n'
    written = STUDY.replace("people * price", "people * price * (1 - anyway) * (1 - moved) * 0.75") + "fades = 0.25\n"
    assert np.array_equal(values(study(keys), "npv"), values(read(Path("study.toml"), written), "npv"))


def test_a_factor_may_differ_by_label_and_joins_what_the_formula_shows() -> None:
    by_group = study('attribution = "ours"\n')
    assert by_group.dimensions["outcome"] == ("group",)
    assert text_of(by_group.formulas["outcome"]) == "people * price * ours"
    assert np.allclose(values(by_group, "npv"), 1.25 * values(study(), "npv"))


@pytest.mark.parametrize(
    ("keys", "complaint"),
    [
        ("deadweight = 1.2", "found 1.2; a share lies between 0 and 1"),
        ('displacement = "wide"', "'wide' reaches from -inf to inf, and a share lies between 0 and 1; give it a"),
        ('attribution = "anwyay"', "unknown name 'anwyay'; did you mean 'anyway'?"),
        ('attribution = "people"', "'people' is in person; attribution is a plain share"),
        ('drop_off = "ours"', "'ours' is repeated over group; drop_off needs one number a world"),
        ("drop_off = -0.1", "found -0.1; the share lost each year lies between 0 and 1"),
        ("fades = 0.1\ndrop_off = 0.1", "drop_off is fades by another name; give one of them"),
    ],
)
def test_factors_are_shares_and_given_once(keys: str, complaint: str) -> None:
    (said,) = of_text(f"{STUDY}{keys}\n")
    assert said.partition(": ")[2].startswith(complaint)


def test_a_factor_that_stands_behind_the_formula_would_count_twice() -> None:
    text = STUDY.replace("people * price", "served * price")
    (said,) = of_text(f'{text}deadweight = "moved"\n')
    assert said == "21:1: 'moved' stands behind the formula already, and would count twice; keep one of both"


def test_costs_have_no_deadweight() -> None:
    (said,) = of_text(STUDY.replace("[benefits.outcome]", "[costs.outcome]") + "deadweight = 0.2\n")
    assert said.endswith("deadweight is of what the project brings, not of what it costs; take it out")
