"""`simulate(function)`: from distributions and a Python function to worlds."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from concurrent.futures import Executor, ProcessPoolExecutor
from dataclasses import replace
from typing import Any

import numpy as np

from mcba.arrays import Array
from mcba.engine.drawing import Drawing, Unknown
from mcba.engine.estimates import tails_of_function
from mcba.engine.failures import hold_to_policy
from mcba.engine.models.probe import PROBED, PROBED_PLAIN, listed, refuse_other_company, refuse_other_names
from mcba.engine.result import Progress, Run, Settings, checked, checked_mass
from mcba.engine.workers import map_blocks
from mcba.errors import FamilyError, RunError, StudyError, suggestion
from mcba.families import Constant, Dirichlet, Hierarchical, Multinomial
from mcba.families.base import Family
from mcba.study import is_certain, linked
from mcba.study.dependence import groups_or_error
from mcba.study.document import Dependence


def simulate(
    function: Callable[..., Any],
    inputs: Mapping[str, Family | float],
    *,
    worlds: int = 131_072,
    seed: int = 1,
    sampler: str = "sobol",
    mass: float = 0.90,
    dependence: Iterable[Dependence] = (),
    vectorised: bool = True,
    failed: str = "raise",
    workers: int = 1,
    executor: Executor | None = None,
    block: int | None = None,
    progress: Progress | None = None,
) -> Run:
    """Draw inputs and apply a Python function to them.

    Parameters
    ----------
    function : callable
        Called as `function(**block)` with float64 arrays of shape (world,); gives back an array of that shape, or a
        dict of them. With `vectorised=False` it is called with plain numbers, once for each world. A result follows
        from the inputs of its own world only; chance within a world is an input too, such as `mcba.Uniform(0, 1)`.
    inputs : mapping of str to Family or number
        Their order fixes the coordinates of the Sobol' sequence; append new inputs at the end.
    dependence : iterable of Dependence
        Which inputs move together.
    failed : {"raise", "drop"}
        What to do with worlds in which a result is undefined.

    Raises
    ------
    RunError
        When a result is undefined in a world, and when a world computed again beside others gives another result.

    Returns
    -------
    Run
        `run.worlds` holds inputs and results by name; a single result is called `result`.

    Examples
    --------
    >>> import mcba
    >>> run = mcba.simulate(lambda x, y: x * y, {"x": mcba.Normal(5, 1), "y": mcba.Uniform(1, 2)}, worlds=10_000)
    >>> str(run.range("result"))
    '4.4 to 11.2'
    """
    if failed not in {"raise", "drop"}:
        raise RunError(f"failed = {failed!r}; allowed are 'raise' and 'drop'")
    worlds, seed = checked("worlds", worlds, least=2), checked("seed", seed, least=0)
    settings = Settings(worlds, seed, sampler, checked_mass(mass), failed)
    families = _checked_inputs(inputs)
    groups = groups_or_error(list(dependence))
    for name in (name for group in groups for name in group.names):
        if name not in families:
            raise RunError(f"dependence names {name!r}, which is no input; inputs are {', '.join(families)}")
        if is_certain(families[name]):
            raise RunError(f"dependence names {name!r}, which is certain; only uncertain inputs can move together")
    unknowns = [Unknown(name, family) for name, family in families.items()]
    drawing = Drawing(unknowns, frozenset(families), groups, sampler, seed, worlds)
    if isinstance(executor, ProcessPoolExecutor):
        raise RunError("a Python function cannot be handed to other processes; give workers = 2 or more")
    workers = checked("workers", workers, least=1)
    rows = 65_536 if block is None else checked("block", block, least=1)
    started = time.perf_counter()

    def one_block(start: int) -> tuple[int, dict[str, Array]]:
        drawn = {name: np.array(array) for name, array in drawing.block(start, min(start + rows, worlds)).items()}
        found = _results(function, drawn, vectorised)
        if not start:
            found = {name: array.copy() for name, array in found.items()}  # a function may use its array again
            many = min(worlds, 2 * PROBED)
            probed = drawn if rows >= many else {name: np.array(one) for name, one in drawing.block(0, many).items()}
            refuse_other_company(
                lambda few: _results(function, few, vectorised),
                probed,
                found,
                probed=PROBED if vectorised else PROBED_PLAIN,
            )
        return start, drawn | found

    arrays: dict[str, Array] = {}
    for start, found in map_blocks(one_block, range(0, worlds, rows), workers=workers, executor=executor):
        if start:
            refuse_other_names(arrays.keys() - families, found.keys() - families)
        for name, array in found.items():
            arrays.setdefault(name, np.empty(worlds))[start : start + array.size] = array
        if progress is not None:
            progress(min(rows, worlds - start))
    result = Run(
        settings,
        arrays,
        randomisations=drawing.randomisations,
        inputs=tuple(families),
        seconds={"worlds": time.perf_counter() - started},
    )
    result = hold_to_policy(result, lambda row: {name: float(arrays[name][row]) for name in families})
    return replace(
        result, tails_of_function=tails_of_function(result, drawing, lambda at: _results(function, at, vectorised))
    )


def _results(function: Callable[..., Any], drawn: dict[str, Array], vectorised: bool) -> dict[str, Array]:
    worlds = next(iter(drawn.values())).size
    if vectorised:
        returned = function(**{name: array.copy() for name, array in drawn.items()})
    else:
        each = [
            function(**dict(zip(drawn, map(float, world), strict=True))) for world in zip(*drawn.values(), strict=True)
        ]
        returned = _columns(each) if isinstance(each[0], Mapping) else each
    found = returned if isinstance(returned, Mapping) else {"result": returned}
    for name in found:
        if name in drawn:
            raise RunError(
                f"the function gives back {name!r}, which is the name of an input; call the result otherwise"
            )
    return {name: _numbers(name, array, worlds) for name, array in found.items()}


def _columns(each: Sequence[Any]) -> dict[str, list[Any]]:
    """The dicts that a function of plain numbers gave, world after world, as one list for each name."""
    for other in each:
        if not isinstance(other, Mapping) or other.keys() != each[0].keys():
            found = listed(other) if isinstance(other, Mapping) else repr(other)
            raise RunError(f"the function gave {listed(each[0])} for one world and {found} for another")
    return {name: [one[name] for one in each] for name in each[0]}


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
