"""Factors in the worlds of a run: a column of draws for each."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np

from mcba.analysis.ranking.assumed_variance import AssumedShare, assumed_share
from mcba.analysis.ranking.correlations import NamePair, observed_links, stated_links
from mcba.analysis.ranking.factors.closed_index import ClosedIndex, closed_index_of
from mcba.analysis.ranking.factors.scores import score_of
from mcba.analysis.ranking.grouping import Groups, assumption_of, factor_labels
from mcba.analysis.ranking.indices.refusals import is_constant
from mcba.analysis.ranking.indices.worlds import Worlds
from mcba.analysis.ranking.left_out import as_notes, nothing_to_rank, reasons_left_out, without_effect
from mcba.analysis.ranking.pick_freeze import PickFreeze
from mcba.arrays import Array
from mcba.engine import Run, draws_of
from mcba.engine.program import Plan
from mcba.errors import Note, RunError


@dataclass(frozen=True, eq=False)
class RunFactors:
    """The worlds of a run: one column for each factor.

    Attributes
    ----------
    run : Run
    outcome : str
    worlds : Worlds
        A factor of several numbers is given by its score: what a polynomial in its numbers makes of the outcome.
    members : mapping of factor to its numbers
        Of the factors of several numbers: the draws by address.
    correlated : pairs of assumptions
        That are correlated, and not one factor.
    tied : set of str
        The factors of these.
    left_out : notes
        Why assumptions are not ranked, a note a reason: `not_used`, `no_effect` or `same_everywhere`.
    """

    run: Run
    outcome: str
    worlds: Worlds
    members: Mapping[str, Mapping[str, Array]]
    correlated: tuple[NamePair, ...]
    tied: frozenset[str]
    left_out: tuple[Note, ...]

    @classmethod
    def of(cls, run: Run, outcome: str, groups: Groups = None) -> RunFactors:
        """The factors of a run in the worlds that it kept."""
        y = run.values(outcome)
        if outcome in run.inputs:
            raise RunError(f"{outcome!r} is an input and drives only itself; rank a result of the function")
        draws = draws_of(run)
        left_out: dict[str, str] = {}
        plan = None if run.study is None else Plan(run.study, run.settings, (outcome,))
        if plan is not None:
            left_out |= reasons_left_out(plan, without_effect(plan))
        varying = {number: array for number, array in draws.items() if not is_constant(array)}
        moving = set(map(assumption_of, varying))
        left_out |= {
            name: "same_everywhere" for name in map(assumption_of, draws) if name not in left_out and name not in moving
        }
        numbers = {number: array for number, array in varying.items() if assumption_of(number) not in left_out}
        if not numbers:
            raise nothing_to_rank(outcome)
        links = observed_links(numbers) if plan is None else stated_links(plan.chosen)
        label = factor_labels(list(numbers), groups, run.study, links)
        members: dict[str, dict[str, Array]] = {}
        for factor, (number, array) in zip(label, numbers.items(), strict=True):
            members.setdefault(factor, {})[number] = array
        columns = [_column(list(arrays.values()), y) for arrays in members.values()]
        factor_of = dict(zip(map(assumption_of, numbers), label, strict=True))
        tail = run.tail(outcome)
        without_variance = () if tail is None else (tail.assumption,)
        worlds = Worlds(np.column_stack(columns), y, list(members), without_variance)
        correlated = _correlated(links, factor_of)
        tied = frozenset(factor_of[name] for pair in correlated for name in pair)
        several = {name: arrays for name, arrays in members.items() if len(arrays) > 1}
        return cls(run, outcome, worlds, several, correlated, tied, as_notes(left_out))

    @property
    def scored(self) -> tuple[str, ...]:
        """The factors of several numbers."""
        return tuple(self.members)

    @cached_property
    def closed(self) -> dict[str, ClosedIndex]:
        """The closed index of each factor of several numbers."""
        names, study = list(self.worlds.names), self.run.study
        twice = None
        indices = {}
        for name, members in self.members.items():
            score = self.worlds.x[:, names.index(name)]
            indices[name] = closed_index_of(list(members.values()), self.worlds.y, score)
            if study is not None and name not in self.tied:
                twice = twice or PickFreeze.of(self.run.plan, self.outcome)
                inside = np.isin(twice.assumptions, [assumption_of(number) for number in members])
                indices[name] = ClosedIndex(twice.closed(inside), indices[name].captured, "drawn")
        return indices

    @cached_property
    def assumed(self) -> AssumedShare:
        """What the assumed numbers of a study explain together."""
        return assumed_share(self.run, self.outcome)

    def without(self, gone: Collection[str], method: str) -> RunFactors:
        """The same without some factors of several numbers, which a method cannot rank.

        Raises
        ------
        RunError
            When no factor is left.
        """
        if not gone:
            return self
        kept = np.array([name not in gone for name in self.worlds.names])
        if not kept.any():
            raise RunError(
                f"{method} looks at one number at a time, and {', '.join(gone)} are several; use first_order, or sobol "
                "with a study, which take them together, or groups = 'number', which takes them apart",
                code="several_numbers",
                names=tuple(gone),
            )
        names = [name for name in self.worlds.names if name not in gone]
        worlds = Worlds(self.worlds.x[:, kept], self.worlds.y, names, self.worlds.endless)
        members = {name: arrays for name, arrays in self.members.items() if name not in gone}
        return replace(self, worlds=worlds, members=members)


def _column(arrays: list[Array], y: Array) -> Array:
    return arrays[0] if len(arrays) == 1 else score_of(arrays, y)


def _correlated(links: Iterable[frozenset[str]], factor_of: Mapping[str, str]) -> tuple[NamePair, ...]:
    """The pairs of assumptions that move together and are ranked apart."""
    pairs = (sorted(link) for link in links if link <= factor_of.keys())
    return tuple(sorted((first, second) for first, second in pairs if factor_of[first] != factor_of[second]))
