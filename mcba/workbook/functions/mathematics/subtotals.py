"""SUBTOTAL and AGGREGATE: another function over what is left of its cells."""

from __future__ import annotations

import re
from collections.abc import Callable

from mcba.workbook.functions.arguments import GivenCells, areas_in, elements_in, implements
from mcba.workbook.functions.registry import SHEET_FUNCTIONS, Context
from mcba.workbook.places import Place
from mcba.workbook.values import VALUE, CellError, Table, Value

_NAMES = (
    *("AVERAGE", "COUNT", "COUNTA", "MAX", "MIN", "PRODUCT", "STDEV", "STDEVP", "SUM", "VAR", "VARP", "MEDIAN"),
    *("MODE", "LARGE", "SMALL", "PERCENTILE.INC", "QUARTILE.INC", "PERCENTILE.EXC", "QUARTILE.EXC"),
)
_OF_SUBTOTAL, _OF_NUMBERS = 11, 13  # how many of them SUBTOTAL knows, and how many take no more than numbers
_BESIDE_HIDDEN_ROWS = 100
_INNER = re.compile(r"\b(SUBTOTAL|AGGREGATE)\s*\(", re.IGNORECASE)


@implements("SUBTOTAL", "wr", repeats=1, context=True)
def _subtotal(context: Context, number: int, *arguments: GivenCells) -> Value:
    skips_hidden = number > _BESIDE_HIDDEN_ROWS
    number -= _BESIDE_HIDDEN_ROWS * skips_hidden
    if not 1 <= number <= _OF_SUBTOTAL or any(table.area is None for a in arguments for table in areas_in(a)):
        return VALUE
    left = _left(context, arguments, is_hidden=skips_hidden, is_inner=True, is_error=False)
    return _called(number, left)


@implements("AGGREGATE", "wwar", repeats=1, least=3, context=True)
def _aggregate(context: Context, number: int, option: int, *arguments: GivenCells) -> Value:
    if not (1 <= number <= len(_NAMES) and 0 <= option <= 7):
        return VALUE
    cells, rest = (arguments, ()) if number <= _OF_NUMBERS else (arguments[:1], arguments[1:2])
    is_hidden, is_error = option in (1, 3, 5, 7), option in (2, 3, 6, 7)
    left = _left(context, cells, is_hidden=is_hidden, is_inner=option <= 3, is_error=is_error)
    order = [next(elements_in(argument)) for argument in rest]
    return _called(number, left, *order) if len(order) == (number > _OF_NUMBERS) else VALUE


def _called(number: int, cells: Table, *order: Value) -> Value:
    result: Value = SHEET_FUNCTIONS[_NAMES[number - 1]].call(cells, *order)
    return result


def _left(
    context: Context, arguments: tuple[GivenCells, ...], *, is_hidden: bool, is_inner: bool, is_error: bool
) -> Table:
    """What is left of the cells when those of hidden rows, of inner subtotals, or with errors are passed over."""
    passed: list[Callable[[Place | None, Value], bool]] = []
    if is_hidden:
        passed.append(lambda place, _: place is not None and place.row in context.book.sheets[place.sheet].hidden_rows)
    if is_inner:
        passed.append(lambda place, _: place is not None and _is_subtotal(context, place))
    if is_error:
        passed.append(lambda _, element: isinstance(element, CellError))
    left = (
        element
        for argument in arguments
        for table in areas_in(argument)
        for place, element in _places(table)
        if not any(passes(place, element) for passes in passed)
    )
    return Table((tuple(left) or (None,),))


def _places(table: Table) -> list[tuple[Place | None, Value]]:
    area = table.area
    return [
        (None if area is None else Place(area.sheet, area.top + row, area.left + column), element)
        for row, elements in enumerate(table.rows)
        for column, element in enumerate(elements)
    ]


def _is_subtotal(context: Context, place: Place) -> bool:
    cell = context.book.cell(place)
    return cell is not None and cell.formula is not None and _INNER.search(cell.formula) is not None
