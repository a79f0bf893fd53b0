"""Fast quantile functions: a few nanoseconds a draw instead of up to a microsecond.

A continuous distribution is tabulated as one cubic in each of some thousands of bins of u. The bins are as narrow as u
is near 0 or 1: a bin is an exponent and the first few binary digits of the distance to the nearer end, which the
floating-point number already holds, so that finding the bin takes no search and both tails are as exact as the middle.
A bin in which the cubic misses, next to a kink or a jump, is divided again and again; draws that fall into what is left
of it are answered by the exact `ppf`.

Every step is elementwise, so the answer for a `u` never depends on the block it stands in.
"""

from __future__ import annotations

import math
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache, partial
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from mcba.families.base import Array, Family
from mcba.families.joint import Dirichlet, Multinomial
from mcba.families.loops import look_up, machine_code
from mcba.families.parametric import (
    Bernoulli,
    Binomial,
    Constant,
    Discrete,
    Exponential,
    Gamma,
    Lognormal,
    Loguniform,
    Normal,
    Poisson,
    Triangular,
    Uniform,
)
from mcba.families.tailed import NegativeBinomial

TOLERANCE = 1e-9
"""Largest |cdf(x) - u| of a tabulated quantile."""

_BLOCK = 8192  # draws worked on at a time: what they need stays in the processor's second cache
_OCTAVES = 30  # halvings of u = 1/2 that are tabulated: down to 5e-10
_DIGITS = (6, 7, 8)  # binary digits after the first that choose a bin: 64, 128 or 256 bins in each octave
_TOLERATED_MISSES = (0.01, 0.05, 0.05)  # with so many digits, share of draws that may look among narrower bins
_TOLERATED_GAPS = 0.002  # share of draws that may go to the exact ppf
_WANTED_GAPS = 1e-7  # the exact ppf of a few draws costs as much as that of a block
_PARTS, _DIVISIONS = 8, 6  # a bin in which a cubic misses is divided into so many, so many times
_MOST_TABLES = 64  # of the labels of one set
_MOST_VALUES = 1 << 16  # of a discrete family that are listed


class QuantileFunction(Protocol):
    """A quantile function for blocks of uniforms.

    `u` is float64, strictly inside (0, 1); the answer has its shape, stands in `out` if that is given, and `out` may be
    `u` itself. Several threads may call it at once.
    """

    def __call__(self, u: Array, out: Array | None = None) -> Array:
        """Return the quantiles at `u`."""


Kernel = Callable[[Array, Array], None]
"""Work on one-dimensional `u` of at most `_BLOCK` values and write to `out`, which may be `u`."""


@lru_cache(maxsize=1024)
def quantile_function(family: Family, *, compiled: bool = False) -> QuantileFunction:
    """Return the fast quantile function of a family, within 1e-9 of `family.ppf` as measured in u.

    Discrete families and closed forms agree with `ppf`. Of parameters of shape (label, 1) each label has its own; more
    than 64 labels share one table when they differ in location and scale only, and else `ppf` answers.
    With `compiled`, tables are looked up in machine code: the same bits in a third of the time.

    Examples
    --------
    >>> from mcba.families import Gamma
    >>> quantile_function(Gamma(2, 500))(np.array([0.05, 0.5, 0.95])).round(3)
    array([ 177.681,  839.173, 2371.932])
    """
    if family.is_conditional:
        return _exact(family)
    if family.batch_shape:
        return _of_labels(family, compiled=compiled)
    make = _CLOSED_FORMS.get(type(family), _counted if family.discrete else partial(_tabulated, compiled=compiled))
    kernel = make(family)
    return _exact(family) if kernel is None else _in_blocks(kernel)


def _of_labels(family: Family, *, compiled: bool) -> QuantileFunction:
    """Return the quantile function of a family with parameters of its own for each label."""
    if isinstance(family, Multinomial) or len(family.batch_shape) != 2 or family.batch_shape[1] != 1:
        return _exact(family)
    if isinstance(family, Dirichlet):
        return _shares(family, compiled=compiled)
    if family.batch_shape[0] <= _MOST_TABLES:
        each = [quantile_function(family.of_label(label), compiled=compiled) for label in range(family.batch_shape[0])]
        return _answering(lambda u: _rows(each, u))
    return _answering(lambda u: quantiles(family, u))


