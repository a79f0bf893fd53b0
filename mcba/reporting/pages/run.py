"""What `mcba run` answers: the range and what it means, who pays, what was assumed, and how it was drawn."""

from __future__ import annotations

from collections.abc import Iterator

from mcba.reporting.blocks import Block
from mcba.reporting.facts import Facts
from mcba.reporting.figures import gallery
from mcba.reporting.pages.page import Page
from mcba.reporting.sections import Writing, asked, assumed, found, judged, modelled


def _published(w: Writing[Facts]) -> Iterator[Block]:
    return judged.published(w, sources=False)


RUN = Page(
    "run",
    (
        asked.compared,
        asked.headline,
        found.outcomes,
        found.payback,
        modelled.balances,
        modelled.unpriced,
        _published,
        assumed.by_status,
        assumed.together,
        found.drawn,
    ),
    asked.title,
    gallery.of_run,
)
