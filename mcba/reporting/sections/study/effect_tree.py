"""What follows from what, whom it touches, and how an outcome becomes an impact."""

from __future__ import annotations

from collections.abc import Iterator

from mcba.engine.estimates import Summary
from mcba.reporting.blocks import Block, Break, Span, Spans, text
from mcba.reporting.effect_trees.boxes import effect_boxes
from mcba.reporting.facts.facts import Facts
from mcba.reporting.facts.missing import Missing
from mcba.reporting.sections.chapters import chapter
from mcba.reporting.sections.study.bearers import bearers_in_words
from mcba.reporting.sections.writing import Writing
from mcba.study.document import IMPACT_FACTORS


@chapter
def effect_tree(writing: Writing[Facts]) -> Iterator[Block]:
    """The effect tree, the stakeholders and the impact map, of a study that has them."""
    document = writing.facts.study.document
    impacts = writing.facts.impacts
    if not (document.effects or document.stakeholders or impacts):
        return
    yield writing.head("effect_tree")
    if document.effects:
        without = sum(box.look == "open" for box in effect_boxes(writing.facts, writing.voice))
        yield writing.sentence("text.effect_tree", count=len(document.effects), without=writing.voice.whole(without))
        yield from writing.picture("effects")
        yield from _effects(writing)
    yield from _stakeholders(writing)
    yield from _impact_map(writing)


def _effects(writing: Writing[Facts]) -> Iterator[Block]:
    """Every effect with what it follows from, and where that stands."""
    voice, effects = writing.voice, writing.facts.study.document.effects
    rows: list[tuple[str | Spans, ...]] = [
        (
            box.label,
            "; ".join(voice.text(effects[before].label) for before in box.before),
            "; ".join(" ".join(filter(None, figure)) for figure in box.figures),
            writing.source(effects[box.name].source, effects[box.name].notes),
        )
        for box in effect_boxes(writing.facts, voice)
    ]
    columns = writing.column("effect", "follows_from", "figure", "source")
    yield from writing.table("effect_table", columns, rows, "llll", (2, 2, 1.8, 2.2))


def _stakeholders(writing: Writing[Facts]) -> Iterator[Block]:
    rows = [
        (writing.voice.bearer(name), writing.words(one.role), writing.source(one.source, one.notes))
        for name, one in writing.facts.study.document.stakeholders.items()
    ]
    if not any(any(said) for _, *said in rows):  # their names stand in the table of bearers
        return
    yield from writing.table("stakeholders", writing.column("stakeholder", "role", "source"), rows, "lll", (2, 3, 2.4))


def _impact_map(writing: Writing[Facts]) -> Iterator[Block]:
    """Of each benefit the outcome in a year, what is taken off it, and what is left."""
    facts, voice = writing.facts, writing.voice
    if not facts.impacts:
        return
    yield writing.head("impact_map", 2)
    yield writing.sentence("text.impact_map")
    lines = {} if isinstance(facts.accounts, Missing) else facts.accounts.of_run.flows
    given = [key for key in IMPACT_FACTORS if any(key in impact.factors for impact in facts.impacts.values())]
    rows: list[tuple[str | Spans, ...]] = []
    for name, impact in facts.impacts.items():
        flow = facts.study.document.benefits[name]
        who = bearers_in_words(writing, flow.gains)
        rows.append(
            (
                text(voice.flow(name), *((Break(), Span(who, "quiet")) if who else ())),
                _amount(writing, impact.outcome),
                *(_share(writing, impact.factors.get(key)) for key in given),
                _share(writing, impact.lost),
                _amount(writing, impact.impact),
                _amount(writing, lines[name].summary) if name in lines else "",
            )
        )
    columns = writing.column("outcome", "a_year", *given, "drop_off", "impact", "present_value")
    widths = (2.2, 0.9, *[1.2] * len(given), 1, 0.9, 1)
    yield from writing.table("impact_map", columns, rows, "l" + "r" * (len(given) + 4), widths, currency=voice.currency)


def _amount(writing: Writing[Facts], summary: Summary) -> str:
    """The mean of an amount in a reader's digits: the table of benefits and costs has the others."""
    return writing.voice.short(summary.mean) if summary.mean.error else writing.voice.certain(summary.mean.value)


def _share(writing: Writing[Facts], share: Summary | None) -> str:
    """A share on average; a dash where none is given."""
    if share is None:
        return "–"
    return writing.voice.short_share(share.mean) if share.mean.error else writing.voice.exact_percent(share.mean.value)
