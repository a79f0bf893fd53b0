"""What `mcba compare` answers: why two runs differ."""

from __future__ import annotations

from mcba.reporting.pages.page import Page
from mcba.reporting.sections.results import comparisons

COMPARISON = Page("comparison", (comparisons.both_runs, comparisons.change_table), comparisons.comparison_heading)
