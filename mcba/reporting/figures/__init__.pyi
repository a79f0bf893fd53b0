from mcba.reporting.figures import gallery as gallery
from mcba.reporting.figures.assumptions import (
    assumption as assumption,
    distribution as distribution,
    distributions as distributions,
    labelled_assumption as labelled_assumption,
    thumbnail as thumbnail,
)
from mcba.reporting.figures.calibrations import narrowed as narrowed
from mcba.reporting.figures.drivers import (
    dependence as dependence,
    information as information,
    shares as shares,
    tornado as tornado,
)
from mcba.reporting.figures.flows import bearers as bearers, waterfall as waterfall, years as years
from mcba.reporting.figures.gallery import (
    thumbnail_of as thumbnail_of,
    write_assumption_figures as write_assumption_figures,
    write_decision_figures as write_decision_figures,
    write_figures as write_figures,
)
from mcba.reporting.figures.outcomes import (
    cloud as cloud,
    convergence as convergence,
    outcome as outcome,
    scenarios as scenarios,
)
from mcba.reporting.figures.picture import Picture as Picture
from mcba.reporting.figures.style import rendered as rendered, save as save
