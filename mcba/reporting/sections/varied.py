"""The answer under other assumptions: worst and best case, scenarios, certainty, weights, readings."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import replace

from mcba.analysis.decision import Compared, Variant, presets
from mcba.analysis.published import of_result
from mcba.engine.estimates import Estimate
from mcba.errors import Note
from mcba.reporting.blocks import Block, Bullets, Span, Text, table
from mcba.reporting.facts import DecisionFacts, Facts, Missing
from mcba.reporting.sections.calibrated import reading
from mcba.reporting.sections.writing import Writing
from mcba.reporting.words import capital, uncapital
from mcba.study.formula import ANSWERS


def points(w: Writing[Facts]) -> Iterator[Block]:
    """Worst, base and best case, and why the mean is another number than the base case."""
    say, found = w.say, w.facts.cases
    if isinstance(found, Missing):
        return
    yield w.head("points")
    row = [say("decide.balance"), *map(say.exact, (found.worst, found.base, found.best))]
    columns = w.column("", "worst_case", "base_case", "best_case")
    yield from w.table("points", columns, [row], "lrrr", currency=say.currency)
    share, tails = say.exact_percent(found.mass), say.exact_percent(1.0 - found.mass)
    yield w.sentence("decide.points_legend", share=share, tails=tails, below=say.percent(found.below_base))
    mean, difference = found.mean, found.above_base
    if math.isnan(difference) or math.isinf(mean.error):  # nothing is known of a mean beside the base case
        return
    low, high = mean.interval()
    if low <= found.base <= high or not difference:
        yield w.sentence("decide.same_as_base", mean=say.short(mean))
        return
    yield w.sentence(
        "decide.above_base" if difference >= 0 else "decide.below_base",
        mean=say.short(mean),
        difference=say.short(replace(mean, value=abs(difference))),
        bases=_signed(w, Estimate(found.from_bases, 0.0)),
        form=_signed(w, replace(mean, value=found.from_form)),
    )


def _signed(w: Writing[Facts], found: Estimate) -> str:
    """A part of a difference with its sign; nothing where it is within its error."""
    if found.interval()[0] <= 0 <= found.interval()[1]:
        return "0"
    return ("+" if found.value > 0 else "") + w.say.short(found)


# --- scenarios


def balance_in_scenarios(w: Writing[Facts]) -> Iterator[Block]:
    """The balance under every scenario, option and other choice."""
    return scenarios(w, 1, (w.facts.analysed,))


def scenarios(w: Writing[Facts], level: int, outcomes: Sequence[str]) -> Iterator[Block]:
    """Outcomes under every scenario, option and other choice, on the same worlds."""
    found, say = w.facts.scenarios, w.say
    yield w.head("scenarios", level)
    if not found.variants:
        yield w.sentence("text.no_scenarios")
        return
    yield from w.picture("scenarios")
    for outcome in outcomes:
        yield from _table(w, outcome)
    if found.whole:
        yield w.sentence("decide.same_worlds")
    else:
        yield w.sentence("decide.first_worlds", worlds=found.worlds)
    for variant in found.variants:
        yield from _remarks(w, variant)
    doubtful = {preset.name for preset in presets() if preset.status != "verified"}
    named = [variant.name for variant in found.of_kind("preset") if variant.name in doubtful]
    if named:
        yield w.sentence("decide.doubtful", names=", ".join(named))
    document = w.facts.study.document
    stated = [
        *((say.scenario(name), each.notes) for name, each in document.scenarios.items()),
        *((say.option(name), each.notes) for name, each in document.options.items()),
    ]
    notes = [(Span(f"{label}: ", "strong"), *w.words(note)) for label, note in stated if note is not None]
    if notes:
        yield Bullets(tuple(notes))


def _table(w: Writing[Facts], outcome: str) -> Iterator[Block]:
    found, answers = w.facts.scenarios, outcome in ANSWERS
    told = [(variant, variant.outcomes.get(outcome)) for variant in (found.own, *found.variants)]
    rows = [
        row for variant, one in told if isinstance(one, Compared) for row in _rows(w, variant, one, answers=answers)
    ]
    chance = [f"above_{outcome}"] if answers else []
    columns = w.column("scenario", "mean", "low", "high", *chance, "difference")
    align, widths = "lrrrrr"[: len(columns)], (2.6, 1, 1, 1, *([1] if answers else []), 1.5)
    caption = w.say("caption.scenario_table", outcome=uncapital(w.say.outcome_with_unit(outcome)))
    yield table(f"scenario_table_{outcome}", caption, columns, rows, align, widths)


def _rows(w: Writing[Facts], variant: Variant, one: Compared, *, answers: bool) -> Iterator[Sequence[str | Text]]:
    """An outcome under a variant and its difference from the run itself, and below them their errors."""
    summary, chance = one.summary, [one.probability] if answers else []
    known = variant.kind != "run" and math.isfinite(one.difference.value)
    difference = _difference(w, one.difference) if known else ""
    yield w.say.variant(variant), *w.mean_and_ends(summary), *map(w.chance, chance), difference
    if summary.low != summary.high or (difference and one.difference.error):
        shares = [Estimate(100 * each.value, 100 * each.error) for each in chance]
        yield w.errors(summary.mean, summary.low, summary.high, *shares, one.difference if known else None)


def _difference(w: Writing[Facts], found: Estimate) -> str:
    if found.error == 0:  # the same in every world
        return ("+" if found.value > 0 else "") + w.say.certain(found.value)
    return w.say.signed(found)


def _remarks(w: Writing[Facts], variant: Variant) -> Iterator[Block]:
    """Why a variant has no numbers, and which of its values lie beyond what was thought possible."""
    say, label = w.say, w.say.variant(variant)
    if variant.reason is not None:
        yield w.joined_sentences(say("text.scenario_trouble", label=label), say.note(variant.reason))
    for note in dict.fromkeys(one.code for one in variant.outcomes.values() if isinstance(one, Note)):
        reason = next(one for one in variant.outcomes.values() if isinstance(one, Note) and one.code == note)
        yield w.sentence("decide.about_option", option=label, said=say.note(reason))
    for far in variant.outside:
        ends = {"value": far.value, "low": far.low, "high": far.high}
        yield w.sentence("decide.outside", variant=label, name=far.name, **ends)


# --- certainty, weights, readings


def sure(w: Writing[Facts]) -> Iterator[Block]:
    """The range of the balance that is left if a group of assumptions were known."""
    say, found = w.say, w.facts.if_sure
    if isinstance(found, Missing) or not found.groups:
        return
    yield w.head("sure")
    rows = [[say("decide.as_it_is"), *w.mean_and_ends(found.own)[1:], say.exact_percent(1.0)]]
    rows += [
        [
            say(f"decide.sure_of_{group.name}"),
            *w.mean_and_ends(group.summary)[1:],
            say.exact_share(group.spread_left),
        ]
        for group in found.groups
    ]
    columns = w.column("", "low", "high", "spread_left")
    yield from w.table("sure", columns, rows, "lrrr", currency=say.currency)
    measure = say("decide.by_width" if found.own.note else "decide.by_deviation")
    yield w.sentence("decide.sure_legend", measure=measure)


def whose(w: Writing[Facts]) -> Iterator[Block]:
    """The balance where a euro does not count the same for everybody."""
    say, found = w.say, w.facts.weighted if isinstance(w.facts, DecisionFacts) else None
    if found is None:
        return
    yield w.head("whose")
    rows = [
        [label, say.estimate(summary.mean), *say.row(summary.low, summary.high), w.chance(chance)]
        for label, summary, chance in (
            (say("decide.alike"), found.unweighted, found.unweighted_probability),
            (say("decide.weighted"), found.weighted, found.weighted_probability),
        )
    ]
    columns = w.column("", "mean", "low", "high", "above_npv")
    yield from w.table("weighted", columns, rows, "lrrrr", currency=say.currency)
    listed = ", ".join(
        f"{uncapital(say.bearer(bearer))} {say.plain(weight)}" for bearer, weight in found.weights.items()
    )
    yield w.sentence("decide.weights", weights=listed)


def readings(w: Writing[Facts]) -> Iterator[Block]:
    """What a published range would conclude by itself, by what it is taken to mean."""
    say = w.say
    known = [
        (one.outcome, one.low, one.high)
        for one in w.facts.study.document.published
        if one.outcome in ANSWERS and one.low is not None and one.high is not None and one.low < one.high
    ]
    for place, (outcome, low, high) in enumerate(dict.fromkeys(known)):
        if not place:
            yield w.head("readings")
        threshold = ANSWERS[outcome]
        found = of_result(low, high, threshold=threshold)
        rows = [[capital(reading(w, one.reading)), say.exact_share(one.probability)] for one in found]
        ends = say("word.to", low=say.exact(low), high=say.exact(high))
        yield from w.table("readings", w.column("", "chance"), rows, "lr", outcome=say.outcome(outcome), range=ends)
        yield w.sentence("decide.readings_legend", threshold=say.plain(threshold))
