"""The worlds at hand: the draws of every assumption and one outcome, checked and sorted once."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt

from mcba.errors import RunError

Floats = npt.NDArray[np.float64]
Integers = npt.NDArray[np.intp]

FEWEST_WORLDS = 20
# Rounding alone makes a constant sum differ in its last digits; below this it is not a spread.
ROUNDING = 1e-14
SMALLEST_SIZE, LARGEST_SIZE = 1e-120, 1e120
# An outcome whose variance hangs on one world has no variance that worlds can show.
LARGEST_SHARE = 0.25
# The largest relative standard error of a variance that is shared out.
MOST_DOUBT = 0.35
MOST_UNDEFINED = 0.9  # of the blocks of a design; with fewer left, it says little of the others
MEND_WORLDS = "mend the formula, or drop these worlds from all assumptions and the outcome"
MEND_DESIGN = (
    'mend the formula or the distribution, or say failed = "drop" in [run] and use sobol, morris, dgsm or a '
    "method that looks at worlds at hand (overview, first_order): these leave out what is undefined and count it"
)
INSTEAD = "use a method that looks at ranks or distributions (spearman, pawn, delta, P(y > 0) or quantiles)"
HEAVY_TAIL = ("one_world_carries", "few_worlds_carry", "no_variance")
"""The codes of an outcome without a variance to share out; ranks and distributions can still be compared."""


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

    x: Floats
    y: Floats
    names: Sequence[str] = ()
    endless: Sequence[str] = ()

    def __post_init__(self) -> None:
        x, y = _floats(self.x, "the assumptions"), _floats(self.y, "the outcome")
        if x.ndim == 1:
            x = x[:, np.newaxis]
        if x.ndim != 2 or y.ndim != 1 or len(x) != len(y) or x.shape[1] == 0:
            raise RunError(
                f"the assumptions have shape {x.shape} and the outcome {y.shape}; "
                "give (world, assumption) and (world,) with the same worlds in the same order"
            )
        if len(y) < FEWEST_WORLDS:
            raise RunError(
                f"{len(y)} worlds cannot carry a ranking; draw at least {FEWEST_WORLDS}",
                code="too_few_worlds",
                worlds=len(y),
                least=FEWEST_WORLDS,
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
    def standard(self) -> Floats:
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
    def outcome_share(self) -> Floats:
        """The share of worlds below each world's outcome, ties counting half, (world,)."""
        return shares_below(self.y, self.outcome_order)

    def share(self, column: int) -> Floats:
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
    size: Floats
    tied: bool

    @property
    def count(self) -> int:
        """Number of classes that hold worlds."""
        return len(self.size)

    def mean(self, values: Floats) -> Floats:
        """Mean of (world,) values in each class."""
        return np.bincount(self.label, weights=values, minlength=self.count) / self.size


def shares_below(values: Floats, order: Integers) -> Floats:
    """Mid-distribution function: P(X < x) + P(X = x) / 2 of each value, given the order of the values."""
    count = len(values)
    share = np.empty(count)
    share[order] = _sorted_shares(values[order])
    return share


def standardised(values: Floats) -> Floats:
    """Shift and scale to mean 0 and variance 1 over the first axis."""
    centred = values - values.mean(axis=0)
    standard: Floats = centred / centred.std(axis=0)
    return standard


def is_constant(values: Floats) -> bool:
    """Whether values differ by no more than rounding."""
    low, high = float(values.min()), float(values.max())
    return high - low <= ROUNDING * max(abs(low), abs(high))


def refuse_nonfinite(values: Floats, name: str, *, instead: str = MEND_WORLDS) -> None:
    """Refuse NaN and infinite values, with their number and the first place, and sizes whose squares are neither."""
    bad = np.flatnonzero(~np.isfinite(values))
    if bad.size:
        raise RunError(
            f"{name} is not finite in {bad.size} of {len(values)} worlds (first in world {bad[0]}: {values[bad[0]]}); "
            f"{instead}",
            code="undefined_outcome",
            count=int(bad.size),
            worlds=len(values),
        )
    largest = float(np.abs(values).max(initial=0.0))
    if largest and not SMALLEST_SIZE < largest < LARGEST_SIZE:
        raise RunError(f"{name} is of the size {largest:.0e}, of which no variance can be computed; change its unit")


def refuse_constant(y: Floats) -> None:
    """Refuse an outcome that never varies."""
    if is_constant(y):
        raise RunError(
            f"the outcome is {y[0]:g} in every world: no assumption drives it, and no share can be given",
            code="constant_outcome",
            value=float(y[0]),
        )


def refuse_without_variance(endless: Sequence[str], what: str, *, of: str = "the outcome") -> None:
    """Refuse values that have no variance, along these names."""
    if endless:
        raise RunError(
            f"{of} has no variance, because its tail along {', '.join(endless)} is too heavy, so there is nothing that "
            f"{what} could be of; {INSTEAD}",
            code="no_variance",
            names=tuple(endless),
        )


