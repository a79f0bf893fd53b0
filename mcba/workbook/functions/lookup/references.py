"""Cells and areas found by their position: INDEX, OFFSET, ROW and their kin."""

from __future__ import annotations

from typing import Any

from mcba.workbook.functions.answers import AnswerError, answered, area_of, as_table, extent_of, float_of, require
from mcba.workbook.functions.registry import Context, sheet_function
from mcba.workbook.places import LAST_COLUMN, LAST_ROW, Area, column_letters, quoted
from mcba.workbook.values import REFERENCE, VALUE, CellError, Table, Value


@sheet_function("INDEX", "PVVV", least=2)
@answered
def _index(cells: Any, row: Value, *more: Value) -> Any:
    column, which = (*more, None, None)[:2]
    part = _one_of(cells, which)
    rows, columns = extent_of(part)
    down, right = (int(float_of(position)) for position in (row, column))
    if not more and rows == 1:
        down, right = 0, down
    elif not more and columns > 1:
        raise AnswerError(REFERENCE if down >= 0 else VALUE)
    require(down >= 0 and right >= 0, VALUE)
    require(down <= rows and right <= columns, REFERENCE)
    area = area_of(part)
    if area is not None:
        top, bottom = (area.top + down - 1,) * 2 if down else (area.top, area.bottom)
        left, end = (area.left + right - 1,) * 2 if right else (area.left, area.right)
        return Area(area.sheet, top, left, bottom, end)
    taken = as_table(part).rows[down - 1 if down else 0 : down or rows]
    taken = tuple(line[right - 1 if right else 0 : right or columns] for line in taken)
    return taken[0][0] if len(taken) == len(taken[0]) == 1 else Table(taken)


@sheet_function("OFFSET", "PVVVV", least=3)
@answered
def _offset(cells: Any, rows: Value, columns: Value, height: Value = None, width: Value = None) -> Area:
    area = area_of(_one_of(cells, None))
    if area is None:
        raise AnswerError(VALUE)
    top, bottom = _moved(area.top, area.shape[0], rows, height)
    left, right = _moved(area.left, area.shape[1], columns, width)
    require(top >= 1 and left >= 1 and bottom <= LAST_ROW and right <= LAST_COLUMN, REFERENCE)
    return Area(area.sheet, top, left, bottom, right)


@sheet_function("ROW", "P", least=0, context=True)
@answered
def _row(context: Context, *cells: Any) -> Any:
    return _numbered(context.place.row, *cells)


@sheet_function("COLUMN", "P", least=0, context=True)
@answered
def _column(context: Context, *cells: Any) -> Any:
    return _numbered(context.place.column, *cells, across=True)


@sheet_function("ROWS", "P")
@answered
def _rows(cells: Any) -> float:
    return float(extent_of(_one_of(cells, None))[0])


@sheet_function("COLUMNS", "P")
@answered
def _columns(cells: Any) -> float:
    return float(extent_of(_one_of(cells, None))[1])


@sheet_function("AREAS", "P")
@answered
def _areas(cells: Any) -> float:
    return float(len(cells)) if isinstance(cells, tuple) and not isinstance(cells, Area) else 1.0


@sheet_function("ADDRESS", "VVVVV", least=2)
@answered
def _address(row: Value, column: Value, fixed: Value = 1.0, letters: Value = True, sheet: Value = None) -> str:
    down, right, how = (int(float_of(position)) for position in (row, column, fixed))
    require(1 <= down <= LAST_ROW and 1 <= right <= LAST_COLUMN and 1 <= how <= 4, VALUE)
    is_row_fixed, is_column_fixed = how in (1, 2), how in (1, 3)
    if float_of(letters):
        text = f"{'$' * is_column_fixed}{column_letters(right)}{'$' * is_row_fixed}{down}"
    else:
        text = f"R{down if is_row_fixed else f'[{down}]'}C{right if is_column_fixed else f'[{right}]'}"
    return text if sheet is None else f"{quoted(str(sheet))}!{text}"


def _one_of(cells: Any, which: Value) -> Any:
    """The area asked for, where a reference is to several."""
    if isinstance(cells, CellError):
        raise AnswerError(cells)
    parts = cells if isinstance(cells, tuple) and not isinstance(cells, Area) else (cells,)
    wanted = 1 if which is None else int(float_of(which))
    require(wanted >= 1, VALUE)
    require(wanted <= len(parts), REFERENCE)
    return parts[wanted - 1]


def _moved(first: int, size: int, by: Value, wanted: Value) -> tuple[int, int]:
    """First and last row or column of an area that is moved and made so many long; fewer than none counts backwards."""
    start, length = first + int(float_of(by)), size if wanted is None else int(float_of(wanted))
    require(length != 0, REFERENCE)
    return (start, start + length - 1) if length > 0 else (start + length + 1, start)


def _numbered(own: int, *cells: Any, across: bool = False) -> Any:
    """The numbers of the rows or columns of an area; without one the formula's own."""
    if not cells:
        return float(own)
    area = area_of(_one_of(cells[0], None))
    if area is None:
        raise AnswerError(VALUE)
    first, last = (area.left, area.right) if across else (area.top, area.bottom)
    positions = [float(position) for position in range(first, last + 1)]
    if first == last:
        return positions[0]
    return Table((tuple(positions),) if across else tuple((position,) for position in positions))
