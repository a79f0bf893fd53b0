"""The arguments of a function made into what it needs."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from functools import wraps
from typing import Any, TypeAlias, TypeVar

from mcba.workbook.evaluation.coercion import as_logical, as_number, as_text
from mcba.workbook.functions.answers import AnswerError, answered, as_table, extent_of, numbers
from mcba.workbook.functions.registry import sheet_function
from mcba.workbook.values import NOT_AVAILABLE, VALUE, CellError, Table, Value

GivenCells: TypeAlias = Value | Table | tuple[Table, ...]
"""What a parameter is given: a value, a table, or a reference to several areas."""

_Implementation = TypeVar("_Implementation", bound=Callable[..., Any])


def areas_in(argument: GivenCells) -> tuple[Table, ...]:
    """The tables of an argument; a value is a table of one element."""
    return argument if isinstance(argument, tuple) else (as_table(argument),)


def elements_in(*arguments: GivenCells) -> Iterator[Value]:
    """All elements of the arguments, in their order."""
    return (element for argument in arguments for table in areas_in(argument) for element in table.elements())


def refuse_errors(*arguments: GivenCells) -> None:
    """Answer with the first error among the elements of the arguments, if there is one.

    Raises
    ------
    AnswerError
    """
    for element in elements_in(*arguments):
        if isinstance(element, CellError):
            raise AnswerError(element)


def numbers_and_truth(arguments: tuple[GivenCells, ...]) -> list[float]:
    """The numbers that AVERAGEA and its like take: in cells a truth value is 1 or 0, and text is 0.

    Raises
    ------
    AnswerError
        For an error among them, and for single text that says no number.
    """
    refuse_errors(*arguments)
    taken: list[float] = []
    for argument in arguments:
        if isinstance(argument, Table | tuple):
            held = (element for element in elements_in(argument) if element is not None)
            taken += (0.0 if isinstance(element, str) else float(element) for element in held)  # type: ignore[arg-type]
        else:
            taken += numbers([argument])
    return taken


def number_pairs(first: GivenCells, second: GivenCells) -> tuple[list[float], list[float]]:
    """The numbers of two tables that stand at the same place; places where one of them has none are left out.

    Raises
    ------
    AnswerError
        For an error among them, and for tables of different sizes.
    """
    one, two = as_table(first), as_table(second)
    if math.prod(extent_of(one)) != math.prod(extent_of(two)):
        raise AnswerError(NOT_AVAILABLE)
    refuse_errors(one, two)
    pairs = [(x, y) for x, y in zip(one.elements(), two.elements(), strict=False) if _are_numbers(x, y)]
    return [x for x, _ in pairs], [y for _, y in pairs]


def matrix_of(argument: GivenCells) -> list[list[float]]:
    """The rows of a table that holds nothing but numbers.

    Raises
    ------
    AnswerError
        For an error among them, and for anything else that is no number.
    """
    table = as_table(argument)
    refuse_errors(table)
    if not _are_numbers(*table.elements()):
        raise AnswerError(VALUE)
    return [list(row) for row in table.rows]


def _are_numbers(*elements: Value) -> bool:
    return all(isinstance(element, float) for element in elements)


def _whole(value: Value) -> int | CellError:
    number = as_number(value)
    return number if isinstance(number, CellError) else int(number)


def _as_given(argument: GivenCells) -> Any:
    return argument


def _numbers(argument: GivenCells) -> list[float]:
    return numbers([argument])


_KINDS: dict[str, tuple[str, Callable[[Any], Any]]] = {
    "n": ("V", as_number),
    "w": ("V", _whole),
    "t": ("V", as_text),
    "l": ("V", as_logical),
    "v": ("V", _as_given),
    "r": ("R", _as_given),
    "a": ("A", _as_given),
    "p": ("P", _as_given),
    "N": ("R", _numbers),
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
        A decorator. What the implementation raises is answered as `answered` does.
    """
    classes = "".join(_KINDS[kind][0] for kind in kinds)
    makers = [(_KINDS[kind][1], kind in "vrap") for kind in kinds]

    def entered(implementation: _Implementation) -> _Implementation:
        @answered
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
            return implementation(*taken)

        for name in names.split():
            sheet_function(name, classes, least=least, repeats=repeats, context=context, passes_errors=passes_errors)(
                call
            )
        return implementation

    return entered


def aggregates(
    names: str, gather: Callable[[tuple[GivenCells, ...]], list[float]] = numbers, parameter_class: str = "R"
) -> Callable[[_Implementation], _Implementation]:
    """Enter a function of all numbers of its arguments together.

    Parameters
    ----------
    names : str
        Names with spaces between them.
    gather : callable
        What takes the numbers from the arguments.
    parameter_class : {"R", "A"}

    Returns
    -------
    callable
        A decorator.
    """

    def entered(implementation: _Implementation) -> _Implementation:
        @answered
        @wraps(implementation)
        def call(*arguments: Any) -> Any:
            return implementation(gather(arguments))

        for name in names.split():
            sheet_function(name, parameter_class, repeats=1)(call)
        return implementation

    return entered


def compares(names: str) -> Callable[[_Implementation], _Implementation]:
    """Enter a function of the pairs of numbers of two tables."""

    def entered(implementation: _Implementation) -> _Implementation:
        @implements(names, "aa")
        @wraps(implementation)
        def _call(first: GivenCells, second: GivenCells) -> Any:
            return implementation(*number_pairs(first, second))

        return implementation

    return entered
