"""Heavy and short tails, against other formulas for them."""

from __future__ import annotations

import math

import numpy as np
import pytest
from scipy import integrate, stats

from mcba.families import Loglogistic, SkewNormal


class TestHeavyAndShortTails:
    def test_moments_of_a_loglogistic_end_where_they_do(self) -> None:
        for shape in (2.05, 2.5, 3.5):
            known = stats.fisk(shape, scale=3)
            np.testing.assert_allclose(Loglogistic(3, shape).mean, known.mean(), rtol=1e-12)
            np.testing.assert_allclose(Loglogistic(3, shape).sd, known.std(), rtol=1e-9)
        assert math.isfinite(Loglogistic(3, 1.01).mean)
        assert Loglogistic(3, 1).mean == Loglogistic(3, 2).sd == math.inf

    @pytest.mark.parametrize(("shape", "z"), [(4.0, -1.5), (4.0, -3.0), (1.0, -5.0), (20.0, -0.5)])
    def test_the_short_tail_of_a_skew_normal(self, shape: float, z: float) -> None:
        """Against its density 2 phi(x) Phi(shape x), integrated."""
        known, _ = integrate.quad(lambda x: 2 * stats.norm.pdf(x) * stats.norm.cdf(shape * x), -np.inf, z, epsabs=0)
        np.testing.assert_allclose(SkewNormal(0, 1, shape).cdf(z), known, rtol=1e-6)
