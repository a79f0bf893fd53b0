"""The value of a planned study against closed forms."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import stats

import mcba
from mcba.analysis.decision.information.partial_information import evppi
from mcba.analysis.decision.information.perfect_information import evpi
from mcba.analysis.decision.information.planned_studies import evsi
from mcba.errors import RunError
from tests.analysis.decision.information.closed_forms import linear_normal, toy


@pytest.mark.parametrize(("size", "published"), [(10, 0.07078), (100, 0.08184), (1000, 0.08178)])
def test_evsi_of_the_normal_toy(size: int, published: float) -> None:
    p1, _, benefit, labels = toy(1)
    found = evsi(net_benefit=benefit, inputs=p1, sample_size=size, observation_sd=1.0, seed=3, randomisation=labels)
    assert abs(found.value - published) < 0.01
    assert abs(found.value - linear_normal(1, np.sqrt(1 / (1 + 1 / size)))) < 4 * found.error


@pytest.mark.parametrize(("size", "published"), [(10, 0.07078), (100, 0.08184), (1000, 0.08178)])
def test_evsi_of_a_run_is_normal_normal(toy_run: mcba.Run, size: int, published: float) -> None:
    # Raiffa & Schlaifer 1961: the posterior mean of p1 ~ N(1, 1) has variance 1 / (1 + 1 / n) before the study
    found = mcba.evsi(toy_run, "p1", sample_size=size, observation_sd=1.0, seed=4)
    assert abs(found.value - published) < 0.01
    assert abs(found.value - linear_normal(1, np.sqrt(1 / (1 + 1 / size)))) < 4 * found.error


def test_a_study_measures_one_number(toy_run: mcba.Run) -> None:
    with pytest.raises(RunError, match=r"'twins' stands for several numbers and a study measures one; name it as name"):
        mcba.evsi(toy_run, "twins", sample_size=10, observation_sd=1.0)
    found = mcba.evsi(toy_run, "twins[left]", sample_size=10, observation_sd=1.0)
    assert found.value < 4 * found.error or found.value == 0
    with pytest.raises(RunError, match="'p3' is no uncertain assumption of the study"):
        mcba.evsi(toy_run, "p3", sample_size=10, observation_sd=1.0)
    with pytest.raises(RunError, match="a run knows the randomisation of its worlds"):
        mcba.evpi(toy_run, randomisation=[0, 1])


def test_a_planned_study_has_the_same_results_for_the_same_seed() -> None:
    x, noise = np.random.default_rng(32).normal(size=(2, 2000))
    one, again, other = (
        evsi(net_benefit=x + noise, inputs=x, sample_size=5, observation_sd=1.0, seed=seed) for seed in (3, 3, 4)
    )
    assert one == again
    assert one.value != other.value


@pytest.mark.parametrize("truth", [(-0.1, 0.5), (0.5, 1.1)])
def test_a_probability_outside_0_to_1_is_refused(truth: tuple[float, float]) -> None:
    with pytest.raises(RunError, match="a binomial study measures a probability; the input runs from"):
        evsi(net_benefit=np.linspace(-1, 1, 100), inputs=np.linspace(*truth, 100), sample_size=5, study="binomial")


def test_binomial_study_against_its_conjugate_form() -> None:
    # probability ~ beta(2, 3), 20 observations: the posterior mean given s successes is (2 + s) / 25
    generator = np.random.default_rng(21)
    probability = generator.beta(2, 3, 60_000)
    net = 1000 * (probability - 0.45) + generator.normal(0, 100, probability.size)
    s = np.arange(21)
    exact = float(np.sum(stats.betabinom(20, 2, 3).pmf(s) * np.maximum(1000 * ((2 + s) / 25 - 0.45), 0)))
    found = evsi(net_benefit=net, inputs=probability, sample_size=20, study="binomial")
    assert abs(found.value - exact) < 4 * found.error


def test_poisson_study_against_its_conjugate_form() -> None:
    # rate ~ gamma(4, scale 1/2), 3 units of exposure: the posterior mean given s events is (4 + s) / 5
    generator = np.random.default_rng(22)
    rate = generator.gamma(4, 0.5, 60_000)
    s = np.arange(200)
    predictive = stats.nbinom(4, 2 / 5)
    exact = float(np.sum(predictive.pmf(s) * np.maximum((4 + s) / 5 - 2.5, 0)))
    found = evsi(net_benefit=rate - 2.5 + generator.normal(size=rate.size), inputs=rate, sample_size=3, study="poisson")
    assert abs(found.value - exact) < 4 * found.error


def test_other_bad_input_is_refused() -> None:
    x = np.random.default_rng(26).normal(size=(500, 2))
    net = x.sum(axis=1)
    with pytest.raises(RunError, match="method 'gam' is not known; choose best, spline"):
        evppi(net_benefit=net, inputs=x, method="gam")
    with pytest.raises(RunError, match="'bins' takes one input"):
        evppi(net_benefit=net, inputs=x, method="bins")
    with pytest.raises(RunError, match="too few for a regression"):
        evppi(net_benefit=net[:50], inputs=x[:50])
    with pytest.raises(RunError, match="single label"):
        evpi(net_benefit=net, randomisation=np.zeros(500))
    with pytest.raises(RunError, match=r"shape \(3,\); give one label for each of the 500 worlds"):
        evpi(net_benefit=net, randomisation=[0, 1, 2])
    with pytest.raises(RunError, match="goes with study='normal', the default"):
        evsi(net_benefit=net, inputs=x[:, 0], sample_size=3)
    with pytest.raises(RunError, match="measures a probability"):
        evsi(net_benefit=net, inputs=x[:, 0], sample_size=3, study="binomial")
