"""Methods of ranking that look at the worlds at hand, one adaptor each: from factors to indices.

An adaptor takes the worlds at hand, how errors are found, and options of its own; the numbers are those of
`mcba.analysis.ranking.indices`.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from functools import wraps
from typing import Any

import numpy as np
from scipy import special

from mcba.analysis.ranking.assumed import ASSUMED
from mcba.analysis.ranking.indices import HEAVY_TAIL, Estimate, Index, Worlds, association, given, region, shifts
from mcba.analysis.ranking.methods.at_hand import AtHand
from mcba.analysis.ranking.methods.method import Errors, Floats, Found
from mcba.engine.estimates import Estimate as Share
from mcba.errors import Note, RunError
from mcba.study.formula import ANSWERS

TURNS = 4.0  # standard errors from which a conditional mean is said to turn
FLAT = 0.1  # of its range
FEWEST = 512  # worlds from which a path of convergence starts


# --- factors of several numbers, where a method looks at one number at a time


def _of_one_number(find: Callable[..., Found]) -> Callable[..., Found]:
    """A method of whole distributions, for which no score stands: those of several numbers are named and left out."""

    @wraps(find)
    def found(at_hand: AtHand, errors: Errors, **options: Any) -> Found:
        singles = at_hand.without(at_hand.scored, find.__name__)
        left_out = (Note("several_numbers", {"names": at_hand.scored}),) if at_hand.scored else ()
        return replace(find(singles, errors, **options), left_out=left_out)

    return found


def _by_fair_scores(find: Callable[..., Found]) -> Callable[..., Found]:
    """A method of the mean: factors of several numbers stand by their scores, but not where these miss what they do."""

    @wraps(find)
    def found(at_hand: AtHand, errors: Errors, **options: Any) -> Found:
        unfair = _unfair(at_hand)
        fair = at_hand.without(unfair, find.__name__)
        left_out = (Note("score_misses", {"names": unfair}),) if unfair else ()
        one = find(fair, errors, **options)
        return replace(one, left_out=left_out, notes=(*one.notes, *_scored(fair.scored)))

    return found


def _unfair(at_hand: AtHand) -> tuple[str, ...]:
    """The factors whose score leaves out much of what they do; none can be told for a variance that does not exist."""
    try:
        at_hand.worlds.refuse_one_world("a score")
    except RunError:
        return ()
    return tuple(name for name, closed in at_hand.closed.items() if closed.missed)


def _scored(names: tuple[str, ...]) -> tuple[Note, ...]:
    return (Note("scored", {"names": names}),) if names else ()


def _without_unfair(found: Found, at_hand: AtHand) -> Found:
    """Nothing is said of a factor whose score would say too little."""
    unfair = _unfair(at_hand)
    fair = tuple(name for name in at_hand.scored if name not in unfair)
    notes = (*found.notes, *_scored(fair))
    if not unfair:
        return replace(found, notes=notes)
    said = np.where(np.isin(found.names, unfair), np.nan, 1.0)
    parts = ("value", "error", "low", "high")
    return replace(
        found,
        estimates={
            name: replace(one, **{part: said * getattr(one, part) for part in parts})
            for name, one in found.estimates.items()
        },
        numbers={name: said * one for name, one in found.numbers.items()},
        curves={name: said[:, np.newaxis] * one for name, one in found.curves.items()},
        notes=(*notes, Note("score_misses", {"names": unfair})),
    )


# --- the methods


def overview(
    at_hand: AtHand,
    errors: Errors,
    *,
    statistic: str | float = "mean",
    convergence: bool = False,
    sample: int = 0,
) -> Found:
    """Tornado, first-order index and rank correlation, side by side; correlations only where variances do not exist."""
    try:
        tornado = _conditional(at_hand, errors, statistic=statistic)
        first = first_order(at_hand, errors, convergence=convergence)
    except RunError as error:
        if error.code not in HEAVY_TAIL:
            raise
        return replace(_by_ranks(at_hand, errors), notes=(error.note,))
    spearman = association.spearman(at_hand.worlds, **errors.options)
    found = replace(tornado, estimates={**tornado.estimates, "spearman": spearman})
    found = _without_unfair(found, at_hand)
    found = replace(
        found,
        main="first",
        estimates={"swing": found.estimates["swing"], **first.estimates, "spearman": found.estimates["spearman"]},
        paths=first.paths,
        sizes=first.sizes,
        points=_points(at_hand, sample),
        notes=(*found.notes, *first.notes),
    )
    return found if at_hand.run.study is None else _with_share_of_assumed(found, at_hand, errors)


def _by_ranks(at_hand: AtHand, errors: Errors) -> Found:
    """Rank correlation and partial rank correlation, side by side; a single assumption has no partial one."""
    worlds = at_hand.worlds
    estimates: dict[str, Estimate] = {"spearman": association.spearman(worlds, **errors.options)}
    if worlds.dimension > 1:
        estimates["partial_rank"] = association.partial_rank(worlds, **errors.options)
    return Found("spearman", tuple(worlds.names), estimates, worlds.count, notes=_scored(at_hand.scored))


def _points(at_hand: AtHand, count: int) -> dict[str, Floats]:
    """The first worlds themselves, to be looked at; a score has no unit of an assumption, but that of the outcome."""
    return {"assumption_at": at_hand.worlds.x[:count].T, "outcome_at": at_hand.worlds.y[:count]} if count else {}


@_by_fair_scores
def conditional(at_hand: AtHand, errors: Errors, *, statistic: str | float = "mean", classes: int = 10) -> Found:
    """How a statistic of the outcome moves with each factor, and its swing between the lowest and highest classes."""
    return _conditional(at_hand, errors, statistic=statistic, classes=classes)


def _conditional(at_hand: AtHand, errors: Errors, *, statistic: str | float = "mean", classes: int = 10) -> Found:
    worlds = at_hand.worlds
    names = tuple(worlds.names)
    found = given.conditional(worlds, statistic, classes=classes, **errors.options)
    filled = [np.flatnonzero(np.isfinite(row)) for row in found.value]
    ends = np.array([(row[0], row[-1]) for row in filled]).T
    each = np.arange(worlds.dimension)
    low, high = (found.value[each, end] for end in ends)
    # A score has no unit of an assumption.
    own = np.where(np.isin(worlds.names, at_hand.scored), np.nan, 1.0)
    middle = {"mean": worlds.y.mean(), "positive": np.mean(worlds.y > 0)}.get(str(statistic))
    turning = _turning(names, found)
    low_error, high_error = (found.error[each, end] for end in ends)
    return Found(
        "swing",
        names,
        {"swing": found.swing},
        worlds.count,
        {
            "low": low,
            "high": high,
            "low_error": low_error,
            "high_error": high_error,
            "low_at": own * found.x_mean[each, ends[0]],
            "high_at": own * found.x_mean[each, ends[1]],
        },
        curves={
            "conditional": found.value,
            "conditional_error": found.error,
            "conditional_at": own[:, np.newaxis] * found.x_mean,
        },
        attributes={
            "statistic": str(statistic),
            "middle": float(np.quantile(worlds.y, float(statistic)) if middle is None else middle),
            "turning": turning,
        },
        notes=tuple(Note("turning", {"name": name}) for name in turning),
    )


def _turning(names: tuple[str, ...], found: given.Conditional) -> list[str]:
    """Along which factors the conditional mean turns: what a correlation and the swing between the ends do not see."""
    turning = []
    for name, value, error in zip(names, found.value, found.error, strict=True):
        inside = np.isfinite(value)
        mean, doubt = value[inside], float(error[inside].max())
        low, high = sorted((mean[0], mean[-1]))
        beyond = max(mean.max() - high, low - mean.min())
        if beyond > max(TURNS * np.sqrt(2) * doubt, FLAT * np.ptp(mean)):
            turning.append(name)
    return turning


def _with_share_of_assumed(found: Found, at_hand: AtHand, errors: Errors) -> Found:
    """Add the share of variance that assumptions without a source explain together, with its interval.

    A ranking by status has the same in the row of that status.
    """
    known = at_hand.assumed
    low, high = known.alone.interval(errors.mass)
    attributes = {
        "assumed_share": known.alone.value,
        "assumed_share_low": max(low, 0.0),
        "assumed_share_high": min(high, 1.0),
        "assumed_share_error": known.alone.error,
        "assumed_share_at_most": known.at_most.value,
        "assumed_share_at_most_error": known.at_most.error,
    }
    return replace(found, attributes={**found.attributes, **attributes}, notes=(*found.notes, *known.notes))


def first_order(at_hand: AtHand, errors: Errors, *, classes: int | None = None, convergence: bool = False) -> Found:
    """First-order indices, and with `convergence` what fewer worlds would have said."""
    worlds = at_hand.worlds
    known = _known_shares(at_hand)

    def index_of(fewer: Worlds) -> Index:
        index = given.first_order(fewer, classes=classes, elsewhere=known, **errors.options)
        index = _allowing_for_evenness(at_hand, index, _curve_parameters(fewer.count, classes), fewer.count)
        return _within_reach(at_hand, index, errors)

    index = index_of(worlds)
    found = Found("first", tuple(worlds.names), {"first": index}, worlds.count, notes=_of_several(at_hand))
    if not convergence:
        return found
    path = {}
    for count in worlds.count >> np.arange(int(worlds.count).bit_length())[::-1]:
        if FEWEST <= count < worlds.count:
            with suppress(RunError):  # so few worlds say nothing, and the path starts later
                path[int(count)] = index_of(replace(worlds, x=worlds.x[:count], y=worlds.y[:count]))
    path[worlds.count] = index
    return replace(found, paths={"first_path": list(path.values())}, sizes=tuple(path))


def rbd_fast(at_hand: AtHand, errors: Errors, *, harmonics: int = 10) -> Found:
    """First-order indices from Fourier series."""
    worlds = at_hand.worlds
    index = given.rbd_fast(worlds, harmonics=harmonics, elsewhere=_known_shares(at_hand), **errors.options)
    index = _within_reach(at_hand, _allowing_for_evenness(at_hand, index, 2 * harmonics), errors)
    return Found("first", tuple(worlds.names), {"first": index}, worlds.count, notes=_of_several(at_hand))


def _known_shares(at_hand: AtHand) -> dict[int, Share]:
    """The indices of factors of several numbers, by place, and of the status `assumed` what every page says of it."""
    at_hand.worlds.refuse_one_world("a share of variance")
    names = list(at_hand.worlds.names)
    known = {names.index(name): closed.share for name, closed in at_hand.closed.items()}
    if at_hand.run.study is not None and ASSUMED in names:
        known[names.index(ASSUMED)] = at_hand.assumed.alone
    return known


def _within_reach(at_hand: AtHand, index: Index, errors: Errors) -> Index:
    """Let indices of several numbers end where a share can; one that is only the least that it can be, at the most.

    The most is what the others leave when all are independent of it, and else everything.
    """
    names = np.array(at_hand.worlds.names)
    several = np.isin(names, [*at_hand.members, ASSUMED])
    low = np.where(several, np.clip(index.low, 0, 1), index.low)
    high = np.where(several, np.clip(index.high, 0, 1), index.high)
    error = index.error.copy()
    for name in _at_least(at_hand):
        own = names == name
        others = 0.0 if name in at_hand.tied else np.clip(low[~own], 0, None).sum()
        high[own] = np.maximum(high[own], 1 - others)
        reach = (high[own] - index.value[own]) / special.ndtri(0.5 + errors.mass / 2)
        error[own] = np.maximum(error[own], reach)
    return replace(index, error=error, low=low, high=high)


def _at_least(at_hand: AtHand) -> tuple[str, ...]:
    return tuple(name for name, closed in at_hand.closed.items() if closed.way == "least" and name != ASSUMED)


def _of_several(at_hand: AtHand) -> tuple[Note, ...]:
    """Which shares of several numbers come from other points than these worlds, and which may be larger than said."""
    drawn = tuple(name for name, closed in at_hand.closed.items() if closed.way == "drawn")
    least = _at_least(at_hand)
    notes = [Note("drawn_for_several", {"names": drawn})] if drawn else []
    return (*notes, *([Note("at_least", {"names": least})] if least else []))


def _curve_parameters(count: int, classes: int | None) -> int:
    """How many numbers `first_order` fits: a line in each class."""
    return 2 * (classes or min(50, max(4, round(np.cbrt(count)))))


def _allowing_for_evenness(at_hand: AtHand, index: Index, parameters: int, count: int | None = None) -> Index:
    """Widen the intervals of shares from worlds that lie more evenly than independent ones.

    A share is freed from the noise that so many fitted parameters follow in independent worlds. In even worlds there is
    less of it, down to none, so the share comes out too low by up to that much.
    """
    if not at_hand.run.randomisations:
        return index
    taken = parameters / (count or at_hand.worlds.count) * np.clip(1 - index.value, 0, 1)
    return replace(index, error=np.hypot(index.error, taken), high=index.high + taken)


@_by_fair_scores
def spearman(at_hand: AtHand, errors: Errors) -> Found:
    """Rank correlation."""
    return _single("spearman", at_hand, association.spearman(at_hand.worlds, **errors.options))


@_by_fair_scores
def partial_rank(at_hand: AtHand, errors: Errors) -> Found:
    """Partial rank correlation."""
    return _single("partial_rank", at_hand, association.partial_rank(at_hand.worlds, **errors.options))


@_of_one_number
def delta(at_hand: AtHand, errors: Errors, *, classes: int | None = None) -> Found:
    """Borgonovo's delta."""
    found = _single("delta", at_hand, shifts.delta(at_hand.worlds, classes=classes, **errors.options))
    return replace(found, notes=(Note("led_back", {"share": shifts.UNSURE}),))


