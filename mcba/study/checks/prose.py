"""Prose and citations: paragraphs beside the study file, and the references that texts name."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import PurePosixPath
from typing import get_args

from mcba.errors import Complaint, suggestion
from mcba.study.document.texts import Language
from mcba.study.document.values import TomlTable
from mcba.study.reading.complaints import Complaints
from mcba.study.reading.draft import Draft
from mcba.study.reading.positions import Place
from mcba.study.reading.references import keys_in, read_references


def check_prose(draft: Draft) -> Draft:
    """Prose is in a language of texts, and every reference that is cited stands in the bibliography."""
    complaints = draft.collect()
    prose: list[str] = []
    with complaints.caught(()):
        prose = draft.tables.prose()
    for name in prose:
        language = PurePosixPath(name).stem.partition(".")[2]
        if language and language not in get_args(Language):
            message = (
                f"{language!r} in the name of this file is no language; {suggestion(language, get_args(Language))}"
            )
            complaints.made.append(_in_prose(draft, name, 0, message))
    references = _references(draft, complaints)
    if references is None:
        return draft.learnt(complaints)
    for place, text in _strings_in(draft.document, ()):
        for key, _ in _cited(place, text):
            if key.lower() not in references:
                complaints.at(place, _no_reference(draft, key, references))
    for name in prose:
        for key, offset in keys_in(draft.tables.texts[name]):
            if key.lower() not in references:
                message = _no_reference(draft, key, references)
                complaints.made.append(_in_prose(draft, name, offset, message))
    return draft.learnt(complaints)


def _references(draft: Draft, complaints: Complaints) -> Mapping[str, object] | None:
    """The bibliography by its keys; empty where the study has none, and None where it cannot be read."""
    name = draft.document.study.bibliography
    if name is None:
        return {}
    references: list[Mapping[str, object]] = []
    with complaints.caught(("study",)):
        references.append(read_references(name, draft.tables.text(name, key="bibliography")))
    return references[0] if references else None


def _no_reference(draft: Draft, key: str, references: Mapping[str, object]) -> str:
    file = draft.document.study.bibliography
    if file is None:
        return f'there is no bibliography to find @{key} in; add bibliography = "references.bib" to [study]'
    return f"{file} has no reference {key!r}; {suggestion(key, references)}"


def _cited(place: Place, text: str) -> Iterator[tuple[str, int]]:
    """The keys that a text of the study file cites; a citation that is nothing but a key needs no brackets."""
    if place[-1:] == ("citation",) and text.startswith("@"):
        yield text.removeprefix("@").strip(), 0
    else:
        yield from keys_in(text)


def _strings_in(part: object, place: Place) -> Iterator[tuple[Place, str]]:
    """Every string within a document, with its place."""
    if isinstance(part, str):
        yield place, part
    elif isinstance(part, Mapping):
        for name, value in part.items():
            yield from _strings_in(value, (*place, str(name)))
    elif isinstance(part, list | tuple):
        for number, value in enumerate(part):
            yield from _strings_in(value, (*place, number))
    elif isinstance(part, TomlTable):
        for name in type(part).model_fields:
            value = getattr(part, name)
            if value is not None:  # most keys of most tables
                yield from _strings_in(value, (*place, name))


def _in_prose(draft: Draft, name: str, offset: int, message: str) -> Complaint:
    """A complaint about a place in a file of prose."""
    before = draft.tables.texts[name][:offset]
    line, column = before.count("\n") + 1, len(before) - before.rfind("\n")
    return Complaint(str(draft.page.file.parent / name), line, column, message)
