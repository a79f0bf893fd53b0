"""What `mcba sweep` answers: each outcome at one value after another."""

from __future__ import annotations

from mcba.reporting.pages.page import Page
from mcba.reporting.sections.results import sweeps

SWEEP = Page("sweep", (sweeps.drawing_of_sweep, sweeps.sweep_table), sweeps.sweep_heading)
