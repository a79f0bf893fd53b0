from mcba.analysis.economics.base_case import base_values as base_values
from mcba.analysis.economics.bearers import WeightedBalance as WeightedBalance, weighted as weighted
from mcba.analysis.economics.impact import Impact as Impact, impact_map as impact_map
from mcba.analysis.economics.ratios import (
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
from mcba.analysis.economics.years import yearly as yearly
