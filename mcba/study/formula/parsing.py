"""Text of a formula becomes a tree of the operations in the tables, and nothing else can be reached."""

from __future__ import annotations

import ast
import re
import warnings

from mcba.errors import FormulaError, suggestion
from mcba.study.formula.functions import FUNCTIONS
from mcba.study.formula.operators import OPERATORS
from mcba.study.formula.trees import Node, literal

LONGEST, DEEPEST, LARGEST_POWER, LARGEST_NUMBER = 4_000, 60, 64, 1e300
_TOO_DEEP = f"the formula is nested too deeply; at most {DEEPEST} levels are read: split it into quantities"

_BINARY = {ast.Add: "+", ast.Sub: "-", ast.Mult: "*", ast.Div: "/", ast.Pow: "**"}
_COMPARISONS = {ast.Lt: "<", ast.LtE: "<=", ast.Gt: ">", ast.GtE: ">=", ast.Eq: "==", ast.NotEq: "!="}


def parse(text: str) -> Node:
    """Read a formula.

    Parameters
    ----------
    text : str
        In one line or several; `#` begins a remark.

    Returns
    -------
    Node

    Raises
    ------
    FormulaError
        With the offset of what is not allowed.

    Examples
    --------
    >>> from mcba.study.formula.trees import text_of
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
    cause = re.split(r"[.,] (?:Perhaps|Maybe|perhaps|maybe)", message)[0]  # Python's guesses are about programs
    return f"{_short(text.strip())!r} is not a formula ({cause}); write an expression such as 'clients * price'"


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


def _refuse_huge_power(node: Node) -> None:
    power = literal(node.operands[1]) if node.kind == "**" else None
    if power is not None and not abs(power) <= LARGEST_POWER:
        raise FormulaError(
            f"the power {power:g} is too large; at most {LARGEST_POWER}, either way", node.operands[1].offset
        )


def _call(tree: ast.Call, line: str, depth: int, offset: int) -> Node:
    if not isinstance(tree.func, ast.Name):
        raise FormulaError("only a function's plain name may be called", offset)
    function = FUNCTIONS.get(tree.func.id)
    if function is None:
        meant = suggestion(tree.func.id, FUNCTIONS, are="functions", cutoff=0.7)  # of three letters two are chance
        raise FormulaError(f"unknown function {tree.func.id!r}; {meant}", offset)
    over = ""
    for keyword in tree.keywords:
        match keyword:
            case ast.keyword(arg="over", value=ast.Constant(value=str(named))) if function.over and not over:
                over = named
            case ast.keyword(arg="over", value=ast.Name(id=named)) if function.over:
                raise FormulaError(
                    f"the set needs quotes: {function.name}(x, over='{named}'), with single ones inside text in double "
                    "ones",
                    offset,
                )
            case _:
                raise FormulaError(
                    f'{function.name}() takes no such keyword; only sum(x, over="a set") has one', offset
                )
    fewest, most = function.counts
    if any(isinstance(argument, ast.Starred) for argument in tree.args) or not fewest <= len(tree.args) <= most:
        wanted = f"{fewest} to {most} arguments" if fewest < most else f"{fewest} argument{'s' * (fewest > 1)}"
        raise FormulaError(f"{function.name}() takes {wanted}; found {len(tree.args)}", offset)
    if function.over and not over:
        raise FormulaError(f'{function.name}() must say over which set: {function.name}(x, over="a set")', offset)
    return Node(function.name, tuple(_node(part, line, depth + 1) for part in tree.args), name=over, offset=offset)
