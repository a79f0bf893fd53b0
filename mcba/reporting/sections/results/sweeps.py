"""What a sweep answers: each outcome at one value after another."""

from __future__ import annotations

from collections.abc import Iterator

from mcba.engine.estimates import Estimate
from mcba.reporting.blocks import Block, Span, Spans, text
from mcba.reporting.facts.sweeps import Swept
from mcba.reporting.sections.writing import Writing
from mcba.reporting.words.voice import NO_BREAK


def sweep_heading(writing: Writing[Swept]) -> tuple[str, str]:
    """The study, and what is swept."""
    voice, facts = writing.voice, writing.facts
    return voice.text(facts.study.document.study.title), voice("title.sweep", names=voice.listed(_called(writing)))


def drawing_of_sweep(writing: Writing[Swept]) -> Iterator[Block]:
    """How the worlds were drawn, which all values share."""
    about = writing.facts.table.attrs
    yield writing.drawn(about["worlds"], about["sampler"], int(about["seed"]), writing.voice("decide.same_worlds"))


def sweep_table(writing: Writing[Swept]) -> Iterator[Block]:
    """Each outcome at every combination of values: its range and mean, and the chance that it is above zero."""
    voice, facts = writing.voice, writing.facts
    share = voice.exact_percent(facts.table.attrs["mass"])
    columns = ["; ".join(_called(writing)), *writing.column("low", "median", "high", "mean", "above_npv")]
    for outcome in facts.outcomes:
        rows = []
        for values, told in facts.cells(outcome):
            label = "; ".join(_value(writing, name, value) for name, value in values.items())
            numbers, *errors = writing.summary(label, [told[name] for name in ("low", "median", "high")], told["mean"])
            rows.append((*numbers, writing.chance(told["probability"])))
            rows += [(*line, _error_of_chance(writing, told["probability"])) for line in errors]
        title = voice.outcome_with_unit(outcome)
        yield from writing.table("swept", columns, rows, "lrrrrr", (2, 1, 1, 1, 1, 1), outcome=title, share=share)


def _called(writing: Writing[Swept]) -> list[str]:
    return [writing.voice.lever(name) for name in writing.facts.names]


def _value(writing: Writing[Swept], name: str, value: float) -> str:
    """A value, marked where it is the one that the study itself has."""
    said = writing.voice.choice_value(name, value)
    return f"{said} ({writing.voice.own_value(name)})" if value == writing.facts.base(name) else said


def _error_of_chance(writing: Writing[Swept], chance: Estimate) -> Spans:
    if chance.value in (0.0, 1.0):
        return ()
    return text(Span(f"{writing.voice.error(100 * chance.error)}{NO_BREAK}%", "quiet"))
