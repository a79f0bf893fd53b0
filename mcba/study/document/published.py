"""`[[published]]`: figures that a run has to give back, and what each may be taken to mean."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal, TypeAlias

from pydantic import Field

from mcba.study.document.texts import Label, Sourced
from mcba.study.document.values import Probability, TomlTable

ReadingName: TypeAlias = Literal[
    "central-50", "central-80", "central-90", "worst-to-base", "within", "observed", "mean", "median"
]
"""What a published figure may be taken to mean, where somebody asks: `ASKED`."""
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
    meaning : str
        What it takes the figure to mean, where its name does not say it: for the help of the command line.
    """

    of: Literal["range", "number"]
    mass: float | None = None
    asked: bool = True
    meaning: str = ""


READINGS: Mapping[str, Reading] = {
    "central": Reading("range", asked=False),  # with the mass of the study file
    "central-50": Reading("range", mass=0.50),
    "central-80": Reading("range", mass=0.80),
    "central-90": Reading("range", mass=0.90),
    "worst-to-base": Reading("range", meaning="the low end has 5 % below it, the high end half"),
    "within": Reading("range", meaning="the truth lies in it"),
    "scenarios": Reading("range", asked=False),  # each end is the base case of a scenario
    "observed": Reading("number", meaning="within its tolerance"),
    "mean": Reading("number"),
    "median": Reading("number"),
    "holds": Reading("number", asked=False),  # the outcome of an event, whatever the worlds
    "base": Reading("number", asked=False),  # the base case
}
ASKED = tuple(code for code, reading in READINGS.items() if reading.asked)


class Published(TomlTable):
    """`[[published]]`: a figure that the run has to give back, and how it is to be read."""

    outcome: str = Field(description="the outcome that was published")
    low: float | None = Field(None, description="low end of a published range")
    high: float | None = Field(None, description="high end of a published range")
    value: float | None = Field(None, description="a published single figure")
    reading: StatedReading = Field("central", description="what the figure is taken to mean")
    mass: Probability | None = Field(None, description="the share of worlds the range holds; that of the run if absent")
    low_scenario: str | None = Field(None, description="the scenario that gives low")
    high_scenario: str | None = Field(None, description="the scenario that gives high")
    tolerance: float = Field(0.0, ge=0, description="how far the result may lie from the figure")
    decimals: int | None = Field(
        None, ge=-9, le=9, description="decimals of the publication: the result is rounded alike before comparing"
    )
    label: Label = None
    source: Sourced = None

    @property
    def figures(self) -> tuple[float, ...]:
        """The single figure, or both ends."""
        return tuple(end for end in (self.value, self.low, self.high) if end is not None)
