"""Worst, base and best case."""

import pytest
from scipy.special import ndtri

import mcba
from mcba.analysis.decision.variation.deterministic import cases


def test_worst_base_and_best_of_a_linear_study(single: mcba.Run) -> None:
    found = cases(single)
    reach = float(ndtri(0.95)) * 25
    assert (found.worst, found.base, found.best) == pytest.approx((5 - reach, 5.0, 5 + reach))
    assert found.from_bases == pytest.approx(0.0, abs=1e-9)
    assert abs(found.from_form) < 4 * found.mean.error
    assert abs(found.below_base.value - 0.5) < 4 * found.below_base.error
