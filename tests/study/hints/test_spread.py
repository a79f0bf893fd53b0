"""Shares above 1, and what happens to one that is counted for all."""

from __future__ import annotations

from pathlib import Path

import pytest

from mcba.study.hints import hints
from mcba.study.reading import read

STUDY = """
[study]
title = "Shares"
[assumptions.{name}]
label = "{label}"
{law}
unit = "1"
[assumptions.clients]
value = 100
unit = "client"
[assumptions.worth]
value = 3
unit = "EUR/client"
[assumptions.money]
value = 3
unit = "EUR"
[benefits.all]
formula = "{formula}"
"""


def noted(
    code: str,
    law: str,
    name: str = "x",
    label: str = "Number",
    formula: str = "clients * x * worth",
) -> list[tuple[str, ...]]:
    text = STUDY.format(law=law, name=name, label=label, formula=formula.replace("x", name))
    return [hint.note.data["names"] for hint in hints(read(Path("s.toml"), text)) if hint.note.code == code]


HIGH = 'distribution = "pert"\nlow = 0.4\nmode = 0.8\nhigh = 1.4'
NORMAL = 'distribution = "normal"\nmean = 0.44\nsd = 0.05'


@pytest.mark.parametrize(
    ("name", "label", "formula"),
    [
        ("attribution", "Number", "clients * x * worth"),
        ("y", "Aandeel dat aan het project ligt", "clients * x * worth"),
        ("y", "What would have happened anyway", "clients * (1 - x) * worth"),
    ],
)
def test_a_share_above_one(name: str, label: str, formula: str) -> None:
    assert noted("share_above_one", HIGH, name, label, formula) == [(name,)]
    for law in (NORMAL, f"{HIGH}\ntruncate = {{ high = 1 }}", HIGH.replace("1.4", "1.0"), "value = 1"):
        assert noted("share_above_one", law, name, label, formula) == []
    assert noted("share_above_one", "value = 1.2", name, label, formula) == [(name,)]


def test_what_may_be_above_one() -> None:
    assert noted("share_above_one", HIGH) == []
    assert noted("share_above_one", HIGH, "risk_ratio", "Risk ratio", "clients * (1 - x) * worth") == []
    assert noted("share_above_one", HIGH, "y", "Error common to all chances") == []


@pytest.mark.parametrize(
    "law", ['distribution = "bernoulli"\nprobability = 0.4', 'distribution = "poisson"\nmean = 2.0']
)
def test_one_outcome_for_all(law: str) -> None:
    assert noted("one_for_all", law) == [("x",)]
    assert noted("one_for_all", law, formula="x * money") == []
    assert noted("one_for_all", 'distribution = "binomial"\ntrials = 100\nprobability = 0.4') == []
    assert noted("one_for_all", NORMAL) == []
