"""Options, ratios and rates of return against closed forms and published figures."""

from __future__ import annotations

import math

import numpy as np
import pytest
from numpy.typing import NDArray
from scipy import stats

import mcba
from mcba.analysis.decision.information.gains import unit_normal_loss
from mcba.analysis.decision.information.perfect_information import evpi
from mcba.analysis.decision.options.acceptability import acceptability_curve
from mcba.analysis.decision.options.comparison import compare_options, regret
from mcba.analysis.decision.options.dominance import stochastic_dominance
from mcba.analysis.economics.ratios import ratio
from mcba.analysis.economics.returns import internal_rates_of
from mcba.analysis.world_arrays import error_of_mean
from mcba.engine.estimates.estimate import Estimate
from mcba.engine.estimates.kept import mean, probability
from mcba.engine.estimates.ordered import quantiles
from mcba.errors import Note, RunError
from tests.honesty import assert_covers, assert_honest

Array = NDArray[np.float64]


# --- errors of estimates ------------------------------------------------------------------------------------------


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


def test_a_share_of_none_is_not_certain() -> None:
    found = probability(np.zeros(1000, dtype=bool))
    assert (found.value, found.error) == (0, 0.0015)


# --- options ------------------------------------------------------------------------------------------------------


def test_hubbards_advertising_campaign() -> None:
    # case hubbard-ch7-binary, enumerated
    options = compare_options(np.repeat([40e6, -5e6], [6000, 4000]), ["reject", "approve"])
    np.testing.assert_allclose(options.mean, [0, 22e6])
    np.testing.assert_allclose(options.expected_loss, [24e6, 2e6])
    np.testing.assert_allclose(options.probability_best, [0.4, 0.6])
    np.testing.assert_allclose(options.regret_high, [40e6, 5e6])
    assert (options.best, options.runner_up, options.lead.value) == ("approve", "reject", 22e6)
    assert (options.favourite, options.tied) == ("approve", False)


def test_two_normal_options_in_closed_form() -> None:
    found = []
    for seed in range(200):
        generator = np.random.default_rng([4, seed])
        shared = generator.normal(0, 10, 2000)  # what is common to the options cancels
        a, b = shared + generator.normal(1, 1, 2000), shared + generator.normal(0, 1, 2000)
        found.append(compare_options(np.column_stack([a, b])))
        assert found[-1].expected_loss[0] == pytest.approx(evpi(np.column_stack([a, b])).value)
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
    options = compare_options(np.array([[1.0, 1.0, 0.0], [2.0, 0.0, 0.0]]))
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


# --- dominance ----------------------------------------------------------------------------------------------------


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


# --- acceptability ------------------------------------------------------------------------------------------------


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
        single = evpi(price * effect - cost)
        assert value == pytest.approx(single.value, rel=1e-12)
        assert best == single.best
    np.testing.assert_allclose(found.probability_best.sum(axis=1), 1)


def test_acceptability_refuses_unequal_shapes() -> None:
    with pytest.raises(RunError, match="differ in shape"):
        acceptability_curve(np.ones(10), np.ones((10, 2)), [1.0])


# --- the ratio ----------------------------------------------------------------------------------------------------


def test_the_dam_of_the_published_report() -> None:
    # case dam1-bcr: triangular benefits and costs; sharper targets from 2 million draws
    generator = np.random.default_rng(12)
    gains = [(2, 4, 5), (3, 4, 6), (0, 1, 2), (1, 3, 6), (2, 4, 6), (6, 7, 10)]
    losses = [(2, 3, 4), (3, 4, 5), (1, 2, 5)]
    benefit = np.sum([generator.triangular(*law, size=1_000_000) for law in gains], axis=0)
    cost = np.sum([generator.triangular(*law, size=1_000_000) for law in losses], axis=0)
    found = ratio(benefit, cost)
    assert found.note is None
    assert found.of_means is not None
    assert found.net_roi is not None
    assert abs(found.summary.mean.value - 2.5138) < 0.012
    assert abs(found.summary.mean.value - 2.51138) < 0.002
    assert abs(found.of_means.value - 24 / (29 / 3)) < 4 * found.of_means.error
    assert found.net_roi.value == found.of_means.value - 1
    ratios = benefit / cost
    for level, published in zip([3, 2.75, 2.5, 2, 1.5], [0.079, 0.235, 0.4979, 0.9468, 0.9999], strict=True):
        assert abs(probability(ratios > level).value - published) < 0.016


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


@pytest.mark.parametrize("interval", ["fieller", "bootstrap"])
def test_intervals_of_the_ratio_of_means_cover(interval: str) -> None:
    exact, held, found_ratios = 3 / 2, [], []
    for seed in range(100):
        generator = np.random.default_rng([14, seed])
        cost = generator.lognormal(np.log(2) - 0.125, 0.5, 400)
        benefit = 1.2 * cost + generator.lognormal(np.log(0.6) - 0.5, 1, 400)
        found = ratio(benefit, cost, interval=interval, seed=seed)
        assert found.interval is not None
        assert found.of_means is not None
        held.append(found.interval.low < exact < found.interval.high)
        assert found.interval.method == interval
        found_ratios.append(found.of_means)
        # Benefits follow costs: without their covariance the interval would be a third wider.
        width = found.interval.high - found.interval.low
        assert width == pytest.approx(2 * stats.norm.ppf(0.975) * found.of_means.error, rel=0.15)
    assert_covers(held)
    assert_honest(found_ratios, exact)


