from mcba.analysis.ranking.factors.run_factors import RunFactors as RunFactors
from mcba.analysis.ranking.factors.scores import score_of as score_of
from mcba.analysis.ranking.factors.study_function import (
    BlockDependence as BlockDependence,
    StudyFunction as StudyFunction,
)
