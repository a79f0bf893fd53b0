"""What the model counts: its effects, and each step with its equation."""

from __future__ import annotations

from collections.abc import Iterator

from mcba.reporting.blocks import Block, Equation, Paragraph, Span
from mcba.reporting.equations import marks
from mcba.reporting.equations.layouts import equals, layout
from mcba.reporting.equations.marks import Mark
from mcba.reporting.facts.facts import Facts
from mcba.reporting.sections.chapters import chapter
from mcba.reporting.sections.study.bearers import bearers_in_words
from mcba.reporting.sections.study.workings import Workings
from mcba.reporting.sections.writing import Writing
from mcba.reporting.words.voice import capital, uncapital
from mcba.study.document import Source, Text as Words
from mcba.study.formula import order
from mcba.study.reading import Positions, find_positions


@chapter
def effects(writing: Writing[Facts]) -> Iterator[Block]:
    """Effects: what, when, for whom; and the PM register."""
    facts, voice = writing.facts, writing.voice
    document = facts.study.document
    if not (facts.study.flows or facts.study.formulas or document.pm):
        return
    yield writing.head("effects")
    if facts.study.flows:
        counts = {kind: voice.whole(len(getattr(document, kind))) for kind in ("benefits", "costs", "transfers")}
        yield writing.sentence("text.effects", **counts)
    else:
        yield writing.sentence("text.no_flows")
    rows = [
        (
            voice.flow(name),
            voice(f"kind.{kind.removesuffix('s')}"),
            _years(writing, name),
            bearers_in_words(writing, flow.gains),
            bearers_in_words(writing, flow.losses),
        )
        for name, (kind, flow) in facts.study.flows.items()
    ]
    columns = writing.column("effect", "kind", "years", "gains", "losses")
    yield from writing.table("flows", columns, rows, "lllll", (3, 1.4, 1.3, 2.6, 2.6))
    lines = [
        (
            writing.words(item.label),
            voice({"+": "sign.plus", "-": "sign.minus"}.get(item.sign, "sign.open")),
            voice.bearer(item.bearer) if item.bearer else "",
            writing.source(item.source, item.notes),
        )
        for item in document.pm.values()
    ]
    if lines:
        yield writing.sentence("text.pm")
        yield from writing.table(
            "pm", writing.column("effect", "sign", "bearer", "source"), lines, "llll", (3, 1, 1.6, 2.6)
        )
    elif facts.has_money:
        yield writing.sentence("text.no_pm")


def _years(writing: Writing[Facts], flow: str) -> str:
    first, last = writing.facts.study.flows[flow][1].period or (0, writing.facts.study.horizon)
    last = min(last, writing.facts.study.horizon)
    return writing.voice("word.year" if first == last else "word.years", first=first, last=last)


@chapter
def steps(writing: Writing[Facts]) -> Iterator[Block]:
    """Every formula as a sentence, its equation, and where it stands."""
    facts, document = writing.facts, writing.facts.study.document
    if not facts.study.formulas:
        return
    yield writing.head("steps")
    yield writing.sentence("text.steps")
    positions, workings = find_positions(facts.study.text), Workings(writing)
    quantities = order({name: facts.study.formulas[name] for name in document.quantities})
    for name in quantities:
        unit = writing.voice.unit(document.quantities[name].unit)
        said = writing.voice("text.step_quantity", unit=unit) if unit else writing.voice("text.step_plain")
        position = _place(writing, positions, "quantities", name)
        yield from _step(writing, workings, name, said, position, document.quantities[name].notes)
    for name, (kind, flow) in facts.study.flows.items():
        said = writing.voice(
            "text.step_flow", kind=writing.voice(f"kind.{kind.removesuffix('s')}"), years=_years(writing, name)
        )
        position, said = _place(writing, positions, kind, name), " ".join([said, *_about_flow(writing, name)])
        yield from _step(writing, workings, name, said, position, flow.notes, flow.source)
    for name, outcome in document.outcomes.items():
        unit = writing.voice.unit(outcome.unit)
        said = writing.voice("text.step_outcome", unit=unit) if unit else writing.voice("text.step_outcome_plain")
        position = _place(writing, positions, "outcomes", name)
        yield from _step(writing, workings, name, said, position, outcome.notes)


def _place(writing: Writing[Facts], positions: Positions, *key: str) -> str:
    """Where a formula stands in the study file: file, line and table."""
    offset = positions.keys.get(key)
    line = "" if offset is None else f":{positions.line_column(offset)[0]}"
    return f"{writing.facts.study.path.name}{line} [{'.'.join(key)}]"


def _about_flow(writing: Writing[Facts], name: str) -> Iterator[str]:
    flow, voice = writing.facts.study.flows[name][1], writing.voice
    if _faded(writing, name) is not None:
        share = flow.lost if isinstance(flow.lost, str) else voice.exact_percent(flow.lost or 0.0)
        yield voice("text.step_fades", share=uncapital(writing.voice.named(share)) or share)
    for side, key in ((flow.gains, "text.step_gains"), (flow.losses, "text.step_losses")):
        if side:
            yield voice(key, bearers=voice.listed(map(voice.bearer_within, side)))


def _step(
    writing: Writing[Facts],
    workings: Workings,
    name: str,
    said: str,
    position: str,
    notes: Words | None,
    source: Source | None = None,
) -> Iterator[Block]:
    """One step: what it is, in words, its equation, the base case filled in, and where it stands."""
    facts, voice = writing.facts, writing.voice
    node = facts.study.formulas[name]
    label = writing.voice.named(name)
    code = Span(name, "code")
    opening = (Span(f"{label} (", "strong"), code, Span(")", "strong")) if label else (code,)
    yield Paragraph((*opening, Span(f" {said} "), Span(voice("text.step_place", place=position), "quiet")))
    cells = facts.study.flows[name][1].cells if name in facts.study.flows else None
    if cells is not None:
        yield writing.sentence("text.step_cells", cells=cells.cells)
    else:
        words = workings.in_words(node)
        yield writing.sentence("text.step_words", formula=words) if words else writing.sentence("text.step_many")
    if cells is None or node.kind != "name":
        yield Equation(equals(marks.name(name), layout(node, voice)))
    faded = _faded(writing, name)
    if faded is not None:
        yield Equation(faded)
    filled = workings.filled_in(name, node)
    if filled:
        yield writing.joined_sentences(capital(voice("text.step_base", filled=filled)), workings.range_of(name))
    if source is not None:
        yield writing.sentence("text.step_source", source=voice.source(source))
    yield from writing.remark(notes)


def _faded(writing: Writing[Facts], name: str) -> Mark | None:
    """The amount of each year, where a flow fades."""
    if name not in writing.facts.study.flows:
        return None
    flow = writing.facts.study.flows[name][1]
    first, last = flow.period or (0, writing.facts.study.horizon)
    if flow.lost is None or min(last, writing.facts.study.horizon) <= first:
        return None
    year = marks.name(writing.voice("equation.year"))
    lost = marks.name(flow.lost) if isinstance(flow.lost, str) else marks.number(writing.voice.plain(flow.lost))
    elapsed = marks.row(year, marks.operator("−"), marks.number(str(first))) if first else year
    kept = marks.power(marks.brackets(marks.row(marks.number("1"), marks.operator("−"), lost)), elapsed)
    return equals(marks.subscript(marks.name(name), year), marks.row(marks.name(name), marks.operator("×"), kept))
