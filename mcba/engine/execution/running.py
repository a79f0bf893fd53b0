"""Runs of a study: from assumptions to worlds, and further worlds for a run that wants more."""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from concurrent.futures import Executor
from dataclasses import replace
from pathlib import Path
from typing import get_args

import numpy as np

from mcba.arrays import Array
from mcba.engine.drawing.samplers.registry import extendable_samplers, sampler_named
from mcba.engine.estimates.summaries.accumulator import Accumulator
from mcba.engine.execution.cells import with_cells
from mcba.engine.execution.failures import hold_to_policy, require_some
from mcba.engine.execution.given import Given, GivenRun, GivenStudy, given_run, given_run_or_study, study_given
from mcba.engine.execution.keeping import kept_worlds
from mcba.engine.execution.summarising import TOGETHER, summarised_worlds
from mcba.engine.execution.work import Work, checkpoint_of
from mcba.engine.models.probe import differing
from mcba.engine.program.compiled import base_of
from mcba.engine.program.plan import Plan, ready
from mcba.engine.result import Run
from mcba.engine.saved.checkpoint import clear
from mcba.engine.settings import Progress, Settings, StoreName, checked, checked_mass
from mcba.errors import RequestError, RunError, UndefinedOutcomeError
from mcba.study import SamplerName, Study

_SAMPLED = 64  # worlds of a run that are computed again before others are added to it
KEPT_BYTES = 4e9  # more worlds than this are summarised as they come and not kept


def run(
    study: GivenStudy,
    *,
    worlds: int | None = None,
    seed: int | None = None,
    sampler: SamplerName | None = None,
    mass: float | None = None,
    scenario: str | None = None,
    option: str | None = None,
    keep: Sequence[str] | None = None,
    store: StoreName | None = None,
    workers: int = 1,
    executor: Executor | None = None,
    block: int | None = None,
    unfinished: Path | None = None,
    progress: Progress | None = None,
) -> Run:
    """Draw the worlds of a study.

    Parameters
    ----------
    study : Study, str or Path
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
    >>> run = mcba.run("studies/schilderswijk-moeders", worlds=20_000, seed=2017)
    >>> str(run.range("bcr"))
    '1.31 to 2.49'
    """
    started, study = time.perf_counter(), study_given(study)
    given = study.document.run
    settings = Settings(
        worlds=checked("worlds", given.worlds if worlds is None else worlds, least=2),
        seed=checked("seed", given.seed if seed is None else seed, least=0),
        sampler=sampler or given.sampler,
        mass=checked_mass(given.mass if mass is None else mass),
        failed=given.failed,
        scenario=scenario,
        option=option,
    )
    plan = _planned(study, settings, given.keep if keep is None else keep, store, block)
    checkpoint = None if unfinished is None else checkpoint_of(plan, unfinished)
    work = Work(checked("workers", workers, least=1), executor, progress, checkpoint)
    try:
        return _drawn(plan, work, started)
    except UndefinedOutcomeError as error:
        if unfinished is not None:  # this run can never be finished
            clear(unfinished)
        raise with_cells(error, plan) from None


def run_given(given: Given) -> Run:
    """The run that is handed over, or that of the study, drawn now.

    Parameters
    ----------
    given : Run, Study, str or Path

    Returns
    -------
    Run

    Raises
    ------
    StudyError, RunError
        As `given_run_or_study`, and as `mcba.run` for a study.

    Examples
    --------
    >>> import mcba
    >>> run = mcba.from_worlds({"saving": [1, 2]})
    >>> run_given(run) is run
    True
    """
    known = given_run_or_study(given)
    if isinstance(known, Run):
        return known
    return run(known)


def _planned(
    study: Study, settings: Settings, keep: Sequence[str] | None, store: StoreName | None, block: int | None
) -> Plan:
    """The plan of a run, which says whether its worlds are kept."""
    if store is not None and store not in get_args(StoreName):
        raise RequestError(f"store = {store!r}; allowed are 'worlds' and 'summary'")
    rows = None if block is None else checked("block", block, least=1)
    plan = Plan(study, settings, None if keep is None else tuple(keep), rows)
    if store is None:
        plan = ready(plan)
        store = "worlds" if plan.bytes_per_world * settings.worlds <= KEPT_BYTES else "summary"
    if store == "summary":
        plan = replace(plan, settings=replace(settings, store="summary"), keep=plan.keep or plan.outcomes)
    return ready(plan)


