"""What every section needs: the facts of its page, a voice with the study's labels, and the blocks it is made of."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cached_property
from typing import TYPE_CHECKING, Any, Generic, TypeAlias, TypeVar

from mcba.engine.drawing import RANDOMISATIONS, sampler_named
from mcba.engine.estimates import Estimate, Summary
from mcba.errors import Note
from mcba.reporting.blocks import (
    Block,
    Break,
    Heading,
    PageTable,
    Paragraph,
    Span,
    Spans,
    Thumbnail,
    page_table,
    text,
)
from mcba.reporting.words.labels import Labels
from mcba.reporting.words.markdown import from_markdown, markdown_line
from mcba.reporting.words.voice import capital, sentence
from mcba.study.document import Source, Text as Words
from mcba.study.reading import prose_of

if TYPE_CHECKING:
    from mcba.reporting.figures.plots import Plot
    from mcba.study import Study

_FactsT_co = TypeVar("_FactsT_co", covariant=True)
Gallery: TypeAlias = "Callable[[Any, Labels], dict[str, Plot]]"

MOST_SUBJECTS = 10  # assumptions in a table of a decision; the JSON has them all


class Writing(Generic[_FactsT_co]):
    """One page being written in one language; sections are functions that take it and give blocks.

    Parameters
    ----------
    facts : object
        What the page is of; with the `study` whose labels are used, or None.
    language : str
    gallery : function, optional
        From the facts and the voice to the figures that there is something to show for.
    """

    def __init__(self, facts: _FactsT_co, language: str, gallery: Gallery | None = None):
        self.facts, self._gallery = facts, gallery
        self.study: Study | None = getattr(facts, "study", None)
        self.voice = Labels(self.study, language)

    # --- headings and paragraphs

    def head(self, key: str, level: int = 1, **values: object) -> Heading:
        """A heading by its key."""
        return Heading(level, self.voice(f"head.{key}", **values), key)

    def sentence(self, key: str, **values: object) -> Paragraph:
        """A paragraph of one sentence by its key."""
        return Paragraph(text(capital(self.voice(key, **values))))

    def note(self, note: Note) -> Paragraph:
        """A note, or the reason why there is no result, as a paragraph."""
        return Paragraph(text(sentence(self.voice.note(note))))

    def drawn(self, worlds: int, sampler: str, seed: int, *more: str) -> Paragraph:
        """How the worlds of a page were drawn."""
        how = self.voice.known("sampler", sampler)
        said = self.voice("printed.drawn", worlds=self.voice.whole(worlds), sampler=how, seed=seed)
        return Paragraph((Span(" ".join(filter(None, (said, self.uneven(worlds, sampler), *more))), "quiet"),))

    def uneven(self, worlds: int, sampler: str) -> str:
        """That the worlds do not lie evenly in such a number; nothing where they do."""
        even = sampler_named(sampler).balanced(worlds)
        if worlds == even:
            return ""
        return self.voice("printed.uneven", parts=self.voice.whole(RANDOMISATIONS), even=self.voice.whole(even))

    def joined_sentences(self, *sentences: str) -> Paragraph:
        """Several sentences in one paragraph."""
        return Paragraph(text(" ".join(filter(None, sentences))))

    # --- words of the study file

    def words(self, written: Words | None) -> Spans:
        """Words of the study file, marked where they are in another language."""
        words = self.voice.text(written)
        return markdown_line(words, self._foreign(written)) if words else ()

    def joined(self, *written: Words | None) -> Spans:
        """Several words of the study file or the library in one line."""
        parts = list(filter(None, map(self.words, written)))
        return tuple(span for part in parts for span in (Span("; "), *part))[1:]

    def remark(self, written: Words | None) -> Iterator[Paragraph]:
        """A reason or a note of the study file as a paragraph of its own."""
        remark = self.voice.text(written)
        if remark:
            yield Paragraph(markdown_line(sentence(remark), self._foreign(written)))

    def user_text(self, written: Words | None, within: Heading | None = None) -> Iterator[Block]:
        """The user's own Markdown in its place, below a heading where it has headings and tables of its own."""
        markdown = self.voice.text(written)
        yield from from_markdown(markdown, self._foreign(written), within) if markdown else ()

    @cached_property
    def prose(self) -> Mapping[str, Words]:
        """Paragraphs of the study's own, by the heading that they stand under."""
        return {} if self.study is None else prose_of(self.study)

    def source(self, source: Source | None, reason: Words | None = None) -> Spans:
        """Source, the sentence that is quoted from it, and reason, each on its own line."""
        lines = [text(self.voice.source(source)), self.quote(source), self.words(reason)]
        spans = [span for line in lines if line for span in (Break(), *line)]
        return tuple(spans[1:])

    def quote(self, source: Source | None) -> Spans:
        """The sentence of a source that a value rests on; empty where none is quoted."""
        quote = None if source is None else source.quote
        if quote is None:
            return ()
        said = quote if isinstance(quote, str) else quote.in_language(self.voice.language)
        return (Span(self.voice("word.quoted", words=said), "emphasis"),)

    def _foreign(self, written: Words | None) -> str:
        """The language of words that are in another one; empty for the page's own."""
        return self.voice.language_of(written) if self.voice.is_foreign(written) else ""

    # --- tables and pictures

    def column(self, *keys: str) -> list[str]:
        """Headers of columns by their keys; no name for an empty key."""
        return [self.voice(f"column.{key}") if key else "" for key in keys]

    def table(
        self,
        anchor: str,
        columns: Sequence[str],
        rows: Sequence[Sequence[str | Spans]],
        align: str,
        widths: Sequence[float] | None = None,
        **values: object,
    ) -> Iterator[PageTable]:
        """A table with the caption of its name; none without rows."""
        if rows:
            yield page_table(anchor, self.voice(f"caption.{anchor}", **values), columns, rows, align, widths)

    def errors(self, *estimates: Estimate | None) -> list[Spans]:
        """The row under a row of estimates: ± and each error."""
        finite = [None if estimate is None or math.isnan(estimate.value) else estimate for estimate in estimates]
        written = ["" if estimate is None else self.voice.error(estimate.error) for estimate in finite]
        return [text(Span(part, "quiet")) for part in ("±", *written)]

    def summary(self, label: str, points: Sequence[Estimate], mean: Estimate) -> list[Sequence[str | Spans]]:
        """A number at rising points and on average, and its errors below; one value twice where no world changes it."""
        if not any(estimate.error for estimate in (*points, mean)):
            middle = len(points) // 2
            value, around = self.voice.certain(points[middle].value), [""] * middle
            return [(label, *around, value, *around, value)]
        return [(label, *self.voice.row(*points), self.voice.estimate(mean)), self.errors(*points, mean)]

    def chance(self, share: Estimate) -> str:
        """A share of the worlds in a table: all or none where no world says otherwise."""
        if share.value in (0.0, 1.0):
            return self.voice("decide.all" if share.value else "decide.none")
        return self.voice.share(share)

    def amount(self, estimate: Estimate) -> str:
        """An estimate in a table; to six digits where no world changes it."""
        return self.voice.estimate(estimate) if estimate.error else self.voice.certain(estimate.value)

    def mean_and_ends(self, summary: Summary) -> list[str]:
        """Mean, low and high in a table."""
        if summary.low == summary.high:
            return [self.voice.certain(estimate.value) for estimate in (summary.mean, summary.low, summary.high)]
        return [self.amount(summary.mean), *self.voice.row(summary.low, summary.high)]

    def picture(self, name: str) -> Iterator[Block]:
        """A figure by its name; nothing where the facts have none to show."""
        if name in self.pictures:
            yield self.pictures[name].picture()

    def thumbnail(self, name: str, width: float = 2.8) -> Thumbnail | None:
        """A small picture by its name, so many centimetres wide; None where there is none."""
        return self.pictures[name].thumbnail(width) if name in self.pictures else None

    @cached_property
    def pictures(self) -> dict[str, Plot]:
        """The figures that the facts have something to show for; nothing is drawn yet."""
        return {} if self._gallery is None else self._gallery(self.facts, self.voice)
