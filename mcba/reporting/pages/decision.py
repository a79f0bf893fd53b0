"""What `mcba decide` certainty: what to choose, how sure that is, what would change it, and what to measure next."""

from __future__ import annotations

from mcba.reporting.figures import gallery
from mcba.reporting.pages.page import Page
from mcba.reporting.sections.decision import cases, information, optimism, options, portraits, scenarios, switching
from mcba.reporting.sections.results import accounts, certainty, worlds
from mcba.reporting.sections.study import purpose

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
