"""Formulas: text becomes a small tree of the operations listed here, and nothing else can be reached.

The same tree is checked for units, ordered, evaluated on arrays and set as an equation in the report.
"""

from __future__ import annotations

import ast
import difflib
import math
import operator
import re
import warnings
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from mcba.errors import FormulaError

LONGEST, DEEPEST, LARGEST_POWER, LARGEST_NUMBER = 4_000, 60, 64, 1e300
_TOO_DEEP = f"the formula is nested too deeply; at most {DEEPEST} levels are read: split it into quantities"
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
LONGEST_LIST = 20
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
        raise FormulaError(
            f"the formula has {len(text):,} characters; at most {LONGEST:,} are read: split it into quantities"
        )
    # On one line Python's columns are our offsets; a comment of a formula over several lines is passed over.
    line = re.sub(r"#[^\n]*|\s", lambda match: " " * len(match[0]), text)
    try:
        with warnings.catch_warnings(action="ignore"):  # about texts such as "1or 2", which are refused below
            tree = ast.parse(line.strip(), mode="eval").body
    except (SyntaxError, ValueError, RecursionError, MemoryError) as error:
        column = getattr(error, "offset", None)  # from 1; 0 is Python's word for the end
        offset = len(line.rstrip()) if column == 0 else _start(line) + (column or 1) - 1
        raise FormulaError(_not_a_formula(text, error), offset) from error
    return _node(tree, line, 0)


def _not_a_formula(text: str, error: Exception) -> str:
    message = error.msg if isinstance(error, SyntaxError) else str(error)
    if "nested" in message or isinstance(error, RecursionError | MemoryError):
        return _TOO_DEEP
    if getattr(error, "offset", None) == 0:
        message = "something is missing at the end"
    what = re.split(r"[.,] (?:Perhaps|Maybe|perhaps|maybe)", message)[0]  # Python's guesses are about programs
    return f"{_short(text.strip())!r} is not a formula ({what}); write an expression such as 'clients * price'"


def _start(line: str) -> int:
    return len(line) - len(line.lstrip())


def _short(text: str) -> str:
    return text if len(text) <= 60 else text[:57] + "..."


def _node(tree: ast.expr, line: str, depth: int) -> Node:
    # Python counts columns in bytes of UTF-8, people in characters.
    offset = _start(line) + len(line.strip().encode()[: tree.col_offset].decode())
    if depth > DEEPEST:
        raise FormulaError(_TOO_DEEP, offset)

    kind: str
    parts: tuple[ast.expr, ...]
    match tree:
        case ast.Constant(value=int() | float() as value) if not isinstance(value, bool):
            if not abs(value) <= LARGEST_NUMBER:
                raise FormulaError(f"a number in the formula is too large; at most {LARGEST_NUMBER:g} is read", offset)
            return Node("number", value=float(value), offset=offset)
        case ast.Name(id=name):
            return Node("name", name=name, offset=offset)
        case ast.Call():
            return _call(tree, line, depth, offset)
        case ast.UnaryOp(op=ast.UAdd(), operand=operand):
            return _node(operand, line, depth + 1)
        case ast.UnaryOp(op=ast.USub(), operand=operand):
            kind, parts = "negative", (operand,)
        case ast.BinOp(left=left, op=operation, right=right) if type(operation) in _BINARY:
            kind, parts = _BINARY[type(operation)], (left, right)
        case ast.Compare(left=left, ops=[comparison], comparators=[right]) if type(comparison) in _COMPARISONS:
            kind, parts = _COMPARISONS[type(comparison)], (left, right)
        case ast.Compare(ops=[_, _, *_]):
            raise FormulaError("comparisons cannot be chained; write where(a < b, where(b < c, 1, 0), 0)", offset)
        case _:
            raise FormulaError(
                f"{_written(tree, line)!r} is not allowed in a formula; allowed are numbers, names, "
                f"{' '.join(OPERATORS)} and the functions {', '.join(FUNCTIONS)}",
                offset,
            )
    node = Node(kind, tuple(_node(part, line, depth + 1) for part in parts), offset=offset)
    _refuse_huge_power(node)
    return node


