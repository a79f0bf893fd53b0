"""From the tree of a formula back to its text."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from mcba.workbook.formulas.parser import BINDING
from mcba.workbook.formulas.references import PARTS
from mcba.workbook.formulas.trees import (
    ArrayLiteral,
    Binary,
    Call,
    CellsReference,
    Literal,
    NameReference,
    Node,
    TableReference,
    Unary,
)
from mcba.workbook.places import LAST_COLUMN, LAST_ROW, column_letters, quoted
from mcba.workbook.values import Value

_UNION, _SIGN, _PERCENT, _ONE, _SHARED, _RANGE, _TIGHT = 0, 6, 7, 8, 9, 10, 11
_BINDING = {**BINDING, ",": _UNION, " ": _SHARED, ":": _RANGE}


def formula_text(node: Node) -> str:
    """The text of a formula, without its sign of equality; read again it gives the same tree.

    Functions have their plain names, as people see them: a file wants `_xlfn.` before the newer ones.

    Examples
    --------
    >>> from mcba.workbook.formulas.parser import parse_formula
    >>> formula_text(parse_formula("if( 'Costs'!$a$1>=2 , -(1+2)^2 , )"))
    'IF(Costs!$A$1>=2,-(1+2)^2,)'
    """
    chain: list[Binary] = []
    while isinstance(node, Binary):  # chains to the left may be thousands long
        chain.append(node)
        node = node.left
    text, binding = _WRITERS[type(node)](node), _binding(node)
    parts = [text]
    for link in reversed(chain):
        tightness = _BINDING[link.operator]
        if binding < tightness:
            parts = ["(", *parts, ")"]
        parts += [link.operator, _within(link.right, tightness + 1)]
        binding = tightness
    return "".join(parts)


def _within(node: Node, least: int) -> str:
    """The text of a part, in brackets where it does not hold together tightly enough."""
    text = formula_text(node)
    return text if _binding(node) >= least else f"({text})"


def _binding(node: Node) -> int:
    if isinstance(node, Binary):
        return _BINDING[node.operator]
    if isinstance(node, Unary):
        return {"%": _PERCENT, "@": _ONE, "#": _RANGE}.get(node.operator, _SIGN)
    return _SIGN if isinstance(node, Literal) and _is_negative(node.value) else _TIGHT


def _is_negative(value: Value) -> bool:
    return isinstance(value, float) and str(value).startswith("-")


def _value(value: Value) -> str:
    if isinstance(value, bool):
        return str(value).upper()
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() and abs(value) < 1e15 else repr(value).upper()
    if isinstance(value, str):
        return '"' + value.replace('"', '""') + '"'
    return "" if value is None else value.code


def _array(node: ArrayLiteral) -> str:
    return "{" + ";".join(",".join(map(_value, row)) for row in node.rows) + "}"


def _before(sheet: str | None, last_sheet: str | None = None, link: int | None = None) -> str:
    """What stands before a reference: sheets and another workbook, and `!`."""
    if sheet is None:
        return "" if link is None else f"[{link}]!"
    book = "" if link is None else f"[{link}]"
    names = [sheet] if last_sheet is None else [sheet, last_sheet]
    if all(quoted(name) == name for name in names):
        return f"{book}{':'.join(names)}!"
    return "'" + book + ":".join(names).replace("'", "''") + "'!"


def _cells(node: CellsReference) -> str:
    signs = ["$" if fixed else "" for fixed in node.fixed]
    top, bottom = f"{signs[0]}{node.top}", f"{signs[2]}{node.bottom}"
    left, right = f"{signs[1]}{column_letters(node.left)}", f"{signs[3]}{column_letters(node.right)}"
    if (node.left, node.right) == (1, LAST_COLUMN):
        text = f"{top}:{bottom}"
    elif (node.top, node.bottom) == (1, LAST_ROW):
        text = f"{left}:{right}"
    else:
        text = left + top if (left, top) == (right, bottom) else f"{left}{top}:{right}{bottom}"
    return _before(node.sheet, node.last_sheet, node.link) + text


def _name(node: NameReference) -> str:
    return _before(node.sheet, None, node.link) + node.name


def _table(node: TableReference) -> str:
    parts = [written for written in PARTS if PARTS[written] in node.parts]
    items = [f"[{part.title()}]" for part in parts]
    if node.first is not None and node.last is not None:
        first, last = (re.sub(r"(['\[\]#@])", r"'\1", column) for column in (node.first, node.last))
        items.append(f"[{first}]" if node.first == node.last else f"[{first}]:[{last}]")
    inner = items[0] if len(items) == 1 and ":" not in items[0] else f"[{','.join(items)}]"
    return (node.table or "") + inner


def _unary(node: Unary) -> str:
    tightness = _binding(node)
    if node.operator in "%#":
        return _within(node.operand, tightness) + node.operator
    return node.operator + _within(node.operand, tightness)


def _call(node: Call) -> str:
    return f"{node.name}({','.join('' if part is None else _within(part, _UNION + 1) for part in node.arguments)})"


_WRITERS: dict[type, Callable[[Any], str]] = {
    Literal: lambda node: _value(node.value),
    ArrayLiteral: _array,
    CellsReference: _cells,
    NameReference: _name,
    TableReference: _table,
    Unary: _unary,
    Call: _call,
}
