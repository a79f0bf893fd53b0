"""What was assumed: every assumption with its distribution and source, and what moves together."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from mcba.analysis.economics import shared_by_flows
from mcba.analysis.ranking import Pair
from mcba.engine.estimates import Estimate
from mcba.reporting.blocks import Block, Break, Bullets, Paragraph, Span, Text, text
from mcba.reporting.facts import Facts
from mcba.reporting.figures import thumbnail_of
from mcba.reporting.laws import law_words
from mcba.reporting.sections.asked import share_of_assumed
from mcba.reporting.sections.made import made
from mcba.reporting.sections.writing import Writing
from mcba.reporting.words import capital, uncapital
from mcba.study import base_value, is_certain
from mcba.study.document import Assumption

MOST_PAIRS = 10  # correlations that are printed; the report and the JSON have them all

if TYPE_CHECKING:
    pass


def assumptions(w: Writing[Facts]) -> Iterator[Block]:
    """Every assumption and choice, with its source or reason."""
    facts, say = w.facts, w.say
    document = facts.study.document
    yield w.head("assumptions")
    groups = say.listed(f"{say.whole(count)} {say(f'status.{status}')}" for status, count in facts.by_status.items())
    mass = say.exact_percent(facts.run.settings.mass)
    count = say.whole(len(document.assumptions))
    said = [say("text.assumptions", count=count, groups=groups, share=mass), say("text.statuses")]
    yield Paragraph(text(" ".join(said)))
    rows = [_assumption(w, known, assumption) for known, assumption in document.assumptions.items()]
    columns = w.column("assumption", "distribution", "value", "status", "reason")
    yield from w.table("assumptions", columns, rows, "lllll", (2.6, 2.1, 1.9, 2.2, 2.7))
    choices = [
        (
            (Span(say.choice(known)), Break(), Span(known, "code")),
            _with_unit(w, say.choice_value(known, choice.value), choice.unit),
            "; ".join(say.choice_value(known, each) for each in choice.alternatives),
            w.source(choice.source, choice.reason),
        )
        for known, choice in document.choices.items()
    ]
    columns = w.column("choice", "value", "alternatives", "reason")
    yield from w.table("choices", columns, choices, "llll", (2.4, 1.2, 1.6, 3))
    yield from _library(w)
    yield from made(w)
    notes = [
        (Span(f"{w.say.assumption(known)}: ", "strong"), *w.words(assumption.notes))
        for known, assumption in document.assumptions.items()
        if assumption.notes is not None
    ]
    if notes:
        yield w.head("notes", 2)
        yield Bullets(tuple(notes))


def _with_unit(w: Writing[Facts], value: str, unit: str | None) -> str:
    said = w.say.unit(unit)
    return f"{value} {said}" if said and not value.endswith("%") else value


def _assumption(w: Writing[Facts], known: str, assumption: Assumption) -> tuple[str | Text, ...]:
    facts, say = w.facts, w.say
    picture = w.thumbnail(thumbnail_of(known))
    law = text(law_words(w.say, assumption) or type(facts.study.families[known]).__name__)
    status = say(f"status.{assumption.status}")
    if not is_certain(facts.study.families[known]):
        status = say("text.kind", status=status, kind=say(f"uncertainty.{assumption.kind}"))
    return (
        (Span(w.say.assumption(known)), Break(), Span(known, "code")),
        (picture, Break(), *law) if picture is not None else law,
        _values(w, known, assumption),
        status,
        w.source(assumption.source, assumption.reason),
    )


def _values(w: Writing[Facts], known: str, assumption: Assumption) -> Text:
    """Base value and range, with the unit; for a set the smallest and the largest."""
    facts, say = w.facts, w.say
    family = facts.study.families[known]
    base = np.asarray(base_value(facts.study, known), dtype=np.float64)
    unit = say.unit(assumption.unit)
    price = str(assumption.price_year) if assumption.price_year else ""
    parts: list[str] = []
    if base.size > 1:
        ends = {"low": say.certain(float(base.min())), "high": say.certain(float(base.max()))}
        parts.append(say("text.many_values", count=say.whole(base.size), **ends))
    elif is_certain(family):
        parts.append(say.certain(float(base.flat[0])))
    else:
        low, high = (float(np.asarray(end).flat[0]) for end in family.central(facts.run.settings.mass))
        share = say.exact_percent(facts.run.settings.mass)
        ends = {"low": say.exact(low), "high": say.exact(high)}
        parts.append(say("text.base_and_range", base=say.exact(float(base.flat[0])), share=share, **ends))
    if assumption.over:
        parts.append(say("text.for_each", set=say.known("set", assumption.over)))
    if assumption.table:
        parts.append(say("text.from_table", table=assumption.table))
    parts += [", ".join(part for part in (unit, price) if part)]
    lines = [part for part in parts if part]
    return tuple(piece for line in lines for piece in (Span(line), Break()))[:-1]


def _library(w: Writing[Facts]) -> Iterator[Block]:
    facts, say = w.facts, w.say
    rows = [
        (
            w.say.assumption(known),
            say.known("library", entry.status),
            w.joined(entry.definition, entry.derivation, entry.doubts),
        )
        for known, entry in facts.study.entries.items()
    ]
    if rows:
        yield w.sentence("text.library")
        yield from w.table("library", w.column("assumption", "status", "derivation"), rows, "lll", (2, 1, 3))


def dependence(w: Writing[Facts]) -> Iterator[Block]:
    """What moves together, asked and achieved."""
    facts, say = w.facts, w.say
    document = facts.study.document
    yield w.head("dependence")
    yield w.sentence("text.one_name")
    items = [
        say("text.shared_item", label=uncapital(w.say.assumption(known)), count=say.whole(count))
        for known, count in shared_by_flows(facts.study).items()
    ]
    if items:
        yield w.sentence("text.shared", items=say.listed(items))
    drawn = [
        (w.say.assumption(known), drawn_words(w, assumption))
        for known, assumption in document.assumptions.items()
        if assumption.drawn != "once"
    ]
    yield from w.table("drawn", w.column("assumption", "drawn"), drawn, "ll", (2, 2))
    pairs = facts.correlations
    if not pairs:
        yield w.sentence("text.independent")
        return
    error = say.error(max(pair.error for pair in pairs))
    forms = say.listed(dict.fromkeys(say.known("copula", group.copula) for group in facts.study.dependence))
    yield w.sentence("text.dependent", error=error, copula=forms)
    rows = [
        (
            f"{say.assumption(pair.first)} – {say.assumption(pair.second)}",
            _asked(w, pair.asked, pair.used),
            say.estimate(Estimate(pair.achieved, pair.error)),
            say.known("measure", pair.measure),
            why,
        )
        for pair, why in zip(pairs, _reasons_once(w, pairs), strict=True)
    ]
    columns = w.column("between", "asked", "achieved", "measure", "reason")
    yield from w.table("dependence_table", columns, rows, "lrrll", (3, 1.1, 1, 1.2, 2.2))
    if any(pair.repaired for pair in pairs):
        yield w.sentence("text.repaired")
    yield from w.picture("dependence")


def drawn_words(w: Writing[Any], assumption: Assumption) -> str:
    """How often an assumption is drawn, and how years hang together."""
    said = w.say(f"drawn.{assumption.drawn}")
    if assumption.persistence is None:
        return said
    return f"{said}; {w.say('drawn.persistence', value=w.say.plain(assumption.persistence))}"


def _asked(w: Writing[Facts], asked: float, used: float) -> str:
    said = w.say.plain(asked)
    return said if used == asked else w.say("text.asked_and_used", asked=said, used=w.say.exact(used))


def _reasons_once(w: Writing[Facts], pairs: Sequence[Pair]) -> Iterator[Text]:
    """Why each pair moves together; said once where pairs of one group have it in common."""
    before: Text = ()
    for pair in pairs:
        why = _why_dependent(w, pair.first, pair.second)
        yield () if why == before else why
        before = why


def _why_dependent(w: Writing[Facts], first: str, second: str) -> Text:
    for entry in w.facts.study.document.dependence:
        if {first, second} <= set(entry.between):
            return w.source(entry.source, entry.reason)
    return ()


def by_status(w: Writing[Facts]) -> Iterator[Block]:
    """The assumptions by how they are known, and what share of the variance comes from the assumed ones."""
    say, document = w.say, w.facts.study.document
    if not document.assumptions:
        return
    yield w.head("assumptions", 2)
    counts = say.listed(f"{say.whole(count)} {say(f'status.{status}')}" for status, count in w.facts.by_status.items())
    yield w.joined_sentences(
        say("printed.assumed", count=len(document.assumptions), groups=counts), share_of_assumed(w)
    )
    items = [f"{capital(say(f'status.{status}'))}: {'; '.join(_labels_of(w, status))}." for status in w.facts.by_status]
    for name, entry in w.facts.study.entries.items():
        if entry.status != "verified":
            items.append(
                f"{capital(say.known('library', entry.status))}: {say.assumption(name)} ({say.source(entry.source)})."
            )
    yield Bullets(tuple(map(text, items)))


def _labels_of(w: Writing[Facts], status: str) -> list[str]:
    known = w.facts.study.document.assumptions
    return [w.say.assumption(name) for name, assumption in known.items() if assumption.status == status]


def together(w: Writing[Facts]) -> Iterator[Block]:
    """What was asked to move together, and whether the worlds do; one row for pairs that were asked the same."""
    pairs = [pair for pair in w.facts.correlations if pair.stated or pair.repaired]
    rows: list[list[str]] = []
    for group in w.facts.study.dependence if pairs else ():
        inside = [pair for pair in pairs if {pair.first, pair.second} <= set(group.names)]
        every = len(inside) == math.comb(len(group.names), 2)
        if every and len({(pair.asked, pair.used) for pair in inside}) == 1:
            rows.append(_together(w, group.names, inside))
        else:
            rows += [_together(w, (pair.first, pair.second), [pair]) for pair in inside]
    columns = w.column("", "asked", "achieved")
    yield from w.table("together", columns, rows[:MOST_PAIRS], "lrr", (4, 1, 1))
    if len(rows) > MOST_PAIRS:
        yield w.sentence("printed.more_pairs", count=len(rows) - MOST_PAIRS)
    if any(pair.repaired for pair in pairs):
        yield w.sentence("printed.repaired")
    if any(pair.ties and abs(pair.achieved - pair.used) > 4 * pair.error for pair in pairs):
        yield w.sentence("printed.ties")


def _together(w: Writing[Facts], names: Sequence[str], pairs: list[Pair]) -> list[str]:
    """A row for assumptions of which each pair was asked the same."""
    say, ends = w.say, [end(pair.achieved for pair in pairs) for end in (min, max)]
    low, high = (say.estimate(Estimate(end, pairs[0].error)) for end in ends)
    form = [say.known("measure", pairs[0].measure)] if pairs[0].measure == "Kendall" else []
    form += [say.known("copula", pairs[0].copula)] if pairs[0].copula != "gaussian" else []
    label = " – ".join(map(say.assumption, names)) + (f" ({', '.join(form)})" if form else "")
    return [label, _asked(w, pairs[0].asked, pairs[0].used), low if low == high else say("word.to", low=low, high=high)]
