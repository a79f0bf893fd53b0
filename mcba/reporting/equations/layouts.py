"""Formulas laid out: the tree that is evaluated becomes marks, and a long equation lines.

Names stand in equations as they stand in the study file, so that a reader can find them there.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeAlias

from mcba.reporting.equations.marks import (
    Mark,
    brackets,
    flat,
    fraction,
    name,
    number,
    operator,
    power,
    row,
    total,
    width,
    words,
)
from mcba.reporting.words.voice import Voice
from mcba.study.formula import FUNCTIONS, Node

LONGEST_LINE = 72  # characters after which an equation goes on, on a new line

Naming: TypeAlias = Callable[[Node], Mark | None]
"""What stands on the page instead of a part of a formula; None for a part that is laid out as it is written."""

_LOOSE = {"negative", "+", "-", "<", "<=", ">", ">=", "==", "!="}
_BREAKS = {"+", "−", "×", "/"}
_SIGNS = {"+": "+", "-": "−", "*": "×", "<": "<", "<=": "≤", ">": ">", ">=": "≥", "==": "=", "!=": "≠"}


def layout(node: Node, voice: Voice, naming: Naming | None = None) -> Mark:  # noqa: PLR0911 - one arm for each kind
    """How a formula stands on the page.

    Parameters
    ----------
    node : Node
        The tree of the formula.
    voice : Voice
        Says its numbers and words.
    naming : function, optional
        What stands instead of a part, such as the label of a name, or its value.

    Returns
    -------
    Mark

    Examples
    --------
    >>> from mcba.reporting.words.voice import Voice
    >>> from mcba.study.formula.parsing import parse
    >>> from mcba.reporting.equations.marks import one_line
    >>> one_line(layout(parse("clients * sqrt(price)"), Voice("en")))
    'clients × √(price)'
    """
    instead = None if naming is None else naming(node)
    if instead is not None:
        return instead
    parts = [layout(operand, voice, naming) for operand in node.operands]
    match node.kind:
        case "number":
            return number(voice.plain(node.value))
        case "name":
            return name(node.name)
        case "negative":
            return row(operator("−"), _tight(node.operands[0], parts[0]))
        case "/":
            return fraction(*parts)
        case "**":
            base = node.operands[0].kind
            return power(parts[0] if base in {"number", "name"} else brackets(parts[0]), parts[1])
        case "*":
            return row(_tight(node.operands[0], parts[0]), operator("×"), _tight(node.operands[1], parts[1]))
        case "-":
            return row(parts[0], operator("−"), _tight(node.operands[1], parts[1]))
        case kind if kind in _SIGNS:
            return row(parts[0], operator(_SIGNS[kind]), parts[1])
        case function:
            return _function(FUNCTIONS[function].notation or ("call", function, *range(len(parts))), node, parts, voice)


def _function(notation: int | str | tuple[Any, ...], node: Node, parts: list[Mark], voice: Voice) -> Mark:
    """A function by the notation of its entry, or a part of that: an argument by its place, a name, or a mark."""
    match notation:
        case int(place):
            return parts[place]
        case str(letter):
            return name(letter)
        case ("cases",):
            first = (parts[1], row(words(voice("equation.if")), parts[0]))
            others = parts[2].parts if node.operands[2].kind == node.kind else (parts[2],)
            return Mark("cases", (*first, *others), voice("equation.else"))
        case ("total",):
            return total(name(node.name), _tight(node.operands[0], parts[0]))
        case ("call", printed, *arguments):
            function = voice.known("equation", printed) if voice.knows("equation", printed) else printed
            return _call(function, [_function(argument, node, parts, voice) for argument in arguments])
        case (kind, *inner):
            return Mark(kind, tuple(_function(part, node, parts, voice) for part in inner))
        case _:
            raise TypeError(f"{notation!r} is no notation")


def _tight(node: Node, mark: Mark) -> Mark:
    """Within a product: a sum, comparison, negative or choice stands in brackets."""
    return brackets(mark) if node.kind in _LOOSE or mark.kind == "cases" else mark


def _call(function: str, arguments: list[Mark]) -> Mark:
    inside = [arguments[0]]
    for argument in arguments[1:]:
        inside += [operator(";"), argument]
    return row(words(function), brackets(row(*inside)))


def equals(left: Mark, right: Mark) -> Mark:
    """`left = right`, folded before its operators into lines where it is long.

    Parameters
    ----------
    left, right : Mark

    Returns
    -------
    Mark

    Examples
    --------
    >>> from mcba.reporting.equations.marks import name, number, one_line
    >>> one_line(equals(name("price"), number("3")))
    'price = 3'
    """
    room = max(LONGEST_LINE - width(left) - 3, LONGEST_LINE // 2)
    if width(right) <= room:
        return row(left, operator("="), right)
    lines: list[list[Mark]] = [[]]
    used = 0
    for term in _terms(right, room):
        if lines[-1] and used + width(term) > room:
            lines.append([])
            used = 0
        lines[-1].append(term)
        used += width(term)
    return Mark("lines", (left, *(row(*terms) for terms in lines)))


def _terms(mark: Mark, room: int) -> list[Mark]:
    """The outermost sum or product as terms, each with the operator before it; what is too wide for a line is cut up.

    A wide fraction becomes a division on the line, and wide brackets are cut at the operators within.
    """
    parts = flat(mark)
    signs = {part.text for part in parts if part.kind == "operator"}
    breaks = {"+", "−"} if signs & {"+", "−"} else {"×", "/"}
    terms: list[list[Mark]] = [[]]
    for part in parts:
        if part.kind == "operator" and part.text in breaks and terms[-1]:
            terms.append([])
        terms[-1].append(part)
    return [piece for term in terms for piece in _pieces(row(*term), room)]


def _pieces(term: Mark, room: int) -> list[Mark]:
    """A term, or what it is cut into where it is too wide."""
    if width(term) <= room:
        return [term]
    parts = [inner for part in term.parts for inner in _opened(part, room)]
    if len(parts) == len(term.parts):
        return [term]
    pieces: list[list[Mark]] = [[]]
    for part in parts:
        if (
            part.kind == "operator"
            and part.text in _BREAKS
            and any(earlier.kind != "operator" for earlier in pieces[-1])
        ):
            pieces.append([])
        pieces[-1].append(part)
    return [small for piece in pieces for small in _pieces(row(*piece), room)]


def _opened(mark: Mark, room: int) -> list[Mark]:
    """The parts of wide brackets or of a wide fraction, on one line."""
    if mark.kind == "brackets":
        return [operator("("), *flat(mark.parts[0]), operator(")")] if width(mark) > room // 2 else [mark]
    if mark.kind == "fraction":
        above, below = mark.parts
        loose = any(part.kind == "operator" and part.text in "+−" for part in flat(above))
        return [brackets(above) if loose else above, operator("/"), brackets(below)]
    return flat(mark)
