"""A program as a tape: one instruction after another on registers of a few hundred worlds, for machine code.

NumPy carries out a step of a program for a whole block before the next step begins, so that every number in between
travels to memory and back. A tape is played for a few hundred worlds at a time, whose registers stay in the
processor's nearest caches, from Sobol' points over quantile functions to the outcomes. Arrays over sets and years are
written out as one instruction for each of their labels, in the order in which NumPy takes them: the bits are the same.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from mcba.engine.drawing import RANDOMISATIONS, SOBOL_DIMENSIONS, SOBOL_SHIFT, Drawing, Sobol, Unknown, sampler_named
from mcba.engine.program import loops
from mcba.engine.program.operations import Program, Reference
from mcba.families.base import Family
from mcba.families.loops import machine_code
from mcba.families.parametric import Triangular, Uniform
from mcba.families.tables import table
from mcba.study.formula import OPERATIONS

Array = NDArray[np.float64]
Names = NDArray[np.int64]
"""Which register holds each number of an array, shape (set, …, 1): as an array of one world."""

MOST_INSTRUCTIONS = 20_000  # a longer tape takes longer to write than it saves
MOST_TABLES = 256  # a table takes 130 kB
ROOM_BYTES = 2**18  # what all registers may take: more would leave the near caches, less switches tables too often
TILE = 32  # Sobol' points of each randomisation in a tile, so that the pattern stays in a near cache


class Tables(NamedTuple):
    """The tables of several families, as `loops.play` takes them."""

    cubics: Array
    places: Names
    ends: Array


@lru_cache(maxsize=4)  # so that the runs of one study, or of a few scenarios, put theirs together once
def _tables_of(families: tuple[Family, ...]) -> Tables:
    """All cubics in one array, where each table begins, and the support of each."""
    tables = [one for family in families if (one := table(family)) is not None]
    first = np.cumsum([0, *(len(one.cubics) for one in tables)])
    places = [(at, len(one.cubics), one.shift, one.first) for at, one in zip(first, tables, strict=False)]
    return Tables(
        np.concatenate([np.empty((0, 4)), *(one.cubics for one in tables)]),
        np.array(places, np.int64).reshape(-1, 4),
        np.array([(one.low, one.high) for one in tables]).reshape(-1, 2),
    )


@dataclass(frozen=True)
class Tape:
    """Instructions, what they read, and where the outputs are found: the same for every seed.

    Parameters
    ----------
    code : (instruction, 6)
        As `loops.play` takes it.
    constants : (constant,)
    registers : int
        How many there are.
    outputs : mapping of str to names
    tables : Tables
        The quantile functions that the tape looks up.
    looked_up : tuple of Unknown
        The assumptions whose uniforms the tape begins with.
    beforehand : frozenset of str
        The assumptions that NumPy draws: those that move together, and families without a table.
    """

    code: Names
    constants: Array
    registers: int
    outputs: Mapping[str, Names]
    tables: Tables
    looked_up: tuple[Unknown, ...]
    beforehand: frozenset[str]

    @cached_property
    def shown(self) -> Names:
        """The registers of all outputs, one after another."""
        return np.concatenate([names.ravel() for names in self.outputs.values()])

    @property
    def stride(self) -> int:
        """How many worlds a register holds."""
        affordable = ROOM_BYTES // (8 * self.registers) // RANDOMISATIONS * RANDOMISATIONS
        return min(max(affordable, 4 * RANDOMISATIONS), TILE * RANDOMISATIONS)


class Player:
    """Plays a tape with the draws of one run."""

    def __init__(self, tape: Tape, drawing: Drawing):
        self.tape = tape
        addresses = [address for unknown in tape.looked_up for _, address in unknown.addresses()]
        on_tape = sampler_named(drawing.sampler).on_tape
        # Sobol' points are drawn as the tape is played; uniforms of other samplers by NumPy, before it is.
        names = addresses if on_tape else []
        places = [drawing.coordinates[address] for address in names]
        self._points = Sobol(drawing.seed, names, places, sequence=drawing.sequence, tile=TILE)
        self._uniforms = None if on_tape else drawing.source(addresses)
        self._beforehand = replace(drawing, needed=tape.beforehand) if tape.beforehand else None

    def play(self, start: int, stop: int) -> dict[str, Array] | None:
        """The outputs in worlds [start, stop), each of shape (set, …, world).

        None when a draw lies where its table has no answer, which happens once in a hundred million draws: then the
        worlds have to be computed otherwise.
        """
        tape, worlds = self.tape, stop - start
        found = np.empty((tape.shown.size, worlds))
        missing = machine_code(loops.play)(
            tape.code,
            tape.constants,
            tape.shown,
            *tape.tables,
            self._points.pattern,
            self._points.directions,
            SOBOL_SHIFT,
            start,
            self._given(start, stop),
            found,
            np.empty((tape.registers, tape.stride)),
        )
        if missing:
            return None
        results, first = {}, 0
        for name, names in tape.outputs.items():
            results[name] = found[first : first + names.size].reshape((*names.shape[:-1], worlds))
            first += names.size
        return results

    def _given(self, start: int, stop: int) -> Array:
        parts = [] if self._uniforms is None else [self._uniforms.draw(start, stop)]
        if self._beforehand is not None:
            drawn = self._beforehand.block(start, stop)
            parts += [_rows(one, drawn[one.name]) for one in self._beforehand.drawn]
        if len(parts) == 1:
            return parts[0]
        return np.concatenate([np.empty((0, stop - start)), *parts])


def _rows(unknown: Unknown, values: Array) -> Array:
    """The different numbers of an assumption, shape (number, world)."""
    return values.reshape(-1, values.shape[-1])[: 1 if _is_shared(unknown) else None]


def _is_shared(unknown: Unknown) -> bool:
    """Whether all labels of an assumption share one number."""
    return unknown.labels == ("",) and not (unknown.family.batch_shape or unknown.parents)


def _names(unknown: Unknown, first: int) -> Names:
    """The names of an assumption's numbers, of which the first is known."""
    shape = (*unknown.shape, 1)
    if _is_shared(unknown):
        return np.full(shape, first)
    return np.arange(first, first + np.prod(shape, dtype=np.int64)).reshape(shape)


