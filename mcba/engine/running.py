"""`run(study)`: from assumptions to worlds, piece after piece, and further worlds for a run that wants more."""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from concurrent.futures import Executor
from dataclasses import asdict, replace
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np

from mcba.arrays import Array
from mcba.engine.drawing import RANDOMISATIONS, Unknown, drawing_of, extendable_samplers, sampler_named, unknowns_of
from mcba.engine.estimates import Accumulator, Cells
from mcba.engine.failures import (
    UndefinedOutcomeError,
    all_defined,
    any_of,
    failure,
    hold_to_policy,
    require_some,
    undefined_in,
)
from mcba.engine.program import Plan, ready
from mcba.engine.result import Progress, Run, Settings, checked, checked_mass
from mcba.engine.saved import Checkpoint, clear
from mcba.engine.workers import map_blocks
from mcba.errors import RunError
from mcba.study import Study, is_certain
from mcba.study.formula import STANDARD_OUTCOMES

PIECE = 2**18  # worlds that a worker computes before it reports; a multiple of every tile of points
SUMMARY_PIECE = 2**20  # the same where worlds are summarised
TOGETHER = 2**16  # worlds that are added to a summary at once, whoever adds them; the first of them fix its cells
PIECES_TOGETHER = 16  # summary pieces that a worker elsewhere merges before it reports
KEPT_BYTES = 4e9  # more worlds than this are summarised as they come and not kept
PATIENCE = 3.0  # seconds of work that may be lost: quicker runs leave nothing unfinished behind


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
    store: str | None = None,
    workers: int = 1,
    executor: Executor | None = None,
    block: int | None = None,
    unfinished: Path | None = None,
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
    store : {"worlds", "summary"}, optional
        Keep the worlds, or only what they say: then memory does not grow with their number, and results by flow and by
        bearer are left out. When absent, worlds are kept up to 4 GB.
    workers : int
        Threads. The answer does not depend on it, nor on `executor` and `block`.
    executor : concurrent.futures.Executor, optional
        Where pieces of work are sent instead: processes, or a cluster.
    block : int, optional
        Worlds evaluated at once; chosen to fit a core's cache when absent.
    unfinished : Path, optional
        A results folder in which finished pieces are kept, so that a killed run can go on.
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
    '1.31 to 2.49'
    """
    started = time.perf_counter()
    given = study.document.run
    if store not in {None, "worlds", "summary"}:
        raise RunError(f"store = {store!r}; allowed are 'worlds' and 'summary'")
    settings = Settings(
        worlds=checked("worlds", given.worlds if worlds is None else worlds, least=2),
        seed=checked("seed", given.seed if seed is None else seed, least=0),
        sampler=sampler or given.sampler,
        mass=checked_mass(given.mass if mass is None else mass),
        failed=given.failed,
        scenario=scenario,
        option=option,
    )
    keep = given.keep if keep is None else keep
    rows = None if block is None else checked("block", block, least=1)
    plan = Plan(study, settings, None if keep is None else tuple(keep), rows)
    if store is None:
        plan = ready(plan)
        store = "worlds" if plan.bytes_per_world * settings.worlds <= KEPT_BYTES else "summary"
    if store == "summary":
        plan = replace(plan, settings=replace(settings, store="summary"), keep=plan.keep or plan.outcomes)
    plan = ready(plan)
    work = _Work(checked("workers", workers, least=1), executor, progress, _checkpoint(plan, unfinished))
    try:
        return _drawn(plan, work, started)
    except UndefinedOutcomeError:
        if unfinished is not None:  # this run can never be finished
            clear(unfinished)
        raise


def extend(
    result: Run, worlds: int, *, workers: int = 1, executor: Executor | None = None, progress: Progress | None = None
) -> Run:
    """The same run with more worlds: those it has are not drawn again.

    A summary goes on from a multiple of 65,536 worlds, since so many are added to it at a time; any other is drawn
    again from the first world. The answer is the same.

    Raises
    ------
    RunError
        For a Latin hypercube, whose strata depend on how many worlds there are; for fewer worlds than the run has;
        and for a run of a function.
    """
    have, plan = result.settings.worlds, plan_of(result)
    sampler = sampler_named(result.settings.sampler)
    if not sampler.extendable():
        others = " or ".join(extendable_samplers())
        raise RunError(f"{sampler.title} cannot be extended: {sampler.why_fixed}; use {others}")
    if checked("worlds", worlds, least=2) < have:
        raise RunError(f"the run has {have:,} worlds already; give a larger number to extend it to")
    larger = ready(replace(plan, settings=replace(plan.settings, worlds=worlds)))
    work = _Work(checked("workers", workers, least=1), executor, progress, None)
    # The worlds of a summary are added so many at a time; one that ends within these begins anew.
    goes_on = not (result.accumulators and have % TOGETHER)
    return _drawn(larger, work, time.perf_counter(), result if goes_on else None)


def draws_of(result: Run, *, first: int | None = None) -> dict[str, Array]:
    """Every uncertain assumption in every world of a run, or in the first, drawn again from its address; (world,) each.

    An assumption that is repeated over a set or over years gives one entry for each label: `name[label]`.
    """
    if result.study is None:
        return {name: result.arrays[name][:first] for name in result.inputs}
    kept = None if result.kept is None else result.kept[:first]
    worlds = (first or result.settings.worlds) if kept is None else int(kept[-1]) + 1
    plan = plan_of(result)
    unknowns = [one for one in unknowns_of(plan.chosen) if not is_certain(one.family)]
    drawing = drawing_of(plan.chosen, [one.name for one in unknowns], result.settings)
    names = [(one, index, name) for one in unknowns for index, name in enumerate(_names_of(plan.chosen, one))]
    found = {name: np.empty(worlds) for _, _, name in names}
    for start, stop in _pieces(0, worlds, PIECE):
        padded = -(-(stop - start) // RANDOMISATIONS) * RANDOMISATIONS
        block = drawing.block(start, start + padded)
        for one, index, name in names:
            found[name][start:stop] = block[one.name].reshape(-1, padded)[index, : stop - start]
    return found if kept is None else {name: array[kept] for name, array in found.items()}


def _names_of(study: Study, one: Unknown) -> list[str]:
    """The names of an assumption's numbers; where all labels share one draw but differ in value, each has its own."""
    labels = [study.sets[dimension] for dimension in study.dimensions[one.name]]
    return [f"{one.name}[{label}]" for label in labels[0]] if labels else [one.name]


