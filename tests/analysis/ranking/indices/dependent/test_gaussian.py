"""A Gaussian dependence: its blocks, and what refuses it."""

import numpy as np
import pytest

from mcba.analysis.ranking.indices.dependent.gaussian import GaussianDependence, blocks, refuse_dependence
from mcba.analysis.ranking.indices.designed.sobol_indices import SobolDesign, sobol
from mcba.errors import RunError
from tests.analysis.ranking.indices.dependent.correlated import linear, with_correlation


def test_dependent_blocks_have_exact_closed_indices():
    correlation = with_correlation(4, {(1, 2): 0.8, (2, 3): -0.3})
    assert blocks(correlation) == ("0", "1", "1", "1")
    dependence = GaussianDependence(correlation)
    design = SobolDesign(4, 4096, 5, groups=blocks(correlation))
    u = np.clip(design.points(), 2.0**-31, None)
    found = sobol(design, linear([1, 1, 2, 1])(dependence.sample(u)))
    # Var of the block: 1 + 4 + 1 + 2 (2 x 0.8 - 2 x 0.3) = 8.
    assert found.first.value == pytest.approx([1 / 9, 8 / 9], abs=0.01)


def test_methods_for_independent_assumptions_refuse_by_name():
    refuse_dependence("Sobol'", np.eye(3), ["a", "b", "c"])
    correlation = with_correlation(3, {(0, 2): -0.4, (0, 1): 0.1})
    with pytest.raises(RunError, match="Sobol' assumes independent assumptions, but price and reach are correlated"):
        refuse_dependence("Sobol'", correlation, ["price", "cost", "reach"])
    assert correlation[0, 0] == 1
