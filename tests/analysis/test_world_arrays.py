"""Errors of means and quantiles of arrays of worlds."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray
from scipy import stats

from mcba.analysis.decision.options.comparison import compare_options
from mcba.analysis.world_arrays import error_of_mean
from mcba.engine.estimates.kept import mean
from mcba.engine.estimates.ordered import quantiles
from tests.honesty import assert_honest

Array = NDArray[np.float64]


@pytest.mark.parametrize(
    ("values", "centre", "sd"),
    [
        # case nist-strd-numacc: NIST StRD univariate summary statistics, certified values
        ([10000001, 10000003, 10000002], 10000002, 1),
        ([1.2, *[1.1, 1.3] * 500], 1.2, 0.1),
        ([1000000.2, *[1000000.1, 1000000.3] * 500], 1000000.2, 0.1),
        ([10000000.2, *[10000000.1, 10000000.3] * 500], 10000000.2, 0.1),
    ],
)
def test_means_and_errors_lose_no_precision(values: list[float], centre: float, sd: float) -> None:
    found = mean(np.array(values, dtype=np.float64))
    assert found.value == pytest.approx(centre, rel=1e-7)
    assert found.error * np.sqrt(len(values)) == pytest.approx(sd, rel=1e-7)


def test_error_between_randomisations_of_equal_size_is_that_of_their_means() -> None:
    values = np.random.default_rng(1).normal(size=(8, 50)) + np.arange(8)[:, None]
    labels = np.repeat(np.arange(8), 50)
    assert error_of_mean(values.ravel(), labels) == pytest.approx(values.mean(axis=1).std(ddof=1) / np.sqrt(8))


def test_error_between_randomisations_of_unequal_size_is_honest() -> None:
    sizes = np.array([20, 40, 60, 80, 100, 20, 40, 60, 80, 100, 50, 50])
    labels = np.repeat(np.arange(sizes.size), sizes)
    found = []
    for seed in range(300):
        generator = np.random.default_rng([2, seed])
        found.append(mean(generator.normal(size=sizes.size)[labels] + generator.normal(size=labels.size), ranks=labels))
    assert_honest(found, 0.0, randomisations=sizes.size)


def test_the_error_of_a_quantile() -> None:
    values = np.random.default_rng(3).normal(size=40_000)
    found = quantiles(values, [0.95])[0]
    exact = stats.norm.ppf(0.95)
    assert found.error == pytest.approx(np.sqrt(0.95 * 0.05 / 40_000) / stats.norm.pdf(exact), rel=0.15)
    assert abs(found.value - exact) < 4 * found.error


@pytest.mark.slow
def test_the_dressing_of_the_published_model() -> None:
    # case jenks2016-tegaderm-base; exact mean saving by independence 73.5427 (jenks2016-tegaderm-tornado)
    generator = np.random.default_rng(13)
    size = 1_000_000

    def gamma(mean: float, sd: float) -> Array:
        return generator.gamma((mean / sd) ** 2, sd**2 / mean, size)

    def lognormal(mean: float, sd: float) -> Array:
        variance = np.log1p((sd / mean) ** 2)
        return generator.lognormal(np.log(mean) - variance / 2, np.sqrt(variance), size)

    dressings, days = gamma(3, 2), gamma(10, 5)
    blood, local, skin = gamma(1.48, 0.12) * days / 1000, gamma(0.14, 0.5) * days / 1000, generator.beta(1, 475, size)
    cost_blood, cost_local, cost_skin = gamma(9900, 3000), gamma(100, 30), gamma(6, 3)
    standard = 1.54 * dressings + cost_blood * blood + cost_local * local + cost_skin * skin
    hazard_blood, hazard_local = lognormal(0.402, 0.173979591837), lognormal(0.402, 0.173979591837)
    new = 6.26 * dressings + cost_blood * blood * hazard_blood + cost_local * local * hazard_local
    new += cost_skin * skin * lognormal(1, 0.5)
    options = compare_options(np.column_stack([-standard, -new]), ["standard", "tegaderm"])
    assert abs(-options.mean[0] - 151.29) < 0.5
    assert abs(-options.mean[1] - 77.75) < 0.4
    assert abs(options.lead.value - 73.5427) < 4 * options.lead.error
    assert abs(options.probability_best[1] - 0.946) < 0.022
    saving = standard - new
    assert abs(quantiles(saving, [0.025])[0].value - -10.62) < 40
    assert abs(quantiles(saving, [0.975])[0].value - 261.63) < 40
    assert abs(saving.std() - 67.98) < 8
