"""What the worlds of a run say of one outcome in several numbers: its summary, its ranges, its quantiles."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, overload

import numpy as np

from mcba.arrays import Array
from mcba.engine.estimates.estimate import Estimate, Range, Summary
from mcba.engine.estimates.kept import mean, spread, summarise
from mcba.engine.estimates.ordered import quantiles
from mcba.engine.estimates.ranks.bounds import QuantileBounds, Sides
from mcba.engine.estimates.rounding.differences import freed
from mcba.engine.estimates.shortest import shortest_range
from mcba.engine.estimates.summaries.accumulator import Accumulator
from mcba.engine.saved.records import with_errors
from mcba.engine.settings import checked_mass
from mcba.engine.statistics import OutcomeStatistics
from mcba.errors import RequestError, RunError
from mcba.study.formula import ANSWERS


@dataclass(frozen=True, eq=False, repr=False)
class OutcomeMoments(OutcomeStatistics):
    """Named worlds, with the mean and spread of each outcome."""

    def _summarised(self, outcome: str, label: str | None) -> Accumulator | None:
        """What the worlds say of an outcome, where they were not kept; rows are not summarised."""
        if outcome in self.accumulators:
            self._require_no(label, outcome)
        return self.accumulators.get(outcome)

    def _told(self, outcome: str, label: str | None = None) -> Array:
        """One outcome in every world as it is told: one number where the worlds differ in it by rounding only."""
        values = self.values(outcome, label)
        first = values[0]
        with np.errstate(invalid="ignore"):
            if not 0 < np.ptp(values) < 1e-6 * abs(first):
                return values
        return values if freed(values - first, self.sizes(outcome, label)).any() else np.full_like(values, first)

    def mean(self, outcome: str, *, label: str | None = None) -> Estimate:
        """The mean over the worlds, with its Monte Carlo error.

        Parameters
        ----------
        outcome : str
            An outcome or assumption.
        label : str, optional
            A row of a labelled outcome.

        Returns
        -------
        Estimate
            In the unit of the outcome; not a number where there is no mean: see `tail`.

        Raises
        ------
        RunError
            For an outcome that was not kept.

        Examples
        --------
        >>> import mcba
        >>> print(mcba.from_worlds({"saving": range(1_001)}).mean("saving"))
        500
        """
        tail, summarised = self.tail(outcome, label=label), self._summarised(outcome, label)
        estimate = mean(self._told(outcome, label), **self._dealt) if summarised is None else summarised.mean()
        return estimate if tail is None else tail.of_mean(estimate)

    def sd(self, outcome: str, *, label: str | None = None) -> Estimate:
        """The standard deviation between worlds, with its Monte Carlo error.

        Parameters
        ----------
        outcome : str
            An outcome or assumption.
        label : str, optional
            A row of a labelled outcome.

        Returns
        -------
        Estimate
            In the unit of the outcome; infinite where there is no variance: see `tail`. Its error is unknown where the
            worlds were not kept.

        Raises
        ------
        RunError
            For an outcome that was not kept.

        Examples
        --------
        >>> import mcba
        >>> mcba.from_worlds({"saving": range(1_001)}).sd("saving")
        Estimate(289 ± 4)
        """
        tail, summarised = self.tail(outcome, label=label), self._summarised(outcome, label)
        if tail is not None:
            return tail.spread
        return spread(self._told(outcome, label), **self._dealt) if summarised is None else summarised.spread()


@dataclass(frozen=True, eq=False, repr=False)
class OutcomeSummaries(OutcomeMoments):
    """Named worlds, and where each outcome lies in them."""

    def _mass(self, mass: float | None) -> float:
        return self.settings.mass if mass is None else checked_mass(mass)

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
        summarised, mass = self._summarised(outcome, label), self._mass(mass)
        if summarised is not None:
            summary = summarised.summary(mass)
        else:
            summary = summarise(self._told(outcome, label), mass=mass, **self._dealt)
        tail = self.tail(outcome, label=label)
        return summary if tail is None else tail.applied(summary, outcome)

    def range(self, outcome: str, *, mass: float | None = None) -> Range:
        """From low to high, with the errors of both ends.

        Parameters
        ----------
        outcome : str
        mass : float, optional
            The share of worlds between them, as much to either side; the run's own when absent.

        Returns
        -------
        Range
            In the unit of the outcome; printed, `1.3 to 2.5`.

        Raises
        ------
        RunError
            For an outcome that was not kept, and a mass that is no share.

        Examples
        --------
        >>> import mcba
        >>> print(mcba.from_worlds({"saving": range(1_001)}).range("saving", mass=0.5))
        250 to 750
        """
        return self.summary(outcome, mass=mass).range

    @overload
    def quantile(self, outcome: str, level: float, *, label: str | None = None) -> Estimate: ...

    @overload
    def quantile(self, outcome: str, level: Iterable[float], *, label: str | None = None) -> tuple[Estimate, ...]: ...

    def quantile(
        self, outcome: str, level: float | Iterable[float], *, label: str | None = None
    ) -> Estimate | tuple[Estimate, ...]:
        """The value below which a share of the worlds lies, with its Monte Carlo error.

        Parameters
        ----------
        outcome : str
            An outcome or assumption.
        level : float or iterable of float
            That share, between 0 and 1, or several.
        label : str, optional
            A row of a labelled outcome.

        Returns
        -------
        Estimate, or tuple of Estimate
            In the unit of the outcome; one for each level, where several are asked.

        Raises
        ------
        RunError
            For an outcome that was not kept, and a level that is no share.

        Examples
        --------
        >>> import mcba
        >>> run = mcba.from_worlds({"saving": range(1_001)})
        >>> print(run.quantile("saving", 0.25), *(each.value for each in run.quantile("saving", [0.1, 0.9])))
        250 100.0 900.0
        """
        if isinstance(level, Iterable):
            return tuple(self._quantiles(outcome, [float(one) for one in level], label))
        return self._quantiles(outcome, [float(level)], label)[0]

    def _quantiles(self, outcome: str, levels: Sequence[float], label: str | None) -> list[Estimate]:
        for level in levels:
            if not 0 < level < 1:
                raise RequestError(
                    f"level = {level:g} is no share of worlds; give a number between 0 and 1, such as 0.05"
                )
        summarised = self._summarised(outcome, label)
        if summarised is not None:
            return summarised.quantiles(*levels)
        return quantiles(self._told(outcome, label), levels, **self._dealt)

    def shortest_range(self, outcome: str, *, mass: float | None = None) -> Range:
        """The narrowest range that holds this share of the worlds, with the errors of both ends.

        For a skewed outcome it lies elsewhere than the central one, and its ends are known far less well (JCGM
        101:2008, 7.7).

        Parameters
        ----------
        outcome : str
        mass : float, optional
            The share of worlds that it holds; the run's own when absent.

        Returns
        -------
        Range
            In the unit of the outcome.

        Raises
        ------
        RunError
            For an outcome whose worlds were not kept, and a mass that is no share.

        Examples
        --------
        >>> import mcba
        >>> run = mcba.simulate(lambda x: x, {"x": mcba.Exponential(1)}, worlds=16_384)
        >>> run.shortest_range("result").low < run.range("result").low
        True
        """
        return shortest_range(self.values(outcome), mass=self._mass(mass), **self._dealt)

    def quantile_bounds(
        self, outcome: str, level: float, *, confidence: float = 0.95, bound: Sides = "both"
    ) -> QuantileBounds:
        """Two worlds between which a quantile of the outcome lies, whatever its distribution; see `quantile_ranks`.

        For independent worlds only. It supposes nothing, where the Monte Carlo error of a quantile supposes that there
        are worlds enough around it: it suits a model so slow that it has a few hundred worlds.

        Parameters
        ----------
        outcome : str
        level : float
            The share of all possible worlds below the quantile.
        confidence : float
            At least this chance that the bounds hold.
        bound : {"both", "lower", "upper"}

        Returns
        -------
        QuantileBounds
            In the unit of the outcome, with the exact confidence.

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


