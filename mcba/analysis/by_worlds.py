"""Methods of ranking that look at the worlds at hand, one adaptor each: from factors to indices.

An adaptor takes the worlds at hand, how errors are found, and options of its own; the numbers are those of
`mcba.analysis.sensitivity`.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np
from scipy import special

from mcba.analysis.assumed import ASSUMED, assumed_share
from mcba.analysis.at_hand import AtHand
from mcba.analysis.found import Errors, Floats, Found
from mcba.analysis.sensitivity import association, given, region, shifts
from mcba.analysis.sensitivity.resampling import Index
from mcba.analysis.sensitivity.worlds import HEAVY_TAIL
from mcba.errors import Note, RunError

TURNS = 4.0  # standard errors from which a conditional mean is said to turn
FLAT = 0.1  # of its range
FEWEST = 512  # worlds from which a path of convergence starts


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
        tornado = conditional(at_hand, errors, statistic=statistic)
        first = first_order(at_hand, errors, convergence=convergence)
    except RunError as error:
        if error.code not in HEAVY_TAIL:
            raise
        return replace(_by_ranks(at_hand, errors), notes=(error.note,))
    spearman = association.spearman(at_hand.worlds, **errors.options)
    found = replace(
        tornado,
        main="first",
        estimates={**tornado.estimates, **first.estimates, "spearman": spearman},
        paths=first.paths,
        sizes=first.sizes,
        points=_points(at_hand, sample),
    )
    return found if at_hand.run.study is None else _with_share_of_assumed(found, at_hand, errors)


def _by_ranks(at_hand: AtHand, errors: Errors) -> Found:
    """Rank correlation and partial rank correlation, side by side; a single assumption has no partial one."""
    simple = spearman(at_hand, errors)
    if at_hand.worlds.dimension == 1:
        return simple
    return replace(simple, estimates={**simple.estimates, **partial_rank(at_hand, errors).estimates})


def _points(at_hand: AtHand, count: int) -> dict[str, Floats]:
    """The first worlds themselves, to be looked at; a score has no unit of an assumption, but that of the outcome."""
    return {"assumption_at": at_hand.worlds.x[:count].T, "outcome_at": at_hand.worlds.y[:count]} if count else {}


def conditional(at_hand: AtHand, errors: Errors, *, statistic: str | float = "mean", classes: int = 10) -> Found:
    """How a statistic of the outcome moves with each factor, and its swing between the lowest and highest classes."""
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

    A ranking by status has it in the row of that status too.
    """
    known = assumed_share(at_hand.run, at_hand.outcome)
    reach = float(special.ndtri(0.5 + errors.mass / 2)) * known.alone.error
    share = {
        "value": known.alone.value,
        "low": max(known.alone.value - reach, 0.0),
        "high": min(known.alone.value + reach, 1.0),
        "error": known.alone.error,
    }
    estimates = dict(found.estimates)
    if ASSUMED in found.names:
        row, first = np.array(found.names) == ASSUMED, estimates["first"]
        estimates["first"] = replace(
            first, **{part: np.where(row, value, getattr(first, part)) for part, value in share.items()}
        )
    attributes = {f"assumed_share{'' if part == 'value' else f'_{part}'}": value for part, value in share.items()}
    attributes |= {"assumed_share_at_most": known.at_most.value, "assumed_share_at_most_error": known.at_most.error}
    return replace(
        found, estimates=estimates, attributes={**found.attributes, **attributes}, notes=(*found.notes, *known.notes)
    )


def _single(main: str, find: Callable[..., Index]) -> Callable[..., Found]:
    """A method that gives one index from the worlds at hand."""

    def found(at_hand: AtHand, errors: Errors, **options: Any) -> Found:
        worlds = at_hand.worlds
        return Found(main, tuple(worlds.names), {main: find(worlds, **errors.options, **options)}, worlds.count)

    return found


