"""Rows of arrays chosen, put in order and freed of repetitions: FILTER, SORT, UNIQUE."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, TypeAlias

from mcba.workbook.evaluation.coercion import as_logical
from mcba.workbook.functions.answers import AnswerError, answered, area_of, as_table, float_of, require
from mcba.workbook.functions.lookup.matching import match_key
from mcba.workbook.functions.registry import Context, sheet_function
from mcba.workbook.places import LAST_COLUMN, LAST_ROW
from mcba.workbook.values import CALC, NOT_AVAILABLE, VALUE, CellError, Table, Value

_Rows: TypeAlias = Sequence[tuple[Value, ...]]


@sheet_function("FILTER", "AA", repeats=1, least=2, context=True)
@answered
def _filter(context: Context, array: Any, *conditions: Any) -> Any:
    """Excel's third argument is what it gives instead of nothing; Google's is one more condition."""
    instead: Any = NOT_AVAILABLE if context.book.is_from_google else CALC
    *first, last = conditions
    if len(first) == 1 and not isinstance(last, Table):
        conditions, instead = tuple(first), last
    table = _table(array)
    masks = [_table(condition) for condition in conditions]
    is_across = masks[0].shape[0] == 1 and (masks[0].shape[1] > 1 or table.shape[0] == 1)
    lines = _turned(table.rows) if is_across else table.rows
    truths = [_mask(mask, array, len(lines)) for mask in masks]
    kept = [line for line, *chosen in zip(lines, *truths, strict=True) if all(chosen)]
    if not kept:
        return instead
    return Table(tuple(_turned(kept) if is_across else kept))


@sheet_function("SORT", "AVV", repeats=2, least=1, context=True)
@answered
def _sort(context: Context, array: Any, *orders: Value) -> Table:
    """Excel sorts by one column, or by a row where the fourth argument says so; Google by as many as are named."""
    rows: _Rows = _table(array).rows
    is_of_excel = len(orders) == 3 and not context.book.is_from_google
    is_across = is_of_excel and bool(float_of(orders[2]))
    rows = _turned(rows) if is_across else rows
    for column, order in reversed(_pairs(orders[:2] if is_of_excel else orders or (1.0,))):
        wanted = int(float_of(1.0 if column is None else column))
        require(1 <= wanted <= len(rows[0]), VALUE)
        rows = _in_order(rows, [row[wanted - 1] for row in rows], order)
    return Table(tuple(_turned(rows) if is_across else rows))


@sheet_function("SORTBY", "AAV", repeats=2, least=2)
@answered
def _sortby(array: Any, *orders: Any) -> Table:
    table, pairs = _table(array), [(_table(by), order) for by, order in _pairs(orders)]
    is_across = len(pairs[0][0].rows) == 1 and len(table.rows) > 1
    lines = _turned(table.rows) if is_across else table.rows
    keys = [list(by.elements()) for by, _ in pairs]
    require(all(len(values) == len(lines) for values in keys), VALUE)
    places: Sequence[Any] = range(len(lines))
    for values, (_, order) in zip(reversed(keys), reversed(pairs), strict=True):
        places = _in_order(places, [values[place] for place in places], order)
    ordered = [lines[place] for place in places]
    return Table(tuple(_turned(ordered) if is_across else ordered))


@sheet_function("UNIQUE", "AVV", least=1)
@answered
def _unique(array: Any, by_column: Value = False, once: Value = False) -> Any:
    table, is_across = _table(array), bool(float_of(by_column))
    counts: dict[Any, list[Any]] = {}
    for row in _turned(table.rows) if is_across else table.rows:
        counts.setdefault(tuple(match_key(value) or value for value in row), [row, 0])[1] += 1
    kept = [row for row, times in counts.values() if times == 1 or not float_of(once)]
    return Table(tuple(_turned(kept) if is_across else kept)) if kept else CALC


def _in_order(rows: Sequence[Any], keys: Sequence[Value], order: Value) -> Sequence[Any]:
    """Rows by their keys, blanks last whatever the order; FALSE and 0 fall as -1 does."""
    falls = order is not None and float_of(order) <= 0
    held = [position for position, key in enumerate(keys) if key is not None]
    held.sort(key=lambda position: match_key(keys[position]) or (3, 0), reverse=falls)
    return [rows[position] for position in [*held, *(at for at, key in enumerate(keys) if key is None)]]


def _pairs(orders: Sequence[Any]) -> list[tuple[Any, Any]]:
    """What to sort by, and the order of each; the last may go without."""
    return list(zip(orders[::2], [*orders[1::2], None], strict=False))


def _mask(mask: Table, array: Any, size: int) -> list[bool]:
    """Which lines a condition chooses; past the used part of a sheet it chooses none."""
    truths = [as_logical(value) for value in mask.elements()]
    error = next((truth for truth in truths if isinstance(truth, CellError)), None)
    if error is not None:
        raise AnswerError(error)
    area = area_of(array)
    is_whole = area is not None and (area.bottom == LAST_ROW or area.right == LAST_COLUMN)
    require(1 in mask.shape and (len(truths) == size or is_whole), VALUE)
    return [truth is True for truth in truths[:size]] + [False] * (size - len(truths))


def _table(array: Any) -> Table:
    if isinstance(array, CellError):
        raise AnswerError(array)
    return as_table(array)


def _turned(rows: _Rows) -> _Rows:
    return list(zip(*rows, strict=True))
