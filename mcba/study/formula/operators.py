"""The table of operators: one entry each."""

from __future__ import annotations

from functools import partial
from typing import Any

import numpy as np

from mcba.arrays import Array
from mcba.study.formula import rules
from mcba.study.formula.operation import Operation, instruction


def _compare(comparison: np.ufunc, first: Array, second: Array, out: Array) -> None:
    """1 where it holds, 0 where it does not, undefined where a side is: a failed world must not pass for a 0."""
    undefined = np.isnan(first) | np.isnan(second)  # before `out` is written, which may be one of the sides
    comparison(first, second, out=out)
    np.copyto(out, np.nan, where=undefined)


def _comparison(name: str, ufunc: np.ufunc, machine: str) -> Operation:
    compute: Any = partial(_compare, ufunc)
    return Operation(
        name=name, unit=rules.comparison_unit, compute=compute, machine=instruction(machine), in_place=True
    )


_ENTRIES = (
    Operation(name="+", unit=rules.same_unit, compute=np.add, machine=instruction("ADD")),
    Operation(name="-", unit=rules.same_unit, compute=np.subtract, machine=instruction("SUBTRACT")),
    Operation(name="*", unit=rules.product_unit, compute=np.multiply, machine=instruction("MULTIPLY")),
    Operation(name="/", unit=rules.quotient_unit, compute=np.divide, machine=instruction("DIVIDE")),
    Operation(name="**", unit=rules.power_unit, compute=np.power),
    _comparison("<", np.less, "LESS"),
    _comparison("<=", np.less_equal, "LESS_EQUAL"),
    _comparison(">", np.greater, "GREATER"),
    _comparison(">=", np.greater_equal, "GREATER_EQUAL"),
    _comparison("==", np.equal, "EQUAL"),
    _comparison("!=", np.not_equal, "NOT_EQUAL"),
)

OPERATORS: dict[str, Operation] = {operator.name: operator for operator in _ENTRIES}
"""The operators between two operands, by the sign they are written with."""

NEGATIVE = Operation(name="negative", unit=rules.first_unit, compute=np.negative, machine=instruction("NEGATIVE"))
"""The sign before an operand."""
