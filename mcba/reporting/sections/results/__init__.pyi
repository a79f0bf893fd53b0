from mcba.reporting.sections.results import (
    answers as answers,
    calibrations as calibrations,
    checklists as checklists,
    comparisons as comparisons,
    outcomes as outcomes,
    rankings as rankings,
    trust as trust,
    worlds as worlds,
)
