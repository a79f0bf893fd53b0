"""First-order indices from the worlds at hand: what lines in classes, or Fourier series, explain of the variance.

Worlds must be exchangeable draws (random or Latin hypercube). With correlated assumptions an index is an association:
what comes along with an assumption is counted with it.

First-order indices use classes and not neighbours in rank (Chatterjee): neighbours on Sobol' points are placed on
purpose, not drawn, and give garbage there.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from mcba.analysis.ranking.indices.influence import RESAMPLES, USUAL_MASS, indices
from mcba.analysis.ranking.indices.refusals import checked_classes
from mcba.analysis.ranking.indices.resampling import Index
from mcba.analysis.ranking.indices.worlds import Classes, Worlds
from mcba.arrays import Array
from mcba.engine.estimates import Estimate
from mcba.errors import RunError


def first_order(
    worlds: Worlds,
    *,
    classes: int | None = None,
    resamples: int = RESAMPLES,
    mass: float = USUAL_MASS,
    seed: int = 0,
    elsewhere: Mapping[int, Estimate] | None = None,
) -> Index:
    """First-order indices Var(E[y | x]) / Var(y), from a straight line in each of many classes of equal size.

    The variance of the lines is freed from the noise they follow, so an idle assumption gets 0 on average (and may come
    out slightly below it). By default there are N^(1/3) classes, at most 50; classes without lines would lose what
    happens within the outermost ones, a seventh of the variance of a squared normal in 2,000 worlds. `elsewhere` are
    indices that are known from other points, by place.

    Parameters
    ----------
    worlds : Worlds
        The worlds at hand.
    classes : int, optional
        Of equal size.
    resamples, mass, seed
        Of the intervals and rank probabilities.
    elsewhere : mapping of int to Estimate, optional
        Indices that are known from other points, by the place of their assumption.

    Returns
    -------
    Index
        Shares of the variance; an idle assumption may come out slightly below 0.

    References
    ----------
    Plischke, Borgonovo and Smith (2013), doi:10.1016/j.ejor.2012.11.047, for indices from classes.

    Examples
    --------
    >>> x = np.random.default_rng(1).normal(size=(50_000, 2))
    >>> first_order(Worlds(x, 2 * x[:, 0] + x[:, 1])).value.round(2)
    array([0.8, 0.2])
    """
    worlds.refuse_one_world("a share of variance")
    count = checked_classes(classes, usual=min(50, max(4, round(np.cbrt(worlds.count)))))

    def share(column: int) -> tuple[float, Array]:
        by_value = worlds.classes(column, count)
        fitted, noise = _lines(worlds.x[:, column], worlds.standard, by_value)
        value = float(np.mean(fitted**2)) - noise
        return value, share_contributions(worlds.standard, fitted, value)

    return indices(worlds, share, resamples=resamples, mass=mass, seed=seed, elsewhere=elsewhere)


def rbd_fast(
    worlds: Worlds,
    *,
    harmonics: int = 10,
    resamples: int = RESAMPLES,
    mass: float = USUAL_MASS,
    seed: int = 0,
    elsewhere: Mapping[int, Estimate] | None = None,
) -> Index:
    """First-order indices from the Fourier series of the outcome along each assumption (RBD-FAST, EASI).

    The worlds are put in an order in which the assumption rises and falls once; what the first `harmonics` waves
    explain of the outcome is its share of variance, freed from the noise they explain by chance. An effect within a
    small part of the assumption's range (a rare event, say) escapes the waves; `first_order` sees it.

    Parameters
    ----------
    worlds : Worlds
        The worlds at hand.
    harmonics : int
        Number of waves counted as the assumption's own.
    resamples, mass, seed
        Of the intervals and rank probabilities.
    elsewhere : mapping of int to Estimate, optional
        Indices that are known from other points, by the place of their assumption.

    Returns
    -------
    Index
        Shares of the variance.

    Raises
    ------
    RunError
        For more waves than these worlds tell from noise, and an outcome without a variance.

    References
    ----------
    Plischke (2010), doi:10.1016/j.ress.2009.11.005; Tissot and Prieur (2012), doi:10.1016/j.ress.2012.06.010.

    Examples
    --------
    >>> x = np.random.default_rng(1).uniform(size=(20_000, 2))
    >>> rbd_fast(Worlds(x, 3 * x[:, 0] + x[:, 1])).value.round(1)
    array([0.9, 0.1])
    """
    worlds.refuse_one_world("a share of variance")
    if not 1 <= harmonics <= worlds.count // 4:
        raise RunError(
            f"harmonics = {harmonics} cannot be told from noise in {worlds.count} worlds; "
            f"give 1 to {worlds.count // 4} (10 is usual)"
        )

    def share(column: int) -> tuple[float, Array]:
        rising = worlds.order[column]
        tour = np.concatenate([rising[::2], rising[1::2][::-1]])
        waves = np.fft.rfft(worlds.standard[tour])
        power = np.square(np.abs(waves))
        # The wave that alternates at every world has no mirror image.
        power[1 : (worlds.count + 1) // 2] *= 2
        raw = float(power[1 : harmonics + 1].sum() / power[1:].sum())
        noise = 2 * harmonics / worlds.count
        value = raw - noise / (1 - noise) * (1 - raw)  # Tissot and Prieur (2012)
        waves[harmonics + 1 :] = 0
        fitted = np.empty(worlds.count)
        fitted[tour] = np.fft.irfft(waves, worlds.count)
        return value, share_contributions(worlds.standard, fitted, value)

    return indices(worlds, share, resamples=resamples, mass=mass, seed=seed, elsewhere=elsewhere)


def share_contributions(standard: Array, fitted: Array, share: float) -> Array:
    """Each world's pull on Var(fitted) / Var(y): the influence function, for standardised y and fitted E[y | x]."""
    return 2 * standard * fitted - fitted**2 - share * standard**2


def _lines(x: Array, y: Array, classes: Classes) -> tuple[Array, float]:
    """A line through each class of (world,) values with mean 0, and the variance such lines have by chance."""
    centred = x - classes.mean(x)[classes.label]
    scatter = classes.mean(centred**2)
    # Equal values, and one or two worlds, have a mean but no line.
    sloped = (classes.size > 2) & (scatter > 1e-30 * classes.mean(x**2))
    slope = np.where(sloped, classes.mean(centred * y) / np.where(sloped, scatter, 1), 0)
    fitted = classes.mean(y)[classes.label] + slope[classes.label] * centred
    bends = 1 + sloped
    left = classes.size - bends
    squares = classes.mean((y - fitted) ** 2) * classes.size
    variance = np.where(left > 0, squares / np.maximum(left, 1), y.var())
    return fitted, float(variance @ (bends - classes.size / len(y))) / len(y)
