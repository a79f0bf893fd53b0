"""A plan: everything a worker needs to compute any worlds of a run, here, in a thread, or on another machine.

A plan travels as data. What follows from it (the compiled program, the source of uniforms) is made where it is used,
once for each process.
"""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any, cast

import numpy as np

from mcba.arrays import Array
from mcba.displayed import Displayed
from mcba.engine.drawing.draws import Drawing, drawing_of
from mcba.engine.drawing.samplers.sobol import tile_points
from mcba.engine.program.compiled import CacheKey, Compiled, compiled, compiled_tape, digest_of
from mcba.engine.program.loops import RANDOMISATIONS
from mcba.engine.program.steps import evaluate
from mcba.engine.program.tape import Player
from mcba.engine.settings import Settings
from mcba.errors import RunError
from mcba.families import installed
from mcba.study import Study

BLOCK_BYTES = 4_000_000  # larger blocks leave the cache, smaller ones spend their time on calls (measured)
LEAST_ROWS = 256  # in a block, however many numbers a world has: starting a name's stream takes as long as 256 draws
FUNCTION_ROWS = 65_536  # worlds that a Python function is given at once: each call may have a price of its own
FUNCTION_BYTES = 256_000_000  # what these worlds may take
PROBED_WORLDS = 256  # the fewest of the first block, of which some are computed again in other company
MACHINE_CODE_FROM = 50_000  # worlds of a run; for fewer, writing the tape takes as long as it saves (measured)
LOADING_FROM = 2_500_000  # worlds of all such runs in a process: as many save what loading numba takes (measured)