def test_fieller_between_randomisations_uses_few_degrees_of_freedom() -> None:
    values = np.random.default_rng(15).normal(10, 1, (2, 400))
    labels = np.arange(400) // 100
    wide = ratio(*values, randomisation=labels)
    t = stats.t.ppf(0.975, 3)
    assert wide.interval is not None
    assert wide.of_means is not None
    assert wide.interval.high - wide.interval.low == pytest.approx(2 * t * wide.of_means.error, rel=0.05)


def test_fieller_says_everything_when_the_mean_cost_may_be_zero() -> None:
    generator = np.random.default_rng(16)
    cost = generator.normal(0.01, 1, 100)
    found = ratio(generator.normal(5, 1, 100), cost)
    assert found.interval is not None
    assert (found.interval.low, found.interval.high) == (-np.inf, np.inf)


def test_no_mean_of_ratios_when_costs_come_near_zero() -> None:
    generator = np.random.default_rng(17)
    near = ratio(np.full(10_000, 10.0), generator.uniform(0.01, 2, 10_000))
    assert near.note is not None
    assert near.note.code == "mean_of_ratios_hangs"
    assert near.note.data["smallest"] < 0.02
    # the median of 10 / U(0.01, 2)
    assert abs(near.summary.median.value - 10 / 1.005) < 4 * near.summary.median.error


def test_costs_below_zero_keep_the_sign_of_the_answer() -> None:
    benefit = np.array([1.0, 1.0, -5.0, -1.0, 3.0])
    cost = np.array([2.0, -1.0, -1.0, -3.0, 0.0])
    found = ratio(np.tile(benefit, 20), np.tile(cost, 20))
    assert np.isnan(found.summary.mean.value)
    assert found.note == Note("costs_not_positive", {"share": 0.8, "worlds": 80})
    assert found.not_positive == 0.8
    assert found.probability_above_one.value == pytest.approx(np.mean(benefit > cost))
    assert found.summary.high.value == np.inf


def test_bad_ratios_are_refused() -> None:
    with pytest.raises(RunError, match="benefit has 3 worlds and cost 2"):
        ratio(np.ones(3), np.ones(2))
    with pytest.raises(RunError, match="the mean cost is 0"):
        ratio(np.ones(2), np.array([-1.0, 1.0]))
    with pytest.raises(RunError, match="interval 'delta' is not known; choose fieller or bootstrap"):
        ratio(np.ones(3), np.ones(3), interval="delta")


# --- rates of return ----------------------------------------------------------------------------------------------


def test_internal_rates_in_closed_form() -> None:
    gain = np.random.default_rng(18).uniform(1.0, 1.5, 20_000)
    flows = np.column_stack([np.full(gain.size, -1.0), np.zeros(gain.size), gain])
    found = internal_rates_of(flows)
    np.testing.assert_allclose(found.rates, np.sqrt(gain) - 1, atol=1e-12)
    assert found.told.median is not None
    assert abs(found.told.median.value - (np.sqrt(1.25) - 1)) < 4 * found.told.median.error


def test_worlds_without_a_rate_and_with_several_are_counted_never_coded() -> None:
    flows = np.array(
        [
            [-1.0, 1.1, 0.0],  # 10 %
            [-1.0, 0.0, 0.0],  # none
            [-1.0, 5.0, -6.0],  # 100 % and 200 %
            [-2.0, 1.0, 0.0],  # −50 %
        ]
    )
    found = internal_rates_of(flows)
    assert found.worlds.tolist() == [0, 3]
    np.testing.assert_allclose(found.rates, [0.1, -0.5])
    assert (found.told.none.value, found.told.several.value) == (0.25, 0.25)
    assert found.told.one.value == 0.5
    assert found.count.tolist() == [1, 0, 2, 1]
    np.testing.assert_allclose(found.every[2], [1.0, 2.0])
    assert internal_rates_of(flows[[1, 1]]).told.median is None
    with pytest.raises(RunError, match="give −1 < low < high"):
        internal_rates_of(flows, low=-1.0)


def test_internal_rate_of_the_published_cash_flow() -> None:
    # case numpy-financial-npv-pv: NPV 122.89 at 5 %; at the rate found it is 0
    cash = np.array([-15000.0, 1500, 2500, 3500, 4500, 6000])
    found = internal_rates_of(np.tile(cash, (2, 1)))
    years = np.arange(6)
    assert np.sum(cash / 1.05**years) == pytest.approx(122.89, abs=0.006)
    assert np.sum(cash / (1 + found.rates[0]) ** years) == pytest.approx(0, abs=1e-8)


