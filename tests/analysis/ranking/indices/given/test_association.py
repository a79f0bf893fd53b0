import numpy as np
import pytest
from scipy import special, stats

from mcba.analysis.ranking.indices.designed.points import scrambled_sobol
from mcba.analysis.ranking.indices.given.association import partial_rank, regression, spearman, variance_shares
from mcba.analysis.ranking.indices.worlds import Worlds
from mcba.engine.estimates.estimate import Estimate
from mcba.errors import RunError
from tests.analysis.ranking.indices.known_functions import ishigami
from tests.honesty import assert_honest


def correlated_worlds(seed, *, rounded=False, count=500):
    x = np.random.default_rng(seed).normal(size=(count, 3))
    x[:, 2] = 0.7 * (x[:, 0] + x[:, 2])
    y = 2 * x[:, 0] + x[:, 1] + x[:, 1] * x[:, 2] / 2
    return Worlds(x.round(), y.round()) if rounded else Worlds(x, y)


@pytest.mark.parametrize("rounded", [False, True])
def test_spearman_equals_scipy(rounded):
    worlds = correlated_worlds(1, rounded=rounded)
    known = [stats.spearmanr(values, worlds.y).statistic for values in worlds.x.T]
    assert np.allclose(spearman(worlds).value, known, atol=1e-12)


@pytest.mark.parametrize("rounded", [False, True])
def test_partial_rank_is_the_correlation_of_residuals_of_ranks(rounded):
    worlds = correlated_worlds(2, rounded=rounded)
    ranks = np.column_stack([stats.rankdata(values) for values in (*worlds.x.T, worlds.y)])
    for column in range(3):
        others = np.column_stack([np.ones(worlds.count), np.delete(ranks[:, :3], column, axis=1)])
        left = [values - others @ np.linalg.lstsq(others, values)[0] for values in (ranks[:, column], ranks[:, 3])]
        assert abs(partial_rank(worlds).value[column] - np.corrcoef(*left)[0, 1]) < 1e-10


@pytest.mark.slow
@pytest.mark.parametrize("rounded", [False, True])
@pytest.mark.parametrize(
    "method", [spearman, partial_rank, lambda worlds, **options: regression(worlds, **options).coefficient]
)
def test_errors_are_the_spread_between_repetitions(method, rounded):
    # 150 repetitions know a standard deviation to 6 percent.
    found = [method(correlated_worlds(seed, rounded=rounded), resamples=2) for seed in range(150)]
    ratio = np.mean([one.error for one in found], axis=0) / np.std([one.value for one in found], axis=0)
    assert np.allclose(ratio, 1, atol=0.24)


def test_spearman_of_the_normal_copula():
    # Kruskal (1958): (6 / pi) asin(rho / 2); reference case gaussian-copula-identities, rho = 0.809017.
    z = np.random.default_rng(3).multivariate_normal([0, 0], [[1, 0.809017], [0.809017, 1]], size=50_000)
    found = spearman(Worlds(z[:, 0], np.exp(z[:, 1])))
    assert abs(found.value[0] - 0.795344) < 4 * found.error[0]
    assert found.low[0] < 0.795344 < found.high[0]


def test_the_error_of_a_rank_correlation_is_honest():
    found = []
    for seed in range(150):
        z = np.random.default_rng([3, seed]).multivariate_normal([0, 0], [[1, 0.5], [0.5, 1]], size=500)
        one = spearman(Worlds(z[:, 0], np.exp(z[:, 1])), resamples=2)
        found.append(Estimate(one.value[0], one.error[0]))
    assert_honest(found, 6 / np.pi * np.arcsin(0.25))


def test_perfect_rank_correlation_stays_within_one():
    x = np.random.default_rng(4).normal(size=200)
    found = spearman(Worlds(x, np.exp(3 * x)))
    assert found.value[0] == pytest.approx(1)
    assert found.high[0] <= 1


# portfolio3d-tornado: Saltelli et al. (2004) via uqtestfuns docs/test-functions/portfolio-3d.md; inputs N(0, 4),
# N(0, 2), N(0, 1) with weights (100, 500, 1000), (300, 300, 300), (500, 400, 100).
@pytest.mark.parametrize(
    ("weights", "spread", "known"),
    [
        ([100, 500, 1000], 1469.6938457, [0.272, 0.68, 0.68]),
        ([300, 300, 300], 1374.7727085, [0.873, 0.436, 0.218]),
        ([500, 400, 100], 2156.3858653, None),
    ],
)
def test_standardised_coefficients_of_the_portfolio(weights, spread, known):
    x = special.ndtri(scrambled_sobol(3, 2**16, seed=5) + 2.0**-31) * [4, 2, 1]
    worlds = Worlds(x, x @ weights)
    assert abs(worlds.y.std() / spread - 1) < 0.003
    found = regression(worlds)
    assert found.r_squared.value == pytest.approx(1)
    if known is not None:
        assert np.allclose(found.coefficient.value, known, atol=0.0006)


