"""What is ranked, and from what: factors in the worlds at hand, or factors of the study as a function of uniforms.

A factor is ranked as one number: an assumption with all its years or labels, or a group of assumptions.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import combinations

import numpy as np
from numpy.typing import NDArray

from mcba.analysis.sensitivity.dependent import NO_CORRELATION, GaussianDependence, blocks, refuse_dependence
from mcba.analysis.sensitivity.worlds import Worlds, is_constant, refuse_heavy_tail, shares_below, standardised
from mcba.engine.plan import Plan
from mcba.engine.result import Run
from mcba.engine.run import draws_of
from mcba.errors import Note, RunError
from mcba.families import Constant
from mcba.families.hierarchical import Conditional
from mcba.study.formula import suggestion
from mcba.study.model import Study, base_value, endless, is_certain

Floats = NDArray[np.float64]
Groups = str | Mapping[str, Sequence[str]] | None
Pair = tuple[str, str]

GROUPINGS = ("assumption", "number", "status", "kind", "dependent")
LONG_TAIL = 0.005  # where a grid that goes to the ends of a distribution stops when an end is infinite
NEAREST = 2.0**-32  # to the ends, everywhere else
MOST_CURVED = 20  # members of a group that are given curves; more are given straight lines
DOUBT = 5.0  # standard errors from which a rank correlation in worlds of unknown dependence is believed
LOOKED_AT = 2**14  # worlds in which correlations are looked for: those above 0.04 are found
TIED = 1e-9  # stands for a dependence that no correlation shows
TRIED = (64, 4_096)  # worlds in which an assumption is drawn again to see whether it changes the outcome
ROUNDING = 1e-9  # of the outcome's standard deviation: a smaller change is rounding


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
            left_out |= _left_out(plan, without_effect(plan))
        varying = {number: array for number, array in draws.items() if not is_constant(array)}
        moving = set(map(_assumption, varying))
        left_out |= {
            name: "same_everywhere" for name in map(_assumption, draws) if name not in left_out and name not in moving
        }
        numbers = {number: array for number, array in varying.items() if _assumption(number) not in left_out}
        if not numbers:
            raise nothing_to_rank(outcome)
        links = seen_together(numbers) if plan is None else linked(plan.chosen)
        label = factor_labels(list(numbers), groups, run.study, links)
        columns, scored = _columns(numbers, label, y)
        factor_of = dict(zip(map(_assumption, numbers), label, strict=True))
        without_variance = () if plan is None else endless(plan.chosen, factor_of)
        worlds = Worlds(np.column_stack(list(columns.values())), y, list(columns), without_variance)
        return cls(run, outcome, worlds, scored, _correlated(links, factor_of), _as_notes(left_out))


@dataclass(frozen=True, eq=False)
class Model:
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
    correlation: Floats
    left_out: tuple[Note, ...]

    @classmethod
    def of(cls, plan: Plan, groups: Groups = None) -> Model:
        """The factors of the single outcome that a plan keeps; assumptions without an effect are fixed."""
        idle = without_effect(plan)
        left_out = _as_notes(_left_out(plan, idle))
        plan = _fixed(plan, idle)
        drawing, study = plan.drawing, plan.chosen
        numbers = drawing.addresses
        if all(is_certain(unknown.family) for unknown in drawing.drawn):
            raise nothing_to_rank(plan.keep[0])  # type: ignore[index]
        label = factor_labels(numbers, groups, study, linked(study))
        label = _with_partners(study, numbers, label)
        return cls(plan, numbers, label, _correlation(plan, numbers), left_out)

    @property
    def factors(self) -> tuple[str, ...]:
        """The factors in the order they first appear."""
        return tuple(dict.fromkeys(self.label))

    @property
    def grouped(self) -> bool:
        """Whether a factor has more than one number."""
        return len(self.factors) < len(self.numbers)

    def apart(self) -> Model:
        """The same with each number as a factor of its own."""
        return Model(self.plan, self.numbers, self.numbers, self.correlation, self.left_out)

    def outcome(self, points: Floats, *, to_the_ends: bool = False) -> Floats:
        """Outcomes (row,) at points (row, number) of the unit cube.

        `to_the_ends` is for grids that touch 0 and 1: an end that is infinite is then taken at its 0.5 % point.
        """
        margin = self._margins if to_the_ends else (NEAREST, 1.0 - NEAREST)
        return self.plan.outcome_at(np.ascontiguousarray(np.clip(points, *margin).T))

    def outcome_of_dependent(self, probabilities: Floats) -> Floats:
        """Outcomes (row,) of probabilities (row, number) that are taken as they are, without the study's dependence."""
        inside = np.clip(probabilities, NEAREST, 1.0 - NEAREST)
        return self.plan.outcome_at(np.ascontiguousarray(inside.T), dependent=True)

    def base(self, at: str) -> Floats:
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

    def base_values(self) -> dict[str, Floats]:
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
        used = set(map(_assumption, self.numbers))
        for group in self.plan.chosen.dependence:
            if group.copula != "gaussian" and used & set(group.names):
                raise RunError(
                    f"{method} needs draws of some assumptions when others are known, which mcba has for a Gaussian "
                    f"copula; {' and '.join(group.names)} have a {group.copula} copula: use sobol with "
                    "groups='dependent'",
                    code="other_copula",
                    method=method,
                    names=tuple(group.names),
                )
        return BlockDependence.of(self.correlation)

    def refuse_dependence(self, method: str) -> None:
        """Refuse correlated factors, by name; numbers within one factor may depend on each other."""
        refuse_dependence(method, self._between, self.label)

    def refuse_heavy_tail(self, what: str) -> None:
        """Refuse an outcome that follows a distribution without a variance."""
        without_variance = endless(self.plan.chosen, map(_assumption, self.numbers))
        if without_variance:
            points = np.random.default_rng(self.plan.settings.seed).random((TRIED[-1], len(self.numbers)))
            refuse_heavy_tail(standardised(self.outcome(points)), what, endless=without_variance)

    @property
    def correlated(self) -> tuple[Pair, ...]:
        """The pairs of factors that are correlated."""
        between = np.triu(np.abs(self._between), 1) > NO_CORRELATION
        pairs = (sorted((self.label[first], self.label[second])) for first, second in np.argwhere(between))
        return tuple(dict.fromkeys((first, second) for first, second in pairs))

    @property
    def _between(self) -> Floats:
        """The correlation of numbers of different factors."""
        label = np.array(self.label)
        return np.where(label[:, np.newaxis] == label, np.eye(len(label)), self.correlation)

    @property
    def _margins(self) -> tuple[Floats, Floats]:
        low, high = [], []
        for unknown in self.plan.drawing.drawn:
            open_low, open_high = (
                not np.isfinite(np.asarray(end)).all() for end in (unknown.family.low, unknown.family.high)
            )
            low += [LONG_TAIL if open_low else NEAREST] * unknown.numbers
            high += [1.0 - (LONG_TAIL if open_high else NEAREST)] * unknown.numbers
        return np.array(low), np.array(high)


