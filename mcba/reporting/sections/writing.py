"""What every section of the appendix needs: its facts, its voice, and the blocks that sections are made of."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from mcba.reporting.blocks import Block, Break, Heading, Paragraph, Span, Table, Text, from_markdown, spans, table, text
from mcba.reporting.facts import Facts
from mcba.reporting.gallery import Picture, gallery
from mcba.reporting.text import sentence
from mcba.study.document import Source
from mcba.study.document import Text as Words

_OTHER = {"en": "nl", "nl": "en"}


class Writing:
    """One appendix being written; sections are functions that take it and give blocks.

    Parameters
    ----------
    facts : Facts
    """

    def __init__(self, facts: Facts):
        self.facts, self.say = facts, facts.say
        self.pictures: dict[str, Picture] = gallery(facts)

    def head(self, key: str, level: int = 1) -> Heading:
        """A heading by its key."""
        return Heading(level, self.say(f"head.{key}"), key)

    def sentence(self, key: str, **values: object) -> Paragraph:
        """A paragraph of one sentence by its key."""
        return Paragraph(text(self.say(key, **values)))

    def picture(self, known: str) -> Iterator[Block]:
        """A figure by its name; nothing where the run has none to show."""
        picture: Picture | None = self.pictures.get(known)
        if picture is not None:
            yield picture.figure()

    def words(self, written: Words | None) -> Text:
        """Words of the study file, marked where they are in the other language."""
        found = self.say.text(written)
        if not found:
            return ()
        return spans(found, self._other(written))

    def joined(self, *written: Words | None) -> Text:
        """Several words of the study file or the library in one line."""
        found = list(filter(None, map(self.words, written)))
        return tuple(span for part in found for span in (Span("; "), *part))[1:]

    def remark(self, written: Words | None) -> Iterator[Paragraph]:
        """A reason or a note as a paragraph of its own."""
        found = self.say.text(written)
        if found:
            yield Paragraph(spans(sentence(found), self._other(written)))

    def user_text(self, written: Words | None) -> Iterator[Block]:
        """The user's own Markdown in its place."""
        found = self.say.text(written)
        yield from from_markdown(found, self._other(written)) if found else ()

    def _other(self, written: Words | None) -> str:
        """The language of words that are in the other one; empty for the document's own."""
        return _OTHER[self.facts.language] if self.say.is_foreign(written) else ""

    def column(self, *keys: str) -> list[str]:
        """Headers of columns by their keys."""
        return [self.say(f"column.{key}") for key in keys]

    def table(
        self,
        anchor: str,
        columns: Sequence[str],
        rows: Sequence[Sequence[str | Text]],
        align: str,
        widths: Sequence[float] | None = None,
        **values: object,
    ) -> Iterator[Table]:
        """A table with the caption of its name; none without rows."""
        if rows:
            yield table(anchor, self.say(f"caption.{anchor}", **values), columns, rows, align, widths)

    def source(self, source: Source | None, reason: Words | None = None) -> Text:
        """Source and reason, each on its own line."""
        found: Text = text(self.say.source(source))
        why = self.words(reason)
        return (*found, Break(), *why) if found and why else found or why
