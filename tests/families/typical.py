"""Members of every family from the typical values that its class says of its parameters."""

from __future__ import annotations

import math

import numpy as np

from mcba.families import FAMILIES, Family, Parameter

OF_NUMBERS = {
    name: family for name, family in FAMILIES.items() if not any(key.many for key in family.parameters.values())
}
"""The families whose parameters are single numbers; the others take lists, of which tests write their own."""


def value(key: Parameter, share: float) -> float:
    """The value so far along the typical ones; whole where only whole ones are allowed."""
    low, high = key.typical
    number = low + share * (high - low)
    return float(np.ceil(number)) if "whole" in key.domain.text else number


def member(family: type[Family], *shares: float) -> Family:
    """A member whose parameters lie so far along their typical values; the middle when nothing is said."""
    parameters = family.parameters.values()
    along = [*shares, *[0.5] * (len(parameters) - len(shares))]
    return family(*(value(key, share) for key, share in zip(parameters, along, strict=False)))


def outside(key: Parameter) -> list[float]:
    """Numbers that a parameter may not be."""
    tried = np.array([-np.inf, -1e9, -1.0, -1e-9, 0.0, 0.5, 1.0, 1.5, 2.0, 1e9, np.inf, np.nan])
    finite = ~np.isnan(tried) if key.domain.may_be_infinite else np.isfinite(tried)
    allowed = finite & key.domain.holds(tried)
    return [float(number) for number in tried[~allowed]]


def around(family: Family, x: np.ndarray) -> np.ndarray:
    """Return the cdf a few floating-point digits below x, at x and above."""
    size = np.maximum(np.abs(x), max(abs(end) for end in (family.low, family.high, 0) if math.isfinite(end)))
    digits = 4 * np.spacing(np.minimum(size, 1e300))
    return family.cdf([x - digits, x, x + digits])
