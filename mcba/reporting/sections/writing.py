"""What every section needs: the facts of its page, a voice with the study's labels, and the blocks it is made of."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Sequence
from functools import cached_property
from typing import TYPE_CHECKING, Any, Generic, TypeAlias, TypeVar

from mcba.engine.drawing import RANDOMISATIONS, sampler_named
from mcba.engine.estimates import Estimate, Summary
from mcba.errors import Note
from mcba.reporting.blocks import (
    Block,
    Break,
    Heading,
    Paragraph,
    Span,
    Table,
    Text,
    Thumbnail,
    from_markdown,
    spans,
    table,
    text,
)
from mcba.reporting.labels import Labels
from mcba.reporting.words import capital, sentence
from mcba.study.document import Source, Text as Words

if TYPE_CHECKING:
    from mcba.reporting.figures import Picture
    from mcba.study import Study

Facts_co = TypeVar("Facts_co", covariant=True)
Gallery: TypeAlias = "Callable[[Any, Labels], dict[str, Picture]]"


class Writing(Generic[Facts_co]):
    """One page being written in one language; sections are functions that take it and give blocks.

    Parameters
    ----------
    facts : object
        What the page is of; with the `study` whose labels are used, or None.
    language : str
    gallery : function, optional
        From the facts and the voice to the figures that there is something to show for.
    """

    def __init__(self, facts: Facts_co, language: str, gallery: Gallery | None = None):
        self.facts, self._gallery = facts, gallery
        self.study: Study | None = getattr(facts, "study", None)
        self.say = Labels(self.study, language)

    # --- headings and paragraphs

    def head(self, key: str, level: int = 1, **values: object) -> Heading:
        """A heading by its key."""
        return Heading(level, self.say(f"head.{key}", **values), key)

    def sentence(self, key: str, **values: object) -> Paragraph:
        """A paragraph of one sentence by its key."""
        return Paragraph(text(capital(self.say(key, **values))))

    def note(self, note: Note) -> Paragraph:
        """A note, or the reason why there is no result, as a paragraph."""
        return Paragraph(text(sentence(self.say.note(note))))

    def drawn(self, worlds: int, sampler: str, seed: int, *more: str) -> Paragraph:
        """How the worlds of a page were drawn."""
        how = self.say.known("sampler", sampler)
        said = self.say("printed.drawn", worlds=self.say.whole(worlds), sampler=how, seed=seed)
        return Paragraph((Span(" ".join(filter(None, (said, self.uneven(worlds, sampler), *more))), "quiet"),))

    def uneven(self, worlds: int, sampler: str) -> str:
        """That the worlds do not lie evenly in such a number; nothing where they do."""
        even = sampler_named(sampler).balanced(worlds)
        if worlds == even:
            return ""
        return self.say("printed.uneven", parts=self.say.whole(RANDOMISATIONS), even=self.say.whole(even))

    def joined_sentences(self, *sentences: str) -> Paragraph:
        """Several sentences in one paragraph."""
        return Paragraph(text(" ".join(filter(None, sentences))))

    # --- words of the study file

    def words(self, written: Words | None) -> Text:
        """Words of the study file, marked where they are in another language."""
        found = self.say.text(written)
        return spans(found, self._foreign(written)) if found else ()

    def joined(self, *written: Words | None) -> Text:
        """Several words of the study file or the library in one line."""
        found = list(filter(None, map(self.words, written)))
        return tuple(span for part in found for span in (Span("; "), *part))[1:]

    def remark(self, written: Words | None) -> Iterator[Paragraph]:
        """A reason or a note of the study file as a paragraph of its own."""
        found = self.say.text(written)
        if found:
            yield Paragraph(spans(sentence(found), self._foreign(written)))

    def user_text(self, written: Words | None) -> Iterator[Block]:
        """The user's own Markdown in its place."""
        found = self.say.text(written)
        yield from from_markdown(found, self._foreign(written)) if found else ()

    def source(self, source: Source | None, reason: Words | None = None) -> Text:
        """Source and reason, each on its own line."""
        found: Text = text(self.say.source(source))
        why = self.words(reason)
        return (*found, Break(), *why) if found and why else found or why

    def _foreign(self, written: Words | None) -> str:
        """The language of words that are in another one; empty for the page's own."""
        return self.say.language_of(written) if self.say.is_foreign(written) else ""

    # --- tables and pictures

    def column(self, *keys: str) -> list[str]:
        """Headers of columns by their keys; no name for an empty key."""
        return [self.say(f"column.{key}") if key else "" for key in keys]

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

    def errors(self, *estimates: Estimate | None) -> list[Text]:
        """The row under a row of estimates: ± and each error."""
        known = [None if each is None or math.isnan(each.value) else each for each in estimates]
        written = ["" if each is None else self.say.error(each.error) for each in known]
        return [text(Span(each, "quiet")) for each in ("±", *written)]

    def summary(self, label: str, points: Sequence[Estimate], mean: Estimate) -> list[Sequence[str | Text]]:
        """A number at rising points and on average, and its errors below; one value twice where no world changes it."""
        if not any(each.error for each in (*points, mean)):
            middle = len(points) // 2
            value, around = self.say.certain(points[middle].value), [""] * middle
            return [(label, *around, value, *around, value)]
        return [(label, *self.say.row(*points), self.say.estimate(mean)), self.errors(*points, mean)]

    def chance(self, found: Estimate) -> str:
        """A share of the worlds in a table: all or none where no world says otherwise."""
        if found.value in (0.0, 1.0):
            return self.say("decide.all" if found.value else "decide.none")
        return self.say.share(found)

    def amount(self, found: Estimate) -> str:
        """An estimate in a table; to six digits where no world changes it."""
        return self.say.estimate(found) if found.error else self.say.certain(found.value)

    def mean_and_ends(self, found: Summary) -> list[str]:
        """Mean, low and high in a table."""
        if found.low == found.high:
            return [self.say.certain(each.value) for each in (found.mean, found.low, found.high)]
        return [self.amount(found.mean), *self.say.row(found.low, found.high)]

    def picture(self, known: str) -> Iterator[Block]:
        """A figure by its name; nothing where the facts have none to show."""
        if known in self.pictures:
            yield self.pictures[known].figure()

    def thumbnail(self, known: str, width: float = 2.8) -> Thumbnail | None:
        """A small picture by its name, so many centimetres wide; None where there is none."""
        return self.pictures[known].thumbnail(width) if known in self.pictures else None

    @cached_property
    def pictures(self) -> dict[str, Picture]:
        """The figures that the facts have something to show for; nothing is drawn yet."""
        return {} if self._gallery is None else self._gallery(self.facts, self.say)
