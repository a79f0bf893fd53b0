"""What a study rests on: the references it cites, and its other sources, each once."""

from __future__ import annotations

from collections.abc import Iterator

from mcba.reporting.blocks import Block, Bullets, plain_text, text
from mcba.reporting.facts.facts import Facts
from mcba.reporting.sections.chapters import chapter
from mcba.reporting.sections.writing import Writing
from mcba.reporting.words.markdown import markdown_line
from mcba.study.document import Source
from mcba.study.reading import cited_by, references_of, sources_of

_WITHIN = {"place": None, "page": None, "table": None, "row": None, "quote": None}
"""What says where in a document something stands, and not which document it is."""


@chapter
def sources(writing: Writing[Facts]) -> Iterator[Block]:
    """The references that are cited, and every other document that a number comes from, each once."""
    study, voice = writing.facts.study, writing.voice
    references = [] if voice.citations is None else voice.citations.list(cited_by(study))
    known = references_of(study)
    others = dict.fromkeys(
        voice.source(one)
        for source in sources_of(study)
        if not _is_cited(source, known)
        for one in _each_document(source.model_copy(update=_WITHIN))
    )
    listed = [markdown_line(reference) for reference in references] + [text(other) for other in others if other]
    if listed:
        yield writing.head("sources")
        yield Bullets(tuple(sorted(listed, key=lambda item: plain_text(item).casefold())))


def _each_document(source: Source) -> Iterator[Source]:
    """A source of several documents, with semicolons between their names, as one of each."""
    for document in (source.document or "").split(";"):
        yield source.model_copy(update={"document": document.strip() or None})


def _is_cited(source: Source, references: object) -> bool:
    """Whether a source is a reference of the bibliography, which the list has in full."""
    return isinstance(source.citation, str) and source.citation.startswith(("@", "[@")) and bool(references)
