from mcba.families.fitting.through_quantiles import (
    FITTED as FITTED,
    TOLERANCE as TOLERANCE,
    QuantileFit as QuantileFit,
    checked_quantiles as checked_quantiles,
    fit_quantiles as fit_quantiles,
)
from mcba.families.fitting.to_samples import (
    SampleFit as SampleFit,
    compare_fits as compare_fits,
    fit_sample as fit_sample,
)
