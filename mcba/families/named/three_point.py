"""Families of a most likely value between two ends."""

from __future__ import annotations

import math
from collections.abc import Mapping
from functools import cached_property
from typing import Any, ClassVar, Self

import numpy as np
import scipy  # its parts load when first named

from mcba.arrays import Array, Floats
from mcba.errors import FitError
from mcba.families.base.documentation import FamilyReference
from mcba.families.base.domains import POSITIVE, REAL, NumberLike, Value, checked_value, frozen, require_below, tail
from mcba.families.base.ends import Bounded, checked_range
from mcba.families.base.family import Family
from mcba.families.base.fittable import Search, Start
from mcba.families.base.parameters import LOCATION, UNITLESS, Number, parameter, parameterisation
from mcba.families.base.solving import each, root
from mcba.families.named.bounded import Beta

__all__ = ["Pert", "Triangular"]


class _ThreePoint(Bounded):
    """What triangular and PERT share: the most likely value somewhere from the low to the high end."""

    low: Number = parameter(REAL, "lowest value", LOCATION, typical=(-5, 4))
    mode: Number = parameter(REAL, "most likely value", LOCATION, typical=(5, 9))
    high: Number = parameter(REAL, "highest value", LOCATION, typical=(10, 20))

    def _check(self, given: Mapping[str, object]) -> Mapping[str, Value]:
        values = super()._check(given)
        require_below(("low", "mode"), values["low"], values["mode"], or_equal=True)
        require_below(("mode", "high"), values["mode"], values["high"], or_equal=True)
        return values

    @cached_property
    def _peak(self) -> Value:
        """Place of the mode as a share of the way from low to high."""
        return (self.mode - self.low) / (self.high - self.low)

    @classmethod
    def _between(cls, low: NumberLike, mode: NumberLike, high: NumberLike, mass: float, **shape: float) -> Self:
        below, above = checked_range(low, high)
        peak = checked_value("mode", mode, REAL)
        require_below(("low", "mode"), below, peak, or_equal=True)
        require_below(("mode", "high"), peak, above, or_equal=True)
        ends = np.array([tail(mass), 1 - tail(mass)])

        def solve(low: float, mode: float, high: float) -> tuple[float, float, float]:
            # The standard member on [0, 1] whose peak divides its own central range as the mode divides low to high.
            def excess(peak: float) -> float:
                first, last = cls(0, peak, 1, **shape).ppf(ends)
                return float((peak - first) / (last - first) - (mode - low) / (high - low))

            peak = root(excess, 0.0, 1.0)
            if peak is None:
                raise FitError(f"no {cls.__name__} found with central range {low} to {high} and mode {mode}")
            first, last = cls(0, peak, 1, **shape).ppf(ends)
            width = (high - low) / (last - first)
            return min(low - first * width, mode), mode, max(high + (1 - last) * width, mode)

        return cls(*each(solve, below, peak, above), **shape)._hits(below, above, 1 - 2 * tail(mass))

    @staticmethod
    def start(mean: float, sd: float) -> Start:
        """Free numbers at which a fit begins."""
        return mean, math.log(2.4 * sd), math.log(2.4 * sd)

    @classmethod
    def from_free(cls, *numbers: float) -> Self:
        """Make a member from its mode and the logarithms of the distances to both ends."""
        mode, log_below, log_above = numbers
        return cls(mode - math.exp(log_below), mode, mode + math.exp(log_above))

    @classmethod
    def search(cls, low: float, high: float) -> Search:
        """Return where a fit looks; between two ends, for the mode alone."""
        if not (math.isfinite(low) or math.isfinite(high)):
            return Search(cls.from_free, cls.start)
        if not (math.isfinite(low) and math.isfinite(high)):
            raise FitError(f"a {cls.name} takes both ends, or none, from outside its quantiles", "low")

        def make(peak: float) -> Family:
            return cls(low, low + (high - low) * float(scipy.special.expit(peak)), high)

        return Search(make, lambda m, s: (0.0,))  # noqa: ARG005


