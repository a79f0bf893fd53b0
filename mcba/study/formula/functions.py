"""The table of functions that formulas may call: one entry each, and nothing else says what a function is.

What may be written, its unit, its numbers, its machine code, its equation and its line in the documentation follow
from the entry. A function that needs an instruction of its own in machine code has that in `engine.program.loops`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from mcba.arrays import Array
from mcba.study.formula import rules
from mcba.study.formula.operation import Operation, instruction
from mcba.study.formula.operators import NEGATIVE, OPERATORS

Notation = tuple[Any, ...]


@dataclass(frozen=True, kw_only=True)
class Function(Operation):
    """One function of formulas.

    Parameters
    ----------
    arguments : tuple of str
        What each argument is.
    meaning : str
        One line for the reader of the documentation.
    most : int
        How many arguments there may be, where more than those named are taken two by two from the left; 0 else.
    over : bool
        Whether it names a set: `f(x, over="a set")`.
    adds_up : bool
        Whether it takes a dimension away: the set that it names, or the years.
    notation : tuple, optional
        How it stands in an equation: a mark ("power", "root", "fraction", "brackets", or "call" with the function's
        printed name first) and its parts, each an argument by its place, a name, or another such tuple; "cases" and
        "total" alone. A call by its own name when empty.
    """

    arguments: tuple[str, ...]
    meaning: str
    most: int = 0
    over: bool = False
    adds_up: bool = False
    notation: Notation = ()

    @property
    def counts(self) -> tuple[int, int]:
        """The fewest and the most arguments."""
        return len(self.arguments), max(self.most, len(self.arguments))

    @property
    def signature(self) -> str:
        """How it is called: `clip(value, low, high)`."""
        arguments = [*self.arguments, *(["…"] if self.most else []), *(['over="a set"'] if self.over else [])]
        return f"{self.name}({', '.join(arguments)})"

    @property
    def row(self) -> str:
        """Its row in the table of `docs/reference/formulas.md`."""
        return f"| `{self.signature}` | {self.meaning} | {self.unit.__doc__} |"


def _where(condition: Array, yes: Array, no: Array, out: Array) -> None:
    condition = np.broadcast_to(condition, out.shape)
    np.copyto(out, no)
    np.copyto(out, yes, where=condition != 0)
    np.copyto(out, np.nan, where=np.isnan(condition))


def _clip(value: Array, low: Array, high: Array, out: Array) -> None:
    np.minimum(np.maximum(value, low, out=out), high, out=out)


_ENTRIES = (
    Function(
        name="where",
        arguments=("condition", "yes", "no"),
        meaning="`yes` where the condition holds (is not 0), else `no`",
        unit=rules.choice_unit,
        compute=_where,
        machine=instruction("WHERE"),
        notation=("cases",),
    ),
    Function(
        name="min",
        arguments=("first", "second"),
        most=16,
        meaning="the smallest of 2 to 16 values",
        unit=rules.same_unit,
        compute=np.minimum,
        machine=instruction("MINIMUM"),
    ),
    Function(
        name="max",
        arguments=("first", "second"),
        most=16,
        meaning="the largest of 2 to 16 values",
        unit=rules.same_unit,
        compute=np.maximum,
        machine=instruction("MAXIMUM"),
    ),
    Function(
        name="clip",
        arguments=("value", "low", "high"),
        meaning="the value, but no less than `low` and no more than `high`",
        unit=rules.same_unit,
        compute=_clip,
        machine=lambda write, value, low, high: write("MINIMUM", write("MAXIMUM", value, low), high),
        notation=("call", "min", ("call", "max", 0, 1), 2),
    ),
    Function(
        name="exp",
        arguments=("exponent",),
        meaning="e to a power, which is a plain number",
        unit=rules.plain_number,
        compute=np.exp,
        notation=("power", "e", 0),
    ),
    Function(
        name="log",
        arguments=("value",),
        meaning="the natural logarithm of a plain number",
        unit=rules.plain_number,
        compute=np.log,
        notation=("call", "ln", 0),
    ),
    Function(
        name="sqrt",
        arguments=("value",),
        meaning="the square root, of the unit as well",
        unit=rules.root_unit,
        compute=np.sqrt,
        machine=instruction("SQUARE_ROOT"),
        notation=("root", 0),
    ),
    Function(
        name="sum",
        arguments=("value",),
        over=True,
        adds_up=True,
        meaning="the total over the labels of a set, or over years; a value per year loses that year",
        unit=rules.total_unit,
        notation=("total",),
    ),
    Function(
        name="present_value",
        arguments=("flow",),
        adds_up=True,
        meaning="the discounted total over years; a value per year loses that year",
        unit=rules.over_years,
    ),
)

FUNCTIONS: dict[str, Function] = {function.name: function for function in _ENTRIES}
"""The functions, by name."""

OPERATIONS: dict[str, Operation] = {**OPERATORS, NEGATIVE.name: NEGATIVE, **FUNCTIONS}
"""Every operation that a formula can be made of, by the `kind` of its nodes."""
