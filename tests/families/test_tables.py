"""The fast quantile functions against the exact ones."""

from __future__ import annotations

import math
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest
from hypothesis import example, given, settings, strategies as st

from mcba.families import (
    Arcsine,
    Bernoulli,
    Beta,
    Binomial,
    Constant,
    CurvilinearTrapezoid,
    Dirichlet,
    Discrete,
    Empirical,
    EventRisk,
    Exponential,
    Family,
    Gamma,
    Gumbel,
    Logistic,
    Loglogistic,
    Lognormal,
    Loguniform,
    Metalog,
    Mixture,
    NegativeBinomial,
    Normal,
    Pareto,
    Pert,
    Piecewise,
    Poisson,
    QuantileAverage,
    Shifted,
    SkewNormal,
    StudentT,
    Trapezoidal,
    Triangular,
    Truncated,
    TruncatedNormal,
    Uniform,
    Weibull,
)
from mcba.families.tables import quantile_function, quantile_table
from mcba.families.tables.cubics import TOLERANCE, cubics_of

TABULATED = [
    Normal(10, 2),
    Lognormal(1, 0.8),
    Pert(1, 2, 5),
    Beta(2, 6),
    Beta(0.5, 0.5, -1, 1),
    Beta(3, 2, 0.4, 0.4055),  # scipy's NumericalInversePolynomial did not return from this one
    Beta(1.5, 10),
    Beta(0.1, 3),
    Beta(1000, 1e6),
    Gamma(0.3, 2),
    Gamma(50, 2),
    Weibull(0.7, 3),
    Weibull(5, 3),
    TruncatedNormal(1, 0.2, low=0),
    TruncatedNormal(0, 1, 8),
    TruncatedNormal(0, 1, high=-30),
    TruncatedNormal(3, 2, 2, 4),
    StudentT(1.5),
    StudentT(5, 1, 2),
    SkewNormal(1, 2, 3),
    SkewNormal(0, 1, -8),
    Logistic(3, 2),
    Loglogistic(3, 5),
    Gumbel(1013, 558),
    Pareto(2, 1.5),
    Trapezoidal(1, 2, 4, 8),
    CurvilinearTrapezoid(10, 14, 0.5),
    Arcsine(-2, 4),
    Metalog([9, 3, 1.7]),
    Metalog([2, 0.3, 0.1, -0.2], low=1),
    Metalog([0, 0.4, -0.1], low=0, high=1),
    Piecewise([0, 5, 10, 20, 40], [0, 0.05, 0.5, 0.95, 1]),
    Truncated(Gamma(2, 3), 1, 20),
    Shifted(Gamma(50, 0.5), by=10),
    Mixture([Normal(0, 1), Normal(8, 2)], [1, 3]),
    Mixture([Normal(0, 1), Gamma(3, 2), Lognormal(1, 0.5)], [1, 3, 1]),
    QuantileAverage([Gamma(2, 1), Normal(10, 3)]),
]
MIXED = [
    EventRisk(0.1, Uniform(50, 100)),
    EventRisk(0.4, Normal(1, 3)),
    Mixture([Constant(0), Lognormal(1, 0.5)], [1, 3]),
    Truncated(EventRisk(0.5, Normal(0, 1)), low=-1, high=2),
    Shifted(EventRisk(0.3, Gamma(2, 1)), by=1),
]
CLOSED = [Uniform(-1, 3), Loguniform(0.5, 200), Triangular(80, 120, 180), Triangular(0, 0, 2), Exponential(7)]
COUNTED = [
    Constant(4),
    Bernoulli(0.3),
    Bernoulli(0),
    Bernoulli(1),
    Binomial(12, 0.25),
    Binomial(100_000, 0.3),
    Binomial(4, 1),
    Poisson(0.01),
    Poisson(3.5),
    Poisson(20_000),
    Discrete([5], [1]),
    Discrete([1, 3, 9], [0.2, 0.3, 0.5]),
    Discrete([0.1, 0.2, 0.7], [0, 1, 0]),
    Discrete(np.sqrt(np.arange(3000.0)), np.full(3000, 1 / 3000)),
    Empirical(np.sqrt(np.arange(300.0))),
    NegativeBinomial(2.5, 0.2),
    NegativeBinomial(0.3, 0.001),
    Truncated(Poisson(4), 1, 7),
    Shifted(Poisson(4), by=0.1, times=0.3),
    Mixture([Poisson(3), Constant(20)], [1, 1]),
    EventRisk(0.25, Poisson(6)),
]
ALL = [*TABULATED, *MIXED, *CLOSED, *COUNTED]