def _single(main: str, at_hand: AtHand, index: Index) -> Found:
    return Found(main, tuple(at_hand.worlds.names), {main: index}, at_hand.worlds.count)


@_by_fair_scores
def regression(at_hand: AtHand, errors: Errors) -> Found:
    """Standardised regression coefficients, and the share of variance they explain."""
    worlds = at_hand.worlds
    found = association.regression(worlds, **errors.options)
    explained = found.r_squared
    return Found(
        "coefficient",
        tuple(worlds.names),
        {"coefficient": found.coefficient},
        worlds.count,
        attributes={
            "r_squared": float(explained.value),
            "r_squared_low": float(explained.low),
            "r_squared_high": float(explained.high),
            "r_squared_error": float(explained.error),
        },
    )


@_by_fair_scores
def variance_shares(at_hand: AtHand, errors: Errors, *, degree: int = 3) -> Found:
    """Structural and correlative shares of variance."""
    worlds = at_hand.worlds
    found = association.variance_shares(worlds, degree=degree, **errors.options)
    return Found(
        "structural",
        tuple(worlds.names),
        {"structural": found.structural, "correlative": found.correlative},
        worlds.count,
        attributes={"explained": found.explained},
    )


@_of_one_number
def pawn(at_hand: AtHand, errors: Errors, *, classes: int = 10, statistic: str = "median") -> Found:
    """PAWN, and what an idle factor would show."""
    worlds = at_hand.worlds
    found = shifts.pawn(worlds, classes=classes, statistic=statistic, **errors.options)
    numbers = {"noise": found.noise}
    return Found("pawn", tuple(worlds.names), {"pawn": found.index}, worlds.count, numbers, by_chance=found.noise)


