from mcba.analysis.ranking.indices.influence import RESAMPLES as RESAMPLES, USUAL_MASS as USUAL_MASS
from mcba.analysis.ranking.indices.refusals import (
    HEAVY_TAIL as HEAVY_TAIL,
    MEND_DESIGN as MEND_DESIGN,
    is_constant as is_constant,
    refuse_constant as refuse_constant,
    refuse_heavy_tail as refuse_heavy_tail,
    refuse_nonfinite as refuse_nonfinite,
    refuse_without_variance as refuse_without_variance,
)
from mcba.analysis.ranking.indices.resampling import (
    Index as Index,
    IndexEstimate as IndexEstimate,
    rows_needed as rows_needed,
)
from mcba.analysis.ranking.indices.worlds import (
    OutcomeFunction as OutcomeFunction,
    Worlds as Worlds,
    shares_below as shares_below,
    standardised as standardised,
)
