"""Switching values and break-evens against closed forms and the figures of the sources."""

from __future__ import annotations

from functools import cache

import numpy as np
import pytest
from numpy.typing import NDArray
from scipy import stats

import mcba
from mcba.analysis.decision.regression.conditional_means import FOLDS, conditional_mean
from mcba.analysis.decision.variation.breakeven import break_even_between, break_even_line
from mcba.analysis.decision.variation.switching import (
    RELAXED,
    SwitchingValues,
    _crossings,
    switching_line,
    switching_values_of,
    unpriced_worth,
)
from mcba.engine.estimates.estimate import Estimate
from mcba.errors import RunError
from tests.honesty import assert_covers, assert_honest

pytestmark = pytest.mark.slow

Array = NDArray[np.float64]


# --- from the worlds at hand --------------------------------------------------------------------------------------


def dependent_worlds(worlds: int, seed: int) -> tuple[Array, Array]:
    """y = −1 + x + z + noise with corr(x, z) = 0.5, so E[y | x] = −1 + 1.5 x."""
    generator = np.random.default_rng([1, seed])
    x, z = generator.multivariate_normal([0, 0], [[1, 0.5], [0.5, 1]], worlds).T
    return x, -1 + x + z + generator.normal(size=worlds)


def test_a_linear_model_with_dependent_inputs() -> None:
    found = switching_values_of(*dependent_worlds(40_000, 1))
    for switch in (found.mean, found.chance):  # a normal outcome: mean and median go through zero together
        assert switch.value is not None
        assert abs(switch.value - 2 / 3) < 4 * switch.error
        assert switch.low < switch.value < switch.high
        assert switch.good_side == "above"
    assert found.mean.error < 0.02
    # holding z at its mean of 0 is another question with another answer
    assert break_even_between(lambda x: -1 + x + 0, -3, 3).value == pytest.approx(1)


def test_the_lognormal_trap() -> None:
    # y = x L − 1 with L lognormal(0, 1): 0.61 by means, 1.00 for 50 %
    generator = np.random.default_rng(2)
    x = generator.uniform(0.2, 1.8, 60_000)
    found = switching_values_of(x, x * generator.lognormal(0, 1, x.size) - 1)
    assert found.mean.value is not None
    assert found.chance.value is not None
    assert abs(found.mean.value - np.exp(-0.5)) < 4 * found.mean.error
    assert abs(found.chance.value - 1) < 4 * found.chance.error
    assert round(np.exp(-0.5), 2) == 0.61
    assert max(found.mean.error, found.chance.error) < 0.02
    # the break-even depends on which value of L is held
    assert break_even_between(lambda x: x * np.exp(0.5) - 1, 0.2, 1.8).value == pytest.approx(np.exp(-0.5))
    assert break_even_between(lambda x: x * 1.0 - 1, 0.2, 1.8).value == pytest.approx(1)


def test_another_chance_than_one_half() -> None:
    x, outcome = dependent_worlds(40_000, 3)
    found = switching_values_of(x, outcome, chance=0.8).chance
    # outcome | x ~ N(−1 + 1.5 x, 1 − 0.25 + 1)
    exact = (1 + np.sqrt(1.75) * stats.norm.ppf(0.8)) / 1.5
    assert found.value is not None
    assert abs(found.value - exact) < 4 * found.error


@pytest.mark.parametrize("of", ["mean", "chance"])
def test_the_band_is_honest(of: str) -> None:
    found = [getattr(one, of) for one in many_switches()]
    assert_honest([Estimate(one.value, one.error, FOLDS - 1) for one in found], 2 / 3)
    assert_covers(one.low < 2 / 3 < one.high for one in found)


@cache
def many_switches() -> list[SwitchingValues]:
    return [switching_values_of(*dependent_worlds(1000, seed)) for seed in range(120)]


def test_an_outcome_without_noise_is_found_exactly() -> None:
    x = np.random.default_rng(4).gamma(2, 10, 5000)
    found = switching_values_of(x, 3 * x - 45).mean
    assert found.value == pytest.approx(15, rel=1e-6)


def test_good_below_and_twice_across() -> None:
    generator = np.random.default_rng(5)
    x = generator.random(20_000)
    noise = generator.normal(0, 0.1, x.size)
    assert switching_values_of(x, 0.3 - x + noise).mean.good_side == "below"
    found = switching_values_of(x, np.abs(x - 0.5) - 0.25 + noise).mean
    assert found.value == pytest.approx(0.25, abs=0.02)
    assert found.others == (pytest.approx(0.75, abs=0.02),)
    assert found.good_side == "below"


