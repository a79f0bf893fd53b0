"""Reporting checklists, filled from what the study file and the run hold."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache
from importlib.resources import files
from typing import Any

import tomli

from mcba.reporting.blocks import Block, Reference, Spans, page_table, text
from mcba.reporting.facts.facts import Facts
from mcba.reporting.facts.missing import Missing
from mcba.reporting.sections.chapters import chapter
from mcba.reporting.sections.writing import Writing
from mcba.study import DISCOUNT_RATE, is_certain
from mcba.study.formula import parse_unit

_HEALTH = {"QALY", "qaly", "DALY", "daly", "life_year", "patient", "patiënt"}
"""Units by which a study is known as one of health economics."""
_SEVERAL = 2


@chapter
def checklist_tables(writing: Writing[Facts]) -> Iterator[Block]:
    """The checklists that fit the study, each item with where it is reported."""
    voice, present = writing.voice, _present(writing.facts)
    if writing.facts.study.results and present["no_money"]:
        return  # the checklists are of analyses of costs and benefits
    yield writing.head("checklist")
    yield writing.sentence("text.checklist")
    for key, checklist in _checklists().items():
        if not present[checklist.get("only", "always")]:
            continue
        rows = [
            (f"{number}. {voice('topic.' + item['topic'])}", _reported(writing, item, present))
            for number, item in enumerate(checklist["items"], 1)
        ]
        caption = voice("caption.checklist", title=voice(f"checklist.{key}"))
        columns = writing.column("topic", "reported")
        yield page_table(f"checklist_{key}", caption, columns, rows, "ll", (1.6, 1.4))


def _reported(writing: Writing[Facts], item: dict[str, Any], present: Mapping[str, bool]) -> Spans:
    """Where an item is reported, or that it is not."""
    if "unless" in item and present[item["unless"]]:
        return text(writing.voice("text.not_applicable"))
    for answer in (item, item.get("or", {})):
        if "needs" in answer and present[answer["needs"]]:
            return (Reference(answer["place"]),)
    return text(writing.voice("text.not_reported"))


@cache
def _checklists() -> dict[str, Any]:
    return tomli.loads(files("mcba.reporting.sections.annexes").joinpath("checklists.toml").read_text(encoding="utf-8"))


def _present(facts: Facts) -> Mapping[str, bool]:
    """What a checklist may ask for, and whether it is there."""
    document = facts.study.document
    header = document.study
    kinds = {
        assumption.kind
        for name, assumption in document.assumptions.items()
        if not is_certain(facts.study.families[name])
    }
    return {
        "always": True,
        "money": facts.has_money,
        "no_money": not facts.has_money,
        "health": _is_of_health(facts),
        **{key: bool(getattr(header, key)) for key in ("question", "problem", "policy_theory", "client")},
        **{key: getattr(header, key) is not None for key in ("null_alternative", "perspective", "population")},
        "price_year": header.price_year is not None,
        **_rates(facts),
        "benefits": bool(document.benefits),
        "costs": bool(document.costs),
        "transfers": bool(document.transfers),
        "bearers": bool(facts.study.bearers),
        "pm": bool(document.pm),
        "accounts": facts.has_money and not isinstance(facts.accounts, Missing),
        "options": not isinstance(facts.options, Missing) and len(facts.options.names) > _SEVERAL,
        "heterogeneity": any(each.drawn == "each_unit" for each in document.assumptions.values()),
        "ranking": not isinstance(facts.ranking, Missing),
        "kinds": len(kinds) >= _SEVERAL,
        "variants": bool(facts.scenarios.variants),
        "switching": not isinstance(facts.agenda, Missing),
        "published": bool(facts.reproduced),
        "nothing_published": not document.published,
        "participants": header.participants is not None,
        "own_limits": header.limits is not None,
    }


def _rates(facts: Facts) -> Mapping[str, bool]:
    """What is known of the discount rate, which may be a choice, an assumption or a formula."""
    document = facts.study.document
    choice, assumption = document.choices.get(DISCOUNT_RATE), document.assumptions.get(DISCOUNT_RATE)
    stated = choice if choice is not None else assumption
    is_drawn = assumption is not None and not is_certain(facts.study.families[DISCOUNT_RATE])
    others = choice is not None and bool(choice.alternatives)
    return {
        "discounting": not facts.has_money
        or document.study.horizon == 0
        or stated is not None
        or DISCOUNT_RATE in document.quantities,
        "rate_source": stated is not None and stated.source is not None,
        "rate_alternatives": others or bool(facts.scenarios.of_kind("preset")),
        "rate_drawn": is_drawn,
    }


def _is_of_health(facts: Facts) -> bool:
    """Whether some number of the study counts patients, or life in good health."""
    document = facts.study.document
    sections = (document.assumptions, document.quantities, document.outcomes)
    units = [each.unit for section in sections for each in section.values() if each.unit]
    return any(symbol in _HEALTH for unit in units for symbol, _ in parse_unit(unit))
