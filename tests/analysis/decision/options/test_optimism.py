"""The optimizer's curse, against values that are known in closed form."""

from __future__ import annotations

import math

import numpy as np
import pytest

from mcba.analysis.decision.options import optimism_of_highest


@pytest.mark.parametrize(("count", "expected"), [(2, 0.5642), (3, 0.8463), (10, 1.5388)])
def test_options_that_are_worth_the_same(count: int, expected: float) -> None:
    """Smith and Winkler (2006), section 2: the expected highest of n standard normals, 1/√π of two."""
    worlds = 100 + np.random.default_rng(count).standard_normal((200_000, count))
    found = optimism_of_highest(worlds)
    assert found.value == pytest.approx(expected, abs=4 * found.error + 6e-5)
    assert found.error == pytest.approx(float(worlds.max(axis=1).std()) / math.sqrt(200_000), rel=0.01)


def test_nothing_where_they_move_together_or_lie_far_apart() -> None:
    shared = np.random.default_rng(1).standard_normal((10_000, 1))
    assert optimism_of_highest(shared + np.array([0.0, 1.0, 2.0])).value == pytest.approx(0.0, abs=1e-12)
    apart = np.random.default_rng(2).standard_normal((10_000, 3)) + np.array([0.0, 20.0, 40.0])
    assert optimism_of_highest(apart).value == pytest.approx(0.0, abs=1e-12)


def test_it_is_at_least_what_perfect_information_is_worth() -> None:
    """The highest of each world, less the highest mean, is no more than less the mean of the one that was chosen."""
    worlds = np.random.default_rng(3).normal([0.0, 0.3, 0.5], [1.0, 2.0, 0.5], (20_000, 3))
    perfect = float(worlds.max(axis=1).mean() - worlds.mean(axis=0).max())
    assert optimism_of_highest(worlds).value >= perfect
