"""Derivative-based measures: upper bounds of total indices, from small steps along every assumption.

The bound is Poincaré's inequality along one assumption, the others fixed: Var f <= C E[f'^2], where the constant C
belongs to the distribution along which the derivative is taken. Two distributions have one that is known and small:

- uniform on [a, b]: (b - a)^2 / pi^2, so 1 / pi^2 along the probability;
- normal: its variance (Chernoff 1981), so 1 along the normal score.

Every other distribution is a rising function of a normal score, along which the derivative is then taken. So its bound
is that of a weighted inequality of its own, finite for lognormals too, which have no constant on their own scale.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy import special

from mcba.analysis.ranking.indices.designed.points import check_power_of_two, scrambled_sobol
from mcba.analysis.ranking.indices.influence import RESAMPLES, USUAL_MASS
from mcba.analysis.ranking.indices.refusals import LARGEST_SHARE, checked_blocks, refuse_heavy_tail
from mcba.analysis.ranking.indices.resampling import Index, Resampler, index
from mcba.analysis.ranking.indices.worlds import standardised
from mcba.arrays import Array
from mcba.errors import RunError

_NEAREST = 2.0**-33  # to the ends of the cube: half a step of the points


@dataclass(frozen=True)
class DerivativeDesign:
    """Scrambled Sobol' points, each followed by one small step along every assumption.

    Parameters
    ----------
    dimension
        Number of assumptions.
    base
        Number of points to step from, a power of two.
    seed
        Any integer from 0.
    step
        Length of the steps, in probability or in normal score; they turn back at the end of the cube.
    by_score
        (assumption,) which are stepped along their normal score; by default all are along their probability, as fits
        uniform ones.

    Examples
    --------
    >>> DerivativeDesign(dimension=3, base=256, seed=1).points().shape
    (1024, 3)
    """

    dimension: int
    base: int
    seed: int
    step: float = 1e-4
    by_score: Sequence[bool] | None = None

    def __post_init__(self) -> None:
        if self.dimension < 1:
            raise RunError(f"dimension = {self.dimension}; a design needs at least one assumption")
        check_power_of_two("base", self.base)
        if not 0 < self.step < 0.5:
            raise RunError(f"step = {self.step:g} does not stay in the unit cube; give a small number such as 1e-4")
        scored = tuple([False] * self.dimension if self.by_score is None else map(bool, self.by_score))
        if len(scored) != self.dimension:
            raise RunError(f"by_score has {len(scored)} values for {self.dimension} assumptions; give one for each")
        object.__setattr__(self, "by_score", scored)

    @property
    def rows(self) -> int:
        """Number of points."""
        return self.base * (self.dimension + 1)

    @property
    def constants(self) -> Array:
        """Poincaré's constant of the scale of each step, (assumption,)."""
        return np.where(np.asarray(self.by_score), 1.0, 1.0 / np.pi**2)

    def points(self) -> Array:
        """All points, (row, assumption) in [0, 1)."""
        starts = scrambled_sobol(self.dimension, self.base, seed=self.seed)
        scored = np.asarray(self.by_score)
        starts[:, scored] = np.maximum(starts[:, scored], _NEAREST)
        score = special.ndtri(starts[:, scored])
        moved = np.where(starts + self.step < 1, starts + self.step, starts - self.step)
        moved[:, scored] = special.ndtr(score - np.where(score > 0, self.step, -self.step))
        points = np.repeat(starts[:, np.newaxis], self.dimension + 1, axis=1)
        columns = np.arange(self.dimension)
        points[:, columns + 1, columns] = moved
        return points.reshape(-1, self.dimension)


@dataclass(frozen=True, eq=False)
class Derivatives:
    """Derivatives along the probability or the normal score of each assumption.

    `mean_square` is in squared outcome units, for the whole range of an assumption that is stepped along its
    probability, and for one normal score of the others (one standard deviation of a normal); `bound` is an upper bound
    of the total index (a small bound proves that an assumption can be fixed; a large one proves nothing).
    """

    mean_square: Index
    bound: Index


