from mcba.analysis import compare as compare
from mcba.analysis.decision.information import (
    evpi as evpi,
    evppi as evppi,
    evsi as evsi,
    scale_to_population as scale_to_population,
)
from mcba.analysis.economics import (
    certainty_equivalent as certainty_equivalent,
    internal_rates as internal_rates,
    modified_rates as modified_rates,
    tail_mean as tail_mean,
)
from mcba.analysis.published import Calibration as Calibration, calibrate as calibrate, reweight as reweight
from mcba.analysis.ranking import achieved_correlations as achieved_correlations, rank as rank
from mcba.engine import Run as Run, extend as extend, run as run
from mcba.engine.estimates import Estimate as Estimate, Range as Range, Summary as Summary
from mcba.engine.estimates.ranks import (
    QuantileBounds as QuantileBounds,
    QuantileRanks as QuantileRanks,
    quantile_ranks as quantile_ranks,
    smallest_sample as smallest_sample,
)
from mcba.engine.models import from_worlds as from_worlds, simulate as simulate
from mcba.engine.saved import open_run as open_run, save_run as save_run, verify as verify
from mcba.errors import (
    FamilyError as FamilyError,
    FitError as FitError,
    FormulaError as FormulaError,
    LibraryError as LibraryError,
    McbaError as McbaError,
    RunError as RunError,
    StudyError as StudyError,
)
from mcba.families import (
    Arcsine as Arcsine,
    Bernoulli as Bernoulli,
    Beta as Beta,
    Binomial as Binomial,
    Constant as Constant,
    CurvilinearTrapezoid as CurvilinearTrapezoid,
    Dirichlet as Dirichlet,
    Discrete as Discrete,
    Empirical as Empirical,
    EventRisk as EventRisk,
    Exponential as Exponential,
    Family as Family,
    Gamma as Gamma,
    Gumbel as Gumbel,
    Hierarchical as Hierarchical,
    Logistic as Logistic,
    Loglogistic as Loglogistic,
    Lognormal as Lognormal,
    Loguniform as Loguniform,
    Metalog as Metalog,
    Mixture as Mixture,
    Multinomial as Multinomial,
    NegativeBinomial as NegativeBinomial,
    Normal as Normal,
    Pareto as Pareto,
    Pert as Pert,
    Piecewise as Piecewise,
    Poisson as Poisson,
    QuantileAverage as QuantileAverage,
    Shifted as Shifted,
    SkewNormal as SkewNormal,
    StudentT as StudentT,
    Trapezoidal as Trapezoidal,
    Triangular as Triangular,
    Truncated as Truncated,
    TruncatedNormal as TruncatedNormal,
    Uniform as Uniform,
    Weibull as Weibull,
)
from mcba.families.elicited import (
    classical_model as classical_model,
    linear_pool as linear_pool,
    quantile_average as quantile_average,
)
from mcba.families.fitted import compare_fits as compare_fits, fit_quantiles as fit_quantiles, fit_sample as fit_sample
from mcba.families.pooled import pool as pool
from mcba.reporting import report as report
from mcba.study import Study as Study
from mcba.study.document import Dependence as Dependence
from mcba.study.reading import load as load

__version__: str
