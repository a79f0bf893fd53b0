"""What share of an outcome's variance comes from what is assumed, and what from what is sourced.

References
----------
Janon, Klein, Lagnoux, Nodet & Prieur (2014), doi:10.1051/ps/2013040, equation 6 (the index as a correlation);
Homma & Saltelli (1996), doi:10.1016/0951-8320(96)00002-6 (total index: one less that of all others).
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from mcba.analysis.ranking.indices.refusals import refuse_constant, refuse_heavy_tail
from mcba.analysis.ranking.indices.worlds import standardised
from mcba.analysis.ranking.left_out import nothing_to_rank
from mcba.analysis.ranking.pick_freeze import PickFreeze, affordable_rows
from mcba.arrays import Array
from mcba.engine import Run
from mcba.engine.drawing import RANDOMISATIONS
from mcba.engine.estimates import Estimate, mean
from mcba.errors import Note, RunError
from mcba.study import Study, is_certain

ASSUMED = "assumed"
_SHAPE_CHOSEN = ("uniform", "loguniform", "triangular", "pert", "trapezoidal", "curvilinear_trapezoid", "arcsine")
"""Distributions that are given by their ends, and a mode: a source states these, and somebody chose the shape."""
_NUMBERS = 1_000_000  # drawn for the share: some hundredths of a second
_ROUNDING = 1e-12  # of the mean: a smaller spread is none


@dataclass(frozen=True)
class AssumedShare:
    """The share of an outcome's variance that comes from the assumed numbers together.

    Attributes
    ----------
    outcome : str
    alone : Estimate
        What they explain by themselves: the first-order index of the group, from 0 to 1.
    at_most : Estimate
        With what they do together with the others: the total index of the group. The others explain the rest.
    shape_chosen : tuple of str
        The assumptions that count as sourced and whose source states the ends of the distribution only.
    """

    outcome: str
    alone: Estimate
    at_most: Estimate
    shape_chosen: tuple[str, ...] = ()

    @property
    def is_additive(self) -> bool:
        """Whether both are the same within two of their errors, so that one number says it."""
        return self.at_most.value - self.alone.value <= 2 * math.hypot(self.alone.error, self.at_most.error)

    @property
    def either(self) -> Estimate:
        """One number for both, with the larger of their errors."""
        return replace(self.alone, error=max(self.alone.error, self.at_most.error))

    @property
    def notes(self) -> tuple[Note, ...]:
        """What must be said with the share: that it counts distributions as sourced whose shape is not."""
        count = len(self.shape_chosen)
        return (Note("shape_not_sourced", {"count": count, "names": self.shape_chosen}),) if count else ()


def assumed_share(run: Run, outcome: str | None = None) -> AssumedShare:
    """What share of the variance of an outcome comes from the assumptions that are assumed.

    The model is evaluated at a few thousand further points: once more with the assumed numbers drawn anew, and once
    more with all others drawn anew. What moves together with an assumed number counts with it. How many points follows
    from the study alone, so a study has one share, whatever worlds a run has.

    Parameters
    ----------
    run : Run
        Of a study.
    outcome : str, optional
        The net present value when absent, or else the first outcome that varies.

    Returns
    -------
    AssumedShare

    Raises
    ------
    RunError
        Where the outcome is the same in every world, or has no variance.

    Examples
    --------
    >>> import mcba
    >>> run = mcba.run(mcba.load("studies/tegaderm-dressing"), worlds=1_000)
    >>> assumed_share(run).at_most
    Estimate(0)
    """
    outcome = outcome or varying_outcome(run)
    twice = PickFreeze.of(run.plan, outcome)
    plan = twice.plan
    twice = replace(twice, rows=affordable_rows(3 * len(plan.drawing.addresses), _NUMBERS))
    names = {unknown.name for unknown in plan.drawing.drawn if not is_certain(unknown.family)}
    if not names:
        raise nothing_to_rank(outcome)
    assumed = _assumed(plan.chosen, names)
    chosen = _shape_chosen(plan.chosen, names - assumed)
    is_assumed = np.array([address.partition("[")[0] in assumed for address in plan.drawing.addresses])
    at_first, assumed_anew, others_anew = _evaluated(twice, is_assumed)
    defined = at_first[np.isfinite(at_first)]
    refuse_constant(defined)
    tail = run.tail(outcome)
    without_variance = () if tail is None else (tail.assumption,)
    refuse_heavy_tail(standardised(defined), "a share of variance", endless=without_variance)
    if not assumed or assumed == names:
        share = Estimate(float(bool(assumed)), 0.0)
        return AssumedShare(outcome, share, share, chosen)
    alone, others = _explained(at_first, others_anew), _explained(at_first, assumed_anew)
    low = replace(alone, value=_share(alone.value))
    high = replace(others, value=max(low.value, _share(1.0 - others.value)))
    return AssumedShare(outcome, low, high, chosen)


def varying_outcome(run: Run) -> str:
    """The net present value, or else the first outcome that is not the same in every world.

    Raises
    ------
    RunError
        Where every outcome is.
    """
    names = ("npv", *run.outcomes) if "npv" in run.outcomes else run.outcomes
    for name in names:
        summary = run.summary(name)
        if summary.note is not None or (summary.sd > _ROUNDING * abs(summary.mean.value) and np.isfinite(summary.sd)):
            return name
    raise RunError("no outcome differs between worlds", code="no_varying_outcome")


def _assumed(study: Study, names: set[str]) -> set[str]:
    assumed = {name for name in names if study.document.assumptions[name].status == ASSUMED}
    for group in study.dependence:
        if assumed & set(group.names):
            assumed |= names & set(group.names)
    return assumed


def _shape_chosen(study: Study, names: set[str]) -> tuple[str, ...]:
    """Which of some assumptions have a distribution of which a source states the ends and nobody the shape."""
    stated = study.document.assumptions
    return tuple(name for name in stated if name in names and stated[name].distribution in _SHAPE_CHOSEN)


def _evaluated(twice: PickFreeze, is_assumed: NDArray[np.bool_]) -> list[Array]:
    """The outcome at points, and at the same points with the assumed, and with the other numbers drawn anew."""
    outcomes = [twice.sides[0], twice.outcome(is_assumed), twice.outcome(~is_assumed)]
    defined = np.isfinite(outcomes).all(axis=0)
    return [np.where(defined, array, np.nan) for array in outcomes]


def _explained(reference: Array, other: Array) -> Estimate:
    """The share of variance that two evaluations have in common: that of the numbers they share."""
    defined = np.isfinite(reference)
    ranks = (np.arange(reference.size) % RANDOMISATIONS)[defined]
    first, second = reference[defined], other[defined]
    middle = (first.mean() + second.mean()) / 2
    first, second = first - middle, second - middle
    product, square = first * second, (first**2 + second**2) / 2
    variance = square.mean()
    if variance == 0:
        return Estimate(0.0, 0.0)
    share = product.mean() / variance
    rest = mean((product - share * square) / variance, randomisations=RANDOMISATIONS, ranks=ranks)
    return replace(rest, value=float(share))


def _share(value: float) -> float:
    return min(max(value, 0.0), 1.0)
