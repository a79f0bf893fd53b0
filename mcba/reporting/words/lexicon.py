"""Lexicons: the words of each language, one file each. Another language is another file."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import Any, Literal, TypeAlias

import tomli

from mcba.families import FAMILIES

WORDS = files("mcba.reporting").joinpath("words")


LanguageName: TypeAlias = Literal["en", "nl"]
"""The languages that there are words of, for type checkers."""


def languages() -> tuple[str, ...]:
    """The languages that there are words of, in alphabetical order.

    Returns
    -------
    tuple of str

    Examples
    --------
    >>> {"en", "nl"} <= set(languages())
    True
    """
    return tuple(sorted(file.name.removesuffix(".toml") for file in WORDS.iterdir() if file.name.endswith(".toml")))


@cache
def lexicon_of(language: str) -> Mapping[str, Any]:
    """The words of a language, by section and key; the English names of families stand in their classes."""
    words: dict[str, Any] = tomli.loads(WORDS.joinpath(f"{language}.toml").read_text(encoding="utf-8"))
    words.setdefault("family", {name: family.title for name, family in FAMILIES.items()})
    return words
