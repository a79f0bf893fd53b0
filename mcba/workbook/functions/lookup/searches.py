"""MATCH, LOOKUP and their kin."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from mcba.workbook.evaluation.coercion import as_logical
from mcba.workbook.functions.answers import AnswerError, answered, area_of, as_table, extent_of, float_of, require
from mcba.workbook.functions.lookup.matching import equal_position, nearest_position, sorted_position
from mcba.workbook.functions.registry import sheet_function
from mcba.workbook.places import Area
from mcba.workbook.values import NOT_AVAILABLE, REFERENCE, VALUE, CellError, Table, Value

_LONGEST_SOUGHT = 255


@sheet_function("MATCH", "VRV", least=2)
@answered
def _match(sought: Value, array: Any, kind: Value = 1.0) -> float:
    values, size = _line(array)
    how = float_of(kind)
    require(not (isinstance(sought, str) and len(sought) > _LONGEST_SOUGHT), VALUE)
    if how == 0:
        return _found(equal_position(sought, values)) + 1.0
    return _found(sorted_position(sought, values, size, falling=how < 0)) + 1.0


@sheet_function("VLOOKUP", "VRVV", least=3)
@answered
def _vlookup(sought: Value, array: Any, column: Value, sorted_: Value = True) -> Value:
    return _looked_up(sought, as_table(array).rows, extent_of(array), column, sorted_)


@sheet_function("HLOOKUP", "VRVV", least=3)
@answered
def _hlookup(sought: Value, array: Any, row: Value, sorted_: Value = True) -> Value:
    rows, columns = extent_of(array)
    return _looked_up(sought, tuple(zip(*as_table(array).rows, strict=True)), (columns, rows), row, sorted_)


@sheet_function("LOOKUP", "VAA", least=2)
@answered
def _lookup(sought: Value, array: Any, results: Any = None) -> Value:
    rows, columns = extent_of(array)
    cells = as_table(array).rows
    lines = cells if columns > rows else tuple(zip(*cells, strict=True))
    position = _found(sorted_position(sought, lines[0], max(rows, columns)))
    if results is None:
        return _at(lines[-1], position) if len(lines) == min(rows, columns) else None
    values, size = _line(results)
    require(position < size, NOT_AVAILABLE)
    return _at(values, position)


@sheet_function("XMATCH", "VAVV", least=2)
@answered
def _xmatch(sought: Value, array: Any, mode: Value = 0.0, search: Value = 1.0) -> float:
    return _found(_x_position(sought, array, float_of(mode), float_of(search))) + 1.0


@sheet_function("XLOOKUP", "VAPVVV", least=3, passes_errors=False)
@answered
def _xlookup(
    sought: Value,
    array: Any,
    results: Any,
    missing: Value = None,
    mode: Value = 0.0,
    search: Value = 1.0,
) -> Any:
    require(not isinstance(sought, CellError), sought)  # type: ignore[arg-type]
    rows, columns = extent_of(array)
    require(extent_of(results)[1 if columns > 1 else 0] == max(rows, columns), VALUE)
    position = _x_position(sought, array, float_of(mode), float_of(search))
    if position is None:
        return NOT_AVAILABLE if missing is None else missing
    area = area_of(results)
    if area is not None and columns > 1:
        return Area(area.sheet, area.top, area.left + position, area.bottom, area.left + position)
    if area is not None:
        return Area(area.sheet, area.top + position, area.left, area.top + position, area.right)
    cells = as_table(results).rows
    part = tuple((row[position],) for row in cells) if columns > 1 else (cells[position],)
    return part[0][0] if len(part) == len(part[0]) == 1 else Table(part)


def _looked_up(
    sought: Value, rows: Sequence[Sequence[Value]], extent: tuple[int, int], column: Value, is_sorted: Value
) -> Value:
    """What stands in a column of the row whose first cell is the sought value."""
    wanted, by_halves = int(float_of(column)), as_logical(is_sorted)
    if isinstance(by_halves, CellError):
        raise AnswerError(by_halves)
    require(wanted >= 1, VALUE)
    require(wanted <= extent[1], REFERENCE)
    first = [row[0] for row in rows]
    require(not (isinstance(sought, str) and len(sought) > _LONGEST_SOUGHT), VALUE)
    position = _found(sorted_position(sought, first, extent[0]) if by_halves else equal_position(sought, first))
    return _at(rows[position], wanted - 1)


def _x_position(sought: Value, array: Any, mode: float, search: float) -> int | None:
    require(mode in (0, -1, 1, 2) and search in (1, -1, 2, -2) and not (mode == 2 and abs(search) == 2), VALUE)
    if isinstance(array, CellError):
        raise AnswerError(array)
    require(1 in extent_of(array), VALUE)
    values, size = _line(array)
    if sought is None:
        position = next((at for at, value in enumerate(values) if value is None), None)
        return position if position is not None or mode == 0 else nearest_position(sought, values, int(mode))
    if abs(search) == 1 and mode in (0, 2):
        return equal_position(sought, values, wildcards=mode == 2, last=search == -1)
    if abs(search) == 1:
        return nearest_position(sought, values, int(mode), last=search == -1)
    position = sorted_position(sought, values, size, falling=search < 0)
    if position is not None and equal_position(sought, [values[position]], wildcards=False) == 0:
        return position
    if mode == 0:
        return None
    beside = -1 if position is None else position  # the last one before the place where it would stand
    chosen = beside if (mode < 0) == (search > 0) else beside + 1
    return chosen if 0 <= chosen < len(values) else None


def _line(array: Any) -> tuple[Sequence[Value], int]:
    """The values of one row or one column, and how many there are with the blanks behind the used part of the sheet."""
    if isinstance(array, CellError):
        raise AnswerError(array)
    require(not isinstance(array, tuple) and 1 in extent_of(array), NOT_AVAILABLE)
    rows, columns = extent_of(array)
    cells = as_table(array).rows
    return (cells[0] if columns > 1 else [row[0] for row in cells]), max(rows, columns)


def _found(position: int | None) -> int:
    if position is None:
        raise AnswerError(NOT_AVAILABLE)
    return position


def _at(values: Sequence[Value], position: int) -> Value:
    """A value; past the used part of the sheet a blank."""
    return values[position] if position < len(values) else None
