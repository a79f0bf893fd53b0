"""A page: a name and its sections; with facts and a language it becomes a manuscript that every writer can write."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import Any

from mcba.reporting.blocks import Block, Colophon, Heading, Manuscript
from mcba.reporting.sections.chapters import Section
from mcba.reporting.sections.writing import Gallery, Writing
from mcba.reporting.writers.terminal import as_terminal
from mcba.study.document import Text
from mcba.study.reading import texts_of


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
    takes_prose : bool
        Whether the paragraphs of a study's own stand in it, each under its heading.
    """

    name: str
    sections: tuple[Section, ...]
    heading: Callable[[Writing[Any]], tuple[str, str]]
    gallery: Gallery | None = None
    takes_prose: bool = False

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
            blocks=tuple(self._blocks(writing)),
            words={
                **{key: voice(f"word.{key}") for key in _WORDS},
                "locale": voice.format_of_numbers["locale"],
            },
            option=_option(writing),
            colophon=_colophon(writing),
            foreign=_foreign(writing),
        )

    def _blocks(self, writing: Writing[Any]) -> Iterator[Block]:
        """The blocks of every section, and under their headings what the study itself has to say."""
        for section in self.sections:
            for block in section(writing):
                yield block
                if self.takes_prose and isinstance(block, Heading) and block.anchor in writing.prose:
                    yield from writing.user_text(writing.prose[block.anchor], block)


_WORDS = ("table", "figure", "contents", "at_page", "client", "authors", "date", "version", "contact", "folds")


def _option(writing: Writing[Any]) -> str:
    """The option that a run is of; empty for the study as it stands."""
    run = getattr(writing.facts, "run", None)
    option = None if run is None else run.settings.option
    return "" if option is None else writing.voice.option(option)


def _foreign(writing: Writing[Any]) -> dict[str, str]:
    """What the study says in another language only, each text with that language."""
    voice, texts = writing.voice, [] if writing.study is None else texts_of(writing.study)
    return {voice.text(one): voice.language_of(one) for one in texts if voice.is_foreign(one)}


def _colophon(writing: Writing[Any]) -> Colophon:
    if writing.study is None:
        return Colophon()
    header = writing.study.document.study
    months = writing.voice("word.months").split()

    def said(value: Text | dt.date | str | int | None) -> str:
        match value:
            case None:
                return ""
            case Text():
                return writing.voice.text(value)
            case dt.date():
                return f"{value.day} {months[value.month - 1]} {value.year}"
        return str(value)

    given = {key: said(getattr(header, key)) for key in ("client", "date", "version", "contact")}
    return Colophon(**given, authors=header.authors)
