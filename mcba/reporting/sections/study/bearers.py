"""Who gains and who pays, what only moves between them, and what has no price."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from mcba.reporting.blocks import Block, Spans
from mcba.reporting.facts.facts import Facts
from mcba.reporting.sections.chapters import chapter
from mcba.reporting.sections.writing import Writing
from mcba.reporting.words.voice import MINUS


@chapter
def gains_and_losses(writing: Writing[Facts]) -> Iterator[Block]:
    """Who gains and who pays, and what only moves between them."""
    facts, voice = writing.facts, writing.voice
    yield writing.head("bearers")
    if not facts.study.bearers:
        yield writing.sentence("text.no_bearers")
    else:
        yield writing.sentence("text.bearers")
        yield from writing.picture("bearers")
    yield from bearer_balances(writing)
    lines = []
    for name, flow in facts.study.document.transfers.items():
        value = facts.summary("present_value", label=name).mean if "present_value" in facts.at_hand.arrays else None
        lines.append(
            (
                voice.flow(name),
                bearers_in_words(writing, flow.losses),
                bearers_in_words(writing, flow.gains),
                voice.estimate(value) if value is not None else "",
                writing.words(flow.notes),
            )
        )
    if not lines and facts.has_money:
        yield writing.sentence("text.no_transfers")
    columns = writing.column("effect", "losses", "gains", "mean", "note")
    yield from writing.table("transfer_table", columns, lines, "lllrl", (2.2, 1.6, 1.6, 1.1, 2))


def bearer_balances(writing: Writing[Facts]) -> Iterator[Block]:
    """The balance of each bearer, each figure with its error below it."""
    facts, voice = writing.facts, writing.voice
    rows: list[Sequence[str | Spans]] = []
    for bearer in facts.at_hand.labels.get("bearer", ()) if "bearer_npv" in facts.at_hand.arrays else ():
        summary = facts.summary("bearer_npv", label=bearer)
        rows += writing.summary(voice.bearer(bearer), [summary.low, summary.median, summary.high], summary.mean)
    columns = writing.column("", "low", "median", "high", "mean")
    yield from writing.table("bearer_table", columns, rows, "lrrrr", (2.4, 1, 1, 1, 1), currency=voice.currency)


def transfers_and_pm(writing: Writing[Facts]) -> Iterator[Block]:
    """What cancels in the total, and what has no price."""
    voice, document = writing.voice, writing.facts.study.document
    if document.transfers:
        yield writing.sentence("printed.transfers", items="; ".join(map(voice.flow, document.transfers)))
    pm = [f"{item.sign.replace('-', MINUS)} {voice.text(item.label)}" for item in document.pm.values()]
    if pm:
        yield writing.sentence("printed.pm", items="; ".join(pm))


def bearers_in_words(writing: Writing[Facts], side: dict[str, Any] | None) -> str:
    """Who gains or loses, each with its share where there are several."""
    whole = sum(side.values()) if side else 1.0
    return "; ".join(
        f"{writing.voice.bearer(bearer)} {writing.voice.part(share / whole)}"
        if len(side or {}) > 1
        else writing.voice.bearer(bearer)
        for bearer, share in (side or {}).items()
    )