@dataclass(frozen=True, eq=False)
class BlockDependence:
    """A Gaussian copula that is solved block by block: most numbers of a study depend on no other.

    Values are probabilities, as in `GaussianDependence`.
    """

    dimension: int
    tied: tuple[tuple[NDArray[np.intp], GaussianDependence], ...]

    @classmethod
    def of(cls, correlation: Floats) -> BlockDependence:
        """The blocks of a correlation matrix of normal scores."""
        label = np.array(blocks(correlation))
        places = [np.flatnonzero(label == one) for one in dict.fromkeys(label)]
        tied = [(place, GaussianDependence(correlation[np.ix_(place, place)])) for place in places if len(place) > 1]
        return cls(len(correlation), tuple(tied))

    def sample(self, uniforms: Floats) -> Floats:
        """Turn independent uniforms (row, number) into dependent probabilities."""
        values = uniforms.copy()
        for place, dependence in self.tied:
            values[:, place] = dependence.sample(uniforms[:, place])
        return values

    def conditional(self, values: Floats, known: NDArray[np.bool_], uniforms: Floats) -> Floats:
        """Draw the unknown numbers of each row afresh, given the known ones."""
        drawn = np.where(known, values, uniforms)
        for place, dependence in self.tied:
            drawn[:, place] = dependence.conditional(values[:, place], known[place], uniforms[:, place])
        return drawn


# --- what is one factor


