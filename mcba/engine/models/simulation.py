"""`simulate(function)`: from distributions and a Python function to worlds."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from concurrent.futures import Executor, ProcessPoolExecutor
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from mcba.arrays import Array
from mcba.engine.drawing.draws import Drawing, Unknown
from mcba.engine.execution.failures import hold_to_policy
from mcba.engine.execution.workers import map_blocks
from mcba.engine.models.outputs import listed
from mcba.engine.models.probe import PROBED, PROBED_PLAIN, refuse_other_company
from mcba.engine.result import Run
from mcba.engine.settings import FailedPolicy, Progress, Settings, checked, checked_mass, checked_policy
from mcba.engine.tails import tails_of_function
from mcba.errors import FamilyError, RunError, StudyError, suggestion
from mcba.families import Constant, Dirichlet, Family, Hierarchical, Multinomial
from mcba.study import SamplerName, is_certain, linked
from mcba.study.dependence import DependentGroup, groups_or_error
from mcba.study.document import Dependence

_BLOCK = 65_536  # worlds that the function is given at once


def simulate(
    function: Callable[..., Any],
    inputs: Mapping[str, Family | float],
    *,
    worlds: int = 131_072,
    seed: int = 1,
    sampler: SamplerName = "sobol",
    mass: float = 0.90,
    dependence: Iterable[Dependence] = (),
    vectorised: bool = True,
    failed: FailedPolicy = "raise",
    workers: int = 1,
    executor: Executor | None = None,
    block: int | None = None,
    progress: Progress | None = None,
) -> Run:
    """Draw inputs and apply a Python function to them.

    Parameters
    ----------
    function : callable
        Called as `function(**block)` with float64 arrays of shape (world,); gives back such an array, or a dict of
        them. A result follows from the inputs of its own world only; chance within a world is an input too, such as
        `mcba.Uniform(0, 1)`.
    inputs : mapping of str to Family or number
        Their order fixes the coordinates of the Sobol' sequence; append new inputs at the end.
    worlds, seed, sampler, mass, workers, executor, block, progress
        As for `mcba.run`; an executor of processes is refused, since the function cannot travel.
    dependence : iterable of Dependence
        Which inputs move together.
    vectorised : bool
        Whether the function takes arrays; else it is called with plain numbers, once for each world.
    failed : {"raise", "drop"}
        What to do with worlds in which a result is undefined.

    Returns
    -------
    Run
        `run.worlds` holds inputs and results by name; a single result is called `result`.

    Raises
    ------
    RunError
        When a result is undefined in a world, and when a world computed again beside others gives another result.

    Examples
    --------
    >>> import mcba
    >>> run = mcba.simulate(lambda x, y: x * y, {"x": mcba.Normal(5, 1), "y": mcba.Uniform(1, 2)}, worlds=10_000)
    >>> str(run.range("result"))
    '4.4 to 11.2'
    """
    worlds = checked("worlds", worlds, least=2)
    settings = Settings(worlds, checked("seed", seed, least=0), sampler, checked_mass(mass), checked_policy(failed))
    families = _checked_inputs(inputs)
    groups = _checked_groups(dependence, families)
    unknowns = [Unknown(name, family) for name, family in families.items()]
    drawing = Drawing(unknowns, frozenset(families), groups, sampler, settings.seed, settings.worlds)
    if isinstance(executor, ProcessPoolExecutor):
        raise RunError("a Python function cannot be handed to other processes; give workers = 2 or more")
    workers = checked("workers", workers, least=1)
    model = _Model(function, drawing, vectorised, _BLOCK if block is None else checked("block", block, least=1))
    started = time.perf_counter()
    arrays: dict[str, Array] = {}
    for start, computed in map_blocks(model.block, range(0, worlds, model.rows), workers=workers, executor=executor):
        if start:
            first, now = arrays.keys() - families, computed.keys() - families
            if first != now:
                raise RunError(f"the function gave {listed(first)} for some worlds and {listed(now)} for others")
        for name, array in computed.items():
            arrays.setdefault(name, np.empty(worlds))[start : start + array.size] = array
        if progress is not None:
            progress(min(model.rows, worlds - start))
    seconds = {"worlds": time.perf_counter() - started}
    result = Run(settings, arrays, randomisations=drawing.randomisations, inputs=tuple(families), seconds=seconds)
    result = hold_to_policy(result, lambda row: {name: float(arrays[name][row]) for name in families})
    outcomes = {name: result.arrays[name] for name in result.outcomes if name not in families}
    return replace(result, tails_of_function=tails_of_function(outcomes, drawing, model.results, result.kept))


@dataclass(frozen=True)
class _Model:
    """A Python function, and the drawing of its inputs block by block.

    Parameters
    ----------
    function : callable
    drawing : Drawing
    vectorised : bool
        Whether it takes arrays of worlds, and not plain numbers.
    rows : int
        How many worlds a block has.
    """

    function: Callable[..., Any]
    drawing: Drawing
    vectorised: bool
    rows: int

    def block(self, start: int) -> tuple[int, dict[str, Array]]:
        """The first world of a block, and its inputs and results by name; the first block is probed."""
        drawn = self._drawn(start, min(start + self.rows, self.drawing.worlds))
        results = self.results(drawn)
        if not start:
            results = {name: array.copy() for name, array in results.items()}  # a function may use its array again
            probed = min(self.drawing.worlds, 2 * PROBED)
            first = drawn if self.rows >= probed else self._drawn(0, probed)
            refuse_other_company(
                self.results,
                first,
                results if first is drawn else {name: array.copy() for name, array in self.results(first).items()},
                probed=PROBED if self.vectorised else PROBED_PLAIN,
            )
        return start, drawn | results

    def _drawn(self, start: int, stop: int) -> dict[str, Array]:
        return {name: np.array(values) for name, values in self.drawing.block(start, stop).items()}

    def results(self, drawn: dict[str, Array]) -> dict[str, Array]:
        """The results of the function by name, from its inputs; (world,) each."""
        worlds = next(iter(drawn.values())).size
        if self.vectorised:
            returned = self.function(**{name: array.copy() for name, array in drawn.items()})
        else:
            rows = zip(*drawn.values(), strict=True)
            by_world = [self.function(**dict(zip(drawn, map(float, row), strict=True))) for row in rows]
            returned = _columns(by_world) if isinstance(by_world[0], Mapping) else by_world
        results = returned if isinstance(returned, Mapping) else {"result": returned}
        for name in results:
            if name in drawn:
                raise RunError(
                    f"the function gives back {name!r}, which is the name of an input; call the result otherwise"
                )
        return {name: _numbers(name, array, worlds) for name, array in results.items()}


def _columns(by_world: Sequence[Any]) -> dict[str, list[Any]]:
    """The dicts that a function of plain numbers gave, world after world, as one list for each name."""
    for other in by_world:
        if not isinstance(other, Mapping) or other.keys() != by_world[0].keys():
            found = listed(other) if isinstance(other, Mapping) else repr(other)
            raise RunError(f"the function gave {listed(by_world[0])} for one world and {found} for another")
    return {name: [results[name] for results in by_world] for name in by_world[0]}


def _numbers(name: str, given: Any, worlds: int) -> Array:
    """What the function gave under one name, as one real number a world."""
    try:
        array = np.asarray(given)
        array = array.astype(np.float64) if array.dtype == object else array
    except (TypeError, ValueError) as error:
        raise RunError(f"the function gave {name!r} what is no array of numbers: {error}") from error
    if array.dtype.kind not in "biuf":
        raise RunError(f"the function gave {name!r} numbers of type {array.dtype}; it must give real numbers")
    if array.shape != (worlds,):
        raise RunError(
            f"the function gave {name!r} the shape {array.shape} for {worlds} worlds; it must give one number a "
            f"world, shape ({worlds},); for a function of plain numbers say vectorised=False"
        )
    return array.astype(np.float64, copy=False)


def _checked_groups(dependence: Iterable[Dependence], families: Mapping[str, Family]) -> tuple[DependentGroup, ...]:
    """The groups of inputs that move together, each an uncertain one."""
    groups = groups_or_error(list(dependence))
    for name in (name for group in groups for name in group.names):
        if name not in families:
            raise RunError(f"dependence names {name!r}, which is no input; inputs are {', '.join(families)}")
        if is_certain(families[name]):
            raise RunError(f"dependence names {name!r}, which is certain; only uncertain inputs can move together")
    return groups


def _checked_inputs(inputs: Mapping[str, Family | float]) -> dict[str, Family]:
    """Every input as a distribution of one number."""
    families: dict[str, Family] = {}
    for name, value in inputs.items():
        try:
            families[name] = value if isinstance(value, Family) else Constant(value)
        except FamilyError as error:
            raise FamilyError(f"input {name!r} is neither a distribution nor a number: {error}") from error
        if isinstance(value, Dirichlet | Multinomial):
            raise RunError(
                f"input {name!r} is one number for each label, and they depend on each other; draw them in a study "
                "file, or for shares give a Gamma input for each label and divide by their sum in the function"
            )
        if families[name].batch_shape:
            raise RunError(f"input {name!r} has parameters that are arrays; give one input for each of their numbers")
    if not families:
        raise RunError("there is nothing to draw; give at least one input, such as {'x': mcba.Normal(0, 1)}")
    for name, family in families.items():
        for parent in family.parents if isinstance(family, Hierarchical) else ():
            if parent not in families:
                raise RunError(
                    f"input {name!r} follows from {parent!r}, which is no input; {suggestion(parent, families)}"
                )
    try:
        return dict(linked(families, {}))
    except StudyError as error:
        raise RunError(f"the inputs {error}; give one of them numbers") from error
