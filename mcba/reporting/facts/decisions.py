"""The facts of a decision: those of a run, and what is asked besides."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

from mcba.reporting.facts.facts import Facts
from mcba.reporting.facts.missing import Missing

if TYPE_CHECKING:
    from mcba.analysis.decision.information import Population
    from mcba.analysis.economics import WeightedBalance


@dataclass(frozen=True, eq=False)
class DecisionFacts(Facts):
    """What a decision is asked besides.

    Parameters
    ----------
    weights : mapping of bearer to number
        What a euro of each bearer counts for; nothing is weighted where there are none.
    decisions : float, optional
        How often a year the choice is made, in each of `years`.
    """

    weights: Mapping[str, float] = field(default_factory=dict)
    decisions: float | None = None
    years: int = 1

    @cached_property
    def weighted(self) -> WeightedBalance | None:
        """The balance where a euro does not count the same for everybody.

        Raises
        ------
        RunError
            For a weight of an unknown bearer.
        """
        from mcba.analysis.economics import weighted

        return weighted(self.run, self.weights) if self.weights else None

    @cached_property
    def population(self) -> Population | Missing | None:
        """What knowing everything is worth for all decisions that it serves."""
        from mcba.analysis.decision.information import population

        agenda, decisions = self.agenda, self.decisions
        if decisions is None:
            return None
        if isinstance(agenda, Missing):
            return agenda
        return population(self.study, agenda.perfect, decisions, self.years)
