"""Ends and moments that several families check alike."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from mcba.errors import FamilyError
from mcba.families.base.domains import POSITIVE, REAL, SPREAD, Domain, Value, checked_value, require_below
from mcba.families.base.family import Family


def checked_range(low: object, high: object, domain: Domain = REAL) -> tuple[Value, Value]:
    """Return the two ends when the first lies below the second."""
    below, above = checked_value("low", low, domain), checked_value("high", high, domain)
    require_below(("low", "high"), below, above)
    return below, above


def positive_mean_sd(mean: object, sd: object) -> tuple[Value, Value]:
    """Return a mean and a standard deviation above 0."""
    return checked_value("mean", mean, POSITIVE), checked_value("sd", sd, SPREAD)


class Bounded(Family):
    """A family that lies between two of its parameters, `low` and `high`."""

    def _check(self, given: Mapping[str, object]) -> Mapping[str, Value]:
        values = super()._check(given)
        require_below(("low", "high"), values["low"], values["high"])
        with np.errstate(over="ignore"):
            if not np.all(np.isfinite(np.subtract(values["high"], values["low"]))):
                raise FamilyError(
                    "low and high lie too far apart to compute with; give ends of a plausible size", "low"
                )
        return values
