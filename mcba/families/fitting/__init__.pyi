from mcba.families.fitting.means import mean_of_sample as mean_of_sample
from mcba.families.fitting.through_quantiles import (
    LARGEST_MISFIT as LARGEST_MISFIT,
    QuantileFit as QuantileFit,
    fit_quantiles as fit_quantiles,
)
from mcba.families.fitting.to_samples import (
    SampleFit as SampleFit,
    compare_fits as compare_fits,
    fit_sample as fit_sample,
)
