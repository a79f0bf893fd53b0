"""A page: a name and its sections; with facts and a language it becomes a document that every writer can write."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import Any

from mcba.reporting.blocks import Block, Document
from mcba.reporting.sections import Gallery, Writing
from mcba.reporting.writers import terminal

Section = Callable[[Writing[Any]], Iterator[Block]]


@dataclass(frozen=True)
class Page:
    """A page, as its sections in their order.

    Parameters
    ----------
    name : str
        Of the file it is written to.
    sections : tuple of functions
        Each takes a `Writing` of the page's facts and gives blocks.
    heading : function
        From a `Writing` to title and subtitle.
    gallery : function, optional
        The figures that sections may show.
    """

    name: str
    sections: tuple[Section, ...]
    heading: Callable[[Writing[Any]], tuple[str, str]]
    gallery: Gallery | None = None

    def printed(self, facts: Any, language: str) -> str:
        """The page as text for a terminal, which shows no figures."""
        return terminal.write(replace(self, gallery=None).document(facts, language))

    def document(self, facts: Any, language: str) -> Document:
        """The page of these facts in one language."""
        writing = Writing(facts, language, self.gallery)
        say = writing.say
        title, subtitle = self.heading(writing)
        return Document(
            title=title,
            subtitle=subtitle,
            language=language,
            blocks=tuple(block for section in self.sections for block in section(writing)),
            words={
                **{key: say(f"word.{key}") for key in ("table", "figure", "contents")},
                "locale": say.format_of_numbers["locale"],
            },
        )
