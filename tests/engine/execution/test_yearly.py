"""Flows year by year, drawn again: they are those of which the run kept present values."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

import mcba
from mcba.engine.execution import yearly
from mcba.errors import RequestError, RunError
from mcba.study.reading import read
from tests.places import STUDIES

ROUNDING = 1e-12  # of some sixty operations one after another

DRAWN_RATE = """
[study]
title = "A drawn rate, a flow that fades and one that waits"
horizon = 5
[run]
worlds = 300
[assumptions]
rate = { distribution = "uniform", low = 0.02, high = 0.04, unit = "1" }
gain = { distribution = "normal", mean = 5, sd = 2, unit = "EUR/year" }
outlay = { distribution = "constant", value = 10, unit = "EUR" }
lost = { distribution = "uniform", low = 0.1, high = 0.3, unit = "1" }
[quantities.discount_rate]
formula = "rate"
unit = "1"
[benefits.gains]
formula = "gain"
years = [2, 4]
fades = "lost"
gains = { clients = 1 }
[costs.project]
formula = "outlay"
years = [0, 0]
losses = { municipality = 1 }
"""


def assert_adds_up(run: mcba.Run, worlds: int | None = None) -> None:
    found = run.yearly(worlds=worlds)
    together = (found.undiscounted * found.discount_factor).sum("year").transpose("flow", "world")
    kept = run.worlds["present_value"][:, : together.sizes["world"]]
    np.testing.assert_allclose(together, kept, rtol=ROUNDING, atol=ROUNDING * float(np.abs(kept).max()))


@pytest.mark.parametrize("name", sorted(path.name for path in STUDIES.iterdir() if (path / "study.toml").is_file()))
def test_present_values_of_the_studies_are_those_of_their_yearly_flows(name: str) -> None:
    study = mcba.load(STUDIES / name)
    variants = [
        {"scenario": next(iter(study.document.scenarios), None)},
        {"option": next(iter(study.document.options), None)},
    ]
    for variant in variants:
        run = mcba.run(study, worlds=256, **variant)
        if run.labels.get("flow"):
            assert_adds_up(run)


def test_a_drawn_rate_and_a_flow_that_fades() -> None:
    run = mcba.run(read(Path("drawn/study.toml"), DRAWN_RATE))
    found = run.yearly()
    assert_adds_up(run)
    assert found.undiscounted.dims == ("flow", "year", "world")
    assert found.kind.values.tolist() == ["benefits", "costs"]
    gain, kept = run.draws["gain"], 1 - run.draws["lost"]
    of_gains = found.undiscounted.sel(flow="gains")
    for year, expected in enumerate([0 * gain, 0 * gain, gain, gain * kept, gain * kept**2, 0 * gain]):
        np.testing.assert_allclose(of_gains.sel(year=year), expected, rtol=ROUNDING)
    np.testing.assert_allclose(found.discount_factor.sel(year=3), (1 + run.draws["rate"]) ** -3, rtol=ROUNDING)
    assert found.undiscounted.sel(flow="project").sum("year").values.tolist() == [10.0] * 300


def test_a_certain_rate_has_one_factor_a_year(small_run: mcba.Run) -> None:
    found = small_run.yearly()
    assert found.discount_factor.dims == ("year",)
    np.testing.assert_allclose(found.discount_factor, 1.03 ** -np.arange(4.0), rtol=ROUNDING)
    assert found.undiscounted.attrs["units"] == "EUR"
    with pytest.raises(ValueError, match="read-only"):
        found.undiscounted.values[0] = 0


def test_the_first_worlds_only(small_run: mcba.Run) -> None:
    assert_adds_up(small_run, worlds=100)
    assert small_run.yearly(worlds=100).sizes["world"] == 100
    for worlds in (0, 4_001):
        with pytest.raises(RequestError, match="the run has 4,000; ask for 1 to 4,000"):
            small_run.yearly(worlds=worlds)


def test_worlds_that_were_dropped_have_no_flows() -> None:
    root = '[outcomes.root]\nformula = "sqrt(lost - 0.15)"\n'
    run = mcba.run(read(Path("drawn/study.toml"), DRAWN_RATE.replace("300", '300\nfailed = "drop"') + root))
    assert run.failed_worlds
    assert_adds_up(run)
    np.testing.assert_array_equal(run.yearly()["world"], run.worlds["world"])


def test_what_takes_too_much_memory_is_refused_with_what_does_not(
    small_run: mcba.Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(yearly, "MOST_BYTES", 8 * 3 * 4 * 1_500)
    with pytest.raises(RequestError, match=r"3 flows in 4 years of 4,000 worlds take 0\.0 GB; .*worlds=1_024"):
        small_run.yearly()
    assert_adds_up(small_run, worlds=1_024)


MEASUREMENT = """
[study]
title = "A measurement"
horizon = 0
[assumptions]
x = { distribution = "normal", mean = 0, sd = 1 }
[outcomes.y]
formula = "2 * x"
"""


def test_a_run_without_flows_has_none_a_year() -> None:
    with pytest.raises(RunError, match="a table of worlds"):
        mcba.from_worlds({"npv": [1, 2]}).yearly()
    with pytest.raises(RequestError, match="no benefits, costs or transfers"):
        mcba.run(read(Path("measured/study.toml"), MEASUREMENT), worlds=16).yearly()


WITH_FUNCTION = """
[study]
title = "Flows that a function gives"
horizon = 3
[run]
worlds = 128
[model]
python = "model.py:f"
[model.gives]
gained = { unit = "EUR/year", over = "year" }
[assumptions]
gain = { distribution = "normal", mean = 5, sd = 2, unit = "EUR/year" }
[choices.discount_rate]
value = 0.03
[benefits.gains]
formula = "gained"
gains = { clients = 1 }
"""


def test_flows_that_a_function_gives(tmp_path: Path) -> None:
    (tmp_path / "study.toml").write_text(WITH_FUNCTION)
    (tmp_path / "model.py").write_text("def f(gain, year):\n    return {'gained': gain * (year + 1)}\n")
    run = mcba.run(mcba.load(tmp_path, allow_python=True))
    assert_adds_up(run)
    in_year = run.yearly().undiscounted.sel(flow="gains", year=2)
    np.testing.assert_allclose(in_year, 3 * run.draws["gain"], rtol=ROUNDING)
