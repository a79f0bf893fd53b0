"""Hints at numbers that were made from data: of whom they are, how few they are, and which rows belong together."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import combinations

import numpy as np

from mcba.errors import Note
from mcba.families.uncertain import Predictive
from mcba.study.hints.products import Found, at, times_a_count
from mcba.study.model import Study
from mcba.study.tables.sipmath_import import SUFFIXES

FEW = 30  # observations below which the parameters of a fit are too uncertain to pass over
FEWEST_ROWS = 10
NOTABLE = 0.1  # a rank correlation below this changes little


def individuals(study: Study) -> Found:
    """Data of individuals that are multiplied by a number of them: one of them then stands for all."""
    names = _individuals(study)
    if names:
        yield at(names[0]), Note("individuals", {"names": names})


def _individuals(study: Study) -> tuple[str, ...]:
    drawn = {
        name
        for name, assumption in study.document.assumptions.items()
        if assumption.data is not None
        and "of" not in assumption.data.model_fields_set
        and assumption.drawn != "each_unit"
        and assumption.data.rows != "together"  # draws of a number, and not observations, as those of a library are
        and not assumption.data.table.lower().endswith(SUFFIXES)
    }
    return times_a_count(study, drawn)


def few_data(study: Study) -> Found:
    """Fits to few data whose parameters are taken as known."""
    told = _individuals(study)
    counts = {
        name: made.sample_fit.count
        for name, made in study.made.items()
        if made.sample_fit is not None
        and made.sample_fit.count < FEW
        and not isinstance(made.family, Predictive)
        and name not in told
    }
    if counts:
        yield at(next(iter(counts))), Note("few_data", {"names": counts})


def same_rows(study: Study) -> Found:
    """Columns of one table, of which the rows belong together, drawn as if they did not."""
    linked = {frozenset(pair) for group in study.dependence for pair in combinations(group.names, 2)}
    assumptions = study.document.assumptions
    sampled = [
        (name, study.made[name].sample)
        for name, assumption in assumptions.items()
        if assumption.data is not None and assumption.data.rows != "apart"  # said, and so not overlooked
    ]
    for (first, x), (second, y) in combinations(sampled, 2):
        same = assumptions[first].data.table == assumptions[second].data.table  # type: ignore[union-attr]
        if not same or frozenset((first, second)) in linked or len(x) != len(y) or len(x) < FEWEST_ROWS:
            continue
        together = _rank_correlation(x, y)
        if abs(together) > max(NOTABLE, 3 / np.sqrt(len(x))):
            table = assumptions[first].data.table  # type: ignore[union-attr]
            data = {"first": first, "second": second, "table": table, "correlation": round(together, 2)}
            yield at(first), Note("same_rows", data)


def _rank_correlation(x: Sequence[float], y: Sequence[float]) -> float:
    from scipy.stats import rankdata

    ranks = rankdata(x), rankdata(y)
    return float(np.corrcoef(*ranks)[0, 1]) if all(np.ptp(rank) for rank in ranks) else 0.0
