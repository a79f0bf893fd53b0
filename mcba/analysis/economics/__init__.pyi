from mcba.analysis.economics.bearers import Weighted as Weighted, weighted as weighted
from mcba.analysis.economics.ratios import (
    BENEFITS as BENEFITS,
    COSTS as COSTS,
    NET_ROI as NET_ROI,
    RATIO as RATIO,
    UNDEFINED as UNDEFINED,
    Ratio as Ratio,
    ratio_or_reason as ratio_or_reason,
    skewness_or_reason as skewness_or_reason,
    summary_or_reason as summary_or_reason,
)
from mcba.analysis.economics.returns import (
    RateOfReturn as RateOfReturn,
    internal_rates as internal_rates,
    modified_rates as modified_rates,
    rate_of_return as rate_of_return,
)
from mcba.analysis.economics.risk import certainty_equivalent as certainty_equivalent, tail_mean as tail_mean
from mcba.analysis.economics.shared import shared_by_flows as shared_by_flows
from mcba.analysis.economics.years import yearly as yearly
