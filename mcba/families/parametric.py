"""The named families: closed forms, or one call of `scipy.special`, which is loaded when first needed."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from functools import cached_property
from statistics import NormalDist
from typing import ClassVar, Self

import numpy as np
import scipy  # its parts load when first named, so that checking parameters stays instant
from numpy.typing import NDArray

from mcba.errors import FamilyError, FitError
from mcba.families.base import (
    COUNT,
    EXTENDED,
    NON_NEGATIVE,
    POSITIVE,
    PROBABILITY,
    REAL,
    SPREAD,
    Array,
    Domain,
    Family,
    Floats,
    Value,
    checked,
    each,
    first_bad,
    frozen,
    number_text,
    require_below,
    root,
    tail,
)


def checked_range(low: object, high: object, domain: Domain = REAL) -> tuple[Value, Value]:
    """Return the two ends when the first lies below the second."""
    below, above = checked("low", low, domain), checked("high", high, domain)
    require_below(("low", "high"), below, above)
    return below, above


def with_ends(values: Mapping[str, Value]) -> Mapping[str, Value]:
    """Check that low lies below high, by a distance that is a number."""
    require_below(("low", "high"), values["low"], values["high"])
    with np.errstate(over="ignore"):
        if not np.all(np.isfinite(np.subtract(values["high"], values["low"]))):
            raise FamilyError("low and high lie too far apart to compute with; give ends of a plausible size", "low")
    return values


def positive_mean_sd(mean: object, sd: object) -> tuple[Value, Value]:
    """Return a mean and a standard deviation above 0."""
    return checked("mean", mean, POSITIVE), checked("sd", sd, SPREAD)


class Normal(Family):
    """Normal distribution.

    Examples
    --------
    >>> Normal.between(-2, 4, mass=0.9).mean
    1.0
    """

    parameters: ClassVar = {"mean": REAL, "sd": SPREAD}
    mean: Value
    sd: Value

    def _ppf(self, u: Array) -> Floats:
        return self.mean + self.sd * scipy.special.ndtri(u)

    def _cdf(self, x: Array) -> Floats:
        return scipy.special.ndtr((x - self.mean) / self.sd)

    def _standard_form(self) -> tuple[Family, Value, Value]:
        return Normal(0, 1), self.mean, self.sd

    @cached_property
    def skewness(self) -> Value:
        """Skewness: 0, for both sides are alike."""
        return self._everywhere(0.0)

    @classmethod
    def from_estimate(cls, mean: object, standard_error: object) -> Self:
        """Make the member that says how far an estimate may lie from the truth: its sd is the standard error."""
        return cls(mean, checked("standard_error", standard_error, SPREAD))

    @classmethod
    def between(cls, low: object, high: object, mass: object = 0.9) -> Self:
        """Make the member whose central `mass` runs from `low` to `high`."""
        below, above = checked_range(low, high)
        return cls(below / 2 + above / 2, (above - below) / (2 * NormalDist().inv_cdf(1 - tail(mass))))


class Lognormal(Family):
    """A number whose natural logarithm is normal with mean `mu` and standard deviation `sigma`."""

    parameters: ClassVar = {"mu": REAL, "sigma": SPREAD}
    mu: Value
    sigma: Value

    def _ppf(self, u: Array) -> Floats:
        return np.exp(self.mu + self.sigma * scipy.special.ndtri(u))

    def _cdf(self, x: Array) -> Floats:
        return scipy.special.ndtr((np.log(x) - self.mu) / self.sigma)

    def _standard_form(self) -> tuple[Family, Value, Value]:
        scale = np.exp(self.mu)
        if not np.all((scale > 0) & (scale < np.inf)):
            return super()._standard_form()
        return Lognormal(0, self.sigma), 0.0, frozen(scale)

    @cached_property
    def mean(self) -> Value:
        """Mean."""
        with np.errstate(over="ignore"):
            return frozen(np.exp(self.mu + np.square(self.sigma) / 2))

    @cached_property
    def sd(self) -> Value:
        """Standard deviation."""
        with np.errstate(over="ignore"):
            return frozen(self.mean * np.sqrt(np.expm1(np.square(self.sigma))))

    @cached_property
    def skewness(self) -> Value:
        """Skewness."""
        with np.errstate(over="ignore"):
            variation = np.expm1(np.square(self.sigma))
            return frozen((variation + 3) * np.sqrt(variation))

    @cached_property
    def low(self) -> Value:
        """Lower end of the support."""
        return self._everywhere(0.0)

    @classmethod
    def from_mean_sd(cls, mean: object, sd: object) -> Self:
        """Make the member with this mean and standard deviation (of the number itself, not of its logarithm)."""
        centre, spread = positive_mean_sd(mean, sd)
        variance = np.log1p(np.square(spread / centre))
        return cls(np.log(centre) - variance / 2, np.sqrt(variance))

    @classmethod
    def between(cls, low: object, high: object, mass: object = 0.9) -> Self:
        """Make the member whose central `mass` runs from `low` to `high`, both above 0."""
        below, above = map(np.log, checked_range(low, high, POSITIVE))
        return cls((below + above) / 2, (above - below) / (2 * NormalDist().inv_cdf(1 - tail(mass))))


class Uniform(Family):
    """Every value from `low` to `high` equally likely."""

    parameters: ClassVar = {"low": REAL, "high": REAL}
    low: Value
    high: Value

    def _check(self, given: Mapping[str, object]) -> Mapping[str, Value]:
        return with_ends(super()._check(given))

    def _ppf(self, u: Array) -> Floats:
        return self.low + u * (self.high - self.low)

    def _cdf(self, x: Array) -> Floats:
        return (x - self.low) / (self.high - self.low)

    @cached_property
    def mean(self) -> Value:
        """Mean."""
        return frozen(self.low / 2 + self.high / 2)

    @cached_property
    def sd(self) -> Value:
        """Standard deviation."""
        return frozen((self.high - self.low) / math.sqrt(12))

    @cached_property
    def skewness(self) -> Value:
        """Skewness: 0, for both sides are alike."""
        return self._everywhere(0.0)

    @classmethod
    def from_mean_sd(cls, mean: object, sd: object) -> Self:
        """Make the member with this mean and standard deviation."""
        centre, spread = checked("mean", mean, REAL), checked("sd", sd, SPREAD)
        return cls(centre - math.sqrt(3) * spread, centre + math.sqrt(3) * spread)

    @classmethod
    def between(cls, low: object, high: object, mass: object = 0.9) -> Self:
        """Make the member whose central `mass` runs from `low` to `high`."""
        below, above = checked_range(low, high)
        outside = (above - below) * tail(mass) / (1 - 2 * tail(mass))
        return cls(below - outside, above + outside)


class Loguniform(Family):
    """A positive number whose logarithm is uniform: every doubling between `low` and `high` equally likely."""

    parameters: ClassVar = {"low": POSITIVE, "high": POSITIVE}
    low: Value
    high: Value

    def _check(self, given: Mapping[str, object]) -> Mapping[str, Value]:
        return with_ends(super()._check(given))

    @cached_property
    def _log_ratio(self) -> Value:
        return frozen(np.log(self.high) - np.log(self.low))

    def _ppf(self, u: Array) -> Floats:
        return self.low * np.exp(u * self._log_ratio)

    def _cdf(self, x: Array) -> Floats:
        return np.log(x / self.low) / self._log_ratio

    @cached_property
    def mean(self) -> Value:
        """Mean."""
        return frozen((self.high - self.low) / self._log_ratio)

    @cached_property
    def sd(self) -> Value:
        """Standard deviation."""
        # With h half the log ratio, E[x^2] / mean^2 = h coth(h).
        half = self._log_ratio / 2
        return frozen(self.mean * np.sqrt(_h_coth_h_minus_1(half)))

    @classmethod
    def from_mean_sd(cls, mean: object, sd: object) -> Self:
        """Make the member with this mean and standard deviation."""

        def solve(centre: float, spread: float) -> tuple[float, float]:
            half = root(lambda h: float(_h_coth_h_minus_1(h)) - (spread / centre) ** 2, 1e-8, 300.0)
            if half is None:
                raise FitError(
                    f"no loguniform has mean = {number_text(centre)} and sd = {number_text(spread)}", parameter="sd"
                )
            middle = centre * half / math.sinh(half)
            return middle * math.exp(-half), middle * math.exp(half)

        return cls(*each(solve, *positive_mean_sd(mean, sd)))

    @classmethod
    def between(cls, low: object, high: object, mass: object = 0.9) -> Self:
        """Make the member whose central `mass` runs from `low` to `high`, both above 0."""
        below, above = map(np.log, checked_range(low, high, POSITIVE))
        outside = (above - below) * tail(mass) / (1 - 2 * tail(mass))
        return cls(np.exp(below - outside), np.exp(above + outside))


def _h_coth_h_minus_1(h: Value) -> Array:
    """Return h coth(h) - 1 without cancellation at small h, where it is h^2/3 - h^4/45 + 2h^6/945 - h^8/4725."""
    h = np.asarray(h, dtype=np.float64)
    square = np.square(h)
    series = square * (1 / 3 - square * (1 / 45 - square * (2 / 945 - square / 4725)))
    return np.where(h < 0.03, series, h / np.tanh(h) - 1)


class _ThreePoint(Family):
    """What triangular and PERT share: the most likely value somewhere from the low to the high end."""

    low: Value
    mode: Value
    high: Value

    def _check(self, given: Mapping[str, object]) -> Mapping[str, Value]:
        values = with_ends(super()._check(given))
        require_below(("low", "mode"), values["low"], values["mode"], or_equal=True)
        require_below(("mode", "high"), values["mode"], values["high"], or_equal=True)
        return values

    @cached_property
    def _peak(self) -> Value:
        """Place of the mode as a share of the way from low to high."""
        return (self.mode - self.low) / (self.high - self.low)

    @classmethod
    def _between(cls, low: object, mode: object, high: object, mass: object, **shape: float) -> Self:
        below, above = checked_range(low, high)
        peak = checked("mode", mode, REAL)
        require_below(("low", "mode"), below, peak, or_equal=True)
        require_below(("mode", "high"), peak, above, or_equal=True)
        ends = np.array([tail(mass), 1 - tail(mass)])

        def solve(low: float, mode: float, high: float) -> tuple[float, float, float]:
            # The standard member on [0, 1] whose peak divides its own central range as the mode divides low to high.
            def excess(peak: float) -> float:
                first, last = cls(0, peak, 1, **shape).ppf(ends)
                return float((peak - first) / (last - first) - (mode - low) / (high - low))

            peak = root(excess, 0.0, 1.0)
            if peak is None:
                raise FitError(f"no {cls.__name__} found with central range {low} to {high} and mode {mode}")
            first, last = cls(0, peak, 1, **shape).ppf(ends)
            width = (high - low) / (last - first)
            return min(low - first * width, mode), mode, max(high + (1 - last) * width, mode)

        return cls(*each(solve, below, peak, above), **shape)._hits(below, above, 1 - 2 * tail(mass))


class Triangular(_ThreePoint):
    """A density that rises in a straight line from `low` to `mode` and falls in one to `high`."""

    parameters: ClassVar = {"low": REAL, "mode": REAL, "high": REAL}

    def _ppf(self, u: Array) -> Floats:
        width, peak = self.high - self.low, self._peak
        return np.where(
            u < peak, self.low + width * np.sqrt(u * peak), self.high - width * np.sqrt((1 - u) * (1 - peak))
        )

    def _cdf(self, x: Array) -> Floats:
        width, peak = self.high - self.low, self._peak
        rising, falling = (x - self.low) / width, (self.high - x) / width
        return np.where(x < self.mode, rising**2 / peak, 1 - falling**2 / (1 - peak))

    def _standard_form(self) -> tuple[Family, Value, Value]:
        return Triangular(0, self._peak, 1), self.low, self.high - self.low

    @cached_property
    def mean(self) -> Value:
        """Mean."""
        return (self.low + self.mode + self.high) / 3

    @cached_property
    def sd(self) -> Value:
        """Standard deviation."""
        peak = self._peak
        return frozen((self.high - self.low) * np.sqrt((1 - peak * (1 - peak)) / 18))

    @cached_property
    def skewness(self) -> Value:
        """Skewness."""
        low, high = np.subtract(self.mode, self.low), np.subtract(self.high, self.mode)
        cubed = (low + 2 * high) * (2 * low + high) * (high - low)
        return frozen(math.sqrt(2) / 5 * cubed / (np.square(low) + low * high + np.square(high)) ** 1.5)

    @classmethod
    def between(cls, low: object, mode: object, high: object, mass: object = 0.9) -> Self:
        """Make the member with this mode whose central `mass` runs from `low` to `high`; its ends lie further out."""
        return cls._between(low, mode, high, mass)


class Pert(_ThreePoint):
    """A smooth hump from `low` to `high` with its top at `mode`: a beta with `shape` 4 by custom.

    References
    ----------
    Malcolm, Roseboom, Clark and Fazar (1959), Application of a technique for research and development program
    evaluation, Operations Research 7(5), doi:10.1287/opre.7.5.646.
    """

    parameters: ClassVar = {"low": REAL, "mode": REAL, "high": REAL, "shape": POSITIVE}
    defaults: ClassVar = {"shape": 4.0}
    shape: Value

    @cached_property
    def _beta(self) -> Beta:
        return Beta(1 + self.shape * self._peak, 1 + self.shape * (1 - self._peak), self.low, self.high)

    def _ppf(self, u: Array) -> Floats:
        return self._beta._ppf(u)

    def _cdf(self, x: Array) -> Floats:
        return self._beta._cdf(x)

    def _standard_form(self) -> tuple[Family, Value, Value]:
        return self._beta._standard_form()

    @cached_property
    def mean(self) -> Value:
        """Mean."""
        return (self.low + self.shape * self.mode + self.high) / (self.shape + 2)

    @cached_property
    def sd(self) -> Value:
        """Standard deviation."""
        return self._beta.sd

    @cached_property
    def skewness(self) -> Value:
        """Skewness."""
        return self._beta.skewness

    @classmethod
    def between(cls, low: object, mode: object, high: object, mass: object = 0.9, shape: float = 4.0) -> Self:
        """Make the member with this mode whose central `mass` runs from `low` to `high`; its ends lie further out."""
        return cls._between(low, mode, high, mass, shape=shape)


class Beta(Family):
    """A share between `low` and `high`; alpha - 1 and beta - 1 count as successes and failures seen."""

    parameters: ClassVar = {"alpha": POSITIVE, "beta": POSITIVE, "low": REAL, "high": REAL}
    defaults: ClassVar = {"low": 0.0, "high": 1.0}
    alpha: Value
    beta: Value
    low: Value
    high: Value

    def _check(self, given: Mapping[str, object]) -> Mapping[str, Value]:
        return with_ends(super()._check(given))

    def _ppf(self, u: Array) -> Floats:
        share = scipy.special.betaincinv(self.alpha, self.beta, u)
        if np.any(np.isnan(share)):  # below u = 1e-200, where only the first term of the series is left
            log_beta = scipy.special.betaln(self.alpha, self.beta)
            share = np.where(np.isnan(share), np.exp((np.log(u * self.alpha) + log_beta) / self.alpha), share)
        return self.low + (self.high - self.low) * self._polished(share, u)

    def _polished(self, share: Floats, u: Array) -> Floats:
        """Return the shares after Newton steps where they miss.

        `betaincinv` can be 1e-8 off in u at u = 0.5 (alpha = beta = 0.71875), and 1e-5 near alpha = 1000.
        """
        for _ in range(3):
            miss = scipy.special.betainc(self.alpha, self.beta, share) - u
            log_density = (
                scipy.special.xlogy(self.alpha - 1, share)
                + scipy.special.xlog1py(self.beta - 1, -share)
                - scipy.special.betaln(self.alpha, self.beta)
            )
            step = miss * np.exp(-log_density)
            needed = (np.abs(miss) > 1e-12) & (np.abs(step) < np.minimum(share, 1 - share))
            if not np.any(needed):
                break
            share = np.where(needed, share - step, share)
        return share

    def _cdf(self, x: Array) -> Floats:
        return scipy.special.betainc(self.alpha, self.beta, (x - self.low) / (self.high - self.low))

    def _standard_form(self) -> tuple[Family, Value, Value]:
        return Beta(self.alpha, self.beta), self.low, self.high - self.low

    @cached_property
    def mean(self) -> Value:
        """Mean."""
        return self.low + (self.high - self.low) * (self.alpha / (self.alpha + self.beta))

    @cached_property
    def sd(self) -> Value:
        """Standard deviation."""
        total = self.alpha + self.beta
        share = (self.alpha / total) * (self.beta / total)
        return frozen((self.high - self.low) * np.sqrt(share / (total + 1)))

    @cached_property
    def skewness(self) -> Value:
        """Skewness."""
        total = self.alpha + self.beta
        return frozen(2 * (self.beta - self.alpha) / (total + 2) * np.sqrt((total + 1) / (self.alpha * self.beta)))

    @classmethod
    def from_mean_sd(cls, mean: object, sd: object, low: object = 0.0, high: object = 1.0) -> Self:
        """Make the member between `low` and `high` with this mean and standard deviation."""
        centre, spread = checked("mean", mean, REAL), checked("sd", sd, SPREAD)
        below, above = checked_range(low, high)
        require_below(("low", "mean"), below, centre)
        require_below(("mean", "high"), centre, above)
        share, variance = (centre - below) / (above - below), np.square(spread / (above - below))
        total = share * (1 - share) / variance - 1
        if np.any(total <= 0):
            largest = number_text(float(np.min(np.sqrt((centre - below) * (above - centre)))))
            raise FitError(
                f"sd = {spread} is too large for a beta with mean = {centre} between {below} and {above}: "
                f"give an sd below {largest}",
                parameter="sd",
            )
        return cls(share * total, (1 - share) * total, below, above)


class Gamma(Family):
    """A positive, right-skewed number, such as a cost: `shape` without a unit, `scale` in its own unit."""

    parameters: ClassVar = {"shape": POSITIVE, "scale": POSITIVE}
    shape: Value
    scale: Value

    def _ppf(self, u: Array) -> Floats:
        return self.scale * scipy.special.gammaincinv(self.shape, u)

    def _cdf(self, x: Array) -> Floats:
        return scipy.special.gammainc(self.shape, x / self.scale)

    def _standard_form(self) -> tuple[Family, Value, Value]:
        return Gamma(self.shape, 1), 0.0, self.scale

    @cached_property
    def mean(self) -> Value:
        """Mean."""
        return self.shape * self.scale

    @cached_property
    def sd(self) -> Value:
        """Standard deviation."""
        return frozen(np.sqrt(self.shape) * self.scale)

    @cached_property
    def skewness(self) -> Value:
        """Skewness."""
        return frozen(2 / np.sqrt(self.shape))

    @cached_property
    def low(self) -> Value:
        """Lower end of the support."""
        return self._everywhere(0.0)

    @classmethod
    def from_mean_sd(cls, mean: object, sd: object) -> Self:
        """Make the member with this mean and standard deviation."""
        centre, spread = positive_mean_sd(mean, sd)
        return cls(np.square(centre / spread), np.square(spread) / centre)

    @classmethod
    def between(cls, low: object, high: object, mass: object = 0.9) -> Self:
        """Make the member whose central `mass` runs from `low` to `high`, both above 0."""
        below, above = checked_range(low, high, POSITIVE)
        first, last = tail(mass), 1 - tail(mass)

        def solve(low: float, high: float) -> tuple[float, float]:
            def excess(log_shape: float) -> float:
                ends = scipy.special.gammaincinv(math.exp(log_shape), [first, last])
                return math.log(high / low) - float(np.diff(np.log(ends))[0])

            with np.errstate(divide="ignore"):
                log_shape = root(excess, -6.0, 30.0)
            if log_shape is None:
                raise FitError(f"no gamma has a central range from {number_text(low)} to {number_text(high)}")
            shape = math.exp(log_shape)
            return shape, high / float(scipy.special.gammaincinv(shape, last))

        return cls(*each(solve, below, above))._hits(below, above, last - first)


class Exponential(Family):
    """The waiting time for an event that is equally likely at every moment."""

    parameters: ClassVar = {"mean": POSITIVE}
    mean: Value

    def _ppf(self, u: Array) -> Floats:
        return -self.mean * np.log1p(-u)

    def _cdf(self, x: Array) -> Floats:
        return -np.expm1(-x / self.mean)

    @cached_property
    def sd(self) -> Value:
        """Standard deviation."""
        return self.mean

    @cached_property
    def skewness(self) -> Value:
        """Skewness."""
        return self._everywhere(2.0)

    @cached_property
    def low(self) -> Value:
        """Lower end of the support."""
        return self._everywhere(0.0)


class Weibull(Family):
    """A lifetime: failures grow rarer with age for `shape` below 1, more frequent above."""

    parameters: ClassVar = {"shape": POSITIVE, "scale": POSITIVE}
    shape: Value
    scale: Value

    def _ppf(self, u: Array) -> Floats:
        return self.scale * (-np.log1p(-u)) ** (1 / self.shape)

    def _cdf(self, x: Array) -> Floats:
        return -np.expm1(-((x / self.scale) ** self.shape))

    def _standard_form(self) -> tuple[Family, Value, Value]:
        return Weibull(self.shape, 1), 0.0, self.scale

    @cached_property
    def mean(self) -> Value:
        """Mean."""
        return frozen(self.scale * scipy.special.gamma(1 + 1 / self.shape))

    @cached_property
    def sd(self) -> Value:
        """Standard deviation."""
        return frozen(self.mean * np.sqrt(_weibull_square_variation(self.shape)))

    @cached_property
    def low(self) -> Value:
        """Lower end of the support."""
        return self._everywhere(0.0)

    @classmethod
    def from_mean_sd(cls, mean: object, sd: object) -> Self:
        """Make the member with this mean and standard deviation."""

        def solve(centre: float, spread: float) -> tuple[float, float]:
            target = math.log(spread / centre) * 2
            log_shape = root(
                lambda log_shape: target - math.log(_weibull_square_variation(math.exp(log_shape))), -4.0, 7.0
            )
            if log_shape is None:
                raise FitError(
                    f"no Weibull has mean = {number_text(centre)} and sd = {number_text(spread)}; "
                    "give an sd between 0.12 % and 1e30 times the mean",
                    parameter="sd",
                )
            shape = math.exp(log_shape)
            return shape, centre / math.gamma(1 + 1 / shape)

        return cls(*each(solve, *positive_mean_sd(mean, sd)))

    @classmethod
    def between(cls, low: object, high: object, mass: object = 0.9) -> Self:
        """Make the member whose central `mass` runs from `low` to `high`, both above 0."""
        below, above = checked_range(low, high, POSITIVE)
        first, last = -math.log1p(-tail(mass)), -math.log(tail(mass))
        shape = math.log(last / first) / np.log(above / below)
        return cls(shape, above / last ** (1 / shape))


def _weibull_square_variation(shape: Value) -> Array:
    """Square of sd / mean of a Weibull."""
    return np.expm1(scipy.special.gammaln(1 + 2 / shape) - 2 * scipy.special.gammaln(1 + 1 / shape))


class TruncatedNormal(Family):
    """A normal (`mu`, `sigma`) of which only the part from `low` to `high` is kept.

    The bounds are in the unit of the variable and may be infinite. Mean and standard deviation are those after cutting.

    Examples
    --------
    >>> round(TruncatedNormal(1, 0.2, low=0).mean, 6)
    1.0
    """

    parameters: ClassVar = {"mu": REAL, "sigma": SPREAD, "low": EXTENDED, "high": EXTENDED}
    defaults: ClassVar = {"low": -math.inf, "high": math.inf}
    mu: Value
    sigma: Value
    low: Value
    high: Value

    def _check(self, given: Mapping[str, object]) -> Mapping[str, Value]:
        values = super()._check(given)
        require_below(("low", "high"), values["low"], values["high"])
        near, far, _ = _seen_from_the_nearer_bound(*(values[name] for name in self.parameters))
        near = np.maximum(near, 0.0)
        lost = 2.2e-16 * (1 + near**2 / 2) / np.minimum((far - near) * np.maximum(near, 0.4), 1.0)
        if not np.all(lost <= 1e-10):
            index, bad = first_bad(np.asarray(values["mu"]), np.asarray(lost <= 1e-10))
            raise FamilyError(
                f"mu = {bad} with this sigma leaves nothing of the normal's form between low and high; "
                "give bounds nearer to mu or a smaller sigma, or use a uniform",
                parameter="mu",
                index=index,
            )
        return values

    @cached_property
    def _bounds(self) -> tuple[Array, Array, NDArray[np.bool_]]:
        return _seen_from_the_nearer_bound(self.mu, self.sigma, self.low, self.high)

    @cached_property
    def _log_survival(self) -> tuple[Floats, Floats]:
        """Log of P(Z > near), and of P(Z > far) / P(Z > near)."""
        near, far, _ = self._bounds
        log_near: Array = scipy.special.log_ndtr(-near)
        return log_near, scipy.special.log_ndtr(-far) - log_near

    def _ppf(self, u: Array) -> Floats:
        (log_near, log_ratio), mirrored = self._log_survival, self._bounds[2]
        from_near, to_far = np.where(mirrored, 1 - u, u), np.where(mirrored, u, 1 - u)
        log_left = np.where(
            from_near < 0.5, np.log1p(from_near * np.expm1(log_ratio)), np.log(to_far + from_near * np.exp(log_ratio))
        )
        z: Array = -scipy.special.ndtri_exp(log_near + log_left)
        return self.mu + self.sigma * np.where(mirrored, -z, z)

    def _cdf(self, x: Array) -> Floats:
        (log_near, log_ratio), mirrored = self._log_survival, self._bounds[2]
        z = (x - self.mu) / self.sigma
        log_left: Array = scipy.special.log_ndtr(np.where(mirrored, z, -z)) - log_near
        from_near = np.expm1(log_left) / np.expm1(log_ratio)
        return np.where(mirrored, 1 - from_near, from_near)

    @cached_property
    def _moments(self) -> tuple[Array, Array]:
        """Mean and sd of the distance from the near bound in standard units, by Gauss-Legendre.

        The textbook formula for the variance loses all digits in a far tail. Beyond e^-40 nothing is left to integrate.
        """
        near, far, _ = self._bounds
        start = np.maximum(near, -9.0)
        reach = 80 / (np.maximum(start, 0) + np.sqrt(np.maximum(start, 0) ** 2 + 80))
        width = np.minimum(far, np.maximum(start, 0) + reach) - start
        nodes, weights = np.polynomial.legendre.leggauss(128)
        distance = width[..., None] * (nodes + 1) / 2
        log_density = -distance * (start[..., None] + distance / 2)
        weights = weights * np.exp(log_density - log_density.max(axis=-1, keepdims=True))
        weights /= weights.sum(axis=-1, keepdims=True)
        mean = (weights * distance).sum(axis=-1)
        sd = np.sqrt((weights * (distance - mean[..., None]) ** 2).sum(axis=-1))
        return start + mean, sd

    @cached_property
    def mean(self) -> Value:
        """Mean after cutting."""
        z = self._moments[0]
        return frozen(self.mu + self.sigma * np.where(self._bounds[2], -z, z))

    @cached_property
    def sd(self) -> Value:
        """Standard deviation after cutting."""
        return frozen(self.sigma * self._moments[1])

    @classmethod
    def between(
        cls, low: object, high: object, mass: object = 0.9, *, lowest: object = -math.inf, highest: object = math.inf
    ) -> Self:
        """Make the member cut at `lowest` and `highest` whose own central `mass` runs from `low` to `high`."""
        below, above = checked_range(low, high)
        bottom, top = checked("lowest", lowest, EXTENDED), checked("highest", highest, EXTENDED)
        require_below(("lowest", "low"), bottom, below)
        require_below(("high", "highest"), above, top)
        first, last = tail(mass), 1 - tail(mass)

        def solve(low: float, high: float, lowest: float, highest: float) -> tuple[float, float]:
            def centre(sigma: float) -> float | None:
                """Find the mu that puts the low end right."""
                least = lowest - 500 * sigma if math.isfinite(lowest) else low
                most = highest + 500 * sigma if math.isfinite(highest) else low + 40 * sigma
                return root(lambda mu: float(cls(mu, sigma, lowest, highest).ppf(first)) - low, least, most)

            def excess(log_sigma: float) -> float:
                mu = centre(math.exp(log_sigma))
                return math.inf if mu is None else float(cls(mu, math.exp(log_sigma), lowest, highest).ppf(last)) - high

            width = math.log(high - low)
            log_sigma = root(excess, width - 4, width + 7)
            mu = None if log_sigma is None else centre(math.exp(log_sigma))
            if log_sigma is None or mu is None:
                raise FitError(
                    f"no normal cut at {number_text(lowest)} and {number_text(highest)} has a central range from "
                    f"{number_text(low)} to {number_text(high)}; give wider bounds or a less lopsided range"
                )
            return mu, math.exp(log_sigma)

        mu, sigma = each(solve, below, above, bottom, top)
        return cls(mu, sigma, bottom, top)._hits(below, above, last - first)


def _seen_from_the_nearer_bound(
    mu: Value, sigma: Value, low: Value, high: Value
) -> tuple[Array, Array, NDArray[np.bool_]]:
    """Return the near and the far bound in standard units, and whether the view is mirrored: near is -high then.

    All work on a cut normal is done on the survival side of its nearer bound, in logarithms, so that a piece of a far
    tail keeps its digits.
    """
    first, last = np.subtract(low, mu) / sigma, np.subtract(high, mu) / sigma
    with np.errstate(invalid="ignore"):
        mirrored = np.asarray(first + last < 0)
    return np.where(mirrored, -last, first), np.where(mirrored, -first, last), mirrored


MORE_THAN_TWO = Domain(
    "above 2, where the standard deviation is finite",
    lambda x: x > 2,
    "more than 2 degrees of freedom, or location and scale, or a range in place of mean and sd",
)


class StudentT(Family):
    """A hump with heavier tails than the normal: the fewer degrees of freedom `df`, the heavier.

    The mean exists for df above 1 and the standard deviation is finite for df above 2. `scale` is not the standard
    deviation: that is scale · √(df / (df − 2)), 73 % more for df = 3 (JCGM 101:2008, 6.4.9).

    Examples
    --------
    >>> StudentT(3, location=10, scale=1).sd
    1.7320508075688772
    >>> round(StudentT.from_mean_sd(10, 1, df=3).scale, 4)
    0.5774
    """

    parameters: ClassVar = {"df": POSITIVE, "location": REAL, "scale": SPREAD}
    defaults: ClassVar = {"location": 0.0, "scale": 1.0}
    df: Value
    location: Value
    scale: Value

    def _ppf(self, u: Array) -> Floats:
        # From the lower half: `stdtrit` is less exact in the upper tail, and turns its sign at u = 1e-300.
        distance = np.abs(scipy.special.stdtrit(self.df, np.minimum(u, 1 - u)))
        return self.location + self.scale * np.copysign(distance, u - 0.5)

    def _cdf(self, x: Array) -> Floats:
        return scipy.special.stdtr(self.df, (x - self.location) / self.scale)

    def _standard_form(self) -> tuple[Family, Value, Value]:
        return StudentT(self.df), self.location, self.scale

    @cached_property
    def mean(self) -> Value:
        """Mean; nan when `df` is 1 or less."""
        return frozen(np.where(np.greater(self.df, 1), self.location, math.nan))

    @cached_property
    def sd(self) -> Value:
        """Standard deviation; infinite when `df` is 2 or less, nan when it is 1 or less."""
        with np.errstate(divide="ignore", invalid="ignore"):
            finite = self.scale * np.sqrt(self.df / np.subtract(self.df, 2))
        return frozen(np.where(np.greater(self.df, 2), finite, np.where(np.greater(self.df, 1), math.inf, math.nan)))

    @cached_property
    def skewness(self) -> Value:
        """Skewness: 0, for both sides are alike; nan when `df` is 3 or less."""
        return frozen(np.where(np.greater(self.df, 3), 0.0, math.nan))

    @cached_property
    def tail_index(self) -> tuple[Value, Value]:
        """The degrees of freedom, on both sides."""
        return self.df, self.df

    @classmethod
    def from_mean_sd(cls, mean: object, sd: object, df: object) -> Self:
        """Make the member with this mean, standard deviation and degrees of freedom, of which there are more than 2.

        The standard uncertainty that a certificate states with its degrees of freedom is mostly the scale and not the
        standard deviation: then give `location` and `scale`.
        """
        centre, spread = checked("mean", mean, REAL), checked("sd", sd, SPREAD)
        freedom = checked("df", df, MORE_THAN_TWO)
        return cls(freedom, centre, spread * np.sqrt(1 - 2 / freedom))

    @classmethod
    def between(cls, low: object, high: object, mass: object = 0.9, *, df: object) -> Self:
        """Make the member with these degrees of freedom whose central `mass` runs from `low` to `high`."""
        below, above = checked_range(low, high)
        freedom = checked("df", df, POSITIVE)
        width = 2 * scipy.special.stdtrit(freedom, 1 - tail(mass))
        return cls(freedom, below / 2 + above / 2, (above - below) / width)._hits(below, above, 1 - 2 * tail(mass))


class Constant(Family):
    """One value, known for certain."""

    parameters: ClassVar = {"value": REAL}
    discrete = True
    value: Value

    def values_between(self, low: float, high: float) -> Array:
        """Return the value, if it lies from `low` to `high`."""
        return np.array([self.value] if low <= self.value <= high else [])

    def _ppf(self, u: Array) -> Floats:
        return self.value + np.zeros_like(u)

    def _cdf(self, x: Array) -> Floats:
        return np.greater_equal(x, self.value) * 1.0

    @cached_property
    def mean(self) -> Value:
        """Mean."""
        return self.value

    @cached_property
    def sd(self) -> Value:
        """Standard deviation."""
        return self._everywhere(0.0)

    @cached_property
    def skewness(self) -> Value:
        """Skewness: nan, for there is no spread."""
        return self._everywhere(math.nan)

    @cached_property
    def low(self) -> Value:
        """The value."""
        return self.value

    @cached_property
    def high(self) -> Value:
        """The value."""
        return self.value


class Bernoulli(Family):
    """1 with this probability and otherwise 0: something happens or does not."""

    parameters: ClassVar = {"probability": PROBABILITY}
    discrete = True
    probability: Value

    def _ppf(self, u: Array) -> Floats:
        return (u > 1 - self.probability) * 1.0

    def _cdf(self, x: Array) -> Floats:
        return np.where(x < 0, 0.0, np.where(x < 1, 1 - self.probability, 1.0))

    @cached_property
    def mean(self) -> Value:
        """Mean."""
        return self.probability

    @cached_property
    def sd(self) -> Value:
        """Standard deviation."""
        return frozen(np.sqrt(self.probability * (1 - self.probability)))

    @cached_property
    def skewness(self) -> Value:
        """Skewness."""
        with np.errstate(divide="ignore", invalid="ignore"):
            return frozen((1 - 2 * self.probability) / np.asarray(self.sd))

    @cached_property
    def low(self) -> Value:
        """Smallest value that can occur."""
        return frozen(np.where(np.equal(self.probability, 1), 1.0, 0.0))

    @cached_property
    def high(self) -> Value:
        """Largest value that can occur."""
        return frozen(np.where(np.equal(self.probability, 0), 0.0, 1.0))


def smallest_count(
    cdf: Callable[[Array], Floats], u: Array, *, mean: Value, sd: Value, skew: Value, most: Value
) -> Array:
    """Return the smallest count up to `most` with cdf(count) >= u; `skew` is the skewness times sd.

    By bisection, from the Cornish-Fisher expansion with room for its error.
    """
    z: Array = np.clip(scipy.special.ndtri(u), -40.0, 40.0)
    guess = np.floor(mean + sd * z + skew * (np.square(z) - 1) / 6 + 0.5)
    room = 2 + np.ceil(np.square(z) / 8)
    below, above = np.clip(guess - room, -1.0, most), np.clip(guess + room, 0.0, most)
    below = np.where(cdf(below) < u, below, -1.0)
    above = np.where(cdf(above) >= u, above, most)
    while np.any(above - below > 1):
        middle = np.floor((below + above) / 2)
        enough = cdf(middle) >= u
        below, above = np.where(enough, below, middle), np.where(enough, middle, above)
    return above


class Binomial(Family):
    """How many of so many trials succeed."""

    parameters: ClassVar = {"trials": COUNT, "probability": PROBABILITY}
    discrete = True
    trials: Value
    probability: Value

    def _ppf(self, u: Array) -> Floats:
        return smallest_count(self._cdf, u, mean=self.mean, sd=self.sd, skew=1 - 2 * self.probability, most=self.trials)

    def _cdf(self, x: Array) -> Floats:
        count = np.floor(x)
        successes, failures = np.maximum(count, 0) + 1, self.trials - count
        if np.min(self.probability) >= 1e-3:
            inside = scipy.special.betainc(failures, successes, 1 - self.probability)
        else:  # the same, ten times slower, without the digits that 1 - probability loses
            inside = scipy.special.betaincc(successes, failures, self.probability)
        return np.where(count < 0, 0.0, np.where(count >= self.trials, 1.0, inside))

    @cached_property
    def mean(self) -> Value:
        """Mean."""
        return self.trials * self.probability

    @cached_property
    def sd(self) -> Value:
        """Standard deviation."""
        return frozen(np.sqrt(self.trials * self.probability * (1 - self.probability)))

    @cached_property
    def skewness(self) -> Value:
        """Skewness."""
        with np.errstate(divide="ignore", invalid="ignore"):
            return frozen((1 - 2 * self.probability) / np.asarray(self.sd))

    @cached_property
    def low(self) -> Value:
        """Smallest count that can occur."""
        return frozen(np.where(np.equal(self.probability, 1), self.trials, 0.0))

    @cached_property
    def high(self) -> Value:
        """Largest count that can occur."""
        return frozen(np.where(np.equal(self.probability, 0), 0.0, self.trials))


class Poisson(Family):
    """How often something happens that happens `mean` times on average, each time independent of the other."""

    parameters: ClassVar = {"mean": POSITIVE}
    discrete = True
    mean: Value

    def _ppf(self, u: Array) -> Floats:
        most = np.ceil(self.mean + 40 * np.sqrt(self.mean) + 100)  # beyond it less than 1e-16 is left
        return smallest_count(self._cdf, u, mean=self.mean, sd=self.sd, skew=1.0, most=most)

    def _cdf(self, x: Array) -> Floats:
        count = np.floor(x)
        return np.where(count < 0, 0.0, scipy.special.gammaincc(np.maximum(count, 0) + 1, self.mean))

    @cached_property
    def sd(self) -> Value:
        """Standard deviation."""
        return frozen(np.sqrt(self.mean))

    @cached_property
    def skewness(self) -> Value:
        """Skewness."""
        return frozen(1 / np.asarray(self.sd))

    @cached_property
    def low(self) -> Value:
        """Smallest count that can occur."""
        return self._everywhere(0.0)


class Discrete(Family):
    """One of a list of values, each with its probability. The list is kept in rising order.

    Examples
    --------
    >>> Discrete([0, 10], [0.75, 0.25]).mean
    2.5
    """

    parameters: ClassVar = {"values": REAL, "probabilities": NON_NEGATIVE}
    discrete = True
    values: Array
    probabilities: Array

    def _check(self, given: Mapping[str, object]) -> Mapping[str, Value]:
        values, probabilities = (
            np.atleast_1d(checked(name, given[name], domain)) for name, domain in self.parameters.items()
        )
        if values.ndim != 1 or values.shape != probabilities.shape:
            raise FamilyError(
                f"values has shape {values.shape} and probabilities {probabilities.shape}; "
                "give two lists with one probability for each value",
                parameter="probabilities",
            )
        if abs(total := math.fsum(probabilities)) - 1 > 1e-9 or total < 1 - 1e-9:
            raise FamilyError(
                f"the probabilities add up to {number_text(total)}; they must add up to 1", parameter="probabilities"
            )
        order = np.argsort(values)
        values, probabilities = values[order], probabilities[order] / total
        if np.any(repeated := np.diff(values) == 0):
            found = number_text(float(values[1:][repeated][0]))
            raise FamilyError(f"value {found} is given twice; give it once with its whole probability", "values")
        return {"values": np.asarray(frozen(values)), "probabilities": np.asarray(frozen(probabilities))}

    def _batch_shape(self) -> tuple[int, ...]:
        return ()

    def values_between(self, low: float, high: float) -> Array:
        """Return the listed values from `low` to `high`."""
        return self.values[(self.values >= low) & (self.values <= high)]

    @cached_property
    def _cumulative(self) -> Array:
        cumulative = np.cumsum(self.probabilities)
        cumulative[np.flatnonzero(self.probabilities)[-1] :] = 1.0
        return cumulative

    def _ppf(self, u: Array) -> Floats:
        return self.values[np.minimum(np.searchsorted(self._cumulative, u), self.values.size - 1)]

    def _cdf(self, x: Array) -> Floats:
        place = np.searchsorted(self.values, x, side="right")
        return np.concatenate([[0.0], self._cumulative])[place]

    @cached_property
    def mean(self) -> Value:
        """Mean."""
        return float(np.sum(self.values * self.probabilities))

    @cached_property
    def sd(self) -> Value:
        """Standard deviation."""
        return float(np.sqrt(np.sum((self.values - self.mean) ** 2 * self.probabilities)))

    @cached_property
    def skewness(self) -> Value:
        """Skewness; nan for a single value."""
        with np.errstate(invalid="ignore"):
            away = (self.values - self.mean) / np.asarray(self.sd)
        return float(np.sum(away**3 * self.probabilities))

    @cached_property
    def low(self) -> Value:
        """Smallest value that can occur."""
        return float(self.values[self.probabilities > 0][0])

    @cached_property
    def high(self) -> Value:
        """Largest value that can occur."""
        return float(self.values[self.probabilities > 0][-1])


class Empirical(Discrete):
    """Values as they were observed, each as likely as its weight; all alike when no weights are given.

    Examples
    --------
    >>> Empirical([3, 1, 1, 7]).mean
    3.0
    """

    parameters: ClassVar = {"values": REAL, "weights": NON_NEGATIVE}
    defaults: ClassVar = {"weights": 1.0}
    weights: Array

    def _check(self, given: Mapping[str, object]) -> Mapping[str, Value]:
        values, weights = (np.asarray(checked(name, given[name], domain)) for name, domain in self.parameters.items())
        values = np.atleast_1d(values)
        if values.ndim != 1 or weights.shape not in {(), values.shape}:
            raise FamilyError(
                f"values has shape {values.shape} and weights {weights.shape}; give two lists with one weight for each "
                "value, or no weights",
                parameter="weights",
            )
        values, place = np.unique(values, return_inverse=True)
        total = np.bincount(place, weights=np.broadcast_to(weights, place.shape))
        if not total.sum() > 0:
            raise FamilyError("the weights add up to 0; give at least one weight above 0", parameter="weights")
        return {"values": np.asarray(frozen(values)), "weights": np.asarray(frozen(total / total.sum()))}

    @cached_property
    def probabilities(self) -> Array:  # type: ignore[override]
        """Probability of each value."""
        return self.weights
