from mcba.analysis.decision.regression.conditional_means import (
    checked_inputs as checked_inputs,
    conditional_mean as conditional_mean,
)
from mcba.analysis.decision.regression.regressions import Regressor as Regressor, predictor as predictor
