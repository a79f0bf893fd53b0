"""What the model counts: effects, each step with its equation, and who gains and who pays."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from mcba.reporting.blocks import Block, Equation, Paragraph, Span, Text
from mcba.reporting.equations import Mark, equals, layout, marks
from mcba.reporting.facts import Facts
from mcba.reporting.sections.writing import Writing
from mcba.reporting.words import MINUS, uncapital
from mcba.study.document import Source, Text as Words
from mcba.study.formula import Node, names_in, order

MOST_NAMES = 15  # names that are said below an equation; of more the table of assumptions tells


def effects(w: Writing[Facts]) -> Iterator[Block]:
    """Effects and PM register, then every formula as a step."""
    facts, say = w.facts, w.say
    document = facts.study.document
    yield w.head("effects")
    if facts.study.flows:
        counts = {kind: say.whole(len(getattr(document, kind))) for kind in ("benefits", "costs", "transfers")}
        yield w.sentence("text.effects", **counts)
    else:
        yield w.sentence("text.no_flows")
    rows = [
        (
            say.flow(known),
            say(f"kind.{kind.removesuffix('s')}"),
            _years(w, known),
            _shares(w, flow.gains),
            _shares(w, flow.losses),
        )
        for known, (kind, flow) in facts.study.flows.items()
    ]
    columns = w.column("effect", "kind", "years", "gains", "losses")
    yield from w.table("flows", columns, rows, "lllll", (3, 1.4, 1.3, 2.6, 2.6))
    lines = [
        (
            w.words(item.label),
            say({"+": "sign.plus", "-": "sign.minus"}.get(item.sign, "sign.open")),
            say.bearer(item.bearer) if item.bearer else "",
            w.source(item.source, item.notes),
        )
        for item in document.pm.values()
    ]
    if lines:
        yield w.sentence("text.pm")
        yield from w.table("pm", w.column("effect", "sign", "bearer", "source"), lines, "llll", (3, 1, 1.6, 2.6))
    elif facts.has_money:
        yield w.sentence("text.no_pm")
    yield from _steps(w)


def _years(w: Writing[Facts], flow: str) -> str:
    first, last = w.facts.study.flows[flow][1].years or (0, w.facts.study.horizon)
    last = min(last, w.facts.study.horizon)
    return w.say("word.year" if first == last else "word.years", first=first, last=last)


def _shares(w: Writing[Facts], side: dict[str, Any] | None) -> str:
    whole = sum(side.values()) if side else 1.0
    return "; ".join(
        f"{w.say.bearer(bearer)} {w.say.part(share / whole)}" if len(side or {}) > 1 else w.say.bearer(bearer)
        for bearer, share in (side or {}).items()
    )


def _steps(w: Writing[Facts]) -> Iterator[Block]:
    """Every formula as a sentence, its equation, and where it stands."""
    facts, document = w.facts, w.facts.study.document
    if not facts.study.formulas:
        return
    yield w.head("steps", 2)
    yield w.sentence("text.steps")
    quantities = order({known: facts.study.formulas[known] for known in document.quantities})
    for known in quantities:
        unit = w.say.unit(document.quantities[known].unit)
        said = w.say("text.step_quantity", unit=unit) if unit else w.say("text.step_plain")
        yield from _step(w, "quantities", known, said, document.quantities[known].notes)
    for known, (kind, flow) in facts.study.flows.items():
        said = w.say("text.step_flow", kind=w.say(f"kind.{kind.removesuffix('s')}"), years=_years(w, known))
        yield from _step(w, kind, known, " ".join([said, *_about_flow(w, known)]), flow.notes, flow.source)
    for known, outcome in document.outcomes.items():
        unit = w.say.unit(outcome.unit)
        said = w.say("text.step_outcome", unit=unit) if unit else w.say("text.step_outcome_plain")
        yield from _step(w, "outcomes", known, said, outcome.notes)


def _about_flow(w: Writing[Facts], known: str) -> Iterator[str]:
    flow, say = w.facts.study.flows[known][1], w.say
    if _faded(w, known) is not None:
        share = flow.fades if isinstance(flow.fades, str) else say.exact_percent(flow.fades or 0.0)
        yield say("text.step_fades", share=uncapital(w.say.named(share)) or share)
    for side, key in ((flow.gains, "text.step_gains"), (flow.losses, "text.step_losses")):
        if side:
            yield say(key, bearers=say.listed(map(say.bearer_within, side)))


def _step(
    w: Writing[Facts], section: str, known: str, said: str, notes: Words | None, source: Source | None = None
) -> Iterator[Block]:
    facts, say = w.facts, w.say
    node = facts.study.formulas[known]
    label = w.say.named(known)
    code = Span(known, "code")
    opening = (Span(f"{label} (", "strong"), code, Span(")", "strong")) if label else (code,)
    yield Paragraph((*opening, Span(f" {said}")))
    yield Equation(equals(marks.name(known), layout(node, say)))
    faded = _faded(w, known)
    if faded is not None:
        yield Equation(faded)
    yield from _legend(w, node)
    where = [say("text.step_place", place=facts.place(section, known))]
    if source is not None:
        where.append(say("text.step_source", source=say.source(source)))
    yield Paragraph((Span(" ".join(where), "quiet"),))
    yield from w.remark(notes)


def _faded(w: Writing[Facts], known: str) -> Mark | None:
    """The amount of each year, where a flow fades."""
    if known not in w.facts.study.flows:
        return None
    flow = w.facts.study.flows[known][1]
    first, last = flow.years or (0, w.facts.study.horizon)
    if flow.fades is None or min(last, w.facts.study.horizon) <= first:
        return None
    year = marks.name(w.say("equation.year"))
    lost = marks.name(flow.fades) if isinstance(flow.fades, str) else marks.number(w.say.plain(flow.fades))
    elapsed = marks.row(year, marks.operator("−"), marks.number(str(first))) if first else year
    kept = marks.power(marks.brackets(marks.row(marks.number("1"), marks.operator("−"), lost)), elapsed)
    return equals(marks.subscript(marks.name(known), year), marks.row(marks.name(known), marks.operator("×"), kept))


def _legend(w: Writing[Facts], node: Node) -> Iterator[Block]:
    """What the names of an equation stand for."""
    names = names_in(node)
    if len(names) > MOST_NAMES:
        yield w.sentence("text.step_many")
        return
    parts: list[Span] = []
    for used in names:
        label = w.say.named(used)
        if label:
            parts += [
                Span("; " if parts else f"{w.say('text.step_names')} "),
                Span(used, "code"),
                Span(f" – {label}"),
            ]
    if parts:
        yield Paragraph((*parts, Span(".")))


def bearers(w: Writing[Facts]) -> Iterator[Block]:
    """Who gains and who pays, and what only moves between them."""
    facts, say = w.facts, w.say
    yield w.head("bearers")
    if not facts.study.bearers:
        yield w.sentence("text.no_bearers")
    else:
        yield w.sentence("text.bearers")
        yield from w.picture("bearers")
    yield from balances(w)
    lines = []
    for known, flow in facts.study.document.transfers.items():
        value = facts.summary("present_value", label=known).mean if "present_value" in facts.at_hand.arrays else None
        lines.append(
            (
                say.flow(known),
                _shares(w, flow.losses),
                _shares(w, flow.gains),
                say.estimate(value) if value is not None else "",
                w.words(flow.notes),
            )
        )
    if not lines and facts.has_money:
        yield w.sentence("text.no_transfers")
    columns = w.column("effect", "losses", "gains", "mean", "note")
    yield from w.table("transfer_table", columns, lines, "lllrl", (2.2, 1.6, 1.6, 1.1, 2))


def balances(w: Writing[Facts]) -> Iterator[Block]:
    """The balance of each bearer, each figure with its error below it."""
    facts, say = w.facts, w.say
    rows: list[Sequence[str | Text]] = []
    for bearer in facts.at_hand.labels.get("bearer", ()) if "bearer_npv" in facts.at_hand.arrays else ():
        found = facts.summary("bearer_npv", label=bearer)
        rows += w.summary(say.bearer(bearer), [found.low, found.median, found.high], found.mean)
    columns = w.column("", "low", "median", "high", "mean")
    yield from w.table("bearer_table", columns, rows, "lrrrr", (2.4, 1, 1, 1, 1), currency=say.currency)


def unpriced(w: Writing[Facts]) -> Iterator[Block]:
    """What cancels in the total, and what has no price."""
    say, document = w.say, w.facts.study.document
    if document.transfers:
        yield w.sentence("printed.transfers", items="; ".join(map(say.flow, document.transfers)))
    pm = [f"{item.sign.replace('-', MINUS)} {say.text(item.label)}" for item in document.pm.values()]
    if pm:
        yield w.sentence("printed.pm", items="; ".join(pm))
