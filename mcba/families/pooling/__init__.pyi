from mcba.families.pooling.experts import (
    ExpertScore as ExpertScore,
    classical_model as classical_model,
    linear_pool as linear_pool,
    quantile_average as quantile_average,
)
from mcba.families.pooling.studies import (
    Pooling as Pooling,
    as_ratio as as_ratio,
    pool as pool,
    standard_errors as standard_errors,
)
