"""Regressions of conditional means against exact ones."""

from __future__ import annotations

import numpy as np

from mcba.analysis.decision.regression.conditional_means import conditional_mean


def test_a_straight_line_is_found_exactly() -> None:
    x = np.random.default_rng(24).lognormal(0, 1.5, (2000, 1))
    curve = conditional_mean(x, 3 * x - 2, method="spline")
    points = np.quantile(x, [0.01, 0.5, 0.99])
    np.testing.assert_allclose(curve.at(points)[:, 0], 3 * points - 2, rtol=1e-5, atol=1e-4)


def test_the_curve_and_its_error() -> None:
    misses = []
    points = np.linspace(-1.5, 1.5, 7)
    for seed in range(30):
        generator = np.random.default_rng([25, seed])
        x = generator.normal(size=(3000, 1))
        curve = conditional_mean(x, np.sin(2 * x) + generator.normal(size=x.shape), method="spline", relaxed=0.03)
        misses.append((curve.at(points)[:, 0] - np.sin(2 * points)) / curve.error_at(points)[:, 0])
    assert 0.8 < np.std(misses) < 1.3
