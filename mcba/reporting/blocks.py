"""The document tree: what a report says, without a word of any file format.

Text is a row of spans; blocks are headings, paragraphs, bullets, tables, figures and equations. The user's own Markdown
becomes the same blocks (`from_markdown`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Literal, TypeAlias

from mcba.reporting.equations.marks import Mark

Style = Literal["plain", "strong", "emphasis", "code", "quiet"]


@dataclass(frozen=True)
class Span:
    """A piece of text in one style; `language` where it differs from the document's, `url` where it is a link."""

    text: str
    style: Style = "plain"
    language: str = ""
    url: str = ""


@dataclass(frozen=True)
class Break:
    """A new line within a cell or paragraph."""


@dataclass(frozen=True)
class Thumbnail:
    """A small picture within a line of text."""

    name: str
    png: bytes
    svg: bytes
    alt: str
    width: float  # cm


Inline: TypeAlias = Span | Break | Thumbnail
Spans: TypeAlias = tuple[Inline, ...]


@dataclass(frozen=True)
class Heading:
    """A heading; `anchor` is its name for links."""

    level: int
    text: str
    anchor: str


@dataclass(frozen=True)
class Paragraph:
    """A paragraph; a `lead` is the answer itself, a `note` stands apart from the text around it."""

    text: Spans
    style: Literal["plain", "lead", "note"] = "plain"


@dataclass(frozen=True)
class Bullets:
    """A list without order."""

    items: tuple[Spans, ...]


@dataclass(frozen=True)
class PageTable:
    """A table with a caption and a header row; the first cell of a row names it.

    A row with a quiet name says more of the row above it, such as its errors. `align` has one letter a column, l or r;
    `widths` the share of the page of each.
    """

    anchor: str
    caption: str
    header: tuple[str, ...]
    rows: tuple[tuple[Spans, ...], ...]
    align: str
    widths: tuple[float, ...]

    @property
    def is_below(self) -> list[bool]:
        """Of each row, whether it says more of the row above it."""
        return [all_quiet(name) for name, *_ in self.rows]


@dataclass(frozen=True)
class Picture:
    """A picture with a caption, and with `alt`, the words for those who cannot see it."""

    anchor: str
    caption: str
    alt: str
    png: bytes = field(repr=False)
    svg: bytes = field(repr=False)
    width: float = 16.0  # cm


@dataclass(frozen=True)
class Equation:
    """An equation on a line of its own."""

    mark: Mark


Block: TypeAlias = Heading | Paragraph | Bullets | PageTable | Picture | Equation


@dataclass(frozen=True)
class Manuscript:
    """A whole report."""

    title: str
    subtitle: str
    language: str
    blocks: tuple[Block, ...]
    words: dict[str, str]  # what the writers themselves have to say: Table, Figure, Contents


def text(*parts: str | Inline) -> Spans:
    """A row of spans from plain strings and spans."""
    return tuple(Span(part) if isinstance(part, str) else part for part in parts if part != "")


def plain_text(spans: Spans) -> str:
    """The words of a text, without its styles."""
    return "".join(span.text if isinstance(span, Span) else " " if isinstance(span, Break) else "" for span in spans)


def all_quiet(spans: Spans) -> bool:
    """Whether a text is quiet as a whole."""
    return bool(spans) and all(isinstance(span, Span) and span.style == "quiet" for span in spans)


def cell(value: str | Spans) -> Spans:
    """A cell of a table."""
    return text(value) if isinstance(value, str) else value


def page_table(
    anchor: str,
    caption: str,
    header: Sequence[str],
    rows: Sequence[Sequence[str | Spans]],
    align: str,
    widths: Sequence[float] | None = None,
) -> PageTable:
    """A table from strings and texts; without `widths` the first column has twice the room of the others."""
    widths = widths or [2.0 if column == 0 else 1.0 for column in range(len(header))]
    whole = sum(widths)
    return PageTable(
        anchor,
        caption,
        tuple(header),
        tuple(tuple(cell(value) for value in row) for row in rows),
        align,
        tuple(width / whole for width in widths),
    )


# --- the user's own Markdown

_INLINE = re.compile(
    r"\*\*(?P<strong>[^*]+)\*\*|\*(?P<emphasis>[^*\s][^*]*)\*|(?<!\w)_(?P<underlined>[^_]+)_(?!\w)|`(?P<code>[^`]+)`"
    r"|\[(?P<label>[^\]]+)\]\((?P<url>[^)\s]+)\)"
)


def from_markdown(written: str, language: str = "") -> tuple[Block, ...]:
    r"""Paragraphs, bullets, emphasis, code and links; anything else stands as it was written.

    >>> [type(block).__name__ for block in from_markdown("One **two**.\n\n- three\n- four")]
    ['Paragraph', 'Bullets']
    """
    blocks: list[Block] = []
    for part in re.split(r"\n\s*\n", written.strip()):
        lines = part.strip().splitlines()
        if not lines:
            continue
        if all(re.match(r"\s*[-*] ", line) or line.startswith("  ") for line in lines):
            items = re.split(r"(?m)^\s*[-*] ", part.strip())[1:]
            blocks.append(Bullets(tuple(tuple(_spans(" ".join(item.split()), language)) for item in items)))
        else:
            whole = " ".join(re.sub(r"^#+\s+", "", line).strip() for line in lines)
            spans = tuple(_spans(whole, language))
            if lines[0].startswith("#"):
                spans = (Span(plain_text(spans), "strong", language),)
            blocks.append(Paragraph(spans))
    return tuple(blocks)


def markdown_line(written: str, language: str = "") -> Spans:
    """One line of the user's Markdown."""
    return tuple(_spans(" ".join(written.split()), language))


def _spans(written: str, language: str) -> Iterator[Span]:
    start = 0
    for match in _INLINE.finditer(written):
        if match.start() > start:
            yield Span(written[start : match.start()], language=language)
        if match["url"]:
            yield Span(match["label"], language=language, url=match["url"])
        elif match["code"]:
            yield Span(match["code"], "code", language)
        elif match["strong"]:
            yield Span(match["strong"], "strong", language)
        else:
            yield Span(match["emphasis"] or match["underlined"], "emphasis", language)
        start = match.end()
    if start < len(written):
        yield Span(written[start:], language=language)
