from mcba.reporting.facts.comparisons import ComparedRuns as ComparedRuns
from mcba.reporting.facts.decisions import DecisionFacts as DecisionFacts
from mcba.reporting.facts.described import Entries as Entries, OneAssumption as OneAssumption
from mcba.reporting.facts.facts import Facts as Facts
from mcba.reporting.facts.kept import facts_of as facts_of, keep as keep, take_up as take_up
from mcba.reporting.facts.missing import Missing as Missing
from mcba.reporting.facts.published import Calibrated as Calibrated
from mcba.reporting.facts.rankings import Ranked as Ranked, ranked_study as ranked_study, with_shares as with_shares
from mcba.reporting.facts.sweeps import Swept as Swept