def _rows(each: Sequence[QuantileFunction], u: Array) -> Array:
    """Return the quantiles of every label, (label, world), from uniforms that broadcast with (label, 1)."""
    whole = np.broadcast_to(u, np.broadcast_shapes(u.shape, (len(each), 1)))
    x = np.empty(whole.shape)
    for label, quantile in enumerate(each):
        x[label] = quantile(np.ascontiguousarray(whole[label]))
    return x


def _shares(family: Dirichlet, *, compiled: bool) -> QuantileFunction:
    each = [quantile_function(Gamma(float(alpha), 1), compiled=compiled) for alpha in family.alpha.ravel()]
    return _answering(lambda u: family.shares(_rows(each, u)))


def quantiles(family: Family, u: Array) -> Array:
    """Return the quantiles at `u` of a family that has other parameters in each world, such as (world,).

    Where they move and stretch one standard member only, its table serves all of them.
    """
    if isinstance(family, Lognormal):
        return np.exp(quantiles(Normal(family.mu, family.sigma), u))
    standard, location, scale = family._standard_form()
    if standard.batch_shape:
        return family.ppf(u)
    x = scale * quantile_function(standard)(np.ascontiguousarray(u)) + location
    return np.clip(x, family.low, family.high)


def _exact(family: Family) -> QuantileFunction:
    return _answering(family.ppf)


def _answering(answer: Callable[[Array], Array]) -> QuantileFunction:
    def quantiles(u: Array, out: Array | None = None) -> Array:
        x = answer(u)
        if out is None:
            return x
        out[...] = x
        return out

    return quantiles


def _in_blocks(kernel: Kernel) -> QuantileFunction:
    def quantiles(u: Array, out: Array | None = None) -> Array:
        if out is None:
            out = np.empty(u.shape)
        if u.ndim != 1 or not (u.flags.c_contiguous and out.flags.c_contiguous):
            out[...] = quantiles(np.ravel(u)).reshape(u.shape)
            return out
        with np.errstate(all="ignore"):
            for start in range(0, u.size, _BLOCK):
                kernel(u[start : start + _BLOCK], out[start : start + _BLOCK])
        return out

    return quantiles


class _Scratch(threading.local):
    """Room to work in, for each thread its own, so that no call has to ask for memory."""

    def __init__(self) -> None:
        self.t = np.empty(_BLOCK)
        self.x = np.empty(_BLOCK)
        self.place = np.empty(_BLOCK, dtype=np.int64)
        self.sign = np.empty(_BLOCK, dtype=np.int64)
        self.cubic = np.empty((_BLOCK, 4))
        self.truth = np.empty(_BLOCK, dtype=np.bool_)


_scratch = _Scratch()


# Closed forms that are as fast as a table.


def _uniform(family: Uniform) -> Kernel:
    low, width, high = family.low, family.high - family.low, family.high

    def kernel(u: Array, out: Array) -> None:
        np.multiply(u, width, out=out)
        np.add(out, low, out=out)
        np.minimum(out, high, out=out)

    return kernel


def _loguniform(family: Loguniform) -> Kernel:
    low, log_ratio, high = family.low, family._log_ratio, family.high

    def kernel(u: Array, out: Array) -> None:
        np.multiply(u, log_ratio, out=out)
        np.exp(out, out=out)
        np.multiply(out, low, out=out)
        np.minimum(out, high, out=out)

    return kernel


def _triangular(family: Triangular) -> Kernel:
    low, width, peak = family.low, family.high - family.low, family._peak

    def kernel(u: Array, out: Array) -> None:
        falling, truth = _scratch.t[: u.size], _scratch.truth[: u.size]
        np.greater_equal(u, peak, out=truth)
        np.subtract(1.0, u, out=falling)
        np.multiply(falling, 1 - peak, out=falling)
        np.sqrt(falling, out=falling)
        np.subtract(1.0, falling, out=falling)
        np.multiply(u, peak, out=out)
        np.sqrt(out, out=out)
        np.copyto(out, falling, where=truth)
        np.multiply(out, width, out=out)
        np.add(out, low, out=out)

    return kernel


def _exponential(family: Exponential) -> Kernel:
    minus_mean = -family.mean

    def kernel(u: Array, out: Array) -> None:
        np.negative(u, out=out)
        np.log1p(out, out=out)
        np.multiply(out, minus_mean, out=out)

    return kernel


def _constant(family: Constant) -> Kernel:
    def kernel(u: Array, out: Array) -> None:  # noqa: ARG001
        out.fill(family.value)

    return kernel


