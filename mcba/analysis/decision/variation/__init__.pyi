from mcba.analysis.decision.variation.breakeven import (
    OneWay as OneWay,
    break_even_line as break_even_line,
    one_way as one_way,
)
from mcba.analysis.decision.variation.deterministic import (
    Cases as Cases,
    DeterministicModel as DeterministicModel,
    cases as cases,
)
from mcba.analysis.decision.variation.fixing import IfSure as IfSure, if_sure as if_sure
from mcba.analysis.decision.variation.switching import (
    Line as Line,
    Switch as Switch,
    SwitchingValues as SwitchingValues,
    UnpricedWorth as UnpricedWorth,
    switching_line as switching_line,
    switching_values as switching_values,
    unpriced_worth as unpriced_worth,
)
