"""The value of partially perfect information against closed forms."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import integrate, stats

import mcba
from mcba.analysis.decision.information.partial_information import evppi
from mcba.analysis.decision.information.perfect_information import evpi
from mcba.engine import draws_of
from mcba.engine.estimates.estimate import Estimate
from mcba.errors import Note, RunError
from tests.analysis.decision.information.closed_forms import Array, expected_gain, linear_normal, sobol_worlds, toy
from tests.honesty import assert_honest


@pytest.mark.parametrize(("k", "published"), [(1, 0.0821), (2, 0.17053), (3, 0.25895)])
def test_evppi_of_p1_of_the_normal_toy(k: int, published: float) -> None:
    p1, _, benefit, labels = toy(k)
    found = evppi(net_benefit=benefit, inputs=p1, randomisation=labels)
    assert abs(found.value - published) < 0.01
    assert abs(found.value - linear_normal(k, k)) < 4 * found.error
    assert found.error < 0.001


def test_evppi_of_p2_of_the_normal_toy() -> None:
    _, p2, benefit, labels = toy(1)
    found = evppi(net_benefit=benefit, inputs=p2, randomisation=labels)
    assert abs(found.value - 0.3903) < 0.01
    assert abs(found.value - linear_normal(1, 2)) < 4 * found.error


def test_hubbards_advertising_campaign() -> None:
    # case hubbard-ch7-binary, enumerated: three worlds in five succeed
    benefit = np.repeat([40e6, -5e6], [6000, 4000])
    assert evpi(net_benefit=benefit).value == pytest.approx(2e6)
    success = np.repeat([1.0, 0.0], [6000, 4000])
    assert evppi(net_benefit=benefit, inputs=success).value == pytest.approx(2e6, rel=1e-6)


@pytest.mark.parametrize(
    ("law", "printed"),
    [
        # y = x − 1 against nothing; the figures that a normal weight gets wrong (0.070, 0.178 and 0.177)
        (stats.lognorm(s=1.0), 0.239),
        (stats.uniform(0, 2), 0.250),
        (stats.norm(1, 1), 0.399),
        (stats.beta(0.5, 0.5, loc=0, scale=2), None),
    ],
)
def test_any_law(law: stats.rv_continuous, printed: float | None) -> None:
    x = np.asarray(law.rvs(50_000, random_state=5))
    exact = expected_gain(law, 1.0)
    if printed is not None:
        assert exact == pytest.approx(printed, abs=6e-4)
    for found in (evpi(net_benefit=x - 1), evppi(net_benefit=x - 1, inputs=x)):
        assert abs(found.value - exact) < 4 * found.error
    noisy = x - 1 + np.random.default_rng(6).normal(0, 2, x.size)
    found = evppi(net_benefit=noisy, inputs=x)
    assert abs(found.value - exact) < 4 * found.error
    assert found.error < 0.02


@pytest.mark.slow
@pytest.mark.parametrize("columns", [[0], [1], [0, 1], [1, 2], [0, 1, 2]])
def test_dependent_normal_inputs(columns: list[int]) -> None:
    correlation = np.array([[1, 0.6, 0.3], [0.6, 1, 0.2], [0.3, 0.2, 1]])
    weights = np.array([1, 0.5, 1.5])
    generator = np.random.default_rng(7)
    x = generator.multivariate_normal(np.zeros(3), correlation, 40_000)
    net = x @ weights + 0.4 + generator.normal(size=len(x))
    covariance = (correlation @ weights)[columns]
    explained = covariance @ np.linalg.solve(correlation[np.ix_(columns, columns)], covariance)
    found = evppi(net_benefit=net, inputs=x[:, columns])
    assert abs(found.value - linear_normal(0.4, np.sqrt(explained))) < 4 * found.error


@pytest.mark.slow
def test_adding_inputs_does_not_lower_the_value_and_all_inputs_reach_evpi() -> None:
    # dampack issue 86: its EVPPI fell when inputs were added
    generator = np.random.default_rng(8)
    x = generator.lognormal(0, 0.5, (20_000, 3))
    net = x.prod(axis=1) - 1.2
    values = [evppi(net_benefit=net, inputs=x[:, : k + 1]) for k in range(3)]
    assert values[0].value < values[1].value < values[2].value
    assert values[2].value == pytest.approx(evpi(net_benefit=net).value, rel=0.02)


@pytest.mark.slow
def test_a_product_of_lognormal_inputs_within_a_group() -> None:
    # Black & Scholes: E[max(L − k, 0)] of a lognormal L with log-variance 0.75
    generator = np.random.default_rng(9)
    x = generator.lognormal(0, 0.5, (50_000, 3))
    net = x.prod(axis=1) - 1.2 + generator.normal(size=len(x))
    mean, sd = np.exp(0.375), np.sqrt(0.75)
    d = np.log(mean / 1.2) / sd + sd / 2
    exact = mean * stats.norm.cdf(d) - 1.2 * stats.norm.cdf(d - sd) - (mean - 1.2)
    found = evppi(net_benefit=net, inputs=x)
    assert abs(found.value - exact) < 4 * found.error


@pytest.mark.parametrize("mean", [3.0, 50.0])
def test_counts_are_groups_of_their_own(mean: float) -> None:
    generator = np.random.default_rng(10)
    count = generator.poisson(mean, 30_000).astype(float)
    shift = mean + 0.5
    k = np.arange(200)
    exact = float(np.sum(stats.poisson(mean).pmf(k) * np.maximum(k - shift, 0)))
    found = evppi(net_benefit=count - shift + generator.normal(0, 2, count.size), inputs=count)
    assert abs(found.value - exact) < 4 * found.error


def test_a_chance_event_with_a_continuous_size() -> None:
    generator = np.random.default_rng(11)
    size = (generator.random(50_000) < 0.1) * generator.lognormal(1, 0.5, 50_000)
    net = size - 1 + generator.normal(size=size.size)
    law = stats.lognorm(s=0.5, scale=np.e)
    exact = 0.1 * integrate.quad(lambda x: (x - 1) * law.pdf(x), 1, np.inf)[0] - max(0.1 * law.mean() - 1, 0)
    found = evppi(net_benefit=net, inputs=size)
    assert abs(found.value - exact) < 4 * found.error


def test_a_threshold_is_found_by_steps() -> None:
    generator = np.random.default_rng(12)
    x = generator.normal(size=50_000)
    net = np.where(x > 1, 3.0, -1.0) + generator.normal(0, 2, x.size)
    share = stats.norm.sf(1.0)
    found = evppi(net_benefit=net, inputs=x)
    assert abs(found.value - 3 * share) < 4 * found.error


def test_three_options() -> None:
    # max of (0, x, −x) with x ~ N(0, 1): E|x| = sqrt(2/π), and every mean is 0
    generator = np.random.default_rng(13)
    x, noise = generator.normal(size=(2, 50_000))
    found = evppi(net_benefit=np.column_stack([np.zeros(x.size), x + noise, -x - noise]), inputs=x)
    assert abs(found.value - np.sqrt(2 / np.pi)) < 4 * found.error


def test_heavy_tails_and_the_unit_do_not_matter() -> None:
    generator = np.random.default_rng(14)
    x = generator.lognormal(0, 2, 50_000)
    noise = generator.lognormal(-0.5, 1, x.size)
    net = (x - 9) * noise
    law = stats.lognorm(s=2.0)
    exact = expected_gain(law, 9.0)
    found = evppi(net_benefit=net, inputs=x)
    assert abs(found.value - exact) < 4 * found.error
    scaled = evppi(net_benefit=net * 1e6, inputs=x * 1e9)
    assert scaled.value == pytest.approx(found.value * 1e6, rel=1e-6)


@pytest.mark.slow
def test_a_run_is_worth_what_its_arrays_are(toy_run: mcba.Run) -> None:
    draws, net = draws_of(toy_run), toy_run.values("npv")
    labels = np.arange(net.size) % toy_run.randomisations
    assert mcba.evpi(toy_run) == evpi(net_benefit=net, randomisation=labels)
    assert mcba.evppi(toy_run, "p1") == evppi(net_benefit=net, inputs=draws["p1"], randomisation=labels)
    both = np.column_stack([draws["p1"], draws["p2"]])
    assert mcba.evppi(toy_run, ["p1", "p2"], method="spline") == evppi(
        net_benefit=net, inputs=both, method="spline", randomisation=labels
    )
    assert abs(mcba.evpi(toy_run).value - 0.4798107) < 0.004  # case voi-vignette-normal-toy


@pytest.mark.slow
def test_the_error_is_honest_and_the_two_judgements_bracket() -> None:
    # What the groups learned from other worlds earns too little, what they believe too much, each by half a standard
    # deviation of the estimate: 6 standard errors of a mean over 200 seeds. Their middle is right.
    exact = linear_normal(0.1, 1)
    runs = []
    for seed in range(200):
        x, noise = np.random.default_rng([15, seed]).normal(size=(2, 1000))
        runs.append(evppi(net_benefit=x + 0.1 + noise, inputs=x, method="bins"))
    assert_honest([Estimate(run.value, run.error) for run in runs], exact)
    away = np.array([(run.realised, run.value, run.believed) for run in runs]) - exact
    too_low, middle, too_high = away.mean(axis=0) / (away.std(axis=0, ddof=1) / np.sqrt(len(runs)))
    assert too_low < -4
    assert abs(middle) < 4
    assert too_high > 4


@pytest.mark.slow
def test_the_error_of_a_spline_is_honest() -> None:
    found = []
    for seed in range(100):
        x, noise = np.random.default_rng([19, seed]).normal(size=(2, 500))
        found.append(evppi(net_benefit=x + 0.5 + 2 * noise, inputs=x, method="spline"))
    assert_honest([Estimate(one.value, one.error) for one in found], linear_normal(0.5, 1))


def test_an_irrelevant_input_is_worth_nothing() -> None:
    values = []
    for seed in range(20):
        generator = np.random.default_rng([16, seed])
        found = evppi(net_benefit=0.1 + generator.normal(0, 2, 5000), inputs=generator.normal(size=5000))
        assert found.value < 4 * found.error or found.value == 0
        values.append(found.value)
    assert np.mean(values) < 0.01


def test_errors_between_randomisations_of_sobol_points() -> None:
    x, labels = sobol_worlds(16, 10)
    net = x[:, 0] + x[:, 1] + 0.5
    exact_all, exact_one = linear_normal(0.5, np.sqrt(2)), linear_normal(0.5, 1)
    independent, between = evpi(net_benefit=net), evpi(net_benefit=net, randomisation=labels)
    assert between.value == independent.value
    assert between.error < independent.error / 4  # these points are far more even than independent worlds
    assert abs(between.value - exact_all) < 4 * between.error
    found = evppi(net_benefit=net, inputs=x[:, 0], randomisation=labels)
    assert abs(found.value - exact_one) < 4 * found.error
    assert found.error < evppi(net_benefit=net, inputs=x[:, 0]).error


def test_the_same_worlds_give_the_same_answer() -> None:
    x, noise = np.random.default_rng(29).normal(size=(2, 5000))
    assert evppi(net_benefit=x + noise, inputs=x) == evppi(net_benefit=x + noise, inputs=x)


@pytest.mark.parametrize("method", ["spline", "bins", "best"])
def test_own_methods(method: str) -> None:
    x, noise = np.random.default_rng(30).normal(size=(2, 20_000))
    found = evppi(net_benefit=2 * x + 2 + noise, inputs=x, method=method)
    assert abs(found.value - linear_normal(2, 2)) < 4 * found.error
    assert found.method == method


@pytest.mark.slow
@pytest.mark.parametrize("method", ["boosting", "gaussian_process"])
def test_methods_of_scikit_learn(method: str) -> None:
    pytest.importorskip("sklearn")
    generator = np.random.default_rng(20)
    worlds = 2000 if method == "boosting" else 300
    x = generator.normal(size=(worlds, 2))
    net = 2 * x[:, 0] * x[:, 1] + 0.2 + generator.normal(size=worlds)
    law_gain, _ = integrate.dblquad(
        lambda u, v: max(2 * u * v + 0.2, 0) * stats.norm.pdf(u) * stats.norm.pdf(v), -6, 6, -6, 6, epsabs=1e-5
    )
    found = evppi(net_benefit=net, inputs=x, method=method)
    assert abs(found.value - (law_gain - 0.2)) < 4 * found.error


class StraightLine:
    def fit(self, inputs: Array, target: Array) -> None:
        self.coefficients = np.linalg.lstsq(np.column_stack([np.ones(len(inputs)), inputs]), target, rcond=None)[0]

    def predict(self, inputs: Array) -> Array:
        return np.asarray(np.column_stack([np.ones(len(inputs)), inputs]) @ self.coefficients)


def test_a_regression_of_ones_own() -> None:
    x, noise = np.random.default_rng(31).normal(size=(2, 20_000))
    found = evppi(net_benefit=2 * x + 2 + noise, inputs=x, method=StraightLine)
    assert abs(found.value - linear_normal(2, 2)) < 4 * found.error
    assert found.method == "StraightLine"


def test_unequal_rows_are_refused() -> None:
    with pytest.raises(RunError, match="inputs has 999 worlds and the outcome 1000"):
        evppi(net_benefit=np.arange(1000.0), inputs=np.arange(999.0))


def test_inputs_that_tell_nothing_are_left_out_and_said() -> None:
    generator = np.random.default_rng(27)
    x = generator.normal(size=2000)
    net = x + 0.5
    group = np.column_stack([x, np.full(2000, 3.0), np.exp(x)])
    found = evppi(net_benefit=net, inputs=group)
    assert found.notes == (
        Note("constant_input", {"input": 1}),
        Note("same_input", {"input": 2, "other": 0}),
    )
    assert found.value == evppi(net_benefit=net, inputs=x).value
    assert evppi(net_benefit=net, inputs=np.full(2000, 3.0)).value == 0


def test_identical_options_are_worth_no_research() -> None:
    x = np.random.default_rng(28).normal(size=1000)
    found = evppi(net_benefit=np.column_stack([x, x]), inputs=x)
    assert (found.value, found.error) == (0, 0)
