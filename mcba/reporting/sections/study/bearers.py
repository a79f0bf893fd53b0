"""Who gains and who pays, what only moves between them, and what has no price."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from mcba.reporting.blocks import Block
from mcba.reporting.facts.facts import Facts
from mcba.reporting.sections.chapters import chapter
from mcba.reporting.sections.results.accounts import account_by_bearer
from mcba.reporting.sections.writing import Writing


@chapter
def gains_and_losses(writing: Writing[Facts]) -> Iterator[Block]:
    """Who gains and who pays, and what only moves between them."""
    facts, voice = writing.facts, writing.voice
    if not facts.study.flows:
        return
    yield writing.head("bearers")
    if not facts.study.bearers:
        yield writing.sentence("text.no_bearers")
    else:
        yield writing.sentence("text.bearers")
        yield from writing.picture("bearers")
    yield from account_by_bearer(writing)
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


def bearers_in_words(writing: Writing[Facts], side: dict[str, Any] | None) -> str:
    """Who gains or loses, each with its share where there are several."""
    whole = sum(side.values()) if side else 1.0
    return "; ".join(
        f"{writing.voice.bearer(bearer)} {writing.voice.part(share / whole)}"
        if len(side or {}) > 1
        else writing.voice.bearer(bearer)
        for bearer, share in (side or {}).items()
    )