# for 1e-9 of a tail, in the exact ppf itself
NO_DIGITS_LEFT = [Arcsine(-2, 4), Pareto(2, 1.5), Beta(0.5, 0.5, -1, 1), Beta(0.1, 3), Beta(1000, 1e6)]


def uniforms(count: int, seed: int = 1) -> np.ndarray:
    """Return uniforms in the middle and far out in both tails, in no order."""
    rng = np.random.default_rng(seed)
    tail = 10 ** rng.uniform(-9, 0, count // 4)
    u = np.concatenate([rng.random(count - 2 * tail.size), tail, 1 - tail])
    return rng.permutation(u[(u > 0) & (u < 1)])


def miss(family: Family, u: np.ndarray, x: np.ndarray) -> float:
    """Return by how much x misses the quantiles at u, in u, beyond what the last digits of x are worth."""
    digits = 6 * np.spacing(
        np.maximum(np.abs(x), max(abs(e) for e in (family.low, family.high, 0) if math.isfinite(e)))
    )
    lowest, highest = family.cdf(x - digits), family.cdf(x + digits)
    return float(np.max(np.maximum(lowest - u, u - highest)))


@pytest.mark.slow
@pytest.mark.parametrize("family", TABULATED, ids=repr)
def test_a_table_is_within_tolerance_tails_included(family: Family) -> None:
    u = uniforms(40_000)
    x = quantile_function(family)(u)
    assert miss(family, u, x) <= TOLERANCE
    assert x.min() >= family.low
    assert x.max() <= family.high


@pytest.mark.parametrize("family", [f for f in TABULATED if f not in NO_DIGITS_LEFT], ids=repr)
def test_a_table_is_relatively_exact_in_the_tails(family: Family) -> None:
    # The bins narrow with the distance to the end, so an error of 1e-9 in u holds for the tail itself as well.
    u = np.geomspace(1e-9, 0.01, 5000)
    x = quantile_function(family)(u)
    np.testing.assert_allclose(family.cdf(x), u, rtol=2e-8, atol=1e-13)


@pytest.mark.parametrize("family", MIXED, ids=repr)
def test_separate_values_and_a_density_are_kept(family: Family) -> None:
    u = uniforms(40_000)
    x = quantile_function(family)(u)
    below, above = family.ppf(np.maximum(u - TOLERANCE, 5e-324)), family.ppf(np.minimum(u + TOLERANCE, 1 - 2**-53))
    digit = 4 * np.spacing(np.abs(x))
    assert ((below - digit <= x) & (x <= above + digit)).all()
    for atom in family.atoms:
        assert np.isclose(np.mean(x == atom), np.mean(family.ppf(u) == atom), atol=1e-4)


@pytest.mark.parametrize("family", CLOSED, ids=repr)
def test_a_closed_form_is_exact(family: Family) -> None:
    u = uniforms(20_000)
    np.testing.assert_allclose(quantile_function(family)(u), family.ppf(u), rtol=1e-14, atol=1e-14 * family.sd)


@pytest.mark.parametrize("family", COUNTED, ids=repr)
def test_discrete_families_agree_everywhere(family: Family) -> None:
    quantiles = quantile_function(family)
    u = uniforms(5_000)
    np.testing.assert_array_equal(quantiles(u), family.ppf(u))
    # at each step, and next to it on either side
    steps = family.cdf(np.unique(family.ppf(u)))
    steps = np.concatenate([np.nextafter(steps, 0), steps, np.nextafter(steps, 1)])
    steps = steps[(steps > 0) & (steps < 1)]
    np.testing.assert_array_equal(quantiles(steps), family.ppf(steps))


@pytest.mark.parametrize("family", ALL, ids=repr)
def test_extreme_uniforms_get_the_exact_answer(family: Family) -> None:
    u = np.array([5e-324, 1e-300, 1e-100, 1e-20, 2**-53, 2**-36, 1 - 2**-36, 1 - 2**-53])
    np.testing.assert_allclose(quantile_function(family)(u), family.ppf(u), rtol=1e-13)


@pytest.mark.parametrize("family", ALL, ids=repr)
def test_the_answer_does_not_depend_on_the_block(family: Family) -> None:
    quantiles = quantile_function(family)
    u = uniforms(20_011)
    whole = quantiles(u)
    for sizes in ([1] * 40, [7, 9, 63, 64, 65, 3], [8191, 8192, 8193], [4097, 15_000]):
        start = 0
        for size in sizes:
            part = quantiles(u[start : start + size].copy())
            assert part.tobytes() == whole[start : start + size].tobytes()
            start += size
    assert quantiles(u[1:]).tobytes() == whole[1:].tobytes()
    assert quantiles(u[::-1]).tobytes() == whole[::-1].tobytes()
    assert quantiles(u[::3]).tobytes() == whole[::3].tobytes()
    assert quantiles(u[:20_000].reshape(4, 50, 100)).tobytes() == whole[:20_000].tobytes()


@pytest.mark.parametrize("family", ALL, ids=repr)
def test_the_answer_can_be_written_anywhere(family: Family) -> None:
    quantiles = quantile_function(family)
    u = uniforms(10_001)
    kept = u.copy()
    whole = quantiles(u)
    assert np.array_equal(u, kept)
    out = np.empty_like(u)
    assert quantiles(u, out) is out
    assert out.tobytes() == whole.tobytes()
    wide = np.empty((u.size, 3))
    quantiles(u, wide[:, 1])
    assert wide[:, 1].tobytes() == whole.tobytes()
    assert quantiles(u, u) is u
    assert u.tobytes() == whole.tobytes()
    assert quantiles(np.empty(0)).shape == (0,)


def test_threads_do_not_disturb_each_other() -> None:
    families = [Normal(0, 1), Beta(2, 6), Poisson(3.5), Triangular(80, 120, 180), Beta(1000, 1e6), Lognormal(0, 1)]
    u = uniforms(50_000)
    want = [quantile_function(family)(u) for family in families]

    def work(turn: int) -> bool:
        place = turn % len(families)
        return np.array_equal(quantile_function(families[place])(u), want[place])

    with ThreadPoolExecutor(4) as pool:
        assert all(pool.map(work, range(60)))


@pytest.mark.parametrize(
    "family",
    [
        Normal([[0], [5]], [[1], [2]]),
        Beta([[2], [3]], 6),
        Constant([[1], [2]]),
        Binomial([[3], [9]], 0.5),
        Triangular(0, [[0.2], [0.4]], 1),
    ],
    ids=repr,
)
def test_a_set_of_labels_is_as_each_label_by_itself(family: Family) -> None:
    u = uniforms(2000).reshape(2, 1000)
    quantiles = quantile_function(family)
    want = np.stack([quantile_function(family.of_label(label))(u[label]) for label in range(2)])
    assert np.array_equal(quantiles(u), want)
    assert np.array_equal(quantiles(u[:1]), quantiles(np.stack([u[0], u[0]])))  # one draw for all labels
    assert np.array_equal(quantiles(u, u), want)


@pytest.mark.parametrize(
    "family", [Normal(np.arange(70.0)[:, None], 2), Gamma(np.arange(1, 71.0)[:, None], 2)], ids=repr
)
def test_many_labels(family: Family) -> None:
    u = uniforms(7000).reshape(70, 100)
    assert np.abs(family.cdf(quantile_function(family)(u)) - u).max() <= 1e-9


def test_shares_sum_to_one_and_are_those_of_the_exact_function() -> None:
    family, u = Dirichlet([8, 3, 1]), uniforms(3000).reshape(3, 1000)
    found = quantile_function(family)(u)
    np.testing.assert_allclose(found.sum(axis=0), 1, rtol=1e-15)
    # An error of 1e-9 in u is at most 1e-9 over the density in an amount; the shares move less than the amounts.
    np.testing.assert_allclose(found, family.ppf(u), atol=1e-7)


def test_next_to_a_jump_at_the_middle() -> None:
    """Bins above one half count their distance from 1, whatever lies below."""
    for at in (0.5, 0.501, 0.507):
        family = Mixture([Uniform(0, 1), Uniform(3, 4)], [at, 1 - at])
        u = np.linspace(0.49, 0.52, 3_001)
        np.testing.assert_allclose(quantile_function(family)(u), family.ppf(u), atol=1e-7)


def test_members_that_differ_in_location_and_scale_share_a_table() -> None:
    cubics_of.cache_clear()
    quantile_table.cache_clear()
    for family in (
        Normal(0, 1),
        Normal(5, 2),
        Lognormal(3, 1),
        Lognormal(7, 1),
        Beta(2, 6),
        Beta(2, 6, 10, 20),
        Gamma(3, 1),
        Gamma(3, 9),
    ):
        quantile_function.__wrapped__(family)  # type: ignore[attr-defined]
    assert cubics_of.cache_info().misses == 4
    assert quantile_function(Normal(5, 2)) is quantile_function(Normal(5, 2))


class Awkward(Family):
    """A family somebody else might write: its quantiles are whatever they are."""

    parameters = {}  # noqa: RUF012

    def __init__(self, ppf: Callable[[np.ndarray], np.ndarray], cdf: Callable[[np.ndarray], np.ndarray]) -> None:
        super().__init__()
        self.__dict__.update(_quantiles=ppf, _probability=cdf, asked=[])

    def __hash__(self) -> int:
        return id(self)

    def __eq__(self, other: object) -> bool:
        return self is other

    def _ppf(self, u: np.ndarray) -> np.ndarray:
        self.asked.append(u.size)
        return self._quantiles(u)

    def _cdf(self, x: np.ndarray) -> np.ndarray:
        return self._probability(x)


def test_a_kink_costs_next_to_nothing() -> None:
    bent = Awkward(
        lambda u: np.where(u < 0.3, u, 0.3 + 10 * (u - 0.3)), lambda x: np.where(x < 0.3, x, 0.3 + (x - 0.3) / 10)
    )
    quantiles = quantile_function(bent)
    u = uniforms(40_000)
    bent.asked.clear()
    x = quantiles(u)
    assert sum(bent.asked) < 0.001 * u.size
    np.testing.assert_allclose(x, bent.ppf(u), atol=1e-8)


def test_an_atom_and_a_gap_are_kept() -> None:
    # 0 in a fifth of the worlds, otherwise between 10 and 11
    event = Awkward(
        lambda u: np.where(u <= 0.2, 0, 10 + (u - 0.2) / 0.8),
        lambda x: np.where(x < 0, 0, np.where(x < 10, 0.2, 0.2 + 0.8 * np.clip(x - 10, 0, 1))),
    )
    u = uniforms(40_000)
    x = quantile_function(event)(u)
    np.testing.assert_allclose(x, event.ppf(u), atol=1e-8)
    assert np.array_equal(x == 0, u <= 0.2)


def test_what_no_table_can_follow_is_answered_exactly() -> None:
    rough = Awkward(lambda u: u + 0.4e-3 * np.sin(2000 * u), lambda x: x)
    u = uniforms(1000)
    assert np.array_equal(quantile_function(rough)(u), rough.ppf(u))


@pytest.mark.slow
@given(st.floats(0.03, 1e4), st.floats(0.03, 1e4), st.floats(1e-9, 1 - 1e-9))
@example(0.71875, 0.71875, 0.5)
@settings(deadline=None, max_examples=40)
def test_any_beta_and_gamma(first: float, second: float, u: float) -> None:
    # below a shape of 0.03 the quantile at 1e-9 is smaller than any floating-point number
    where = np.array([u, 1e-9, 0.003, 0.5, 0.9, 1 - 1e-9])
    for family in (Beta(first, second), Gamma(first, second)):
        assert miss(family, where, quantile_function(family)(where)) <= TOLERANCE * (1 + 1e-12)
