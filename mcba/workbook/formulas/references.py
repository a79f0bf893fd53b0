"""References as formulas write them: cells, sheets before them, and columns of tables."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple

from mcba.errors import WorkbookError
from mcba.workbook.formulas.trees import CellsReference, TableReference
from mcba.workbook.places import LAST_COLUMN, LAST_ROW, column_number

PARTS = {"#all": "all", "#data": "data", "#headers": "headers", "#totals": "totals", "#this row": "this row"}
"""The parts of a table as formulas write them."""

_ITEM = re.compile(r"\[((?:'.|[^\[\]'])*)\]\s*[,:]?\s*", re.DOTALL)
_END = re.compile(r"(\$?)([A-Za-z]*)(\$?)([0-9]*)")


class SheetSpan(NamedTuple):
    """What stands before `!`: a sheet, the last of several, and the number of another workbook."""

    first: str | None = None
    last: str | None = None
    link: int | None = None


HERE = SheetSpan()
"""Of a reference to the sheet that its formula stands on."""


@lru_cache(maxsize=4096)
def sheets_of(text: str) -> SheetSpan:
    """What a text such as `'[1]My data'!` names.

    Raises
    ------
    WorkbookError
        When it names another workbook by its file.

    Examples
    --------
    >>> sheets_of("'Bob''s data'!").first, sheets_of("First:Last!")[:2], sheets_of("[1]!").link
    ("Bob's data", ('First', 'Last'), 1)
    """
    name = text[:-1]
    if name.startswith("'"):
        name = name[1:-1].replace("''", "'")
    linked = re.fullmatch(r"\[(\d+)\](.*)", name, re.DOTALL)
    link, name = (None, name) if linked is None else (int(linked[1]), linked[2])
    if re.search(r"[\[\]\\/]", name):
        raise WorkbookError(f"{text} names another workbook by its file; open this workbook in Excel and save it")
    first, _, last = name.partition(":")
    return SheetSpan(first or None, last or None, link)


def cells_reference(text: str, sheets: SheetSpan = HERE) -> CellsReference:
    """The reference to the cells of a text such as `$A$1:B9`, `A:C`, `2:3`, or Google's `A2:A`.

    Examples
    --------
    >>> cells = cells_reference("B$9:$A1")
    >>> cells.top, cells.left, cells.bottom, cells.right, cells.fixed
    (1, 1, 9, 2, (False, True, True, False))
    """
    first, _, last = text.partition(":")
    left, right = (_END.fullmatch(end) for end in (first, last or first))
    if left is None or right is None:
        raise ValueError(text)
    columns = [(column_number(end[2]), end[1] == "$") if end[2] else None for end in (left, right)]
    rows = [
        (int(end[4]), (end[3] or (end[1] if not end[2] else "")) == "$") if end[4] else None for end in (left, right)
    ]
    (first_column, left_fixed), (last_column, right_fixed) = _ends(columns, LAST_COLUMN)
    (top, top_fixed), (bottom, bottom_fixed) = _ends(rows, LAST_ROW)
    fixed = (top_fixed, left_fixed, bottom_fixed, right_fixed)
    return CellsReference(top, first_column, bottom, last_column, *sheets, fixed)


def _ends(ends: list[tuple[int, bool] | None], edge: int) -> list[tuple[int, bool]]:
    """Both ends of rows or columns in their order; what reaches over the whole sheet has nothing that is fixed."""
    first, last = ends[0] or (1, True), ends[1] or (edge, True)
    if (first[0], last[0]) == (1, edge):
        return [(1, False), (edge, False)]
    return [last, first] if first[0] > last[0] else [first, last]


def table_reference(table: str | None, brackets: str) -> TableReference:
    """The reference to a table whose columns and parts stand in square brackets.

    Raises
    ------
    ValueError
        When the brackets hold no such thing.

    Examples
    --------
    >>> table_reference("Costs", "[[#Headers],[A]:[B]]").parts
    frozenset({'headers'})
    >>> table_reference(None, "[@Amount]")
    TableReference(table=None, first='Amount', last='Amount', parts=frozenset({'this row'}))
    """
    inner = brackets[1:-1].strip()
    parts: set[str] = set()
    if inner.startswith("@"):
        parts, inner = {"this row"}, inner[1:].strip()
    if not inner:
        return TableReference(table, parts=frozenset(parts))
    if not inner.startswith("["):
        inner = f"[{inner}]"
    columns: list[str] = []
    words = list(_ITEM.finditer(inner))
    if "".join(word[0] for word in words) != inner:
        raise ValueError(brackets)
    for word in words:
        item = word[1].strip() if brackets[1:].lstrip("@ ")[:1] != "[" else word[1]
        if item.casefold() in PARTS:
            parts.add(PARTS[item.casefold()])
        else:
            columns.append(re.sub(r"'(.)", r"\1", item, flags=re.DOTALL))
    if len(columns) > 2:
        raise ValueError(brackets)
    first, last = (columns[0], columns[-1]) if columns else (None, None)
    return TableReference(table, first, last, frozenset(parts))
