"""The methods appendix, its chapters by subject in the order in which evaluators hand it in."""

from __future__ import annotations

from mcba.reporting.facts.facts import Facts
from mcba.reporting.figures import gallery
from mcba.reporting.pages.page import Page
from mcba.reporting.sections.chapters import chapters_of
from mcba.reporting.sections.decision import sensitivities
from mcba.reporting.sections.results import answers, checklists, outcomes, trust, worlds
from mcba.reporting.sections.study import assumptions, bearers, correlations, purpose, rates, steps
from mcba.reporting.sections.writing import Writing

_SUBJECTS = (
    *(answers, purpose, rates, steps, assumptions, correlations, bearers),
    *(worlds, outcomes, sensitivities, trust, checklists),
)


def _heading(writing: Writing[Facts]) -> tuple[str, str]:
    voice, header = writing.voice, writing.facts.study.document.study
    kind = "title.subtitle" if writing.facts.has_money else "title.measurement"
    return f"{voice('title.report')}: {voice.text(header.title)}", voice(kind, status=voice(f"status.{header.status}"))


APPENDIX = Page("appendix", chapters_of(*_SUBJECTS), _heading, gallery.of_run)