def _bernoulli(family: Bernoulli) -> Kernel:
    threshold = 1 - family.probability

    def kernel(u: Array, out: Array) -> None:
        truth = _scratch.truth[: u.size]
        np.greater(u, threshold, out=truth)
        np.copyto(out, truth)

    return kernel


_CLOSED_FORMS: dict[type[Family], Callable[..., Kernel | None]] = {
    Uniform: _uniform,
    Loguniform: _loguniform,
    Triangular: _triangular,
    Exponential: _exponential,
    Constant: _constant,
    Bernoulli: _bernoulli,
}


# Continuous families: a table of cubics.


class _Bins:
    """Bins of u by the leading binary digits of its signed distance t to the nearer of 0 and 1.

    t = u up to a half and u - 1 above. The bits of a positive float, read as a whole number, rise with it; those of a
    negative one rise with its size, and turning them over puts both halves in one rising row of bins, with an unused
    stretch between them for the sizes above a half. The first and the last bin take what lies beyond the table.
    """

    def __init__(self, digits: int) -> None:
        half = 1022 << digits  # the bin that begins at 0.5
        self.shift = 52 - digits
        self.first = half - (_OCTAVES << digits) - 1
        self.count = (1 << (63 - self.shift)) - 2 * self.first
        edges = (np.arange(self.first + 1, half + 2, dtype=np.int64) << self.shift).view(np.float64)
        self.lower, self.upper = edges, -edges[-2::-1]  # of t for u up to a half, and above


@dataclass(frozen=True)
class Table:
    """The cubics of one family, as `loops.look_up` takes them.

    Parameters
    ----------
    cubics : (bin, power)
        Missing (nan) where a cubic would miss.
    shift, first : int
        Which binary digits choose a bin, and the number of the first.
    low, high : float
        The support.
    narrow : _Narrow or None
        Narrower bins of the standard member, for places where the regular ones miss.
    """

    cubics: Array
    shift: int
    first: int
    low: float
    high: float
    narrow: _Narrow | None


@lru_cache(maxsize=1024)
def table(family: Family) -> Table | None:
    """The table of a continuous family with plain numbers for parameters, or None when there is no good one."""
    if family.batch_shape or family.discrete or family.is_conditional or type(family) in _CLOSED_FORMS:
        return None
    standard, location, scale = family._standard_form()
    found = _table(standard)
    if found is None:
        return None
    bins, of_standard, narrow = found
    cubics = of_standard * scale
    cubics[:, 0] += location
    return Table(cubics, bins.shift, bins.first, float(family.low), float(family.high), narrow)


def _tabulated(family: Family, *, compiled: bool = False) -> Kernel | None:
    """Return the kernel of a continuous family, or None when no table is good enough."""
    found = table(family)
    if found is None:
        return None
    _, location, scale = family._standard_form()
    narrow = found.narrow
    cubics, shift, first, low, high = found.cubics, found.shift, found.first, found.low, found.high
    look = machine_code(look_up) if compiled else _look_up

    def kernel(u: Array, out: Array) -> None:
        t = _scratch.t[: u.size]
        if look(u, t, out, cubics, shift, first, low, high):  # from here on `u` may be gone: t holds what it was
            missed = np.flatnonzero(np.isnan(out))
            t_missed = t[missed]
            u_missed = np.where(t_missed < 0, 1.0 + t_missed, t_missed)
            if narrow is not None:
                out[missed] = np.clip(location + scale * narrow.quantiles(u_missed, t_missed), low, high)
                still = np.isnan(out[missed])
                missed, u_missed = missed[still], u_missed[still]
            if missed.size:
                out[missed] = family.ppf(u_missed)

    return kernel


def _look_up(u: Array, t: Array, out: Array, cubics: Array, shift: int, first: int, low: float, high: float) -> bool:
    """What `loops.look_up` does, by NumPy."""
    n = u.size
    x, place, sign, cubic = _scratch.x[:n], _scratch.place[:n], _scratch.sign[:n], _scratch.cubic[:n]
    np.rint(u, out=t)
    np.subtract(u, t, out=t)
    bits = t.view(np.int64)
    np.right_shift(bits, shift, out=place)
    np.right_shift(bits, 63, out=sign)
    np.bitwise_xor(place, sign, out=place)
    np.subtract(place, first, out=place)
    cubics.take(place, axis=0, out=cubic, mode="clip")
    np.multiply(cubic[:, 3], t, out=x)
    np.add(x, cubic[:, 2], out=x)
    np.multiply(x, t, out=x)
    np.add(x, cubic[:, 1], out=x)
    np.multiply(x, t, out=x)
    np.add(x, cubic[:, 0], out=out)
    if low > -math.inf:
        np.maximum(out, low, out=out)
    if high < math.inf:
        np.minimum(out, high, out=out)
    return math.isnan(np.add.reduce(out))  # one missing value makes the sum missing, and one pass finds it


