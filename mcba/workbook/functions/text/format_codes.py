"""The codes of number formats, taken apart: `#,##0.0%;[Red]-0;"none";@`."""

from __future__ import annotations

import operator
import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache

_TOKEN = re.compile(
    r'"(?P<quoted>[^"]*)"?|\\(?P<escaped>.)|_(?P<space>.)|\*(?P<fill>.)|\[(?P<bracket>[^\]]*)\]|(?P<end>;)'
    r"|(?P<exponent>e[+-])|(?P<general>general)|(?P<half>am/pm|a/p)|(?P<date>y+|m+|d+|h+|s+)"
    r"|(?P<digit>[0#?])|(?P<point>\.)|(?P<comma>,)|(?P<percent>%)|(?P<text>@)|(?P<slash>/)|(?P<unknown>[begn])|(?P<literal>.)",
    re.IGNORECASE | re.DOTALL,
)
_CONDITION = re.compile(r"(<=|>=|<>|<|>|=)(-?[\d.]+)")
_ELAPSED = re.compile(r"h+|m+|s+", re.IGNORECASE)
_COLOUR = re.compile(r"black|blue|cyan|green|magenta|red|white|yellow|colou?r ?\d+", re.IGNORECASE)
_HOLDS: dict[str, Callable[[float, float], bool]] = {
    "<": operator.lt,
    "<=": operator.le,
    "=": operator.eq,
    "<>": operator.ne,
    ">": operator.gt,
    ">=": operator.ge,
}


@dataclass(frozen=True)
class FormatToken:
    """A part of a code: what it is, and its text."""

    kind: str
    text: str


@dataclass(frozen=True)
class FormatSection:
    """What holds for some numbers, or for text.

    Attributes
    ----------
    tokens : tuple of FormatToken
        Of the kinds literal, digit, point, comma, percent, slash, exponent, general, text, date, elapsed and half (a
        day).
    condition : tuple of (str, float) or None
    """

    tokens: tuple[FormatToken, ...]
    condition: tuple[str, float] | None = None

    def kinds(self) -> set[str]:
        """The kinds of its tokens."""
        return {token.kind for token in self.tokens}

    def holds(self, number: float) -> bool:
        """Whether its own condition holds."""
        return self.condition is not None and _HOLDS[self.condition[0]](number, self.condition[1])


@lru_cache(maxsize=512)
def sections_of(code: str) -> tuple[FormatSection, ...] | None:
    """The sections of a code; None for one that is not understood.

    Examples
    --------
    >>> [len(section.tokens) for section in sections_of('0.0;"none"')], sections_of("0 [x]")
    ([3, 1], None)
    """
    sections: list[FormatSection] = []
    tokens: list[FormatToken] = []
    condition: tuple[str, float] | None = None
    for word in _TOKEN.finditer(code):
        kind = str(word.lastgroup)
        token = _token(kind, word[kind])
        if kind == "end":
            sections.append(FormatSection(tuple(tokens), condition))
            tokens, condition = [], None
        elif kind == "bracket" and (limit := _CONDITION.fullmatch(word[kind])):
            condition = (limit[1], float(limit[2]))
        elif token is None:
            return None
        elif token.text:
            tokens.append(token)
    sections.append(FormatSection(tuple(tokens), condition))
    return tuple(sections) if len(sections) <= 4 else None


def _token(kind: str, text: str) -> FormatToken | None:
    """The token of a match; of no text for what shows nothing, None for what is not understood."""
    if kind == "bracket":
        if _ELAPSED.fullmatch(text):
            return FormatToken("elapsed", text.lower())
        if text.startswith("$"):
            return FormatToken("literal", text[1:].partition("-")[0])
        return FormatToken("literal", "") if _COLOUR.fullmatch(text) else None
    as_shown = {"quoted": text, "escaped": text, "space": " ", "fill": ""}
    if kind in as_shown:
        return FormatToken("literal", as_shown[kind])
    return None if kind == "unknown" else FormatToken(kind, text.lower() if kind == "date" else text)
