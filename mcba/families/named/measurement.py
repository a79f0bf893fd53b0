"""Families that metrologists know: those of JCGM 101:2008, Table 1, beyond the common ones.

Rectangular is `Uniform`; triangular, normal, t, exponential and gamma go by their own names; several normal numbers
that move together are normals with a correlation between them.

References
----------
JCGM 101:2008, Evaluation of measurement data: propagation of distributions using a Monte Carlo method, 6.4.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from functools import cached_property
from itertools import pairwise
from typing import ClassVar, Self

import numpy as np

from mcba.arrays import Array, Floats
from mcba.errors import FamilyError
from mcba.families.base.documentation import FamilyReference
from mcba.families.base.domains import (
    PROBABILITY,
    REAL,
    SPREAD,
    NumberLike,
    Value,
    checked_value,
    first_bad,
    frozen,
    require_below,
)
from mcba.families.base.ends import Bounded
from mcba.families.base.family import Family
from mcba.families.base.parameters import LOCATION, SCALE, UNITLESS, Number, Parameter, parameter, parameterisation

__all__ = ["Arcsine", "CurvilinearTrapezoid", "Trapezoidal"]


class Trapezoidal(Bounded):
    """A density that rises from `low`, is flat from `top_low` to `top_high`, and falls to `high`.

    Examples
    --------
    >>> Trapezoidal.from_top(0, 8, top=0.5)
    Trapezoidal(low=0.0, top_low=2.0, top_high=6.0, high=8.0)
    """

    title = "trapezoidal"
    low: Number = parameter(REAL, "lowest value", LOCATION, typical=(-5, 0))
    top_low: Number = parameter(REAL, "where the flat top begins", LOCATION, typical=(1, 3))
    top_high: Number = parameter(REAL, "where the flat top ends", LOCATION, typical=(4, 6))
    high: Number = parameter(REAL, "highest value", LOCATION, typical=(7, 10))
    reference: ClassVar = FamilyReference(
        density="h (x - low) / (top_low - low), h, or h (high - x) / (high - top_high), "
        "with h = 2 / (high - low + top_high - top_low)",
        mean="(high² + high top_high + top_high² - top_low² - top_low low - low²) / "
        "(3 (high + top_high - top_low - low))",
        source="JCGM (2008), Evaluation of measurement data: propagation of distributions using a Monte Carlo method, "
        "JCGM 101:2008, 6.4.4",
    )

    def _check(self, given: Mapping[str, object]) -> Mapping[str, Value]:
        values = super()._check(given)
        names = list(self.parameters)
        for pair in pairwise(names):
            require_below(pair, *(values[name] for name in pair), or_equal=True)
        return values

    @classmethod
    @parameterisation(top=Parameter(PROBABILITY, "share of the way that is flat", UNITLESS, (0.1, 0.9)))
    def from_top(cls, low: NumberLike, high: NumberLike, top: NumberLike) -> Self:
        """Make the symmetric member whose flat top takes the share `top` of the way from `low` to `high`.

        It is the sum of two rectangular numbers (JCGM 101:2008, 6.4.4): top = 1 gives a rectangle, 0 a triangle.
        """
        below, above = checked_value("low", low, REAL), checked_value("high", high, REAL)
        require_below(("low", "high"), below, above)
        side = (above - below) * (1 - checked_value("top", top, PROBABILITY)) / 2
        middle = below / 2 + above / 2
        return cls(below, np.minimum(below + side, middle), np.maximum(above - side, middle), above)

    @cached_property
    def _height(self) -> Value:
        return 2 / ((self.high - self.low) + (self.top_high - self.top_low))

    def _ppf(self, u: Array) -> Floats:
        rise, fall = self.top_low - self.low, self.high - self.top_high
        rising = self.low + np.sqrt(2 * u * rise / self._height)
        falling = self.high - np.sqrt(2 * (1 - u) * fall / self._height)
        flat = self.low + rise / 2 + u / self._height
        return np.where(u < rise * self._height / 2, rising, np.where(1 - u < fall * self._height / 2, falling, flat))

    def _cdf(self, x: Array) -> Floats:
        rise, fall = self.top_low - self.low, self.high - self.top_high
        rising = self._height * (x - self.low) ** 2 / (2 * rise)
        falling = 1 - self._height * (self.high - x) ** 2 / (2 * fall)
        flat = self._height * (x - self.low - rise / 2)
        return np.where(x < self.top_low, rising, np.where(x > self.top_high, falling, flat))

    @cached_property
    def _moments(self) -> tuple[Array, Array]:
        """Mean and variance, from the moments about the middle of rising, flat and falling part."""
        middle = self.low / 2 + self.high / 2
        parts = [
            (self.top_low - self.low, 1 / 2, self.low + (self.top_low - self.low) * (2 / 3), 1 / 18),
            (self.top_high - self.top_low, 1.0, self.top_low / 2 + self.top_high / 2, 1 / 12),
            (self.high - self.top_high, 1 / 2, self.top_high + (self.high - self.top_high) / 3, 1 / 18),
        ]
        masses = [self._height * width * share for width, share, _, _ in parts]
        mean = sum(mass * (centre - middle) for mass, (_, _, centre, _) in zip(masses, parts, strict=True))
        square = sum(
            mass * (np.square(centre - middle) + np.square(width) * inner)
            for mass, (width, _, centre, inner) in zip(masses, parts, strict=True)
        )
        return np.asarray(middle + mean), np.asarray(square - np.square(mean))

    @cached_property
    def mean(self) -> Value:
        """Mean."""
        return frozen(self._moments[0])

    @cached_property
    def sd(self) -> Value:
        """Standard deviation."""
        return frozen(np.sqrt(self._moments[1]))


class CurvilinearTrapezoid(Family):
    """Every value between two ends equally likely, the ends themselves known to within `margin` only.

    `low_end` and `high_end` are the best estimates of the ends (a and b of JCGM 101:2008, 6.4.3, and d is the margin);
    values reach as far as a margin beyond them.

    Examples
    --------
    >>> CurvilinearTrapezoid(10, 14, 0.5).low
    9.5
    """

    title = "curvilinear trapezoid"
    low_end: Number = parameter(REAL, "lower end, to within `margin`", LOCATION, typical=(-5, 0))
    high_end: Number = parameter(REAL, "upper end, to within `margin`", LOCATION, typical=(4, 10))
    margin: Number = parameter(SPREAD, "how well the ends are known", SCALE, typical=(0.1, 1.5))
    reference: ClassVar = FamilyReference(
        support="low_end - margin to high_end + margin",
        density="ln((w + margin) / max(|x - m|, w - margin)) / (4 margin), with m the middle of the ends and w half "
        "their distance",
        mean="(low_end + high_end) / 2",
        source="JCGM (2008), Evaluation of measurement data: propagation of distributions using a Monte Carlo method, "
        "JCGM 101:2008, 6.4.3",
    )

    def _check(self, given: Mapping[str, object]) -> Mapping[str, Value]:
        values = super()._check(given)
        require_below(("low_end", "high_end"), values["low_end"], values["high_end"])
        fits = np.asarray(values["margin"] <= (values["high_end"] - values["low_end"]) / 2)
        if not np.all(fits):
            index, bad = first_bad(np.asarray(values["margin"]), fits)
            raise FamilyError(
                f"margin = {bad} is more than half the distance between low_end and high_end, which may not change "
                "places; give a smaller margin",
                parameter="margin",
                index=index,
            )
        return values

    @cached_property
    def low(self) -> Value:
        """Lower end of the support: a margin below `low_end`."""
        return self.low_end - self.margin

    @cached_property
    def high(self) -> Value:
        """Upper end of the support: a margin above `high_end`."""
        return self.high_end + self.margin

    @cached_property
    def mean(self) -> Value:
        """Mean."""
        return self.low_end / 2 + self.high_end / 2

    @cached_property
    def sd(self) -> Value:
        """Standard deviation: JCGM 101:2008, equation (6)."""
        return frozen(np.sqrt(np.square(self.high_end - self.low_end) / 12 + np.square(self.margin) / 9))

    @cached_property
    def _reach(self) -> Value:
        return (self.high_end - self.low_end) / 2 + self.margin

    @cached_property
    def _flat(self) -> Value:
        """Probability between the innermost places of the two ends."""
        inner = (self.high_end - self.low_end) / 2 - self.margin
        with np.errstate(divide="ignore", invalid="ignore"):
            mass = inner * np.log(np.divide(self._reach, inner)) / (2 * self.margin)
        return frozen(np.where(np.equal(inner, 0), 0.0, mass))

    def _ppf(self, u: Array) -> Floats:
        # Twice the nearer tail holds, beyond a share 1 - d of the reach, reach / (2 margin) * (d + (1-d) log(1-d)).
        tail = 2 * np.minimum(u, 1 - u)
        inner = (self.high_end - self.low_end) / 2 - self.margin
        with np.errstate(divide="ignore", invalid="ignore"):
            near = (1 - tail) * 2 * self.margin / np.log(np.divide(self._reach, inner))
        far_tail = np.minimum(tail * 2 * self.margin / self._reach, 1.0)
        short = np.minimum(np.sqrt(2 * far_tail), 1 - 1e-16)
        for _ in range(60):  # Newton from above on a convex function: it cannot miss
            step = (short + (1 - short) * np.log1p(-short) - far_tail) / -np.log1p(-short)
            step = np.where(short > 0, step, 0.0)
            if not np.any(step > 1e-16 * short):
                break
            short = np.where(step > 0, short - step, short)
        distance = np.where(1 - tail < self._flat, near, self._reach * (1 - short))
        return self.mean + np.where(u < 0.5, -distance, distance)

    def _cdf(self, x: Array) -> Floats:
        distance = np.abs(x - self.mean)
        inner = (self.high_end - self.low_end) / 2 - self.margin
        short = 1 - distance / self._reach
        with np.errstate(divide="ignore", invalid="ignore"):
            near = 1 - distance * np.log(np.divide(self._reach, inner)) / (2 * self.margin)
            log = np.where(short < 1, np.log1p(-short), 0.0)
        far = self._reach / (2 * self.margin) * (short + (1 - short) * log)
        tail = np.where(distance < inner, near, far) / 2
        return np.where(x < self.mean, tail, 1 - tail)


class Arcsine(Bounded):
    """A number that swings like a sine between `low` and `high`, seen at a random moment: the ends are likeliest.

    Examples
    --------
    >>> round(float(Arcsine(0, 1).cdf(0.25)), 9)
    0.333333333
    """

    title = "arcsine"
    low: Number = parameter(REAL, "lowest value", LOCATION, typical=(-5, 5))
    high: Number = parameter(REAL, "highest value", LOCATION, typical=(6, 20))
    symmetric = True
    reference: ClassVar = FamilyReference(
        density="1 / (π √((x - low) (high - x)))",
        mean="(low + high) / 2",
        source="JCGM (2008), Evaluation of measurement data: propagation of distributions using a Monte Carlo method, "
        "JCGM 101:2008, 6.4.6",
    )

    def _ppf(self, u: Array) -> Floats:
        return self.low + (self.high - self.low) * np.square(np.sin(math.pi / 2 * u))

    def _cdf(self, x: Array) -> Floats:
        return np.arctan2(np.sqrt(x - self.low), np.sqrt(self.high - x)) * (2 / math.pi)

    def _standard_form(self) -> tuple[Family, Value, Value]:
        return Arcsine(0, 1), self.low, self.high - self.low

    @cached_property
    def mean(self) -> Value:
        """Mean."""
        return frozen(self.low / 2 + self.high / 2)

    @cached_property
    def sd(self) -> Value:
        """Standard deviation."""
        return frozen((self.high - self.low) / math.sqrt(8))
