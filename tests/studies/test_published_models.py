"""Models that others published, made again in `examples/models`, give back the published figures.

A published figure of so many draws has an error of its own. That of a quantile is judged by the share of our worlds
below it, whose error is known whatever the distribution: sqrt(p (1 - p) / draws).
"""

from __future__ import annotations

import sys
from importlib.util import module_from_spec, spec_from_file_location
from types import ModuleType

import numpy as np
import pytest
from numpy.typing import NDArray

from tests.places import ROOT

WORLDS = 65_536
ERRORS = 4  # how many standard errors apart two figures may be


def example(name: str) -> ModuleType:
    file = ROOT / "examples" / "models" / name / f"{name}.py"
    spec = spec_from_file_location(f"example_{name}", file)
    assert spec is not None
    assert spec.loader is not None
    module = module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


def assert_quantile(values: NDArray[np.float64], p: float, published: float, draws: int, digit: float = 0.0) -> None:
    """The share of worlds below a published quantile, which was rounded to within `digit`, is what it should be."""
    error = np.sqrt(p * (1 - p) * (1 / draws + 1 / values.size))
    low, high = (np.mean(values < published + side * digit) for side in (-1, 1))
    assert low - ERRORS * error < p < high + ERRORS * error


@pytest.mark.slow
class TestDeworming:
    """BITSS-OPA/opa-deworming, approach 3.3."""

    def test_the_point_estimate(self) -> None:
        """Their own unit test allows 1e-4; the unit cost is known to eight digits after the point."""
        model = example("deworming")
        found = model.net_present_value(**model.BASE)
        assert float(found) == pytest.approx(model.PUBLISHED["deterministic"], abs=1e-4)

    def test_the_draws(self) -> None:
        model = example("deworming")
        values = model.simulated(WORLDS).values("result")
        draws = model.PUBLISHED["draws"]
        away = values - values.mean()
        fourth = np.mean(away**4) / values.var() ** 2
        error = values.std() * np.sqrt((fourth - 1) / 4 * (1 / draws + 1 / WORLDS))
        assert abs(values.std() - model.PUBLISHED["sd"]) < ERRORS * error
        assert error < 4  # so that agreement says something

    def test_costs_count_the_tenths_of_the_last_year(self) -> None:
        """Two years and four tenths, at 5 %: 1 + 1/1.05 + 0.4/1.05^2; less than a year of treatment costs nothing."""
        model = example("deworming")
        none, some = model._years_of_costs(np.full(2, 0.05), np.array([0.9, 2.41]))
        assert none == 0
        assert some == pytest.approx(1 + 1 / 1.05 + 0.4 / 1.05**2, rel=1e-12)


@pytest.mark.slow
class TestMarkovCohort:
    """hesim-dev/rcea, tutorials 02 and 06."""

    def test_years_lived_are_those_of_the_matrix(self) -> None:
        """Powers of the transition matrix, by NumPy, as second opinion."""
        model = example("markov_cohort")
        healthy, sick, sicker = ([0.848, 0.15, 0.002], [0.5, 0.389, 0.105, 0.006], [0.98, 0.02])
        risk = 0.8
        matrix = np.zeros((4, 4))
        matrix[0, [1, 3]] = risk * np.array(healthy[1:])
        matrix[1, 0], matrix[1, [2, 3]] = sick[0], risk * np.array(sick[2:])
        matrix[2, 3] = risk * sicker[1]
        matrix += np.diag(1 - matrix.sum(axis=1))
        state, want = np.array([1.0, 0, 0, 0]), np.zeros(4)
        for cycle in range(1, 86):
            state = state @ matrix
            want += state / 1.03**cycle
        columns = (np.array(row)[:, np.newaxis] for row in (healthy, sick, sicker))
        found = model.lived(*columns, np.array([risk]))
        np.testing.assert_allclose(found.ravel(), want[:3], rtol=1e-12)

    def test_the_draws(self) -> None:
        model = example("markov_cohort")
        run, draws = model.simulated(WORLDS), model.PUBLISHED["draws"]
        found = {name: run.values(name) for name in ("incremental_qalys", "incremental_costs")}
        for name, values in found.items():
            mean, low, high = model.PUBLISHED[name]
            assert abs(values.mean() - mean) < ERRORS * values.std() * np.sqrt(1 / draws + 1 / WORLDS)
            assert_quantile(values, 0.025, low, draws)
            assert_quantile(values, 0.975, high, draws)
        qalys, costs = found.values()
        ratio = costs.mean() / qalys.mean()
        error = np.std(costs - ratio * qalys) / qalys.mean() * np.sqrt(1 / draws)  # of a ratio of means, delta method
        assert abs(ratio - model.PUBLISHED["icer"]) < ERRORS * error


@pytest.mark.slow
def test_givedirectly() -> None:
    """quantified-uncertainty/squiggle-models, against 1,000,000 draws of squigglepy, printed to four digits."""
    model = example("givedirectly")
    values, draws = model.simulated(WORLDS).values("result"), model.SQUIGGLEPY["draws"]
    error = values.std() * np.sqrt(1 / draws + 1 / WORLDS)
    assert abs(values.mean() - model.SQUIGGLEPY["mean"]) < ERRORS * error
    for percent in ("5", "50", "95"):
        assert_quantile(values, int(percent) / 100, model.SQUIGGLEPY[percent], draws, digit=5e-7)
