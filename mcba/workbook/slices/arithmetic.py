"""The arithmetic of many worlds: an element is a value, or a `Varying`."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from mcba.errors import McbaError
from mcba.workbook.book import Book
from mcba.workbook.evaluation import operators as of_one_world
from mcba.workbook.evaluation.arithmetic import (
    Argument,
    FormulaResult,
    Selector,
    by_error,
    by_missing,
    by_number,
    by_truth,
)
from mcba.workbook.evaluation.one_world import ONE_WORLD
from mcba.workbook.functions.registry import Context, SheetFunction
from mcba.workbook.places import Area, Place
from mcba.workbook.slices.kernels.choosing import opaque_arguments
from mcba.workbook.slices.kernels.registry import kernels
from mcba.workbook.slices.worlds import operators
from mcba.workbook.slices.worlds.varying import (
    Varying,
    chosen,
    in_world,
    table_at,
    unlike_worlds,
    varying,
    varying_parts,
)
from mcba.workbook.values import VALUE, CellError, Element, Table

RAISING: dict[str, Any] = {"divide": "raise", "over": "raise", "invalid": "raise", "under": "ignore"}
"""How NumPy must be set (`numpy.errstate`) while elements are computed: what it meets is looked at in its worlds."""


class UnlikeWorldsError(McbaError):
    """Worlds differ by more than values, such as in how large an array is: the formula goes world by world."""


class ManyWorlds:
    """What happens to elements, in all worlds at once.

    Parameters
    ----------
    is_constant : callable
        Whether an area holds nothing that varies.
    rescued : Counter of Place
        Counts in how many worlds IFERROR and IFNA took their second value, by the cell they stand in.

    Attributes
    ----------
    worlds : int
        How many worlds there are at the moment.
    """

    def __init__(self, is_constant: Callable[[Area], bool], rescued: Counter[Place]):
        self._is_constant, self._rescued = is_constant, rescued
        self._kernels = kernels()
        self.worlds = 1

    def unary(self, operator: str, operand: Element) -> Element:
        """A sign, or a percent sign."""
        if isinstance(operand, Varying):
            return operators.varying_unary(operator, operand)
        return of_one_world.unary(operator, operand)

    def binary(self, operator: str, left: Element, right: Element, *, last: bool = False) -> Element:
        """An operator between two elements."""
        if isinstance(left, Varying) or isinstance(right, Varying):
            return operators.varying_binary(operator, left, right, last)
        return of_one_world.binary(operator, left, right, last=last)

    def call(self, function: SheetFunction, arguments: Sequence[Argument], context: Context) -> FormulaResult:
        """A function: by its kernel where there is one for these arguments, else world by world."""
        if any(map(self._varies, arguments)):
            kernel = self._kernels.get(function.name)
            result = NotImplemented if kernel is None else kernel(context, *arguments)
            return self._world_by_world(function, arguments, context) if result is NotImplemented else result
        if function.takes_context:
            return self._world_by_world(function, arguments, context)
        return ONE_WORLD.call(function, arguments, context)

    def choose(
        self, selector: Selector, condition: Element, branches: Sequence[Callable[[], FormulaResult]], context: Context
    ) -> FormulaResult:
        """The branch that each world asks for; one that no world asks for is not computed."""
        if not isinstance(condition, Varying):
            if selector in (by_error, by_missing) and selector(condition) == 1:
                self._rescued[context.place] += self.worlds
            return ONE_WORLD.choose(selector, condition, branches, context)
        choice, errors = _choices(selector, condition, len(branches))
        if selector in (by_error, by_missing):
            self._rescued[context.place] += int(np.count_nonzero(choice == 1))
        asked = np.flatnonzero(np.bincount(choice)).tolist()
        results = {
            index: branches[index]() if index < len(branches) else errors[index - len(branches)] for index in asked
        }
        if len(asked) == 1:
            return results[asked[0]]
        return _joined(choice, {index: _read(result, context) for index, result in results.items()})

    def _varies(self, argument: Argument) -> bool:
        if isinstance(argument, Table):
            if argument.area is not None and self._is_constant(argument.area):
                return False
            return any(isinstance(element, Varying) for row in argument.rows for element in row)
        if isinstance(argument, tuple):
            return any(map(self._varies, argument)) if not isinstance(argument, Area) else False
        return isinstance(argument, Varying)

    def _world_by_world(
        self, function: SheetFunction, arguments: Sequence[Argument], context: Context
    ) -> FormulaResult:
        """A function of one world, asked for each world that is unlike the others in what it looks at."""
        passed = opaque_arguments(function.name, arguments)
        parts = [
            [] if index in passed or not self._varies(argument) else list(varying_parts([argument]))
            for index, argument in enumerate(arguments)
        ]
        watched = _Watched(context)
        known = [part for several in parts for part in several]
        while True:
            worlds, which = unlike_worlds(known) if known else ([0], [0])
            before = len(watched.parts)
            results = []
            for world in worlds:
                watched.world = world
                taken = [in_world(a, world) if several else a for a, several in zip(arguments, parts, strict=True)]
                results.append(ONE_WORLD.call(function, taken, watched))
            if len(watched.parts) == before:
                break
            known += list(watched.parts.values())[before:]
        if len(results) == 1:
            return results[0]
        return _gathered([_read(result, context) for result in results], which)


class _Watched:
    """A context that shows one world, and remembers what varies of all that was read in it."""

    def __init__(self, context: Context):
        self._context = context
        self.book: Book = context.book
        self.place: Place = context.place
        self.world = 0
        self.parts: dict[int, Varying] = {}

    def read(self, area: Area) -> Table:
        table = self._context.read(area)
        parts = {id(part): part for part in varying_parts([table])}
        self.parts |= parts
        return table_at(table, self.world) if parts else table


def _choices(selector: Selector, condition: Varying, count: int) -> tuple[Any, list[CellError]]:
    """For each world the branch it asks for; behind the last branch stand errors."""
    errors: list[CellError] = []

    def code(index: int | CellError) -> int:
        if isinstance(index, int):
            if index < count:
                return index
            index = VALUE
        if index not in errors:
            errors.append(index)
        return count + errors.index(index)

    numbers = condition.numbers
    if selector is by_truth:
        choice = np.where(numbers != 0, 0, code(1))
    elif selector in (by_error, by_missing):
        choice = np.zeros(len(numbers), dtype=np.intp)
    elif selector is by_number:
        choice = (
            np.where((numbers >= 1) & (numbers < min(255, count + 1)), np.minimum(numbers, 255.0), 0).astype(np.intp)
            - 1
        )
        choice = np.where(choice < 0, code(VALUE), choice) if (choice < 0).any() else choice
    else:
        values, which = np.unique(numbers, return_inverse=True)
        plain = bool if condition.is_truth else float
        choice = np.array([code(selector(plain(value))) for value in values])[which]
    if condition.kinds is not None:
        codes = np.array([0, *(code(selector(other)) for other in condition.others)])
        choice = np.where(condition.kinds > 0, codes[condition.kinds], choice)
    return choice, errors


def _read(result: FormulaResult, context: Context) -> Element | Table:
    return context.read(result) if isinstance(result, Area) else result


def _joined(choice: Any, results: dict[int, Element | Table]) -> Element | Table:
    """What each world chose, element by element."""
    if not any(isinstance(result, Table) for result in results.values()):
        elements: list[Element] = [None] * (max(results) + 1)
        for index, result in results.items():
            elements[index] = result
        return chosen(choice, elements)
    tables = {index: r if isinstance(r, Table) else Table(((r,),)) for index, r in results.items()}
    shapes = {table.shape for table in tables.values()}
    if len(shapes) > 1:
        raise UnlikeWorldsError
    rows, columns = shapes.pop()
    return Table(
        tuple(
            tuple(_joined(choice, {i: t.rows[row][column] for i, t in tables.items()}) for column in range(columns))
            for row in range(rows)
        )
    )


def _gathered(results: list[Any], which: list[int]) -> Element | Table:
    """What a function gave in each unlike world, values and tables, as one element or one table."""
    if not any(isinstance(result, Table) for result in results):
        return _one_of(results, which)
    tables = [result if isinstance(result, Table) else Table(((result,),)) for result in results]
    if len({table.shape for table in tables}) > 1:
        raise UnlikeWorldsError
    rows, columns = tables[0].shape
    return Table(
        tuple(tuple(_one_of([t.rows[r][c] for t in tables], which) for c in range(columns)) for r in range(rows))
    )


def _one_of(elements: list[Element], which: list[int]) -> Element:
    """The element that is another one in unlike worlds."""
    if not any(isinstance(element, Varying) for element in elements):
        return varying([elements[index] for index in which])
    different: dict[Any, int] = {}
    codes = [different.setdefault(id(e) if isinstance(e, Varying) else (type(e), e), len(different)) for e in elements]
    kept: list[Element] = [None] * len(different)
    for code, element in zip(codes, elements, strict=True):
        kept[code] = element
    return chosen(np.array(codes)[which], kept)
