"""The arithmetic of one world: an element is a value."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from mcba.workbook.evaluation import operators
from mcba.workbook.evaluation.arithmetic import Argument, Arithmetic, FormulaResult, Selector
from mcba.workbook.functions.registry import Context, SheetFunction
from mcba.workbook.values import VALUE, CellError, Element


class _OneWorld:
    """Values as they are."""

    unary = staticmethod(operators.unary)
    binary = staticmethod(operators.binary)

    @staticmethod
    def call(function: SheetFunction, arguments: Sequence[Argument], context: Context) -> FormulaResult:
        """The function's own answer, or the first error among its V arguments."""
        if function.passes_errors:
            for index, argument in enumerate(arguments):
                if isinstance(argument, CellError) and function.class_of(index) == "V":
                    return argument
        return function.call(context, *arguments) if function.takes_context else function.call(*arguments)

    @staticmethod
    def choose(
        selector: Selector,
        condition: Element,
        branches: Sequence[Callable[[], FormulaResult]],
        context: Context,  # noqa: ARG004
    ) -> FormulaResult:
        """The one branch."""
        index = selector(condition)
        if isinstance(index, CellError):
            return index
        return branches[index]() if index < len(branches) else VALUE


ONE_WORLD: Arithmetic = _OneWorld()
"""An element is a `Value`."""
