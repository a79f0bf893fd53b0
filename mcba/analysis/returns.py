"""The internal rate of return of a study, world by world; where there is none, or several, that is counted."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from mcba.analysis.estimates import Floats, Integers, checked_labels, checked_values
from mcba.analysis.rerun import BALANCE, affordable, at_hand, labels_of, smaller, study_of, with_balance
from mcba.engine.draws import drawing_of
from mcba.engine.economics import Economics
from mcba.engine.estimate import Estimate, probability, quantile
from mcba.engine.evaluate import Builder, evaluate
from mcba.engine.points import RANDOMISATIONS
from mcba.engine.result import Array, Run
from mcba.errors import RunError
from mcba.study.model import Study

BLOCK = 2**12
REPETITIONS = 10  # runs that take as long as looking for the rates
NET = "net benefit of each year"
SIGNS = {"benefits": "+", "costs": "-"}


def yearly_balance(run: Run) -> Array:
    """Benefits minus costs of each year, undiscounted, in every world of a run: (world, year).

    Examples
    --------
    >>> import mcba
    >>> yearly_balance(mcba.run(mcba.load("studies/schilderswijk-moeders"), worlds=512)).shape
    (512, 4)
    """
    with_balance(run)
    study, settings = study_of(run), run.settings
    builder = Builder({name: len(labels) for name, labels in study.sets.items()})
    program = builder.program({NET: _net(study, builder)})
    drawing = drawing_of(study, program.draws, settings)
    found = np.empty((study.horizon + 1, settings.worlds))
    for start in range(0, settings.worlds, BLOCK):
        stop = min(start + BLOCK, settings.worlds)
        count = -(-(stop - start) // RANDOMISATIONS) * RANDOMISATIONS
        block = evaluate(program, drawing.block(start, start + count), count)[NET]
        found[:, start:stop] = np.broadcast_to(block, (study.horizon + 1, count))[:, : stop - start]
    flows = found if run.kept is None else found[:, run.kept]
    return np.ascontiguousarray(flows.T)


def _net(study: Study, builder: Builder) -> int:
    economics = Economics(study, builder)
    total = builder.constant(np.zeros(study.horizon + 1), ("year",))
    for name, (kind, _) in study.flows.items():
        if kind in SIGNS:
            total = builder.apply(SIGNS[kind], total, economics.yearly(name))
    return total


def internal_rates(run: Run, *, low: float = -0.99, high: float = 10.0) -> InternalRates:
    """The internal rate of return in the first worlds of a run (all of them, for a study of few numbers).

    Parameters
    ----------
    low, high : float
        Rates a year between which to look.

    Raises
    ------
    RunError
        For a study of a single year, which has no rate of return.
    """
    if study_of(run).horizon == 0:
        raise RunError(
            "a study of one year has no internal rate of return; report its ratio or its balance", code="single_year"
        )
    first = smaller(at_hand(run), affordable(run, [BALANCE], REPETITIONS))
    return internal_rates_of(yearly_balance(first), low=low, high=high, randomisation=labels_of(first))


def rate_of_return(run: Run) -> RateOfReturn:
    """The internal rate of return of a run, without the rates of single worlds."""
    return internal_rates(run).told


# --- from flows


@dataclass(frozen=True)
class RateOfReturn:
    """The internal rate of return: its median where there is one, and the shares of worlds with none or with several.

    `searched` are the rates between which was looked, `worlds` how many worlds were looked at.
    """

    none: Estimate
    several: Estimate
    median: Estimate | None
    searched: tuple[float, float]
    worlds: int


@dataclass(frozen=True, eq=False)
class InternalRates:
    """The internal rate of return, world by world.

    `rates` holds only the worlds, given by `worlds`, in which the present value crosses zero exactly once between the
    rates searched. Worlds with no such rate and worlds with several are counted, and get no number.
    """

    rates: Floats
    worlds: Integers
    told: RateOfReturn


def internal_rates_of(
    flows: ArrayLike, *, low: float = -0.99, high: float = 10.0, randomisation: ArrayLike | None = None
) -> InternalRates:
    """Find the internal rate of return of each world from its flows; see `internal_rates` for those of a run.

    Parameters
    ----------
    flows
        (world, year) undiscounted net benefit, the first column at year 0.
    low, high
        Rates per year between which to look, above −1.
    randomisation
        (world,) label of the randomisation of each world, when worlds are not independent.

    Examples
    --------
    >>> import numpy as np
    >>> result = internal_rates_of(np.array([[-1.0, 1.1], [-1.0, 0.0], [-1.0, 1.2]]))
    >>> result.rates.round(6).tolist(), round(result.told.none.value, 3)
    ([0.1, 0.2], 0.333)
    """
    if not -1 < low < high < np.inf:
        raise RunError(f"the rates searched run from {low} to {high}; give −1 < low < high")
    yearly = checked_values(flows, "flows", dimensions=(2,))
    labels = checked_labels(randomisation, yearly.shape[0])
    parts = np.array_split(yearly, max(1, yearly.shape[0] // 8192))
    crossings, rates = (np.concatenate(column) for column in zip(*(_roots(p, low, high) for p in parts), strict=True))
    once = crossings == 1
    told = RateOfReturn(
        none=probability(crossings == 0, ranks=labels),
        several=probability(crossings > 1, ranks=labels),
        median=_median_of_some(rates[once], labels, once),
        searched=(low, high),
        worlds=once.size,
    )
    return InternalRates(rates[once], np.flatnonzero(once), told)


def _roots(flows: Floats, low: float, high: float) -> tuple[Integers, Floats]:
    """Count the sign changes of the present value over a grid of rates; find the root where there is exactly one."""
    factors = 1 / np.geomspace(1 + low, 1 + high, 256)
    powers = factors ** np.arange(flows.shape[1])[:, None]
    positive = flows @ powers > 0
    changes = positive[:, 1:] != positive[:, :-1]
    bracket = np.argmax(changes, axis=1)
    lower, upper = factors[bracket], factors[bracket + 1]
    starts_positive = positive[np.arange(len(flows)), bracket]
    for _ in range(60):
        middle = (lower + upper) / 2
        same_side = (_present_value(flows, middle) > 0) == starts_positive
        lower, upper = np.where(same_side, middle, lower), np.where(same_side, upper, middle)
    return changes.sum(axis=1), 2 / (lower + upper) - 1


def _present_value(flows: Floats, factor: Floats) -> Floats:
    total = np.zeros(flows.shape[0])
    for year in flows.T[::-1]:
        total = total * factor + year
    return total


def _median_of_some(values: Floats, labels: Integers | None, kept: NDArray[np.bool_]) -> Estimate | None:
    if values.size < 2:
        return None
    return quantile(values, 0.5, ranks=None if labels is None else labels[kept])
