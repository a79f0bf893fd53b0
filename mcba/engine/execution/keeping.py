"""Worlds that are kept: computed piece by piece and put into arrays, those of an earlier run taken over."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial

from mcba.arrays import Array
from mcba.engine.execution.work import PIECE, Work, pieces
from mcba.engine.execution.workers import map_blocks
from mcba.engine.program.plan import Plan, ready
from mcba.engine.worlds import NamedWorlds


def kept_worlds(plan: Plan, work: Work, smaller: NamedWorlds | None) -> dict[str, Array]:
    """Every array of a plan in all its worlds; those of a smaller run, and those on disk, are not computed again."""
    arrays = plan.empty(plan.settings.worlds)
    first = 0
    if smaller is not None and smaller.kept is None:
        first = smaller.settings.worlds
        _put(arrays, 0, first, smaller.arrays)
    missing = _not_on_disk(arrays, work, pieces(first, plan.settings.worlds, _piece_size(plan, work, first)))

    def here(piece: tuple[int, int]) -> tuple[int, int, dict[str, Array]]:
        plan.rows(*piece, {name: array[..., slice(*piece)] for name, array in arrays.items()})
        return *piece, {}

    function = here if work.executor is None else partial(_worlds_elsewhere, plan)
    unsaved: list[tuple[int, int]] = []
    for start, stop, block in map_blocks(function, missing, workers=work.workers, executor=work.executor):
        _put(arrays, start, stop, block)
        work.report(stop - start)
        unsaved.append((start, stop))
        if work.checkpoint is not None and work.is_time_to_save():
            for piece in unsaved:
                work.checkpoint.save(_name(*piece), {name: array[..., slice(*piece)] for name, array in arrays.items()})
            unsaved.clear()
    return arrays


def _piece_size(plan: Plan, work: Work, first: int) -> int:
    """Enough pieces for every thread, in whole blocks; pieces on disk are the same whatever the threads."""
    if plan.study.function is not None:  # so that a slow function tells its progress
        return plan.block_rows
    if work.workers == 1 or work.checkpoint is not None:
        return PIECE
    return min(PIECE, -(-(plan.settings.worlds - first) // (4 * work.workers * plan.block_rows)) * plan.block_rows)


def _not_on_disk(arrays: dict[str, Array], work: Work, every: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """The pieces that are still to be computed; those on disk are put into the arrays."""
    missing = []
    for start, stop in every:
        block = work.checkpoint.load(_name(start, stop)) if work.checkpoint else None
        if block is None:
            missing.append((start, stop))
        else:
            _put(arrays, start, stop, block)
            work.report(stop - start)
    return missing


def _worlds_elsewhere(plan: Plan, piece: tuple[int, int]) -> tuple[int, int, dict[str, Array]]:
    return (*piece, dict(ready(plan).rows(*piece)))


def _put(arrays: dict[str, Array], start: int, stop: int, block: Mapping[str, Array]) -> None:
    for name, array in block.items():
        arrays[name][..., start:stop] = array


def _name(start: int, stop: int) -> str:
    return f"worlds-{start}-{stop}"
