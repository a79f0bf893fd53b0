from mcba.analysis.ranking.indices.given.association import (
    partial_rank as partial_rank,
    regression as regression,
    spearman as spearman,
    variance_shares as variance_shares,
)
from mcba.analysis.ranking.indices.given.class_statistics import (
    ConditionalStatistic as ConditionalStatistic,
    conditional as conditional,
)
from mcba.analysis.ranking.indices.given.explained_variance import first_order as first_order, rbd_fast as rbd_fast
from mcba.analysis.ranking.indices.given.region import box as box, regional as regional
from mcba.analysis.ranking.indices.given.shifts import UNSURE as UNSURE, delta as delta, pawn as pawn
