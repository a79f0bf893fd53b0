"""The methods appendix: facts become one document tree, its sections in the order in which evaluators hand it in.

Every number is written from the run, with the digits that hold; the words come from `words.toml`.
"""

from __future__ import annotations

from mcba.reporting.blocks import Document
from mcba.reporting.facts import Facts
from mcba.reporting.sections import asked, assumed, driven, found, judged, modelled
from mcba.reporting.sections.writing import Writing

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
    judged.checklists,
)


def appendix(facts: Facts) -> Document:
    """The methods appendix of a run, as a document tree."""
    writing, say, header = Writing(facts), facts.say, facts.study.document.study
    status = say(f"status.{header.status}")
    return Document(
        title=f"{say('title.report')}: {say.text(header.title)}",
        subtitle=say("title.subtitle" if facts.has_money else "title.measurement", status=status),
        language=facts.language,
        blocks=tuple(block for section in SECTIONS for block in section(writing)),
        words={key: say(f"word.{key}") for key in ("table", "figure", "contents")},
    )