def _written(tree: ast.expr, line: str) -> str:
    return _short(line.strip().encode()[tree.col_offset : tree.end_col_offset].decode())


_ARITHMETIC: dict[str, Callable[..., float]] = {
    "negative": operator.neg,
    "+": operator.add,
    "-": operator.sub,
    "*": operator.mul,
    "/": operator.truediv,
    "**": math.pow,
}


def literal(node: Node) -> float | None:
    """The value of arithmetic with numbers only; None where a name or a function takes part, or it is undefined."""
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


def _refuse_huge_power(node: Node) -> None:
    power = literal(node.operands[1]) if node.kind == "**" else None
    if power is not None and not abs(power) <= LARGEST_POWER:
        raise FormulaError(
            f"the power {power:g} is too large; at most {LARGEST_POWER}, either way", node.operands[1].offset
        )


def _call(tree: ast.Call, line: str, depth: int, offset: int) -> Node:
    if not isinstance(tree.func, ast.Name):
        raise FormulaError("only a function's plain name may be called", offset)
    function = tree.func.id
    if function not in _FUNCTIONS:
        raise FormulaError(f"unknown function {function!r}; {suggestion(function, FUNCTIONS)}", offset)
    over = ""
    for keyword in tree.keywords:
        match keyword:
            case ast.keyword(arg="over", value=ast.Constant(value=str(named))) if function == "sum" and not over:
                over = named
            case ast.keyword(arg="over", value=ast.Name(id=named)) if function == "sum":
                raise FormulaError(
                    f"the set needs quotes: sum(x, over='{named}'), with single ones inside text in double ones", offset
                )
            case _:
                raise FormulaError(f'{function}() takes no such keyword; only sum(x, over="a set") has one', offset)
    fewest, most = _FUNCTIONS[function]
    if any(isinstance(argument, ast.Starred) for argument in tree.args) or not fewest <= len(tree.args) <= most:
        wanted = f"{fewest} to {most} arguments" if fewest < most else f"{fewest} argument{'s' * (fewest > 1)}"
        raise FormulaError(f"{function}() takes {wanted}; found {len(tree.args)}", offset)
    if function == "sum" and not over:
        raise FormulaError('sum() must say over which set: sum(x, over="a set")', offset)
    return Node(function, tuple(_node(part, line, depth + 1) for part in tree.args), name=over, offset=offset)


def suggestion(word: str, allowed: Iterable[str]) -> str:
    """Say which allowed word was probably meant, or list what is allowed."""
    allowed = list(allowed)
    near = difflib.get_close_matches(word, allowed, n=1, cutoff=0.6)
    if near:
        return f"did you mean {near[0]!r}?"
    if not allowed:
        return "there are none yet"
    shown, others = sorted(allowed)[:LONGEST_LIST], len(allowed) - LONGEST_LIST
    return f"known are {', '.join(shown)}" + (f" and {others} more" if others > 0 else "")


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
    CircleError
        When formulas use each other in a circle; the circle is shown.
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
    """Formulas that use each other in a circle; `names` are those on it."""

    def __init__(self, names: list[str]):
        self.names = names
        circle = " → ".join((*names, names[0]))
        super().__init__(f"formulas use each other in a circle: {circle}; break it at one of them")


_BINDING = {"**": 5, "negative": 4, "*": 3, "/": 3, "+": 2, "-": 2, **dict.fromkeys(_COMPARISONS.values(), 1)}


def text_of(node: Node) -> str:
    """Write the tree as a formula again, with only the brackets it needs."""
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
        loose_left = binding + (node.kind == "**" or node.kind in _COMPARISONS.values())  # these do not chain
        loose_right = binding + (node.kind != "**")
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
