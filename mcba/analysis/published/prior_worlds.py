"""Worlds of the stated assumptions, before any figure is looked at; judged spreads made wider where that is asked."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from mcba.arrays import Array
from mcba.engine import Progress
from mcba.engine.drawing import RANDOMISATIONS
from mcba.engine.program import Plan, evaluate
from mcba.errors import RunError
from mcba.families import Family
from mcba.study import Study, is_certain

_JUDGED = ("assumed", "elicited")  # what somebody may have been too sure of


def prior_draws(plan: Plan, widen: float, progress: Progress | None) -> tuple[dict[str, Array], dict[str, Array]]:
    """Every uncertain assumption, and every outcome, in every world; a repeated assumption by its mean."""
    study, worlds, outcomes = plan.study, plan.settings.worlds, plan.keep or ()
    uncertain = [unknown.name for unknown in plan.drawing.drawn if not is_certain(unknown.family)]
    wider = {name: _widening(study.families[name], widen) for name in uncertain if is_judged(study, name)}
    drawn = {name: np.empty(worlds) for name in uncertain}
    values = {name: np.empty(worlds) for name in outcomes}
    workspace: list[Array] = []
    for start in range(0, worlds, plan.block_rows):
        stop = min(start + plan.block_rows, worlds)
        draws = plan.drawing.block(start, stop)
        if widen != 1:
            draws = {name: wider[name](array) if name in wider else array for name, array in draws.items()}
        for name, array in drawn.items():
            array[start:stop] = draws[name].reshape(-1, stop - start).mean(axis=0)
        block = evaluate(plan.compiled.program, draws, stop - start, workspace)
        for name, array in values.items():
            array[start:stop] = block[name]
        if progress is not None:
            progress(stop - start)
    return _defined(plan, drawn, values)


def is_judged(study: Study, name: str) -> bool:
    """Whether the spread of an assumption is a judgement, which somebody may have been too sure of."""
    assumption = study.document.assumptions[name]
    # What is drawn for each unit or year varies between them, however well it is known.
    return assumption.status in _JUDGED and assumption.drawn == "once" and not study.families[name].discrete


def _widening(family: Family, times: float) -> Callable[[Array], Array]:
    """Draws of a distribution made wider about its median, on the scale on which it has no end."""
    low, high = (float(np.min(family.low)), float(np.max(family.high)))
    median = np.asarray(family.median)
    if low >= 0 and high <= 1 and (median > 0).all() and (median < 1).all():
        odds = median / (1 - median)
        return lambda x: _share(odds * _odds(x, odds) ** times)
    if low >= 0 and (median > 0).all():
        return lambda x: np.asarray(median * (x / median) ** times)
    return lambda x: np.asarray(median + times * (x - median))


def _odds(share: Array, of: Array) -> Array:
    with np.errstate(divide="ignore"):
        return np.asarray(share / (1 - share) / of)


def _share(odds: Array) -> Array:
    with np.errstate(invalid="ignore"):
        return np.where(np.isinf(odds), 1.0, odds / (1 + odds))


def _defined(
    plan: Plan, drawn: dict[str, Array], values: dict[str, Array]
) -> tuple[dict[str, Array], dict[str, Array]]:
    defined = np.logical_and.reduce([np.isfinite(array) for array in values.values()])
    if defined.all():
        return drawn, values
    if plan.settings.failed != "drop":
        names = ", ".join(name for name, array in values.items() if not np.isfinite(array).all())
        raise RunError(
            f"{names} is undefined in {np.count_nonzero(~defined):,} of {defined.size:,} worlds; `mcba run` says where",
            code="undefined_in_worlds",
            outcomes=tuple(name for name, array in values.items() if not np.isfinite(array).all()),
            count=int(np.count_nonzero(~defined)),
            worlds=defined.size,
        )
    # Each randomisation keeps its first worlds that are defined, as many as the one with the fewest, so that worlds are
    # still dealt to them in turn. Whole rounds in which all 16 are defined would be few, or none.
    by_round = defined.reshape(-1, RANDOMISATIONS)
    rounds = np.argsort(~by_round, axis=0, kind="stable")[: by_round.sum(axis=0).min()]
    kept = (rounds * RANDOMISATIONS + np.arange(RANDOMISATIONS)).ravel()
    return ({name: array[kept] for name, array in part.items()} for part in (drawn, values))  # type: ignore[return-value]
