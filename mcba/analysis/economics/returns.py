"""Internal and modified rates of return, world by world; where there is none, or several, that is counted.

An internal rate of return r > −1 is a zero of the present value Σ c_t / (1 + r)^t, so 1 + r is a positive real root of
a polynomial. Flows that change sign once have exactly one (Descartes' rule of signs), which is found by halving. Only
the worlds whose flows change sign more often can have several: there all roots are found as the eigenvalues of the
companion matrix, so that none is missed, however close two of them lie.

References
----------
Lorie & Savage (1955), Three problems in rationing capital, Journal of Business 28(4), doi:10.1086/294081 (several
rates); Edelman & Murakami (1995), Polynomial roots from companion matrix
eigenvalues, Mathematics of Computation 64, doi:10.1090/S0025-5718-1995-1262279-2.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import overload

import numpy as np
from numpy.typing import ArrayLike

from mcba.analysis.outcome_names import BALANCE
from mcba.analysis.reruns import FEWEST_OF_RERUN, affordable, labels_of, smaller, study_of, with_balance, with_worlds
from mcba.analysis.world_arrays import checked_labels, checked_values
from mcba.arrays import Array, Integers
from mcba.displayed import Displayed
from mcba.engine import Run, blocks_of
from mcba.engine.drawing import drawing_of
from mcba.engine.estimates import Estimate, probability, quantiles
from mcba.engine.program import Economics, Program
from mcba.errors import RunError

_BLOCK = 2**12
_MASS = 0.9
_NO_FLOW = 1e-12  # of the largest flow of a world: a smaller one is rounding
ROOTS = 14_000_000  # worlds with several changes of sign, times years squared: all their roots take some seconds
_REAL = 1e-6  # of a root: a smaller imaginary part, or distance to the next root, is rounding
_REPETITIONS = 10  # runs that take as long as looking for the rates
_NET = "net benefit of each year"
_SIGNS = {"benefits": "+", "costs": "-"}


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
    program = _net_of_costs(Economics(study))
    found = np.empty((study.horizon + 1, settings.worlds))
    for place, block in blocks_of(program, drawing_of(study, program.draws, settings), settings.worlds):
        found[:, place] = block[_NET]
    flows = found if run.kept is None else found[:, run.kept]
    return np.ascontiguousarray(flows.T)


def _net_of_costs(economics: Economics) -> Program:
    builder, study = economics.builder, economics.study
    total = builder.constant(np.zeros(study.horizon + 1), ("year",))
    for name, (kind, _) in study.flows.items():
        if kind in _SIGNS:
            total = builder.apply(_SIGNS[kind], total, economics.yearly(name))
    return builder.program({_NET: total})


@overload
def internal_rates(run: Run, /, *, low: float = ..., high: float = ...) -> InternalRates: ...
@overload
def internal_rates(
    flows: ArrayLike, /, *, low: float = ..., high: float = ..., randomisation: ArrayLike | None = ...
) -> InternalRates: ...
def internal_rates(
    given: Run | ArrayLike, /, *, low: float = -0.99, high: float = 10.0, randomisation: ArrayLike | None = None
) -> InternalRates:
    """All internal rates of return in each world: at these the present value of the flows is zero.

    Parameters
    ----------
    given : Run, or (world, year)
        A run of a study: its first worlds (all of them, for a study of few numbers). Or undiscounted net benefits, the
        first column at year 0, which is not discounted (as in `numpy_financial.irr`).
    low, high : float
        Rates a year between which to look; −1 < low < high.
    randomisation : (world,), optional
        For flows: the label of the randomisation of each world, when worlds are not independent. A run knows its own.

    Returns
    -------
    InternalRates
        `every` holds all rates of each world; `rates` those of the worlds with exactly one. `told` has the shares of
        worlds with none, one and several, and the median and range of the rate where there is one.

    Raises
    ------
    RunError
        For a study of a single year, which has no rate of return.

    Notes
    -----
    Where there are several rates none of them is what the project returns, and where there is none that does not make
    it bad: then the net present value decides. Rates of which 1 + rate is equal to a millionth are one.

    References
    ----------
    Lorie, J. H., & Savage, L. J. (1955). Three problems in rationing capital. Journal of Business 28(4), 229-239.
    https://doi.org/10.1086/294081; Edelman, A., & Murakami, H. (1995). Polynomial roots from companion matrix
    eigenvalues. Mathematics of Computation 64, 763-776. https://doi.org/10.1090/S0025-5718-1995-1262279-2

    Examples
    --------
    The oil pump of Lorie & Savage (1955), in thousands: it returns 25 % and 400 %.

    >>> found = internal_rates([[-1.6, 10, -10], [-1, 1.1, 0], [-1, 0.5, -0.1]])
    >>> found.count.tolist(), found.every.round(6).tolist()
    ([2, 1, 0], [[0.25, 4.0], [0.1, nan], [nan, nan]])
    """
    if isinstance(given, Run):
        flows, labels = _flows_of(given)
        return internal_rates_of(flows, low=low, high=high, randomisation=labels)
    return internal_rates_of(given, low=low, high=high, randomisation=randomisation)


def modified_rates(
    given: Run | ArrayLike, /, *, finance: float, reinvest: float, randomisation: ArrayLike | None = None
) -> InternalRates:
    """The modified internal rate of return in each world, which is one number where there are several internal rates.

    It is the rate at which the present value of the costs grows to the future value of the benefits at the horizon.

    Parameters
    ----------
    given, randomisation
        As in `internal_rates`.
    finance, reinvest : float
        Rates a year at which years with a negative balance are financed, and at which positive ones are reinvested.

    Returns
    -------
    InternalRates
        Worlds without a negative balance, or without a positive one, have no such rate; none has several.

    Raises
    ------
    RunError
        For a rate of −1 or less, and for flows of a single year, which have no rate of return.

    References
    ----------
    Lin (1976), The modified internal rate of return and investment criterion, The Engineering Economist 21(4),
    237-247; the conventions are those of `numpy_financial.mirr`.

    Examples
    --------
    >>> round(float(modified_rates([[-1.6, 10, -10]] * 2, finance=0.1, reinvest=0.1).rates[0]), 4)
    0.056
    """
    for name, rate in (("finance", finance), ("reinvest", reinvest)):
        if not -1 < rate < np.inf:
            raise RunError(f"{name} = {rate}; give a rate a year above −1, such as 0.03")
    flows, labels = _flows_of(given) if isinstance(given, Run) else (given, randomisation)
    yearly = checked_values(flows, "flows", dimensions=(2,))
    if yearly.shape[1] < 2:
        raise RunError("flows of one year have no rate of return; give a column for each year", code="single_year")
    years = np.arange(yearly.shape[1])
    paid = np.maximum(-yearly, 0) @ (1 + finance) ** -years
    gained = np.maximum(yearly, 0) @ (1 + reinvest) ** years[::-1]
    exists = (paid > 0) & (gained > 0)
    with np.errstate(divide="ignore", invalid="ignore"):
        rates = np.where(exists, (gained / paid) ** (1 / years[-1]) - 1, np.nan)
    return _told(rates[:, None], checked_labels(labels, yearly.shape[0]), (-1.0, np.inf))


def _flows_of(run: Run) -> tuple[Array, Integers | None]:
    """The yearly balance and the labels of as many worlds of a run as can be looked at in some seconds."""
    study = study_of(run)
    if not study.flows:
        raise RunError(
            "this study has no benefits, costs or transfers, so it has no flows from year to year and no rate of "
            "return; name them as flows, or give the balance of each year: mcba.internal_rates(flows), (world, year)",
            code="no_flows",
        )
    if study.horizon == 0:
        raise RunError(
            "a study of one year has no internal rate of return; report its ratio or its balance", code="single_year"
        )
    first = smaller(with_worlds(run), affordable(run, [BALANCE], _REPETITIONS))
    flows = yearly_balance(first)
    roots = np.count_nonzero(_sign_changes(flows) > 1) * flows.shape[1] ** 2
    if roots > ROOTS:
        first = smaller(first, max(FEWEST_OF_RERUN, 1 << int(math.log2(first.settings.worlds * ROOTS / roots))))
        flows = yearly_balance(first)
    return flows, labels_of(first)


def rate_of_return(run: Run) -> RateOfReturn:
    """The internal rate of return of a run, without the rates of single worlds.

    Parameters
    ----------
    run : Run
        Of a study of several years.

    Returns
    -------
    RateOfReturn
        Rates a year.

    Raises
    ------
    RunError
        With the code `single_year`.
    """
    return internal_rates(run).told


# --- from flows


@dataclass(frozen=True)
class RateOfReturn:
    """The rate of return: the shares of worlds with none, one and several, and its middle and range where it is one.

    `mass` is the share of the worlds with one rate between `low` and `high`; these and `median` are None where fewer
    than two worlds have one. `searched` are the rates between which was looked, in how many `worlds`.
    """

    none: Estimate
    one: Estimate
    several: Estimate
    median: Estimate | None
    low: Estimate | None
    high: Estimate | None
    mass: float
    searched: tuple[float, float]
    worlds: int


@dataclass(frozen=True, eq=False, repr=False)
class InternalRates(Displayed):
    """Rates of return, world by world.

    Attributes
    ----------
    rates : (single,)
        The rate in the worlds that have exactly one.
    worlds : (single,)
        Which worlds these are.
    every : (world, rate)
        All rates of each world, rising, then NaN.
    told : RateOfReturn
        What they say together.
    """

    rates: Array
    worlds: Integers
    every: Array
    told: RateOfReturn

    @property
    def count(self) -> Integers:
        """How many rates each world has, (world,)."""
        return np.asarray(np.sum(np.isfinite(self.every), axis=1))


def internal_rates_of(
    flows: ArrayLike, *, low: float = -0.99, high: float = 10.0, randomisation: ArrayLike | None = None
) -> InternalRates:
    """Find the internal rates of return of each world from its flows; see `internal_rates`.

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
    yearly = np.where(np.abs(yearly) > _NO_FLOW * np.abs(yearly).max(axis=1, keepdims=True), yearly, 0.0)
    changes = _sign_changes(yearly)
    every = np.full((yearly.shape[0], max(1, int(changes.max()))), np.nan)
    every[changes == 1, 0] = _single_rates(yearly[changes == 1], low, high)
    # Worlds whose flows begin and end in the same years have roots as many as each other.
    begin, end = np.argmax(yearly != 0, axis=1), yearly.shape[1] - np.argmax(yearly[:, ::-1] != 0, axis=1)
    for first, last in {*zip(begin[changes > 1].tolist(), end[changes > 1].tolist(), strict=True)}:
        some = np.flatnonzero((changes > 1) & (begin == first) & (end == last))
        for start in range(0, some.size, _BLOCK):
            part = some[start : start + _BLOCK]
            found = _all_rates(yearly[part, first:last], low, high)[:, : every.shape[1]]
            every[part, : found.shape[1]] = found
    return _told(every, labels, (low, high))


