"""Rates of return against closed forms and published figures."""

from __future__ import annotations

import math

import numpy as np
import pytest

import mcba
from mcba.analysis.economics import returns
from mcba.analysis.economics.returns import internal_rates, internal_rates_of, yearly_balance
from mcba.errors import RunError
from mcba.reporting.facts.decisions import DecisionFacts
from tests.analysis.deciding import LINEAR, page, study_of


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


def test_internal_rates_of_return() -> None:
    """Pay 100 now and receive b after a year: the rate is b / 100 − 1."""
    text = (
        '[study]\ntitle = "t"\nhorizon = 1\n[choices.discount_rate]\nvalue = 0.03\n'
        '[assumptions.b]\ndistribution = "uniform"\nlow = 100\nhigh = 120\nunit = "EUR"\n'
        '[benefits.b1]\nformula = "b"\nyears = 1\n[costs.c]\nformula = "price"\nyears = 0\n'
        '[assumptions.price]\nvalue = 100\nunit = "EUR"\n'
    )
    run = mcba.run(study_of(text), worlds=512)
    found = internal_rates(run)
    np.testing.assert_allclose(found.rates, mcba.engine.draws_of(run)["b"] / 100 - 1, atol=1e-9)
    assert found.told.none.value == 0
    assert found.every.shape == (512, 1)
    assert mcba.internal_rates(run, high=0.1).told.none.value == pytest.approx(0.5, abs=0.01)
    # one payment and one receipt: what is financed and reinvested at any rate grows as they do
    np.testing.assert_allclose(mcba.modified_rates(run, finance=0.03, reinvest=0.05).rates, found.rates, atol=1e-9)
    discounted = yearly_balance(run) @ np.array([1, 1 / 1.03])
    np.testing.assert_allclose(discounted, run.values("npv"), atol=1e-10)
    with pytest.raises(mcba.RunError, match="no internal rate of return"):
        internal_rates(mcba.run(study_of(LINEAR), worlds=512))


CLEARED_UP = (
    '[study]\ntitle = "t"\nhorizon = 2\n[choices.discount_rate]\nvalue = 0.03\n'
    '[assumptions.gain]\ndistribution = "uniform"\nlow = 1_950\nhigh = 2_150\nunit = "EUR"\n'
    '[benefits.b]\nformula = "gain"\nyears = 1\n[costs.c]\nformula = "price"\nyears = 0\n'
    '[costs.clearing]\nformula = "price"\nyears = 2\n[assumptions.price]\nvalue = 1_000\nunit = "EUR"\n'
)


def test_costs_at_the_end_give_several_rates_and_the_page_says_what_decides(monkeypatch: pytest.MonkeyPatch) -> None:
    """−1,000, gain, −1,000 has two rates above a gain of 2,000, which three quarters of the worlds have; else none."""
    run = mcba.run(study_of(CLEARED_UP), worlds=8_192)
    found = mcba.internal_rates(run)
    assert found.told.several.value == pytest.approx(0.75, abs=0.005)
    assert found.told.none.value == pytest.approx(0.25, abs=0.005)
    assert found.told.median is None
    gain = mcba.engine.draws_of(run)["gain"]
    root = np.sqrt(np.where(gain > 2_000, gain**2 - 4e6, np.nan))
    two = np.column_stack([(gain - root) / 2_000 - 1, (gain + root) / 2_000 - 1])
    np.testing.assert_allclose(found.every, two, atol=1e-6)
    said = " ".join(page(DecisionFacts(run)).split())
    assert "there is more than one, and none of them is what the project returns" in said
    monkeypatch.setattr(returns, "ROOTS", 4_096 * 9)  # as many roots as half of the worlds have
    assert mcba.internal_rates(run).told.worlds == 4_096
