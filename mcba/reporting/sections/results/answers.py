"""The answer: the range of the main outcome, what it means, and what it rests on."""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import Any

from mcba.analysis.economics import Ratio
from mcba.analysis.ranking import AssumedShare
from mcba.engine.estimates import Range
from mcba.reporting.blocks import Block, Paragraph, text
from mcba.reporting.facts.facts import Facts
from mcba.reporting.facts.missing import Missing
from mcba.reporting.sections.chapters import chapter
from mcba.reporting.sections.writing import Writing
from mcba.reporting.words.labels import Labels
from mcba.reporting.words.voice import sentence, uncapital

_ABOUT_EQUAL = 0.1  # a mean balance within this share of the costs is called about equal, when its sign is open


@chapter
def answer(writing: Writing[Facts]) -> Iterator[Block]:
    """The answer and its figure, then what it rests on."""
    facts, voice = writing.facts, writing.voice
    yield writing.head("answer")
    yield from _lead(writing)
    yield from writing.picture(f"outcome-{facts.main}")
    yield from balance(writing)
    yield from status_note(writing)
    count, assumed = len(facts.study.document.assumptions), facts.by_status.get("assumed", 0)
    about = (
        [voice("answer.assumed" if assumed else "answer.all_sourced", count=count, assumed=assumed)] if count else []
    )
    if assumed:
        about.append(share_of_assumed(writing))
    if facts.drivers:
        about.append(voice("answer.driver", first=uncapital(voice.assumption(facts.drivers[0]))))
    yield writing.joined_sentences(*about)
    pm = [voice.text(item.label) for item in facts.study.document.pm.values()]
    if pm:
        yield writing.sentence("answer.pm", items=voice.listed(map(uncapital, pm)))


def short_answer(writing: Writing[Facts]) -> Iterator[Block]:
    """The answer in sentences, and what its status means."""
    yield from _lead(writing)
    yield from balance(writing)
    yield from status_note(writing)


def status_note(writing: Writing[Facts]) -> Iterator[Block]:
    """What the status of the study means."""
    yield Paragraph(text(writing.voice(f"answer.{writing.facts.study.document.study.status}")), "note")


def share_of_assumed(writing: Writing[Any]) -> str:
    """What share of the variance comes from the assumed numbers, in sentences; empty where nothing varies."""
    share, voice = writing.facts.assumed_share, writing.voice
    if isinstance(share, Missing):
        return "" if share.code in ("constant_outcome", "nothing_to_rank") else sentence(voice.note(share))
    return " ".join([_share_of_assumed(share, voice), *(sentence(voice.note(note)) for note in share.notes)])


def _share_of_assumed(assumed: AssumedShare, voice: Labels) -> str:
    outcome = uncapital(voice.outcome(assumed.outcome))
    if assumed.at_most.value == 0:
        return voice("answer.assumed_none", outcome=outcome)
    if assumed.is_additive:
        return voice("answer.assumed_share", share=voice.short_share(assumed.either), outcome=outcome)
    shares = {"alone": voice.short_share(assumed.alone), "most": voice.short_share(assumed.at_most)}
    return voice("answer.assumed_shares", **shares, outcome=outcome)


def _lead(writing: Writing[Facts]) -> Iterator[Block]:
    facts, voice = writing.facts, writing.voice
    outcome, summary = facts.main, facts.summary(facts.main)
    document = facts.study.document
    missing = [
        voice(f"answer.no_{kind}") for kind in ("benefits", "costs") if facts.has_money and not getattr(document, kind)
    ]
    if isinstance(facts.ratio, Missing) and facts.ratio.code == "costs_near_zero":
        missing.append(sentence(voice.note(facts.ratio)))
    named = {"outcome": voice.outcome(outcome), "unit": f" {voice.unit_of(outcome)}".rstrip()}
    if not facts.varies(outcome):
        constant = voice("answer.constant", **named, value=voice.certain(summary.median.value))
        yield _leading(*missing, constant)
        yield writing.sentence("answer.constant_worlds", worlds=voice.whole(summary.worlds))
        return
    if outcome == "bcr":
        key = "answer.ratio" if document.study.currency == "EUR" else "answer.ratio_currency"
        yield _leading(*missing, voice(key, range=voice.range(summary.range), currency=voice.currency))
    else:
        low, high = voice.ends(summary.range)
        yield _leading(*missing, voice("answer.outcome", **named, low=low, high=high))
    yield writing.sentence(
        "answer.worlds",
        share=voice.exact_percent(summary.range.mass),
        worlds=voice.whole(summary.worlds),
        median=voice.short(summary.median),
        low_error=voice.error(summary.range.low_error),
        high_error=voice.error(summary.range.high_error),
    )
    if facts.run.accumulators:
        yield Paragraph(text(summarised(writing)))


def summarised(writing: Writing[Facts]) -> str:
    """That the worlds were summarised as they came, and how exact that is."""
    share = writing.facts.run.rank_error
    return (
        writing.voice("answer.summarised", share=writing.voice.exact_share(share))
        if share
        else writing.voice("answer.summarised_exactly")
    )


def _leading(*sentences: str) -> Paragraph:
    return Paragraph(text(" ".join(sentences)), "lead")


def balance(writing: Writing[Facts]) -> Iterator[Block]:
    """What the worlds say of benefits against costs."""
    facts, voice = writing.facts, writing.voice
    if facts.chance is None:
        return
    ratio = facts.ratio if isinstance(facts.ratio, Ratio) and "bcr" in facts.outcomes else None
    if ratio is not None and ratio.of_means is not None and ratio.net_roi is not None:
        of_means, net_roi = ratio.of_means, ratio.net_roi
        written_roi, written_ratio = voice.ends(
            Range(net_roi.value, of_means.value, 0.0, net_roi.error, of_means.error)
        )
        yield writing.sentence("answer.ratio_of_means", ratio=written_ratio, roi=written_roi)
    if ratio is not None and ratio.not_positive and ratio.note is not None:
        yield writing.note(ratio.note)
    key = "answer.chance_of_all" if facts.chance.value in (0.0, 1.0) else "answer.chance"
    chance = voice(key, chance=voice.percent(facts.chance), error=voice.error(100 * facts.chance.error))
    yield writing.joined_sentences(chance, _sign(writing))
    balanced = facts.summary("npv")
    if not facts.varies("npv"):
        amount = voice.certain(balanced.median.value)
        yield writing.sentence("answer.npv_constant", mean=amount, currency=voice.currency)
    elif facts.main != "npv":
        low, high = voice.ends(balanced.range)
        key = "answer.npv_range" if math.isnan(balanced.mean.value) else "answer.npv"
        yield writing.sentence(key, low=low, high=high, mean=voice.short(balanced.mean), currency=voice.currency)
    elif not math.isnan(balanced.mean.value):
        yield writing.sentence("answer.npv_mean", mean=voice.short(balanced.mean), currency=voice.currency)


def _sign(writing: Writing[Facts]) -> str:
    """That benefits and costs are about equal, or that the sign is open, where the range of the balance holds zero."""
    facts, summary = writing.facts, writing.facts.summary("npv")
    if not summary.range.low < 0 < summary.range.high:
        return ""
    has_costs = "present_value_costs" in facts.run.outcomes
    costs = facts.summary("present_value_costs").mean.value if has_costs else 0.0
    return writing.voice(
        "answer.about_equal" if abs(summary.mean.value) <= _ABOUT_EQUAL * costs else "answer.sign_open"
    )
