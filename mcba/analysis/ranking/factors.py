"""What is ranked: factors, each of one number or of several, what moves together, and what is left out.

A factor is an assumption with all its years or labels, or a group of assumptions.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from itertools import combinations

import numpy as np
from numpy.typing import NDArray

from mcba.analysis.ranking.indices import blocks, shares_below
from mcba.engine.program import Plan
from mcba.errors import Note, RunError, suggestion
from mcba.families.uncertain import Conditional
from mcba.study import Study, is_certain

Floats = NDArray[np.float64]
Groups = str | Mapping[str, Sequence[str]] | None
Pair = tuple[str, str]

GROUPINGS = ("assumption", "number", "status", "kind", "dependent")
DOUBT = 5.0  # standard errors from which a rank correlation in worlds of unknown dependence is believed
LOOKED_AT = 2**14  # worlds in which correlations are looked for: those above 0.04 are found


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
    names = [assumption_of(number) for number in numbers]
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


def assumption_of(number: str) -> str:
    """The assumption of a number: its address without a label."""
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


# --- what is left out


def left_out_of(plan: Plan, idle: Sequence[str]) -> dict[str, str]:
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
