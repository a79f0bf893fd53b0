"""Several studies of one effect, pooled into one number: with a common effect, with effects that differ, or as weighed.

References
----------
DerSimonian and Laird (1986), Meta-analysis in clinical trials, Controlled Clinical Trials 7(3),
doi:10.1016/0197-2456(86)90046-2; Viechtbauer (2005), Bias and efficiency of meta-analytic variance estimators in the
random-effects model, Journal of Educational and Behavioral Statistics 30(3), doi:10.3102/10769986030003261 (REML).
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from statistics import NormalDist
from typing import Literal

import numpy as np

from mcba.arrays import Array
from mcba.errors import FitError
from mcba.families.base.domains import POSITIVE, REAL, checked_value, tail
from mcba.families.base.solving import root
from mcba.families.named.normal import Normal

Method = Literal["fixed", "dersimonian_laird", "reml", "stated"]


@dataclass(frozen=True)
class Pooling:
    """One effect from several studies.

    Attributes
    ----------
    method : str
    estimate, standard_error : float
        Of the mean effect.
    between : float
        Standard deviation of the true effects between studies; 0 for a common effect.
    heterogeneity : float
        Cochran's Q; its expectation is the number of studies less one when all estimate the same.
    weights : (study,)
        The share of each study in the estimate.
    estimates, errors : (study,)
        What was pooled: of ratios, their logarithms.
    """

    method: str
    estimate: float
    standard_error: float
    between: float
    heterogeneity: float
    weights: tuple[float, ...]
    estimates: tuple[float, ...] = ()
    errors: tuple[float, ...] = ()

    def mean_effect(self) -> Normal:
        """Return what is known of the mean effect."""
        return Normal(self.estimate, self.standard_error)

    def new_effect(self) -> Normal:
        """Return what is to be expected of the effect at one more place: the spread between studies comes with it."""
        return Normal(self.estimate, math.hypot(self.standard_error, self.between))


def standard_errors(low: object, high: object, mass: float = 0.95) -> Array:
    """Return the standard errors of estimates from their central intervals.

    Parameters
    ----------
    low, high : (study,)
        Ends of the intervals, in the unit of the estimates.
    mass : float
        Probability that an interval holds, such as 0.95.

    Returns
    -------
    (study,)
        In the unit of the estimates.

    Examples
    --------
    >>> standard_errors([1.0], [4.92], 0.95).round(3)
    array([1.])
    """
    below, above = np.asarray(checked_value("low", low, REAL)), np.asarray(checked_value("high", high, REAL))
    return np.asarray((above - below) / (2 * NormalDist().inv_cdf(1 - tail(mass))))


def pool(
    estimates: object,
    errors: object,
    method: Method = "reml",
    *,
    weights: Sequence[float] | None = None,
) -> Pooling:
    """Pool the estimates of several studies.

    Parameters
    ----------
    estimates, errors : (study,)
        Each study's estimate and its standard error; of ratios, their logarithms.
    method : {"fixed", "dersimonian_laird", "reml", "stated"}
        One common effect; effects that differ between studies, by moments or by restricted maximum likelihood; or
        `weights`.
    weights : (study,), optional
        For "stated": what each study counts for. The spread between the studies is estimated as for
        "dersimonian_laird" and comes into the standard error.

    Returns
    -------
    Pooling

    Raises
    ------
    FitError
        For fewer than two studies, an estimate without its error, and weights that do not go with the method.

    Examples
    --------
    >>> pool([1.0, 3.0], [1.0, 1.0], "fixed").estimate
    2.0
    """
    y, se = (
        np.ravel(checked_value("estimates", estimates, REAL)),
        np.ravel(checked_value("standard_errors", errors, POSITIVE)),
    )
    if y.size != se.size or y.size < 2:
        raise FitError(f"{y.size} estimates and {se.size} standard errors; give two or more of each", "pool")
    if (weights is not None) != (method == "stated"):
        raise FitError('weights go with method = "stated", and the other way round', "pool")
    v = np.square(se)
    precision = 1 / v
    common = float(np.sum(precision * y) / np.sum(precision))
    q = float(np.sum(precision * np.square(y - common)))
    tau2 = _BETWEEN[method](y, v, q)
    share = 1 / (v + tau2)
    if weights is not None:
        share = np.ravel(checked_value("weights", weights, REAL))
        if share.size != y.size or np.any(share < 0) or not share.sum() > 0:
            raise FitError(f"give one weight of 0 or more for each of the {y.size} studies", "pool")
    share = share / math.fsum(share)
    error = float(np.sqrt(np.sum(np.square(share) * (v + tau2))))
    parts = (tuple(map(float, array)) for array in (share, y, se))
    return Pooling(method, float(np.sum(share * y)), error, math.sqrt(tau2), q, *parts)


def _none(y: Array, v: Array, q: float) -> float:  # noqa: ARG001
    return 0.0


def _dersimonian_laird(y: Array, v: Array, q: float) -> float:
    w = 1 / v
    return max(0.0, (q - (y.size - 1)) / float(np.sum(w) - np.sum(w**2) / np.sum(w)))


def _reml(y: Array, v: Array, q: float) -> float:  # noqa: ARG001
    def score(tau2: float) -> float:
        """Minus the derivative of the restricted log likelihood: rises through zero at its maximum."""
        w = 1 / (v + tau2)
        mu = np.sum(w * y) / np.sum(w)
        return float(np.sum(w) - np.sum(w**2) / np.sum(w) - np.sum(w**2 * np.square(y - mu)))

    if score(0.0) >= 0:
        return 0.0
    found = root(score, 0.0, float(np.var(y, ddof=1) + np.max(v)) * 10)
    return 0.0 if found is None else found


_BETWEEN: dict[str, Callable[[Array, Array, float], float]] = {
    "fixed": _none,
    "dersimonian_laird": _dersimonian_laird,
    "reml": _reml,
    "stated": _dersimonian_laird,
}
"""Estimators of the variance between studies."""
