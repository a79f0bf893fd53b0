"""Conditional statistics from the worlds at hand: a mean, a chance or a quantile of the outcome in each class.

Worlds must be exchangeable draws (random or Latin hypercube). With correlated assumptions every number here is an
association: what comes along with an assumption is counted with it.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np

from mcba.analysis.ranking.indices.influence import RESAMPLES, USUAL_MASS, indices
from mcba.analysis.ranking.indices.refusals import checked_classes
from mcba.analysis.ranking.indices.resampling import Index
from mcba.analysis.ranking.indices.worlds import Classes, Worlds
from mcba.arrays import Array
from mcba.errors import RunError


@dataclass(frozen=True, eq=False)
class ConditionalStatistic:
    """A statistic of the outcome in each class of each assumption, and its swing from the lowest to the highest class.

    Arrays have shape (assumption, class), in the order of the assumption's values; classes that a discrete assumption
    does not fill are NaN. `x_mean` is the mean of the assumption in the class, `size` its number of worlds, `value`
    and `error` the statistic and its standard error in the outcome's unit (a probability for `positive`).
    """

    x_mean: Array
    size: Array
    value: Array
    error: Array
    swing: Index


def conditional(
    worlds: Worlds,
    statistic: str | float = "mean",
    *,
    classes: int = 10,
    resamples: int = RESAMPLES,
    mass: float = USUAL_MASS,
    seed: int = 0,
) -> ConditionalStatistic:
    """How a statistic of the outcome moves with each assumption: the conditional tornado.

    The errors include that the bounds of the classes are themselves estimated from the worlds, which doubles the
    variance of the mean of a lowest tenth that follows the assumption closely.

    Parameters
    ----------
    worlds
        The worlds at hand.
    statistic
        `"mean"`, `"positive"` for P(y > 0), or a number between 0 and 1 for that quantile.
    classes
        Number of classes of equal size; with 10 the swing is from the lowest to the highest tenth.
    resamples, mass, seed
        Of the intervals and rank probabilities of the swing.

    Returns
    -------
    ConditionalStatistic
        In the unit of the outcome; a probability for `"positive"`.

    References
    ----------
    Woodruff (1952), doi:10.1080/01621459.1952.10483443, for the error of a quantile.

    Examples
    --------
    >>> x = np.random.default_rng(1).uniform(size=(20_000, 2))
    >>> conditional(Worlds(x, 10 * x[:, 0] + x[:, 1])).swing.value.round(0)
    array([9., 1.])
    """
    level = _level(statistic, worlds)
    table = np.full((4, worlds.dimension, checked_classes(classes, usual=10)), np.nan)

    def swing(column: int) -> tuple[float, Array]:
        by_value = worlds.classes(column, classes)
        found = _class_statistics(worlds, column, by_value, statistic, level)
        table[:, column, : by_value.count] = by_value.mean(worlds.x[:, column]), by_value.size, found.value, found.error
        return float(found.value[-1] - found.value[0]), found.contributions()

    found = indices(worlds, swing, resamples=resamples, mass=mass, seed=seed)
    return ConditionalStatistic(table[0], table[1], table[2], table[3], found)


@dataclass(frozen=True, eq=False)
class _ClassStatistics:
    """A statistic in each class, and the contributions of the worlds to the swing between the outer classes."""

    value: Array
    error: Array
    contributions: Callable[[], Array]


@dataclass(frozen=True, eq=False)
class _Bounds:
    """The outcomes of the worlds nearest to the lower and upper bound of each class, (class, near world).

    Classes of tied values have bounds that no sample moves, and none near them.
    """

    lower: Array
    upper: Array

    def means(self, own: Array, transform: Callable[[Array], Array]) -> tuple[Array, Array]:
        """Conditional means of transformed outcomes at the bounds; a class's own mean where bounds are fixed."""
        if self.lower.size == 0:
            return own, own
        return transform(self.lower).mean(axis=1), transform(self.upper).mean(axis=1)


def _level(statistic: str | float, worlds: Worlds) -> float:
    """Return the outcome's mean, or the level of the quantile: what the class statistics are measured against."""
    if statistic == "mean":
        worlds.refuse_one_world("a conditional mean")
        return float(worlds.y.mean())
    if statistic == "positive":
        if not 0 < np.count_nonzero(worlds.y > 0) < worlds.count:
            raise RunError(
                "the outcome has the same sign in every world, so P(y > 0) does not depend on any assumption; "
                "rank by the mean or a quantile",
                code="one_sign",
            )
        return 0.0
    if isinstance(statistic, float) and 0 < statistic < 1:
        return statistic
    raise RunError(
        f"statistic = {statistic!r} is unknown; give 'mean', 'positive' or a quantile between 0 and 1, such as 0.05"
    )


