"""Why two runs differ: which assumptions changed, and what each change does to the mean and to both ends of the range.

The changes are shared out by Shapley: what each one adds, averaged over all orders in which they can be made, on
common worlds. The shares add up to the whole difference, whatever the order.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from itertools import combinations
from math import factorial

import numpy as np

from mcba.analysis.rerun import BALANCE, affordable, study_of
from mcba.engine.estimate import Estimate
from mcba.engine.result import Array, Run
from mcba.engine.run import run as draw_worlds
from mcba.errors import RunError
from mcba.families.base import Family
from mcba.families.hierarchical import Conditional
from mcba.study.model import YEAR, Study

MODEL, HORIZON, DEPENDENCE, DRAWING = "formulas and flows", "horizon", "dependence", "worlds drawn"
STATISTICS = ("mean", "low", "high")
COMMON = 2**15  # worlds on which the changes are taken apart
ALL_ORDERS = 7  # changes up to which every order is looked at: 2^7 runs
ORDERS = 24  # orders that are looked at beyond that, each with its reverse
PARTS = 16

Statistics = Array
"""(part, statistic): mean, low and high in the whole and in each of 16 parts of the worlds."""


@dataclass(frozen=True)
class Change:
    """One change between two runs, in words, and what it does to the mean and to both ends (B minus A)."""

    name: str
    before: str
    after: str
    mean: Estimate
    low: Estimate
    high: Estimate


@dataclass(frozen=True)
class Comparison:
    """Two runs and the changes that make them differ, the largest in the mean first.

    `before` and `after` are mean, low and high of the outcome in runs A and B as they were drawn. The changes add up to
    `total`, the difference on the common worlds; `drawing` is what is left: other worlds (seed, sampler, number).
    `mass` is that of run A. `orders` counts the orders of the changes that were looked at, 0 for all of them.
    """

    outcome: str
    unit: str
    before: tuple[Estimate, Estimate, Estimate]
    after: tuple[Estimate, Estimate, Estimate]
    changes: tuple[Change, ...]
    total: tuple[Estimate, Estimate, Estimate]
    drawing: tuple[float, float, float]
    mass: float
    worlds: int
    orders: int


def compare(before: Run, after: Run, *, outcome: str = BALANCE, worlds: int | None = None) -> Comparison:
    """Explain why two runs of a study differ.

    Parameters
    ----------
    before, after : Run
        Runs A and B: of two versions of a study, of two scenarios or options, of two studies of the same form.
    outcome : str
        Which outcome; both runs have it.
    worlds : int, optional
        On so many common worlds the changes are taken apart; 32,768 when absent, fewer for a study of many numbers.

    Raises
    ------
    RunError
        When one of the runs has no such outcome, or is a run of a function.

    Examples
    --------
    >>> import mcba
    >>> study = mcba.load("studies/schilderswijk-moeders")
    >>> runs = [mcba.run(study, worlds=4_096, scenario=name) for name in (None, "reading_80")]
    >>> [change.name for change in compare(*runs).changes]
    ['optimism']
    """
    studies = study_of(before), study_of(after)
    for which, study in zip(("A", "B"), studies, strict=True):
        if outcome not in study.outcomes:
            raise RunError(f"run {which} has no outcome {outcome!r}; it has {', '.join(study.outcomes)}")
    worlds = min(COMMON, affordable(before), affordable(after)) if worlds is None else worlds
    changed = _changes(*studies)
    known: dict[frozenset[str], Statistics] = {}

    def at(made: frozenset[str]) -> Statistics:
        if made not in known:
            known[made] = _statistics(_hybrid(*studies, made, other_model=MODEL in changed), before, outcome, worlds)
        return known[made]

    names = tuple(changed)
    shares, orders = _shapley(names, at)
    whole = at(frozenset(names)) - at(frozenset())
    rows = [
        Change(name, *changed[name], *(Estimate(float(s[0, k]), _spread(s[1:, k])) for k in range(len(STATISTICS))))
        for name, s in shares.items()
    ]
    rows.sort(key=lambda change: -max(abs(change.mean.value), abs(change.low.value), abs(change.high.value)))
    ours, theirs = _drawn_estimates(before, outcome, before), _drawn_estimates(after, outcome, before)
    total = tuple(Estimate(float(whole[0, k]), _spread(whole[1:, k])) for k in range(len(STATISTICS)))
    left = tuple(b.value - a.value - t.value for a, b, t in zip(ours, theirs, total, strict=True))
    return Comparison(
        outcome=outcome,
        unit=before.unit(outcome),
        before=ours,
        after=theirs,
        changes=tuple(rows),
        total=total,  # type: ignore[arg-type]
        drawing=left,  # type: ignore[arg-type]
        mass=before.settings.mass,
        worlds=worlds,
        orders=orders,
    )


def _drawn_estimates(run: Run, outcome: str, first: Run) -> tuple[Estimate, Estimate, Estimate]:
    found = run.summary(outcome, mass=first.settings.mass)
    return (
        found.mean,
        Estimate(found.range.low, found.range.low_error),
        Estimate(found.range.high, found.range.high_error),
    )


# --- what changed


def _changes(before: Study, after: Study) -> dict[str, tuple[str, str]]:
    """Everything that differs between two studies and can move a number, by name, with both sides in words."""
    found = {}
    for name in _shared_families(before, after):
        ours, theirs = before.families[name], after.families[name]
        if not _same(ours, theirs) or before.price_factors.get(name, 1.0) != after.price_factors.get(name, 1.0):
            found[name] = (_words(before, name), _words(after, name))
    choices = before.document.choices, after.document.choices
    for name in choices[0].keys() & choices[1].keys():
        if choices[0][name].value != choices[1][name].value:
            found[name] = (str(choices[0][name].value), str(choices[1][name].value))
    if before.horizon != after.horizon:
        found[HORIZON] = (f"{before.horizon} years", f"{after.horizon} years")
    if _of_model(before) != _of_model(after):
        found[MODEL] = ("as in A", "as in B")
    elif before.document.dependence != after.document.dependence:
        found[DEPENDENCE] = (f"{len(before.dependence)} groups", f"{len(after.dependence)} groups")
    order = [*before.families, *before.document.choices, HORIZON, DEPENDENCE, MODEL]
    return {name: found[name] for name in order if name in found}


def _same(one: Family, other: Family) -> bool:
    if isinstance(one, Conditional):  # whether its parents changed is said of them
        return type(one) is type(other) and repr(one) == repr(other)
    return (
        type(one) is type(other)
        and repr(one) == repr(other)
        and bool(np.array_equal(np.asarray(one.ppf(0.3)), np.asarray(other.ppf(0.3))))
    )


def _words(study: Study, name: str) -> str:
    family = study.families[name]
    if family.batch_shape:
        return "one for each label"
    low, high = (float(end) for end in family.central(0.9))
    median = float(np.asarray(family.median))
    return f"{median:,.6g}" if low == high else f"{median:,.4g} ({low:,.4g} to {high:,.4g})"


def _of_model(study: Study) -> tuple[object, ...]:
    """What decides the form of a study: its names, how they are drawn, its formulas and its flows."""
    drawn = {name: (one.drawn, one.persistence, one.over) for name, one in study.document.assumptions.items()}
    sets = {name: labels for name, labels in study.sets.items() if name != YEAR}
    formulas = {name: (node.kind, _text(node)) for name, node in study.formulas.items()}
    flows = {
        name: (kind, flow.years, flow.fades, flow.gains, flow.losses) for name, (kind, flow) in study.flows.items()
    }
    return drawn, sets, formulas, flows, sorted(study.document.choices)


def _text(node: object) -> str:
    """A formula without the places where its parts stand."""
    kind, name, value, operands = (getattr(node, part) for part in ("kind", "name", "value", "operands"))
    return f"{kind}:{name}:{value}({','.join(_text(operand) for operand in operands)})"


# --- studies in between


def _hybrid(before: Study, after: Study, made: frozenset[str], *, other_model: bool) -> Study:
    """Study A with some of the changes made."""
    base, other = (after, before) if MODEL in made else (before, after)
    from_other = {name for name in _shared(before, after) if (name in made) != (MODEL in made)}
    families = {**base.families, **{name: other.families[name] for name in from_other if name in other.families}}
    factors = {
        **base.price_factors,
        **{name: other.price_factors.get(name, 1.0) for name in from_other if name in other.families},
    }
    choices = {
        **base.document.choices,
        **{name: other.document.choices[name] for name in from_other if name in other.document.choices},
    }
    horizon = (after if HORIZON in made else before).horizon
    header = base.document.study.model_copy(update={"horizon": horizon})
    document = base.document.model_copy(update={"choices": choices, "study": header})
    dependence = (base if other_model else after if DEPENDENCE in made else before).dependence
    sets = {**base.sets, YEAR: tuple(str(year) for year in range(horizon + 1))}
    return replace(base, document=document, families=families, price_factors=factors, dependence=dependence, sets=sets)


def _shared(before: Study, after: Study) -> set[str]:
    """Assumptions and choices that both studies have."""
    return _shared_families(before, after) | (before.document.choices.keys() & after.document.choices.keys())


def _shared_families(before: Study, after: Study) -> set[str]:
    """Assumptions that can be exchanged: they have the same labels in both studies."""
    return {
        name
        for name in before.families.keys() & after.families.keys()
        if before.dimensions[name] == after.dimensions[name]
        and before.families[name].batch_shape == after.families[name].batch_shape
    }


def _statistics(study: Study, like: Run, outcome: str, worlds: int) -> Statistics:
    """Mean and ends of the outcome: the first row of all worlds, then of each part of them."""
    # Random worlds: the draw of an assumption is the same whatever other assumptions a study has.
    found = draw_worlds(
        study, worlds=worlds, seed=like.settings.seed, sampler="random", keep=[outcome], store="worlds"
    ).values(outcome)
    tail = (1.0 - like.settings.mass) / 2.0

    def of(values: Array) -> list[float]:
        return [float(values.mean()), *map(float, np.quantile(values, [tail, 1.0 - tail]))]

    return np.array([of(found), *(of(found[part::PARTS]) for part in range(PARTS))])


def _spread(parts: Array) -> float:
    return float(np.std(parts, ddof=1) / np.sqrt(parts.size))


# --- shares


def _shapley(names: tuple[str, ...], at: Callable[[frozenset[str]], Statistics]) -> tuple[dict[str, Statistics], int]:
    """What each change adds, averaged over the orders of the changes, and how many orders; 0 for all."""
    if len(names) <= ALL_ORDERS:
        return {name: _exact(name, names, at) for name in names}, 0
    generator = np.random.default_rng(0)
    found = {name: np.zeros_like(at(frozenset())) for name in names}
    for _ in range(ORDERS // 2):
        order = [names[place] for place in generator.permutation(len(names))]
        for way in (order, order[::-1]):  # an order and its reverse: what they interact by is shared evenly
            made: frozenset[str] = frozenset()
            for name in way:
                found[name] += (at(made | {name}) - at(made)) / ORDERS
                made |= {name}
    return found, ORDERS


def _exact(name: str, names: tuple[str, ...], at: Callable[[frozenset[str]], Statistics]) -> Statistics:
    others = [other for other in names if other != name]
    total = np.zeros_like(at(frozenset()))
    for made in _subsets(others):
        weight = factorial(len(made)) * factorial(len(others) - len(made)) / factorial(len(names))
        total += weight * (at(made | {name}) - at(made))
    return total


def _subsets(names: list[str]) -> Iterable[frozenset[str]]:
    for size in range(len(names) + 1):
        for chosen in combinations(names, size):
            yield frozenset(chosen)
