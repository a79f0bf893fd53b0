from mcba.analysis.decision.options import (
    NOTHING as NOTHING,
    PROJECT as PROJECT,
    Alternatives as Alternatives,
    Option as Option,
    OptionTable as OptionTable,
    Payback as Payback,
    alternatives as alternatives,
    option_table as option_table,
)
from mcba.analysis.decision.portraits import Portrait as Portrait, portrait as portrait
from mcba.analysis.decision.scenario_table import (
    Compared as Compared,
    Preset as Preset,
    Scenarios as Scenarios,
    Variant as Variant,
    presets as presets,
    scenarios as scenarios,
)