def tape_of(program: Program, drawing: Drawing) -> Tape | None:
    """The tape of a program; None where that would be very long, or has an operation that only NumPy can do.

    It depends on the sampler, but not on the seed nor on the number of worlds.
    """
    coordinate = drawing.coordinates
    playable = [unknown for unknown in drawing.drawn if _can_be_played(unknown, drawing, coordinate)]
    tabulated = list(dict.fromkeys(one.family for one in playable if type(one.family) not in _QUANTILES))
    beyond = frozenset(tabulated[MOST_TABLES:])
    played = {unknown.name for unknown in playable if unknown.family not in beyond}
    rest = frozenset(unknown.name for unknown in drawing.drawn) - played
    given = replace(drawing, needed=rest).drawn if rest else ()  # with what they follow from
    played -= {unknown.name for unknown in given}
    looked_up = tuple(unknown for unknown in playable if unknown.name in played)
    draws, first = {}, 0
    for unknown in [*looked_up, *given]:
        draws[unknown.name] = _names(unknown, first)
        first = int(draws[unknown.name].max()) + 1
    writer = _Writer(first)
    for unknown in looked_up:
        draws[unknown.name] = writer.quantiles(unknown.family, draws[unknown.name])
    outputs = _write(writer, program, draws)
    return None if outputs is None else Tape(*writer.finished(outputs), looked_up, rest)


def _can_be_played(unknown: Unknown, drawing: Drawing, coordinate: Mapping[str, int]) -> bool:
    family, on_tape = unknown.family, sampler_named(drawing.sampler).on_tape
    return (
        (not on_tape or all(coordinate[one] < SOBOL_DIMENSIONS for _, one in unknown.addresses()))
        and not (family.batch_shape or unknown.persistence or any(unknown.name in one.names for one in drawing.groups))
        and (type(family) in _QUANTILES or ((found := table(family)) is not None and found.narrow is None))
    )


def _write(writer: _Writer, program: Program, draws: Mapping[str, Names]) -> dict[str, Names] | None:
    """Write a program; gives the names of its outputs."""
    slots = [np.empty(0, np.int64)] * len(program.shapes)

    def names_of(reference: Reference) -> Names:
        """What the program does to arrays of worlds, done to the names of registers."""
        if reference.array is not None:
            reference = replace(reference, array=writer.constants(reference.array))
        return np.asarray(reference.get(draws, slots))

    for step in program.steps:
        write = _OPERATIONS.get(step.operation)
        if write is None or writer.length > MOST_INSTRUCTIONS:
            return None
        shape = (*program.shapes[step.slot], 1)
        found = write(writer, *[names_of(operand) for operand in step.operands], shape=shape, **step.options)
        slots[step.slot] = np.broadcast_to(found, shape)
    return {name: names_of(reference) for name, reference in program.references.items()}


class _Writer:
    """Writes instructions. Every result has a name of its own; in the end names share registers."""

    def __init__(self, draws: int):
        self.draws = draws
        self.length = 0
        self._instructions: list[Names] = []
        self._constants: dict[bytes, int] = {}
        self._tables: dict[Family, int] = {}

    def constants(self, values: Array) -> Names:
        """The names of constants: negative, for it is not yet known how many there are."""
        known = self._constants
        names = [-1 - known.setdefault(value.tobytes(), len(known)) for value in values.ravel()]
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
        written = _QUANTILES.get(type(family))
        if written is not None:
            return written(self, family, uniforms)
        return self.write(loops.LOOK_UP, uniforms, table=self._tables.setdefault(family, len(self._tables)))

    def finished(self, outputs: Mapping[str, Names]) -> tuple[Names, Array, int, dict[str, Names], Tables]:
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
        for place, (name, *operands) in enumerate(code[:, 2:].tolist()):
            if free:
                registers[name] = free.pop()
            else:
                registers[name], count = count, count + 1
            done = [one for one in {*operands, name} if one >= 0 and last_use[one] <= place]
            free.extend(registers[one] for one in done)
        code[:, 2:] = registers[code[:, 2:]]
        found = {name: registers[names] for name, names in outputs.items()}
        return code, constants, count, found, _tables_of(tuple(self._tables))


