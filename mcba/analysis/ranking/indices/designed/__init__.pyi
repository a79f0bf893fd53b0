from mcba.analysis.ranking.indices.designed.derivatives import DerivativeDesign as DerivativeDesign, dgsm as dgsm
from mcba.analysis.ranking.indices.designed.elementary_effects import MorrisDesign as MorrisDesign, morris as morris
from mcba.analysis.ranking.indices.designed.fourier import FastDesign as FastDesign, fast as fast
from mcba.analysis.ranking.indices.designed.one_at_a_time import elasticities as elasticities, tornado as tornado
from mcba.analysis.ranking.indices.designed.points import (
    check_power_of_two as check_power_of_two,
    scrambled_sobol as scrambled_sobol,
)
from mcba.analysis.ranking.indices.designed.sobol_indices import (
    SETS_OF_DESIGN as SETS_OF_DESIGN,
    SobolDesign as SobolDesign,
    replicate as replicate,
    sobol as sobol,
    sobol_by_base as sobol_by_base,
)
