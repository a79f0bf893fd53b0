"""The value of perfect information against closed forms."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import integrate, stats

from mcba.analysis.decision.information.gains import unit_normal_loss
from mcba.analysis.decision.information.perfect_information import evpi
from mcba.analysis.decision.options.comparison import compare_options
from mcba.engine.estimates.estimate import Estimate
from mcba.errors import RunError
from tests.analysis.decision.information.closed_forms import Array, expected_gain, linear_normal, sobol_worlds, toy
from tests.honesty import assert_honest


def test_unit_normal_loss_is_that_of_the_table() -> None:
    # case unit-normal-loss-table: Raiffa & Schlaifer 1961
    table = {0: 0.3989, 0.5: 0.1978, 1: 0.08332, 1.5: 0.02931, 2: 0.008491, 2.5: 0.002004, 3: 0.0003822}
    np.testing.assert_allclose(unit_normal_loss(list(table)), list(table.values()), rtol=6e-4)


# chjackson/voi vignettes/voi.Rmd @b43b895: published figures with their tolerance, beside the closed form.
@pytest.mark.parametrize(
    ("k", "published", "tolerance"), [(1, 0.4798107, 0.004), (2, 0.4028003, 0.01), (3, 0.4174207, 0.01)]
)
def test_evpi_of_the_normal_toy(k: int, published: float, tolerance: float) -> None:
    _, _, benefit, labels = toy(k)
    found = evpi(net_benefit=benefit, randomisation=labels)
    assert abs(found.value - published) < tolerance
    assert abs(found.value - linear_normal(k, np.hypot(k, 2))) < 4 * found.error


def test_shale_gas_decision_tree() -> None:
    # case shale-gas-decision-tree (Kaminski et al. 2018, Fig. 7), enumerated: 70 % gas, a test of 90 % / 70 %
    gas = np.repeat([True, True, False, False], [630, 70, 90, 210])
    positive = np.repeat([True, False, True, False], [630, 70, 90, 210])
    dig = -300 + 2500 * gas
    sell = np.where(positive, 1000, 600)
    strategies = {
        "dig": dig,
        "sell": np.full(1000, 800),
        "test;sell;dig": np.where(positive, dig, sell) - 50,
        "test;dig;dig": dig - 50,
        "test;dig;sell": np.where(positive, sell, dig) - 50,
        "test;sell;sell": sell - 50,
    }
    options = compare_options(np.column_stack(list(strategies.values())), list(strategies))
    published = [1450, 800, 1477, 1400, 761, 838]
    np.testing.assert_allclose(options.mean, published, atol=3)
    assert options.best == "test;sell;dig"


def test_evpi_of_stored_worlds_is_the_mean_of_maxima_less_the_maximum_of_means() -> None:
    # The formula of dampack and voi by hand: the best of each world is 9, 8, 7, 6 and the means are 5, 5.25, 4
    benefit = np.array([[9.0, 4, 1], [2, 8, 3], [5, 3, 7], [4, 6, 5]])
    found = evpi(net_benefit=benefit)
    assert found.value == 7.5 - 5.25
    assert found.best == 1
    assert found.switches == 0.5


def test_a_beta_on_the_unit_interval_with_the_published_figure() -> None:
    # peers: y = x − 1 with beta(.5, .5) scaled to mean 1 gives 0.316 = 1 / π
    law = stats.beta(0.5, 0.5, loc=0, scale=2)
    assert expected_gain(law, 1.0) == pytest.approx(1 / np.pi, abs=1e-6)


def test_nearly_equal_options_widen_the_error() -> None:
    # Of six equal options the highest mean is too high by more than it varies, and EVPI too low by as much: an error of
    # the spread alone would be 0.7 of the real one. Truth: the mean of the largest of six normals.
    exact, _ = integrate.quad(lambda x: 6 * x * stats.norm.pdf(x) * stats.norm.cdf(x) ** 5, -8, 8)
    found = [evpi(net_benefit=np.random.default_rng([17, seed]).normal(size=(400, 6))) for seed in range(400)]
    assert_honest([Estimate(one.value, one.error) for one in found], exact)
    clear = np.random.default_rng(17).normal(size=(400, 2)) + np.array(
        [0, 3]
    )  # nothing to widen: the error is that of a mean
    loss = np.maximum(clear[:, 0] - clear[:, 1], 0)
    assert evpi(net_benefit=clear).error == pytest.approx(loss.std(ddof=1) / np.sqrt(400), rel=1e-6)


@pytest.mark.slow
def test_the_error_between_randomisations_is_honest() -> None:
    found = []
    for seed in range(200):
        generator = np.random.default_rng([31, seed])
        points = [stats.qmc.Sobol(1, rng=generator).random_base2(6) for _ in range(16)]
        net = stats.norm.ppf(np.concatenate(points))[:, 0] + 0.5
        one = evpi(net_benefit=net, randomisation=np.repeat(np.arange(16), 64))
        found.append(Estimate(one.value, one.error))
    assert_honest(found, linear_normal(0.5, 1), randomisations=16)


def test_labels_in_any_order_and_of_any_kind() -> None:
    x, labels = sobol_worlds(8, 8)
    net = x.sum(axis=1) + 0.5
    shuffled = np.random.default_rng(1).permutation(len(net))
    plain = evpi(net_benefit=net, randomisation=labels)
    other = evpi(net_benefit=net[shuffled], randomisation=10 * labels[shuffled] - 3)
    assert other.value == pytest.approx(plain.value, rel=1e-12)
    assert other.error == pytest.approx(plain.error, rel=1e-12)


@pytest.mark.parametrize(
    ("benefit", "message"),
    [
        (np.ones((10, 1)), "one option; a choice needs two"),
        (np.array([1.0, np.nan, np.inf]), r"2 values that are not finite, the first at index \(1,\)"),
        (np.ones((2, 2, 2)), r"shape \(2, 2, 2\)"),
        (np.array([1.0]), "at least two worlds"),
    ],
)
def test_bad_net_benefit_is_refused(benefit: Array, message: str) -> None:
    with pytest.raises(RunError, match=message):
        evpi(net_benefit=benefit)
