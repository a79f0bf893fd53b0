"""Normals of which a part is kept."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import stats

from mcba.errors import FitError
from mcba.families import TruncatedNormal

U = np.concatenate([[1e-12, 1e-9, 1e-6], np.linspace(0.001, 0.999, 499), [1 - 1e-6, 1 - 1e-9, 1 - 1e-12]])


class TestTruncatedNormal:
    def test_is_cut_in_its_own_units(self) -> None:
        # RUBICS passes the bound in standard units, so (1, 0.2) cut at 0 was cut at its mean: mean 1.16, sd 0.12.
        family = TruncatedNormal(1, 0.2, low=0)
        assert abs(family.mean - 1) < 1e-6
        assert abs(family.sd - 0.2) < 2e-6
        assert family.ppf(0.01) < 0.6

    @pytest.mark.parametrize("low", [8.0, 20.0, 100.0])
    def test_keeps_its_digits_in_a_far_tail(self, low: float) -> None:
        # The mean is the hazard of the normal, one over Mills' ratio, whose asymptotic series inverts to
        # a + 1/a - 2/a^3 + 10/a^5 - 74/a^7 + O(a^-9).
        family = TruncatedNormal(0, 1, low)
        series = 1 / low - 2 / low**3 + 10 / low**5 - 74 / low**7
        assert abs(family.mean - low - series) < 1000 / low**9 + 4 * np.spacing(low)
        mirror = TruncatedNormal(0, 1, high=-low)
        np.testing.assert_allclose(mirror.ppf(1 - U), -family.ppf(U), rtol=1e-14)
        np.testing.assert_allclose(family.cdf(family.ppf(U)), U, atol=1e-10)
        assert mirror.mean == -family.mean
        assert mirror.sd == family.sd

    def test_tails_of_a_mild_cut_stay_exact(self) -> None:
        family = TruncatedNormal(0, 1, low=-50)
        np.testing.assert_allclose(family.ppf([1e-300, 1e-100, 1e-20]), stats.norm.ppf([1e-300, 1e-100, 1e-20]))


@pytest.mark.parametrize(
    ("low", "high", "ends"), [(1, 100_000, {"lowest": 0}), (1e-9, 1 - 1e-9, {"lowest": 0, "highest": 1})]
)
def test_a_range_that_no_cut_normal_has_is_refused(low: float, high: float, ends: dict[str, float]) -> None:
    """The most lopsided one is exponential: log(0.05) / log(0.95) = 58 between its ends, and not 100,000."""
    with pytest.raises(FitError, match=r"no normal cut at 0 and .* give wider bounds or a less lopsided range"):
        TruncatedNormal.between(low, high, **ends)
