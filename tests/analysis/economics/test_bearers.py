"""The balance with distribution weights."""

import pytest

import mcba
from mcba.analysis.economics.bearers import weighted


def test_weights_stand_beside_the_unweighted_answer(single: mcba.Run) -> None:
    found = weighted(single, {"client": 2.0})
    assert found.unweighted == single.summary("npv")
    assert abs(found.difference.value - 10) < 4 * found.difference.error
    assert abs(found.weighted.mean.value - 15) < 4 * found.weighted.mean.error
    with pytest.raises(mcba.RunError, match=r"nobody is called 'clint'.*client"):
        weighted(single, {"clint": 2.0})
    with pytest.raises(mcba.RunError, match="0 or more"):
        weighted(single, {"client": -1.0})
