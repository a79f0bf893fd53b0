"""The balance in more detail: shares of variance, worlds that are low and high, certainty, and what to measure next."""

from __future__ import annotations

from collections.abc import Iterator

from mcba.reporting.blocks import Block
from mcba.reporting.facts.facts import Facts
from mcba.reporting.sections.chapters import chapter
from mcba.reporting.sections.decision import cases, drivers, information, portraits
from mcba.reporting.sections.writing import Writing


@chapter
def in_more_detail(writing: Writing[Facts]) -> Iterator[Block]:
    """What lies behind the range of the balance, and what knowing more would be worth."""
    facts = writing.facts
    yield writing.head("details")
    yield from drivers.shares_of_variance(writing, 2)
    if not facts.has_money:
        return
    yield from portraits.worlds_at_percentiles(writing, 2)
    yield from cases.worst_base_best(writing, 2)
    yield from cases.ranges_if_sure(writing, 2)
    yield from information.worth_of_knowing(writing, 2)
    yield from cases.published_readings(writing, 2)
