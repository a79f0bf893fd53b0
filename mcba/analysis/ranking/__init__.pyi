from mcba.analysis.ranking.assumed import AssumedShare as AssumedShare, assumed_share as assumed_share
from mcba.analysis.ranking.correlations import Pair as Pair, achieved_correlations as achieved_correlations
from mcba.analysis.ranking.ranking import rank as rank, ranking_of as ranking_of, shares_of as shares_of
