"""Tapes for other players than machine code: every number that a reader may change is an input, none a constant.

The instructions are those of `mcba.engine.program.loops`, and beside them those for which a compiler may round
otherwise than NumPy: another player need not have the same last digit.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from mcba.arrays import Array
from mcba.engine.program.compiled import compile_open
from mcba.engine.program.economics import CHOICE, SWITCH
from mcba.engine.program.operations import WRITTEN
from mcba.engine.program.portable.packing import json_number, packed
from mcba.engine.program.steps import Program
from mcba.engine.program.tape import write_program
from mcba.engine.program.writer import Names, TapeWriter
from mcba.study import Study, apply_variants

MOST_PLAYED = 60_000  # a longer tape takes a page seconds for each change
EXP, LOG, POWER = range(17, 20)
"""The instructions after those of `loops`."""

_OPERATIONS = {
    **WRITTEN,
    **{
        name: lambda writer, *operands, shape, number=number: writer.write(number, *operands)  # noqa: ARG005
        for name, number in {"exp": EXP, "log": LOG, "**": POWER}.items()
    },
}


@dataclass(frozen=True)
class PortableTape:
    """The tape of a study under one option and scenario, as plain data.

    Attributes
    ----------
    option, scenario : str
        Empty for the study as it stands.
    code : (instruction, 6)
        Operation, 0, the register to write, and three registers to read.
    constants : (constant,)
        For the registers that follow those of the inputs.
    registers : int
        How many there are.
    inputs : tuple of (kind, name, first register, how many)
        What fills the first registers: an `assumption`, a `choice`, or the `switch` of a flow.
    outputs : mapping of str to tuple of int
        The registers of every outcome, `flow:<name>` and `bearer:<name>`.
    choices : mapping of str to tuple of float
        The values of the inputs that are choices.
    """

    option: str
    scenario: str
    code: Names = field(repr=False)
    constants: Array = field(repr=False)
    registers: int
    inputs: tuple[tuple[str, str, int, int], ...] = field(repr=False)
    outputs: Mapping[str, tuple[int, ...]] = field(repr=False)
    choices: Mapping[str, tuple[float, ...]]


def portable_tape(study: Study, *, option: str = "", scenario: str = "") -> PortableTape | None:
    """The tape of a study under an option and a scenario.

    Parameters
    ----------
    study : Study
    option, scenario : str
        Names of the study file; empty for the study as it stands.

    Returns
    -------
    PortableTape or None
        None for a study with a function, or a workbook, for its model, and for a tape of more than 60,000 instructions.

    Examples
    --------
    >>> import mcba
    >>> tape = portable_tape(mcba.load("studies/schilderswijk-moeders"))
    >>> [input for input in tape.inputs if input[0] == "choice"][0][1], "npv" in tape.outputs
    ('discount_rate', True)
    """
    chosen = apply_variants(study, option=option or None, scenario=scenario or None)
    if chosen.function is not None:
        return None
    program = compile_open(chosen)
    draws, inputs, first = {}, [], 0
    for name, shape in program.draws.items():
        count = _numbers(chosen, name, shape)
        draws[name] = _names(shape, first, count)
        inputs.append((*_kind(name), first, count))
        first += count
    writer = TapeWriter(first)
    outputs = write_program(writer, program, draws, _OPERATIONS, MOST_PLAYED)
    if outputs is None:
        return None
    code, constants, registers, shown, _ = writer.finished(outputs)
    return PortableTape(
        option,
        scenario,
        code,
        constants,
        registers,
        tuple(inputs),
        {name: tuple(names.ravel().tolist()) for name, names in shown.items()},
        _choices(chosen, program),
    )


def _numbers(study: Study, name: str, shape: tuple[int, ...]) -> int:
    """How many numbers a draw has in a world: one that all labels share, or one for each."""
    if name in study.families:
        assumption = study.document.assumptions[name]
        if assumption.drawn == "once" and not study.families[name].batch_shape and name not in _with_parents(study):
            return 1
    return int(np.prod(shape, dtype=np.int64))


def _with_parents(study: Study) -> frozenset[str]:
    """The assumptions whose parameters are assumptions: labels may have numbers of their own."""
    return frozenset(name for name, family in study.families.items() if family.is_conditional)


def _names(shape: tuple[int, ...], first: int, count: int) -> Names:
    if count == 1:
        return np.full((*shape, 1), first)
    return np.arange(first, first + count).reshape((*shape, 1))


def _kind(name: str) -> tuple[str, str]:
    for prefix, kind in ((CHOICE, "choice"), (SWITCH, "switch")):
        if name.startswith(prefix):
            return kind, name.removeprefix(prefix)
    return "assumption", name


def _choices(study: Study, program: Program) -> dict[str, tuple[float, ...]]:
    """The value of each open choice; one for each year from year 0 on where the program has years."""
    values = {}
    for name, shape in program.draws.items():
        if name.startswith(CHOICE):
            value = study.document.choices[name.removeprefix(CHOICE)].value
            listed = value if isinstance(value, tuple) else (value,)
            missing = int(np.prod(shape, dtype=np.int64)) - len(listed)
            values[name.removeprefix(CHOICE)] = (*missing * (0.0,), *map(float, listed))
    return values


def as_variants(tapes: list[PortableTape]) -> tuple[list[str], list[dict[str, Any]]]:
    """The codes of tapes, each once, and the tapes as plain data that name theirs by its place."""
    places: dict[str, int] = {}
    codes: list[str] = []
    variants: list[dict[str, Any]] = []
    for tape in tapes:
        code = packed(tape.code, "<i4")
        place = places.setdefault(hashlib.sha256(code.encode()).hexdigest(), len(codes))
        if place == len(codes):
            codes.append(code)
        variants.append(
            {
                "option": tape.option,
                "scenario": tape.scenario,
                "code": place,
                "constants": [json_number(value) for value in tape.constants.tolist()],
                "registers": tape.registers,
                "inputs": [
                    {"kind": kind, "name": name, "register": first, "count": count}
                    for kind, name, first, count in tape.inputs
                ],
                "outputs": {name: list(registers) for name, registers in tape.outputs.items()},
                "choices": {name: list(values) for name, values in tape.choices.items()},
            }
        )
    return codes, variants
