"""The balance seen otherwise: worst and best case, certainty, weights of bearers, and readings of published ranges."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import replace

from mcba.analysis.published import of_result
from mcba.engine.estimates import Estimate
from mcba.reporting.blocks import Block
from mcba.reporting.facts.decisions import DecisionFacts
from mcba.reporting.facts.facts import Facts
from mcba.reporting.facts.missing import Missing
from mcba.reporting.sections.results import calibrations
from mcba.reporting.sections.writing import Writing
from mcba.reporting.words.voice import capital, uncapital
from mcba.study.formula import ANSWERS

_ALL_LEFT = 0.9995  # of the spread: knowing such a group says nothing


def worst_base_best(writing: Writing[Facts], level: int = 1) -> Iterator[Block]:
    """Worst, base and best case, and why the mean is another number than the base case."""
    voice, cases = writing.voice, writing.facts.cases
    if isinstance(cases, Missing):
        return
    yield writing.head("points", level)
    row = [voice("decide.balance"), *map(voice.exact, (cases.worst, cases.base, cases.best))]
    columns = writing.column("", "worst_case", "base_case", "best_case")
    yield from writing.table("points", columns, [row], "lrrr", currency=voice.currency)
    share, tails = voice.exact_percent(cases.mass), voice.exact_percent(1.0 - cases.mass)
    yield writing.sentence("decide.points_legend", share=share, tails=tails, below=voice.percent(cases.below_base))
    mean, difference = cases.mean, cases.above_base
    if math.isnan(difference) or math.isinf(mean.error):  # nothing is known of a mean beside the base case
        return
    low, high = mean.interval()
    if low <= cases.base <= high or not difference:
        yield writing.sentence("decide.same_as_base", mean=voice.short(mean))
        return
    yield writing.sentence(
        "decide.above_base" if difference >= 0 else "decide.below_base",
        mean=voice.short(mean),
        difference=voice.short(replace(mean, value=abs(difference))),
        bases=_signed(writing, Estimate(cases.from_bases, 0.0)),
        form=_signed(writing, replace(mean, value=cases.from_form)),
    )


def _signed(writing: Writing[Facts], part: Estimate) -> str:
    """A part of a difference with its sign; nothing where it is within its error."""
    if part.interval()[0] <= 0 <= part.interval()[1]:
        return "0"
    return ("+" if part.value > 0 else "") + writing.voice.short(part)


def ranges_if_sure(writing: Writing[Facts], level: int = 1) -> Iterator[Block]:
    """The range of the balance that is left if a group of assumptions were known."""
    voice, if_sure = writing.voice, writing.facts.if_sure
    if isinstance(if_sure, Missing) or not if_sure.groups:
        return
    yield writing.head("sure", level)
    rows = [[voice("decide.as_it_is"), *writing.mean_and_ends(if_sure.own)[1:], voice.exact_percent(1.0)]]
    rows += [
        [
            voice(f"decide.sure_of_{group.name}"),
            *writing.mean_and_ends(group.summary)[1:],
            voice.exact_share(group.spread_left),
        ]
        for group in if_sure.groups
        if group.spread_left < _ALL_LEFT
    ]
    columns = writing.column("", "low", "high", "spread_left")
    yield from writing.table("sure", columns, rows, "lrrr", currency=voice.currency)
    measure = voice("decide.by_width" if if_sure.own.note else "decide.by_deviation")
    yield writing.sentence("decide.sure_legend", measure=measure)


def weighted_balance(writing: Writing[Facts]) -> Iterator[Block]:
    """The balance where a euro does not count the same for everybody."""
    voice, weighted = writing.voice, writing.facts.weighted if isinstance(writing.facts, DecisionFacts) else None
    if weighted is None:
        return
    yield writing.head("whose")
    rows = [
        [label, voice.estimate(summary.mean), *voice.row(summary.low, summary.high), writing.chance(chance)]
        for label, summary, chance in (
            (voice("decide.alike"), weighted.unweighted, weighted.unweighted_probability),
            (voice("decide.weighted"), weighted.weighted, weighted.weighted_probability),
        )
    ]
    columns = writing.column("", "mean", "low", "high", "above_npv")
    yield from writing.table("weighted", columns, rows, "lrrrr", currency=voice.currency)
    listed = ", ".join(
        f"{uncapital(voice.bearer(bearer))} {voice.plain(weight)}" for bearer, weight in weighted.weights.items()
    )
    yield writing.sentence("decide.weights", weights=listed)


def published_readings(writing: Writing[Facts], level: int = 1) -> Iterator[Block]:
    """What a published range would conclude by itself, by what it is taken to mean."""
    voice = writing.voice
    ranges = [
        (entry.outcome, entry.low, entry.high)
        for entry in writing.facts.study.document.published
        if entry.outcome in ANSWERS and entry.low is not None and entry.high is not None and entry.low < entry.high
    ]
    for number, (outcome, low, high) in enumerate(dict.fromkeys(ranges)):
        if not number:
            yield writing.head("readings", level)
        threshold = ANSWERS[outcome]
        conclusions = of_result(low, high, threshold=threshold)
        rows = [
            [capital(calibrations.reading_in_words(writing, entry.reading)), voice.exact_share(entry.probability)]
            for entry in conclusions
        ]
        ends = voice("word.to", low=voice.exact(low), high=voice.exact(high))
        yield from writing.table(
            "readings", writing.column("", "chance"), rows, "lr", outcome=voice.outcome(outcome), range=ends
        )
        yield writing.sentence("decide.readings_legend", threshold=voice.plain(threshold))
