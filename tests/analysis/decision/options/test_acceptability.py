"""Acceptability against closed forms."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import stats

from mcba.analysis.decision.information.gains import unit_normal_loss
from mcba.analysis.decision.information.perfect_information import evpi
from mcba.analysis.decision.options.acceptability import acceptability_curve
from mcba.engine.estimates.estimate import Estimate
from mcba.errors import RunError
from tests.honesty import assert_honest


@pytest.mark.slow
def test_acceptability_curve_in_closed_form() -> None:
    # effect ~ N(1, 0.5), cost ~ N(2, 1): net benefit at price p is normal
    prices = np.array([0.0, 1.0, 2.5, 5.0])
    curves = []
    for seed in range(200):
        generator = np.random.default_rng([10, seed])
        curves.append(acceptability_curve(generator.normal(1, 0.5, 2000), generator.normal(2, 1, 2000), prices))
    mean, sd = prices - 2, np.sqrt(0.25 * prices**2 + 1)
    for place, (away, spread) in enumerate(zip(mean, sd, strict=True)):
        best = [Estimate(one.probability_best[place, 1], one.probability_best_error[place, 1]) for one in curves]
        assert_honest(best, stats.norm.cdf(away / spread))
        informed = [Estimate(one.evpi[place], one.evpi_error[place]) for one in curves]
        assert_honest(informed, spread * float(unit_normal_loss(abs(away) / spread)))
    found = curves[0]
    assert found.frontier.tolist() == [0, 0, 1, 1]


def test_acceptability_and_evpi_agree_at_every_price() -> None:
    # case dampack-example-psa-evpi asks EVPI of price × effect − cost at six prices; its sample is a third party's, so
    # three made-up strategies stand in for it here
    generator = np.random.default_rng(11)
    effect = generator.normal([10.0, 10.2, 10.4], 0.5, (10_000, 3))
    cost = generator.gamma(20, [50.0, 200.0, 600.0], (10_000, 3))
    prices = np.array([1000.0, 11000, 21000, 31000, 41000, 51000])
    found = acceptability_curve(effect, cost, prices)
    for price, value, best in zip(prices, found.evpi, found.frontier, strict=True):
        single = evpi(net_benefit=price * effect - cost)
        assert value == pytest.approx(single.value, rel=1e-12)
        assert best == single.best
    np.testing.assert_allclose(found.probability_best.sum(axis=1), 1)


def test_acceptability_refuses_unequal_shapes() -> None:
    with pytest.raises(RunError, match="differ in shape"):
        acceptability_curve(np.ones(10), np.ones((10, 2)), [1.0])
