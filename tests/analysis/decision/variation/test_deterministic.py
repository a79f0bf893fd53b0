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


def test_shares_of_one_whole_have_no_worst_case() -> None:
    run = mcba.simulate(lambda share: {"npv": share[0]}, {"share": mcba.Dirichlet([2, 5, 3])}, worlds=512)
    with pytest.raises(mcba.RunError, match="the labels of 'share' add up to one whole") as refused:
        cases(run)
    assert refused.value.note.code == "no_worst_case"
    assert "WORST" not in str(mcba.decide(run))
