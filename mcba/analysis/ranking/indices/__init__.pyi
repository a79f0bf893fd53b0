from mcba.analysis.ranking.indices import (
    association as association,
    dependent as dependent,
    derivatives as derivatives,
    designed as designed,
    given as given,
    oneway as oneway,
    region as region,
    screening as screening,
    shapley as shapley,
    shifts as shifts,
)
from mcba.analysis.ranking.indices.dependent import (
    NO_CORRELATION as NO_CORRELATION,
    GaussianDependence as GaussianDependence,
    blocks as blocks,
    refuse_dependence as refuse_dependence,
)
from mcba.analysis.ranking.indices.given import first_order as first_order
from mcba.analysis.ranking.indices.influence import MASS as MASS, RESAMPLES as RESAMPLES
from mcba.analysis.ranking.indices.resampling import Estimate as Estimate, Index as Index, rows_needed as rows_needed
from mcba.analysis.ranking.indices.shapley import MOST_EXACT as MOST_EXACT
from mcba.analysis.ranking.indices.worlds import (
    HEAVY_TAIL as HEAVY_TAIL,
    MEND_DESIGN as MEND_DESIGN,
    Worlds as Worlds,
    is_constant as is_constant,
    refuse_constant as refuse_constant,
    refuse_heavy_tail as refuse_heavy_tail,
    refuse_nonfinite as refuse_nonfinite,
    refuse_without_variance as refuse_without_variance,
    shares_below as shares_below,
    standardised as standardised,
)
