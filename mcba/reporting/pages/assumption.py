"""What `mcba show` and `mcba library` answer: one assumption of a study, or entries of the evidence library."""

from __future__ import annotations

from mcba.reporting.pages.page import Page
from mcba.reporting.sections import described

ASSUMPTION = Page(
    "assumption",
    (described.assumption_stated, described.assumption_spread, described.assumption_record),
    described.assumption_title,
)
ENTRY = Page("entry", (described.entry_stated, described.entry_spread), described.entry_title)
LIBRARY = Page("library", (described.library_entries,), described.library_title)
