"""The tree of a formula: its nodes, what they say as text again, and the order of formulas that use each other."""

from __future__ import annotations

import math
import operator
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field

from mcba.displayed import Displayed
from mcba.errors import FormulaError

CONSTANTS = {"pi": math.pi}
COMPARISONS = ("<", "<=", ">", ">=", "==", "!=")


@dataclass(frozen=True, slots=True, repr=False)
class Node(Displayed):
    """One operation of a formula.

    Attributes
    ----------
    kind : str
        "number", "name", "negative", an operator or a function.
    operands : tuple of Node
    name : str
        The name itself, or the set that a function such as `sum` runs over.
    value : float
        Of a number.
    offset : int
        The place in the formula's text; it plays no part in equality.
    """

    kind: str
    operands: tuple[Node, ...] = ()
    name: str = ""
    value: float = 0.0
    offset: int = field(default=0, compare=False)


_ARITHMETIC: dict[str, Callable[..., float]] = {
    "negative": operator.neg,
    "+": operator.add,
    "-": operator.sub,
    "*": operator.mul,
    "/": operator.truediv,
    "**": math.pow,
}


def literal(node: Node) -> float | None:
    """The value of arithmetic with numbers only; None where a name or a function takes part, or it is undefined.

    Examples
    --------
    >>> from mcba.study.formula.parsing import parse
    >>> literal(parse("3 / 4")), literal(parse("hours / 4"))
    (0.75, None)
    """
    values = [literal(operand) for operand in node.operands]
    if node.kind == "number":
        return node.value
    if node.kind not in _ARITHMETIC or None in values:
        return None
    try:
        return _ARITHMETIC[node.kind](*values)
    except OverflowError:
        return math.inf
    except (ZeroDivisionError, ValueError):
        return None


def walk(node: Node) -> Iterator[Node]:
    """The node and everything below it.

    Examples
    --------
    >>> from mcba.study.formula.parsing import parse
    >>> [node.kind for node in walk(parse("hours * 2"))]
    ['*', 'name', 'number']
    """
    yield node
    for operand in node.operands:
        yield from walk(operand)


def names_in(node: Node) -> dict[str, Node]:
    """Each name that a formula uses, with the place where it first stands.

    Examples
    --------
    >>> from mcba.study.formula.parsing import parse
    >>> list(names_in(parse("clients * price + 2 * clients")))
    ['clients', 'price']
    """
    names: dict[str, Node] = {}
    for part in walk(node):
        if part.kind == "name":
            names.setdefault(part.name, part)
    return names


def names_behind(node: Node, formulas: Mapping[str, Node]) -> set[str]:
    """Every name on which a formula depends, through the formulas of others.

    Examples
    --------
    >>> from mcba.study.formula.parsing import parse
    >>> sorted(names_behind(parse("served * price"), {"served": parse("clients * share")}))
    ['clients', 'price', 'served', 'share']
    """
    found: set[str] = set()
    left = [node]
    while left:
        for name in names_in(left.pop()):
            if name not in found:
                found.add(name)
                left += [formulas[name]] if name in formulas else []
    return found


def order(formulas: Mapping[str, Node]) -> list[str]:
    """The names in an order in which each formula comes after those it uses.

    Parameters
    ----------
    formulas : mapping of str to Node

    Returns
    -------
    list of str

    Raises
    ------
    CircleError
        When formulas use each other in a circle; the circle is shown.

    Examples
    --------
    >>> from mcba.study.formula.parsing import parse
    >>> order({"total": parse("hours * wage"), "hours": parse("clients * 2")})
    ['hours', 'total']
    """
    done: dict[str, None] = {}
    for start in formulas:
        path = {start: iter(names_in(formulas[start]))}  # each name on the way, with those it still waits for
        while path:
            name = next(reversed(path))
            used = next((used for used in path[name] if used in formulas and used not in done), None)
            if used is None:
                del path[name]
                done[name] = None
            elif used in path:
                way = list(path)
                raise CircleError(way[way.index(used) :])
            else:
                path[used] = iter(names_in(formulas[used]))
    return list(done)


class CircleError(FormulaError):
    """Formulas that use each other in a circle.

    Attributes
    ----------
    names : list of str
        Those on the circle.
    """

    def __init__(self, names: list[str]):
        self.names = names
        circle = " → ".join((*names, names[0]))
        super().__init__(f"formulas use each other in a circle: {circle}; break it at one of them")


_BINDING = {"**": 5, "negative": 4, "*": 3, "/": 3, "+": 2, "-": 2, **dict.fromkeys(COMPARISONS, 1)}


def text_of(node: Node) -> str:
    """Write the tree as a formula again, with only the brackets it needs.

    Examples
    --------
    >>> from mcba.study.formula.parsing import parse
    >>> text_of(parse("(clients) * ((1.0 - deadweight))"))
    'clients * (1 - deadweight)'
    """
    if node.kind == "number":
        return repr(node.value).removesuffix(".0")
    if node.kind == "name":
        return node.name
    if node.kind == "negative":
        return "-" + _bracketed(node.operands[0], 4)
    if node.kind in _BINDING:
        binding = _BINDING[node.kind]
        left, right = node.operands
        space = "" if node.kind == "**" else " "
        loose_left = binding + (node.kind == "**" or node.kind in COMPARISONS)  # these do not chain
        loose_right = binding + (node.kind != "**")
        return f"{_bracketed(left, loose_left)}{space}{node.kind}{space}{_bracketed(right, loose_right)}"
    arguments = ", ".join(text_of(operand) for operand in node.operands)
    return f'{node.kind}({arguments}, over="{node.name}")' if node.name else f"{node.kind}({arguments})"


def _bracketed(node: Node, weakest: int) -> str:
    return f"({text_of(node)})" if _BINDING.get(node.kind, 9) < weakest else text_of(node)
