"""A program is built: formulas become operations, each kept once, and what is certain is computed at once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from mcba.arrays import Array
from mcba.engine.models.functions import FunctionModel
from mcba.engine.program.operations import COMPUTED, ELEMENTWISE, MAY_OVERWRITE_AN_OPERAND, SPECIAL
from mcba.engine.program.steps import CALL, Operand, Program, Step
from mcba.study.formula import CONSTANTS, FUNCTIONS, Node


@dataclass(frozen=True)
class _Value:
    """One value of the program being built: its operation, operands and dimensions."""

    operation: str
    operands: tuple[int, ...]
    dimensions: tuple[str, ...]
    options: tuple[tuple[str, int], ...] = ()
    name: str = ""
    constant: int = -1  # index into the builder's constants


class Builder:
    """Collects operations; the same operation on the same operands is kept once.

    Parameters
    ----------
    sizes : mapping of str to int
        How many labels each set has; `year` among them.
    """

    def __init__(self, sizes: Mapping[str, int]):
        self.sizes = dict(sizes)
        self._order = {name: place for place, name in enumerate(sizes)}
        self._values: list[_Value] = []
        self._known: dict[_Value, int] = {}
        self._constants: list[Array] = []
        self._known_constants: dict[tuple[tuple[int, ...], bytes], int] = {}
        self._moved: set[int] = set()  # values that are seen through a view: their memory lives as long as the view
        self.inputs: dict[str, int] = {}
        self._model: FunctionModel | None = None
        self._arguments: tuple[str, ...] = ()

    def constant(self, value: float | Array, dimensions: Sequence[str] = ()) -> int:
        """A number, or an array of shape (set, …)."""
        array = np.asarray(value, dtype=np.float64)[..., np.newaxis]
        index = self._known_constants.setdefault((array.shape, array.tobytes()), len(self._constants))
        if index == len(self._constants):
            self._constants.append(array)
        return self._add(_Value("constant", (), tuple(dimensions), constant=index))

    def draw(self, name: str, dimensions: Sequence[str] = ()) -> int:
        """A drawn assumption."""
        value = self._add(_Value("draw", (), tuple(dimensions), name=name))
        self.inputs[name] = value
        return value

    def call(
        self, model: FunctionModel, arguments: Mapping[str, int], results: Mapping[str, Sequence[str]]
    ) -> dict[str, int]:
        """The results of a Python function by name, each with its dimensions, from the values of its arguments."""
        self._model, self._arguments = model, tuple(arguments)
        called = self._add(_Value(CALL, tuple(arguments.values()), ()))
        return {
            name: self._add(_Value("result", (called,), tuple(dimensions), name=name))
            for name, dimensions in results.items()
        }

    def dimensions(self, value: int) -> tuple[str, ...]:
        """The dimensions of a value, in the order of its array's axes."""
        return self._values[value].dimensions

    def is_constant(self, value: int) -> bool:
        """Whether a value is the same in every world."""
        return self._values[value].operation == "constant"

    def number(self, value: int) -> float | None:
        """A constant without dimensions as a number; None for anything else."""
        if self.is_constant(value) and not self.dimensions(value):
            return float(self._constants[self._values[value].constant][0])
        return None

    def apply(self, operation: str, *operands: int, over: str = "", **options: int) -> int:
        """The value of an operation; `sum` takes away the dimension `over`, `profile` adds the years."""
        gives = SPECIAL[operation].gives if operation in SPECIAL else None
        dimensions = self._joined(operands) if gives is None else gives
        if operation == "sum":
            operands = (self._leading(operands[0], over),)
            dimensions = self.dimensions(operands[0])[1:]
        value = _Value(operation, operands, dimensions, tuple(sorted(options.items())))
        if all(self.is_constant(operand) for operand in operands):
            return self._folded(value)
        return self._add(value)

    def formula(self, node: Node, values: Mapping[str, int]) -> int:
        """The value of a formula's tree; names are looked up in `values`."""
        if node.kind == "number":
            return self.constant(node.value)
        if node.kind == "name":
            return self.constant(CONSTANTS[node.name]) if node.name in CONSTANTS else values[node.name]
        operands = [self.formula(operand, values) for operand in node.operands]
        if node.kind == "sum":
            return self.apply("sum", operands[0], over=node.name)
        if node.kind == "**" and (exponent := self.number(operands[1])) is not None and exponent in range(2, 5):
            return self.apply("power", operands[0], exponent=int(exponent))
        if node.kind in FUNCTIONS and FUNCTIONS[node.kind].most:
            result = operands[0]
            for operand in operands[1:]:
                result = self.apply(node.kind, result, operand)
            return result
        return self.apply(node.kind, *operands)

    def _joined(self, operands: Sequence[int]) -> tuple[str, ...]:
        names = {name for operand in operands for name in self.dimensions(operand)}
        return tuple(sorted(names, key=self._order.__getitem__))

    def _leading(self, value: int, dimension: str) -> int:
        """The value with one dimension moved to the front, so that it can be summed row by row."""
        dimensions = self.dimensions(value)
        if dimensions[0] == dimension:
            return value
        moved = (dimension, *(name for name in dimensions if name != dimension))
        if self.is_constant(value):
            array = np.moveaxis(self._constants[self._values[value].constant], dimensions.index(dimension), 0)
            return self.constant(array[..., 0], moved)
        self._moved.add(value)
        return self._add(_Value("move", (value,), moved))

    def _add(self, value: _Value) -> int:
        if value not in self._known:
            self._known[value] = len(self._values)
            self._values.append(value)
        return self._known[value]

    def _folded(self, value: _Value) -> int:
        out = np.empty((*self._shape(value.dimensions), 1))
        operands = [self._constants[self._values[operand].constant] for operand in value.operands]
        views = [
            _aligned(array, self.dimensions(operand), value.dimensions) if value.operation in ELEMENTWISE else array
            for array, operand in zip(operands, value.operands, strict=True)
        ]
        with np.errstate(all="ignore"):
            COMPUTED[value.operation](*views, out=out, **dict(value.options))
        return self.constant(out[..., 0], value.dimensions)

    def _shape(self, dimensions: Sequence[str]) -> tuple[int, ...]:
        return tuple(self.sizes[name] for name in dimensions)

    def program(self, outputs: Mapping[str, int]) -> Program:
        """The steps that the outputs need, and no others."""
        needed: set[int] = set()
        pending = list(outputs.values())
        while pending:
            index = pending.pop()
            if index not in needed:
                needed.add(index)
                pending.extend(self._values[index].operands)
        order = sorted(needed)
        last_use = {operand: index for index in order for operand in self._values[index].operands}
        last_use |= dict.fromkeys(outputs.values(), len(self._values))
        steps: list[Step] = []
        slots: dict[int, int] = {}
        free: dict[tuple[int, ...], list[int]] = {}
        shapes: list[tuple[int, ...]] = []
        for index in order:
            value = self._values[index]
            if value.operation in {"constant", "draw", "move", "result"}:
                continue
            if value.operation == CALL:
                steps.append(Step(CALL, tuple(self._reference(operand, slots) for operand in value.operands), -1, {}))
                continue
            shape = self._shape(value.dimensions)
            dying = self._dying(index, last_use)
            reuse = [slots[operand] for operand in dying if operand in slots and shapes[slots[operand]] == shape]
            if value.operation in MAY_OVERWRITE_AN_OPERAND and reuse:
                slots[index] = reuse[0]
                dying = [operand for operand in dying if slots.get(operand) != reuse[0]]
            elif free.get(shape):
                slots[index] = free[shape].pop()
            else:
                slots[index] = len(shapes)
                shapes.append(shape)
            steps.append(self._step(index, slots))
            for operand in dying:
                if operand in slots:
                    free.setdefault(shapes[slots[operand]], []).append(slots[operand])
        references = {name: self._reference(value, slots) for name, value in outputs.items()}
        results = [index for index in order if self._values[index].operation == "result"]
        draws = {name: self._shape(self.dimensions(value)) for name, value in self.inputs.items() if value in needed}
        return Program(
            tuple(steps),
            tuple(shapes),
            draws,
            references,
            {name: self.dimensions(value) for name, value in outputs.items()},
            self._model if results else None,
            self._arguments,
            {value.name: self._shape(value.dimensions) for value in map(self._values.__getitem__, results)},
        )

    def _dying(self, index: int, last_use: Mapping[int, int]) -> list[int]:
        """Operands that nothing after this value needs."""
        operands = dict.fromkeys(self._values[index].operands)
        return [operand for operand in operands if last_use[operand] == index and operand not in self._moved]

    def _step(self, index: int, slots: Mapping[int, int]) -> Step:
        value = self._values[index]
        elementwise = value.operation in ELEMENTWISE
        operands = tuple(
            self._reference(operand, slots, value.dimensions if elementwise else None) for operand in value.operands
        )
        return Step(value.operation, operands, slots[index], dict(value.options))

    def _reference(self, index: int, slots: Mapping[int, int], into: tuple[str, ...] | None = None) -> Operand:
        value = self._values[index]
        axes: tuple[int, ...] = ()
        if value.operation == "move":
            source = value.operands[0]
            axes = tuple(self.dimensions(source).index(name) for name in value.dimensions)
            index, value = source, self._values[source]
        index_of_axes = _alignment(self._values[index].dimensions, into) if into is not None and not axes else ()
        if value.operation == "constant":
            array = self._constants[value.constant]
            return Operand(array=array, axes=axes, index=index_of_axes)
        if value.operation in {"draw", "result"}:
            return Operand(name=value.name, axes=axes, index=index_of_axes)
        return Operand(slot=slots[index], axes=axes, index=index_of_axes)


def _alignment(dimensions: Sequence[str], into: Sequence[str]) -> tuple[Any, ...]:
    """The index that gives an array of `dimensions` an axis of length 1 for every other dimension of `into`."""
    if tuple(dimensions) == tuple(into):
        return ()
    return (*(slice(None) if name in dimensions else np.newaxis for name in into), slice(None))


def _aligned(array: Array, dimensions: Sequence[str], into: Sequence[str]) -> Array:
    index = _alignment(dimensions, into)
    return array[index] if index else array
