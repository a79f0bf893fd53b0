"""The document tree: what a report says, without a word of any file format.

Text is a row of spans; blocks are headings, paragraphs, bullets, tables, figures and equations. The user's own Markdown
becomes the same blocks (`mcba.reporting.words.markdown`).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Literal, Protocol, TypeAlias

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


class Drawing(Protocol):
    """What a picture shows, as a file of either kind; a writer asks for the kind it needs."""

    @property
    def png(self) -> bytes:
        """As PNG."""
        ...

    @property
    def svg(self) -> bytes:
        """As SVG."""
        ...


@dataclass(frozen=True)
class AtHand:
    """A drawing of which both files are at hand."""

    png: bytes = b""
    svg: bytes = b""


@dataclass(frozen=True)
class Thumbnail:
    """A small picture within a line of text."""

    name: str
    drawing: Drawing
    alt: str
    width: float  # cm


@dataclass(frozen=True)
class Reference:
    """A link to a heading, table or figure of the same report, by its anchor.

    It reads as the heading does, or as the number of the table or figure, with the page where there are pages; `words`
    stand instead of that title where they are given, and alone where the report has no such place.
    """

    anchor: str
    words: str = ""


Inline: TypeAlias = Span | Break | Thumbnail | Reference
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
    """A list, with a number before each item or without."""

    items: tuple[Spans, ...]
    numbered: bool = False


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

    @property
    def is_above(self) -> list[bool]:
        """Of each row, whether it only names the rows below it."""
        return [not any(cells) for _, *cells in self.rows]


@dataclass(frozen=True)
class Picture:
    """A picture with a caption, and with `alt`, the words for those who cannot see it."""

    anchor: str
    caption: str
    alt: str
    drawing: Drawing
    width: float = 16.0  # cm


@dataclass(frozen=True)
class Equation:
    """An equation on a line of its own."""

    mark: Mark


Block: TypeAlias = Heading | Paragraph | Bullets | PageTable | Picture | Equation


TargetKind = Literal["heading", "table", "figure"]


@dataclass(frozen=True)
class Target:
    """What a reference leads to: the n-th heading, table or figure, and how it is called."""

    kind: TargetKind
    number: int
    anchor: str
    title: str


@dataclass(frozen=True)
class Colophon:
    """For whom and by whom a report is, of when, and whom to ask; what is not known is empty."""

    client: str = ""
    authors: tuple[str, ...] = ()
    date: str = ""
    version: str = ""
    contact: str = ""


@dataclass(frozen=True)
class Manuscript:
    """A whole report; `option` names the option it is of, where it is not of the study as it stands.

    `foreign` has the words of the study that are in another language than the report, each with that language.
    """

    title: str
    subtitle: str
    language: str
    blocks: tuple[Block, ...]
    words: dict[str, str]  # what the writers themselves have to say: Table, Figure, Contents
    option: str = ""
    colophon: Colophon = Colophon()
    foreign: Mapping[str, str] = field(default_factory=dict)

    @property
    def running(self) -> str:
        """What stands above each page: the title, the option and the date."""
        return " · ".join(filter(None, (self.title, self.option, self.colophon.date)))

    @property
    def colophon_rows(self) -> list[tuple[str, str]]:
        """What is known of the colophon, each with its word."""
        colophon = self.colophon
        given = {
            "client": colophon.client,
            "authors": ", ".join(colophon.authors),
            "date": colophon.date,
            "version": colophon.version,
            "contact": colophon.contact,
        }
        return [(self.words[key], said) for key, said in given.items() if said]

    @cached_property
    def targets(self) -> dict[str, Target]:
        """What references can lead to, by anchor; a heading goes before a table, and a table before a figure."""
        found: dict[str, list[Target]] = {"heading": [], "table": [], "figure": []}
        for block in self.blocks:
            match block:
                case Heading():
                    place = Target("heading", len(found["heading"]) + 1, block.anchor, block.text)
                case PageTable():
                    place = Target("table", len(found["table"]) + 1, block.anchor, block.caption)
                case Picture():
                    place = Target("figure", len(found["figure"]) + 1, block.anchor, block.caption)
                case _:
                    continue
            found[place.kind].append(place)
        return {place.anchor: place for kind in ("figure", "table", "heading") for place in reversed(found[kind])}

    def reads(self, reference: Reference) -> str:
        """What a reference reads as, without a page."""
        target = self.targets.get(reference.anchor)
        if reference.words or target is None:
            return reference.words
        return target.title if target.kind == "heading" else f"{self.words[target.kind]} {target.number}"


def text(*parts: str | Inline) -> Spans:
    """A row of spans from plain strings and spans."""
    return tuple(Span(part) if isinstance(part, str) else part for part in parts if part != "")


def plain_text(spans: Spans) -> str:
    """The words of a text, without its styles."""
    return "".join(map(_said, spans))


def _said(span: Inline) -> str:
    match span:
        case Span():
            return span.text
        case Reference():
            return span.words
        case Break():
            return " "
    return ""


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
    """A table from strings and texts; a column in which no row says anything is left out.

    Without `widths` the first column has twice the room of the others.
    """
    widths = widths or [2.0 if column == 0 else 1.0 for column in range(len(header))]
    cells = [[cell(value) for value in row] for row in rows]
    told = [column for column in range(len(header)) if column == 0 or any(row[column] for row in cells)]
    whole = sum(widths[column] for column in told)
    return PageTable(
        anchor,
        caption,
        tuple(header[column] for column in told),
        tuple(tuple(row[column] for column in told) for row in cells),
        "".join(align[column] for column in told),
        tuple(widths[column] / whole for column in told),
    )
