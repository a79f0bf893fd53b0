"""Worlds that are summarised as they come: memory does not grow with their number."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial

import numpy as np

from mcba.arrays import Array
from mcba.engine.estimates.kept import ratio_by_world
from mcba.engine.estimates.summaries.accumulator import Accumulator
from mcba.engine.estimates.summaries.cells import Cells
from mcba.engine.execution.failures import all_defined, any_of, failure, undefined_in
from mcba.engine.execution.work import Work, pieces
from mcba.engine.execution.workers import map_blocks
from mcba.engine.program.plan import Plan, ready
from mcba.engine.worlds import NamedWorlds
from mcba.study.formula import STANDARD_OUTCOMES

SUMMARY_PIECE = 2**20  # worlds that a worker summarises before it reports
TOGETHER = 2**16  # worlds that are added to a summary at once, by any worker; the first of them fix its cells
PIECES_TOGETHER = 16  # summary pieces that a worker elsewhere merges before it reports


def summarised_worlds(plan: Plan, work: Work, smaller: NamedWorlds | None) -> dict[str, Accumulator]:
    """The summary of each outcome over all worlds of a plan, begun with those of a smaller run or those on disk."""
    worlds = plan.settings.worlds
    first, whole = _begun(plan, work, smaller)
    begun = {} if whole else dict(plan.rows(0, min(TOGETHER, worlds)))
    cells = {name: Cells.of(array) for name, array in _endless(begun).items()} or {
        name: summary.cells for name, summary in whole.items()
    }
    size = SUMMARY_PIECE * (PIECES_TOGETHER if work.executor else 1)
    function = partial(_summary_of, plan, cells, {} if work.executor else begun)
    for start, stop, parts in map_blocks(
        function, pieces(first, worlds, size), workers=work.workers, executor=work.executor
    ):
        for name, part in parts.items():
            if name in whole:
                whole[name].merge(part)
            else:
                whole[name] = part
        work.report(stop - start)
        if work.checkpoint is not None and work.is_time_to_save():
            states = {
                f"{name}/{key}": array for name, summary in whole.items() for key, array in summary.state().items()
            }
            work.checkpoint.save("summary", {**states, "worlds": np.array(stop)})
    return whole


def _begun(plan: Plan, work: Work, smaller: NamedWorlds | None) -> tuple[int, dict[str, Accumulator]]:
    """How many worlds are summarised already, on disk or in a smaller run, and their summaries."""
    saved = work.checkpoint.load("summary") if work.checkpoint else None
    if saved is not None:
        first = int(saved.pop("worlds"))
        work.report(first)
        return first, {name: Accumulator.from_state(_part(saved, name)) for name in plan.outcomes}
    if smaller is not None:
        copies = {name: Accumulator.from_state(summary.state()) for name, summary in smaller.accumulators.items()}
        return smaller.settings.worlds, copies
    return 0, {}


def _part(saved: Mapping[str, Array], name: str) -> dict[str, Array]:
    return {key.removeprefix(f"{name}/"): array for key, array in saved.items() if key.startswith(f"{name}/")}


def _thresholds(plan: Plan, name: str) -> tuple[float, ...]:
    standard = STANDARD_OUTCOMES.get(name)
    return () if standard is None else standard.thresholds(plan.chosen.horizon)


def _endless(arrays: Mapping[str, Array]) -> Mapping[str, Array]:
    """The same, where a ratio is endless in the worlds whose cost is zero or less: later they cannot be told apart."""
    ratios = {
        name: quotient
        for name, outcome in STANDARD_OUTCOMES.items()
        if name in arrays and (quotient := outcome.quotient) and set(quotient) <= arrays.keys()
    }
    found = {
        name: ratio_by_world(arrays[above], arrays[below])
        for name, (above, below) in ratios.items()
        if (arrays[below] <= 0).any()
    }
    return {**arrays, **found}


def _summary_of(
    plan: Plan, cells: Mapping[str, Cells], begun: Mapping[str, Array], piece: tuple[int, int]
) -> tuple[int, int, dict[str, Accumulator]]:
    """The summaries of one piece of work; the worlds that fixed the cells need not be computed again."""
    plan = ready(plan)
    randomisations = plan.drawing.randomisations
    summaries = {name: Accumulator(of_name, randomisations, _thresholds(plan, name)) for name, of_name in cells.items()}
    room, ranks_of_all = plan.empty(TOGETHER), np.arange(TOGETHER) % max(randomisations, 1)
    for start, stop in pieces(*piece, TOGETHER):
        worlds, ranks, arrays = stop - start, ranks_of_all[: stop - start], begun
        if not begun or start:
            arrays = plan.rows(start, stop, {name: array[:worlds] for name, array in room.items()})
        if not all_defined(arrays, of_study=True):
            undefined = undefined_in(arrays, of_study=True)
            failed = any_of(undefined, worlds)
            if failed.any() and plan.settings.failed == "raise":
                raise failure(undefined, failed, start, plan.assumptions_in)
            arrays, ranks = {name: array[~failed] for name, array in arrays.items()}, ranks[~failed]
        for name, array in _endless(arrays).items():
            summaries[name].add(array, ranks, compiled=plan.choose_machine_code())
    return (*piece, summaries)
