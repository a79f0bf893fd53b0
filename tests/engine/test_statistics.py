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
    with pytest.raises(RequestError, match="above and below go with the name of an outcome"):
        run.probability(run.values("sum") > 1, above=1.0)


def test_the_chance_below_a_value_and_between_two() -> None:
    run = mcba.simulate(lambda x: 10 * x, {"x": mcba.Uniform(0, 1)}, worlds=4_096)
    for found, exact in (
        (run.probability("result", below=2), 0.2),
        (run.probability("result", above=2, below=7), 0.5),
        (run.probability("x", below=0), 0.0),
    ):
        assert abs(found.value - exact) <= 4 * found.error


def test_an_event_may_ask_for_assumptions_of_a_study() -> None:
    """x above 0.5 and y = 2 x below 1.5 hold together for a quarter of U(0, 1)."""
    study = mcba.Study(title="t", assumptions={"x": mcba.Uniform(0, 1)}, outcomes={"y": "2 * x"})
    run = mcba.run(study, worlds=4_096)
    found = run.probability(lambda worlds: (worlds.y < 1.5) & (worlds.x > 0.5))
    assert abs(found.value - 0.25) <= 4 * found.error
    with pytest.raises(AttributeError, match="nowhere"):
        run.probability(lambda worlds: worlds.nowhere > 0)
