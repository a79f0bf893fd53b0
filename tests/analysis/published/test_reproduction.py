"""Published figures beside what a run gives: each with its own error; decided as the publication was rounded."""

from __future__ import annotations

from pathlib import Path

import pytest

import mcba
from mcba.analysis.published.reproduction import Reproduction, reproductions
from mcba.engine.estimates.estimate import Estimate
from mcba.reporting.words.voice import Voice
from mcba.study.document import Published
from mcba.study.reading import read

STUDY = """
[study]
title = "Reproduction"
[run]
worlds = 4_096
sampler = "random"
[assumptions.x]
distribution = "normal"
mean = 10
sd = 2
[scenarios.low]
override = { x = 8.2449 }
[scenarios.high]
override = { x = 12 }
[outcomes.y]
formula = "x"
[[published]]
outcome = "y"
"""


def reproduced(published: str) -> Reproduction:
    study = read(Path("reproduction") / "study.toml", STUDY + published, tables={})
    (found,) = reproductions(mcba.run(study))
    return found


def test_a_mean_carries_its_monte_carlo_error() -> None:
    """The error of the mean of 4,096 independent worlds is 2 / 64."""
    (mean,) = reproduced('value = 10\nreading = "mean"\ntolerance = 0.2').result
    assert mean.error == pytest.approx(2 / 64, rel=0.05)
    assert abs(mean.value - 10) < 4 * mean.error


def test_both_ends_of_a_range_carry_their_own_error() -> None:
    """Of a normal at 5 %: sqrt(0.05 x 0.95 / n) / density = 0.0660; ranks are coarse, so within 25 %."""
    found = reproduced('low = 6.71\nhigh = 13.29\nmass = 0.9\nreading = "central"\ntolerance = 0.3')
    assert found.passed
    for end, exact in zip(found.result, (6.7103, 13.2897), strict=True):
        assert end.error == pytest.approx(0.0660, rel=0.25)
        assert abs(end.value - exact) < 4 * end.error


def test_base_cases_have_no_error_and_are_not_rounded_to_decide() -> None:
    """8.2449 is published as 8.2 to one decimal: that it holds is decided as printed, and 8.2449 is what is shown."""
    text = 'low = 8.2\nhigh = 12\nreading = "scenarios"\nlow_scenario = "low"\nhigh_scenario = "high"\n'
    found = reproduced(text + "decimals = 1")
    assert found.result == (Estimate(8.2449, 0.0), Estimate(12.0, 0.0))
    assert found.passed
    assert not reproduced(text + "decimals = 2").passed


@pytest.mark.parametrize(
    ("published", "printed"),
    [
        (Published(outcome="y", low=1.3, high=2.5), "1.3 to 2.5"),
        (Published(outcome="y", low=1.0, high=2.5), "1.0 to 2.5"),
        (Published(outcome="y", value=0.946, tolerance=0.022), "0.946"),
        (Published(outcome="y", value=13_300_000, decimals=-5), "13,300,000"),
        (Published(outcome="y", value=2.5, decimals=2), "2.50"),
    ],
)
def test_a_published_figure_is_printed_as_published(published: Published, printed: str) -> None:
    assert Voice("en").as_published(published) == printed


def test_what_a_run_gives_is_printed_to_its_own_error() -> None:
    en, nl = Voice("en"), Voice("nl")
    mean, ends = Published(outcome="y", value=151.0), Published(outcome="y", low=-11, high=262)
    assert en.reproduced((Estimate(151.2934, 0.21),), mean) == "151.29"
    assert nl.reproduced((Estimate(-10.624, 0.17), Estimate(261.63, 0.4)), ends) == "−10,62 tot 261,6"
    whole, millions = (Published(outcome="y", value=8_664_503, decimals=places) for places in (0, -5))
    exact = (Estimate(8_664_503.2, 0.0),)
    assert (en.reproduced(exact, whole), en.reproduced(exact, millions)) == ("8,664,503", "8,660,000")
