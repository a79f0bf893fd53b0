"""What `mcba show` and `mcba library` answer: one assumption of a study, or entries of the evidence library."""

from __future__ import annotations

from mcba.reporting.figures import gallery
from mcba.reporting.pages.page import Page
from mcba.reporting.sections.study import descriptions

ASSUMPTION = Page(
    "assumption",
    (descriptions.assumption_stated, descriptions.assumption_spread, descriptions.assumption_record),
    descriptions.assumption_heading,
    gallery.of_assumption,
)
ENTRY = Page("entry", (descriptions.entry_stated, descriptions.entry_spread), descriptions.entry_heading)
LIBRARY = Page("library", (descriptions.library_entries,), descriptions.library_heading)
