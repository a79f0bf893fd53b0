"""Formulas: text becomes a small tree of the operations listed here, and nothing else can be reached.

The same tree is checked for units, ordered, evaluated on arrays and set as an equation in the report.
"""

from __future__ import annotations

import ast
import difflib
import math
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from mcba.errors import FormulaError

LONGEST, DEEPEST, LARGEST_POWER = 4_000, 60, 64
CONSTANTS = {"pi": math.pi}

_BINARY = {ast.Add: "+", ast.Sub: "-", ast.Mult: "*", ast.Div: "/", ast.Pow: "**"}
_COMPARISONS = {ast.Lt: "<", ast.LtE: "<=", ast.Gt: ">", ast.GtE: ">=", ast.Eq: "==", ast.NotEq: "!="}
_FUNCTIONS = {  # name: fewest and most arguments
    "where": (3, 3),
    "min": (2, 16),
    "max": (2, 16),
    "clip": (3, 3),
    "exp": (1, 1),
    "log": (1, 1),
    "sqrt": (1, 1),
    "sum": (1, 1),
    "present_value": (1, 1),
}
FUNCTIONS = tuple(_FUNCTIONS)
OPERATORS = (*_BINARY.values(), *_COMPARISONS.values())


@dataclass(frozen=True, slots=True)
class Node:
    """One operation of a formula.

    `kind` is "number", "name", "negative", an operator or a function; `name` is the name itself, or for `sum` the
    set it runs over; `offset` is the place in the formula's text and plays no part in equality.
    """

    kind: str
    operands: tuple[Node, ...] = ()
    name: str = ""
    value: float = 0.0
    offset: int = field(default=0, compare=False)


def parse(text: str) -> Node:
    """Read a formula.

    Raises
    ------
    FormulaError
        With the offset of what is not allowed.

    Examples
    --------
    >>> text_of(parse("clients * (1 - deadweight) * max(price, 0)"))
    'clients * (1 - deadweight) * max(price, 0)'
    """
    if not text.strip():
        raise FormulaError("the formula is empty; write an expression such as 'clients * price'")
    if len(text) > LONGEST:
        raise FormulaError(f"the formula has {len(text):,} characters; at most {LONGEST:,} are read: split it into quantities")
    if text.count("(") > 4 * DEEPEST or "\0" in text:
        raise FormulaError(f"the formula is nested too deeply; at most {DEEPEST} levels are read: split it into quantities")
    try:
        tree = ast.parse(f"({text}\n)", mode="eval")
    except (SyntaxError, ValueError, RecursionError, MemoryError) as error:
        column = getattr(error, "offset", None) or 1
        line = getattr(error, "lineno", None) or 1
        message = error.msg if isinstance(error, SyntaxError) else "it is too complicated"
        raise FormulaError(
            f"{text.strip()!r} is not a formula ({message}); write an expression such as 'clients * price'",
            _offset(text, line, max(column - 1, 0)),
        ) from error
    return _node(tree.body, text, 0)


def _offset(text: str, line: int, column: int) -> int:
    """Where Python's (line, column) of "(text" lies in `text`."""
    before = sum(len(part) for part in text.splitlines(keepends=True)[: line - 1])
    return min(max(before + column - (line == 1), 0), len(text))


def _node(tree: ast.expr, text: str, depth: int) -> Node:
    lines = text.splitlines(keepends=True)
    # Python counts columns in bytes of UTF-8, people in characters; the first line starts after our own bracket.
    line = ("(" + lines[0]) if tree.lineno == 1 else lines[tree.lineno - 1]
    column = len(line.encode()[: tree.col_offset].decode(errors="ignore"))
    offset = _offset(text, tree.lineno, column)
    if depth > DEEPEST:
        raise FormulaError(f"the formula is nested deeper than {DEEPEST} levels; split it into quantities", offset)

    def inner(*trees: ast.expr) -> tuple[Node, ...]:
        return tuple(_node(part, text, depth + 1) for part in trees)

    match tree:
        case ast.Constant(value=value) if isinstance(value, bool) or not isinstance(value, int | float):
            raise FormulaError(f"{value!r} is not a number; only numbers and names may stand in a formula", offset)
        case ast.Constant(value=value):
            number = float(value) if abs(value) < 1e308 else math.inf
            if not math.isfinite(number):
                raise FormulaError("a number in the formula is too large to be held", offset)
            return Node("number", value=number, offset=offset)
        case ast.Name(id=name):
            return Node("name", name=name, offset=offset)
        case ast.UnaryOp(op=ast.USub(), operand=operand):
            return Node("negative", inner(operand), offset=offset)
        case ast.UnaryOp(op=ast.UAdd(), operand=operand):
            return inner(operand)[0]
        case ast.BinOp(left=left, op=operator, right=right) if type(operator) in _BINARY:
            node = Node(_BINARY[type(operator)], inner(left, right), offset=offset)
            _refuse_huge_power(node)
            return node
        case ast.Compare(left=left, ops=[operator], comparators=[right]) if type(operator) in _COMPARISONS:
            return Node(_COMPARISONS[type(operator)], inner(left, right), offset=offset)
        case ast.Compare():
            raise FormulaError("comparisons cannot be chained; write where(a < b, where(b < c, 1, 0), 0)", offset)
        case ast.Call():
            return _call(tree, text, depth, offset)
    raise FormulaError(
        f"{_written(tree, text)!r} is not allowed in a formula; allowed are numbers, names, {' '.join(OPERATORS)} "
        f"and the functions {', '.join(FUNCTIONS)}",
        offset,
    )


