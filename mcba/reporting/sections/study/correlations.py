"""What moves together: shared names, years, and correlations asked and achieved."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from mcba.analysis import shared_by_flows
from mcba.analysis.ranking import AchievedCorrelation
from mcba.engine.estimates import Estimate
from mcba.reporting.blocks import Block, Spans, text
from mcba.reporting.facts.facts import Facts
from mcba.reporting.sections.chapters import chapter
from mcba.reporting.sections.writing import Writing
from mcba.reporting.words.distributions import drawing_in_words
from mcba.reporting.words.voice import uncapital

if TYPE_CHECKING:
    pass


_MOST_PAIRS = 10  # correlations that are printed; the report and the JSON have them all


@chapter
def dependencies(writing: Writing[Facts]) -> Iterator[Block]:
    """What moves together, asked and achieved."""
    facts, voice = writing.facts, writing.voice
    document = facts.study.document
    yield writing.head("dependence")
    yield writing.sentence("text.one_name")
    items = [
        voice("text.shared_item", label=uncapital(writing.voice.assumption(name)), count=voice.whole(count))
        for name, count in shared_by_flows(facts.study).items()
    ]
    if items:
        yield writing.sentence("text.shared", items=voice.listed(items))
    drawn = [
        (writing.voice.assumption(name), drawing_in_words(writing.voice, assumption))
        for name, assumption in document.assumptions.items()
        if assumption.drawn != "once"
    ]
    yield from writing.table("drawn", writing.column("assumption", "drawn"), drawn, "ll", (2, 2))
    pairs = facts.correlations
    if not pairs:
        yield writing.sentence("text.independent")
        return
    error = voice.error(max(pair.error for pair in pairs))
    forms = voice.listed(dict.fromkeys(voice.known("copula", group.copula) for group in facts.study.dependence))
    yield writing.sentence("text.dependent", error=error, copula=forms)
    for joint in (group.rows for group in facts.study.dependence if group.rows is not None):
        names = voice.listed(map(voice.assumption, joint.names))
        yield writing.sentence("text.rows_together", names=names, table=joint.table)
    rows = [
        (
            f"{voice.assumption(pair.first)} – {voice.assumption(pair.second)}",
            _asked(writing, pair),
            voice.estimate(Estimate(pair.achieved, pair.error)),
            voice.known("measure", pair.measure),
            why,
        )
        for pair, why in zip(pairs, _reasons_once(writing, pairs), strict=True)
    ]
    columns = writing.column("between", "asked", "achieved", "measure", "reason")
    yield from writing.table("dependence_table", columns, rows, "lrrll", (3, 1.1, 1, 1.2, 2.2))
    if any(pair.repaired for pair in pairs):
        yield writing.sentence("text.repaired")
    yield from writing.picture("dependence")


def _asked(writing: Writing[Facts], pair: AchievedCorrelation) -> str:
    voice = writing.voice
    said = (voice.exact if pair.copula == "rows" else voice.plain)(
        pair.asked
    )  # computed from the rows, or written down
    return voice("text.asked_and_used", asked=said, used=voice.exact(pair.used)) if pair.repaired else said


def _reasons_once(writing: Writing[Facts], pairs: Sequence[AchievedCorrelation]) -> Iterator[Spans]:
    """Why each pair moves together; said once where pairs of one group have it in common."""
    before: Spans = ()
    for pair in pairs:
        why = _why_dependent(writing, pair.first, pair.second)
        yield () if why == before else why
        before = why


def _why_dependent(writing: Writing[Facts], first: str, second: str) -> Spans:
    study = writing.facts.study
    for entry in study.document.dependence:
        if {first, second} <= set(entry.between):
            return writing.source(entry.source, entry.reason)
    tables = (group.rows.table for group in study.dependence if group.rows and {first, second} <= set(group.names))
    return next((text(writing.voice("text.from_rows", table=table)) for table in tables), ())


def correlation_table(writing: Writing[Facts]) -> Iterator[Block]:
    """What was asked to move together, and whether the worlds do; one row for pairs that were asked the same."""
    pairs = [pair for pair in writing.facts.correlations if pair.stated or pair.repaired]
    rows: list[list[str]] = []
    for group in writing.facts.study.dependence if pairs else ():
        inside = [pair for pair in pairs if {pair.first, pair.second} <= set(group.names)]
        every = len(inside) == math.comb(len(group.names), 2)
        if every and len({(pair.asked, pair.used) for pair in inside}) == 1:
            rows.append(_together(writing, group.names, inside))
        else:
            rows += [_together(writing, (pair.first, pair.second), [pair]) for pair in inside]
    columns = writing.column("", "asked", "achieved")
    yield from writing.table("together", columns, rows[:_MOST_PAIRS], "lrr", (4, 1, 1))
    if len(rows) > _MOST_PAIRS:
        yield writing.sentence("printed.more_pairs", count=len(rows) - _MOST_PAIRS)
    if any(pair.repaired for pair in pairs):
        yield writing.sentence("printed.repaired")
    if any(pair.ties and abs(pair.achieved - pair.used) > 4 * pair.error for pair in pairs):
        yield writing.sentence("printed.ties")


def _together(writing: Writing[Facts], names: Sequence[str], pairs: list[AchievedCorrelation]) -> list[str]:
    """A row for assumptions of which each pair was asked the same."""
    voice, ends = writing.voice, [end(pair.achieved for pair in pairs) for end in (min, max)]
    low, high = (voice.estimate(Estimate(end, pairs[0].error)) for end in ends)
    form = [voice.known("measure", pairs[0].measure)] if pairs[0].measure == "Kendall" else []
    form += [voice.known("copula", pairs[0].copula)] if pairs[0].copula != "gaussian" else []
    label = " – ".join(map(voice.assumption, names)) + (f" ({', '.join(form)})" if form else "")
    return [
        label,
        _asked(writing, pairs[0]),
        low if low == high else voice("word.to", low=low, high=high),
    ]
