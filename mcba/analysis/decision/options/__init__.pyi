from mcba.analysis.decision.options.optimism import optimism_of_highest as optimism_of_highest
from mcba.analysis.decision.options.study_options import (
    NOTHING as NOTHING,
    PROJECT as PROJECT,
    Alternatives as Alternatives,
    Payback as Payback,
    alternatives as alternatives,
)
from mcba.analysis.decision.options.table import (
    Option as Option,
    OptionTable as OptionTable,
    option_table as option_table,
)
