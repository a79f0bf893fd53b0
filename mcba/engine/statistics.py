"""Statistics of an outcome over the worlds of a run: shares, a ratio of means, skewness, and how heavy its tail is.

Tails stand here too, because a statistic is refused where the tail of its outcome leaves it without a meaning.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import ArrayLike

from mcba.arrays import Booleans
from mcba.engine.estimates.estimate import Estimate
from mcba.engine.estimates.kept import probability, ratio_of_means, skewness
from mcba.engine.estimates.rounding.differences import TERMS
from mcba.engine.execution.redrawing import DrawnWorlds
from mcba.engine.tails import Tail, tails_of_plan
from mcba.errors import RequestError

if TYPE_CHECKING:
    import xarray as xr

THIRD = 3.0  # the index of a tail from which downwards there is no third moment
DIFFERENCES = {terms: outcome for outcome, terms in TERMS.items() if len(terms) == 2}
"""Which outcome is the difference of two others: its spread says how these go together."""


@dataclass(frozen=True, eq=False, repr=False)
class OutcomeStatistics(DrawnWorlds):
    """Named worlds, and what they say of each outcome in one number with its Monte Carlo error."""

    def require_mean(self, *outcomes: str) -> None:
        """Refuse outcomes without a mean, for what is made of means.

        Parameters
        ----------
        *outcomes : str

        Raises
        ------
        RunError
            For the first outcome that has none.

        Examples
        --------
        >>> import mcba
        >>> mcba.from_worlds({"saving": range(1_000)}).require_mean("saving")
        """
        for outcome in outcomes:
            tail = self.tail(outcome)
            if tail is not None and not tail.has_mean:
                raise tail.refused(outcome, f"{outcome!r} has no mean: its tail is too heavy")

    @cached_property
    def tails(self) -> Mapping[tuple[str, str], Tail]:
        """The outcomes whose tails are too heavy for a variance, each with its label where it has one."""
        known = self.study is None or bool(self.tails_of_function)
        return self.tails_of_function if known else tails_of_plan(self.plan, self.arrays, self.kept)

    def tail(self, outcome: str, *, label: str | None = None) -> Tail | None:
        """How heavy the tail of an outcome is, where it is too heavy for a variance.

        Parameters
        ----------
        outcome : str
        label : str, optional
            A row of a labelled outcome, such as one bearer of `bearer_npv`.

        Returns
        -------
        Tail or None
            The index of the tail and the assumption it comes from; None where the outcome has a variance.

        Examples
        --------
        >>> import mcba
        >>> run = mcba.simulate(lambda loss: loss, {"loss": mcba.Pareto(1, 0.9)}, worlds=10_000)
        >>> run.tail("result")
        Tail(index=0.9, assumption='loss')
        >>> run.summary("result").mean
        Estimate(nan ± unknown)
        """
        kept = outcome in self.arrays or outcome in self.accumulators
        return self.tails.get((outcome, label or "")) if kept else self._tail_of_assumption(outcome)

    def _tail_of_assumption(self, name: str) -> Tail | None:
        """That of its own distribution."""
        family = self.plan.chosen.families.get(name)
        index = math.inf if family is None else min(float(np.min(side)) for side in family.tail_index)
        return Tail(index, name) if index <= 2 else None

    def skewness(self, outcome: str) -> Estimate:
        """How lopsided an outcome is, with its Monte Carlo error: 0 where both sides are alike.

        The third central moment over the cube of the standard deviation; above 0 where the long tail is on the right.

        Parameters
        ----------
        outcome : str

        Returns
        -------
        Estimate
            Without a unit.

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

    def probability(
        self,
        outcome: str | ArrayLike | xr.DataArray | Callable[[xr.Dataset], Any],
        *,
        above: float | None = None,
        below: float | None = None,
    ) -> Estimate:
        """The share of worlds in which an outcome lies above or below a value, or something holds, and its error.

        Parameters
        ----------
        outcome : str, (world,) array of bool, DataArray or callable
            An outcome or assumption; or whether something holds in each world, of one outcome or several together; or
            what says so of `worlds`, where assumptions stand beside the outcomes.
        above, below : float, optional
            In the unit of the outcome; above 0 when both are absent, between the two when both are given.

        Returns
        -------
        Estimate
            From 0 to 1.

        Raises
        ------
        RunError
            For an outcome that was not kept; of a summary, for a value above which worlds were not counted; for a
            condition that is not one yes or no for each world of the run.

        Examples
        --------
        >>> import mcba
        >>> run = mcba.from_worlds({"saving": range(1_000), "cost": [400] * 1_000})
        >>> print(run.probability("saving", above=749))
        0.250
        >>> print(run.probability(lambda worlds: (worlds.saving > worlds.cost) & (worlds.saving < 500)))
        0.099
        """
        if not isinstance(outcome, str):
            if above is not None or below is not None:
                raise RequestError("above and below go with the name of an outcome; write them into the condition")
            return probability(self._holds(outcome), **self._dealt)
        if below is not None:
            values = self.values(outcome)
            return probability((values < below) & (values > (-math.inf if above is None else above)), **self._dealt)
        threshold = 0.0 if above is None else above
        if outcome in self.accumulators:
            return self.accumulators[outcome].probability(threshold)
        return probability(self.values(outcome) > threshold, **self._dealt)

    def _holds(self, event: ArrayLike | xr.DataArray | Callable[[xr.Dataset], Any]) -> Booleans:
        """Whether something holds in each world."""
        said: Any = _said_of(self, event) if callable(event) else event
        holds = np.asarray(said)
        worlds = self.settings.worlds if self.kept is None else self.kept.size
        if holds.dtype != np.bool_ or holds.shape != (worlds,):
            raise RequestError(
                f"the condition has the shape {holds.shape} and the type {holds.dtype}; give one yes or no for each of "
                f'the {worlds:,} worlds, such as (run.values("npv") > 0) & (run.values("bcr") < 2)'
            )
        numbers = getattr(said, "coords", {}).get("world")
        if self.kept is not None and numbers is not None and not np.array_equal(numbers, self.kept):
            raise RequestError("the condition is of other worlds than this run kept; make it from run.worlds")
        return holds

    def probability_within(self, outcome: str, low: float, high: float) -> Estimate:
        """The share of worlds in which an outcome lies from `low` to `high`, with its Monte Carlo error.

        Parameters
        ----------
        outcome : str
        low, high : float
            In the unit of the outcome; both ends belong to the interval.

        Returns
        -------
        Estimate
            From 0 to 1.

        Raises
        ------
        RunError
            For an outcome whose worlds were not kept.

        Examples
        --------
        >>> import mcba
        >>> print(mcba.from_worlds({"saving": range(1_000)}).probability_within("saving", 250, 499))
        0.250
        """
        values = self.values(outcome)
        return probability((values >= low) & (values <= high), **self._dealt)

    def ratio_of_means(self, above: str = "present_value_benefits", below: str = "present_value_costs") -> Estimate:
        """Mean benefits over mean costs: what the project as a whole returns, with its Monte Carlo error.

        Parameters
        ----------
        above, below : str
            The outcomes above and below the line, of the same worlds.

        Returns
        -------
        Estimate
            In the unit of the one over that of the other. Its error is infinite where one of the two has no variance.

        Raises
        ------
        RunError
            Where one of the two has no mean, or the one below the line has the mean 0.

        Examples
        --------
        >>> import mcba
        >>> run = mcba.from_worlds({"benefits": [3, 5], "costs": [1, 3]})
        >>> run.ratio_of_means("benefits", "costs").value
        2.0
        """
        self.require_mean(above, below)
        if above in self.accumulators and below in self.accumulators:
            difference = self.accumulators.get(DIFFERENCES.get((above, below), ""))
            ratio = self.accumulators[above].ratio_of_means(self.accumulators[below], difference)
        else:
            ratio = ratio_of_means(self.values(above), self.values(below), **self._dealt)
        return replace(ratio, error=math.inf) if self.tail(above) or self.tail(below) else ratio

    def smallest(self, outcome: str) -> float:
        """The smallest value of an outcome in any world.

        Parameters
        ----------
        outcome : str

        Returns
        -------
        float
            In the unit of the outcome.

        Raises
        ------
        RunError
            For an outcome that was not kept.

        Examples
        --------
        >>> import mcba
        >>> mcba.from_worlds({"saving": [3, 1, 2]}).smallest("saving")
        1.0
        """
        summary = self.accumulators.get(outcome)
        return float(self.values(outcome).min()) if summary is None else summary.smallest


def _said_of(run: OutcomeStatistics, event: Callable[[xr.Dataset], Any]) -> Any:
    """What an event says of the worlds; assumptions are drawn again for one that asks for them."""
    try:
        return event(run.worlds)
    except (AttributeError, KeyError):
        if run.study is None:
            raise
        return event(run.worlds.assign(dict(run.draws)))
