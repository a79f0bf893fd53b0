"""What `mcba run` certainty: the range and what it means, who pays, what was assumed, and how it was drawn."""

from __future__ import annotations

from collections.abc import Iterator

from mcba.reporting.blocks import Block
from mcba.reporting.facts.facts import Facts
from mcba.reporting.figures import gallery
from mcba.reporting.pages.page import Page
from mcba.reporting.sections.results import accounts, certainty, outcomes, trust, worlds
from mcba.reporting.sections.study import assumptions, correlations, purpose, workbook
from mcba.reporting.sections.writing import Writing


def _published(writing: Writing[Facts]) -> Iterator[Block]:
    return trust.published_figures(writing, sources=False)


RUN = Page(
    "run",
    (
        purpose.comparator,
        certainty.short_answer,
        outcomes.outcome_table,
        outcomes.payback_sentence,
        accounts.account_table,
        accounts.account_by_bearer,
        accounts.same_options,
        _published,
        assumptions.assumptions_by_status,
        correlations.correlation_table,
        workbook.workbook_sentence,
        worlds.drawing_note,
    ),
    purpose.run_heading,
    gallery.of_run,
)
