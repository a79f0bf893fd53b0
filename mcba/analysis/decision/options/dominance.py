"""Stochastic dominance between options, and the share of the worlds that speaks against it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from mcba.analysis.decision.options.comparison import checked_options
from mcba.analysis.world_arrays import batch_error, checked_labels
from mcba.arrays import Array
from mcba.displayed import Displayed


@dataclass(frozen=True, repr=False)
class Dominance(Displayed):
    """Whether the row option dominates the column option; all arrays are (option, option).

    `every_world` is true where the row option is never worse and sometimes better in the same world. `first_violation`
    is the share of the area between the two distributions that speaks against first-order dominance, 0 when every
    quantile is at least as high; `second_violation` is that share for second-order dominance (every risk averter
    agrees), taken between the integrated quantile functions. The diagonals are NaN.
    """

    every_world: NDArray[np.bool_]
    first_violation: Array
    first_violation_error: Array
    second_violation: Array
    second_violation_error: Array

    @property
    def first(self) -> NDArray[np.bool_]:
        """Where first-order dominance holds in these worlds."""
        return np.asarray(self.first_violation == 0)

    @property
    def second(self) -> NDArray[np.bool_]:
        """Where second-order dominance holds in these worlds."""
        return np.asarray(self.second_violation == 0)


def stochastic_dominance(net_benefit: ArrayLike, *, randomisation: ArrayLike | None = None) -> Dominance:
    """Judge first- and second-order stochastic dominance between all pairs of options, with the share that violates.

    The shares let a reader see "almost": 0.001 against dominance is a few worlds in a tail. Their errors come from
    the spread over parts of the worlds.

    References
    ----------
    Leshno, M., & Levy, H. (2002). Preferred by "all" and preferred by "most" decision makers: almost stochastic
    dominance. Management Science 48(8), 1074-1085. https://doi.org/10.1287/mnsc.48.8.1074.169

    Examples
    --------
    >>> import numpy as np
    >>> worlds = np.linspace(0, 1, 101)
    >>> stochastic_dominance(np.column_stack([worlds + 0.1, worlds[::-1]])).first[0, 1]
    np.True_
    """
    benefit = checked_options(net_benefit)
    labels = checked_labels(randomisation, benefit.shape[0])
    first, second = _violations(benefit)
    first_error, second_error = batch_error(_violations, benefit, labels)
    count = benefit.shape[1]
    every = np.zeros((count, count), dtype=bool)
    for i in range(count):
        difference = benefit[:, [i]] - benefit
        every[i] = (difference >= 0).all(axis=0) & (difference > 0).any(axis=0)
    return Dominance(every, first, first_error, second, second_error)


def _violations(benefit: Array) -> Array:
    """Shares against first- and second-order dominance, (2, option, option)."""
    quantiles = np.sort(benefit, axis=0)
    count = benefit.shape[1]
    shares = np.full((2, count, count), np.nan)
    for i in range(count):
        for j in range(count):
            if i != j:
                gap = quantiles[:, i] - quantiles[:, j]
                shares[:, i, j] = _share_below_zero(gap), _share_below_zero(np.cumsum(gap))
    return shares


def _share_below_zero(gap: Array) -> float:
    area = float(np.abs(gap).sum())
    rounding = 1e-12 * float(np.abs(gap).max())
    return float(-gap[gap < -rounding].sum()) / area if area > 0 else 1.0  # equal distributions: nobody dominates
