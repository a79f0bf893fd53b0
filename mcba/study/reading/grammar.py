"""The grammar of a study file: TOML as data, and the page that knows where each key stands."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any, get_args

import tomli

from mcba.errors import Complaint, StudyError
from mcba.study.document.texts import Language
from mcba.study.reading.page import StudyPage
from mcba.study.reading.positions import find_positions


def parsed(file: Path, text: str, *, by_key: bool = False) -> tuple[dict[str, Any], StudyPage]:
    """The data of a study file, and its page.

    Raises
    ------
    StudyError
        With one complaint, when the text is not TOML.
    """
    try:
        return tomli.loads(text), StudyPage(file, text, find_positions(text), by_key=by_key)
    except tomli.TOMLDecodeError as error:
        column, message = _decimal_comma(text, error) or (error.colno, _in_words(error.msg))
        raise StudyError([Complaint(str(file), error.lineno, column, f"this is not TOML: {message}")]) from error
    except (RecursionError, ValueError) as error:
        reason = "lists or tables nest too deeply" if isinstance(error, RecursionError) else "a number is too long"
        raise StudyError([Complaint(str(file), 1, 1, f"this cannot be a study: {reason}")]) from error


def stated_language(text: str) -> str:
    r"""The language that the text of a study file says it is in; English when it says nothing, or is no TOML.

    Parameters
    ----------
    text : str

    Returns
    -------
    str

    Examples
    --------
    >>> stated_language('[study]\ntitle = "Schuldhulp"\nlanguage = "nl"')
    'nl'
    """
    try:
        return language_of(tomli.loads(text))
    except (tomli.TOMLDecodeError, RecursionError, ValueError):
        return language_of({})


def language_of(data: Mapping[str, Any]) -> str:
    """The language that a file's plain strings are in, as its data say."""
    header = data.get("study")
    stated = header.get("language") if isinstance(header, Mapping) else None
    return str(stated) if stated in get_args(Language) else "en"


def _decimal_comma(text: str, error: tomli.TOMLDecodeError) -> tuple[int, str] | None:
    """The column of a number with a decimal comma that the reader stumbled over, and what to write instead."""
    line = text.split("\n")[error.lineno - 1]
    for number in _COMMA.finditer(line):
        # Behind a key the reader stops at the comma; in an inline table it takes the decimals for the next key.
        if number.start("comma") + 1 <= error.colno <= number.end() + 1:
            written = number["whole"].replace(".", "") + "." + number["decimals"]
            return number.start() + 1, f"found {number[0]}; the decimal sign is a point: write {written}"
    return None


_COMMA = re.compile(r"(?<![\w.])(?P<whole>[-+]?\d[\d_]*(?:\.\d{3})*)(?P<comma>,)(?P<decimals>\d+)(?![\w.])")


def _in_words(message: str) -> str:
    """The TOML reader's words, with keys and tables as they stand in the file."""
    if message == "Cannot overwrite a value":
        return "the key that ends here has a value already; a key stands once in its table"
    if message == "Illegal character '\\n'":
        return "the line ends before its text does; close the quotes"
    message = re.sub(r"\('(.*?)',?\)", lambda key: f"[{key[1]}]", message).replace("', '", ".")
    return message[0].lower() + message[1:]
