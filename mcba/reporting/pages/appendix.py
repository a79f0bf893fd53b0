"""The methods appendix, its sections in the order in which evaluators hand it in."""

from __future__ import annotations

from mcba.reporting.facts import Facts
from mcba.reporting.figures import gallery
from mcba.reporting.pages.page import Page
from mcba.reporting.sections import Writing, asked, assumed, checked, driven, found, judged, modelled

SECTIONS = (
    asked.answer,
    asked.question,
    asked.frame,
    asked.discounting,
    modelled.effects,
    assumed.assumptions,
    assumed.dependence,
    modelled.bearers,
    found.sampling,
    found.results,
    driven.sensitivity,
    judged.reproduction,
    judged.limits,
    checked.checklists,
)


def _heading(w: Writing[Facts]) -> tuple[str, str]:
    say, header = w.say, w.facts.study.document.study
    kind = "title.subtitle" if w.facts.has_money else "title.measurement"
    return f"{say('title.report')}: {say.text(header.title)}", say(kind, status=say(f"status.{header.status}"))


APPENDIX = Page("appendix", SECTIONS, _heading, gallery.of_run)
