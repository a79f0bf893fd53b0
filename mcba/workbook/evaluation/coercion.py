"""Values turned into other kinds, as Excel does it where a formula needs a number, a text or a truth value."""

from __future__ import annotations

import datetime as dt
import math
import re

from mcba.workbook.values import VALUE, CellError, Value

DIGITS = 15
"""Excel keeps, shows and compares so many significant digits of a number."""

_DAYS_OF_1904 = 1462
_MONTH_NAMES = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_MONTHS = {name: number for number, name in enumerate(_MONTH_NAMES, 1)}
_NUMBER = re.compile(
    r"(?P<minus>[-+]?)\s*(?P<money>[$€£]?)\s*(?P<second>[-+]?)"
    r"(?P<digits>(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d*)?|\.\d+)(?P<exponent>[eE][-+]?\d+)?\s*(?P<percent>%?)"
)
_FRACTION = re.compile(r"([-+]?)(\d+)\s+(\d+)/(\d+)")
_TIME = re.compile(r"(\d{1,4}):(\d{1,2})(?::(\d{1,2}(?:\.\d+)?))?\s*([ap]m?)?", re.IGNORECASE)
_DATES = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        r"(?P<year>\d{4})[-/.](?P<month>\d{1,2})[-/.](?P<day>\d{1,2})",
        r"(?P<month>\d{1,2})[-/](?P<day>\d{1,2})[-/](?P<year>\d{4}|\d{2})",
        r"(?P<day>\d{1,2})[- /](?P<name>[a-z]{3,9})[- /,]+(?P<year>\d{4}|\d{2})",
        r"(?P<name>[a-z]{3,9})\.?[ ]+(?P<day>\d{1,2}),?[ ]+(?P<year>\d{4})",
        r"(?P<name>[a-z]{3,9})[- /]+(?P<year>\d{4}|\d{2})",
    )
)


def as_number(value: Value, *, dates_from_1904: bool = False) -> float | CellError:
    """A value where a number is needed: a blank is 0, a truth value 0 or 1, text what it says or #VALUE!.

    Parameters
    ----------
    value : Value
    dates_from_1904 : bool
        Whether dates in text count from 1904.

    Returns
    -------
    float or CellError

    Examples
    --------
    >>> as_number(None), as_number(True), as_number("5%"), str(as_number("five"))
    (0.0, 1.0, 0.05, '#VALUE!')
    """
    if type(value) is float or isinstance(value, CellError):
        return value
    if isinstance(value, str):
        number = number_from_text(value, dates_from_1904=dates_from_1904)
        return VALUE if number is None else number
    return float(value or 0.0)


def as_text(value: Value) -> str | CellError:
    """A value where text is needed: a number in the general format with up to 15 digits, a blank as no text.

    Examples
    --------
    >>> as_text(1 / 3), as_text(1e21), as_text(1e-7), as_text(True), as_text(None)
    ('0.333333333333333', '1E+21', '0.0000001', 'TRUE', '')
    """
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, float):
        return general(value)
    return "" if value is None else value


def as_logical(value: Value) -> bool | CellError:
    """A value where a truth value is needed: every number but 0 is true; of texts only `TRUE` and `FALSE` count.

    Examples
    --------
    >>> as_logical(2.0), as_logical(None), as_logical("false"), str(as_logical("yes"))
    (True, False, False, '#VALUE!')
    """
    if isinstance(value, CellError):
        return value
    if isinstance(value, str):
        return {"true": True, "false": False}.get(value.strip().lower(), VALUE)
    return bool(value)


def general(number: float) -> str:
    """A number as the general format writes it into text.

    Up to 15 significant digits; an exponent where more than 20 signs would be needed otherwise.

    Examples
    --------
    >>> general(0.1 + 0.2), general(1e15), general(1e20), general(-2.5e-30), general(100.0)
    ('0.3', '1000000000000000', '1E+20', '-2.5E-30', '100')
    """
    if number == 0:
        return "0"
    mantissa, power = f"{abs(number):.{DIGITS - 1}e}".split("e")
    digits, exponent = mantissa.replace(".", "").rstrip("0"), int(power)
    sign = "-" if number < 0 else ""
    if exponent > 19 or (exponent < 0 and 1 - exponent + len(digits) > 20):
        return f"{sign}{digits[0]}{'.' if digits[1:] else ''}{digits[1:]}E{exponent:+03d}"
    if exponent < 0:
        return f"{sign}0.{'0' * (-exponent - 1)}{digits}"
    whole, rest = digits[: exponent + 1].ljust(exponent + 1, "0"), digits[exponent + 1 :]
    return f"{sign}{whole}{'.' if rest else ''}{rest}"


