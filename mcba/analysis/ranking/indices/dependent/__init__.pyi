from mcba.analysis.ranking.indices.dependent.gaussian import (
    NO_CORRELATION as NO_CORRELATION,
    GaussianDependence as GaussianDependence,
    blocks as blocks,
    refuse_dependence as refuse_dependence,
)
from mcba.analysis.ranking.indices.dependent.kucherenko_indices import kucherenko as kucherenko
from mcba.analysis.ranking.indices.dependent.shapley_effects import (
    MOST_EXACT as MOST_EXACT,
    shapley_exact as shapley_exact,
    shapley_permutations as shapley_permutations,
)
