"""SUMIF, COUNTIFS and their kin."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from mcba.workbook.functions.answers import AnswerError, answered, area_of, as_table, extent_of, float_of, require
from mcba.workbook.functions.conditional.criteria import Criterion, criterion
from mcba.workbook.functions.mathematics.sums import plain_sum
from mcba.workbook.functions.registry import Context, sheet_function
from mcba.workbook.places import LAST_COLUMN, LAST_ROW, Area
from mcba.workbook.values import DIVISION, VALUE, CellError, Table, Value


@sheet_function("COUNTIF", "RV", context=True, passes_errors=False)
@answered
def _countif(context: Context, cells: Any, asked: Value) -> float:
    return _count(context, cells, asked)


@sheet_function("COUNTIFS", "RV", repeats=2, least=2, context=True, passes_errors=False)
@answered
def _countifs(context: Context, *pairs: Any) -> float:
    return _count(context, *pairs)


@sheet_function("SUMIF", "RVP", least=2, context=True, passes_errors=False)
@answered
def _sumif(context: Context, cells: Any, asked: Value, values: Any = None) -> float:
    return plain_sum(_numbers_if(context, cells, asked, values))


@sheet_function("AVERAGEIF", "RVP", least=2, context=True, passes_errors=False)
@answered
def _averageif(context: Context, cells: Any, asked: Value, values: Any = None) -> float:
    return _mean(_numbers_if(context, cells, asked, values))


@sheet_function("SUMIFS", "RRV", repeats=2, least=3, context=True, passes_errors=False)
@answered
def _sumifs(context: Context, values: Any, *pairs: Any) -> float:
    return plain_sum(_numbers_of(context, values, *pairs))


@sheet_function("AVERAGEIFS", "RRV", repeats=2, least=3, context=True, passes_errors=False)
@answered
def _averageifs(context: Context, values: Any, *pairs: Any) -> float:
    return _mean(_numbers_of(context, values, *pairs))


@sheet_function("MAXIFS", "RRV", repeats=2, least=3, context=True, passes_errors=False)
@answered
def _maxifs(context: Context, values: Any, *pairs: Any) -> float:
    return max(_numbers_of(context, values, *pairs), default=0.0)


@sheet_function("MINIFS", "RRV", repeats=2, least=3, context=True, passes_errors=False)
@answered
def _minifs(context: Context, values: Any, *pairs: Any) -> float:
    return min(_numbers_of(context, values, *pairs), default=0.0)


def _count(context: Context, *pairs: Any) -> float:
    cells, criteria = _asked(context, pairs)
    rows, columns = _covered(cells)
    met = sum(1 for _ in _places_met(cells, criteria, rows, columns))
    height, width = extent_of(cells[0])
    if all(meets(None) for meets in criteria):
        met += height * width - rows * columns  # blanks past the used part of the sheet
    return float(met)


def _numbers_if(context: Context, cells: Any, asked: Value, values: Any) -> list[float]:
    """The numbers beside the cells that meet a criterion, from an area as large as theirs."""
    if values is None:
        return _numbers_of(context, cells, cells, asked)
    if isinstance(values, CellError):
        raise AnswerError(values)
    area = area_of(values)
    if area is None:
        return _numbers_of(context, values, cells, asked)
    height, width = extent_of(cells)
    bottom, right = min(area.top + height - 1, LAST_ROW), min(area.left + width - 1, LAST_COLUMN)
    require(not isinstance(values, tuple) or isinstance(values, Area), VALUE)
    table = context.read(Area(area.sheet, area.top, area.left, bottom, right))
    return _numbers_of(context, table, cells, asked, same_extent=False)


def _numbers_of(context: Context, values: Any, *pairs: Any, same_extent: bool = True) -> list[float]:
    """The numbers at the places that meet all criteria; an error among them is the answer."""
    cells, criteria = _asked(context, pairs)
    if isinstance(values, CellError):
        raise AnswerError(values)
    require(not isinstance(values, tuple) and (not same_extent or extent_of(values) == extent_of(cells[0])), VALUE)
    table = as_table(values)
    rows, columns = _covered([*cells, table] if all(meets(None) for meets in criteria) else cells)
    taken = (_at(table, row, column) for row, column in _places_met(cells, criteria, rows, columns))
    return [float_of(value) for value in taken if type(value) is float or isinstance(value, CellError)]


def _asked(context: Context, pairs: Sequence[Any]) -> tuple[list[Table], list[Criterion]]:
    """Cells and criteria of pairs, all cells of one extent."""
    require(len(pairs) % 2 == 0, VALUE)
    for cells in pairs[::2]:
        if isinstance(cells, CellError):
            raise AnswerError(cells)
        require(not isinstance(cells, tuple) and extent_of(cells) == extent_of(pairs[0]), VALUE)
    from_1904 = context.book.dates_from_1904
    return [as_table(cells) for cells in pairs[::2]], [criterion(one, dates_from_1904=from_1904) for one in pairs[1::2]]


def _covered(tables: Sequence[Table]) -> tuple[int, int]:
    """Rows and columns that any of the tables holds."""
    return max(table.shape[0] for table in tables), max(table.shape[1] for table in tables)


def _places_met(
    tables: Sequence[Table], criteria: Sequence[Criterion], rows: int, columns: int
) -> Iterator[tuple[int, int]]:
    for row in range(rows):
        for column in range(columns):
            if all(meets(_at(table, row, column)) for table, meets in zip(tables, criteria, strict=True)):
                yield row, column


def _at(table: Table, row: int, column: int) -> Value:
    """A cell; past the used part of the sheet a blank."""
    cells = table.rows
    return cells[row][column] if row < len(cells) and column < len(cells[0]) else None


def _mean(values: Sequence[float]) -> float:
    require(bool(values), DIVISION)
    return plain_sum(values) / len(values)
