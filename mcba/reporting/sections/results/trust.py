"""How far it can be trusted: reproduction of published figures, and limits."""

from __future__ import annotations

from collections.abc import Iterator

from mcba.analysis.published import Reproduction
from mcba.reporting.blocks import Block, Bullets, Span, Spans, text
from mcba.reporting.facts.facts import Facts
from mcba.reporting.facts.missing import Missing
from mcba.reporting.sections.chapters import chapter
from mcba.reporting.sections.results.calibrations import left_open, reading_in_words
from mcba.reporting.sections.writing import Writing
from mcba.study.reading import texts_of


@chapter
def reproduction(writing: Writing[Facts]) -> Iterator[Block]:
    """Published figures beside what the model gives."""
    facts, voice = writing.facts, writing.voice
    yield writing.head("reproduction")
    if not facts.reproduced:
        stated = facts.study.document.published
        yield writing.sentence("text.not_under" if stated else "text.no_published")
        return
    held = sum(figure.passed for figure in facts.reproduced)
    yield writing.sentence("text.reproduction", held=voice.whole(held), count=voice.whole(len(facts.reproduced)))
    yield from published_figures(writing)
    yield from left_open(writing)


def published_figures(writing: Writing[Facts], *, sources: bool = True) -> Iterator[Block]:
    """Published figures, what this model gives, and whether that is within their tolerance."""
    rows = []
    for figure in writing.facts.reproduced:
        label = writing.voice.published(figure.published)
        read = reading_in_words(
            writing, figure.published.reading, figure.published.mass or writing.facts.run.settings.mass
        )
        source = writing.voice.source(figure.published.source)
        rows.append(
            [label, read, *_held(writing, figure), source]
            if sources
            else [f"{label} ({read})", *_held(writing, figure)]
        )
    columns = writing.column("published", "here", "tolerance", "holds")
    if sources:
        columns = [*writing.column("outcome", "reading"), *columns, *writing.column("source")]
        yield from writing.table("published", columns, rows, "llrrrll", (1.8, 1.5, 1.5, 1.4, 1.2, 0.8, 2))
    else:
        yield from writing.table("published", ["", *columns], rows, "lrrrr", (3, 1.5, 1.4, 1.2, 0.8))


def _held(writing: Writing[Facts], figure: Reproduction) -> list[str | Spans]:
    """A published figure, ours, how far they may differ, and whether they do."""
    published, voice = figure.published, writing.voice
    return [
        voice.as_published(published),
        voice.reproduced(figure.result, published),
        voice.plain(published.tolerance) if published.tolerance else voice("text.printed"),
        voice("word.yes") if figure.passed else text(Span(voice("word.no"), "strong")),
    ]


@chapter
def limits(writing: Writing[Facts]) -> Iterator[Block]:
    """The user's own limits, and those that follow from the facts."""
    facts, voice = writing.facts, writing.voice
    document = facts.study.document
    yield writing.head("limits")
    yield from writing.user_text(document.study.limits)
    count = len(document.assumptions)
    doubtful = sum(entry.status != "verified" for entry in facts.study.entries.values())
    missed = sum(not figure.passed for figure in facts.reproduced)
    foreign = sum(map(voice.is_foreign, texts_of(facts.study)))
    near_zero = isinstance(facts.ratio, Missing) and facts.ratio.code == "costs_near_zero"
    applies = {
        "calibration": document.study.status == "calibration",
        "assumed": facts.by_status.get("assumed", 0),
        "range": True,
        "cause": bool(facts.study.flows),
        "independent": count > 1,
        "pm": len(document.pm),
        "costs": near_zero,
        "published": missed,
        "second_hand": doubtful,
        "language": foreign,
    }
    said = [
        voice(f"limit.{limit}", count=how_many, all=voice.whole(count))
        for limit, how_many in applies.items()
        if how_many
    ]
    yield Bullets(tuple(map(text, said)))
