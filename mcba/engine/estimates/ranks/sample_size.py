"""How many worlds a bound of a quantile takes, or a tolerance interval, whatever the distribution.

References
----------
Wilks (1941), Determination of sample sizes for setting tolerance limits, doi:10.1214/aoms/1177731788;
Meeker, Hahn & Escobar (2017), Statistical Intervals, chapter 5, doi:10.1002/9781118594841.
"""

from __future__ import annotations

import bisect

from scipy.special import betainc

from mcba.errors import RunError


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
    check_chances(level, confidence)
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


def check_chances(level: float, confidence: float) -> None:
    """Refuse a level or a confidence that lies outside 0 to 1."""
    for name, value in (("level", level), ("confidence", confidence)):
        if not 0 < value < 1:
            raise RunError(f"{name} = {value:g}; give a number between 0 and 1, such as 0.95")
