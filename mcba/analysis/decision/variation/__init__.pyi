from mcba.analysis.decision.variation.certainty import IfSure as IfSure, if_sure as if_sure
from mcba.analysis.decision.variation.model_points import (
    Cases as Cases,
    Model as Model,
    OneWay as OneWay,
    cases as cases,
    one_way as one_way,
)
from mcba.analysis.decision.variation.planes import AtBase as AtBase, Plane as Plane, plane as plane
from mcba.analysis.decision.variation.switching import (
    Line as Line,
    Switch as Switch,
    SwitchingValues as SwitchingValues,
    UnpricedWorth as UnpricedWorth,
    switching_line as switching_line,
    switching_values as switching_values,
    unpriced as unpriced,
)
