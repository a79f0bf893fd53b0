"""The draws of a run, with labels: those that the run used, though it keeps none of them."""

from __future__ import annotations

import math
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import mcba
from mcba.engine import draws_of
from mcba.errors import RequestError
from mcba.study.reading import read

STUDY = """
[study]
title = "Draws of every kind"
horizon = 3
price_year = 2020
price_index = "nl"

[run]
worlds = 512
seed = 3

[choices.discount_rate]
value = 0

[sets]
region = ["north", "south"]

[assumptions]
persons = { distribution = "uniform", low = 10, high = 20, unit = "person/year" }
gain = { distribution = "normal", mean = 3, sd = 1, unit = "EUR/person", price_year = 2015 }
growth = { distribution = "normal", mean = 1, sd = 0.1, unit = "1", drawn = "each_year", persistence = 0.5 }
share = { distribution = "uniform", low = 0, high = 1, unit = "1", over = "region", drawn = "each_unit" }
fixed = { distribution = "constant", value = 2 }
salaries = { distribution = "normal", mean = 20, sd = 5, unit = "EUR/year" }

[benefits.gains]
formula = "persons * gain * growth * sum(share, over='region') * fixed"
unit = "EUR/year"
gains = { clients = 1 }

[costs.project]
formula = "salaries"
unit = "EUR/year"
losses = { municipality = 1 }

[scenarios.certain]
override = { persons = 15 }

[scenarios.other]
override = { persons = { distribution = "uniform", low = 30, high = 40 } }

[options.dear]
override = { salaries = { distribution = "normal", mean = 90, sd = 1 } }
"""


@pytest.fixture(scope="module")
def run() -> mcba.Run:
    return mcba.run(read(Path("draws/study.toml"), STUDY))


def again(**options: Any) -> mcba.Run:
    return mcba.run(read(Path("draws/study.toml"), STUDY), **options)


def test_draws_are_a_labelled_dataset(run: mcba.Run) -> None:
    assert {str(name): array.dims for name, array in run.draws.items()} == {
        "persons": ("world",),
        "gain": ("world",),
        "growth": ("year", "world"),
        "share": ("region", "world"),
        "salaries": ("world",),
    }
    assert run.draws["year"].values.tolist() == [0, 1, 2, 3]
    assert run.draws["region"].values.tolist() == ["north", "south"]
    assert run.draws["growth"].attrs == {"units": "1"}
    assert run.draws.sizes["world"] == 512


def test_draws_stand_in_the_prices_that_the_study_states(run: mcba.Run) -> None:
    assert run.study is not None
    assert run.study.price_factors["gain"] > 1.05
    assert run.draws["gain"].attrs == {
        "units": "EUR/person",
        "price_year": 2015,
        "price_factor": run.study.price_factors["gain"],
    }
    assert run.draws["gain"].mean() == pytest.approx(3, abs=0.01)


def test_draws_are_those_that_the_run_used(run: mcba.Run) -> None:
    draws = run.draws
    yearly = (
        draws.persons * draws.gain * draws.gain.attrs["price_factor"] * draws.growth * draws.share.sum("region") * 2
    )
    np.testing.assert_allclose(yearly.sum("year"), run.values("present_value", "gains"), rtol=1e-12)


def test_rows_are_those_of_the_labelled_draws(run: mcba.Run) -> None:
    rows = draws_of(run)
    np.testing.assert_array_equal(rows["growth[2]"], run.draws["growth"].sel(year=2))
    np.testing.assert_array_equal(rows["share[south]"], run.values("share", "south"))
    np.testing.assert_array_equal(rows["growth[3]"], run.values("growth", "3"))
    np.testing.assert_array_equal(draws_of(run, first=7)["persons"], run.values("persons")[:7])


def test_what_a_scenario_or_an_option_says_is_drawn() -> None:
    certain, other, dear = again(scenario="certain"), again(scenario="other"), again(option="dear")
    assert "persons" not in certain.draws
    with pytest.raises(RequestError, match=r"'persons' is certain in this run, 15\.0, so there is no draw of it"):
        certain.values("persons")
    assert 30 < other.draws["persons"].min() < other.draws["persons"].max() < 40
    assert dear.summary("salaries").mean.value == pytest.approx(90, abs=0.1)
    np.testing.assert_array_equal(dear.draws["gain"], certain.draws["gain"])


def test_a_fixed_assumption_is_not_drawn(run: mcba.Run) -> None:
    with pytest.raises(RequestError, match=r"'fixed' is certain in this run, 2\.0"):
        run.summary("fixed")


def test_questions_of_an_assumption_are_answered_as_those_of_an_outcome(run: mcba.Run) -> None:
    assert run.unit("persons") == "person/year"
    summary = run.summary("persons")
    assert abs(summary.mean.value - 15) < 4 * summary.mean.error
    assert run.range("persons", mass=0.5).low == pytest.approx(12.5, abs=0.1)
    assert run.probability("persons", above=17.5).value == pytest.approx(0.25, abs=0.01)
    assert run.quantile("share", 0.5, label="north").value == pytest.approx(0.5, abs=0.02)
    with pytest.raises(RequestError, match="one row for each of north, south; name one of them"):
        run.summary("share")


def test_an_assumption_without_a_mean_has_none() -> None:
    text = STUDY.replace(
        'salaries = { distribution = "normal", mean = 20, sd = 5,',
        'salaries = { distribution = "student_t", df = 1, location = 20, scale = 5,',
    )
    found = mcba.run(read(Path("draws/study.toml"), text)).summary("salaries")
    assert math.isnan(found.mean.value)
    assert found.median.value == pytest.approx(20, abs=0.5)


def test_a_summary_draws_its_assumptions_too(run: mcba.Run) -> None:
    summarised = again(store="summary")
    np.testing.assert_array_equal(summarised.draws["gain"], run.draws["gain"])
    assert summarised.summary("gain") == run.summary("gain")


def _root(x: Any) -> Any:
    with np.errstate(invalid="ignore"):
        return np.sqrt(x)


def test_worlds_that_were_dropped_have_no_draws() -> None:
    dropped = mcba.simulate(_root, {"x": mcba.Normal(1, 1)}, worlds=256, failed="drop")
    assert dropped.kept is not None
    assert dropped.failed_worlds
    np.testing.assert_array_equal(dropped.draws["world"], dropped.kept)
    np.testing.assert_array_equal(np.sqrt(dropped.draws["x"]), dropped.values("result"))


ROOT = """
[quantities.rest]
formula = "salaries / fixed - 10"
unit = "EUR/year"

[outcomes.root]
formula = "sqrt(rest)"
"""


def test_worlds_of_a_study_that_were_dropped_have_no_draws() -> None:
    dropped = mcba.run(read(Path("draws/study.toml"), STUDY.replace("seed = 3", 'failed = "drop"') + ROOT))
    assert dropped.failed_worlds
    np.testing.assert_array_equal(dropped.draws["world"], dropped.worlds["world"])
    assert dropped.draws["salaries"].min() >= 20


def test_a_sample_from_elsewhere_has_its_inputs() -> None:
    sample = mcba.from_worlds({"price": [1, 2, 3], "npv": [3, 2, 1]}, inputs=["price"], units={"price": "EUR"})
    assert list(sample.draws) == ["price"]
    assert sample.draws["price"].attrs == {"units": "EUR"}
    assert sample.draws["price"].values.tolist() == [1, 2, 3]
