"""How far it can be trusted: reproduction of published figures, and limits."""

from __future__ import annotations

from collections.abc import Iterator

from mcba.analysis.published import Reproduction
from mcba.reporting.blocks import Block, Bullets, Span, Text, text
from mcba.reporting.facts import Facts, Missing
from mcba.reporting.sections.calibrated import left_open, reading
from mcba.reporting.sections.writing import Writing
from mcba.study import texts_of


def reproduction(w: Writing[Facts]) -> Iterator[Block]:
    """Published figures beside what the model gives."""
    facts, say = w.facts, w.say
    yield w.head("reproduction")
    if not facts.reproduced:
        stated = facts.study.document.published
        yield w.sentence("text.not_under" if stated else "text.no_published")
        return
    held = sum(one.passed for one in facts.reproduced)
    yield w.sentence("text.reproduction", held=say.whole(held), count=say.whole(len(facts.reproduced)))
    yield from published(w)
    yield from left_open(w)


def published(w: Writing[Facts], *, sources: bool = True) -> Iterator[Block]:
    """Published figures, what this model gives, and whether that is within their tolerance."""
    rows = []
    for one in w.facts.reproduced:
        label = w.say.published(one.published)
        read = reading(w, one.published.reading, one.published.mass or w.facts.run.settings.mass)
        source = w.say.source(one.published.source)
        rows.append([label, read, *_held(w, one), source] if sources else [f"{label} ({read})", *_held(w, one)])
    columns = w.column("published", "here", "tolerance", "holds")
    if sources:
        columns = [*w.column("outcome", "reading"), *columns, *w.column("source")]
        yield from w.table("published", columns, rows, "llrrrll", (1.8, 1.5, 1.5, 1.4, 1.2, 0.8, 2))
    else:
        yield from w.table("published", ["", *columns], rows, "lrrrr", (3, 1.5, 1.4, 1.2, 0.8))


def _held(w: Writing[Facts], one: Reproduction) -> list[str | Text]:
    """A published figure, ours, how far they may differ, and whether they do."""
    published, say = one.published, w.say
    return [
        say.as_published(published),
        say.reproduced(one.result, published),
        say.plain(published.tolerance) if published.tolerance else say("text.printed"),
        say("word.yes") if one.passed else text(Span(say("word.no"), "strong")),
    ]


def limits(w: Writing[Facts]) -> Iterator[Block]:
    """The user's own limits, and those that follow from the facts."""
    facts, say = w.facts, w.say
    document = facts.study.document
    yield w.head("limits")
    yield from w.user_text(document.study.limits)
    count = len(document.assumptions)
    doubtful = sum(entry.status != "verified" for entry in facts.study.entries.values())
    missed = sum(not one.passed for one in facts.reproduced)
    foreign = sum(map(say.is_foreign, texts_of(facts.study)))
    near_zero = isinstance(facts.ratio, Missing) and facts.ratio.code == "costs_near_zero"
    applies = {
        "calibration": document.study.status == "calibration",
        "assumed": facts.by_status.get("assumed", 0),
        "range": True,
        "cause": facts.has_money,
        "independent": count > 1,
        "pm": len(document.pm),
        "costs": near_zero,
        "published": missed,
        "second_hand": doubtful,
        "language": foreign,
    }
    said = [
        say(f"limit.{limit}", count=how_many, all=say.whole(count)) for limit, how_many in applies.items() if how_many
    ]
    yield Bullets(tuple(map(text, said)))
