from mcba.analysis.decision.options.comparison import (
    checked_options as checked_options,
    compare_options as compare_options,
)
from mcba.analysis.decision.options.study_options import (
    NOTHING as NOTHING,
    PROJECT as PROJECT,
    Alternatives as Alternatives,
    Payback as Payback,
    alternatives as alternatives,
    uncertain_draws as uncertain_draws,
)
from mcba.analysis.decision.options.table import (
    Option as Option,
    OptionTable as OptionTable,
    option_table as option_table,
)