def number_from_text(text: str, *, dates_from_1904: bool = False) -> float | None:
    """The number that a text says; None where it says none.

    It may have thousands, money, percent, a fraction, be in brackets for a negative one, or be a date or a time.

    Dates are read as in the United States, years of two digits from 1930 to 2029; one without a year says no number,
    for it would mean another day in another year.

    Parameters
    ----------
    text : str
    dates_from_1904 : bool
        Whether dates count from 1904.

    Returns
    -------
    float or None

    Examples
    --------
    >>> number_from_text(" 1,234.5 "), number_from_text("(3)"), number_from_text("$5"), number_from_text("1 1/2")
    (1234.5, -3.0, 5.0, 1.5)
    >>> number_from_text("2024-01-31"), number_from_text("1/31/2024 12:00"), number_from_text("")
    (45322.0, 45322.5, None)
    """
    text = text.strip()
    inner = text[1:-1] if text.startswith("(") and text.endswith(")") else ""
    match = _NUMBER.fullmatch(inner.strip() or text)
    if match is not None:
        number = float(match["digits"].replace(",", "") + (match["exponent"] or ""))
        number = number / 100 if match["percent"] else number
        signs = match["minus"] + match["second"]
        if len(signs) > 1 or (signs and inner) or math.isinf(number):
            return None
        return -number if signs == "-" or inner else number
    fraction = _FRACTION.fullmatch(text)
    if fraction is not None and int(fraction[4]):
        return float(fraction[1] + "1") * (int(fraction[2]) + int(fraction[3]) / int(fraction[4]))
    return _moment(text, dates_from_1904)


def compare_values(left: Value, right: Value) -> int | CellError:
    """Which of two values comes first: -1, 0 where they are equal, 1; an error among them is the result.

    Numbers come before texts and texts before truth values. Numbers are equal that agree in 15 significant digits,
    capitals do not count, and a blank is 0, no text or FALSE beside a value of that kind.

    Parameters
    ----------
    left, right : Value

    Returns
    -------
    int or CellError

    Examples
    --------
    >>> compare_values(0.1 + 0.2, 0.3), compare_values("A", "a"), compare_values(1e300, "1")
    (0, 0, -1)
    >>> compare_values(None, ""), compare_values(None, False)
    (0, 0)
    """
    if type(left) is float and type(right) is float:
        return 0 if same_number(left, right) else -1 if left < right else 1
    if isinstance(left, str) and isinstance(right, str):
        first, second = left.lower(), right.lower()
        return (first > second) - (first < second)
    if isinstance(left, CellError) or isinstance(right, CellError):
        return left if isinstance(left, CellError) else right  # type: ignore[return-value]
    if left is None or right is None:
        return _beside_blank(left, right)
    kinds = _kind(left), _kind(right)
    # Of one kind there remain only truth values.
    return int(left) - int(right) if kinds[0] == kinds[1] else -1 if kinds[0] < kinds[1] else 1


def same_number(left: float, right: float) -> bool:
    """Whether two numbers agree in 15 significant digits.

    Examples
    --------
    >>> same_number(43.2 - 43.1, 0.1), same_number(0.1 + 0.2, 0.3), same_number(1e-300, 0.0)
    (False, True, False)
    """
    if left == right:
        return True
    if abs(left - right) > 1e-14 * abs(left):
        return False
    return f"{left:.{DIGITS - 1}e}" == f"{right:.{DIGITS - 1}e}"


def _beside_blank(left: Value, right: Value) -> int | CellError:
    """The order of two values of which one is a blank."""
    other = right if left is None else left
    if other is None:
        return 0
    blank: Value = "" if isinstance(other, str) else False if isinstance(other, bool) else 0.0
    return compare_values(blank, right) if left is None else compare_values(left, blank)


def _kind(value: Value) -> int:
    return 2 if isinstance(value, bool) else 1 if isinstance(value, str) else 0


def _moment(text: str, dates_from_1904: bool) -> float | None:
    """The number of a date, a time, or both with a space between them."""
    day, between, rest = text, "", ""
    time = _time(text)
    if time is not None:
        return time
    for cut in (position for position, sign in enumerate(text) if sign in " T"):
        after = _time(text[cut + 1 :].strip())
        if after is not None and after < 1:
            day, between, rest = text[:cut].strip(), " ", text[cut + 1 :].strip()
            break
    number = _date(day, dates_from_1904)
    return None if number is None else number + ((_time(rest) or 0.0) if between else 0.0)


def _time(text: str) -> float | None:
    """The part of a day that a time says."""
    match = _TIME.fullmatch(text)
    if match is None:
        return None
    hours, minutes, seconds = int(match[1]), int(match[2]), float(match[3] or 0)
    if minutes > 59 or seconds >= 60 or (match[4] and not 1 <= hours <= 12):
        return None
    if match[4]:
        hours = hours % 12 + (12 if match[4].lower().startswith("p") else 0)
    return (hours * 3600 + minutes * 60 + seconds) / 86_400


def _date(text: str, dates_from_1904: bool) -> float | None:
    """The number of the day that a date says."""
    for pattern in _DATES:
        match = pattern.fullmatch(text)
        if match is None:
            continue
        parts = match.groupdict()
        month = _MONTHS.get(parts["name"][:3].lower()) if parts.get("name") else int(parts["month"])
        year = int(parts["year"])
        year += 0 if len(parts["year"]) == 4 else 2000 if year < 30 else 1900
        try:
            day = dt.date(year, month or 0, int(parts.get("day") or 1))
        except ValueError:
            continue
        number = (day - dt.date(1899, 12, 30)).days
        if dates_from_1904:
            return float(number - _DAYS_OF_1904) if number >= _DAYS_OF_1904 else None
        return None if year < 1900 else float(number if number > 60 else number - 1)
    return None
