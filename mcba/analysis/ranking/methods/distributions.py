"""Methods of whole distributions: how far knowing a factor shifts that of the outcome."""

from __future__ import annotations

from mcba.analysis.ranking.factors.run_factors import RunFactors
from mcba.analysis.ranking.indices.given.shifts import UNSURE, delta, pawn
from mcba.analysis.ranking.methods.method import Errors, IndexColumn, MethodResult, ranking_method
from mcba.errors import Note


@ranking_method("pawn", "worlds", IndexColumn("pawn"), IndexColumn("noise", "plain"), marginal=True, several="left_out")
def _pawn(factors: RunFactors, errors: Errors, *, classes: int = 10, statistic: str = "median") -> MethodResult:
    """PAWN, and what an idle factor would show."""
    worlds = factors.worlds
    gaps = pawn(worlds, classes=classes, statistic=statistic, **errors.options)
    numbers = {"noise": gaps.noise}
    return MethodResult("pawn", tuple(worlds.names), {"pawn": gaps.index}, worlds.count, numbers, by_chance=gaps.noise)


@ranking_method("delta", "worlds", IndexColumn("delta"), marginal=True, several="left_out")
def _delta(factors: RunFactors, errors: Errors, *, classes: int | None = None) -> MethodResult:
    """Borgonovo's delta."""
    worlds = factors.worlds
    index = delta(worlds, classes=classes, **errors.options)
    notes = (Note("led_back", {"share": UNSURE}),)
    return MethodResult("delta", tuple(worlds.names), {"delta": index}, worlds.count, notes=notes)
