"""The extended Fourier amplitude sensitivity test (FAST): shares of variance from search curves.

Works on the unit cube, each coordinate one independent assumption.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from mcba.analysis.ranking.indices.influence import RESAMPLES, USUAL_MASS
from mcba.analysis.ranking.indices.refusals import checked_outcomes, refuse_heavy_tail
from mcba.analysis.ranking.indices.resampling import Index, replicated
from mcba.analysis.ranking.indices.worlds import standardised
from mcba.arrays import Array
from mcba.errors import RunError


@dataclass(frozen=True)
class FastDesign:
    """Search curves of the extended FAST: along each, one assumption swings fast and the others slowly.

    Parameters
    ----------
    dimension
        Number of assumptions.
    base
        Points on each curve, more than 4 harmonics².
    seed
        Any integer from 0.
    curves
        Independent curves for each assumption, started at random; their spread is the error.
    harmonics
        Number of waves counted as the assumption's own.

    References
    ----------
    Saltelli, Tarantola and Chan (1999), doi:10.1080/00401706.1999.10485594.

    Examples
    --------
    >>> FastDesign(dimension=3, base=257, seed=1).points().shape
    (6168, 3)
    """

    dimension: int
    base: int
    seed: int
    curves: int = 8
    harmonics: int = 4

    def __post_init__(self) -> None:
        if self.dimension < 2:
            raise RunError(f"dimension = {self.dimension}; FAST tells assumptions apart, so it needs two or more")
        if self.harmonics < 1 or self.base <= 4 * self.harmonics**2:
            raise RunError(
                f"base = {self.base} points cannot carry {self.harmonics} harmonics; "
                f"give more than {4 * max(self.harmonics, 1) ** 2}"
            )
        if self.curves < 2:
            raise RunError(f"curves = {self.curves} gives no error; give 2 or more (8 is usual)")

    @property
    def rows(self) -> int:
        """Number of points."""
        return self.curves * self.dimension * self.base

    @property
    def frequency(self) -> int:
        """Frequency of the assumption whose share is sought."""
        return (self.base - 1) // (2 * self.harmonics)

    def points(self) -> Array:
        """All points, (row, assumption) in [0, 1]: curve after curve, assumption after assumption."""
        own, slowest = self.frequency, max(1, self.frequency // (2 * self.harmonics))
        others = self.dimension - 1
        slow = np.floor(np.linspace(1, slowest, others)) if slowest >= others else np.arange(others) % slowest + 1
        frequencies = np.array([np.insert(slow, place, own) for place in range(self.dimension)])
        shift = 2 * np.pi * np.random.default_rng(self.seed).random((self.curves, self.dimension, 1, 1))
        along = 2 * np.pi / self.base * np.arange(self.base)
        angle = frequencies[:, np.newaxis, :] * along[:, np.newaxis] + shift
        points: Array = 0.5 + np.arcsin(np.sin(angle)) / np.pi
        return points.reshape(-1, self.dimension)


@dataclass(frozen=True, eq=False)
class FastIndices:
    """Shares of the outcome's variance by FAST: first order (alone) and total (with others)."""

    first: Index
    total: Index


def fast(
    design: FastDesign, y: npt.ArrayLike, *, resamples: int = RESAMPLES, mass: float = USUAL_MASS, seed: int = 0
) -> FastIndices:
    """First-order and total indices from the outcome's Fourier series along the search curves.

    The errors are the spread between curves. They do not see what the method itself gets wrong by its finite number of
    waves: a few hundredths for Ishigami's function.

    Parameters
    ----------
    design
        The design whose points were evaluated.
    y
        (row,), outcomes in the order of `design.points()`.
    resamples, mass, seed
        Of the intervals and rank probabilities.

    Returns
    -------
    FastIndices
        Shares of the variance.

    Raises
    ------
    RunError
        For an outcome that is undefined, without a variance, or the same along a curve.

    References
    ----------
    Saltelli, Tarantola and Chan (1999), doi:10.1080/00401706.1999.10485594.

    Examples
    --------
    >>> design = FastDesign(dimension=2, base=513, seed=1)
    >>> u = design.points()
    >>> fast(design, 3 * u[:, 0] - u[:, 1]).first.value.round(1)
    array([0.9, 0.1])
    """
    outcomes = standardised(checked_outcomes(y, design.rows))
    refuse_heavy_tail(outcomes, "a share of variance")
    outcomes = outcomes.reshape(design.curves, design.dimension, design.base)
    power = np.square(np.abs(np.fft.rfft(outcomes, axis=-1)))[..., 1 : (design.base + 1) // 2]
    variance = power.sum(axis=-1)
    if variance.min() <= 1e-12 * variance.max():
        raise RunError("the outcome does not vary along one of the search curves; take a larger base")
    own = power[..., np.arange(1, design.harmonics + 1) * design.frequency - 1].sum(axis=-1)
    slow = power[..., : design.frequency // 2].sum(axis=-1)
    first, total = (
        replicated(shares, mass=mass, resamples=resamples, seed=seed)
        for shares in (own / variance, 1 - slow / variance)
    )
    return FastIndices(first, total)
