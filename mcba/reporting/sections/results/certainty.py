"""How sure the answer is: ranges with their errors, chances, and what part of the uncertainty has no source."""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import Any

from mcba.analysis.decision.variation import verdict_on
from mcba.analysis.economics import Ratio
from mcba.analysis.ranking import AssumedShare
from mcba.engine.estimates import Range
from mcba.reporting.blocks import Block, Paragraph, text
from mcba.reporting.facts.facts import Facts
from mcba.reporting.facts.missing import Missing
from mcba.reporting.sections.chapters import chapter
from mcba.reporting.sections.results import answers
from mcba.reporting.sections.writing import Writing
from mcba.reporting.words.labels import Labels
from mcba.reporting.words.voice import sentence, uncapital


def short_answer(writing: Writing[Facts]) -> Iterator[Block]:
    """The answer in the sentences of its page, how sure they are, and what the status of the study means."""
    facts = writing.facts
    lacking = [writing.voice(f"answer.no_{kind}") for kind in facts.lacking]
    yield Paragraph(text(" ".join([*lacking, *answers.findings(writing, facts)])), "lead")
    yield from _worlds(writing)
    yield from balance(writing)
    yield from status_note(writing)


@chapter
def how_sure(writing: Writing[Facts]) -> Iterator[Block]:
    """What the range is, how exact its ends are, and what part of the uncertainty has no source."""
    facts, voice = writing.facts, writing.voice
    yield writing.head("how_sure")
    yield from _worlds(writing)
    if isinstance(facts.ratio, Missing) and facts.ratio.code == "costs_near_zero":
        yield writing.note(facts.ratio)
    count, assumed = len(facts.study.document.assumptions), facts.by_status.get("assumed", 0)
    about = (
        [voice("answer.assumed" if assumed else "answer.all_sourced", count=count, assumed=assumed)] if count else []
    )
    if assumed:
        about.append(share_of_assumed(writing))
    if facts.drivers:
        about.append(voice("answer.driver", first=uncapital(voice.assumption(facts.drivers[0]))))
    yield writing.joined_sentences(*about)


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


def _worlds(writing: Writing[Facts]) -> Iterator[Block]:
    """How many worlds there are, what part of them lies in the range, and how exact its ends are."""
    facts, voice = writing.facts, writing.voice
    summary = facts.summary(facts.main)
    if not facts.varies(facts.main):
        yield writing.sentence("answer.constant_worlds", worlds=voice.whole(summary.worlds))
        return
    low, high = voice.ends(summary.range)
    yield writing.sentence(
        "answer.worlds",
        outcome=uncapital(voice.outcome(facts.main)),
        low=low,
        high=f"{high} {voice.unit_of(facts.main)}".rstrip(),
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
    summary = writing.facts.summary("npv")
    if not summary.range.low < 0 < summary.range.high:
        return ""
    is_equal = verdict_on(summary, writing.facts.mean_costs) == "equal"
    return writing.voice("answer.about_equal" if is_equal else "answer.sign_open")
