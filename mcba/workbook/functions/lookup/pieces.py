"""Arrays cut and joined: TAKE, DROP, VSTACK, TOCOL and their kin."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, TypeAlias

from mcba.workbook.functions.answers import AnswerError, answered, as_table, float_of, require
from mcba.workbook.functions.registry import sheet_function
from mcba.workbook.values import CALC, NOT_AVAILABLE, VALUE, CellError, Table, Value

_Rows: TypeAlias = Sequence[tuple[Value, ...]]


@sheet_function("TAKE", "AVV", least=2)
@answered
def _take(array: Any, rows: Value, columns: Value = None) -> Table:
    lines = _rows(array)
    return _array([row[_kept(len(row), columns)] for row in lines[_kept(len(lines), rows)]])


@sheet_function("DROP", "AVV", least=2)
@answered
def _drop(array: Any, rows: Value, columns: Value = None) -> Table:
    lines = _rows(array)
    return _array([row[_dropped(len(row), columns)] for row in lines[_dropped(len(lines), rows)]])


@sheet_function("CHOOSEROWS", "AA", repeats=1, least=2)
@answered
def _chooserows(array: Any, *positions: Any) -> Table:
    rows = _rows(array)
    return _array([rows[_position(wanted, len(rows))] for wanted in _elements(positions)])


@sheet_function("CHOOSECOLS", "AA", repeats=1, least=2)
@answered
def _choosecols(array: Any, *positions: Any) -> Table:
    rows = _rows(array)
    wanted = [_position(one, len(rows[0])) for one in _elements(positions)]
    return _array([tuple(row[position] for position in wanted) for row in rows])


@sheet_function("VSTACK", "A", repeats=1)
@answered
def _vstack(*arrays: Any) -> Table:
    parts = [_rows(array) for array in arrays]
    width = max(len(rows[0]) for rows in parts)
    return _array([_filled(row, width) for rows in parts for row in rows])


@sheet_function("HSTACK", "A", repeats=1)
@answered
def _hstack(*arrays: Any) -> Table:
    parts = [list(zip(*_rows(array), strict=True)) for array in arrays]
    height = max(len(columns[0]) for columns in parts)
    return _array(list(zip(*[_filled(column, height) for columns in parts for column in columns], strict=True)))


@sheet_function("TOCOL", "AVV", least=1)
@answered
def _tocol(array: Any, ignored: Value = 0.0, by_column: Value = False) -> Table:
    return _array([(value,) for value in _listed(array, ignored, by_column)])


@sheet_function("TOROW", "AVV", least=1)
@answered
def _torow(array: Any, ignored: Value = 0.0, by_column: Value = False) -> Table:
    return _array([tuple(_listed(array, ignored, by_column))])


@sheet_function("EXPAND", "AVVV", least=2)
@answered
def _expand(array: Any, height: Value, width: Value = None, filler: Value = NOT_AVAILABLE) -> Table:
    rows = _rows(array)
    size = [
        len(lines) if wanted is None else int(float_of(wanted)) for lines, wanted in ((rows, height), (rows[0], width))
    ]
    require(size[0] >= len(rows) and size[1] >= len(rows[0]), VALUE)
    filled = [_filled(row, size[1], filler) for row in rows]
    return _array(filled + [(filler,) * size[1]] * (size[0] - len(rows)))


@sheet_function("WRAPROWS", "AVV", least=2)
@answered
def _wraprows(array: Any, size: Value, filler: Value = NOT_AVAILABLE) -> Table:
    return _array(_wrapped(array, size, filler))


@sheet_function("WRAPCOLS", "AVV", least=2)
@answered
def _wrapcols(array: Any, size: Value, filler: Value = NOT_AVAILABLE) -> Table:
    return _array(list(zip(*_wrapped(array, size, filler), strict=True)))


def _wrapped(array: Any, size: Value, filler: Value) -> _Rows:
    values, width = list(_elements([array])), int(float_of(size))
    require(width >= 1)
    return [_filled(tuple(values[at : at + width]), width, filler) for at in range(0, len(values), width)]


def _listed(array: Any, ignored: Value, by_column: Value) -> list[Value]:
    rows, skips = _rows(array), int(float_of(ignored))
    lines = zip(*rows, strict=True) if float_of(by_column) else rows
    return [
        value
        for line in lines
        for value in line
        if not (skips in (1, 3) and value is None) and not (skips in (2, 3) and isinstance(value, CellError))
    ]


def _filled(row: tuple[Value, ...], width: int, filler: Value = NOT_AVAILABLE) -> tuple[Value, ...]:
    return row + (filler,) * (width - len(row))


def _kept(size: int, wanted: Value) -> slice:
    """The first so many of a line, or the last where the number is below 0."""
    if wanted is None:
        return slice(None)
    count = int(float_of(wanted))
    return slice(0, count) if count >= 0 else slice(max(size + count, 0), None)


def _dropped(size: int, wanted: Value) -> slice:
    count = 0 if wanted is None else int(float_of(wanted))
    return slice(count, None) if count >= 0 else slice(0, max(size + count, 0))


def _position(wanted: Value, size: int) -> int:
    position = int(float_of(wanted))
    require(1 <= abs(position) <= size, VALUE)
    return position - 1 if position > 0 else position


def _elements(arrays: Sequence[Any]) -> Iterator[Value]:
    return (value for array in arrays for row in _rows(array) for value in row)


def _rows(array: Any) -> _Rows:
    if isinstance(array, CellError):
        raise AnswerError(array)
    return as_table(array).rows


def _array(rows: _Rows) -> Table:
    require(bool(rows) and bool(rows[0]), CALC)
    return Table(tuple(rows))
