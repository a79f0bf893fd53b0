from mcba.analysis.decision.information.gains import Information as Information
from mcba.analysis.decision.information.partial_information import evppi as evppi
from mcba.analysis.decision.information.perfect_information import evpi as evpi
from mcba.analysis.decision.information.planned_studies import PlannedStudy as PlannedStudy, evsi as evsi
from mcba.analysis.decision.information.populations import (
    Population as Population,
    population as population,
    scale_to_population as scale_to_population,
)
