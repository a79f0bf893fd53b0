"""The table of all methods of ranking, in the order in which they are named."""

from __future__ import annotations

from mcba.analysis.ranking.methods import (
    association,
    conditional_means,
    dependence,
    designs,
    distributions,
    one_at_a_time,
    overview,
    regions,
)
from mcba.analysis.ranking.methods.method import RankingMethod

_ROWS = (
    overview,
    conditional_means,
    association,
    distributions,
    regions,
    designs,
    dependence,
    one_at_a_time,
)

METHODS: dict[str, RankingMethod] = {
    entry.name: entry for module in _ROWS for entry in vars(module).values() if isinstance(entry, RankingMethod)
}
"""Each method by its name: every `RankingMethod` of the modules above."""
