"""What `mcba compare` answers: why two runs differ."""

from __future__ import annotations

from mcba.reporting.pages.page import Page
from mcba.reporting.sections import compared

COMPARISON = Page("comparison", (compared.runs, compared.changes), compared.title)