def test_no_switch_inside_the_support_is_said() -> None:
    generator = np.random.default_rng(6)
    x = generator.uniform(2, 3, 5000)
    found = switching_values_of(x, x - 1 + generator.normal(0, 0.1, x.size)).mean
    assert found.value is None
    assert found.stays == 1
    assert found.error == np.inf
    assert x.min() <= found.support[0] < found.support[1] <= x.max()


def test_what_the_worlds_cannot_tell_is_said() -> None:
    generator = np.random.default_rng(7)
    found = switching_values_of(generator.random(2000), generator.normal(size=2000)).mean
    assert (found.value, found.stays) == (None, 0)


def test_a_switch_near_the_end_of_the_support_has_an_open_band() -> None:
    # 3,000 worlds with noise 0.3 know the mean outcome at x = 1 to about 0.02: they cannot tell 0.005 from 0
    generator = np.random.default_rng(8)
    x = generator.random(3000)
    found = switching_values_of(x, x - 0.995 + generator.normal(0, 0.3, x.size)).mean
    assert found.stays != 1
    assert not np.isfinite(found.error)
    assert found.high == found.support[1]
    assert found.value is None or (0.9 < found.value <= 1 and found.good_side == "above")


def test_a_count_switches_between_two_of_its_values() -> None:
    generator = np.random.default_rng(9)
    count = generator.poisson(3, 20_000).astype(float)
    found = switching_values_of(count, count - 3.4 + generator.normal(size=count.size)).mean
    assert (found.low, found.high) == (3, 4)
    assert found.value is not None
    assert 3 < found.value < 4


def test_worlds_of_several_randomisations() -> None:
    points = [stats.qmc.Sobol(2, rng=np.random.default_rng([10, r])).random_base2(10) for r in range(10)]
    x, z = stats.norm.ppf(np.concatenate(points)).T
    labels = np.repeat(np.arange(10), 1024)
    found = switching_values_of(x, 2 * x - 1 + z, randomisation=labels).mean
    assert found.value is not None
    assert abs(found.value - 0.5) < 4 * found.error
    assert found.error < switching_values_of(x, 2 * x - 1 + z).mean.error / 3  # these points are more even


def test_two_way_lines_from_the_worlds() -> None:
    generator = np.random.default_rng(11)
    x, y = generator.random((2, 30_000))
    outcome = x + 2 * y - 1.5 + generator.normal(0, 0.5, x.size)
    found = switching_line(x, y, outcome)
    assert found.switches.all()
    np.testing.assert_allclose(found.first, np.linspace(0.05, 0.95, 19), atol=0.01)  # quantiles of a uniform number
    np.testing.assert_allclose(found.second, (1.5 - found.first) / 2, atol=0.03)
    even = switching_line(x, y, outcome, at=[0.5], chance=0.5)
    assert even.second[0] == pytest.approx(0.5, abs=0.06)


def test_the_band_of_a_line_is_honest() -> None:
    away, held = [], []
    for seed in range(40):
        generator = np.random.default_rng([11, seed])
        x, y = generator.random((2, 3000))
        found = switching_line(x, y, x + 2 * y - 1.5 + generator.normal(0, 0.3, x.size), at=[0.2, 0.5, 0.8])
        exact = (1.5 - found.first) / 2
        errors = (found.high - found.low) / 2 / stats.t.ppf(0.975, FOLDS - 1)
        away += [Estimate(*one, FOLDS - 1) for one in zip(found.second - exact, errors, strict=True)]
        held += list((found.low < exact) & (exact < found.high))
    assert_honest(away, 0.0)
    assert_covers(held)


def test_a_line_has_a_gap_where_nothing_switches() -> None:
    generator = np.random.default_rng(12)
    x, y = generator.random((2, 10_000))
    found = switching_line(x, y, 3 * x + y - 1.5 + generator.normal(0, 0.1, x.size), at=[0.05, 0.3, 0.9])
    assert found.switches.tolist() == [False, True, False]
    assert found.stays.tolist() == [-1, 0, 1]
    assert np.isnan(found.low).tolist() == np.isnan(found.high).tolist() == [True, False, True]


def test_a_band_ends_where_the_curve_leaves_its_margin() -> None:
    """By hand: a line through 0 at 1.5 with a margin of 1/2 and slope 2, between points and at the ends."""
    grid, curve, margin = np.arange(4.0), np.array([-3.0, -1.0, 1.0, 3.0]), np.full(4, 0.5)
    (found,) = _crossings(grid, curve, margin, discrete=False)
    assert (found.value, found.low, found.high) == (1.5, 1.25, 1.75)
    assert (found.good_side, found.closed) == ("above", True)
    (found,) = _crossings(grid, -curve, margin, discrete=False)
    assert (found.value, found.low, found.high, found.good_side) == (1.5, 1.25, 1.75, "below")
    (found,) = _crossings(grid, curve, margin, discrete=True)
    assert (found.low, found.high) == (1, 2)
    (found,) = _crossings(grid[:2], curve[1:3], margin[:2], discrete=True)  # two values are enough
    assert (found.value, found.low, found.high) == (0.5, 0, 1)
    (found,) = _crossings(grid, curve, np.array([0.5, 0.5, 2, 4]), discrete=False)  # it never leaves above
    assert (found.value, found.high, found.good_side, found.closed) == (1.5, 3, "above", False)
    assert found.low == pytest.approx(1 + 1 / 3)  # |curve| less its margin falls from 1/2 to -1 there
    (found,) = _crossings(grid, curve, np.array([4, 2, 0.5, 0.5]), discrete=False)  # nor below
    assert (found.value, found.low, found.good_side, found.closed) == (1.5, 0, "above", False)