def _uniform(writer: _Writer, family: Uniform, u: Names) -> Names:
    low, width, high = (writer.constant(float(value)) for value in (family.low, family.high - family.low, family.high))
    return writer.write(loops.MINIMUM, writer.write(loops.MULTIPLY_ADD, u, width, low), high)


def _triangular(writer: _Writer, family: Triangular, u: Names) -> Names:
    low, width, peak = (writer.constant(float(one)) for one in (family.low, family.high - family.low, family._peak))
    one, rest = writer.constant(1.0), writer.constant(float(1 - family._peak))
    falls = writer.write(loops.GREATER_EQUAL, u, peak)
    falling = writer.write(loops.MULTIPLY, writer.write(loops.SUBTRACT, one, u), rest)
    falling = writer.write(loops.SUBTRACT, one, writer.write(loops.SQUARE_ROOT, falling))
    rising = writer.write(loops.SQUARE_ROOT, writer.write(loops.MULTIPLY, u, peak))
    standard = writer.write(loops.WHERE, falls, falling, rising)
    return writer.write(loops.MULTIPLY_ADD, standard, width, low)


_QUANTILES: dict[type[Family], Callable[..., Names]] = {Uniform: _uniform, Triangular: _triangular}


# How each operation of a program is written. `shape` is that of the result.


def _elementwise(machine: Callable[..., Names]) -> Callable[..., Names]:
    def write(writer: _Writer, *operands: Names, shape: tuple[int, ...]) -> Names:  # noqa: ARG001
        return machine(writer.instruction, *operands)

    return write


def _sum(writer: _Writer, values: Names, *, shape: tuple[int, ...]) -> Names:  # noqa: ARG001
    total: Names = values[0]
    for row in values[1:]:
        total = writer.write(loops.ADD, total, row)
    return total


def _geometric_sum(writer: _Writer, ratio: Names, *, shape: tuple[int, ...], count: int) -> Names:
    one = np.broadcast_to(writer.constant(1.0), shape)
    total = one
    for _ in range(count - 1):
        total = writer.write(loops.MULTIPLY_ADD, total, ratio, one)
    return total


def _power(writer: _Writer, base: Names, *, shape: tuple[int, ...], exponent: int) -> Names:
    total = np.broadcast_to(writer.constant(1.0), shape)
    for _ in range(exponent):
        total = writer.write(loops.MULTIPLY, total, base)
    return total


def _profile(writer: _Writer, keep: Names, *, shape: tuple[int, ...], first: int, last: int) -> Names:
    years = np.array(np.broadcast_to(writer.constant(0.0), shape))
    years[first] = writer.constant(1.0)
    for year in range(first + 1, last + 1):
        years[year] = writer.write(loops.MULTIPLY, years[year - 1], keep)
    return years


def _accumulated_product(writer: _Writer, factors: Names, *, shape: tuple[int, ...]) -> Names:
    years = np.array(np.broadcast_to(writer.constant(1.0), shape))
    for year in range(1, shape[0]):
        years[year] = writer.write(loops.MULTIPLY, years[year - 1], factors[year])
    return years


def _payback(writer: _Writer, balance: Names, *, shape: tuple[int, ...]) -> Names:
    zero, found = (np.broadcast_to(writer.constant(0.0), shape) for _ in range(2))
    accumulated = zero
    for year, added in enumerate(balance):
        accumulated = writer.write(loops.ADD, accumulated, added)
        below = writer.write(loops.LESS, accumulated, zero)  # undefined where the balance is, and so is what follows
        found = writer.write(loops.WHERE, below, writer.constant(year + 1.0), found)
    never = writer.write(loops.EQUAL, found, writer.constant(float(len(balance))))
    return writer.write(loops.WHERE, never, writer.constant(np.inf), found)


_OPERATIONS: dict[str, Callable[..., Names]] = {
    **{
        name: _elementwise(operation.machine) for name, operation in OPERATIONS.items() if operation.machine is not None
    },
    "sum": _sum,
    "geometric_sum": _geometric_sum,
    "power": _power,
    "profile": _profile,
    "accumulated_product": _accumulated_product,
    "payback": _payback,
}
"""Without `exp`, `log` and `**`: a compiler may round differently from NumPy's."""