def _nans(x: Array) -> NDArray[np.int64]:
    """Return the places of the missing values."""
    truth = _scratch.truth[: x.size]
    np.isnan(x, out=truth)
    return np.flatnonzero(truth) if truth.any() else _NOWHERE


_NOWHERE = np.empty(0, dtype=np.int64)


class _Narrow:
    """Narrower bins, wherever they lie, found by a search: for the places where the regular ones miss."""

    def __init__(self, first: Array, last: Array, cubics: Array) -> None:
        order = np.argsort(_u(first))
        self.first, self.last, self.cubics = _u(first[order]), _u(last[order]), cubics[order]
        self.middle = (last[order] + first[order]) / 2

    def quantiles(self, u: Array, t: Array) -> Array:
        """Return the quantiles at u, with t its signed distance; nan where there is no bin."""
        place = np.maximum(np.searchsorted(self.first, u, side="right") - 1, 0)
        c0, c1, c2, c3 = self.cubics[place].T
        t = np.where(t == 0.5, -0.5, t) - self.middle[place]  # one half is the beginning of the upper half here
        return np.where((self.first[place] <= u) & (u <= self.last[place]), c0 + t * (c1 + t * (c2 + t * c3)), np.nan)


@lru_cache(maxsize=256)
def _table(standard: Family) -> tuple[_Bins, Array, _Narrow | None] | None:
    """Return the bins of a standard member and the cubic of each, (bin, power of t); nan where a cubic would miss."""
    for digits, allowed in zip(_DIGITS, _TOLERATED_MISSES, strict=True):
        bins = _Bins(digits)
        lower = _half(standard, bins.lower, digits, allowed, upper=False)
        upper = None if lower is None else _half(standard, bins.upper, digits, allowed, upper=True)
        if lower is None or upper is None:
            continue
        if _gaps(bins.lower, lower) + _gaps(bins.upper, upper) <= allowed:
            narrow, left = _narrowed(standard, bins, lower, upper)
            if left <= _TOLERATED_GAPS:
                cubics = np.full((bins.count, 4), np.nan)
                cubics[1 : 1 + len(lower)] = lower
                cubics[-1 - len(upper) : -1] = upper
                return bins, cubics, narrow
    return None


def _half(standard: Family, edges: Array, digits: int, allowed: float, *, upper: bool) -> Array | None:
    """Return the cubics of the bins of one half, or None where too many miss for the rest to be worth the work.

    A quantile function is mostly so smooth that a few exact quantiles in each octave of u say the others to twelve
    digits. Where the cubics that follow miss, at a kink say, those of the whole octave are found again from exact ones.
    """
    first, last = edges[:-1], edges[1:]
    cubics = np.full((first.size, 4), np.nan)
    count = _OCTAVES << digits
    tabulated = slice(0, count)  # the lower half has one more bin, which begins at one half itself
    cubics[tabulated] = _cubics(standard, first[tabulated], last[tabulated], _from_few(standard, digits, upper=upper))
    missed = np.isnan(cubics).any(axis=1)
    octave = np.arange(first.size) >> digits
    again = np.isin(octave, octave[missed])
    nearest = octave <= 1 if upper else octave >= _OCTAVES - 2  # u from 1/8 to 7/8
    for some in (again & nearest, again & ~nearest):
        cubics[some] = _cubics(standard, first[some], last[some])
        if np.sum((last - first)[nearest & np.isnan(cubics).any(axis=1)]) > allowed:
            return None
    return cubics


_FEW = 16  # exact quantiles in an octave that say the others