def _written(tree: ast.expr, text: str) -> str:
    segment = ast.get_source_segment(f"({text}\n)", tree) or text
    return segment if len(segment) <= 60 else segment[:57] + "..."


def _refuse_huge_power(node: Node) -> None:
    if node.kind == "**" and node.operands[1].kind == "number" and abs(node.operands[1].value) > LARGEST_POWER:
        raise FormulaError(f"the power {node.operands[1].value:g} is too large; at most {LARGEST_POWER}", node.offset)


def _call(tree: ast.Call, text: str, depth: int, offset: int) -> Node:
    if not isinstance(tree.func, ast.Name):
        raise FormulaError("only a function's plain name may be called", offset)
    function = tree.func.id
    if function not in _FUNCTIONS:
        raise FormulaError(f"unknown function {function!r}; {suggestion(function, FUNCTIONS)}", offset)
    fewest, most = _FUNCTIONS[function]
    if any(isinstance(argument, ast.Starred) for argument in tree.args) or not fewest <= len(tree.args) <= most:
        wanted = str(fewest) if fewest == most else f"{fewest} to {most}"
        raise FormulaError(f"{function}() takes {wanted} arguments, not {len(tree.args)}", offset)
    over = ""
    for keyword in tree.keywords:
        is_over = function == "sum" and keyword.arg == "over" and isinstance(keyword.value, ast.Constant)
        if not is_over or not isinstance(keyword.value.value, str):  # type: ignore[attr-defined]
            raise FormulaError(f"{function}() takes no such keyword; only sum(x, over=\"a set\") has one", offset)
        over = keyword.value.value  # type: ignore[attr-defined]
    if function == "sum" and not over:
        raise FormulaError('sum() must say over which set: sum(x, over="a set")', offset)
    return Node(function, tuple(_node(part, text, depth + 1) for part in tree.args), name=over, offset=offset)


def suggestion(word: str, allowed: Iterable[str]) -> str:
    """Say which allowed word was probably meant, or list what is allowed."""
    allowed = list(allowed)
    near = difflib.get_close_matches(word, allowed, n=1, cutoff=0.6)
    if near:
        return f"did you mean {near[0]!r}?"
    return f"known are {', '.join(sorted(allowed))}" if allowed else "none is known"


def walk(node: Node) -> Iterator[Node]:
    """The node and everything below it."""
    yield node
    for operand in node.operands:
        yield from walk(operand)


def names_in(node: Node) -> dict[str, Node]:
    """Each name that a formula uses, with the place where it first stands."""
    found: dict[str, Node] = {}
    for part in walk(node):
        if part.kind == "name":
            found.setdefault(part.name, part)
    return found


def order(formulas: Mapping[str, Node]) -> list[str]:
    """The names in an order in which each formula comes after those it uses.

    Raises
    ------
    FormulaError
        When formulas use each other in a circle; the circle is shown.
    """
    done: dict[str, None] = {}

    def visit(name: str, path: tuple[str, ...]) -> None:
        if name in done:
            return
        if name in path:
            circle = " → ".join((*path[path.index(name) :], name))
            raise FormulaError(f"formulas use each other in a circle: {circle}; break it at one of them")
        for used in names_in(formulas[name]):
            if used in formulas:
                visit(used, (*path, name))
        done[name] = None

    for name in formulas:
        visit(name, ())
    return list(done)


_BINDING = {"**": 5, "negative": 4, "*": 3, "/": 3, "+": 2, "-": 2, **dict.fromkeys(_COMPARISONS.values(), 1)}


def text_of(node: Node) -> str:
    """Write the tree as a formula again, with only the brackets it needs."""
    if node.kind == "number":
        return f"{node.value:.12g}"
    if node.kind == "name":
        return node.name
    if node.kind == "negative":
        return "-" + _bracketed(node.operands[0], 4)
    if node.kind in _BINDING:
        binding = _BINDING[node.kind]
        left, right = node.operands
        space = "" if node.kind == "**" else " "
        loose_left, loose_right = (binding + 1, binding) if node.kind == "**" else (binding, binding + 1)
        return f"{_bracketed(left, loose_left)}{space}{node.kind}{space}{_bracketed(right, loose_right)}"
    arguments = ", ".join(text_of(operand) for operand in node.operands)
    return f'{node.kind}({arguments}, over="{node.name}")' if node.kind == "sum" else f"{node.kind}({arguments})"


def _bracketed(node: Node, weakest: int) -> str:
    return f"({text_of(node)})" if _BINDING.get(node.kind, 9) < weakest else text_of(node)


def dimensions_of(node: Node, dimensions: Mapping[str, tuple[str, ...]]) -> tuple[str, ...]:
    """The sets (and `year`) over which a formula's value is repeated.

    Names broadcast against each other by the names of their sets; `sum` takes one set away, `present_value` the years.
    """
    if node.kind == "name":
        return dimensions[node.name]
    joined: dict[str, None] = {}
    for operand in node.operands:
        joined.update(dict.fromkeys(dimensions_of(operand, dimensions)))
    if node.kind in {"sum", "present_value"}:
        over = node.name or "year"
        if over not in joined:
            what = text_of(node.operands[0])
            raise FormulaError(f"{what!r} is not repeated over {over!r}, so there is nothing to add up", node.offset)
        del joined[over]
    return tuple(joined)