def test_a_band_ends_where_zero_is_as_many_errors_away_as_student_says() -> None:
    x, outcome = dependent_worlds(2000, 1)
    found = switching_values_of(x, outcome, confidence=0.9).mean
    curve = conditional_mean(x[:, None], np.column_stack([outcome, (outcome > 0) - 0.5]), None, relaxed=RELAXED)
    for end in (found.low, found.high):
        place = np.array([end])
        errors = abs(curve.at(place)[0, 0]) / curve.error_at(place)[0, 0]
        assert errors == pytest.approx(stats.t.ppf(0.95, FOLDS - 1), rel=2e-3)


def test_unpriced_items_would_have_to_be_worth_what_the_balance_lacks(small_run: mcba.Run) -> None:
    balance, found = small_run.summary("npv"), unpriced_worth(small_run)
    assert (found.for_mean.value, found.for_mean.error) == (-balance.mean.value, balance.mean.error)
    assert (found.for_even_chance.value, found.for_even_chance.error) == (-balance.median.value, balance.median.error)


# --- everything else at one value ---------------------------------------------------------------------------------


def test_the_overall_factor_of_meerwaarde() -> None:
    # savings 9,627,226 once and 3,692,690 in three years, budget 5,884,091, published factor 0.9
    found = break_even_between(lambda factor: factor * (9_627_226 + 3 * 3_692_690) - 5_884_091, 0, 1)
    assert found.value is not None
    assert round(found.value, 4) == 0.2842
    assert found.good_side == "above"


def test_the_required_benefit_of_a_participant_of_mobility_mentoring() -> None:
    # circa 90,000 a year for 50 participants; 250 each when the reward is given
    assert break_even_between(lambda benefit: 50 * benefit - 90_000, 0, 10_000).value == pytest.approx(1800)
    assert break_even_between(lambda benefit: 50 * (benefit - 250) - 90_000, 0, 10_000).value == pytest.approx(2050)
    line = break_even_line(lambda staff, benefit: 50 * benefit - 9500 - staff, [0, 40_000, 80_000], 0, 10_000)
    np.testing.assert_allclose(line.second, [190, 990, 1790])


def test_break_evens_that_are_none_or_many() -> None:
    none = break_even_between(lambda x: x**2 + 1, -3, 3)
    assert (none.value, none.stays, none.low, none.high) == (None, 1, -3, 3)
    twice = break_even_between(lambda x: x**2 - 2, -3, 3)
    assert twice.value == pytest.approx(-np.sqrt(2))
    assert twice.others == (pytest.approx(np.sqrt(2)),)
    assert twice.good_side == "below"
    touching = break_even_between(lambda x: -(x**2), -3, 3)
    assert (touching.value, touching.good_side) == (0, None)
    line = break_even_line(lambda a, b: a + b - 1, [0, 3], 0, 2)
    assert line.second[0] == pytest.approx(1)
    assert np.isnan(line.second[1])
    assert line.stays.tolist() == [0, 1]


# --- bad input ----------------------------------------------------------------------------------------------------


def test_bad_input_is_refused() -> None:
    x = np.arange(200.0)
    with pytest.raises(RunError, match="inputs has 199 worlds and the outcome 200"):
        switching_values_of(x[1:], x)
    with pytest.raises(RunError, match="the assumption is 3 in every world"):
        switching_values_of(np.full(200, 3.0), x)
    with pytest.raises(RunError, match="of one assumption"):
        switching_values_of(np.column_stack([x, x]), x)
    with pytest.raises(RunError, match="between 0 and 1; found 50"):
        switching_values_of(x, x, chance=50)
    with pytest.raises(RunError, match="low < high"):
        break_even_between(lambda x: x, 1, 0)
    with pytest.raises(RunError, match="the outcome at 0 is nan"):
        break_even_between(lambda x: np.nan if x == 0 else x, 0, 1)
    with pytest.raises(RunError, match="a line needs two that vary"):
        switching_line(x, np.ones(200), x)
