"""Letters: capitals, blanks, signs by their number, texts put together."""

from __future__ import annotations

import re
from collections.abc import Iterable
from itertools import cycle

from mcba.workbook.evaluation.coercion import as_text
from mcba.workbook.functions.arguments import GivenCells, elements_in, implements
from mcba.workbook.values import NOT_AVAILABLE, VALUE, CellError, Value

_LONGEST = 32_767  # signs of a cell
_CODE_PAGE = "cp1252"  # what Excel's CHAR and CODE mean on Windows


@implements("TRIM", "t")
def _trimmed(text: str) -> str:
    return re.sub(" +", " ", text).strip(" ")


@implements("CLEAN", "t")
def _cleaned(text: str) -> str:
    return "".join(letter for letter in text if ord(letter) > 31)


@implements("UPPER", "t")
def _in_capitals(text: str) -> str:
    return text.upper()


@implements("LOWER", "t")
def _in_small_letters(text: str) -> str:
    return text.lower()


@implements("PROPER", "t")
def _as_proper_names(text: str) -> str:
    return re.sub(r"[^\W\d_]+", lambda word: word[0][0].upper() + word[0][1:].lower(), text)


@implements("EXACT", "tt")
def _are_the_same(one: str, other: str) -> bool:
    return one == other


@implements("REPT", "tw")
def _repeated(text: str, times: int) -> Value:
    return VALUE if times < 0 or len(text) * times > _LONGEST else text * times


@implements("CHAR", "w")
def _letter_of(number: int) -> Value:
    if not 1 <= number <= 255:
        return VALUE
    try:
        return bytes([number]).decode(_CODE_PAGE)
    except UnicodeDecodeError:
        return chr(number)


@implements("CODE", "t")
def _number_of(text: str) -> Value:
    if not text:
        return VALUE
    try:
        return float(text[0].encode(_CODE_PAGE)[0])
    except UnicodeEncodeError:
        return float(ord(text[0]) if ord(text[0]) < 256 else ord("?"))


@implements("UNICHAR", "w")
def _sign_of(number: int) -> Value:
    if not 1 <= number <= 0x10FFFF:
        return VALUE
    return NOT_AVAILABLE if 0xD800 <= number <= 0xDFFF else chr(number)


@implements("UNICODE", "t")
def _number_of_sign(text: str) -> Value:
    return float(ord(text[0])) if text else VALUE


@implements("CONCATENATE", "t", repeats=1, least=1)
def _concatenated(*texts: str) -> Value:
    return _joined(texts)


@implements("CONCAT", "r", repeats=1)
def _all_joined(*arguments: GivenCells) -> Value:
    return _joined(as_text(element) for element in elements_in(*arguments))


@implements("TEXTJOIN", "rlr", repeats=1)
def _joined_with(marks: GivenCells, passes_empty: bool, *arguments: GivenCells) -> Value:
    texts = [as_text(element) for element in elements_in(*arguments)]
    if passes_empty:
        texts = [text for text in texts if text != ""]
    between = cycle([as_text(element) for element in elements_in(marks)])
    parts = [part for pair in zip(texts, between, strict=False) for part in pair]
    return _joined(parts[:-1])


def _joined(texts: Iterable[str | CellError]) -> Value:
    parts: list[str] = []
    for text in texts:
        if isinstance(text, CellError):
            return text
        parts.append(text)
    whole = "".join(parts)
    return whole if len(whole) <= _LONGEST else VALUE


@implements("HYPERLINK", "vv", least=1)
def _friendly_name(address: Value, *name: Value) -> Value:
    shown = name[0] if name else address
    return 0.0 if shown is None else shown
