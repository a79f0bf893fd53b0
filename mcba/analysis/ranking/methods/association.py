"""Methods of association: correlations of ranks, and fits of the outcome to all factors at once."""

from __future__ import annotations

from mcba.analysis.ranking.factors.run_factors import RunFactors
from mcba.analysis.ranking.indices.given.association import partial_rank, regression, spearman, variance_shares
from mcba.analysis.ranking.methods.method import (
    PARTIAL_RANK,
    SPEARMAN,
    Errors,
    IndexColumn,
    MethodResult,
    ranking_method,
)


@ranking_method("spearman", "worlds", SPEARMAN, marginal=True, several="by_score")
def _spearman(factors: RunFactors, errors: Errors) -> MethodResult:
    """Rank correlation."""
    worlds = factors.worlds
    index = spearman(worlds, **errors.options)
    return MethodResult("spearman", tuple(worlds.names), {"spearman": index}, worlds.count)


@ranking_method("partial_rank", "worlds", PARTIAL_RANK, several="by_score")
def _partial_rank(factors: RunFactors, errors: Errors) -> MethodResult:
    """Partial rank correlation."""
    worlds = factors.worlds
    index = partial_rank(worlds, **errors.options)
    return MethodResult("partial_rank", tuple(worlds.names), {"partial_rank": index}, worlds.count)


@ranking_method("regression", "worlds", IndexColumn("coefficient", signed=True), several="by_score")
def _regression(factors: RunFactors, errors: Errors) -> MethodResult:
    """Standardised regression coefficients, and the share of variance they explain."""
    worlds = factors.worlds
    fit = regression(worlds, **errors.options)
    explained = fit.r_squared
    return MethodResult(
        "coefficient",
        tuple(worlds.names),
        {"coefficient": fit.coefficient},
        worlds.count,
        attributes={
            "r_squared": float(explained.value),
            "r_squared_low": float(explained.low),
            "r_squared_high": float(explained.high),
            "r_squared_error": float(explained.error),
        },
    )


@ranking_method(
    "variance_shares",
    "worlds",
    IndexColumn("structural", "share"),
    IndexColumn("correlative", "share", signed=True),
    several="by_score",
)
def _variance_shares(factors: RunFactors, errors: Errors, *, degree: int = 3) -> MethodResult:
    """Structural and correlative shares of variance."""
    worlds = factors.worlds
    shares = variance_shares(worlds, degree=degree, **errors.options)
    return MethodResult(
        "structural",
        tuple(worlds.names),
        {"structural": shares.structural, "correlative": shares.correlative},
        worlds.count,
        attributes={"explained": shares.explained},
    )
