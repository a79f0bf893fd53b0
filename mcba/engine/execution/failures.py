"""Worlds in which an outcome is undefined: the run stops, or leaves them out and counts them; none becomes a zero."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import replace

import numpy as np

from mcba.arrays import Array, Booleans
from mcba.engine.result import Run
from mcba.errors import RunError, UndefinedOutcomeError
from mcba.study.formula import STANDARD_OUTCOMES

MAY_BE_INFINITE = frozenset(outcome.name for outcome in STANDARD_OUTCOMES.values() if outcome.may_be_infinite)
_SHOWN = 12  # assumptions that a message lists


def undefined_in(arrays: Mapping[str, Array], *, of_study: bool) -> dict[str, Booleans]:
    """For each array, the worlds in which it is not a number, or is infinite though it has no business to be."""
    undefined = {}
    for name, array in arrays.items():
        numbers = np.isnan(array) if of_study and name in MAY_BE_INFINITE else ~np.isfinite(array)
        undefined[name] = np.asarray(numbers.reshape(-1, array.shape[-1]).any(axis=0))
    return undefined


def all_defined(arrays: Mapping[str, Array], *, of_study: bool) -> bool:
    """Whether every array is surely defined in all worlds: a sum is finite only where every number in it is."""
    totals = {name: float(np.add.reduce(array, axis=None)) for name, array in arrays.items()}
    return all(
        math.isfinite(total) or (of_study and name in MAY_BE_INFINITE and total == math.inf)
        for name, total in totals.items()
    )


def any_of(undefined: Mapping[str, Booleans], worlds: int) -> Booleans:
    """The worlds that fail in any array."""
    return np.asarray(np.logical_or.reduce([np.zeros(worlds, bool), *undefined.values()]))


def failure(
    undefined: Mapping[str, Booleans],
    failed: Booleans,
    start: int,
    assumptions: Callable[[int], dict[str, float]],
) -> UndefinedOutcomeError:
    """The error that names the first failed world; worlds count from `start`."""
    first = int(np.argmax(failed))
    names = [name for name, worlds in undefined.items() if worlds[first]]
    values = ", ".join(f"{name} = {value:.6g}" for name, value in list(assumptions(start + first).items())[:_SHOWN])
    there = f", first in world {start + first}, where {values}" if values else ""
    return UndefinedOutcomeError(
        f"{', '.join(names)} {'is' if len(names) == 1 else 'are'} undefined (not a number, or infinite) in "
        f"{int(failed.sum()):,} of {failed.size:,} worlds{there}; mend the formula or the distribution, "
        'or say failed = "drop" to leave such worlds out and have them counted',
        first=start + first,
    )


def hold_to_policy(run: Run, assumptions: Callable[[int], dict[str, float]]) -> Run:
    """The run, or the run without its failed worlds, or the error that they are."""
    if all_defined(run.arrays, of_study=run.study is not None):
        return run
    undefined = undefined_in(run.arrays, of_study=run.study is not None)
    failed = any_of(undefined, run.settings.worlds)
    if not failed.any():
        return run
    if run.settings.failed == "raise":
        outcomes = {name: worlds for name, worlds in undefined.items() if name in run.outcomes}
        first = int(np.argmax(failed))
        named = outcomes if any(worlds[first] for worlds in outcomes.values()) else undefined
        raise failure(named, failed, 0, assumptions)
    kept = np.flatnonzero(~failed)
    require_some(kept.size, run.settings.worlds)
    return replace(run, arrays={name: array[..., kept] for name, array in run.arrays.items()}, kept=kept)


def require_some(left: int, worlds: int) -> None:
    """A run of which nothing is left has nothing to report."""
    if left < 2:
        raise RunError(
            f"every outcome is undefined in {worlds - left:,} of {worlds:,} worlds; nothing is left to report"
        )
