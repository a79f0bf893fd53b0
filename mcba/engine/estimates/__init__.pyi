from mcba.engine.estimates import estimate as estimate
from mcba.engine.estimates.accumulator import Accumulator as Accumulator
from mcba.engine.estimates.cells import Cells as Cells
from mcba.engine.estimates.display import (
    decimals as decimals,
    decimals_in_order as decimals_in_order,
    decimals_of_certain as decimals_of_certain,
    decimals_of_ends as decimals_of_ends,
    decimals_of_error as decimals_of_error,
    decimals_of_exact as decimals_of_exact,
    number_text as number_text,
    short_decimals as short_decimals,
)
from mcba.engine.estimates.estimate import (
    Estimate as Estimate,
    Range as Range,
    Summary as Summary,
    errors_in as errors_in,
    mean as mean,
    probability as probability,
    quantile as quantile,
    quantiles as quantiles,
    ratio_of_means as ratio_of_means,
    share_error as share_error,
    shortest_range as shortest_range,
    skewness as skewness,
    summarise as summarise,
)
from mcba.engine.estimates.ranks import (
    Bound as Bound,
    QuantileBounds as QuantileBounds,
    QuantileRanks as QuantileRanks,
    quantile_ranks as quantile_ranks,
    smallest_sample as smallest_sample,
)
from mcba.engine.estimates.rounding import ROUNDING as ROUNDING, TERMS as TERMS, freed as freed
from mcba.engine.estimates.tails import (
    Tail as Tail,
    tails_of as tails_of,
    tails_of_function as tails_of_function,
    tails_of_plan as tails_of_plan,
)
