"""The Run: what was asked, the worlds that were drawn, and how well they know each outcome."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from mcba.engine.estimate import Estimate, Range, Summary, probability, ratio_of_means, summarise
from mcba.errors import RunError
from mcba.study.formula import suggestion
from mcba.study.model import Study

if TYPE_CHECKING:
    import xarray as xr

Array = NDArray[np.float64]


@dataclass(frozen=True)
class Settings:
    """How the worlds of a run were drawn."""

    worlds: int
    seed: int
    sampler: str
    mass: float
    failed: str = "raise"
    scenario: str | None = None
    option: str | None = None


@dataclass(frozen=True, eq=False)
class Run:
    """The worlds of one run, by name.

    Attributes
    ----------
    settings : Settings
    arrays : mapping of str to arrays of shape (world,) or (label, world)
        Everything that was kept.
    dimensions : mapping of str to str
        The labelled dimension of each array that has one: `flow` or `bearer`.
    labels : mapping of str to tuple of str
        The labels of these dimensions.
    study : Study or None
        None for a run of a Python function.
    base : mapping of str to float
        Each outcome with every assumption at its base value.
    randomisations : int
        How many independent randomisations the worlds were dealt to in turn; 0 when worlds are independent.
    kept : (world,) array of int, or None
        The numbers of the worlds that were kept, where failed worlds were dropped.
    seconds : mapping of str to float
    """

    settings: Settings
    arrays: Mapping[str, Array]
    dimensions: Mapping[str, str] = field(default_factory=dict)
    labels: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    study: Study | None = None
    base: Mapping[str, float] = field(default_factory=dict)
    randomisations: int = 0
    kept: NDArray[np.int64] | None = None
    seconds: Mapping[str, float] = field(default_factory=dict)

    def __repr__(self) -> str:
        title = self.study.name if self.study else "function"
        return f"Run({title}, {self.settings.worlds:,} worlds, seed {self.settings.seed}, {self.settings.sampler})"

    @property
    def failed_worlds(self) -> int:
        """How many worlds were dropped because an outcome was undefined in them."""
        return 0 if self.kept is None else self.settings.worlds - self.kept.size

    @cached_property
    def worlds(self) -> xr.Dataset:
        """Everything that was kept, as a Dataset with the dimension `world` and, where they apply, `flow` and `bearer`."""
        import xarray as xr

        variables = {
            name: (
                (self.dimensions[name], "world") if name in self.dimensions else ("world",),
                array,
                self._attributes(name),
            )
            for name, array in self.arrays.items()
        }
        coordinates: dict[str, object] = {name: list(labels) for name, labels in self.labels.items()}
        if self.kept is not None:
            coordinates["world"] = self.kept
        attributes = {"seed": str(self.settings.seed), "sampler": self.settings.sampler, "mass": self.settings.mass}
        return xr.Dataset(variables, coords=coordinates, attrs={**attributes, "randomisations": self.randomisations})

    def _attributes(self, name: str) -> dict[str, str]:
        return {} if self.study is None else {"units": self.unit(name)}

    def unit(self, name: str) -> str:
        """The unit of an outcome, as text; empty when the study states none."""
        if self.study is None:
            return ""
        document = self.study.document
        if name in document.outcomes:
            return document.outcomes[name].unit or ""
        units = {"bcr": "1", "roi": "1", "payback_year": "year"}
        return units.get(name, document.study.currency)

    # --- what the worlds say

    @property
    def outcomes(self) -> tuple[str, ...]:
        """The names of everything with one number a world."""
        return tuple(name for name in self.arrays if name not in self.dimensions)

    def values(self, outcome: str, label: str | None = None) -> Array:
        """One outcome in every world, shape (world,); with a label, one row of a labelled array."""
        if outcome not in self.arrays:
            raise RunError(f"this run kept no outcome {outcome!r}; {suggestion(outcome, self.arrays)}")
        array = self.arrays[outcome]
        if outcome not in self.dimensions:
            return array
        labels = self.labels[self.dimensions[outcome]]
        if label not in labels:
            raise RunError(f"{outcome!r} has one row for each of {', '.join(labels)}; name one of them")
        return np.asarray(array[labels.index(label)])

    def summary(self, outcome: str, *, label: str | None = None, mass: float | None = None) -> Summary:
        """Mean, median and range of one outcome, each with its Monte Carlo error.

        `mass` is the share of worlds between low and high; the run's own when absent.
        """
        chosen = self.settings.mass if mass is None else mass
        if not 0 < chosen < 1:
            raise RunError(f"mass = {chosen:g} is no share of worlds; give a number between 0 and 1, such as 0.9")
        values = self.values(outcome, label)
        return summarise(values, mass=chosen, randomisations=self.randomisations, ranks=self._ranks)

    def range(self, outcome: str, *, mass: float | None = None) -> Range:
        """From low to high, with the errors of both ends; printed, `1.3 to 2.5`."""
        return self.summary(outcome, mass=mass).range

    def probability(self, outcome: str, *, above: float = 0.0) -> Estimate:
        """The share of worlds in which an outcome lies above a value, with its Monte Carlo error."""
        return probability(self.values(outcome) > above, randomisations=self.randomisations, ranks=self._ranks)

    def probability_within(self, outcome: str, low: float, high: float) -> Estimate:
        """The share of worlds in which an outcome lies between two values, with its Monte Carlo error."""
        values = self.values(outcome)
        return probability((values >= low) & (values <= high), randomisations=self.randomisations, ranks=self._ranks)

    def ratio_of_means(self, above: str = "present_value_benefits", below: str = "present_value_costs") -> Estimate:
        """Mean benefits over mean costs: what the project as a whole returns, with its Monte Carlo error."""
        return ratio_of_means(
            self.values(above), self.values(below), randomisations=self.randomisations, ranks=self._ranks
        )

    @property
    def _ranks(self) -> NDArray[np.int64] | None:
        return None if self.kept is None or not self.randomisations else self.kept % self.randomisations

    def hashes(self) -> dict[str, str]:
        """A SHA-256 of the bytes of every kept array: equal hashes are equal worlds, to the bit."""
        return {
            name: hashlib.sha256(np.ascontiguousarray(array, "<f8").data).hexdigest()
            for name, array in self.arrays.items()
        }