@dataclass(frozen=True, repr=False)
class Plan(Displayed):
    """One study and how its worlds are drawn.

    Attributes
    ----------
    study : Study
        As read: scenario and option of the settings are applied to it here.
    settings : Settings
    keep : tuple of str, or None
        The outcomes to compute; None for all, with present values by flow and by bearer.
    block : int, or None
        Worlds evaluated at once; None for what fits a core's cache.
    """

    study: Study
    settings: Settings
    keep: tuple[str, ...] | None = None
    block: int | None = None

    def __reduce__(self) -> tuple[Any, ...]:
        """Travel as data; with a function that is held in memory, and distributions of the user's, as cloudpickle."""
        if self.study.function is None:
            return Plan, (self.study, self.settings, self.keep, self.block)
        return _arrived, (self._as_bytes, self.key)

    @cached_property
    def _as_bytes(self) -> bytes:
        import cloudpickle

        return cast("bytes", cloudpickle.dumps((self.study, self.settings, self.keep, self.block)))

    @cached_property
    def _key(self) -> CacheKey:
        return CacheKey.of(self.study, self.settings.scenario, self.settings.option, self.keep)

    @cached_property
    def key(self) -> str:
        """The same for plans that give the same worlds."""
        return digest_of(self._key.digest, self.settings, self.block)

    @property
    def chosen(self) -> Study:
        """The study under its scenario and option."""
        return self._key.chosen

    @cached_property
    def compiled(self) -> Compiled:
        """The program, made once for all seeds, samplers and numbers of worlds."""
        return compiled(self._key)

    @property
    def bytes_per_world(self) -> int:
        """What one world takes when it is kept."""
        return sum(array.nbytes for array in self.empty(1).values())

    @property
    def outcomes(self) -> tuple[str, ...]:
        """Every array with one number a world that is no input."""
        without = {*self.compiled.dimensions, *self.compiled.inputs}
        return tuple(name for name in self.compiled.parts if name not in without)

    @cached_property
    def drawing(self) -> Drawing:
        """The draws that the program needs."""
        return drawing_of(self.chosen, self.compiled.program.draws, self.settings, compiled=self.choose_machine_code())

    def choose_machine_code(self) -> bool:
        """Whether machine code saves more than it takes to get ready.

        The first call decides for this plan, and counts its worlds among those that the process has met.
        """
        return self._is_in_machine_code

    @cached_property
    def _is_in_machine_code(self) -> bool:
        if self.study.function is not None:
            return False
        return self.settings.worlds >= MACHINE_CODE_FROM and installed() and _is_worth_loading(self.settings.worlds)

    @cached_property
    def player(self) -> Player | None:
        """What plays the program in machine code, where it can."""
        tape = compiled_tape(self._key, self.settings.sampler) if self.choose_machine_code() else None
        return None if tape is None else Player(tape, self.drawing)

    @cached_property
    def _workspaces(self) -> threading.local:
        return threading.local()

    def empty(self, worlds: int) -> dict[str, Array]:
        """Room for the arrays of so many worlds, of shape (world,) or (label, world)."""
        dimensions, labels = self.compiled.dimensions, self.compiled.labels
        return {
            name: np.empty((len(labels[dimensions[name]]), worlds) if name in dimensions else worlds)
            for name in self.compiled.parts
        }

    def rows(self, start: int, stop: int, out: Mapping[str, Array] | None = None) -> Mapping[str, Array]:
        """Every array in worlds [start, stop).

        Worlds are evaluated in blocks of whole multiples of the randomisations, so that every array operation runs on
        the same path for the last block as for the others.

        Parameters
        ----------
        start, stop : int
        out : mapping of str to array, optional
            Arrays of so many worlds by name, which are written to.

        Returns
        -------
        mapping of str to array
            By name, (world,) or (label, world): `out` where it is given.
        """
        arrays = self.empty(stop - start) if out is None else out
        rows = self.block_rows
        for first in range(start // RANDOMISATIONS * RANDOMISATIONS, stop, rows):
            count = min(rows, -(-(stop - first) // RANDOMISATIONS) * RANDOMISATIONS)
            block = self._block(first, first + count, stop)
            inside = slice(max(start - first, 0), min(stop - first, count))
            place = slice(first + inside.start - start, first + inside.stop - start)
            for name in self.compiled.parts:
                target = arrays[name] if name in self.compiled.dimensions else arrays[name][np.newaxis]
                for row, values in zip(target, self.compiled.rows(name, block), strict=True):
                    row[place] = values[inside] if values.size > 1 else values
        return arrays

    def _block(self, start: int, stop: int, wanted: int) -> Mapping[str, Array]:
        """Every output in worlds [start, stop), of which those from `wanted` on make a block of a usual size only."""
        played = self.player.play(start, stop) if self.player is not None else None
        if played is not None:
            return played
        workspace = self._workspaces.__dict__.setdefault("slots", [])
        program, draws, worlds = self.compiled.program, self.drawing.block(start, stop), stop - start
        if program.model is not None:  # which is not asked about worlds that nobody wants
            worlds = min(worlds, wanted - start)
            draws = {name: array[..., :worlds] for name, array in draws.items()}
            program = program if start else program.probed
        return evaluate(program, draws, worlds, workspace)

    def outcome_at(self, uniforms: Array, *, dependent: bool = False) -> Array:
        """The kept outcome in worlds of given uniforms instead of those of the run's own addresses.

        Parameters
        ----------
        uniforms : (address, world)
            Strictly between 0 and 1, in the order of `drawing.addresses`.
        dependent : bool
            Take the uniforms as they are; otherwise they are independent, and the study's dependence is applied first.

        Returns
        -------
        (world,)
            In the outcome's unit; NaN or infinite where it is undefined.

        Raises
        ------
        RunError
            For uniforms of another shape, or outside 0 to 1, and for a plan of several outcomes.
        """
        outcome, addresses = self._single_outcome(), self.drawing.addresses
        if uniforms.ndim != 2 or len(uniforms) != len(addresses):
            raise RunError(
                f"the uniforms have shape {uniforms.shape}; {outcome} has {len(addresses)} uncertain numbers, so give "
                f"({len(addresses)}, world): {', '.join(addresses[:5])}{', …' if len(addresses) > 5 else ''}"
            )
        if uniforms.size and not 0 < uniforms.min() <= uniforms.max() < 1:
            raise RunError("uniforms must lie strictly between 0 and 1: at 0 and 1 a quantile may be infinite")
        worlds = uniforms.shape[1]
        # As many columns as `rows` evaluates at once, so that the same uniforms give the same worlds to the bit.
        missing = -worlds % RANDOMISATIONS
        padded = np.pad(uniforms, ((0, 0), (0, missing)), mode="edge") if missing else uniforms
        values = np.empty(worlds + missing)
        for start in range(0, worlds, self.block_rows):
            block = padded[:, start : start + self.block_rows]
            # A copy: quantiles are written over the uniforms.
            draws = self.drawing.values_at(block.copy() if dependent else self.drawing.together(block))
            values[start : start + block.shape[1]] = self._evaluated(outcome, draws, block.shape[1])
        return values[:worlds]

    def outcome_of(self, values: Mapping[str, Array]) -> Array:
        """The kept outcome, (world,), of given values of the assumptions, each of shape (set, …, world) or (world,)."""
        worlds = next(iter(values.values())).shape[-1]
        shapes = self.compiled.program.draws
        draws = {name: np.broadcast_to(values[name], (*shape, worlds)) for name, shape in shapes.items()}
        return self._evaluated(self._single_outcome(), draws, worlds).copy()

    def _single_outcome(self) -> str:
        if self.keep is None or len(self.keep) != 1:
            raise RunError("this plan keeps several outcomes; make one that keeps the outcome to be evaluated")
        return self.keep[0]

    def _evaluated(self, outcome: str, draws: Mapping[str, Array], worlds: int) -> Array:
        workspace = self._workspaces.__dict__.setdefault("slots", [])
        return np.broadcast_to(evaluate(self.compiled.program, draws, worlds, workspace)[outcome], (worlds,))

    @cached_property
    def block_rows(self) -> int:
        """Worlds evaluated at once: what fits the cache, in whole tiles of the points where that is not too many."""
        if self.block is not None:
            least = 1 if self.compiled.program.model is None else PROBED_WORLDS
            return -(-max(self.block, least) // RANDOMISATIONS) * RANDOMISATIONS
        if self.compiled.program.model is not None:
            affordable = FUNCTION_BYTES // (8 * self.compiled.program.numbers_per_world)
            return max(LEAST_ROWS, min(FUNCTION_ROWS, affordable // RANDOMISATIONS * RANDOMISATIONS))
        affordable = BLOCK_BYTES // (8 * self.compiled.program.numbers_per_world)
        tile = tile_points(len(self.drawing.addresses)) * RANDOMISATIONS
        unit = tile if affordable >= tile else RANDOMISATIONS
        return max(LEAST_ROWS, affordable // unit * unit)

    def assumptions_in(self, world: int) -> dict[str, float]:
        """The first number of every assumption in one world."""
        first = world // RANDOMISATIONS * RANDOMISATIONS
        drawn = self.drawing.block(first, first + RANDOMISATIONS)
        return {name: float(array[..., world - first].flat[0]) for name, array in drawn.items()}


def _arrived(written: bytes, key: str) -> Plan:
    """The plan that was sent, as this process has it already or as it was written; nothing is compiled for its key."""
    if key in _ready:
        return _ready[key]
    import cloudpickle

    plan = Plan(*cloudpickle.loads(written))
    plan.__dict__["key"] = key
    return plan


_met: Counter[str] = Counter()


def _is_worth_loading(worlds: int) -> bool:
    """Whether a process that meets a run of so many worlds should have machine code.

    How many runs will follow is not known, so it is loaded when those met so far would have paid for it: a single run
    never waits for what only repeated ones gain back, and repeated ones soon have it.
    """
    _met["worlds"] += worlds
    return _met["worlds"] >= LOADING_FROM


_ready: dict[str, Plan] = {}


def ready(plan: Plan) -> Plan:
    """The plan as this process has it already, so that a worker compiles once and not for each piece of work."""
    same = _ready.get(plan.key)
    if same is None:
        _ready.clear()
        _ready[plan.key] = same = plan
    return same


def forget() -> None:
    """Let go of every plan and program: what is asked next is compiled anew."""
    _ready.clear()
    compiled.cache_clear()
    compiled_tape.cache_clear()
