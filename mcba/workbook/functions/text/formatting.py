"""Numbers as text by the code of a format."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Context, Decimal

from mcba.workbook.evaluation.coercion import general
from mcba.workbook.functions.mathematics.rounding import decimal_of
from mcba.workbook.functions.text.dates import date_by_format
from mcba.workbook.functions.text.format_codes import FormatSection, FormatToken, sections_of

_WIDE = Context(prec=400, rounding=ROUND_HALF_UP)
_OF_DATES = {"date", "elapsed", "half"}


def text_by_format(value: float | str, code: str, *, dates_from_1904: bool = False) -> str | None:
    """A number or text as the code of a format shows it.

    Parameters
    ----------
    value : float or str
    code : str
        As in Excel; fractions, eras and other calendars are not understood.
    dates_from_1904 : bool
        Whether dates count from 1904.

    Returns
    -------
    str or None
        None for a code that is not understood, and for a date before the first.

    Examples
    --------
    >>> text_by_format(1234.567, "#,##0.00"), text_by_format(0.285, "0.0%"), text_by_format(45322, "d mmm yyyy")
    ('1,234.57', '28.5%', '31 Jan 2024')
    """
    sections = sections_of(code)
    if sections is None:
        return None
    if isinstance(value, str):
        return _text(sections, value)
    section, has_sign = _section(sections, value)
    sign = "-" if value < 0 and has_sign else ""
    kinds = section.kinds()
    if kinds & _OF_DATES:
        return date_by_format(section, value, dates_from_1904=dates_from_1904)
    if kinds & {"general", "text"}:
        digits = general(abs(value))
        return sign + "".join(digits if t.kind in ("general", "text") else t.text for t in section.tokens)
    if _is_fraction(section.tokens):
        return None
    written = _scientific if "exponent" in kinds else _number
    return sign + written(section.tokens, decimal_of(abs(value)))


def _text(sections: tuple[FormatSection, ...], text: str) -> str:
    """A text in the section that has a place for one; without one it stays as it is."""
    section = next((one for one in reversed(sections) if "text" in one.kinds()), None)
    if section is None:
        return "" if len(sections) == 4 else text
    return "".join(text if token.kind == "text" else token.text for token in section.tokens)


def _section(sections: tuple[FormatSection, ...], number: float) -> tuple[FormatSection, bool]:
    """The section for a number, and whether a minus is shown: one of negative numbers brings its own."""
    if any(section.condition for section in sections):
        held = next((section for section in sections[:-1] if section.holds(number)), sections[-1])
        return held, True
    if number < 0 and len(sections) > 1:
        return sections[1], False
    return (sections[2] if number == 0 and len(sections) > 2 else sections[0]), True


def _is_fraction(tokens: tuple[FormatToken, ...]) -> bool:
    kinds = [token.kind for token in tokens]
    return "slash" in kinds and "digit" in kinds[: kinds.index("slash")] and "digit" in kinds[kinds.index("slash") :]


def _number(tokens: tuple[FormatToken, ...], number: Decimal) -> str:
    """A number in its places for digits; what stands between them stays there."""
    point = next((index for index, token in enumerate(tokens) if token.kind == "point"), len(tokens))
    places = [index for index, token in enumerate(tokens) if token.kind == "digit"]
    before, behind = [i for i in places if i < point], [i for i in places if i > point]
    commas = [index for index, token in enumerate(tokens) if token.kind == "comma"]
    thousands = [i for i in commas for last in (before[-1:], behind[-1:]) if last and _only_commas(tokens, last[0], i)]
    groups = [i for i in commas if before and before[0] < i < before[-1]]
    percents = sum(token.kind == "percent" for token in tokens)
    number = number.scaleb(2 * percents - 3 * len(thousands), _WIDE)
    number = number.quantize(Decimal(1).scaleb(-len(behind)), context=_WIDE)
    whole, _, decimals = f"{number:f}".partition(".")
    shown_at = _whole_digits([tokens[i].text for i in before], whole.lstrip("0"), bool(groups))
    shown_at += _decimal_digits([tokens[i].text for i in behind], decimals)
    digits = dict(zip(before + behind, shown_at, strict=True))
    hidden = {*thousands, *groups}
    rest = whole.lstrip("0") if not before and behind else ""
    return "".join(
        digits[i] if i in digits else "" if i in hidden else rest + t.text if i == point else t.text
        for i, t in enumerate(tokens)
    )


def _only_commas(tokens: tuple[FormatToken, ...], first: int, last: int) -> bool:
    return first < last and all(token.kind == "comma" for token in tokens[first + 1 : last])


def _whole_digits(places: list[str], whole: str, has_groups: bool) -> list[str]:
    """The digits before the point by place; what does not fit stands at the first one."""
    shown_at: list[str] = []
    spare = len(whole) - len(places)
    for index, place in enumerate(places):
        position = len(places) - index - 1
        left = whole[: spare + 1] if index == 0 and spare > 0 else _digit(place, whole, spare + index)
        first = position + len(left) - 1
        if has_groups and left.strip():
            signs = [
                sign + ("," if at and at % 3 == 0 else "")
                for at, sign in zip(range(first, position - 1, -1), left, strict=True)
            ]
            left = "".join(signs)
        shown_at.append(left)
    return shown_at


def _digit(place: str, whole: str, index: int) -> str:
    return whole[index] if index >= 0 else {"0": "0", "?": " ", "#": ""}[place]


def _decimal_digits(places: list[str], decimals: str) -> list[str]:
    shown_at = list(decimals[: len(places)])
    for index in range(len(places) - 1, -1, -1):
        if shown_at[index] != "0" or places[index] == "0":
            break
        shown_at[index] = {"?": " ", "#": ""}[places[index]]
    return shown_at


def _scientific(tokens: tuple[FormatToken, ...], number: Decimal) -> str:
    """A number with an exponent, a multiple of the places before the point."""
    at = next(index for index, token in enumerate(tokens) if token.kind == "exponent")
    head, tail = tokens[:at], tokens[at + 1 :]
    point = next((index for index, token in enumerate(head) if token.kind == "point"), at)
    step = max(sum(token.kind == "digit" for token in head[:point]), 1)
    decimals = sum(token.kind == "digit" for token in head[point:])
    exponent = 0
    if number:
        exponent = number.adjusted() // step * step
        mantissa = number.scaleb(-exponent, _WIDE).quantize(Decimal(1).scaleb(-decimals), context=_WIDE)
        exponent += step * (mantissa >= 10**step)
    sign = "-" if exponent < 0 else "+" if tokens[at].text[1] == "+" else ""
    return _number(head, number.scaleb(-exponent, _WIDE)) + "E" + sign + _number(tail, Decimal(abs(exponent)))
