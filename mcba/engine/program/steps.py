"""A program of plain array operations, applied to block after block of worlds.

Arrays have the shape (set, …, world): named dimensions first, worlds last. A part without dimensions has the shape
(world,). What does not depend on any draw was computed once, while the program was built.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from mcba.arrays import Array
from mcba.engine.models.functions import FunctionModel
from mcba.engine.program.operations import COMPUTED

CALL = "call"
"""The step in which a Python function is called; what it gives is found by name, as draws are."""


@dataclass(frozen=True)
class Operand:
    """Where an operand is found: a constant, a draw by name, or a slot of the workspace."""

    array: NDArray[Any] | None = None
    name: str = ""
    slot: int = -1
    axes: tuple[int, ...] = ()
    index: tuple[Any, ...] = ()

    def get(self, draws: Mapping[str, NDArray[Any]], slots: Sequence[NDArray[Any]]) -> NDArray[Any]:
        """The operand as an array with the axes that its step expects."""
        array = self.array if self.array is not None else draws[self.name] if self.name else slots[self.slot]
        if self.axes:
            array = array.transpose((*self.axes, array.ndim - 1))
        return array[self.index] if self.index else array


@dataclass(frozen=True)
class Step:
    """One operation, by name, on operands; what it gives goes to a slot of the workspace."""

    operation: str
    operands: tuple[Operand, ...]
    slot: int
    options: dict[str, int]


@dataclass(frozen=True)
class Program:
    """Steps in order; `draws` says which assumptions they need and in which shape, before the world axis.

    A study with a Python function calls `model` in one of the steps; `results` are the shapes of what it gives.
    """

    steps: tuple[Step, ...]
    shapes: tuple[tuple[int, ...], ...]
    draws: dict[str, tuple[int, ...]]
    references: dict[str, Operand]
    dimensions: dict[str, tuple[str, ...]]
    model: FunctionModel | None = None
    arguments: tuple[str, ...] = ()
    results: Mapping[str, tuple[int, ...]] = field(default_factory=dict)

    @property
    def numbers_per_world(self) -> int:
        """How many numbers one world occupies while it is evaluated."""
        shapes = (*self.shapes, *self.draws.values(), *self.results.values())
        return sum(int(np.prod(shape)) for shape in shapes) or 1

    def arguments_of(self, draws: Mapping[str, Array]) -> dict[str, Array]:
        """What the function is called with, where all of it is drawn or certain."""
        call = next(step for step in self.steps if step.operation == CALL)
        return {name: operand.get(draws, ()) for name, operand in zip(self.arguments, call.operands, strict=True)}

    @property
    def probed(self) -> Program:
        """The same, which looks whether its function says the same of a world whatever worlds stand beside it."""
        return self if self.model is None else replace(self, model=replace(self.model, probed=True))


def evaluate(
    program: Program, draws: Mapping[str, Array], worlds: int, workspace: list[Array] | None = None
) -> dict[str, Array]:
    """Apply a program to one block.

    Parameters
    ----------
    program : Program
    draws : mapping of str to (set, …, world) arrays
        Every assumption in `program.draws`.
    worlds : int
        The number of worlds in this block.
    workspace : list of arrays, optional
        Where the steps write; a list kept by the caller spares new memory for each block.

    Returns
    -------
    dict of str to (set, …, world) arrays
        Valid until the workspace is used again.
    """
    slots = workspace if workspace is not None else []
    shapes = [(*shape, worlds) for shape in program.shapes]
    if [slot.shape for slot in slots] != shapes:
        slots[:] = [np.empty(shape) for shape in shapes]
    outside = np.geterr()
    with np.errstate(all="ignore"):
        for step in program.steps:
            operands = [operand.get(draws, slots) for operand in step.operands]
            if step.operation == CALL and program.model is not None:
                with np.errstate(**outside):
                    given = program.model(dict(zip(program.arguments, operands, strict=True)), worlds)
                draws = {**draws, **given}
                continue
            COMPUTED[step.operation](*operands, out=slots[step.slot], **step.options)
    return {name: reference.get(draws, slots) for name, reference in program.references.items()}