def _told(every: Array, labels: Integers | None, searched: tuple[float, float]) -> InternalRates:
    """The rates of each world, and what they say together."""
    count = np.sum(np.isfinite(every), axis=1)
    once = count == 1
    rates = every[once, 0]
    ends: list[Estimate | None] = [None, None, None]
    if rates.size > 1:
        tail = (1 - _MASS) / 2
        ends = [*quantiles(rates, (tail, 0.5, 1 - tail), ranks=None if labels is None else labels[once])]
    low, median, high = ends
    none, one, several = (probability(holds, ranks=labels) for holds in (count == 0, once, count > 1))
    told = RateOfReturn(none, one, several, median, low, high, _MASS, searched, once.size)
    return InternalRates(rates, np.flatnonzero(once), every, told)


def _sign_changes(flows: Array) -> Integers:
    """How often the flows of each world change sign, years without any left out (Descartes' rule of signs)."""
    changes = np.zeros(flows.shape[0], dtype=np.int64)
    last = np.zeros(flows.shape[0])
    for year in flows.T:
        sign = np.sign(year)
        changes += sign * last < 0
        last = np.where(sign == 0, last, sign)
    return changes


def _single_rates(flows: Array, low: float, high: float) -> Array:
    """The one rate of each world whose flows change sign once, by halving; NaN where it is not between low and high."""
    lower, upper = np.full(flows.shape[0], low), np.full(flows.shape[0], high)
    at_low, at_high = _sign_of_value(flows, lower), _sign_of_value(flows, upper)
    for _ in range(64):
        middle = (lower + upper) / 2
        same_side = _sign_of_value(flows, middle) == at_low
        lower, upper = np.where(same_side, middle, lower), np.where(same_side, upper, middle)
    return np.where(at_low * at_high < 0, (lower + upper) / 2, np.nan)