def extend(
    given: GivenRun,
    worlds: int,
    *,
    workers: int = 1,
    executor: Executor | None = None,
    progress: Progress | None = None,
) -> Run:
    """The same run with more worlds: those it has are not drawn again.

    A summary goes on from a multiple of 65,536 worlds, since so many are added to it at a time; any other is drawn
    again from the first world. The answer is the same.

    Parameters
    ----------
    given : Run, str or Path
        A run of a study, or the path of a saved one.
    worlds : int
        How many it is to have; those it has are among them.
    workers, executor, progress
        As for `run`.

    Returns
    -------
    Run

    Raises
    ------
    RunError
        For a Latin hypercube, whose strata depend on how many worlds there are; for fewer worlds than the run has;
        for a run of a table; and where the study's function says something else of the worlds that the run has.

    Examples
    --------
    >>> import mcba
    >>> run = mcba.run(mcba.load("studies/schilderswijk-moeders"), worlds=1_024)
    >>> larger = mcba.extend(run, 2_048)
    >>> larger.settings.worlds, bool((larger.values("npv")[:1_024] == run.values("npv")).all())
    (2048, True)
    """
    result = given_run(given)
    have, plan = result.settings.worlds, result.plan
    sampler = sampler_named(result.settings.sampler)
    if not sampler.extendable():
        others = " or ".join(extendable_samplers())
        raise RunError(f"{sampler.title} cannot be extended: {sampler.why_fixed}; use {others}")
    if checked("worlds", worlds, least=2) < have:
        raise RunError(f"the run has {have:,} worlds already; give a larger number to extend it to")
    _refuse_other_function(result)
    larger = ready(replace(plan, settings=replace(plan.settings, worlds=worlds)))
    work = Work(checked("workers", workers, least=1), executor, progress)
    # The worlds of a summary are added so many at a time; one that ends within these begins anew.
    goes_on = not (result.accumulators and have % TOGETHER)
    return _drawn(larger, work, time.perf_counter(), result if goes_on else None)


def _refuse_other_function(result: Run) -> None:
    """Refuse to go on with a function that is not the one of these worlds, or closes over other values by now."""
    plan = result.plan
    if plan.study.function is None or not result.arrays:
        return
    few = min(plan.settings.worlds, _SAMPLED)
    kept = slice(None) if result.kept is None else result.kept[result.kept < few]
    for name, array in ready(plan).rows(0, few).items():
        again = array[..., kept]
        had = result.arrays[name][..., : again.shape[-1]]
        for world in np.flatnonzero(differing(had.ravel(), again.ravel()))[:1]:
            raise RunError(
                f"the function {plan.study.function.name} gives another {name} in the first worlds than this run has, "
                f"{again.ravel()[world]:.10g} and not {had.ravel()[world]:.10g}; it or what it uses was altered"
            )


def _drawn(plan: Plan, work: Work, started: float, smaller: Run | None = None) -> Run:
    """Draw what is still to be drawn, and put the run together."""
    _ = plan.compiled, plan.drawing
    compiled_at = time.perf_counter()
    kept = plan.settings.store == "worlds"
    arrays = kept_worlds(plan, work, smaller) if kept else {}
    accumulators = {} if kept else summarised_worlds(plan, work, smaller)
    seconds = {"compile": compiled_at - started, "worlds": time.perf_counter() - compiled_at}
    return finished(plan, arrays, accumulators, seconds)


def finished(
    plan: Plan, arrays: Mapping[str, Array], accumulators: Mapping[str, Accumulator], seconds: Mapping[str, float]
) -> Run:
    """The run of a plan with all its worlds, or what these say; without those that failed where they are dropped."""
    compiled = plan.compiled
    result = Run(
        settings=plan.settings,
        arrays=arrays,
        accumulators=accumulators,
        dimensions=compiled.dimensions,
        labels=compiled.labels,
        study=plan.study,
        base=base_of(plan.chosen, compiled),
        inputs=compiled.inputs,
        randomisations=plan.drawing.randomisations,
        seconds=seconds,
    )
    if arrays:
        return hold_to_policy(result, plan.assumptions_in)
    require_some(plan.settings.worlds - result.failed_worlds, plan.settings.worlds)
    return result
