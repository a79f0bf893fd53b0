"""Factors of a study as a function: from points of the unit cube to outcomes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from mcba.analysis.ranking.correlations import NamePair, stated_links
from mcba.analysis.ranking.grouping import Groups, assumption_of, factor_labels
from mcba.analysis.ranking.indices.dependent.gaussian import (
    NO_CORRELATION,
    GaussianDependence,
    blocks,
    refuse_dependence,
)
from mcba.analysis.ranking.indices.refusals import refuse_without_variance
from mcba.analysis.ranking.left_out import NEAREST, TRIED, as_notes, nothing_to_rank, reasons_left_out, without_effect
from mcba.arrays import Array
from mcba.engine import tails_of_plan
from mcba.engine.drawing import Unknown
from mcba.engine.program import Plan
from mcba.errors import Note, RunError
from mcba.families import Constant
from mcba.families.uncertain import Conditional
from mcba.study import Study, base_value, is_certain

_LONG_TAIL = 0.005  # where a grid that goes to the ends of a distribution stops when an end is infinite
_TIED = 1e-9  # stands for a dependence that no correlation shows


@dataclass(frozen=True, eq=False)
class StudyFunction:
    """A study as a function: from independent uniforms, (row, number), to one outcome, (row,).

    Attributes
    ----------
    plan : Plan
        Keeps the outcome and nothing else.
    numbers : tuple of str
        The address of each uniform.
    label : tuple of str
        The factor of each number.
    correlation : (number, number)
        Of the normal scores.
    """

    plan: Plan
    numbers: tuple[str, ...]
    label: tuple[str, ...]
    correlation: Array
    left_out: tuple[Note, ...]

    @classmethod
    def of(cls, plan: Plan, groups: Groups = None) -> StudyFunction:
        """The factors of the single outcome that a plan keeps; assumptions without an effect are fixed."""
        idle = without_effect(plan)
        left_out = as_notes(reasons_left_out(plan, idle))
        plan = _fixed(plan, idle)
        drawing, study = plan.drawing, plan.chosen
        numbers = drawing.addresses
        if all(is_certain(unknown.family) for unknown in drawing.drawn):
            raise nothing_to_rank(plan.keep[0])  # type: ignore[index]
        label = factor_labels(numbers, groups, study, stated_links(study))
        label = _with_partners(study, numbers, label)
        return cls(plan, numbers, label, _correlation(plan, numbers), left_out)

    @property
    def outcome_name(self) -> str:
        """What it is a function to."""
        return self.plan.keep[0]  # type: ignore[index]

    @property
    def factors(self) -> tuple[str, ...]:
        """The factors in the order they first appear."""
        return tuple(dict.fromkeys(self.label))

    @property
    def grouped(self) -> bool:
        """Whether a factor has more than one number."""
        return len(self.factors) < len(self.numbers)

    @property
    def drops(self) -> bool:
        """Whether points are left out, and counted, where the outcome is undefined."""
        return self.plan.settings.failed == "drop"

    @property
    def drawn(self) -> tuple[Unknown, ...]:
        """Whose numbers these are."""
        return self.plan.drawing.drawn

    def apart(self) -> StudyFunction:
        """The same with each number as a factor of its own."""
        return StudyFunction(self.plan, self.numbers, self.numbers, self.correlation, self.left_out)

    def outcome(self, points: Array, *, to_the_ends: bool = False) -> Array:
        """Outcomes (row,) at points (row, number) of the unit cube.

        `to_the_ends` is for grids that touch 0 and 1: an end that is infinite is then taken at its 0.5 % point.
        """
        margin = self._margins if to_the_ends else (NEAREST, 1.0 - NEAREST)
        return self.plan.outcome_at(np.ascontiguousarray(np.clip(points, *margin).T))

    def outcome_of_worlds(self) -> Array:
        """Outcomes (world,) of a few thousand random worlds, undefined ones among them."""
        return self.outcome(np.random.default_rng(self.plan.settings.seed).random((TRIED[-1], len(self.numbers))))

    def outcome_of_dependent(self, probabilities: Array) -> Array:
        """Outcomes (row,) of probabilities (row, number) that are taken as they are, without the study's dependence."""
        inside = np.clip(probabilities, NEAREST, 1.0 - NEAREST)
        return self.plan.outcome_at(np.ascontiguousarray(inside.T), dependent=True)

    def base(self, at: str) -> Array:
        """The probability of the base of each number, (number,): of its median, or of its mean."""
        if at == "median":
            return np.full(len(self.numbers), 0.5)
        if at != "mean":
            raise RunError(f"at = {at!r}; allowed are 'median' and 'mean'")
        found = []
        for unknown in self.plan.drawing.drawn:
            if unknown.family.discrete:
                raise RunError(f"{unknown.name} is discrete and has no world at its mean; use at = 'median'")
            own = unknown.family.at_medians() if isinstance(unknown.family, Conditional) else unknown.family
            share = np.asarray(own.cdf(np.asarray(own.mean)), dtype=np.float64).ravel()
            found.append(
                np.broadcast_to(share if share.size == len(unknown.labels) else share[:1], len(unknown.labels))
            )
            found.append(np.full(unknown.numbers - len(unknown.labels), 0.5))
        return np.concatenate(found)

    def base_values(self) -> dict[str, Array]:
        """The base value of every assumption that the outcome needs, (set, …, 1)."""
        shapes = self.plan.compiled.program.draws
        values = {name: np.asarray(base_value(self.plan.chosen, name), dtype=np.float64) for name in shapes}
        return {
            name: np.broadcast_to(
                value.reshape(*value.shape, 1) if value.shape == shapes[name] else value, (*shapes[name], 1)
            )
            for name, value in values.items()
        }

    def dependence(self, method: str) -> BlockDependence:
        """The dependence between the numbers; refused where it is no Gaussian copula."""
        used = set(map(assumption_of, self.numbers))
        for group in self.plan.chosen.dependence:
            if group.copula != "gaussian" and used & set(group.names):
                raise RunError(
                    f"{method} needs draws of some assumptions when others are known, which mcba has for a Gaussian "
                    f"copula; {group.described}: use sobol with groups='dependent'",
                    code="other_copula",
                    method=method,
                    names=tuple(group.names),
                )
        return BlockDependence.of(self.correlation)

    def refuse_dependence(self, method: str) -> None:
        """Refuse correlated factors, by name; numbers within one factor may depend on each other."""
        factor_of = dict(zip(map(assumption_of, self.numbers), self.label, strict=True))
        for group in self.plan.chosen.dependence:
            apart = dict.fromkeys(factor_of[name] for name in group.names if name in factor_of)
            if group.rows is not None and len(apart) > 1:
                first, second, *_ = apart
                raise RunError(
                    f"{method} moves one factor at a time, and {group.described}: they are one factor with "
                    "groups='dependent'",
                    code="correlated",
                    method=method,
                    first=first,
                    second=second,
                )
        refuse_dependence(method, self._between, self.label)

    def refuse_heavy_tail(self, what: str) -> None:
        """Refuse an outcome without a variance."""
        refuse_without_variance([tail.assumption for tail in tails_of_plan(self.plan).values()], what)

    @property
    def correlated(self) -> tuple[NamePair, ...]:
        """The pairs of factors that are correlated."""
        between = np.triu(np.abs(self._between), 1) > NO_CORRELATION
        pairs = (sorted((self.label[first], self.label[second])) for first, second in np.argwhere(between))
        return tuple(dict.fromkeys((first, second) for first, second in pairs))

    @property
    def _between(self) -> Array:
        """The correlation of numbers of different factors."""
        label = np.array(self.label)
        return np.where(label[:, np.newaxis] == label, np.eye(len(label)), self.correlation)

    @property
    def _margins(self) -> tuple[Array, Array]:
        low, high = [], []
        for unknown in self.plan.drawing.drawn:
            open_low, open_high = (
                not np.isfinite(np.asarray(end)).all() for end in (unknown.family.low, unknown.family.high)
            )
            low += [_LONG_TAIL if open_low else NEAREST] * unknown.numbers
            high += [1.0 - (_LONG_TAIL if open_high else NEAREST)] * unknown.numbers
        return np.array(low), np.array(high)


