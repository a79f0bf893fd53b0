"""The facts of a sweep: what the outcomes are at each value."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from mcba.engine.estimates import Estimate
from mcba.errors import RequestError
from mcba.study import Study

if TYPE_CHECKING:
    import xarray as xr


_MOST_NAMES = 2  # that a figure shows


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

    @classmethod
    def of(cls, table: object, study: Study) -> Swept:
        """A sweep that somebody hands over with its study.

        Raises
        ------
        RequestError
            For what is no sweep of the study, and for a sweep of which no figure can be drawn.
        """
        import xarray as xr

        if not isinstance(table, xr.Dataset) or not {"study", "worlds", "seed", "mass"} <= table.attrs.keys():
            raise RequestError(f"a run, a study, a path or a sweep is wanted, and this is a {type(table).__name__}")
        if table.attrs["study"] != study.name:
            raise RequestError(f"this is a sweep of {table.attrs['study']!r}, and the study is {study.name!r}")
        swept = cls(table if "outcome" in table.dims else table.expand_dims("outcome"), study)
        if not 1 <= len(swept.names) <= _MOST_NAMES:
            raise RequestError(
                f"a figure shows one name or two, and this sweep has {len(swept.names)}; take the others at one value: "
                "swept.sel(name=value)"
            )
        if not {"mean", "median"} & set(table):
            raise RequestError('a figure shows the median or the mean; sweep with statistics=["median", "low", "high"]')
        return swept

    @property
    def names(self) -> tuple[str, ...]:
        """The names that were swept."""
        dimensions = next(iter(self.table.data_vars.values())).dims
        return tuple(str(name) for name in dimensions if name != "outcome")

    def base(self, name: str) -> float | None:
        """The value that the study itself has for a name; None where that is not one number."""
        base = self.table[name].attrs.get("base")
        return None if base is None else float(base)

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
