"""The worlds of a run once more under something else: an option, a scenario, a value that is set, a distribution.

Draws have addresses, so every rerun meets the same worlds: what two runs have in common cancels in their difference.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from mcba.analysis.outcome_names import BALANCE
from mcba.arrays import Array, Integers
from mcba.engine import Run, run as draw_worlds
from mcba.engine.drawing import sampler_named
from mcba.engine.program import compile_study
from mcba.errors import RequestError, RunError, suggestion
from mcba.families import Family
from mcba.study import Study, apply_variants, variant
from mcba.study.document import Distribution

_NUMBERS = 150_000_000  # to be computed for all repetitions together: some seconds
FEWEST_OF_RERUN = 4_096
_AT_HAND = 2**17  # worlds drawn again where a run kept only what its worlds say


def study_of(run: Run) -> Study:
    """The study of a run, under the run's own scenario and option.

    Parameters
    ----------
    run : Run

    Returns
    -------
    Study

    Raises
    ------
    RunError
        With the code `no_study` for a run of a table.
    """
    settings = run.settings
    return apply_variants(_read(run), scenario=settings.scenario, option=settings.option)


def _read(run: Run) -> Study:
    if run.study is None:
        raise RunError(
            "this is a run of a table of worlds; decisions are taken on a study, or with "
            "mcba.evpi(run, options=[…]) on the outcomes that are the net benefits of options",
            code="no_study",
        )
    return run.study


def with_balance(run: Run) -> Study:
    """The study of a run, as read, if it has a net present value."""
    study = _read(run)
    if BALANCE not in study.outcomes:
        if study.function is not None:
            raise RunError(
                f"the model {study.function.name} gives no {BALANCE!r}; let it give its net present value by that "
                f"name, as {{{BALANCE!r}: …}}, or name results that are the net benefits of options: "
                "mcba.evpi(run, options=[…])",
                code="no_balance",
            )
        raise RunError(
            "this study has no benefits and costs, nor a result called npv, so there is no balance to decide on",
            code="no_balance",
        )
    return study


def numbers_of(run: Run) -> Integers:
    """The number of each world that the run kept."""
    return np.arange(run.settings.worlds) if run.kept is None else run.kept


def labels_of(run: Run) -> Integers | None:
    """The randomisation of each world (world,); None where worlds are independent.

    Parameters
    ----------
    run : Run

    Returns
    -------
    (world,) or None
    """
    if not run.randomisations:
        return None
    labels = numbers_of(run) % run.randomisations
    return labels if np.unique(labels).size > 1 else None


def as_variant(
    run: Run, *, scenario: str | None = None, option: str | None = None, keep: Sequence[str] | None = (BALANCE,)
) -> Run:
    """The worlds of a run under a named scenario and option; all that a run can keep where `keep` is None."""
    return _drawn(_read(run), run, keep, scenario=scenario, option=option)


def with_worlds(run: Run) -> Run:
    """The run with worlds to look at: itself, or its first worlds drawn again where it kept none.

    Parameters
    ----------
    run : Run

    Returns
    -------
    Run
    """
    if not run.accumulators:
        return run
    settings = replace(run.settings, worlds=min(run.settings.worlds, _AT_HAND), store="worlds")
    again = replace(run, settings=settings, accumulators={})
    return _drawn(_read(run), again, None, scenario=settings.scenario, option=settings.option)


def affordable(run: Run, outcomes: Sequence[str], repetitions: int) -> int:
    """How many worlds runs of these outcomes can have, so that repeating them takes some seconds and not minutes."""
    study = study_of(run)
    known = [name for name in outcomes if name in study.outcomes]
    numbers = compile_study(study, known).program.numbers_per_world
    worlds, most = run.settings.worlds, _NUMBERS // (max(numbers, 1) * max(repetitions, 1))
    return worlds if worlds <= most else min(worlds, max(FEWEST_OF_RERUN, 1 << int(math.log2(max(most, 1)))))


def smaller(run: Run, worlds: int, *, keep: Sequence[str] | None = (BALANCE,)) -> Run:
    """The first worlds of a run; a Latin hypercube stays whole, since its strata depend on the number of worlds.

    Parameters
    ----------
    run : Run
    worlds : int
        At most so many.
    keep : sequence of str, optional
        Outcomes; all that a run can keep where it is None.

    Returns
    -------
    Run
        Itself where it has no more worlds.
    """
    settings = run.settings
    stays_whole = not sampler_named(settings.sampler).extendable()
    if (stays_whole or worlds >= settings.worlds) and set(keep or ()) <= set(run.arrays):
        return run
    count = settings.worlds if stays_whole else min(worlds, settings.worlds)
    fewer = replace(run, settings=replace(settings, worlds=count))
    return as_variant(fewer, scenario=settings.scenario, option=settings.option, keep=keep)


def with_override(
    run: Run, override: Mapping[str, float | Distribution | tuple[float, ...]], *, keep: Sequence[str] = (BALANCE,)
) -> Run:
    """The worlds of a run with assumptions or choices set to other values.

    Raises
    ------
    StudyError
        For a name that is neither an assumption nor a choice of the study.
    """
    for name, value in override.items():
        if not isinstance(value, Distribution) and not np.isfinite(value).all():
            raise RunError(f"{name} = {value}; an override is a finite number")
    return _drawn(variant(study_of(run), override), run, keep)  # type: ignore[arg-type]


def with_families(run: Run, families: Mapping[str, Family], *, keep: Sequence[str] = (BALANCE,)) -> Run:
    """The worlds of a run with other distributions: the same uniforms, carried through other quantile functions."""
    study = study_of(run)
    for name in families:
        known_assumption(study, name)
    return _drawn(study.altered(families={**study.families, **families}), run, keep)


def known_assumption(study: Study, name: str) -> None:
    """Refuse a name that is no assumption of the study."""
    if name not in study.families:
        raise RequestError(f"the study has no assumption {name!r}; {suggestion(name, list(study.families))}")


def _drawn(
    study: Study, run: Run, keep: Sequence[str] | None, *, scenario: str | None = None, option: str | None = None
) -> Run:
    settings = run.settings
    return draw_worlds(
        study,
        worlds=settings.worlds,
        seed=settings.seed,
        sampler=settings.sampler,
        mass=settings.mass,
        keep=None if keep is None else [name for name in keep if name in study.outcomes],
        store="worlds",
        scenario=scenario,
        option=option,
    )


def in_common(*runs: Run) -> list[NDArray[np.intp] | slice]:
    """Which rows of each run are the worlds that all of them kept."""
    if all(run.kept is None for run in runs):
        return [slice(None) for _ in runs]
    numbers = [numbers_of(run) for run in runs]
    common = numbers[0]
    for other in numbers[1:]:
        common = np.intersect1d(common, other, assume_unique=True)
    if common.size < 2:
        raise RunError("these runs have no worlds in common in which every outcome is defined; mend the model first")
    return [np.searchsorted(one, common) for one in numbers]


def paired(first: Run, second: Run, outcome: str = BALANCE) -> tuple[Array, Array, Integers | None]:
    """An outcome of two runs in the worlds that both kept, row for row, and the randomisation of each row."""
    rows = in_common(first, second)
    labels = labels_of(first)
    return (
        first.values(outcome)[rows[0]],
        second.values(outcome)[rows[1]],
        None if labels is None else labels[rows[0]],
    )
