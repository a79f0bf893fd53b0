"""The numbers that a function takes from its arguments, where some of them vary."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from mcba.workbook.slices.worlds.merging import merged, numeric_element, plain_numbers
from mcba.workbook.slices.worlds.varying import Varying
from mcba.workbook.values import NUMBER, CellError, Element, Table, Value


@dataclass
class Gathered:
    """The numbers that SUM and its like take, see `functions.arguments.numbers_of`.

    Attributes
    ----------
    numbers : list of (number or array (world,), array (world,) of bool or None)
        And where they count, for a cell may hold a number in some worlds only; 0 where they do not. None is everywhere.
    errors : list of Element
        What may be an error, in order.
    """

    numbers: list[tuple[Any, Any]] = field(default_factory=list)
    errors: list[Element] = field(default_factory=list)

    @property
    def count(self) -> Any:
        """How many numbers there are, by world where that differs."""
        return sum((1.0 if counts is None else counts.astype(float)) for _, counts in self.numbers)

    def filled(self, filler: float) -> list[Any]:
        """The numbers, with another where they do not count."""
        return [n if counts is None else np.where(counts, n, filler) for n, counts in self.numbers]

    @property
    def is_plain(self) -> bool:
        """Whether all count in all worlds, and none is an error."""
        return not self.errors and all(counts is None for _, counts in self.numbers)


def gathered(*arguments: Any) -> Gathered:
    """The numbers of arguments: of tables those that are numbers, else what can be made one."""
    gathering = Gathered()
    for argument in arguments:
        if isinstance(argument, Table | tuple):
            for element in elements_of(argument):
                _of_cell(gathering, element)
        else:
            number = numeric_element(argument)
            if isinstance(number, CellError) or (isinstance(number, Varying) and number.kinds is not None):
                gathering.errors.append(number)
            gathering.numbers.append((plain_numbers(number), None))
    return gathering


def _of_cell(gathering: Gathered, element: Element) -> None:
    if type(element) is float:
        gathering.numbers.append((element, None))
    elif isinstance(element, Varying):
        if element.kinds is None:
            if not element.is_truth:
                gathering.numbers.append((element.numbers, None))
            return
        if any(isinstance(other, CellError) for other in element.others):
            gathering.errors.append(
                numeric_element(element, lambda other: other if isinstance(other, CellError) else 0.0)
            )
        if not element.is_truth:
            counts = element.kinds == 0
            gathering.numbers.append((np.where(counts, element.numbers, 0.0), counts))
    elif isinstance(element, CellError):
        gathering.errors.append(element)


def elements_of(argument: Any) -> Iterator[Element]:
    """The elements of a table, of several, or an element itself."""
    if isinstance(argument, Table):
        yield from argument.elements()
    elif isinstance(argument, tuple):
        for table in argument:
            yield from table.elements()
    else:
        yield argument


def element_answer(numbers: Any, errors: list[Element], faults: Any = (), *, is_truth: bool = False) -> Element:
    """Numbers as an element, with the errors that came in and those that arose."""
    if np.ndim(numbers) == 0:
        worlds = next((len(e.numbers) for e in errors if isinstance(e, Varying)), None)
        worlds = worlds or next((len(where) for where, _ in faults if np.ndim(where)), None)
        if worlds is None:
            return _constant(float(numbers), errors, faults, is_truth)
        numbers = np.full(worlds, float(numbers))
    return merged(numbers, errors, faults, is_truth=is_truth)


def _constant(number: float, errors: list[Element], faults: Any, is_truth: bool) -> Value:
    codes = [error for error in errors if isinstance(error, CellError)] + [error for where, error in faults if where]
    codes += [] if np.isfinite(number) else [NUMBER]
    result: Value = codes[0] if codes else bool(number) if is_truth else number
    return result


def added_up(numbers: list[Any]) -> Any:
    """The sum from left to right, as that of one world."""
    result: Any = 0.0
    owned = False
    for number in numbers:
        if owned:
            np.add(result, number, out=result)
        else:
            result = result + number
            owned = isinstance(result, np.ndarray)
    return result


def product(numbers: list[Any]) -> Any:
    """The product from left to right."""
    result: Any = 1.0
    for number in numbers:
        result = result * number
    return result
