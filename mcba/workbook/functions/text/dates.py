"""Dates and times as text by the code of a format."""

from __future__ import annotations

from mcba.workbook.functions.text.calendar import Moment, moment
from mcba.workbook.functions.text.format_codes import Section, Token

_MONTHS = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)
_DAYS = ("Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday")


def date_by_format(section: Section, number: float, *, dates_from_1904: bool) -> str | None:
    """A date or time as a section of a format shows it; None where there is none, or it is not understood."""
    tokens = list(section.tokens)
    if section.kinds() & {"percent", "exponent", "general", "text"}:
        return None
    decimals = _decimals_of_seconds(tokens)
    if decimals is None:
        return None
    when = moment(number, decimals=decimals, dates_from_1904=dates_from_1904)
    if when is None:
        return None
    parts = [index for index, token in enumerate(tokens) if token.kind in ("date", "elapsed")]
    has_halves = "half" in section.kinds()
    shown_at = []
    for index, token in enumerate(tokens):
        if token.kind == "half":
            half = "AM" if when.seconds < 43_200 else "PM"
            shown_at.append(half if len(token.text) > 3 else half[0])
        elif index in parts:
            here = parts.index(index)
            before = tokens[parts[here - 1]].text[0] if here else ""
            after = tokens[parts[here + 1]].text[0] if here + 1 < len(parts) else ""
            is_minute = token.text in ("m", "mm") and (before == "h" or after == "s")
            shown_at.append(_part(token, when, is_minute=is_minute, has_halves=has_halves, decimals=decimals))
        elif token.kind not in ("point", "digit") or index not in _places_of_decimals(tokens):
            shown_at.append(token.text)
    return "".join(shown_at)


def _places_of_decimals(tokens: list[Token]) -> list[int]:
    """Where the decimals of seconds stand, the point first: `ss.00`."""
    for index, token in enumerate(tokens[:-1]):
        if token.kind == "point" and index and tokens[index - 1].text[0] == "s":
            end = index + 1
            while end < len(tokens) and tokens[end] == Token("digit", "0"):
                end += 1
            return list(range(index, end)) if end > index + 1 else []
    return []


def _decimals_of_seconds(tokens: list[Token]) -> int | None:
    """How many decimals of seconds are shown; None where a date has places for other digits."""
    places = _places_of_decimals(tokens)
    digits = [index for index, token in enumerate(tokens) if token.kind == "digit"]
    return len(digits) if all(index in places for index in digits) else None


def _part(token: Token, when: Moment, *, is_minute: bool, has_halves: bool, decimals: int) -> str:
    """A part of a date or time, such as `mmm`."""
    letter, width = token.text[0], len(token.text)
    hours, minutes = int(when.seconds // 3600), int(when.seconds // 60 % 60)
    seconds = when.seconds % 60
    if token.kind == "elapsed":
        whole = when.days * 86_400 + when.seconds
        number = int(whole // {"h": 3600, "m": 60, "s": 1}[letter])
        return f"{number:0{width}d}"
    if letter == "y":
        return f"{when.year:04d}" if width > 2 else f"{when.year % 100:02d}"
    if letter == "s":
        shown_seconds = f"{seconds:0{3 + decimals if decimals else 2}.{decimals}f}"
        return shown_seconds if width > 1 else shown_seconds.removeprefix("0") or "0"
    if letter == "h" or is_minute:
        number = minutes if is_minute else (hours % 12 or 12) if has_halves else hours
        return f"{number:0{min(width, 2)}d}"
    names = _MONTHS[when.month - 1] if letter == "m" else _DAYS[when.weekday]
    number = when.month if letter == "m" else when.day
    if width <= 2:
        return f"{number:0{width}d}"
    return names[:3] if width == 3 else names[:1] if width == 5 and letter == "m" else names
