"""Several studies of one effect, against published meta-analyses."""

from __future__ import annotations

import math

import numpy as np
import pytest

from mcba.errors import FitError
from mcba.families import Lognormal, StudentT
from mcba.families.pooling import as_ratio, pool, standard_errors

# Colditz et al. (1994), BCG vaccine against tuberculosis, 13 trials: cases and others, with and without the vaccine;
# as in the metafor package (dat.bcg), whose manual prints the results below.
BCG = np.array(
    [
        [4, 119, 11, 128],
        [6, 300, 29, 274],
        [3, 228, 11, 209],
        [62, 13536, 248, 12619],
        [33, 5036, 47, 5761],
        [180, 1361, 372, 1079],
        [8, 2537, 10, 619],
        [505, 87886, 499, 87892],
        [29, 7470, 45, 7232],
        [17, 1699, 65, 1600],
        [186, 50448, 141, 27197],
        [5, 2493, 3, 2338],
        [27, 16886, 29, 17825],
    ],
    dtype=float,
)


class TestPooling:
    with_, without = BCG[:, 0] + BCG[:, 1], BCG[:, 2] + BCG[:, 3]
    LOG_RATIOS = np.log(BCG[:, 0] / with_ * without / BCG[:, 2])
    ERRORS = np.sqrt(1 / BCG[:, 0] - 1 / with_ + 1 / BCG[:, 2] - 1 / without)

    @pytest.mark.parametrize(
        ("method", "estimate", "error", "tau2"),
        [
            # metafor: rma(measure="RR", ..., data=dat.bcg): REML -0.7145 (se 0.1798), tau^2 0.3132, Q(12) 152.2330;
            # method="DL" -0.7141 (se 0.1787), tau^2 0.3088; method="FE" -0.4303 (se 0.0405)
            ("reml", -0.7145, 0.1798, 0.3132),
            ("dersimonian_laird", -0.7141, 0.1787, 0.3088),
            ("fixed", -0.4303, 0.0405, 0.0),
        ],
    )
    def test_bcg(self, method: str, estimate: float, error: float, tau2: float) -> None:
        found = pool(self.LOG_RATIOS, self.ERRORS, method, interval="normal")  # type: ignore[arg-type]
        np.testing.assert_allclose([found.estimate, found.standard_error], [estimate, error], atol=5.1e-5)
        assert found.between**2 == pytest.approx(tau2, abs=5.1e-5)
        assert found.heterogeneity == pytest.approx(152.2330, abs=5.1e-5)
        assert found.new_effect().sd == pytest.approx(math.hypot(found.standard_error, found.between))

    def test_bcg_with_the_interval_of_knapp_and_hartung(self) -> None:
        """metafor: rma(yi, vi, data=dat, test="knha") and predict(transf=exp), as its README prints them."""
        found = pool(self.LOG_RATIOS, self.ERRORS)
        assert found.df == 12
        assert found.standard_error == pytest.approx(0.1808, abs=5.1e-5)
        assert found.estimate / found.standard_error == pytest.approx(-3.9522, abs=5.1e-5)
        np.testing.assert_allclose(np.array(found.mean_effect().central(0.95)), [-1.1084, -0.3206], atol=5.1e-5)
        np.testing.assert_allclose(np.exp(np.array(found.new_effect().central(0.95))), [0.14, 1.76], atol=5.1e-3)
        for effect in (found.mean_effect(), found.new_effect()):
            np.testing.assert_allclose(
                as_ratio(effect).central(0.95), np.exp(np.array(effect.central(0.95))), rtol=1e-12
            )
            assert np.isfinite(as_ratio(effect).mean)
        plain = pool(self.LOG_RATIOS, self.ERRORS, interval="normal")
        assert as_ratio(plain.mean_effect()) == Lognormal(plain.estimate, plain.standard_error)

    def test_studies_that_agree_have_nothing_between_them(self) -> None:
        for method in ("reml", "dersimonian_laird"):
            found = pool([1.0, 1.1, 0.9], [0.5, 0.5, 0.5], method)
            assert found.between == 0
            assert found.mean_effect() == found.new_effect()
            # never narrower than without: 0.5 / √3, though the estimates lie closer together than their errors say
            assert found.mean_effect() == StudentT(2, found.estimate, found.standard_error)
            assert found.standard_error == pytest.approx(0.5 / math.sqrt(3))

    @pytest.mark.slow
    @pytest.mark.parametrize("count", [3, 5])
    def test_the_interval_of_few_studies_holds_what_it_says(self, count: int) -> None:
        """The 95 % interval of the mean effect holds it in 95 to 99 of 100 meta-analyses; without, in far fewer."""
        generator, repeats, between = np.random.default_rng(20), 2_000, 1.0
        errors = generator.uniform(0.3, 0.9, (repeats, count))
        estimates = 10 + between * generator.standard_normal((repeats, count))
        estimates = estimates + errors * generator.standard_normal((repeats, count))
        new = 10 + between * generator.standard_normal(repeats)
        held = {"hartung_knapp": 0, "normal": 0}
        next_held = dict(held)
        for row in range(repeats):
            for interval in held:
                found = pool(estimates[row], errors[row], interval=interval)  # type: ignore[arg-type]
                held[interval] += bool(0.025 < found.mean_effect().cdf(10.0) < 0.975)
                next_held[interval] += bool(0.025 < found.new_effect().cdf(new[row]) < 0.975)
        shares = {interval: number / repeats for interval, number in held.items()}
        error = math.sqrt(0.95 * 0.05 / repeats)
        assert 0.95 - 4 * error < shares["hartung_knapp"] < 0.99  # never narrower than without: it holds a little more
        assert shares["normal"] < 0.95 - 6 * error
        assert next_held["hartung_knapp"] > next_held["normal"] + 6 * error * repeats

    def test_an_interval_goes_with_its_methods(self) -> None:
        with pytest.raises(FitError, match="goes with method = 'dersimonian_laird' or 'reml'"):
            pool([1.0, 1.1], [0.2, 0.2], "fixed", interval="hartung_knapp")
        assert pool([1.0, 1.1], [0.2, 0.2], "fixed").df is None

    def test_stated_weights(self) -> None:
        found = pool([1.0, 1.1], [0.2, 0.2], "stated", weights=[3, 1])
        assert found.estimate == pytest.approx(1.025)
        assert found.weights == (0.75, 0.25)
        assert found.standard_error == pytest.approx(0.2 * math.sqrt(0.75**2 + 0.25**2))
        with pytest.raises(FitError, match="weights go with"):
            pool([1.0, 1.1], [0.2, 0.2], "fixed", weights=[3, 1])
        with pytest.raises(FitError, match="two or more"):
            pool([1.0], [0.2])

    def test_errors_from_intervals(self) -> None:
        np.testing.assert_allclose(standard_errors([0.0], [3.92], 0.95), [1.0], rtol=1e-4)
