"""Several studies of one effect, pooled into one number: with a common effect, with effects that differ, or as weighed.

References
----------
DerSimonian and Laird (1986), Meta-analysis in clinical trials, Controlled Clinical Trials 7(3),
doi:10.1016/0197-2456(86)90046-2; Viechtbauer (2005), Bias and efficiency of meta-analytic variance estimators in the
random-effects model, Journal of Educational and Behavioral Statistics 30(3), doi:10.3102/10769986030003261 (REML).
Intervals: Knapp and Hartung (2003), Improved tests for a random effects meta-regression with a single covariate,
Statistics in Medicine 22(17), doi:10.1002/sim.1482; Röver, Knapp and Friede (2015), Hartung-Knapp-Sidik-Jonkman
approach and its modification for random-effects meta-analysis with few studies, BMC Medical Research Methodology 15:99,
doi:10.1186/s12874-015-0091-1 (never narrower than without); Higgins, Thompson and Spiegelhalter (2009), A re-evaluation
of random-effects meta-analysis, Journal of the Royal Statistical Society A 172(1),
doi:10.1111/j.1467-985X.2008.00552.x (a new effect by Student's t).
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from statistics import NormalDist
from typing import Literal

import numpy as np

from mcba.arrays import Array
from mcba.displayed import Displayed
from mcba.errors import FitError
from mcba.families.base.domains import POSITIVE, REAL, checked_value, tail
from mcba.families.base.solving import root
from mcba.families.named.normal import Lognormal, Normal, StudentT

Method = Literal["fixed", "dersimonian_laird", "reml", "stated"]
Interval = Literal["hartung_knapp", "normal"]
RANDOM_EFFECTS = ("dersimonian_laird", "reml")
"""The methods that weigh studies by what lies between them, for which the interval of Hartung and Knapp is made."""


@dataclass(frozen=True, repr=False)
class Pooling(Displayed):
    """One effect from several studies.

    Attributes
    ----------
    method : str
    estimate, standard_error : float
        Of the mean effect; the error is that of the interval which was asked for.
    between : float
        Standard deviation of the true effects between studies; 0 for a common effect.
    heterogeneity : float
        Cochran's Q; its expectation is the number of studies less one when all estimate the same.
    weights : (study,)
        The share of each study in the estimate.
    estimates, errors : (study,)
        What was pooled: of ratios, their logarithms.
    df : int or None
        Degrees of freedom of Student's t: the number of studies less one; None for a normal.
    """

    method: str
    estimate: float
    standard_error: float
    between: float
    heterogeneity: float
    weights: tuple[float, ...]
    estimates: tuple[float, ...] = ()
    errors: tuple[float, ...] = ()
    df: int | None = None

    def mean_effect(self) -> Normal | StudentT:
        """Return what is known of the mean effect."""
        return self._about(self.standard_error)

    def new_effect(self) -> Normal | StudentT:
        """Return what is to be expected of the effect at one more place: the spread between studies comes with it."""
        return self._about(math.hypot(self.standard_error, self.between))

    def _about(self, spread: float) -> Normal | StudentT:
        if self.df is None:
            return Normal(self.estimate, spread)
        return StudentT(self.df, self.estimate, spread)


def as_ratio(effect: Normal | StudentT) -> Lognormal:
    """Return a ratio of which this is the logarithm, as a lognormal with the same central 95 %.

    A ratio whose logarithm is Student's t has no mean, however many studies there are; a lognormal has one.

    Parameters
    ----------
    effect : Normal or StudentT
        From `Pooling.mean_effect` or `Pooling.new_effect`, of logarithms.

    Returns
    -------
    Lognormal

    Examples
    --------
    >>> effect = StudentT(2, location=-0.7, scale=0.2)
    >>> np.log(as_ratio(effect).central(0.95)).round(3) == np.round(effect.central(0.95), 3)
    array([ True,  True])
    """
    if isinstance(effect, Normal):
        return Lognormal(effect.mean, effect.sd)
    reach = float(StudentT(effect.df, 0.0, 1.0).ppf(_UPPER_END)) / NormalDist().inv_cdf(_UPPER_END)
    return Lognormal(effect.location, np.multiply(effect.scale, reach))


_UPPER_END = 0.975  # of the central 95 %


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
    interval: Interval | None = None,
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
    interval : {"hartung_knapp", "normal"}, optional
        How sure the mean effect is. "hartung_knapp", for effects that differ between studies: Student's t whose scale
        is found from how far the estimates lie apart, and never below that of "normal", which takes the spread
        between the studies as known and is too narrow for few of them. "hartung_knapp" where it is made for, and
        "normal" for the other methods, when nothing is said.

    Returns
    -------
    Pooling

    Raises
    ------
    FitError
        For fewer than two studies, an estimate without its error, and weights or an interval that do not go with the
        method.

    Examples
    --------
    >>> pool([1.0, 3.0], [1.0, 1.0], "fixed").estimate
    2.0

    Three studies say little of the mean effect, and with Student's t it shows:

    >>> three = [200.0, 560.0, 880.0], [150.0, 100.0, 150.0]
    >>> [round(end) for end in pool(*three, interval="normal").mean_effect().central(0.95)]
    [177, 917]
    >>> [round(end) for end in pool(*three).mean_effect().central(0.95)]
    [-281, 1375]
    """
    y, se = (
        np.ravel(checked_value("estimates", estimates, REAL)),
        np.ravel(checked_value("standard_errors", errors, POSITIVE)),
    )
    if y.size != se.size or y.size < 2:
        raise FitError(f"{y.size} estimates and {se.size} standard errors; give two or more of each", "pool")
    if (weights is not None) != (method == "stated"):
        raise FitError('weights go with method = "stated", and the other way round', "pool")
    interval = interval or ("hartung_knapp" if method in RANDOM_EFFECTS else "normal")
    if interval == "hartung_knapp" and method not in RANDOM_EFFECTS:
        raise FitError(
            f'interval = "hartung_knapp" goes with method = {" or ".join(map(repr, RANDOM_EFFECTS))}', "pool"
        )
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
    estimate = float(np.sum(share * y))
    error, df = float(np.sqrt(np.sum(np.square(share) * (v + tau2)))), None
    if interval == "hartung_knapp":
        df = y.size - 1
        error *= math.sqrt(max(1.0, float(np.sum(np.square(y - estimate) / (v + tau2))) / df))
    shares, pooled, uncertain = (tuple(map(float, array)) for array in (share, y, se))
    return Pooling(method, estimate, error, math.sqrt(tau2), q, shares, pooled, uncertain, df)


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
