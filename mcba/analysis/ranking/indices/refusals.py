"""Outcomes and options that cannot carry a ranking, refused with the reason and what to do instead."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from mcba.arrays import Array
from mcba.errors import RunError

# Rounding alone makes a constant sum differ in its last digits; below this it is not a spread.
_ROUNDING = 1e-14
_SMALLEST_SIZE, _LARGEST_SIZE = 1e-120, 1e120
# An outcome whose variance hangs on one world has no variance that worlds can show.
LARGEST_SHARE = 0.25
# The largest relative standard error of a variance that is shared out.
_MOST_DOUBT = 0.35
_MOST_UNDEFINED = 0.9  # of the blocks of a design; with fewer left, it says little of the others
_MEND_WORLDS = "mend the formula, or drop these worlds from all assumptions and the outcome"
MEND_DESIGN = (
    'mend the formula or the distribution, or say failed = "drop" in [run] and use sobol, morris, dgsm or a '
    "method that looks at worlds at hand (overview, first_order): these leave out what is undefined and count it"
)
_INSTEAD = "use a method that looks at ranks or distributions (spearman, pawn, delta, P(y > 0) or quantiles)"
HEAVY_TAIL = ("one_world_carries", "few_worlds_carry", "no_variance")
"""The codes of an outcome without a variance to share out; ranks and distributions can still be compared."""


def is_constant(values: Array) -> bool:
    """Whether values differ by no more than rounding.

    Parameters
    ----------
    values : array

    Returns
    -------
    bool

    Examples
    --------
    >>> is_constant(np.array([0.3, 0.1 + 0.2]))
    True
    """
    low, high = float(values.min()), float(values.max())
    return high - low <= _ROUNDING * max(abs(low), abs(high))


def refuse_nonfinite(values: Array, name: str, *, instead: str = _MEND_WORLDS) -> None:
    """Refuse NaN and infinite values, with their number and the first place, and sizes whose squares are neither.

    Parameters
    ----------
    values : (world,)
    name : str
        Of the values, for the message.
    instead : str
        What to do instead.

    Raises
    ------
    RunError
        With the code `undefined_outcome`, `count` and `worlds`.
    """
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
    if largest and not _SMALLEST_SIZE < largest < _LARGEST_SIZE:
        raise RunError(f"{name} is of the size {largest:.0e}, of which no variance can be computed; change its unit")


def refuse_constant(y: Array) -> None:
    """Refuse an outcome that never varies.

    Parameters
    ----------
    y : (world,)

    Raises
    ------
    RunError
        With the code `constant_outcome` and the `value`.
    """
    if is_constant(y):
        raise RunError(
            f"the outcome is {y[0]:g} in every world: no assumption drives it, and no share can be given",
            code="constant_outcome",
            value=float(y[0]),
        )


def refuse_without_variance(endless: Sequence[str], what: str, *, of: str = "the outcome") -> None:
    """Refuse values that have no variance, along these names.

    Parameters
    ----------
    endless : sequence of str
        What gives the values a tail without a variance.
    what, of : str
        What would be said, and of what, for the message.

    Raises
    ------
    RunError
        With the code `no_variance` and the `names`.
    """
    if endless:
        raise RunError(
            f"{of} has no variance, because its tail along {', '.join(endless)} is too heavy, so there is nothing that "
            f"{what} could be of; {_INSTEAD}",
            code="no_variance",
            names=tuple(endless),
        )


def refuse_heavy_tail(standard: Array, what: str, *, of: str = "the outcome", endless: Sequence[str] = ()) -> None:
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

    Raises
    ------
    RunError
        With the code `one_world_carries` or `few_worlds_carry`, and what `refuse_without_variance` raises.
    """
    refuse_without_variance(endless, what, of=of)
    squares = np.square(standard)
    share = float(squares.max()) / len(standard)
    doubt = math.sqrt(max(float(np.mean(squares**2)) - 1, 0) / len(standard))
    if share > LARGEST_SHARE:
        raise RunError(
            f"one of {len(standard)} worlds carries {share:.0%} of the variance of {of}, so {what} would "
            f"describe that world; {_INSTEAD}, or draw more worlds",
            code="one_world_carries",
            share=share,
            worlds=len(standard),
        )
    if doubt > _MOST_DOUBT:
        raise RunError(
            f"few of {len(standard)} worlds carry the variance of {of}, which is known to {doubt:.0%} only, so {what} "
            f"would describe those; {_INSTEAD}, or draw more worlds",
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


def checked_outcomes(y: npt.ArrayLike, rows: int) -> Array:
    """Outcomes of a design: as many as it has points, finite and not constant."""
    outcomes = _as_many_as(y, rows)
    refuse_nonfinite(outcomes, "the outcome", instead=MEND_DESIGN)
    refuse_constant(outcomes)
    return outcomes


def checked_blocks(
    y: npt.ArrayLike, rows: int, block: int, *, drop: bool = False
) -> tuple[Array, npt.NDArray[np.bool_]]:
    """Outcomes of a design block by block, (block, row), and which blocks these are, (block in the design,).

    With `drop` a block is left out when the outcome is undefined at any of its points: what remains are the blocks that
    a design would have had of which each point is drawn again until all its block is defined.
    """
    if not drop:
        outcomes = checked_outcomes(y, rows)
        return outcomes.reshape(-1, block), np.ones(rows // block, dtype=np.bool_)
    outcomes = _as_many_as(y, rows).reshape(-1, block)
    whole = np.isfinite(outcomes).all(axis=1)
    if whole.mean() < 1 - _MOST_UNDEFINED or np.count_nonzero(whole) < 2:
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


def _as_many_as(y: npt.ArrayLike, rows: int) -> Array:
    outcomes = as_floats(y, "the outcome")
    if outcomes.shape != (rows,):
        raise RunError(
            f"the design has {rows} points and the outcome shape {outcomes.shape}; give one outcome for each point, "
            "in the order of the points"
        )
    return outcomes


def as_floats(values: npt.ArrayLike, name: str) -> Array:
    """Values as an array of float64, or what is wrong with `name`."""
    try:
        return np.asarray(values, dtype=np.float64)
    except (TypeError, ValueError) as error:
        raise RunError(f"{name} must be numbers in an array: {error}") from error
