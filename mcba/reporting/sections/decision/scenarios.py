"""The answer under other assumptions: worst and best case, scenarios, certainty, weights, readings."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence

from mcba.analysis.decision import OutcomeChange, ScenarioTable, VariantOutcomes, presets
from mcba.engine.estimates import Estimate
from mcba.errors import Note
from mcba.reporting.blocks import Block, Bullets, Span, Spans, page_table, text
from mcba.reporting.facts.facts import Facts
from mcba.reporting.sections.chapters import chapter
from mcba.reporting.sections.writing import Writing
from mcba.reporting.words.voice import uncapital
from mcba.study.formula import ANSWERS

# --- scenarios


@chapter
def under_other_choices(writing: Writing[Facts]) -> Iterator[Block]:
    """Outcomes under every scenario and other choice: part of what would turn the conclusion, where there is one."""
    shown = tuple(dict.fromkeys((writing.facts.main, writing.facts.analysed)))
    yield from scenario_tables(writing, 2 if writing.facts.has_money else 1, shown)


def balance_in_scenarios(writing: Writing[Facts]) -> Iterator[Block]:
    """The balance under every scenario, option and other choice."""
    return scenario_tables(writing, 1, (writing.facts.analysed,))


def scenario_tables(writing: Writing[Facts], level: int, outcomes: Sequence[str]) -> Iterator[Block]:
    """Outcomes under every scenario, option and other choice, on the same worlds."""
    scenarios, voice = writing.facts.scenarios, writing.voice
    yield writing.head("scenarios", level)
    if not scenarios.variants:
        yield writing.sentence("text.no_scenarios")
        return
    yield from writing.picture("scenarios")
    for outcome in outcomes:
        if outcome != "bcr" or "npv" not in outcomes:  # the figure has the ratio; the balance tells differences
            yield from _table(writing, outcome)
    yield from _turned(writing, outcomes)
    if scenarios.whole:
        yield writing.sentence("decide.same_worlds")
    else:
        yield writing.sentence("decide.first_worlds", worlds=scenarios.worlds)
    for variant in scenarios.variants:
        yield from _remarks(writing, variant)
    doubtful = {preset.name for preset in presets() if preset.status != "verified"}
    named = [variant.name for variant in scenarios.of_kind("preset") if variant.name in doubtful]
    if named:
        yield writing.sentence("decide.doubtful", names=", ".join(named))
    document = writing.facts.study.document
    stated = [
        *((voice.scenario(name), variant.notes) for name, variant in document.scenarios.items()),
        *((voice.option(name), variant.notes) for name, variant in document.options.items()),
    ]
    notes = [(Span(f"{label}: ", "strong"), *writing.words(note)) for label, note in stated if note is not None]
    if notes:
        yield Bullets(tuple(notes))


def _table(writing: Writing[Facts], outcome: str) -> Iterator[Block]:
    scenarios, answers = writing.facts.scenarios, outcome in ANSWERS
    told = [
        (variant, compared)
        for variant in (scenarios.own, *scenarios.variants)
        if isinstance(compared := variant.outcomes.get(outcome), OutcomeChange)
    ]
    turned = {variant.name for variant, _ in turning(scenarios, outcome)}
    first = sorted(told, key=lambda each: (each[0].kind != "run", each[0].name not in turned))
    rows = [_row(writing, each, compared, answers=answers, turns=each.name in turned) for each, compared in first]
    chance = [f"above_{outcome}"] if answers else []
    columns = writing.column("scenario", "mean", "low", "high", *chance, "difference")
    align, widths = "lrrrrr"[: len(columns)], (2.6, 1, 1, 1, *([1] if answers else []), 1.5)
    caption = writing.voice("caption.scenario_table", outcome=uncapital(writing.voice.outcome_with_unit(outcome)))
    yield page_table(f"scenario_table_{outcome}", caption, columns, rows, align, widths)


def _turned(writing: Writing[Facts], outcomes: Sequence[str]) -> Iterator[Block]:
    """Which variants turn the conclusion, by any outcome that is an answer."""
    answers = [outcome for outcome in outcomes if outcome in ANSWERS]
    variants = [variant for outcome in answers for variant, _ in turning(writing.facts.scenarios, outcome)]
    labels = dict.fromkeys(map(writing.voice.variant, variants))
    if labels:
        yield writing.sentence("decide.turned", names="; ".join(labels))
    elif answers:
        yield writing.sentence("decide.not_turned")


def turning(scenarios: ScenarioTable, outcome: str) -> list[tuple[VariantOutcomes, OutcomeChange]]:
    """The variants whose mean lies on the other side of where benefits equal costs than that of the run itself."""
    own, threshold = scenarios.own.outcomes.get(outcome), ANSWERS.get(outcome)
    if threshold is None or not isinstance(own, OutcomeChange):
        return []
    return [
        (variant, compared)
        for variant in scenarios.variants
        if isinstance(compared := variant.outcomes.get(outcome), OutcomeChange)
        and (compared.summary.mean.value - threshold) * (own.summary.mean.value - threshold) < 0
    ]


def _row(
    writing: Writing[Facts], variant: VariantOutcomes, compared: OutcomeChange, *, answers: bool, turns: bool
) -> Sequence[str | Spans]:
    """An outcome under a variant and its difference from the run itself, each in a reader's digits."""
    voice, summary = writing.voice, compared.summary
    if summary.low == summary.high:
        values = [voice.certain(estimate.value) for estimate in (summary.mean, summary.low, summary.high)]
    else:
        values = [voice.short(summary.mean), *voice.ends(summary.range)]
    chance = [_chance(writing, compared.probability)] if answers else []
    differs = variant.kind != "run" and math.isfinite(compared.difference.value)
    cells = [voice.variant(variant), *values, *chance, _difference(writing, compared.difference) if differs else ""]
    return [text(Span(cell, "strong")) if turns and cell else cell for cell in cells]


def _chance(writing: Writing[Facts], share: Estimate) -> str:
    return writing.chance(share) if share.value in (0.0, 1.0) else writing.voice.short_share(share)


def _difference(writing: Writing[Facts], difference: Estimate) -> str:
    written = writing.voice.short(difference) if difference.error else writing.voice.certain(difference.value)
    return f"+{written}" if difference.value > 0 and written.strip("0.,") else written


def _remarks(writing: Writing[Facts], variant: VariantOutcomes) -> Iterator[Block]:
    """Why a variant has no numbers, and which of its values lie beyond what was thought possible."""
    voice, label = writing.voice, writing.voice.variant(variant)
    if variant.reason is not None:
        yield writing.joined_sentences(voice("text.scenario_trouble", label=label), voice.note(variant.reason))
    for note in dict.fromkeys(outcome.code for outcome in variant.outcomes.values() if isinstance(outcome, Note)):
        reason = next(
            outcome for outcome in variant.outcomes.values() if isinstance(outcome, Note) and outcome.code == note
        )
        yield writing.sentence("decide.about_option", option=label, said=voice.note(reason))
    for far in variant.outside:
        ends = {"value": far.value, "low": far.low, "high": far.high}
        yield writing.sentence("decide.outside", variant=label, name=far.name, **ends)