@dataclass(frozen=True, eq=False)
class BlockDependence:
    """A Gaussian copula that is solved block by block: most numbers of a study depend on no other.

    Values are probabilities, as in `GaussianDependence`.
    """

    dimension: int
    tied: tuple[tuple[NDArray[np.intp], GaussianDependence], ...]

    @classmethod
    def of(cls, correlation: Array) -> BlockDependence:
        """The blocks of a correlation matrix of normal scores."""
        block_of = np.array(blocks(correlation))
        places = [np.flatnonzero(block_of == block) for block in dict.fromkeys(block_of)]
        tied = [(place, GaussianDependence(correlation[np.ix_(place, place)])) for place in places if len(place) > 1]
        return cls(len(correlation), tuple(tied))

    def sample(self, uniforms: Array) -> Array:
        """Turn independent uniforms (row, number) into dependent probabilities."""
        values = uniforms.copy()
        for place, dependence in self.tied:
            values[:, place] = dependence.sample(uniforms[:, place])
        return values

    def conditional(self, values: Array, known: NDArray[np.bool_], uniforms: Array) -> Array:
        """Draw the unknown numbers of each row afresh, given the known ones."""
        drawn = np.where(known, values, uniforms)
        for place, dependence in self.tied:
            drawn[:, place] = dependence.conditional(values[:, place], known[place], uniforms[:, place])
        return drawn


