from mcba.engine.estimates.estimate import (
    Estimate as Estimate,
    Range as Range,
    Summary as Summary,
    errors_in as errors_in,
)
from mcba.engine.estimates.kept import (
    mean as mean,
    probability as probability,
    ratio_by_world as ratio_by_world,
    ratio_of_means as ratio_of_means,
    summarise as summarise,
)
from mcba.engine.estimates.moments import residual_error as residual_error, share_error as share_error
from mcba.engine.estimates.ordered import quantiles as quantiles
