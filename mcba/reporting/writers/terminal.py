"""The terminal: text folded to its width, tables aligned; the same bytes on a screen, in a pipe and in a file."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator, Sequence
from dataclasses import replace

from mcba.reporting import blocks
from mcba.reporting.equations.marks import one_line
from mcba.reporting.words.voice import NO_BREAK

_WIDTH = 78
_GAP = 2  # spaces between columns
_LONGEST = 24  # characters of a word that is cut only where the table would not fit otherwise
_NARROWEST = 8  # characters of a column of words
_INDENT = "  "


def as_terminal(manuscript: blocks.Manuscript) -> str:
    """A page as text.

    Parameters
    ----------
    manuscript : Manuscript

    Returns
    -------
    str

    Notes
    -----
    Headings, tables and figures begin after an empty line, and so does a quiet paragraph after a table; others follow
    what they belong to.

    Examples
    --------
    >>> from mcba.reporting.blocks import Manuscript, Paragraph, text
    >>> manuscript = Manuscript("Title", "", "en", (Paragraph(text("Words.")),), {"contents": "Contents"})
    >>> print(as_terminal(manuscript))
    Title
    <BLANKLINE>
      Words.
    """
    manuscript = _read(manuscript)
    parts = [_folded(line) for line in (manuscript.title, manuscript.subtitle) if line]
    before: blocks.Block | None = None
    for block in manuscript.blocks:
        if not (isinstance(before, blocks.Heading) or _follows(block, before)):
            parts.append("")
        parts += _lines(block)
        before = block
    return "\n".join(parts).strip("\n").replace(NO_BREAK, " ")


def _read(manuscript: blocks.Manuscript) -> blocks.Manuscript:
    """With the words of its references in their place."""

    def words(spans: blocks.Spans) -> blocks.Spans:
        return tuple(blocks.Span(_title(manuscript, s)) if isinstance(s, blocks.Reference) else s for s in spans)

    def read(block: blocks.Block) -> blocks.Block:
        match block:
            case blocks.Paragraph():
                return replace(block, text=words(block.text))
            case blocks.Bullets():
                return replace(block, items=tuple(map(words, block.items)))
            case blocks.PageTable():
                return replace(block, rows=tuple(tuple(map(words, row)) for row in block.rows))
        return block

    return replace(manuscript, blocks=tuple(map(read, manuscript.blocks)))


def _title(manuscript: blocks.Manuscript, reference: blocks.Reference) -> str:
    """A terminal numbers no tables: they go by their captions."""
    target = manuscript.targets.get(reference.anchor)
    return reference.words if reference.words or target is None else target.title


def _follows(block: blocks.Block, before: blocks.Block | None) -> bool:
    if not isinstance(block, blocks.Paragraph):
        return False
    return isinstance(before, blocks.Paragraph) or (
        isinstance(before, blocks.PageTable) and not blocks.all_quiet(block.text)
    )


def _lines(block: blocks.Block) -> Iterator[str]:
    match block:
        case blocks.Heading():
            yield _folded(block.text.upper() if block.level == 1 else block.text)
        case blocks.Paragraph(text=(blocks.Span(style="code") as command,)):
            yield _INDENT + command.text  # to be copied, so never folded
        case blocks.Paragraph():
            yield _folded(blocks.plain_text(block.text), _INDENT)
        case blocks.Bullets():
            for number, item in enumerate(block.items, 1):
                mark = f"{number}. " if block.numbered else "- "
                yield _folded(blocks.plain_text(item), _INDENT + mark, _INDENT + " " * len(mark))
        case blocks.PageTable():
            yield _folded(block.caption)
            yield from aligned([block.header, *map(_cells, block.rows, block.is_below)], block.align)
        case blocks.Picture():
            yield _folded(f"[{block.caption}. {block.alt}]", _INDENT)
        case blocks.Equation():
            yield f"{_INDENT}{_INDENT}{one_line(block.mark)}"


def _cells(row: Sequence[blocks.Spans], is_below: bool) -> list[str]:
    """The words of each cell; the name of a row that says more of the one above is indented."""
    first, *others = map(blocks.plain_text, row)
    return [f"{'    ' if is_below else ''}{first}", *others]


def aligned(rows: Sequence[Sequence[str]], align: str) -> Iterator[str]:
    r"""Columns side by side, within the width: numbers to the right, words to the left and folded.

    >>> print("\n".join(aligned([["", "low"], ["Balance", "1.31"]], "lr")))
               low
    Balance   1.31
    """
    widths = _widths(rows, align)
    below = align.count("l") == 1  # numbers stand beside the last line of their label
    for number, row in enumerate(rows):
        cells = [_fold(cell, width, hyphens=number == 0) for cell, width in zip(row, widths, strict=True)]
        height = max(map(len, cells))
        room = [[""] * (height - len(cell)) for cell in cells]
        padded = [empty + cell if below else cell + empty for cell, empty in zip(cells, room, strict=True)]
        for line in zip(*padded, strict=True):
            sides = zip(line, widths, align, strict=True)
            shown = [cell.rjust(width) if side == "r" else cell.ljust(width) for cell, width, side in sides]
            yield (" " * _GAP).join(shown).rstrip()


def _widths(rows: Sequence[Sequence[str]], align: str) -> list[int]:
    """The width of each column, the longest giving way first: words are folded, and cut where nothing else can give."""
    columns = list(zip(*rows, strict=True))
    widths = [max(map(len, column)) for column in columns]
    least = [
        max(_longest_word([header.replace("-", "- ")]), _longest_word(cells) if side == "l" else max(map(len, cells)))
        for (header, *cells), side in zip(columns, align, strict=True)
    ]
    for ends in (least, [_NARROWEST if side == "l" else end for end, side in zip(least, align, strict=True)]):
        while sum(widths) + _GAP * (len(widths) - 1) > _WIDTH:
            giving = [column for column, end in enumerate(ends) if widths[column] > end]
            if not giving:
                break
            widths[max(giving, key=lambda column: widths[column])] -= 1
    return widths


def _longest_word(cells: Sequence[str]) -> int:
    return min(max((len(word) for cell in cells for word in cell.split(" ")), default=1), _LONGEST)


def _fold(cell: str, width: int, *, hyphens: bool) -> list[str]:
    indent = cell[: len(cell) - len(cell.lstrip())]
    room = max(width - len(indent), 1)
    return [indent + line for line in textwrap.wrap(cell.strip(), room, break_on_hyphens=hyphens)] or [""]


def _folded(text: str, indent: str = "", hanging: str | None = None) -> str:
    return textwrap.fill(
        text,
        _WIDTH,
        initial_indent=indent,
        subsequent_indent=indent if hanging is None else hanging,
        break_long_words=False,
        break_on_hyphens=False,
    )
