"""What `mcba answer` answers, and the first page of the appendix: what to choose, what it brings, what turns it."""

from __future__ import annotations

from mcba.reporting.figures import gallery
from mcba.reporting.pages.page import Page
from mcba.reporting.sections.results import answers
from mcba.reporting.sections.study import purpose

ANSWER = Page("answer", (answers.answer_page,), purpose.run_heading, gallery.of_run)
