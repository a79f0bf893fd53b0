"""Parts of a text: cut out, sought, replaced."""

from __future__ import annotations

import re

from mcba.workbook.functions.arguments import implements
from mcba.workbook.functions.text.wildcards import wildcard_pattern
from mcba.workbook.values import VALUE, Value


@implements("LEN", "t")
def _length(text: str) -> float:
    return len(text)


@implements("LEFT", "tw", least=1)
def _left(text: str, count: int = 1) -> Value:
    return VALUE if count < 0 else text[:count]


@implements("RIGHT", "tw", least=1)
def _right(text: str, count: int = 1) -> Value:
    return VALUE if count < 0 else text[max(len(text) - count, 0) :]


@implements("MID", "tww")
def _middle(text: str, first: int, count: int) -> Value:
    return VALUE if first < 1 or count < 0 else text[first - 1 : first - 1 + count]


@implements("FIND", "ttw", least=2)
def _find(sought: str, text: str, first: int = 1) -> Value:
    position = text.find(sought, first - 1) if 1 <= first <= len(text) + 1 else -1
    return VALUE if position < 0 else float(position + 1)


@implements("SEARCH", "ttw", least=2)
def _search(sought: str, text: str, first: int = 1) -> Value:
    match = wildcard_pattern(sought).search(text, first - 1) if 1 <= first <= len(text) + 1 else None
    return VALUE if match is None else float(match.start() + 1)


@implements("SUBSTITUTE", "tttw", least=3)
def _substitute(text: str, old: str, new: str, which: int | None = None) -> Value:
    if which is not None and which < 1:
        return VALUE
    if not old:
        return text
    if which is None:
        return text.replace(old, new)
    places = [match.start() for match in re.finditer(re.escape(old), text)]
    if which > len(places):
        return text
    place = places[which - 1]
    return text[:place] + new + text[place + len(old) :]


@implements("REPLACE", "twwt")
def _replace(text: str, first: int, count: int, new: str) -> Value:
    return VALUE if first < 1 or count < 0 else text[: first - 1] + new + text[first - 1 + count :]
