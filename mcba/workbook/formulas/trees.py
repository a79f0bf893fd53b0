"""The tree of an Excel formula."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias

from mcba.workbook.values import Value


@dataclass(frozen=True, slots=True)
class Literal:
    """A number, text, truth value or error."""

    value: Value


@dataclass(frozen=True, slots=True)
class ArrayLiteral:
    """`{1,2;3,4}`."""

    rows: tuple[tuple[Value, ...], ...]


@dataclass(frozen=True, slots=True)
class CellsReference:
    """`A1`, `$A$1:B9`, `A:A`, `2:3`, `Sheet!A1`, `First:Last!A1`, `[1]Sheet!A1`.

    Attributes
    ----------
    top, left, bottom, right : int
        Whole columns have all rows, whole rows all columns.
    sheet, last_sheet : str or None
        As written, without quotes; `last_sheet` of a reference through several sheets.
    link : int or None
        The number of another workbook; 0 is this one.
    fixed : tuple of bool
        Which of top, left, bottom and right stay where they are when the formula is copied.
    """

    top: int
    left: int
    bottom: int
    right: int
    sheet: str | None = None
    last_sheet: str | None = None
    link: int | None = None
    fixed: tuple[bool, bool, bool, bool] = (False, False, False, False)


@dataclass(frozen=True, slots=True)
class NameReference:
    """A defined name, perhaps of a sheet or of another workbook."""

    name: str
    sheet: str | None = None
    link: int | None = None


@dataclass(frozen=True, slots=True)
class TableReference:
    """`Costs[Amount]`, `Costs[[#This Row],[A]:[B]]`, `[@Amount]`.

    Attributes
    ----------
    table : str or None
        None for the table that the formula stands in.
    first, last : str or None
        Columns; all of them where both are None.
    parts : frozenset of str
        Of `all`, `data`, `headers`, `totals`, `this row`; empty is `data`.
    """

    table: str | None
    first: str | None = None
    last: str | None = None
    parts: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Unary:
    """`+`, `-`, `%` (behind its operand), `@` (one of the cells) and `#` (behind: all cells that it spills over)."""

    operator: str
    operand: Node


@dataclass(frozen=True, slots=True)
class Binary:
    """`+ - * / ^ & = <> < > <= >=`; of references `:`, a space for what they share, and a comma for both."""

    operator: str
    left: Node
    right: Node


@dataclass(frozen=True, slots=True)
class Call:
    """A function by its name in capitals without `_xlfn.` and its like; an argument that is left out is None."""

    name: str
    arguments: tuple[Node | None, ...]


Node: TypeAlias = Literal | ArrayLiteral | CellsReference | NameReference | TableReference | Unary | Binary | Call
