"""A page: a name and its sections; with facts and a language it becomes a manuscript that every writer can write."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

from mcba.reporting.blocks import Manuscript
from mcba.reporting.sections.chapters import Section
from mcba.reporting.sections.writing import Gallery, Writing
from mcba.reporting.writers.terminal import as_terminal


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
        return as_terminal(replace(self, gallery=None).manuscript(facts, language))

    def manuscript(self, facts: Any, language: str) -> Manuscript:
        """The page of these facts in one language."""
        writing = Writing(facts, language, self.gallery)
        voice = writing.voice
        title, subtitle = self.heading(writing)
        return Manuscript(
            title=title,
            subtitle=subtitle,
            language=language,
            blocks=tuple(block for section in self.sections for block in section(writing)),
            words={
                **{key: voice(f"word.{key}") for key in ("table", "figure", "contents")},
                "locale": voice.format_of_numbers["locale"],
            },
        )
