"""What the worlds say of each outcome."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence

import numpy as np

from mcba.errors import Note
from mcba.reporting.blocks import Block, Spans, page_table
from mcba.reporting.facts.facts import Facts
from mcba.reporting.sections.chapters import chapter
from mcba.reporting.sections.results.certainty import balance
from mcba.reporting.sections.writing import Writing
from mcba.reporting.words.voice import uncapital

_MOST_LABELS = 12  # of a result with a number for each of them
_QUARTILES = 0.5  # the mass between the 25 % and the 75 % points


@chapter
def results(writing: Writing[Facts]) -> Iterator[Block]:
    """Every outcome with its points and errors, and the figures of the balance."""
    facts, voice = writing.facts, writing.voice
    yield writing.head("results")
    yield writing.sentence("text.results", share=voice.exact_percent(facts.run.settings.mass))
    rows: list[Sequence[str | Spans]] = []
    for outcome in facts.outcomes:
        rows += _result(writing, outcome)
    tail = (1.0 - facts.run.settings.mass) / 2.0
    points = (tail, (1 - _QUARTILES) / 2, (1 + _QUARTILES) / 2, 1.0 - tail)
    shares = [voice("column.percentile", share=voice.exact_percent(point)) for point in points]
    columns = [voice("column.outcome"), shares[0], shares[1], voice("column.median"), *shares[2:], voice("column.mean")]
    yield from writing.table("results", columns, rows, "lrrrrrr", (2.1, 1, 1, 1, 1, 1, 1.25))
    yield from map(writing.note, _tails(facts))
    yield from _by_label(writing)
    if facts.run.base:
        items = [
            voice("text.base_item", outcome=uncapital(writing.voice.outcome(name)), value=_base(writing, name))
            for name in dict.fromkeys((facts.main, facts.analysed))
            if math.isfinite(facts.run.base.get(name, math.nan))
        ]
        if items:
            yield writing.sentence("text.base_case", items=voice.listed(items))
    yield from balance(writing)
    yield from payback_sentence(writing)
    shown = dict.fromkeys((f"outcome-{facts.main}", "outcome-npv", "cloud", "waterfall", "years"))
    for name in shown:
        yield from writing.picture(name)
    if "years" in writing.pictures and facts.yearly is not None and not facts.yearly.attrs["whole"]:
        yield writing.sentence("text.yearly", worlds=voice.whole(int(facts.yearly.attrs["worlds"])))


def _by_label(writing: Writing[Facts]) -> Iterator[Block]:
    """What the study's function gives for each year, or for each label of a set: the first, the last, and between."""
    facts, voice = writing.facts, writing.voice
    for name, result in facts.study.results.items():
        if result.over is None or name not in facts.at_hand.arrays:
            continue
        labels = facts.study.sets[result.over]
        shown = dict.fromkeys(np.linspace(0, len(labels) - 1, _MOST_LABELS).round().astype(int))
        summaries = {labels[place]: facts.summary(name, label=labels[place]) for place in shown}
        rows = [
            row
            for label, each in summaries.items()
            for row in writing.summary(label, [each.low, each.median, each.high], each.mean)
        ]
        over = voice("column.year") if result.over == "year" else voice.named(result.over) or result.over
        columns = [over, *writing.column("low", "median", "high", "mean")]
        caption = voice("caption.by_label", outcome=voice.outcome_with_unit(name))
        yield page_table(f"by_label_{name}", caption, columns, rows, "lrrrr", (1.2, 1, 1, 1, 1))
        if len(shown) < len(labels):
            yield writing.sentence("text.by_label_part", shown=voice.whole(len(shown)), count=voice.whole(len(labels)))


def _base(writing: Writing[Facts], outcome: str) -> str:
    """The base case of an outcome: one exact world, with three digits."""
    return _with_unit(writing, writing.voice.exact(writing.facts.run.base[outcome]), outcome)


def _with_unit(writing: Writing[Facts], value: str, outcome: str) -> str:
    return " ".join(filter(None, (value, writing.voice.unit_of(outcome))))


def outcome_table(writing: Writing[Facts]) -> Iterator[Block]:
    """Low, median, high and mean of every outcome, each with its error below it."""
    rows: list[Sequence[str | Spans]] = []
    for outcome in writing.facts.outcomes:
        summary = writing.facts.summary(outcome)
        rows += writing.summary(
            writing.voice.outcome_with_unit(outcome), [summary.low, summary.median, summary.high], summary.mean
        )
    share = writing.voice.exact_percent(writing.facts.run.settings.mass)
    columns = writing.column("", "low", "median", "high", "mean")
    yield from writing.table("outcomes", columns, rows, "lrrrr", (2.4, 1, 1, 1, 1), share=share)
    yield from map(writing.note, _tails(writing.facts))


def _tails(facts: Facts) -> Iterator[Note]:
    """What must be said of outcomes without a mean or a variance; outcomes with the same tail in one note."""
    alike: dict[tuple[str, float, str], list[str]] = {}
    for outcome in facts.outcomes:
        note = facts.summary(outcome).note
        if note is not None:
            alike.setdefault((note.code, note.data["index"], note.data["name"]), []).append(outcome)
    for (code, index, name), outcomes in alike.items():
        yield Note(code, {"outcomes": tuple(outcomes), "index": index, "name": name})


def _result(writing: Writing[Facts], outcome: str) -> list[Sequence[str | Spans]]:
    summary, middle = writing.facts.summary(outcome), writing.facts.summary(outcome, mass=_QUARTILES)
    points = [summary.low, middle.low, summary.median, middle.high, summary.high]
    return writing.summary(writing.voice.outcome_with_unit(outcome), points, summary.mean)


def payback_sentence(writing: Writing[Facts]) -> Iterator[Block]:
    """When costs are paid back: the median year, and the chance that they never are within the horizon."""
    facts, voice = writing.facts, writing.voice
    if "payback_year" not in facts.run.outcomes or not facts.study.document.costs:
        return
    never = facts.at_hand.probability("payback_year", above=facts.study.horizon)
    median = facts.summary("payback_year").median.value
    if not math.isfinite(median):
        yield writing.sentence("text.payback_half", never=voice.percent(never))
    elif never.value == 0:
        yield writing.sentence("text.payback_all", year=int(median))
    else:
        yield writing.sentence("text.payback", year=int(median), never=voice.percent(never))
