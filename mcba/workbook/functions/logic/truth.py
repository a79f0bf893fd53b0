"""Truth values; what chooses between branches (IF and its like) is of the evaluation."""

from __future__ import annotations

from collections.abc import Callable

from mcba.workbook.evaluation.coercion import as_logical
from mcba.workbook.functions.arguments import GivenCells, elements_in, implements
from mcba.workbook.values import VALUE, CellError, Table, Value


@implements("TRUE")
def _true() -> bool:
    return True


@implements("FALSE")
def _false() -> bool:
    return False


@implements("NOT", "l")
def _negated(condition: bool) -> bool:
    return not condition


@implements("AND", "r", repeats=1)
def _all_hold(*arguments: GivenCells) -> Value:
    return _judged(arguments, all)


@implements("OR", "r", repeats=1)
def _one_holds(*arguments: GivenCells) -> Value:
    return _judged(arguments, any)


@implements("XOR", "r", repeats=1)
def _an_odd_number_holds(*arguments: GivenCells) -> Value:
    return _judged(arguments, lambda conditions: sum(conditions) % 2 == 1)


def _judged(arguments: tuple[GivenCells, ...], judge: Callable[[list[bool]], bool]) -> Value:
    """In cells and arrays text and blanks are passed over; nothing left to judge is an error."""
    conditions: list[bool] = []
    for argument in arguments:
        is_direct = not isinstance(argument, Table | tuple)
        for element in elements_in(argument):
            if isinstance(element, bool | float):
                conditions.append(bool(element))
            elif is_direct or isinstance(element, CellError):
                condition = as_logical(element)
                if isinstance(condition, CellError):
                    return condition
                conditions.append(condition)
    return judge(conditions) if conditions else VALUE
