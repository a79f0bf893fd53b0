"""Hints: what is allowed in a study, and often not meant."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations

import numpy as np

from mcba.errors import Note
from mcba.families.uncertain import Predictive
from mcba.study.effect_tree import EffectFigure, effect_tree
from mcba.study.formula.parsing import parse
from mcba.study.formula.trees import names_behind
from mcba.study.model import YEAR, Study, is_certain
from mcba.study.reading.positions import Place, find_positions

FEW = 30  # observations below which the parameters of a fit are too uncertain to pass over
FEWEST_ROWS = 10
NOTABLE = 0.1  # a rank correlation below this changes little


Found = Iterator[tuple[str | Place, Note]]
"""The first assumption that a hint is about, or another place, and the hint."""


@dataclass(frozen=True)
class Hint:
    """What may have been meant otherwise, with the place of what it is about.

    `line` and `column` count from 1, as those of a `Complaint`.
    """

    path: str
    line: int
    column: int
    note: Note


def hints(study: Study) -> Iterator[Hint]:
    """What may have been meant otherwise, in the order in which it is looked for.

    Parameters
    ----------
    study : Study

    Returns
    -------
    iterator of Hint

    Examples
    --------
    >>> import mcba
    >>> study = mcba.load("studies/schilderswijk-moeders")
    >>> [hint.note.code for hint in hints(study)]
    []
    """
    positions = find_positions(study.text)
    for look in (_drawn_once, _bounds, _few_data, _no_mean, _same_rows, _counted_twice, _outside_tree):
        for first, note in look(study):
            offset = positions.nearest(("assumptions", first) if isinstance(first, str) else first)
            yield Hint(str(study.path), *positions.line_column(offset), note)


def _drawn_once(study: Study) -> Found:
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
        yield names[0], Note("drawn_once", {"names": tuple(names)})


def _used_over_years(study: Study) -> set[str]:
    """The assumptions behind flows that last more than a year."""
    lasting = [name for name, (_, flow) in study.flows.items() if _lasts(study, flow.years)]
    seen = set[str]().union(*(names_behind(study.formulas[name], study.formulas) for name in lasting))
    return seen & study.families.keys()


def _lasts(study: Study, years: tuple[int, int] | None) -> bool:
    first, last = years or (0, study.horizon)
    return last > first


def _bounds(study: Study) -> Found:
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
        yield names[0], Note("utmost_values", {"names": tuple(names)})


def _few_data(study: Study) -> Found:
    """Fits to few data whose parameters are taken as known."""
    counts = {
        name: made.sample_fit.count
        for name, made in study.made.items()
        if made.sample_fit is not None and made.sample_fit.count < FEW and not isinstance(made.family, Predictive)
    }
    if counts:
        yield next(iter(counts)), Note("few_data", {"names": counts})


def _no_mean(study: Study) -> Found:
    """Tails so long that there is no mean: those of lognormals of uncertain spread, and of a Pareto, t and others."""
    names = [
        name
        for name, made in study.made.items()
        if isinstance(made.family, Predictive)
        and made.family.distribution == "lognormal"
        and made.family.then.high == float("inf")
    ]
    if names:
        yield names[0], Note("no_mean", {"names": tuple(names)})
    endless = [
        name
        for name, family in study.families.items()
        if name not in names and min(float(np.min(index)) for index in family.tail_index) <= 1
    ]
    if endless:
        yield endless[0], Note("endless_tail", {"names": tuple(endless)})


def _same_rows(study: Study) -> Found:
    """Columns of one table, of which the rows belong together, drawn as if they did not."""
    linked = {frozenset(pair) for group in study.dependence for pair in combinations(group.names, 2)}
    assumptions = study.document.assumptions
    sampled = [
        (name, study.made[name].sample) for name, assumption in assumptions.items() if assumption.data is not None
    ]
    for (first, x), (second, y) in combinations(sampled, 2):
        same = assumptions[first].data.table == assumptions[second].data.table  # type: ignore[union-attr]
        if not same or frozenset((first, second)) in linked or len(x) != len(y) or len(x) < FEWEST_ROWS:
            continue
        together = _rank_correlation(x, y)
        if abs(together) > max(NOTABLE, 3 / np.sqrt(len(x))):
            table = assumptions[first].data.table  # type: ignore[union-attr]
            data = {"first": first, "second": second, "table": table, "correlation": round(together, 2)}
            yield first, Note("same_rows", data)


def _counted_twice(study: Study) -> Found:
    """Deadweight of an effect that is a difference with the null alternative already, or may well be one."""
    assumptions = study.document.assumptions
    for name, benefit in study.document.benefits.items():
        if benefit.deadweight is None:
            continue
        behind = names_behind(parse(benefit.formula), study.formulas)
        measured = {part: assumptions[part].measured for part in assumptions if part in behind}
        against = tuple(part for part, how in measured.items() if how == "against_null")
        if against:
            yield ("benefits", name, "deadweight"), Note("deadweight_twice", {"flow": name, "names": against})
        elif study.document.study.null_alternative and "before_after" not in measured.values():
            yield ("benefits", name, "deadweight"), Note("deadweight_unsaid", {"flow": name})


def _outside_tree(study: Study) -> Found:
    """What counts, or is named without a price, and stands in no effect of the tree."""
    named = {figure for effect in effect_tree(study.document) for figure in effect.figures}
    figures = [
        EffectFigure(section, name)
        for section in ("benefits", "transfers", "pm")
        for name in getattr(study.document, section)
    ]
    left = tuple(figure.name for figure in figures if figure not in named)
    if named and left:
        yield ("effects",), Note("outside_tree", {"names": left})


def _rank_correlation(x: Sequence[float], y: Sequence[float]) -> float:
    from scipy.stats import rankdata

    ranks = rankdata(x), rankdata(y)
    return float(np.corrcoef(*ranks)[0, 1]) if all(np.ptp(rank) for rank in ranks) else 0.0
