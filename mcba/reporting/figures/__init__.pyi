from mcba.reporting.figures import (
    decisions as decisions,
    densities as densities,
    drivers as drivers,
    flows as flows,
    gallery as gallery,
    outcomes as outcomes,
    rankings as rankings,
)
from mcba.reporting.figures.labelled import Labelled as Labelled
from mcba.reporting.figures.plots import rendered as rendered, save as save
