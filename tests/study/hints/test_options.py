"""The null alternative among the options."""

from __future__ import annotations

from pathlib import Path

import pytest

from mcba.study.hints import hints
from mcba.study.reading import read

STUDY = """
[study]
title = "Options"
null_alternative = "Care as usual"
[choices.on]
value = 1
[assumptions.gain]
distribution = "uniform"
low = 1
high = 3
[quantities.reached]
formula = "on * 100"
[benefits.all]
formula = "reached * gain / 2 + max(reached, 0)"
[costs.{kind}]
formula = "{cost}"
[options.other]
{label}
override = {{ {override} }}
"""


def noted(override: str, cost: str = "-on * -3", label: str = "") -> list[tuple[str, ...]]:
    found = hints(read(Path("s.toml"), STUDY.format(override=override, cost=cost, label=label, kind="staff")))
    return [hint.note.data["names"] for hint in found if hint.note.code == "null_as_option"]


def test_an_option_that_does_nothing() -> None:
    assert noted("on = 0") == [("other",)]
    assert noted("on = 2") == []
    assert noted("gain = 0") == []  # the costs stay
    assert noted("on = 0", cost="on + 1") == []


@pytest.mark.parametrize("label", ['label = "care as usual"', 'label = { nl = "Niets", en = "Care as usual" }'])
def test_an_option_that_is_called_as_the_null_alternative(label: str) -> None:
    assert noted("on = 2", label=label) == [("other",)]


def test_the_place_is_that_of_the_option() -> None:
    text = STUDY.format(override="on = 0", cost="on", label="", kind="staff")
    (hint,) = hints(read(Path("s.toml"), text))
    assert text.splitlines()[hint.line - 1] == "[options.other]"
