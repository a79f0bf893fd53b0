"""How a function answers: with a value, or with the error that a cell would show."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import wraps
from math import isfinite
from typing import Any

from mcba.errors import McbaError, WorkbookError
from mcba.workbook.evaluation.coercion import as_number
from mcba.workbook.places import Area
from mcba.workbook.values import DIVISION, NUMBER, CellError, Table, Value


class AnswerError(McbaError):
    """What a function was given has no answer but an error.

    Attributes
    ----------
    error : CellError
    """

    def __init__(self, error: CellError):
        self.error = error
        super().__init__(error.code)


def answered(implementation: Callable[..., Any]) -> Callable[..., Any]:
    """Let a function answer as a cell would: #DIV/0! for a division by zero, #NUM! for what is no finite number.

    Parameters
    ----------
    implementation : callable
        May raise `AnswerError`.

    Returns
    -------
    callable

    Examples
    --------
    >>> third = answered(lambda value: 1 / float_of(value))
    >>> third("4"), str(third("four")), str(third(None)), str(third(1e-320))
    (0.25, '#VALUE!', '#DIV/0!', '#NUM!')
    """

    @wraps(implementation)
    def called(*arguments: Any) -> Any:
        try:
            result = implementation(*arguments)
            result = float(result) if isinstance(result, int) and not isinstance(result, bool) else result
        except AnswerError as failure:
            return failure.error
        except WorkbookError:
            raise
        except ZeroDivisionError:
            return DIVISION
        except (OverflowError, ValueError):
            return NUMBER
        return NUMBER if isinstance(result, complex) or (isinstance(result, float) and not isfinite(result)) else result

    return called


def numeric(implementation: Callable[..., float]) -> Callable[..., Any]:
    """Let a function of numbers take values, and answer as a cell would.

    Examples
    --------
    >>> numeric(lambda first, second: first - second)("4", True)
    3.0
    """

    @answered
    @wraps(implementation)
    def called(*arguments: Value) -> float:
        return implementation(*[float_of(argument) for argument in arguments])

    return called


def require(holds: bool, error: CellError = NUMBER) -> None:
    """Answer with an error unless something holds.

    Raises
    ------
    AnswerError

    Examples
    --------
    >>> require(1 < 2)
    """
    if not holds:
        raise AnswerError(error)


def float_of(value: Value) -> float:
    """A value as a number.

    Raises
    ------
    AnswerError
        For an error, and for text that says no number.

    Examples
    --------
    >>> float_of(" 5% ")
    0.05
    """
    result = as_number(value)
    if isinstance(result, CellError):
        raise AnswerError(result)
    return result


def numbers(arguments: Iterable[Any]) -> list[float]:
    """The numbers among arguments of class R: of tables only cells that hold numbers, of single values what they say.

    Raises
    ------
    AnswerError
        For an error among them, and for single text that says no number.

    Examples
    --------
    >>> numbers([Table(((1.0, "2", True, None),)), "2", True, None])
    [1.0, 2.0, 1.0, 0.0]
    """
    taken: list[float] = []
    for argument in arguments:
        if isinstance(argument, tuple):
            taken += numbers(argument)
        elif isinstance(argument, Table):
            taken += (
                float_of(value) for value in argument.elements() if type(value) is float or type(value) is CellError
            )
        else:
            taken.append(float_of(argument))
    return taken


def area_of(argument: Any) -> Area | None:
    """Where an argument stands; None for one that is no reference.

    Examples
    --------
    >>> str(area_of(Table(((1.0,),), Area("Costs", 2, 3, 2, 3)))), area_of(5.0)
    ('Costs!C2', None)
    """
    return argument if isinstance(argument, Area) else argument.area if isinstance(argument, Table) else None


def as_table(argument: Any) -> Table:
    """An argument as a table, a single value as one of one cell.

    Examples
    --------
    >>> as_table(5.0).rows
    ((5.0,),)
    """
    return argument if isinstance(argument, Table) else Table(((argument,),))


def extent_of(argument: Any) -> tuple[int, int]:
    """Rows and columns of an argument, of a reference all that it spans.

    Examples
    --------
    >>> extent_of(Area("Costs", 1, 1, 1_048_576, 1)), extent_of(5.0)
    ((1048576, 1), (1, 1))
    """
    area = area_of(argument)
    return as_table(argument).shape if area is None else area.shape
