from mcba.engine.estimates.ranks.bounds import (
    QuantileBounds as QuantileBounds,
    QuantileRanks as QuantileRanks,
    quantile_ranks as quantile_ranks,
)
from mcba.engine.estimates.ranks.sample_size import smallest_sample as smallest_sample
