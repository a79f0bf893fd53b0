"""What was asked and the answer: question, population, years, prices, discounting."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from mcba.analysis.decision.options import NOTHING, PROJECT
from mcba.reporting.blocks import Block, Bullets, Span, Spans, text
from mcba.reporting.facts.facts import Facts
from mcba.reporting.facts.missing import Missing
from mcba.reporting.sections.chapters import chapter
from mcba.reporting.sections.writing import Writing
from mcba.study.distributions import PriceIndex, price_index_of
from mcba.study.document import Header


def run_heading(writing: Writing[Facts]) -> tuple[str, str]:
    """The title of a page about a run, and the question of its study."""
    header = writing.facts.study.document.study
    return writing.voice.text(header.title), writing.voice.text(header.question)


def comparator(writing: Writing[Facts]) -> Iterator[Block]:
    """With what the project is compared, and under which scenario and option."""
    document, settings = writing.facts.study.document, writing.facts.run.settings
    if document.study.null_alternative:
        yield writing.sentence("printed.compared", what=writing.voice.text(document.study.null_alternative))
    if settings.scenario is not None:
        yield writing.sentence("printed.scenario", label=writing.voice.scenario(settings.scenario))
    if settings.option is not None:
        yield writing.sentence("printed.option", label=writing.voice.option(settings.option))


@chapter
def question(writing: Writing[Facts]) -> Iterator[Block]:
    """What was compared with what, and for whom."""
    facts, voice = writing.facts, writing.voice
    document, settings = facts.study.document, facts.run.settings
    header = document.study
    yield writing.head("question")
    yield from writing.user_text(header.intro)
    rows: list[tuple[str, Spans]] = [
        (voice(f"item.{key}"), words)
        for key, needed in header.told.items()
        if (words := writing.words(getattr(header, key))) or needed
    ]
    options = map(voice.option, _other_options(facts))
    rows.append((voice("item.options"), text("; ".join(options))))
    for kind, chosen, variants in (
        ("scenario", settings.scenario, document.scenarios),
        ("option", settings.option, document.options),
    ):
        if chosen is not None:
            rows.append(
                (voice(f"item.{kind}"), writing.words(variants[chosen].label) or text(getattr(voice, kind)(chosen)))
            )
    rows.append((voice("item.status"), text(voice(f"status.{header.status}"))))
    if facts.has_money:
        yield writing.sentence("text.question")
    yield from _items(writing, "study", rows)
    yield from _reasoning(writing, header)


def _other_options(facts: Facts) -> list[str]:
    """The options of a study beside that of this report; none that is the null alternative by its numbers."""
    own, compared = facts.run.settings.option, facts.alternatives
    alike = {} if isinstance(compared, Missing) else compared.same_as
    unlike = {own, alike.get(own or PROJECT), NOTHING, PROJECT}
    return [name for name in facts.study.document.options if name != own and alike.get(name, name) not in unlike]


def _reasoning(writing: Writing[Facts], header: Header) -> Iterator[Block]:
    """The problem, why the project would help, and what must be there for it; nothing where the study is silent."""
    for key in ("problem", "policy_theory"):
        said = list(writing.user_text(getattr(header, key)))
        if said or key in writing.prose:
            yield writing.head(key, 2)
            yield from said
    if header.preconditions or "preconditions" in writing.prose:
        yield writing.head("preconditions", 2)
    if header.preconditions:
        yield Bullets(tuple(map(writing.words, header.preconditions)))


def _items(writing: Writing[Facts], anchor: str, rows: Sequence[tuple[str, Spans]]) -> Iterator[Block]:
    """A table of items; what the study file leaves open says so, except what need not be there."""
    optional = {writing.voice("item.options"), writing.voice("item.price_index"), writing.voice("item.participants")}
    filled = [
        (label, content or text(Span(writing.voice("word.not_stated"), "quiet")))
        for label, content in rows
        if content or label not in optional
    ]
    yield from writing.table(anchor, writing.column("item", "description"), filled, "ll", (1, 3))


def _indexed(writing: Writing[Facts], header: Header, index: PriceIndex | None) -> Block:
    """By which index amounts were brought to the prices of the study, and where it comes from."""
    voice = writing.voice
    if index is None:
        return writing.sentence("text.indexed", file=header.price_index)
    status = voice.known("library", index.status)
    return writing.sentence(
        "text.indexed_by", label=voice.text(index.label), source=voice.source(index.source), status=status
    )


@chapter
def frame(writing: Writing[Facts]) -> Iterator[Block]:
    """Whom the project reaches, how long it counts, in which prices."""
    facts, voice = writing.facts, writing.voice
    document = facts.study.document
    header = document.study
    yield writing.head("frame")
    rows: list[tuple[str, Spans]] = [(voice("item.population"), writing.words(header.population))]
    if header.participants:
        called = writing.voice.named(header.participants) or header.participants
        rows.append((voice("item.participants"), text(called)))
    if facts.has_money or header.horizon:
        years = "text.horizon" if header.horizon else "text.horizon_zero"
        rows.append((voice("item.horizon"), text(voice(years, count=header.horizon))))
    if facts.has_money or header.price_year:
        key = "text.base_year" if header.price_year else "text.base_year_only"
        rows.append((voice("item.base_year"), text(voice(key, year=header.price_year))))
        rows.append((voice("item.price_year"), text(str(header.price_year or ""))))
        rows.append((voice("item.currency"), text(writing.voice.currency)))
    index = price_index_of(header.price_index, facts.study.tables)
    moved = {name: factor for name, factor in facts.study.price_factors.items() if abs(factor - 1.0) > 0}
    used = (voice.text(index.label) if index else header.price_index) if moved else None
    rows.append((voice("item.price_index"), text(used or "")))
    yield from _items(writing, "frame", rows)
    if not facts.has_money:
        return
    yield _indexed(writing, header, index) if moved else writing.sentence("text.not_indexed")
    lines = [
        (writing.voice.assumption(name), str(document.assumptions[name].price_year or ""), voice.number(factor, 4))
        for name, factor in moved.items()
    ]
    columns = writing.column("assumption", "price_year", "factor")
    yield from writing.table("indexed", columns, lines, "lrr", (3, 1, 1), year=header.price_year)
