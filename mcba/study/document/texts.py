"""Texts of the study file: words in one language or both, and the sources they name."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Annotated, Literal, TypeVar

from pydantic import BeforeValidator, Discriminator, Field, Tag, ValidationInfo

from mcba.study.document.values import TomlTable, refused

Language = Literal["en", "nl"]
_PartT = TypeVar("_PartT", bound=TomlTable)


class Text(TomlTable):
    """Words in one language or both."""

    en: str | None = Field(None, description="in English")
    nl: str | None = Field(None, description="in Dutch")

    def in_language(self, language: str) -> str:
        """The words in the language asked for, or in the first one that they were given in."""
        given = self.model_dump(exclude_none=True)
        return str(given.get(language) or next(iter(given.values()), ""))


def _text(value: object, info: ValidationInfo) -> object:
    """A plain string is in the language of the file, which the context of the validation says."""
    return {(info.context or {}).get("language", "en"): value} if isinstance(value, str) else value


Words = Annotated[Text, BeforeValidator(_text, json_schema_input_type=str | Text)]


def _text_or_whole_number(value: object) -> object:
    if isinstance(value, str | int) and not isinstance(value, bool):
        return value
    raise refused(value, "allowed is text in quotes, or a whole number")


Locator = Annotated[str | int, BeforeValidator(_text_or_whole_number)]


# A name that is the same in every language, such as a title, or words in one language or both.
NameOrWords = Annotated[
    Annotated[str, Tag("name")] | Annotated[Text, Tag("words")],
    Discriminator(lambda value: "name" if isinstance(value, str) else "words"),
]


class Source(TomlTable):
    """Where a value stands: enough for a reader to find it again."""

    citation: NameOrWords | None = Field(None, description="authors, year and title, as a reader would cite it")
    document: str | None = Field(None, description="name or file of the document")
    place: NameOrWords | None = Field(None, description="where in it: a paragraph, a chapter")
    page: Locator | None = Field(None, description="page of the document")
    table: Locator | None = Field(None, description="table of the document")
    row: Locator | None = Field(None, description="row of that table")
    via: NameOrWords | None = Field(None, description="where the figure was read, when it only quotes that source")
    doi: str | None = Field(None, description="digital object identifier, such as 10.1000/182")
    url: str | None = Field(None, description="address on the web")
    read: str | None = Field(None, description="date on which the source was read")
    quote: NameOrWords | None = Field(None, description="the sentence that the value rests on, word for word")

    def parts(self, language: str) -> dict[str, str]:
        """What is known of the place, in the language asked for where there is a choice; the quote is none of it."""
        known = {name: getattr(self, name) for name in type(self).model_fields if name != "quote"}
        return {
            name: part.in_language(language) if isinstance(part, Text) else str(part)
            for name, part in known.items()
            if part is not None
        }

    def __str__(self) -> str:
        named = {"page": "p. ", "table": "table ", "row": "row ", "doi": "doi:", "read": "read "}
        return ", ".join(f"{named.get(name, '')}{part}" for name, part in self.parts("en").items())


def _source(value: object) -> object:
    return {"citation": value} if isinstance(value, str) else value


SourceField = Annotated[Source, BeforeValidator(_source, json_schema_input_type=str | Source)]

# Keys that many tables have.
Label = Annotated[Words | None, Field(description="what readers see instead of the name")]
Sourced = Annotated[SourceField | None, Field(description="where it stands")]
Notes = Annotated[Words | None, Field(description="remarks for the reader")]


def parts_in(part: object, kind: type[_PartT]) -> Iterator[_PartT]:
    """Every table of one kind within a document, however deep: every text, or every source.

    Parameters
    ----------
    part : object
        A table of a study file, or a mapping or list of them.
    kind : type
        Such as Text.

    Returns
    -------
    iterator of kind

    Examples
    --------
    >>> [text.en for text in parts_in([{"a": Text(en="one")}, "not a text"], Text)]
    ['one']
    """
    if isinstance(part, kind):
        yield part
    elif isinstance(part, Mapping):
        for value in part.values():
            yield from parts_in(value, kind)
    elif isinstance(part, list | tuple):
        for value in part:
            yield from parts_in(value, kind)
    elif isinstance(part, TomlTable):
        for name in type(part).model_fields:
            yield from parts_in(getattr(part, name), kind)
