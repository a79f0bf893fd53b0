"""Families through quantiles: what others published, and what no family can have."""

from __future__ import annotations

import json
import math

import numpy as np
import pytest

from mcba.errors import FitError
from mcba.families import Beta, Family, Gamma, Metalog, Pert, Shifted, TruncatedNormal
from mcba.families.fitting import LARGEST_MISFIT, fit_quantiles
from mcba.families.fitting.through_quantiles import FITTED, checked_quantiles
from tests.places import DATA

THREE = (0.025, 0.5, 0.975)


def fitted(distribution: str, probabilities: object, values: object, **ends: float) -> Family:
    return fit_quantiles(distribution, dict(zip(probabilities, values, strict=True)), **ends).family


class TestQuantiles:
    @pytest.mark.parametrize(
        ("distribution", "values", "published"),
        [
            # cran/rriskDistributions get.beta.par.Rd, get.weibull.par.Rd, get.triang.par.Rd, get.norm.par.Rd @7426185
            ("beta", [0.067585986, 0.38572757, 0.80587955], [2, 3, 0, 1]),
            ("weibull", [0.47734712, 2.4976638, 5.7619367], [2, 3]),
            ("triangular", [0.8660254, 4.0839202, 8.6771243], [0, 3, 10]),
            ("normal", [-54.638775, 12.0, 78.638775], [12, 34]),
        ],
    )
    def test_rrisk(self, distribution: str, values: list[float], published: list[float]) -> None:
        found = fitted(distribution, THREE, values)
        np.testing.assert_allclose(list(found.arguments.values()), published, atol=0.02)

    def test_shelf_scaled_beta(self) -> None:
        # OakleyJ/SHELF tests/testthat/test-fitting.R @8a72124
        found = fitted("beta", [0.33658352, 0.54012267, 0.71662192, 0.84399563], [18, 20, 22, 24], low=10, high=60)
        assert isinstance(found, Beta)
        np.testing.assert_allclose([found.alpha, found.beta], [5, 20], atol=0.005)
        np.testing.assert_allclose(found.ppf([0.05, 0.95]), [14.3, 27.1], atol=0.06)
        np.testing.assert_allclose(found.cdf([19, 29]), [0.439, 0.978], atol=0.0006)

    def test_shelf_shifted_gamma(self) -> None:
        # OakleyJ/SHELF tests/testthat/test-fitting.R @8a72124: shape 50, rate 2
        found = fitted("gamma", [0.20118063, 0.51880832, 0.72512153], [32, 35, 37], low=10)
        assert isinstance(found, Shifted)
        assert isinstance(found.family, Gamma)
        assert abs(found.family.shape - 50) < 0.1
        assert abs(1 / found.family.scale - 2) < 0.004

    @pytest.mark.parametrize(
        ("values", "low", "high"),
        [([20_000, 100_000], 0, math.inf), ([0.1, 0.5], 0, 1), ([1000, 10_000], 0, math.inf)],
    )
    def test_truncated_normals(self, values: list[float], low: float, high: float) -> None:
        # cran/decisionSupport tests/testthat/test_rtnorm90ci.R @ad40184
        found = fitted("normal", [0.05, 0.95], values, low=low, high=high)
        assert isinstance(found, TruncatedNormal)
        np.testing.assert_allclose(found.cdf(values), [0.05, 0.95], atol=1e-6)

    def test_squiggle_normals(self) -> None:
        # quantified-uncertainty/squiggle packages/squiggle-lang/__tests__/library/sym_test.ts @cf0b65d
        for first, sd in ((0.05, 1.82387049573531), (0.1, 2.34091243821714), (0.25, 4.44780665551681)):
            found = fitted("normal", [first, 1 - first], [-2, 4])
            np.testing.assert_allclose([found.mean, found.sd], [1, sd], atol=1e-9)

    def test_squigglepy_lognormal(self) -> None:
        # rethinkpriorities/squigglepy tests/test_distributions.py @e681beb
        found = fitted("lognormal", [0.05, 0.95], [1, 2])
        np.testing.assert_allclose(list(found.arguments.values()), [0.35, 0.21], atol=0.0051)

    def test_metalog_fish(self) -> None:
        # isaacfab/rmetalog README.md @3eba84a; data/fishSize.RData summarised by the package (type-7 quantiles)
        case = json.loads((DATA / "fish-size.json").read_text())
        found = Metalog.from_quantiles(case["probabilities"], case["values"], terms=9, low=0, high=60)
        np.testing.assert_allclose(found.ppf([0.25, 0.5, 0.75]), [7.241, 9.84, 12.063], atol=0.0006)
        np.testing.assert_allclose(found.cdf([3, 10, 25]), [0.001957, 0.520058, 0.992267], atol=2e-5)
        np.testing.assert_allclose(found.density([3, 10, 25]), [0.00449, 0.126724, 0.002264], rtol=0.015)

    def test_metalog_symmetric_percentile_triplet(self) -> None:
        # Keelin 2016, SPT metalog: a1 = q50, a2 = (q90-q10)/(2 ln 9), a3 = (1-2r)(q90-q10)/(0.8 ln 9)
        found = Metalog.between(4, 9, 17, mass=0.8)
        np.testing.assert_allclose(found.coefficients, [9, 2.95827748653722, 1.70669854992532], atol=1e-9)
        np.testing.assert_allclose(found.ppf([0.1, 0.5, 0.9]), [4, 9, 17], atol=1e-9)

    @pytest.mark.parametrize("ratio", [0.1, 0.16, 0.18, 0.5, 0.82, 0.84, 0.9])
    def test_metalog_is_feasible_where_keelin_says(self, ratio: float) -> None:
        # feasible iff k < r < 1 - k with k = 0.5 (1 - 1.66711 (0.5 - alpha)): 0.16658 for alpha = 0.1
        limit = 0.5 * (1 - 1.66711 * 0.4)
        if limit < ratio < 1 - limit:
            assert Metalog.between(0, ratio, 1, mass=0.8).median == pytest.approx(ratio)
        else:
            with pytest.raises(FitError, match="no distribution: their quantiles fall"):
                Metalog.between(0, ratio, 1, mass=0.8)

    @pytest.mark.parametrize("distribution", [name for name in FITTED if name != "beta"])
    def test_every_family_finds_itself(self, distribution: str) -> None:
        family = FITTED[distribution]
        member = family.from_free(*family.start(10.0, 3.0))
        u = np.array([0.05, 0.25, 0.5, 0.75, 0.95])
        fit = fit_quantiles(distribution, dict(zip(u, member.ppf(u), strict=True)))
        assert fit.largest_misfit < 1e-6

    def test_ends_given_as_quantiles(self) -> None:
        found = fitted("pert", [0, 0.5, 1], [0, 2, 10])
        assert isinstance(found, Pert)
        assert (found.low, found.high) == (0, 10)
        assert found.median == pytest.approx(2)
        assert fitted("piecewise", [0, 0.5, 1], [0, 2, 10]).mean == pytest.approx(3.5)

    def test_a_misfit_is_shown_and_refused(self) -> None:
        crooked = {0.05: 1.0, 0.5: 9.0, 0.95: 10.0}
        with pytest.raises(FitError, match=r"no normal passes through .*misfit [+-][\d.]+.*metalog passes through all"):
            fit_quantiles("normal", crooked)
        fit = fit_quantiles("normal", crooked, tolerance=0.3)
        assert LARGEST_MISFIT < fit.largest_misfit < 0.3
        assert len(fit.misfit) == 3

    @pytest.mark.parametrize(
        ("quantiles", "message"),
        [
            ({0.05: 1, 0.5: 1, 0.95: 2}, "1 at probability 0.05, but 1 at 0.5, is not above it"),
            ({0.05: 3, 0.95: 2}, "contradict each other"),
            ({5: 3, 95: 4}, "5 is no probability"),
            ({0.5: 3}, "two or more quantiles"),
        ],
    )
    def test_incoherent_quantiles(self, quantiles: dict[float, float], message: str) -> None:
        with pytest.raises(FitError, match=message):
            checked_quantiles(quantiles)

    def test_what_a_family_cannot_have(self) -> None:
        for distribution, ends, message in (
            ("gamma", {"high": 9}, "no upper end"),
            ("logistic", {"low": 0}, "no ends"),
            ("poisson", {}, "not fitted"),
        ):
            with pytest.raises(FitError, match=message):
                fitted(distribution, [0.1, 0.9], [2, 4], **ends)
        with pytest.raises(FitError, match="3 parameters and 2 quantiles"):
            fitted("skew_normal", [0.1, 0.9], [2, 4])
        with pytest.raises(FitError, match="beyond an end"):
            fitted("gamma", [0.1, 0.9], [2, 4], low=3)
