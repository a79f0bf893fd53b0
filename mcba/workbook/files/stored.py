"""Values as a file stores them."""

from __future__ import annotations

import datetime as dt
import math
import re
from collections.abc import Callable
from dataclasses import dataclass

from mcba.workbook.files.archive import SAVE_AGAIN, Archive
from mcba.workbook.files.formats import NumberFormat
from mcba.workbook.files.texts import unescaped
from mcba.workbook.values import ERRORS, CellError, Value

_ERROR = re.compile(r"#[\w/]{1,20}[!?]?")
_FIRST_DAYS = {False: dt.datetime(1899, 12, 30), True: dt.datetime(1904, 1, 1)}
_DAY = dt.timedelta(days=1)


@dataclass(frozen=True)
class Surroundings:
    """What the cells of all sheets share.

    Attributes
    ----------
    archive : Archive
    texts : list of str
        By number, for cells that share them.
    formats : dict of str to NumberFormat
        By the number of a style.
    dynamic : frozenset of str
        The marks of formulas that compute with arrays throughout.
    dates_from_1904, is_from_google : bool
    """

    archive: Archive
    texts: list[str]
    formats: dict[str, NumberFormat]
    dynamic: frozenset[str] = frozenset()
    dates_from_1904: bool = False
    is_from_google: bool = False


def stored_value(kind: str, text: str, around: Surroundings) -> Value:
    """The value of a cell, from the kind and the text that stand in the file.

    Raises
    ------
    ValueError
        Where the text is no value of this kind; with words for a message about the cell.

    Examples
    --------
    >>> around = Surroundings(None, ["wage"], {})
    >>> stored_value("n", "2.5", around), stored_value("s", "0", around), stored_value("b", "1", around)
    (2.5, 'wage', True)
    """
    converter = _CONVERTERS.get(kind)
    if converter is None:
        raise ValueError(f"holds a value of the unknown kind {kind[:20]!r}; {SAVE_AGAIN}")
    return converter(text, around)


def _number(text: str, _: Surroundings) -> Value:
    try:
        number = float(text)
    except ValueError:
        number = math.nan
    if not math.isfinite(number) or "_" in text:
        raise ValueError(f"holds {text[:30]!r}, which is no number; {SAVE_AGAIN}")
    return number


def _shared_text(text: str, around: Surroundings) -> Value:
    try:
        number = int(text)
    except ValueError:
        number = -1
    if not 0 <= number < len(around.texts):
        raise ValueError(f"points to text {text[:12]!r}, of the {len(around.texts)} that the file holds; {SAVE_AGAIN}")
    return around.texts[number]


def _text(text: str, around: Surroundings) -> Value:
    text = unescaped(text)
    if len(text) > around.archive.limits.text:
        raise ValueError(f"holds {len(text):,} characters, of at most {around.archive.limits.text:,}; shorten the text")
    return text


def _truth(text: str, _: Surroundings) -> Value:
    text = text.strip().lower()
    if text not in {"0", "1", "false", "true"}:
        raise ValueError(f"holds {text[:30]!r}, which is no truth value; {SAVE_AGAIN}")
    return text in {"1", "true"}


def _error(text: str, _: Surroundings) -> Value:
    text = text.strip()
    if text in ERRORS:
        return ERRORS[text]
    if _ERROR.fullmatch(text) is None:
        raise ValueError(f"holds {text[:30]!r}, which is no error of Excel; {SAVE_AGAIN}")
    return CellError(text)


def _date(text: str, around: Surroundings) -> Value:
    try:
        moment = dt.datetime.fromisoformat(text.strip()).replace(tzinfo=None)
    except ValueError:
        raise ValueError(f"holds {text[:30]!r}, which is no date; {SAVE_AGAIN}") from None
    serial = (moment - _FIRST_DAYS[around.dates_from_1904]) / _DAY
    # Excel counts a 29 February 1900, which never was.
    return serial - 1 if not around.dates_from_1904 and serial < 61 else serial


_CONVERTERS: dict[str, Callable[[str, Surroundings], Value]] = {
    "n": _number, "s": _shared_text, "str": _text, "inlineStr": _text, "b": _truth, "e": _error, "d": _date,
}  # fmt: skip
