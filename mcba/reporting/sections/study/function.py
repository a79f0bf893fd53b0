"""The model that stands where formulas cannot say it: a workbook, or a Python function with its hash and text."""

from __future__ import annotations

from collections.abc import Iterator

from mcba.reporting.blocks import Block, Break, Paragraph, Span, Spans
from mcba.reporting.facts.facts import Facts
from mcba.reporting.sections.chapters import chapter
from mcba.reporting.sections.study.workbook import workbook_of_study
from mcba.reporting.sections.writing import Writing
from mcba.study.workbooks import WorkbookFunction

_MOST_LINES = 120  # of the text of the function


@chapter
def function(writing: Writing[Facts]) -> Iterator[Block]:
    """The workbook or the function of the study, where it has one."""
    study, voice = writing.facts.study, writing.voice
    held, model = study.function, study.document.model
    if held is None or model is None:
        return
    if isinstance(held, WorkbookFunction):
        yield from workbook_of_study(writing, held)
        return
    yield writing.head("function")
    key = "text.function_held" if held.file is None else "text.function_file"
    what = voice(key, name=held.name, file=held.file or "", hash=held.sha256, results=", ".join(study.results))
    yield writing.joined_sentences(what, voice("text.function_many" if held.vectorised else "text.function_each"))
    lines = held.text.strip("\n").splitlines()
    if not lines:
        yield writing.sentence("text.function_unknown")
        return
    yield Paragraph(_code(lines[:_MOST_LINES]))
    if len(lines) > _MOST_LINES:
        yield writing.sentence("text.function_cut", count=voice.whole(len(lines) - _MOST_LINES))


def _code(lines: list[str]) -> Spans:
    """Lines of a program as they stand."""
    spans: list[Span | Break] = []
    for line in lines:
        spans += [Span(line.replace("\t", "    ").replace("  ", "\u00a0\u00a0") or "\u00a0", "code"), Break()]
    return tuple(spans[:-1])
