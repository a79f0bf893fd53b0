"""Closed forms that are as fast as a table: the operations that a family says, played over blocks of draws."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from mcba.arrays import Array
from mcba.families.base.family import Family
from mcba.families.tables.scratch import Kernel, scratch


class Name(int):
    """The result of an operation, or the uniforms; other operands are numbers."""


UNIFORMS = Name(-1)


class Operations:
    """What a closed form is written in: operations on draws and numbers, each written down to be played later.

    The tape of the engine has the same methods, and plays the same closed forms where it has all they need.
    """

    def __init__(self) -> None:
        self.names: list[str] = []
        self.steps: list[tuple[Callable[..., Any], tuple[Any, ...]]] = []
        self.used: set[str] = set()

    def __getattr__(self, operation: str) -> Callable[..., Name]:
        if operation not in _PLAYED:
            raise AttributeError(operation)
        return lambda *operands: self._write(operation, *operands)

    def multiply_add(self, value: Any, factor: Any, added: Any) -> Name:
        """Return value * factor + added, rounded twice."""
        self.used.add("multiply_add")
        return self._write("add", self._write("multiply", value, factor), added)

    def _write(self, operation: str, *operands: Any) -> Name:
        self.used.add(operation)
        self.names.append(operation)
        self.steps.append((_PLAYED[operation], operands))
        return Name(len(self.steps) - 1)


def _where(holds: NDArray[np.bool_], value: Array, otherwise: Array, out: Array) -> None:
    if out is not otherwise:
        np.copyto(out, otherwise)
    np.copyto(out, value, where=holds)


_PLAYED: dict[str, Callable[..., Any]] = {
    "add": np.add,
    "subtract": np.subtract,
    "multiply": np.multiply,
    "negative": np.negative,
    "minimum": np.minimum,
    "square_root": np.sqrt,
    "exp": np.exp,
    "log1p": np.log1p,
    "greater": np.greater,
    "greater_equal": np.greater_equal,
    "where": _where,
    "constant": lambda value, out: out.fill(value),
}
"""The operations, each called with its operands and the array that its result goes to."""


def operations_of(family: Family) -> frozenset[str]:
    """Names of the operations that a closed form consists of.

    Examples
    --------
    >>> from mcba.families import Exponential
    >>> sorted(operations_of(Exponential(3)))
    ['log1p', 'multiply', 'negative']
    """
    return frozenset(operations_written(family)[0].used)


def operations_written(family: Family) -> tuple[Operations, Name]:
    """Return the closed form of a family as operations, and which of them gives the result."""
    operations = Operations()
    assert family.closed_form is not None
    return operations, family.closed_form(UNIFORMS, operations)


def in_operations(family: Family) -> Kernel:
    """Return the kernel of a family with a closed form.

    Examples
    --------
    >>> from mcba.families import Uniform
    >>> u = np.array([0.25, 0.5])
    >>> in_operations(Uniform(0, 4))(u, u)
    >>> u
    array([1., 2.])
    """
    operations, result = operations_written(family)
    steps = operations.steps
    places = _places(steps, result)
    played = [
        (operation, [(places[each], None) if isinstance(each, Name) else ("", each) for each in operands], places[step])
        for step, (operation, operands) in enumerate(steps)
    ]

    def kernel(u: Array, out: Array) -> None:
        n = u.size
        room: dict[str, Any] = {
            "u": u,
            "out": out,
            "t": scratch.t[:n],
            "x": scratch.x[:n],
            "truth": scratch.truth[:n],
        }
        for operation, operands, place in played:
            operation(*[room[where] if where else number for where, number in operands], out=room[place])
        if places[result] != "out":
            np.copyto(out, room[places[result]])

    return kernel


def _places(steps: Sequence[tuple[Callable[..., Any], tuple[Any, ...]]], result: Name) -> dict[int, str]:
    """Return where each result stands: `out`, which may be `u`, only from the last use of the uniforms on."""
    last = {operand: step for step, (_, operands) in enumerate(steps) for operand in operands if type(operand) is Name}
    last[result] = len(steps)
    places = {int(UNIFORMS): "u"}
    free = ["x", "t"]
    for step, (operation, operands) in enumerate(steps):
        if last.get(UNIFORMS, -1) <= step and "out" not in [*places.values(), *free]:
            free.append("out")
        ends = [places[each] for each in operands if type(each) is Name and each != UNIFORMS and last[each] == step]
        free += [place for place in dict.fromkeys(ends) if place != "truth"]  # the newest is taken first
        places[step] = "truth" if operation in (np.greater, np.greater_equal) else free.pop()
    return places
