"""The methods appendix: first the answer and what it rests on, then the method and the record behind it."""

from __future__ import annotations

from mcba.reporting.facts.facts import Facts
from mcba.reporting.figures import gallery
from mcba.reporting.pages.page import Page
from mcba.reporting.sections.annexes import checklists, glossary, sources
from mcba.reporting.sections.chapters import chapters_of
from mcba.reporting.sections.decision import details, drivers, options, scenarios, switching
from mcba.reporting.sections.results import accounts, answers, certainty, outcomes, trust, worlds
from mcba.reporting.sections.study import (
    assumptions,
    bearers,
    correlations,
    effect_tree,
    function,
    purpose,
    rates,
    steps,
)
from mcba.reporting.sections.writing import Writing
from mcba.study.workbooks import WorkbookFunction

_ANSWERS = (answers, accounts, bearers, options, drivers, switching, scenarios)
_METHOD = (purpose, rates, effect_tree, function, steps, assumptions, correlations, certainty, worlds)
_RECORD = (outcomes, details, trust, checklists, glossary, sources)


def _heading(writing: Writing[Facts]) -> tuple[str, str]:
    voice, header = writing.voice, writing.facts.study.document.study
    option = writing.facts.run.settings.option
    title = f"{voice('title.report')}: {voice.text(header.title)}"
    facts = writing.facts
    kind = "function" if facts.study.results else "measurement"
    if facts.study.flows:
        kind = "subtitle"
    elif isinstance(facts.study.function, WorkbookFunction):
        kind = "workbook"
    subtitle = voice(f"title.{kind}", status=voice(f"status.{header.status}"))
    return title, subtitle if option is None else f"{voice('printed.option', label=voice.option(option))} · {subtitle}"


APPENDIX = Page("appendix", chapters_of(*_ANSWERS, *_METHOD, *_RECORD), _heading, gallery.of_run, takes_prose=True)
