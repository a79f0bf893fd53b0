"""Room: how wide words are, and how the columns of a table share the width of a page so that no word is cut.

Nobody knows with which font a document will be read, so words are as wide as in DejaVu Sans, wider than most.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from mcba.reporting import blocks

_WIDTHS = {  # in hundredths of the size of the letters
    27: "'",
    28: "ijl",
    29: "IJ",
    32: " \u00a0,.",
    34: "/:;\\|",
    36: "-f",
    39: "()[]t",
    41: "!r",
    50: '*_`"',
    53: "szc?",
    59: "kFLvxy",
    64: "PTYaoe0123456789ESbdghnpqu{}$",
    69: "ABKRVXZC",
    78: "DGHNUOQ&",
    84: "w#+<=>^~−±×≤≥",
    97: "mMW%@",
}
_WIDTH = {letter: width / 100 for width, letters in _WIDTHS.items() for letter in letters}
_WIDTH |= {"\u200b": 0.0, "\u00ad": 0.0}
_OTHER = 0.64
_STRONG, _CODE = 1.12, 1.02  # against plain letters; code is set smaller, in letters of one width
CM = 72 / 2.54  # points
PADDING = 7.0  # points of a cell, both sides together
_EASY = 0.8  # of the room that the longest words take at most, where there is room to spare
SOFT_HYPHEN = "\u00ad"
_SHARPNESS = 6.0  # how near the height of a row comes to that of its highest cell
_STEPS = 40  # in which the width that is left is given to columns
_WIDEST_NUMBER = 100.0  # points of a column of numbers that is not folded


def width_of(words: str) -> float:
    """How wide words are, in the size of their letters.

    >>> round(width_of("EUR"), 2)
    2.11
    """
    return sum(_WIDTH.get(letter, _OTHER) for letter in words)


@dataclass(frozen=True)
class Columns:
    """A table, the widths of its columns and the heights of its rows (the header first), in points."""

    table: blocks.PageTable
    widths: tuple[float, ...]
    heights: tuple[float, ...]
    fits: bool  # whether every word has its room
    is_easy: bool  # and there is room to spare


@dataclass(frozen=True)
class _Room:
    word: float = 0.0  # the widest that cannot be folded
    whole: float = 0.0  # of the text, on one line
    lines: int = 1  # the least there are
    picture: float = 0.0  # height


def columns(table: blocks.PageTable, room: float, size: float, folds: str = "") -> Columns:
    """Columns as wide as their words ask for, and the rest where it saves most lines.

    Parameters
    ----------
    table : PageTable
    room : float
        The width of the page within its margins, in points.
    size : float
        Of the letters, in points.
    folds : str, optional
        Long words with a stroke at each place where they may be folded: `kennis|onzekerheid`. They get a soft hyphen
        there in a table that has little room.

    Returns
    -------
    Columns

    Examples
    --------
    >>> from mcba.reporting.blocks import page_table
    >>> table = page_table("a", "b", ["", "kennisonzekerheid"], [["a", "1"], ["a long text " * 9, "2"]], "lr")
    >>> narrow, wide = columns(table, 300, 9).widths[::-1]
    >>> narrow < 120 < wide
    True
    """
    given = _columns(table, room, size)
    if folds and not given.is_easy:
        return _columns(_with_soft_hyphens(table, folds), room, size)
    return given


def _with_soft_hyphens(table: blocks.PageTable, folds: str) -> blocks.PageTable:
    places = {fold.replace("|", ""): fold.replace("|", SOFT_HYPHEN) for fold in folds.split()}
    long = re.compile("|".join(sorted(places, key=len, reverse=True)), re.IGNORECASE)

    def hyphenated(match: re.Match[str]) -> str:
        fold = places[match[0].lower()]
        letters = iter(match[0])
        return "".join(letter if letter == SOFT_HYPHEN else next(letters) for letter in fold)

    def words(cell: blocks.Spans) -> blocks.Spans:
        return tuple(
            replace(span, text=long.sub(hyphenated, span.text))
            if isinstance(span, blocks.Span) and span.style != "code"
            else span
            for span in cell
        )

    header = tuple(long.sub(hyphenated, name) for name in table.header)
    return replace(table, header=header, rows=tuple(tuple(map(words, row)) for row in table.rows))


def _columns(table: blocks.PageTable, room: float, size: float) -> Columns:
    head: tuple[blocks.Spans, ...] = tuple((blocks.Span(name, "strong"),) for name in table.header)
    rooms = [[_room(cell, size) for cell in row] for row in (head, *table.rows)]
    word, whole, lines, pictures = (
        np.array([[getattr(cell, of) for cell in row] for row in rooms]) for of in ("word", "whole", "lines", "picture")
    )
    numbers = np.array([side == "r" for side in table.align])
    unfolded = np.where(whole[1:] < _WIDEST_NUMBER, whole[1:], 0.0).max(axis=0, initial=0.0)
    least = word.max(axis=0, initial=0.0)
    least = np.maximum(least, np.where(numbers, unfolded, 0.0)) + PADDING
    fits = bool(least.sum() <= room)
    widths = _shared(least, whole, lines, room, np.array(table.widths)) if fits else least * (room / least.sum())
    rows = np.maximum(np.ceil(1.06 * whole / (widths - PADDING)), lines)
    heights = (1.2 * size * rows + pictures).max(axis=1) + 2.8
    is_easy = bool(least.sum() <= _EASY * room)
    return Columns(table, tuple(map(float, widths)), tuple(map(float, heights)), fits, is_easy)


def _shared(least: np.ndarray, whole: np.ndarray, lines: np.ndarray, room: float, shares: np.ndarray) -> np.ndarray:
    """What is left goes, step by step, to the column that makes the table most lower; when none does, by the shares."""
    widths, step = least.copy(), (room - least.sum()) / _STEPS

    def rows(width: np.ndarray) -> np.ndarray:
        heights: np.ndarray = np.maximum(1.06 * whole / (width - PADDING), lines) ** _SHARPNESS
        return heights

    now = rows(widths)
    for number in range(_STEPS):
        wider = rows(widths + step)
        rest = now.sum(axis=1, keepdims=True)
        saved = (rest ** (1 / _SHARPNESS) - (rest - now + wider) ** (1 / _SHARPNESS)).sum(axis=0)
        best = int(np.argmax(saved))
        if saved[best] < 1e-6:
            return np.asarray(widths + shares * step * (_STEPS - number), dtype=float)
        widths[best] += step
        now[:, best] = wider[:, best]
    return widths


def _room(cell: blocks.Spans, size: float) -> _Room:
    """What a cell needs."""
    word = whole = picture = 0.0
    breaks = 0
    for span in cell:
        match span:
            case blocks.Thumbnail():
                word, picture = max(word, span.width * CM), picture + 0.45 * span.width * CM
            case blocks.Break():
                breaks += 1
            case blocks.Reference():
                whole += 20 * size  # the words of a title and a page
            case _:
                scale = size * {"strong": _STRONG, "code": _CODE}.get(span.style, 1.0)
                folds = foldable(span)
                whole += width_of(span.text) * scale
                word = max([word, *(width_of(piece) * scale for piece in _PIECES.split(folds))])
    return _Room(word, whole, breaks + 1, picture)


_PIECES = re.compile("[ \n\u200b\u00ad]|(?<=[-–])")


_LONGEST = 16  # letters of a name or an address that is not folded


def foldable(span: blocks.Span) -> str:
    """The words of a cell with places to fold a long name, file or address: behind its signs, and within a number.

    >>> foldable(blocks.Span("see 000_80243a4fe879a3e4.txt")).split("\u200b")
    ['see 000_', '80243a4f', 'e879a3e4.', 'txt']
    """
    if len(span.text) <= _LONGEST:
        return span.text
    return _LONG.sub(lambda match: _BEHIND.sub("\\g<0>\u200b", match[0]), span.text)


_LONG = re.compile(rf"\S{{{_LONGEST},}}")
_BEHIND = re.compile(r"[_/.@](?=\w)|(?=[a-z]*\d)[0-9a-z]{8}(?=[0-9a-z]{4})")


def lines_of(words: Sequence[blocks.Inline], room: float, size: float) -> int:
    """How many lines a text takes."""
    return max(1, int(np.ceil(1.04 * width_of(blocks.plain_text(tuple(words))) * size / room)))
