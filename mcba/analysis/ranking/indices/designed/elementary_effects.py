"""Elementary effects (Morris screening): the mean and the spread of the outcome's change along a step.

Works on the unit cube, each coordinate one independent assumption.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt

from mcba.analysis.ranking.indices.designed.points import factors_of
from mcba.analysis.ranking.indices.influence import RESAMPLES, USUAL_MASS
from mcba.analysis.ranking.indices.refusals import checked_blocks
from mcba.analysis.ranking.indices.resampling import Index, IndexEstimate, Resampler, estimate, index
from mcba.arrays import Array, Integers
from mcba.errors import RunError


@dataclass(frozen=True)
class MorrisDesign:
    """Trajectories over a grid on the unit cube, each moving every assumption (or group) once.

    Parameters
    ----------
    dimension
        Number of assumptions.
    trajectories
        Number of random paths; 10 to 50 screen, more give an error worth reading.
    seed
        Any integer from 0.
    levels
        Even number of grid levels; steps are levels / (2 (levels - 1)) long.
    groups
        (assumption,) labels; assumptions of one label move together.

    References
    ----------
    Morris (1991), doi:10.1080/00401706.1991.10484804.

    Examples
    --------
    >>> MorrisDesign(dimension=3, trajectories=10, seed=1).points().shape
    (40, 3)
    """

    dimension: int
    trajectories: int
    seed: int
    levels: int = 4
    groups: Sequence[str] | None = None

    def __post_init__(self) -> None:
        if self.dimension < 1 or self.trajectories < 2:
            raise RunError(
                f"dimension = {self.dimension}, trajectories = {self.trajectories}; "
                "a design needs at least one assumption and two trajectories"
            )
        if self.levels < 2 or self.levels % 2:
            raise RunError(f"levels = {self.levels} leaves no middle to step over; give an even number (4 is usual)")
        if self.groups is not None:
            object.__setattr__(self, "groups", tuple(self.groups))
        factors_of(self.groups, self.dimension)

    @property
    def factors(self) -> tuple[str, ...]:
        """The groups in the order they first appear, or a number for each assumption."""
        return factors_of(self.groups, self.dimension)[0]

    @property
    def step(self) -> float:
        """Length of a step along one assumption."""
        return self.levels / (2 * (self.levels - 1))

    @property
    def rows(self) -> int:
        """Number of points."""
        return self.trajectories * (len(self.factors) + 1)

    def points(self) -> Array:
        """All points, (row, assumption) in [0, 1], trajectory after trajectory."""
        starts, signs, turns = self.paths
        turn = turns[:, factors_of(self.groups, self.dimension)[1]]
        moved = np.arange(len(self.factors) + 1)[:, np.newaxis] > turn[:, np.newaxis, :]
        points = starts[:, np.newaxis] + self.step * signs[:, np.newaxis] * moved
        return np.clip(points, 0.0, 1.0).reshape(-1, self.dimension)

    @cached_property
    def paths(self) -> tuple[Array, Array, Integers]:
        """Where each trajectory starts, in which direction each assumption moves, and when each factor moves."""
        generator = np.random.default_rng(self.seed)
        shape = (self.trajectories, self.dimension)
        low = generator.integers(self.levels // 2, size=shape) / (self.levels - 1)
        up = generator.integers(2, size=shape) == 1
        turns = np.argsort(generator.random((self.trajectories, len(self.factors))), axis=1)
        return np.where(up, low, low + self.step), np.where(up, 1.0, -1.0), turns


@dataclass(frozen=True, eq=False)
class MorrisEffects:
    """Elementary effects in outcome units, over the whole range of an assumption.

    `mu_star` is the mean size, `mu` the mean with its sign, `sigma` the standard deviation between trajectories: large
    against `mu_star` when the effect is curved or depends on the others. `mu` and `sigma` are NaN for a group.
    """

    mu_star: Index
    mu: IndexEstimate
    sigma: IndexEstimate


def morris(
    design: MorrisDesign,
    y: npt.ArrayLike,
    *,
    drop: bool = False,
    resamples: int = RESAMPLES,
    mass: float = USUAL_MASS,
    seed: int = 0,
) -> MorrisEffects:
    """Morris screening: mean and spread of the outcome's change when one factor steps through half its range.

    With `drop`, trajectories on which the outcome is undefined at some point are left out.

    Parameters
    ----------
    design
        The design whose points were evaluated.
    y
        (row,), outcomes in the order of `design.points()`.
    drop
        Leave out trajectories with an undefined outcome.
    resamples, mass, seed
        Of the bootstrap over trajectories.

    Returns
    -------
    MorrisEffects
        In the unit of the outcome.

    References
    ----------
    Morris (1991), doi:10.1080/00401706.1991.10484804; mu_star and groups: Campolongo, Cariboni and Saltelli (2007),
    doi:10.1016/j.envsoft.2006.10.004.

    Examples
    --------
    >>> design = MorrisDesign(dimension=2, trajectories=20, seed=1)
    >>> u = design.points()
    >>> morris(design, 3 * u[:, 0] - u[:, 1]).mu.value.round(9)
    array([ 3., -1.])
    """
    outcomes, whole = checked_blocks(y, design.rows, len(design.factors) + 1, drop=drop)
    signs, turns = design.paths[1][whole], design.paths[2][whole]
    effects = np.take_along_axis(np.diff(outcomes, axis=1), turns, axis=1) / design.step
    _, factor_of = factors_of(design.groups, design.dimension)
    _, first, size = np.unique(factor_of, return_index=True, return_counts=True)
    # A factor of one assumption has the direction of that assumption; a group has none.
    signed = np.where(size == 1, effects * signs[:, first], np.nan)
    trajectories = len(outcomes)
    resampler = Resampler(trajectories, resamples=resamples, seed=seed)
    mean, square = resampler.means(signed), resampler.means(signed**2)
    bessel = trajectories / (trajectories - 1)
    return MorrisEffects(
        mu_star=index(np.abs(effects).mean(axis=0), resampler.means(np.abs(effects)), mass=mass),
        mu=estimate(signed.mean(axis=0), mean, mass=mass),
        sigma=estimate(signed.std(axis=0, ddof=1), np.sqrt(np.maximum(square - mean**2, 0) * bessel), mass=mass),
    )