def _from_few(standard: Family, digits: int, *, upper: bool) -> Array:
    """Return the quantiles at the nodes of the bins of one half, (bin, node), from few exact ones in each octave.

    In the logarithm of the distance to the nearer end, by Chebyshev interpolation; the weights of the few are the same
    for all octaves.
    """
    scores = np.cos(np.pi * (np.arange(_FEW) + 0.5) / _FEW)
    inside = (1 + (np.arange(1 << digits)[:, None] + (1 + _NODES[:3]) / 2) / (1 << digits)).ravel()  # 1 to 2
    weights = _barycentric(scores, 2 * np.log2(np.append(inside, 2.0)) - 1)
    ends = 2.0 ** np.arange(-_OCTAVES - 1, -1)  # where each octave of the distance begins
    distances = ends[:, None] * 2 ** ((scores + 1) / 2)
    exact = standard.ppf(1 - distances if upper else distances)
    x = np.zeros((_OCTAVES, inside.size + 1))
    for weight, few in zip(weights.T, exact.T, strict=True):  # written out: a matrix product may depend on threads
        x += weight * few[:, None]
    nodes = np.stack([x[:, 0:-1:3], x[:, 1::3], x[:, 2::3], x[:, 3::3]], axis=-1).reshape(-1, 4)
    nodes[:-1, 3] = nodes[1:, 0]
    return nodes[::-1, ::-1] if upper else nodes


def _barycentric(nodes: Array, x: Array) -> Array:
    """Return the weights, (x, node), of values at Chebyshev nodes of the first kind in their interpolation at x.

    Berrut and Trefethen (2004), Barycentric Lagrange interpolation, SIAM Review 46(3), doi:10.1137/S0036144502417715,
    equation (4.2) with the weights (5.3).
    """
    places = np.arange(nodes.size)
    weights = (-1.0) ** places * np.sin(np.pi * (places + 0.5) / nodes.size)
    apart = x[:, None] - nodes
    with np.errstate(divide="ignore", invalid="ignore"):
        terms = weights / apart
        found = terms / np.sum(terms, axis=1, keepdims=True)
    return np.asarray(np.where(np.any(apart == 0, axis=1, keepdims=True), apart == 0, found))


def _narrowed(standard: Family, bins: _Bins, lower: Array, upper: Array) -> tuple[_Narrow | None, float]:
    """Divide the bins in which a cubic misses; return the new ones, and the share of draws that still misses."""
    misses = [np.asarray(np.isnan(cubics).any(axis=1)) for cubics in (lower, upper)]
    misses[0][-1] = False  # the bin that begins at one half: but for its first point, the upper half has its draws
    first, last = (
        np.concatenate([edges[part][miss] for edges, miss in zip((bins.lower, bins.upper), misses, strict=True)])
        for part in (slice(None, -1), slice(1, None))
    )
    found: list[tuple[Array, Array, Array]] = []
    for _ in range(_DIVISIONS):
        if np.sum(last - first) <= _WANTED_GAPS:
            break
        edges = first[:, None] + (last - first)[:, None] * (np.arange(_PARTS + 1) / _PARTS)
        first, last = edges[:, :-1].ravel(), edges[:, 1:].ravel()
        cubics = _cubics(standard, first, last, from_middle=True)
        good = ~np.isnan(cubics).any(axis=1)
        found.append((first[good], last[good], cubics[good]))
        first, last = first[~good], last[~good]
    parts = [np.concatenate(part) for part in zip(*found, strict=True)]
    return (_Narrow(*parts) if parts and parts[0].size else None), float(np.sum(last - first))


def _gaps(edges: Array, cubics: Array) -> float:
    """Return the share of draws that find no cubic."""
    return float(np.sum(np.diff(edges)[np.isnan(cubics).any(axis=1)]))


_NODES = np.array([-1.0, -0.5, 0.5, 1.0])  # ends included, so that neighbours meet; all are exact in u as well
_FROM_NODES = np.linalg.inv(np.vander(_NODES, increasing=True))
_CHECKS = np.array([-0.8, 0.0, 0.8])  # about where a cubic through the nodes errs most


def _exact_nodes(standard: Family, first: Array, last: Array) -> Array:
    """Return the quantiles at the nodes of each bin, (bin, node)."""
    nodes = ((last + first) / 2)[:, None] + ((last - first) / 2)[:, None] * _NODES
    x = np.empty(nodes.shape)
    x[:, :3] = standard.ppf(_u(nodes[:, :3]))
    alone = np.append(last[:-1] != first[1:], True)  # no neighbour begins where this bin ends
    x[:-1, 3] = x[1:, 0]
    x[alone, 3] = standard.ppf(_u(nodes[alone, 3]))
    return x


