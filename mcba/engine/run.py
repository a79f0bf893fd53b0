"""`run(study)` and `simulate(function)`: from assumptions to worlds, block after block."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from concurrent.futures import Executor
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from mcba.engine.draws import Drawing, Unknown, unknowns_of
from mcba.engine.economics import Economics
from mcba.engine.evaluate import Builder, Program, evaluate
from mcba.engine.points import RANDOMISATIONS, tile_points
from mcba.engine.result import Run, Settings
from mcba.engine.workers import map_blocks
from mcba.errors import RunError
from mcba.families import Constant
from mcba.families.base import Family
from mcba.study.dependence import groups_or_error
from mcba.study.document import Dependence
from mcba.study.model import Study, variant, without_uncertainty

Array = NDArray[np.float64]
BLOCK_BYTES = 2_000_000  # a block's numbers should stay in a core's own cache
MAY_BE_INFINITE = frozenset({"payback_year"})

Progress = Callable[[int], None]


def run(
    study: Study,
    *,
    worlds: int | None = None,
    seed: int | None = None,
    sampler: str | None = None,
    mass: float | None = None,
    scenario: str | None = None,
    option: str | None = None,
    keep: Sequence[str] | None = None,
    workers: int = 1,
    executor: Executor | None = None,
    block: int | None = None,
    progress: Progress | None = None,
) -> Run:
    """Draw the worlds of a study.

    Parameters
    ----------
    study : Study
        From `mcba.load`.
    worlds, seed, sampler, mass : optional
        In place of what `[run]` in the study says. `seed=0` is a seed like any other.
    scenario, option : str, optional
        A name from `[scenarios]` or `[options]`: other values on the same worlds.
    keep : sequence of str, optional
        The outcomes to keep. When absent all are kept, and present values by flow and by bearer too.
    workers : int
        Threads. The answer does not depend on it, nor on `block`.
    block : int, optional
        Worlds evaluated at once; chosen to fit a core's cache when absent.
    progress : callable, optional
        Called with the number of worlds done since the last call.

    Returns
    -------
    Run

    Raises
    ------
    RunError
        When an outcome is undefined in a world and `[run]` does not say `failed = "drop"`.

    Examples
    --------
    >>> import mcba
    >>> run = mcba.run(mcba.load("studies/schilderswijk-moeders"), worlds=20_000, seed=2017)
    >>> str(run.range("bcr"))
    '1.3 to 2.5'
    """
    started = time.perf_counter()
    given = study.document.run
    settings = Settings(
        worlds=_checked_worlds(given.worlds if worlds is None else worlds),
        seed=_checked_seed(given.seed if seed is None else seed),
        sampler=sampler or given.sampler,
        mass=given.mass if mass is None else mass,
        failed=given.failed,
        scenario=scenario,
        option=option,
    )
    keep = given.keep if keep is None else keep
    chosen = apply_variants(study, scenario=scenario, option=option)
    compiled = compile_study(chosen, keep)
    drawing = Drawing(
        unknowns_of(chosen),
        frozenset(compiled.program.draws),
        chosen.dependence,
        settings.sampler,
        settings.seed,
        settings.worlds,
    )
    compiled_at = time.perf_counter()
    rows = block or _block_rows(compiled.program, len(compiled.program.draws))
    workspaces = threading.local()

    def one_block(start: int) -> tuple[int, dict[str, Array]]:
        # Whole multiples of the randomisations keep every array operation on the same path for the last block too.
        count = min(rows, -(-(settings.worlds - start) // RANDOMISATIONS) * RANDOMISATIONS)
        workspace = workspaces.__dict__.setdefault("slots", [])
        found = evaluate(compiled.program, drawing.block(start, start + count), count, workspace)
        return start, {name: np.array(array) for name, array in found.items()} if workers > 1 or executor else found

    arrays = _gather(
        compiled,
        settings.worlds,
        rows,
        map_blocks(one_block, range(0, settings.worlds, rows), workers=workers, executor=executor),
        progress,
    )
    drawn_at = time.perf_counter()
    base = base_case(chosen)
    result = Run(
        settings=settings,
        arrays=arrays,
        dimensions=compiled.dimensions,
        labels=compiled.labels,
        study=study,
        base=base,
        randomisations=drawing.randomisations,
        seconds={"compile": compiled_at - started, "worlds": drawn_at - compiled_at},
    )
    return _with_failures(result, lambda row: _assumptions_in(drawing, row))


def apply_variants(study: Study, *, scenario: str | None = None, option: str | None = None) -> Study:
    """The study under a named scenario and a named option."""
    for name, known, what in (
        (option, study.document.options, "option"),
        (scenario, study.document.scenarios, "scenario"),
    ):
        if name is not None:
            if name not in known:
                raise RunError(f"the study has no {what} {name!r}; it has {', '.join(known) or 'none'}")
            study = variant(study, known[name].override)
    return study


@dataclass(frozen=True)
class Compiled:
    """A study's program, and how its outputs are put together into labelled arrays."""

    program: Program
    parts: Mapping[str, tuple[str, ...]]  # array → the outputs that are its rows; a single output has itself
    dimensions: Mapping[str, str]
    labels: Mapping[str, tuple[str, ...]]


