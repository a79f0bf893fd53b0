"""Readings: what a published figure may be taken to mean, each by its code."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

StatedReading = Literal["central", "scenarios", "base", "mean", "median"]
"""The readings that a study file may state."""


@dataclass(frozen=True)
class Reading:
    """One reading of published figures.

    Attributes
    ----------
    of : {"range", "number"}
        The figures that can be read so.
    mass : float, optional
        What lies in the range, where the reading says it and not the study file.
    asked : bool
        Whether a user may ask for it in place of what the study file states.
    """

    of: Literal["range", "number"]
    mass: float | None = None
    asked: bool = True


READINGS: Mapping[str, Reading] = {
    "central": Reading("range", asked=False),  # with the mass of the study file
    "central-50": Reading("range", mass=0.50),
    "central-80": Reading("range", mass=0.80),
    "central-90": Reading("range", mass=0.90),
    "worst-to-base": Reading("range"),  # the low end has 5 % below it, the high end half
    "within": Reading("range"),  # the truth lies between the ends
    "scenarios": Reading("range", asked=False),  # each end is the base case of a scenario
    "observed": Reading("number"),  # the true outcome, within its tolerance
    "mean": Reading("number"),
    "median": Reading("number"),
    "holds": Reading("number", asked=False),  # the outcome of an event, whatever the worlds
    "base": Reading("number", asked=False),  # the base case
}
ASKED = tuple(code for code, reading in READINGS.items() if reading.asked)
