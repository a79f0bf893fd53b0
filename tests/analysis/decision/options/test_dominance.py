"""Stochastic dominance against closed forms."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import stats

from mcba.analysis.decision.information.gains import unit_normal_loss
from mcba.analysis.decision.options.dominance import stochastic_dominance
from mcba.engine.estimates.estimate import Estimate
from tests.honesty import assert_honest


def test_dominance_of_normal_laws() -> None:
    # Same spread, higher mean: first order. Same mean, smaller spread: second order only. Quantiles, so exact.
    z = stats.norm.ppf((np.arange(2001) + 0.5) / 2001)
    shuffled = np.random.default_rng(7).permutation(z)
    found = stochastic_dominance(np.column_stack([z + 1, shuffled, 2 * shuffled]))
    assert found.first[0, 1]
    assert not found.every_world[0, 1]
    assert not found.first[1, 2]
    assert found.first_violation[1, 2] == pytest.approx(0.5, abs=1e-6)  # the quantiles cross at the common mean
    assert found.second[1, 2]
    assert not found.second[2, 1]
    assert np.isnan(found.first_violation[0, 0])
    assert found.second_violation_error.shape == (3, 3)


def test_dominance_in_every_world() -> None:
    z = np.random.default_rng(8).normal(size=500)
    found = stochastic_dominance(np.column_stack([z + 0.1, z]))
    assert found.every_world.tolist() == [[False, True], [False, False]]
    assert found.first[0, 1]
    assert found.second[0, 1]


@pytest.mark.slow
def test_almost_dominance_has_a_share_and_an_error() -> None:
    # N(1/2, 1) against N(0, 1.5²): the quantiles 1/2 + z and 1.5 z cross at z = 1
    found = []
    for seed in range(200):
        generator = np.random.default_rng([9, seed])
        benefit = np.column_stack([generator.normal(0.5, 1, 2000), generator.normal(0, 1.5, 2000)])
        found.append(stochastic_dominance(benefit))
    against = 0.5 * float(unit_normal_loss(1.0))
    shares = [Estimate(one.first_violation[0, 1], one.first_violation_error[0, 1]) for one in found]
    assert_honest(shares, against / (0.5 + 2 * against))
    assert all(one.second[0, 1] for one in found)
