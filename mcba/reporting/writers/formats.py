"""Formats: one entry for each kind of file that a page is written as."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal, TypeAlias

from mcba.reporting.blocks import Manuscript
from mcba.reporting.writers.html import as_html
from mcba.reporting.writers.markdown import as_markdown
from mcba.reporting.writers.typst import as_pdf
from mcba.reporting.writers.word import as_word


@dataclass(frozen=True)
class WrittenFile:
    """A file, and the pictures that stand in a folder beside it, by their names."""

    content: bytes
    pictures: dict[str, bytes] = field(default_factory=dict)


Writer: TypeAlias = Callable[[Manuscript, str, str | Path | None], WrittenFile]
"""From a manuscript, the name of the folder for its pictures and a template, if any, to a file."""

FormatName: TypeAlias = Literal["docx", "html", "md", "pdf", "qmd"]
"""The formats, for type checkers."""

WRITERS: dict[str, Writer] = {
    "docx": lambda manuscript, _folder, template: WrittenFile(as_word(manuscript, template=template)),
    "html": lambda manuscript, _folder, _template: WrittenFile(as_html(manuscript)),
    "md": lambda manuscript, folder, _template: WrittenFile(*as_markdown(manuscript, folder)),
    "pdf": lambda manuscript, _folder, _template: WrittenFile(as_pdf(manuscript)),
    "qmd": lambda manuscript, folder, _template: WrittenFile(*as_markdown(manuscript, folder, quarto=True)),
}
FORMATS = tuple(WRITERS)
