"""Methods of conditional means: how the outcome moves along each factor, and what that explains of its variance."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace

import numpy as np
from scipy import special

from mcba.analysis.ranking.assumed_variance import ASSUMED
from mcba.analysis.ranking.factors.run_factors import RunFactors
from mcba.analysis.ranking.indices.given.class_statistics import ConditionalStatistic, conditional
from mcba.analysis.ranking.indices.given.explained_variance import first_order, rbd_fast
from mcba.analysis.ranking.indices.resampling import Index
from mcba.analysis.ranking.indices.worlds import Worlds
from mcba.analysis.ranking.methods.method import FIRST, SWING, Errors, MethodResult, ranking_method
from mcba.engine.estimates import Estimate
from mcba.errors import Note, RunError

_TURNS = 4.0  # standard errors from which a conditional mean is said to turn
_FLAT = 0.1  # of its range
_FEWEST = 512  # worlds from which a path of convergence starts


@ranking_method("conditional", "worlds", SWING, marginal=True, several="by_score")
def _conditional(
    factors: RunFactors, errors: Errors, *, statistic: str | float = "mean", classes: int = 10
) -> MethodResult:
    """How a statistic of the outcome moves with each factor, and its swing between the lowest and highest classes."""
    return conditional_swings(factors, errors, statistic=statistic, classes=classes)


@ranking_method("first_order", "worlds", FIRST, marginal=True)
def _first_order(
    factors: RunFactors, errors: Errors, *, classes: int | None = None, convergence: bool = False
) -> MethodResult:
    """First-order indices, and with `convergence` what fewer worlds would have said."""
    return first_order_shares(factors, errors, classes=classes, convergence=convergence)


@ranking_method("rbd_fast", "worlds", FIRST, marginal=True)
def _rbd_fast(factors: RunFactors, errors: Errors, *, harmonics: int = 10) -> MethodResult:
    """First-order indices from Fourier series."""
    worlds = factors.worlds
    index = rbd_fast(worlds, harmonics=harmonics, elsewhere=_known_shares(factors), **errors.options)
    index = _within_reach(factors, _allowing_for_evenness(factors, index, 2 * harmonics), errors)
    return MethodResult("first", tuple(worlds.names), {"first": index}, worlds.count, notes=_of_several(factors))


# --- swings


def conditional_swings(
    factors: RunFactors, errors: Errors, *, statistic: str | float = "mean", classes: int = 10
) -> MethodResult:
    """A statistic of the outcome in each class of each factor, and its swing between the outer classes."""
    worlds = factors.worlds
    names = tuple(worlds.names)
    tornado = conditional(worlds, statistic, classes=classes, **errors.options)
    filled = [np.flatnonzero(np.isfinite(row)) for row in tornado.value]
    ends = np.array([(row[0], row[-1]) for row in filled]).T
    columns = np.arange(worlds.dimension)
    low, high = (tornado.value[columns, end] for end in ends)
    # A score has no unit of an assumption.
    own = np.where(np.isin(worlds.names, factors.scored), np.nan, 1.0)
    middle = {"mean": worlds.y.mean(), "positive": np.mean(worlds.y > 0)}.get(str(statistic))
    turning = _turning(names, tornado)
    low_error, high_error = (tornado.error[columns, end] for end in ends)
    return MethodResult(
        "swing",
        names,
        {"swing": tornado.swing},
        worlds.count,
        {
            "low": low,
            "high": high,
            "low_error": low_error,
            "high_error": high_error,
            "low_at": own * tornado.x_mean[columns, ends[0]],
            "high_at": own * tornado.x_mean[columns, ends[1]],
        },
        curves={
            "conditional": tornado.value,
            "conditional_error": tornado.error,
            "conditional_at": own[:, np.newaxis] * tornado.x_mean,
        },
        attributes={
            "statistic": str(statistic),
            "middle": float(np.quantile(worlds.y, float(statistic)) if middle is None else middle),
            "turning": turning,
        },
        notes=tuple(Note("turning", {"name": name}) for name in turning),
    )


def _turning(names: tuple[str, ...], tornado: ConditionalStatistic) -> list[str]:
    """Along which factors the conditional mean turns: what a correlation and the swing between the ends do not see."""
    turning = []
    for name, value, error in zip(names, tornado.value, tornado.error, strict=True):
        inside = np.isfinite(value)
        mean, doubt = value[inside], float(error[inside].max())
        low, high = sorted((mean[0], mean[-1]))
        beyond = max(mean.max() - high, low - mean.min())
        if beyond > max(_TURNS * np.sqrt(2) * doubt, _FLAT * np.ptp(mean)):
            turning.append(name)
    return turning


# --- shares of variance


def first_order_shares(
    factors: RunFactors, errors: Errors, *, classes: int | None = None, convergence: bool = False
) -> MethodResult:
    """First-order indices, those of factors of several numbers from elsewhere."""
    worlds = factors.worlds
    known = _known_shares(factors)

    def index_of(fewer: Worlds) -> Index:
        index = first_order(fewer, classes=classes, elsewhere=known, **errors.options)
        index = _allowing_for_evenness(factors, index, _curve_parameters(fewer.count, classes), fewer.count)
        return _within_reach(factors, index, errors)

    index = index_of(worlds)
    result = MethodResult("first", tuple(worlds.names), {"first": index}, worlds.count, notes=_of_several(factors))
    if not convergence:
        return result
    path = {}
    for count in worlds.count >> np.arange(int(worlds.count).bit_length())[::-1]:
        if _FEWEST <= count < worlds.count:
            with suppress(RunError):  # so few worlds say nothing, and the path starts later
                path[int(count)] = index_of(replace(worlds, x=worlds.x[:count], y=worlds.y[:count]))
    path[worlds.count] = index
    return replace(result, paths={"first_path": list(path.values())}, sizes=tuple(path))


def _known_shares(factors: RunFactors) -> dict[int, Estimate]:
    """The indices of factors of several numbers, by place, and of the status `assumed` what every page says of it."""
    factors.worlds.refuse_one_world("a share of variance")
    names = list(factors.worlds.names)
    known = {names.index(name): closed.share for name, closed in factors.closed.items()}
    if factors.run.study is not None and ASSUMED in names:
        known[names.index(ASSUMED)] = factors.assumed.alone
    return known


def _within_reach(factors: RunFactors, index: Index, errors: Errors) -> Index:
    """Let indices of several numbers end where a share can; one that is only the least that it can be, at the most.

    The most is what the others leave when all are independent of it, and else everything.
    """
    names = np.array(factors.worlds.names)
    several = np.isin(names, [*factors.members, ASSUMED])
    low = np.where(several, np.clip(index.low, 0, 1), index.low)
    high = np.where(several, np.clip(index.high, 0, 1), index.high)
    error = index.error.copy()
    for name in _at_least(factors):
        own = names == name
        others = 0.0 if name in factors.tied else np.clip(low[~own], 0, None).sum()
        high[own] = np.maximum(high[own], 1 - others)
        reach = (high[own] - index.value[own]) / special.ndtri(0.5 + errors.mass / 2)
        error[own] = np.maximum(error[own], reach)
    return replace(index, error=error, low=low, high=high)


def _at_least(factors: RunFactors) -> tuple[str, ...]:
    return tuple(name for name, closed in factors.closed.items() if closed.way == "least" and name != ASSUMED)


def _of_several(factors: RunFactors) -> tuple[Note, ...]:
    """Which shares of several numbers come from other points than these worlds, and which may be larger than said."""
    drawn = tuple(name for name, closed in factors.closed.items() if closed.way == "drawn")
    least = _at_least(factors)
    notes = [Note("drawn_for_several", {"names": drawn})] if drawn else []
    return (*notes, *([Note("at_least", {"names": least})] if least else []))


def _curve_parameters(count: int, classes: int | None) -> int:
    """How many numbers `first_order` fits: a line in each class."""
    return 2 * (classes or min(50, max(4, round(np.cbrt(count)))))


def _allowing_for_evenness(factors: RunFactors, index: Index, parameters: int, count: int | None = None) -> Index:
    """Widen the intervals of shares from worlds that lie more evenly than independent ones.

    A share is freed from the noise that so many fitted parameters follow in independent worlds. In even worlds there is
    less of it, down to none, so the share comes out too low by up to that much.
    """
    if not factors.run.randomisations:
        return index
    taken = parameters / (count or factors.worlds.count) * np.clip(1 - index.value, 0, 1)
    return replace(index, error=np.hypot(index.error, taken), high=index.high + taken)
