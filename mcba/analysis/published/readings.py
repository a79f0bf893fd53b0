"""What a published range of a result concludes by itself, by what it is taken to mean."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np

from mcba.errors import RunError
from mcba.families import Family, Lognormal, Normal, Uniform
from mcba.study.document import READINGS

_LawOfRange = Callable[[float, float], Family]
_NINETY_FIVE = 1.6448536269514722  # standard normal quantile at 95 %


def _central(mass: float) -> _LawOfRange:
    def law(low: float, high: float) -> Family:
        made: Family = Lognormal.between(low, high, mass) if low > 0 else Normal.between(low, high, mass)
        return made

    return law


def _worst_to_base(low: float, high: float) -> Family:
    """The high end is the middle, the low end the 5 % point."""
    if low > 0:
        return Lognormal(mu=math.log(high), sigma=math.log(high / low) / _NINETY_FIVE)
    return Normal(mean=high, sd=(high - low) / _NINETY_FIVE)


_LAWS: Mapping[str, _LawOfRange] = {
    **{code: _central(reading.mass) for code, reading in READINGS.items() if reading.mass is not None},
    "worst-to-base": _worst_to_base,
    "within": Uniform,
}
"""A distribution for each reading of a range, by its code in `mcba.study.document`: lognormal where the range is
positive, else normal; uniform between both ends, where only that the truth lies between them is known."""


@dataclass(frozen=True)
class Conclusion:
    """What one reading of a published range concludes: its distribution and the chance above a threshold."""

    reading: str
    family: Family
    probability: float


def of_result(low: float, high: float, *, threshold: float = 1.0) -> tuple[Conclusion, ...]:
    """What a published range of a result would conclude under each reading: the chance above a threshold.

    Parameters
    ----------
    low, high : float
        The published ends; for `worst-to-base`, low is the worst and high the base.
    threshold : float
        1 for a benefit-cost ratio, 0 for a balance.

    Returns
    -------
    tuple of Conclusion
        One for each reading.

    Raises
    ------
    RunError
        For a range that does not run from a lower to a higher number.

    Examples
    --------
    >>> [round(one.probability, 3) for one in of_result(1.3, 2.5)]
    [0.888, 0.99, 0.998, 0.989, 1.0]
    """
    if not (np.isfinite([low, high]).all() and low < high):
        raise RunError(f"a range runs from a lower to a higher number; found {low} to {high}")
    families = {code: law(low, high) for code, law in _LAWS.items()}
    return tuple(Conclusion(code, family, 1.0 - float(family.cdf(threshold))) for code, family in families.items())
