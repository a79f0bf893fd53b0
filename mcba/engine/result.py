"""The Run: the worlds that were drawn, and how well they know each outcome."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np

from mcba.arrays import Array
from mcba.engine.estimates.estimate import Estimate, Range, Summary
from mcba.engine.estimates.kept import probability, ratio_of_means, skewness, summarise
from mcba.engine.estimates.ranks.bounds import QuantileBounds, Sides
from mcba.engine.estimates.rounding.differences import TERMS, freed
from mcba.engine.estimates.shortest import shortest_range
from mcba.engine.settings import checked_mass
from mcba.engine.tails import Tail, tails_of_plan
from mcba.engine.worlds import NamedWorlds
from mcba.errors import RunError

THIRD = 3.0  # the index of a tail from which downwards there is no third moment
DIFFERENCES = {terms: outcome for outcome, terms in TERMS.items() if len(terms) == 2}
"""Which outcome is the difference of two others: its spread says how these go together."""


@dataclass(frozen=True, eq=False, repr=False)
class Run(NamedWorlds):
    """The worlds of one run by name, and what they say of each outcome.

    A run is what `mcba.run`, `mcba.simulate`, `mcba.from_worlds` and `mcba.open_run` give; nobody makes one by hand.
    Every number it states has its Monte Carlo error, in the unit of the number.

    Attributes
    ----------
    settings, arrays, accumulators, dimensions, labels, study, base, randomisations, kept, inputs, units, seconds
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

    def _mass(self, mass: float | None) -> float:
        return self.settings.mass if mass is None else checked_mass(mass)

    def _told(self, outcome: str, label: str | None = None) -> Array:
        """One outcome in every world as it is told: one number where the worlds differ in it by rounding only."""
        values = self.values(outcome, label)
        first = values[0]
        with np.errstate(invalid="ignore"):
            if not 0 < np.ptp(values) < 1e-6 * abs(first):
                return values
        return values if freed(values - first, self.sizes(outcome)).any() else np.full_like(values, first)

    def summary(self, outcome: str, *, label: str | None = None, mass: float | None = None) -> Summary:
        """Mean, median and range of one outcome, each with its Monte Carlo error.

        Parameters
        ----------
        outcome : str
        label : str, optional
            A row of a labelled outcome, such as one bearer of `bearer_npv`.
        mass : float, optional
            The share of worlds between low and high; the run's own when absent.

        Returns
        -------
        Summary

        Raises
        ------
        RunError
            For an outcome that was not kept, and a mass that is no share.

        Examples
        --------
        >>> import mcba
        >>> print(mcba.from_worlds({"saving": range(1_001)}).summary("saving").median)
        500
        """
        if outcome in self.accumulators:
            summary = self.accumulators[outcome].summary(self._mass(mass))
        else:
            summary = summarise(self._told(outcome, label), mass=self._mass(mass), **self._dealt)
        tail = self.tail(outcome, label=label)
        return summary if tail is None else tail.applied(summary, outcome)

    def require_mean(self, *outcomes: str) -> None:
        """Refuse outcomes without a mean, for what is made of means.

        Raises
        ------
        RunError
            For the first outcome that has none.
        """
        for outcome in outcomes:
            tail = self.tail(outcome)
            if tail is not None and not tail.has_mean:
                raise tail.refused(outcome, f"{outcome!r} has no mean: its tail is too heavy")

    @cached_property
    def _tails(self) -> Mapping[tuple[str, str], Tail]:
        return self.tails_of_function if self.study is None else tails_of_plan(self.plan, self.arrays, self.kept)

    def tail(self, outcome: str, *, label: str | None = None) -> Tail | None:
        """How heavy the tail of an outcome is, where it is too heavy for a variance; None where it has one.

        Examples
        --------
        >>> import mcba
        >>> run = mcba.simulate(lambda loss: loss, {"loss": mcba.Pareto(1, 0.9)}, worlds=10_000)
        >>> run.tail("result")
        Tail(index=0.9, assumption='loss')
        >>> run.summary("result").mean
        Estimate(value=nan, error=nan)
        """
        return self._tails.get((outcome, label or ""))

    def range(self, outcome: str, *, mass: float | None = None) -> Range:
        """From low to high, with the errors of both ends; printed, `1.3 to 2.5`. Parameters as in `summary`."""
        return self.summary(outcome, mass=mass).range

    def shortest_range(self, outcome: str, *, mass: float | None = None) -> Range:
        """The narrowest range that holds this share of the worlds, with the errors of both ends.

        For a skewed outcome it lies elsewhere than the central one, and its ends are known far less well (JCGM
        101:2008, 7.7). Parameters as in `summary`.
        """
        return shortest_range(self.values(outcome), mass=self._mass(mass), **self._dealt)

    def skewness(self, outcome: str) -> Estimate:
        """How lopsided an outcome is, with its Monte Carlo error: 0 where both sides are alike.

        The third central moment over the cube of the standard deviation; above 0 where the long tail is on the right.

        Raises
        ------
        RunError
            For an outcome that is infinite in some worlds or the same in all, whose worlds were not kept, or of which
            few worlds carry the skewness; that of a distribution without a third moment is never known.

        Examples
        --------
        >>> import mcba
        >>> run = mcba.simulate(lambda x: x, {"x": mcba.Gamma(4, 1)}, worlds=16_384)
        >>> skewness = run.skewness("result")
        >>> abs(skewness.value - mcba.Gamma(4, 1).skewness) < 3 * skewness.error
        True
        """
        tail = self.tail(outcome)
        if tail is not None:
            raise tail.refused(outcome, f"{outcome!r} has no variance, so it has no skewness")
        families = () if self.study is None else self.study.families.values()
        endless = any(float(np.min(index)) <= THIRD for family in families for index in family.tail_index)
        return skewness(self.values(outcome), **self._dealt, doubted=endless)

    def probability(self, outcome: str, *, above: float = 0.0) -> Estimate:
        """The share of worlds in which an outcome lies above a value, with its Monte Carlo error.

        Raises
        ------
        RunError
            For an outcome that was not kept; of a summary, for a value above which worlds were not counted.

        Examples
        --------
        >>> import mcba
        >>> print(mcba.from_worlds({"saving": range(1_000)}).probability("saving", above=749))
        0.250
        """
        if outcome in self.accumulators:
            return self.accumulators[outcome].probability(above)
        return probability(self.values(outcome) > above, **self._dealt)

    def probability_within(self, outcome: str, low: float, high: float) -> Estimate:
        """The share of worlds in which an outcome lies from `low` to `high`, with its Monte Carlo error."""
        values = self.values(outcome)
        return probability((values >= low) & (values <= high), **self._dealt)

    def ratio_of_means(self, above: str = "present_value_benefits", below: str = "present_value_costs") -> Estimate:
        """Mean benefits over mean costs: what the project as a whole returns, with its Monte Carlo error.

        Raises
        ------
        RunError
            Where one of the two has no mean, or the one below the line has the mean 0.
        """
        self.require_mean(above, below)
        if above in self.accumulators and below in self.accumulators:
            difference = self.accumulators.get(DIFFERENCES.get((above, below), ""))
            ratio = self.accumulators[above].ratio_of_means(self.accumulators[below], difference)
        else:
            ratio = ratio_of_means(self.values(above), self.values(below), **self._dealt)
        return replace(ratio, error=math.inf) if self.tail(above) or self.tail(below) else ratio

    def quantile_bounds(
        self, outcome: str, level: float, *, confidence: float = 0.95, bound: Sides = "both"
    ) -> QuantileBounds:
        """Two worlds between which a quantile of the outcome lies, whatever its distribution; see `quantile_ranks`.

        For independent worlds only. It supposes nothing, where the Monte Carlo error of a quantile supposes that there
        are worlds enough around it: it suits a model so slow that it has a few hundred worlds.

        Raises
        ------
        RunError
            For worlds that are not independent (`sampler = "sobol"` and `"lhs"`), that were not kept, and for too few.

        Examples
        --------
        >>> import mcba
        >>> study = mcba.load("studies/schilderswijk-moeders")
        >>> run = mcba.run(study, worlds=300, sampler="random")
        >>> bounds = run.quantile_bounds("bcr", 0.05, bound="lower")
        >>> bounds.ranks.low, bounds.low < run.range("bcr").low, round(bounds.confidence, 3)
        (9, True, 0.966)
        """
        if self.randomisations:
            raise RunError(
                f'these worlds are not independent (sampler = "{self.settings.sampler}"), and bounds by rank hold for '
                'independent ones; draw them with sampler = "random", or take the ends of run.range, whose Monte '
                "Carlo errors are those of this sampler"
            )
        return QuantileBounds.of(self.values(outcome), level, confidence, bound=bound)

    def smallest(self, outcome: str) -> float:
        """The smallest value of an outcome in any world."""
        summary = self.accumulators.get(outcome)
        return float(self.values(outcome).min()) if summary is None else summary.smallest
