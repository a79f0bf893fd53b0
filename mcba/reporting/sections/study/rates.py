"""How amounts of different years count: the discount rate, and the equations of the totals."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from mcba.reporting.blocks import Block, Equation, Paragraph, text
from mcba.reporting.equations import marks
from mcba.reporting.equations.layouts import equals
from mcba.reporting.equations.marks import Mark
from mcba.reporting.facts.facts import Facts
from mcba.reporting.sections.chapters import chapter
from mcba.reporting.sections.writing import Writing
from mcba.study import DISCOUNT_RATE
from mcba.study.workbooks import WorkbookFunction


@chapter
def discounting(writing: Writing[Facts]) -> Iterator[Block]:
    """The discount rate and the equations of the totals."""
    facts, voice = writing.facts, writing.voice
    document = facts.study.document
    yield writing.head("discounting")
    if facts.study.results and not facts.study.flows:
        is_workbook = isinstance(facts.study.function, WorkbookFunction)
        yield writing.sentence("text.discounted_by_workbook" if is_workbook else "text.discounted_by_function")
        return
    if not facts.has_money:
        yield writing.sentence("text.no_money")
        return
    choice = document.choices.get(DISCOUNT_RATE)
    if choice is not None:
        is_zero = not np.any(np.asarray(choice.value))
        rate = voice.choice_value(DISCOUNT_RATE, choice.value)
        sentence = voice("text.rate_zero") if is_zero else voice("text.rate", rate=rate)
        yield Paragraph(text(sentence))
        if choice.source is not None:
            yield writing.sentence("text.rate_source", source=voice.source(choice.source))
        yield from writing.remark(choice.reason)
        if choice.alternatives:
            rates = voice.listed(voice.choice_value(DISCOUNT_RATE, rate) for rate in choice.alternatives)
            yield writing.sentence("text.rate_alternatives", rates=rates)
        if not is_zero:
            yield writing.sentence("text.premium")
    elif DISCOUNT_RATE in document.assumptions:
        yield writing.sentence("text.rate_uncertain")
        yield writing.sentence("text.premium")
    elif DISCOUNT_RATE in document.quantities:
        yield writing.sentence("text.rate_quantity")
    else:
        yield writing.sentence("text.no_rate")
    if document.study.horizon:
        yield writing.sentence("text.present_value")
        yield Equation(_present_value(writing))
    yield from _totals(writing)


def _present_value(writing: Writing[Facts]) -> Mark:
    voice = writing.voice
    year, earlier = marks.name(voice("equation.year")), marks.name(voice("equation.earlier"))
    interest = marks.brackets(
        marks.row(marks.number("1"), marks.operator("+"), marks.subscript(marks.name(voice("equation.rate")), earlier))
    )
    product = marks.total(marks.row(earlier, marks.operator("="), marks.number("1")), interest, "∏", until=year)
    flow = marks.subscript(marks.name(voice("equation.flow")), year)
    return equals(
        marks.name(voice("equation.present_value")),
        marks.total(
            marks.row(year, marks.operator("="), marks.number("0")),
            marks.fraction(flow, product),
            until=marks.number(str(writing.facts.study.horizon)),
        ),
    )


def _totals(writing: Writing[Facts]) -> Iterator[Block]:
    voice = writing.voice
    benefits, costs = (
        marks.row(marks.name(voice("equation.present_value")), marks.brackets(marks.name(voice(f"equation.{kind}"))))
        for kind in ("benefits", "costs")
    )
    has_ratio = "bcr" in writing.facts.study.outcomes
    yield writing.sentence("text.npv" if has_ratio else "text.npv_only")
    yield Equation(equals(marks.name(voice("equation.npv")), marks.row(benefits, marks.operator("−"), costs)))
    if has_ratio:
        yield Equation(equals(marks.name(voice("equation.bcr")), marks.fraction(benefits, costs)))
        yield writing.sentence("text.in_ratio")