@_of_one_number
def regional(at_hand: AtHand, errors: Errors, *, below: float | None = None) -> Found:
    """Regional sensitivity: what sets bad worlds apart."""
    worlds, below = at_hand.worlds, _bad_below(at_hand, below)
    bad = worlds.y < below
    found = region.regional(worlds, bad, **errors.options)
    numbers = {"limit": found.limit, "low_is_bad": found.low_is_bad, "p_value": found.p_value}
    attributes = {"below": below, "bad": float(bad.mean())}
    return Found(
        "distance", tuple(worlds.names), {"distance": found.distance}, worlds.count, numbers, attributes=attributes
    )


def _bad_below(at_hand: AtHand, below: float | None) -> float:
    """Below which values a world is bad: as asked, or where the outcome answers no (0, and 1 for a ratio)."""
    return ANSWERS.get(at_hand.outcome, 0.0) if below is None else below


@_of_one_number
def box(
    at_hand: AtHand, errors: Errors, *, below: float | None = None, peel: float = 0.05, least_mass: float = 0.05
) -> Found:
    """A box of factors in which bad worlds lie."""
    worlds, below = at_hand.worlds, _bad_below(at_hand, below)
    found = region.box(worlds, worlds.y < below, peel=peel, least_mass=least_mass, seed=errors.seed)
    restricts = np.where(np.isnan(found.p_value), 0.0, 1.0 - found.p_value)
    numbers = {"restricts": restricts, "low": found.low, "high": found.high, "p_value": found.p_value}
    told = ("coverage", "coverage_error", "density", "density_error", "mass", "base")
    attributes = {f"box_{name}": float(getattr(found, name)) for name in told}
    return Found("restricts", tuple(worlds.names), {}, worlds.count, numbers, attributes={"below": below, **attributes})
