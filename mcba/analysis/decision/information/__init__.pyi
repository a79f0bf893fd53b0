from mcba.analysis.decision.information.agendas import (
    UNMOVED as UNMOVED,
    Agenda as Agenda,
    Subject as Subject,
    agenda as agenda,
    switching_plane as switching_plane,
)
from mcba.analysis.decision.information.conditional_means import (
    checked_inputs as checked_inputs,
    conditional_mean as conditional_mean,
)
from mcba.analysis.decision.information.populations import (
    Population as Population,
    population as population,
    scale_to_population as scale_to_population,
)
from mcba.analysis.decision.information.voi import evpi as evpi, evppi as evppi, evsi as evsi
