"""Distributions of SciPy: as a family of mcba where there is one, otherwise as they are."""

from __future__ import annotations

import math
import pickle
from typing import Any

import numpy as np
import pytest
import scipy.stats as st

import mcba
from mcba.errors import DomainError, FamilyError
from mcba.families import FAMILIES, ScipyDistribution, from_scipy
from mcba.families.foreign import _SAME

U = np.array([1e-6, 0.01, 0.1, 0.3, 0.5, 0.7, 0.9, 0.99, 1 - 1e-6])

OURS = [
    *(st.norm(1, 2), st.uniform(1, 2), st.beta(2, 3, 1, 4), st.t(5, 1, 2), st.triang(0.3, 1, 2)),
    *(st.trapezoid(0.2, 0.7, 1, 3), st.truncnorm(-1, 2, 3, 4), st.arcsine(1, 2), st.logistic(1, 2)),
    *(st.gumbel_r(1, 2), st.skewnorm(3, 1, 2), st.lognorm(0.5, 1, 3), st.expon(1, 2), st.gamma(2, 1, 3)),
    *(st.weibull_min(2, 1, 3), st.fisk(4, 1, 2), st.pareto(3, 1, 2), st.loguniform(1, 10, 2, 3)),
    *(st.reciprocal(1, 10), st.poisson(3, 2), st.binom(5, 0.3), st.bernoulli(0.3), st.nbinom(4, 0.3)),
    st.truncnorm(-math.inf, 1),
]
THEIRS = [st.genextreme(0.1, 3, 2), st.geom(0.3), st.laplace(1, 2), st.invgamma(4), st.cauchy()]


@pytest.mark.parametrize("frozen", OURS, ids=lambda frozen: frozen.dist.name)
def test_a_distribution_that_both_have_is_ours(frozen: Any) -> None:
    """SciPy's own quantiles as second opinion; those of a skew normal and of its counts of tails are solved."""
    family = from_scipy(frozen)
    inner = family.family if isinstance(family, mcba.Shifted) else family  # type: ignore[attr-defined]
    assert type(inner) in FAMILIES.values()
    assert family.ppf(U) == pytest.approx(frozen.ppf(U), rel=2e-11, abs=2e-11)


def test_each_distribution_of_the_list_is_looked_at() -> None:
    assert {frozen.dist.name for frozen in OURS} == set(_SAME)


@pytest.mark.parametrize("frozen", THEIRS, ids=lambda frozen: frozen.dist.name)
def test_any_other_has_the_quantiles_of_scipy(frozen: Any) -> None:
    family = from_scipy(frozen)
    assert np.array_equal(family.ppf(U), frozen.ppf(U))
    x = frozen.ppf(U)
    assert np.array_equal(family.cdf(x), frozen.cdf(x))
    assert (family.low, family.high) == frozen.support()
    assert pickle.loads(pickle.dumps(family)) == family
    assert eval(repr(family), {"ScipyDistribution": ScipyDistribution}) == family if "Scipy" in repr(family) else True


def test_tails_are_as_heavy_as_the_moments_that_scipy_does_not_find() -> None:
    assert ScipyDistribution("cauchy").tail_index == (1.0, 1.0)
    assert ScipyDistribution("lomax", c=2.5).tail_index == (math.inf, 3.0)
    assert ScipyDistribution("laplace").tail_index == (math.inf, math.inf)


def test_counts_are_counts() -> None:
    family = ScipyDistribution("geom", p=0.3, loc=2)
    assert family.discrete
    assert list(family.values_between(0, 5)) == [3.0, 4.0, 5.0]
    assert float(family.ppf(0.0)) == 3.0  # SciPy says 2, which cannot occur


def test_a_run_draws_it() -> None:
    run = mcba.simulate(lambda x: x, {"x": ScipyDistribution("genextreme", c=0.1, loc=3, scale=2)}, worlds=2**14)
    exact = st.genextreme(0.1, 3, 2)
    mean = run.summary("result").mean
    assert mean.value == pytest.approx(exact.mean(), abs=5 * mean.error)


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda: ScipyDistribution("genextrem", c=1), "no distribution 'genextrem'; did you mean 'genextreme'?"),
        (lambda: ScipyDistribution("genextreme"), "needs c; its parameters are c, loc, scale"),
        (lambda: ScipyDistribution("genextreme", c=1, d=2), "has no parameter 'd'"),
        (lambda: ScipyDistribution("invgamma", a=-1), "cannot have a = -1"),
        (lambda: ScipyDistribution("laplace", scale=0), "scale = 0 is not above 0"),
        (lambda: from_scipy(st.laplace([1, 2])), "loc is a list"),
        (
            lambda: from_scipy(st.rv_histogram(np.histogram([1, 2, 3]))()),
            "no distribution that scipy.stats knows by name",
        ),
    ],
)
def test_what_scipy_cannot_make_is_refused(make: Any, message: str) -> None:
    with pytest.raises((FamilyError, DomainError), match=message.replace("?", r"\?")):
        make()
