"""A number given by quantiles alone, by a function or by a class: all else is found, with SciPy as second opinion."""

from __future__ import annotations

import math
import pickle
from typing import Any

import numpy as np
import pytest
from scipy import stats

import mcba
from mcba import POSITIVE, parameter
from mcba.errors import FamilyError

U = np.concatenate([[1e-12, 1e-6], np.linspace(0.001, 0.999, 97), [1 - 1e-6, 1 - 1e-9]])
SMOOTH = [stats.norm(3, 2), stats.gamma(2), stats.lognorm(1), stats.weibull_min(0.6), stats.beta(2, 3), stats.expon(4)]
HEAVY = [stats.t(3), stats.t(2), stats.cauchy(), stats.pareto(0.9), stats.pareto(1.5), stats.pareto(4)]


def named(distribution: Any) -> str:
    return f"{distribution.dist.name}{distribution.args}"


class Kumaraswamy(mcba.Family):
    """A share with the cdf 1 - (1 - x^a)^b."""

    a: float = parameter(POSITIVE, "first shape")
    b: float = parameter(POSITIVE, "second shape")

    def _ppf(self, u: np.ndarray) -> np.ndarray:
        return (1 - (1 - u) ** (1 / self.b)) ** (1 / self.a)


class Steps(mcba.Family):
    """Whole numbers with the quantiles of a Poisson."""

    rate: float = parameter(POSITIVE, "how often")
    discrete = True

    def _ppf(self, u: np.ndarray) -> np.ndarray:
        return stats.poisson(self.rate).ppf(u)


@pytest.mark.parametrize("known", [*SMOOTH, *HEAVY], ids=named)
def test_the_cdf_is_that_of_the_quantiles(known: Any) -> None:
    family = mcba.FromQuantileFunction(known.ppf)
    x = family.ppf(U)
    np.testing.assert_allclose(family.cdf(x), known.cdf(x), rtol=1e-9, atol=1e-15)
    assert (family.low, family.high) == known.support()
    np.testing.assert_array_equal(family.cdf([-np.inf, np.inf]), [0, 1])


@pytest.mark.parametrize("known", SMOOTH, ids=named)
def test_moments_are_those_of_the_distribution(known: Any) -> None:
    family = mcba.FromQuantileFunction(known.ppf)
    np.testing.assert_allclose(
        [family.mean, family.sd, family.var], [known.mean(), known.std(), known.var()], rtol=1e-8
    )
    assert family.skewness == pytest.approx(known.stats("s"), rel=1e-5, abs=1e-9)
    assert family.tail_index == (math.inf, math.inf)


@pytest.mark.parametrize("known", HEAVY, ids=named)
def test_moments_that_do_not_exist_are_seen_from_the_tails(known: Any) -> None:
    """Of a tail of index a the quantiles grow as the chance beyond them to the power -1/a: df and b."""
    family = mcba.FromQuantileFunction(known.ppf)
    index = known.args[0] if known.args else 1.0
    assert family.tail_index[1] == pytest.approx(index, rel=1e-3)
    assert math.isfinite(family.mean) == (index > 1)
    assert math.isfinite(family.sd) == (index > 2)
    if index > 1:  # what lies beyond a chance of 2^-53 is not integrated
        assert family.mean == pytest.approx(known.mean(), rel=1e-4, abs=1e-6)


def test_whole_numbers_are_counted() -> None:
    known = stats.poisson(3.5)
    for family in (mcba.FromQuantileFunction(known.ppf, whole=True), Steps(3.5)):
        np.testing.assert_allclose(family.cdf([-1, 0, 2, 2.5, 9]), known.cdf([-1, 0, 2, 2.5, 9]), rtol=1e-13)
        np.testing.assert_allclose([family.mean, family.sd], [3.5, math.sqrt(3.5)], rtol=1e-12)
        assert (family.low, family.high, family.median) == (0, math.inf, 3)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("family", "cdf"),
    [
        (mcba.FromQuantileFunction(stats.gamma(2).ppf), stats.gamma(2).cdf),
        (Kumaraswamy(2, 3), lambda x: 1 - (1 - x**2) ** 3),
    ],
    ids=["function", "class"],
)
def test_worlds_follow_the_distribution(family: mcba.Family, cdf: Any) -> None:
    run = mcba.simulate(lambda x: x, {"x": family}, worlds=20_000, sampler="random", seed=5)
    assert stats.kstest(run.values("x"), cdf).pvalue > 1e-3
    assert stats.kstest(family.sample(20_000, seed=6), cdf).pvalue > 1e-3


def test_a_class_with_quantiles_alone_has_the_moments_of_its_formula() -> None:
    family = Kumaraswamy(2, 3)
    moment = [3 * math.gamma(1 + n / 2) * math.gamma(3) / math.gamma(4 + n / 2) for n in (1, 2)]  # b B(1 + n/a, b)
    np.testing.assert_allclose([family.mean, family.var], [moment[0], moment[1] - moment[0] ** 2], rtol=1e-9)
    many = Kumaraswamy([[2.0], [2.0]], 3)  # type: ignore[arg-type]
    np.testing.assert_allclose(many.mean, [[family.mean]] * 2, rtol=1e-12)
    np.testing.assert_allclose(many.cdf([[0.3], [0.3]]), [[family.cdf(0.3)]] * 2, rtol=1e-12)
    assert many.sample(4).shape == (2, 4)


def test_it_is_a_value() -> None:
    first, same, other = (mcba.FromQuantileFunction(function) for function in (np.sqrt, np.sqrt, np.square))
    assert first == same
    assert hash(first) == hash(same)
    assert first != other
    assert pickle.loads(pickle.dumps(first)) == first
    assert pickle.loads(pickle.dumps(Kumaraswamy(2, 3))) == Kumaraswamy(2, 3)


@pytest.mark.parametrize(
    ("function", "message"),
    [
        (3, "function = 3 is not a function; give a function such as np.sqrt"),
        (lambda u: -u, "gives -0.0015 at probability 0.0015, after -0.0005 just below"),
        (lambda u: np.log(u - 0.5), "gives nan at probability 0.0005; quantiles are numbers that never fall"),
        (math.sqrt, "write it with NumPy, or give numpy.vectorize(function)"),
        (lambda u: u[:3], "gives shape (3,) for (1000,) probabilities"),
    ],
)
def test_what_is_no_quantile_function_is_refused(function: Any, message: str) -> None:
    with pytest.raises(FamilyError) as refusal:
        mcba.FromQuantileFunction(function)
    assert message in str(refusal.value)


def test_numbers_that_are_not_whole_are_refused() -> None:
    with pytest.raises(FamilyError, match="leave whole out"):
        mcba.FromQuantileFunction(np.sqrt, whole=True)


def test_a_class_without_quantiles_is_told_what_to_write() -> None:
    class Nothing(mcba.Family):
        """Nothing said."""

    with pytest.raises(FamilyError, match=r"Nothing has no quantiles; write in its class `def _ppf\(self, u\)`"):
        Nothing()


def test_a_sample_repeats_and_keeps_to_the_support() -> None:
    family = mcba.Pareto(2, 3)
    np.testing.assert_array_equal(family.sample(5, seed=3), family.sample(5, seed=3))
    assert not np.array_equal(family.sample(5, seed=3), family.sample(5, seed=4))
    shares = mcba.Dirichlet([1, 2, 3]).sample(7)
    np.testing.assert_allclose(shares.sum(axis=0), np.ones(7))