class Triangular(_ThreePoint):
    """A density that rises in a straight line from `low` to `mode` and falls in one to `high`.

    Examples
    --------
    >>> Triangular(80, 120, 180).mean
    126.66666666666667
    """

    title = "triangular"
    reference: ClassVar = FamilyReference(
        density="2 (x - low) / ((high - low) (mode - low)) up to mode, "
        "2 (high - x) / ((high - low) (high - mode)) above",
        mean="(low + mode + high) / 3",
        source="Kotz and van Dorp (2004), Beyond Beta: Other Continuous Families of Distributions with Bounded "
        "Support and Applications, World Scientific, chapter 1",
    )

    def _ppf(self, u: Array) -> Floats:
        width, peak = self.high - self.low, self._peak
        rising, falling = self.low + width * np.sqrt(u * peak), self.high - width * np.sqrt((1 - u) * (1 - peak))
        # Each side ends at the mode: rounding may not carry one of them past it.
        return np.where(u < peak, np.minimum(rising, self.mode), np.maximum(falling, self.mode))

    def _cdf(self, x: Array) -> Floats:
        width, peak = self.high - self.low, self._peak
        rising, falling = (x - self.low) / width, (self.high - x) / width
        return np.where(x < self.mode, rising**2 / peak, 1 - falling**2 / (1 - peak))

    def _standard_form(self) -> tuple[Family, Value, Value]:
        return Triangular(0, self._peak, 1), self.low, self.high - self.low

    @cached_property
    def mean(self) -> Value:
        """Mean."""
        return (self.low + self.mode + self.high) / 3

    @cached_property
    def sd(self) -> Value:
        """Standard deviation."""
        peak = self._peak
        return frozen((self.high - self.low) * np.sqrt((1 - peak * (1 - peak)) / 18))

    @cached_property
    def skewness(self) -> Value:
        """Skewness."""
        low, high = np.subtract(self.mode, self.low), np.subtract(self.high, self.mode)
        cubed = (low + 2 * high) * (2 * low + high) * (high - low)
        return frozen(math.sqrt(2) / 5 * cubed / (np.square(low) + low * high + np.square(high)) ** 1.5)

    @classmethod
    @parameterisation("mass")
    def between(cls, low: NumberLike, mode: NumberLike, high: NumberLike, mass: float = 0.9) -> Self:
        """Make the member with this mode whose central `mass` runs from `low` to `high`; its ends lie further out."""
        return cls._between(low, mode, high, mass)

    def closed_form(self, u: Any, do: Any) -> Any:
        """Quantiles in operations."""
        peak = self._peak
        falls = do.greater_equal(u, peak)
        falling = do.subtract(1.0, do.square_root(do.multiply(do.subtract(1.0, u), 1 - peak)))
        rising = do.square_root(do.multiply(u, peak))
        share = do.where(falls, falling, rising)
        return do.multiply_add(share, self.high - self.low, self.low)


class Pert(_ThreePoint):
    """A smooth hump from `low` to `high` with its top at `mode`: a beta with `shape` 4 by custom.

    Examples
    --------
    >>> Pert(1, 2, 9).mean
    3.0
    """

    title = "PERT"
    shape: Number = parameter(
        POSITIVE, "weight of the mode against that of the ends", UNITLESS, typical=(2, 8), default=4.0
    )
    reference: ClassVar = FamilyReference(
        density="that of a beta between low and high, alpha = 1 + shape (mode - low) / (high - low), "
        "beta = 1 + shape (high - mode) / (high - low)",
        mean="(low + shape mode + high) / (shape + 2)",
        source="Malcolm, Roseboom, Clark and Fazar (1959), Application of a technique for research and development "
        "program evaluation, Operations Research 7(5), doi:10.1287/opre.7.5.646",
    )

    @cached_property
    def _beta(self) -> Beta:
        return Beta(1 + self.shape * self._peak, 1 + self.shape * (1 - self._peak), self.low, self.high)

    def _ppf(self, u: Array) -> Floats:
        return self._beta._ppf(u)

    def _cdf(self, x: Array) -> Floats:
        return self._beta._cdf(x)

    def _standard_form(self) -> tuple[Family, Value, Value]:
        return self._beta._standard_form()

    @cached_property
    def mean(self) -> Value:
        """Mean."""
        return (self.low + self.shape * self.mode + self.high) / (self.shape + 2)

    @cached_property
    def sd(self) -> Value:
        """Standard deviation."""
        return self._beta.sd

    @cached_property
    def skewness(self) -> Value:
        """Skewness."""
        return self._beta.skewness

    @classmethod
    @parameterisation("mass")
    def between(
        cls, low: NumberLike, mode: NumberLike, high: NumberLike, mass: float = 0.9, shape: float = 4.0
    ) -> Self:
        """Make the member with this mode whose central `mass` runs from `low` to `high`; its ends lie further out."""
        return cls._between(low, mode, high, mass, shape=shape)
