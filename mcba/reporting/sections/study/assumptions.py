"""What was assumed: every assumption with its distribution and source, and what moves together."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import Any

import numpy as np

from mcba.reporting.blocks import Block, Break, Bullets, Paragraph, Span, Spans, text
from mcba.reporting.facts.facts import Facts
from mcba.reporting.figures.gallery import thumbnail_of
from mcba.reporting.sections.chapters import chapter
from mcba.reporting.sections.results import certainty
from mcba.reporting.sections.study.origins import provenance
from mcba.reporting.sections.writing import Writing
from mcba.reporting.words.amounts import amount, is_share
from mcba.reporting.words.distributions import distribution_in_words
from mcba.reporting.words.voice import capital
from mcba.study import base_value, is_certain
from mcba.study.document import Assumption


@chapter
def assumption_table(writing: Writing[Facts]) -> Iterator[Block]:
    """Every assumption and choice, with its source or reason."""
    facts, voice = writing.facts, writing.voice
    document = facts.study.document
    yield writing.head("assumptions")
    groups = voice.listed(
        f"{voice.whole(count)} {voice(f'status.{status}')}" for status, count in facts.by_status.items()
    )
    mass = voice.exact_percent(facts.run.settings.mass)
    count = voice.whole(len(document.assumptions))
    said = [voice("text.assumptions", count=count, groups=groups, share=mass), voice("text.statuses")]
    yield Paragraph(text(" ".join(said)))
    rows = [_assumption(writing, name, assumption) for name, assumption in document.assumptions.items()]
    columns = writing.column("assumption", "distribution", "value", "status", "reason")
    columns[2] = voice("column.value_and_range", share=mass)
    yield from writing.table("assumptions", columns, rows, "lllll", (2.4, 2.0, 2.1, 1.3, 3.2))
    choices = [
        (
            (Span(voice.choice(name)), Break(), Span(name, "code")),
            _with_unit(writing, voice.choice_value(name, choice.value), choice.unit),
            "; ".join(voice.choice_value(name, each) for each in choice.alternatives),
            writing.source(choice.source, choice.reason),
        )
        for name, choice in document.choices.items()
    ]
    columns = writing.column("choice", "value", "alternatives", "reason")
    yield from writing.table("choices", columns, choices, "llll", (2.4, 1.2, 1.6, 3))
    yield from _library(writing)
    yield from provenance(writing)
    notes = [
        (Span(f"{writing.voice.assumption(name)}: ", "strong"), *writing.words(assumption.notes))
        for name, assumption in document.assumptions.items()
        if assumption.notes is not None
    ]
    if notes:
        yield writing.head("notes", 2)
        yield Bullets(tuple(notes))


def _with_unit(writing: Writing[Facts], value: str, unit: str | None) -> str:
    said = writing.voice.units(unit, 1.0 if value == "1" else 2.0)
    return f"{value} {said}" if said and not value.endswith("%") else value


def _assumption(writing: Writing[Facts], name: str, assumption: Assumption) -> tuple[str | Spans, ...]:
    facts, voice = writing.facts, writing.voice
    picture = writing.thumbnail(thumbnail_of(name))
    law = text(distribution_in_words(writing.voice, assumption) or type(facts.study.families[name]).__name__)
    status = voice(f"status.{assumption.status}")
    if assumption.kind != "knowledge" and not is_certain(facts.study.families[name]):
        status = voice("text.kind", status=status, kind=voice(f"uncertainty.{assumption.kind}"))
    return (
        (Span(writing.voice.assumption(name)), Break(), Span(name, "code")),
        (picture, Break(), *law) if picture is not None else law,
        values_of(writing, name, assumption),
        status,
        writing.source(assumption.source, assumption.reason),
    )


def values_of(writing: Writing[Any], name: str, assumption: Assumption) -> Spans:
    """Base value with its unit, and below it the range; for a set the smallest and the largest."""
    facts, voice = writing.facts, writing.voice
    family, written = facts.study.families[name], partial(amount, voice, facts.study, name)
    base = np.asarray(base_value(facts.study, name), dtype=np.float64)
    number = float(base.flat[0]) if base.size == 1 else 2.0
    is_plain = is_share(facts.study, name) and assumption.unit in {None, "1"}
    unit = "" if is_plain else voice.units(assumption.unit, number)
    if base.size > 1:
        ends = {"low": written(float(base.min())), "high": written(float(base.max()))}
        parts = [_joined(voice("text.many_values", count=voice.whole(base.size), **ends), unit)]
    else:
        parts = [_joined(written(float(base.flat[0])), unit)]
        if not is_certain(family):
            central = family.central(facts.mass)
            low, high = (written(_to_three_digits(float(np.asarray(end).flat[0]))) for end in central)
            parts.append(
                voice("text.in_brackets", range=voice("word.to", low=low.removesuffix("%").rstrip(), high=high))
            )
    if assumption.over:
        parts.append(voice("text.for_each", set=voice.known("set", assumption.over)))
    if assumption.table:
        parts.append(voice("text.from_table", table=assumption.table))
    if assumption.price_year:
        parts.append(voice("text.in_prices", year=assumption.price_year))
    return tuple(piece for line in parts for piece in (Span(line), Break()))[:-1]


def _joined(value: str, unit: str) -> str:
    return f"{value} {unit}" if unit else value


def _to_three_digits(value: float) -> float:
    """The end of a range: nobody said more digits of it."""
    return float(f"{value:.3g}")


def _library(writing: Writing[Facts]) -> Iterator[Block]:
    facts, voice = writing.facts, writing.voice
    rows = [
        (
            writing.voice.assumption(name),
            voice.known("library", entry.status),
            writing.joined(entry.definition, entry.derivation, entry.doubts),
        )
        for name, entry in facts.study.entries.items()
    ]
    if rows:
        yield writing.sentence("text.library")
        yield from writing.table(
            "library", writing.column("assumption", "status", "derivation"), rows, "lll", (2, 1, 3)
        )


def assumptions_by_status(writing: Writing[Facts]) -> Iterator[Block]:
    """The assumptions by how they are known, and what share of the variance comes from the assumed ones."""
    voice, document = writing.voice, writing.facts.study.document
    if not document.assumptions:
        return
    yield writing.head("assumptions", 2)
    counts = voice.listed(
        f"{voice.whole(count)} {voice(f'status.{status}')}" for status, count in writing.facts.by_status.items()
    )
    yield writing.joined_sentences(
        voice("printed.assumed", count=len(document.assumptions), groups=counts), certainty.share_of_assumed(writing)
    )
    items = [
        f"{capital(voice(f'status.{status}'))}: {'; '.join(_labels_of(writing, status))}."
        for status in writing.facts.by_status
    ]
    for name, entry in writing.facts.study.entries.items():
        if entry.status != "verified":
            checked, source = capital(voice.known("library", entry.status)), voice.source(entry.source)
            items.append(f"{checked}: {voice.assumption(name)} ({source}).")
    yield Bullets(tuple(map(text, items)))


def _labels_of(writing: Writing[Facts], status: str) -> list[str]:
    stated = writing.facts.study.document.assumptions
    return [writing.voice.assumption(name) for name, assumption in stated.items() if assumption.status == status]
