"""What `mcba decide` certainty: what to choose, how sure that is, what would change it, and what to measure next."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from mcba.engine.execution import Given, run_given
from mcba.reporting.facts.decisions import DecisionFacts
from mcba.reporting.facts.missing import required
from mcba.reporting.figures import gallery
from mcba.reporting.pages.page import Page
from mcba.reporting.sections.decision import cases, information, optimism, options, portraits, scenarios, switching
from mcba.reporting.sections.results import accounts, answers, certainty, worlds
from mcba.reporting.sections.study import purpose
from mcba.reporting.words.labels import Labels

if TYPE_CHECKING:
    from mcba.analysis.decision.information import Information
    from mcba.engine.estimates import Estimate

ANSWER = Page("answer", (answers.answer_page,), purpose.run_heading, gallery.of_run)
"""What `mcba answer` answers, and the first page of the appendix: what to choose, what it brings, what turns it."""

DECISION = Page(
    "decision",
    (
        purpose.comparator,
        certainty.status_note,
        worlds.drawing_note,
        options.choice_between_options,
        optimism.optimism_of_best,
        accounts.account_table,
        accounts.account_by_bearer,
        options.option_returns,
        information.worth_of_knowing,
        switching.switching_table,
        cases.worst_base_best,
        portraits.worlds_at_percentiles,
        scenarios.balance_in_scenarios,
        cases.ranges_if_sure,
        cases.weighted_balance,
        cases.published_readings,
    ),
    purpose.run_heading,
    gallery.of_decision,
)


@dataclass(frozen=True, eq=False, repr=False)
class Decision(DecisionFacts):
    """The answers of a decision, each computed when it is first asked for; printed, it is what `mcba decide` prints.

    Beside those below there are `options` (every option with its outcomes), `agenda` (what knowing each assumption is
    worth, and where it turns the answer), `scenarios`, `cases`, `plane`, `portrait`, `accounts` and `rate_of_return`.
    Each is a value, or `Missing` with the reason why there is none.
    """

    @property
    def best(self) -> str:
        """The option that is best on average; `nothing` is the null alternative, `project` the study as it stands."""
        return required(self.options).best

    @property
    def chances(self) -> dict[str, Estimate]:
        """The chance of each option to be best."""
        return {option.name: option.probability_best for option in required(self.options).options}

    @property
    def evpi(self) -> Information:
        """What knowing everything is worth before choosing, in the unit of the balance."""
        return required(self.agenda).perfect

    @property
    def evppi(self) -> dict[str, Information]:
        """What knowing each assumption is worth before choosing, the most worth first."""
        return {row.name: row.information for row in required(self.agenda).subjects}

    def __repr__(self) -> str:
        return f"Decision({self.run!r})"

    def __str__(self) -> str:
        return DECISION.printed(self, Labels(self.study).language)


def decide(
    given: Given, *, weights: Mapping[str, float] | None = None, population: float | None = None, years: int = 1
) -> Decision:
    """Say what to choose, how sure that is, what would change it, and what to measure next.

    Parameters
    ----------
    given : Run, Study, str or Path
        A run of a study; a study is run first, and a path is that of a study or of a saved run.
    weights : mapping of bearer to number, optional
        What a euro counts for that this bearer gains or loses.
    population : float, optional
        Decisions a year (persons, projects; the study counts one) for which to say what knowing more is worth.
    years : int
        For so many years, later ones discounted.

    Returns
    -------
    Decision

    Raises
    ------
    RunError
        For a run of a table, and a weight of an unknown bearer.

    Examples
    --------
    >>> import mcba
    >>> decision = mcba.decide(mcba.run("studies/schilderswijk-moeders", worlds=4_096))
    >>> decision.best, list(decision.chances), next(iter(decision.evppi))
    ('project', ['nothing', 'project', 'formalised_partnership'], 'intake_gain')
    """
    decision = Decision(run_given(given), weights or {}, population, years)
    _ = decision.study, decision.weighted  # what was asked wrongly is refused at once
    return decision
