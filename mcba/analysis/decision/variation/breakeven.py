"""Break-even values: where the outcome is zero as one number moves and everything else stays put.

Needs only the model, not the worlds, so it is exact. Another question than that of a switching value.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from mcba.analysis.decision.variation.deterministic import DeterministicModel
from mcba.analysis.decision.variation.switching import Line
from mcba.analysis.outcome_names import BALANCE
from mcba.analysis.reruns import known_assumption
from mcba.displayed import Displayed
from mcba.errors import RunError
from mcba.families import Beta, Family
from mcba.study import Study


@dataclass(frozen=True, repr=False)
class BreakEven(Displayed):
    """Where the outcome is zero as one number moves and everything else stays put; exact, so without an error.

    `value` is None when the outcome keeps its sign between `low` and `high`, and `stays` is then +1 or −1; `good_side`
    is None where the outcome touches zero without changing sign. `others` holds further zeros.
    """

    value: float | None
    good_side: str | None
    others: tuple[float, ...]
    low: float
    high: float
    stays: int = 0


def break_even_between(outcome: Callable[[float], float], low: float, high: float, *, points: int = 65) -> BreakEven:
    """Find the one-way break-even of a number: the value at which the outcome is zero, all else held.

    Parameters
    ----------
    outcome
        The outcome as a function of that number.
    low, high
        Where to look.
    points
        Even steps at which to look for a change of sign; two zeros within one step are not seen.

    Raises
    ------
    RunError
        On low ≥ high, and on an outcome that is not a finite number.

    Examples
    --------
    >>> break_even_between(lambda price: 50 * price - 90_000, 0, 5_000).value
    1800.0
    """
    if not (np.isfinite([low, high]).all() and low < high):
        raise RunError(f"the range to search runs from {low} to {high}; give two numbers with low < high")
    if points < 2:
        raise RunError(f"points is {points}; give 2 or more")
    grid = np.linspace(low, high, points)
    values = np.array([_finite(outcome, float(x)) for x in grid])
    roots, sides = [], []
    for k in np.flatnonzero((values[1:] > 0) != (values[:-1] > 0)):
        roots.append(_solve(outcome, (float(grid[k]), float(grid[k + 1])), (float(values[k]), float(values[k + 1]))))
        sides.append("above" if values[k + 1] > 0 else "below")
    if not roots and (values == 0).any():
        return BreakEven(float(grid[np.argmax(values == 0)]), None, (), low, high)
    if not roots:
        return BreakEven(None, None, (), low, high, stays=int(np.sign(values[0])))
    return BreakEven(roots[0], sides[0], tuple(roots[1:]), low, high)


def break_even_line(
    outcome: Callable[[float, float], float], first: ArrayLike, low: float, high: float, *, points: int = 65
) -> Line:
    """Find, for values of one number, the break-even of a second between `low` and `high`, all else held.

    `outcome` is a function of the two numbers. The band of each point is the point itself: nothing is random here.

    Parameters
    ----------
    outcome
        A function of the two numbers.
    first
        Values of the first number.
    low, high
        Where to look for the second.
    points
        As in `break_even_between`.

    Returns
    -------
    Line

    Examples
    --------
    >>> break_even_line(lambda x, y: x + y - 3, [1, 2], 0, 5).second.tolist()
    [2.0, 1.0]
    """
    stops = np.atleast_1d(np.asarray(first, dtype=np.float64))
    found = [break_even_between(_held(outcome, float(stop)), low, high, points=points) for stop in stops]
    second = np.array([np.nan if result.value is None else result.value for result in found])
    return Line(stops, second, second.copy(), second.copy(), np.array([result.stays for result in found], np.int64))


def _held(outcome: Callable[[float, float], float], stop: float) -> Callable[[float], float]:
    return lambda x: outcome(stop, x)


def _finite(outcome: Callable[[float], float], x: float) -> float:
    value = float(outcome(x))
    if not np.isfinite(value):
        raise RunError(f"the outcome at {x:g} is {value}; search a range in which it is a finite number")
    return value


def _solve(outcome: Callable[[float], float], bracket: tuple[float, float], ends: tuple[float, float]) -> float:
    from scipy.optimize import brentq  # 0.1 s that only a break-even needs

    for x, value in zip(bracket, ends, strict=True):
        if value == 0:
            return x
    return float(brentq(lambda x: _finite(outcome, x), *bracket, xtol=1e-300, rtol=1e-15))


# --- of an assumption


@dataclass(frozen=True, repr=False)
class OneWay(Displayed):
    """The break-even of one assumption with all others at base, and how likely the assumption lies beyond it.

    `chance` is the probability of a value on the other side of the break-even than the base; None without break-even,
    and for an assumption of several numbers, which are all set to the same value.
    """

    base: float
    found: BreakEven
    chance: float | None


def assumption_break_even(
    study: Study,
    name: str,
    *,
    outcome: str = BALANCE,
    level: float = 0.0,
    low: float | None = None,
    high: float | None = None,
) -> OneWay:
    """The value of an assumption at which an outcome is at a level, with all others at base: the balance at zero.

    Looked for between `low` and `high`: by default from 0 (two spreads below, where it can be negative) to three times
    its highest likely value, and for a beta distribution not beyond its ends.

    Raises
    ------
    RunError
        For a name that is no assumption, or one that differs by label.

    Examples
    --------
    >>> import mcba
    >>> found = assumption_break_even(mcba.load("studies/schilderswijk-moeders"), "optimism")
    >>> found.base, round(found.found.value, 3)
    (1.0, 0.542)
    """
    known_assumption(study, name)
    return one_way(DeterministicModel(study, outcome), name, level=level, low=low, high=high)


def one_way(
    model: DeterministicModel, name: str, *, level: float = 0.0, low: float | None = None, high: float | None = None
) -> OneWay:
    """The break-even of an assumption in a model that is compiled already; see `assumption_break_even`.

    Parameters
    ----------
    model : DeterministicModel
    name : str
        The assumption.
    level, low, high
        As in `assumption_break_even`.

    Returns
    -------
    OneWay

    Raises
    ------
    RunError
        With the code `does_not_move` or `differs_by_label`.
    """
    if name not in model.base:
        raise RunError(
            f"assumption {name!r} does not move the outcome, or is certain, so it has no break-even",
            code="does_not_move",
            name=name,
        )
    family = model.families[name]
    if family.batch_shape:
        raise RunError(
            f"assumption {name!r} differs by label, so it has no single break-even", code="differs_by_label", name=name
        )
    first, last = searched(family, is_parameter=name in model.parameters)
    first, last = first if low is None else low, last if high is None else high
    found = break_even_between(lambda x: model.at({name: x}) - level, first, last)
    base = float(model.base[name])
    if found.value is None or model.program.draws.get(name):
        return OneWay(base, found, None)
    nearest = min((found.value, *found.others), key=lambda value: abs(value - base))
    below = float(family.cdf(nearest))
    return OneWay(base, found, below if nearest <= base else 1.0 - below)


def searched(family: Family, *, is_parameter: bool = False) -> tuple[float, float]:
    """Where a break-even of an assumption is looked for: also far outside its range, but not where it cannot be."""
    low, high = (float(end) for end in family.ppf(np.array([0.001, 0.999])))
    if is_parameter:  # further out, what follows from it may not exist
        return low, high
    spread = high - low
    if float(np.asarray(family.low)) < 0:
        return low - 2 * spread, high + 2 * spread
    bounded = isinstance(family, Beta)
    return 0.0, float(np.asarray(family.high)) if bounded else 3 * high
