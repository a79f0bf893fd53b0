"""Probabilities of what several outcomes do together, with their errors."""

from __future__ import annotations

import math
from functools import cache
from typing import Any

import numpy as np
import pytest

import mcba
from mcba.engine.estimates import Estimate
from mcba.errors import RequestError
from tests.honesty import assert_honest

INPUTS = {"x": mcba.Uniform(0, 1), "y": mcba.Uniform(0, 1)}
RUNS = 200


def model(x: Any, y: Any) -> dict[str, Any]:
    return {"sum": x + y, "product": x * y}


def _root(x: Any) -> Any:
    with np.errstate(invalid="ignore"):
        return np.sqrt(x)


@pytest.fixture(scope="module")
def run() -> mcba.Run:
    return mcba.simulate(model, INPUTS, worlds=4_096)


def test_a_condition_is_an_array_or_says_so_of_the_worlds(run: mcba.Run) -> None:
    array = (run.values("sum") < 0.8) & (run.values("x") > 0.4)
    labelled = (run.worlds["sum"] < 0.8) & (run.draws["x"] > 0.4)
    expected = run.probability(array)
    assert expected.value == np.mean(array)
    assert run.probability(labelled) == expected
    assert run.probability(lambda worlds: (worlds["sum"] < 0.8) & (worlds.x > 0.4)) == expected
    assert run.probability(run.values("sum") > 1) == run.probability("sum", above=1)
    # A triangle of which the corner is (0.4, 0): its area is half of 0.4 squared.
    assert abs(expected.value - 0.08) < 4 * expected.error


@cache
def estimates(sampler: str) -> list[Estimate]:
    def joint(worlds: Any) -> Any:
        return (worlds["sum"] < 0.8) & (worlds.product > 0.03)

    runs = (mcba.simulate(model, INPUTS, worlds=1_000, seed=seed, sampler=sampler) for seed in range(RUNS))
    return [run.probability(joint) for run in runs]


@pytest.mark.slow
@pytest.mark.parametrize(("sampler", "randomisations"), [("random", 0), ("lhs", 16), ("sobol", 16)])
def test_stated_errors_of_a_joint_event_are_the_real_ones(sampler: str, randomisations: int) -> None:
    # The area between x y = c and x + y = s: (b² - a²) / 2 - c ln(b / a), with a, b = (s ± sqrt(s² - 4 c)) / 2.
    s, c = 0.8, 0.03
    half = math.sqrt(s * s - 4 * c) / 2
    low, high = s / 2 - half, s / 2 + half
    truth = s * (high - low) - (high**2 - low**2) / 2 - c * math.log(high / low)
    assert_honest(estimates(sampler), truth, randomisations=randomisations)


def test_worlds_that_were_dropped_are_outside_a_condition() -> None:
    run = mcba.simulate(_root, {"x": mcba.Normal(1, 1)}, worlds=256, failed="drop")
    assert run.probability(run.draws["x"] > 0).value == 1
    assert run.probability(lambda worlds: worlds.result > 0) == run.probability("result")
    other = run.worlds["result"].assign_coords(world=np.arange(run.worlds.sizes["world"])) > 0
    with pytest.raises(RequestError, match="of other worlds than this run kept"):
        run.probability(other)


@pytest.mark.parametrize("condition", [[True, False], np.ones(4_096), np.ones((2, 4_096), dtype=bool), 3])
def test_what_is_no_condition_is_refused(run: mcba.Run, condition: Any) -> None:
    with pytest.raises(RequestError, match=r"give one yes or no for each of the 4,096 worlds"):
        run.probability(condition)


def test_a_value_goes_with_the_name_of_an_outcome(run: mcba.Run) -> None:
    with pytest.raises(RequestError, match="above goes with the name of an outcome"):
        run.probability(run.values("sum") > 1, above=1.0)
