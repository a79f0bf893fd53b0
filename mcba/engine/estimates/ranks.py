"""Bounds of a quantile that suppose nothing of the distribution: how many worlds they take, and which worlds they are.

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
from dataclasses import dataclass
from typing import Literal, get_args

from scipy.special import betainc

from mcba.errors import RunError

Bound = Literal["both", "lower", "upper"]


def smallest_sample(level: float, confidence: float = 0.95, order: int = 1, *, sides: int = 1) -> int:
    """How many random worlds it takes for a bound of a quantile, or for a tolerance interval (Wilks 1941).

    Parameters
    ----------
    level : float
        With one side: the quantile to be bounded from above. By symmetry, as many worlds bound the quantile at
        1 − level from below. With two sides: the share of all possible worlds that the interval holds at least.
    confidence : float
        The chance that the bound, or the interval, does what is asked.
    order : int
        Which worlds bound: with one side the `order`-th largest; with two sides the `order`-th smallest and the
        `order`-th largest. A higher order takes more worlds, and gives a bound that depends less on the seed.
    sides : {1, 2}

    Returns
    -------
    int
        The smallest number of worlds, with `sampler = "random"`.

    Raises
    ------
    RunError
        For a level or confidence outside 0 to 1, an order below 1, and other sides.

    References
    ----------
    Wilks (1941), doi:10.1214/aoms/1177731788; Meeker, Hahn & Escobar (2017), sections 5.3 and 8.5 to 8.7.

    Examples
    --------
    >>> [smallest_sample(0.95, order=order) for order in (1, 2, 3)]
    [59, 93, 124]
    >>> smallest_sample(0.95, sides=2)
    93
    """
    _check(level, confidence)
    if not (isinstance(order, int) and order >= 1):
        raise RunError(
            f"order = {order!r}; give a whole number from 1 on: 1 for the largest world, 2 for the second, …"
        )
    if sides not in (1, 2):
        raise RunError(f"sides = {sides!r}; give 1 for a bound of a quantile, 2 for a tolerance interval")
    # The share of all that is possible in so many of the gaps between worlds has one law, at one side or at both.
    outside = order * sides

    def confident(worlds: int) -> bool:
        # At least `outside` of the worlds lie above the quantile: the upper tail of a binomial distribution.
        return bool(betainc(outside, worlds - outside + 1, 1.0 - level) >= confidence)

    most = outside
    while not confident(most):
        most *= 2
    return bisect.bisect_left(range(most), True, lo=outside, key=confident)


@dataclass(frozen=True)
class QuantileRanks:
    """The worlds that bound a quantile, by their ranks counted from 1, the smallest world.

    `low` or `high` is None where there is no bound on that side. `confidence` is the exact chance that the bounds hold:
    at least what was asked, because ranks are whole numbers.
    """

    low: int | None
    high: int | None
    confidence: float


@dataclass(frozen=True)
class QuantileBounds:
    """From low to high lies the quantile at `level`, with this exact confidence, whatever the distribution.

    An end is infinite where no bound was asked on that side; `ranks` says which of the worlds the ends are.
    """

    level: float
    low: float
    high: float
    ranks: QuantileRanks
    worlds: int

    @property
    def confidence(self) -> float:
        """The exact chance that the bounds hold."""
        return self.ranks.confidence


def quantile_ranks(level: float, worlds: int, confidence: float = 0.95, *, bound: Bound = "both") -> QuantileRanks:
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
    >>> found = quantile_ranks(0.5, worlds=100)
    >>> found.low, found.high, round(found.confidence, 4)
    (40, 61, 0.9648)
    """
    _check(level, confidence)
    if isinstance(worlds, bool) or worlds != int(worlds) or worlds < 1:
        raise RunError(f"worlds = {worlds!r}; give a whole number from 1 on")
    if bound not in get_args(Bound):
        raise RunError(f"bound = {bound!r}; allowed are {', '.join(map(repr, get_args(Bound)))}")
    each = (1.0 + confidence) / 2.0 if bound == "both" else confidence

    def above(rank: int) -> float:
        """The chance that the world of this rank lies at or above the quantile: fewer worlds than that lie below."""
        return float(betainc(worlds - rank + 1, rank, 1.0 - level))

    def below(rank: int) -> float:
        """The chance that it lies at or below the quantile: at least so many worlds do."""
        return float(betainc(rank, worlds - rank + 1, level))

    ranks = range(1, worlds + 1)
    # The largest rank that still lies below, and the smallest that lies above.
    low = bisect.bisect_left(ranks, True, key=lambda rank: below(rank) < each) if bound != "upper" else None
    high = bisect.bisect_left(ranks, True, key=lambda rank: above(rank) >= each) + 1 if bound != "lower" else None
    if low == 0 or (high is not None and high > worlds):
        needed = max(
            smallest_sample(share, each)
            for share, wanted in ((1.0 - level, low is not None), (level, high is not None))
            if wanted
        )
        raise RunError(
            f"{worlds:,} worlds cannot bound the quantile at {level:g} with confidence {confidence:g}; "
            f"draw {needed:,} or more, or ask for less confidence"
        )
    fails = (0.0 if low is None else 1.0 - below(low)) + (0.0 if high is None else 1.0 - above(high))
    return QuantileRanks(low, high, 1.0 - fails)


def _check(level: float, confidence: float) -> None:
    for name, value in (("level", level), ("confidence", confidence)):
        if not 0 < value < 1:
            raise RunError(f"{name} = {value:g}; give a number between 0 and 1, such as 0.95")
