"""What floating point leaves of a difference that is none.

An operation errs by at most half a unit in the last place of its result, so an outcome that is made by some operations
one after another is known to that many times the unit, of the size of what was added and taken away (Higham 2002,
Accuracy and Stability of Numerical Algorithms, chapters 3 and 4, doi:10.1137/1.9780898718027). A difference below it
says nothing, and nothing is what a page must say of it.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from mcba.arrays import Array
from mcba.study.formula import STANDARD_OUTCOMES

ROUNDING = 128 * 2.0**-53
"""Of the size of its terms, by which an outcome may be rounded: that of 128 operations one after another."""

TERMS = {outcome.name: outcome.terms for outcome in STANDARD_OUTCOMES.values() if outcome.terms}
"""What an outcome is the difference of: its own size does not show how far it may be rounded."""


def freed(differences: ArrayLike, sizes: ArrayLike) -> Array:
    """Differences of quantities of these sizes, with 0 for what is no more than rounding.

    Examples
    --------
    >>> freed([0.1 + 0.2 - 0.3, 0.1 + 0.2 - 0.2], 0.6).tolist()
    [0.0, 0.10000000000000003]
    """
    return np.where(np.abs(differences) <= ROUNDING * np.asarray(sizes), 0.0, differences)
