"""Typical low, middle and high worlds."""

import pytest
from scipy.special import ndtri

import mcba
from mcba.analysis.decision.percentile_worlds import typical_worlds
from tests.analysis.deciding import SPREAD


def test_a_typical_world(single: mcba.Run) -> None:
    found = typical_worlds(single)
    low, middle, high = found.lines["gain"]
    # E[gain | npv = q] = 10 + 400/425 (q − 5): regression of one normal on the sum.
    expected = 10 + 400 / SPREAD * float(ndtri(0.9))
    assert abs(high.value - expected) < 4 * high.error + 0.1
    assert abs(middle.value - 10) < 4 * middle.error + 0.1
    assert low.value < middle.value < high.value
    assert abs(found.overall["gain"].value - 10) < 4 * found.overall["gain"].error
    with pytest.raises(mcba.RunError, match="too near an end"):
        typical_worlds(single, levels=[0.001])
