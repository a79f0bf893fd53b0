"""The families: one contract for all, scipy.stats as second opinion, and answers known from elsewhere."""

from __future__ import annotations

import copy
import inspect
import math
import pickle
from dataclasses import dataclass

import numpy as np
import pytest
from hypothesis import given, settings, strategies as st
from scipy import stats

from mcba.errors import DomainError, FamilyError, FitError
from mcba.families import (
    FAMILIES,
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
    Hierarchical,
    Logistic,
    Loglogistic,
    Lognormal,
    Loguniform,
    Metalog,
    Mixture,
    Multinomial,
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
from mcba.families.uncertain import Predictive
from tests.families.typical import OF_NUMBERS, around, member


@dataclass(frozen=True)
class Example:
    """A member of a family and the same distribution in scipy.stats."""

    family: Family
    second_opinion: object


def pert(low: float, mode: float, high: float, shape: float = 4.0) -> object:
    peak = (mode - low) / (high - low)
    return stats.beta(1 + shape * peak, 1 + shape * (1 - peak), low, high - low)


EXAMPLES = [
    Example(Normal(10, 2), stats.norm(10, 2)),
    Example(Lognormal(1, 0.5), stats.lognorm(0.5, scale=math.e)),
    Example(Uniform(-1, 3), stats.uniform(-1, 4)),
    Example(Loguniform(0.5, 200), stats.loguniform(0.5, 200)),
    Example(Triangular(80, 120, 180), stats.triang(0.4, 80, 100)),
    Example(Triangular(0, 0, 2), stats.triang(0, 0, 2)),
    Example(Triangular(0, 2, 2), stats.triang(1, 0, 2)),
    Example(Pert(1, 2, 5), pert(1, 2, 5)),
    Example(Pert(0, 10, 10, 8), pert(0, 10, 10, 8)),
    Example(Beta(2, 6), stats.beta(2, 6)),
    Example(Beta(0.5, 0.5, -1, 1), stats.beta(0.5, 0.5, -1, 2)),
    Example(Beta(1.5, 40, 0.2, 0.3), stats.beta(1.5, 40, 0.2, 0.1)),
    Example(Gamma(0.4, 100), stats.gamma(0.4, scale=100)),
    Example(Gamma(50, 2), stats.gamma(50, scale=2)),
    Example(Exponential(7), stats.expon(scale=7)),
    Example(Weibull(0.8, 3), stats.weibull_min(0.8, scale=3)),
    Example(Weibull(5, 3), stats.weibull_min(5, scale=3)),
    Example(TruncatedNormal(1, 0.2, low=0), stats.truncnorm(-5, math.inf, 1, 0.2)),
    Example(TruncatedNormal(0, 1, 8), stats.truncnorm(8, math.inf)),
    Example(TruncatedNormal(100, 5, high=60), stats.truncnorm(-math.inf, -8, 100, 5)),
    Example(TruncatedNormal(3, 2, 2, 4), stats.truncnorm(-0.5, 0.5, 3, 2)),
    Example(TruncatedNormal(3, 2), stats.norm(3, 2)),
    Example(StudentT(5, 1, 2), stats.t(5, 1, 2)),
    Example(StudentT(30), stats.t(30)),
    Example(Bernoulli(0.3), stats.bernoulli(0.3)),
    Example(Binomial(12, 0.25), stats.binom(12, 0.25)),
    Example(Binomial(5000, 0.01), stats.binom(5000, 0.01)),
    Example(Poisson(3.5), stats.poisson(3.5)),
    Example(Poisson(900), stats.poisson(900)),
    Example(Discrete([1, 3, 9], [0.2, 0.3, 0.5]), stats.rv_discrete(values=([1, 3, 9], [0.2, 0.3, 0.5]))),
    Example(Constant(4), None),
    Example(SkewNormal(1, 2, 3), stats.skewnorm(3, 1, 2)),
    Example(SkewNormal(0, 1, -8), stats.skewnorm(-8)),
    Example(SkewNormal(5, 1, 0), stats.norm(5, 1)),
    Example(Logistic(3, 2), stats.logistic(3, 2)),
    Example(Loglogistic(3, 5), stats.fisk(5, scale=3)),
    Example(Gumbel(1013, 558), stats.gumbel_r(1013, 558)),
    Example(Pareto(2, 6), stats.pareto(6, scale=2)),
    Example(Trapezoidal(1, 2, 4, 8), stats.trapezoid(1 / 7, 3 / 7, 1, 7)),
    Example(Trapezoidal(0, 0, 2, 3), stats.trapezoid(0, 2 / 3, 0, 3)),
    Example(CurvilinearTrapezoid(10, 14, 0.5), None),
    Example(CurvilinearTrapezoid(-1, 1, 1), None),
    Example(Arcsine(-2, 4), stats.arcsine(-2, 6)),
    Example(Metalog([9, 3, 1.7]), None),
    Example(Metalog([9, 0.5]), stats.logistic(9, 0.5)),
    Example(Metalog([2, 0.3, 0.1, -0.2], low=1), None),
    Example(Metalog([0, 0.4, -0.1], low=0, high=1), None),
    Example(Metalog([0, 0.1], high=3), None),
    Example(Piecewise([0, 10, 40], [0, 0.5, 1]), None),
    Example(Empirical(range(3)), stats.randint(0, 3)),
    Example(Empirical([4, 2, 9, 4]), stats.rv_discrete(values=([2, 4, 9], [0.25, 0.5, 0.25]))),
    Example(Empirical([4, 2, 9], [1, 3, 6]), stats.rv_discrete(values=([2, 4, 9], [0.3, 0.1, 0.6]))),
    Example(NegativeBinomial(2.5, 0.2), stats.nbinom(2.5, 0.2)),
    Example(NegativeBinomial(0.3, 0.01), stats.nbinom(0.3, 0.01)),
    Example(Truncated(Gamma(2, 3), 1, 20), None),
    Example(Truncated(Normal(1, 0.2), low=0), stats.truncnorm(-5, math.inf, 1, 0.2)),
    Example(Truncated(Poisson(4), 1, 7), None),
    Example(Shifted(Gamma(50, 0.5), by=10), stats.gamma(50, 10, 0.5)),
    Example(Shifted(Poisson(4), by=1, times=2), None),
    Example(Mixture([Normal(0, 1), Normal(8, 2)], [1, 3]), None),
    Example(Mixture([Poisson(3), Constant(20)], [1, 1]), None),
    Example(QuantileAverage([Normal(0, 1), Normal(10, 3)]), stats.norm(5, 2)),
    Example(QuantileAverage([Gamma(2, 1), Normal(10, 3)], [1, 4]), None),
    Example(EventRisk(0.25, Poisson(6)), None),
]
WRITTEN = {type(example.family) for example in EXAMPLES}
EXAMPLES += [Example(member(family), None) for family in OF_NUMBERS.values() if family not in WRITTEN]
MIXED = [  # a density and separate values
    EventRisk(0.1, Uniform(50, 100)),
    EventRisk(0.4, Normal(1, 3)),
    Mixture([Constant(0), Lognormal(1, 0.5), Constant(3)], [2, 5, 3]),
    Truncated(EventRisk(0.5, Normal(0, 1)), low=-1, high=2),
    Shifted(EventRisk(0.5, Exponential(2)), by=-3, times=2),
]
MADE_OF_FAMILIES = (EventRisk, Mixture, QuantileAverage, Shifted, Truncated)
ONE_LIST_OF_NUMBERS = (Discrete, Empirical, Metalog, Piecewise, Mixture, QuantileAverage)
FAMILIES_SEEN = [example.family for example in EXAMPLES]
CONTINUOUS = [example for example in EXAMPLES if not example.family.discrete]
DISCRETE = [example for example in EXAMPLES if example.family.discrete]

U = np.concatenate([[1e-12, 1e-9, 1e-6], np.linspace(0.001, 0.999, 499), [1 - 1e-6, 1 - 1e-9, 1 - 1e-12]])


def each(examples: list[Example]) -> pytest.MarkDecorator:
    return pytest.mark.parametrize("example", examples, ids=lambda example: repr(example.family))


def normal_scores() -> tuple[np.ndarray, np.ndarray]:
    """Nodes u and weights of an integral over u, by the trapezoid rule in z = normal quantile of u."""
    z = np.linspace(-8.2, 8.2, 20_001)
    return stats.norm.cdf(z), stats.norm.pdf(z) * (z[1] - z[0])


class TestContract:
    """What holds for every family."""

    def test_every_family_has_an_example(self) -> None:
        seen = {type(family) for family in FAMILIES_SEEN} | {type(family) for family in MIXED}
        assert seen == {*FAMILIES.values(), *MADE_OF_FAMILIES} - {Dirichlet, Multinomial}

    @each(EXAMPLES)
    def test_ends_of_the_support(self, example: Example) -> None:
        family = example.family
        np.testing.assert_array_equal(family.ppf([0, 1]), [family.low, family.high])
        assert family.cdf(family.high) == 1
        assert family.cdf(np.nextafter(family.low, -np.inf)) == 0
        np.testing.assert_array_equal(family.cdf([-np.inf, np.inf]), [0, 1])
        assert isinstance(family.low, float)
        assert isinstance(family.high, float)

    @each(EXAMPLES)
    def test_quantiles_rise_and_are_never_nan(self, example: Example) -> None:
        x = example.family.ppf(np.concatenate([[0, 5e-324, 1e-300, 1e-30], U, [1 - 2**-53, 1]]))
        assert not np.isnan(x).any()
        assert (x[1:] >= x[:-1]).all()
        assert (x >= example.family.low).all()
        assert (x <= example.family.high).all()

    @each(CONTINUOUS)
    def test_cdf_undoes_ppf(self, example: Example) -> None:
        # One digit of x is worth this much u where the density is infinite, as at the end of Beta(0.5, 0.5).
        below, u, above = around(example.family, example.family.ppf(U))
        assert (np.abs(u - U) <= 1e-12 + above - below).all()

    @each(DISCRETE)
    def test_quantile_is_the_smallest_value_with_enough_below(self, example: Example) -> None:
        family = example.family
        x = family.ppf(U)
        assert (family.cdf(x) >= U).all()
        assert (family.cdf(np.nextafter(x, -np.inf)) < U).all()

    @each([example for example in EXAMPLES if example.second_opinion])
    def test_agrees_with_scipy(self, example: Example) -> None:
        family, other = example.family, example.second_opinion
        inner = U[(U > 1e-7) & (U < 1 - 1e-7)]
        x = family.ppf(inner)
        np.testing.assert_allclose(x, other.ppf(inner), rtol=1e-9, atol=1e-12 * family.sd)
        np.testing.assert_allclose(family.cdf(x), other.cdf(x), rtol=1e-10, atol=2e-14)  # scipy cancels in short tails
        np.testing.assert_allclose([family.mean, family.sd], [other.mean(), other.std()], rtol=1e-7)

    @pytest.mark.slow
    @each(CONTINUOUS)
    def test_mean_and_sd_are_those_of_the_quantiles(self, example: Example) -> None:
        family = example.family
        u, weights = normal_scores()
        x = family.ppf(u)
        np.testing.assert_allclose(family.mean, weights @ x, rtol=2e-7, atol=1e-12)
        np.testing.assert_allclose(family.sd, math.sqrt(weights @ (x - family.mean) ** 2), rtol=2e-5)

    @each(DISCRETE)
    def test_mean_and_sd_are_those_of_the_values(self, example: Example) -> None:
        family = example.family
        values = np.arange(family.low, family.ppf(1 - 2**-53) + 1)
        chances = np.diff(family.cdf(values), prepend=0)
        np.testing.assert_allclose(family.mean, chances @ values, rtol=1e-10, atol=1e-15)
        np.testing.assert_allclose(family.sd, math.sqrt(chances @ (values - family.mean) ** 2), rtol=1e-9)

    @each(EXAMPLES)
    def test_median_and_central_range_follow_from_quantiles(self, example: Example) -> None:
        family = example.family
        assert family.median == family.ppf(0.5)
        assert family.central(0.9) == (family.ppf(0.05), family.ppf(0.95))
        assert family.central() == family.central(0.9)

    @each(EXAMPLES)
    def test_is_a_value(self, example: Example) -> None:
        family = example.family
        again = type(family)(*family.arguments.values())
        assert again == family
        assert hash(again) == hash(family)
        assert again != Constant(-123)
        assert family != "a text"
        assert eval(repr(family), {**FAMILIES_BY_CLASS, "array": np.array, "inf": math.inf}) == family
        assert pickle.loads(pickle.dumps(family)) == family
        assert copy.deepcopy(family) == family
        assert type(family)(**family.arguments) == family

    @each(EXAMPLES)
    def test_does_not_change(self, example: Example) -> None:
        family = example.family
        name = next(iter(family.parameters))
        with pytest.raises(AttributeError, match="does not change"):
            setattr(family, name, 1.0)
        with pytest.raises(AttributeError, match="does not change"):
            delattr(family, name)
        with pytest.raises(TypeError):
            family.arguments[name] = 1.0  # type: ignore[index]
        with pytest.raises(AttributeError):
            family.something_else = 1.0  # type: ignore[attr-defined]

    @each([example for example in EXAMPLES if not isinstance(example.family, ONE_LIST_OF_NUMBERS)])
    def test_rows_of_arrays_are_the_scalars(self, example: Example) -> None:
        family = example.family
        arguments = {
            name: value if isinstance(value, Family) else np.full((3, 1), value)
            for name, value in family.arguments.items()
        }
        many = type(family)(**arguments)
        u = np.linspace(0, 1, 101) * np.ones((3, 1))
        assert many.batch_shape == (3, 1)
        assert many.ppf(u).shape == (3, 101)
        for row in range(3):
            np.testing.assert_array_equal(many.ppf(u)[row], family.ppf(u[row]))
        x = family.ppf(u)
        np.testing.assert_array_equal(many.cdf(x), family.cdf(x))
        for name in ("mean", "sd", "low", "high", "median"):
            np.testing.assert_array_equal(getattr(many, name), np.full((3, 1), getattr(family, name)))
        assert many == type(family)(**arguments)
        assert hash(many) == hash(type(family)(**arguments))
        assert many != family

    @each(EXAMPLES)
    def test_results_are_float64_of_the_shape_asked(self, example: Example) -> None:
        for function in (example.family.ppf, example.family.cdf):
            assert function(0.25).dtype == np.float64
            assert function(np.full((2, 3), 0.25)).shape == (2, 3)
            assert function([]).shape == (0,)
            assert np.isnan(function(np.nan))
        assert np.isnan(example.family.ppf([-0.1, 1.1])).all()

    @each(EXAMPLES)
    def test_one_bad_parameter_is_named(self, example: Example) -> None:
        family = example.family
        for name in family.parameters:
            for bad in (math.nan, "three", True, None, 1j):
                with pytest.raises(FamilyError) as refusal:
                    type(family)(**{**family.arguments, name: bad})
                assert refusal.value.parameter == name
                assert name in str(refusal.value)

    @pytest.mark.slow
    @pytest.mark.parametrize("family", MIXED, ids=repr)
    def test_a_density_and_separate_values(self, family: Family) -> None:
        x = family.ppf(U)
        assert (np.diff(x) >= 0).all()
        assert (family.cdf(np.nextafter(x, np.inf)) >= U - 1e-12).all()
        assert (family.cdf(np.nextafter(x, -np.inf)) <= U + 1e-12).all()
        for atom in family.atoms:
            below, upto = family.cdf(np.nextafter(atom, -np.inf)), family.cdf(atom)
            assert (family.ppf(np.linspace(below + 1e-9, upto - 1e-9, 11)) == atom).all()
        u = (np.arange(400_000) + 0.5) / 400_000
        np.testing.assert_allclose(family.mean, family.ppf(u).mean(), rtol=1e-4)
        np.testing.assert_allclose(family.sd, family.ppf(u).std(), rtol=1e-3)
        again = type(family)(*family.arguments.values())
        assert again == family
        assert hash(again) == hash(family)
        assert pickle.loads(pickle.dumps(family)) == family


HEAVY = [  # the families whose moments end somewhere, at indices on both sides of 1 and 2
    (Pareto(1000, 0.9), (math.inf, 0.9)),
    (Pareto(2, 1.5), (math.inf, 1.5)),
    (Pareto(2, 2.5), (math.inf, 2.5)),
    (StudentT(1, 3, 2), (1, 1)),
    (StudentT(2), (2, 2)),
    (StudentT(3), (3, 3)),
    (Loglogistic(3, 0.8), (math.inf, 0.8)),
    (Loglogistic(3, 1.7), (math.inf, 1.7)),
    (Metalog([0, 0.8, 0.1], low=0), (math.inf, 1 / 0.85)),
    (Metalog([0, 0.8, 0.1], high=0), (1 / 0.75, math.inf)),
    (Truncated(Pareto(1, 0.9), high=1e6), (math.inf, math.inf)),
    (Truncated(StudentT(1), low=0), (math.inf, 1)),
    (Truncated(StudentT(1), high=0), (1, math.inf)),
    (Shifted(Pareto(1, 0.9), by=-5, times=3), (math.inf, 0.9)),
    (EventRisk(0.1, Pareto(1, 1.5)), (math.inf, 1.5)),
    (Mixture([Normal(0, 1), Pareto(1, 1.5), StudentT(3)]), (3, 1.5)),
    (QuantileAverage([Normal(0, 1), Pareto(1, 1.5), StudentT(3)]), (3, 1.5)),
    (Hierarchical("normal", mean="m", sd=1, parents={"m": StudentT(2)}), (2, 2)),
    (Hierarchical("normal", mean=0, sd="s", parents={"s": Pareto(1, 1.5)}), (1.5, 1.5)),
    (Hierarchical("pareto", low="x", shape=3, parents={"x": Lognormal(0, 1)}), (math.inf, 3)),
    (Predictive("normal", (10.0, 2.0), (), 3), (2, 2)),
    (Predictive("exponential", (10.0,), (), 3), (math.inf, 3)),
]


class TestTails:
    """A tail of index a has E|x|^p for p below a: its quantiles grow as the chance beyond them to the power -1/a."""

    @pytest.mark.parametrize(("family", "index"), HEAVY, ids=[repr(family) for family, _ in HEAVY])
    def test_is_the_slope_of_the_quantiles(self, family: Family, index: tuple[float, float]) -> None:
        assert family.tail_index == pytest.approx(index, rel=1e-9)
        # Between chances of 1e-10 and 1e-12; 3 % for what of the body is still in the far quantiles of an average.
        for side, known in enumerate(index):
            x = np.abs(family.ppf(np.abs(side - np.array([1e-10, 1e-12]))) - family.median)
            slope = math.log(x[1] / x[0]) if x.all() else 0.0
            assert slope / math.log(100) == pytest.approx(1 / known, rel=0.03, abs=0.005)

    @pytest.mark.parametrize("family", [*FAMILIES_SEEN, *MIXED, *[family for family, _ in HEAVY]], ids=repr)
    def test_agrees_with_mean_and_sd(self, family: Family) -> None:
        heaviest = min(family.tail_index)
        assert math.isfinite(family.mean) == (heaviest > 1)
        assert math.isfinite(family.sd) == (heaviest > 2)

    @pytest.mark.parametrize(
        ("family", "side"),
        [
            (family, side)
            for family in [*FAMILIES_SEEN, *MIXED]
            for side in (0, 1)
            if not family.discrete and math.isinf(family.tail_index[side])
        ],
        ids=repr,
    )
    def test_a_tail_with_all_moments_falls_faster_than_any_power(self, family: Family, side: int) -> None:
        """The local power 1 / slope grows on the way out: by a quarter at least from 1e-4 to 1e-12."""
        far = np.abs(family.ppf(np.abs(side - np.array([1e-4, 1e-5, 1e-11, 1e-12]))) - family.median)
        slope = np.diff(np.log(np.maximum(far, 1e-300)))[[0, 2]]
        assert slope[1] <= max(0.75 * slope[0], 1e-3)

    def test_a_lognormal_of_uncertain_spread_has_no_moment(self) -> None:
        family = Predictive("lognormal", (0.0, 0.5), (), 8)
        assert family.tail_index == (math.inf, 0)
        assert family.mean == math.inf
        assert math.isinf(family.sd)

    def test_rows_of_arrays(self) -> None:
        below, above = Pareto(1, [[0.9], [3.0]]).tail_index
        np.testing.assert_array_equal(below, [[math.inf], [math.inf]])
        np.testing.assert_array_equal(above, [[0.9], [3.0]])
        assert Shifted(Pareto(1, [[0.9], [3.0]]), by=2).tail_index[1].shape == (2, 1)


FAMILIES_BY_CLASS = {family.__name__: family for family in (*FAMILIES.values(), *MADE_OF_FAMILIES)}

positive = st.floats(1e-3, 1e3)
real = st.floats(-1e6, 1e6)
shares = st.floats(0.0, 1.0)
distributions = st.one_of(
    st.builds(Normal, real, positive),
    st.builds(Lognormal, st.floats(-10, 10), st.floats(1e-3, 5)),
    st.builds(lambda low, width: Uniform(low, low + width), real, positive),
    st.builds(lambda low, ratio: Loguniform(low, low * ratio), positive, st.floats(1.01, 1e6)),
    st.builds(lambda low, width, peak: Triangular(low, low + peak * width, low + width), real, positive, shares),
    st.builds(lambda low, width, peak: Pert(low, low + peak * width, low + width), real, positive, shares),
    st.builds(Beta, st.floats(0.1, 1e5), st.floats(0.1, 1e5)),
    st.builds(Gamma, st.floats(0.05, 1e5), positive),
    st.builds(Exponential, positive),
    st.builds(Weibull, st.floats(0.1, 100), positive),
    st.builds(lambda mu, low: TruncatedNormal(mu, 1, low=low), st.floats(-30, 30), st.floats(-30, 30)),
    st.builds(lambda mu, high: TruncatedNormal(mu, 1, high=high), st.floats(-30, 30), st.floats(-30, 30)),
    st.builds(lambda low, width: TruncatedNormal(0, 1, low, low + width), st.floats(-30, 30), st.floats(0.01, 50)),
    st.builds(StudentT, st.floats(0.2, 1e3), real, positive),
    st.builds(SkewNormal, st.floats(-10, 10), positive, st.floats(-50, 50)),
    st.builds(Logistic, st.floats(-10, 10), positive),
    st.builds(Loglogistic, positive, st.floats(0.1, 50)),
    st.builds(Gumbel, st.floats(-10, 10), positive),
    st.builds(Pareto, positive, st.floats(0.2, 50)),
    st.builds(Trapezoidal.from_top, st.floats(-5, 5), st.floats(6, 20), shares),
    st.builds(CurvilinearTrapezoid, st.floats(-5, 5), st.floats(7, 20), st.floats(0.01, 1)),
    st.builds(lambda low, width: Arcsine(low, low + width), st.floats(-10, 10), positive),
    st.builds(lambda low, up, down: Metalog.between(low, low + up, low + up + down), real, *[st.floats(2, 5)] * 2),
    st.builds(lambda mean, weight: Mixture([Normal(0, 1), Normal(mean, 2)], [weight, 1]), st.floats(-9, 9), positive),
    st.builds(lambda low: Truncated(Gamma(2, 1), low), st.floats(0, 8)),
    st.builds(lambda by, times: Shifted(Weibull(2, 1), by, times), st.floats(-9, 9), positive),
)
counts = st.one_of(
    st.builds(Bernoulli, shares),
    st.builds(Binomial, st.integers(1, 100_000), shares),
    st.builds(Poisson, st.floats(1e-3, 1e6)),
    st.builds(NegativeBinomial, st.floats(0.05, 1e3), st.floats(0.001, 0.999)),
    st.builds(lambda p, mean: EventRisk(p, Poisson(mean)), st.floats(0.01, 1), st.floats(0.1, 50)),
    st.builds(
        lambda weights: Discrete(range_of(len(weights)), np.array(weights) / sum(weights)),
        st.lists(st.floats(0.01, 1), min_size=1, max_size=30),
    ),
)
uniforms = st.one_of(st.floats(0, 1, exclude_min=True, exclude_max=True), st.sampled_from([1e-9, 0.5, 1 - 1e-9]))


def range_of(count: int) -> list[float]:
    return [value / 4 - 2 for value in range(count)]


class TestProperties:
    """The same for parameters nobody thought of."""

    @pytest.mark.slow
    @given(distributions, uniforms)
    @settings(deadline=None, max_examples=400)
    def test_continuous(self, family: Family, u: float) -> None:
        x = family.ppf(u)
        assert family.low <= x <= family.high
        lowest, _, highest = around(family, x)
        assert lowest - 1e-9 <= u <= highest + 1e-9
        if 1e-9 < u < 1 - 1e-9:
            lower, higher = family.ppf([u * (1 - 1e-9), min(u * (1 + 1e-9), 1)])
            assert lower <= x <= higher

    def test_the_sides_of_a_triangle_meet_at_its_mode(self) -> None:
        mode = 1.3839532192382773e-09
        family = Triangular(0, mode, 1)
        lower, at, higher = family.ppf([mode * (1 - 1e-9), mode, mode * (1 + 1e-9)])
        assert lower <= at == mode <= higher

    @pytest.mark.slow
    @given(counts, uniforms)
    @settings(deadline=None, max_examples=200)
    def test_discrete(self, family: Family, u: float) -> None:
        x = family.ppf(u)
        assert family.low <= x <= family.high
        assert family.cdf(x) >= u
        assert x == family.low or family.cdf(np.nextafter(x, -np.inf)) < u


class TestRefusals:
    """Wrong parameters, in the user's words."""

    @pytest.mark.parametrize(
        ("make", "message"),
        [
            (lambda: Uniform(0.9, 0.6), "low = 0.9 is above high = 0.6; give them with low < high"),
            (
                lambda: Uniform(2, 2),
                "low = 2 equals high = 2; give them with low < high, or use a constant when there is no spread",
            ),
            (
                lambda: Normal(0, 0),
                "sd = 0 is not above 0; give a number above 0, or use a constant when there is no spread",
            ),
            (lambda: Normal(math.inf, 1), "mean = inf is not a finite number; give a finite number"),
            (lambda: Normal(10**400, 1), "mean = inf is not a finite number; give a finite number"),
            (lambda: Normal("3", 1), "mean = '3' is not a number; give a finite number"),
            (lambda: Normal([0, True], 1), "mean = [0, True] is not a number; give a finite number"),
            (lambda: Normal([[1], [2, 3]], 1), "mean has rows of unequal length; give a finite number in each"),
            (lambda: Normal([], 1), "mean is an empty list; give a finite number"),
            (
                lambda: Normal(0, [[1], [-2], [-3]]),
                "sd[1, 0] = -2 is not above 0; give a number above 0, or use a constant when there is no spread",
            ),
            (lambda: Uniform([0, 5], [1, 4]), "low[1] = 5 is above high[1] = 4; give them with low < high"),
            (lambda: Uniform(-1e308, 1e308), "too far apart"),
            (lambda: Triangular(0, 3, 2), "mode = 3 is above high = 2; give them with mode <= high"),
            (lambda: Triangular(1, 0, 2), "low = 1 is above mode = 0; give them with low <= mode"),
            (lambda: Bernoulli(1.2), "probability = 1.2 is not between 0 and 1; give a probability from 0 to 1"),
            (lambda: Binomial(2.5, 0.1), "trials = 2.5 is not a whole number of 1 or more"),
            (lambda: TruncatedNormal(0, 1, 3, 2), "low = 3 is above high = 2; give them with low < high"),
            (lambda: TruncatedNormal(0, 1, low=5000), "leaves nothing of the normal's form"),
            (lambda: TruncatedNormal(0, 1e9, low=0, high=1), "leaves nothing of the normal's form"),
            (lambda: Discrete([1, 2], [0.5, 0.4]), "the probabilities add up to 0.9; they must add up to 1"),
            (lambda: Discrete([1, 2], [1.5, -0.5]), "probabilities[1] = -0.5 is not 0 or more"),
            (lambda: Discrete([1, 1], [0.5, 0.5]), "value 1 is given twice; give it once"),
            (lambda: Discrete([1, 2], [1]), "give two lists with one probability for each value"),
            (lambda: Normal([1, 2], [1, 2, 3]), "shapes that do not fit together: mean (2,), sd (3,)"),
            (lambda: Normal.between(2, 1), "low = 2 is above high = 1"),
            (lambda: Normal.between(1, 2, mass=1), "mass = 1 is not between 0 and 1; give the share of worlds"),
            (lambda: Normal.between(1, 2, mass=90), "mass = 90 is not between 0 and 1"),
            (lambda: Lognormal.between(-1, 2), "low = -1 is not above 0"),
            (lambda: Beta.from_mean_sd(1.5, 0.1), "mean = 1.5 is above high = 1"),
            (lambda: Gumbel.from_mean_sd(math.inf, 1), "mean = inf"),
            (lambda: CurvilinearTrapezoid(1, 2, 0.6), "may not change places"),
            (lambda: Trapezoidal(1, 3, 2, 4), "top_low = 3 is above top_high = 2"),
            (lambda: Truncated(Normal(0, 1), low=6), "keep at least a millionth"),
            (lambda: EventRisk(0, Normal(0, 1)), "leaves nothing that could happen"),
            (lambda: Mixture([], [1]), "not a list of distributions"),
            (lambda: Mixture([Normal(0, 1)], [1, 2]), "give one for each of the 1 families"),
            (lambda: Mixture([Normal(0, 1)], [0]), "add up to 0"),
            (lambda: QuantileAverage([Poisson(1), Normal(0, 1)]), "quantiles of counts are not averaged"),
            (lambda: Piecewise([0, 0, 1], [0, 0.5, 1]), "values do not rise"),
            (lambda: Piecewise([0, 1], [0.1, 1]), "probabilities run from 0.1 to 1; begin with the lowest value at 0"),
            (lambda: Metalog([1, -2]), "their quantiles fall"),
            (lambda: Empirical([1, 2], [0, 0]), "the weights add up to 0"),
            (lambda: NegativeBinomial.from_mean_sd(4, 2), "at the root itself they are Poisson"),
        ],
    )
    def test_message(self, make: object, message: str) -> None:
        with pytest.raises(FamilyError) as refusal:
            make()  # type: ignore[operator]
        assert message in str(refusal.value)

    def test_a_wrong_name_is_a_type_error_that_shows_the_right_ones(self) -> None:
        with pytest.raises(TypeError, match=r"Beta\(alpha, beta, low=0.0, high=1.0\): .*gamma"):
            Beta(1, 2, gamma=3)
        with pytest.raises(TypeError, match="missing a required argument: 'sd'"):
            Normal(1)
        with pytest.raises(TypeError, match=r"Normal\(mean, sd\): .*; Normal.between takes low and high \(with mass\)"):
            Normal(low=1, high=2)

    @pytest.mark.parametrize("family", FAMILIES.values(), ids=str)
    def test_the_parameters_of_a_class_are_those_that_help_shows(self, family: type[Family]) -> None:
        shown = inspect.signature(family).parameters
        assert list(shown) == list(inspect.signature(family.__init__).parameters)[1:] == list(family.parameters)
        defaults = {name: None if one.default is one.empty else one.default for name, one in shown.items()}
        assert defaults == {name: one.default for name, one in family.parameters.items()}

    def test_whole_numbers_are_numbers(self) -> None:
        assert Normal(0, np.int32(1)) == Normal(0.0, 1.0) == Normal(-0.0, np.float32(1))
        assert repr(Normal(0, 1)) == "Normal(mean=0.0, sd=1.0)"

    def test_given_arrays_are_copied_and_kept_from_change(self) -> None:
        mean = np.array([1.0, 2.0])
        family = Normal(mean, 1)
        mean[0] = 99
        assert family.mean[0] == 1
        with pytest.raises(ValueError, match="read-only"):
            family.mean[0] = 99


def having(way: str, *required: str) -> list[type[Family]]:
    """Every family with this way in, where it needs these parameters and no others."""
    ways = [(family, getattr(family, way)) for family in FAMILIES.values() if hasattr(family, way)]
    return [
        family
        for family, made in ways
        if tuple(n for n, one in inspect.signature(made).parameters.items() if one.default is one.empty) == required
    ]


class TestWaysIn:
    """Other ways to make a member than its own parameters."""

    @pytest.mark.parametrize(
        "family", [one for one in having("from_mean_sd", "mean", "sd") if one not in {Beta, NegativeBinomial}]
    )
    @pytest.mark.parametrize(("mean", "sd"), [(1, 0.05), (10, 3), (2000, 900), (1e-3, 4e-4)])
    def test_from_mean_sd(self, family: type[Family], mean: float, sd: float) -> None:
        made = family.from_mean_sd(mean, sd)  # type: ignore[attr-defined]
        np.testing.assert_allclose([made.mean, made.sd], [mean, sd], rtol=1e-10, atol=1e-15)

    @pytest.mark.parametrize(("mean", "sd"), [(4, 2.1), (4, 9), (2000, 900)])
    def test_negative_binomial_from_mean_sd(self, mean: float, sd: float) -> None:
        made = NegativeBinomial.from_mean_sd(mean, sd)
        np.testing.assert_allclose([made.mean, made.sd], [mean, sd], rtol=1e-12)
        known = stats.nbinom(made.successes, made.probability)
        np.testing.assert_allclose([known.mean(), known.std()], [mean, sd], rtol=1e-9)

    @pytest.mark.parametrize("df", [2.1, 3, 5, 30, 1e6])
    def test_student_t_from_mean_sd(self, df: float) -> None:
        made = StudentT.from_mean_sd(10, 3, df)
        known = stats.t(df, 10, 3 * math.sqrt((df - 2) / df))  # JCGM 101:2008, 6.4.9
        np.testing.assert_allclose([made.mean, made.sd], [10, 3], rtol=1e-12)
        np.testing.assert_allclose([known.mean(), known.std()], [10, 3], rtol=1e-9)
        np.testing.assert_allclose(made.ppf([0.025, 0.9]), known.ppf([0.025, 0.9]), rtol=1e-9)

    def test_student_t_from_mean_sd_of_labels(self) -> None:
        made = StudentT.from_mean_sd([[1.0], [2.0]], 3, [[4.0], [8.0]])
        np.testing.assert_allclose(made.sd, [[3.0], [3.0]], rtol=1e-12)

    @pytest.mark.parametrize("df", [1.0, 2.0])
    def test_a_student_t_without_a_standard_deviation_is_refused(self, df: float) -> None:
        with pytest.raises(DomainError, match=f"df = {df:g} is not above 2, where the standard deviation is finite"):
            StudentT.from_mean_sd(10, 3, df)

    def test_beta_from_mean_sd(self) -> None:
        uniform = Beta.from_mean_sd(0.5, math.sqrt(1 / 12))
        np.testing.assert_allclose([uniform.alpha, uniform.beta], 1, rtol=1e-14)
        made = Beta.from_mean_sd(70, 5, 40, 95)
        np.testing.assert_allclose([made.mean, made.sd, made.low, made.high], [70, 5, 40, 95], rtol=1e-12)
        with pytest.raises(FitError, match=r"sd = 0.6 is too large .* give an sd below 0.5"):
            Beta.from_mean_sd(0.5, 0.6)

    @pytest.mark.slow
    @pytest.mark.parametrize("mass", [0.5, 0.8, 0.9, 0.99])
    @pytest.mark.parametrize(("low", "high"), [(1.3, 2.5), (1, 100), (2e-3, 2.1e-3), (5e5, 2e6)])
    @pytest.mark.parametrize("family", [*having("between", "low", "high"), "t", "cut"])
    def test_between(self, family: type[Family] | str, low: float, high: float, mass: float) -> None:
        if family == "t":
            made = StudentT.between(low, high, mass, df=4)
        elif family == "cut":
            made = TruncatedNormal.between(low, high, mass, lowest=low - (high - low), highest=high + 2 * (high - low))
        else:
            made = family.between(low, high, mass)  # type: ignore[union-attr]
        np.testing.assert_allclose(made.central(mass), [low, high], rtol=1e-9)

    @pytest.mark.parametrize("family", [Triangular, Pert])
    @pytest.mark.parametrize("mode", [1.0, 1.001, 1.7, 2.5, 2.999, 3.0])
    @pytest.mark.parametrize("mass", [0.5, 0.9, 0.98])
    def test_three_points_between(self, family: type[Triangular] | type[Pert], mode: float, mass: float) -> None:
        made = family.between(1, mode, 3, mass)
        np.testing.assert_allclose(made.central(mass), [1, 3], rtol=1e-9)
        assert made.mode == mode

    def test_pert_between_keeps_its_shape(self) -> None:
        made = Pert.between(1, 2, 4, 0.8, shape=10)
        assert made.shape == 10
        np.testing.assert_allclose(made.central(0.8), [1, 4], rtol=1e-9)

    @pytest.mark.slow
    def test_arrays_are_fitted_row_by_row(self) -> None:
        low, high = np.array([[1.0], [2.0]]), np.array([[3.0], [9.0]])
        for family in having("between", "low", "high"):
            made = family.between(low, high)
            for row in range(2):
                one = family.between(low[row, 0], high[row, 0])
                for name, value in one.arguments.items():
                    np.testing.assert_allclose(made.arguments[name][row, 0], value, rtol=1e-14)

    @pytest.mark.parametrize(
        "make",
        [
            lambda: TruncatedNormal.between(1, 100, lowest=0),  # more lopsided than an exponential, the limit
            lambda: TruncatedNormal.between(0.01, 0.99, lowest=0, highest=1),  # flatter than a uniform
            lambda: Weibull.from_mean_sd(1, 1e-5),
            lambda: Loguniform.from_mean_sd(1, 1e-9),
        ],
    )
    def test_what_cannot_be_fitted_is_refused(self, make: object) -> None:
        with pytest.raises(FitError):
            make()  # type: ignore[operator]


class TestSkewness:
    @each([one for one in EXAMPLES if one.second_opinion and not isinstance(one.family, (Discrete, Empirical))])
    def test_against_scipy(self, example: Example) -> None:
        known = float(example.second_opinion.stats("s"))  # type: ignore[attr-defined]
        np.testing.assert_allclose(example.family.skewness, known, rtol=1e-8, atol=1e-9)

    @each([one for one in EXAMPLES if not one.second_opinion or isinstance(one.family, (Discrete, Empirical))])
    def test_against_many_quantiles(self, example: Example) -> None:
        """Even quantiles, whose tails fall a little short of the real ones."""
        x = example.family.ppf((np.arange(2**17) + 0.5) / 2**17)
        if np.ptp(x) == 0 or min(example.family.tail_index) <= 3:
            assert math.isnan(example.family.skewness)
        else:
            np.testing.assert_allclose(example.family.skewness, stats.skew(x), rtol=0.03, atol=1e-4)

    @pytest.mark.parametrize("shape", [3.1, 4.0, 29.0, 31.0, 1_000.0])
    def test_loglogistics_to_the_edge_of_their_third_moment(self, shape: float) -> None:
        b = [k * math.pi / shape / math.sin(k * math.pi / shape) for k in (1, 2, 3)]
        if shape < 50:
            known = (b[2] - 3 * b[0] * b[1] + 2 * b[0] ** 3) / (b[1] - b[0] ** 2) ** 1.5
        else:  # a logarithm so narrow is the number itself but for its square: 3 (E z⁴ − 1) / 2 sd
            known = 3 * (4.2 - 1) / 2 * math.pi / math.sqrt(3) / shape
        np.testing.assert_allclose(Loglogistic(5, shape).skewness, known, rtol=1e-6 if shape < 50 else 1e-3)

    @pytest.mark.parametrize(
        "family",
        [
            StudentT(3),
            Pareto(1, 3),
            Loglogistic(1, 3),
            Constant(4),
            Truncated(StudentT(2.5), low=0),
            Discrete([4], [1]),
        ],
    )
    def test_there_is_none(self, family: Family) -> None:
        assert math.isnan(family.skewness)

    def test_mixtures_of_few_values(self) -> None:
        """By hand: 0 with 3/4 and 4 with 1/4 have mean 1, variance 3 and third moment 6."""
        known = 6 / 3**1.5
        for family in (
            Mixture([Constant(0), Constant(4)], [3, 1]),
            EventRisk(0.25, Constant(4)),
            Discrete([0, 4], [0.75, 0.25]),
            Shifted(Bernoulli(0.25), by=7, times=4),
        ):
            assert family.skewness == pytest.approx(known, rel=1e-12)

    def test_of_labels(self) -> None:
        shapes = np.array([[0.8], [5.0]])
        for family in (
            Weibull(shapes, 3),
            Gamma(shapes, 3),
            Shifted(Weibull(shapes, 3), by=2),
            EventRisk(shapes / 10, Gamma(2, 1)),
        ):
            assert np.shape(family.skewness) == (2, 1)
            for label in range(2):
                one = family.of_label(label).skewness
                np.testing.assert_allclose(family.skewness[label, 0], one, rtol=1e-12)  # type: ignore[index]


class TestKnownAnswers:
    """Numbers that others published."""

    def test_normal_from_pairs_of_quantiles(self) -> None:
        # quantified-uncertainty/squiggle, packages/squiggle-lang/__tests__/library/sym_test.ts @cf0b65d
        for mass, sd in ((0.9, 1.82387049573531), (0.8, 2.34091243821714), (0.5, 4.44780665551681)):
            made = Normal.between(-2, 4, mass)
            assert abs(made.mean - 1) < 1e-9
            assert abs(made.sd - sd) < 1e-9

    def test_lognormal_conversions(self) -> None:
        # rethinkpriorities/squigglepy, tests/test_distributions.py (test_lognorm*) @e681beb, to two decimals;
        # the longer digits are the closed forms
        made = Lognormal.between(1, 2)
        np.testing.assert_allclose([made.mu, made.sigma, made.mean, made.sd], [0.35, 0.21, 1.45, 0.31], atol=0.0051)
        np.testing.assert_allclose(made.mu, 0.346573590279973, rtol=1e-12)
        np.testing.assert_allclose(made.sigma, 0.2107017819709, rtol=1e-12)
        np.testing.assert_allclose([Lognormal(1, 2).mean, Lognormal(1, 2).sd], [20.09, 147.05], atol=0.0051)
        made = Lognormal.from_mean_sd(1, 2)
        np.testing.assert_allclose([made.mu, made.sigma], [-0.80471895621705, 1.26863624117952], rtol=1e-12)

    @pytest.mark.slow
    def test_truncated_normals_from_their_own_quantiles(self) -> None:
        # cran/decisionSupport, tests/testthat/test_rtnorm90ci.R @ad40184 (posnorm, tnorm_0_1): 0.05 and 0.95 below the
        # two ends; mu and sigma of the normal before cutting by root finding, to the digits given
        for low, high, highest, mu, sigma in (
            (20_000, 100_000, math.inf, 58997.33, 24862.959),
            (0.1, 0.5, 1, 0.29498665, 0.1243148),
            (1000, 10_000, math.inf, 4874.6223, 3064.4134),
        ):
            made = TruncatedNormal.between(low, high, lowest=0, highest=highest)
            np.testing.assert_allclose(made.cdf([low, high]), [0.05, 0.95], rtol=1e-9)
            np.testing.assert_allclose([made.mu, made.sigma], [mu, sigma], rtol=1e-7)

    def test_parameters_whose_quantiles_are_published(self) -> None:
        # cran/rriskDistributions man/get.beta.par.Rd, get.weibull.par.Rd, get.triang.par.Rd, get.norm.par.Rd @7426185
        for family, published in (
            (Beta(2, 3), [0.067585986, 0.38572757, 0.80587955]),
            (Weibull(2, 3), [0.47734712, 2.4976638, 5.7619367]),
            (Triangular(0, 3, 10), [0.8660254, 4.0839202, 8.6771243]),
            (Normal(12, 34), [-54.638775, 12.0, 78.638775]),
        ):
            np.testing.assert_allclose(family.ppf([0.025, 0.5, 0.975]), published, rtol=1e-7)

    def test_fits_of_shelf(self) -> None:
        # OakleyJ/SHELF tests/testthat/test-fitting.R @8a72124 (scaled beta; shifted gamma, rate 2)
        judged = Beta(5, 20, 10, 60)
        np.testing.assert_allclose(judged.cdf([18, 20, 22, 24]), [0.33658352, 0.54012267, 0.71662192, 0.84399563])
        np.testing.assert_allclose(judged.ppf([0.05, 0.95]), [14.3, 27.1], atol=0.06)
        np.testing.assert_allclose(judged.cdf([19, 29]), [0.439, 0.978], atol=0.0006)
        shifted = Gamma(50, 1 / 2)
        np.testing.assert_allclose(shifted.cdf([22, 25, 27]), [0.20118063, 0.51880832, 0.72512153], rtol=1e-6)

    def test_pert_by_hand(self) -> None:
        # mean (low + 4 mode + high) / 6; 0.6, 0.9, 1 has mean 0.867 and not 0.9
        assert abs(Pert(0.6, 0.9, 1).mean - 5.2 / 6) < 1e-15


@pytest.mark.parametrize("centre", [-1_000.0, 0.0, 1_000.0])
def test_the_density_for_a_figure_is_as_fine_as_the_spread(centre: float) -> None:
    """Wherever the distribution lies: the slope over 1/1000 of the central half errs by some 1e-7 of the peak."""
    x = centre + np.array([-1.0, 0.0, 2.0])
    assert np.allclose(Normal(centre, 1).density(x), stats.norm(centre, 1).pdf(x), rtol=0, atol=1e-6)
