"""The normal of which only a part is kept."""

from __future__ import annotations

import math
from collections.abc import Mapping
from functools import cached_property
from typing import ClassVar, Self

import numpy as np
import scipy  # its parts load when first named
from numpy.typing import NDArray

from mcba.arrays import Array, Floats
from mcba.errors import FamilyError, FitError
from mcba.families.base.documentation import FamilyReference
from mcba.families.base.domains import (
    EXTENDED,
    REAL,
    SPREAD,
    NumberLike,
    Value,
    checked_value,
    first_bad,
    frozen,
    require_below,
    short_number,
    tail,
)
from mcba.families.base.ends import checked_range
from mcba.families.base.family import Family
from mcba.families.base.parameters import LOCATION, SCALE, Number, parameter
from mcba.families.base.solving import each, root

__all__ = ["TruncatedNormal"]


class TruncatedNormal(Family):
    """A normal (`mu`, `sigma`) of which only the part from `low` to `high` is kept.

    The bounds are in the unit of the variable and may be infinite. Mean and standard deviation are those after cutting.

    Examples
    --------
    >>> round(TruncatedNormal(1, 0.2, low=0).mean, 6)
    1.0
    """

    title = "truncated normal"
    mu: Number = parameter(REAL, "mean before cutting", LOCATION, typical=(-1, 2))
    sigma: Number = parameter(SPREAD, "standard deviation before cutting", SCALE, typical=(0.5, 2))
    low: Number = parameter(EXTENDED, "lowest value", LOCATION, typical=(-3, -0.5), default=-math.inf)
    high: Number = parameter(EXTENDED, "highest value", LOCATION, typical=(1, 4), default=math.inf)
    reference: ClassVar = FamilyReference(
        density="φ((x - mu) / sigma) / (sigma (Φ((high - mu) / sigma) - Φ((low - mu) / sigma)))",
        mean="mu + sigma (φ(a) - φ(b)) / (Φ(b) - Φ(a)), a = (low - mu) / sigma, b = (high - mu) / sigma",
        source="Johnson, Kotz and Balakrishnan (1994), Continuous Univariate Distributions, volume 1, 2nd edition, "
        "Wiley, chapter 13",
    )

    def _check(self, given: Mapping[str, object]) -> Mapping[str, Value]:
        values = super()._check(given)
        require_below(("low", "high"), values["low"], values["high"])
        near, far, _ = _seen_from_the_nearer_bound(*(values[name] for name in self.parameters))
        near = np.maximum(near, 0.0)
        lost = 2.2e-16 * (1 + near**2 / 2) / np.minimum((far - near) * np.maximum(near, 0.4), 1.0)
        if not np.all(lost <= 1e-10):
            index, bad = first_bad(np.asarray(values["mu"]), np.asarray(lost <= 1e-10))
            raise FamilyError(
                f"mu = {bad} with this sigma leaves nothing of the normal's form between low and high; "
                "give bounds nearer to mu or a smaller sigma, or use a uniform",
                parameter="mu",
                index=index,
            )
        return values

    @cached_property
    def _bounds(self) -> tuple[Array, Array, NDArray[np.bool_]]:
        return _seen_from_the_nearer_bound(self.mu, self.sigma, self.low, self.high)

    @cached_property
    def _log_survival(self) -> tuple[Floats, Floats]:
        """Log of P(Z > near), and of P(Z > far) / P(Z > near)."""
        near, far, _ = self._bounds
        log_near: Array = scipy.special.log_ndtr(-near)
        return log_near, scipy.special.log_ndtr(-far) - log_near

    def _ppf(self, u: Array) -> Floats:
        (log_near, log_ratio), mirrored = self._log_survival, self._bounds[2]
        from_near, to_far = np.where(mirrored, 1 - u, u), np.where(mirrored, u, 1 - u)
        log_left = np.where(
            from_near < 0.5, np.log1p(from_near * np.expm1(log_ratio)), np.log(to_far + from_near * np.exp(log_ratio))
        )
        z: Array = -scipy.special.ndtri_exp(log_near + log_left)
        return self.mu + self.sigma * np.where(mirrored, -z, z)

    def _cdf(self, x: Array) -> Floats:
        (log_near, log_ratio), mirrored = self._log_survival, self._bounds[2]
        z = (x - self.mu) / self.sigma
        log_left: Array = scipy.special.log_ndtr(np.where(mirrored, z, -z)) - log_near
        from_near = np.expm1(log_left) / np.expm1(log_ratio)
        return np.where(mirrored, 1 - from_near, from_near)

    @cached_property
    def _moments(self) -> tuple[Array, Array]:
        """Mean and sd of the distance from the near bound in standard units, by Gauss-Legendre.

        The textbook formula for the variance loses all digits in a far tail. Beyond e^-40 nothing is left to integrate.
        """
        near, far, _ = self._bounds
        start = np.maximum(near, -9.0)
        reach = 80 / (np.maximum(start, 0) + np.sqrt(np.maximum(start, 0) ** 2 + 80))
        width = np.minimum(far, np.maximum(start, 0) + reach) - start
        nodes, weights = np.polynomial.legendre.leggauss(128)
        distance = width[..., None] * (nodes + 1) / 2
        log_density = -distance * (start[..., None] + distance / 2)
        weights = weights * np.exp(log_density - log_density.max(axis=-1, keepdims=True))
        weights /= weights.sum(axis=-1, keepdims=True)
        mean = (weights * distance).sum(axis=-1)
        sd = np.sqrt((weights * (distance - mean[..., None]) ** 2).sum(axis=-1))
        return start + mean, sd

    @cached_property
    def mean(self) -> Value:
        """Mean after cutting."""
        z = self._moments[0]
        return frozen(self.mu + self.sigma * np.where(self._bounds[2], -z, z))

    @cached_property
    def sd(self) -> Value:
        """Standard deviation after cutting."""
        return frozen(self.sigma * self._moments[1])

    @classmethod
    def between(
        cls,
        low: NumberLike,
        high: NumberLike,
        mass: float = 0.9,
        *,
        lowest: NumberLike = -math.inf,
        highest: NumberLike = math.inf,
    ) -> Self:
        """Make the member cut at `lowest` and `highest` whose own central `mass` runs from `low` to `high`.

        Parameters
        ----------
        low, high : number or array
            Ends of the central range, in the unit of the variable.
        mass : float, default 0.9
            Probability between them.
        lowest, highest : number or array
            Where the normal is cut, outside the range and in the same unit; infinite for no cut.

        Returns
        -------
        TruncatedNormal

        Raises
        ------
        FamilyError
            For a number outside its domain (a DomainError), or numbers that contradict each other.
        FitError
            When no normal cut there has this range.
        """
        below, above = checked_range(low, high)
        bottom, top = checked_value("lowest", lowest, EXTENDED), checked_value("highest", highest, EXTENDED)
        require_below(("lowest", "low"), bottom, below)
        require_below(("high", "highest"), above, top)
        first, last = tail(mass), 1 - tail(mass)

        def solve(low: float, high: float, lowest: float, highest: float) -> tuple[float, float]:
            def centre(sigma: float) -> float | None:
                """Find the mu that puts the low end right."""
                least = lowest - 500 * sigma if math.isfinite(lowest) else low
                most = highest + 500 * sigma if math.isfinite(highest) else low + 40 * sigma
                return root(lambda mu: float(cls(mu, sigma, lowest, highest).ppf(first)) - low, least, most)

            def excess(log_sigma: float) -> float:
                mu = centre(math.exp(log_sigma))
                return math.inf if mu is None else float(cls(mu, math.exp(log_sigma), lowest, highest).ppf(last)) - high

            width = math.log(high - low)
            log_sigma = root(excess, width - 4, width + 7)
            mu = None if log_sigma is None else centre(math.exp(log_sigma))
            if log_sigma is None or mu is None:
                raise FitError(
                    f"no normal cut at {short_number(lowest)} and {short_number(highest)} has a central range from "
                    f"{short_number(low)} to {short_number(high)}; give wider bounds or a less lopsided range"
                )
            return mu, math.exp(log_sigma)

        mu, sigma = each(solve, below, above, bottom, top)
        return cls(mu, sigma, bottom, top)._hits(below, above, last - first)


def _seen_from_the_nearer_bound(
    mu: Value, sigma: Value, low: Value, high: Value
) -> tuple[Array, Array, NDArray[np.bool_]]:
    """Return the near and the far bound in standard units, and whether the view is mirrored: near is -high then.

    All work on a cut normal is done on the survival side of its nearer bound, in logarithms, so that a piece of a far
    tail keeps its digits.
    """
    first, last = np.subtract(low, mu) / sigma, np.subtract(high, mu) / sigma
    with np.errstate(invalid="ignore"):
        mirrored = np.asarray(first + last < 0)
    return np.where(mirrored, -last, first), np.where(mirrored, -first, last), mirrored
