"""Conditional statistics against exact ones."""

import numpy as np
import pytest
from scipy import special

from mcba.analysis.ranking.indices.given.class_statistics import conditional
from mcba.analysis.ranking.indices.given.explained_variance import first_order, rbd_fast
from mcba.analysis.ranking.indices.worlds import Worlds
from mcba.engine.estimates.estimate import Estimate
from mcba.errors import RunError
from tests.analysis.ranking.indices.given.normal_worlds import X, normal_worlds
from tests.honesty import assert_honest

# E[z | z in the highest tenth] = phi(z_0.9) / 0.1 for a standard normal.
TOP_TENTH = np.exp(-(special.ndtri(0.9) ** 2) / 2) / np.sqrt(2 * np.pi) / 0.1


def test_swing_of_the_mean_of_a_linear_model_is_exact():
    found = conditional(normal_worlds(1, count=50_000)).swing
    known = 2 * TOP_TENTH * np.array([2, 1, 0])
    assert np.all(np.abs(found.value - known) < 4 * found.error)


@pytest.mark.slow
def test_the_error_of_a_swing_is_honest():
    swings = [conditional(normal_worlds(seed), "mean", resamples=2).swing for seed in range(150)]
    for place, slope in enumerate((2, 1, 0)):
        assert_honest([Estimate(one.value[place], one.error[place]) for one in swings], 2 * TOP_TENTH * slope)


def test_swing_of_a_quantile_and_of_a_probability():
    x = np.random.default_rng(2).normal(size=(50_000, 2))
    worlds = Worlds(x, x[:, 0])
    # The median of the highest tenth is the quantile at 0.95.
    median = conditional(worlds, 0.5).swing
    assert abs(median.value[0] - 2 * special.ndtri(0.95)) < 4 * median.error[0]
    share = conditional(Worlds(x, x[:, 0] - special.ndtri(0.95)), "positive")
    assert abs(share.value[0, -1] - 0.5) < 4 * share.error[0, -1]
    assert abs(share.swing.value[1]) < 4 * share.swing.error[1]


@pytest.mark.slow
@pytest.mark.parametrize("statistic", ["mean", "positive", 0.2])
def test_errors_are_the_spread_between_repetitions(statistic):
    # 150 repetitions know a standard deviation to 6 percent; 4 times that, and 10 for the small sample in a class.
    found = [conditional(normal_worlds(seed), statistic, resamples=2) for seed in range(150)]
    swings = np.array([one.swing.value for one in found])
    errors = np.array([one.swing.error for one in found])
    assert np.allclose(errors.mean(axis=0) / swings.std(axis=0), 1, atol=0.34)
    classes = np.array([one.value for one in found])
    class_errors = np.array([one.error for one in found])
    ratio = class_errors.mean(axis=0) / classes.std(axis=0)
    assert 0.8 < np.median(ratio) < 1.25


def test_classes_of_an_assumption_that_is_the_outcome():
    # Here all of the error is in the bounds of the classes.
    found = [
        conditional(Worlds(x, x[:, 0] + x[:, 1] / 10), resamples=2)
        for x in (np.random.default_rng(seed).normal(size=(1000, 2)) for seed in range(150))
    ]
    spread = np.std([one.value[0] for one in found], axis=0)
    assert np.allclose(np.mean([one.error[0] for one in found], axis=0) / spread, 1, atol=0.3)


@pytest.mark.slow
def test_interval_holds_the_truth_as_often_as_it_says():
    inside = []
    for seed in range(200):
        swing = conditional(normal_worlds(seed), resamples=200, mass=0.9).swing
        inside.append((swing.low[1] < 2 * TOP_TENTH) & (swing.high[1] > 2 * TOP_TENTH))
    assert abs(np.mean(inside) - 0.9) < 4 * np.sqrt(0.9 * 0.1 / 200)


def test_discrete_assumptions_get_the_classes_they_have():
    generator = np.random.default_rng(3)
    x = np.column_stack([generator.random(5000) < 0.01, generator.poisson(2, 5000), generator.normal(size=5000)])
    found = conditional(Worlds(x, 10 * x[:, 0] + x[:, 1] + x[:, 2]))
    assert np.isfinite(found.value[0]).sum() == 2
    assert np.nansum(found.size, axis=1).tolist() == [5000] * 3
    assert abs(found.swing.value[0] - 10) < 4 * found.swing.error[0]
    assert found.x_mean[0, :2].tolist() == [0, 1]


def test_probability_without_a_hit_is_not_sure():
    x = np.random.default_rng(4).normal(size=(1000, 1))
    found = conditional(Worlds(x, x[:, 0]), "positive")
    assert found.value[0, 0] == 0
    assert found.error[0, 0] > 0.5 / 100


def test_units_of_the_outcome_do_not_matter():
    worlds = normal_worlds(9)
    shifted = Worlds(worlds.x, 1e6 * worlds.y + 1e9)
    assert np.allclose(first_order(shifted).value, first_order(worlds).value, atol=1e-9)
    assert np.allclose(conditional(shifted).swing.error, 1e6 * conditional(worlds).swing.error, rtol=1e-6)


def test_a_variance_that_hangs_on_one_world_is_refused_and_quantiles_are_not():
    y = np.tan(np.pi * (np.random.default_rng(0).random(500) - 0.5)) ** 3 + X[:, 0]
    worlds = Worlds(X, y)
    for method in (conditional, first_order, rbd_fast):
        with pytest.raises(RunError, match="of 500 worlds carries"):
            method(worlds)
    assert np.isfinite(conditional(worlds, 0.5).swing.error).all()
    assert np.isfinite(conditional(worlds, "positive").swing.error).all()


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda worlds: conditional(worlds, "mode"), "statistic = 'mode' is unknown"),
        (lambda worlds: conditional(worlds, 1.5), "statistic = 1.5 is unknown"),
        (lambda worlds: conditional(worlds, classes=1), "classes = 1 leaves nothing to compare"),
        (lambda worlds: first_order(worlds, classes=0), "classes = 0 leaves nothing to compare"),
        (lambda worlds: first_order(worlds, resamples=1), "resamples = 1 gives no error"),
        (lambda worlds: first_order(worlds, mass=90), "mass = 90 is not the mass of an interval"),
        (lambda worlds: rbd_fast(worlds, harmonics=200), "harmonics = 200 cannot be told from noise"),
        (lambda worlds: conditional(Worlds(worlds.x, np.exp(worlds.y)), "positive"), "same sign in every world"),
    ],
)
def test_impossible_questions_are_refused(call, message):
    with pytest.raises(RunError, match=message):
        call(Worlds(X, X[:, 0]))


def test_one_assumption_and_two_hundred():
    x = np.random.default_rng(11).normal(size=2000)
    alone = first_order(Worlds(x, x**2))
    assert alone.rank_probability.tolist() == [[1.0]]
    assert abs(alone.value[0] - 1) < 0.03
    many = np.random.default_rng(12).normal(size=(2000, 200))
    found = conditional(Worlds(many, many @ np.arange(200)))
    assert found.swing.value.shape == (200,)
    assert np.allclose(found.swing.rank_probability.sum(axis=0), 1)
