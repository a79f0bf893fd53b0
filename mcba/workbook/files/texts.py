"""The texts of a workbook's cells."""

from __future__ import annotations

import re

from mcba.errors import WorkbookError
from mcba.workbook.files.archive import SAVE_AGAIN, Archive
from mcba.workbook.files.markup import local, new_parser, read_markup

_ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")
_BLANKS = " \t\r\n"


def unescaped(text: str) -> str:
    r"""A text with its escaped characters put back.

    Examples
    --------
    >>> unescaped("two_x000D_lines"), unescaped("_x005F_x000D_"), unescaped("_xlfn.IFNA(A1)")
    ('two\rlines', '_x000D_', '_xlfn.IFNA(A1)')
    """
    return _ESCAPED.sub(lambda found: chr(int(found[1], 16)), text) if "_x" in text else text


def kept(text: str, attributes: dict[str, str]) -> str:
    """A run of text without the blanks at its ends, unless it says that they count."""
    return text if attributes.get("xml:space") == "preserve" else text.strip(_BLANKS)


def shared_texts(archive: Archive, part: str) -> list[str]:
    """The texts that cells share, by number; runs of rich text put together, readings of characters left out.

    Raises
    ------
    WorkbookError
        Where they cannot be read, or one is too long.
    """
    content = archive.part(part)
    if content is None:
        return []
    parser = new_parser(part, archive.file)
    texts: list[str] = []
    pieces: list[str] = []
    runs: list[str] = []
    space: dict[str, str] = {}
    readings = 0

    def start(name: str, attributes: dict[str, str]) -> None:
        nonlocal space, readings
        name = local(name)
        if name == "t":
            space = attributes
            pieces.clear()
            parser.CharacterDataHandler = pieces.append
        elif name == "rPh":
            readings += 1

    def end(name: str) -> None:
        nonlocal readings
        name = local(name)
        if name == "t":
            parser.CharacterDataHandler = None
            if not readings:
                runs.append(kept("".join(pieces), space))
        elif name == "rPh":
            readings -= 1
        elif name == "si":
            text = unescaped("".join(runs))
            if len(text) > archive.limits.text:
                raise WorkbookError(
                    f"{archive.file} holds a text of {len(text):,} characters ({text[:30]!r}…), of at most "
                    f"{archive.limits.text:,}; shorten it or {SAVE_AGAIN}"
                )
            texts.append(text)
            runs.clear()

    parser.StartElementHandler, parser.EndElementHandler = start, end
    read_markup(parser, content, part, archive.file)
    return texts
