"""From the text of a formula to its tree."""

from __future__ import annotations

import re

from mcba.workbook.formulas.references import HERE, SheetSpan, cells_reference, sheets_of, table_reference
from mcba.workbook.formulas.tokens import Token, misread, tokens
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
from mcba.workbook.values import ERRORS, REFERENCE, CellError, Value

DEEPEST = 100
"""How deeply functions and brackets may stand within each other; Excel itself allows 64 functions."""

BINDING = {"=": 1, "<>": 1, "<": 1, ">": 1, "<=": 1, ">=": 1, "&": 2, "+": 3, "-": 3, "*": 4, "/": 4, "^": 5}
"""How tightly operators hold their operands; all take from the left."""

_PREFIX = re.compile(r"(?:_xlfn\.|_xlws\.|_xll\.|__?xludf\.)+", re.IGNORECASE)
_SIGNS = {"SINGLE": "@", "ANCHORARRAY": "#"}
_REFERENCES = {"sheet", "cells", "function", "name", "columns"}


def parse_formula(text: str, *, is_google: bool = False) -> Node:
    """The tree of a formula as workbooks store it: in English, with commas, with or without its sign of equality.

    Parameters
    ----------
    text : str
    is_google : bool
        Whether it is a formula of Google Sheets, which knows references with an open end (`A2:A`) and arrays of ranges
        (`{A1:A3,B1:B3}`, read as HSTACK and VSTACK).

    Returns
    -------
    Node

    Raises
    ------
    WorkbookError
        When it cannot be read, with what was found where; or when it is more than `DEEPEST` brackets deep.

    Examples
    --------
    >>> parse_formula("-2^2")
    Binary(operator='^', left=Unary(operator='-', operand=Literal(value=2.0)), right=Literal(value=2.0))
    >>> parse_formula("Costs!B$2").fixed
    (True, False, True, False)
    """
    return _Reading(text, is_google).formula()


