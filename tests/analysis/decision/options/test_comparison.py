"""Options against closed forms and published figures."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import stats

from mcba.analysis.decision.information.gains import unit_normal_loss
from mcba.analysis.decision.information.perfect_information import evpi
from mcba.analysis.decision.options.comparison import compare_options, regret
from mcba.engine.estimates.estimate import Estimate
from mcba.engine.estimates.kept import probability
from mcba.errors import RunError
from tests.honesty import assert_honest


def test_a_share_of_none_is_not_certain() -> None:
    found = probability(np.zeros(1000, dtype=bool))
    assert (found.value, found.error) == (0, 0.0015)


def test_hubbards_advertising_campaign() -> None:
    # case hubbard-ch7-binary, enumerated
    options = compare_options(np.repeat([40e6, -5e6], [6000, 4000]), ["reject", "approve"])
    np.testing.assert_allclose(options.mean, [0, 22e6])
    np.testing.assert_allclose(options.expected_loss, [24e6, 2e6])
    np.testing.assert_allclose(options.probability_best, [0.4, 0.6])
    np.testing.assert_allclose(options.regret_high, [40e6, 5e6])
    assert (options.best, options.runner_up, options.lead.value) == ("approve", "reject", 22e6)
    assert (options.favourite, options.tied) == ("approve", False)


@pytest.mark.slow
def test_two_normal_options_in_closed_form() -> None:
    found = []
    for seed in range(200):
        generator = np.random.default_rng([4, seed])
        shared = generator.normal(0, 10, 2000)  # what is common to the options cancels
        a, b = shared + generator.normal(1, 1, 2000), shared + generator.normal(0, 1, 2000)
        found.append(compare_options(np.column_stack([a, b])))
        assert found[-1].expected_loss[0] == pytest.approx(evpi(net_benefit=np.column_stack([a, b])).value)
    sd = np.sqrt(2)
    loss = sd * float(unit_normal_loss(1 / sd))
    high = 1 - sd * stats.norm.ppf(0.05)  # regret of b is the positive part of N(1, 2)
    assert_honest([Estimate(one.mean[0], one.mean_error[0]) for one in found], 1)
    assert_honest(
        [Estimate(one.probability_best[0], one.probability_best_error[0]) for one in found], stats.norm.cdf(1 / sd)
    )
    assert_honest([Estimate(one.expected_loss[0], one.expected_loss_error[0]) for one in found], loss)
    assert_honest([Estimate(one.expected_loss[1], one.expected_loss_error[1]) for one in found], loss + 1)
    assert_honest([Estimate(one.regret_high[1], one.regret_high_error[1]) for one in found], high)
    assert_honest([one.lead for one in found], 1)


def test_options_that_tie_share_the_world() -> None:
    options = compare_options(np.array([[1.0, 1.0, 0.0], [2.0, 0.0, 0.0]] * 2))
    np.testing.assert_allclose(options.probability_best, [0.75, 0.25, 0])


def test_regret_is_zero_for_the_best_of_each_world() -> None:
    np.testing.assert_array_equal(regret(np.array([[3.0, 5.0], [2.0, -1.0]])), [[2, 0], [0, 3]])


def test_the_best_option_may_be_tied_or_seldom_the_best() -> None:
    generator = np.random.default_rng(5)
    assert compare_options(generator.normal(size=(1000, 2)), ["a", "b"]).tied
    rare = np.column_stack([np.zeros(1000), np.where(np.arange(1000) < 100, 100.0, -1.0)])
    found = compare_options(rare, ["wait", "go"])
    assert (found.best, found.favourite, found.tied) == ("go", "wait", False)
    np.testing.assert_allclose(found.probability_best, [0.9, 0.1])


def test_bad_options_are_refused() -> None:
    same = np.random.default_rng(6).normal(size=100)
    with pytest.raises(RunError, match="'a' and 'c' have the same net benefit in every world"):
        compare_options(np.column_stack([same, same + 1, same]), ["a", "b", "c"])
    with pytest.raises(RunError, match="do not name 2 options"):
        compare_options(np.column_stack([same, same + 1]), ["a", "a"])
    with pytest.raises(RunError, match="mass is 90"):
        compare_options(same, mass=90)
