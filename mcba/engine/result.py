"""The Run: the worlds that were drawn, and how well they know each outcome."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from mcba.arrays import Array
from mcba.engine.execution.yearly import yearly_flows
from mcba.engine.summaries import OutcomeSummaries, summary_rows

if TYPE_CHECKING:
    import pandas as pd
    import xarray as xr


@dataclass(frozen=True, eq=False, repr=False)
class Run(OutcomeSummaries):
    """The worlds of one run by name, and what they say of each outcome.

    A run is what `mcba.run`, `mcba.simulate`, `mcba.from_worlds` and `mcba.open_run` give; nobody makes one by hand.
    Every number it states has its Monte Carlo error, in the unit of the number.

    Attributes
    ----------
    settings, arrays, accumulators, dimensions, labels, study, base
    randomisations, kept, inputs, units, seconds, tails_of_function
        As in `mcba.engine.worlds.NamedWorlds`; `worlds` has the arrays with their labels.

    Examples
    --------
    >>> import mcba
    >>> run = mcba.run(mcba.load("studies/schilderswijk-moeders"), worlds=20_000, seed=2017)
    >>> run
    Run(schilderswijk-moeders, 20,000 worlds, seed 2017, sobol)
    >>> print(run.range("bcr"))
    1.31 to 2.49
    """

    @cached_property
    def rank_error(self) -> float:
        """The largest share of the worlds that cannot be told apart at low, median or high of an outcome.

        0 where the worlds were kept; of a summary, the share that lies in one open cell (see `Accumulator`).
        """
        return max((summary.rank_error(self.settings.mass) for summary in self.accumulators.values()), default=0.0)

    def to_dataframe(self, *, draws: bool = False) -> pd.DataFrame:
        """One row for each world, one column for each outcome: for pandas, seaborn, regressions.

        Parameters
        ----------
        draws : bool
            With the uncertain assumptions beside them, see `draws`.

        Returns
        -------
        pandas.DataFrame
            The index `world` has the numbers of the worlds; a column of a labelled array is called
            `bearer_npv[municipality]`. `frame.attrs["units"]` has the units by column. It is a copy, free to change.

        Raises
        ------
        RunError
            For a run that kept summaries (`store = "summary"`).

        Examples
        --------
        >>> import mcba
        >>> run = mcba.simulate(lambda x: 2 * x, {"x": mcba.Uniform(0, 1)}, worlds=64)
        >>> list(run.to_dataframe()), list(run.to_dataframe(draws=True))
        (['result'], ['result', 'x'])
        """
        import pandas as pd

        columns: dict[str, Array] = {}
        units: dict[str, str] = {}
        for name, array in self._beside(draws).items():
            rows = {str(name): array.values}
            if array.ndim > 1:
                labels = array[array.dims[0]].values
                rows = {f"{name}[{label}]": row for label, row in zip(labels, array.values, strict=True)}
            columns |= rows
            units |= dict.fromkeys(rows, array.attrs.get("units", ""))
        worlds = np.arange(self.settings.worlds) if self.kept is None else self.kept
        frame = pd.DataFrame(columns, index=pd.Index(worlds, name="world"), copy=True)
        frame.attrs["units"] = units
        return frame

    def _beside(self, draws: bool) -> xr.Dataset:
        """The outcomes, with the assumptions beside them where these are asked."""
        outcomes = self.worlds.drop_vars(self.inputs)
        return outcomes.assign(dict(self.draws)) if draws else outcomes

    def to_arviz(self, *, draws: bool = False) -> xr.Dataset:
        """The worlds as ArviZ takes them: a single chain, of which each world is a draw.

        Worlds are no Markov chain: ArviZ draws and summarises them, but its effective sample sizes, R-hat and Monte
        Carlo errors are not theirs; the errors of mcba know the sampler.

        Parameters
        ----------
        draws : bool
            With the uncertain assumptions beside the outcomes, see `draws`.

        Returns
        -------
        xarray.Dataset
            With the dimensions `chain` (of one), `draw`, and for some variables `flow`, `bearer`, a set or `year`.

        Raises
        ------
        RunError
            For a run that kept summaries (`store = "summary"`).

        Examples
        --------
        >>> import mcba
        >>> run = mcba.simulate(lambda x: 2 * x, {"x": mcba.Uniform(0, 1)}, worlds=64)
        >>> run.to_arviz()["result"].sizes
        Frozen({'chain': 1, 'draw': 64})
        """
        return self._beside(draws).rename(world="draw").expand_dims("chain").transpose("chain", "draw", ...)

    def table(self) -> pd.DataFrame:
        """What the worlds say: one row for each outcome, flow and bearer, each number beside its Monte Carlo error.

        Returns
        -------
        pandas.DataFrame
            The index `outcome`, and the columns `unit`, `base`, `mean`, `sd`, `median`, `low`, `high` with the error
            of each (`mean_error`, …), the `mass` between low and high, and the number of `worlds`. For outcomes that
            answer the question of a study, the `probability` that they lie `above` a value, such as 0 for the net
            present value and 1 for the ratio. The same as `summary.csv` of a saved run has.

        Examples
        --------
        >>> import mcba
        >>> run = mcba.run(mcba.load("studies/schilderswijk-moeders"), worlds=20_000)
        >>> run.table().loc["bcr", ["median", "above", "probability"]].astype(float).round(1).to_dict()
        {'median': 1.8, 'above': 1.0, 'probability': 1.0}
        """
        import pandas as pd

        return pd.DataFrame(summary_rows(self, inputs=False)).set_index("outcome")

    def yearly(self, *, worlds: int | None = None) -> xr.Dataset:
        """Every benefit, cost and transfer in each year, computed again: the run keeps present values only.

        It takes 8 bytes for each flow, year and world: of 10 flows in 30 years of 131,072 worlds 315 MB. What takes
        more than 2 GB is refused, and says of how many worlds it may be asked.

        Parameters
        ----------
        worlds : int, optional
            Of the first worlds only, for less memory; of all when absent.

        Returns
        -------
        xarray.Dataset
            `undiscounted` (flow, year, world), in the currency and the prices of the study, and `discount_factor`,
            (year,), or (year, world) where the rate is uncertain. Their product, added up over `year`, is the
            `present_value` of the run to rounding. The coordinate `kind` says which flows are benefits, costs and
            transfers. Arrays cannot be written to.

        Raises
        ------
        RunError
            For a run without a study, a study without flows, and what takes more memory.

        Examples
        --------
        >>> import mcba
        >>> run = mcba.run(mcba.load("studies/schilderswijk-moeders"), worlds=1_024)
        >>> yearly = run.yearly()
        >>> costs = yearly.undiscounted.where(yearly.kind == "costs", drop=True).sum("flow")
        >>> dict(costs.sizes)
        {'year': 4, 'world': 1024}
        """
        return yearly_flows(self, worlds)