def factor_labels(
    numbers: Sequence[str], groups: Groups, study: Study | None, links: Iterable[frozenset[str]]
) -> tuple[str, ...]:
    """The factor of each number.

    Parameters
    ----------
    numbers : sequence of str
        Addresses: `name` or `name[label]`.
    groups : str or mapping of str to names
        `"assumption"` (the same as None): all years and labels of an assumption; `"number"`: each apart; `"status"` and
        `"kind"`: as the study says of its assumptions; `"dependent"`: what moves together; or groups by name.
    links : pairs of assumptions that move together
    """
    names = [_assumption(number) for number in numbers]
    if groups is None or groups == "assumption":
        return tuple(names)
    if isinstance(groups, Mapping):
        return tuple(_named(names, groups).get(name, name) for name in names)
    if groups == "number":
        return tuple(numbers)
    if groups == "dependent":
        return _dependent(names, links)
    if groups not in GROUPINGS:
        raise RunError(
            f"groups = {groups!r}; allowed are {', '.join(GROUPINGS)}, or names of groups with the names of their "
            "assumptions, such as {'staff': ['salaries', 'hours']}"
        )
    if study is None:
        raise RunError(f"groups = {groups!r} is said in a study of its assumptions; for a function give groups by name")
    return tuple(str(getattr(study.document.assumptions[name], groups)) for name in names)


def _assumption(number: str) -> str:
    return number.partition("[")[0]


def _named(names: Sequence[str], groups: Mapping[str, Sequence[str]]) -> dict[str, str]:
    """The group of each assumption that is in one."""
    group_of: dict[str, str] = {}
    for group, members in groups.items():
        if isinstance(members, str):
            raise RunError(f"group {group!r} is {members!r}; give a list of names of assumptions")
        for member in members:
            if member not in names:
                raise RunError(
                    f"group {group!r} names {member!r}, which is not ranked; {suggestion(member, set(names))}"
                )
            if member in group_of:
                raise RunError(f"{member!r} is in the groups {group_of[member]!r} and {group!r}; put it into one")
            group_of[member] = group
        if group in names and group not in members:
            raise RunError(f"group {group!r} has the name of an assumption; call it otherwise")
    return group_of


def _dependent(names: Sequence[str], links: Iterable[frozenset[str]]) -> tuple[str, ...]:
    distinct = list(dict.fromkeys(names))
    matrix = np.eye(len(distinct))
    for first, second in map(sorted, links):
        if first in distinct and second in distinct:
            place, other = distinct.index(first), distinct.index(second)
            matrix[place, other] = matrix[other, place] = 1.0
    block = blocks(matrix)
    together = {
        label: " + ".join(name for name, its in zip(distinct, block, strict=True) if its == label) for label in block
    }
    return tuple(together[block[distinct.index(name)]] for name in names)


# --- what has no effect


def without_effect(plan: Plan) -> tuple[str, ...]:
    """The uncertain assumptions in the formula that change the outcome in no world, such as one multiplied by 0.

    Each is drawn again, all others as they were, in worlds that lie close at the ends of the distributions, where rare
    events happen and limits are passed (uniforms of the arcsine law).
    """
    drawing = plan.drawing
    rows = {
        unknown.name: [place for place, one in enumerate(drawing.addresses) if _assumption(one) == unknown.name]
        for unknown in drawing.drawn
        if not is_certain(unknown.family)
    }
    generator = np.random.default_rng(plan.settings.seed)
    for worlds in TRIED:
        shape = (2, len(drawing.addresses), worlds)
        given, again = np.clip(np.sin(np.pi / 2 * generator.random(shape)) ** 2, NEAREST, 1 - NEAREST)
        try:
            outcome = plan.outcome_at(given, dependent=True)
            rows = {name: its for name, its in rows.items() if _is_same(plan, outcome, given, again, its)}
        except RunError:  # a parameter beyond what its distribution can have; a run that meets it says so
            return ()
        if not rows:
            return ()
    return tuple(rows)


def _is_same(plan: Plan, outcome: Floats, given: Floats, again: Floats, rows: Sequence[int]) -> bool:
    """Whether the outcome stays as it is where some rows of the uniforms are drawn again."""
    moved = given.copy()
    moved[rows] = again[rows]
    spread = outcome[np.isfinite(outcome)].std() if np.isfinite(outcome).any() else 0.0
    return bool(
        np.allclose(plan.outcome_at(moved, dependent=True), outcome, rtol=0, atol=ROUNDING * spread, equal_nan=True)
    )


