"""How far the numbers of two runs of one study lie apart, and whether anybody sees it in print."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from mcba.arrays import Array
from mcba.engine.estimates.estimate import Summary
from mcba.engine.result import Run
from mcba.study.formula import ANSWERS

_NO_SPREAD = 1e-12  # of the largest value: a smaller spread is rounding


@dataclass(frozen=True)
class Difference:
    """The largest difference between the numbers of two runs.

    Attributes
    ----------
    size : float
        Of the standard deviation of the outcome in which it lies (of its largest value, where it has no spread);
        infinite where a number is there in one of the two runs only.
    outcome : str
        That outcome; empty where no number differs.
    printed_same : bool
        Whether every summary of the two prints as the same text: mean, median, both ends and spread, each to the digits
        of its error, and the probabilities that answer the question of the study.
    """

    size: float
    outcome: str
    printed_same: bool


NO_DIFFERENCE = Difference(0.0, "", printed_same=True)


def difference_between(before: Run, after: Run) -> Difference:
    """The largest difference between two runs, outcome by outcome and label by label.

    Parameters
    ----------
    before, after : Run
        Both with their worlds, or both with what these say.

    Returns
    -------
    Difference

    Examples
    --------
    >>> import mcba
    >>> before, after = (mcba.from_worlds({"saving": [1.0, 3.0, last]}) for last in (5.0, 5.0 + 1e-9))
    >>> found = difference_between(before, after)
    >>> f"{found.size:.0e}", found.outcome, found.printed_same
    ('6e-10', 'saving', True)
    """
    named, others = dict(_rows(before)), dict(_rows(after))
    sizes = {
        name: _apart(before, after, *row) if name in named and name in others else math.inf
        for name, row in {**named, **others}.items()
    }
    largest = max(sizes, key=lambda name: sizes[name], default="")
    size = sizes.get(largest, 0.0)
    return Difference(
        size, largest if size else "", named.keys() == others.keys() and _printed(before) == _printed(after)
    )


def _rows(run: Run) -> Iterator[tuple[str, tuple[str, str | None]]]:
    """Each outcome, and each label of a labelled array, by the name that `summary.csv` gives it."""
    for name in run.outcomes:
        yield name, (name, None)
    for name, dimension in run.dimensions.items():
        yield from ((f"{name}[{label}]", (name, label)) for label in run.labels[dimension])


def _apart(before: Run, after: Run, name: str, label: str | None) -> float:
    if name in before.accumulators:
        old, new = (_numbers(run.summary(name)) for run in (before, after))
        return _largest(old, new, before.summary(name).sd)
    old, new = before.values(name, label), after.values(name, label)
    finite = old[np.isfinite(old)]
    return _largest(old, new, float(finite.std()) if finite.size else 0.0)


def _numbers(summary: Summary) -> Array:
    return np.array([summary.mean.value, summary.sd, summary.median.value, summary.low.value, summary.high.value])


def _largest(old: Array, new: Array, spread: float) -> float:
    """The largest distance as a share of the spread; infinite where one of a pair is no number."""
    if old.shape != new.shape:
        return math.inf
    same = (old == new) | (np.isnan(old) & np.isnan(new))
    if same.all():
        return 0.0
    old, new = old[~same], new[~same]
    if not (np.isfinite(old) & np.isfinite(new)).all():
        return math.inf
    largest = float(np.abs(old).max())
    known = spread if _NO_SPREAD * largest < spread < math.inf else largest
    return float(np.abs(new - old).max()) / (known or 1.0)


def _printed(run: Run) -> list[str]:
    """What is read of a run: its summaries and probabilities."""
    summaries = [run.summary(name, label=label) for _, (name, label) in _rows(run)]
    chances = [str(run.probability(name, above=above)) for name, above in ANSWERS.items() if name in run.outcomes]
    return [*map(repr, summaries), *(str(summary.range) for summary in summaries), *chances]
