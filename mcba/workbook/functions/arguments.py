"""The arguments of a function made into what it needs, and its result into a value."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Sequence
from functools import wraps
from typing import Any, TypeAlias, TypeVar

from mcba.errors import WorkbookError
from mcba.workbook.evaluation.coercion import as_logical, as_number, as_text
from mcba.workbook.functions.registry import function
from mcba.workbook.values import DIVISION, NOT_AVAILABLE, NUMBER, VALUE, CellError, Table, Value

Argument: TypeAlias = Value | Table | tuple[Table, ...]
"""What the parameter of a function is given: a value, a table, or a reference to several areas."""

_Implementation = TypeVar("_Implementation", bound=Callable[..., Any])


def tables_of(argument: Argument) -> tuple[Table, ...]:
    """The tables of an argument; a value is a table of one element."""
    if isinstance(argument, Table):
        return (argument,)
    return argument if isinstance(argument, tuple) else (Table(((argument,),)),)


def table_of(argument: Argument) -> Table:
    """The one table of an argument; the first of several areas."""
    return tables_of(argument)[0]


def elements_of(*arguments: Argument) -> Iterator[Value]:
    """All elements of the arguments, in their order."""
    return (element for argument in arguments for table in tables_of(argument) for element in table.elements())


def shape_of(table: Table) -> tuple[int, int]:
    """Rows and columns as the formula wrote them: cells past the used part of a sheet count too."""
    return table.shape if table.area is None else table.area.shape


def first_error(*arguments: Argument) -> CellError | None:
    """The first error among the elements of the arguments."""
    return next((element for element in elements_of(*arguments) if isinstance(element, CellError)), None)


def numbers_of(*arguments: Argument) -> list[float] | CellError:
    """The numbers that SUM and its like take.

    In cells and arrays text, truth values and blanks are passed over. A value given as an argument is made a number,
    so that one left out is 0.

    Examples
    --------
    >>> numbers_of(Table(((1.0, "2", True, None),)), "3", True)
    [1.0, 3.0, 1.0]
    """
    numbers: list[float] = []
    for argument in arguments:
        if isinstance(argument, Table | tuple):
            for element in elements_of(argument):
                if isinstance(element, float):
                    numbers.append(element)
                elif isinstance(element, CellError):
                    return element
        else:
            number = as_number(argument)
            if isinstance(number, CellError):
                return number
            numbers.append(number)
    return numbers


def numbers_of_all(*arguments: Argument) -> list[float] | CellError:
    """The numbers that AVERAGEA and its like take: in cells a truth value is 1 or 0, and text is 0."""
    numbers: list[float] = []
    for argument in arguments:
        if isinstance(argument, Table | tuple):
            for element in elements_of(argument):
                if isinstance(element, CellError):
                    return element
                if element is not None:
                    numbers.append(0.0 if isinstance(element, str) else float(element))
        else:
            number = as_number(argument)
            if isinstance(number, CellError):
                return number
            numbers.append(number)
    return numbers


def pairs_of(first: Argument, second: Argument) -> tuple[list[float], list[float]] | CellError:
    """The numbers of two tables that stand at the same place; places where one of them has no number are left out."""
    one, two = table_of(first), table_of(second)
    if math.prod(shape_of(one)) != math.prod(shape_of(two)):
        return NOT_AVAILABLE
    error = first_error(one, two)
    if error is not None:
        return error
    pairs = [(x, y) for x, y in zip(one.elements(), two.elements(), strict=False) if _are_numbers(x, y)]
    return [x for x, _ in pairs], [y for _, y in pairs]


def matrix_of(argument: Argument) -> list[list[float]] | CellError:
    """The rows of a table that holds nothing but numbers."""
    table = table_of(argument)
    error = first_error(table)
    if error is not None:
        return error
    if not _are_numbers(*table.elements()):
        return VALUE
    return [list(row) for row in table.rows]


def _are_numbers(*elements: Value) -> bool:
    return all(isinstance(element, float) for element in elements)


def _whole(value: Value) -> int | CellError:
    number = as_number(value)
    return number if isinstance(number, CellError) else int(number)


def _as_given(argument: Argument) -> Any:
    return argument


_KINDS: dict[str, tuple[str, Callable[[Any], Any]]] = {
    "n": ("V", as_number),
    "w": ("V", _whole),
    "t": ("V", as_text),
    "l": ("V", as_logical),
    "v": ("V", _as_given),
    "r": ("R", _as_given),
    "a": ("A", _as_given),
    "p": ("P", _as_given),
    "N": ("R", numbers_of),
    "M": ("A", matrix_of),
}


def implements(
    names: str,
    kinds: str = "",
    *,
    least: int | None = None,
    repeats: int = 0,
    context: bool = False,
    passes_errors: bool = True,
) -> Callable[[_Implementation], _Implementation]:
    """Enter what a function gives, under one or more names.

    Parameters
    ----------
    names : str
        Names with spaces between them.
    kinds : str
        What each parameter is made into: a number `n`, a whole number `w` (towards zero), text `t`, a truth value `l`,
        the numbers of a range `N`, the rows of a matrix `M`; as it is given, a value `v`, a range `r`, an array `a`,
        a place `p`.
    least : int, optional
        How many arguments it needs; all when absent. Those that are not there have defaults in the implementation.
    repeats : int
        How many of the last kinds repeat without end.
    context : bool
        Whether a `Context` comes first.
    passes_errors : bool
        Whether an error among the values is the result.

    Returns
    -------
    callable
        A decorator. What the implementation raises of arithmetic is an error of Excel: a division by zero `#DIV/0!`,
        any other, and a result that is not finite, `#NUM!`.
    """
    classes = "".join(_KINDS[kind][0] for kind in kinds)
    makers = [(_KINDS[kind][1], kind in "vrap") for kind in kinds]

    def entered(implementation: _Implementation) -> _Implementation:
        @wraps(implementation)
        def call(*arguments: Any) -> Any:
            taken = list(arguments[:1]) if context else []
            for index, argument in enumerate(arguments[1:] if context else arguments):
                last = len(makers) - repeats + (index - len(makers)) % (repeats or 1)
                maker, is_raw = makers[index if index < len(makers) else last]
                element = maker(argument)
                if isinstance(element, CellError) and not is_raw:
                    return element
                taken.append(element)
            return _answer(implementation, taken)

        for name in names.split():
            function(name, classes, least=least, repeats=repeats, context=context, passes_errors=passes_errors)(call)
        return implementation

    return entered


def aggregates(
    names: str, gather: Callable[..., list[float] | CellError] = numbers_of, parameter_class: str = "R"
) -> Callable[[_Implementation], _Implementation]:
    """Enter a function of all numbers of its arguments together."""

    def entered(implementation: _Implementation) -> _Implementation:
        @wraps(implementation)
        def call(*arguments: Any) -> Any:
            numbers = gather(*arguments)
            return numbers if isinstance(numbers, CellError) else _answer(implementation, [numbers])

        for name in names.split():
            function(name, parameter_class, repeats=1)(call)
        return implementation

    return entered


def compares(names: str) -> Callable[[_Implementation], _Implementation]:
    """Enter a function of the pairs of numbers of two tables."""

    def entered(implementation: _Implementation) -> _Implementation:
        @implements(names, "aa")
        @wraps(implementation)
        def _call(first: Argument, second: Argument) -> Any:
            pairs = pairs_of(first, second)
            return pairs if isinstance(pairs, CellError) else implementation(*pairs)

        return implementation

    return entered


def _answer(implementation: Callable[..., Any], arguments: Sequence[Any]) -> Any:
    try:
        result = implementation(*arguments)
    except WorkbookError:
        raise
    except ZeroDivisionError:
        return DIVISION
    except (ValueError, OverflowError):
        return NUMBER
    if isinstance(result, float) or (isinstance(result, int) and not isinstance(result, bool)):
        try:
            number = float(result)
        except OverflowError:
            return NUMBER
        return number if math.isfinite(number) else NUMBER
    return result