def first_order(at_hand: AtHand, errors: Errors, *, classes: int | None = None, convergence: bool = False) -> Found:
    """First-order indices, and with `convergence` what fewer worlds would have said."""
    worlds = at_hand.worlds
    index = _allowing_for_evenness(
        at_hand, given.first_order(worlds, classes=classes, **errors.options), _curve_parameters(worlds.count, classes)
    )
    found = Found("first", tuple(worlds.names), {"first": index}, worlds.count)
    if not convergence:
        return found
    path = {}
    for count in worlds.count >> np.arange(int(worlds.count).bit_length())[::-1]:
        if FEWEST <= count < worlds.count:
            fewer = replace(worlds, x=worlds.x[:count], y=worlds.y[:count])
            try:
                index_of_fewer = given.first_order(fewer, classes=classes, **errors.options)
            except RunError:  # so few worlds say nothing, and the path starts later
                continue
            path[int(count)] = _allowing_for_evenness(
                at_hand, index_of_fewer, _curve_parameters(fewer.count, classes), fewer.count
            )
    path[worlds.count] = index
    return replace(found, paths={"first_path": list(path.values())}, sizes=tuple(path))


def rbd_fast(at_hand: AtHand, errors: Errors, *, harmonics: int = 10) -> Found:
    """First-order indices from Fourier series."""
    worlds = at_hand.worlds
    index = given.rbd_fast(worlds, harmonics=harmonics, **errors.options)
    index = _allowing_for_evenness(at_hand, index, 2 * harmonics)
    return Found("first", tuple(worlds.names), {"first": index}, worlds.count)


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


def spearman(at_hand: AtHand, errors: Errors) -> Found:
    """Rank correlation."""
    return _single("spearman", association.spearman)(at_hand, errors)


def partial_rank(at_hand: AtHand, errors: Errors) -> Found:
    """Partial rank correlation."""
    return _single("partial_rank", association.partial_rank)(at_hand, errors)


def delta(at_hand: AtHand, errors: Errors, *, classes: int | None = None) -> Found:
    """Borgonovo's delta."""
    return _single("delta", shifts.delta)(at_hand, errors, classes=classes)


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


def pawn(at_hand: AtHand, errors: Errors, *, classes: int = 10, statistic: str = "median") -> Found:
    """PAWN, and what an idle factor would show."""
    worlds = at_hand.worlds
    found = shifts.pawn(worlds, classes=classes, statistic=statistic, **errors.options)
    numbers = {"noise": found.noise}
    return Found("pawn", tuple(worlds.names), {"pawn": found.index}, worlds.count, numbers, by_chance=found.noise)


def regional(at_hand: AtHand, errors: Errors, *, below: float = 0.0) -> Found:
    """Regional sensitivity: what sets bad worlds apart."""
    worlds = at_hand.worlds
    bad = worlds.y < below
    found = region.regional(worlds, bad, **errors.options)
    numbers = {"limit": found.limit, "low_is_bad": found.low_is_bad, "p_value": found.p_value}
    attributes = {"below": below, "bad": float(bad.mean())}
    return Found(
        "distance", tuple(worlds.names), {"distance": found.distance}, worlds.count, numbers, attributes=attributes
    )


def box(at_hand: AtHand, errors: Errors, *, below: float = 0.0, peel: float = 0.05, least_mass: float = 0.05) -> Found:
    """A box of factors in which bad worlds lie."""
    worlds = at_hand.worlds
    found = region.box(worlds, worlds.y < below, peel=peel, least_mass=least_mass, seed=errors.seed)
    restricts = np.where(np.isnan(found.p_value), 0.0, 1.0 - found.p_value)
    numbers = {"restricts": restricts, "low": found.low, "high": found.high, "p_value": found.p_value}
    told = ("coverage", "coverage_error", "density", "density_error", "mass", "base")
    attributes = {f"box_{name}": float(getattr(found, name)) for name in told}
    return Found("restricts", tuple(worlds.names), {}, worlds.count, numbers, attributes={"below": below, **attributes})
