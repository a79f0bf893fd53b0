"""What a method from the worlds at hand ranks: a column of draws for each factor."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from mcba.analysis.evaluated import without_effect
from mcba.analysis.factors import (
    Groups,
    Pair,
    as_notes,
    assumption_of,
    factor_labels,
    left_out_of,
    linked,
    nothing_to_rank,
    seen_together,
)
from mcba.analysis.sensitivity.worlds import Worlds, is_constant
from mcba.engine.plan import Plan
from mcba.engine.result import Run
from mcba.engine.run import draws_of
from mcba.errors import Note, RunError
from mcba.study.model import endless

Floats = NDArray[np.float64]

MOST_CURVED = 20  # members of a group that are given curves; more are given straight lines


@dataclass(frozen=True, eq=False)
class AtHand:
    """The worlds of a run: one column for each factor.

    Attributes
    ----------
    run : Run
    outcome : str
    worlds : Worlds
        A factor of several numbers is given by its score: what an additive curve in its numbers makes of the outcome.
    scored : tuple of str
        The factors that are scores.
    correlated : pairs of assumptions
        That are correlated, and not one factor.
    left_out : notes
        Why assumptions are not ranked, a note a reason: `not_used`, `no_effect` or `same_everywhere`.
    """

    run: Run
    outcome: str
    worlds: Worlds
    scored: tuple[str, ...]
    correlated: tuple[Pair, ...]
    left_out: tuple[Note, ...]

    @classmethod
    def of(cls, run: Run, outcome: str, groups: Groups = None) -> AtHand:
        """The factors of a run in the worlds that it kept."""
        y = run.values(outcome)
        if outcome in run.inputs:
            raise RunError(f"{outcome!r} is an input and drives only itself; rank a result of the function")
        draws = draws_of(run)
        left_out: dict[str, str] = {}
        plan = None if run.study is None else Plan(run.study, run.settings, (outcome,))
        if plan is not None:
            left_out |= left_out_of(plan, without_effect(plan))
        varying = {number: array for number, array in draws.items() if not is_constant(array)}
        moving = set(map(assumption_of, varying))
        left_out |= {
            name: "same_everywhere" for name in map(assumption_of, draws) if name not in left_out and name not in moving
        }
        numbers = {number: array for number, array in varying.items() if assumption_of(number) not in left_out}
        if not numbers:
            raise nothing_to_rank(outcome)
        links = seen_together(numbers) if plan is None else linked(plan.chosen)
        label = factor_labels(list(numbers), groups, run.study, links)
        columns, scored = _columns(numbers, label, y)
        factor_of = dict(zip(map(assumption_of, numbers), label, strict=True))
        without_variance = () if plan is None else endless(plan.chosen, factor_of)
        worlds = Worlds(np.column_stack(list(columns.values())), y, list(columns), without_variance)
        return cls(run, outcome, worlds, scored, _correlated(links, factor_of), as_notes(left_out))


# --- several numbers as one


def _columns(
    numbers: Mapping[str, Floats], label: Sequence[str], y: Floats
) -> tuple[dict[str, Floats], tuple[str, ...]]:
    """One column for each factor, and the factors that are scores."""
    members: dict[str, list[Floats]] = {}
    for name, array in zip(label, numbers.values(), strict=True):
        members.setdefault(name, []).append(array)
    scored = tuple(name for name, arrays in members.items() if len(arrays) > 1)
    return {name: arrays[0] if len(arrays) == 1 else score_of(arrays, y) for name, arrays in members.items()}, scored


def score_of(members: Sequence[Floats], y: Floats) -> Floats:
    """What an additive curve in several numbers makes of the outcome, in its unit.

    Each half of the worlds is scored by the curve of the other half, so that a score never follows the noise of its own
    world.
    """
    if not np.isfinite(y).all():
        return members[0]  # whoever ranks refuses such an outcome, and says where it stands
    degree = 3 if len(members) <= MOST_CURVED else 1
    basis = np.ones((1 + degree * len(members), len(y)))
    for place, array in enumerate(members):
        standard = (array - array.mean()) / array.std()
        for row in range(1 + degree * place, 1 + degree * (place + 1)):
            np.multiply(basis[row - 1] if row > 1 + degree * place else 1.0, standard, out=basis[row])
    halves = np.array_split(np.random.default_rng(0).permutation(len(y)), 2)
    parts = [basis[:, half] for half in halves]
    score = np.empty(len(y))
    for known, part, scored, other in zip(halves, parts, halves[::-1], parts[::-1], strict=True):
        weights = np.linalg.pinv(part @ part.T, rcond=1e-10, hermitian=True) @ (part @ y[known])
        score[scored] = weights @ other
    return score


def _correlated(links: Iterable[frozenset[str]], factor_of: Mapping[str, str]) -> tuple[Pair, ...]:
    """The pairs of assumptions that move together and are ranked apart."""
    pairs = (sorted(link) for link in links if link <= factor_of.keys())
    return tuple(sorted((first, second) for first, second in pairs if factor_of[first] != factor_of[second]))
