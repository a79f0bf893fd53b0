"""The worlds at hand: the draws of every assumption and one outcome, checked and sorted once."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from mcba.analysis.ranking.indices.refusals import (
    as_floats,
    is_constant,
    refuse_constant,
    refuse_heavy_tail,
    refuse_nonfinite,
)
from mcba.arrays import Array, Integers
from mcba.errors import RunError

_FEWEST = 20  # worlds that carry a ranking

OutcomeFunction = Callable[[Array], Array]
"""A model: outcomes (row,) of values (row, assumption)."""


@dataclass(frozen=True, eq=False)
class Worlds:
    """Draws of the assumptions and one outcome, refused when they cannot carry a ranking.

    Parameters
    ----------
    x
        (world, assumption), or (world,) for one assumption; each in its own unit.
    y
        (world,), the outcome in its own unit.
    names
        The assumptions' names, used in messages; by default `x[0]`, `x[1]`, ...
    endless
        Names of what drives the outcome and has no variance by its distribution.

    Raises
    ------
    RunError
        When shapes differ, a value is not finite, there are fewer than 20 worlds,
        or an assumption or the outcome never varies.

    Examples
    --------
    >>> rng = np.random.default_rng(0)
    >>> x = rng.normal(size=(100, 2))
    >>> Worlds(x, x[:, 0] + x[:, 1], names=["price", "reach"]).count
    100
    """

    x: Array
    y: Array
    names: Sequence[str] = ()
    endless: Sequence[str] = ()

    def __post_init__(self) -> None:
        x, y = as_floats(self.x, "the assumptions"), as_floats(self.y, "the outcome")
        if x.ndim == 1:
            x = x[:, np.newaxis]
        if x.ndim != 2 or y.ndim != 1 or len(x) != len(y) or x.shape[1] == 0:
            raise RunError(
                f"the assumptions have shape {x.shape} and the outcome {y.shape}; "
                "give (world, assumption) and (world,) with the same worlds in the same order"
            )
        if len(y) < _FEWEST:
            raise RunError(
                f"{len(y)} worlds cannot carry a ranking; draw at least {_FEWEST}",
                code="too_few_worlds",
                worlds=len(y),
                least=_FEWEST,
            )
        names = tuple(self.names) or tuple(f"x[{column}]" for column in range(x.shape[1]))
        if len(names) != x.shape[1]:
            raise RunError(f"{len(names)} names for {x.shape[1]} assumptions; give one name for each column")
        for name, values in [*zip(names, x.T, strict=True), ("the outcome", y)]:
            refuse_nonfinite(values, name)
        constant = [name for name, values in zip(names, x.T, strict=True) if is_constant(values)]
        if constant:
            raise RunError(
                f"{', '.join(constant)} has the same value in every world, so nothing can be said about its effect; "
                "leave it out of the ranking"
            )
        refuse_constant(y)
        # Every method walks along columns.
        object.__setattr__(self, "x", np.asfortranarray(x))
        object.__setattr__(self, "y", y)
        object.__setattr__(self, "names", names)

    @property
    def count(self) -> int:
        """Number of worlds."""
        return len(self.y)

    @property
    def dimension(self) -> int:
        """Number of assumptions."""
        return int(self.x.shape[1])

    @cached_property
    def spread(self) -> float:
        """Standard deviation of the outcome over the worlds, in its own unit."""
        return float(np.std(self.y))

    @cached_property
    def standard(self) -> Array:
        """The outcome with mean 0 and variance 1 over the worlds, (world,)."""
        return standardised(self.y)

    @cached_property
    def order(self) -> tuple[Integers, ...]:
        """For each assumption the worlds from its lowest to its highest value."""
        return tuple(np.argsort(values) for values in self.x.T)

    @cached_property
    def outcome_order(self) -> Integers:
        """The worlds from the lowest to the highest outcome."""
        return np.argsort(self.y)

    @cached_property
    def outcome_share(self) -> Array:
        """The share of worlds below each world's outcome, ties counting half, (world,)."""
        return shares_below(self.y, self.outcome_order)

    def share(self, column: int) -> Array:
        """Share of worlds below each world's value of one assumption, ties counting half, (world,)."""
        return shares_below(self.x[:, column], self.order[column])

    def classes(self, column: int, count: int) -> Classes:
        """Split the worlds into at most `count` classes of equal size by one assumption.

        Worlds with the same value stay together, so a discrete assumption gets fewer and unequal classes.
        """
        return _classes(self.x[:, column], self.order[column], count)

    def outcome_classes(self, count: int) -> Classes:
        """Split the worlds into at most `count` classes of equal size by the outcome."""
        return _classes(self.y, self.outcome_order, count)

    def refuse_one_world(self, what: str) -> None:
        """Refuse an outcome that has no variance, or none that these worlds can show."""
        refuse_heavy_tail(self.standard, what, endless=self.endless)


@dataclass(frozen=True, eq=False)
class Classes:
    """Classes of worlds by one number: their labels from low to high, their sizes, and what bounds them.

    `tied` says that classes are sets of values and not of ranks, so that their bounds carry no sampling error.
    """

    label: Integers
    size: Array
    tied: bool

    @property
    def count(self) -> int:
        """Number of classes that hold worlds."""
        return len(self.size)

    def mean(self, values: Array) -> Array:
        """Mean of (world,) values in each class."""
        return np.bincount(self.label, weights=values, minlength=self.count) / self.size


def shares_below(values: Array, order: Integers) -> Array:
    """Mid-distribution function: P(X < x) + P(X = x) / 2 of each value, given the order of the values.

    Parameters
    ----------
    values : (world,)
    order : (world,)
        The places of the values from the lowest to the highest.

    Returns
    -------
    (world,)
        Shares between 0 and 1.

    References
    ----------
    Parzen (2004), Quantile probability and statistical data modeling, Statistical Science 19, 652-662.

    Examples
    --------
    >>> x = np.array([3.0, 1.0, 3.0, 2.0])
    >>> shares_below(x, np.argsort(x, kind="stable")).tolist()
    [0.75, 0.125, 0.75, 0.375]
    """
    count = len(values)
    share = np.empty(count)
    share[order] = _sorted_shares(values[order])
    return share


def standardised(values: Array) -> Array:
    """Shift and scale to mean 0 and variance 1 over the first axis.

    Parameters
    ----------
    values : (world, …)

    Returns
    -------
    (world, …)

    Examples
    --------
    >>> standardised(np.array([1.0, 3.0])).tolist()
    [-1.0, 1.0]
    """
    centred = values - values.mean(axis=0)
    standard: Array = centred / centred.std(axis=0)
    return standard


def _sorted_shares(ordered: Array) -> Array:
    count = len(ordered)
    starts = np.flatnonzero(np.concatenate([[True], ordered[1:] != ordered[:-1]]))
    if len(starts) == count:
        return (np.arange(count) + 0.5) / count
    stops = np.append(starts[1:], count)
    return np.repeat((starts + stops) / (2 * count), stops - starts)


def _classes(values: Array, order: Integers, count: int) -> Classes:
    shares = _sorted_shares(values[order])
    tied = bool(np.any(shares[1:] == shares[:-1]))
    steps = np.floor(shares * count).astype(np.intp)
    # Ties can leave classes empty; number the others from zero.
    steps = np.cumsum(np.concatenate([[False], steps[1:] != steps[:-1]]), dtype=np.intp)
    label = np.empty(len(values), dtype=np.intp)
    label[order] = steps
    return Classes(label, np.bincount(steps).astype(np.float64), tied)
