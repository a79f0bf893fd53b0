"""Markdown for Quarto and Pandoc, with captions and identifiers as Quarto reads them.

Tables are grids, so that a cell may have several lines; pictures stand in a folder beside the file.
"""

from __future__ import annotations

import json
import re
import textwrap
import unicodedata
from collections.abc import Iterator
from itertools import count

from mcba.reporting import blocks
from mcba.reporting.equations.latex_dialect import latex

_LINE = 110  # characters of a table that is not wider by its longest word
_SPECIAL = re.compile(r"([\\`*_{}\[\]<>#|$~^@\"'])")


def as_markdown(manuscript: blocks.Manuscript, folder: str, *, quarto: bool = False) -> tuple[bytes, dict[str, bytes]]:
    """A page as Markdown.

    Parameters
    ----------
    manuscript : Manuscript
    folder : str
        The name of the folder for its pictures, beside it.
    quarto : bool, optional
        With all that `quarto render` needs, and references that Quarto numbers.

    Returns
    -------
    (bytes, dict of str to bytes)
        The file, and its pictures by their names.

    Examples
    --------
    >>> from mcba.reporting.blocks import Manuscript, Paragraph, text
    >>> manuscript = Manuscript("Title", "", "en", (Paragraph(text("Words.")),), {"contents": "Contents"})
    >>> as_markdown(manuscript, "figures")[0].decode().splitlines()[-1]
    'Words.'
    """
    writer = _Writer(manuscript, folder, quarto=quarto)
    parts = [*_front(manuscript, quarto=quarto), *(writer.block(block) for block in manuscript.blocks)]
    return ("\n\n".join(parts) + "\n").encode(), writer.pictures


def _front(manuscript: blocks.Manuscript, *, quarto: bool) -> Iterator[str]:
    """What stands above the text: as YAML what has a key there, and the rest of the colophon in a line."""
    colophon, words = manuscript.colophon, manuscript.words
    keys = {
        "title": manuscript.title,
        "subtitle": manuscript.subtitle,
        "author": list(colophon.authors),
        "date": colophon.date,
    }
    # A string or list of JSON is one of YAML too.
    lines = [f"{key}: {json.dumps(value, ensure_ascii=False)}" for key, value in keys.items() if value]
    yield "\n".join(["---", *lines, f"lang: {manuscript.language}", *([_QUARTO] if quarto else []), "---"])
    in_keys = {words.get("authors"), words.get("date")}
    rest = [f"{word}: {said}" for word, said in manuscript.colophon_rows if word not in in_keys]
    if rest:
        yield _escaped(" · ".join(rest))


_QUARTO = """\
engine: markdown
toc: true
toc-depth: 2
number-sections: true
format:
  html:
    toc-location: left
    embed-resources: true
  docx: default
  typst:
    papersize: a4"""


