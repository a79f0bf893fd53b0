"""The Run: the worlds that were drawn, and how well they know each outcome."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from mcba.engine.summaries import OutcomeSummaries


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
