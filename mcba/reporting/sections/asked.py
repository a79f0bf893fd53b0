"""What was asked and the answer: question, population, years, prices, discounting."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np

from mcba.analysis.economics import Ratio
from mcba.analysis.ranking import AssumedShare
from mcba.engine.estimates import Range
from mcba.reporting.blocks import Block, Equation, Paragraph, Span, Text, text
from mcba.reporting.equations import Mark, equals, marks
from mcba.reporting.facts import Facts, Missing
from mcba.reporting.labels import Labels
from mcba.reporting.sections.writing import Writing
from mcba.reporting.words import sentence, uncapital
from mcba.study import DISCOUNT_RATE


def title(w: Writing[Facts]) -> tuple[str, str]:
    """The title of a page about a run, and the question of its study."""
    header = w.facts.study.document.study
    return w.say.text(header.title), w.say.text(header.question)


def compared(w: Writing[Facts]) -> Iterator[Block]:
    """With what the project is compared, and under which scenario and option."""
    document, settings = w.facts.study.document, w.facts.run.settings
    if document.study.null_alternative:
        yield w.sentence("printed.compared", what=w.say.text(document.study.null_alternative))
    if settings.scenario is not None:
        yield w.sentence("printed.scenario", label=w.say.scenario(settings.scenario))
    if settings.option is not None:
        yield w.sentence("printed.option", label=w.say.option(settings.option))


def answer(w: Writing[Facts]) -> Iterator[Block]:
    """The answer and its figure, then what it rests on."""
    facts, say = w.facts, w.say
    yield w.head("answer")
    yield from _lead(w)
    yield from w.picture(f"outcome-{facts.main}")
    yield from balance(w)
    yield from status(w)
    count, assumed = len(facts.study.document.assumptions), facts.by_status.get("assumed", 0)
    about = [say("answer.assumed" if assumed else "answer.all_sourced", count=count, assumed=assumed)] if count else []
    if assumed:
        about.append(share_of_assumed(w))
    if facts.drivers:
        about.append(say("answer.driver", first=uncapital(say.assumption(facts.drivers[0]))))
    yield w.joined_sentences(*about)
    pm = [say.text(item.label) for item in facts.study.document.pm.values()]
    if pm:
        yield w.sentence("answer.pm", items=say.listed(map(uncapital, pm)))


def headline(w: Writing[Facts]) -> Iterator[Block]:
    """The answer in sentences, and what its status means."""
    yield from _lead(w)
    yield from balance(w)
    yield from status(w)


def status(w: Writing[Facts]) -> Iterator[Block]:
    """What the status of the study means."""
    yield Paragraph(text(w.say(f"answer.{w.facts.study.document.study.status}")), "note")


def share_of_assumed(w: Writing[Any]) -> str:
    """What share of the variance comes from the assumed numbers, in sentences; empty where nothing varies."""
    found, say = w.facts.assumed_share, w.say
    if isinstance(found, Missing):
        return "" if found.code in ("constant_outcome", "nothing_to_rank") else sentence(say.note(found))
    return " ".join([_share_of_assumed(found, say), *(sentence(say.note(note)) for note in found.notes)])


def _share_of_assumed(found: AssumedShare, say: Labels) -> str:
    outcome = uncapital(say.outcome(found.outcome))
    if found.at_most.value == 0:
        return say("answer.assumed_none", outcome=outcome)
    if found.is_additive:
        return say("answer.assumed_share", share=say.short_share(found.either), outcome=outcome)
    shares = {"alone": say.short_share(found.alone), "most": say.short_share(found.at_most)}
    return say("answer.assumed_shares", **shares, outcome=outcome)


def _lead(w: Writing[Facts]) -> Iterator[Block]:
    facts, say = w.facts, w.say
    outcome, found = facts.main, facts.summary(facts.main)
    document = facts.study.document
    missing = [
        say(f"answer.no_{kind}") for kind in ("benefits", "costs") if facts.has_money and not getattr(document, kind)
    ]
    if isinstance(facts.ratio, Missing) and facts.ratio.code == "costs_near_zero":
        missing.append(sentence(say.note(facts.ratio)))
    named = {"outcome": say.outcome(outcome), "unit": f" {say.unit_of(outcome)}".rstrip()}
    if not facts.varies(outcome):
        constant = say("answer.constant", **named, value=say.certain(found.median.value))
        yield _leading(*missing, constant)
        yield w.sentence("answer.constant_worlds", worlds=say.whole(found.worlds))
        return
    if outcome == "bcr":
        key = "answer.ratio" if document.study.currency == "EUR" else "answer.ratio_currency"
        yield _leading(*missing, say(key, range=say.range(found.range), currency=say.currency))
    else:
        low, high = say.ends(found.range)
        yield _leading(*missing, say("answer.outcome", **named, low=low, high=high))
    yield w.sentence(
        "answer.worlds",
        share=say.exact_percent(found.range.mass),
        worlds=say.whole(found.worlds),
        median=say.short(found.median),
        low_error=say.error(found.range.low_error),
        high_error=say.error(found.range.high_error),
    )
    if facts.run.accumulators:
        yield Paragraph(text(summarised(w)))


def summarised(w: Writing[Facts]) -> str:
    """That the worlds were summarised as they came, and how exact that is."""
    share = w.facts.run.rank_error
    return w.say("answer.summarised", share=w.say.exact_share(share)) if share else w.say("answer.summarised_exactly")


def _leading(*sentences: str) -> Paragraph:
    return Paragraph(text(" ".join(sentences)), "lead")


def balance(w: Writing[Facts]) -> Iterator[Block]:
    """What the worlds say of benefits against costs."""
    facts, say = w.facts, w.say
    if facts.chance is None:
        return
    found = facts.ratio if isinstance(facts.ratio, Ratio) and "bcr" in facts.outcomes else None
    if found is not None and found.of_means is not None and found.net_roi is not None:
        of_means, net_roi = found.of_means, found.net_roi
        roi, ratio = say.ends(Range(net_roi.value, of_means.value, 0.0, net_roi.error, of_means.error))
        yield w.sentence("answer.ratio_of_means", ratio=ratio, roi=roi)
    if found is not None and found.not_positive and found.note is not None:
        yield w.note(found.note)
    known = "answer.chance_of_all" if facts.chance.value in (0.0, 1.0) else "answer.chance"
    chance = say(known, chance=say.percent(facts.chance), error=say.error(100 * facts.chance.error))
    in_words = say(f"answer.{facts.balance_in_words}") if facts.balance_in_words else ""
    yield w.joined_sentences(chance, in_words)
    balanced = facts.summary("npv")
    if not facts.varies("npv"):
        amount = say.certain(balanced.median.value)
        yield w.sentence("answer.npv_constant", mean=amount, currency=say.currency)
    elif facts.main != "npv":
        low, high = say.ends(balanced.range)
        known = "answer.npv_range" if math.isnan(balanced.mean.value) else "answer.npv"
        yield w.sentence(known, low=low, high=high, mean=say.short(balanced.mean), currency=say.currency)
    elif not math.isnan(balanced.mean.value):
        yield w.sentence("answer.npv_mean", mean=say.short(balanced.mean), currency=say.currency)


def question(w: Writing[Facts]) -> Iterator[Block]:
    """What was compared with what, and for whom."""
    facts, say = w.facts, w.say
    document, settings = facts.study.document, facts.run.settings
    header = document.study
    yield w.head("question")
    yield from w.user_text(header.intro)
    rows: list[tuple[str, Text]] = [
        (say(f"item.{key}"), words)
        for key, needed in header.told.items()
        if (words := w.words(getattr(header, key))) or needed
    ]
    options = map(say.option, document.options)
    rows.append((say("item.options"), text("; ".join(options))))
    for kind, chosen, known in (
        ("scenario", settings.scenario, document.scenarios),
        ("option", settings.option, document.options),
    ):
        if chosen is not None:
            rows.append((say(f"item.{kind}"), w.words(known[chosen].label) or text(getattr(say, kind)(chosen))))
    rows.append((say("item.status"), text(say(f"status.{header.status}"))))
    if facts.has_money:
        yield w.sentence("text.question")
    yield from _items(w, "study", rows)


def _items(w: Writing[Facts], anchor: str, rows: Sequence[tuple[str, Text]]) -> Iterator[Block]:
    """A table of items; what the study file leaves open says so, except what need not be there."""
    optional = {w.say("item.options"), w.say("item.price_index"), w.say("item.participants")}
    filled = [
        (label, found or text(Span(w.say("word.not_stated"), "quiet")))
        for label, found in rows
        if found or label not in optional
    ]
    yield from w.table(anchor, w.column("item", "description"), filled, "ll", (1, 3))


def frame(w: Writing[Facts]) -> Iterator[Block]:
    """Whom the project reaches, how long it counts, in which prices."""
    facts, say = w.facts, w.say
    document = facts.study.document
    header = document.study
    yield w.head("frame")
    rows: list[tuple[str, Text]] = [(say("item.population"), w.words(header.population))]
    if header.participants:
        called = w.say.named(header.participants) or header.participants
        rows.append((say("item.participants"), text(called, " (", Span(header.participants, "code"), ")")))
    if facts.has_money:
        years = "text.horizon" if header.horizon else "text.horizon_zero"
        rows.append((say("item.horizon"), text(say(years, count=header.horizon))))
        key = "text.base_year" if header.price_year else "text.base_year_only"
        rows.append((say("item.base_year"), text(say(key, year=header.price_year))))
        rows.append((say("item.price_year"), text(str(header.price_year or ""))))
        rows.append((say("item.currency"), text(w.say.currency)))
    rows.append((say("item.price_index"), text(header.price_index or "")))
    yield from _items(w, "frame", rows)
    moved = {known: factor for known, factor in facts.study.price_factors.items() if abs(factor - 1.0) > 0}
    if not facts.has_money:
        return
    yield w.sentence("text.indexed", file=header.price_index) if moved else w.sentence("text.not_indexed")
    lines = [
        (w.say.assumption(known), str(document.assumptions[known].price_year or ""), say.number(factor, 4))
        for known, factor in moved.items()
    ]
    columns = w.column("assumption", "price_year", "factor")
    yield from w.table("indexed", columns, lines, "lrr", (3, 1, 1), year=header.price_year)


def discounting(w: Writing[Facts]) -> Iterator[Block]:
    """The discount rate and the equations of the totals."""
    facts, say = w.facts, w.say
    document = facts.study.document
    yield w.head("discounting")
    if not facts.has_money:
        yield w.sentence("text.no_money")
        return
    choice = document.choices.get(DISCOUNT_RATE)
    if choice is not None:
        is_zero = not np.any(np.asarray(choice.value))
        rate = say.choice_value(DISCOUNT_RATE, choice.value)
        sentence = say("text.rate_zero") if is_zero else say("text.rate", rate=rate)
        yield Paragraph(text(sentence))
        if choice.source is not None:
            yield w.sentence("text.rate_source", source=say.source(choice.source))
        yield from w.remark(choice.reason)
        if choice.alternatives:
            rates = say.listed(say.choice_value(DISCOUNT_RATE, each) for each in choice.alternatives)
            yield w.sentence("text.rate_alternatives", rates=rates)
        if not is_zero:
            yield w.sentence("text.premium")
    elif DISCOUNT_RATE in document.assumptions:
        yield w.sentence("text.rate_uncertain")
        yield w.sentence("text.premium")
    elif DISCOUNT_RATE in document.quantities:
        yield w.sentence("text.rate_quantity")
    else:
        yield w.sentence("text.no_rate")
    if document.study.horizon:
        yield w.sentence("text.present_value")
        yield Equation(_present_value(w))
    yield from _totals(w)


def _present_value(w: Writing[Facts]) -> Mark:
    say = w.say
    year, earlier = marks.name(say("equation.year")), marks.name(say("equation.earlier"))
    interest = marks.brackets(
        marks.row(marks.number("1"), marks.operator("+"), marks.subscript(marks.name(say("equation.rate")), earlier))
    )
    product = marks.total(marks.row(earlier, marks.operator("="), marks.number("1")), interest, "∏", until=year)
    flow = marks.subscript(marks.name(say("equation.flow")), year)
    return equals(
        marks.name(say("equation.present_value")),
        marks.total(
            marks.row(year, marks.operator("="), marks.number("0")),
            marks.fraction(flow, product),
            until=marks.number(str(w.facts.study.horizon)),
        ),
    )


def _totals(w: Writing[Facts]) -> Iterator[Block]:
    say = w.say
    benefits, costs = (
        marks.row(marks.name(say("equation.present_value")), marks.brackets(marks.name(say(f"equation.{kind}"))))
        for kind in ("benefits", "costs")
    )
    has_ratio = "bcr" in w.facts.study.outcomes
    yield w.sentence("text.npv" if has_ratio else "text.npv_only")
    yield Equation(equals(marks.name(say("equation.npv")), marks.row(benefits, marks.operator("−"), costs)))
    if has_ratio:
        yield Equation(equals(marks.name(say("equation.bcr")), marks.fraction(benefits, costs)))
        yield w.sentence("text.in_ratio")