def test_r_squared_tells_when_a_line_does_not_fit():
    u = np.random.default_rng(6).random((20_000, 3))
    found = regression(Worlds(u, ishigami(u)))
    # Ishigami's function rises with x1 only: the share of a line is that of sin(x1) (1 + x3^4 / 10) on x1.
    y, x1 = ishigami(u), u[:, 0]
    assert found.r_squared.value == pytest.approx(np.corrcoef(x1, y)[0, 1] ** 2, abs=1e-3)
    assert found.r_squared.low < found.r_squared.value < found.r_squared.high


def test_assumptions_that_repeat_each_other_are_refused_by_name():
    x = np.random.default_rng(7).normal(size=(500, 2))
    x = np.column_stack([x, 3 - 2 * x[:, 0]])
    worlds = Worlds(x, x.sum(axis=1) + x[:, 1] ** 2, names=["price", "reach", "discount"])
    for method in (partial_rank, regression, variance_shares):
        with pytest.raises(RunError, match="price, discount determine each other"):
            method(worlds)


def test_too_few_worlds_for_the_assumptions_are_refused():
    x = np.random.default_rng(8).normal(size=(50, 30))
    for method in (partial_rank, regression, variance_shares):
        with pytest.raises(RunError, match=r"worlds"):
            method(Worlds(x, x[:, 0] + x[:, 1]))


def test_a_regression_on_one_extreme_value_is_refused():
    x = np.random.default_rng(9).normal(size=(500, 2))
    x[0, 0] = 1e6
    with pytest.raises(RunError, match="of the variance of reach"):
        regression(Worlds(x, np.tanh(x).sum(axis=1), names=["reach", "price"]))


# ancova-li2010-linear-1: Li et al. (2010) via SALib tests/test_regression.py; exactly 1 over 7.4 and
# 0.8, 0.8, 0.4, 0.2, 0.2 over 7.4.
def test_variance_shares_of_the_correlated_linear_model():
    correlation = np.eye(5)
    for one, other, value in [(0, 1, 0.6), (0, 2, 0.2), (1, 2, 0.2), (3, 4, 0.2)]:
        correlation[one, other] = correlation[other, one] = value
    x = special.ndtri(scrambled_sobol(5, 2**14, seed=10) + 2.0**-31) @ np.linalg.cholesky(correlation).T
    found = variance_shares(Worlds(x, x.sum(axis=1)))
    assert np.allclose(found.structural.value, [0.13] * 5, atol=0.012)
    assert np.allclose(found.correlative.value, [0.11, 0.11, 0.06, 0.03, 0.03], atol=0.012)
    assert np.all(np.abs(found.structural.value - 1 / 7.4) < 4 * found.structural.error)
    assert found.explained == pytest.approx(1, abs=1e-3)
    assert found.structural.value.sum() + found.correlative.value.sum() == pytest.approx(found.explained)


@pytest.mark.slow
def test_variance_shares_and_coefficients_know_their_error():
    """Of y = a + b + noise, all of variance 1 and a and b correlated 1/2: 1/4 each, and half of that with the other."""
    shares, coefficients = [], []
    for seed in range(150):
        generator = np.random.default_rng([4, seed])
        x = generator.multivariate_normal([0, 0], [[1, 0.5], [0.5, 1]], size=1000)
        worlds = Worlds(x, x.sum(axis=1) + generator.normal(size=1000))
        shares.append(variance_shares(worlds, resamples=2))
        coefficients.append(regression(worlds, resamples=2).coefficient)
    for found, known in (
        ([one.structural for one in shares], 1 / 4),
        ([one.correlative for one in shares], 1 / 8),
        (coefficients, 1 / 2),
    ):
        assert_honest([Estimate(one.value[0], one.error[0]) for one in found], known)


def test_variance_shares_of_discrete_assumptions():
    generator = np.random.default_rng(11)
    x = np.column_stack([generator.integers(0, 2, 5000), generator.integers(0, 4, 5000)]).astype(float)
    found = variance_shares(Worlds(x, 2 * x[:, 0] + x[:, 1]))
    # Variances 1 and 1.25.
    assert np.all(np.abs(found.structural.value - np.array([1, 1.25]) / 2.25) < 4 * found.structural.error)
