"""A ranking as a Dataset that shows itself in a notebook as its page does."""

from __future__ import annotations

from contextlib import suppress
from typing import Self

import xarray as xr

from mcba.displayed import Displayed
from mcba.study import Study


class Ranking(xr.Dataset):  # type: ignore[no-untyped-call]
    """What `mcba.rank` gives: an xarray.Dataset, the largest effect first.

    Whatever is made of it, such as a selection, is a Dataset as xarray shows it.

    Examples
    --------
    >>> import mcba
    >>> run = mcba.run(mcba.load("studies/schilderswijk-moeders"), worlds=1_024)
    >>> ranking = mcba.rank(run, "npv")
    >>> "<table" in ranking._repr_html_(), type(ranking[["first"]].to_dataframe()).__name__
    (True, 'DataFrame')
    """

    __slots__ = ("_of_study",)
    _of_study: Study | None

    @classmethod
    def of(cls, dataset: xr.Dataset, study: Study | None) -> Self:
        """The same Dataset as a ranking.

        Parameters
        ----------
        dataset : Dataset
        study : Study or None
            Whose labels are shown.

        Returns
        -------
        Ranking
        """
        ranking = cls(dataset.data_vars, dataset.coords, dataset.attrs)
        ranking._of_study = study
        return ranking

    @property
    def study(self) -> Study | None:
        """The study whose labels are shown; None for a run of a table."""
        return self._of_study

    @property
    def is_whole(self) -> bool:
        """Whether this is what `rank` gave, and not something made of it."""
        return hasattr(self, "_of_study")

    def _repr_html_(self) -> str:
        with suppress(KeyError):  # something of it was taken out
            shown = Displayed._repr_html_(self) if self.is_whole else None  # type: ignore[arg-type]
            if shown is not None:
                return shown
        return super()._repr_html_()
