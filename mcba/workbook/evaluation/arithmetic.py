"""What the evaluation of a formula asks of the numbers: one world's, or those of many worlds at once.

`Evaluation` walks trees: it finds cells, names and tables, knows which ranges a function takes whole, and goes through
arrays element by element. All that happens to an element itself it leaves to an `Arithmetic`. So the rules of Excel
about references stand in one place, and stay the same whether an element is one value or one in each of many worlds.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Protocol, TypeAlias

from mcba.workbook.evaluation.coercion import as_logical, as_number
from mcba.workbook.functions.registry import Context, SheetFunction
from mcba.workbook.places import Area
from mcba.workbook.values import NOT_AVAILABLE, VALUE, CellError, Element, Table, Value

Argument: TypeAlias = Element | Table | Area | tuple[Table | Area, ...]
"""What a function is given for a parameter, see `Function.call`."""

FormulaResult: TypeAlias = Element | Table | Area
"""What a function or a branch gives; an `Area` is a reference that nobody has read yet."""

Selector: TypeAlias = Callable[[Value], "int | CellError"]
"""Which branch a value asks for, from 0; or the error that is the result."""


class Arithmetic(Protocol):
    """What is done with elements.

    An element is a `Value`, or (of an arithmetic of many worlds) what stands for one value in each world. A plain
    `Value` may always come: most cells are the same in every world.
    """

    def unary(self, operator: str, operand: Element) -> Element:
        """A sign before an element, or a percent sign behind it.

        Parameters
        ----------
        operator : {"+", "-", "%"}
        operand : Element

        Returns
        -------
        Element
        """

    def binary(self, operator: str, left: Element, right: Element, *, last: bool = False) -> Element:
        """An operator between two elements.

        Parameters
        ----------
        operator : str
            `+ - * / ^ & = <> < > <= >=`.
        left, right : Element
        last : bool
            Whether it is the formula's last step: Excel then takes a sum or difference for 0 where its operands cancel
            in all 15 digits (`operators.binary` has the rule).

        Returns
        -------
        Element
        """

    def call(self, function: SheetFunction, arguments: Sequence[Argument], context: Context) -> FormulaResult:
        """A function of arguments that were evaluated by their classes.

        Parameters
        ----------
        function : Function
        arguments : sequence of Argument
            For a parameter of class V always an element (the evaluation goes through arrays itself; a blank or one
            left out is None), for R an element, a `Table` (with its `area` where a reference was given) or a tuple of
            tables, for A an element or a `Table`, for P an `Area`, a tuple of them, or what A gives. Tables hold
            elements. Where `function.passes_errors`, an error among V arguments is the result (world by world).
        context : Context

        Returns
        -------
        Result
            A reference that differs from world to world (OFFSET, INDEX) as what it holds: an element or a `Table`.
        """

    def choose(
        self, selector: Selector, condition: Element, branches: Sequence[Callable[[], FormulaResult]], context: Context
    ) -> FormulaResult:
        """The branch that a condition asks for; only branches that are asked for in some world are evaluated.

        All of IF, IFERROR, IFNA, CHOOSE, IFS and SWITCH come as this.

        Parameters
        ----------
        selector : Selector
            One of the functions below, so that an arithmetic may know it and compute with arrays instead of calling it
            for each world. `by_error` and `by_missing` have two branches: the value itself, and what to take instead.
        condition : Element
        branches : sequence of callable
            Each gives the same whenever it is called. An index without a branch is #VALUE!.
        context : Context

        Returns
        -------
        Result
            Where branches differ by world, an `Area` among them is read (`context.read`), and tables are joined element
            by element, with #N/A where one of them is smaller.
        """


def by_truth(value: Value) -> int | CellError:
    """The branch of an IF: 0 where a condition holds, 1 otherwise.

    Examples
    --------
    >>> by_truth(True), by_truth(0.0), str(by_truth("yes"))
    (0, 1, '#VALUE!')
    """
    truth = as_logical(value)
    return truth if isinstance(truth, CellError) else 0 if truth else 1


def by_number(value: Value) -> int | CellError:
    """The branch of a CHOOSE, which counts from 1 and cuts off what stands behind the point.

    Examples
    --------
    >>> by_number(1.9), str(by_number(0.5))
    (0, '#VALUE!')
    """
    number = as_number(value)
    return number if isinstance(number, CellError) else int(number) - 1 if 1 <= number < 255 else VALUE


def by_error(value: Value) -> int | CellError:
    """The branch of an IFERROR: 1 for an error.

    Examples
    --------
    >>> by_error(VALUE), by_error(None)
    (1, 0)
    """
    return 1 if isinstance(value, CellError) else 0


def by_missing(value: Value) -> int | CellError:
    """The branch of an IFNA: 1 for #N/A; every other error passes as a value.

    Examples
    --------
    >>> by_missing(NOT_AVAILABLE), by_missing(VALUE)
    (1, 0)
    """
    return 1 if value == NOT_AVAILABLE else 0