def compile_study(study: Study, keep: Sequence[str] | None = None) -> Compiled:
    """Settle names, order and dimensions, once, before the first world."""
    builder = Builder({name: len(labels) for name, labels in study.sets.items()})
    economics = Economics(study, builder)
    outcomes = economics.outcomes()
    if keep is not None:
        unknown = [name for name in keep if name not in outcomes]
        if unknown:
            raise RunError(f"the study has no outcome {unknown[0]!r}; it has {', '.join(outcomes)}")
        outcomes = {name: outcomes[name] for name in keep}
    parts: dict[str, tuple[str, ...]] = {name: (name,) for name in outcomes}
    labels: dict[str, tuple[str, ...]] = {}
    groups = {} if keep is not None else {"flow": economics.present_values, "bearer": economics.bearers()}
    arrays = {"flow": "present_value", "bearer": "bearer_npv"}
    for dimension, values in groups.items():
        if values:
            labels[dimension] = tuple(values)
            parts[arrays[dimension]] = tuple(f"{dimension}:{label}" for label in values)
            outcomes |= {f"{dimension}:{label}": value for label, value in values.items()}
    return Compiled(builder.program(outcomes), parts, {arrays[name]: name for name in labels}, labels)


def base_case(study: Study) -> dict[str, float]:
    """Every outcome with each assumption at its base value: one world, without any draw."""
    certain = without_uncertainty(study)
    builder = Builder({name: len(labels) for name, labels in certain.sets.items()})
    outcomes = Economics(certain, builder).outcomes()
    return {
        name: number if (number := builder.number(value)) is not None else float("nan")
        for name, value in outcomes.items()
    }


