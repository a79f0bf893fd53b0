"""The table of the methods of a ranking: the name of each, what it looks at, and its adaptor."""

from __future__ import annotations

from mcba.analysis.ranking.methods import by_design, by_worlds
from mcba.analysis.ranking.methods.method import Method

METHODS: dict[str, Method] = {
    "overview": Method("worlds", by_worlds.overview, marginal=True),
    "conditional": Method("worlds", by_worlds.conditional, marginal=True),
    "first_order": Method("worlds", by_worlds.first_order, marginal=True),
    "rbd_fast": Method("worlds", by_worlds.rbd_fast, marginal=True),
    "spearman": Method("worlds", by_worlds.spearman, marginal=True),
    "partial_rank": Method("worlds", by_worlds.partial_rank),
    "regression": Method("worlds", by_worlds.regression),
    "variance_shares": Method("worlds", by_worlds.variance_shares),
    "pawn": Method("worlds", by_worlds.pawn, marginal=True),
    "delta": Method("worlds", by_worlds.delta, marginal=True),
    "regional": Method("worlds", by_worlds.regional, marginal=True),
    "box": Method("worlds", by_worlds.box, marginal=True),
    "sobol": Method("design", by_design.sobol, of_variance=True),
    "morris": Method("design", by_design.morris),
    "fast": Method("design", by_design.fast, of_variance=True),
    "dgsm": Method("design", by_design.dgsm, of_variance=True),
    "shapley": Method("dependence", by_design.shapley, of_variance=True),
    "kucherenko": Method("dependence", by_design.kucherenko, of_variance=True),
    "tornado": Method("base", by_design.tornado, marginal=True),
    "elasticity": Method("base", by_design.elasticity, marginal=True),
}
