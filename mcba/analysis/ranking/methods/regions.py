"""Methods of regions: what sets the worlds of a bad outcome apart, and a box in which they lie."""

from __future__ import annotations

import numpy as np

from mcba.analysis.ranking.factors.run_factors import RunFactors
from mcba.analysis.ranking.indices.given.region import box, regional
from mcba.analysis.ranking.methods.method import Errors, IndexColumn, MethodResult, ranking_method
from mcba.study.formula import ANSWERS

_P_VALUE = IndexColumn("p_value", "plain")
_TOLD_OF_BOX = ("coverage", "coverage_error", "density", "density_error", "mass", "base")


@ranking_method(
    "regional",
    "worlds",
    IndexColumn("distance"),
    IndexColumn("limit", "plain"),
    _P_VALUE,
    marginal=True,
    several="left_out",
)
def _regional(factors: RunFactors, errors: Errors, *, below: float | None = None) -> MethodResult:
    """Regional sensitivity: what sets bad worlds apart."""
    worlds, below = factors.worlds, _bad_below(factors, below)
    bad = worlds.y < below
    gaps = regional(worlds, bad, **errors.options)
    numbers = {"limit": gaps.limit, "low_is_bad": gaps.low_is_bad, "p_value": gaps.p_value}
    attributes = {"below": below, "bad": float(bad.mean())}
    return MethodResult(
        "distance", tuple(worlds.names), {"distance": gaps.distance}, worlds.count, numbers, attributes=attributes
    )


@ranking_method(
    "box",
    "worlds",
    IndexColumn("low", "plain"),
    IndexColumn("high", "plain"),
    _P_VALUE,
    marginal=True,
    several="left_out",
)
def _box(
    factors: RunFactors, errors: Errors, *, below: float | None = None, peel: float = 0.05, least_mass: float = 0.05
) -> MethodResult:
    """A box of factors in which bad worlds lie."""
    worlds, below = factors.worlds, _bad_below(factors, below)
    limits = box(worlds, worlds.y < below, peel=peel, least_mass=least_mass, seed=errors.seed)
    restricts = np.where(np.isnan(limits.p_value), 0.0, 1.0 - limits.p_value)
    numbers = {"restricts": restricts, "low": limits.low, "high": limits.high, "p_value": limits.p_value}
    attributes = {"below": below, **{f"box_{name}": float(getattr(limits, name)) for name in _TOLD_OF_BOX}}
    return MethodResult("restricts", tuple(worlds.names), {}, worlds.count, numbers, attributes=attributes)


def _bad_below(factors: RunFactors, below: float | None) -> float:
    """Below which values a world is bad: as asked, or where the outcome answers no (0, and 1 for a ratio)."""
    return ANSWERS.get(factors.outcome, 0.0) if below is None else below
