"""Hints at the spread of numbers: how often they are drawn, how far they reach, and whether they have a mean."""

from __future__ import annotations

import re

import numpy as np

from mcba.errors import Note
from mcba.families.uncertain import Predictive
from mcba.study.formula.trees import literal, names_behind, walk
from mcba.study.hints.products import Found, at, times_a_count
from mcba.study.model import YEAR, Study, is_certain

LIKELY = 0.001  # a probability below this of a share above 1 is passed over
_SHARE = re.compile(
    r"share|fraction|probabilit|chance|percent|attribution|deadweight|displacement|drop.?off"
    r"|aandeel|fractie|kans\b|kans_|attributie|toerekening|verdringing|uitval"
)
"""What names and labels of numbers between 0 and 1 are made of."""
NO_SHARE = re.compile(r"ratio|factor|error|multiplier|verhouding|relatie|fout\b|odds|hazard")
"""What names and labels of numbers are made of that are used like a share and may be above 1."""


def drawn_once(study: Study) -> Found:
    """Flows of several years whose assumptions are drawn once, and nobody said why: it decides the spread."""
    assumptions = study.document.assumptions
    names = [
        name
        for name in sorted(_used_over_years(study), key=list(study.families).index)
        if not is_certain(study.families[name])
        and "drawn" not in assumptions[name].model_fields_set
        and assumptions[name].reason is None
        and YEAR not in study.dimensions.get(name, ())
    ]
    if names:
        yield at(names[0]), Note("drawn_once", {"names": tuple(names)})


def _used_over_years(study: Study) -> set[str]:
    """The assumptions behind flows that last more than a year."""
    lasting = [name for name, (_, flow) in study.flows.items() if _lasts(study, flow.period)]
    seen = set[str]().union(*(names_behind(study.formulas[name], study.formulas) for name in lasting))
    return seen & study.families.keys()


def _lasts(study: Study, years: tuple[int, int] | None) -> bool:
    first, last = years or (0, study.horizon)
    return last > first


def bounds(study: Study) -> Found:
    """Utmost values that somebody was asked for, which people give as percentiles."""
    names = [
        name
        for name, assumption in study.document.assumptions.items()
        if assumption.distribution in {"triangular", "pert"}
        and assumption.status == "elicited"
        and assumption.mass is None
        and assumption.low is not None
    ]
    if names:
        yield at(names[0]), Note("utmost_values", {"names": tuple(names)})


def no_mean(study: Study) -> Found:
    """Tails so long that there is no mean: those of lognormals of uncertain spread, and of a Pareto, t and others."""
    names = [
        name
        for name, made in study.made.items()
        if isinstance(made.family, Predictive)
        and made.family.distribution == "lognormal"
        and made.family.then.high == float("inf")
    ]
    if names:
        yield at(names[0]), Note("no_mean", {"names": tuple(names)})
    endless = [
        name
        for name, family in study.families.items()
        if name not in names and min(float(np.min(index)) for index in family.tail_index) <= 1
    ]
    if endless:
        yield at(endless[0]), Note("endless_tail", {"names": tuple(endless)})


def shares(study: Study) -> Found:
    """Shares that reach above 1, which no share can."""
    wanted = _subtracted_from_one(study)
    names = []
    for name, family in study.families.items():
        assumption = study.document.assumptions[name]
        if assumption.unit not in {None, "1"}:
            continue
        labels = assumption.label.model_dump(exclude_none=True).values() if assumption.label else ()
        said = " ".join([name, *labels]).casefold()
        if (name in wanted or _SHARE.search(said)) and not NO_SHARE.search(said):
            above = 1 - float(np.min(family.cdf(1.0))) if not is_certain(family) else float(np.max(family.high) > 1)
            if above > LIKELY:
                names.append(name)
    if names:
        yield at(names[0]), Note("share_above_one", {"names": tuple(names)})


def _subtracted_from_one(study: Study) -> set[str]:
    """The assumptions of which what is left of 1 is used: `1 - deadweight`."""
    nodes = (node for tree in study.formulas.values() for node in walk(tree))
    left = (node.operands for node in nodes if node.kind == "-")
    return {second.name for first, second in left if literal(first) == 1 and second.kind == "name"} & {*study.families}


def one_for_all(study: Study) -> Found:
    """What happens to one person, yes or no or how often, drawn once and counted for all of them alike."""
    assumptions = study.document.assumptions
    single = {
        name
        for name, family in study.families.items()
        if assumptions[name].distribution in _OF_ONE and assumptions[name].drawn == "once" and not is_certain(family)
    }
    names = times_a_count(study, single)
    if names:
        yield at(names[0]), Note("one_for_all", {"names": names})


_OF_ONE = frozenset({"bernoulli", "poisson", "negative_binomial"})
"""The distributions of what one person does or undergoes; a binomial says of how many."""
