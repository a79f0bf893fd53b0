"""Reporting checklists, filled from what the study file and the run hold."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache
from importlib.resources import files
from typing import Any

import tomli

from mcba.reporting.blocks import Block, page_table
from mcba.reporting.facts.facts import Facts
from mcba.reporting.facts.missing import Missing
from mcba.reporting.sections.chapters import chapter
from mcba.reporting.sections.writing import Writing
from mcba.study import DISCOUNT_RATE


@chapter
def checklist_tables(writing: Writing[Facts]) -> Iterator[Block]:
    """Reporting checklists, filled from the facts."""
    voice, present = writing.voice, _present(writing.facts)
    yield writing.head("checklist")
    yield writing.sentence("text.checklist")
    for key, checklist in _checklists().items():
        rows = [
            (f"{number}. {voice('topic.' + item['topic'])}", _reported(writing, item, present))
            for number, item in enumerate(checklist["items"], 1)
        ]
        caption = voice("caption.checklist", title=voice(f"checklist.{key}"))
        columns = writing.column("topic", "reported")
        yield page_table(f"checklist_{key}", caption, columns, rows, "ll", (1.6, 1.4))


def _reported(writing: Writing[Facts], item: dict[str, Any], present: Mapping[str, bool]) -> str:
    if "unless" in item and present[item["unless"]]:
        return writing.voice("text.not_applicable")
    if "needs" in item and present[item["needs"]]:
        return writing.voice("text.reported", section=writing.voice(f"head.{item['section']}"))
    return writing.voice("text.not_reported")


@cache
def _checklists() -> dict[str, Any]:
    return tomli.loads(files("mcba.reporting.sections.results").joinpath("checklists.toml").read_text(encoding="utf-8"))


def _present(facts: Facts) -> Mapping[str, bool]:
    """What a checklist may ask for, and whether it is there."""
    document = facts.study.document
    header, rate = document.study, document.choices.get(DISCOUNT_RATE)
    return {
        "always": True,
        "money": facts.has_money,
        "no_money": not facts.has_money,
        "question": header.question is not None,
        "null_alternative": header.null_alternative is not None,
        "perspective": header.perspective is not None,
        "population": header.population is not None,
        "price_year": header.price_year is not None,
        "discounting": not facts.has_money
        or header.horizon == 0
        or rate is not None
        or DISCOUNT_RATE in facts.study.families
        or DISCOUNT_RATE in document.quantities,
        "rate_source": rate is not None and (rate.source is not None or rate.reason is not None),
        "rate_alternatives": rate is not None and bool(rate.alternatives),
        "benefits": bool(document.benefits),
        "costs": bool(document.costs),
        "transfers": bool(document.transfers),
        "bearers": bool(facts.study.bearers),
        "pm": bool(document.pm),
        "heterogeneity": any(each.drawn == "each_unit" for each in document.assumptions.values()),
        "ranking": not isinstance(facts.ranking, Missing),
        "scenarios": bool(
            document.scenarios or document.options or any(choice.alternatives for choice in document.choices.values())
        ),
        "switching": not isinstance(facts.agenda, Missing),
        "published": bool(facts.reproduced),
        "nothing_published": not document.published,
        "participants": header.participants is not None,
        "own_limits": header.limits is not None,
    }