def dgsm(
    design: DerivativeDesign,
    y: npt.ArrayLike,
    *,
    names: Sequence[str] = (),
    drop: bool = False,
    resamples: int = RESAMPLES,
    mass: float = USUAL_MASS,
    seed: int = 0,
) -> Derivatives:
    """Derivative-based global sensitivity measures, and the bounds they give for total indices.

    The bound of the total index is C E[f'^2] / Var(y), see the module. It is an equality for a sum of normals, 1.22
    times the total index for a line in a uniform number, and above 1 where effects turn often. Where one point carries
    the squared derivatives they say nothing, and are refused. A discrete assumption has no derivative. With `drop`,
    points are left out where the outcome is undefined, at them or a step from them.

    Parameters
    ----------
    design
        The design whose points were evaluated.
    y
        (row,), outcomes in the order of `design.points()`.
    names
        Of the assumptions, for messages.
    drop
        Leave out points where the outcome is undefined.
    resamples, mass, seed
        Of the bootstrap over points.

    Returns
    -------
    Derivatives

    Raises
    ------
    RunError
        For an outcome that does not vary or has no variance, and squared derivatives that one point carries.

    References
    ----------
    Sobol' and Kucherenko (2009), doi:10.1016/j.matcom.2009.01.023; Lamboni, Iooss, Popelin and Gamboa (2013),
    doi:10.1016/j.matcom.2013.02.002; Roustant, Barthe and Iooss (2017), doi:10.1214/17-EJS1310, for the constants and
    how a transport carries them over; Chernoff (1981), doi:10.1214/aop/1176994428, for the normal.

    Examples
    --------
    >>> design = DerivativeDesign(dimension=2, base=1024, seed=1)
    >>> u = design.points()
    >>> dgsm(design, 3 * u[:, 0] - u[:, 1]).mean_square.value.round(6)
    array([9., 1.])
    >>> design = DerivativeDesign(dimension=2, base=1024, seed=1, by_score=[True, True])
    >>> dgsm(design, special.ndtri(design.points()) @ [2.0, 1.0]).bound.value.round(2)
    array([0.8, 0.2])
    """
    rows, _ = checked_blocks(y, design.rows, design.dimension + 1, drop=drop)
    start = rows[:, 0]
    variance = float(start.var())
    if variance <= 0:
        raise RunError("the outcome does not vary over the points of the design; take a larger base")
    refuse_heavy_tail(standardised(start), "a bound on shares of variance")
    square = np.square((rows[:, 1:] - start[:, np.newaxis]) / design.step)
    _refuse_one_point(square, names)
    resampler = Resampler(len(rows), resamples=resamples, seed=seed)
    value, resampled = square.mean(axis=0), resampler.means(square)
    moments = resampler.means(np.stack([start, start**2], axis=1))
    resampled_variance = np.maximum(moments[:, 1] - moments[:, 0] ** 2, 1e-12 * variance)[:, np.newaxis]
    scale = design.constants / variance
    return Derivatives(
        mean_square=index(value, resampled, mass=mass),
        bound=index(value * scale, resampled * design.constants / resampled_variance, mass=mass),
    )


def _refuse_one_point(square: Array, names: Sequence[str]) -> None:
    """Refuse squared derivatives (point, assumption) that hang on one point."""
    largest = square.max(axis=0) / np.maximum(square.sum(axis=0), np.finfo(float).tiny)
    if largest.max() > LARGEST_SHARE:
        place = int(np.argmax(largest))
        name = names[place] if names else f"assumption {place} (counted from 0)"
        points = len(square)
        raise RunError(
            f"one of {points} points carries {largest.max():.0%} of the squared derivatives of {name}: the outcome "
            "jumps along it, or grows too fast in its tail, for this method; use sobol or delta",
            code="one_point_carries",
            share=float(largest.max()),
            points=points,
            name=name,
        )
