"""Dates and times as text by the code of a format."""

from __future__ import annotations

from dataclasses import dataclass

from mcba.workbook.functions.answers import AnswerError
from mcba.workbook.functions.calendar.serials import Day, day_of
from mcba.workbook.functions.text.format_codes import FormatSection, FormatToken

_MONTHS = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)
_SECONDS = 86_400
_SHIFT_TO_1904 = 1462
_DAYS = ("Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday")


@dataclass(frozen=True)
class _Moment:
    """A day and its time: the weekday is 0 for Sunday; `days` are the whole ones of the number."""

    day: Day
    weekday: int
    days: int
    seconds: float


def date_by_format(section: FormatSection, number: float, *, dates_from_1904: bool) -> str | None:
    """A date or time as a section of a format shows it; None where there is none, or it is not understood."""
    tokens = list(section.tokens)
    if section.kinds() & {"percent", "exponent", "general", "text"}:
        return None
    decimals = _decimals_of_seconds(tokens)
    if decimals is None:
        return None
    try:
        when = _moment(number, decimals, dates_from_1904)
    except AnswerError:
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


def _moment(number: float, decimals: int, dates_from_1904: bool) -> _Moment:
    days = int(number // 1)
    seconds = round((number - days) * _SECONDS, decimals)
    if seconds >= _SECONDS:
        days, seconds = days + 1, 0.0
    weekday = (days + _SHIFT_TO_1904 * dates_from_1904 - 1) % 7
    return _Moment(day_of(days, from_1904=dates_from_1904), weekday, days, seconds)


def _places_of_decimals(tokens: list[FormatToken]) -> list[int]:
    """Where the decimals of seconds stand, the point first: `ss.00`."""
    for index, token in enumerate(tokens[:-1]):
        if token.kind == "point" and index and tokens[index - 1].text[0] == "s":
            end = index + 1
            while end < len(tokens) and tokens[end] == FormatToken("digit", "0"):
                end += 1
            return list(range(index, end)) if end > index + 1 else []
    return []


def _decimals_of_seconds(tokens: list[FormatToken]) -> int | None:
    """How many decimals of seconds are shown; None where a date has places for other digits."""
    places = _places_of_decimals(tokens)
    digits = [index for index, token in enumerate(tokens) if token.kind == "digit"]
    return len(digits) if all(index in places for index in digits) else None


def _part(token: FormatToken, when: _Moment, *, is_minute: bool, has_halves: bool, decimals: int) -> str:
    """A part of a date or time, such as `mmm`."""
    letter, width = token.text[0], len(token.text)
    hours, minutes = int(when.seconds // 3600), int(when.seconds // 60 % 60)
    seconds = when.seconds % 60
    if token.kind == "elapsed":
        whole = when.days * 86_400 + when.seconds
        number = int(whole // {"h": 3600, "m": 60, "s": 1}[letter])
        return f"{number:0{width}d}"
    if letter == "y":
        return f"{when.day.year:04d}" if width > 2 else f"{when.day.year % 100:02d}"
    if letter == "s":
        shown_seconds = f"{seconds:0{3 + decimals if decimals else 2}.{decimals}f}"
        return shown_seconds if width > 1 else shown_seconds.removeprefix("0") or "0"
    if letter == "h" or is_minute:
        number = minutes if is_minute else (hours % 12 or 12) if has_halves else hours
        return f"{number:0{min(width, 2)}d}"
    names = _MONTHS[when.day.month - 1] if letter == "m" else _DAYS[when.weekday]
    number = when.day.month if letter == "m" else when.day.day
    if width <= 2:
        return f"{number:0{width}d}"
    return names[:3] if width == 3 else names[:1] if width == 5 and letter == "m" else names
