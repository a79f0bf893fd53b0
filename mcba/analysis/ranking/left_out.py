"""Assumptions that are not ranked, and why: not used by the outcome, or without an effect on it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from functools import cache, partial

import numpy as np

from mcba.analysis.ranking.grouping import assumption_of
from mcba.arrays import Array
from mcba.engine.estimates.rounding import TERMS, freed
from mcba.engine.program import Plan
from mcba.errors import Note, RunError
from mcba.study import is_certain


def reasons_left_out(plan: Plan, idle: Sequence[str]) -> dict[str, str]:
    """Why uncertain assumptions of a study are not ranked: a code by name."""
    used = {unknown.name for unknown in plan.drawing.drawn}
    uncertain = [name for name, family in plan.chosen.families.items() if not is_certain(family)]
    return {name: "not_used" for name in uncertain if name not in used} | dict.fromkeys(idle, "no_effect")


def as_notes(reasons: Mapping[str, str]) -> tuple[Note, ...]:
    """A note for each reason, with the names that it holds for."""
    named = {code: tuple(name for name in reasons if reasons[name] == code) for code in reasons.values()}
    return tuple(Note(code, {"names": names}) for code, names in named.items())


def nothing_to_rank(outcome: str) -> RunError:
    """The error of an outcome that no uncertain assumption drives."""
    return RunError(
        f"no uncertain assumption drives {outcome!r}, so there is nothing to rank",
        code="nothing_to_rank",
        outcome=outcome,
    )


NEAREST = 2.0**-32  # to the ends, everywhere else


TRIED = (64, 4_096)  # worlds in which an assumption is drawn again to see whether it changes the outcome


_ROUNDING = 1e-9  # of the outcome's standard deviation: a smaller change is rounding


def without_effect(plan: Plan) -> tuple[str, ...]:
    """The uncertain assumptions in the formula that change the outcome in no world, such as one multiplied by 0.

    Each is drawn again, all others as they were, in worlds that lie close at the ends of the distributions, where rare
    events happen and limits are passed (uniforms of the arcsine law).
    """
    drawing = plan.drawing
    rows = {
        unknown.name: [place for place, one in enumerate(drawing.addresses) if assumption_of(one) == unknown.name]
        for unknown in drawing.drawn
        if not is_certain(unknown.family)
    }
    generator, terms = np.random.default_rng(plan.settings.seed), cache(partial(_terms, plan))
    for worlds in TRIED:
        shape = (2, len(drawing.addresses), worlds)
        given, again = np.clip(np.sin(np.pi / 2 * generator.random(shape)) ** 2, NEAREST, 1 - NEAREST)
        try:
            outcome = plan.outcome_at(given, dependent=True)
            size = cache(partial(_size, terms, outcome, given))
            for name, its in list(rows.items()):
                moved = given.copy()
                moved[its] = again[its]
                found = plan.outcome_at(moved, dependent=True)
                if not _is_same(outcome, size, found, partial(_size, terms, found, moved)):
                    del rows[name]
        except RunError:  # a parameter beyond what its distribution can have; a run that meets it says so
            return ()
        if not rows:
            return ()
    return tuple(rows)


def _is_same(outcome: Array, size: Callable[[], Array], found: Array, its_size: Callable[[], Array]) -> bool:
    """Whether the outcome stays as it is, but for rounding; sizes are asked for only where it does not stay exactly."""
    spread = outcome[np.isfinite(outcome)].std() if np.isfinite(outcome).any() else 0.0
    if np.allclose(found, outcome, rtol=0, atol=_ROUNDING * spread, equal_nan=True):
        return True
    with np.errstate(invalid="ignore"):
        differences = freed(found - outcome, size() + its_size())
    return not np.any(differences)


def _terms(plan: Plan) -> list[tuple[Plan, list[int]]]:
    """What the outcome is made of, each with the rows of the uniforms that it takes."""
    alone = [replace(plan, keep=(term,)) for term in (TERMS.get(plan.keep[0], ()) if plan.keep else ())]
    return [(term, [plan.drawing.addresses.index(one) for one in term.drawing.addresses]) for term in alone]


def _size(terms: Callable[[], list[tuple[Plan, list[int]]]], outcome: Array, uniforms: Array) -> Array:
    """The size of what the outcome is made of in worlds of given uniforms: its own, and that of its terms."""
    size = np.abs(outcome)
    for alone, rows in terms():
        size = size + np.abs(alone.outcome_at(uniforms[rows], dependent=True))
    return size
