"""The functions of Excel by name, and how each of them takes its arguments.

Excel gives every parameter a class, and by it a range that is given to it means another thing (OpenOffice.org's
documentation of the Microsoft Excel file format, sections 3.2 and 3.11):

- V, a value: of a range the cell in the row or column of the formula is taken; in an array formula, and within a
  parameter of class A, the function is applied to each element.
- R, a range or reference, taken as it is; operators within it still take one cell of their ranges.
- A, an array: operators within it compute with whole ranges.

One more class is ours:

- P, where it stands: of a reference its `Area` alone, whose cells nobody reads, so that a formula that asks only where
  a cell stands does not follow from what it holds; what is no reference comes as of class A.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from pkgutil import walk_packages
from typing import Any, Protocol, TypeVar

from mcba.workbook.book import Book
from mcba.workbook.places import Area, Place
from mcba.workbook.values import Table

_Implementation = TypeVar("_Implementation", bound=Callable[..., Any])


class Context(Protocol):
    """What some functions look at beside their arguments."""

    book: Book
    place: Place
    """The cell whose formula is computed."""

    def read(self, area: Area) -> Table:
        """The cells of an area, from its first one to the end of the part of the sheet that is used, at least one."""


@dataclass(frozen=True)
class SheetFunction:
    """A function.

    Attributes
    ----------
    name : str
    classes : str
        The class of each parameter, such as `"RVR"`; the last ones repeat where `repeats` is not 0.
    least : int
        How many arguments it needs.
    repeats : int
        How many of the last classes repeat without end.
    call : callable
        With the arguments in their order. V: a `Value` (None for a blank or one that was left out). R: a `Table` with
        its `area` where a reference was given, an array `Table` without, or a `Value`; several areas as a tuple of
        tables. A: a `Table` (with its `area` where a reference was given) or a `Value`. P: an `Area`, several as a
        tuple, or what A gives. It gives a `Value`, a `Table`, or an `Area` for a reference; it never raises for what
        cells hold: errors are values.
    takes_context : bool
        Whether a `Context` comes first.
    passes_errors : bool
        Whether an error among its V arguments is its result, without a call.
    """

    name: str
    classes: str
    least: int
    repeats: int
    call: Callable[..., Any]
    takes_context: bool = False
    passes_errors: bool = True

    def class_of(self, index: int) -> str:
        """The class of an argument."""
        if index < len(self.classes):
            return self.classes[index]
        return self.classes[len(self.classes) - self.repeats + (index - len(self.classes)) % (self.repeats or 1)]

    @property
    def most(self) -> int:
        """How many arguments it takes."""
        return 255 if self.repeats else len(self.classes)


SHEET_FUNCTIONS: dict[str, SheetFunction] = {}
"""By name in capitals; filled by the modules beside this one: `known_functions` has them all."""


@cache
def known_functions() -> dict[str, SheetFunction]:
    """All functions by name in capitals.

    Returns
    -------
    dict of str to Function

    Examples
    --------
    >>> known_functions() is SHEET_FUNCTIONS
    True
    """
    from mcba.workbook import functions

    for module in walk_packages(functions.__path__, f"{functions.__name__}."):
        import_module(module.name)
    return SHEET_FUNCTIONS


def sheet_function(
    name: str,
    classes: str,
    *,
    least: int | None = None,
    repeats: int = 0,
    context: bool = False,
    passes_errors: bool = True,
) -> Callable[[_Implementation], _Implementation]:
    """Enter an implementation into `SHEET_FUNCTIONS`; `least` is all of its classes when absent."""

    def entered(implementation: _Implementation) -> _Implementation:
        needed = len(classes) - repeats + min(repeats, 1) if least is None else least
        SHEET_FUNCTIONS[name] = SheetFunction(name, classes, needed, repeats, implementation, context, passes_errors)
        return implementation

    return entered
