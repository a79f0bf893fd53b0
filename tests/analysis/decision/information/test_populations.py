"""The value of information for all decisions that it serves, against sums by hand."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
from click.testing import CliRunner

import mcba
from mcba.analysis.decision.information.gains import Information
from mcba.analysis.decision.information.perfect_information import evpi
from mcba.analysis.decision.information.populations import population, scale_to_population
from mcba.cli import main
from mcba.errors import RunError
from mcba.study.reading import read


@pytest.fixture(scope="module")
def one() -> Information:
    return evpi(net_benefit=np.random.default_rng(23).normal(0.5, 1, 1000))


def study_with(rate: str) -> mcba.Study:
    text = (
        f'[study]\ntitle = "t"\nhorizon = 3\n{rate}'
        '[assumptions.x]\ndistribution = "normal"\nmean = 1\nsd = 2\nunit = "EUR"\n'
        '[benefits.b]\nformula = "x"\nyears = 0\n'
    )
    return read(Path("served") / "study.toml", text, tables={})


def test_scaling_to_a_population(one: Information) -> None:
    total = 1000 * (1 + 1 / 1.03 + 1 / 1.03**2)
    scaled = scale_to_population(one, [1000, 1000, 1000], discount_rate=0.03)
    assert scaled.value == pytest.approx(one.value * total)
    assert scaled.error == pytest.approx(one.error * total)
    assert scale_to_population(one, 500).value == pytest.approx(one.value * 500)


def test_decisions_are_numbers(one: Information) -> None:
    with pytest.raises(RunError, match="decisions must be numbers"):
        scale_to_population(one, [-1])
    with pytest.raises(RunError, match="give more than 0 of them, for 1 year or more"):
        population(study_with("[choices.discount_rate]\nvalue = 0\n"), one, 0)


@pytest.mark.parametrize(
    ("rate", "factor"),
    [
        ("[choices.discount_rate]\nvalue = 0.03\n", 1 + 1 / 1.03 + 1 / 1.03**2 + 1 / 1.03**3 + 1 / 1.03**4),
        ("[choices.discount_rate]\nvalue = 0\n", 5.0),
        # one rate a year from year 1 on; the last one holds on beyond the horizon
        (
            "[choices.discount_rate]\nvalue = [0.04, 0.03, 0.02]\n",
            1 + 1 / 1.04 * (1 + 1 / 1.03 * (1 + 1 / 1.02 + 1 / 1.02**2)),
        ),
        (
            '[assumptions.discount_rate]\ndistribution = "triangular"\nlow = 0.01\nmode = 0.02\nhigh = 0.06\n',
            1 + 1 / 1.02 + 1 / 1.02**2 + 1 / 1.02**3 + 1 / 1.02**4,
        ),
    ],
)
def test_a_population_is_discounted_as_its_study(one: Information, rate: str, factor: float) -> None:
    found = population(study_with(rate), one, 200, years=5)
    assert found.discounted == pytest.approx(200 * factor, rel=1e-12)
    assert found.perfect.value == pytest.approx(one.value * 200 * factor, rel=1e-12)
    assert found.perfect.error == pytest.approx(one.error * 200 * factor, rel=1e-12)


@pytest.mark.slow
def test_the_command_line_scales_perfect_information() -> None:
    asked = ["decide", "studies/schilderswijk-moeders", "--worlds", "2048"]
    served = [*asked, "--population", "12", "--years", "10"]
    found = json.loads(CliRunner().invoke(main, [*served, "--json"]).stdout)
    single, scaled = found["agenda"]["perfect"], found["population"]["perfect"]
    factor = 12 * sum(1.03**-year for year in range(10))  # the study discounts at 3 %
    assert found["population"]["discounted"] == pytest.approx(factor)
    assert scaled["value"] == pytest.approx(factor * single["value"])
    assert scaled["error"] == pytest.approx(factor * single["error"])
    text = " ".join(CliRunner().invoke(main, served).stdout.split())
    assert "For 12 such decisions a year for 10 years (later ones discounted), that is" in text
    assert "grows by the same factor of 105" in text
    alone = CliRunner().invoke(main, [*asked, "--years", "10"])
    assert alone.exit_code == 2
    assert "give --population too" in alone.output


@pytest.mark.slow
def test_later_decisions_need_a_rate() -> None:
    served = ["decide", "studies/tegaderm-dressing", "--worlds", "2048", "--population", "1000"]
    assert "For 1,000 such decisions a year for one year, that is" in " ".join(
        CliRunner().invoke(main, served).stdout.split()
    )
    refused = CliRunner().invoke(main, [*served, "--years", "5"])
    assert refused.exit_code == 3
    assert "need a discount rate" in refused.output
