"""What is allowed in a study, and often not meant."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import combinations

import numpy as np

from mcba.families.hierarchical import Predictive
from mcba.study import formula as formulas
from mcba.study.model import YEAR, Study, is_certain

FEW = 30  # observations below which the parameters of a fit are too uncertain to pass over
FEWEST_ROWS = 10
NOTABLE = 0.1  # a rank correlation below this changes little


def hints(study: Study) -> Iterator[str]:
    """Say what may have been meant otherwise: a sentence each, with the names of the assumptions."""
    yield from _drawn_once(study)
    yield from _bounds(study)
    yield from _few_data(study)
    yield from _no_mean(study)
    yield from _same_rows(study)


def _drawn_once(study: Study) -> Iterator[str]:
    """Flows of several years whose assumptions are drawn once, and nobody said why: it decides the spread."""
    assumptions = study.document.assumptions
    found = [
        name
        for name in sorted(_used_over_years(study), key=list(study.families).index)
        if not is_certain(study.families[name])
        and "drawn" not in assumptions[name].model_fields_set
        and assumptions[name].reason is None
        and YEAR not in study.dimensions.get(name, ())
    ]
    if found:
        yield (
            f"drawn once for all years, without a reason: {', '.join(found)}; if the years differ by chance, "
            'write drawn = "each_year" (with persistence), and if not, drawn = "once"'
        )


def _used_over_years(study: Study) -> set[str]:
    """The assumptions behind flows that last more than a year."""
    left = [name for name, (_, flow) in study.flows.items() if _lasts(study, flow.years)]
    seen: set[str] = set()
    while left:
        for used in formulas.names_in(study.formulas[left.pop()]):
            if used not in seen:
                seen.add(used)
                left += [used] if used in study.formulas else []
    return seen & study.families.keys()


def _lasts(study: Study, years: tuple[int, int] | None) -> bool:
    first, last = years or (0, study.horizon)
    return last > first


def _bounds(study: Study) -> Iterator[str]:
    """Utmost values that somebody was asked for, which people give as percentiles."""
    found = [
        name
        for name, assumption in study.document.assumptions.items()
        if assumption.distribution in {"triangular", "pert"}
        and assumption.status == "elicited"
        and assumption.mass is None
        and assumption.low is not None
    ]
    if found:
        yield (
            f"low and high are taken as the utmost values of {', '.join(found)}; people asked for a range mostly leave "
            "one case in five or ten outside: if so, add mass = 0.9 or 0.8"
        )


def _few_data(study: Study) -> Iterator[str]:
    """Fits to few data whose parameters are taken as known."""
    found = [
        f"{name} ({made.sample_fit.count})"
        for name, made in study.made.items()
        if made.sample_fit is not None and made.sample_fit.count < FEW and not isinstance(made.family, Predictive)
    ]
    if found:
        yield (
            f"fitted to few data and drawn as if the parameters were known: {', '.join(found)}; "
            'data = { …, parameters = "uncertain" } draws these too, and the range is as wide as the data leave it'
        )


def _no_mean(study: Study) -> Iterator[str]:
    """Lognormals of uncertain spread: their tail is so long that they have no mean."""
    found = [
        name
        for name, made in study.made.items()
        if isinstance(made.family, Predictive)
        and made.family.distribution == "lognormal"
        and made.family.then.high == float("inf")
    ]
    if found:
        yield (
            f"a lognormal whose spread is uncertain has no mean in theory: {', '.join(found)}; ranges and medians "
            "hold, means may not settle: truncate = { high = … } or a gamma settles them"
        )


def _same_rows(study: Study) -> Iterator[str]:
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
            yield (
                f"{first} and {second} are drawn independently, and in the rows of "
                f"{assumptions[first].data.table!r} they have a rank correlation of {together:.2f}; "  # type: ignore[union-attr]
                f'if that holds, add [[dependence]] with between = ["{first}", "{second}"] and '
                f"rank_correlation = {together:.2f}"
            )


def _rank_correlation(x: Sequence[float], y: Sequence[float]) -> float:
    from scipy.stats import rankdata

    ranks = rankdata(x), rankdata(y)
    return float(np.corrcoef(*ranks)[0, 1]) if all(np.ptp(rank) for rank in ranks) else 0.0
