"""The user's own Markdown as blocks: paragraphs, lists, emphasis, code, links, quotations, tables and sub-headings.

CommonMark with tables; HTML stands as it was written, and of a picture the words for those who cannot see it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from typing import TYPE_CHECKING

from mcba.reporting.blocks import (
    Block,
    Break,
    Bullets,
    Heading,
    Inline,
    PageTable,
    Paragraph,
    Span,
    Spans,
    Style,
    page_table,
    plain_text,
)

if TYPE_CHECKING:
    from markdown_it import MarkdownIt
    from markdown_it.tree import SyntaxTreeNode

_PLAIN = re.compile(r"[^\\`*_\[\]<>&!]*")
_CAPTION = re.compile(r"(?:Table|Tabel)?: +(?=\S)")
_STYLES: dict[str, Style] = {"strong": "strong", "em": "emphasis", "code_inline": "code", "image": "emphasis"}


def from_markdown(written: str, language: str = "", within: Heading | None = None) -> tuple[Block, ...]:
    r"""The blocks of a text.

    Parameters
    ----------
    written : str
    language : str
        Where it differs from the document's.
    within : Heading, optional
        The heading it stands under: its own headings come below that, and its tables take their anchors from it.
        Without one they are paragraphs in bold.

    Returns
    -------
    tuple of blocks

    Examples
    --------
    >>> [type(block).__name__ for block in from_markdown("One **two**.\n\n- three\n- four")]
    ['Paragraph', 'Bullets']
    """
    return tuple(_Reader(language, within).blocks(written))


def markdown_line(written: str, language: str = "") -> Spans:
    """One line of Markdown: emphasis, code and links, and nothing that makes a block."""
    line = " ".join(written.split())
    if _PLAIN.fullmatch(line):
        return (Span(line, language=language),) if line else ()
    from markdown_it.tree import SyntaxTreeNode

    return _Reader(language, None).spans(SyntaxTreeNode(_markdown().parseInline(line)))


@cache
def _markdown() -> MarkdownIt:
    from markdown_it import MarkdownIt

    return MarkdownIt("commonmark", {"html": False}).enable("table")


class _Reader:
    """Blocks and spans from a tree of Markdown."""

    def __init__(self, language: str, within: Heading | None):
        self.language, self.within, self.count = language, within, 0

    def blocks(self, written: str) -> list[Block]:
        """The blocks of a text; a paragraph that begins with a colon, or with Table:, is the caption of its table."""
        from markdown_it.tree import SyntaxTreeNode

        found: list[Block] = []
        for node in SyntaxTreeNode(_markdown().parse(written)).children:
            for block in self.block(node):
                last = found[-1] if found else None
                words = plain_text(block.text) if isinstance(block, Paragraph) else ""
                if isinstance(last, PageTable) and (colon := _CAPTION.match(words)):
                    found[-1] = PageTable(**{**vars(last), "caption": words[colon.end() :]})
                else:
                    found.append(block)
        return found

    def block(self, node: SyntaxTreeNode) -> Iterator[Block]:
        match node.type:
            case "paragraph":
                yield Paragraph(self.spans(node))
            case "heading":
                yield self.heading(int(node.tag[1:]), plain_text(self.spans(node)))
            case "bullet_list" | "ordered_list":
                yield Bullets(tuple(self.items(node)), node.type == "ordered_list")
            case "blockquote":
                for child in node.children:
                    for block in self.block(child):
                        yield Paragraph(block.text, "note") if isinstance(block, Paragraph) else block
            case "fence" | "code_block":
                lines = [Span(line, "code", self.language) for line in node.content.rstrip("\n").split("\n")]
                yield Paragraph(_broken((line,) for line in lines))
            case "table":
                yield self.table(node)

    def heading(self, level: int, words: str) -> Block:
        if self.within is None:
            return Paragraph((Span(words, "strong", self.language),))
        return Heading(min(max(level, self.within.level + 1), 3), words, self.anchor())

    def anchor(self) -> str:
        """The next name for links, after the heading that everything stands under."""
        self.count += 1
        return f"{self.within.anchor if self.within else 'text'}-own-{self.count}"

    def items(self, node: SyntaxTreeNode) -> Iterator[Spans]:
        """Each item as one text; items within an item come after it."""
        for item in node.children:
            yield _broken(self.spans(child) for child in item.children if not child.type.endswith("_list"))
            for child in item.children:
                if child.type.endswith("_list"):
                    yield from self.items(child)

    def table(self, node: SyntaxTreeNode) -> PageTable:
        head, *bodies = node.children
        rows = [[self.spans(cell) for cell in row.children] for body in bodies for row in body.children]
        columns = head.children[0].children
        header = [plain_text(self.spans(cell)) for cell in columns]
        align = "".join("r" if "right" in str(cell.attrs.get("style", "")) else "l" for cell in columns)
        widths = [
            1 + min(60, max((len(plain_text(row[column])) for row in rows), default=0) + len(name))
            for column, name in enumerate(header)
        ]
        caption = self.within.text if self.within else " – ".join(filter(None, header))
        return page_table(self.anchor(), caption, header, rows, align, [float(width) for width in widths])

    def spans(self, node: SyntaxTreeNode, style: Style = "plain", url: str = "") -> Spans:
        """The pieces of text within a node, each in the style of what it stands in."""
        pieces: list[Inline] = []
        for child in node.children:
            inner = _STYLES.get(child.type, style) if style == "plain" else style
            link = str(child.attrs.get("href", "")) if child.type == "link" else url
            if child.type == "hardbreak":
                pieces.append(Break())
            elif child.type == "softbreak":
                pieces.append(Span(" ", inner, self.language, url))
            elif child.children:
                pieces += self.spans(child, inner, link)
            elif child.content:
                pieces.append(Span(child.content, inner, self.language, link))
        return _joined(pieces)


def _joined(pieces: list[Inline]) -> Spans:
    """The same text with neighbours of one style as one piece."""
    joined: list[Inline] = []
    for piece in pieces:
        last = joined[-1] if joined else None
        if isinstance(piece, Span) and isinstance(last, Span) and last == Span(last.text, *_look(piece)):
            joined[-1] = Span(last.text + piece.text, *_look(piece))
        else:
            joined.append(piece)
    return tuple(joined)


def _look(span: Span) -> tuple[Style, str, str]:
    return span.style, span.language, span.url


def _broken(lines: Iterator[Spans]) -> Spans:
    """Lines of text under each other."""
    return tuple(piece for line in lines for piece in (Break(), *line))[1:]
