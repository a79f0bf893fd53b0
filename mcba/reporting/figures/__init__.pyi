from mcba.reporting.figures import (
    assumptions as assumptions,
    decisions as decisions,
    densities as densities,
    drivers as drivers,
    flows as flows,
    gallery as gallery,
    outcomes as outcomes,
    rankings as rankings,
)
from mcba.reporting.figures.gallery import (
    write_assumption_figures as write_assumption_figures,
    write_decision_figures as write_decision_figures,
    write_figures as write_figures,
)
from mcba.reporting.figures.labelled import Labelled as Labelled
from mcba.reporting.figures.style import rendered as rendered, save as save
