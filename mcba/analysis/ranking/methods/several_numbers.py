"""Factors of several numbers, where a method looks at one number at a time."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import numpy as np

from mcba.analysis.ranking.factors.run_factors import RunFactors
from mcba.analysis.ranking.methods.method import Errors, MethodResult, RankingMethod
from mcba.errors import Note, RunError


def result_of(method: RankingMethod, factors: RunFactors, errors: Errors, options: Mapping[str, Any]) -> MethodResult:
    """What a method says of the factors in the worlds of a run, without those of several numbers that it cannot rank.

    Parameters
    ----------
    method : RankingMethod
    factors : RunFactors
    errors : Errors
    options : mapping
        Of the method.

    Returns
    -------
    MethodResult
        With a note in `left_out` of the factors that the method cannot rank.

    Raises
    ------
    RunError
        With the code `several_numbers` where no factor is left; and where the method refuses these worlds.
    """
    if method.several == "together":
        return method.compute(factors, errors, **options)
    left_out = factors.scored if method.several == "left_out" else unfair(factors)
    code = "several_numbers" if method.several == "left_out" else "score_misses"
    kept = factors.without(left_out, method.name)
    result = method.compute(kept, errors, **options)
    notes = (*result.notes, *scored(kept.scored)) if method.several == "by_score" else result.notes
    return replace(result, left_out=(Note(code, {"names": left_out}),) if left_out else (), notes=notes)


def unfair(factors: RunFactors) -> tuple[str, ...]:
    """The factors whose score leaves out much of what they do; none can be told for a variance that does not exist."""
    try:
        factors.worlds.refuse_one_world("a score")
    except RunError:
        return ()
    return tuple(name for name, closed in factors.closed.items() if closed.missed)


def scored(names: tuple[str, ...]) -> tuple[Note, ...]:
    """The note that these factors stand by their scores."""
    return (Note("scored", {"names": names}),) if names else ()


def without_unfair(result: MethodResult, factors: RunFactors) -> MethodResult:
    """The same with nothing said of a factor whose score would say too little."""
    missed = unfair(factors)
    notes = (*result.notes, *scored(tuple(name for name in factors.scored if name not in missed)))
    if not missed:
        return replace(result, notes=notes)
    said = np.where(np.isin(result.names, missed), np.nan, 1.0)
    parts = ("value", "error", "low", "high")
    return replace(
        result,
        estimates={
            name: replace(estimate, **{part: said * getattr(estimate, part) for part in parts})
            for name, estimate in result.estimates.items()
        },
        numbers={name: said * numbers for name, numbers in result.numbers.items()},
        curves={name: said[:, np.newaxis] * curve for name, curve in result.curves.items()},
        notes=(*notes, Note("score_misses", {"names": missed})),
    )