class _Reading:
    """One formula while it is read: its words and where we are in them."""

    def __init__(self, text: str, is_google: bool):
        self.text = text
        self.is_google = is_google
        self.words = [*tokens(text, is_google=is_google), Token("end", "", len(text))]
        self.at = 0
        self.depth = 0
        self.skip_space()
        if self.words[self.at].text == "=":
            self.at += 1

    def formula(self) -> Node:
        node = self.union()
        if self.words[self.at].kind != "end":
            raise self.misread("an operator is missing before")
        return node

    def misread(self, message: str) -> Exception:
        return misread(message, self.text, self.words[self.at].start)

    def skip_space(self) -> None:
        while self.words[self.at].kind == "space":
            self.at += 1

    def sign(self) -> str:
        """The next sign; empty where another word stands."""
        self.skip_space()
        word = self.words[self.at]
        return word.text if word.kind == "sign" else ""

    def expect(self, sign: str) -> None:
        if self.sign() != sign:
            raise self.misread(f"{sign} is missing before")
        self.at += 1

    def union(self) -> Node:
        node = self.expression(0)
        while self.sign() == ",":
            self.at += 1
            node = Binary(",", node, self.expression(0))
        return node

    def expression(self, least: int) -> Node:
        """Operands joined by operators that hold more tightly than `least`."""
        self.depth += 1
        if self.depth > DEEPEST:
            raise self.misread(f"more than {DEEPEST} brackets and operators stand within each other at")
        node = self.operand()
        while (binding := BINDING.get(self.sign(), 0)) > least:
            operator = self.words[self.at].text
            self.at += 1
            node = Binary(operator, node, self.expression(binding))
        self.depth -= 1
        return node

    def operand(self) -> Node:
        """A range or value with the signs before and behind it."""
        signs = []
        while self.sign() in ("+", "-"):
            signs.append(self.words[self.at].text)
            self.at += 1
        node = self.joined()
        while self.sign() == "%":
            self.at += 1
            signs.append("%")
            node = Unary("%", node)
        if len(signs) > DEEPEST:
            raise self.misread(f"more than {DEEPEST} signs stand before or behind one value at")
        for sign in reversed([sign for sign in signs if sign != "%"]):
            node = Unary(sign, node)
        return node

    def joined(self) -> Node:
        """References joined by colons and spaces; the sign `@` before them takes one of their cells."""
        takes_one = self.sign() == "@"
        self.at += takes_one
        node = self.stretched()
        while self.words[self.at].kind == "space":
            self.skip_space()
            if self.words[self.at].kind not in _REFERENCES and self.words[self.at].text != "(":
                break
            node = Binary(" ", node, self.stretched())
        return Unary("@", node) if takes_one else node

    def stretched(self) -> Node:
        node = self.primary()
        while self.words[self.at].text in (":", "#"):
            self.at += 1
            if self.words[self.at - 1].text == "#":
                node = Unary("#", node)
            else:
                self.skip_space()
                node = _stretched(node, self.primary())
        return node

    def primary(self) -> Node:
        """A value, a reference, a call, an array, or anything in brackets."""
        self.skip_space()
        kind, text, _ = self.words[self.at]
        if kind == "end" or (kind == "sign" and text not in "({"):
            raise self.misread("a value is missing before")
        self.at += 1
        if text == "(":
            node = self.union()
            self.expect(")")
            return node
        if text == "{":
            return self.array()
        literal = self.literal(kind, text)
        return self.reference(kind, text) if literal is None else literal

    def literal(self, kind: str, text: str) -> Literal | None:
        """A plain value; None for a word that is none."""
        if kind == "number":
            return Literal(float(text))
        if kind == "text":
            return Literal(text[1:-1].replace('""', '"'))
        if kind == "name" and text.upper() in ("TRUE", "FALSE"):
            return Literal(text.upper() == "TRUE")
        return self.error(text) if kind == "error" else None

    def error(self, text: str) -> Literal:
        error = ERRORS.get(text.upper(), CellError(text.upper()))
        if error == REFERENCE and self.words[self.at].kind in ("cells", "name"):
            self.at += 1  # what once was Sheet!A1 of a sheet that is gone
        return Literal(error)

    def reference(self, kind: str, text: str) -> Node:
        sheets, before = HERE, ""
        if kind == "sheet":
            sheets, before = self.sheets(text), text
            kind, text, _ = self.words[self.at]
            self.at += 1
            if kind == "error":
                return self.error(text)
        if kind == "cells":
            return cells_reference(text, sheets)
        if kind == "function":
            return self.call(before, text[:-1])
        if kind == "columns" and not before:
            return self.table(None, text)
        if kind != "name" or sheets.last is not None:
            self.at -= 1
            raise self.misread("a cell or name is missing before")
        if self.words[self.at].kind != "columns":
            return NameReference(text, sheets.first, sheets.link)
        self.at += 1
        columns = self.words[self.at - 1].text
        table = self.table(text, columns)
        return table if sheets.link is None else NameReference(text + columns, sheets.first, sheets.link)

    def sheets(self, text: str) -> SheetSpan:
        try:
            return sheets_of(text)
        except ValueError as problem:
            self.at -= 1
            raise self.misread(f"{problem}:") from None

    def table(self, name: str | None, columns: str) -> TableReference:
        try:
            return table_reference(name, columns)
        except ValueError:
            self.at -= 1
            raise self.misread("no columns of a table are") from None

    def call(self, before: str, name: str) -> Node:
        """A function behind its opening bracket; Excel stores `@` and `#` as functions too."""
        arguments = self.arguments()
        plain = _PREFIX.sub("", name).upper()
        if self.words[self.at].text == "(":
            raise self.misread("a function that is computed and called on the spot is not understood:")
        if plain in _SIGNS and len(arguments) == 1 and arguments[0] is not None:
            return Unary(_SIGNS[plain], arguments[0])
        return Call(before + plain, arguments)

    def arguments(self) -> tuple[Node | None, ...]:
        arguments: list[Node | None] = []
        while True:
            arguments.append(None if self.sign() in (",", ")") else self.expression(0))
            if self.sign() == ")":
                self.at += 1
                return () if arguments == [None] else tuple(arguments)
            if self.sign() != ",":
                raise self.misread("a comma or ) is missing before")
            self.at += 1

    def array(self) -> Node:
        """`{1,2;3,4}`; in Google Sheets the parts may be ranges and whole formulas."""
        rows: list[list[Node]] = [[]]
        while True:
            rows[-1].append(self.expression(0))
            sign = self.sign()
            self.at += 1
            if sign == "}":
                break
            if sign == ";":
                rows.append([])
            elif sign != "," and not (sign == "\\" and self.is_google):
                self.at -= 1
                raise self.misread("} is missing before")
        values = [[_value(part) for part in row] for row in rows]
        if any(value is None for row in values for value in row):
            if not self.is_google:
                raise self.misread("an array holds what is no plain value before")
            return _stack("VSTACK", [_stack("HSTACK", row) for row in rows])
        if len({len(row) for row in rows}) > 1:
            raise self.misread("the rows of an array are not equally long before")
        return ArrayLiteral(tuple(map(tuple, values)))


def _stretched(left: Node, right: Node) -> Node:
    """The area from one reference to another, as one reference where both are of one sheet."""
    if not isinstance(left, CellsReference) or not isinstance(right, CellsReference):
        return Binary(":", left, right)
    same = right.sheet is None or (right.sheet, right.link) == (left.sheet, left.link)
    if not same or left.last_sheet is not None or right.last_sheet is not None:
        return Binary(":", left, right)
    (top, top_fixed) = min((left.top, left.fixed[0]), (right.top, right.fixed[0]), key=_number)
    (first, first_fixed) = min((left.left, left.fixed[1]), (right.left, right.fixed[1]), key=_number)
    (bottom, bottom_fixed) = max((left.bottom, left.fixed[2]), (right.bottom, right.fixed[2]), key=_number)
    (last, last_fixed) = max((left.right, left.fixed[3]), (right.right, right.fixed[3]), key=_number)
    fixed = (top_fixed, first_fixed, bottom_fixed, last_fixed)
    return CellsReference(top, first, bottom, last, left.sheet, None, left.link, fixed)


def _number(end: tuple[int, bool]) -> int:
    return end[0]


def _value(node: Node) -> Value:
    """A plain value, perhaps with its sign; None for anything else."""
    if isinstance(node, Literal):
        return node.value
    if isinstance(node, Unary) and isinstance(node.operand, Literal) and isinstance(node.operand.value, float):
        return {"-": -node.operand.value, "+": node.operand.value}.get(node.operator)
    return None


def _stack(name: str, parts: list[Node]) -> Node:
    return parts[0] if len(parts) == 1 else Call(name, tuple(parts))