def _sign_of_value(flows: Array, rates: Array) -> Array:
    """The sign of the present value at a rate; below 0 that of the future value, which does not overflow."""
    growth, value, discounted = 1 + rates, np.zeros(flows.shape[0]), np.zeros(flows.shape[0])
    with np.errstate(over="ignore", invalid="ignore"):
        for first, last in zip(flows.T, flows.T[::-1], strict=True):
            value = value * growth + first
            discounted = discounted / growth + last
    return np.sign(np.where(growth < 1, value, discounted))


def _all_rates(flows: Array, low: float, high: float) -> Array:
    """All rates between low and high, (world, rate), rising, then NaN; first and last flow are not zero."""
    degree = flows.shape[1] - 1
    companion = np.zeros((flows.shape[0], degree, degree))
    companion[:, 0] = -flows[:, 1:] / flows[:, :1]
    companion[:, np.arange(1, degree), np.arange(degree - 1)] = 1.0
    roots = np.linalg.eigvals(companion)
    real = np.abs(roots.imag) <= _REAL * np.abs(roots)
    growth = np.where(real & (roots.real > 0), roots.real, np.nan)
    growth = np.sort(_polished(flows, growth), axis=1)
    with np.errstate(invalid="ignore"):
        again = np.diff(growth, axis=1, prepend=-1.0) <= _REAL * growth
        rates = np.where(again | (growth - 1 <= low) | (growth - 1 >= high), np.nan, growth - 1)
    return np.sort(rates, axis=1)


def _polished(flows: Array, growth: Array) -> Array:
    """Roots of the future value after a step of Newton's, where that brings its value nearer to zero."""
    with np.errstate(all="ignore"):
        for _ in range(2):
            value, slope = _value_and_slope(flows, growth)
            better = growth - value / slope
            nearer = np.abs(_value_and_slope(flows, better)[0]) < np.abs(value)
            growth = np.where(nearer & (better > 0), better, growth)
    return growth


def _value_and_slope(flows: Array, growth: Array) -> tuple[Array, Array]:
    value, slope = np.zeros_like(growth), np.zeros_like(growth)
    for year in flows.T:
        slope = slope * growth + value
        value = value * growth + year[:, None]
    return value, slope
