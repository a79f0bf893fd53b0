"""The mean of a population from a sample of it: known answers, and how often its interval holds the true mean."""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np
import pytest

from mcba.arrays import Array
from mcba.errors import FitError
from mcba.families import Beta, Lognormal, StudentT
from mcba.families.fitting import fit_sample, mean_of_sample


class TestKnownAnswers:
    def test_repeated_indications_of_the_guide(self) -> None:
        """JCGM 101:2008, 6.4.9: n indications give t with n - 1 degrees of freedom, and u = √((n - 1)/(n - 3)) s/√n."""
        x = np.array([9.8, 10.1, 10.4, 9.9, 10.0, 10.2])
        found = mean_of_sample(x)
        assert found == StudentT(5, x.mean(), x.std(ddof=1) / math.sqrt(6))
        assert found.sd == pytest.approx(math.sqrt(5 / 3) * x.std(ddof=1) / math.sqrt(6))

    def test_yes_and_no(self) -> None:
        """Brown, Cai and DasGupta (2001), Jeffreys' interval: that of a beta of x + 1/2 and n - x + 1/2."""
        assert mean_of_sample([1.0] * 31 + [0.0] * 40) == Beta(31.5, 40.5)

    def test_lognormal(self) -> None:
        """Cox's interval by hand: logarithms 0, 1 and 2 have mean 1 and variance 1."""
        assert mean_of_sample(np.exp([0.0, 1.0, 2.0]), "lognormal") == Lognormal(1.5, math.sqrt(1 / 3 + 1 / 4))

    def test_exponential(self) -> None:
        """The mean of n exponentials has coefficient of variation 1/√n, and is itself the estimate."""
        found = mean_of_sample([1.0, 2.0, 3.0, 6.0], "exponential")
        assert found.mean == pytest.approx(3.0)
        assert found.sd == pytest.approx(1.5)

    def test_refusals(self) -> None:
        with pytest.raises(FitError, match='of = "mean" goes with normal, lognormal, gamma, exponential'):
            mean_of_sample([1, 2, 3], "weibull")
        with pytest.raises(FitError, match="all 3 values are 2"):
            mean_of_sample([2, 2, 2])
        with pytest.raises(FitError, match="lies above 0"):
            mean_of_sample([-1, 2, 3], "gamma")


Draw = Callable[[np.random.Generator, tuple[int, int]], Array]
CASES: dict[str, tuple[str, Draw, float, float]] = {
    "normal": ("normal", lambda rng, size: rng.normal(18, 6, size), 18.0, 0.0),
    "skewed": ("normal", lambda rng, size: rng.gamma(2.0, 9.0, size), 18.0, 0.03),
    "lognormal": ("lognormal", lambda rng, size: rng.lognormal(2.0, 0.7, size), math.exp(2.0 + 0.245), 0.03),
    "gamma": ("gamma", lambda rng, size: rng.gamma(2.0, 9.0, size), 18.0, 0.03),
    "exponential": ("exponential", lambda rng, size: rng.exponential(18.0, size), 18.0, 0.02),
    "yes_or_no": ("normal", lambda rng, size: (rng.random(size) < 0.44).astype(float), 0.44, 0.03),
}
"""How the observations are drawn, their true mean, and how far the share that holds it may lie off for n = 25."""


@pytest.mark.slow
@pytest.mark.parametrize("case", CASES)
def test_the_interval_holds_the_true_mean_as_often_as_it_says(case: str) -> None:
    distribution, draw, mean, approximate = CASES[case]
    repeats, count, share = 2_000, 25, 0.9
    samples = draw(np.random.default_rng(2014), (repeats, count))
    held = np.mean([0.05 < float(mean_of_sample(row, distribution).cdf(mean)) < 0.95 for row in samples])
    error = 4 * math.sqrt(share * (1 - share) / repeats)
    assert abs(held - share) < error + approximate


def test_individuals_are_not_a_mean() -> None:
    """The next one of 25 values varies √(n + 1) times as much as their mean, exactly (both are t with 24 degrees)."""
    hours = np.random.default_rng(7).normal(18.7, 7.5, 25)
    one, mean = fit_sample("normal", hours).predictive(), mean_of_sample(hours)
    width = {name: float(np.subtract(*family.central(0.9)[::-1])) for name, family in (("one", one), ("mean", mean))}
    assert width["one"] / width["mean"] == pytest.approx(math.sqrt(26), rel=0.02)
