"""What is known of a value: whether it is a number, text, or an error."""

from __future__ import annotations

from mcba.workbook.evaluation.coercion import as_number
from mcba.workbook.functions.arguments import GivenCells, elements_in, implements
from mcba.workbook.functions.registry import Context
from mcba.workbook.places import Area
from mcba.workbook.values import (
    CALC,
    DIVISION,
    NAME,
    NOT_AVAILABLE,
    NULL,
    NUMBER,
    REFERENCE,
    SPILL,
    VALUE,
    CellError,
    Table,
    Value,
)

_NUMBERS_OF_ERRORS = {
    error: float(number)
    for number, error in (
        *enumerate((NULL, DIVISION, VALUE, REFERENCE, NAME, NUMBER, NOT_AVAILABLE), start=1),
        (9, SPILL),
        (14, CALC),
    )
}


@implements("NA")
def _not_available() -> CellError:
    return NOT_AVAILABLE


@implements("ISBLANK", "v", passes_errors=False)
def _is_blank(value: Value) -> bool:
    return value is None


@implements("ISNUMBER", "v", passes_errors=False)
def _is_number(value: Value) -> bool:
    return isinstance(value, float)


@implements("ISTEXT", "v", passes_errors=False)
def _is_text(value: Value) -> bool:
    return isinstance(value, str)


@implements("ISNONTEXT", "v", passes_errors=False)
def _is_no_text(value: Value) -> bool:
    return not isinstance(value, str)


@implements("ISLOGICAL", "v", passes_errors=False)
def _is_logical(value: Value) -> bool:
    return isinstance(value, bool)


@implements("ISERROR", "v", passes_errors=False)
def _is_error(value: Value) -> bool:
    return isinstance(value, CellError)


@implements("ISERR", "v", passes_errors=False)
def _is_another_error(value: Value) -> bool:
    return isinstance(value, CellError) and value != NOT_AVAILABLE


@implements("ISNA", "v", passes_errors=False)
def _is_not_available(value: Value) -> bool:
    return value == NOT_AVAILABLE


@implements("ISEVEN", "v")
def _is_even(value: Value) -> Value:
    number = VALUE if isinstance(value, bool) else as_number(value)
    return number if isinstance(number, CellError) else int(number) % 2 == 0


@implements("ISODD", "v")
def _is_odd(value: Value) -> Value:
    is_even = _is_even(value)
    return not is_even if isinstance(is_even, bool) else is_even


@implements("ISREF", "p")
def _is_reference(place: Area | GivenCells | tuple[Area, ...]) -> bool:
    return _area_of(place) is not None


@implements("ISFORMULA", "p", context=True)
def _is_formula(context: Context, place: Area | GivenCells | tuple[Area, ...]) -> Value:
    area = _area_of(place)
    if area is None:
        return VALUE
    cell = context.book.cell(area.first)
    return cell is not None and (cell.formula is not None or cell.origin is not None)


def _area_of(place: Area | GivenCells | tuple[Area, ...]) -> Area | None:
    """The first area of a reference; None for what is no reference."""
    first = place[0] if isinstance(place, tuple) and not isinstance(place, Area) else place
    return first.area if isinstance(first, Table) else first if isinstance(first, Area) else None


@implements("N", "r")
def _as_plain_number(argument: GivenCells) -> Value:
    value = next(elements_in(argument))
    if isinstance(value, float | CellError):
        return value
    return 1.0 if value is True else 0.0


@implements("T", "r")
def _as_plain_text(argument: GivenCells) -> Value:
    value = next(elements_in(argument))
    return value if isinstance(value, str | CellError) else ""


@implements("TYPE", "v", passes_errors=False)
def _type(value: Value | Table) -> float:
    kinds: tuple[tuple[type, float], ...] = ((bool, 4.0), (str, 2.0), (CellError, 16.0), (Table, 64.0))
    return next((number for kind, number in kinds if isinstance(value, kind)), 1.0)


@implements("ERROR.TYPE", "v", passes_errors=False)
def _number_of_error(value: Value) -> Value:
    return _NUMBERS_OF_ERRORS.get(value, NOT_AVAILABLE) if isinstance(value, CellError) else NOT_AVAILABLE
