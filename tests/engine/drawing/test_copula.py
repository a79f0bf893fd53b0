"""Dependence: the correlations asked are the correlations drawn, and nothing else changes."""

from __future__ import annotations

from itertools import combinations

import numpy as np
import pytest
from hypothesis import given, settings, strategies as st
from numpy.typing import NDArray
from scipy.special import ndtri
from scipy.stats import kstest, spearmanr

import mcba
from mcba.engine.drawing.copula import correlate, factor, persist
from mcba.errors import StudyError

Array = NDArray[np.float64]
WORLDS = 20_000
SAMPLERS = ("random", "lhs", "sobol")
MARGINALS: dict[str, mcba.Family] = {
    "cost": mcba.Lognormal(7, 0.8),
    "share": mcba.Beta(2, 6),
    "hours": mcba.Uniform(1, 5),
}


def drawn(
    *dependence: mcba.Dependence,
    inputs: dict[str, mcba.Family] = MARGINALS,
    sampler: str = "sobol",
    worlds: int = WORLDS,
) -> mcba.Run:
    first = next(iter(inputs))
    return mcba.simulate(
        lambda **world: world[first], inputs, dependence=dependence, sampler=sampler, worlds=worlds, seed=3
    )


def spearman(run: mcba.Run, first: str, second: str) -> float:
    return float(spearmanr(run.values(first), run.values(second)).statistic)


def uniforms(names: int, worlds: int, seed: int = 1) -> Array:
    return np.random.default_rng(seed).uniform(size=(names, worlds))


# --- what was asked is what is drawn


@pytest.mark.parametrize("sampler", SAMPLERS)
@pytest.mark.parametrize("asked", [-0.95, -0.4, 0.0, 0.3, 0.8])
def test_rank_correlations_are_reached(sampler: str, asked: float) -> None:
    run = drawn(mcba.Dependence(between=("cost", "share"), rank_correlation=asked), sampler=sampler)
    assert abs(spearman(run, "cost", "share") - asked) < 4 / np.sqrt(WORLDS)
    assert abs(spearman(run, "cost", "hours")) < 4 / np.sqrt(WORLDS)


def test_a_matrix_of_rank_correlations_is_reached() -> None:
    matrix = [[1.0, 0.5, -0.3], [0.5, 1.0, 0.2], [-0.3, 0.2, 1.0]]
    run = drawn(mcba.Dependence(between=tuple(MARGINALS), matrix=matrix))
    for row, column in combinations(range(3), 2):
        found = spearman(run, list(MARGINALS)[row], list(MARGINALS)[column])
        assert abs(found - matrix[row][column]) < 4 / np.sqrt(WORLDS)


def test_a_correlation_is_that_of_normal_scores() -> None:
    """Between normal inputs it is their own correlation, and their rank correlation is 6/π asin(ρ/2) (Kruskal 1958)."""
    inputs: dict[str, mcba.Family] = {"x": mcba.Normal(0, 1), "y": mcba.Normal(5, 2)}
    run = drawn(mcba.Dependence(between=("x", "y"), correlation=0.7), inputs=inputs)
    assert abs(np.corrcoef(run.values("x"), run.values("y"))[0, 1] - 0.7) < 4 / np.sqrt(WORLDS)
    assert abs(spearman(run, "x", "y") - 6 / np.pi * np.arcsin(0.35)) < 4 / np.sqrt(WORLDS)


@pytest.mark.parametrize("sampler", SAMPLERS)
def test_perfect_correlation_is_perfect(sampler: str) -> None:
    together = drawn(mcba.Dependence(between=("cost", "share"), rank_correlation=1), sampler=sampler)
    against = drawn(mcba.Dependence(between=("cost", "share"), rank_correlation=-1), sampler=sampler)
    assert spearman(together, "cost", "share") == pytest.approx(1, abs=1e-12)
    assert spearman(against, "cost", "share") == pytest.approx(-1, abs=1e-12)


def test_a_singular_matrix_is_possible() -> None:
    """Three directions in one plane, at 0, 60 and 30 degrees: the third follows exactly from the other two."""
    inputs: dict[str, mcba.Family] = {name: mcba.Normal(0, 1) for name in "xyz"}
    half, near = np.cos(np.pi / 3), np.cos(np.pi / 6)
    run = drawn(
        mcba.Dependence(between=("x", "y"), correlation=half),
        mcba.Dependence(between=("x", "z"), correlation=near),
        mcba.Dependence(between=("y", "z"), correlation=near),
        inputs=inputs,
    )
    assert run.values("z") == pytest.approx((run.values("x") + run.values("y")) / np.sqrt(3), abs=1e-7)
    assert abs(np.corrcoef(run.values("x"), run.values("y"))[0, 1] - half) < 4 / np.sqrt(WORLDS)


def test_all_moving_together() -> None:
    inputs: dict[str, mcba.Family] = {f"x{index}": mcba.Uniform(0, 1) for index in range(30)}
    run = drawn(mcba.Dependence(between=tuple(inputs), rank_correlation=1), inputs=inputs, worlds=500)
    for name in inputs:
        assert run.values(name) == pytest.approx(run.values("x0"), abs=1e-12)


