"""The facts of a sweep: what the outcomes are at each value."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from mcba.engine.estimates import Estimate
from mcba.study import Study

if TYPE_CHECKING:
    import xarray as xr


@dataclass(frozen=True, eq=False)
class Swept:
    """A sweep, as its page reads it.

    Attributes
    ----------
    table : Dataset
        As `mcba.sweep` gives it.
    study : Study
        Whose labels are shown.
    """

    table: xr.Dataset
    study: Study

    @property
    def names(self) -> tuple[str, ...]:
        """The names that were swept."""
        return tuple(str(name) for name in self.table["mean"].dims[1:])

    @property
    def outcomes(self) -> tuple[str, ...]:
        """The outcomes that are told."""
        return tuple(map(str, self.table["outcome"].values))

    def cells(self, outcome: str) -> Iterator[tuple[dict[str, float], dict[str, Estimate]]]:
        """Each combination of values, and what is told of an outcome there."""
        of_outcome, degrees = self.table.sel(outcome=outcome), float(self.table.attrs["degrees"])
        for place in np.ndindex(*(of_outcome.sizes[name] for name in self.names)):
            cell = of_outcome.isel(dict(zip(self.names, place, strict=True)))
            numbers = {str(name): float(array) for name, array in cell.data_vars.items()}
            told = {
                name: Estimate(value, numbers[f"{name}_error"], degrees)
                for name, value in numbers.items()
                if f"{name}_error" in numbers
            }
            yield {name: float(cell[name]) for name in self.names}, told

    def records(self) -> list[dict[str, float | str]]:
        """A row for each outcome and combination of values, with every column of the table."""
        frame = self.table.drop_vars("unit").to_dataframe().reset_index()
        return [{str(key): value for key, value in row.items()} for row in frame.to_dict("records")]
