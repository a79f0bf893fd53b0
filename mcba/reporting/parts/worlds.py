"""What low, middle and high worlds look like, and how the worlds were drawn."""

from __future__ import annotations

from collections.abc import Iterator

from mcba.analysis.rerun import BALANCE
from mcba.reporting.parts.writing import Writing
from mcba.reporting.terminal import wrap

MOVERS = 6  # assumptions that are shown for a low, middle and high world


def portrait(w: Writing) -> Iterator[str]:
    """Flows and assumptions in the worlds around a low, a middle and a high balance."""
    say, one = w.say, w.found.portrait
    if one is None or w.found.agenda is None:
        return
    yield say("decide.portrait")
    lines = [(_flow(w, name), f"present_value[{name}]") for name in w.found.run.labels.get("flow", ())]
    lines.append((say("decide.balance"), BALANCE))
    movers = sorted(w.found.agenda.subjects, key=lambda subject: -subject.share)[:MOVERS]
    lines += [(w.of(subject), subject.name) for subject in movers]
    rows = []
    for label, name in lines:
        estimates = [*one.lines[name], one.overall[name]] if name in one.lines else []
        if any(each.value for each in estimates):
            rows.append([label, *(w.amount(each.value, each.error) for each in estimates)])
    points = [f"P{100 * level:g}" for level in one.levels]
    yield w.table(["", *points, *w.own_columns("all_worlds")], rows)
    yield w.sentence("decide.portrait_legend", worlds=say.whole(one.worlds), points=", ".join(points))


def _flow(w: Writing, name: str) -> str:
    kind = w.say(f"kind.{w.found.study.flows[name][0].removesuffix('s')}")
    return w.say("decide.flow", label=w.say.flow(name), kind=kind)


def drawn(w: Writing) -> Iterator[str]:
    """How the worlds were drawn."""
    settings = w.found.run.settings
    worlds = w.say.whole(settings.worlds)
    yield wrap(w.say("decide.drawn", worlds=worlds, sampler=settings.sampler, seed=settings.seed))
