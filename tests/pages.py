"""What a reader reads of a page or a document."""

from collections.abc import Iterator
from typing import Any

from mcba.reporting.blocks import Bullets, Heading, Manuscript, PageTable, Paragraph, Picture, Span
from mcba.reporting.pages.page import Page


def printed(page: Page, facts: object, language: str = "en") -> str:
    """What a command prints: a page as text for the terminal."""
    return page.printed(facts, language)


def texts(manuscript: Manuscript, *, foreign: bool = True, code: bool = True) -> Iterator[str]:
    """Everything a reader reads: headings, paragraphs, cells, captions, words for pictures."""

    def of(spans: tuple[Any, ...]) -> str:
        kept = [
            s for s in spans if not isinstance(s, Span) or ((foreign or not s.language) and (code or s.style != "code"))
        ]
        return "".join(span.text if isinstance(span, Span) else " " for span in kept)

    for block in manuscript.blocks:
        match block:
            case Heading():
                yield block.text
            case Paragraph():
                yield of(block.text)
            case Bullets():
                yield from map(of, block.items)
            case PageTable():
                yield from (block.caption, *block.header, *(of(cell) for row in block.rows for cell in row))
            case Picture():
                yield from (block.caption, block.alt)
