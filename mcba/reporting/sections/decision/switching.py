"""What would turn the answer: the values of assumptions, and of what has no price, at which it switches."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from mcba.analysis.decision import Agenda
from mcba.analysis.decision.variation import OneWay, Switch, SwitchingValues
from mcba.engine.estimates import Estimate
from mcba.errors import Note
from mcba.reporting.blocks import Block
from mcba.reporting.facts.facts import CONFIDENCE, Facts
from mcba.reporting.facts.missing import Missing
from mcba.reporting.sections.writing import MOST_SUBJECTS, Writing

_PER_PARTICIPANT = "costs_per_participant"
_TINY = 1e-4  # a chance below this is called almost none


def switching_table(writing: Writing[Facts], level: int = 1) -> Iterator[Block]:
    """The values at which the balance changes its sign, all else varying as it does in the worlds."""
    agenda = writing.facts.agenda
    yield writing.head("switching", level)
    if isinstance(agenda, Missing):
        yield writing.note(agenda)
        return
    both = [
        (subject, subject.switching) for subject in agenda.subjects if isinstance(subject.switching, SwitchingValues)
    ]
    switches = [
        (subject, switch)
        for subject, switch in both
        if switch.mean.value is not None or switch.chance.value is not None
    ]
    rows = [
        [writing.voice.assumption(subject.name), _band(writing, switch.mean), writing.or_dash(switch.chance.value)]
        for subject, switch in switches
    ]
    columns = writing.column("assumption", "switch_mean", "even_chance")
    yield from writing.table("switching", columns, rows, "lrr", (2.6, 1.7, 1.2))
    if rows:
        yield writing.sentence("decide.sign_legend", share=writing.voice.exact_percent(CONFIDENCE))
    yield from _others(writing, agenda, len(both), len(rows))
    yield from writing.picture("decision-switching")
    yield from worth_of_unpriced(writing)


def _others(writing: Writing[Facts], agenda: Agenda, looked_at: int, crossing: int) -> Iterator[Block]:
    """Why the other assumptions have no switching value."""
    if agenda.sign:
        yield writing.sentence("decide.always_positive" if agenda.sign > 0 else "decide.always_negative")
    elif looked_at > crossing:
        yield writing.sentence(
            "decide.others_do_not" if crossing else "decide.none_switches", count=looked_at - crossing
        )
    reasons = {
        subject.name: subject.switching.code for subject in agenda.subjects if isinstance(subject.switching, Note)
    }
    by_label = [name for name, code in reasons.items() if code == "differs_by_label"]
    if by_label:
        yield writing.sentence("decide.by_label", names=by_label)


def _band(writing: Writing[Facts], switch: Switch) -> str:
    return "–" if switch.value is None else writing.voice.band(switch.value, switch.low, switch.high)


def worth_of_unpriced(writing: Writing[Facts]) -> Iterator[Block]:
    """What the effects without a price would have to be worth for the answer to change."""
    worth, voice = writing.facts.unpriced, writing.voice
    if worth is not None:
        needed = worth.for_mean
        items = "; ".join(voice.text(item.label) for item in writing.facts.study.document.pm.values())
        amount = voice.short(Estimate(abs(needed.value), needed.error))
        key = "decide.pm_worth" if needed.value > 0 else "decide.pm_cost"
        yield writing.sentence(key, amount=amount, currency=voice.currency, items=items)


# --- one number at a time


def break_evens(writing: Writing[Facts], level: int = 1) -> Iterator[Block]:
    """The value of one number at which the balance is zero, all others at base."""
    agenda = writing.facts.agenda
    if isinstance(agenda, Missing):
        return
    ways = [(subject.name, subject.one_way) for subject in agenda.subjects if isinstance(subject.one_way, OneWay)]
    crossing = [(name, way) for name, way in ways if way.found.value is not None]
    rows = [_way(writing, name, way) for name, way in crossing[:MOST_SUBJECTS]]
    if not rows:
        return
    yield writing.head("break_even", level)
    columns = writing.column("assumption", "base", "break_even", "beyond")
    yield from writing.table("break_even", columns, rows, "lrrr", (2.6, 1, 1.3, 1.2))
    yield writing.sentence("decide.one_way_legend")
    if len(ways) > len(crossing):
        yield writing.sentence("decide.no_break_even", count=len(ways) - len(crossing))
    if _PER_PARTICIPANT in writing.facts.run.outcomes:
        amount = writing.voice.short(writing.facts.summary(_PER_PARTICIPANT).mean)
        base = writing.voice.exact(writing.facts.run.base[_PER_PARTICIPANT])
        yield writing.sentence("decide.per_participant", amount=amount, currency=writing.voice.currency, base=base)


def _way(writing: Writing[Facts], name: str, way: OneWay) -> Sequence[str]:
    unit = writing.voice.unit(writing.facts.study.document.assumptions[name].unit)
    label = writing.voice.assumption(name) + (f" ({unit})" if unit else "")
    assert way.found.value is not None
    nearest = min((way.found.value, *way.found.others), key=lambda value: abs(value - way.base))
    return [label, writing.voice.exact(way.base), writing.voice.exact(nearest), _beyond(writing, way.chance)]


def _beyond(writing: Writing[Facts], chance: float | None) -> str:
    if chance is None:
        return "–"
    return writing.voice("decide.almost_none") if chance < _TINY else writing.voice.exact_share(chance)
