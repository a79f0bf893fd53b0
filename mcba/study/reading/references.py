"""References: a bibliography in the study's folder, as BibTeX or CSL-JSON, and where texts cite from it.

A citation is written as Pandoc does: `[@key]`, `[@key, p. 12]`, `[see @key; @other]`.
"""

from __future__ import annotations

import io
import json
import re
import warnings
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, ClassVar

from mcba.errors import Complaint, StudyError


@dataclass(frozen=True)
class Cited:
    """One reference within a citation: what stands before it, its key, and the place in it."""

    before: str
    key: str
    place: str


_CITATION = re.compile(r"\[([^\[\]]*@[^\[\]]*)\](?!\()")
_PART = re.compile(r"\s*(?:(?P<before>[^@]*\S)\s+)?@(?P<key>\w[\w:.#$%&+?<>~/-]*)\s*(?:,\s*(?P<place>.+?))?\s*")


def _parts(citation: str) -> tuple[Cited, ...]:
    """The references of a citation; none where something else stands in brackets, such as an address."""
    parts = [_PART.fullmatch(part) for part in citation.split(";")]
    found = [Cited(part["before"] or "", part["key"], part["place"] or "") for part in parts if part is not None]
    return tuple(found) if len(found) == len(parts) else ()


def with_citations(text: str, written: Callable[[tuple[Cited, ...]], str]) -> str:
    """A text with each of its citations as it is written; one for which there is no writing stands as it was.

    Parameters
    ----------
    text : str
    written : function
        From the references of a citation to words, or to none.

    Returns
    -------
    str

    Examples
    --------
    >>> with_citations("It helps [@michon2014].", lambda parts: f"({parts[0].key})")
    'It helps (michon2014).'
    """
    return _CITATION.sub(lambda found: written(_parts(found[1])) or found[0], text)


def keys_in(text: str) -> Iterator[tuple[str, int]]:
    """The keys that a text cites, each with where its citation begins.

    Parameters
    ----------
    text : str

    Returns
    -------
    iterator of (str, int)

    Examples
    --------
    >>> list(keys_in("It helps [see @michon2014, p. 12; @seo], says [me@example.org]."))
    [('michon2014', 9), ('seo', 9)]
    """
    for citation in _CITATION.finditer(text):
        for cited in _parts(citation[1]):
            yield cited.key, citation.start()


@lru_cache(maxsize=4)
def read_references(file: str, text: str) -> Mapping[str, Any]:
    """The references of a bibliography by their keys, in small letters.

    Parameters
    ----------
    file : str
        For complaints; CSL-JSON where its name ends with .json, BibTeX otherwise.
    text : str

    Returns
    -------
    mapping of str to citeproc.source.Reference

    Raises
    ------
    StudyError
        With one complaint, when it cannot be read.

    Examples
    --------
    >>> list(read_references("r.bib", "@misc{guide, author = {A. Author}, title = {A guide}, year = 2020}"))
    ['guide']
    """
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of fields that no list of references shows
            if file.lower().endswith(".json"):
                from citeproc.source.json import CiteProcJSON

                read: Mapping[str, Any] = CiteProcJSON(json.loads(text))
            else:
                read = _bibtex()(io.StringIO(text))
            return read
    except (ValueError, TypeError, KeyError, AttributeError, IndexError) as error:
        line = text.count("\n", 0, error.pos) + 1 if isinstance(error, json.JSONDecodeError) else 1
        kind = "CSL-JSON" if file.lower().endswith(".json") else "BibTeX"
        raise StudyError([Complaint(file, line, 1, f"this is not {kind} that can be read: {error}")]) from error


_FIELDS = {
    "url": "URL",
    "institution": "publisher",
    "school": "publisher",
    "organization": "publisher",
    "journaltitle": "container_title",
    "location": "publisher_place",
}
"""The fields of BibTeX and BibLaTeX that the reader of citeproc leaves out, by what they are in CSL."""


def _bibtex() -> Any:
    """The reader of BibTeX, with the keys and kinds of BibLaTeX and of reports on the web."""
    from citeproc.source.bibtex import BibTeX
    from citeproc.types import WEBPAGE

    class Bibliography(BibTeX):  # type: ignore[misc]
        fields: ClassVar[dict[str, str]] = BibTeX.fields | _FIELDS
        types: ClassVar[dict[str, str]] = BibTeX.types | {"online": WEBPAGE, "www": WEBPAGE, "electronic": WEBPAGE}

        def create_reference(self, key: str, entry: Any) -> Any:
            date = re.match(r"(\d{4})", str(entry.get("date", "")))
            if date is not None and "year" not in entry:
                entry["year"] = date[1]
            entry.document_type = entry.document_type.lower()
            if entry.document_type not in self.types:
                entry.document_type = "misc"
            if entry.document_type == "misc" and "url" in entry:
                entry.document_type = "online"
            return super().create_reference(key, entry)

    return Bibliography
