"""What low, middle and high worlds look like."""

from __future__ import annotations

from collections.abc import Iterator

from mcba.analysis import BALANCE
from mcba.reporting.blocks import Block
from mcba.reporting.facts import Facts, Missing
from mcba.reporting.sections.writing import Writing

MOVERS = 6  # assumptions that are shown for a low, middle and high world


def portrait(w: Writing[Facts]) -> Iterator[Block]:
    """Flows and assumptions in the worlds around a low, a middle and a high balance."""
    found, listed = w.facts.portrait, w.facts.agenda
    if isinstance(found, Missing) or isinstance(listed, Missing):
        return
    yield w.head("portrait")
    lines = [(_flow(w, name), f"present_value[{name}]") for name in w.facts.at_hand.labels.get("flow", ())]
    lines.append((w.say("decide.balance"), BALANCE))
    movers = sorted(listed.subjects, key=lambda subject: -subject.share.value)[:MOVERS]
    lines += [(w.say.assumption(subject.name), subject.name) for subject in movers]
    rows = []
    for label, name in lines:
        estimates = [*found.lines[name], found.overall[name]] if name in found.lines else []
        if any(each.value for each in estimates):
            rows.append([label, *map(w.say.estimate, estimates)])
    levels = [f"P{w.say.plain(100 * level)}" for level in found.levels]
    yield from w.table("portrait", ["", *levels, *w.column("all_worlds")], rows, "lrrrr", (2.6, 1, 1, 1, 1))
    yield w.sentence("decide.portrait_legend", worlds=found.worlds, points=", ".join(levels))


def _flow(w: Writing[Facts], name: str) -> str:
    kind = w.say(f"kind.{w.facts.study.flows[name][0].removesuffix('s')}")
    return w.say("decide.flow", label=w.say.flow(name), kind=kind)
