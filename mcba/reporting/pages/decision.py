"""What `mcba decide` answers: what to choose, how sure that is, what would change it, and what to measure next."""

from __future__ import annotations

from mcba.reporting.figures import gallery
from mcba.reporting.pages.page import Page
from mcba.reporting.sections import asked, chosen, found, turning, typical, varied

DECISION = Page(
    "decision",
    (
        asked.compared,
        asked.status,
        found.drawn,
        chosen.options,
        chosen.returns,
        turning.information,
        turning.switching,
        turning.break_even,
        varied.points,
        typical.portrait,
        varied.balance_in_scenarios,
        varied.sure,
        varied.whose,
        varied.readings,
    ),
    asked.title,
    gallery.of_decision,
)
