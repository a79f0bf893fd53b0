from mcba.analysis.decision.variation.breakeven import OneWay as OneWay
from mcba.analysis.decision.variation.deterministic import Cases as Cases, cases as cases
from mcba.analysis.decision.variation.fixing import IfSure as IfSure, if_sure as if_sure
from mcba.analysis.decision.variation.switching import (
    Switch as Switch,
    UnpricedWorth as UnpricedWorth,
    unpriced_worth as unpriced_worth,
)
from mcba.analysis.decision.variation.turning import (
    JudgedScenario as JudgedScenario,
    TurningPoint as TurningPoint,
    Verdict as Verdict,
    judged_scenarios as judged_scenarios,
    turning_point as turning_point,
    verdict_on as verdict_on,
)
