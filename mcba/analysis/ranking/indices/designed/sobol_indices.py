"""Sobol' indices by design: which share of the variance an assumption has alone, with others, and in pairs.

A design gives points in the unit cube, each coordinate one independent assumption; the study turns them into worlds by
its quantile functions; the outcomes come back in the order of the points. Dependent assumptions go in as one group
(`dependent.blocks` finds them): then its closed index is exact.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt

from mcba.analysis.ranking.indices.designed.points import check_power_of_two, factors_of, scrambled_sobol
from mcba.analysis.ranking.indices.influence import RESAMPLES, USUAL_MASS
from mcba.analysis.ranking.indices.refusals import checked_blocks, is_constant, refuse_heavy_tail
from mcba.analysis.ranking.indices.resampling import Index, IndexEstimate, Resampler, estimate, index, replicated
from mcba.analysis.ranking.indices.worlds import standardised
from mcba.arrays import Array
from mcba.errors import RunError

# Beyond this many, base rows are resampled in sets: the counts of 1,000 resamples then take 65 MB.
SETS_OF_DESIGN = 8192


@dataclass(frozen=True)
class SobolDesign:
    """Saltelli's design: base rows A and B of a scrambled Sobol' sequence, and rows that mix their columns.

    Points come in blocks, one for each base row: A, then A with one factor from B for each factor, then (for second
    order) B with one factor from A for each factor, then B. SALib uses the same order, and the same points for the
    same seed given as a Generator.

    Parameters
    ----------
    dimension
        Number of assumptions.
    base
        Number of base rows, a power of two: 8192 gives two digits.
    seed
        Any integer from 0.
    second_order
        Also give the rows that second-order indices need.
    groups
        (assumption,) labels; assumptions of one label move together as one factor. By default each is its own factor.

    References
    ----------
    Saltelli (2002), doi:10.1016/S0010-4655(02)00280-1; Saltelli et al. (2010), doi:10.1016/j.cpc.2009.09.018.

    Examples
    --------
    >>> design = SobolDesign(dimension=3, base=1024, seed=1)
    >>> design.points().shape
    (5120, 3)
    """

    dimension: int
    base: int
    seed: int
    second_order: bool = False
    groups: Sequence[str] | None = None

    def __post_init__(self) -> None:
        if self.dimension < 1:
            raise RunError(f"dimension = {self.dimension}; a design needs at least one assumption")
        check_power_of_two("base", self.base)
        if self.groups is not None:
            object.__setattr__(self, "groups", tuple(self.groups))
        factors_of(self.groups, self.dimension)

    @property
    def factors(self) -> tuple[str, ...]:
        """The groups in the order they first appear, or a number for each assumption."""
        return factors_of(self.groups, self.dimension)[0]

    @property
    def block(self) -> int:
        """Points for each base row."""
        return (2 if self.second_order else 1) * len(self.factors) + 2

    @property
    def rows(self) -> int:
        """Number of points."""
        return self.base * self.block

    def points(self) -> Array:
        """All points, (row, assumption) in [0, 1)."""
        return self._mixed(self._base_rows)

    def blocks(self, rows: int = 65_536) -> Iterator[Array]:
        """Yield the same points in pieces of about `rows` rows, for designs larger than memory."""
        step = max(1, rows // self.block)
        for start in range(0, self.base, step):
            yield self._mixed(self._base_rows[start : start + step])

    @cached_property
    def _base_rows(self) -> Array:
        return scrambled_sobol(2 * self.dimension, self.base, seed=self.seed)

    def _mixed(self, base_rows: Array) -> Array:
        factors, factor_of = factors_of(self.groups, self.dimension)
        count = len(factors)
        first, second = base_rows[:, : self.dimension], base_rows[:, self.dimension :]
        points = np.empty((len(base_rows), self.block, self.dimension))
        points[:, : count + 1] = first[:, np.newaxis]
        points[:, count + 1 :] = second[:, np.newaxis]
        for place in range(count):
            members = np.flatnonzero(factor_of == place)
            points[:, 1 + place, members] = second[:, members]
            if self.second_order:
                points[:, 1 + count + place, members] = first[:, members]
        return points.reshape(-1, self.dimension)


@dataclass(frozen=True, eq=False)
class SobolIndices:
    """Shares of the outcome's variance: first order (alone), total (with others), and second order (each pair).

    `second` has shape (factor, factor), is symmetric and NaN on the diagonal; it is the share of the pair's
    interaction. `first` and `total` have a rank for each factor. Intervals hold the base rows for independent draws,
    which is wide for smooth models; for rare outcomes compare scrambles with `replicate`.
    """

    first: Index
    total: Index
    second: IndexEstimate | None


def sobol(
    design: SobolDesign,
    y: npt.ArrayLike,
    *,
    drop: bool = False,
    resamples: int = RESAMPLES,
    mass: float = USUAL_MASS,
    seed: int = 0,
) -> SobolIndices:
    """Sobol' indices from the outcomes of a design.

    Parameters
    ----------
    design
        The design whose points were evaluated.
    y
        (row,), outcomes in the order of `design.points()`.
    drop
        Leave out base rows whose outcome is undefined at some point. The indices are then those of the worlds where it
        is defined, exactly so when one assumption alone decides that; else about so, as those worlds are then no
        product of independent assumptions, and the difference is of the order of the share left out.
    resamples, mass, seed
        Of the bootstrap over base rows.

    Returns
    -------
    SobolIndices
        Shares of the variance.

    Raises
    ------
    RunError
        When an outcome is not finite, when outcomes do not vary or vary through a few rows only, or when they do not
        follow the order of the points.

    References
    ----------
    First order: Saltelli et al. (2010), Table 2 (b), doi:10.1016/j.cpc.2009.09.018; total: Jansen (1999), ibid.,
    Table 2 (f); second order: Saltelli (2002), doi:10.1016/S0010-4655(02)00280-1.

    Examples
    --------
    >>> design = SobolDesign(dimension=3, base=4096, seed=1, second_order=True)
    >>> u = design.points()
    >>> found = sobol(design, u[:, 0] + u[:, 1] + 3 * u[:, 0] * u[:, 2])
    >>> found.first.value.round(2), found.total.value.round(2), found.second.value[0, 2].round(2)
    (array([0.61, 0.1 , 0.22]), array([0.68, 0.1 , 0.29]), np.float64(0.07))
    """
    outcomes, _ = checked_blocks(y, design.rows, design.block, drop=drop)
    rows = _Rows.of(design, outcomes)
    rows.refuse_unvaried()
    resampler = Resampler(len(outcomes), resamples=resamples, seed=seed, sets=SETS_OF_DESIGN)
    moments = rows.moments()
    variance = _variance(moments.mean(axis=0))
    resampled_variance = _variance(resampler.means(moments))
    if resampled_variance.min() <= 1e-6 * variance:
        raise RunError(
            "the outcome varies through so few base rows that some resamples miss them all; "
            "take a larger base, or another outcome than a rare event"
        )
    rows.refuse_disorder()
    first, total = rows.first(), rows.total()
    first_value, total_value = first.mean(axis=0) / variance, total.mean(axis=0) / variance
    first_resampled = resampler.means(first) / resampled_variance[:, np.newaxis]
    total_resampled = resampler.means(total) / resampled_variance[:, np.newaxis]
    second = None
    if design.second_order:
        second = _second_order(
            rows, (first_value, variance), (first_resampled, resampled_variance), resampler, mass=mass
        )
    return SobolIndices(
        first=index(first_value, first_resampled, mass=mass),
        total=index(total_value, total_resampled, mass=mass),
        second=second,
    )


def refuse_unfit(design: SobolDesign, outcomes: Array) -> None:
    """Refuse outcomes of a design, (base row, point), that do not vary, hang on one row or follow another order.

    Parameters
    ----------
    design
        The design whose points were evaluated.
    outcomes
        (base row, point), finite.

    Raises
    ------
    RunError
    """
    rows = _Rows.of(design, outcomes)
    rows.refuse_unvaried()
    rows.refuse_disorder()


def replicate(found: Sequence[SobolIndices], *, mass: float = USUAL_MASS) -> SobolIndices:
    """Mean and spread of indices from designs that differ in their seed: the error of the scrambled sequence itself.

    Unlike the bootstrap this knows how evenly Sobol' points lie, and it holds for rare outcomes. Eight are usual.

    Parameters
    ----------
    found
        Indices of designs of the same form.
    mass
        Of the Student intervals.

    Returns
    -------
    SobolIndices
    """
    first, total = (
        replicated(np.stack([getattr(one, name).value for one in found]), mass=mass) for name in ("first", "total")
    )
    pairs = [one.second.value for one in found if one.second is not None]
    second = None
    if len(pairs) == len(found):
        flat = replicated(np.stack(pairs).reshape(len(pairs), -1), mass=mass)
        shape = pairs[0].shape
        second = IndexEstimate(*(part.reshape(shape) for part in (flat.value, flat.error, flat.low, flat.high)))
    return SobolIndices(first, total, second)


def sobol_by_base(
    design: SobolDesign,
    y: npt.ArrayLike,
    *,
    drop: bool = False,
    fewest: int = 64,
    resamples: int = 200,
    seed: int = 0,
) -> dict[int, SobolIndices]:
    """Compute indices from the first 64, 128, 256, ... base rows: what a smaller design would have said.

    Keys are numbers of base rows; the last is the whole design. Second order is left out, and so are sizes too small to
    give an answer.

    Parameters
    ----------
    design
        The design whose points were evaluated.
    y
        (row,), outcomes in the order of `design.points()`.
    drop
        As in `sobol`.
    fewest
        Base rows of the smallest design, a power of two.
    resamples, seed
        Of the bootstrap over base rows.

    Returns
    -------
    dict of int to SobolIndices
    """
    check_power_of_two("fewest", fewest)
    outcomes = np.asarray(y, dtype=np.float64).reshape(design.base, design.block)
    count = len(design.factors)
    if design.second_order:
        outcomes = np.delete(outcomes, np.s_[count + 1 : 2 * count + 1], axis=1)

    def part(base: int) -> SobolIndices:
        smaller = SobolDesign(design.dimension, base, design.seed, groups=design.groups)
        return sobol(smaller, outcomes[:base].ravel(), drop=drop, resamples=resamples, seed=seed)

    found = {}
    base = fewest
    while base < design.base:
        with suppress(RunError):
            found[base] = part(base)
        base *= 2
    return {**found, design.base: part(design.base)}


@dataclass(frozen=True, eq=False)
class _Rows:
    """Standardised outcomes by the kind of row: A and B (row,), AB and BA (row, factor)."""

    a: Array
    b: Array
    ab: Array
    ba: Array

    @classmethod
    def of(cls, design: SobolDesign, outcomes: Array) -> _Rows:
        # Products of outcomes lose their digits when the mean is far from zero; indices do not depend on it.
        rows = standardised(outcomes.ravel()).reshape(-1, design.block)
        count = len(design.factors)
        ab, ba = rows[:, 1 : count + 1], rows[:, count + 1 : -1]
        return cls(rows[:, 0].copy(), rows[:, -1].copy(), np.ascontiguousarray(ab), np.ascontiguousarray(ba))

    def refuse_unvaried(self) -> None:
        """Refuse outcomes that do not vary over the base rows, or hang on one of them."""
        base = np.concatenate([self.a, self.b])
        if is_constant(base):
            raise RunError(
                "the outcome is the same at all base rows of the design, so its variance is lost between them"
            )
        refuse_heavy_tail(standardised(base), "a share of variance")

    def refuse_disorder(self) -> None:
        """Refuse outcomes that have lost the order of the points."""
        # Rows that share all but one factor (A and AB), or that one alone (B and AB), go together for at least one
        # factor, unless the outcomes are in another order than the points or the model draws its own numbers.
        a, b = ((side - side.mean()) / max(side.std(), 1e-300) for side in (self.a, self.b))
        mixed = (self.ab - self.ab.mean(axis=0)) / np.maximum(self.ab.std(axis=0), 1e-300)
        together = np.concatenate([a @ mixed, b @ mixed]) / len(a)
        if np.abs(together).max() < 4 / np.sqrt(len(a)):
            raise RunError(
                "rows of the design that share assumptions have unrelated outcomes: either the outcomes are not in "
                "the order of the points, or the model draws random numbers of its own; keep the order, and let every "
                "random number be an assumption"
            )

    def moments(self) -> Array:
        """Columns whose means give the variance over A and B together."""
        return np.stack([(self.a + self.b) / 2, (self.a**2 + self.b**2) / 2], axis=1)

    def first(self) -> Array:
        return self.b[:, np.newaxis] * (self.ab - self.a[:, np.newaxis])  # Saltelli et al. (2010), Table 2 (b)

    def total(self) -> Array:
        return np.square(self.a[:, np.newaxis] - self.ab) / 2  # Saltelli et al. (2010), Table 2 (f)

    def closed_pairs(self, place: int) -> Array:
        """Products whose means are the closed variances of factor `place` with each later factor."""
        later = self.ab[:, place + 1 :]
        return self.ba[:, [place]] * later - (self.a * self.b)[:, np.newaxis]  # Saltelli (2002)


def _variance(means: Array) -> Array:
    variance: Array = means[..., 1] - means[..., 0] ** 2
    return variance


def _second_order(
    rows: _Rows,
    found: tuple[Array, Array],
    resampled: tuple[Array, Array],
    resampler: Resampler,
    *,
    mass: float,
) -> IndexEstimate:
    count = rows.ab.shape[1]
    parts = np.full((4, count, count), np.nan)
    for place in range(count - 1):
        later = np.arange(place + 1, count)
        products = rows.closed_pairs(place)
        value, moved = (
            closed / variance - first[..., [place]] - first[..., later]
            for closed, (first, variance) in (
                (products.mean(axis=0), found),
                (resampler.means(products), (resampled[0], resampled[1][:, np.newaxis])),
            )
        )
        pair = estimate(value, moved, mass=mass)
        parts[:, place, later] = parts[:, later, place] = pair.value, pair.error, pair.low, pair.high
    return IndexEstimate(*parts)
