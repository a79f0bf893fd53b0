"""What a published range is taken to mean: central 50, 80 or 90 %, worst to base, or all that is possible."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np

from mcba.analysis.rerun import BALANCE, known_assumption, study_of, with_families
from mcba.engine.estimate import Estimate, Summary
from mcba.engine.result import Run
from mcba.errors import RunError
from mcba.families import Lognormal, Normal, Uniform
from mcba.families.base import Family

NINETY_FIVE = 1.6448536269514722  # standard normal quantile at 95 %


def _central(mass: float) -> Callable[[float, float], Family]:
    def law(low: float, high: float) -> Family:
        made: Family = Lognormal.between(low, high, mass) if low > 0 else Normal.between(low, high, mass)
        return made

    return law


def _worst_to_base(low: float, high: float) -> Family:
    """The high end is the middle, the low end the 5 % point."""
    if low > 0:
        return Lognormal(mu=math.log(high), sigma=math.log(high / low) / NINETY_FIVE)
    return Normal(mean=high, sd=(high - low) / NINETY_FIVE)


READINGS: Mapping[str, Callable[[float, float], Family]] = {
    "central 50 %": _central(0.50),
    "central 80 %": _central(0.80),
    "central 90 %": _central(0.90),
    "worst to base": _worst_to_base,
    "min to max": Uniform,
}
"""A distribution for each reading of a range: lognormal where the range is positive, else normal; uniform between a
minimum and a maximum, where nothing more is said."""


@dataclass(frozen=True)
class Reading:
    """One reading of a published result: the distribution it stands for and the chance above a threshold."""

    name: str
    family: Family
    probability: float


def of_result(low: float, high: float, *, threshold: float = 1.0) -> tuple[Reading, ...]:
    """What a published range of a result would conclude under each reading: the chance above a threshold.

    Parameters
    ----------
    low, high : float
        The published ends; for `worst to base`, low is the worst and high the base.
    threshold : float
        1 for a benefit-cost ratio, 0 for a balance.

    Examples
    --------
    >>> [round(reading.probability, 3) for reading in of_result(1.3, 2.5)]
    [0.888, 0.99, 0.998, 0.989, 1.0]
    """
    _refuse(low, high)
    laws = {name: law(low, high) for name, law in READINGS.items()}
    return tuple(Reading(name, law, 1.0 - float(law.cdf(threshold))) for name, law in laws.items())


@dataclass(frozen=True)
class ReadingOfAssumption:
    """One reading of the published range of an assumption, and what the study concludes under it."""

    name: str
    family: Family
    outcome: str
    summary: Summary
    probability: Estimate


def of_assumption(
    run: Run, assumption: str, low: float, high: float, *, outcome: str = BALANCE, threshold: float = 0.0
) -> tuple[ReadingOfAssumption, ...]:
    """What the study concludes under each reading of the published range of one assumption, on the same worlds.

    Raises
    ------
    RunError
        For a name that is no assumption, and for a range that does not rise.

    Examples
    --------
    >>> import mcba
    >>> run = mcba.run(mcba.load("studies/schilderswijk-moeders"), worlds=4_096)
    >>> [one.name for one in of_assumption(run, "care_avoided", 460, 660)][0]
    'central 50 %'
    """
    _refuse(low, high)
    known_assumption(study_of(run), assumption)
    found = []
    for name, law in READINGS.items():
        family = law(low, high)
        other = with_families(run, {assumption: family}, keep=(outcome,))
        found.append(
            ReadingOfAssumption(
                name, family, outcome, other.summary(outcome), other.probability(outcome, above=threshold)
            )
        )
    return tuple(found)


def _refuse(low: float, high: float) -> None:
    if not (np.isfinite([low, high]).all() and low < high):
        raise RunError(f"a range runs from a lower to a higher number; found {low} to {high}")
