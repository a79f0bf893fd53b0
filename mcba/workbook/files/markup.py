"""XML of a workbook's parts: no document types, no entities, bounded depth."""

from __future__ import annotations

from typing import NoReturn
from xml.etree.ElementTree import Element, TreeBuilder
from xml.parsers import expat

from mcba.errors import WorkbookError
from mcba.workbook.files.archive import SAVE_AGAIN, Archive


def new_parser(part: str, file: str) -> expat.XMLParserType:
    """A parser that gives names as they are written and refuses document types."""

    def refuse(*_: object) -> NoReturn:
        raise WorkbookError(f"{file}: {part} has a document type, which no workbook has; {SAVE_AGAIN}")

    parser = expat.ParserCreate()
    parser.buffer_text = True
    parser.StartDoctypeDeclHandler = refuse
    return parser


def read_markup(parser: expat.XMLParserType, content: bytes, part: str, file: str) -> None:
    """Read a whole part with a parser that was made ready.

    Raises
    ------
    WorkbookError
        Where it is no well-formed XML or has a document type.
    """
    try:
        parser.Parse(content, True)
    except (expat.ExpatError, LookupError, UnicodeError) as error:
        raise WorkbookError(f"{file} is damaged: {part} is no whole XML ({error}); {SAVE_AGAIN}") from error


def tree(archive: Archive, part: str) -> Element | None:
    """A small part as a tree, with names without their prefixes; None where there is no such part.

    Raises
    ------
    WorkbookError
        Where it is no well-formed XML, has a document type, or is too deep.
    """
    content = archive.part(part)
    return None if content is None else tree_of(content, part, archive)


def tree_of(content: bytes, part: str, archive: Archive) -> Element:
    """What a part holds as a tree, with names without their prefixes.

    Raises
    ------
    WorkbookError
        Where it is no well-formed XML, has a document type, or is too deep.
    """
    builder, parser, depth = TreeBuilder(), new_parser(part, archive.file), 0

    def start(name: str, attributes: dict[str, str]) -> None:
        nonlocal depth
        depth += 1
        if depth > archive.limits.depth:
            raise WorkbookError(f"{archive.file}: {part} is nested more than {archive.limits.depth} deep; {SAVE_AGAIN}")
        builder.start(local(name), {local(key): value for key, value in attributes.items()})

    def end(name: str) -> None:
        nonlocal depth
        depth -= 1
        builder.end(local(name))

    parser.StartElementHandler, parser.EndElementHandler, parser.CharacterDataHandler = start, end, builder.data
    read_markup(parser, content, part, archive.file)
    return builder.close()


def local(name: str) -> str:
    """A name without its prefix.

    Examples
    --------
    >>> local("x:sheet"), local("sheet")
    ('sheet', 'sheet')
    """
    return name.rpartition(":")[2]


def is_true(text: str | None) -> bool:
    """Whether an attribute says yes."""
    return text is not None and text.strip() in {"1", "true", "on"}