@pytest.mark.parametrize(
    ("flows", "rates"),
    [
        ([-1_000, 2_500, -1_540], [0.10, 0.40]),  # 1.1 and 1.4: −1000 (z − 1.1) (z − 1.4)
        ([-1_600, 10_000, -10_000], [0.25, 4.0]),  # the oil pump of Lorie & Savage (1955)
        ([-1_000, 6_000, -11_000, 6_000], [0.0, 1.0, 2.0]),  # −1000 (z − 1) (z − 2) (z − 3)
        ([-1, 2, -1], [0.0]),  # touches zero: one rate
        ([0, -100, 110, 0], [0.10]),  # years without a flow before and after
        ([0, -1_000, 2_500, -1_540, 0], [0.10, 0.40]),
        ([-1_000, 2_000, -1_500], []),
        ([100, 110, 120], []),
        ([0, 0, 0], []),
        ([-100, 1e-14, -1e-14, 120], [1.2 ** (1 / 3) - 1]),  # rounding is no flow
        ([-1, 1e9], []),  # beyond the rates searched
    ],
)
def test_every_rate_of_known_flows(flows: list[float], rates: list[float]) -> None:
    found = internal_rates_of([flows, flows])
    assert found.count.tolist() == [len(rates)] * 2
    np.testing.assert_allclose(found.every[0][: len(rates)], rates, atol=1e-7)
    assert found.worlds.tolist() == ([0, 1] if len(rates) == 1 else [])


@pytest.mark.parametrize(
    ("flows", "published"),
    [
        ([-150_000, 15_000, 25_000, 35_000, 45_000, 60_000], 0.0524),
        ([-100, 0, 0, 74], -0.0955),
        ([-100, 39, 59, 55, 20], 0.28095),
        ([-100, 100, 0, -7], -0.0833),  # one of two
        ([-100, 100, 0, 7], 0.06206),
        ([-5, 10.5, 1, -8, 1], 0.0886),  # one of several
    ],
)
def test_rates_published_by_numpy_financial(flows: list[float], published: float) -> None:
    every = internal_rates_of([flows, flows]).every[0]
    assert np.nanmin(np.abs(every - published)) < 6e-5


@pytest.mark.parametrize("horizon", [2, 5, 30])
def test_every_rate_is_a_root_and_none_is_missed(horizon: int) -> None:
    """Against `numpy.roots`, world by world; and the present value is zero at each."""
    flows = np.random.default_rng(horizon).normal(0.1, 1, (400, horizon + 1))
    found = internal_rates_of(flows)
    for world, rates in zip(flows, found.every, strict=True):
        roots = np.roots(world)
        known = np.sort(roots[(np.abs(roots.imag) < 1e-9 * np.abs(roots)) & (roots.real > 0)].real - 1)
        known = known[(known > -0.99) & (known < 10)]
        np.testing.assert_allclose(rates[np.isfinite(rates)], known, atol=1e-8)
    assert (found.count > 1).any()
    assert (found.count == 0).any()


def test_shares_of_none_one_and_several_have_their_errors() -> None:
    """−1, then c, then −1 has two rates above c = 2 and none below it: half of the worlds each, for c from 1 to 3."""
    c = np.random.default_rng(4).uniform(1, 3, 4_000)
    told = internal_rates_of(np.column_stack([np.full(c.size, -1.0), c, np.full(c.size, -1.0)])).told
    assert told.none.value + told.one.value + told.several.value == pytest.approx(1)
    assert told.none.error == pytest.approx(math.sqrt(0.25 / 4_000), rel=0.01)
    assert abs(told.several.value - 0.5) < 4 * told.several.error


def test_the_range_of_the_rate_is_that_of_its_worlds() -> None:
    gain = np.random.default_rng(8).uniform(1.0, 1.5, 20_000)
    told = internal_rates_of(np.column_stack([-np.ones(gain.size), gain])).told
    for found, truth in ((told.low, 0.025), (told.median, 0.25), (told.high, 0.475)):
        assert found is not None
        assert abs(found.value - truth) < 4 * found.error < 0.02


@pytest.mark.parametrize(
    ("flows", "finance", "reinvest", "published"),
    [  # numpy-financial, tests of mirr; the second is also the example of Excel's MIRR
        ([-4_500, -800, 800, 800, 600, 600, 800, 800, 700, 3_000], 0.08, 0.055, 0.0666),
        ([-120_000, 39_000, 30_000, 21_000, 37_000, 46_000], 0.10, 0.12, 0.126094),
    ],
)
def test_modified_rates_as_published(flows: list[float], finance: float, reinvest: float, published: float) -> None:
    found = mcba.modified_rates([flows, flows], finance=finance, reinvest=reinvest)
    assert found.rates == pytest.approx([published] * 2, abs=5e-5)
    assert found.told.several.value == 0


def test_flows_of_one_sign_have_no_modified_rate() -> None:
    found = mcba.modified_rates([[1, 2, 3], [-1, -2, -3], [-1, 0, 1.21]], finance=0.05, reinvest=0.05)
    assert found.worlds.tolist() == [2]
    assert found.rates == pytest.approx([0.1])
    assert found.told.none.value == pytest.approx(2 / 3)
    with pytest.raises(RunError, match="finance = -1; give a rate a year above −1"):
        mcba.modified_rates([[-1, 1]] * 2, finance=-1, reinvest=0)
