"""Through quantiles, by least squares on the cumulative probabilities.

References
----------
Oakley and O'Hagan, SHELF: the Sheffield Elicitation Framework.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal, TypeAlias

import numpy as np
import scipy  # its parts load when first named

from mcba.arrays import Array
from mcba.displayed import Displayed
from mcba.errors import FamilyError, FitError
from mcba.families.base.domains import short_number
from mcba.families.base.family import Family
from mcba.families.base.registry import FAMILIES
from mcba.families.composite.altered import Shifted
from mcba.families.named.flexible import Metalog, Piecewise

LARGEST_MISFIT = 0.02
"""Largest error in probability of a fit through quantiles, unless another is stated."""

FittedName: TypeAlias = Literal[
    "normal",
    "lognormal",
    "student_t",
    "uniform",
    "loguniform",
    "beta",
    "triangular",
    "pert",
    "gamma",
    "exponential",
    "weibull",
    "skew_normal",
    "logistic",
    "loglogistic",
    "gumbel",
    "pareto",
    "metalog",
    "piecewise",
]
"""What is fitted through quantiles, as type checkers and editors read it."""
FITTED: Mapping[str, type[Family]] = {name: family for name, family in FAMILIES.items() if family.start is not None}
"""The families that are searched for quantiles, by their names in the study file."""


@dataclass(frozen=True, repr=False)
class QuantileFit(Displayed):
    """A family and how near it passes to the quantiles that were asked.

    Attributes
    ----------
    family : Family
    probabilities, values : the quantiles that were asked, (quantile,).
    """

    family: Family
    probabilities: tuple[float, ...]
    values: tuple[float, ...]

    @property
    def misfit(self) -> tuple[float, ...]:
        """Probability of at most each value, minus the probability asked."""
        found = self.family.cdf(np.array(self.values)) - np.array(self.probabilities)
        return tuple(float(error) for error in found)

    @property
    def largest_misfit(self) -> float:
        """The largest error in probability, without its sign."""
        return max(map(abs, self.misfit))

    def __str__(self) -> str:
        rows = zip(self.probabilities, self.values, self.misfit, strict=True)
        return "; ".join(f"{p:g}: {short_number(x)} (misfit {error:+.2g})" for p, x, error in rows)


def checked_quantiles(quantiles: Mapping[float, float]) -> tuple[Array, Array]:
    """Return probabilities and values in rising order, or refuse those that no distribution can have.

    Examples
    --------
    >>> checked_quantiles({0.5: 3, 0.9: 2})
    Traceback (most recent call last):
    mcba.errors.FitError: the quantiles contradict each other: 3 at probability 0.5, but 2 at 0.9, is not above it
    """
    pairs = sorted((float(p), float(x)) for p, x in quantiles.items())
    for p, x in pairs:
        if not 0 <= p <= 1:
            raise FitError(
                f"{short_number(p)} is no probability; quantiles are given as probability = value", "quantiles"
            )
        if not math.isfinite(x):
            raise FitError(f"the quantile at {short_number(p)} is not a finite number", "quantiles")
    for (p, x), (q, y) in itertools.pairwise(pairs):
        if y <= x:
            raise FitError(
                f"the quantiles contradict each other: {short_number(x)} at probability {short_number(p)}, but "
                f"{short_number(y)} at {short_number(q)}, is not above it",
                "quantiles",
            )
    if len(pairs) < 2:
        raise FitError("give two or more quantiles", "quantiles")
    return np.array([p for p, _ in pairs]), np.array([x for _, x in pairs])


def fit_quantiles(
    distribution: FittedName | str,
    quantiles: Mapping[float, float],
    *,
    low: float = -math.inf,
    high: float = math.inf,
    tolerance: float = LARGEST_MISFIT,
) -> QuantileFit:
    """Make the member of a family that passes nearest to these quantiles, by least squares on its cdf.

    Parameters
    ----------
    distribution : str
        A key of `FITTED`, "metalog" (through every quantile) or "piecewise" (straight lines between them).
    quantiles : mapping of probability to value
        Two or more; at 0 and 1 they are the ends of the support.
    low, high : float
        Ends of the support, where they are known: a positive family starts at `low`, a beta needs both (0 and 1 when
        nothing is said), a normal is cut off.
    tolerance : float
        Largest error in probability that is let through.

    Returns
    -------
    QuantileFit

    Raises
    ------
    FitError
        For quantiles that contradict each other, and for a fit that misses one of them by more than the tolerance.

    Examples
    --------
    >>> round(fit_quantiles("normal", {0.025: -54.638775, 0.5: 12, 0.975: 78.638775}).family.sd, 3)
    34.0
    """
    probabilities, values = checked_quantiles(quantiles)
    low, high = _ends(probabilities, values, low, high)
    inner = (probabilities > 0) & (probabilities < 1)
    if np.any((values[inner] <= low) | (values[inner] >= high)):
        raise FitError(
            "a quantile lies on or beyond an end of the support; give ends outside all quantiles", "quantiles"
        )
    if distribution == "piecewise":
        family: Family = _through(probabilities[inner], values[inner], low, high)
    elif distribution == "metalog":
        family = Metalog.from_quantiles(probabilities[inner], values[inner], low=low, high=high)
    else:
        family = _least_squares(distribution, probabilities[inner], values[inner], low, high)
    fit = QuantileFit(family, tuple(map(float, probabilities)), tuple(map(float, values)))
    if fit.largest_misfit > tolerance:
        raise FitError(
            f"no {distribution} passes through these quantiles: the nearest gives {fit}; allowed is a "
            f"misfit of {short_number(tolerance)}. Take another distribution (metalog passes through all), or state a "
            "larger tolerance",
            "quantiles",
        )
    return fit


def _ends(probabilities: Array, values: Array, low: float, high: float) -> tuple[float, float]:
    """Return the ends of the support: those stated, or the quantiles at 0 and 1."""
    if probabilities[0] == 0:
        low = float(values[0])
    if probabilities[-1] == 1:
        high = float(values[-1])
    return low, high


def _through(probabilities: Array, values: Array, low: float, high: float) -> Piecewise:
    if not (math.isfinite(low) and math.isfinite(high)):
        raise FitError("a piecewise distribution needs its lowest and highest value: give low and high", "quantiles")
    return Piecewise([low, *values, high], [0, *probabilities, 1])


def _least_squares(distribution: str, u: Array, x: Array, low: float, high: float) -> Family:
    from scipy.optimize import least_squares

    if distribution not in FITTED:
        raise FitError(
            f"a {distribution} is not fitted; fitted are {', '.join(FITTED)}, metalog and piecewise", "distribution"
        )
    search = FITTED[distribution].search(low, high)
    free = len(search.start(1.0, 0.5))
    if u.size < free:
        raise FitError(
            f"a {distribution} has {free} parameters and {u.size} quantile{'s' if u.size != 1 else ''} between its "
            "ends say too little; give more quantiles or a simpler distribution",
            "quantiles",
        )
    z = scipy.special.ndtri(u)
    inside = (x - search.offset) / search.width
    slope = float(np.polyfit(z, inside, 1)[0]) if u.size > 1 else float(abs(inside[0])) / 2
    centre = float(np.interp(0.0, z, inside))
    start = np.array(search.start(centre, max(slope, 1e-9 * abs(centre))))

    def miss(free: Array) -> Array:
        try:
            with np.errstate(all="ignore"):
                reached = search.make(*map(float, free)).cdf(inside)
        except (FamilyError, OverflowError):
            return np.full(u.shape, 10.0)
        return np.where(np.isfinite(reached), reached - u, 10.0)

    nearest = least_squares(miss, start, method="trf", x_scale="jac", xtol=1e-15, ftol=1e-15, gtol=1e-15, max_nfev=2000)
    member: Family = search.make(*map(float, nearest.x))
    if search.finished is not None:
        member = search.finished(member)
    elif search.offset:
        member = Shifted(member, by=search.offset)
    return member