def _fixed(plan: Plan, names: Sequence[str]) -> Plan:
    """The plan with some assumptions at their medians."""
    if not names:
        return plan
    chosen = plan.chosen
    families = {name: Constant(float(np.median(chosen.families[name].median))) for name in names}
    settings = replace(plan.settings, scenario=None, option=None)
    return Plan(chosen.altered(families={**chosen.families, **families}), settings, plan.keep)


def _correlation(plan: Plan, numbers: Sequence[str]) -> Array:
    """Correlation of the normal scores of all numbers."""
    matrix = np.eye(len(numbers))
    place, places = 0, {}
    for unknown in plan.drawing.drawn:
        places[unknown.name] = range(place, place + len(unknown.labels))
        steps = np.arange(len(unknown.labels))
        if unknown.persistence:
            inside = slice(place, place + len(steps))
            matrix[inside, inside] = unknown.persistence ** np.abs(steps[:, np.newaxis] - steps)
        place += unknown.numbers
    for group in plan.chosen.dependence:
        if set(group.names) <= places.keys():
            tied = _TIED if group.copula != "gaussian" else 0.0
            its = np.where(np.abs(group.correlation) > NO_CORRELATION, group.correlation, tied)
            for where in zip(*(places[name] for name in group.names), strict=True):  # in each year or label by itself
                matrix[np.ix_(where, where)] = its
    return matrix


def _with_partners(study: Study, numbers: Sequence[str], label: Sequence[str]) -> tuple[str, ...]:
    """What a scenario fixed still turns the copula of its partners: it belongs to the factor of the first of them."""
    found = list(label)
    for group in study.dependence:
        places = {
            name: [at for at, number in enumerate(numbers) if assumption_of(number) == name] for name in group.names
        }
        free = [name for name in group.names if places[name] and not is_certain(study.families[name])]
        for name in group.names:
            if free and is_certain(study.families[name]):
                for at, leader in zip(places[name], places[free[0]], strict=True):
                    found[at] = label[leader]
    return tuple(found)
