"""Events and adjusted numbers, by hand."""

from __future__ import annotations

import math

import numpy as np
import pytest

from mcba.families import Adjustment, EventRisk, Gamma, Normal, Truncated, Uniform


def test_half_a_normal_has_a_mean() -> None:
    """The mean is √(2 / π), the variance what that leaves of 1: a quantile next to the endless end is no infinity."""
    half = Truncated(Normal(0, 1), low=0)
    mean = math.sqrt(2 / math.pi)
    np.testing.assert_allclose([half.mean, half.sd], [mean, math.sqrt(1 - mean**2)], rtol=1e-6)
    assert half.ppf(1) == math.inf


class TestEventByHand:
    def test_moments(self) -> None:
        """A gamma has the raw moments 10, 150, 3,000; happening with chance 0.4 they are 4, 60, 1,200."""
        event = EventRisk(0.4, Gamma(2, 5))
        np.testing.assert_allclose([event.mean, event.sd], [4, math.sqrt(60 - 16)], rtol=1e-12)
        np.testing.assert_allclose(event.skewness, (1_200 - 3 * 4 * 60 + 2 * 64) / 44**1.5, rtol=1e-9)

    def test_ends(self) -> None:
        assert EventRisk(0.25, Uniform(1, 2)).ppf(0.75) == 0  # three in four do not happen
        assert EventRisk(0.25, Uniform(1, 2)).ppf(np.nextafter(0.75, 1)) == pytest.approx(1)
        assert EventRisk(0.25, Uniform(-2, -1)).high == 0
        assert EventRisk(1, Uniform(-2, -1)).high == -1

    def test_what_is_adjusted_is_wider_about_its_median(self) -> None:
        made = Adjustment(bias=2, widen=1.5).of(Normal(10, 2))
        np.testing.assert_allclose([made.mean, made.sd], [20, 2 * 1.5 * 2], rtol=1e-12)
