"""What many worlds say of one number: means, shares, ratios and quantiles, each with its Monte Carlo error.

Each has one estimator, made of what every randomisation says. Kept worlds and arrays from outside (`ranks` are their
labels) bring that here, summaries in `accumulate`. Independent worlds (`random`) have the textbook errors. Sobol'
points and Latin hypercubes are not independent, so there the error is the spread between the 16 independent
randomisations. Such an error scatters by 18 % itself, so intervals are Student's with 15 degrees of freedom. That the
root mean square of stated errors over many seeds is the real error, for every sampler and estimate, is measured in
`tests/benchmarks/errors.py`.

References
----------
JCGM 101:2008, 7.5 to 7.9; David & Nagaraja (2003), Order Statistics, section 7.1, doi:10.1002/0471722162;
Owen (2013), Monte Carlo theory, methods and examples, chapter 17 (replicated randomised quasi-Monte Carlo);
Kim & Pollard (1990), doi:10.1214/aos/1176347498 (ends of a shortest range err with the cube root of the worlds);
McCarthy (1969), doi:10.2307/1402116 (balanced half samples);
L'Ecuyer, Nakayama, Owen & Tuffin (2023), doi:10.1109/WSC60868.2023.10408613 (Student's t of replicates).
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Protocol

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.linalg import hadamard
from scipy.special import ndtri, stdtrit

from mcba.arrays import Array, Booleans, Integers
from mcba.engine.estimates.display import decimals_of_ends, number_text, short_decimals
from mcba.engine.estimates.ranks import smallest_sample
from mcba.engine.estimates.rounding import ROUNDING
from mcba.errors import Note, RunError

_BAND = 4.0  # order statistics are kept within this many binomial standard errors of each rank
_MANY = 2**18  # worlds from which on order statistics are picked by way of a sample
_SAMPLE = 2**15
_PIECE = 2**16  # worlds looked at together: they stay in the processor's cache
_PARTS_OF_ROW = 64
_PARTS = 16  # into which independent worlds are dealt to see how far the ends of a shortest range wander
_HALVES = np.vstack([hadamard(_PARTS)[1:] > 0, hadamard(_PARTS)[1:] < 0])  # every two parts as often together as apart
_WANDER = 1.2  # times the error of all worlds: how far the ends of half of them lie from theirs (Kim & Pollard's law)
_LEAST_RANK = 0.62  # by which the middle errs of two worlds nearest to an edge of strata, one world in each of 16
_NORMAL = ndtri((np.arange(16) + 0.5) / 16)  # a sample of a standard normal error
_NO_SPREAD = 1e-12  # of the mean: a smaller spread is rounding
_MOST_DOUBT, _MOST_DOUBT_ENDLESS = 0.35, 0.1  # relative standard error of E|z|³ up to which a skewness is believed
_WORLDS_A_PART = 20  # fewer say nothing about the ends of a range


@dataclass(frozen=True)
class Estimate:
    """One number from many worlds, and its Monte Carlo standard error in the same unit.

    Attributes
    ----------
    value, error : float
        An infinite error is an unknown one.
    degrees : float
        Degrees of freedom of the error: 15 where it is the spread between 16 randomisations (`sobol`, `lhs`), infinite
        where worlds are independent (`random`). It follows from the worlds, and says how wide an interval is.

    Examples
    --------
    >>> [tuple(round(end, 2) for end in Estimate(10, 1, degrees).interval()) for degrees in (15, math.inf)]
    [(7.87, 12.13), (8.04, 11.96)]
    """

    value: float
    error: float
    degrees: float = field(default=math.inf, compare=False, repr=False)

    def interval(self, mass: float = 0.95) -> tuple[float, float]:
        """From low to high, so that such intervals hold the true number in a share `mass` of all runs (Student's t)."""
        if not math.isfinite(self.error):
            return -math.inf, math.inf
        reach = errors_in(mass, self.degrees) * self.error
        return self.value - reach, self.value + reach

    def __str__(self) -> str:
        return number_text(self.value, short_decimals(self.value, self.error))


def errors_in(mass: float, degrees: float) -> float:
    """How many standard errors an interval of this mass reaches to either side: a quantile of Student's t.

    >>> round(errors_in(0.95, 15), 2), round(errors_in(0.95, math.inf), 2)
    (2.13, 1.96)
    """
    if not 0 < mass < 1:
        raise RunError(f"mass = {mass!r} is no share of runs; give a number between 0 and 1, such as 0.95")
    return float(stdtrit(degrees, (1.0 + mass) / 2.0))


@dataclass(frozen=True)
class Range:
    """From low to high, with the share of worlds in between (`mass`) and the Monte Carlo error of both ends.

    Printed, it is a headline, each end within 5 %: `1.31 to 2.49`. `degrees` are those of the errors (see `Estimate`).
    """

    low: float
    high: float
    mass: float
    low_error: float
    high_error: float
    degrees: float = field(default=math.inf, compare=False, repr=False)

    @classmethod
    def between(cls, low: Estimate, high: Estimate, mass: float) -> Range:
        """The range between two estimates."""
        return cls(low.value, high.value, mass, low.error, high.error, low.degrees)

    @property
    def ends(self) -> tuple[Estimate, Estimate]:
        """Both ends as estimates, low and high."""
        return Estimate(self.low, self.low_error, self.degrees), Estimate(self.high, self.high_error, self.degrees)

    def __str__(self) -> str:
        low, high = decimals_of_ends(self.low, self.high, self.low_error, self.high_error)
        return f"{number_text(self.low, low)} to {number_text(self.high, high)}"


@dataclass(frozen=True)
class Summary:
    """Mean, median and range of one outcome over `worlds` worlds; `sd` is the spread between worlds.

    Where the outcome has no mean, its mean and its sd are nan; where it has no variance, the error of its mean (not
    known) and its sd are infinite. `note` then says so: see `Run.tail`.
    """

    mean: Estimate
    median: Estimate
    range: Range
    sd: float
    worlds: int
    note: Note | None = None

    @property
    def low(self) -> Estimate:
        """The lower end of the range."""
        return self.range.ends[0]

    @property
    def high(self) -> Estimate:
        """The upper end of the range."""
        return self.range.ends[1]


# --- from what each randomisation says: the one place of means, shares, ratios and quantiles


@dataclass(frozen=True, eq=False)
class Moments:
    """The mean of one outcome, and what its error is made of.

    Attributes
    ----------
    mean : float
    squares : float
        Sum over the worlds of the squared deviations from the mean.
    sums : (randomisation,)
        Sum of the deviations from the mean over the worlds of each randomisation.
    sizes : (randomisation,)
        How many worlds each randomisation has; a single entry where the worlds are independent.
    """

    mean: float
    squares: float
    sums: Array
    sizes: Integers

    @property
    def sd(self) -> float:
        """The spread between worlds."""
        return math.sqrt(self.squares / (int(self.sizes.sum()) - 1))

    @property
    def error(self) -> float:
        """The standard error of the mean; infinite, for unknown, where the mean is infinite."""
        if not math.isfinite(self.mean):
            return math.inf
        squares = self.squares if self.sizes.size == 1 else np.sum(np.square(self.sums))
        return float(standard_error(squares, self.sizes))

    @property
    def estimate(self) -> Estimate:
        """The mean and its standard error."""
        return Estimate(self.mean, self.error, degrees_of(self.sizes))


def degrees_of(sizes: Integers) -> float:
    """The degrees of freedom of an error: one fewer than there are randomisations; infinite for independent worlds."""
    return math.inf if sizes.size == 1 else float(max(int(np.count_nonzero(sizes)) - 1, 1))


def standard_error(squares: ArrayLike, sizes: Integers) -> Array:
    """The standard error of means over worlds, from the residuals of parts that are independent of each other.

    The parts are the randomisations, or single worlds where these are independent. A mean over worlds is the ratio of
    the sums of the parts to their sizes, so its error follows from their residuals: the sum of each part less its size
    times the mean (Cochran 1977, Sampling Techniques, chapters 6 and 9A; Owen 2013, chapter 17, for replicated
    quasi-Monte Carlo). Their squares are divided by the number of ordered pairs of worlds from different parts. For
    parts of one size this is the textbook's variance between means over the number of parts, and s² / n for single
    worlds. Where sizes differ, because worlds do not come out even or were dropped, it is still free of bias for
    independent worlds, takes no empty randomisation for a zero, and leaves no world out: a Latin hypercube without its
    last points is no Latin hypercube, and says nothing of the error of the whole.

    Parameters
    ----------
    squares : (...)
        Sums of the squared residuals over the parts.
    sizes : (randomisation,)
        How many worlds each randomisation has; a single entry where the worlds are independent.

    Returns
    -------
    (...)
        Infinite, for unknown, where one randomisation holds all the worlds.
    """
    worlds = float(sizes.sum())
    pairs = worlds * worlds - (worlds if sizes.size == 1 else float(np.sum(np.square(sizes, dtype=np.float64))))
    return np.sqrt(np.divide(squares, pairs)) if pairs > 0 else np.full(np.shape(squares), np.inf)


def share_from(hits: Integers | Array, sizes: Integers) -> Estimate:
    """The share of worlds in which something holds, from their number in each randomisation.

    The error is that of a mean of zeros and ones (for independent worlds the binomial one), with a floor: see
    `share_error`.
    """
    worlds = int(sizes.sum())
    value = float(hits.sum()) / worlds
    found = Moments(value, worlds * value * (1.0 - value), hits - value * sizes, sizes)
    return replace(found.estimate, error=float(share_error(value, found.error, worlds)))


def share_error(values: ArrayLike, errors: ArrayLike, worlds: int) -> Array:
    """The errors of shares, none smaller than so many worlds can tell.

    Where something holds in no world or in every world, the error is that of the rule of three, 3 / worlds at 95 %
    (Hanley & Lippman-Hand 1983, doi:10.1001/jama.1983.03330370053031). Elsewhere it is at least half a world.
    """
    certain = (np.asarray(values) == 0.0) | (np.asarray(values) == 1.0)
    return np.where(certain, 1.5 / worlds, np.maximum(errors, 0.5 / worlds))


def ratio_from(above: float, below: float, mean_of_rest: Callable[[float], Estimate]) -> Estimate:
    """The ratio of two means, with its standard error by linearisation (Cochran 1977, chapter 6).

    The error is that of the mean of the rest, above less ratio times below, over the mean below.
    """
    if below == 0:
        raise RunError("the mean below the line is 0, so there is no ratio of means; compare the difference instead")
    rest = mean_of_rest(above / below)
    return replace(rest, value=above / below, error=rest.error / abs(below))


class Ordered(Protocol):
    """What the worlds of one outcome, laid in order, say of its quantiles."""

    @property
    def worlds(self) -> int:
        """How many there are."""
        ...

    @property
    def sizes(self) -> Integers:
        """How many each randomisation has; a single entry where they are independent."""
        ...

    def neighbours(self, level: float) -> tuple[float, float, float]:
        """The worlds below and above the place level * (worlds - 1), counted from 0, and how far it lies between."""
        ...

    def tied_at(self, level: float) -> float:
        """The share of worlds that equal one of these two."""
        ...

    def unsure_at(self, level: float, /) -> float:
        """How far the values lie apart between which one of these two is only known to be; infinite where none are."""
        ...

    def error_of_share(self, level: float) -> float:
        """The standard error of the share of worlds below the quantile."""
        ...


def quantile_value(ordered: Ordered, level: float) -> float:
    """The value below which a share of the worlds lies, interpolated as `numpy.quantile` does it."""
    below, above, rest = ordered.neighbours(level)
    with np.errstate(invalid="ignore", over="ignore"):
        step = above - below
    if not math.isfinite(step):  # between a number and "never" lies no number: take the nearer of the two
        return above if rest > 0.5 else below
    return below + rest * step


def quantile_from(ordered: Ordered, level: float) -> Estimate:
    """The value below which a share of the worlds lies, with its standard error (Woodruff 1952).

    The error of the share of worlds below the value is carried over to values by how fast these rise with rank there,
    seen over two binomial errors to each side whatever the sampler: over fewer ranks the rise is mostly noise. No
    density is estimated. Where more worlds are tied than the share errs, values rise by steps; there the error is the
    spread of the quantiles at levels that err as the share does. Where nothing rises the quantile is sure; where the
    largest of so few worlds may well lie under the quantile, its error is unknown (`smallest_sample`). Where a summary
    knows only between which values a world lies, half their distance joins the error.

    References
    ----------
    Woodruff (1952), Confidence intervals for medians and other position measures, doi:10.1080/01621459.1952.10483443.
    """
    value, degrees = quantile_value(ordered, level), degrees_of(ordered.sizes)
    enough = ordered.worlds >= smallest_sample(max(level, 1.0 - level))
    reach = 2.0 * math.sqrt(level * (1.0 - level) / ordered.worlds) if enough else 1.0
    first, last = max(level - reach, 0.0), min(level + reach, 1.0)
    rise = quantile_value(ordered, last) - quantile_value(ordered, first)
    unsure = ordered.unsure_at(level)
    if rise == unsure == 0:
        return Estimate(value, 0.0, degrees)
    bounded = all(math.isfinite(ordered.unsure_at(one)) for one in (first, level, last))
    if not (enough and bounded and math.isfinite(value) and math.isfinite(rise)):
        return Estimate(value, math.inf, degrees)
    error = math.hypot(
        max(ordered.error_of_share(level), _LEAST_RANK / ordered.worlds),
        (0.5 - level) / ordered.worlds,  # by which a convention of interpolation may lie beside the middle
    )
    if ordered.tied_at(level) > max(error, 1.0 / ordered.worlds):
        moved = float(np.std([quantile_value(ordered, level + error * z) for z in _NORMAL]))
    else:
        moved = error * rise / (last - first)
    # Nothing spreads wider between two values than half their distance (Popoviciu 1935), so twice that bounds it.
    return Estimate(value, math.hypot(moved, unsure / 2.0), degrees)


# --- from kept worlds


def summarise(values: Array, *, mass: float, randomisations: int = 0, ranks: Integers | None = None) -> Summary:
    """Mean, median and central range of one outcome.

    Parameters
    ----------
    values : (world,)
        One outcome; finite, or infinite where a world has no such number.
    mass : float
        The share of worlds between low and high.
    randomisations : int
        How many independent randomisations the worlds are dealt to in turn; 0 for independent worlds.
    ranks : (world,), optional
        The randomisation of each world, where they were not dealt in turn or worlds were dropped.
    """
    if values.size < 2:
        raise RunError(f"a range needs at least 2 worlds, found {values.size}")
    tail = (1.0 - mass) / 2.0
    low, median, high = quantiles(values, (tail, 0.5, 1.0 - tail), randomisations=randomisations, ranks=ranks)
    found = moments(values, randomisations=randomisations, ranks=ranks)
    return Summary(found.estimate, median, Range.between(low, high, mass), found.sd, values.size)


def mean(values: Array, *, randomisations: int = 0, ranks: Integers | None = None) -> Estimate:
    """The mean and its standard error (see `standard_error`); arguments as in `summarise`."""
    return moments(values, randomisations=randomisations, ranks=ranks).estimate


def moments(values: Array, *, randomisations: int = 0, ranks: Integers | None = None) -> Moments:
    """Mean, squares and sums by randomisation, in pieces that stay in the cache; arguments as in `summarise`."""
    sizes = _sizes(values.size, randomisations, ranks)
    with np.errstate(invalid="ignore"):
        centre = float(np.mean(values))
    if not math.isfinite(centre):
        return Moments(centre, math.inf, np.full(sizes.size, math.nan), sizes)
    squares, sums = 0.0, np.zeros(sizes.size)
    piece = max(_PIECE // sizes.size, 1) * sizes.size
    for start in range(0, values.size, piece):
        deviations = values[start : start + piece] - centre
        sums += _sums(deviations, sizes.size, None if ranks is None else ranks[start : start + piece])
        squares += float(np.add.reduce(np.square(deviations, out=deviations)))
    missed = float(sums.sum()) / values.size  # by which the mean was rounded (doi:10.1080/00031305.1983.10483115)
    centre += missed
    squares = max(0.0, squares - values.size * missed * missed)
    if math.sqrt(squares / values.size) <= ROUNDING * abs(centre):  # the same in every world, but for rounding
        return Moments(centre, 0.0, np.zeros(sizes.size), sizes)
    return Moments(centre, squares, sums - missed * sizes, sizes)


def probability(holds: Booleans, *, randomisations: int = 0, ranks: Integers | None = None) -> Estimate:
    """The share of worlds in which something holds, and its standard error (see `share_from`)."""
    sizes = _sizes(holds.size, randomisations, ranks)
    return share_from(_counts(holds, sizes.size, ranks), sizes)


def ratio_of_means(above: Array, below: Array, *, randomisations: int = 0, ranks: Integers | None = None) -> Estimate:
    """The mean of one outcome over the mean of another, and its standard error (see `ratio_from`)."""

    def mean_of_rest(ratio: float) -> Estimate:
        return mean(above - ratio * below, randomisations=randomisations, ranks=ranks)

    return ratio_from(float(np.mean(above)), float(np.mean(below)), mean_of_rest)


def quantile(values: Array, level: float, *, randomisations: int = 0, ranks: Integers | None = None) -> Estimate:
    """The value below which this share of the worlds lies, and its standard error (see `quantiles`)."""
    return quantiles(values, (level,), randomisations=randomisations, ranks=ranks)[0]


def quantiles(
    values: Array, levels: Sequence[float], *, randomisations: int = 0, ranks: Integers | None = None
) -> list[Estimate]:
    """The values below which these shares of the worlds lie, each with its standard error (see `quantile_from`).

    Between two worlds they are interpolated as `numpy.quantile` does it, so anybody finds the same numbers.
    """
    size, sizes = values.size, _sizes(values.size, randomisations, ranks)
    bands = [_BAND * math.sqrt(level * (1.0 - level) * size) + 1.0 for level in levels]
    edges = [
        (max(0, math.floor(level * (size - 1) - band)), min(size - 1, math.ceil(level * (size - 1) + band)))
        for level, band in zip(levels, bands, strict=True)
    ]
    return [
        quantile_from(_Kept(values, ranks, sizes, near, first), level)
        for level, (first, _), near in zip(levels, edges, _order_statistics(values, edges), strict=True)
    ]


@dataclass(frozen=True, eq=False)
class _Kept:
    """Kept worlds; `near` holds the order statistics from the place `first` on."""

    values: Array
    ranks: Integers | None
    sizes: Integers
    near: Array
    first: int

    @property
    def worlds(self) -> int:
        return self.values.size

    def neighbours(self, level: float) -> tuple[float, float, float]:
        place = min(max(level * (self.worlds - 1) - self.first, 0.0), self.near.size - 1.0)
        below = math.floor(place)
        return float(self.near[below]), float(self.near[min(below + 1, self.near.size - 1)]), place - below

    def tied_at(self, level: float) -> float:
        below, above, _ = self.neighbours(level)
        return max(np.count_nonzero(self.near == one) for one in (below, above)) / self.worlds

    def unsure_at(self, _: float) -> float:
        return 0.0  # every place is known

    def error_of_share(self, level: float) -> float:
        if self.sizes.size == 1:
            return share_from(np.array([level * self.worlds]), self.sizes).error
        value = quantile_value(self, level)
        # Among ties the share below the value errs as well as the share up to it.
        ties = np.count_nonzero(self.near == value) > 1
        below = [self.values <= value, self.values < value] if ties else [self.values <= value]
        return max(share_from(_counts(holds, self.sizes.size, self.ranks), self.sizes).error for holds in below)


def _sizes(worlds: int, randomisations: int, ranks: Integers | None) -> Integers:
    """How many worlds each randomisation has; at least two entries where the worlds are not independent."""
    if ranks is not None:
        return np.bincount(ranks, minlength=max(randomisations, 2))
    parts = max(randomisations, 1)
    return (worlds + parts - 1 - np.arange(parts)) // parts


def _sums(values: Array, parts: int, ranks: Integers | None) -> Array:
    """The sum over the worlds of each randomisation."""
    return np.asarray(_dealt(values, parts, np.float64) if ranks is None else np.bincount(ranks, values, parts))


def _counts(holds: Booleans, parts: int, ranks: Integers | None) -> Integers:
    """In how many worlds of each randomisation something holds."""
    if ranks is None:
        return _dealt(holds, parts, np.uint32).astype(np.int64)  # of 32 bits: twice as fast
    return np.bincount(ranks[holds], minlength=parts)


def _dealt(values: NDArray[Any], parts: int, dtype: type) -> NDArray[Any]:
    """The sums of worlds dealt in turn, of rows so wide that adding them runs at the speed of memory."""
    wide = parts * _PARTS_OF_ROW
    whole = values.size // wide * wide
    rows = np.add.reduce(values[:whole].reshape(-1, wide), axis=0, dtype=dtype)
    sums = np.add.reduce(rows.reshape(-1, parts), axis=0)
    for first in range(whole, values.size, parts):
        rest = values[first : first + parts]
        sums[: rest.size] += rest
    return np.asarray(sums)


def _order_statistics(values: Array, edges: Sequence[tuple[int, int]]) -> list[Array]:
    """The order statistics from each first to last place, in order."""
    found = _picked(values, edges) if values.size >= _MANY else None
    if found is None:
        ordered = np.partition(values, sorted({place for edge in edges for place in edge}))
        found = [np.sort(ordered[first : last + 1]) for first, last in edges]
    return found


def _picked(values: Array, edges: Sequence[tuple[int, int]]) -> list[Array] | None:
    """The same by picking the values between two of a sample, which takes far less than a partition of all.

    None where the sample misled, and some of the order statistics lie outside.
    """
    sample = np.sort(values[:: values.size // _SAMPLE | 1])  # an odd step meets every randomisation
    share = sample.size / values.size
    ends = []
    for first, last in edges:
        level = (first + last) / 2 / values.size
        margin = math.ceil(_BAND * math.sqrt(level * (1.0 - level) * sample.size))
        before, after = math.floor(first * share) - margin, math.ceil(last * share) + margin
        ends.append((sample[max(before, 0)], sample[min(after, sample.size - 1)]))
    below = [0] * len(edges)
    parts: list[list[Array]] = [[] for _ in edges]
    for start in range(0, values.size, _PIECE):
        piece = values[start : start + _PIECE]
        for place, (low, high) in enumerate(ends):
            from_low = piece >= low
            below[place] += piece.size - int(np.count_nonzero(from_low))
            parts[place].append(piece[np.flatnonzero(from_low & (piece <= high))])
    found = []
    for (first, last), skipped, part in zip(edges, below, parts, strict=True):
        near = np.sort(np.concatenate(part))
        if first < skipped or last >= skipped + near.size:
            return None
        found.append(near[first - skipped : last - skipped + 1])
    return found


def skewness(
    values: Array, *, randomisations: int = 0, ranks: Integers | None = None, doubted: bool = False
) -> Estimate:
    """The third central moment over the cube of the standard deviation, and its standard error.

    The error is that of the mean of what each world adds to the skewness (the infinitesimal jackknife), so it is that
    of a mean, by the same randomisations. Both rest on few worlds where a tail is long. What E|z|³ is known by is its
    own relative standard error; where the third moment does not exist it does not fall as worlds are drawn (Pitman &
    Yor 1997), and above `_MOST_DOUBT` there is no answer.

    Parameters
    ----------
    values : (world,)
    randomisations, ranks
        As in `summarise`.
    doubted : bool
        Whether what drives the values has no third moment by its distribution: then a tenth is the most doubt.

    Raises
    ------
    RunError
        For values that are infinite or all the same, and where few worlds carry the skewness.

    References
    ----------
    Efron (1982), The Jackknife, the Bootstrap and Other Resampling Plans, chapter 6, doi:10.1137/1.9781611970319;
    Pitman & Yor (1997), doi:10.1214/aop/1024404422.

    Examples
    --------
    >>> values = -np.log(np.random.default_rng(1).uniform(size=100_000))  # exponential: 2
    >>> found = skewness(values)
    >>> abs(found.value - 2) < 3 * found.error < 0.15
    True
    """
    found = moments(values, randomisations=randomisations, ranks=ranks)
    if not math.isfinite(found.mean):
        raise RunError("there are worlds without a finite number, so there is no skewness")
    spread = math.sqrt(found.squares / values.size)
    if not spread > _NO_SPREAD * abs(found.mean):
        raise RunError("the number is the same in every world, so there is no skewness")
    z = (values - found.mean) / spread
    squares, cubes = np.square(z), z**3
    doubt = math.sqrt(max(float(np.mean(np.square(cubes)) / np.mean(np.abs(cubes)) ** 2) - 1.0, 0.0) / values.size)
    if doubt > (_MOST_DOUBT_ENDLESS if doubted else _MOST_DOUBT):
        raise RunError(
            f"few of {values.size:,} worlds carry the skewness, which is known to {doubt:.0%} only; look at quantiles, "
            "or draw more worlds"
        )
    value = float(np.mean(cubes))
    added = cubes - 3.0 * z - 1.5 * value * (squares - 1.0)
    return replace(moments(added, randomisations=randomisations, ranks=ranks).estimate, value=value)


def shortest_range(values: Array, *, mass: float, randomisations: int = 0, ranks: Integers | None = None) -> Range:
    """The narrowest range that holds a share of the worlds (JCGM 101:2008, 7.7).

    Its ends are known less well than quantiles are: they err with the cube root of the number of worlds, not with
    the square root. Their errors are how far the ends of half the worlds lie from those of all: in 30 balanced halves
    of the 16 randomisations (of 16 parts, where the worlds are independent; so 15 degrees of freedom for every
    sampler). Where the range begins or ends at the edge of what is possible, that is as far as those of all worlds lie
    from the truth (the edge itself is known better, with an error of one sign); elsewhere it is 1.2 times as far.
    Below 320 worlds the errors are unknown.

    Parameters
    ----------
    values : (world,)
    mass : float
        The share of worlds inside.
    randomisations, ranks
        As in `summarise`.
    """
    order = np.argsort(values)
    ordered = values[order]
    part = order % (randomisations or _PARTS) if ranks is None else ranks[order]
    low, high, _ = _shortest(ordered, mass)
    low_error, high_error = _errors_of_shortest(ordered, part, mass, low, high)
    return Range(low, high, mass, low_error, high_error, _PARTS - 1.0)


def _errors_of_shortest(ordered: Array, part: Integers, mass: float, low: float, high: float) -> tuple[float, float]:
    if np.bincount(part, minlength=_PARTS).min() < _WORLDS_A_PART:
        return math.inf, math.inf
    halves = np.array([_shortest(ordered[half[part]], mass) for half in _HALVES])
    if not np.isfinite([*halves.flat, low, high]).all():
        return math.inf, math.inf
    scale = 1.0 if halves[:, 2].mean() >= 0.5 else _WANDER
    low_error, high_error = np.sqrt(np.mean((halves[:, :2] - [low, high]) ** 2, axis=0)) / scale
    return float(low_error), float(high_error)


def _shortest(ordered: Array, mass: float) -> tuple[float, float, bool]:
    """The ends of the narrowest window over sorted worlds, and whether it stands at the first or the last of them."""
    steps = min(int(mass * ordered.size + 0.5), ordered.size - 1)
    with np.errstate(invalid="ignore"):
        widths = ordered[steps:] - ordered[: ordered.size - steps]
    first = int(np.argmin(np.where(np.isnan(widths), np.inf, widths)))
    return float(ordered[first]), float(ordered[first + steps]), first in (0, widths.size - 1)
