"""What would turn the answer: the values of assumptions, and of what has no price, at which it switches."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from mcba.analysis.decision import Agenda, AgendaRow
from mcba.analysis.decision.variation import OneWay
from mcba.engine.estimates import Estimate
from mcba.errors import Note
from mcba.families import Family
from mcba.reporting.blocks import Block
from mcba.reporting.facts.facts import CONFIDENCE, Facts
from mcba.reporting.facts.missing import Missing
from mcba.reporting.sections.chapters import chapter
from mcba.reporting.sections.writing import MOST_SUBJECTS, Writing
from mcba.reporting.words.amounts import amount, is_share
from mcba.reporting.words.labels import Labels
from mcba.reporting.words.voice import NO_BREAK

_PER_PARTICIPANT = "costs_per_participant"
_TINY = 1e-4  # a chance below this is called almost none
_NONE_OF_IT = 1e-6  # of its base value
_MOST_BEYOND = 5  # assumptions that would have to go further than is thought possible: the nearest are enough


@chapter
def what_would_turn_it(writing: Writing[Facts]) -> Iterator[Block]:
    """The values at which the conclusion changes."""
    yield from switching_table(writing)


def switching_table(writing: Writing[Facts], level: int = 1) -> Iterator[Block]:
    """The values at which the mean balance changes its sign, the nearest first."""
    agenda = writing.facts.agenda
    if not writing.facts.has_money:
        return
    yield writing.head("switching", level)
    if isinstance(agenda, Missing):
        yield writing.note(agenda)
        return
    turnings = [turning for subject in agenda.subjects if (turning := _turning(writing, subject)) is not None]
    within = sorted((one for one in turnings if one.is_within), key=lambda one: one.distance)
    beyond = sorted((one for one in turnings if not one.is_within), key=lambda one: one.distance)
    rows = [_row(writing, turning) for turning in (*within[:MOST_SUBJECTS], *beyond[:_MOST_BEYOND])]
    columns = writing.column("assumption", "base", "turns_at", "beyond")
    yield from writing.table("switching", columns, rows, "lrrr", (2.6, 1, 1.7, 1.2))
    if within:
        yield writing.sentence("decide.sign_legend", share=writing.voice.exact_percent(CONFIDENCE))
    if beyond:
        yield writing.sentence("decide.beyond_legend")
    yield from _others(writing, agenda, turnings)
    yield from writing.picture("decision-switching")
    yield from worth_of_unpriced(writing)
    yield from _per_participant(writing)


@dataclass(frozen=True)
class _Turning:
    """Where one assumption turns the sign of the mean balance, with its interval where worlds lie around it."""

    name: str
    base: float
    value: float
    low: float
    high: float
    chance: float | None
    distance: float
    is_within: bool


def _turning(writing: Writing[Facts], subject: AgendaRow) -> _Turning | None:
    """The value at which the mean balance is zero, and how far that is from the base value."""
    switch, way = subject.turning, subject.one_way
    if switch is None or switch.value is None or not isinstance(way, OneWay):
        return None
    family = writing.facts.study.families[subject.name]
    low, high = (float(np.asarray(end).flat[0]) for end in family.central(writing.facts.run.settings.mass))
    if abs(switch.value) <= _NONE_OF_IT * abs(way.base):  # without any of it there is nothing to decide on
        return None
    chance = None if way.chance is None else _chance_beyond(family, switch.value, way.base)
    distance = abs(switch.value - way.base) / ((high - low) or math.inf)
    is_within = switch is not subject.beyond
    return _Turning(subject.name, way.base, switch.value, switch.low, switch.high, chance, distance, is_within)


def _chance_beyond(family: Family, value: float, base: float) -> float:
    below = float(np.asarray(family.cdf(value)).flat[0])
    return below if value <= base else 1.0 - below


def _row(writing: Writing[Facts], turning: _Turning) -> Sequence[str]:
    """An assumption and where it turns: three digits, and its interval where that is wider than those."""
    voice, study = writing.voice, writing.facts.study
    share = is_share(study, turning.name)
    scale = 100.0 if share else 1.0
    value, *ends = _to_three_digits(voice, *(scale * end for end in (turning.value, turning.low, turning.high)))
    interval = "" if set(ends) == {value} else f" ({voice('word.to', low=ends[0], high=ends[1])})"
    base = amount(voice, study, turning.name, turning.base)
    unit = "" if share else voice.unit(study.document.assumptions[turning.name].unit)
    label = voice.assumption(turning.name) + (f" ({unit})" if unit else "")
    sign = f"{NO_BREAK}%" if share else ""
    return [label, base, f"{value}{sign}{interval}", _beyond(writing, turning.chance)]


def _to_three_digits(voice: Labels, value: float, *ends: float) -> list[str]:
    """A number to three digits, and others to the same place."""
    places = 2 - math.floor(math.log10(abs(value))) if value else 0
    return [voice.number(number, places) for number in (value, *ends)]


def _others(writing: Writing[Facts], agenda: Agenda, turnings: Sequence[_Turning]) -> Iterator[Block]:
    """Why the other assumptions have no switching value."""
    if agenda.sign:
        yield writing.sentence("decide.always_positive" if agenda.sign > 0 else "decide.always_negative")
    elif not any(turning.is_within for turning in turnings):
        yield writing.sentence("decide.none_switches", count=len(agenda.subjects))
    reasons = {
        subject.name: subject.switching.code for subject in agenda.subjects if isinstance(subject.switching, Note)
    }
    by_label = [name for name, code in reasons.items() if code == "differs_by_label"]
    if by_label:
        yield writing.sentence("decide.by_label", names=by_label)
    left = len(agenda.subjects) - len(turnings) - len(by_label)
    if left > 0 and turnings:
        yield writing.sentence("decide.others_do_not", count=left)


def worth_of_unpriced(writing: Writing[Facts]) -> Iterator[Block]:
    """What the effects without a price would have to be worth for the answer to change."""
    worth, voice = writing.facts.unpriced, writing.voice
    if worth is not None:
        needed = worth.for_mean
        items = "; ".join(voice.text(item.label) for item in writing.facts.study.document.pm.values())
        amount = voice.short(Estimate(abs(needed.value), needed.error))
        key = "decide.pm_worth" if needed.value > 0 else "decide.pm_cost"
        yield writing.sentence(key, amount=amount, currency=voice.currency, items=items)


def _per_participant(writing: Writing[Facts]) -> Iterator[Block]:
    if _PER_PARTICIPANT in writing.facts.run.outcomes:
        amount_needed = writing.voice.short(writing.facts.summary(_PER_PARTICIPANT).mean)
        base = writing.voice.exact(writing.facts.run.base[_PER_PARTICIPANT])
        yield writing.sentence(
            "decide.per_participant", amount=amount_needed, currency=writing.voice.currency, base=base
        )


def _beyond(writing: Writing[Facts], chance: float | None) -> str:
    if chance is None:
        return "–"
    return writing.voice("decide.almost_none") if chance < _TINY else writing.voice.exact_share(chance)
