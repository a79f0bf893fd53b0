"""Families fitted to data, against scipy and closed forms."""

from __future__ import annotations

import math

import numpy as np
import pytest
from scipy import stats

from mcba.errors import FitError
from mcba.families.fitting import compare_fits, fit_sample


class TestSample:
    SAMPLE = stats.gamma(3, scale=2).rvs(400, random_state=7)

    @pytest.mark.parametrize(
        ("distribution", "scipy_fit"),
        [
            ("normal", stats.norm.fit),
            ("lognormal", lambda x: (math.log(stats.lognorm.fit(x, floc=0)[2]), stats.lognorm.fit(x, floc=0)[0])),
            ("logistic", stats.logistic.fit),
            ("gumbel", stats.gumbel_r.fit),
            ("gamma", lambda x: stats.gamma.fit(x, floc=0)[::2]),
            ("weibull", lambda x: stats.weibull_min.fit(x, floc=0)[::2]),
            ("loglogistic", lambda x: stats.fisk.fit(x, floc=0)[2::-2]),
            ("exponential", lambda x: stats.expon.fit(x, floc=0)[1:]),
        ],
    )
    def test_agrees_with_scipy(self, distribution: str, scipy_fit: object) -> None:
        found = fit_sample(distribution, self.SAMPLE)
        np.testing.assert_allclose(list(found.family.arguments.values()), scipy_fit(self.SAMPLE), rtol=2e-4)  # type: ignore[operator]

    def test_beta_and_t(self) -> None:
        shares = stats.beta(2, 5).rvs(300, random_state=3)
        found = fit_sample("beta", shares)
        np.testing.assert_allclose(
            list(found.family.arguments.values())[:2], stats.beta.fit(shares, floc=0, fscale=1)[:2], rtol=1e-4
        )
        wild = stats.t(4, 10, 2).rvs(2000, random_state=5)
        t = fit_sample("student_t", wild)
        for name, truth in (("df", 4), ("location", 10), ("scale", 2)):
            assert abs(t.family.arguments[name] - truth) < 4 * t.standard_errors[name]

    def test_standard_errors_have_their_closed_forms(self) -> None:
        # normal: sd / sqrt(n) and sd / sqrt(2 n); exponential: mean / sqrt(n)
        found = fit_sample("normal", self.SAMPLE)
        sd, n = found.family.sd, len(self.SAMPLE)
        np.testing.assert_allclose(
            [found.standard_errors["mean"], found.standard_errors["sd"]], [sd / n**0.5, sd / (2 * n) ** 0.5], rtol=1e-4
        )
        found = fit_sample("exponential", self.SAMPLE)
        np.testing.assert_allclose(found.standard_errors["mean"], found.family.mean / n**0.5, rtol=1e-4)

    def test_distances_agree_with_scipy(self) -> None:
        found = fit_sample("gamma", self.SAMPLE)
        shape, scale = found.family.arguments.values()
        other = stats.gamma(shape, scale=scale)
        assert found.kolmogorov == pytest.approx(stats.kstest(self.SAMPLE, other.cdf).statistic, rel=1e-9)
        assert found.log_likelihood == pytest.approx(np.sum(other.logpdf(self.SAMPLE)), rel=1e-9)
        normal = fit_sample("normal", self.SAMPLE)
        u = np.sort(normal.family.cdf(self.SAMPLE))
        k = np.arange(1, u.size + 1)
        by_hand = -u.size - np.mean((2 * k - 1) * np.log(u) + (2 * u.size + 1 - 2 * k) * np.log1p(-u))
        assert normal.anderson == pytest.approx(by_hand, rel=1e-9)

    @pytest.mark.slow
    def test_the_best_family_stands_first(self) -> None:
        fits = compare_fits(self.SAMPLE)
        assert next(iter(fits)) in {"gamma", "weibull"}
        assert list(fits)[-1] == "exponential" or fits["exponential"].aic > fits["gamma"].aic
        assert "beta" not in fits

    def test_refusals(self) -> None:
        for sample, distribution, message in (
            ([1.0], "normal", "two or more finite"),
            ([1.0, math.nan], "normal", "two or more finite"),
            ([2.0, 2.0], "normal", "1 different values"),
            ([-1.0, 2.0], "gamma", "lies above 0"),
            ([0.5, 2.0], "beta", "strictly between 0 and 1"),
            ([0.5, 2.0], "pert", "not fitted to data"),
        ):
            with pytest.raises(FitError, match=message):
                fit_sample(distribution, sample)
