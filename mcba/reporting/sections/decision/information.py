"""What to measure next: what knowing more before choosing is worth."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from mcba.analysis.decision import UNMOVED, Agenda, AgendaRow
from mcba.analysis.decision.information import Population
from mcba.analysis.decision.variation import Switch
from mcba.engine.estimates import Estimate
from mcba.reporting.blocks import Block
from mcba.reporting.facts.decisions import DecisionFacts
from mcba.reporting.facts.facts import Facts
from mcba.reporting.facts.missing import Missing
from mcba.reporting.sections.writing import MOST_SUBJECTS, Writing
from mcba.reporting.words.amounts import amount

_FEW_ERRORS = 4.0  # a value of information within so many of its errors has no digits that hold


def worth_of_knowing(writing: Writing[Facts], level: int = 1) -> Iterator[Block]:
    """What knowing more before choosing is worth, in all and for each assumption."""
    voice, agenda = writing.voice, writing.facts.agenda
    if not writing.facts.has_money:
        return
    yield writing.head("information", level)
    if isinstance(agenda, Missing):
        yield writing.note(agenda)
        return
    perfect = agenda.perfect
    if perfect.value == 0:
        yield writing.sentence("decide.nothing_to_learn", option=voice.option(agenda.best))
        return
    if perfect.value <= _FEW_ERRORS * perfect.error:
        most = voice.error(perfect.interval()[1])
        yield writing.sentence("text.little_information", most=most, currency=voice.currency)
        return
    worth, error = voice.short(perfect), voice.error(perfect.error)
    yield writing.sentence("decide.perfect", worth=worth, currency=voice.currency, error=error)
    yield from _served(writing)
    yield from writing.picture("information")
    yield from writing.picture("decision-information")
    yield from _worth(writing, agenda)


def _served(writing: Writing[Facts]) -> Iterator[Block]:
    """What knowing everything is worth for all decisions that it serves."""
    served = writing.facts.population if isinstance(writing.facts, DecisionFacts) else None
    if isinstance(served, Population):
        yield writing.sentence(
            "decide.served",
            decisions=served.decisions,
            years=writing.voice("decide.served_years", count=served.years),
            worth=writing.voice.short(served.perfect),
            currency=writing.voice.currency,
            error=writing.voice.error(served.perfect.error),
            factor=served.discounted,
        )


def _worth(writing: Writing[Facts], agenda: Agenda) -> Iterator[Block]:
    several = len(agenda.names) > 2
    shown = [subject for subject in agenda.subjects if subject.information.value > 0][:MOST_SUBJECTS]
    switch = ["switch_at"] if several else []
    columns = [*writing.column("assumption", "status"), writing.voice("index.first"), *writing.column("worth", *switch)]
    rows = [_subject(writing, subject)[: len(columns)] for subject in shown]
    align, widths = "llrrr"[: len(columns)], (2.6, 1.2, 1, 1.3, 1)[: len(columns)]
    yield from writing.table("information_table", columns, rows, align, widths, currency=writing.voice.currency)
    yield writing.sentence("decide.measure_legend", worlds=agenda.worlds)
    if several:
        yield writing.sentence("decide.switch_legend", best=agenda.best, second=agenda.runner_up)
    rest = len(agenda.subjects) - len(shown) + agenda.left_out
    if rest:
        yield writing.sentence("decide.measure_rest", count=rest)


def _subject(writing: Writing[Facts], subject: AgendaRow) -> Sequence[str]:
    voice, worth = writing.voice, subject.information
    written = voice.with_error(worth) if subject.worth_measuring else voice("decide.about_zero") if worth.value else "0"
    crossing = subject.choice.value if isinstance(subject.choice, Switch) else None
    return [
        voice.assumption(subject.name),
        voice(f"status.{subject.status}"),
        _share(writing, subject.share),
        written,
        "–" if crossing is None else amount(voice, writing.facts.study, subject.name, float(f"{crossing:.3g}")),
    ]


def _share(writing: Writing[Facts], share: Estimate) -> str:
    if share == UNMOVED:
        return writing.voice("decide.none")
    return writing.voice.share(share) if share.interval()[0] > 0 else writing.voice("decide.about_zero")
