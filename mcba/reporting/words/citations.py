"""Citations: what a study cites, in its texts and as a list, in the words of one language.

Author and year, in the style "Cite Them Right" (Harvard) that comes with citeproc-py.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterable

from mcba.study import Study
from mcba.study.reading import Cited, references_of, with_citations

_LOCALES = {"en": "en-GB", "nl": "nl-NL"}
_STYLE = "harvard-cite-them-right"
_URL = re.compile(r"https?://[^\s<>]*[^\s<>.,;)]")


class Citations:
    """The references of a study, as one language writes them.

    Parameters
    ----------
    study : Study
    language : str

    Examples
    --------
    >>> import mcba
    >>> known = Citations(mcba.load("studies/tegaderm-dressing"), "en")
    >>> known.within("It saves money [@jenks, p. 135], says [somebody].")
    'It saves money (Jenks et al., 2016, p. 135), says [somebody].'
    >>> known.short("@jenks")
    'Jenks et al., 2016'
    """

    def __init__(self, study: Study, language: str):
        self._references = references_of(study)
        self._locale = _LOCALES[language]

    def within(self, text: str) -> str:
        """A text with its citations as author and year in round brackets."""
        if not self._references or "@" not in text:
            return text
        return with_citations(text, self._cited)

    def short(self, citation: str) -> str:
        """Author and year of a citation that is nothing but keys, without round brackets; anything else as it is."""
        keys = f"[{citation}]" if citation.startswith("@") else citation
        written = self.within(keys) if keys.startswith("[") else keys
        return citation if written == keys else written.removeprefix("(").removesuffix(")")

    def list(self, keys: Iterable[str]) -> list[str]:
        """The references of some keys in full, each once and in the order of their authors; as Markdown."""
        from citeproc import Citation, CitationItem, CitationStylesBibliography, formatter

        wanted = [key for key in dict.fromkeys(key.lower() for key in keys) if key in self._references]
        if not wanted:
            return []
        whole = CitationStylesBibliography(self._style(), self._references, formatter.html)
        for key in wanted:
            whole.register(Citation([CitationItem(key)]))
        whole.sort()
        return [_linked(_as_markdown(str(entry))) for entry in whole.bibliography()]

    def _cited(self, parts: tuple[Cited, ...]) -> str:
        from citeproc import Citation, CitationItem, CitationStylesBibliography, Locator, formatter

        if not parts or any(part.key.lower() not in self._references for part in parts):
            return ""
        whole = CitationStylesBibliography(self._style(), self._references, formatter.plain)
        items = []
        for part in parts:
            place = re.sub(r"^(?:pp?|blz)\.\s*", "", part.place)
            more = {"locator": Locator("page", place)} if place[:1].isdigit() else {}
            more |= {"prefix": f"{part.before} "} if part.before else {}
            more |= {"suffix": f", {part.place}"} if place and not place[0].isdigit() else {}
            items.append(CitationItem(part.key, **more))
        citation = Citation(items)
        whole.register(citation)
        return str(whole.cite(citation, lambda _: None))

    def _style(self) -> object:
        from citeproc import CitationStylesStyle

        return CitationStylesStyle(_STYLE, locale=self._locale, validate=False)


def _as_markdown(entry: str) -> str:
    """The HTML of citeproc as Markdown: italics, and no other marks."""
    kept = re.sub(r"([*_`\[\]\\])", r"\\\1", entry)
    return html.unescape(re.sub(r"</?i>", "*", kept))


def _linked(entry: str) -> str:
    return _URL.sub(lambda url: f"<{url[0].replace(chr(92), '')}>", entry)
