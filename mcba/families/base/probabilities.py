"""What follows from the quantiles and the probabilities of a family, and the ends of its support."""

from __future__ import annotations

import math
from functools import cached_property
from typing import ClassVar, Self

import numpy as np
import scipy  # its parts load when first named
from numpy.typing import ArrayLike

from mcba.arrays import Array, Floats
from mcba.errors import FitError
from mcba.families.base.documentation import Described
from mcba.families.base.domains import Value, frozen, short_number, tail


class Probabilities(Described):
    """Quantiles and probabilities of an uncertain number, exact at the ends of its support and outside.

    A family says `_ppf`, `_cdf` where there is a formula, and `low` and `high` where they are neither parameters nor
    those of `support` nor the quantiles at 0 and 1.

    Attributes
    ----------
    batch_shape : the shape the parameters have in common; () for one number.
    cdf_is_solved : whether the cdf is found from the quantile function by iteration, and costs more than it.
    """

    cdf_is_solved: ClassVar[bool] = False
    batch_shape: tuple[int, ...]

    @cached_property
    def low(self) -> Value:
        """Lower end of the support."""
        return self._end(0)

    @cached_property
    def high(self) -> Value:
        """Upper end of the support."""
        return self._end(1)

    def _end(self, place: int) -> Value:
        """An end as the class says it; where it says neither ends nor a cdf, the quantile there."""
        if type(self)._cdf is not Probabilities._cdf or self.support is not Described.support:
            return self._everywhere(self.support[place])
        least = 5e-324 if self.discrete else 0.0  # some functions have no value at 0
        with np.errstate(all="ignore"):
            found = np.asarray(self._ppf(np.full(self.batch_shape, 1.0 if place else least)), dtype=np.float64)
        return frozen(np.where(np.isnan(found), math.inf if place else -math.inf, found))

    def _ppf(self, u: Array) -> Floats:
        """Quantiles for `u` in [0, 1]; the base sees to the ends and to what lies outside."""
        raise NotImplementedError(f"{type(self).__name__} has no _ppf")

    def _cdf(self, x: Array) -> Floats:
        """Probability of at most `x`, for `x` in [low, high]; solved from the quantiles where a class says none."""
        shape = np.broadcast_shapes(np.shape(x), self.batch_shape)
        low, high = np.full(shape, -38.0), np.full(shape, 8.2)  # normal scores: in them both tails keep their digits
        for _ in range(64):  # halved, since quantiles may stay the same or jump
            middle = (low + high) / 2
            below = self.ppf(np.asarray(scipy.special.ndtr(middle))) <= x
            low, high = np.where(below, middle, low), np.where(below, high, middle)
        return np.where(np.isneginf(x), 0.0, scipy.special.ndtr(low))

    def ppf(self, u: ArrayLike) -> Array:
        """Exact quantiles: the smallest x with cdf(x) >= u.

        Parameters
        ----------
        u : probabilities, any shape that broadcasts with the parameters. 0 and 1 give the ends of the support.

        Returns
        -------
        float64, in the unit of the variable; nan where `u` is not in [0, 1].
        """
        u = np.asarray(u, dtype=np.float64)
        with np.errstate(all="ignore"):
            x = np.clip(self._ppf(np.clip(u, 0.0, 1.0)), self.low, self.high)
            x = np.where(u <= 0, self.low, np.where(u >= 1, self.high, x))
            return np.where((u >= 0) & (u <= 1), x, np.nan)[()]

    def cdf(self, x: ArrayLike) -> Array:
        """Probability of a value of at most `x`.

        Parameters
        ----------
        x : values in the unit of the variable, any shape that broadcasts with the parameters.

        Returns
        -------
        float64, from 0 to 1; nan where `x` is nan.
        """
        x = np.asarray(x, dtype=np.float64)
        with np.errstate(all="ignore"):
            u = np.clip(self._cdf(np.clip(x, self.low, self.high)), 0.0, 1.0)
            u = np.where(x < self.low, 0.0, np.where(x >= self.high, 1.0, u))
            return np.where(np.isnan(x), np.nan, u)[()]

    @cached_property
    def median(self) -> Value:
        """The value with as much probability below as above it."""
        return frozen(self.ppf(0.5))

    def central(self, mass: float = 0.9) -> tuple[Value, Value]:
        """Return the ends of the central range that holds `mass` of the probability.

        Parameters
        ----------
        mass : float
            From 0 to 1, ends excluded; as much is left below as above.

        Returns
        -------
        low, high : float or array
            In the unit of the variable.

        Examples
        --------
        >>> from mcba.families import Uniform
        >>> Uniform(0, 100).central(0.9)
        (5.0, 95.0)
        """
        below = tail(mass)
        return frozen(self.ppf(below)), frozen(self.ppf(1 - below))

    def sample(self, size: int, seed: int = 1) -> Array:
        """Draw values, to look at them; `mcba.simulate` and studies draw theirs by their names.

        Parameters
        ----------
        size : int
            How many; of each label.
        seed : int
            The same seed gives the same values, and of two families the same places in their distributions.

        Returns
        -------
        (size,), or (label, size)
            In the unit of the variable.

        Examples
        --------
        >>> from mcba.families import Uniform
        >>> Uniform(10, 20).sample(3, seed=7).round(2)
        array([16.25, 18.97, 17.76])
        """
        uniforms = np.random.default_rng(seed).random((*self.batch_shape[:-1], size))
        return self.ppf(np.maximum(uniforms, 2.0**-54))  # 0 would be the end of the support, which may be infinite

    def density(self, x: ArrayLike) -> Array:
        """Probability per unit at `x`, for a figure: the slope of the cdf over 1/1000 of the central half.

        Parameters
        ----------
        x : values in the unit of the variable, any shape that broadcasts with the parameters.

        Returns
        -------
        float64, per unit of the variable.
        """
        x = np.asarray(x, dtype=np.float64)
        low, high = self.central(0.5)
        step = np.maximum((high - low) / 1000, 4 * np.spacing(np.abs(x)))
        slope: Array = (self.cdf(x + step) - self.cdf(x - step)) / (2 * step)
        return slope

    def _everywhere(self, value: float) -> Value:
        return frozen(np.full(self.batch_shape, value))

    def _hits(self, low: Value, high: Value, mass: float) -> Self:
        """Return self if its central range is what was asked, to 1e-9 relative; else say that none is."""
        slack = 1e-12 * np.max(np.abs(np.subtract(high, low)))  # for an end at zero
        for found, asked in zip(self.central(mass), (low, high), strict=True):
            if not np.all(np.abs(np.subtract(found, asked)) <= 1e-9 * np.abs(asked) + slack):
                name, percent = type(self).__name__, short_number(100 * mass)
                raise FitError(f"no {name} found whose central {percent} % runs from {low} to {high}")
        return self
