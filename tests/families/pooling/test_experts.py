"""Several experts on one number, against their published scores and by hand."""

from __future__ import annotations

import math

import numpy as np
import pytest
from scipy import stats

from mcba.errors import FitError
from mcba.families import Normal, Uniform
from mcba.families.pooling import classical_model, linear_pool, quantile_average
from mcba.families.pooling.experts import calibration_score


class TestPools:
    def test_the_linear_pool_keeps_the_disagreement(self) -> None:
        both = linear_pool([Normal(0, 1), Normal(10, 1)])
        assert both.mean == 5
        assert both.sd == pytest.approx(math.sqrt(26))
        assert both.cdf(5) == pytest.approx(0.5)

    def test_the_quantile_average_does_not(self) -> None:
        both = quantile_average([Normal(0, 1), Normal(10, 3)])
        np.testing.assert_allclose(both.ppf([0.05, 0.5, 0.9]), Normal(5, 2).ppf([0.05, 0.5, 0.9]))
        assert both.sd == pytest.approx(2, rel=1e-8)

    def test_weights(self) -> None:
        assert linear_pool([Uniform(0, 1), Uniform(3, 4)], [3, 1]).mean == pytest.approx(1.25)
        assert quantile_average([Uniform(0, 1), Uniform(3, 4)], [3, 1]).median == pytest.approx(1.25)


class TestClassicalModel:
    PROBABILITIES = (0.05, 0.5, 0.95)

    def test_calibration_is_the_likelihood_ratio_test(self) -> None:
        # 2 N I(s, p) is the G statistic of a multinomial, with three degrees of freedom
        expected = np.array([0.05, 0.45, 0.45, 0.05]) * 10
        for counts in ([0, 5, 5, 0], [2, 4, 3, 1], [5, 0, 0, 5], [0, 10, 0, 0]):
            other = stats.power_divergence(counts, expected, lambda_="log-likelihood").pvalue
            assert calibration_score(self.PROBABILITIES, counts) == pytest.approx(other, rel=1e-12)

    def test_two_questions_by_hand(self) -> None:
        # One question from 0 to 10 and one from 0 to 100 (truths 5 and 50 inside all ranges): ranges -1..11, -10..110.
        judgements = {"wide": [[0, 5.5, 10], [0, 55, 100]], "narrow": [[4, 5.5, 7], [40, 55, 70]]}
        scores = classical_model(self.PROBABILITIES, judgements, [5, 50], cutoff=0)
        mass = np.array([0.05, 0.45, 0.45, 0.05])
        wide = np.array([1, 5.5, 4.5, 1]) / 12
        narrow = np.array([5, 1.5, 1.5, 4]) / 12
        assert scores["wide"].information == pytest.approx(np.sum(mass * np.log(mass / wide)), rel=1e-12)
        assert scores["narrow"].information == pytest.approx(np.sum(mass * np.log(mass / narrow)), rel=1e-12)
        assert scores["wide"].calibration == scores["narrow"].calibration  # both truths between the first two
        assert scores["wide"].calibration == pytest.approx(stats.chi2.sf(4 * math.log(1 / 0.45), 3), rel=1e-12)
        assert scores["narrow"].weight / scores["wide"].weight == pytest.approx(
            scores["narrow"].information / scores["wide"].information
        )
        assert sum(score.weight for score in scores.values()) == pytest.approx(1)

    def test_who_is_overconfident_loses_the_weight(self) -> None:
        rng = np.random.default_rng(4)
        centres = rng.normal(50, 20, 20)
        truths = centres + rng.normal(0, 5, 20)
        sharp = centres[:, None] + np.array([-0.5, 0, 0.5])
        honest = centres[:, None] + np.array([-1.645, 0, 1.645]) * 5
        scores = classical_model(self.PROBABILITIES, {"sharp": sharp, "honest": honest}, truths)
        assert scores["honest"].weight > 0.99
        assert scores["sharp"].information > scores["honest"].information
        assert scores["sharp"].calibration < 1e-6

    def test_refusals(self) -> None:
        with pytest.raises(FitError, match="question 2 do not rise"):
            classical_model(self.PROBABILITIES, {"a": [[1, 2, 3], [1, 1, 3]]}, [1, 2])
        with pytest.raises(FitError, match=r"gave \(1, 3\) numbers"):
            classical_model(self.PROBABILITIES, {"a": [[1, 2, 3]]}, [1, 2])
        with pytest.raises(FitError, match="lower the cut-off"):
            classical_model(self.PROBABILITIES, {"a": [[1, 2, 3], [1, 2, 3]]}, [9, 9], cutoff=0.9)


# Colditz et al. (1994), BCG vaccine against tuberculosis, 13 trials: cases and others, with and without the vaccine;
# as in the metafor package (dat.bcg), whose manual prints the results below.