def refuse_heavy_tail(standard: Floats, what: str, *, of: str = "the outcome", endless: Sequence[str] = ()) -> None:
    """Refuse values without a variance, or with one that hangs on few of them; given with mean 0 and variance 1.

    What a variance is known by is the relative standard error of its estimate, sqrt((kurtosis - 1) / worlds). Where a
    variance exists it falls as worlds are drawn. Where none exists it stays: for a tail that falls with a power below
    2 its square is 1 - power / 2 on average, however many worlds there are (Pitman and Yor 1997,
    doi:10.1214/aop/1024404422, for squares, whose tail falls with half the power). So it
    tells at 100,000 worlds what one world that carries much tells at 1,000. Hill's estimate of the power itself would
    take lognormals and rare events for endless tails.

    Parameters
    ----------
    standard
        (world,).
    what, of
        What would be said, and of what, for messages.
    endless
        The names of what gives the values a tail without a variance.
    """
    refuse_without_variance(endless, what, of=of)
    squares = np.square(standard)
    share = float(squares.max()) / len(standard)
    doubt = math.sqrt(max(float(np.mean(squares**2)) - 1, 0) / len(standard))
    if share > LARGEST_SHARE:
        raise RunError(
            f"one of {len(standard)} worlds carries {share:.0%} of the variance of {of}, so {what} would "
            f"describe that world; {INSTEAD}, or draw more worlds",
            code="one_world_carries",
            share=share,
            worlds=len(standard),
        )
    if doubt > MOST_DOUBT:
        raise RunError(
            f"few of {len(standard)} worlds carry the variance of {of}, which is known to {doubt:.0%} only, so {what} "
            f"would describe those; {INSTEAD}, or draw more worlds",
            code="few_worlds_carry",
            doubt=doubt,
            worlds=len(standard),
        )


def checked_classes(classes: int | None, *, usual: int) -> int:
    """Return the number of classes asked for, or the usual one."""
    if classes is None:
        return usual
    if classes < 2:
        raise RunError(f"classes = {classes} leaves nothing to compare; give 2 or more ({usual} is usual)")
    return classes


def checked_outcomes(y: npt.ArrayLike, rows: int) -> Floats:
    """Outcomes of a design: as many as it has points, finite and not constant."""
    outcomes = _as_many_as(y, rows)
    refuse_nonfinite(outcomes, "the outcome", instead=MEND_DESIGN)
    refuse_constant(outcomes)
    return outcomes


def checked_blocks(
    y: npt.ArrayLike, rows: int, block: int, *, drop: bool = False
) -> tuple[Floats, npt.NDArray[np.bool_]]:
    """Outcomes of a design block by block, (block, row), and which blocks these are, (block in the design,).

    With `drop` a block is left out when the outcome is undefined at any of its points: what remains are the blocks that
    a design would have had of which each point is drawn again until all its block is defined.
    """
    if not drop:
        outcomes = checked_outcomes(y, rows)
        return outcomes.reshape(-1, block), np.ones(rows // block, dtype=np.bool_)
    outcomes = _as_many_as(y, rows).reshape(-1, block)
    whole = np.isfinite(outcomes).all(axis=1)
    if whole.mean() < 1 - MOST_UNDEFINED or np.count_nonzero(whole) < 2:
        raise RunError(
            f"the outcome is undefined at some point of {np.count_nonzero(~whole):,} of the design's {whole.size:,} "
            "rows, too many to leave out; mend the formula or the distribution, or use a method that looks at the "
            "worlds of a run (overview, first_order)",
            code="undefined_design",
            count=int(np.count_nonzero(~whole)),
            rows=whole.size,
        )
    kept = checked_outcomes(outcomes[whole].ravel(), int(np.count_nonzero(whole)) * block)
    return kept.reshape(-1, block), np.asarray(whole)


def _as_many_as(y: npt.ArrayLike, rows: int) -> Floats:
    outcomes = _floats(y, "the outcome")
    if outcomes.shape != (rows,):
        raise RunError(
            f"the design has {rows} points and the outcome shape {outcomes.shape}; give one outcome for each point, "
            "in the order of the points"
        )
    return outcomes


def _floats(values: npt.ArrayLike, name: str) -> Floats:
    try:
        return np.asarray(values, dtype=np.float64)
    except (TypeError, ValueError) as error:
        raise RunError(f"{name} must be numbers in an array: {error}") from error


def _sorted_shares(ordered: Floats) -> Floats:
    count = len(ordered)
    starts = np.flatnonzero(np.concatenate([[True], ordered[1:] != ordered[:-1]]))
    if len(starts) == count:
        return (np.arange(count) + 0.5) / count
    stops = np.append(starts[1:], count)
    return np.repeat((starts + stops) / (2 * count), stops - starts)


def _classes(values: Floats, order: Integers, count: int) -> Classes:
    shares = _sorted_shares(values[order])
    tied = bool(np.any(shares[1:] == shares[:-1]))
    steps = np.floor(shares * count).astype(np.intp)
    # Ties can leave classes empty; number the others from zero.
    steps = np.cumsum(np.concatenate([[False], steps[1:] != steps[:-1]]), dtype=np.intp)
    label = np.empty(len(values), dtype=np.intp)
    label[order] = steps
    return Classes(label, np.bincount(steps).astype(np.float64), tied)
