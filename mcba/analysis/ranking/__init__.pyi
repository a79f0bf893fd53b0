from mcba.analysis.ranked import Ranking as Ranking
from mcba.analysis.ranking.assumed_variance import AssumedShare as AssumedShare, assumed_share as assumed_share
from mcba.analysis.ranking.correlations import (
    AchievedCorrelation as AchievedCorrelation,
    achieved_correlations as achieved_correlations,
)
from mcba.analysis.ranking.grouping import GROUPINGS as GROUPINGS
from mcba.analysis.ranking.ranking import rank as rank, ranking_of as ranking_of, shares_of as shares_of
from mcba.analysis.ranking.salib.problems import to_salib as to_salib
