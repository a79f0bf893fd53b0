from mcba.analysis import compare as compare
from mcba.analysis.decision import switching_values as switching_values
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
from mcba.analysis.ranking import (
    achieved_correlations as achieved_correlations,
    rank as rank,
    to_salib as to_salib,
)
from mcba.analysis.sweeping import sweep as sweep
from mcba.engine import Run as Run, extend as extend, run as run
from mcba.engine.estimates import Estimate as Estimate, Range as Range, Summary as Summary
from mcba.engine.estimates.ranks import (
    QuantileBounds as QuantileBounds,
    QuantileRanks as QuantileRanks,
    quantile_ranks as quantile_ranks,
    smallest_sample as smallest_sample,
)
from mcba.engine.models import from_worlds as from_worlds, simulate as simulate
from mcba.engine.saved import (
    open_run as open_run,
    save_run as save_run,
    verify as verify,
    write_sipmath as write_sipmath,
)
from mcba.errors import (
    DomainError as DomainError,
    FamilyError as FamilyError,
    FitError as FitError,
    FormulaError as FormulaError,
    LibraryError as LibraryError,
    McbaError as McbaError,
    RequestError as RequestError,
    RunError as RunError,
    StudyError as StudyError,
    UndefinedOutcomeError as UndefinedOutcomeError,
    WorkbookError as WorkbookError,
)
from mcba.families import (
    POSITIVE as POSITIVE,
    PROBABILITY as PROBABILITY,
    REAL as REAL,
    Family as Family,
    Hierarchical as Hierarchical,
    ScipyDistribution as ScipyDistribution,
    parameter as parameter,
)
from mcba.families.composite import *
from mcba.families.fitting import (
    compare_fits as compare_fits,
    fit_quantiles as fit_quantiles,
    fit_sample as fit_sample,
)
from mcba.families.named import *
from mcba.families.pooling import (
    classical_model as classical_model,
    linear_pool as linear_pool,
    pool as pool,
    quantile_average as quantile_average,
)
from mcba.families.quantiles import FromQuantileFunction as FromQuantileFunction
from mcba.reporting.delivery import (
    answer as answer,
    figures as figures,
    page as page,
    report as report,
    write_workbook as write_workbook,
)
from mcba.reporting.pages import check as check, check_workbook as check_workbook, decide as decide
from mcba.study import Study as Study
from mcba.study.distributions import library as library
from mcba.study.document import Dependence as Dependence, json_schema as json_schema
from mcba.study.making import Input as Input
from mcba.study.reading import load as load, loads as loads, start_study as start_study
from mcba.study.tables import write_assumptions as write_assumptions
from mcba.study.workbooks import start_from_workbook as start_from_workbook

__version__: str