def _fixed(plan: Plan, names: Sequence[str]) -> Plan:
    """The plan with some assumptions at their medians."""
    if not names:
        return plan
    chosen = plan.chosen
    families = {name: Constant(float(np.median(chosen.families[name].median))) for name in names}
    settings = replace(plan.settings, scenario=None, option=None)
    return Plan(replace(chosen, families={**chosen.families, **families}), settings, plan.keep)


def _left_out(plan: Plan, idle: Sequence[str]) -> dict[str, str]:
    """Why uncertain assumptions of a study are not ranked: a code by name."""
    used = {unknown.name for unknown in plan.drawing.drawn}
    uncertain = [name for name, family in plan.chosen.families.items() if not is_certain(family)]
    return {name: "not_used" for name in uncertain if name not in used} | dict.fromkeys(idle, "no_effect")


def _as_notes(reasons: Mapping[str, str]) -> tuple[Note, ...]:
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


# --- what moves together


def linked(study: Study) -> list[frozenset[str]]:
    """The pairs of uncertain assumptions that move together, by a copula or as one is a parameter of the other."""
    pairs = [
        frozenset((first, second))
        for group in study.dependence
        for (i, first), (j, second) in combinations(enumerate(group.names), 2)
        if group.correlation[i, j] or group.copula != "gaussian"
    ]
    pairs += [
        frozenset((name, parent))
        for name, family in study.families.items()
        if isinstance(family, Conditional)
        for parent in family.parents
    ]
    return [pair for pair in dict.fromkeys(pairs) if not any(is_certain(study.families[name]) for name in pair)]


def seen_together(draws: Mapping[str, Floats]) -> list[frozenset[str]]:
    """The pairs of inputs whose ranks are correlated beyond doubt, where nobody said what moves together."""
    first = [values[:LOOKED_AT] for values in draws.values()]
    ranks = np.stack([shares_below(values, np.argsort(values)) for values in first])
    spread = ranks.std(axis=1, keepdims=True)
    standard = (ranks - 0.5) / np.where(spread > 0, spread, 1)  # a rare event may not have come yet
    correlation = standard @ standard.T / ranks.shape[1]
    limit = DOUBT / np.sqrt(ranks.shape[1])
    return [
        frozenset((first, second))
        for (i, first), (j, second) in combinations(enumerate(draws), 2)
        if abs(correlation[i, j]) > limit
    ]


def _correlated(links: Iterable[frozenset[str]], factor_of: Mapping[str, str]) -> tuple[Pair, ...]:
    """The pairs of assumptions that move together and are ranked apart."""
    pairs = (sorted(link) for link in links if link <= factor_of.keys())
    return tuple(sorted((first, second) for first, second in pairs if factor_of[first] != factor_of[second]))


def _correlation(plan: Plan, numbers: Sequence[str]) -> Floats:
    """Correlation of the normal scores of all numbers."""
    matrix = np.eye(len(numbers))
    place = 0
    for unknown in plan.drawing.drawn:
        steps = np.arange(len(unknown.labels))
        if unknown.persistence:
            inside = slice(place, place + len(steps))
            matrix[inside, inside] = unknown.persistence ** np.abs(steps[:, np.newaxis] - steps)
        place += unknown.numbers
    for group in plan.chosen.dependence:
        if set(group.names) <= set(numbers):
            where = np.array([numbers.index(name) for name in group.names])
            tied = TIED if group.copula != "gaussian" else 0.0
            matrix[np.ix_(where, where)] = np.where(group.correlation == 0, tied, group.correlation)
    return matrix


def _with_partners(study: Study, numbers: Sequence[str], label: Sequence[str]) -> tuple[str, ...]:
    """What a scenario fixed still turns the copula of its partners: it belongs to the factor of the first of them."""
    found = list(label)
    for group in study.dependence:
        free = [name for name in group.names if name in numbers and not is_certain(study.families[name])]
        for name in group.names:
            if name in numbers and free and is_certain(study.families[name]):
                found[numbers.index(name)] = label[numbers.index(free[0])]
    return tuple(found)


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
