"""Families whose labels are drawn together."""

from __future__ import annotations

import math

import numpy as np
import pytest
from scipy import stats

from mcba.errors import FamilyError
from mcba.families import Dirichlet, Multinomial


class TestTogether:
    """Families whose labels are drawn together."""

    U = np.random.default_rng(8).random((3, 100_000))

    def test_dirichlet(self) -> None:
        family = Dirichlet([8, 3, 1])
        shares = family.ppf(self.U)
        np.testing.assert_allclose(shares.sum(axis=0), 1, rtol=1e-14)
        other = stats.dirichlet([8, 3, 1])
        np.testing.assert_allclose(family.mean.ravel(), other.mean(), rtol=1e-14)
        np.testing.assert_allclose(family.sd.ravel() ** 2, other.var(), rtol=1e-12)
        error = 4 / math.sqrt(self.U.shape[1])
        np.testing.assert_allclose(np.cov(shares), other.cov(), atol=error * 0.05)
        for row, alpha in enumerate([8, 3, 1]):
            assert stats.kstest(shares[row], stats.beta(alpha, 12 - alpha).cdf).pvalue > 1e-4
        np.testing.assert_allclose(
            family.cdf([[0.5], [0.5], [0.5]]).ravel(), stats.beta([8, 3, 1], [4, 9, 11]).cdf(0.5)
        )
        assert family.ppf(self.U[:, 7:9]).tobytes() == shares[:, 7:9].tobytes()

    def test_dirichlet_of_next_to_nothing(self) -> None:
        shares = Dirichlet([1e-3, 1e-3, 1e-3]).ppf(self.U)
        assert np.isfinite(shares).all()
        np.testing.assert_allclose(shares.sum(axis=0), 1, rtol=1e-14)

    def test_shares_known_as_from_cases(self) -> None:
        assert Dirichlet.from_shares([0.5, 0.3, 0.2], 20) == Dirichlet([10, 6, 4])
        with pytest.raises(FamilyError, match=r"add up to 0.9, not to 1"):
            Dirichlet.from_shares([0.5, 0.4], 20)
        with pytest.raises(FamilyError, match="two or more numbers"):
            Dirichlet([3])
        with pytest.raises(ValueError, match="drawn together"):
            Dirichlet([3, 4]).ppf([0.5])

    def test_multinomial(self) -> None:
        chances = np.array([0.5, 0.3, 0.2])
        family = Multinomial(20, chances)
        counts = family.ppf(self.U)
        np.testing.assert_array_equal(counts.sum(axis=0), 20)
        np.testing.assert_allclose(family.mean.ravel(), 20 * chances, rtol=1e-14)
        want = 20 * (np.diag(chances) - np.outer(chances, chances))
        np.testing.assert_allclose(np.cov(counts), want, atol=0.1)
        for row, chance in enumerate(chances):
            seen = np.bincount(counts[row].astype(int), minlength=21) / self.U.shape[1]
            np.testing.assert_allclose(seen, stats.binom(20, chance).pmf(np.arange(21)), atol=0.007)
        np.testing.assert_array_equal(Multinomial(5, [1, 0]).ppf([[0.3, 0.9], [0.1, 0.2]]), [[5, 5], [0, 0]])

    def test_counts_that_cannot_be(self) -> None:
        with pytest.raises(FamilyError, match=r"add up to 0.8, not to 1"):
            Multinomial(5, [0.5, 0.3])
        with pytest.raises(FamilyError, match="one total"):
            Multinomial([5, 6], [0.5, 0.5])
