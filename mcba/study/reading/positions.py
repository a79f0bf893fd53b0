"""Where each key of a TOML text stands, so that every complaint can name its line and column.

No TOML reader reports positions after parsing. This scanner walks a text that the TOML reader has already
accepted, so the grammar is known to hold and only places need to be found.
"""

from __future__ import annotations

import bisect
import re
from dataclasses import dataclass

Place = tuple[str | int, ...]

_BARE = re.compile(r"[A-Za-z0-9_-]+")
_SPACE = re.compile(r"(?:[ \t\r\n]|#[^\n]*)*")
_SCALAR = re.compile(r"[^,\]}#\n]*")
_ESCAPE = re.compile(r"\\(?:u([0-9A-Fa-f]{4})|U([0-9A-Fa-f]{8})|x([0-9A-Fa-f]{2})|(.))")
_ESCAPED = {"b": "\b", "t": "\t", "n": "\n", "f": "\f", "r": "\r", "e": "\x1b"}


@dataclass(frozen=True)
class Positions:
    """Offsets of keys, array elements and the contents of strings in one text."""

    keys: dict[Place, int]
    strings: dict[Place, int]
    line_starts: list[int]

    def line_column(self, offset: int) -> tuple[int, int]:
        """Line and column, both counted from 1."""
        line = bisect.bisect_right(self.line_starts, offset)
        return line, offset - self.line_starts[line - 1] + 1

    def nearest(self, place: Place) -> int:
        """The offset of the place, or of the longest part of it that stands in the text.

        Parts that the text does not know (the name of a union's member) are passed over.
        """
        return self.keys.get(self.known(place), 0)

    def known(self, place: Place) -> Place:
        """The longest part of a place that stands in the text."""
        nearest: Place = ()
        for part in place:
            if (*nearest, part) in self.keys:
                nearest = (*nearest, part)
        return nearest


def find_positions(text: str) -> Positions:
    r"""Scan a valid TOML text.

    Parameters
    ----------
    text : str
        That the TOML reader has accepted.

    Returns
    -------
    Positions

    Examples
    --------
    >>> find_positions("[study]\ntitle = 't'").line_column(8)
    (2, 1)
    """
    scanner = _Scanner(text)
    scanner.document()
    starts = [0, *(match.end() for match in re.finditer("\n", text))]
    return Positions(scanner.keys, scanner.strings, starts)


class _Scanner:
    def __init__(self, text: str):
        self.text = text
        self.offset = 0
        self.keys: dict[Place, int] = {}
        self.strings: dict[Place, int] = {}
        self.lengths: dict[Place, int] = {}  # how many elements each array of tables has so far

    def document(self) -> None:
        table: Place = ()
        self.skip()
        while self.offset < len(self.text):
            if self.text[self.offset] == "[":
                table = self.header()
            else:
                self.assignment(table)
            self.skip()

    def skip(self) -> None:
        self.offset = _SPACE.match(self.text, self.offset).end()  # type: ignore[union-attr]

    def header(self) -> Place:
        start = self.offset
        is_array = self.text.startswith("[[", self.offset)
        self.offset += 1 + is_array
        place = self.dotted_key(())
        self.offset += 1 + is_array
        if is_array:
            self.lengths[place] = self.lengths.get(place, 0) + 1
            place = (*place, self.lengths[place] - 1)
            self.keys[place] = start
        return place

    def assignment(self, table: Place) -> None:
        place = self.dotted_key(table)
        self.offset += 1  # the equals sign
        self.blank()
        self.value(place)

    def blank(self) -> None:
        while self.offset < len(self.text) and self.text[self.offset] in " \t":
            self.offset += 1

    def dotted_key(self, place: Place) -> Place:
        """Pass over a key; note where each of its parts first stands."""
        while True:
            self.blank()
            start = self.offset
            place = (*place, self.simple_key())
            self.keys.setdefault(place, start)
            self.blank()
            if not self.text.startswith(".", self.offset):
                return place
            self.offset += 1
            if place in self.lengths:  # what follows stands in the array's latest element
                place = (*place, self.lengths[place] - 1)

    def simple_key(self) -> str:
        quote = self.text[self.offset]
        if quote in "\"'":
            start, end = self.string()
            content = self.text[start:end]
            return _ESCAPE.sub(_unescape, content) if quote == '"' else content
        match = _BARE.match(self.text, self.offset)
        self.offset = match.end()  # type: ignore[union-attr]
        return match.group()  # type: ignore[union-attr]

    def value(self, place: Place) -> None:
        opening = self.text[self.offset]
        if opening in "\"'":
            self.strings[place] = self.string()[0]
        elif opening == "[":
            self.elements(place)
        elif opening == "{":
            self.inline_table(place)
        else:
            self.offset = _SCALAR.match(self.text, self.offset).end()  # type: ignore[union-attr]

    def string(self) -> tuple[int, int]:
        """Pass over a string; give the start and end of its content."""
        quote = self.text[self.offset]
        mark = quote * 3 if self.text.startswith(quote * 3, self.offset) else quote
        start = self.offset + len(mark)
        if len(mark) == 3 and self.text[start] == "\n":
            start += 1
        end = start
        while not self.text.startswith(mark, end):
            end += 2 if quote == '"' and self.text[end] == "\\" else 1
        self.offset = end + len(mark)
        while len(mark) == 3 and self.text.startswith(quote, self.offset):  # up to two quotes may end the content
            self.offset += 1
        return start, self.offset - len(mark)

    def elements(self, place: Place) -> None:
        self.offset += 1
        index = 0
        self.skip()
        while self.text[self.offset] != "]":
            self.keys[*place, index] = self.offset
            self.value((*place, index))
            index += 1
            self.skip()
            if self.text[self.offset] == ",":
                self.offset += 1
                self.skip()
        self.offset += 1

    def inline_table(self, place: Place) -> None:
        self.offset += 1
        self.skip()
        while self.text[self.offset] != "}":
            self.assignment(place)
            self.skip()
            if self.text[self.offset] == ",":
                self.offset += 1
                self.skip()
        self.offset += 1


def _unescape(match: re.Match[str]) -> str:
    code = match[1] or match[2] or match[3]
    return chr(int(code, 16)) if code else _ESCAPED.get(match[4], match[4])
