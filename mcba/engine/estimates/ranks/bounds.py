"""Bounds of a quantile that suppose nothing of the distribution: which of the worlds they are.

The worlds in order, X(1) ≤ X(2) ≤ …, with ranks counted from 1, are independent. How many of them lie at or below the
quantile at `level` is a binomial count B of `worlds` and `level`, whatever the distribution; so X(l) lies at or below
the quantile with probability P(B ≥ l), and X(u) at or above it with P(B ≤ u − 1). These are exact where the outcome has
no ties; with ties the bounds hold at least as often.

References
----------
Wilks (1941), Determination of sample sizes for setting tolerance limits, doi:10.1214/aoms/1177731788;
Meeker, Hahn & Escobar (2017), Statistical Intervals, chapter 5, doi:10.1002/9781118594841.
"""

from __future__ import annotations

import bisect
import math
from dataclasses import dataclass
from typing import Literal, get_args

import numpy as np
from scipy.special import betainc

from mcba.arrays import Array
from mcba.displayed import Displayed
from mcba.engine.estimates.ranks.sample_size import check_chances, smallest_sample
from mcba.errors import RunError

Sides = Literal["both", "lower", "upper"]


@dataclass(frozen=True, repr=False)
class QuantileRanks(Displayed):
    """The worlds that bound a quantile, by their ranks counted from 1, the smallest world.

    Attributes
    ----------
    low, high : int or None
        None where there is no bound on that side.
    confidence : float
        The exact chance that the bounds hold: at least what was asked, because ranks are whole numbers.

    Examples
    --------
    >>> quantile_ranks(0.5, worlds=100)
    QuantileRanks(low=40, high=61, confidence=0.9648)
    """

    low: int | None
    high: int | None
    confidence: float


@dataclass(frozen=True, repr=False)
class QuantileBounds(Displayed):
    """From low to high lies the quantile at `level`, with this exact confidence, whatever the distribution.

    Attributes
    ----------
    level : float
    low, high : float
        In the unit of the outcome; infinite where no bound was asked on that side.
    ranks : QuantileRanks
        Which of the worlds the ends are.
    worlds : int

    Examples
    --------
    >>> bounds = QuantileBounds.of(np.arange(300.0), 0.05, bound="lower")
    >>> bounds.low, bounds.ranks.low, bounds.high
    (8.0, 9, inf)
    """

    level: float
    low: float
    high: float
    ranks: QuantileRanks
    worlds: int

    @classmethod
    def of(cls, values: Array, level: float, confidence: float = 0.95, *, bound: Sides = "both") -> QuantileBounds:
        """The bounds of a quantile by independent worlds (world,).

        Parameters
        ----------
        values : (world,)
        level, confidence, bound
            As in `quantile_ranks`.

        Returns
        -------
        QuantileBounds

        Raises
        ------
        RunError
            When there are too few worlds for any bound.

        Examples
        --------
        >>> bounds = QuantileBounds.of(np.arange(100.0), 0.5)
        >>> bounds.low, bounds.high
        (39.0, 60.0)
        """
        ranks = quantile_ranks(level, values.size, confidence, bound=bound)
        ordered = np.sort(values)
        low = -math.inf if ranks.low is None else float(ordered[ranks.low - 1])
        high = math.inf if ranks.high is None else float(ordered[ranks.high - 1])
        return cls(level, low, high, ranks, values.size)

    @property
    def confidence(self) -> float:
        """The exact chance that the bounds hold."""
        return self.ranks.confidence


def quantile_ranks(level: float, worlds: int, confidence: float = 0.95, *, bound: Sides = "both") -> QuantileRanks:
    """Which of the worlds, laid in order, bound a quantile with this confidence, whatever the distribution.

    Parameters
    ----------
    level : float
        The share of all possible worlds below the quantile.
    worlds : int
        How many independent worlds there are.
    confidence : float
        At least this chance that the bounds hold.
    bound : {"both", "lower", "upper"}
        With both, the ends are the innermost worlds of which each by itself fails with a chance of at most half of what
        is left, (1 − confidence) / 2: so each end is a bound by itself too.

    Returns
    -------
    QuantileRanks
        Ranks from 1 to `worlds`, and the exact confidence they attain.

    Raises
    ------
    RunError
        When there are too few worlds for any bound; the message says how many it takes.

    References
    ----------
    Meeker, Hahn & Escobar (2017), sections 5.2 and 5.3; David & Nagaraja (2003), section 7.1.

    Examples
    --------
    >>> quantile_ranks(0.95, worlds=59, bound="upper").high
    59
    >>> ranks = quantile_ranks(0.5, worlds=100)
    >>> ranks.low, ranks.high, round(ranks.confidence, 4)
    (40, 61, 0.9648)
    """
    check_chances(level, confidence)
    if isinstance(worlds, bool) or worlds != int(worlds) or worlds < 1:
        raise RunError(f"worlds = {worlds!r}; give a whole number from 1 on")
    if bound not in get_args(Sides):
        raise RunError(f"bound = {bound!r}; allowed are {', '.join(map(repr, get_args(Sides)))}")
    one_sided = (1.0 + confidence) / 2.0 if bound == "both" else confidence

    def above(rank: int) -> float:
        """The chance that the world of this rank lies at or above the quantile: fewer worlds than that lie below."""
        return float(betainc(worlds - rank + 1, rank, 1.0 - level))

    def below(rank: int) -> float:
        """The chance that it lies at or below the quantile: at least so many worlds do."""
        return float(betainc(rank, worlds - rank + 1, level))

    ranks = range(1, worlds + 1)
    # The largest rank that still lies below, and the smallest that lies above.
    low = bisect.bisect_left(ranks, True, key=lambda rank: below(rank) < one_sided) if bound != "upper" else None
    high = bisect.bisect_left(ranks, True, key=lambda rank: above(rank) >= one_sided) + 1 if bound != "lower" else None
    if low == 0 or (high is not None and high > worlds):
        needed = max(
            smallest_sample(share, one_sided)
            for share, wanted in ((1.0 - level, low is not None), (level, high is not None))
            if wanted
        )
        raise RunError(
            f"{worlds:,} worlds cannot bound the quantile at {level:g} with confidence {confidence:g}; "
            f"draw {needed:,} or more, or ask for less confidence"
        )
    fails = (0.0 if low is None else 1.0 - below(low)) + (0.0 if high is None else 1.0 - above(high))
    return QuantileRanks(low, high, 1.0 - fails)
