"""Equations as text: how a written language of equations says each kind of mark."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from mcba.reporting.equations.marks import Mark


@dataclass(frozen=True)
class Dialect:
    """How a written language of equations says each kind of mark."""

    signs: dict[str, str]
    name: Callable[[str], str]
    words: Callable[[str], str]
    number: Callable[[str], str]
    fraction: Callable[[str, str], str]
    script: Callable[[str, str, str], str]
    root: Callable[[str], str]
    brackets: Callable[[str], str]
    total: Callable[[str, str, str, str], str]
    cases: Callable[[list[tuple[str, str]]], str]
    lines: Callable[[list[tuple[str, str]]], str]


def in_dialect(mark: Mark, dialect: Dialect) -> str:  # noqa: PLR0911 - one arm for each kind
    """The equation in a dialect."""
    parts = [in_dialect(part, dialect) for part in mark.parts]
    match mark.kind:
        case "number":
            return dialect.number(mark.text)
        case "operator":
            return f" {dialect.signs.get(mark.text, mark.text)} "
        case "name":
            return dialect.name(mark.text)
        case "words":
            return dialect.words(mark.text)
        case "fraction":
            return dialect.fraction(*parts)
        case "power" | "index":
            return dialect.script(parts[0], "^" if mark.kind == "power" else "_", parts[1])
        case "root":
            return dialect.root(parts[0])
        case "brackets":
            return dialect.brackets(parts[0])
        case "total":
            return dialect.total(dialect.signs[mark.text], parts[0], parts[1], parts[2] if len(parts) > 2 else "")
        case "cases":
            return dialect.cases(list(zip(parts[::2], [*parts[1::2], dialect.words(mark.text)], strict=True)))
        case "lines":
            return dialect.lines([(parts[0], f"= {parts[1]}"), *(("", part) for part in parts[2:])])
        case _:
            return "".join(parts)