def simulate(
    function: Callable[..., Any],
    inputs: Mapping[str, Family | float],
    *,
    worlds: int = 100_000,
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
        dict of them. With `vectorised=False` it is called with plain numbers, once for each world.
    inputs : mapping of str to Family or number
        Their order fixes the coordinates of the Sobol' sequence; append new inputs at the end.
    dependence : iterable of Dependence
        Which inputs move together.
    failed : {"raise", "drop"}
        What to do with worlds in which a result is undefined.

    Returns
    -------
    Run
        `run.worlds` holds inputs and results by name; a single result is called `result`.

    Examples
    --------
    >>> import mcba
    >>> run = mcba.simulate(lambda x, y: x * y, {"x": mcba.Normal(5, 1), "y": mcba.Uniform(1, 2)}, worlds=10_000)
    >>> str(run.range("result"))
    '4.6 to 10.9'
    """
    if failed not in {"raise", "drop"}:
        raise RunError(f"failed = {failed!r}; allowed are 'raise' and 'drop'")
    settings = Settings(_checked_worlds(worlds), _checked_seed(seed), sampler, mass, failed)
    families = {name: value if isinstance(value, Family) else Constant(value) for name, value in inputs.items()}
    groups = groups_or_error(list(dependence))
    strangers = [name for group in groups for name in group.names if name not in families]
    if strangers:
        raise RunError(f"dependence names {strangers[0]!r}, which is no input; inputs are {', '.join(families)}")
    unknowns = [Unknown(name, family) for name, family in families.items()]
    drawing = Drawing(unknowns, frozenset(families), groups, sampler, seed, worlds)
    rows = block or 65_536
    started = time.perf_counter()

    def one_block(start: int) -> tuple[int, dict[str, Array]]:
        drawn = {name: np.array(array) for name, array in drawing.block(start, min(start + rows, worlds)).items()}
        return start, drawn | _results(function, drawn, vectorised)

    arrays: dict[str, Array] = {}
    for start, found in map_blocks(one_block, range(0, worlds, rows), workers=workers, executor=executor):
        for name, array in found.items():
            arrays.setdefault(name, np.empty(worlds))[start : start + array.size] = array
        if progress is not None:
            progress(min(rows, worlds - start))
    result = Run(
        settings, arrays, randomisations=drawing.randomisations, seconds={"worlds": time.perf_counter() - started}
    )
    return _with_failures(result, lambda row: {name: float(arrays[name][row]) for name in families})


def _results(function: Callable[..., Any], drawn: dict[str, Array], vectorised: bool) -> dict[str, Array]:
    worlds = next(iter(drawn.values())).size if drawn else 0
    if vectorised:
        returned = function(**{name: array.copy() for name, array in drawn.items()})
    else:
        each = [
            function(**dict(zip(drawn, map(float, world), strict=True))) for world in zip(*drawn.values(), strict=True)
        ]
        is_dict = bool(each) and isinstance(each[0], Mapping)
        returned = {name: np.array([one[name] for one in each]) for name in each[0]} if is_dict else np.array(each)
    found = returned if isinstance(returned, Mapping) else {"result": returned}
    for name, array in found.items():
        if name in drawn:
            raise RunError(
                f"the function gives back {name!r}, which is the name of an input; call the result otherwise"
            )
        if np.shape(array) != (worlds,):
            raise RunError(
                f"the function gave {name!r} the shape {np.shape(array)} for {worlds} worlds; it must give one number a "
                f"world, shape ({worlds},); for a function of plain numbers say vectorised=False"
            )
    return {name: np.asarray(array, dtype=np.float64) for name, array in found.items()}


def _gather(
    compiled: Compiled,
    worlds: int,
    rows: int,
    blocks: Iterable[tuple[int, dict[str, Array]]],
    progress: Progress | None,
) -> dict[str, Array]:
    """Put the blocks' outputs into arrays of all worlds."""
    arrays = {
        name: np.empty((len(outputs), worlds) if name in compiled.dimensions else worlds)
        for name, outputs in compiled.parts.items()
    }
    for start, found in blocks:
        stop = min(start + rows, worlds)
        for name, outputs in compiled.parts.items():
            target = arrays[name][np.newaxis] if name not in compiled.dimensions else arrays[name]
            for row, output in zip(target, outputs, strict=True):
                values = found[output]
                row[start:stop] = values[: stop - start] if values.size > 1 else values
        if progress is not None:
            progress(stop - start)
    return arrays


def _with_failures(run: Run, assumptions: Callable[[int], dict[str, float]]) -> Run:
    """Hold the run to its policy for worlds in which an outcome is undefined."""
    each = {name: undefined_worlds(run, name) for name in run.outcomes}
    undefined = np.logical_or.reduce([np.zeros(run.settings.worlds, bool), *each.values()])
    if not undefined.any():
        return run
    count, first = int(undefined.sum()), int(np.argmax(undefined))
    if run.settings.failed == "raise":
        names = [name for name, worlds in each.items() if worlds[first]]
        values = ", ".join(f"{name} = {value:.6g}" for name, value in list(assumptions(first).items())[:12])
        raise RunError(
            f"{', '.join(names)} {'is' if len(names) == 1 else 'are'} undefined (not a number, or infinite) in {count:,} of "
            f"{run.settings.worlds:,} worlds, first in world {first}, where {values}; mend the formula or the "
            'distribution, or say failed = "drop" to leave such worlds out and have them counted'
        )
    kept = np.flatnonzero(~undefined)
    if kept.size < 2:
        raise RunError(
            f"every outcome is undefined in {count:,} of {run.settings.worlds:,} worlds; nothing is left to report"
        )
    arrays = {name: array[..., kept] for name, array in run.arrays.items()}
    return replace(run, arrays=arrays, kept=kept)


def undefined_worlds(run: Run, name: str) -> NDArray[np.bool_]:
    """The worlds in which an outcome is not a number, or is infinite though it has no business to be."""
    array = run.arrays[name]
    return np.isnan(array) if run.study is not None and name in MAY_BE_INFINITE else ~np.isfinite(array)


def _assumptions_in(drawing: Drawing, world: int) -> dict[str, float]:
    first = world // RANDOMISATIONS * RANDOMISATIONS
    drawn = drawing.block(first, first + RANDOMISATIONS)
    return {name: float(array[..., world - first].flat[0]) for name, array in drawn.items()}


def _block_rows(program: Program, uniforms: int) -> int:
    """Rows that fit the cache, in whole tiles of the points where that is not too many."""
    affordable = BLOCK_BYTES // (8 * program.numbers_per_world)
    tile = tile_points(uniforms) * RANDOMISATIONS
    return max(
        RANDOMISATIONS,
        affordable // tile * tile if affordable >= tile else affordable // RANDOMISATIONS * RANDOMISATIONS,
    )


def _checked_worlds(worlds: int) -> int:
    if isinstance(worlds, bool) or not isinstance(worlds, int | np.integer) or worlds < 2:
        raise RunError(f"worlds = {worlds!r}; allowed is a whole number from 2")
    return int(worlds)


def _checked_seed(seed: int) -> int:
    if isinstance(seed, bool) or not isinstance(seed, int | np.integer) or seed < 0:
        raise RunError(f"seed = {seed!r}; allowed is a whole number from 0")
    return int(seed)
