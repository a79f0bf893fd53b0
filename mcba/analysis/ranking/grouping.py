"""Factors: what is ranked as one, an assumption with all its years or labels, or a group of assumptions."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

import numpy as np

from mcba.analysis.ranking.indices.dependent.gaussian import blocks
from mcba.errors import RequestError, RunError, suggestion
from mcba.study import Study

Groups = str | Mapping[str, Sequence[str]] | None
GROUPINGS = ("assumption", "number", "status", "kind", "dependent")


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
        raise RequestError(
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
                raise RequestError(
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
