"""Conditional means: what an outcome is on average where some inputs have given values, from the worlds at hand.

A penalised regression of the outcome on the inputs. Each world is predicted by a regression that did not see it, the
smoothing is what predicts unseen worlds best, and the curves that leave out one part each show their own error.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from mcba.analysis.decision.regression.designs import Curve, Design, Steps, Surface
from mcba.analysis.world_arrays import checked_values
from mcba.arrays import Array, Integers
from mcba.errors import RunError

FOLDS = 20
"""Parts of the worlds that are predicted in turn from the others."""
_STRENGTHS = 10.0 ** np.arange(-6, 5)
"""Strengths of smoothing among which unseen worlds choose."""


@dataclass(frozen=True)
class ConditionalMean:
    """E[target | inputs], estimated from worlds.

    `unseen` (world, target) predicts each world from the other folds. `at` gives the curve at new points, `error_at`
    its standard error by the jackknife over folds (with labels, over randomisations).
    """

    unseen: Array
    fits: tuple[_Fit, ...]

    def at(self, inputs: ArrayLike) -> Array:
        """Value of the curve at inputs (point,) or (point, k): (point, target)."""
        return np.asarray(self._of_folds(inputs).mean(axis=0))

    def error_at(self, inputs: ArrayLike) -> Array:
        """Return the standard error of the curve at inputs (point,) or (point, k): (point, target)."""
        curves = self._of_folds(inputs)
        # Each curve leaves out one part in `folds`, so curves differ far less than independent estimates would.
        return np.asarray(np.sqrt(self.folds - 1) * curves.std(axis=0))

    @property
    def folds(self) -> int:
        """Number of curves that leave out one fold each."""
        return len(self.fits[0].coefficients)

    def _of_folds(self, inputs: ArrayLike) -> Array:
        points = np.asarray(inputs, dtype=np.float64)
        points = points.reshape(len(points), -1)
        return np.stack([fit.design.basis(points).curves(fit.coefficients) for fit in self.fits], axis=-1)


def conditional_mean(
    inputs: Array,
    target: Array,
    labels: Integers | None = None,
    *,
    method: str = "best",
    relaxed: float = 1.0,
) -> ConditionalMean:
    """Regress target (world, t) on inputs (world, k); `method` is "spline", "bins" or "best".

    The smoothing is what predicts unseen worlds best, times `relaxed`: below 1 it takes more noise for less of the
    bias that an error band cannot see.

    Parameters
    ----------
    inputs : (world, k)
    target : (world, t)
    labels : (world,), optional
        The randomisation of each world.
    method : {"best", "spline", "bins"}
    relaxed : float
        Times the smoothing that predicts best.

    Returns
    -------
    ConditionalMean

    Raises
    ------
    RunError
        For bins of several inputs.

    References
    ----------
    Eilers, P. H. C., & Marx, B. D. (1996). Flexible smoothing with B-splines and penalties. Statistical Science 11(2),
    89-121. https://doi.org/10.1214/ss/1038425655
    """
    single = inputs.shape[1] == 1
    if method == "bins" and not single:
        raise RunError("method 'bins' takes one input; use 'spline' or 'boosting' for a group")
    fold = folds_of(len(target), labels, parts=FOLDS)
    designs: list[Design] = []
    if method != "bins":
        designs.append(Curve(inputs) if single else Surface(inputs))
    if method == "bins" or (method == "best" and single):
        designs.append(Steps(inputs))
    by_design = [_cross_fit(design, inputs, target, fold, relaxed=relaxed) for design in designs]
    best = tuple(min(fits, key=lambda fit: fit.loss) for fits in zip(*by_design, strict=True))
    return ConditionalMean(np.column_stack([fit.unseen for fit in best]), best)


def checked_inputs(inputs: ArrayLike, worlds: int) -> Array:
    """Return inputs as (world, k) with as many worlds as the outcome, or say what is wrong.

    Parameters
    ----------
    inputs
        (world,) or (world, k).
    worlds : int
        Of the outcome.

    Returns
    -------
    (world, k)

    Raises
    ------
    RunError
        On another number of worlds, too few of them, and values that are not finite.
    """
    array = checked_values(inputs, "inputs", dimensions=(1, 2))
    if array.shape[0] != worlds:
        if array.shape[-1] == worlds:
            raise RunError(
                f"inputs has shape {array.shape} and the outcome {worlds} worlds; worlds go along the first axis: give "
                "the transposed array, inputs.T"
            )
        raise RunError(
            f"inputs has {array.shape[0]} worlds and the outcome {worlds}; give both row for row on the same worlds"
        )
    if array.ndim == 2 and array.shape[1] > worlds:
        raise RunError(f"inputs has {array.shape[1]:,} inputs and {worlds:,} worlds; give fewer inputs than worlds")
    if worlds < 5 * FOLDS:
        raise RunError(f"{worlds} worlds are too few for a regression; draw {5 * FOLDS} or more (thousands are better)")
    return array.reshape(worlds, -1)


def folds_of(worlds: int, labels: Integers | None, *, parts: int) -> Integers:
    """Fold of each world: random parts, so that no pattern of the design falls in one; or whole randomisations."""
    if labels is None:
        return np.random.default_rng(0).permutation(np.arange(worlds) % parts)
    return labels % min(parts, int(labels.max()) + 1)


@dataclass(frozen=True)
class _Fit:
    """One target: its loss on unseen worlds, its predictions there, and the coefficients (fold, column)."""

    design: Design
    loss: float
    unseen: Array
    coefficients: Array


def _cross_fit(design: Design, inputs: Array, target: Array, fold: Integers, *, relaxed: float) -> list[_Fit]:
    """Fit without each fold in turn, with the columns and the smoothing that predict the left-out folds best."""
    centre, scale = target.mean(axis=0), target.std(axis=0)
    scale[scale == 0] = 1.0
    basis = design.basis(inputs)
    sums = _Sums(design.penalty, *basis.sums((target - centre) / scale, fold), worlds=len(target))
    fits = []
    for t, (loss, used, strength) in enumerate(_choices(design, sums)):
        coefficients = np.zeros(sums.moments.shape[:2])
        coefficients[:, used] = sums.solve(used, strength * relaxed)[:, :, t] * scale[t]
        coefficients[:, 0] += centre[t]  # column 0 of every design is the constant
        fits.append(_Fit(design, loss, basis.predict(coefficients, fold), coefficients))
    return fits


def _choices(design: Design, sums: _Sums) -> list[tuple[float, Integers, float]]:
    """For each target the lowest loss on unseen worlds, with the columns and the strength that reach it."""
    tried = []
    for used in design.candidates:
        rough = design.penalty[np.ix_(used, used)].any()
        for strength in _STRENGTHS.tolist() if rough else [0.0]:
            tried.append((sums.loss(used, sums.solve(used, strength)), used, strength))
    losses = np.array([loss for loss, _, _ in tried])
    return [(float(losses[k, t]), *tried[k][1:]) for t, k in enumerate(losses.argmin(axis=0))]


class _Sums:
    """Sums of products by fold: all that a regression needs, and leaving a fold out is a subtraction."""

    def __init__(self, penalty: Array, products: Array, moments: Array, *, worlds: int):
        self.penalty, self.products, self.moments, self.worlds = penalty, products, moments, worlds
        self.other_products = self.products.sum(axis=0) - self.products
        self.other_moments = self.moments.sum(axis=0) - self.moments

    def solve(self, used: Integers, strength: float) -> Array:
        """Coefficients (fold, used column, target) from the worlds outside each fold."""
        # Columns may be combinations of each other (splines add up to the constant): a whisper of a ridge settles it.
        ridge = 1e-9 * np.eye(len(used)) + strength * self.penalty[np.ix_(used, used)]
        system = _square(self.other_products, used) + self.worlds * ridge
        return np.asarray(np.linalg.solve(system, self.other_moments[:, used]))

    def loss(self, used: Integers, solved: Array) -> Array:
        """Sum of squared errors on the left-out folds, up to a constant: (target,)."""
        misfit = _square(self.products, used) @ solved - 2 * self.moments[:, used]
        return np.asarray(np.sum(solved * misfit, axis=(0, 1)))


def _square(products: Array, used: Integers) -> Array:
    return np.asarray(products[:, used][:, :, used])
