"""Instructions for machine code are written here: what `loops.play` plays, with the registers they need."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from functools import lru_cache
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from mcba.arrays import Array
from mcba.engine.program import loops
from mcba.families import Family
from mcba.families.tables import operations_of, quantile_table

Names = NDArray[np.int64]
"""Which register holds each number of an array, shape (set, …, 1): as an array of one world."""


class TapeTables(NamedTuple):
    """The tables of several families, as `loops.play` takes them."""

    cubics: Array
    places: Names
    ends: Array


@lru_cache(maxsize=4)  # so that the runs of one study, or of a few scenarios, put theirs together once
def _tables_of(families: tuple[Family, ...]) -> TapeTables:
    """All cubics in one array, where each table begins, and the support of each."""
    tables = [table for family in families if (table := quantile_table(family)) is not None]
    first = np.cumsum([0, *(len(table.cubics) for table in tables)])
    places = [(at, len(table.cubics), table.shift, table.first) for at, table in zip(first, tables, strict=False)]
    return TapeTables(
        np.concatenate([np.empty((0, 4)), *(table.cubics for table in tables)]),
        np.array(places, np.int64).reshape(-1, 4),
        np.array([(table.low, table.high) for table in tables]).reshape(-1, 2),
    )


class TapeWriter:
    """Writes instructions. Every result has a name of its own; in the end names share registers."""

    def __init__(self, draws: int):
        self.draws = draws
        self.length = 0
        self._instructions: list[Names] = []
        self._constants: dict[bytes, int] = {}
        self._tables: dict[Family, int] = {}

    def constants(self, values: Array) -> Names:
        """The names of constants: negative, for it is not yet known how many there are."""
        numbers = self._constants
        names = [-1 - numbers.setdefault(value.tobytes(), len(numbers)) for value in values.ravel()]
        return np.array(names, np.int64).reshape(values.shape)

    def constant(self, value: float) -> Names:
        """The name of one constant, shape (1,)."""
        return self.constants(np.array([value]))

    def write(self, operation: int, *operands: Names, table: int = 0) -> Names:
        """One instruction for each number of the operands' common shape; gives the names of the results."""
        shapes = {operand.shape for operand in operands}
        shape = np.broadcast_shapes(*shapes) if len(shapes) > 1 else shapes.pop()
        first = self.draws + self.length
        names = np.arange(first, first + math.prod(shape), dtype=np.int64)
        lines = np.empty((names.size, 6), np.int64)
        lines[:, 0], lines[:, 1], lines[:, 2] = operation, table, names
        for column, operand in enumerate((*operands, *operands[:1] * (3 - len(operands))), start=3):
            lines[:, column] = (operand if operand.shape == shape else np.broadcast_to(operand, shape)).ravel()
        self._instructions.append(lines)
        self.length += names.size
        return names.reshape(shape)

    def instruction(self, name: str, *operands: Names) -> Names:
        """An instruction by its name in `loops`."""
        return self.write(getattr(loops, name), *operands)

    def quantiles(self, family: Family, uniforms: Names) -> Names:
        """The quantiles of a family, as `families.tables` computes them."""
        if family.closed_form is not None and is_written_out(family):
            return np.asarray(family.closed_form(uniforms, _ClosedForm(self)))
        return self.write(loops.LOOK_UP, uniforms, table=self._tables.setdefault(family, len(self._tables)))

    def finished(self, outputs: Mapping[str, Names]) -> tuple[Names, Array, int, dict[str, Names], TapeTables]:
        """Give registers to the names, each until its last use, and never one that the same instruction reads.

        Those of the draws, which are filled anew for every stride, are free after their last use too.
        """
        code = np.concatenate([np.empty((0, 6), np.int64), *self._instructions])
        last_use = np.full(self.draws + self.length + 1, -1)  # the last stands for all constants
        np.maximum.at(last_use, code[:, 3:].clip(min=-1), np.arange(self.length)[:, np.newaxis])
        for names in outputs.values():
            last_use[names[names >= 0]] = self.length
        constants = np.array([np.frombuffer(value)[0] for value in self._constants])
        count = self.draws + constants.size
        registers = np.concatenate([np.arange(self.draws), np.zeros(self.length, np.int64), np.arange(constants.size)])
        registers[self.draws + self.length :] = np.arange(
            count - 1, self.draws - 1, -1
        )  # named from the end: -1, -2, …
        free: list[int] = []
        for instruction, (name, *operands) in enumerate(code[:, 2:].tolist()):
            if free:
                registers[name] = free.pop()
            else:
                registers[name], count = count, count + 1
            done = [number for number in {*operands, name} if number >= 0 and last_use[number] <= instruction]
            free.extend(registers[number] for number in done)
        code[:, 2:] = registers[code[:, 2:]]
        shown = {name: registers[names] for name, names in outputs.items()}
        return code, constants, count, shown, _tables_of(tuple(self._tables))


class _ClosedForm:
    """The operations in which a family says its quantiles, written on a tape."""

    def __init__(self, writer: TapeWriter) -> None:
        self._writer = writer

    def __getattr__(self, operation: str) -> Callable[..., Names]:
        writer = self._writer

        def write(*operands: Names | float) -> Names:
            names = [
                number if isinstance(number, np.ndarray) else writer.constant(float(number)) for number in operands
            ]
            return writer.instruction(operation.upper(), *names)

        return write


EXACT = frozenset({"add", "subtract", "multiply", "multiply_add", "minimum", "square_root", "greater_equal", "where"})
"""The operations of closed forms (`mcba.families.tables`) that have the same bits in machine code."""


def is_written_out(family: Family) -> bool:
    """Whether a tape holds the closed form of a family, rather than look its quantiles up."""
    return family.closed_form is not None and operations_of(family) <= EXACT