def _class_statistics(
    worlds: Worlds, column: int, classes: Classes, statistic: str | float, level: float
) -> _ClassStatistics:
    if statistic == "mean":
        bounds = _bounds(worlds.standard, worlds, column, classes)
        return _class_means(worlds.standard, classes, bounds, scale=worlds.spread, shift=level)
    if statistic == "positive":
        positive = (worlds.y > 0).astype(np.float64)
        share = classes.mean(positive)
        # A class without any hit is not sure of zero: its error is that of one world that differs.
        doubtful = positive.copy()
        _, first = np.unique(classes.label, return_index=True)
        alike = first[(share == 0) | (share == 1)]
        doubtful[alike] = 1 - doubtful[alike]
        found = _class_means(doubtful, classes, _bounds(doubtful, worlds, column, classes))
        return replace(found, value=share)
    return _class_quantiles(worlds, column, classes, level)


def _class_means(
    values: Array, classes: Classes, bounds: _Bounds, scale: float = 1.0, shift: float = 0.0
) -> _ClassStatistics:
    mean = classes.mean(values)
    below, above = bounds.means(mean, lambda near: near)
    error = _class_errors(mean, _class_variances(values, classes, mean), below, above, classes)

    def contributions() -> Array:
        return scale * _swing_contributions(values, values, below[-1], above[0], classes)

    return _ClassStatistics(shift + scale * mean, scale * error, contributions)


def _class_quantiles(worlds: Worlds, column: int, classes: Classes, level: float) -> _ClassStatistics:
    """Quantiles in classes: the error of the share of worlds below one, seen through the quantile function."""
    by_class = worlds.outcome_order[np.argsort(classes.label[worlds.outcome_order], kind="stable")]
    members = np.split(worlds.y[by_class], np.cumsum(classes.size[:-1]).astype(np.intp))
    value = np.array([np.quantile(outcomes, level) for outcomes in members])
    own = np.array([np.mean(outcomes <= limit) for outcomes, limit in zip(members, value, strict=True)])
    bounds = _bounds(worlds.y, worlds, column, classes)
    below, above = bounds.means(own, lambda near: (near <= value[:, np.newaxis]).astype(np.float64))
    share_error = _class_errors(own, own * (1 - own), below, above, classes)
    # A class of few worlds has no slope of its own; all worlds have a flatter one.
    spreads = [outcomes if len(outcomes) >= 10 else worlds.y[worlds.outcome_order] for outcomes in members]
    slope = np.array([_slope(*pair, level) for pair in zip(spreads, share_error, strict=True)])

    def contributions() -> Array:
        first, last = ((worlds.y <= value[step]) * -slope[step] for step in (0, -1))
        return _swing_contributions(first, last, -slope[-1] * below[-1], -slope[0] * above[0], classes)

    return _ClassStatistics(value, share_error * slope, contributions)


def _slope(ordered: Array, share_error: float, level: float) -> float:
    """Outcome per unit of probability at a quantile, over the reach of its error (at least one world)."""
    reach = max(share_error, 1 / len(ordered))
    low, high = max(level - reach, 0.0), min(level + reach, 1.0)
    ends = np.quantile(ordered, [low, high])
    return float(ends[1] - ends[0]) / (high - low)


def _bounds(values: Array, worlds: Worlds, column: int, classes: Classes) -> _Bounds:
    if classes.tied:
        none = np.empty((classes.count, 0))
        return _Bounds(none, none)
    stops = np.cumsum(classes.size).astype(np.intp)
    half = max(1, int(classes.size.min()) // 10)
    near = np.clip(stops[:, np.newaxis] + np.arange(-half, half), 0, worlds.count - 1)
    upper = values[worlds.order[column][near]]
    # The lowest and the highest bound never move, whatever stands here.
    return _Bounds(np.roll(upper, 1, axis=0), upper)


def _class_errors(mean: Array, variance: Array, below: Array, above: Array, classes: Classes) -> Array:
    """Compute standard errors of class means when the bounds of the classes are sample quantiles.

    A class mean between the quantiles a and b is moved by a world by
    [1(x <= b) (y - above) - 1(x <= a) (y - below)] / (b - a), the influence function of a trimmed mean.
    """
    part = classes.size / classes.size.sum()
    lower = np.cumsum(part) - part
    above = np.append(above[:-1], below[-1:])
    inside, beneath = mean - above, below - above
    square = (variance + inside**2) / part + lower * (beneath / part) ** 2
    spread = square - (inside + lower * beneath / part) ** 2
    return np.asarray(np.sqrt(np.maximum(spread, 0) / classes.size.sum()))


def _swing_contributions(first: Array, last: Array, below_last: float, above_first: float, classes: Classes) -> Array:
    total = classes.size.sum()
    low = np.where(classes.label == 0, (first - above_first) * (total / classes.size[0]), 0.0)
    high = np.where(classes.label == classes.count - 1, (last - below_last) * (total / classes.size[-1]), 0.0)
    return high - low


def _class_variances(values: Array, classes: Classes, mean: Array) -> Array:
    """Unbiased variance in each class; a class of one world takes the variance of all worlds."""
    residual = values - mean[classes.label]
    squares = np.bincount(classes.label, weights=residual**2, minlength=classes.count)
    alone = classes.size < 2
    return np.asarray(np.where(alone, values.var(), squares / np.where(alone, 1, classes.size - 1)))
