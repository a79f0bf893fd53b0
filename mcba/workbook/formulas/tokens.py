"""The words of a formula."""

from __future__ import annotations

import re
from functools import cache
from typing import NamedTuple

from mcba.errors import WorkbookError

_COLUMN = r"\$?(?:XF[A-D]|X[A-E][A-Z]|[A-W][A-Z]{2}|[A-Z]{1,2})"
_ROW = r"\$?0*(?:104857[0-6]|10485[0-6]\d|1048[0-4]\d\d|104[0-7]\d{3}|10[0-3]\d{4}|[1-9]\d{0,5})"
_CELL = _COLUMN + _ROW
_END = r"(?![$\w.\\?(!\[])"
_WORD = r"(?:[^\W\d]|\\)[\w.\\?]*"
_SHEET = r"[\w.]+"
_KINDS = {
    "text": r'"[^"]*(?:""[^"]*)*"',
    "sheet": rf"'[^']*(?:''[^']*)*'!|\[\d+\](?:{_SHEET}(?::{_SHEET})?)?!|(?!{_CELL}:){_SHEET}(?::{_SHEET})?!",
    "cells": rf"(?:{_CELL}(?::{_CELL})?|{_COLUMN}:{_COLUMN}|{_ROW}:{_ROW}){_END}",
    "function": rf"{_WORD}\(",
    "name": _WORD,
    "number": r"(?:\d+\.?\d*|\.\d+)(?:E[+-]?\d+)?",
    "error": r"#(?:N/A|DIV/0!|NAME\?|GETTING_DATA|[A-Z]+!)",
    "columns": r"\[(?:'.|[^\[\]']|\[(?:'.|[^\[\]'])*\])*\]",
    "space": r"\s+",
    "sign": r"<=|>=|<>|[-+*/^&=<>:,;(){}%@#\\]",
}


class Token(NamedTuple):
    """A word: what kind it is (a key such as `cells`; `end` behind the last), its text and where it begins."""

    kind: str
    text: str
    start: int


@cache
def _pattern(is_google: bool) -> re.Pattern[str]:
    kinds = dict(_KINDS)
    if is_google:
        open_ended = rf"{_CELL}:(?:{_COLUMN}|{_ROW})(?!\$){_END}"
        kinds["name"] = kinds["name"].replace(r"|\\", "")  # there it parts the columns of an array
        kinds["cells"] = rf"{open_ended}|{kinds['cells']}"
    return re.compile("|".join(f"(?P<{kind}>{pattern})" for kind, pattern in kinds.items()), re.IGNORECASE | re.DOTALL)


def tokens(text: str, *, is_google: bool = False) -> list[Token]:
    """The words of a formula; put together they are its text.

    Parameters
    ----------
    text : str
    is_google : bool
        Whether references may have an open end, as `A2:A`.

    Returns
    -------
    list of Token

    Raises
    ------
    WorkbookError
        At a sign that formulas do not have.

    Examples
    --------
    >>> [(token.kind, token.text) for token in tokens("LOG10('A1'!B2)+1E+5")]
    [('function', 'LOG10('), ('sheet', "'A1'!"), ('cells', 'B2'), ('sign', ')'), ('sign', '+'), ('number', '1E+5')]
    """
    match = _pattern(is_google).match
    tokens, start = [], 0
    while start < len(text):
        word = match(text, start)
        if word is None or word.lastgroup is None:
            raise misread("no formula has", text, start)
        tokens.append(Token(word.lastgroup, word[0], start))
        start = word.end()
    return tokens


def misread(message: str, text: str, start: int) -> WorkbookError:
    """An error about the text of a formula that says where in it."""
    rest = text[start : start + 30]
    found = f"{rest!r} ({'character' if rest else 'the end, character'} {start + 1:,})"
    shown = text if len(text) <= 200 else f"{text[:200]}…"
    return WorkbookError(f"the formula ={shown} cannot be read: {message} {found}")