def summary_rows(worlds: OutcomeSummaries, *, inputs: bool = True) -> list[dict[str, Any]]:
    """One row for each outcome, flow and bearer: its estimates and their Monte Carlo errors.

    Where an outcome answers the question of a study, such as whether the net present value lies above 0, the row has
    the value that it is to exceed, and the probability that it does.
    """
    outcomes = [name for name in worlds.outcomes if inputs or name not in worlds.inputs]
    labelled = [(name, label) for name, dimension in worlds.dimensions.items() for label in worlds.labels[dimension]]
    return [_row(worlds, name, label) for name, label in [*((name, None) for name in outcomes), *labelled]]


def _row(worlds: OutcomeSummaries, name: str, label: str | None) -> dict[str, Any]:
    summary = worlds.summary(name, label=label)
    estimates = {"mean": summary.mean, "sd": summary.spread, "median": summary.median}
    exceeds = label is None and worlds.study is not None and name in ANSWERS
    chance = worlds.probability(name, above=ANSWERS[name]) if exceeds else Estimate(math.nan, math.nan)
    return {
        "outcome": name if label is None else f"{name}[{label}]",
        "unit": worlds.unit(name),
        "base": worlds.base.get(name, math.nan) if label is None else math.nan,
        **with_errors(**estimates, low=summary.low, high=summary.high),
        "mass": summary.range.mass,
        "above": ANSWERS[name] if exceeds else math.nan,
        **with_errors(probability=chance),
        "worlds": summary.worlds,
    }
