"""What low, middle and high worlds look like."""

from __future__ import annotations

from collections.abc import Iterator

from mcba.analysis import BALANCE
from mcba.engine.estimates import Estimate
from mcba.reporting.blocks import Block
from mcba.reporting.facts.facts import Facts
from mcba.reporting.facts.missing import Missing
from mcba.reporting.sections.writing import Writing
from mcba.reporting.words.amounts import is_share

_MOVERS = 6  # assumptions that are shown for a low, middle and high world


def worlds_at_percentiles(writing: Writing[Facts], level: int = 1) -> Iterator[Block]:
    """Flows and assumptions in the worlds around a low, a middle and a high balance."""
    portrait, listed = writing.facts.portrait, writing.facts.agenda
    if isinstance(portrait, Missing) or isinstance(listed, Missing):
        return
    yield writing.head("portrait", level)
    lines = [(_flow(writing, name), f"present_value[{name}]") for name in writing.facts.at_hand.labels.get("flow", ())]
    lines.append((writing.voice("decide.balance"), BALANCE))
    movers = sorted(listed.subjects, key=lambda subject: -subject.share.value)[:_MOVERS]
    lines += [(writing.voice.assumption(subject.name), subject.name) for subject in movers]
    rows = []
    for label, name in lines:
        estimates = [*portrait.lines[name], portrait.overall[name]] if name in portrait.lines else []
        if any(estimate.value for estimate in estimates):
            rows.append([label, *(_written(writing, name, estimate) for estimate in estimates)])
    levels = [f"P{writing.voice.plain(100 * level)}" for level in portrait.levels]
    yield from writing.table("portrait", ["", *levels, *writing.column("all_worlds")], rows, "lrrrr", (2.6, 1, 1, 1, 1))
    yield writing.sentence("decide.portrait_legend", worlds=portrait.worlds, points=", ".join(levels))


def _written(writing: Writing[Facts], name: str, estimate: Estimate) -> str:
    """Three digits tell such worlds apart; a share in percent."""
    assumptions = writing.facts.study.document.assumptions
    if name in assumptions and is_share(writing.facts.study, name):
        return writing.voice.short_share(estimate)
    return writing.voice.short(estimate)


def _flow(writing: Writing[Facts], name: str) -> str:
    kind = writing.voice(f"kind.{writing.facts.study.flows[name][0].removesuffix('s')}")
    return writing.voice("decide.flow", label=writing.voice.flow(name), kind=kind)