def _cubics(standard: Family, first: Array, last: Array, x: Array | None = None, *, from_middle: bool = False) -> Array:
    """Return the coefficients in t, (bin, power), of the cubic in each bin; nan where it misses.

    `x` are the quantiles at the nodes, (bin, node), where they are known. Coefficients are those in t itself, or, for
    bins so narrow that this would lose digits, in its distance from the middle of the bin.
    """
    if not first.size:
        return np.empty((0, 4))
    middle, half = (last + first) / 2, (last - first) / 2
    x = _exact_nodes(standard, first, last) if x is None else x
    with np.errstate(all="ignore"):
        # Powers of (t - middle) / half first. Sums are written out: a matrix product may depend on threads.
        a0, a1, a2, a3 = (np.sum(x * weights, axis=1) for weights in _FROM_NODES)
        a1, a2, a3 = a1 / half, a2 / half**2, a3 / half**3
        away = np.zeros_like(middle) if from_middle else middle
        powers = (
            a0 - away * (a1 - away * (a2 - away * a3)),
            a1 - away * (2 * a2 - 3 * away * a3),
            a2 - 3 * away * a3,
            a3,
        )
        cubics = np.stack(powers, axis=1)
        checks = middle[:, None] + half[:, None] * _CHECKS
        c0, c1, c2, c3 = (c[:, None] for c in powers)
        t = half[:, None] * _CHECKS if from_middle else checks
        cubics[~np.all(_close(standard, _u(checks), c0 + t * (c1 + t * (c2 + t * c3))), axis=1)] = np.nan
    return cubics


def _u(t: Array) -> Array:
    return np.where(t < 0, 1 + t, t)


def _close(standard: Family, u: Array, x: Array) -> NDArray[np.bool_]:
    """Whether x lies within `TOLERANCE` of the quantiles at u, as measured in u, or a few last digits from them."""
    x = np.clip(x, standard.low, standard.high)
    if standard.cdf_is_solved:
        around = standard.ppf(np.clip(np.add(u, [[[-TOLERANCE]], [[TOLERANCE]]]), 0, 1))
        digit = 4 * np.spacing(np.abs(x))
        return np.asarray((around[0] - digit <= x) & (x <= around[1] + digit))
    close = np.empty(x.shape, dtype=np.bool_)
    np.less_equal(np.abs(standard.cdf(x) - u), TOLERANCE, out=close)
    # Where the distribution is steeper than floating-point numbers can tell, the numbers around x decide.
    u_open, x_open = u[~close], x[~close]
    digit = 4 * np.spacing(np.abs(x_open))
    close[~close] = (standard.cdf(x_open - digit) <= u_open + TOLERANCE) & (
        standard.cdf(x_open + digit) >= u_open - TOLERANCE
    )
    return close & np.isfinite(x)


# Discrete families: the answer, or the choice between two, in each of many equal bins of u.


def _counted(family: Family) -> Kernel | None:
    """Return the kernel of a discrete family, or None when its values cannot be listed."""
    found = _values(family)
    if found is None:
        return None
    values, cumulative = found
    bins = min(1024 << values.size.bit_length(), _MOST_VALUES)
    starts = np.searchsorted(cumulative, np.arange(bins + 1) / bins)
    first, second = np.minimum(starts[:-1], values.size - 1), np.minimum(starts[:-1] + 1, values.size - 1)
    choices = np.stack([values[first], cumulative[first], values[second], np.zeros(bins)], axis=1)
    choices[np.diff(starts) > 1] = np.nan  # more than two values to choose from

    def kernel(u: Array, out: Array) -> None:
        n = u.size
        t, place, choice, truth = _scratch.t[:n], _scratch.place[:n], _scratch.cubic[:n], _scratch.truth[:n]
        np.multiply(u, bins, out=t)
        np.copyto(place, t, casting="unsafe")
        choices.take(place, axis=0, out=choice, mode="clip")
        x = choice[:, 0]
        missed = _nans(x)
        x[missed] = values[np.minimum(np.searchsorted(cumulative, u[missed]), values.size - 1)]
        np.greater(u, choice[:, 1], out=truth)
        np.copyto(x, choice[:, 2], where=truth)
        np.copyto(out, x)

    return kernel


def _values(family: Family) -> tuple[Array, Array] | None:
    """Return the values that can be drawn, rising, and the probability of at most each."""
    if isinstance(family, Discrete):
        return family.values, family._cumulative
    first, last = family.ppf([5e-324, 1 - 2**-53])  # the uniforms furthest out
    if last - first < _MOST_VALUES or not isinstance(family, (Binomial, NegativeBinomial, Poisson)):
        values = family.values_between(float(first), float(last))
        cumulative = family.cdf(values)
        if values.size < _MOST_VALUES and np.all(np.diff(cumulative) >= 0):
            return values, cumulative
    return None
