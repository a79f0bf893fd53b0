"""What families made of other families ask of these."""

from __future__ import annotations

import math

import numpy as np

from mcba.arrays import Array
from mcba.errors import FamilyError
from mcba.families.base.domains import Domain, Value
from mcba.families.base.family import Family

FAMILY = Domain(
    "a distribution",
    lambda x: np.ones(x.shape, dtype=np.bool_),
    "a distribution such as Normal(0, 1)",
    kind="distribution",
)

_SMALLEST = 5e-324  # the uniforms furthest out
_LARGEST = 1 - 2.0**-53


def checked_family(name: str, value: object) -> Family:
    """Return a value that is a distribution, or refuse it."""
    if isinstance(value, Family):
        return value
    raise FamilyError(f"{name} = {value!r} is not {FAMILY.text}; give {FAMILY.advice}", parameter=name)


def just_below(family: Family, x: Value) -> Array:
    """Probability of less than x."""
    return family.cdf(np.nextafter(x, -math.inf))


def separate_values(family: Family) -> Array:
    """Return all values that have a probability of their own."""
    if not family.discrete:
        return family.atoms
    return family.values_between(float(np.min(family.ppf(_SMALLEST))), float(np.max(family.ppf(_LARGEST))))


def third_moment(family: Family, centre: Value) -> Array:
    """The third moment about a centre; that about the mean of a family without a spread is 0."""
    away = np.subtract(family.mean, centre)
    own = np.where(np.equal(family.sd, 0), 0.0, family.skewness * np.asarray(family.sd) ** 3)
    return np.asarray(own + 3 * np.square(family.sd) * away + away**3)
