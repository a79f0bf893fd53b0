"""What is known of an operation of a formula: the shape of an entry of the tables of operators and functions."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

from mcba.study.formula.trees import Node
from mcba.study.formula.units import Unit

UnitRule = Callable[[Node, list[Unit | None]], Unit | None]
Compute = Callable[..., Any]
Machine = Callable[..., Any]


@dataclass(frozen=True, kw_only=True)
class Operation:
    """One operation: what its unit is and how it is computed.

    Parameters
    ----------
    name : str
        The `kind` of its nodes.
    unit : callable
        `unit(node, units)` gives the unit of the result from those of the operands; see `rules`.
    compute : callable, optional
        `compute(*operands, out=array)`, by NumPy and element by element. None for an operation over a whole dimension,
        which the engine carries out.
    machine : callable, optional
        `machine(write, *operands)` writes the operation as instructions of `engine`'s loops, each by
        `write("NAME", *operands)`; they have to give the bits of `compute`. None where a compiler may round otherwise:
        a program that has it is left to NumPy.
    in_place : bool
        Whether `out` may be one of the operands; a ufunc allows it in any case.
    """

    name: str
    unit: UnitRule
    compute: Compute | None = None
    machine: Machine | None = None
    in_place: bool = False

    @property
    def may_overwrite(self) -> bool:
        """Whether the result may be written over an operand."""
        return self.in_place or isinstance(self.compute, np.ufunc)


def instruction(name: str) -> Machine:
    """Machine code of an operation that is a single instruction."""

    def machine(write: Callable[..., Any], *operands: Any) -> Any:
        return write(name, *operands)

    return machine