def test_marginals_stay_what_they_were() -> None:
    run = drawn(mcba.Dependence(between=("cost", "share", "hours"), rank_correlation=0.6), sampler="random")
    for name, family in MARGINALS.items():
        assert kstest(family.cdf(run.values(name)), "uniform").pvalue > 1e-4


def test_discrete_inputs_may_depend() -> None:
    """Two yes-or-no events with the same threshold agree with the probability of an orthant, 1/2 + asin(ρ)/π."""
    inputs: dict[str, mcba.Family] = {"rain": mcba.Bernoulli(0.5), "wind": mcba.Bernoulli(0.5)}
    run = drawn(mcba.Dependence(between=("rain", "wind"), correlation=0.6), inputs=inputs)
    agree = np.mean(run.values("rain") == run.values("wind"))
    assert abs(agree - (0.5 + np.arcsin(0.6) / np.pi)) < 4 * 0.5 / np.sqrt(WORLDS)


def test_the_first_of_a_group_keeps_its_worlds() -> None:
    alone, linked = drawn(), drawn(mcba.Dependence(between=("cost", "share"), rank_correlation=0.5))
    assert np.array_equal(alone.values("cost"), linked.values("cost"))
    assert np.array_equal(alone.values("hours"), linked.values("hours"))
    assert not np.array_equal(alone.values("share"), linked.values("share"))


def test_impossible_correlations_are_explained() -> None:
    dependence = [
        mcba.Dependence(between=("cost", "share"), rank_correlation=0.9),
        mcba.Dependence(between=("cost", "hours"), rank_correlation=0.9),
        mcba.Dependence(between=("share", "hours"), rank_correlation=-0.9),
    ]
    with pytest.raises(StudyError, match="no worlds can have these correlations at once"):
        drawn(*dependence)


# --- the parts


@st.composite
def correlation_matrices(draw: st.DrawFn) -> Array:
    """Correlations of few directions in a space of fewer or as many: singular ones among them."""
    size, space = draw(st.integers(2, 6)), draw(st.integers(1, 6))
    directions = np.random.default_rng(draw(st.integers(0, 2**32))).normal(size=(size, space))
    directions /= np.linalg.norm(directions, axis=1, keepdims=True)
    return np.asarray(directions @ directions.T)


@given(correlation_matrices())
@settings(max_examples=200, deadline=None)
def test_the_factor_gives_the_matrix_back(correlation: Array) -> None:
    lower = factor(correlation)
    assert np.array_equal(lower, np.tril(lower))
    assert lower @ lower.T == pytest.approx(correlation, abs=1e-5)


@pytest.mark.parametrize("block", [1, 7, 16, 333])
def test_blocks_do_not_show(block: int) -> None:
    lower, whole = factor(np.array([[1, 0.5, 0.2], [0.5, 1, -0.3], [0.2, -0.3, 1]])), uniforms(3, 1_000)
    in_blocks = [correlate(whole[:, start : start + block], lower) for start in range(0, 1_000, block)]
    assert np.array_equal(np.hstack(in_blocks), correlate(whole, lower))
    in_blocks = [persist(whole[:, start : start + block], 0.6) for start in range(0, 1_000, block)]
    assert np.array_equal(np.hstack(in_blocks), persist(whole, 0.6))


def test_dependent_uniforms_lie_strictly_inside() -> None:
    extreme = np.array([[2.0**-53, 1 - 2.0**-53, 0.5], [2.0**-53, 1 - 2.0**-53, 2.0**-53]])
    lower = factor(np.array([[1, 0.999], [0.999, 1]]))
    for found in (correlate(extreme, lower), persist(extreme, 0.999), persist(extreme, -1.0)):
        assert found.min() > 0
        assert found.max() < 1


# --- from year to year


@pytest.mark.parametrize("persistence", [-0.5, 0.3, 0.9])
def test_years_follow_each_other(persistence: float) -> None:
    """Normal scores k years apart correlate as persistence^k."""
    scores = ndtri(persist(uniforms(6, 40_000), persistence))
    found = np.asarray(np.corrcoef(scores))
    for one, other in combinations(range(6), 2):
        assert abs(found[one, other] - persistence ** (other - one)) < 4 / np.sqrt(40_000)


def test_every_year_is_uniform() -> None:
    for row in persist(uniforms(4, 20_000), 0.8):
        assert kstest(row, "uniform").pvalue > 1e-4


def test_full_persistence_draws_once() -> None:
    years = persist(uniforms(4, 100), 1.0)
    assert years[1:] == pytest.approx(np.tile(years[0], (3, 1)), abs=1e-15)
    swinging = persist(uniforms(4, 100), -1.0)
    assert swinging[1] == pytest.approx(1 - swinging[0], abs=1e-12)
    assert swinging[2] == pytest.approx(swinging[0], abs=1e-12)
