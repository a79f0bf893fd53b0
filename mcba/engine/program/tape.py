"""A program as a tape: one instruction after another on registers of a few hundred worlds, for machine code.

NumPy carries out a step of a program for a whole block before the next step begins, so that every number in between
travels to memory and back. A tape is played for a few hundred worlds at a time, whose registers stay in the
processor's nearest caches, from Sobol' points over quantile functions to the outcomes. Arrays over sets and years are
written out as one instruction for each of their labels, in the order in which NumPy takes them: the bits are the same.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np

from mcba.arrays import Array
from mcba.engine.drawing.draws import Drawing, Unknown
from mcba.engine.drawing.samplers.registry import sampler_named
from mcba.engine.drawing.samplers.sobol import SOBOL_DIMENSIONS, SOBOL_SHIFT, Sobol
from mcba.engine.program import loops
from mcba.engine.program.loops import RANDOMISATIONS
from mcba.engine.program.operations import WRITTEN
from mcba.engine.program.steps import Operand, Program
from mcba.engine.program.writer import Names, TapeTables, TapeWriter, is_written_out
from mcba.families import machine_code
from mcba.families.tables import quantile_table

MOST_INSTRUCTIONS = 20_000  # a longer tape takes longer to write than it saves
MOST_TABLES = 256  # a table takes 130 kB
ROOM_BYTES = 2**18  # what all registers may take: more would leave the near caches, less switches tables too often
TILE = 32  # Sobol' points of each randomisation in a tile, so that the pattern stays in a near cache


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
    tables : TapeTables
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
    tables: TapeTables
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
        dimensions = [drawing.coordinates[address] for address in names]
        self._points = Sobol(drawing.seed, names, dimensions, sequence=drawing.sequence, tile=TILE)
        self._uniforms = None if on_tape else drawing.source(addresses)
        self._beforehand = replace(drawing, needed=tape.beforehand) if tape.beforehand else None

    def play(self, start: int, stop: int) -> dict[str, Array] | None:
        """The outputs in worlds [start, stop), each of shape (set, …, world).

        None when a draw lies where its table has no answer, which happens once in a hundred million draws: then the
        worlds have to be computed otherwise.
        """
        tape, worlds = self.tape, stop - start
        shown = np.empty((tape.shown.size, worlds))
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
            shown,
            np.empty((tape.registers, tape.stride)),
        )
        if missing:
            return None
        results, first = {}, 0
        for name, names in tape.outputs.items():
            results[name] = shown[first : first + names.size].reshape((*names.shape[:-1], worlds))
            first += names.size
        return results

    def _given(self, start: int, stop: int) -> Array:
        parts = [] if self._uniforms is None else [self._uniforms.draw(start, stop)]
        if self._beforehand is not None:
            drawn = self._beforehand.block(start, stop)
            parts += [_rows(unknown, drawn[unknown.name]) for unknown in self._beforehand.drawn]
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
    tabulated = list(dict.fromkeys(unknown.family for unknown in playable if not is_written_out(unknown.family)))
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
    writer = TapeWriter(first)
    for unknown in looked_up:
        draws[unknown.name] = writer.quantiles(unknown.family, draws[unknown.name])
    outputs = write_program(writer, program, draws, WRITTEN, MOST_INSTRUCTIONS)
    return None if outputs is None else Tape(*writer.finished(outputs), looked_up, rest)


def _can_be_played(unknown: Unknown, drawing: Drawing, coordinate: Mapping[str, int]) -> bool:
    family, on_tape = unknown.family, sampler_named(drawing.sampler).on_tape
    return (
        (not on_tape or all(coordinate[address] < SOBOL_DIMENSIONS for _, address in unknown.addresses()))
        and not (
            family.batch_shape or unknown.persistence or any(unknown.name in group.names for group in drawing.groups)
        )
        and (is_written_out(family) or ((tabulated := quantile_table(family)) is not None and tabulated.narrow is None))
    )


def write_program(
    writer: TapeWriter,
    program: Program,
    draws: Mapping[str, Names],
    written: Mapping[str, Callable[..., Names]],
    most: int,
) -> dict[str, Names] | None:
    """Write a program; gives the names of its outputs.

    Parameters
    ----------
    writer : TapeWriter
    program : Program
    draws : mapping of str to names
        The registers of what the program draws.
    written : mapping of str to function
        How each operation is written, as `operations.WRITTEN`.
    most : int
        Instructions.

    Returns
    -------
    dict of str to names, or None
        None where the tape would be longer, or has an operation that is not written.
    """
    slots = [np.empty(0, np.int64)] * len(program.shapes)

    def names_of(reference: Operand) -> Names:
        """What the program does to arrays of worlds, done to the names of registers."""
        if reference.array is not None:
            reference = replace(reference, array=writer.constants(reference.array))
        return np.asarray(reference.get(draws, slots))

    for step in program.steps:
        write = written.get(step.operation)
        if write is None or writer.length > most:
            return None
        shape = (*program.shapes[step.slot], 1)
        result = write(writer, *[names_of(operand) for operand in step.operands], shape=shape, **step.options)
        slots[step.slot] = np.broadcast_to(result, shape)
    return {name: names_of(reference) for name, reference in program.references.items()}