def plan_of(result: Run) -> Plan:
    """The plan that gives this run again."""
    if result.study is None:
        raise RunError(
            "this is a run of a Python function or of a table, which is kept nowhere; there are no more worlds of it"
        )
    everything = "present_value" in result.arrays or not result.outcomes
    return Plan(result.study, result.settings, None if everything else result.outcomes)


class _Work:
    """Who does the work, and who is told of it."""

    def __init__(
        self, workers: int, executor: Executor | None, progress: Progress | None, checkpoint: Checkpoint | None
    ):
        self.workers, self.executor = workers, executor
        self.report: Progress = progress or (lambda _: None)
        self.checkpoint = checkpoint
        self.saved_at = time.perf_counter()

    def is_time_to_save(self) -> bool:
        if self.checkpoint is None or time.perf_counter() - self.saved_at < PATIENCE:
            return False
        self.saved_at = time.perf_counter()
        return True


def _checkpoint(plan: Plan, folder: Path | None) -> Checkpoint | None:
    if folder is None:
        return None
    return Checkpoint(folder, identity(plan))


def identity(plan: Plan) -> dict[str, Any]:
    """What tells one run from another, as plain data: enough to start it again."""
    study = plan.study
    return {
        "study": {"name": study.name, "path": study.path.name, "text": study.text, "tables": dict(study.tables)},
        "settings": asdict(plan.settings),
        "keep": list(plan.keep) if plan.keep is not None else None,
    }


def _drawn(plan: Plan, work: _Work, started: float, smaller: Run | None = None) -> Run:
    """Draw what is still to be drawn, and put the run together."""
    compiled, drawing = plan.compiled, plan.drawing
    compiled_at = time.perf_counter()
    kept = plan.settings.store == "worlds"
    arrays = _kept(plan, work, smaller) if kept else {}
    accumulators = {} if kept else _summarised(plan, work, smaller)
    result = Run(
        settings=plan.settings,
        arrays=arrays,
        accumulators=accumulators,
        dimensions=compiled.dimensions,
        labels=compiled.labels,
        study=plan.study,
        base=dict(compiled.base),
        randomisations=drawing.randomisations,
        seconds={"compile": compiled_at - started, "worlds": time.perf_counter() - compiled_at},
    )
    if arrays:
        return hold_to_policy(result, plan.assumptions_in)
    require_some(plan.settings.worlds - result.failed_worlds, plan.settings.worlds)
    return result


def _pieces(first: int, worlds: int, size: int) -> list[tuple[int, int]]:
    return [(start, min(start + size, worlds)) for start in range(first, worlds, size)]


# --- worlds that are kept


