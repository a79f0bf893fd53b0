"""First-order indices from given worlds against exact ones."""

import numpy as np
import pytest
from SALib.analyze import rbd_fast as salib_rbd_fast

from mcba.analysis.ranking.indices.designed.points import scrambled_sobol
from mcba.analysis.ranking.indices.given.explained_variance import first_order, rbd_fast
from mcba.analysis.ranking.indices.worlds import Worlds
from mcba.engine.estimates.estimate import Estimate
from mcba.errors import RunError
from tests.analysis.ranking.indices.given.normal_worlds import X, normal_worlds
from tests.analysis.ranking.indices.known_functions import G_FUNCTION, ISHIGAMI, MOON, g_function, ishigami, moon
from tests.honesty import assert_honest


@pytest.mark.parametrize(
    ("function", "dimension", "known", "classes"),
    [(ishigami, 3, ISHIGAMI, None), (g_function, 8, G_FUNCTION, 50), (moon, 3, MOON, None)],
)
def test_first_order_of_the_reference_functions(function, dimension, known, classes):
    u = np.random.default_rng(5).random((30_000, dimension))
    found = first_order(Worlds(u, function(u)), classes=classes)
    assert np.all(np.abs(found.value - known["first"]) < 4 * found.error + 1e-3)


@pytest.mark.slow
def test_first_order_errors_and_zero_for_an_idle_assumption():
    found = [first_order(normal_worlds(seed), resamples=2) for seed in range(150)]
    for place, known in enumerate((4 / 5.25, 1 / 5.25)):  # of Var(y) = 4 + 1 + 1/4
        assert_honest([Estimate(one.value[place], one.error[place]) for one in found], known)
    values = np.array([one.value[2] for one in found])
    assert abs(values.mean()) < 4 * values.std() / np.sqrt(150)
    # Near zero the linear error is on the wide side.
    assert 0.9 < np.mean([one.error[2] for one in found]) / values.std() < 2


def test_first_order_holds_on_sobol_points_where_ranking_does_not():
    u = scrambled_sobol(3, 2**14, seed=6)
    y = ishigami(u)
    found = first_order(Worlds(u, y))
    assert np.all(np.abs(found.value - ISHIGAMI["first"]) < 0.02)
    # Chatterjee's neighbours in rank, on the same points: an idle third assumption gets an index far from 0.
    order = np.argsort(u[:, 2])
    neighbours = np.mean(y[order][1:] * y[order][:-1]) - y.mean() ** 2
    assert abs(neighbours / y.var()) > 0.1


def test_rbd_fast_equals_salib():
    u = np.random.default_rng(7).random((2001, 3))
    y = ishigami(u)
    problem = {"num_vars": 3, "names": ["a", "b", "c"], "bounds": [[0, 1]] * 3}
    known = salib_rbd_fast.analyze(problem, u, y, M=10, num_resamples=2, seed=1)
    assert np.allclose(rbd_fast(Worlds(u, y)).value, known["S1"], atol=1e-10)
    even = salib_rbd_fast.analyze(problem, u[:2000], y[:2000], M=10, num_resamples=2, seed=1)
    assert np.allclose(rbd_fast(Worlds(u[:2000], y[:2000])).value, even["S1"], atol=1e-10)


def test_same_seed_same_answer_and_global_state_is_left_alone():
    before = np.random.get_state()[1].copy()  # noqa: NPY002 (the point of the test)
    one, other = (first_order(normal_worlds(1), seed=0) for _ in range(2))
    assert np.array_equal(one.low, other.low)
    assert np.array_equal(one.rank_probability, other.rank_probability)
    assert not np.array_equal(one.low, first_order(normal_worlds(1), seed=1).low)
    assert np.array_equal(before, np.random.get_state()[1])  # noqa: NPY002


def test_ranks_say_what_cannot_be_told_apart():
    x = np.random.default_rng(8).normal(size=(4000, 3))
    found = first_order(Worlds(x, 3 * x[:, 0] + x[:, 1] + x[:, 2]))
    assert found.order[0] == 0
    assert found.rank_probability[0, 0] > 0.99
    assert found.lead[0] > 0.99
    behind = found.order[1]
    assert 0.4 < found.lead[behind] < 0.98
    assert found.rank_range()[behind].tolist() == [1, 2]


@pytest.mark.parametrize(
    ("x", "y", "message"),
    [
        (X, np.where(np.arange(500) == 7, np.nan, X[:, 0]), r"not finite in 1 of 500 worlds \(first in world 7: nan\)"),
        (np.where(np.arange(1000).reshape(500, 2) == 3, np.inf, X), X[:, 0], "reach is not finite"),
        (X, np.full(500, 0.1) * 3, "the outcome is 0.3 in every world"),
        (np.column_stack([X[:, 0], np.ones(500)]), X[:, 0], "reach has the same value in every world"),
        (X, X[:-1, 0], r"shape \(500, 2\) and the outcome \(499,\)"),
        (X[:5], X[:5, 0], "5 worlds cannot carry a ranking"),
        (X, ["a"] * 500, "must be numbers"),
        (X, 1e300 * X[:, 0], "change its unit"),
    ],
)
def test_worlds_that_cannot_be_ranked_are_refused(x, y, message):
    with pytest.raises(RunError, match=message):
        Worlds(x, y, names=["price", "reach"])
