"""Texts: the words of a study in its file and in the library entries that it uses."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from mcba.study.document import Text
from mcba.study.model import Study


def texts_of(study: Study) -> list[Text]:
    """Every text of the study file, and of the library entries it uses, each once."""
    return list({id(text): text for part in (study.document, study.entries) for text in texts_in(part)}.values())


def texts_in(part: object) -> Iterator[Text]:
    """Every text within a document, however deep."""
    if isinstance(part, Text):
        yield part
    elif isinstance(part, Mapping):
        for value in part.values():
            yield from texts_in(value)
    elif isinstance(part, list | tuple):
        for value in part:
            yield from texts_in(value)
    elif hasattr(type(part), "model_fields"):
        for name in type(part).model_fields:  # type: ignore[attr-defined]
            yield from texts_in(getattr(part, name))
