"""The impact map: outcome, factors and impact of each benefit."""

from __future__ import annotations

from pathlib import Path

import pytest

import mcba
from mcba.analysis.economics import impact_map
from mcba.study.reading import read

STUDY = """
[study]
title = "Impact"
horizon = 3
[choices.discount_rate]
value = 0
[sets]
group = ["young", "old"]
[assumptions]
people = { value = [60, 40], over = "group", unit = "person" }
price = { value = 1, unit = "EUR/person" }
anyway = { value = 0.2 }
[benefits.outcome]
formula = "people * price"
years = [1, 3]
deadweight = "anyway"
displacement = 0.1
attribution = 0.75
drop_off = 0.25
[benefits.other]
formula = "10 * price * people"
"""


def impacts(text: str = STUDY) -> dict[str, mcba.analysis.economics.Impact]:
    return impact_map(mcba.run(read(Path("study.toml"), text), worlds=64))


def test_each_step_by_hand() -> None:
    """100 × (1 − 20 %) × (1 − 10 %) × 75 % = 54 (SROI Network 2012, stage 4)."""
    found = impacts()["outcome"]
    factors = {key: share.mean.value for key, share in found.factors.items()}
    assert factors == {"deadweight": 0.2, "displacement": 0.1, "attribution": 0.75}
    assert (found.outcome.mean.value, found.impact.mean.value) == pytest.approx((100, 54), rel=1e-14)
    assert found.lost is not None
    assert found.lost.mean.value == 0.25


def test_a_benefit_without_factors_is_its_own_impact() -> None:
    other = impacts()["other"]
    assert other.outcome == other.impact
    assert (other.factors, other.lost) == ({}, None)


def test_there_is_no_map_without_factors() -> None:
    keys = "deadweight", "displacement", "attribution", "drop_off"
    plain = "\n".join(line for line in STUDY.splitlines() if not line.startswith(keys))
    assert impacts(plain) == {}
