from mcba.reporting.facts.facts import (
    CONFIDENCE as CONFIDENCE,
    DecisionFacts as DecisionFacts,
    Facts as Facts,
    Missing as Missing,
)
from mcba.reporting.facts.kept import facts_of as facts_of, keep as keep, take_up as take_up