class _Writer:
    """Writes blocks, and gathers the pictures they show."""

    def __init__(self, manuscript: blocks.Manuscript, folder: str, *, quarto: bool):
        self.manuscript, self.folder, self.quarto = manuscript, folder, quarto
        self.pictures: dict[str, bytes] = {}

    def block(self, block: blocks.Block) -> str:  # noqa: PLR0911 - one arm for each kind
        match block:
            case blocks.Heading():
                return f"{'#' * block.level} {_escaped(block.text)} {{#{_label('heading', block.anchor)}}}"
            case blocks.Paragraph(style="lead"):
                return f"**{self.text(block.text)}**"
            case blocks.Paragraph(style="note"):
                return "\n".join(f"> {line}" for line in self.text(block.text).splitlines())
            case blocks.Paragraph():
                return self.text(block.text)
            case blocks.Bullets():
                marks = (f"{number}." if block.numbered else "-" for number in count(1))
                return "\n".join(f"{mark} {self.text(item)}" for mark, item in zip(marks, block.items, strict=False))
            case blocks.Equation():
                return f"$$\n{latex(block.mark)}\n$$"
            case blocks.Picture():
                self.pictures[f"{block.anchor}.png"] = block.drawing.png
                caption, alt = _escaped(block.caption), block.alt.replace('"', "'")
                target = f"{self.folder}/{block.anchor}.png"
                about = f'#{_label("figure", block.anchor)} fig-alt="{alt}" width={block.width:g}cm'
                return f"![{caption}]({target}){{{about}}}"
            case blocks.PageTable():
                return f"{self.grid(block)}\n\n: {_escaped(block.caption)} {{#{_label('table', block.anchor)}}}"

    def text(self, spans: blocks.Spans) -> str:
        return "".join(self.inline(span) for span in spans).strip()

    def inline(self, span: blocks.Inline) -> str:  # noqa: PLR0911 - one way out for each kind
        if isinstance(span, blocks.Thumbnail):
            self.pictures[f"{span.name}.png"] = span.drawing.png
            return f"![{_escaped(span.alt)}]({self.folder}/{span.name}.png){{width={span.width:g}cm}}"
        if isinstance(span, blocks.Break):
            return "\\\n"
        if isinstance(span, blocks.Reference):
            return self.reference(span)
        if span.style == "code":
            return f"`{span.text}`"
        written = _escaped(span.text)
        if span.url:
            return f"[{written}]({span.url})"
        if span.language:
            written = f"[{written}]{{lang={span.language}}}"
        marks = {"strong": "**", "emphasis": "*"}.get(span.style, "")
        inner = written.strip()
        if not marks or not inner:
            return written
        before, after = written[: len(written) - len(written.lstrip())], written[len(written.rstrip()) :]
        return f"{before}{marks}{inner}{marks}{after}"

    def reference(self, reference: blocks.Reference) -> str:
        target, words = self.manuscript.targets.get(reference.anchor), _escaped(self.manuscript.reads(reference))
        if target is None:
            return words
        label = _label(target.kind, target.anchor)
        if self.quarto and target.kind != "heading" and not reference.words:
            return f"@{label}"
        return f"[{words}](#{label})"

    def grid(self, table: blocks.PageTable) -> str:
        """A grid table: every cell folded to its column."""
        rows = [[self.text(cell) for cell in row] for row in table.rows]
        header = [_escaped(name) for name in table.header]
        longest = [
            max((_width(word) for cell in column for word in cell.split()), default=1)
            for column in zip(header, *rows, strict=True)
        ]
        widths = [max(word + 1, round(_LINE * share), 3) for word, share in zip(longest, table.widths, strict=True)]
        rule = "+" + "+".join("-" * (width + 2) for width in widths) + "+"
        under = (
            "+"
            + "+".join(
                "=" * (width + 1) + ":" if side == "r" else ":" + "=" * (width + 1)
                for side, width in zip(table.align, widths, strict=True)
            )
            + "+"
        )
        lines = [rule, *_grid_row(header, widths), under]
        for row in rows:
            lines += [*_grid_row(row, widths), rule]
        return "\n".join(lines)


def _grid_row(cells: list[str], widths: list[int]) -> list[str]:
    folded = [_fold(cell, width) for cell, width in zip(cells, widths, strict=True)]
    height = max(map(len, folded))
    padded = [lines + [""] * (height - len(lines)) for lines in folded]
    return [
        "| "
        + " | ".join(line + " " * (width - _width(line)) for line, width in zip(line_cells, widths, strict=True))
        + " |"
        for line_cells in zip(*padded, strict=True)
    ]


def _fold(cell: str, width: int) -> list[str]:
    lines: list[str] = []
    for part in cell.split("\n"):
        if _width(part) <= width:
            lines.append(part)
            continue
        wide = any(_width(character) > 1 for character in part)
        room = width // 2 if wide else width
        lines += textwrap.wrap(part, max(room, 1), break_long_words=wide, break_on_hyphens=False)
    return lines or [""]


def _width(text: str) -> int:
    """Columns that a text takes where letters are of one width."""
    return sum(
        0 if unicodedata.combining(character) else 1 + (unicodedata.east_asian_width(character) in "WF")
        for character in text
    )


def _escaped(text: str) -> str:
    return _SPECIAL.sub(r"\\\1", text)


def _label(kind: str, anchor: str) -> str:
    """An identifier that Quarto takes: the kind, and no underscores."""
    kinds = {"heading": "sec", "table": "tbl", "figure": "fig"}
    return f"{kinds[kind]}-{anchor.replace('_', '-').lower()}"
