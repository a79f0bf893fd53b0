"""Marks: what stands on the page in an equation, without a word of any format."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Mark:
    """One piece of an equation.

    `kind` is "number", "name", "operator", "words", "row", "fraction", "power", "index", "root", "brackets", "total"
    (a sum over an index), "cases" (value, condition, value, condition, …, and the value otherwise, with `text` for
    otherwise) or "lines" (the left side and each line of the right side).
    """

    kind: str
    parts: tuple[Mark, ...] = ()
    text: str = ""


def number(text: str) -> Mark:
    """A number, as written."""
    return Mark("number", text=text)


def name(text: str) -> Mark:
    """A name of the study file, or of a quantity of the method."""
    return Mark("name", text=text)


def operator(text: str) -> Mark:
    """A sign between or before parts."""
    return Mark("operator", text=text)


def words(text: str) -> Mark:
    """Words within an equation."""
    return Mark("words", text=text)


def row(*parts: Mark) -> Mark:
    """Parts beside each other."""
    return Mark("row", parts)


def fraction(above: Mark, below: Mark) -> Mark:
    """One part over another."""
    return Mark("fraction", (above, below))


def power(base: Mark, exponent: Mark) -> Mark:
    """A part with another raised behind it."""
    return Mark("power", (base, exponent))


def subscript(base: Mark, below: Mark) -> Mark:
    """A part with another lowered behind it."""
    return Mark("index", (base, below))


def brackets(inner: Mark) -> Mark:
    """A part within round brackets."""
    return Mark("brackets", (inner,))


def total(over: Mark, inner: Mark, sign: str = "∑", until: Mark | None = None) -> Mark:
    """A sum (or product) of a part over an index."""
    return Mark("total", (over, inner) if until is None else (over, inner, until), text=sign)


def flat(mark: Mark) -> list[Mark]:
    """The parts of a row, and of the rows in it."""
    return [inner for part in mark.parts for inner in flat(part)] if mark.kind == "row" else [mark]


def cases_of(mark: Mark) -> list[tuple[Mark, ...]]:
    """The values and conditions of cases, a row each."""
    return list(zip(mark.parts[::2], [*mark.parts[1::2], words(mark.text)], strict=True))


def width(mark: Mark) -> int:
    """About how many characters wide a mark is."""
    inner = [width(part) for part in mark.parts]
    match mark.kind:
        case "operator":
            return 1 if mark.text in "()" else len(mark.text) + 2
        case "number" | "name" | "words":
            return len(mark.text)
        case "fraction":
            return max(inner)
        case "cases":
            return max(sum(widths) for widths in zip(inner[::2], [*inner[1::2], len(mark.text)], strict=True)) + 4
        case "lines":
            return inner[0] + 3 + max(inner[1:])
        case _:
            return sum(inner) + 2 * (mark.kind == "brackets")


def one_line(mark: Mark) -> str:
    """The equation in one line of text, for readers who cannot see it.

    Parameters
    ----------
    mark : Mark

    Returns
    -------
    str

    Examples
    --------
    >>> one_line(fraction(name("benefits"), name("costs")))
    '(benefits) / (costs)'
    """
    return " ".join(_plain(mark).split())


def _plain(mark: Mark) -> str:  # noqa: PLR0911 - one arm for each kind
    parts = [_plain(part) for part in mark.parts]
    match mark.kind:
        case "operator":
            return f" {mark.text} "
        case "number" | "name" | "words":
            return mark.text
        case "fraction":
            return f"({parts[0]}) / ({parts[1]})"
        case "power":
            return f"{parts[0]}^({parts[1]})"
        case "index":
            return f"{parts[0]}[{parts[1]}]"
        case "root":
            return f"√({parts[0]})"
        case "brackets":
            return f"({parts[0]})"
        case "total":
            return f"{mark.text}[{parts[0]}{'…' + parts[2] if len(parts) > 2 else ''}] {parts[1]}"
        case "cases":
            return "; ".join(" ".join(pair) for pair in zip(parts[::2], [*parts[1::2], mark.text], strict=True))
        case "lines":
            return f"{parts[0]} = {''.join(parts[1:])}"
        case _:
            return "".join(parts)
