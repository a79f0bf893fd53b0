"""The overview: tornado, first-order index and rank correlation, side by side."""

from __future__ import annotations

from dataclasses import replace

from mcba.analysis.ranking.factors.run_factors import RunFactors
from mcba.analysis.ranking.indices.given.association import partial_rank, spearman
from mcba.analysis.ranking.indices.refusals import HEAVY_TAIL
from mcba.analysis.ranking.indices.resampling import IndexEstimate
from mcba.analysis.ranking.methods.conditional_means import conditional_swings, first_order_shares
from mcba.analysis.ranking.methods.method import (
    FIRST,
    PARTIAL_RANK,
    SPEARMAN,
    SWING,
    Errors,
    MethodResult,
    ranking_method,
)
from mcba.analysis.ranking.methods.several_numbers import scored, without_unfair
from mcba.arrays import Array
from mcba.errors import RunError


@ranking_method("overview", "worlds", SWING, FIRST, rank_columns=(SPEARMAN, PARTIAL_RANK), marginal=True)
def _overview(
    factors: RunFactors,
    errors: Errors,
    *,
    statistic: str | float = "mean",
    convergence: bool = False,
    sample: int = 0,
) -> MethodResult:
    """Tornado, first-order index and rank correlation, side by side; correlations only where variances do not exist."""
    try:
        tornado = conditional_swings(factors, errors, statistic=statistic)
        first = first_order_shares(factors, errors, convergence=convergence)
    except RunError as error:
        if error.code not in HEAVY_TAIL:
            raise
        return replace(_by_ranks(factors, errors), notes=(error.note,))
    correlation = spearman(factors.worlds, **errors.options)
    result = without_unfair(replace(tornado, estimates={**tornado.estimates, "spearman": correlation}), factors)
    result = replace(
        result,
        main="first",
        estimates={"swing": result.estimates["swing"], **first.estimates, "spearman": result.estimates["spearman"]},
        paths=first.paths,
        sizes=first.sizes,
        points=_points(factors, sample),
        notes=(*result.notes, *first.notes),
    )
    return result if factors.run.study is None else _with_share_of_assumed(result, factors, errors)


def _by_ranks(factors: RunFactors, errors: Errors) -> MethodResult:
    """Rank correlation and partial rank correlation, side by side; a single assumption has no partial one."""
    worlds = factors.worlds
    estimates: dict[str, IndexEstimate] = {"spearman": spearman(worlds, **errors.options)}
    if worlds.dimension > 1:
        estimates["partial_rank"] = partial_rank(worlds, **errors.options)
    return MethodResult("spearman", tuple(worlds.names), estimates, worlds.count, notes=scored(factors.scored))


def _points(factors: RunFactors, count: int) -> dict[str, Array]:
    """The first worlds themselves, to be looked at; a score has no unit of an assumption, but that of the outcome."""
    return {"assumption_at": factors.worlds.x[:count].T, "outcome_at": factors.worlds.y[:count]} if count else {}


def _with_share_of_assumed(result: MethodResult, factors: RunFactors, errors: Errors) -> MethodResult:
    """Add the share of variance that assumptions without a source explain together, with its interval.

    A ranking by status has the same in the row of that status.
    """
    share = factors.assumed
    low, high = share.alone.interval(errors.mass)
    attributes = {
        "assumed_share": share.alone.value,
        "assumed_share_low": max(low, 0.0),
        "assumed_share_high": min(high, 1.0),
        "assumed_share_error": share.alone.error,
        "assumed_share_at_most": share.at_most.value,
        "assumed_share_at_most_error": share.at_most.error,
    }
    return replace(result, attributes={**result.attributes, **attributes}, notes=(*result.notes, *share.notes))
