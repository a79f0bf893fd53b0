"""The warning where the best of several options is published."""

from __future__ import annotations

from pathlib import Path

import pytest

import mcba
from mcba.reporting.blocks import Paragraph, plain_text
from mcba.reporting.facts.facts import Facts
from mcba.reporting.sections.decision.optimism import optimism_of_best
from mcba.reporting.sections.writing import Writing
from mcba.study.reading import read

STUDY = """
[study]
title = "Options"
horizon = 0
[choices.kind]
value = 1
[assumptions.first]
distribution = "normal"
mean = 10
sd = 2
[assumptions.second]
distribution = "normal"
mean = 10
sd = 2
[assumptions.third]
distribution = "normal"
mean = {third}
sd = 2
[assumptions.fee]
value = 4
[benefits.all]
formula = "where(kind == 1, first, where(kind == 2, second, third))"
[costs.staff]
formula = "fee"
"""


def said(options: int, third: float = 10.0, language: str = "en") -> list[str]:
    text = STUDY.format(third=third)
    text += "".join(f"[options.o{kind}]\noverride = {{ kind = {kind} }}\n" for kind in range(2, options + 1))
    facts = Facts(mcba.run(read(Path("s/study.toml"), text), worlds=4_096))
    blocks = optimism_of_best(Writing(facts, language))
    return [plain_text(block.text) for block in blocks if isinstance(block, Paragraph)]


@pytest.mark.slow
def test_three_options_that_are_worth_the_same() -> None:
    """The highest of three normals of spread 2 lies 2 · 3/(2√π) = 1.69 above their mean."""
    (english,), (dutch,) = said(3), said(3, language="nl")
    assert "The best of 3 options" in english
    assert "1.69 EUR too high" in english
    assert "1,69 euro te hoog" in dutch


@pytest.mark.slow
def test_silence_for_two_options_and_for_a_clear_best() -> None:
    assert said(2) == []
    assert said(3, third=1000.0) == []