def _kept(plan: Plan, work: _Work, smaller: Run | None) -> dict[str, Array]:
    worlds, first = plan.settings.worlds, 0
    arrays = plan.empty(worlds)
    if smaller is not None and smaller.kept is None:
        first = smaller.settings.worlds
        for name, array in smaller.arrays.items():
            arrays[name][..., :first] = array
    size = PIECE
    if work.workers > 1 and work.checkpoint is None:  # enough pieces for every thread, in whole blocks
        size = min(PIECE, -(-(worlds - first) // (4 * work.workers * plan.block_rows)) * plan.block_rows)
    missing = []
    for start, stop in _pieces(first, worlds, size):
        found = work.checkpoint.load(_name(start, stop)) if work.checkpoint else None
        if found is None:
            missing.append((start, stop))
        else:
            _put(arrays, start, stop, found)
            work.report(stop - start)

    def here(piece: tuple[int, int]) -> tuple[int, int, dict[str, Array]]:
        start, stop = piece
        plan.rows(start, stop, {name: array[..., start:stop] for name, array in arrays.items()})
        return start, stop, {}

    function = here if work.executor is None else partial(_worlds_elsewhere, plan)
    unsaved: list[tuple[int, int]] = []
    for start, stop, found in map_blocks(function, missing, workers=work.workers, executor=work.executor):
        _put(arrays, start, stop, found)
        work.report(stop - start)
        unsaved.append((start, stop))
        if work.checkpoint is not None and work.is_time_to_save():
            for piece in unsaved:
                work.checkpoint.save(_name(*piece), {name: array[..., slice(*piece)] for name, array in arrays.items()})
            unsaved.clear()
    return arrays


def _worlds_elsewhere(plan: Plan, piece: tuple[int, int]) -> tuple[int, int, dict[str, Array]]:
    return (*piece, dict(ready(plan).rows(*piece)))


def _put(arrays: dict[str, Array], start: int, stop: int, found: Mapping[str, Array]) -> None:
    for name, array in found.items():
        arrays[name][..., start:stop] = array


def _name(start: int, stop: int) -> str:
    return f"worlds-{start}-{stop}"


# --- worlds that are summarised as they come


def _summarised(plan: Plan, work: _Work, smaller: Run | None) -> dict[str, Accumulator]:
    worlds, first = plan.settings.worlds, 0
    whole: dict[str, Accumulator] = {}
    saved = work.checkpoint.load("summary") if work.checkpoint else None
    if saved is not None:
        first = int(saved.pop("worlds"))
        whole = {name: Accumulator.from_state(_part(saved, name)) for name in plan.outcomes}
        work.report(first)
    elif smaller is not None:
        first = smaller.settings.worlds
        whole = {name: Accumulator.from_state(found.state()) for name, found in smaller.accumulators.items()}
    begun = {} if whole else dict(plan.rows(0, min(TOGETHER, worlds)))
    cells = {name: Cells.of(array) for name, array in begun.items()} or {name: one.cells for name, one in whole.items()}
    size = SUMMARY_PIECE * (PIECES_TOGETHER if work.executor else 1)
    function = partial(_summary_of, plan, cells, {} if work.executor else begun)
    for start, stop, found in map_blocks(
        function, _pieces(first, worlds, size), workers=work.workers, executor=work.executor
    ):
        for name, part in found.items():
            if name in whole:
                whole[name].merge(part)
            else:
                whole[name] = part
        work.report(stop - start)
        if work.checkpoint is not None and work.is_time_to_save():
            states = {f"{name}/{key}": array for name, one in whole.items() for key, array in one.state().items()}
            work.checkpoint.save("summary", {**states, "worlds": np.array(stop)})
    return whole


def _part(saved: Mapping[str, Array], name: str) -> dict[str, Array]:
    return {key.removeprefix(f"{name}/"): array for key, array in saved.items() if key.startswith(f"{name}/")}


def _thresholds(plan: Plan, name: str) -> tuple[float, ...]:
    standard = STANDARD_OUTCOMES.get(name)
    return () if standard is None else standard.thresholds(plan.chosen.horizon)


def _summary_of(
    plan: Plan, cells: Mapping[str, Cells], begun: Mapping[str, Array], piece: tuple[int, int]
) -> tuple[int, int, dict[str, Accumulator]]:
    """What the worlds of one piece of work say; those that the cells were fixed by need not be computed again."""
    plan = ready(plan)
    randomisations = plan.drawing.randomisations
    found = {name: Accumulator(one, randomisations, _thresholds(plan, name)) for name, one in cells.items()}
    room, ranks_of_all = plan.empty(TOGETHER), np.arange(TOGETHER) % max(randomisations, 1)
    for start, stop in _pieces(*piece, TOGETHER):
        worlds, ranks, arrays = stop - start, ranks_of_all[: stop - start], begun
        if not begun or start:
            arrays = plan.rows(start, stop, {name: array[:worlds] for name, array in room.items()})
        if not all_defined(arrays, of_study=True):
            undefined = undefined_in(arrays, of_study=True)
            failed = any_of(undefined, worlds)
            if failed.any() and plan.settings.failed == "raise":
                raise failure(undefined, failed, start, plan.assumptions_in)
            arrays, ranks = {name: array[~failed] for name, array in arrays.items()}, ranks[~failed]
        for name, array in arrays.items():
            found[name].add(array, ranks, compiled=plan.in_machine_code)
    return (*piece, found)
