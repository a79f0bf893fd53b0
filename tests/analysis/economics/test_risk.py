"""Attitudes to risk against the closed forms of a normal outcome, from arrays and from runs."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray
from scipy import stats

import mcba
from mcba.analysis.economics.risk import certainty_equivalent_of, tail_mean_of
from mcba.errors import RunError
from tests.honesty import assert_honest


@pytest.fixture(scope="module")
def run() -> mcba.Run:
    """An outcome that is normal with mean 3 and standard deviation 2, on Sobol' points."""
    inputs = {"x": mcba.Normal(3, 1.2), "y": mcba.Normal(0, 1.6)}
    return mcba.simulate(lambda x, y: x + y, inputs, worlds=16_384, sampler="sobol", seed=5)


def test_tail_mean_of_a_run(run: mcba.Run) -> None:
    for share in (0.01, 0.05, 0.5):
        found = mcba.tail_mean(run, "result", share=share)
        assert abs(found.value - (3 - 2 * stats.norm.pdf(stats.norm.ppf(share)) / share)) < 4 * found.error
    assert isinstance(found, mcba.Estimate)
    assert found.error < tail_mean_of(run.values("result"), share=0.5).error / 4  # between randomisations, not worlds


def test_certainty_equivalent_of_a_run(run: mcba.Run) -> None:
    for tolerance in (4.0, 40.0, 4e6):
        found = mcba.certainty_equivalent(run, "result", risk_tolerance=tolerance)
        assert abs(found.value - (3 - 4 / (2 * tolerance))) < 4 * found.error
    # Howard's bet: R or minus R / 2 with even odds is worth about nothing to whom tolerates R.
    bet = certainty_equivalent_of(np.repeat([1.0, -0.5], 1000), risk_tolerance=1.0)
    assert abs(bet.value) < 0.01


def test_an_unknown_outcome_is_named(run: mcba.Run) -> None:
    with pytest.raises(RunError, match="result"):
        mcba.tail_mean(run, "resutl")


def test_tail_mean_of_a_normal_outcome() -> None:
    found = [tail_mean_of(normal_outcome(seed), share=0.05) for seed in range(200)]
    assert_honest(found, 3 - 2 * stats.norm.pdf(stats.norm.ppf(0.05)) / 0.05)


def test_certainty_equivalent_of_a_normal_outcome() -> None:
    found = [certainty_equivalent_of(normal_outcome(seed), risk_tolerance=4) for seed in range(200)]
    assert_honest(found, 3 - 4 / 8)


def normal_outcome(seed: int) -> NDArray[np.float64]:
    return np.random.default_rng([19, seed]).normal(3, 2, 2000)


def test_a_certainty_equivalent_that_hangs_on_a_few_worlds_is_refused() -> None:
    outcome = np.random.default_rng(21).normal(0, 100, 10_000)
    with pytest.raises(RunError, match="hangs on about"):
        certainty_equivalent_of(outcome, risk_tolerance=5)
    with pytest.raises(RunError, match="give a positive amount"):
        certainty_equivalent_of(outcome, risk_tolerance=-1)
    with pytest.raises(RunError, match="less than one world"):
        tail_mean_of(outcome, share=1e-5)
