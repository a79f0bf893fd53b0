"""Why two runs differ: which assumptions changed, and what each change does to the mean and to both ends of the range.

The changes are shared out by Shapley: what each one adds, averaged over all orders in which they can be made, on
common worlds. The shares add up to the whole difference, whatever the order.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from itertools import combinations
from math import factorial
from typing import NamedTuple

import numpy as np

from mcba.analysis.outcome_names import BALANCE
from mcba.analysis.reruns import affordable, study_of
from mcba.arrays import Array
from mcba.displayed import Displayed, said
from mcba.engine import Run, run as draw_worlds
from mcba.engine.estimates import Estimate, Summary
from mcba.engine.estimates.rounding import TERMS, freed, with_error
from mcba.engine.execution import Given, run_given
from mcba.errors import RequestError
from mcba.families import Family, Hierarchical
from mcba.study import YEAR, Study

_COMMON = 2**15  # worlds on which the changes are taken apart
_REPETITIONS = 20  # runs of so many worlds that are within reach
_ALL_ORDERS = 7  # changes up to which every order is looked at: 2^7 runs
_ORDERS = 24  # orders that are looked at beyond that, each with its reverse
_PARTS = 16

Statistics = Array
"""(part, statistic): mean, low and high in the whole and in each of 16 parts of the worlds."""


class StudyPart(NamedTuple):
    """What can differ between two studies.

    `kind` is `assumption`, `choice`, `horizon`, `dependence` (which assumptions move together) or `model` (formulas
    and flows); assumptions and choices have a name.
    """

    kind: str
    name: str = ""


HORIZON, DEPENDENCE, MODEL = StudyPart("horizon"), StudyPart("dependence"), StudyPart("model")


@dataclass(frozen=True)
class Spread:
    """Median and central 90 % of a distribution; all three are equal where it is certain."""

    median: float
    low: float
    high: float


PartsMade = frozenset[StudyPart]
"""Which of the changes are made in a study between the two."""

At = Callable[[PartsMade], Statistics]

Side = Spread | float | tuple[float, ...] | None
"""A subject in one of the runs: a distribution, the value or yearly values of a choice, the years of a horizon, how
many groups move together; None where it is no one number (an assumption with a number for each label, a model)."""

Differences = tuple[Estimate, Estimate, Estimate]
"""Of the mean, of low and of high."""


@dataclass(frozen=True, repr=False)
class Contribution(Displayed):
    """One change between two runs, and what it does to the mean and to both ends (B minus A)."""

    subject: StudyPart
    before: Side
    after: Side
    mean: Estimate
    low: Estimate
    high: Estimate


@dataclass(frozen=True, repr=False)
class Comparison(Displayed):
    """Two runs and the changes that make them differ, the largest in the mean first.

    `before` and `after` are of the outcome in runs A and B as they were drawn. The changes add up to
    `total`, the difference on the common worlds; `drawing` is what is left: other worlds (seed, sampler, number), with
    an error as if the three it is made of were independent, which is no smaller than the true one.
    Ranges hold the mass of those of run A. `orders` counts the orders of the changes that were looked at, 0 for all.
    `study` is that of run B, whose labels are shown.
    """

    outcome: str
    unit: str
    before: Summary
    after: Summary
    changes: tuple[Contribution, ...]
    total: Differences
    drawing: Differences
    worlds: int
    orders: int
    study: Study | None = None

    def __repr__(self) -> str:
        """The mean in both runs, and what moved it most."""
        means = (with_error(each.mean.value, each.mean.error) for each in (self.before, self.after))
        moved = (f"{part.subject.name or part.subject.kind} {part.mean!r}" for part in self.changes)
        return said(self, [f"{self.outcome} from {' to '.join(means)}", f"{len(self.changes)} changes", *moved])

    @property
    def same_worlds(self) -> bool:
        """Whether the runs drew the same worlds, so that only the changes make them differ."""
        return not any(left.value for left in self.drawing)


def compare(before: Given, after: Given, *, outcome: str | None = None, worlds: int | None = None) -> Comparison:
    """Explain why two runs of a study differ.

    Parameters
    ----------
    before, after : Run, Study, str or Path
        Runs A and B, or paths: of two versions of a study, two scenarios or options, two studies of the same form.
    outcome : str, optional
        Which outcome; both runs have it. When absent npv, or the first that both have.
    worlds : int, optional
        So many common worlds for taking the changes apart; 32,768 when absent, fewer for a study of many numbers.

    Returns
    -------
    Comparison
        What each change does to the mean and to both ends of the range, in the unit of the outcome, each with its
        error; the changes add up to the difference on the common worlds.

    Raises
    ------
    RequestError, RunError
        When one of the runs has no such outcome; when one is a run of a table.

    References
    ----------
    Shapley, L. S. (1953). A value for n-person games. Contributions to the Theory of Games II, 307-317.
    https://doi.org/10.1515/9781400881970-018; Song, E., Nelson, B. L., & Staum, J. (2016). Shapley effects for global
    sensitivity analysis. SIAM/ASA Journal on Uncertainty Quantification 4(1), 1060-1083.
    https://doi.org/10.1137/15M1048070 (orders drawn at random).

    Examples
    --------
    >>> import mcba
    >>> study = mcba.load("studies/schilderswijk-moeders")
    >>> runs = [mcba.run(study, worlds=4_096, scenario=name) for name in (None, "reading_80")]
    >>> [change.subject.name for change in compare(*runs).changes]
    ['optimism']
    """
    before, after = map(run_given, (before, after))
    studies = study_of(before), study_of(after)
    outcome = outcome or _main_outcome(*studies)
    for which, study in zip(("A", "B"), studies, strict=True):
        if outcome not in study.outcomes:
            raise RequestError(f"run {which} has no outcome {outcome!r}; it has {', '.join(study.outcomes)}")
    if worlds is None:
        worlds = min(_COMMON, *(affordable(run, [outcome], _REPETITIONS) for run in (before, after)))
    changed = _changes(*studies)
    statistics_at: dict[PartsMade, Statistics] = {}
    sizes: list[float] = []

    def at(made: PartsMade) -> Statistics:
        if made not in statistics_at:
            hybrid = _hybrid(*studies, made, other_model=MODEL in changed)
            statistics_at[made], size = _statistics(hybrid, before, outcome, worlds)
            sizes.append(size)
        return statistics_at[made]

    subjects = tuple(changed)
    shares, orders = _shapley(subjects, at)
    total, size = at(frozenset(subjects)) - at(frozenset()), max(sizes)
    rows = [Contribution(subject, *changed[subject], *_estimates(share, size)) for subject, share in shares.items()]
    rows.sort(key=lambda change: -max(abs(change.mean.value), abs(change.low.value), abs(change.high.value)))
    mass = before.settings.mass
    ours, theirs = (run.summary(outcome, mass=mass) for run in (before, after))
    differences = _estimates(total, size)
    left = (
        _left(*three, size) for three in zip(_statistics_of(ours), _statistics_of(theirs), differences, strict=True)
    )
    return Comparison(
        outcome=outcome,
        unit=before.unit(outcome),
        before=ours,
        after=theirs,
        changes=tuple(rows),
        total=differences,
        drawing=tuple(left),  # type: ignore[arg-type]
        worlds=worlds,
        orders=orders,
        study=studies[1],
    )


def _main_outcome(before: Study, after: Study) -> str:
    common = [name for name in before.outcomes if name in after.outcomes]
    return BALANCE if BALANCE in common or not common else common[0]


def _statistics_of(found: Summary) -> Differences:
    return found.mean, found.low, found.high


def _estimates(differences: Statistics, size: float) -> Differences:
    """What all worlds say of differences of outcomes of this size, with the error that their parts show."""
    told = freed(differences, size)
    errors = np.std(told[1:], axis=0, ddof=1) / math.sqrt(_PARTS)
    return tuple(Estimate(*numbers, _PARTS - 1.0) for numbers in zip(told[0].tolist(), errors.tolist(), strict=True))  # type: ignore[return-value]


def _left(before: Estimate, after: Estimate, total: Estimate, size: float) -> Estimate:
    error = math.hypot(before.error, after.error, total.error)
    return replace(total, value=float(freed(after.value - before.value - total.value, size)), error=error)


# --- what changed


def _changes(before: Study, after: Study) -> dict[StudyPart, tuple[Side, Side]]:
    """Everything that differs between two studies and can move a number, with both sides."""
    changes: dict[StudyPart, tuple[Side, Side]] = {}
    shared = _shared_families(before, after)
    for name in (name for name in before.families if name in shared):
        if not _same(before.families[name], after.families[name]) or _factor(before, name) != _factor(after, name):
            changes[StudyPart("assumption", name)] = _spread(before, name), _spread(after, name)
    choices = before.document.choices, after.document.choices
    for name in (name for name in choices[0] if name in choices[1]):
        if choices[0][name].value != choices[1][name].value:
            changes[StudyPart("choice", name)] = choices[0][name].value, choices[1][name].value
    if before.horizon != after.horizon:
        changes[HORIZON] = before.horizon, after.horizon
    if _of_model(before) != _of_model(after):
        changes[MODEL] = None, None
    elif before.document.dependence != after.document.dependence:
        changes[DEPENDENCE] = len(before.dependence), len(after.dependence)
    return changes


def _factor(study: Study, name: str) -> float:
    """What an assumption is multiplied by to stand in the prices of the study."""
    return study.price_factors.get(name, 1.0)


def _same(family: Family, other: Family) -> bool:
    if isinstance(family, Hierarchical) and isinstance(
        other, Hierarchical
    ):  # whether its parents changed is said of them
        return (family.distribution, family.numbers, family.then) == (other.distribution, other.numbers, other.then)
    return family == other


def _spread(study: Study, name: str) -> Spread | None:
    family = study.families[name]
    if family.batch_shape:
        return None
    low, high = (float(end) for end in family.central(0.9))
    return Spread(float(np.asarray(family.median)), low, high)


def _of_model(study: Study) -> tuple[object, ...]:
    """What decides the form of a study: its names, how they are drawn, its formulas, flows and Python function."""
    drawn = {
        name: (stated.drawn, stated.persistence, stated.over) for name, stated in study.document.assumptions.items()
    }
    sets = {name: labels for name, labels in study.sets.items() if name != YEAR}
    formulas = {name: (node.kind, _text(node)) for name, node in study.formulas.items()}
    flows = {name: (kind, flow.years, flow.lost, flow.gains, flow.losses) for name, (kind, flow) in study.flows.items()}
    function = study.function and (study.function.name, study.function.text, study.function.held)
    return drawn, sets, formulas, flows, sorted(study.document.choices), function


def _text(node: object) -> str:
    """A formula without the places where its parts stand."""
    kind, name, value, operands = (getattr(node, part) for part in ("kind", "name", "value", "operands"))
    return f"{kind}:{name}:{value}({','.join(_text(operand) for operand in operands)})"


# --- studies in between


def _hybrid(before: Study, after: Study, made: PartsMade, *, other_model: bool) -> Study:
    """Study A with some of the changes made."""
    base, other = (after, before) if MODEL in made else (before, after)

    def from_other(kind: str, names: Iterable[str]) -> list[str]:
        return [name for name in names if (StudyPart(kind, name) in made) != (MODEL in made)]

    assumptions = from_other("assumption", _shared_families(before, after))
    shared_choices = before.document.choices.keys() & after.document.choices.keys()
    families = {**base.families, **{name: other.families[name] for name in assumptions}}
    factors = {**base.price_factors, **{name: _factor(other, name) for name in assumptions}}
    chosen = {name: other.document.choices[name] for name in from_other("choice", shared_choices)}
    horizon = (after if HORIZON in made else before).horizon
    header = base.document.study.model_copy(update={"horizon": horizon})
    document = base.document.model_copy(update={"choices": {**base.document.choices, **chosen}, "study": header})
    dependence = (base if other_model else after if DEPENDENCE in made else before).dependence
    sets = {**base.sets, YEAR: tuple(str(year) for year in range(horizon + 1))}
    return base.altered(document=document, families=families, price_factors=factors, dependence=dependence, sets=sets)


def _shared_families(before: Study, after: Study) -> set[str]:
    """Assumptions that can be exchanged: they have the same labels in both studies."""
    return {
        name
        for name in before.families.keys() & after.families.keys()
        if before.dimensions[name] == after.dimensions[name]
        and before.families[name].batch_shape == after.families[name].batch_shape
    }


def _statistics(study: Study, like: Run, outcome: str, worlds: int) -> tuple[Statistics, float]:
    """Mean and ends of the outcome, first of all worlds, then of each part of them; and the size it is made of."""
    keep = [outcome, *(name for name in TERMS.get(outcome, ()) if name in study.outcomes)]
    # Random worlds: the draw of an assumption is the same whatever other assumptions a study has.
    run = draw_worlds(study, worlds=worlds, seed=like.settings.seed, sampler="random", keep=keep, store="worlds")
    outcomes = run.values(outcome)
    tail = (1.0 - like.settings.mass) / 2.0

    def of(values: Array) -> list[float]:
        return [float(values.mean()), *map(float, np.quantile(values, [tail, 1.0 - tail]))]

    statistics = np.array([of(outcomes), *(of(outcomes[part::_PARTS]) for part in range(_PARTS))])
    return statistics, float(run.sizes(outcome).mean())


# --- shares


def _shapley(subjects: tuple[StudyPart, ...], at: At) -> tuple[dict[StudyPart, Statistics], int]:
    """What each change adds, averaged over the orders of the changes, and how many orders; 0 for all."""
    if len(subjects) <= _ALL_ORDERS:
        return {subject: _exact(subject, subjects, at) for subject in subjects}, 0
    generator = np.random.default_rng(0)
    shares = {subject: np.zeros_like(at(frozenset())) for subject in subjects}
    for _ in range(_ORDERS // 2):
        order = [subjects[position] for position in generator.permutation(len(subjects))]
        for way in (order, order[::-1]):  # an order and its reverse: what they interact by is shared evenly
            made: PartsMade = frozenset()
            for subject in way:
                shares[subject] += (at(made | {subject}) - at(made)) / _ORDERS
                made |= {subject}
    return shares, _ORDERS


def _exact(subject: StudyPart, subjects: tuple[StudyPart, ...], at: At) -> Statistics:
    others = [other for other in subjects if other != subject]
    total = np.zeros_like(at(frozenset()))
    for made in _subsets(others):
        weight = factorial(len(made)) * factorial(len(others) - len(made)) / factorial(len(subjects))
        total += weight * (at(made | {subject}) - at(made))
    return total


def _subsets(subjects: list[StudyPart]) -> Iterable[PartsMade]:
    for size in range(len(subjects) + 1):
        for chosen in combinations(subjects, size):
            yield frozenset(chosen)
